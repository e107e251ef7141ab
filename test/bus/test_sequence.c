/*
 * test_sequence.c - new, repeated and missing messages of a stream.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/sequence.h"

#include "common/attr.h"
#include "support/check.h"

static void
a_stream_is_judged_message_by_message(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        uint64_t number;
        int64_t mono_s, utc_s;
        enum sequence_verdict want;
        uint64_t missed;
    } cases[] = {
        {"first, whatever its number", 5, 100, 1000, SEQUENCE_FIRST, 0},
        {"next", 6, 101, 1001, SEQUENCE_NEXT, 0},
        {"next, same instant", 7, 101, 1001, SEQUENCE_NEXT, 0},
        {"three missing", 11, 102, 1002, SEQUENCE_GAP, 3},
        {"repeated", 11, 102, 1002, SEQUENCE_OLD, 0},
        {"older", 8, 101, 1001, SEQUENCE_OLD, 0},
        {"clock set, still next", 12, 103, 10, SEQUENCE_NEXT, 0},
        {"restart", 0, 104, 11, SEQUENCE_RESTART, 0},
        {"after it", 1, 104, 12, SEQUENCE_NEXT, 0},
        {"restart, two missed", 2, 105, 13, SEQUENCE_NEXT, 0},
        {"restart, first ones unheard", 1, 106, 14, SEQUENCE_RESTART, 0},
        {"old one, late", 0, 105, 13, SEQUENCE_OLD, 0},
        {"machine restarted", 0, 3, 100, SEQUENCE_RESTART, 0},
        {"next after that", 1, 4, 101, SEQUENCE_NEXT, 0},
        {"clock back an hour, old", 0, 3, 100, SEQUENCE_OLD, 0},
        {"largest", UINT64_MAX, 5, 102, SEQUENCE_GAP, UINT64_MAX - 2},
    };
    struct sequence *s = sequence_new();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct msg_envelope e = {.source = msg_str("frontend"),
            .sequence = cases[i].number,
            .mono = {cases[i].mono_s * NS_PER_S},
            .utc = {cases[i].utc_s * NS_PER_S}};
        struct sequence_step step = sequence_step(s, "tm", 2, &e);
        if (step.verdict != cases[i].want || step.missed != cases[i].missed)
            fail_msg("%s: verdict %d, missed %llu", cases[i].label,
                (int)step.verdict, (unsigned long long)step.missed);
    }
    assert_int_equal(sequence_count(s), 1);
    sequence_free(&s);
    assert_null(s);
    sequence_free(&s);
}

/* A source that begins anew does so on all its topics, whatever the number
 * that is heard first there. */
static void
a_restart_is_one_of_all_topics_of_the_source(void **state)
{
    (void)state;
    static const struct {
        const char *source, *topic;
        uint64_t number;
        int64_t mono_s;
        enum sequence_verdict want;
        uint64_t missed;
    } cases[] = {
        {"frontend", "tm/a", 9, 100, SEQUENCE_FIRST, 0},
        {"frontend", "tm/b", 2, 100, SEQUENCE_FIRST, 0},
        {"limits", "tm/b", 2, 100, SEQUENCE_FIRST, 0},
        {"frontend", "tm/a", 4, 200, SEQUENCE_RESTART, 0},
        {"frontend", "tm/b", 17, 200, SEQUENCE_RESTART, 0},
        {"frontend", "tm/b", 19, 201, SEQUENCE_GAP, 1},
        {"frontend", "tm/a", 5, 201, SEQUENCE_NEXT, 0},
        {"frontend", "tm/a", 7, 202, SEQUENCE_GAP, 1},
        {"limits", "tm/b", 17, 202, SEQUENCE_GAP, 14},
    };
    struct sequence *s = sequence_new();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct msg_envelope e = {.source = msg_str(cases[i].source),
            .sequence = cases[i].number,
            .mono = {cases[i].mono_s * NS_PER_S},
            .utc = {cases[i].mono_s * NS_PER_S}};
        struct sequence_step step = sequence_step(s, cases[i].topic, 4, &e);
        if (step.verdict != cases[i].want || step.missed != cases[i].missed)
            fail_msg("row %zu: verdict %d, missed %llu", i, (int)step.verdict,
                (unsigned long long)step.missed);
    }
    sequence_free(&s);
}

static void
sources_and_topics_do_not_mix(void **state)
{
    (void)state;
    struct sequence *s = sequence_new();
    static const struct {
        const char *source, *topic;
    } streams[] = {{"a", "b/c"}, {"a", "b/d"}, {"a/b", "c"}, {"ab", "/c"}};
    for (uint64_t number = 9; number < 12; number++)
        for (size_t i = 0; i < ARRAY_LEN(streams); i++) {
            const struct msg_envelope e = {
                .source = msg_str(streams[i].source), .sequence = number};
            assert_int_equal(
                sequence_step(s, streams[i].topic, strlen(streams[i].topic), &e)
                    .verdict,
                number == 9 ? SEQUENCE_FIRST : SEQUENCE_NEXT);
        }
    assert_int_equal(sequence_count(s), ARRAY_LEN(streams));
    sequence_free(&s);
}

static void
names_that_are_too_long_are_not_remembered(void **state)
{
    (void)state;
    struct sequence *s = sequence_new();
    char name[MSG_TOPIC_MAX + 2];
    memset(name, 'x', sizeof name);
    struct msg_envelope e = {.source = {name, MSG_NAME_MAX + 1}};
    for (int i = 0; i < 2; i++)
        assert_int_equal(sequence_step(s, "t", 1, &e).verdict, SEQUENCE_FIRST);
    e.source.len = MSG_NAME_MAX;
    assert_int_equal(
        sequence_step(s, name, MSG_TOPIC_MAX + 1, &e).verdict, SEQUENCE_FIRST);
    assert_int_equal(sequence_count(s), 0);
    assert_int_equal(
        sequence_step(s, name, MSG_TOPIC_MAX, &e).verdict, SEQUENCE_FIRST);
    assert_int_equal(sequence_count(s), 1);
    sequence_free(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_judged_message_by_message),
        cmocka_unit_test(a_restart_is_one_of_all_topics_of_the_source),
        cmocka_unit_test(sources_and_topics_do_not_mix),
        cmocka_unit_test(names_that_are_too_long_are_not_remembered),
    };
    return check_run(tests);
}
