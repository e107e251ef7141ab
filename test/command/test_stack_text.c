/*
 * test_stack_text.c - stacks as text: read, refused with all reasons, and
 * written so that they are read as the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/stack.h"

#include "common/attr.h"
#include "support/check.h"

#define FIRST "columba-stack 1\n"

static enum err
parse(const char *text, struct stack *s, struct notes *notes)
{
    *notes = (struct notes){0};
    return stack_parse("t.stack", text, strlen(text), notes, s);
}

/* As text: what is written from it. */
static void
assert_written(const char *text, const char *want)
{
    struct stack s, again;
    struct notes notes;
    struct strbuf out = {0};
    enum err e = parse(text, &s, &notes);
    if (e != ERR_OK)
        notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(notes.errors, 0);
    stack_fmt(&s, &out);
    assert_string_equal(strbuf_get(&out), want);
    assert_int_equal(stack_parse("u", out.s, out.len, &notes, &again), ERR_OK);
    assert_true(stack_equal(&s, &again));
    stack_fini(&s);
    stack_fini(&again);
    strbuf_fini(&out);
    notes_fini(&notes);
}

static const char whole[] = FIRST "mission SIF\n"
                                  "until accepted\n"
                                  "\n"
                                  "# Heaters after eclipse\n"
                                  "HTR_ON Heater=2 Setpoint=12.5  # as agreed\n"
                                  "/SIF/TC/SET_MODE Mode=SCIENCE @completed\n"
                                  "wait 5s\n"
                                  "wait 1500ms  # settle\n"
                                  "\n"
                                  "pause \"look at HTR current\"\n"
                                  "LOAD Text=\"two words\" Empty=\"\"\n"
                                  "#\n";

static void
a_stack_is_written_as_it_was(void **state)
{
    (void)state;
    assert_written(whole, whole);
    assert_written(FIRST, FIRST);
    assert_written("columba-stack 1", FIRST);
}

static void
what_is_read_is_all_there(void **state)
{
    (void)state;
    struct stack s;
    struct notes notes;
    assert_int_equal(parse(whole, &s, &notes), ERR_OK);
    assert_string_equal(s.mission, "SIF");
    assert_int_equal(s.until, UNTIL_ACCEPTED);
    assert_int_equal(s.n, 8);
    const struct stack_item *c = &s.item[1];
    assert_int_equal(c->kind, STACK_COMMAND);
    assert_string_equal(c->name, "HTR_ON");
    assert_int_equal(c->n_values, 2);
    assert_string_equal(stack_item_get(c, "Heater"), "2");
    assert_string_equal(stack_item_get(c, "Setpoint"), "12.5");
    assert_string_equal(c->text, "as agreed");
    assert_int_equal(c->line, 6);
    assert_int_equal(c->col, 1);
    assert_int_equal(c->value[1].col, 17);
    assert_false(c->has_until);
    assert_true(s.item[2].has_until);
    assert_int_equal(s.item[2].until, UNTIL_COMPLETED);
    assert_int_equal(s.item[3].wait_ms, 5000);
    assert_int_equal(s.item[4].wait_ms, 1500);
    assert_string_equal(s.item[4].text, "settle");
    assert_true(s.item[5].has_gap);
    assert_string_equal(s.item[5].text, "look at HTR current");
    assert_string_equal(stack_item_get(&s.item[6], "Text"), "two words");
    assert_string_equal(stack_item_get(&s.item[6], "Empty"), "");
    assert_string_equal(s.item[7].text, "");
    stack_fini(&s);
    notes_fini(&notes);
}

/* What people also write, and how it stands in the file afterwards. */
static void
other_ways_of_writing_become_one(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"  A\tX=1   # a # b  \n", "A X=1  # a # b\n"},
        {"A#1\n", "A#1\n"},
        {"A X=#1\n", "A X=#1\n"},
        {"A X=a\"b c\"d\n", "A X=\"ab cd\"\n"},
        {"A \"X=1\"=2\n", "A \"X=1\"=2\n"},
        {"A X=a=b\n", "A X=a=b\n"},
        {"A X=\"\\\"\\\\\"\n", "A X=\"\\\"\\\\\"\n"},
        {"A X=a\\b\n", "A X=a\\b\n"},
        {"A X=@sent @sent\n", "A X=@sent @sent\n"},
        {"\"wait\" X=1\n", "\"wait\" X=1\n"},
        {"\"@A\"\n", "\"@A\"\n"},
        {"\"#A\"\n", "\"#A\"\n"},
        {"A \"#X\"=1 \"@Y\"=2\n", "A \"#X\"=1 \"@Y\"=2\n"},
        {"\"A=B\" X=1\n", "\"A=B\" X=1\n"},
        {"\"A B\"\n", "\"A B\"\n"},
        {"pause\n", "pause\n"},
        {"pause look here\n", "pause \"look here\"\n"},
        {"wait 0.5\n", "wait 500ms\n"},
        {"wait \"2 min\"\n", "wait 120s\n"},
        {"wait 0\n", "wait 0s\n"},
        {"\n\n\nA\n\n\n", "\nA\n"},
        {"#note\n", "# note\n"},
        {"#  note\n", "#  note\n"},
        {"A #\n", "A\n"},
        {"A\r\nB\r\n", "A\nB\n"},
        {"A", "A\n"},
        {"mission \"S 1\"\n", "mission \"S 1\"\n"},
        {"# first\nmission SIF\n", "mission SIF\n# first\n"},
        {"A X=\xc3\xa9  # \xe2\x82\xac\n", "A X=\xc3\xa9  # \xe2\x82\xac\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[256], want[256];
        snprintf(text, sizeof text, FIRST "%s", rows[i].text);
        snprintf(want, sizeof want, FIRST "%s", rows[i].want);
        assert_written(text, want);
    }
}

