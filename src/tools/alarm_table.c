/*
 * alarm_table.c - the alarms of an instance, from its messages, as a list.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/alarm_table.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/hash.h"
#include "common/json.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/alarm_book.h"

struct row {
    char *name; /* owned */
    uint64_t number, id;
    unsigned state, worst;
    struct utc raised;
    char *text, *json; /* owned: as it is printed */
    UT_hash_handle hh;
};

struct alarm_table {
    struct alarm_options options;
    struct row *rows;
    char *summary; /* owned, or NULL */
};

struct alarm_table *
alarm_table_new(const struct alarm_options *options)
{
    struct alarm_table *t = xcalloc(1, sizeof *t);
    t->options = *options;
    return t;
}

static void
row_free(struct row *r)
{
    free(r->name);
    free(r->text);
    free(r->json);
    free(r);
}

void
alarm_table_free(struct alarm_table **at)
{
    struct alarm_table *t = *at;
    *at = NULL;
    if (t == NULL)
        return;
    struct row *r, *next;
    HASH_ITER (hh, t->rows, r, next) {
        HASH_DEL(t->rows, r);
        row_free(r);
    }
    free(t->summary);
    free(t);
}

/* ---- one alarm as text --------------------------------------------------- */

static void
add_str(struct strbuf *s, struct msg_str text)
{
    str_sanitize(s, text.s, text.len, false);
}

/* "warning-high", and the worst when that was worse. */
static void
add_level(struct strbuf *s, const struct msg_alarm *a)
{
    const limit_state level = (limit_state)a->level;
    const limit_state worst = (limit_state)a->worst;
    struct strbuf text = {0};
    strbuf_adds(&text, limit_state_str(worst));
    if (level != worst)
        strbuf_addf(&text, " (now %s)", limit_state_str(level));
    strbuf_addf(s, "%-14s", strbuf_get(&text));
    strbuf_fini(&text);
}

static void
add_value(struct strbuf *s, const struct msg_alarm *a)
{
    char text[NUM_DOUBLE_SIZE];
    if (a->last_text.len > 0) {
        strbuf_adds(s, "  ");
        add_str(s, a->last_text);
    } else if (!isnan(a->last_value)) {
        (void)snprintf(text, sizeof text, "%.6g", a->last_value);
        strbuf_addf(s, "  %s%s", text, a->unit.len > 0 ? " " : "");
        add_str(s, a->unit);
    }
    if (!isnan(a->threshold)) {
        (void)snprintf(text, sizeof text, "%.6g", a->threshold);
        strbuf_adds(s, " (");
        if (!isnan(a->change))
            strbuf_addf(s, "change %.4g, ", a->change);
        strbuf_addf(s, "limit %s%s", text,
            !isnan(a->change) && a->change_unit.len > 0 ? " " : "");
        if (!isnan(a->change))
            add_str(s, a->change_unit);
        strbuf_addc(s, ')');
    }
}

static void
add_by(
    struct strbuf *s, const char *what, struct msg_str who, struct msg_str why)
{
    strbuf_addf(s, "  %s ", what);
    add_str(s, who);
    if (why.len > 0) {
        strbuf_adds(s, ": ");
        add_str(s, why);
    }
}

static char *
as_text(const struct msg_alarm *a)
{
    struct strbuf s = {0};
    char time[TIME_TEXT_SIZE];
    strbuf_addf(&s, "%6" PRIu64 " %s %-14s ", a->number,
        utc_fmt_doy(time, a->raised, false, 0),
        alarm_state_str((enum alarm_state)a->state));
    add_level(&s, a);
    strbuf_addc(&s, ' ');
    add_str(&s, a->name);
    add_value(&s, a);
    if (a->is_first_out)
        strbuf_adds(&s, "  first");
    if (a->is_stale)
        strbuf_adds(&s, "  stale");
    if (a->state == ALARM_ACK || a->state == ALARM_LATCHED)
        add_by(&s, "by", a->acknowledged_by, a->acknowledged_why);
    if (a->state == ALARM_SHELVED || a->state == ALARM_DISABLED)
        add_by(&s, "by", a->shelved_by, a->shelved_why);
    if (!utc_is_none(a->shelved_until))
        strbuf_addf(
            &s, "  until %s", utc_fmt_doy(time, a->shelved_until, false, 0));
    return strbuf_take(&s);
}

