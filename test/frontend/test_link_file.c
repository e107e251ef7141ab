/*
 * test_link_file.c - recordings from files and directories, paced.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

static char name[] = "f";

struct room {
    char *dir;
    uint8_t bytes[65536];
    size_t n;
};

static struct room *
room_new(void)
{
    struct room *r = xcalloc(1, sizeof *r);
    r->dir = check_tmpdir();
    return r;
}

static void
room_free(struct room *r)
{
    check_rmdir(&r->dir);
    free(r);
}

/* `n` packets of 20 bytes, counts from `first`, each behind `skip` bytes. */
static void
add(struct room *r, uint16_t first, unsigned n, unsigned skip)
{
    for (unsigned i = 0; i < n; i++) {
        memset(r->bytes + r->n, 0xaa, skip);
        r->n += skip;
        r->n += link_rig_packet(r->bytes + r->n, 5, (uint16_t)(first + i), 20);
    }
}

static char *
save(struct room *r, const char *file)
{
    char *path = check_write(r->dir, file, r->bytes, r->n);
    r->n = 0;
    return path;
}

static struct mission_link
conf(char *path)
{
    return (struct mission_link){
        .name = name, .type = MISSION_FILE, .path = path};
}

#define START (1000 * NS_PER_S) /* of the rig's clock */
#define LATER (START + 100 * NS_PER_S)

static void
a_file_is_read_to_its_end(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 1000, 0);
    char *path = save(room, "a.ccsds");
    const struct mission_link c = conf(path);
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 1000);
    assert_int_equal(rig.faults, 0);
    assert_int_equal(rig.link->state, LINK_ENDED);
    assert_int_equal(rig.link->connects, 1);
    assert_true(link_wake(rig.link).ns == LINK_NEVER.ns);
    /* enabling it again plays it again */
    link_disable(rig.link);
    link_enable(rig.link, rig.now);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 2000);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
one_turn_hands_on_a_bounded_number(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 1000, 0);
    char *path = save(room, "a.ccsds");
    const struct mission_link c = conf(path);
    link_rig_init(&rig, &c);
    assert_int_equal(rig.packets, 256);
    assert_int_equal(link_wake(rig.link).ns, rig.now.mono.ns);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
a_full_chain_is_waited_for(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 600, 0);
    char *path = save(room, "a.ccsds");
    const struct mission_link c = conf(path);
    link_rig_init(&rig, &c);
    rig.is_full = true;
    for (unsigned i = 0; i < 10; i++)
        link_rig_wait(&rig, NS_PER_S);
    assert_int_equal(rig.packets, 256);
    rig.is_full = false;
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 600);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
a_rate_spreads_the_packets(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 50, 0);
    char *path = save(room, "a.ccsds");
    struct mission_link c = conf(path);
    c.rate = MISSION_RATE_FIXED;
    c.packets_per_s = 10;
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 50);
    for (int64_t i = 0; i < 50; i++)
        assert_int_equal(rig.packet_at[i].ns, START + i * 100 * NS_PER_MS);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
recorded_times_are_played_at_a_speed(void **state)
{
    (void)state;
    struct link_rig rig = {.step_ns = NS_PER_S};
    struct room *room = room_new();
    add(room, 100, 3, 0);
    add(room, 110, 1, 0); /* a hole of eight seconds */
    char *path = save(room, "a.ccsds");
    struct mission_link c = conf(path);
    c.rate = MISSION_RATE_RECORDED;
    c.speed = 4;
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    static const int64_t at_ms[] = {0, 250, 500, 2500};
    assert_int_equal(rig.packets, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(rig.packet_at[i].ns, START + at_ms[i] * NS_PER_MS);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
the_files_of_a_directory_come_by_name(void **state)
{
    (void)state;
    struct link_rig rig = {.step_ns = NS_PER_S};
    struct room *room = room_new();
    char *sub = xasprintf("%s/b-directory", room->dir);
    assert_int_equal(mkdir(sub, 0700), 0);
    add(room, 2, 1, 0);
    free(save(room, "c.ccsds"));
    add(room, 1, 1, 0);
    free(save(room, "a2.ccsds"));
    add(room, 0, 1, 0);
    free(save(room, "a1.ccsds"));
    add(room, 9, 1, 0);
    free(save(room, ".hidden"));
    struct mission_link c = conf(room->dir);
    c.rate = MISSION_RATE_RECORDED;
    c.speed = 1;
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    /* only in the right order no time goes back */
    assert_int_equal(rig.packets, 3);
    assert_int_equal(rig.packet_at[2].ns, START + 2 * NS_PER_S);
    assert_int_equal(rig.link->state, LINK_ENDED);
    link_rig_fini(&rig);
    assert_int_equal(rmdir(sub), 0);
    free(sub);
    room_free(room);
}

static void
a_loop_begins_anew(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 10, 0);
    char *path = save(room, "a.ccsds");
    struct mission_link c = conf(path);
    c.loops = true;
    c.rate = MISSION_RATE_FIXED;
    c.packets_per_s = 10;
    link_rig_init(&rig, &c);
    link_rig_play(&rig, START + 3 * NS_PER_S + 50 * NS_PER_MS);
    assert_in_range(rig.packets, 30, 32);
    assert_int_equal(rig.begins, 4);
    assert_int_equal(rig.anews, 3);
    assert_int_equal(rig.link->state, LINK_UP);
    assert_int_equal(rig.link->connects, 1);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
foreign_bytes_before_each_packet_are_dropped(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 300, 9);
    char *path = save(room, "a.ccsds");
    struct mission_link c = conf(path);
    c.skip_bytes = 9;
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 300);
    assert_int_equal(rig.faults, 0);
    assert_int_equal(rig.packet_len[299], 20);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
a_cut_file_gives_what_is_whole_and_a_fault(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 10, 0);
    room->n -= 5;
    char *path = save(room, "a.ccsds");
    const struct mission_link c = conf(path);
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 9);
    assert_int_equal(rig.faults, 1);
    assert_int_equal(rig.link->state, LINK_ENDED);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