static const struct {
    const char *text, *note; /* line:col: of the one error */
} bad[] = {
    {"", "1:1: the first line is not 'columba-stack 1'"},
    {"A\n", "1:1: the first line is not 'columba-stack 1'"},
    {"columba-stack 2\n", "1:1: the first line is not 'columba-stack 1'"},
    {"columba-stack\n", "1:1: the first line is not 'columba-stack 1'"},
    {FIRST FIRST, "2:1: 'columba-stack' is the first line, once"},
    {FIRST "A X\n", "2:3: not ARGUMENT=VALUE"},
    {FIRST "A =1\n", "2:3: not ARGUMENT=VALUE"},
    {FIRST "A \"X=1\"\n", "2:3: not ARGUMENT=VALUE"},
    {FIRST "A X=1 X=1\n", "2:7: 'X' is given twice"},
    {FIRST "A \"X Y\"=1\n", "2:3: names of arguments have no blanks"},
    {FIRST "A X=\"1\n", "2:3: the quote has no end"},
    {FIRST "A X=\"1\\\"\n", "2:3: the quote has no end"},
    {FIRST "X=1\n", "2:1: a value where the name of a command is expected"},
    {FIRST "\"\"\n", "2:1: no name of a command"},
    {FIRST "@sent\n", "2:1: no command before it"},
    {FIRST "A @sent @sent\n", "2:9: the second '@' of a command"},
    {FIRST "A @sen\n",
        "2:3: 'sen' is no state to wait for; did you mean 'sent'?"},
    {FIRST "A @\n", "2:3: '' is no state to wait for"},
    {FIRST "wait\n", "2:1: expected: wait DURATION"},
    {FIRST "wait 5 s\n", "2:1: expected: wait DURATION"},
    {FIRST "wait soon\n", "2:6: 'soon' is no duration: 5s, 200ms, 2min"},
    {FIRST "wait -1s\n", "2:6: '-1s' is no duration: 5s, 200ms, 2min"},
    {FIRST "wait 2d\n", "2:6: longer than a day"},
    {FIRST "wait 1us\n", "2:6: not a whole number of milliseconds"},
    {FIRST "pause x # y\n",
        "2:11: a pause has a text, no comment: pause \"TEXT\""},
    {FIRST "mission\n", "2:1: expected: mission NAME"},
    {FIRST "mission A B\n", "2:1: expected: mission NAME"},
    {FIRST "mission A\nmission A\n",
        "3:1: 'mission' stands once, before the first command"},
    {FIRST "A\nmission A\n",
        "3:1: 'mission' stands once, before the first command"},
    {FIRST "mission A # why\n", "2:13: no comment here: it would be lost"},
    {FIRST "until\n", "2:1: expected: until STATE"},
    {FIRST "until acepted\n",
        "2:7: 'acepted' is no state to wait for; did you mean 'accepted'?"},
    {FIRST "until sent\nuntil sent\n",
        "3:1: 'until' stands once, before the first command"},
    {FIRST "A X=\x1b[2J\n", "2:5: a control character, or no UTF-8"},
    {FIRST "A X=\xff\n", "2:5: a control character, or no UTF-8"},
    {FIRST "A X=\xc3\xa9\xc3\n", "2:7: a control character, or no UTF-8"},
    {FIRST "A X=\xe2\x80\xae\n", "2:5: a control character, or no UTF-8"},
    {FIRST "A\rB\n", "2:2: a control character, or no UTF-8"},
};

static void
what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct stack s;
        struct notes notes;
        char got[256] = "";
        assert_int_equal(parse(bad[i].text, &s, &notes), ERR_FORMAT);
        if (notes.n > 0)
            snprintf(got, sizeof got, "%u:%u: %s", notes.note[0].line,
                notes.note[0].col, notes.note[0].text);
        if (notes.n != 1 || strcmp(got, bad[i].note) != 0)
            fail_msg("row %zu: %zu: %s, not %s", i, notes.n, got, bad[i].note);
        assert_int_equal(s.n, 0);
        stack_fini(&s);
        notes_fini(&notes);
    }
}