/* ---- one alarm as JSON --------------------------------------------------- */

static void
json_msg_str(struct json *j, const char *key, struct msg_str text)
{
    json_strn(j, key, text.s, text.len);
}

static void
json_time(struct json *j, const char *key, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(t))
        json_null(j, key);
    else
        json_str(j, key, utc_fmt_iso(text, t, false));
}

static void
json_number(struct json *j, const char *key, double v)
{
    if (isnan(v))
        json_null(j, key);
    else
        json_double(j, key, v);
}

static void
json_person(struct json *j, const char *key, struct msg_str name,
    struct msg_str why, struct utc when)
{
    if (utc_is_none(when)) {
        json_null(j, key);
        return;
    }
    json_object_at(j, key);
    json_msg_str(j, "by", name);
    json_msg_str(j, "why", why);
    json_time(j, "at", when);
    json_end(j);
}

static char *
as_json(const struct msg_alarm *a)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_msg_str(&j, "name", a->name);
    json_msg_str(&j, "what", a->what);
    json_uint(&j, "number", a->number);
    json_uint(&j, "id", a->id);
    json_str(&j, "state", alarm_state_str((enum alarm_state)a->state));
    json_str(&j, "level", limit_state_str((limit_state)a->level));
    json_str(&j, "worst", limit_state_str((limit_state)a->worst));
    json_bool(&j, "stale", a->is_stale);
    json_bool(&j, "first_out", a->is_first_out);
    json_time(&j, "raised", a->raised);
    json_time(&j, "changed", a->changed);
    json_time(&j, "since", a->since);
    json_number(&j, "first_value", a->first_value);
    json_number(&j, "worst_value", a->worst_value);
    json_time(&j, "worst_time", a->worst_time);
    json_number(&j, "last_value", a->last_value);
    json_msg_str(&j, "text", a->last_text);
    json_msg_str(&j, "unit", a->unit);
    json_number(&j, "threshold", a->threshold);
    json_number(&j, "change", a->change);
    json_msg_str(&j, "change_unit", a->change_unit);
    json_uint(&j, "violations", a->violations);
    json_uint(&j, "occurrences", a->occurrences);
    json_person(&j, "acknowledged", a->acknowledged_by, a->acknowledged_why,
        a->acknowledged_at);
    json_person(&j, "shelved", a->shelved_by, a->shelved_why, a->shelved_at);
    json_time(&j, "until", a->shelved_until);
    json_msg_str(&j, "comment", a->comment);
    json_msg_str(&j, "group", a->group);
    json_msg_str(&j, "rule", a->rule);
    json_msg_str(&j, "context", a->context);
    json_msg_str(&j, "written", a->origin);
    json_msg_str(&j, "guidance", a->guidance);
    json_msg_str(&j, "display", a->display);
    json_msg_str(&j, "procedure", a->procedure);
    json_end(&j);
    return json_take(&j);
}

/* ---- rows ---------------------------------------------------------------- */

void
alarm_table_take(struct alarm_table *t, const struct msg *msg)
{
    const struct msg_alarm *a = &msg->u.alarm;
    struct row *r;
    HASH_FIND(hh, t->rows, a->name.s, a->name.len, r);
    if (r != NULL) {
        HASH_DEL(t->rows, r);
        row_free(r);
    }
    if (a->state == ALARM_NORMAL || a->state >= ALARM_STATE_COUNT)
        return;
    r = xcalloc(1, sizeof *r);
    r->name = xstrndup(a->name.s, a->name.len);
    r->number = a->number;
    r->id = a->id;
    r->state = (unsigned)a->state;
    r->worst = (unsigned)a->worst;
    r->raised = a->raised;
    r->text = as_text(a);
    r->json = as_json(a);
    HASH_ADD_KEYPTR(hh, t->rows, r->name, strlen(r->name), r);
}