an_empty_loop_ends_instead_of_spinning(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    char *path = save(room, "empty");
    struct mission_link c = conf(path);
    c.loops = true;
    link_rig_init(&rig, &c);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.link->state, LINK_ENDED);
    link_rig_fini(&rig);
    free(path);
    room_free(room);
}

static void
what_cannot_be_read_is_a_fault_until_it_can(void **state)
{
    (void)state;
    struct room *room = room_new();
    static char device[] = "/dev/null";
    char *fifo = xasprintf("%s/fifo", room->dir);
    char *missing = xasprintf("%s/missing", room->dir);
    char *empty = xasprintf("%s/empty", room->dir);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(mkdir(empty, 0700), 0);
    const struct {
        char *path;
        const char *why;
    } rows[] = {
        {missing, "No such file"},
        {fifo, "neither a regular file nor a directory"},
        {device, "neither a regular file nor a directory"},
        {empty, "no files in it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct link_rig rig = {0};
        const struct mission_link c = conf(rows[i].path);
        link_rig_init(&rig, &c);
        assert_int_equal(rig.link->state, LINK_FAULT);
        if (!strstr(rig.link->detail, rows[i].why))
            fail_msg("%s: %s", rows[i].path, rig.link->detail);
        if (i == 0) {
            add(room, 0, 3, 0);
            free(save(room, "missing"));
            link_rig_wait(&rig, LINK_RETRY_MAX_NS);
            link_rig_play(&rig, LATER);
            assert_int_equal(rig.packets, 3);
            assert_int_equal(rig.link->state, LINK_ENDED);
        }
        link_rig_fini(&rig);
    }
    assert_int_equal(rmdir(empty), 0);
    assert_int_equal(unlink(fifo), 0);
    free(fifo);
    free(missing);
    free(empty);
    room_free(room);
}

static void
a_file_that_vanishes_from_a_directory_is_waited_for(void **state)
{
    (void)state;
    struct link_rig rig = {0};
    struct room *room = room_new();
    add(room, 0, 300, 0);
    free(save(room, "a"));
    add(room, 300, 10, 0);
    char *second = save(room, "b");
    char *away = xasprintf("%s/.b", room->dir);
    const struct mission_link c = conf(room->dir);
    link_rig_init(&rig, &c); /* 256 packets of the first file */
    assert_int_equal(rename(second, away), 0);
    link_rig_wait(&rig, 0);
    assert_int_equal(rig.packets, 300);
    assert_int_equal(rig.link->state, LINK_FAULT);
    const size_t states = rig.states;
    link_rig_wait(&rig, LINK_RETRY_MAX_NS);
    assert_int_equal(rig.states, states); /* told once */
    assert_int_equal(rename(away, second), 0);
    link_rig_wait(&rig, LINK_RETRY_MAX_NS);
    link_rig_play(&rig, LATER);
    assert_int_equal(rig.packets, 310);
    assert_int_equal(rig.link->state, LINK_ENDED);
    link_rig_fini(&rig);
    free(second);
    free(away);
    room_free(room);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_to_its_end),
        cmocka_unit_test(one_turn_hands_on_a_bounded_number),
        cmocka_unit_test(a_full_chain_is_waited_for),
        cmocka_unit_test(a_rate_spreads_the_packets),
        cmocka_unit_test(recorded_times_are_played_at_a_speed),
        cmocka_unit_test(the_files_of_a_directory_come_by_name),
        cmocka_unit_test(a_loop_begins_anew),
        cmocka_unit_test(foreign_bytes_before_each_packet_are_dropped),
        cmocka_unit_test(a_cut_file_gives_what_is_whole_and_a_fault),
        cmocka_unit_test(an_empty_loop_ends_instead_of_spinning),
        cmocka_unit_test(what_cannot_be_read_is_a_fault_until_it_can),
        cmocka_unit_test(a_file_that_vanishes_from_a_directory_is_waited_for),
    };
    return check_run(tests);
}
