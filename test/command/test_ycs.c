/*
 * test_ycs.c - command stacks of Yamcs are read; what they say and a stack
 * does not is told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/ycs.h"

#include "common/attr.h"
#include "support/check.h"

static enum err
parse(const char *text, struct stack *s, struct notes *notes)
{
    *notes = (struct notes){0};
    return ycs_parse("t.ycs", text, strlen(text), NULL, notes, s);
}

static void
add_notes(const struct notes *notes, struct strbuf *out)
{
    for (size_t i = 0; i < notes->n; i++)
        strbuf_addf(out, "%u:%u: %s\n", notes->note[i].line, notes->note[i].col,
            notes->note[i].text);
}

/* The stack's lines, then the notes. */
static void
assert_becomes(const char *text, const char *want)
{
    struct stack s;
    struct notes notes;
    struct strbuf out = {0};
    if (parse(text, &s, &notes) == ERR_OK)
        stack_fmt(&s, &out);
    add_notes(&notes, &out);
    assert_string_equal(strbuf_get(&out), want);
    stack_fini(&s);
    notes_fini(&notes);
    strbuf_fini(&out);
}

static void
a_stack_with_all_kinds_of_steps_is_read(void **state)
{
    (void)state;
    char *path = check_path("command/data/heaters.ycs");
    struct stack s;
    struct notes notes = {0};
    struct strbuf out = {0};
    assert_int_equal(ycs_load(path, NULL, &notes, &s), ERR_OK);
    stack_fmt(&s, &out);
    assert_string_equal(strbuf_get(&out),
        "columba-stack 1\n"
        "until sent\n"
        "# # Heaters\n"
        "# after the eclipse\n"
        "/SIF/TC/HTR_ON Heater=2 Setpoint=12.5 Fast=true @accepted"
        "  # as agreed\n"
        "wait 1500ms\n"
        "pause \"check /SIF/HTR2_I, /SIF/HTR2_T: it warms up\"\n"
        "pause \"verify /SIF/HTR2_I > 0.20000000000000001 and /SIF/MODE =="
        " \\\"SCIENCE\\\", after 1000 ms, within 10000 ms\"\n"
        "LOAD_TABLE Pos.x=1 Pos.y=-2 Table[0]=10 Table[1]=20"
        " Table[2]=\"x y\"\n");
    strbuf_reset(&out);
    add_notes(&notes, &out);
    assert_string_equal(strbuf_get(&out),
        "19:5: a check becomes a pause\n"
        "27:5: a verification becomes a pause\n"
        "39:20: the namespace 'MDB:OPS Name' is not kept, the name is\n"
        "41:25: the option 'cop1Bypass' is not kept\n"
        "40:17: the stream 'tc_realtime' is not kept\n");
    assert_int_equal(notes.errors, 0);
    assert_int_equal(s.item[2].line, 8);
    assert_int_equal(s.item[2].value[1].line, 13);
    strbuf_fini(&out);
    stack_fini(&s);
    notes_fini(&notes);
    free(path);
}

static void
the_first_version_is_read(void **state)
{
    (void)state;
    assert_becomes("{\"commands\":[{\"name\":\"/A/B\",\"arguments\":[]},"
                   "{\"name\":\"C\",\"advancement\":{\"wait\":2}}],"
                   "\"advancement\":{\"acknowledgment\":\"CommandComplete\","
                   "\"wait\":1000}}",
        "columba-stack 1\n/A/B\nwait 1s\nC\nwait 2ms\n");
    assert_becomes("{\"commands\":[{\"name\":\"A\"}]}",
        "columba-stack 1\nuntil queued\nA\n");
    assert_becomes("{\"steps\":[]}", "columba-stack 1\nuntil queued\n");
}

#define STEP(s) "{\"steps\":[{\"type\":\"command\",\"name\":\"A\"," s "}]}"
#define A       "columba-stack 1\nuntil queued\nA"

