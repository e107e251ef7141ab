/*
 * test_check_display.c - columba check of display files: which database, which
 * displays they may link to, and what comes out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/str.h"
#include "tools/check.h"

#define PAGE "display A \"T\"\nscreen\n{m }\nend\nm /COL/RACK3/EPM/MODE\n"

/* A mission's directory with displays, all else empty. */
struct rig {
    char *top, *mdb, *displays;
};

static char *
sub_dir(const char *top, const char *name)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", top, name);
    assert_int_equal(mkdir(path, 0700), 0);
    return strdup(path);
}

static void
rig_init(struct rig *r, bool has_mission)
{
    char conf[600];
    r->top = check_tmpdir();
    r->mdb = check_path("console/display/data/epm-v12.xml");
    r->displays = sub_dir(r->top, "displays");
    free(sub_dir(r->top, "data"));
    snprintf(conf, sizeof conf, "%s/data", r->top);
    setenv("COLUMBA_DATA", conf, 1);
    setenv("XDG_CONFIG_HOME", conf, 1);
    unsetenv("COLUMBA_MISSION");
    snprintf(conf, sizeof conf,
        "name = T\ndatabase = \"%s\"\ninstance a { kind = flight }\n", r->mdb);
    if (has_mission)
        free(check_write(r->top, "mission.conf", conf, SIZE_MAX));
}

static void
rig_fini(struct rig *r)
{
    unsetenv("COLUMBA_DATA");
    unsetenv("XDG_CONFIG_HOME");
    free(r->displays);
    free(r->mdb);
    check_rmdir(&r->top);
}

/* What is found, "file:line:col: severity: text", without directories. */
static char *
found(const char *path, const struct check_options *options, unsigned *files)
{
    struct notes notes = {0};
    struct strbuf out = {0};
    *files = 0;
    (void)check_file(path, options, &notes, files);
    for (size_t i = 0; i < notes.n; i++) {
        const char *slash = strrchr(notes.note[i].file, '/');
        strbuf_addf(&out, "%s:%u:%u: %s: %s\n",
            slash != NULL ? slash + 1 : notes.note[i].file, notes.note[i].line,
            notes.note[i].col,
            notes.note[i].severity == NOTE_ERROR ? "error" : "warning",
            notes.note[i].text);
    }
    notes_fini(&notes);
    return strbuf_take(&out);
}

static void
expect(const char *path, const struct check_options *options, const char *want)
{
    unsigned files;
    char *is = found(path, options, &files);
    assert_string_equal(is, want);
    free(is);
}

static void
the_database_is_that_of_the_mission_around_it(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r, true);
    char *below = check_write(r.displays, "a.dsp", PAGE, SIZE_MAX);
    char *beside = check_write(r.top, "b.dsp", PAGE, SIZE_MAX);
    expect(below, &(struct check_options){0}, "");
    expect(beside, &(struct check_options){0}, "");
    expect(below, &(struct check_options){.mission = "/nowhere"}, "");
    expect(below, &(struct check_options){.mdb = r.mdb}, "");
    char *wrong = check_path("mdb/data/types.xml");
    unsigned files;
    char *is = found(below, &(struct check_options){.mdb = wrong}, &files);
    assert_non_null(strstr(is, "no parameter /COL/RACK3/EPM/MODE in database "
                               "types"));
    assert_int_equal(files, 1);
    free(is);
    free(wrong);
    free(beside);
    free(below);
    rig_fini(&r);
}

static void
a_display_that_stands_alone_takes_the_mission_that_is_named(void **state)
{
    (void)state;
    struct rig r;
    unsigned files;
    rig_init(&r, false);
    char *path = check_write(r.displays, "a.dsp", PAGE, SIZE_MAX);
    char *is = found(path, &(struct check_options){0}, &files);
    assert_non_null(strstr(is, "its names cannot be looked up"));
    free(is);
    expect(path, &(struct check_options){.mission = r.mdb}, "");
    setenv("COLUMBA_MISSION", r.mdb, 1);
    expect(path, &(struct check_options){0}, "");
    unsetenv("COLUMBA_MISSION");
    free(path);
    rig_fini(&r);
}

