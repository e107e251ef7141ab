/*
 * test_condition.c - conditions of limits.conf as criteria.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "common/attr.h"
#include "common/str.h"
#include "mdb/condition.h"

static struct mdb *
kinds(void)
{
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = check_path("limits/data/kinds.xml");
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
    return mdb;
}

static void
conditions_bind_and_before_or(void **state)
{
    (void)state;
    static const struct {
        const char *text, *meaning;
    } rows[] = {
        {"COUNT == 3", "COUNT == 3"},
        {"/K/COUNT!=3", "COUNT != 3"},
        {" COUNT<3 ", "COUNT < 3"},
        {"COUNT <= -3", "COUNT <= -3"},
        {"COUNT>3", "COUNT > 3"},
        {"COUNT >= 0x10", "COUNT >= 0x10"},
        {"MODE == SAFE", "MODE == SAFE"},
        {"MODE == 'SAFE'", "MODE == SAFE"},
        {"VALVE == OPEN", "VALVE == OPEN"},
        {"VALVE == true", "VALVE == true"},
        {"raw(MODE) == 1", "MODE (raw) == 1"},
        {"raw ( MODE ) == 1", "MODE (raw) == 1"},
        {"TEXT == \"a b\"", "TEXT == a b"},
        {"TEXT == ''", "TEXT == "},
        {"PAIR.u == 1", "PAIR.u == 1"},
        {"AT > 2026-11-20T00:00:00Z", "AT > 2026-11-20T00:00:00Z"},
        {"(COUNT == 1)", "COUNT == 1"},
        {"V28 > V28_B", "V28 > V28_B"},
        {"V28>/K/V28_B", "V28 > V28_B"},
        {"value(V28) == raw(COUNT)", "V28 == COUNT (raw)"},
        {"TEXT == value(TEXT)", "TEXT == TEXT"},
        {"raw(MODE) != COUNT", "MODE (raw) != COUNT"},
        {"MODE == MODE", "MODE == MODE"},
        {"V28 > COUNT", "V28 > COUNT"}, /* has no unit */
        {"COUNT < V28", "COUNT < V28"},
        {"V28 > raw(AGE)", "V28 > AGE (raw)"}, /* s are of what it means */
        {"raw(V28) > AGE", "V28 (raw) > AGE"},
        {"AT >= AT", "AT >= AT"},
        {"not COUNT == 1", "COUNT != 1"},
        {"not not COUNT == 1", "COUNT == 1"},
        {"not (COUNT < 1 or V28 >= V28_B)", "COUNT >= 1 and V28 < V28_B"},
        {"not (COUNT > 1 and not AGE <= 2)", "COUNT <= 1 or AGE <= 2"},
        {"not(COUNT != 1) and MODE == SAFE", "COUNT == 1 and MODE == SAFE"},
        {"COUNT == 1 and AGE == 2 and V28 == 3",
            "COUNT == 1 and AGE == 2 and V28 == 3"},
        {"COUNT == 1 or AGE == 2 and V28 == 3",
            "COUNT == 1 or (AGE == 2 and V28 == 3)"},
        {"(COUNT == 1 or AGE == 2) and V28 == 3",
            "(COUNT == 1 or AGE == 2) and V28 == 3"},
    };
    struct mdb *mdb = kinds();
    struct arena arena = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_criteria c;
        struct condition_error error;
        print_message("%s\n", rows[i].text);
        assert_true(condition_parse(mdb, &arena, rows[i].text, &c, &error));
        char *text = mdb_criteria_text(mdb, &c);
        assert_string_equal(text, rows[i].meaning);
        free(text);
    }
    arena_fini(&arena);
    mdb_free(&mdb);
}

static void
constants_are_resolved_by_the_parameter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t integer;
    } rows[] = {
        {"MODE == SCIENCE", 2},
        {"VALVE == OPEN", 1},
        {"VALVE == FALSE", 0},
        {"COUNT == 0x10", 16},
        {"AT == 1970-01-01T00:00:01Z", 1000000000},
    };
    struct mdb *mdb = kinds();
    struct arena arena = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_criteria c;
        struct condition_error error;
        assert_true(condition_parse(mdb, &arena, rows[i].text, &c, &error));
        assert_int_equal(c.op, MDB_COMPARE);
        assert_true(c.comparison.is_integer);
        assert_true(c.comparison.is_calibrated);
        assert_int_equal(c.comparison.other_item, MDB_NIL);
        assert_int_equal(c.comparison.integer, rows[i].integer);
    }
    arena_fini(&arena);
    mdb_free(&mdb);
}