static void
what_is_not_kept_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {STEP("\"color\":1"), A "\n1:48: 'color' is not kept\n"},
        {STEP("\"advancement\":{\"acknowledgment\":\"Acknowledge_X\"}"),
            A " @completed\n1:72: the acknowledgment 'Acknowledge_X' is not "
              "known here: completed is waited for\n"},
        {STEP("\"advancement\":{\"wait\":-1}"),
            A "\n1:62: a negative wait is none\n"},
        {STEP("\"advancement\":{\"wait\":1.5}"),
            A "\nwait 2ms\n1:62: the wait becomes 2 ms\n"},
        {STEP("\"arguments\":[{\"name\":\"X\",\"value\":null}]"),
            A "\n1:53: X has no value: it is left out\n"},
        {STEP("\"arguments\":[{\"name\":\"X\",\"value\":1,\"unit\":\"V\"}]"),
            A " X=1\n1:82: 'unit' is not kept\n"},
        {STEP("\"comment\":\"two\\nlines\""),
            "columba-stack 1\nuntil queued\n# two lines\nA  # two lines\n"
            "1:50: the comment becomes one line of at most 240 bytes\n"},
        {"{\"steps\":[],\"commands\":[{\"name\":\"A\"}]}",
            "columba-stack 1\nuntil queued\n"
            "1:24: 'commands' is not read beside 'steps'\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_becomes(rows[i].text, rows[i].want);
}

static void
a_long_text_is_kept_in_lines(void **state)
{
    (void)state;
    char text[1024], word[600];
    for (size_t i = 0; i < sizeof word; i++)
        word[i] = i % 10 == 9 ? ' ' : 'x';
    snprintf(text, sizeof text,
        "{\"steps\":[{\"type\":\"text\",\"text\":\"%.599s\"}]}", word);
    struct stack s;
    struct notes notes;
    assert_int_equal(parse(text, &s, &notes), ERR_OK);
    assert_int_equal(s.n, 3);
    size_t total = 0;
    for (size_t i = 0; i < s.n; i++)
        total += strlen(s.item[i].text) + 1;
    assert_int_equal(total, 600);
    stack_fini(&s);
    notes_fini(&notes);
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"[]", "1:1: not an object\n"},
        {"{}", "1:1: neither 'steps' nor 'commands'\n"},
        {"{\"steps\":{}}", "1:10: 'steps' is not an array\n"
                           "1:1: neither 'steps' nor 'commands'\n"},
        {"{\"steps\":[1,\n\"a\"]}", "1:11: not an object\n"
                                    "2:1: not an object\n"},
        {"{\"steps\":[{}]}", "1:11: a step of a type that is not known: ''\n"},
        {"{\"steps\":[{\"type\":\"script\"}]}",
            "1:19: a step of a type that is not known: 'script'\n"},
        {"{\"steps\":[{\"type\":\"text\"}]}",
            "1:11: a step 'text' without its text\n"},
        {"{\"commands\":[{}]}",
            "1:14: a command without a name that can be one\n"},
        {"{\"commands\":[{\"name\":\"\\u001b[2J\"}]}",
            "1:22: a command without a name that can be one\n"},
        {STEP("\"arguments\":{}"), "1:52: 'arguments' is not an array\n"},
        {STEP("\"arguments\":[{\"name\":\"X\"}]"),
            "1:53: an argument without a name or a value\n"},
        {STEP("\"arguments\":[{\"name\":\"X Y\",\"value\":1}]"),
            "1:53: 'X Y' is no name of an argument\n"},
        {STEP("\"arguments\":[{\"name\":\"X\",\"value\":1},"
              "{\"name\":\"X\",\"value\":2}]"),
            "1:76: 'X' is given twice\n"},
        {STEP("\"arguments\":[{\"name\":\"X\",\"value\":\"\\n\"}]"),
            "1:53: X: a value that is too long or has control characters\n"},
        {STEP("\"arguments\":[{\"name\":\"X\",\"value\":"
              "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}]"),
            "1:53: a value that is nested too deep\n"},
        {STEP("\"advancement\":{\"wait\":1e12}"),
            "1:62: a wait longer than a day\n"},
        {STEP("\"advancement\":{\"wait\":\"1\"}"),
            "1:62: 'wait' is not a number\n"},
        {STEP("\"advancement\":1"), "1:54: not an object\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_becomes(rows[i].text, rows[i].want);
}

