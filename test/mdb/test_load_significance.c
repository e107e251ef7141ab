/*
 * test_load_significance.c - how much commands matter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

static void
every_word_is_a_level(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum mdb_consequence level;
    } cases[] = {
        {"none", MDB_CONSEQUENCE_NONE},
        {"normal", MDB_CONSEQUENCE_NONE},
        {"watch", MDB_CONSEQUENCE_WATCH},
        {"warning", MDB_CONSEQUENCE_WARNING},
        {"distress", MDB_CONSEQUENCE_DISTRESS},
        {"vital", MDB_CONSEQUENCE_DISTRESS},
        {"user1", MDB_CONSEQUENCE_DISTRESS},
        {"user2", MDB_CONSEQUENCE_DISTRESS},
        {"critical", MDB_CONSEQUENCE_CRITICAL},
        {"severe", MDB_CONSEQUENCE_SEVERE},
        {"forbidden", MDB_CONSEQUENCE_SEVERE},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char body[400];
        snprintf(body, sizeof body,
            XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_TC(
                "C", "") "<DefaultSignificance consequenceLevel='%s' "
                         "reasonForWarning='why'/></MetaCommand>"),
            cases[i].word);
        struct mdb *mdb = xtce_tc_good("", body);
        const struct mdb_command *c = xtce_command(mdb, "C");
        assert_int_equal(c->n_significances, 1);
        assert_int_equal(c->significance[0].level, cases[i].level);
        assert_string_equal(c->significance[0].reason, "why");
        assert_int_equal(c->significance[0].criteria.op, MDB_ALWAYS);
        mdb_free(&mdb);
    }
}

#define TM XTCE_TYPES(XTCE_UINT("u", "8")) XTCE_PARAMS(XTCE_PARAM("P", "u"))
#define CONTEXT(value, level)                                                  \
    "<ContextSignificance><ContextMatch><Comparison parameterRef='P' "         \
    "value='" value "'/></ContextMatch><Significance consequenceLevel='" level \
    "'/></ContextSignificance>"
#define LIST(x) "<ContextSignificanceList>" x "</ContextSignificanceList>"
#define ONE(x)                                                                 \
    XTCE_COMMANDS(                                                             \
        "<MetaCommand name='C'>" XTCE_TC("C", "") "\n" x "</MetaCommand>")

static void
contexts_are_asked_first_then_the_base(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good(TM,
        XTCE_COMMANDS("<MetaCommand name='B'>" XTCE_TC("B",
            "") "<DefaultSignificance "
                "consequenceLevel='watch'/>" LIST(CONTEXT("1",
                    "critical")) "</MetaCommand>"
                                 "<MetaCommand "
                                 "name='PLAIN'><BaseMetaCommand "
                                 "metaCommandRef='B'/>"
                                 "</MetaCommand>"
                                 "<MetaCommand "
                                 "name='MORE'><BaseMetaCommand "
                                 "metaCommandRef='B'/>" LIST(
                                     CONTEXT("2", "severe")) "</MetaCommand>"
                                                             "<MetaCommand "
                                                             "name='OWN'><"
                                                             "BaseMetaComman"
                                                             "d "
                                                             "metaCommandRef"
                                                             "='B'/>"
                                                             "<DefaultSignif"
                                                             "icance "
                                                             "consequenceLev"
                                                             "el='warning'/"
                                                             "></"
                                                             "MetaCommand"
                                                             ">"));
    static const struct {
        const char *name;
        uint32_t n;
        enum mdb_consequence level[3];
    } cases[] = {
        {"B", 2, {MDB_CONSEQUENCE_CRITICAL, MDB_CONSEQUENCE_WATCH}},
        {"PLAIN", 2, {MDB_CONSEQUENCE_CRITICAL, MDB_CONSEQUENCE_WATCH}},
        {"MORE", 3,
            {MDB_CONSEQUENCE_SEVERE, MDB_CONSEQUENCE_CRITICAL,
                MDB_CONSEQUENCE_WATCH}},
        {"OWN", 1, {MDB_CONSEQUENCE_WARNING}},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct mdb_command *c = xtce_command(mdb, cases[i].name);
        assert_int_equal(c->n_significances, cases[i].n);
        for (uint32_t k = 0; k < cases[i].n; k++) {
            assert_int_equal(c->significance[k].level, cases[i].level[k]);
            assert_int_equal(c->significance[k].criteria.op,
                k + 1 < cases[i].n ? MDB_COMPARE : MDB_ALWAYS);
        }
    }
    mdb_free(&mdb);
}

static void
what_is_wrong_has_a_place(void **state)
{
    (void)state;
    static const struct {
        const char *body, *notes;
    } cases[] = {
        {ONE("<DefaultSignificance consequenceLevel='grave'/>"),
            "3:22: error: 'grave' is not a consequence level\n"},
        {ONE(LIST("<ContextSignificance/>")),
            "3:26: error: ContextSignificance needs ContextMatch and "
            "Significance\n"},
        {ONE(LIST("<ContextSignificance><ContextMatch/><Significance/>"
                  "</ContextSignificance>")),
            "3:47: error: ContextMatch has no comparison\n"},
        {ONE(LIST("<Other/>")),
            "3:26: warning: 'Other' is not known and is left out\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_tc_expect(TM, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_a_level),
        cmocka_unit_test(contexts_are_asked_first_then_the_base),
        cmocka_unit_test(what_is_wrong_has_a_place),
    };
    return check_run(tests);
}
