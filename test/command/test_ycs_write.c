/*
 * test_ycs_write.c - stacks are written as Yamcs reads them, and come back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/ycs.h"

#include "support/check.h"

#define FIRST "columba-stack 1\n"

static enum err
write_text(const char *text, struct strbuf *out, struct notes *notes)
{
    struct stack s;
    *notes = (struct notes){0};
    assert_int_equal(
        stack_parse("t.stack", text, strlen(text), notes, &s), ERR_OK);
    enum err e = ycs_fmt(&s, "t.stack", notes, out);
    stack_fini(&s);
    return e;
}

static void
a_stack_is_written_in_the_second_version(void **state)
{
    (void)state;
    struct strbuf out = {0};
    struct notes notes;
    assert_int_equal(write_text(FIRST "until sent\n"
                                      "# Heaters\n"
                                      "/A/ON N=2 T=12.5 S=\"a b\" @accepted"
                                      "  # why\n"
                                      "wait 1s\n"
                                      "wait 500ms\n"
                                      "B P.x=1 P.y=02 T[0].a=1 T[1].a=2\n",
                         &out, &notes),
        ERR_OK);
    assert_int_equal(notes.n, 0);
    assert_string_equal(strbuf_get(&out),
        "{\n"
        "  \"$schema\": \"https://yamcs.org/schema/stack.schema.json\",\n"
        "  \"steps\": [\n"
        "    {\n"
        "      \"type\": \"text\",\n"
        "      \"text\": \"Heaters\"\n"
        "    },\n"
        "    {\n"
        "      \"type\": \"command\",\n"
        "      \"name\": \"/A/ON\",\n"
        "      \"arguments\": [\n"
        "        {\n"
        "          \"name\": \"N\",\n"
        "          \"value\": 2\n"
        "        },\n"
        "        {\n"
        "          \"name\": \"T\",\n"
        "          \"value\": \"12.5\"\n"
        "        },\n"
        "        {\n"
        "          \"name\": \"S\",\n"
        "          \"value\": \"a b\"\n"
        "        }\n"
        "      ],\n"
        "      \"comment\": \"why\",\n"
        "      \"advancement\": {\n"
        "        \"acknowledgment\": \"Verifier_Accepted\",\n"
        "        \"wait\": 1500\n"
        "      }\n"
        "    },\n"
        "    {\n"
        "      \"type\": \"command\",\n"
        "      \"name\": \"B\",\n"
        "      \"arguments\": [\n"
        "        {\n"
        "          \"name\": \"P\",\n"
        "          \"value\": {\n"
        "            \"x\": 1,\n"
        "            \"y\": \"02\"\n"
        "          }\n"
        "        },\n"
        "        {\n"
        "          \"name\": \"T\",\n"
        "          \"value\": [\n"
        "            {\n"
        "              \"a\": 1\n"
        "            },\n"
        "            {\n"
        "              \"a\": 2\n"
        "            }\n"
        "          ]\n"
        "        }\n"
        "      ]\n"
        "    }\n"
        "  ],\n"
        "  \"advancement\": {\n"
        "    \"acknowledgment\": \"Acknowledge_Sent\"\n"
        "  }\n"
        "}\n");
    strbuf_fini(&out);
    notes_fini(&notes);
}

/* What both know comes back as it was. */
static void
what_is_written_is_read_as_the_same(void **state)
{
    (void)state;
    static const char text[] = FIRST "until accepted\n"
                                     "# one\n"
                                     "A X=1 Y=\"\" Z=-0 P.q.r=1 T[0][0]=x\n"
                                     "B @queued  # \xc3\xa9 \"quoted\" \\\n"
                                     "wait 250ms\n"
                                     "C\n";
    struct stack s, again;
    struct strbuf out = {0};
    struct notes notes = {0};
    assert_int_equal(stack_parse("t", text, strlen(text), &notes, &s), ERR_OK);
    assert_int_equal(ycs_fmt(&s, "t", &notes, &out), ERR_OK);
    assert_int_equal(
        ycs_parse("u", out.s, out.len, NULL, &notes, &again), ERR_OK);
    assert_true(stack_equal(&s, &again));
    assert_int_equal(notes.n, 0);
    stack_fini(&s);
    stack_fini(&again);
    strbuf_fini(&out);
    notes_fini(&notes);
}

static void
what_yamcs_cannot_say_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
        bool is_error;
    } rows[] = {
        {"mission SIF\n", "0:0: the mission SIF is not kept", false},
        {"pause x\n", "2:1: a pause becomes a text: Yamcs does not stop there",
            false},
        {"wait 1s\n", "2:1: a wait that follows no command becomes a text",
            false},
        {"A\nwait 1s # why\n", "3:1: the comment of a wait is not kept", false},
        {"A T[1]=1\n",
            "2:3: T[1] cannot be said in a stack of Yamcs: elements need "
            "those before them",
            true},
        {"A P.x=1 P=2\n",
            "2:9: P cannot be said in a stack of Yamcs: elements need those "
            "before them",
            true},
        {"A T[18446744073709551615]=1\n",
            "2:3: T[18446744073709551615] cannot be said in a stack of Yamcs: "
            "elements need those before them",
            true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct strbuf out = {0};
        struct notes notes;
        char text[128], got[256] = "";
        snprintf(text, sizeof text, FIRST "%s", rows[i].text);
        enum err e = write_text(text, &out, &notes);
        assert_int_equal(e, rows[i].is_error ? ERR_FORMAT : ERR_OK);
        if (notes.n > 0)
            snprintf(got, sizeof got, "%u:%u: %s", notes.note[0].line,
                notes.note[0].col, notes.note[0].text);
        assert_int_equal(notes.n, 1);
        assert_string_equal(got, rows[i].note);
        strbuf_fini(&out);
        notes_fini(&notes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_is_written_in_the_second_version),
        cmocka_unit_test(what_is_written_is_read_as_the_same),
        cmocka_unit_test(what_yamcs_cannot_say_is_told),
    };
    return check_run(tests);
}
