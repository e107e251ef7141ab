/*
 * test_gate_message.c - samples and their quality as the bus brings them, also
 * those that fit nothing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_priv.h"

#include "bus/tm.h"
#include "common/attr.h"
#include "support/gate_rig.h"

struct packet {
    struct gate_rig *rig;
    struct tm_builder *builder;
    struct msg msg;
    uint32_t hk;
    uint64_t cell[16];
    uint8_t quality[16];
    size_t n;
};

/* `n` packets of HK with MODE 2. */
static void
build(struct packet *p, struct gate_rig *r, size_t packets,
    const uint32_t *items, size_t n_items)
{
    *p = (struct packet){.rig = r, .builder = tm_builder_new()};
    p->hk = mdb_find_container(r->mdb, "/G/HK");
    p->n = items != NULL ? n_items : r->mdb->container[p->hk].n_layout;
    p->cell[p->n - 2] = 2;
    p->cell[p->n - 1] = 20;
    tm_builder_begin(p->builder, &(struct tm_batch){.mdb_hash = r->mdb->hash,
                                     .container = p->hk,
                                     .mode = TM_REALTIME,
                                     .link = "tm",
                                     .n = p->n,
                                     .items = items});
    for (size_t i = 0; i < packets; i++) {
        const struct tm_packet t = {.generation = r->now.utc,
            .reception = r->now.utc,
            .raw = p->cell,
            .eng = p->cell,
            .quality = p->quality};
        p->quality[p->n - 2] = i % 2 != 0 ? MDB_INVALID : MDB_ACQUIRED;
        assert_int_equal(tm_builder_add(p->builder, &t), ERR_OK);
    }
    p->msg = (struct msg){.envelope.type = MSG_TM};
    tm_builder_message(p->builder, &p->msg);
    p->msg.envelope.source = msg_str("frontend");
    p->msg.envelope.instance = msg_str("sim");
    p->msg.envelope.utc = r->now.utc;
}

static void
give(struct packet *p)
{
    gate_app_message(p->rig->app, &p->msg, p->rig->now);
    tm_builder_free(&p->builder);
}

/* May NEEDS go now?  It needs MODE to be SCIENCE (2). */
static enum err
needs(struct gate_rig *r)
{
    return gate_rig_check(r, "FC-1", "NEEDS", NULL, NULL);
}

static void
begin(struct gate_rig *r)
{
    gate_rig_init(r);
    gate_rig_take(r);
    assert_int_equal(needs(r), ERR_AGAIN); /* MODE is STANDBY */
    gate_rig_jump(r, 1000);
}

static void
samples_of_another_database_are_not_looked_at_and_told_once(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    for (unsigned i = 0; i < 3; i++) {
        struct packet p;
        build(&p, &r, 1, NULL, 0);
        p.msg.u.tm.mdb_hash ^= 1;
        give(&p);
        assert_int_equal(r.events[EV_MDB_MISMATCH], 1);
    }
    assert_int_equal(needs(&r), ERR_AGAIN);
    struct msg m = {.envelope.type = MSG_QUALITY};
    m.u.quality = (struct msg_quality){.mdb_hash = r.mdb->hash ^ 1,
        .container = mdb_find_container(r.mdb, "/G/HK"),
        .quality = MDB_EXPIRED,
        .last = r.now.utc};
    gate_rig_hk(&r, 2, 20);
    gate_app_message(r.app, &m, r.now);
    assert_int_equal(needs(&r), ERR_OK); /* not ours either */
    m.u.quality.mdb_hash ^= 1;
    gate_app_message(r.app, &m, r.now);
    assert_int_equal(needs(&r), ERR_AGAIN);
    gate_rig_fini(&r);
}

static void
no_container(struct packet *p)
{
    p->msg.u.tm.container = p->rig->mdb->n_containers;
}

static void
no_mode(struct packet *p)
{
    p->msg.u.tm.mode = TM_REPLAY + 1;
}

static void
short_column(struct packet *p)
{
    p->msg.u.tm.eng.len -= 8;
}

static void
another_layout(struct packet *p)
{
    p->msg.u.tm.container = mdb_find_container(p->rig->mdb, "/G/ECHO");
}

static void
columns_that_do_not_fit_are_refused_and_told_once(void **state)
{
    (void)state;
    static void (*const edit[])(struct packet * p) = {
        no_container, no_mode, short_column, another_layout};
    struct gate_rig r;
    begin(&r);
    for (size_t i = 0; i < ARRAY_LEN(edit); i++) {
        struct packet p;
        build(&p, &r, 1, NULL, 0);
        edit[i](&p);
        give(&p);
        assert_int_equal(r.events[EV_MESSAGE_REFUSED], 1);
        assert_int_equal(needs(&r), ERR_AGAIN);
    }
    struct packet good;
    build(&good, &r, 1, NULL, 0);
    give(&good);
    assert_int_equal(needs(&r), ERR_OK);
    gate_rig_fini(&r);
}