/* What the library says, at its place. */
static void
what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
    } rows[] = {
        {"", 1},
        {"{\"steps\":[", 1},
        {"{\"steps\":[]}\n\nx", 3},
        {"{\"steps\":[],\n\"steps\":[]}", 2},
        {"{\"steps\":[\n\"\xff\"]}", 2},
        {"{\"steps\":[\n\"\\u0000\"]}", 2},
        {"{\"steps\":[\n\"\\ud800\"]}", 2},
        {"{\"steps\":[\n99999999999999999999]}", 2},
        {"{\"steps\":[\n1e999]}", 2},
        {"{'steps':[]}", 1},
        {"{\"steps\":[],}", 1},
        {"\xef\xbb\xbf{\"steps\":[]}", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stack s;
        struct notes notes;
        assert_int_equal(parse(rows[i].text, &s, &notes), ERR_FORMAT);
        assert_int_equal(notes.n, 1);
        assert_int_equal(notes.note[0].line, rows[i].line);
        stack_fini(&s);
        notes_fini(&notes);
    }
}

static void
a_megabyte_of_anything_is_read_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *head, *unit, *tail;
    } rows[] = {{"", "[", ""}, {"", "{\"a\":", ""}, {"", " ", ""},
        {"{\"steps\":[", "1,", "1]}"},
        {"{\"commands\":[", "{\"name\":\"A\"},", "{\"name\":\"A\"}]}"},
        {"{\"commands\":[{\"name\":\"A\",\"arguments\":[{\"name\":\"X\","
         "\"value\":[",
            "1,", "1]}]}]}"},
        {"{\"steps\":[{\"type\":\"text\",\"text\":\"", "x", "\"}]}"},
        {"{\"steps\":[{\"type\":\"text\",\"text\":\"", "\\n", "\"}]}"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf text = {0};
        struct stack s;
        struct notes notes = {0};
        strbuf_adds(&text, rows[i].head);
        while (text.len < STACK_BYTES_MAX - 64)
            strbuf_adds(&text, rows[i].unit);
        strbuf_adds(&text, rows[i].tail);
        enum err e = ycs_parse("t", text.s, text.len, NULL, &notes, &s);
        assert_true((e == ERR_OK) == (notes.errors == 0));
        assert_true(s.n <= STACK_ITEMS_MAX);
        stack_fini(&s);
        notes_fini(&notes);
        strbuf_fini(&text);
    }
}

static void
acknowledgments_are_states(void **state)
{
    (void)state;
    for (unsigned i = 0; i < UNTIL_COUNT; i++) {
        enum until u = UNTIL_COUNT;
        assert_true(ycs_ack_parse(ycs_ack_str((enum until)i), &u));
        assert_int_equal(u, i);
    }
    enum until u = UNTIL_SENT;
    assert_true(ycs_ack_parse("Verifier_Complete", &u));
    assert_int_equal(u, UNTIL_COMPLETED);
    assert_false(ycs_ack_parse("", &u));
    assert_false(ycs_ack_parse("sent", &u));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_with_all_kinds_of_steps_is_read),
        cmocka_unit_test(the_first_version_is_read),
        cmocka_unit_test(what_is_not_kept_is_told),
        cmocka_unit_test(a_long_text_is_kept_in_lines),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(a_megabyte_of_anything_is_read_or_refused),
        cmocka_unit_test(acknowledgments_are_states),
    };
    return check_run(tests);
}