void
alarm_table_summary(struct alarm_table *t, const struct msg *msg)
{
    const struct msg_summary *s = &msg->u.summary;
    free(t->summary);
    t->summary = xasprintf("%" PRIu64 " not acknowledged, %" PRIu64
                           " out of limits, %" PRIu64 " shelved, %" PRIu64
                           " disabled; %.0f in 10 min (target 1)%s%s",
        s->unacknowledged, s->active, s->shelved, s->disabled, s->rate_10min,
        s->is_flood ? ", FLOOD" : "",
        s->journal_ok ? "" : "; the journal cannot be written");
}

/* A pattern with wildcards is matched, another one is found anywhere. */
static bool
is_selected(const struct alarm_table *t, const char *name, unsigned state)
{
    if (!t->options.all && !alarm_state_is_open((enum alarm_state)state))
        return false;
    for (size_t i = 0; i < t->options.n_patterns; i++) {
        const char *p = t->options.pattern[i];
        const bool is_wild = strpbrk(p, "*?[") != NULL;
        if (is_wild ? fnmatch(p, name, 0) == 0 : str_contains_ci(name, p))
            return true;
    }
    return t->options.n_patterns == 0;
}

static int
by_severity(const struct row *a, const struct row *b)
{
    const int levels = (int)limit_state_level((limit_state)b->worst) -
                       (int)limit_state_level((limit_state)a->worst);
    if (levels != 0)
        return levels;
    if (a->raised.ns != b->raised.ns)
        return a->raised.ns < b->raised.ns ? -1 : 1;
    return strcmp(a->name, b->name);
}

size_t
alarm_table_print(struct alarm_table *t)
{
    size_t n = 0;
    HASH_SORT(t->rows, by_severity);
    for (const struct row *r = t->rows; r != NULL; r = r->hh.next) {
        if (!is_selected(t, r->name, r->state))
            continue;
        fprintf(t->options.out, "%s\n", t->options.is_json ? r->json : r->text);
        n++;
    }
    if (!t->options.is_json)
        fprintf(t->options.out, "%s\n",
            t->summary != NULL ? t->summary : "nobody checks limits");
    return n;
}

void
alarm_table_follow(struct alarm_table *t, const struct msg *msg)
{
    const struct msg_alarm *a = &msg->u.alarm;
    char *name = xstrndup(a->name.s, a->name.len);
    const unsigned state =
        a->state == ALARM_NORMAL ? ALARM_UNACK : (unsigned)a->state;
    if (is_selected(t, name, state) && !msg_str_eq(a->what, "update")) {
        char *text = t->options.is_json ? as_json(a) : as_text(a);
        char what[20];
        if (t->options.is_json)
            fprintf(t->options.out, "%s\n", text);
        else
            fprintf(t->options.out, "%-12s %s\n",
                msg_str_copy(what, sizeof what, a->what), text);
        free(text);
    }
    free(name);
}

const char *
alarm_table_numbered(const struct alarm_table *t, uint64_t number)
{
    for (const struct row *r = t->rows; r != NULL; r = r->hh.next)
        if (r->number == number)
            return r->name;
    return NULL;
}

/* Does `name` name `full`, all of it or from a boundary on? */
static bool
is_named(const char *full, const char *name)
{
    const size_t n = strlen(full), m = strlen(name);
    return strcmp(full, name) == 0 ||
           (m > 0 && m < n && full[n - m - 1] == '/' &&
               strcmp(full + n - m, name) == 0);
}

const char *
alarm_table_named(
    const struct alarm_table *t, const char *name, uint64_t *number)
{
    const struct row *found = NULL;
    *number = 0;
    for (const struct row *r = t->rows; r != NULL; r = r->hh.next) {
        if (!is_named(r->name, name))
            continue;
        if (found != NULL)
            return NULL;
        found = r;
    }
    if (found == NULL)
        return NULL;
    *number = found->number;
    return found->name;
}
