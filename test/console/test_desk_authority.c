/*
 * test_desk_authority.c - command authority: taken, kept, handed on, lost; and
 * who claims a name that does not count is told so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"
#include "support/desk_rig.h"

static void
start(struct desk_rig *r, enum command_scene scene, const char *as)
{
    desk_rig_open(r, SCENE_GOOD, false);
    orders_begin(
        &r->model.orders, "00000000000000000000000000000001", "anna", as);
    command_scene(&r->model, scene, r->now);
    desk_rig_paint(r);
}

/* The gate says who has it, since 1 s. */
static void
tell_holder(struct desk_rig *r, const char *holder)
{
    r->now.mono = mono_add_ns(r->now.mono, NS_PER_S);
    r->now.utc = utc_add_ns(r->now.utc, NS_PER_S);
    struct msg_gate g = gate_message(r->now);
    g.holder = msg_str(holder);
    g.since = utc_add_ns(r->now.utc, -NS_PER_S);
    feed_gate(&r->model, r->now, &g);
    desk_keep_authority(r->desk, r->now);
}

static void
take(struct desk_rig *r)
{
    tell_holder(r, "");
    desk_rig_keys(r, ":authority Space take Enter");
    assert_string_equal(r->order, "take");
    desk_rig_answer(r, ERR_OK, "", "");
    tell_holder(r, "FC-1");
    assert_true(r->model.orders.holds);
}

static void
wait(struct desk_rig *r)
{
    desk_rig_paint(r);
    r->now.mono = mono_add_ns(r->now.mono, NS_PER_S);
    r->now.utc = utc_add_ns(r->now.utc, NS_PER_S);
    desk_rig_paint(r);
}

static void
authority_is_taken_kept_and_shown(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_NONE, "");
    take(&r);
    assert_non_null(strstr(desk_rig_line(&r, 0), "CMD:FC-1"));
    assert_non_null(strstr(desk_rig_line(&r, 23), "CONTROL"));
    r.orders = 0;
    for (int i = 0; i < 25; i++) {
        bool was_asked = r.orders;
        r.now.mono = mono_add_ns(r.now.mono, NS_PER_S);
        struct msg_gate g = gate_message(r.now);
        g.since = r.model.orders.since;
        feed_gate(&r.model, r.now, &g);
        desk_keep_authority(r.desk, r.now);
        if (r.orders > was_asked)
            desk_rig_answer(&r, ERR_OK, "", "");
    }
    assert_int_equal(r.orders, 2); /* every 10 s */
    assert_string_equal(r.order, "renew");
    assert_true(r.model.orders.holds);
    tell_holder(&r, "FC-2");
    assert_false(r.model.orders.holds);
    assert_non_null(strstr(desk_rig_text(&r), "command authority is lost"));
    assert_null(strstr(desk_rig_line(&r, 23), "CONTROL"));
    desk_rig_close(&r);
}

static void
taking_what_another_has_asks_him(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_NONE, "FC-2");
    desk_rig_keys(&r, ":authority Space take Enter");
    assert_int_equal(r.orders, 0);
    assert_non_null(
        strstr(desk_rig_text(&r), "FC-1 has command authority: ask"));
    desk_rig_keys(&r, "y");
    assert_string_equal(r.order, "take");
    assert_string_equal(r.as, "FC-2"); /* training */
    desk_rig_answer(&r, ERR_DENIED, "FC-1 has it and was asked", "");
    assert_false(r.model.orders.holds);
    assert_non_null(strstr(desk_rig_text(&r), "FC-1 has it and was asked"));
    assert_non_null(strstr(desk_rig_line(&r, 0), "as FC-2"));
    desk_rig_close(&r);
}

static void
the_holder_is_told_who_asks_and_gives_it(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_NONE, "");
    take(&r);
    struct msg_gate g = gate_message(r.now);
    g.since = r.model.orders.since;
    g.asked_by = msg_str("FC-2");
    feed_gate(&r.model, r.now, &g);
    assert_non_null(
        strstr(desk_rig_text(&r), "FC-2 asks for command authority"));
    desk_rig_keys(&r, ":authority Space give Space FC-2 Enter y");
    assert_string_equal(r.order, "give FC-2");
    tell_holder(&r, "FC-2");
    assert_false(r.model.orders.holds);
    assert_non_null(
        strstr(desk_rig_text(&r), "FC-2 has command authority now"));
    take(&r);
    desk_rig_keys(&r, ":authority Space yield Enter");
    assert_string_equal(r.order, "yield");
    desk_rig_close(&r);
}