static void
all_errors_are_told_in_one_run(void **state)
{
    (void)state;
    struct stack s;
    struct notes notes;
    assert_int_equal(
        parse("x\nA X\nwait\n\x01\nB Y=1 Y=2 Z\nC @x\n", &s, &notes),
        ERR_FORMAT);
    static const unsigned lines[] = {1, 2, 3, 4, 5, 5, 6};
    assert_int_equal(notes.n, ARRAY_LEN(lines));
    for (size_t i = 0; i < notes.n; i++)
        assert_int_equal(notes.note[i].line, lines[i]);
    notes_fini(&notes);
    stack_fini(&s);
}

static void
a_nul_is_no_end(void **state)
{
    (void)state;
    struct stack s;
    struct notes notes = {0};
    static const char text[] = FIRST "A\0 X=1\n";
    assert_int_equal(
        stack_parse("t", text, sizeof text - 1, &notes, &s), ERR_FORMAT);
    assert_int_equal(notes.note[0].col, 2);
    notes_fini(&notes);
    stack_fini(&s);
}

/* ---- large --------------------------------------------------------------- */

static char *
filled(size_t len, const char *unit)
{
    size_t n = strlen(FIRST), k = strlen(unit);
    char *text = malloc(len + 1);
    memcpy(text, FIRST, n);
    for (size_t i = n; i < len; i++)
        text[i] = unit[(i - n) % k];
    text[len] = '\0';
    return text;
}

static void
a_megabyte_of_anything_is_read_or_refused(void **state)
{
    (void)state;
    static const char *const units[] = {"x", " ", "\n", "\"", "#", "=", "@",
        "A X=1\n", "A ", "X=1 ", "\\\"", "\xc3\xa9", "\x80", "wait 1s\n"};
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct stack s;
        struct notes notes = {0};
        char *text = filled(STACK_BYTES_MAX, units[i]);
        enum err e = stack_parse("t", text, STACK_BYTES_MAX, &notes, &s);
        assert_true((e == ERR_OK) == (notes.errors == 0));
        assert_true(s.n <= STACK_ITEMS_MAX);
        stack_fini(&s);
        notes_fini(&notes);
        free(text);
    }
    struct stack s;
    struct notes notes = {0};
    char *text = filled(STACK_BYTES_MAX + 1, "\n");
    assert_int_equal(
        stack_parse("t", text, STACK_BYTES_MAX + 1, &notes, &s), ERR_FORMAT);
    notes_fini(&notes);
    free(text);
}

static void
a_text_has_its_room(void **state)
{
    (void)state;
    char text[512];
    struct stack s;
    struct notes notes;
    for (int more = 0; more < 2; more++) {
        snprintf(
            text, sizeof text, FIRST "A # %0*d\n", STACK_TEXT_MAX + more, 1);
        assert_int_equal(parse(text, &s, &notes), more ? ERR_FORMAT : ERR_OK);
        stack_fini(&s);
        notes_fini(&notes);
        snprintf(
            text, sizeof text, FIRST "pause %0*d\n", STACK_TEXT_MAX + more, 1);
        assert_int_equal(parse(text, &s, &notes), more ? ERR_FORMAT : ERR_OK);
        stack_fini(&s);
        notes_fini(&notes);
    }
}

/* ---- one line ------------------------------------------------------------ */

static void
a_typed_line_is_one_command(void **state)
{
    (void)state;
    struct stack_item item;
    struct notes notes = {0};
    assert_int_equal(
        stack_item_parse("", "HTR_ON Heater=2 # why", &notes, &item), ERR_OK);
    assert_string_equal(item.name, "HTR_ON");
    assert_string_equal(stack_item_get(&item, "Heater"), "2");
    assert_string_equal(item.text, "why");
    struct strbuf line = {0};
    stack_item_fmt(&item, &line);
    assert_string_equal(strbuf_get(&line), "HTR_ON Heater=2  # why");
    strbuf_fini(&line);
    stack_item_fini(&item);
    static const char *const none[] = {"", "# x", "wait 5s", "pause", "A\nB",
        "mission X", "A X", "until sent", "\n"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        assert_int_equal(
            stack_item_parse("", none[i], &notes, &item), ERR_FORMAT);
        assert_null(item.name);
    }
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_is_written_as_it_was),
        cmocka_unit_test(what_is_read_is_all_there),
        cmocka_unit_test(other_ways_of_writing_become_one),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(all_errors_are_told_in_one_run),
        cmocka_unit_test(a_nul_is_no_end),
        cmocka_unit_test(a_megabyte_of_anything_is_read_or_refused),
        cmocka_unit_test(a_text_has_its_room),
        cmocka_unit_test(a_typed_line_is_one_command),
    };
    return check_run(tests);
}
