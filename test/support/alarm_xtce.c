/*
 * alarm_xtce.c - types of all kinds with alarms, and what is read of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/alarm_xtce.h"

#include "support/check.h"

#include "common/str.h"
#include "mdb/alarm.h"

/* The types of the row, a parameter P of 't' and another, M.  Owned. */
static char *
body_of(const struct alarm_row *row)
{
    struct strbuf all = {0};
    strbuf_addf(&all,
        "<ParameterTypeSet>%s%s</ParameterTypeSet>"
        "<ParameterSet>%s%s</ParameterSet>",
        XTCE_UINT("u8", "8"), row->types, XTCE_PARAM("M", "u8"),
        XTCE_PARAM("P", "t"));
    return strbuf_take(&all);
}

void
alarm_xtce_texts(const struct alarm_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *body = body_of(&row[i]);
        print_message("%s\n", row[i].label);
        struct mdb *mdb = xtce_good(body);
        const struct mdb_type *type = xtce_type(mdb, "t");
        assert_non_null(type->alarms);
        assert_non_null(type->alarms->standard);
        char *text = mdb_alarm_text(mdb, type, type->alarms->standard);
        assert_string_equal(text, row[i].expected);
        free(text);
        mdb_free(&mdb);
        free(body);
    }
}

void
alarm_xtce_notes(const struct alarm_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *body = body_of(&row[i]);
        xtce_expect(row[i].label, body, row[i].expected);
        free(body);
    }
}