/* Packets without a fixed layout name their items. */
static void
samples_that_name_their_items_count_as_well(void **state)
{
    (void)state;
    struct gate_rig r;
    struct packet p;
    begin(&r);
    uint32_t item[] = {
        mdb_find_item(r.mdb, "MODE"), mdb_find_item(r.mdb, "TEMP")};
    item[1] = r.mdb->n_items; /* there is none */
    build(&p, &r, 1, item, 2);
    give(&p);
    assert_string_equal(r.event, "samples of unknown items");
    assert_int_equal(needs(&r), ERR_AGAIN);
    item[1] = mdb_find_item(r.mdb, "TEMP");
    build(&p, &r, 1, item, 2);
    give(&p);
    assert_int_equal(needs(&r), ERR_OK);
    gate_rig_fini(&r);
}

static void
packets_that_no_command_asks_for_change_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    struct packet p;
    begin(&r);
    const uint32_t item[] = {
        mdb_find_item(r.mdb, "MODE"), mdb_find_item(r.mdb, "TEMP")};
    build(&p, &r, 1, item, 2);
    p.msg.u.tm.container = mdb_find_container(r.mdb, "/G/Header");
    give(&p);
    assert_int_equal(needs(&r), ERR_AGAIN);
    assert_int_equal(r.app->tm_heard.ns, r.now.mono.ns); /* but for contact */
    gate_rig_fini(&r);
}

static void
of_several_packets_each_has_its_quality(void **state)
{
    (void)state;
    struct gate_rig r;
    struct packet p;
    begin(&r);
    build(&p, &r, 2, NULL, 0); /* the second one is invalid */
    give(&p);
    assert_int_equal(needs(&r), ERR_AGAIN);
    assert_non_null(strstr(r.text, "MODE is invalid"));
    build(&p, &r, 3, NULL, 0);
    give(&p);
    assert_int_equal(needs(&r), ERR_OK);
    gate_rig_fini(&r);
}

static void
dumps_and_replays_never_open_an_interlock(void **state)
{
    (void)state;
    static const enum tm_mode mode[] = {TM_DUMP, TM_REPLAY};
    for (size_t i = 0; i < ARRAY_LEN(mode); i++) {
        struct gate_rig r;
        struct packet p;
        begin(&r);
        r.app->tm_heard = MONO_NONE;
        build(&p, &r, 1, NULL, 0);
        p.msg.u.tm.mode = mode[i];
        give(&p);
        assert_int_equal(needs(&r), ERR_AGAIN);
        assert_true(mono_is_none(r.app->tm_heard)); /* nor is it contact */
        gate_rig_fini(&r);
    }
}

static void
what_the_hub_kept_is_no_contact(void **state)
{
    (void)state;
    struct gate_rig r;
    struct packet p;
    begin(&r);
    r.app->tm_heard = MONO_NONE;
    build(&p, &r, 1, NULL, 0);
    p.msg.envelope.utc = utc_add_ns(r.now.utc, -3600 * NS_PER_S);
    give(&p);
    assert_true(mono_is_none(r.app->tm_heard));
    build(&p, &r, 1, NULL, 0);
    give(&p);
    assert_int_equal(r.app->tm_heard.ns, r.now.mono.ns);
    gate_rig_fini(&r);
}

/* The cache of the hub hands out the news first, and the packet then. */
static void
what_is_expired_stays_so_until_something_newer_comes(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    struct msg m = {.envelope.type = MSG_QUALITY};
    m.u.quality = (struct msg_quality){.mdb_hash = r.mdb->hash,
        .container = mdb_find_container(r.mdb, "/G/HK"),
        .quality = MDB_EXPIRED,
        .last = r.now.utc};
    gate_app_message(r.app, &m, r.now);
    gate_rig_hk(&r, 2, 20); /* received at exactly `last` */
    assert_int_equal(needs(&r), ERR_AGAIN);
    assert_non_null(strstr(r.text, "MODE is stale"));
    gate_rig_jump(&r, 1);
    gate_rig_hk(&r, 2, 20);
    assert_int_equal(needs(&r), ERR_OK);
    m.u.quality.container = r.mdb->n_containers;
    gate_app_message(r.app, &m, r.now);
    assert_string_equal(r.event, "the quality of an unknown container");
    m.u.quality.container = mdb_find_container(r.mdb, "/G/HK");
    m.u.quality.quality = MDB_ACQUIRED;
    m.u.quality.last = r.now.utc;
    gate_app_message(r.app, &m, r.now);
    gate_rig_hk(&r, 2, 20);
    assert_int_equal(needs(&r), ERR_OK);
    gate_rig_fini(&r);
}

static void
messages_of_others_change_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "FIRE", NULL);
    const struct msg m = {.envelope.type = MSG_EVENT};
    gate_app_message(r.app, &m, r.now);
    gate_rig_is(&r, COMMAND_HELD);
    gate_app_gap(r.app, r.now); /* about commands that were released only */
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            samples_of_another_database_are_not_looked_at_and_told_once),
        cmocka_unit_test(columns_that_do_not_fit_are_refused_and_told_once),
        cmocka_unit_test(samples_that_name_their_items_count_as_well),
        cmocka_unit_test(packets_that_no_command_asks_for_change_nothing),
        cmocka_unit_test(of_several_packets_each_has_its_quality),
        cmocka_unit_test(dumps_and_replays_never_open_an_interlock),
        cmocka_unit_test(what_the_hub_kept_is_no_contact),
        cmocka_unit_test(what_is_expired_stays_so_until_something_newer_comes),
        cmocka_unit_test(messages_of_others_change_nothing),
    };
    return check_run(tests);
}