static void
the_four_errors_of_the_example_come_out_to_the_letter(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r, false);
    size_t len;
    /* the database of an older issue: BUSB_V for BUS_B_V */
    char *xml = check_read(r.mdb, &len), *at = strstr(xml, "name=\"BUS_B_V\"");
    assert_non_null(at);
    memcpy(at, "name=\"BUSB_V\" ", strlen("name=\"BUSB_V\" "));
    for (at = xml; (at = strstr(at, "PDU/BUS_B_V\"")) != NULL;)
        memcpy(at, "PDU/BUSB_V\" ", strlen("PDU/BUSB_V\" "));
    char *mdb = check_write(r.top, "epm-v12.xml", xml, len);
    char *from = check_path("console/display/data/pwr01-bad.dsp");
    char *text = check_read(from, &len);
    char *path = check_write(r.displays, "pwr01.dsp", text, len);
    free(check_write(r.displays, "thm02.dsp",
        "display THM-02 \"Thermal\"\nscreen\nx\nend\n", SIZE_MAX));
    expect(path, &(struct check_options){.mdb = mdb},
        "pwr01.dsp:9:9: error: field '{vb}' is 4 cells, format %5.2f needs 7 "
        "(5 digits + 2 mark cells)\n"
        "pwr01.dsp:9:57: error: 'rmp' is drawn but never defined; did you mean "
        "'rpm' (line 27)?\n"
        "pwr01.dsp:22:7: error: no parameter /COL/RACK3/EPM/PDU/BUS_B_V in "
        "database epm-v12; nearest: /COL/RACK3/EPM/PDU/BUSB_V\n"
        "pwr01.dsp:27:1: warning: 'rpm' is defined but not drawn\n");
    free(path);
    free(text);
    free(from);
    free(mdb);
    free(xml);
    rig_fini(&r);
}

static void
a_mission_is_checked_with_its_displays(void **state)
{
    (void)state;
    struct rig r;
    unsigned files;
    rig_init(&r, true);
    free(check_write(r.displays, "a.dsp",
        "display A \"T\"\nscreen\n{>B} {>C} {>AB}\nend\n", SIZE_MAX));
    free(check_write(
        r.displays, "b.dsp", "display B \"T\"\nscreen\n{x }\nend\n", SIZE_MAX));
    free(check_write(
        r.displays, "c.dsp", "display A \"T\"\nscreen\nx\nend\n", SIZE_MAX));
    char data[300];
    snprintf(data, sizeof data, "%s/data", r.top);
    char *shipped = sub_dir(data, "displays");
    free(check_write(
        shipped, "c.dsp", "display C \"T\"\nscreen\nx\nend\n", SIZE_MAX));
    char *is = found(r.top, &(struct check_options){0}, &files);
    char want[700];
    snprintf(want, sizeof want,
        "a.dsp:3:11: warning: there is no display AB; nearest: A\n"
        "b.dsp:3:1: error: 'x' is drawn but never defined\n"
        "c.dsp:0:0: warning: there is a display A already, in %s/a.dsp: this "
        "one is not shown\n",
        r.displays);
    assert_string_equal(is, want);
    assert_int_equal(files, 5);
    free(is);
    free(shipped);
    rig_fini(&r);
}

static void
what_is_no_file_is_refused_and_not_waited_for(void **state)
{
    (void)state;
    struct rig r;
    char path[400];
    unsigned files = 0;
    struct notes notes = {0};
    rig_init(&r, true);
    snprintf(path, sizeof path, "%s/fifo.dsp", r.displays);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(
        check_file(path, &(struct check_options){0}, &notes, &files),
        ERR_NOTFOUND);
    assert_int_equal(notes.errors, 1);
    notes_fini(&notes);
    rig_fini(&r);
}

static void
strict_makes_errors_of_warnings(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r, true);
    char *path = check_write(
        r.displays, "a.dsp", "display A \"T\"\nscreen\n{>B}\nend\n", SIZE_MAX);
    expect(path, &(struct check_options){.is_strict = true},
        "a.dsp:3:1: error: there is no display B\n");
    free(path);
    rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_database_is_that_of_the_mission_around_it),
        cmocka_unit_test(
            a_display_that_stands_alone_takes_the_mission_that_is_named),
        cmocka_unit_test(the_four_errors_of_the_example_come_out_to_the_letter),
        cmocka_unit_test(a_mission_is_checked_with_its_displays),
        cmocka_unit_test(what_is_no_file_is_refused_and_not_waited_for),
        cmocka_unit_test(strict_makes_errors_of_warnings),
    };
    return check_run(tests);
}
