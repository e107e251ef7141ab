/*
 * test_apid.c - statistics and reports of the APIDs of a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/world.h"

#include "frontend/apid.h"

struct rig {
    struct world w;
    struct apid_table *table;
};

static void
setup(struct rig *r)
{
    world_init(&r->w);
    r->table = apid_table_new("main", &r->w.list.outbox);
}

static void
teardown(struct rig *r)
{
    apid_table_free(&r->table);
    world_fini(&r->w);
}

static void
publish(struct rig *r)
{
    apid_table_publish(r->table, r->w.mdb, r->w.shared.samples, r->w.now.mono);
}

static void
an_entry_is_made_once_and_stays(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    struct apid *a = apid_get(r.table, 5);
    for (unsigned i = 0; i < 2048; i++)
        (void)apid_get(r.table, (uint16_t)i);
    assert_ptr_equal(apid_get(r.table, 5), a);
    assert_string_equal(a->packet_topic, "pkt/main/5");
    assert_string_equal(a->topic, "apid/main/5");
    /* whatever is no APID shares one entry */
    assert_ptr_equal(apid_get(r.table, 2048), apid_get(r.table, 65535));
    assert_string_equal(
        apid_get(r.table, 65535)->packet_topic, "pkt/main/65535");
    teardown(&r);
}

static void
rates_are_those_of_the_last_second(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    struct apid *a = apid_get(r.table, 100);
    apid_container(a, 1);
    publish(&r);
    for (unsigned i = 0; i < 30; i++)
        apid_count(a, 13, i, r.w.now.utc);
    world_wait(&r.w, 2);
    publish(&r);
    const struct msg_apid *m =
        &outbox_list_last(&r.w.list, "apid/main/100")->u.apid;
    assert_near(m->packets_per_s, 15, 1e-9);
    assert_int_equal(m->packets, 30);
    assert_int_equal(m->bytes, 390);
    assert_int_equal(m->last_serial, 29);
    assert_true(msg_str_eq(m->container_name, "/S/HK"));
    assert_int_equal(m->period_ns, NS_PER_S);
    teardown(&r);
}

static void
what_does_not_change_is_not_repeated(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    apid_count(apid_get(r.table, 100), 13, 0, r.w.now.utc);
    /* first; then a rate; then the rate is 0 again; then nothing */
    static const size_t published[] = {1, 2, 2, 2};
    for (size_t i = 0; i < 4; i++) {
        publish(&r);
        world_wait(&r.w, 1);
        assert_in_range(
            outbox_list_count(&r.w.list, "apid/"), published[0], published[i]);
    }
    const size_t before = outbox_list_count(&r.w.list, "apid/");
    publish(&r);
    assert_int_equal(outbox_list_count(&r.w.list, "apid/"), before);
    apid_count_bad(apid_get(r.table, 100));
    publish(&r);
    assert_int_equal(outbox_list_count(&r.w.list, "apid/"), before + 1);
    apid_table_all(r.table);
    publish(&r);
    assert_int_equal(outbox_list_count(&r.w.list, "apid/"), before + 2);
    teardown(&r);
}

static void
a_flood_is_one_report_and_then_a_count(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    struct apid *a = apid_get(r.table, 100);
    for (unsigned i = 0; i < 1000; i++)
        apid_report(r.table, a, APID_GAP, r.w.now.mono, "gap %u", i);
    assert_int_equal(outbox_list_events(&r.w.list, EV_SEQUENCE_GAP), 1);
    assert_string_equal(outbox_list_event(&r.w.list, EV_SEQUENCE_GAP),
        "link main APID 100: gap 0");
    /* another kind, another APID: their own */
    apid_report(r.table, a, APID_BAD, r.w.now.mono, "bad");
    apid_report(r.table, apid_get(r.table, 7), APID_GAP, r.w.now.mono, "gap");
    assert_int_equal(outbox_list_events(&r.w.list, EV_PACKET_BAD), 1);
    assert_int_equal(outbox_list_events(&r.w.list, EV_SEQUENCE_GAP), 2);
    world_wait(&r.w, 9.9);
    apid_table_tick(r.table, r.w.now.mono);
    assert_int_equal(outbox_list_events(&r.w.list, EV_SEQUENCE_GAP), 2);
    world_wait(&r.w, 0.1);
    apid_table_tick(r.table, r.w.now.mono);
    assert_int_equal(outbox_list_events(&r.w.list, EV_SEQUENCE_GAP), 3);
    assert_string_equal(outbox_list_event(&r.w.list, EV_SEQUENCE_GAP),
        "link main APID 100: 999 more gaps in 10 s");
    teardown(&r);
}

static void
garbage_on_all_apids_does_not_flood_either(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    for (unsigned i = 0; i < 2048; i++)
        apid_report(r.table, apid_get(r.table, (uint16_t)i), APID_UNKNOWN,
            r.w.now.mono, "what is this");
    assert_int_equal(
        outbox_list_events(&r.w.list, EV_PACKET_UNKNOWN), APID_BUDGET);
    world_wait(&r.w, 10);
    apid_table_tick(r.table, r.w.now.mono);
    assert_string_equal(outbox_list_event(&r.w.list, EV_PACKET_BAD),
        "link main: 1998 more reports of other APIDs in 10 s");
    teardown(&r);
}

static void
bytes_that_are_no_packet_are_reported_without_apid(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    apid_report(r.table, apid_get(r.table, 65535), APID_BAD, r.w.now.mono,
        "byte %d", 12);
    assert_string_equal(
        outbox_list_event(&r.w.list, EV_PACKET_BAD), "link main: byte 12");
    teardown(&r);
}

static void
a_restart_keeps_the_totals(void **state)
{
    (void)state;
    struct rig r;
    setup(&r);
    struct apid *a = apid_get(r.table, 100);
    struct ccsds_header h = {.flags = CCSDS_UNSEGMENTED, .sequence = 10};
    (void)ccsds_sequence_add(&a->sequence, &h);
    h.sequence = 13;
    (void)ccsds_sequence_add(&a->sequence, &h);
    apid_table_restart(r.table);
    h.sequence = 1;
    assert_int_equal(
        ccsds_sequence_add(&a->sequence, &h).step, CCSDS_STEP_FIRST);
    h.sequence = 3;
    (void)ccsds_sequence_add(&a->sequence, &h);
    publish(&r);
    const struct msg_apid *m =
        &outbox_list_last(&r.w.list, "apid/main/100")->u.apid;
    assert_int_equal(m->gaps, 2);
    assert_int_equal(m->missing, 3);
    teardown(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_made_once_and_stays),
        cmocka_unit_test(rates_are_those_of_the_last_second),
        cmocka_unit_test(what_does_not_change_is_not_repeated),
        cmocka_unit_test(a_flood_is_one_report_and_then_a_count),
        cmocka_unit_test(garbage_on_all_apids_does_not_flood_either),
        cmocka_unit_test(bytes_that_are_no_packet_are_reported_without_apid),
        cmocka_unit_test(a_restart_keeps_the_totals),
    };
    return check_run(tests);
}
