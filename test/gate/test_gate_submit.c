/*
 * test_gate_submit.c - orders: each lie in them is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"

static struct gate_rig *rig;
static char seen[DIGEST_ID_HEX];

static void
replace(char **text, const char *to)
{
    free(*text);
    *text = xstrdup(to);
}

static void
other_mission(struct order *o, struct order_head *h)
{
    (void)h;
    replace(&o->mission, "X");
}
static void
other_instance(struct order *o, struct order_head *h)
{
    (void)h;
    replace(&o->instance, "flight");
}
static void
other_database(struct order *o, struct order_head *h)
{
    (void)h;
    o->mdb_hash ^= 1;
}
static void
other_digest(struct order *o, struct order_head *h)
{
    (void)h;
    o->digest[63] = o->digest[63] == '0' ? '1' : '0';
}
static void
other_value(struct order *o, struct order_head *h)
{
    (void)h; /* the digest is of 3 */
    replace(&o->value[0].text, "4");
}
static void
expired(struct order *o, struct order_head *h)
{
    (void)o;
    h->issued = utc_add_ns(rig->now.utc, -ORDER_TTL_NS - 1);
}
static void
short_lived(struct order *o, struct order_head *h)
{
    o->ttl_ns = NS_PER_S;
    h->issued = utc_add_ns(rig->now.utc, -NS_PER_S - 1);
}
static void
future(struct order *o, struct order_head *h)
{
    (void)o;
    h->issued = utc_add_ns(rig->now.utc, 2 * NS_PER_S);
}
static void
same_seq(struct order *o, struct order_head *h)
{
    (void)o;
    h->seq -= 1;
}
static void
same_id(struct order *o, struct order_head *h)
{
    (void)h;
    (void)str_copy(o->id, sizeof o->id, seen);
}

static void
each_lie_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        void (*edit)(struct order *o, struct order_head *h);
        enum err want;
        const char *text;
    } row[] = {
        {"mission", other_mission, ERR_DENIED, "this is G sim"},
        {"instance", other_instance, ERR_DENIED, "flight"},
        {"database", other_database, ERR_VERSION, "database"},
        {"digest", other_digest, ERR_FORMAT, "bytes differ"},
        {"value", other_value, ERR_FORMAT, "bytes differ"},
        {"expired", expired, ERR_DENIED, "expired"},
        {"short ttl", short_lived, ERR_DENIED, "expired"},
        {"future", future, ERR_DENIED, "future"},
        {"seq", same_seq, ERR_DENIED, "sent before"},
        {"id", same_id, ERR_EXISTS, "ordered before"},
    };
    struct gate_rig r;
    rig = &r;
    gate_rig_init(&r);
    gate_rig_wait(&r, 20);
    gate_rig_take(&r);
    gate_rig_submit(&r, "SET", "3");
    (void)str_copy(seen, sizeof seen, r.id);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        r.edit = row[i].edit;
        const enum err e = gate_rig_order(&r, "FC-1", "SET", "Level", "3");
        if (e != row[i].want || strstr(r.text, row[i].text) == NULL)
            fail_msg("%s: %d %s", row[i].label, (int)e, r.text);
    }
    r.edit = NULL;
    gate_rig_wait(&r, 1);
    assert_int_equal(r.n_sent, 1);
    assert_true(r.events[EV_GATE_REFUSED] >= ARRAY_LEN(row));
    gate_rig_fini(&r);
}

static void
exactly_ttl(struct order *o, struct order_head *h)
{
    (void)o;
    h->issued = utc_add_ns(rig->now.utc, -ORDER_TTL_NS);
}

static void
at_exactly_its_ttl_an_order_counts(void **state)
{
    (void)state;
    struct gate_rig r;
    rig = &r;
    gate_rig_init(&r);
    gate_rig_wait(&r, 20);
    gate_rig_take(&r);
    r.edit = exactly_ttl;
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_fini(&r);
}

