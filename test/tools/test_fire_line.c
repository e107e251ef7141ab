/*
 * test_fire_line.c - a name fires when a person typed it, and not when a
 * program or a clipboard did.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/fire_line.h"

#include "support/check.h"

#define SLOW (50 * NS_PER_MS)

static struct mono now;

/* Each byte a read of its own, so far apart. */
static enum fire_line_result
type(struct fire_line *line, const char *keys, int64_t step_ns)
{
    enum fire_line_result r = FIRE_LINE_MORE;
    for (; *keys != '\0' && r == FIRE_LINE_MORE; keys++) {
        now.ns += step_ns;
        r = fire_line_take(line, keys, 1, now);
    }
    return r;
}

static void
a_typed_name_is_taken(void **state)
{
    (void)state;
    struct fire_line line = {0};
    assert_int_equal(type(&line, "HTR_ON\r", SLOW), FIRE_LINE_TYPED);
    assert_string_equal(line.text, "HTR_ON");
    line = (struct fire_line){0};
    assert_int_equal(type(&line, "HX\x7fTR\b\bTR_ON\n", SLOW), FIRE_LINE_TYPED);
    assert_string_equal(line.text, "HTR_ON");
    line = (struct fire_line){0};
    assert_int_equal(
        type(&line, "\x7f\x7fxyz\x15HTR\x01\r", SLOW), FIRE_LINE_TYPED);
    assert_string_equal(line.text, "HTR");
}

static void
anything_else_cancels(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "\r", "\n", "\x1b", "\x03", "\x04", "HTR\x1b", "H\x7f\r", "H\x15\r"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct fire_line line = {0};
        assert_int_equal(type(&line, keys[i], SLOW), FIRE_LINE_CANCEL);
    }
    struct fire_line line = {0};
    assert_int_equal(fire_line_take(&line, "", 0, now), FIRE_LINE_CANCEL);
}

static void
what_comes_at_once_is_not_typed(void **state)
{
    (void)state;
    static const char *const pasted[] = {"HTR_ON", "HTR_ON\r", "HT", "H\r",
        "\x1b[200~HTR_ON\x1b[201~", "\r\r", "\xc3\xa9\xc3\xa9", "\x1b[A"};
    for (size_t i = 0; i < sizeof pasted / sizeof pasted[0]; i++) {
        struct fire_line line = {0};
        now.ns += SLOW;
        assert_int_equal(
            fire_line_take(&line, pasted[i], strlen(pasted[i]), now),
            FIRE_LINE_SPOILED);
        assert_string_equal(line.text, "");
    }
}

static void
what_is_faster_than_fingers_is_not_typed(void **state)
{
    (void)state;
    struct fire_line line = {0};
    now.ns += SLOW;
    assert_int_equal(
        type(&line, "HTR_ON\r", FIRE_LINE_KEY_NS - 1), FIRE_LINE_SPOILED);
    assert_string_equal(line.text, "");
    line = (struct fire_line){0};
    assert_int_equal(
        type(&line, "HTR_ON\r", FIRE_LINE_KEY_NS), FIRE_LINE_TYPED);
    line = (struct fire_line){0};
    now.ns += SLOW;
    assert_int_equal(type(&line, "HTR", SLOW), FIRE_LINE_MORE);
    assert_int_equal(type(&line, "\r", 1), FIRE_LINE_SPOILED);
    /* and Enter behind a spoiled line cancels, it does not fire */
    assert_int_equal(type(&line, "\r", 1), FIRE_LINE_CANCEL);
}

static void
a_line_has_its_room_and_its_characters(void **state)
{
    (void)state;
    struct fire_line line = {0};
    for (int i = 0; i < ORDER_NAME_MAX; i++)
        assert_int_equal(type(&line, "x", SLOW), FIRE_LINE_MORE);
    assert_int_equal(type(&line, "x", SLOW), FIRE_LINE_SPOILED);
    now.ns += SLOW;
    assert_int_equal(fire_line_take(&line, "\xc3\xa9", 2, now), FIRE_LINE_MORE);
    assert_int_equal(type(&line, "\x7f", SLOW), FIRE_LINE_MORE);
    assert_string_equal(line.text, "");
    now.ns += SLOW;
    assert_int_equal(
        fire_line_take(&line, "\xe2\x80\xae", 3, now), FIRE_LINE_SPOILED);
    now.ns += SLOW;
    assert_int_equal(fire_line_take(&line, "\xff", 1, now), FIRE_LINE_SPOILED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_typed_name_is_taken),
        cmocka_unit_test(anything_else_cancels),
        cmocka_unit_test(what_comes_at_once_is_not_typed),
        cmocka_unit_test(what_is_faster_than_fingers_is_not_typed),
        cmocka_unit_test(a_line_has_its_room_and_its_characters),
    };
    return check_run(tests);
}