static void
errors_say_what_and_where(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at;
        const char *why;
    } rows[] = {
        {"", 0, "the name of a parameter is expected here"},
        {"COUNT", 5, "==, !=, <, <=, > or >= is expected here"},
        {"COUNT = 3", 6, "==, !=, <, <=, > or >= is expected here"},
        {"COUNT === 3", 6, "==, !=, <, <=, > or >= is expected here"},
        {"COUNT ==", 8, "a value or a parameter is expected here"},
        {"not", 3, "the name of a parameter is expected here"},
        {"COUNT not == 3", 6, "==, !=, <, <=, > or >= is expected here"},
        {"V28 > TEXT", 6, "'/K/V28' cannot be compared with '/K/TEXT'"},
        {"V28 > BYTES", 6, "'/K/V28' cannot be compared with '/K/BYTES'"},
        {"AT > AGE", 5, "'/K/AT' cannot be compared with '/K/AGE'"},
        {"V28 == AGE", 7, "'/K/V28' is in V, '/K/AGE' in s"},
        {"V28 == raw(AGE", 14, "')' is expected here"},
        {"V28 > V28_C", 6,
            "'V28_C' is neither a value of '/K/V28' nor a parameter; did you "
            "mean '/K/V28_B'?"},
        {"TEXT == V28", 8,
            "'V28' is a parameter, too: write value(V28), or quotes around "
            "the text"},
        {"COUNT == 3 xor AGE == 2", 11,
            "'and', 'or' or the end is expected here"},
        {"COUNT == 3 android", 11, "'and', 'or' or the end is expected here"},
        {"COUNT == 3 MODE", 11, "'and', 'or' or the end is expected here"},
        {"COUNT == 3 and", 14, "the name of a parameter is expected here"},
        {"(COUNT == 3", 11, "')' is expected here"},
        {"COUNT == 3)", 10, "'and', 'or' or the end is expected here"},
        {"raw(COUNT == 3", 10, "')' is expected here"},
        {"COUMT == 3", 0,
            "there is no parameter 'COUMT'; did you mean '/K/COUNT'?"},
        {"MODE == SAFF", 8,
            "'SAFF' is neither a value of '/K/MODE' nor a parameter; did you "
            "mean 'SAFE'?"},
        {"COUNT == many", 9,
            "'many' is neither a value of '/K/COUNT' nor a parameter"},
        {"TEXT == 'a", 8, "this quote is never closed"},
    };
    struct mdb *mdb = kinds();
    struct arena arena = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_criteria c;
        struct condition_error error = {0};
        print_message("%s\n", rows[i].text);
        assert_false(condition_parse(mdb, &arena, rows[i].text, &c, &error));
        assert_int_equal(c.op, MDB_NEVER);
        assert_string_equal(error.text, rows[i].why);
        assert_int_equal(error.at, rows[i].at);
    }
    arena_fini(&arena);
    mdb_free(&mdb);
}

static void
nesting_has_an_end(void **state)
{
    (void)state;
    struct mdb *mdb = kinds();
    struct arena arena = {0};
    for (int depth = CONDITION_MAX_DEPTH; depth < CONDITION_MAX_DEPTH + 2;
         depth++) {
        struct strbuf text = {0};
        struct mdb_criteria c;
        struct condition_error error;
        for (int i = 0; i < depth; i++)
            strbuf_addc(&text, '(');
        strbuf_adds(&text, "COUNT == 1");
        for (int i = 0; i < depth; i++)
            strbuf_addc(&text, ')');
        assert_int_equal(condition_parse(mdb, &arena, text.s, &c, &error),
            depth <= CONDITION_MAX_DEPTH);
        strbuf_fini(&text);
    }
    arena_fini(&arena);
    mdb_free(&mdb);
}

static void
each_not_counts_as_a_parenthesis(void **state)
{
    (void)state;
    struct mdb *mdb = kinds();
    struct arena arena = {0};
    for (int depth = CONDITION_MAX_DEPTH; depth < CONDITION_MAX_DEPTH + 2;
         depth++) {
        struct strbuf text = {0};
        struct mdb_criteria c;
        struct condition_error error;
        for (int i = 0; i < depth; i++)
            strbuf_adds(&text, "not ");
        strbuf_adds(&text, "COUNT == 1");
        assert_int_equal(condition_parse(mdb, &arena, text.s, &c, &error),
            depth <= CONDITION_MAX_DEPTH);
        strbuf_fini(&text);
    }
    arena_fini(&arena);
    mdb_free(&mdb);
}

/* Two enumerations are the same when all their labels are. */
static void
enumerations_are_compared_when_their_labels_are_the_same(void **state)
{
    (void)state;
#define LABELS(name, x)                                                        \
    "<EnumeratedParameterType name='" name                                     \
    "'><UnitSet/><IntegerDataEncoding sizeInBits='8'/><EnumerationList>" x     \
    "</EnumerationList></EnumeratedParameterType>"
#define LABEL(v, max, text)                                                    \
    "<Enumeration value='" v "' maxValue='" max "' label='" text "'/>"
    struct mdb *mdb = xtce_good(XTCE_TYPES(
        LABELS("a", LABEL("0", "0", "OFF") LABEL("1", "2", "ON"))
            LABELS("same", LABEL("0", "0", "OFF") LABEL("1", "2", "ON")) LABELS(
                "less", LABEL("0", "0", "OFF")) LABELS("value",
                LABEL("0", "0", "OFF") LABEL("2", "2", "ON")) LABELS("upto",
                LABEL("0", "0", "OFF") LABEL("1", "3", "ON"))
                LABELS("text", LABEL("0", "0", "OFF") LABEL("1", "2", "RUN")))
            XTCE_PARAMS(XTCE_PARAM("A", "a") XTCE_PARAM("SAME", "same")
                    XTCE_PARAM("LESS", "less") XTCE_PARAM("VALUE", "value")
                        XTCE_PARAM("UPTO", "upto") XTCE_PARAM("TEXT", "text")));
    static const struct {
        const char *text;
        bool is_good;
    } rows[] = {
        {"A == SAME", true},
        {"A == LESS", false},
        {"A == VALUE", false},
        {"A == UPTO", false},
        {"A == TEXT", false},
        {"raw(A) == raw(TEXT)", true},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mdb_criteria c;
        struct condition_error error = {0};
        print_message("%s\n", rows[i].text);
        assert_int_equal(condition_parse(mdb, &arena, rows[i].text, &c, &error),
            rows[i].is_good);
    }
    arena_fini(&arena);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_bind_and_before_or),
        cmocka_unit_test(constants_are_resolved_by_the_parameter),
        cmocka_unit_test(errors_say_what_and_where),
        cmocka_unit_test(nesting_has_an_end),
        cmocka_unit_test(each_not_counts_as_a_parenthesis),
        cmocka_unit_test(
            enumerations_are_compared_when_their_labels_are_the_same),
    };
    return check_run(tests);
}