static void
breaking_needs_a_reason_and_the_name(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_NONE, "FC-2");
    desk_rig_keys(&r, ":authority Space break Enter");
    assert_non_null(strstr(desk_rig_text(&r), "it needs a reason"));
    desk_rig_keys(&r, ":authority Space break Space console Space died Enter");
    wait(&r);
    assert_non_null(strstr(desk_rig_text(&r), "BREAK COMMAND AUTHORITY"));
    assert_int_equal(r.orders, 0);
    desk_rig_type(&r, "FC-1 Enter");
    assert_string_equal(r.order, "break console died");
    desk_rig_close(&r);
}

static void
with_authority_the_console_is_neither_left_nor_suspended_unasked(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_NONE, "");
    desk_rig_keys(&r, "^Z");
    assert_int_equal(r.suspends, 1);
    take(&r);
    desk_rig_keys(&r, "^Z");
    assert_int_equal(r.suspends, 1);
    assert_non_null(strstr(desk_rig_text(&r), "not suspended"));
    desk_rig_keys(&r, ":q Enter");
    assert_false(r.bits & UI_QUIT);
    desk_rig_keys(&r, "n");
    assert_false(r.bits & UI_QUIT);
    desk_rig_keys(&r, ":q Enter y");
    assert_true(r.bits & UI_QUIT);
    assert_string_equal(r.order, "yield");
    desk_rig_close(&r);
}

static void
who_it_can_be_given_to_is_completed(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, COMMANDS_MIXED, "");
    desk_rig_keys(&r, ":authority Space g Tab F Tab");
    assert_non_null(strstr(desk_rig_text(&r), ":authority give FC-1"));
    desk_rig_keys(&r, "Tab");
    assert_non_null(strstr(desk_rig_text(&r), ":authority give FC-2"));
    desk_rig_keys(&r, "Esc Esc");

    /* a gate that lists nobody: those that were heard of */
    struct msg_gate g = gate_message(r.now);
    g.people = (struct msg_strv){0};
    g.asked_by = msg_str("PD-9");
    feed_gate(&r.model, r.now, &g);
    struct strbuf all = {0};
    for (size_t i = 0; desk_person_name(r.desk, i, &all); i++)
        strbuf_addc(&all, ' ');
    assert_string_equal(strbuf_get(&all), "PD-9 FC-1 ");
    strbuf_fini(&all);
    desk_rig_close(&r);
}

static void
a_claimed_name_that_does_not_count_is_told(void **state)
{
    (void)state;
    static const struct {
        enum instance_kind kind;
        bool claims;
        const char *as, *told;
    } row[] = {
        {INSTANCE_FLIGHT, false, "FC-2",
            "--as FC-2 does not count: names are claimed in training only"},
        {INSTANCE_FLIGHT, true, "FC-2", "names are claimed in training only"},
        {INSTANCE_SIM, false, "FC-2", "takes no claimed names here"},
        {INSTANCE_SIM, true, "FC-2", NULL},
        {INSTANCE_FLIGHT, false, "", NULL},
        {INSTANCE_UNKNOWN, false, "FC-2", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct desk_rig r;
        desk_rig_open(&r, SCENE_GOOD, false);
        orders_begin(&r.model.orders, "00000000000000000000000000000001",
            "anna", row[i].as);
        struct msg_gate g = gate_message(r.now);
        g.claims = row[i].claims;
        feed_gate(&r.model, r.now, &g);
        r.model.instance.kind = row[i].kind;
        const char *text = desk_rig_text(&r);
        if (row[i].told == NULL)
            assert_null(strstr(text, "does not count"));
        else
            assert_non_null(strstr(text, row[i].told));
        desk_rig_close(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(authority_is_taken_kept_and_shown),
        cmocka_unit_test(taking_what_another_has_asks_him),
        cmocka_unit_test(the_holder_is_told_who_asks_and_gives_it),
        cmocka_unit_test(breaking_needs_a_reason_and_the_name),
        cmocka_unit_test(
            with_authority_the_console_is_neither_left_nor_suspended_unasked),
        cmocka_unit_test(who_it_can_be_given_to_is_completed),
        cmocka_unit_test(a_claimed_name_that_does_not_count_is_told),
    };
    return check_run(tests);
}
