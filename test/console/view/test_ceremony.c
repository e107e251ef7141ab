/*
 * test_ceremony.c - the dialog before something hazardous is done.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/ceremony.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"

struct rig {
    struct model m;
    struct ceremony c;
    struct canvas canvas;
    int ms;
};

static void
tell(struct rig *r, enum command_state state)
{
    struct clock now = feed_clock(r->ms);
    struct msg_command c = command_message(now, 5, state);
    c.change += (uint64_t)r->ms;
    feed_command(&r->m, now, &c);
}

static void
show(struct rig *r)
{
    struct area all = area_all(&r->canvas);
    canvas_clear(&r->canvas);
    ceremony_follow(
        &r->c, commands_named(&r->m.commands, "5"), feed_clock(r->ms));
    ceremony_paint(&r->c, &all, feed_clock(r->ms));
    ceremony_shown(&r->c, feed_clock(r->ms));
}

/* Opened, on the screen, and long enough there. */
static void
start(struct rig *r, enum ceremony_kind kind)
{
    *r = (struct rig){0};
    model_init(&r->m, "sim", NULL, feed_clock(0));
    canvas_init(&r->canvas, 19, 80, false);
    tell(r, kind == CEREMONY_APPROVE ? COMMAND_PROPOSED : COMMAND_ARMED);
    ceremony_open(
        &r->c, kind, commands_named(&r->m.commands, "5"), "Battery=3");
    show(r);
    r->ms += 1000;
}

static void
stop(struct rig *r)
{
    ceremony_fini(&r->c);
    canvas_fini(&r->canvas);
    model_fini(&r->m);
}

static enum ceremony_result
key(struct rig *r, keysym k)
{
    r->ms += 80; /* as fingers do */
    return ceremony_key(&r->c, k, feed_clock(r->ms));
}

static enum ceremony_result
type(struct rig *r, const char *text)
{
    for (; *text != '\0'; text++)
        if (key(r, (unsigned char)*text) != CEREMONY_STAYS)
            fail_msg("'%c' did something", *text);
    return key(r, KEY_CODE_ENTER);
}

static void
only_the_word_and_enter_do_it(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        enum ceremony_result result;
    } row[] = {{"HTR_ON", CEREMONY_GO}, {"htr_on", CEREMONY_STAYS},
        {"HTR_O", CEREMONY_STAYS}, {"HTR_ON2", CEREMONY_STAYS},
        {"y", CEREMONY_STAYS}, {"HTR_OFF", CEREMONY_STAYS}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct rig r;
        start(&r, CEREMONY_FIRE);
        assert_int_equal(type(&r, row[i].typed), row[i].result);
        if (row[i].result == CEREMONY_STAYS) {
            assert_string_equal(r.c.typed, ""); /* from the beginning */
            assert_non_null(strstr(r.c.message, "nothing is done"));
            assert_int_equal(type(&r, "HTR_ON"), CEREMONY_GO);
        }
        stop(&r);
    }
}

static void
cancel_has_the_focus_and_closing_asks(void **state)
{
    (void)state;
    static const keysym ways[] = {
        KEY_CODE_ENTER, KEY_CODE_ESCAPE, 'q', 'c' | KEY_CTRL};
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        struct rig r;
        start(&r, CEREMONY_FIRE);
        assert_int_equal(key(&r, ways[i]), CEREMONY_STAYS);
        assert_true(r.c.asks);
        assert_int_equal(key(&r, KEY_CODE_ENTER), CEREMONY_STAYS); /* no */
        assert_false(r.c.asks);
        assert_int_equal(key(&r, ways[i]), CEREMONY_STAYS);
        assert_int_equal(key(&r, 'y'), CEREMONY_CLOSES);
        stop(&r);
        start(&r, CEREMONY_APPROVE); /* nothing is armed: it just closes */
        assert_int_equal(key(&r, ways[i]), CEREMONY_CLOSES);
        stop(&r);
    }
}

static void
what_was_typed_before_it_was_seen_is_dropped(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_FIRE);
    ceremony_hide(&r.c);
    assert_int_equal(type(&r, "HTR_ON"), CEREMONY_STAYS);
    show(&r);
    r.ms -= 80;
    for (const char *p = "HTR"; *p; p++) /* 300 ms after it is shown */
        assert_int_equal(key(&r, (unsigned char)*p), CEREMONY_STAYS);
    assert_string_equal(r.c.typed, "");
    r.ms += 300;
    assert_int_equal(type(&r, "HTR_ON"), CEREMONY_GO);
    stop(&r);
}