static void
names_and_values_are_checked_with_a_reason(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "SET", "Level", "61"), ERR_RANGE);
    assert_non_null(strstr(r.text, "60"));
    assert_int_equal(gate_rig_order(&r, "FC-1", "SET", NULL, NULL), ERR_RANGE);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", "Code", "7"), ERR_RANGE);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PIMG", NULL, NULL), ERR_NOTFOUND);
    assert_non_null(strstr(r.text, "/G/PING"));
    assert_int_equal(gate_rig_order(&r, "FC-1", "TC", NULL, NULL), ERR_RANGE);
    assert_non_null(strstr(r.text, "abstract"));
    gate_rig_fini(&r);
}

static void
without_authority_nothing_is_taken(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_DENIED);
    assert_non_null(strstr(r.text, "take it first"));
    gate_rig_take(&r);
    assert_int_equal(
        gate_rig_order(&r, "FC-2", "PING", NULL, NULL), ERR_DENIED);
    assert_non_null(strstr(r.text, "FC-1 has command authority"));
    gate_rig_fini(&r);
}

static void
a_dry_run_keeps_nothing(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    assert_int_equal(gate_rig_check(&r, "FC-1", "FIRE", NULL, NULL), ERR_OK);
    assert_string_equal(gate_rig_row(&r, "state"), "held");
    assert_string_equal(gate_rig_row(&r, "ceremony"), "hazardous");
    assert_int_equal(
        gate_rig_check(&r, "FC-1", "SET", "Level", "99"), ERR_RANGE);
    assert_null(command_book_at(gate_app_book(r.app), 0));
    gate_rig_fini(&r);
}

static void
the_queue_has_an_end(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    r.instance.commands.queue = 3;
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 1);
    gate_rig_take(&r);
    for (unsigned i = 0; i < 3; i++)
        gate_rig_submit(&r, "PING", NULL);
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_LIMIT);
    gate_rig_fini(&r);
}

static void
an_interlock_refuses_at_once_and_names_its_parameter(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "NEEDS", NULL, NULL), ERR_AGAIN);
    assert_non_null(strstr(r.text, "MODE is STANDBY"));
    gate_rig_hk(&r, 2, 20);
    gate_rig_submit(&r, "NEEDS", NULL);
    gate_rig_expire(&r);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "NEEDS", NULL, NULL), ERR_AGAIN);
    assert_non_null(strstr(r.text, "MODE is stale"));
    gate_rig_hk(&r, 2, 20);
    r.is_frontend_silent = true;
    gate_rig_wait(&r, 3);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "NEEDS", NULL, NULL), ERR_AGAIN);
    assert_non_null(strstr(r.text, "frontend is silent"));
    gate_rig_fini(&r);
}

static void
what_may_be_hazardous_counts_as_hazardous(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init(&r);
    gate_rig_take(&r);
    gate_rig_submit(&r, "MOVE", NULL);
    gate_rig_is(&r, COMMAND_QUEUED);
    gate_rig_hk(&r, 2, 20);
    gate_rig_submit(&r, "MOVE", NULL);
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_hk(&r, 1, 20);
    gate_rig_expire(&r);
    gate_rig_submit(&r, "MOVE", NULL);
    gate_rig_is(&r, COMMAND_HELD);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_lie_is_refused),
        cmocka_unit_test(at_exactly_its_ttl_an_order_counts),
        cmocka_unit_test(names_and_values_are_checked_with_a_reason),
        cmocka_unit_test(without_authority_nothing_is_taken),
        cmocka_unit_test(a_dry_run_keeps_nothing),
        cmocka_unit_test(the_queue_has_an_end),
        cmocka_unit_test(an_interlock_refuses_at_once_and_names_its_parameter),
        cmocka_unit_test(what_may_be_hazardous_counts_as_hazardous),
    };
    return check_run(tests);
}
