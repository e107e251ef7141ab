/*
 * alarm_text.c - see alarm_text.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/alarm_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/num.h"
#include "console/model/text.h"
#include "console/model/value_text.h"
#include "mdb/brief.h"

void
alarm_number_text(struct strbuf *out, const struct values *values,
    const struct alarm_row *row, double number)
{
    const struct value *x = values_get(values, row->item);
    brief_number(out, x ? x->eng_kind : MDB_INT, x ? x->type : NULL, number);
}

enum mdb_quality
alarm_value_text(struct strbuf *out, const struct values *values,
    const struct alarm_row *row, struct clock now)
{
    const struct value *x = values_get(values, row->item);
    if (x && x->count) {
        enum mdb_quality q = values_quality(values, x, now);
        value_text(out, x, q);
        return q;
    }
    if (row->last_text[0])
        strbuf_adds(out, row->last_text);
    else
        alarm_number_text(out, values, row, row->last_value);
    return row->is_stale ? MDB_EXPIRED : MDB_ACQUIRED;
}

bool
alarm_is_of_change(const struct alarm_row *row)
{
    return !isnan(row->change);
}

static const char *
operator_of(const struct alarm_row *row)
{
    const enum limit_side side = limit_state_side(alarm_level(row));
    return side == LIMIT_HIGH ? "> " : side == LIMIT_LOW ? "< " : "limit ";
}

/* The figure is measured, the threshold was written: that one exactly. */
static void
change_text(struct strbuf *out, const struct alarm_row *row)
{
    char threshold[NUM_DOUBLE_SIZE];
    num_fmt_double(threshold, row->threshold);
    strbuf_addf(
        out, "change %.4g %s%s", row->change, operator_of(row), threshold);
    if (row->change_unit[0])
        strbuf_addf(out, " %s", row->change_unit);
}

void
alarm_threshold_text(struct strbuf *out, const struct values *values,
    const struct alarm_row *row)
{
    if (isnan(row->threshold))
        return;
    if (alarm_is_of_change(row)) {
        change_text(out, row);
        return;
    }
    const struct value *x = values_get(values, row->item);
    strbuf_adds(out, operator_of(row));
    brief_limit(
        out, x ? x->eng_kind : MDB_INT, x ? x->type : NULL, row->threshold);
}

void
alarm_state_text(struct strbuf *out, const struct alarm_row *row)
{
    char time[TIME_TEXT_SIZE];
    bool is_aside =
        row->life == ALARM_LIFE_SHELVED || row->life == ALARM_LIFE_DISABLED;
    strbuf_adds(out, alarm_life_str(row->life));
    if (is_aside && !utc_is_none(row->shelved_until)) {
        utc_fmt_doy(time, row->shelved_until, false, 0);
        strbuf_addf(out, " to %.5s", time + 4);
    } else if (row->life == ALARM_LIFE_ACK && row->acknowledged.name[0])
        strbuf_addf(out, " %s", row->acknowledged.name);
}

const char *
alarm_long_name(const struct alarm_row *row)
{
    const char *p = row->short_name;
    if (p - row->name < 2)
        return p;
    for (p -= 2; p > row->name && *p != '/'; p--)
        ;
    return *p == '/' ? p + 1 : p;
}

const char *
alarm_short_name(const struct values *values, const struct alarm_row *row)
{
    for (size_t i = 0; i < values_count(values); i++) {
        const struct value *x = values_get(values, i);
        if (x && x->item != row->item &&
            strcmp(x->short_name, row->short_name) == 0)
            return alarm_long_name(row);
    }
    return row->short_name;
}

void
alarm_words(struct strbuf *out, const struct alarm_row *row)
{
    limit_state level = alarm_level(row);
    strbuf_addf(out, "%s %s %s %s %s %s", row->name, row->unit,
        limit_state_str(level), alarm_life_str(row->life), row->group,
        limit_state_level(level) >= LIMIT_DISTRESS ? "alarm" : "caution");
    if (alarm_is_active(row))
        strbuf_adds(out, " active");
    strbuf_addf(out, " %s %s", row->acknowledged.name, row->comment);
}

void
alarm_reply_text(struct strbuf *out, const char *answer)
{
    static const char moved[] = "the alarm moved on; look at it again";
    static const char gone[] = "the alarm is gone; look again";
    size_t len = strcspn(answer, " ");
    bool is_named = answer[0] == '/' && len > 1 && answer[len - 1] == ':';
    const char *rest = answer;
    if (is_named) {
        size_t slash = len;
        while (answer[slash - 1] != '/')
            slash--;
        strbuf_add(out, answer + slash, len - slash);
        rest += len;
    }
    strbuf_add(out, rest, strspn(rest, " "));
    rest += strspn(rest, " ");
    strbuf_adds(out, strcmp(rest, moved) == 0  ? "alarm moved on, look again"
                     : strcmp(rest, gone) == 0 ? "alarm is gone, look again"
                                               : rest);
}

/* "/SIF/PWR/TEMP: …": the short name; 0: no such row. */
static size_t
name_in_row(const char *row, const char **name)
{
    const size_t len = strcspn(row, ":");
    *name = row;
    for (size_t i = 0; i < len; i++)
        if (row[i] == '/')
            *name = row + i + 1;
    return row[0] == '/' && row[len] == ':' ? len - (size_t)(*name - row) : 0;
}

#define NAMED_MAX 3 /* of those that were refused; the others are counted */

void
alarm_refused_text(struct strbuf *out, const struct msg_reply *reply)
{
    size_t n = 0;
    char why[160] = "";
    for (size_t i = 0; i < reply->rows.n; i++) {
        char row[320];
        const char *name;
        model_text(row, sizeof row, reply->rows.v[i]);
        const size_t len = name_in_row(row, &name);
        if (len == 0 || n++ >= NAMED_MAX)
            continue;
        strbuf_addf(out, "%s%.*s", n == 1 ? ": " : ", ", (int)len, name);
        if (n == 1)
            (void)str_copy(why, sizeof why, name + len + 1);
    }
    if (n > NAMED_MAX)
        strbuf_addf(out, " and %zu more", n - NAMED_MAX);
    if (n > 0) {
        strbuf_adds(out, ":");
        alarm_reply_text(out, why);
    }
}