static void
pasted_text_and_bursts_are_refused(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_FIRE);
    ceremony_paste(&r.c, feed_clock(r.ms));
    assert_non_null(strstr(r.c.message, "pasted text is refused"));
    r.ms += 400;
    assert_string_equal(r.c.typed, "");
    /* without bracketed paste: all keys in one read */
    for (const char *p = "HTR_ON\r"; *p != '\0'; p++)
        assert_int_equal(
            ceremony_key(&r.c,
                *p == '\r' ? KEY_CODE_ENTER : (keysym)(unsigned char)*p,
                feed_clock(r.ms)),
            CEREMONY_STAYS);
    assert_non_null(strstr(r.c.message, "faster than fingers"));
    assert_string_equal(r.c.typed, "");
    r.ms += 400;
    /* typed, but Enter comes together with the last letter */
    for (const char *p = "HTR_ON"; *p != '\0'; p++)
        (void)key(&r, (unsigned char)*p);
    assert_int_equal(ceremony_key(&r.c, KEY_CODE_ENTER, feed_clock(r.ms + 5)),
        CEREMONY_STAYS);
    assert_string_equal(r.c.typed, "");
    r.ms += 1000;
    assert_int_equal(type(&r, "HTR_ON"), CEREMONY_GO);
    stop(&r);
}

/* Who goes on typing after a burst is not kept out for as long as he types. */
static void
fingers_do_not_make_a_burst_last(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_FIRE);
    ceremony_paste(&r.c, feed_clock(r.ms));
    for (int i = 0; i < 5; i++) /* 80 ms apart: dropped for 300 ms */
        assert_int_equal(key(&r, 'x'), CEREMONY_STAYS);
    assert_int_equal(key(&r, 'u' | KEY_CTRL), CEREMONY_STAYS);
    assert_int_equal(type(&r, "HTR_ON"), CEREMONY_GO);
    stop(&r);
}

/* What is over asks nothing: it closes at once, burst or not. */
static void
what_is_over_is_not_kept_quiet(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_FIRE);
    ceremony_paste(&r.c, feed_clock(r.ms));
    tell(&r, COMMAND_CANCELLED);
    show(&r);
    assert_int_equal(key(&r, 'q'), CEREMONY_CLOSES);
    stop(&r);
}

static void
another_size_begins_anew_and_a_small_screen_only_gives_up(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_FIRE);
    for (const char *p = "HTR_ON"; *p != '\0'; p++)
        (void)key(&r, (unsigned char)*p);
    ceremony_hide(&r.c);
    show(&r);
    r.ms += 1000;
    assert_string_equal(r.c.typed, "");
    assert_int_equal(key(&r, KEY_CODE_ENTER), CEREMONY_STAYS);
    ceremony_hide(&r.c);
    canvas_resize(&r.canvas, 5, 40);
    show(&r);
    r.ms += 1000;
    assert_int_equal(type(&r, "HTR_ON"), CEREMONY_STAYS);
    assert_int_equal(key(&r, KEY_CODE_ESCAPE), CEREMONY_CLOSES);
    stop(&r);
}

static void
what_is_not_armed_any_more_cannot_be_fired(void **state)
{
    (void)state;
    static const enum command_state states[] = {
        COMMAND_HELD, COMMAND_EXPIRED, COMMAND_CANCELLED, COMMAND_QUEUED};
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        struct rig r;
        start(&r, CEREMONY_FIRE);
        for (const char *p = "HTR_ON"; *p != '\0'; p++)
            (void)key(&r, (unsigned char)*p);
        tell(&r, states[i]);
        show(&r);
        assert_non_null(strstr(r.c.message, "not armed any more"));
        assert_int_equal(key(&r, KEY_CODE_ENTER), CEREMONY_CLOSES);
        stop(&r);
    }
    struct rig r;
    start(&r, CEREMONY_FIRE);
    r.ms = 24000; /* nobody told, the time is over */
    show(&r);
    assert_true(r.c.is_over);
    assert_int_equal(key(&r, 'H'), CEREMONY_STAYS);
    assert_int_equal(key(&r, KEY_CODE_ENTER), CEREMONY_CLOSES);
    stop(&r);
    start(&r, CEREMONY_FIRE); /* other bytes under the same id */
    struct msg_command c = command_message(feed_clock(r.ms), 5, COMMAND_ARMED);
    c.digest = msg_str("ff112233445566778899aabbccddeeff"
                       "00112233445566778899aabbccddeeff");
    feed_command(&r.m, feed_clock(r.ms), &c);
    show(&r);
    assert_true(r.c.is_over);
    stop(&r);
}

