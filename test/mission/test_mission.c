/*
 * test_mission.c - mission.conf as a whole: what is read, found, refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission_try.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

static const char full[] =
    "# a mission\n"
    "name = \"SIF\"\n"
    "title = \"Solar Irradiance Facility\"\n"
    "database = db.xml\n"
    "root = \"/SIF/Packet\" // its root\n"
    "met_epoch = \"2026-01-01T00:00:00Z\"\n"
    "expiry_factor = 2.5\n"
    "windows = {\n"
    "  \"2026-11-20T10:00:00Z/2026-11-20T10:30:00Z\",\n"
    "  \"2026-324T08:00:00Z/2026-324T08:30:00Z\"\n"
    "}\n"
    "time { code = cuc offset = 6 coarse = 4 fine = 3 epoch = gps }\n"
    "instance flight {\n"
    "  kind = flight\n"
    "  relay = \"tcp://hub.example:7300\"\n"
    "  link tm { type = udp host = \"0.0.0.0\" port = 7301 skip = 0x10\n"
    "            signal = windows }\n"
    "  link old { type = file path = \"day.bin\" rate = 12.5 loop = true\n"
    "             enabled = false }\n"
    "  link line { type = serial path = /dev/ttyS0 baud = 9600 }\n"
    "  process hub { }\n"
    "  process frontend { args = {\"--verbose\", '${x}', \"a \\\"b\\\"\"} }\n"
    "  process mine { program = \"bin/mine\" }\n"
    "}\n"
    "instance sim { kind = sim\n"
    "  link tm { type = udp host = 127.0.0.1 port = 7311 signal = apid\n"
    "            signal_apid = 2040 } }\n";

static void
a_full_file_is_read_as_written(void **state)
{
    (void)state;
    struct try t = try_text(full);
    assert_int_equal(t.e, ERR_OK);
    struct mission *m = t.mission;
    assert_string_equal(m->name, "SIF");
    assert_string_equal(m->title, "Solar Irradiance Facility");
    assert_string_equal(m->root, "/SIF/Packet");
    assert_int_equal(m->met_epoch.ns, INT64_C(1767225600) * NS_PER_S);
    assert_near(m->expiry_factor, 2.5, 0);
    assert_int_equal(m->n_windows, 2);
    assert_true(m->window[0].aos.ns < m->window[1].aos.ns);
    assert_int_equal(m->time.code, MISSION_TIME_CUC);
    assert_int_equal(m->time.fine_bytes, 3);
    assert_int_equal(m->time.epoch, MISSION_EPOCH_GPS);
    assert_int_equal(m->n_instances, 2);
    const struct mission_instance *f = mission_instance(m, "flight");
    assert_int_equal(f->kind, MISSION_FLIGHT);
    assert_string_equal(f->relay, "tcp://hub.example:7300");
    assert_int_equal(f->n_links, 3);
    assert_int_equal(f->link[0].port, 7301);
    assert_int_equal(f->link[0].skip_bytes, 16);
    assert_int_equal(f->link[0].signal, MISSION_SIGNAL_WINDOWS);
    assert_int_equal(f->link[1].rate, MISSION_RATE_FIXED);
    assert_near(f->link[1].packets_per_s, 12.5, 0);
    assert_true(f->link[1].loops);
    assert_false(f->link[1].is_enabled);
    assert_string_equal(f->link[2].path, "/dev/ttyS0");
    assert_int_equal(f->link[2].baud, 9600);
    try_fini(&t);
}

static void
processes_have_programs_and_arguments(void **state)
{
    (void)state;
    struct try t = try_text(full);
    assert_int_equal(t.e, ERR_OK);
    const struct mission_instance *f = mission_instance(t.mission, "flight");
    assert_int_equal(f->n_processes, 3);
    assert_string_equal(f->process[0].program, "columba-hub");
    assert_null(f->process[0].args[0]);
    assert_string_equal(f->process[1].args[0], "--verbose");
    assert_string_equal(f->process[1].args[1], "${x}");
    assert_string_equal(f->process[1].args[2], "a \"b\"");
    assert_null(f->process[1].args[3]);
    assert_int_equal(f->process[2].program[0], '/');
    const struct mission_instance *s = mission_instance(t.mission, "sim");
    assert_int_equal(s->n_processes, 4);
    assert_string_equal(s->process[1].program, "columba-limits");
    assert_string_equal(s->process[3].program, "columba-sim");
    assert_int_equal(s->link[0].signal_apid, 2040);
    try_fini(&t);
}

static void
paths_are_joined_to_the_missions_directory(void **state)
{
    (void)state;
    struct try t = try_text(full);
    assert_int_equal(t.e, ERR_OK);
    char *want = xasprintf("%s/db.xml", t.mission->dir);
    assert_string_equal(t.mission->database, want);
    assert_int_equal(want[0], '/');
    free(want);
    try_fini(&t);
}

static void
an_instance_is_found_by_name_and_the_first_without(void **state)
{
    (void)state;
    struct try t = try_text(full);
    assert_string_equal(mission_instance(t.mission, NULL)->name, "flight");
    assert_null(mission_instance(t.mission, "fligh"));
    try_fini(&t);
}

static void
the_least_file_has_defaults(void **state)
{
    (void)state;
    struct try t = try_text(TRY_TOP TRY_INSTANCE);
    assert_int_equal(t.e, ERR_OK);
    assert_string_equal(t.mission->title, "T");
    assert_true(utc_is_none(t.mission->met_epoch));
    assert_near(t.mission->expiry_factor, 1.9, 0);
    assert_int_equal(t.mission->time.code, MISSION_TIME_MDB);
    assert_int_equal(t.mission->instance[0].n_processes, 3);
    try_fini(&t);
}

static void
odd_files_are_refused_with_a_reason(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *fifo = xasprintf("%s/fifo", dir);
    char *loop = xasprintf("%s/loop", dir);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(symlink(loop, loop), 0);
    size_t len = 1024 * 1024 + 1;
    char *blanks = xcalloc(len, 1);
    memset(blanks, ' ', len);
    char *large = check_write(dir, "large", blanks, len);
    const struct {
        const char *path;
        enum err e;
        const char *text;
    } rows[] = {
        {"/no/such/place", ERR_NOTFOUND, "cannot be opened"},
        {dir, ERR_NOTFOUND, "cannot be opened"},
        {fifo, ERR_IO, "not a regular file"},
        {"/dev/null", ERR_IO, "not a regular file"},
        {loop, ERR_IO, "cannot be opened"},
        {large, ERR_LIMIT, "larger than"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        struct mission *m;
        assert_int_equal(mission_load(rows[i].path, &notes, &m), rows[i].e);
        assert_null(m);
        assert_int_equal(notes.errors, 1);
        assert_non_null(strstr(notes.note[0].text, rows[i].text));
        notes_fini(&notes);
    }
    free(blanks);
    free(large);
    free(fifo);
    free(loop);
    check_rmdir(&dir);
}

static void
a_file_in_the_current_directory_needs_no_slash(void **state)
{
    (void)state;
    struct try t = try_text(TRY_TOP TRY_INSTANCE);
    char *cwd = getcwd(NULL, 0);
    assert_int_equal(chdir(t.dir), 0);
    struct notes notes = {0};
    struct mission *m;
    assert_int_equal(mission_load("mission.conf", &notes, &m), ERR_OK);
    assert_int_equal(chdir(cwd), 0);
    free(cwd);
    assert_int_equal(m->dir[0], '/');
    mission_free(&m);
    mission_free(&m);
    notes_fini(&notes);
    try_fini(&t);
}

static void
the_default_mission_is_the_environments_then_the_running_then_shipped(
    void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *old_data =
        getenv("COLUMBA_DATA") != NULL ? xstrdup(getenv("COLUMBA_DATA")) : NULL;
    setenv("COLUMBA_RUN", dir, 1);
    setenv("COLUMBA_DATA", dir, 1);
    unsetenv("COLUMBA_MISSION");
    char *path = xasprintf("%s/missions", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    free(path);
    path = xasprintf("%s/missions/zeta", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    free(check_write(path, "mission.conf", "", 0));
    free(path);

    char *got = mission_default_path("x");
    char *want = xasprintf("%s/missions/zeta/mission.conf", dir);
    assert_string_equal(got, want);
    free(got);
    free(want);

    path = xasprintf("%s/x", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    free(check_write(path, "mission", "/flown/mission.conf\n", SIZE_MAX));
    got = mission_default_path("x");
    assert_string_equal(got, "/flown/mission.conf");
    free(got);
    free(check_write(path, "mission", "relative\n", SIZE_MAX));
    got = mission_default_path("x");
    assert_string_not_equal(got, "relative");
    free(got);
    free(path);

    setenv("COLUMBA_MISSION", "/env/mission.conf", 1);
    got = mission_default_path("x");
    assert_string_equal(got, "/env/mission.conf");
    free(got);
    unsetenv("COLUMBA_MISSION");
    unsetenv("COLUMBA_RUN");
    if (old_data != NULL)
        setenv("COLUMBA_DATA", old_data, 1);
    else
        unsetenv("COLUMBA_DATA");
    free(old_data);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_file_is_read_as_written),
        cmocka_unit_test(processes_have_programs_and_arguments),
        cmocka_unit_test(paths_are_joined_to_the_missions_directory),
        cmocka_unit_test(an_instance_is_found_by_name_and_the_first_without),
        cmocka_unit_test(the_least_file_has_defaults),
        cmocka_unit_test(odd_files_are_refused_with_a_reason),
        cmocka_unit_test(a_file_in_the_current_directory_needs_no_slash),
        cmocka_unit_test(
            the_default_mission_is_the_environments_then_the_running_then_shipped),
    };
    return check_run(tests);
}
