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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_a_level),
    };
    return check_run(tests);
}