static void
approval_and_breaking_ask_for_their_word_too(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_APPROVE);
    assert_int_equal(type(&r, "HTR_ON"), CEREMONY_GO);
    stop(&r);
    start(&r, CEREMONY_APPROVE);
    tell(&r, COMMAND_APPROVED); /* somebody else was faster */
    show(&r);
    assert_int_equal(type(&r, ""), CEREMONY_CLOSES);
    stop(&r);
    start(&r, CEREMONY_FIRE);
    ceremony_fini(&r.c);
    ceremony_open_break(&r.c, "FC-1", "console died");
    show(&r);
    r.ms += 1000;
    assert_int_equal(type(&r, "FC-2"), CEREMONY_STAYS);
    assert_int_equal(type(&r, "FC-1"), CEREMONY_GO);
    stop(&r);
}

static void
what_it_is_about_does_not_change(void **state)
{
    (void)state;
    struct rig r;
    start(&r, CEREMONY_FIRE);
    struct msg_command c = command_message(feed_clock(r.ms), 5, COMMAND_ARMED);
    c.change += 5000;
    c.short_name = c.name = msg_str("/X/OTHER");
    feed_command(&r.m, feed_clock(r.ms), &c);
    show(&r);
    assert_string_equal(r.c.word, "HTR_ON");
    assert_string_equal(r.c.name, "/SIF/TC/HTR_ON");
    stop(&r);
}

static void
long_names_and_many_arguments_can_be_fired_too(void **state)
{
    (void)state;
    static const char name[] =
        "THE_VALVE_OF_THE_COOLANT_LOOP_OF_THE_SPECTROMETER_AND_OF_ITS_"
        "ELECTRONICS_UNIT_OPEN_NOW";
    static const int sizes[][2] = {{19, 80}, {19, 60}, {55, 200}};
    char data[2000];
    memset(data, 'f', sizeof data);
    memcpy(data, "Data=", 5);
    data[sizeof data - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct rig r;
        start(&r, CEREMONY_FIRE);
        ceremony_fini(&r.c);
        struct clock now = feed_clock(r.ms);
        struct msg_command c = command_message(now, 5, COMMAND_ARMED);
        c.short_name = msg_str(name);
        c.change += 1;
        feed_command(&r.m, now, &c);
        ceremony_open(
            &r.c, CEREMONY_FIRE, commands_named(&r.m.commands, "5"), data);
        canvas_resize(&r.canvas, sizes[i][0], sizes[i][1]);
        show(&r);
        assert_true(r.c.is_painted);
        struct strbuf text = {0};
        canvas_text(&r.canvas, &text);
        assert_non_null(strstr(strbuf_get(&text), "Enter:"));
        assert_int_equal(
            strstr(strbuf_get(&text), "(all") != NULL, sizes[i][0] < 50);
        strbuf_fini(&text);
        r.ms += 1000;
        assert_int_equal(type(&r, name), CEREMONY_GO);
        stop(&r);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_word_and_enter_do_it),
        cmocka_unit_test(cancel_has_the_focus_and_closing_asks),
        cmocka_unit_test(what_was_typed_before_it_was_seen_is_dropped),
        cmocka_unit_test(pasted_text_and_bursts_are_refused),
        cmocka_unit_test(fingers_do_not_make_a_burst_last),
        cmocka_unit_test(what_is_over_is_not_kept_quiet),
        cmocka_unit_test(
            another_size_begins_anew_and_a_small_screen_only_gives_up),
        cmocka_unit_test(what_is_not_armed_any_more_cannot_be_fired),
        cmocka_unit_test(approval_and_breaking_ask_for_their_word_too),
        cmocka_unit_test(what_it_is_about_does_not_change),
        cmocka_unit_test(long_names_and_many_arguments_can_be_fired_too),
    };
    return check_run(tests);
}
