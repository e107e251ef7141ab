/*
 * alarms.c - see alarms.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/alarms.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/text.h"

#define TEXT_MAX     4096 /* of a text that is kept */
#define WHY_ROWS_MAX 200

const char *
alarm_life_str(enum alarm_life life)
{
    static const char *const text[ALARM_LIFE_COUNT] = {
        [ALARM_LIFE_NORMAL] = "gone",
        [ALARM_LIFE_PENDING] = "pending",
        [ALARM_LIFE_UNACK] = "UNACK",
        [ALARM_LIFE_ACK] = "ack",
        [ALARM_LIFE_RTN_UNACK] = "RTN UNACK",
        [ALARM_LIFE_LATCHED] = "latched",
        [ALARM_LIFE_SHELVED] = "shelved",
        [ALARM_LIFE_SUPPRESSED] = "suppressed",
        [ALARM_LIFE_DISABLED] = "disabled",
    };
    assert((unsigned)life < ALARM_LIFE_COUNT);
    return text[life];
}

/* ---- life -----------------------------------------------------------------
 */

static char *
keep(struct msg_str text)
{
    struct strbuf clean = {0};
    size_t len = text.len < TEXT_MAX ? text.len : TEXT_MAX;
    str_sanitize(&clean, text.s ? text.s : "", len, false);
    return strbuf_take(&clean);
}

static void
drop_texts(struct alarm_row *r)
{
    char *owned[] = {r->name, r->group, r->rule, r->context, r->origin,
        r->guidance, r->display, r->procedure};
    for (size_t i = 0; i < ARRAY_LEN(owned); i++)
        free(owned[i]);
}

static void
row_free(struct alarm_row *r)
{
    drop_texts(r);
    free(r);
}

void
alarms_fini(struct alarms *a)
{
    for (size_t i = 0; i < a->n; i++)
        row_free(a->row[i]);
    free(a->row);
    free(a->of_item);
    for (size_t m = 0; m < ARRAY_LEN(a->state); m++)
        free(a->state[m]);
    free(a->why.text);
    *a = (struct alarms){0};
}

void
alarms_reset(struct alarms *a)
{
    unsigned version = a->version + 1;
    alarms_fini(a);
    a->version = version;
}

/* ---- messages -------------------------------------------------------------
 */

/* A console without a database goes along when the checker gets another. */
static enum err
check_hash(struct alarms *a, const struct values *v, uint64_t hash)
{
    if (values_hash(v) != 0 && hash != values_hash(v))
        return ERR_VERSION;
    if (a->hash != 0 && a->hash != hash)
        alarms_reset(a);
    a->hash = hash;
    return ERR_OK;
}

static bool
is_item(const struct values *v, uint64_t item)
{
    const struct mdb *mdb = values_mdb(v);
    return item < (mdb ? mdb->n_items : VALUES_ITEMS_MAX);
}

static bool
is_state(uint64_t state)
{
    if (state >= LIMIT_UNCHECKED)
        return state <= LIMIT_DISABLED;
    return (state & 7) < LIMIT_LEVEL_COUNT && state >> 3 <= LIMIT_HIGH;
}

static void
make_room(struct alarms *a, size_t n)
{
    if (n <= a->n_items)
        return;
    n += n / 2;
    size_t more = n - a->n_items;
    for (size_t m = 0; m < ARRAY_LEN(a->state); m++) {
        a->state[m] = xreallocarray(a->state[m], n, sizeof **a->state);
        memset(a->state[m] + a->n_items, LIMIT_UNCHECKED, more);
    }
    a->of_item = xreallocarray(a->of_item, n, sizeof(struct alarm_row *));
    memset(a->of_item + a->n_items, 0, more * sizeof(struct alarm_row *));
    a->n_items = n;
}

enum err
alarms_limit(
    struct alarms *a, const struct values *values, const struct msg_limit *m)
{
    enum err e = check_hash(a, values, m->mdb_hash);
    if (e)
        return e;
    if (m->mode > TM_REPLAY || m->items.n != m->states.len)
        return ERR_FORMAT;
    for (size_t i = 0; i < m->items.n; i++)
        if (!is_item(values, m->items.v[i]) || !is_state(m->states.p[i]))
            return ERR_FORMAT;
    for (size_t i = 0; i < m->items.n; i++) {
        make_room(a, m->items.v[i] + 1);
        a->state[m->mode][m->items.v[i]] = m->states.p[i];
    }
    a->version++;
    return ERR_OK;
}

static struct alarm_row *
find(const struct alarms *a, uint32_t item)
{
    return item < a->n_items ? a->of_item[item] : NULL;
}

static void
take_who(struct alarm_who *who, struct msg_str name, struct msg_str why,
    struct utc when)
{
    model_text(who->name, sizeof who->name, name);
    model_text(who->why, sizeof who->why, why);
    who->when = when;
}

static void
take_texts(struct alarm_row *r, const struct msg_alarm *m)
{
    drop_texts(r);
    r->name = keep(m->name);
    const char *slash = strrchr(r->name, '/');
    r->short_name = slash && slash[1] ? slash + 1 : r->name;
    r->group = keep(m->group);
    r->rule = keep(m->rule);
    r->context = keep(m->context);
    r->origin = keep(m->origin);
    r->guidance = keep(m->guidance);
    r->display = keep(m->display);
    r->procedure = keep(m->procedure);
    model_text(r->what, sizeof r->what, m->what);
    model_text(r->unit, sizeof r->unit, m->unit);
    model_text(r->change_unit, sizeof r->change_unit, m->change_unit);
    model_text(r->last_text, sizeof r->last_text, m->last_text);
    model_text(r->comment, sizeof r->comment, m->comment);
    take_who(&r->acknowledged, m->acknowledged_by, m->acknowledged_why,
        m->acknowledged_at);
    take_who(&r->shelved, m->shelved_by, m->shelved_why, m->shelved_at);
}

/* The newest change becomes one of those before. */
static void
keep_past(struct alarm_row *r)
{
    size_t n = r->n_past < ALARM_PAST ? r->n_past : ALARM_PAST - 1;
    memmove(r->past + 1, r->past, n * sizeof *r->past);
    r->past[0] = (struct alarm_change){
        .when = r->changed, .level = r->level, .value = r->last_value};
    (void)str_copy(r->past[0].what, sizeof r->past[0].what, r->what);
    r->n_past = n + 1;
}

static void
take(struct alarm_row *r, const struct msg_alarm *m, struct clock now)
{
    if (r->number != 0 && r->number != m->number)
        keep_past(r);
    r->item = (uint32_t)m->item;
    r->life = (enum alarm_life)m->state;
    r->level = (limit_state)m->level;
    r->worst = (limit_state)m->worst;
    r->is_stale = m->is_stale;
    r->number = m->number;
    r->id = m->id;
    r->raised = m->raised;
    r->changed = m->changed;
    r->since = m->since;
    r->worst_time = m->worst_time;
    r->first_value = m->first_value;
    r->worst_value = m->worst_value;
    r->last_value = m->last_value;
    r->threshold = m->threshold;
    r->change = m->change;
    r->violations = m->violations;
    r->occurrences = m->occurrences;
    r->is_first_out = m->is_first_out;
    r->latches = m->latches;
    r->always_announces = m->always_announces;
    r->shelved_until = m->shelved_until;
    r->heard = now.mono;
    take_texts(r, m);
}

enum err
alarms_alarm(struct alarms *a, const struct values *values,
    const struct msg_alarm *m, struct clock now)
{
    enum err e = check_hash(a, values, m->mdb_hash);
    if (e)
        return e;
    if (!is_item(values, m->item) || m->state >= ALARM_LIFE_COUNT ||
        !is_state(m->level) || !is_state(m->worst))
        return ERR_FORMAT;
    struct alarm_row *r = find(a, (uint32_t)m->item);
    if (!r && m->state == ALARM_LIFE_NORMAL)
        return ERR_OK;
    if (!r && a->n == ALARMS_MAX) {
        a->dropped++;
        return ERR_OK;
    }
    if (!r) {
        a->row = xgrow(a->row, a->n, &a->cap, sizeof *a->row);
        r = a->row[a->n++] = xcalloc(1, sizeof *r);
        make_room(a, m->item + 1);
        a->of_item[m->item] = r;
    }
    take(r, m, now);
    a->version++;
    return ERR_OK;
}

enum err
alarms_summary(struct alarms *a, const struct values *values,
    const struct msg_summary *m, struct mono sent)
{
    enum err e = check_hash(a, values, m->mdb_hash);
    if (e)
        return e;
    if (m->mode > TM_REPLAY || !is_state(m->worst_unacknowledged))
        return ERR_FORMAT;
    if (a->has_summary && sent.ns < a->heard.ns)
        return ERR_OK;
    a->has_summary = true;
    a->summary = *m;
    model_text(a->journal_text, sizeof a->journal_text, m->journal_text);
    a->summary.journal_text = (struct msg_str){0};
    a->heard = sent;
    return ERR_OK;
}

bool
alarms_tick(struct alarms *a, struct clock now)
{
    size_t kept = 0, before = a->n;
    for (size_t i = 0; i < a->n; i++) {
        struct alarm_row *r = a->row[i];
        if (r->life == ALARM_LIFE_NORMAL &&
            mono_diff_ns(now.mono, r->heard) > ALARMS_GONE_NS) {
            a->of_item[r->item] = NULL;
            row_free(r);
        } else
            a->row[kept++] = r;
    }
    a->n = kept;
    a->version += kept != before;
    return kept != before;
}

/* ---- what screens ask ------------------------------------------------------
 */

bool
alarms_are_live(const struct alarms *a, struct clock now)
{
    return a->has_summary && mono_diff_ns(now.mono, a->heard) <= SILENCE_NS;
}

limit_state
alarms_state(const struct alarms *a, const struct values *values,
    const struct value *x, struct clock now)
{
    size_t mode = a->has_summary ? a->summary.mode : TM_REALTIME;
    limit_state s = x->item < a->n_items ? a->state[mode][x->item]
                                         : (limit_state)LIMIT_UNCHECKED;
    if (s == LIMIT_UNCHECKED)
        return s;
    if (!alarms_are_live(a, now))
        return LIMIT_UNKNOWN;
    if (!limit_state_is_checked(s))
        return s;
    switch (values_quality(values, x, now)) {
    case MDB_ACQUIRED:
        return s;
    case MDB_INVALID:
        return LIMIT_INVALID;
    case MDB_EXPIRED:
        return LIMIT_EXPIRED;
    case MDB_NOT_RECEIVED:
    case MDB_QUALITY_COUNT:
        break;
    }
    return LIMIT_NOT_RECEIVED;
}

const struct alarm_row *
alarms_remember(const struct alarms *a, uint32_t item)
{
    return find(a, item);
}

const struct alarm_row *
alarms_find(const struct alarms *a, uint32_t item)
{
    const struct alarm_row *r = find(a, item);
    return r && r->life != ALARM_LIFE_NORMAL ? r : NULL;
}

bool
alarm_is_unacknowledged(const struct alarm_row *r)
{
    return r->life == ALARM_LIFE_UNACK || r->life == ALARM_LIFE_RTN_UNACK;
}

bool
alarm_is_active(const struct alarm_row *r)
{
    return r->life == ALARM_LIFE_UNACK || r->life == ALARM_LIFE_ACK;
}

limit_state
alarm_level(const struct alarm_row *r)
{
    return limit_state_is_out(r->level) ? r->level : r->worst;
}

/* Unacknowledged, seen, put aside. */
static int
rank(const struct alarm_row *r)
{
    if (alarm_is_unacknowledged(r))
        return 0;
    return r->life == ALARM_LIFE_ACK || r->life == ALARM_LIFE_LATCHED ? 1 : 2;
}

int
alarm_compare(const struct alarm_row *a, const struct alarm_row *b)
{
    if (rank(a) != rank(b))
        return rank(a) - rank(b);
    int la = (int)limit_state_level(alarm_level(a));
    int lb = (int)limit_state_level(alarm_level(b));
    if (la != lb)
        return lb - la;
    if (alarm_is_active(a) != alarm_is_active(b))
        return alarm_is_active(a) ? -1 : 1;
    if (a->raised.ns != b->raised.ns)
        return a->raised.ns < b->raised.ns ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

struct alarm_counts
alarms_count(const struct alarms *a)
{
    struct alarm_counts c = {0};
    for (size_t i = 0; i < a->n; i++) {
        const struct alarm_row *r = a->row[i];
        c.unacknowledged += alarm_is_unacknowledged(r);
        c.active += alarm_is_active(r);
        c.shelved += r->life == ALARM_LIFE_SHELVED;
        c.others += r->life == ALARM_LIFE_LATCHED ||
                    r->life == ALARM_LIFE_SUPPRESSED ||
                    r->life == ALARM_LIFE_DISABLED;
    }
    return c;
}

const struct alarm_row *
alarms_worst(const struct alarms *a)
{
    const struct alarm_row *worst = NULL;
    for (size_t i = 0; i < a->n; i++)
        if (alarm_is_unacknowledged(a->row[i]) &&
            (!worst || alarm_compare(a->row[i], worst) < 0))
            worst = a->row[i];
    return worst;
}

/* ---- why -------------------------------------------------------------------
 */

void
alarms_why_ask(struct alarms *a, const char *name)
{
    if (!str_eq(a->why.name, name)) {
        free(a->why.text);
        a->why = (struct alarm_why){0};
        (void)str_copy(a->why.name, sizeof a->why.name, name);
    }
    a->why.is_asked = true;
}

/* "key<TAB>value" */
static void
add_line(struct strbuf *out, struct msg_str row)
{
    const char *tab = row.len ? memchr(row.s, '\t', row.len) : NULL;
    size_t len = tab ? (size_t)(tab - row.s) : 0;
    char *key = keep((struct msg_str){row.s, len});
    size_t rest = tab ? len + 1 : 0;
    char *value = keep((struct msg_str){row.s + rest, row.len - rest});
    strbuf_addf(out, "%s%s%s\n", key, *key ? ": " : "", value);
    free(key);
    free(value);
}

void
alarms_why_answer(struct alarms *a, const struct msg_reply *reply)
{
    struct strbuf text = {0};
    a->why.is_asked = false;
    a->why.is_answered = true;
    a->why.failed = !reply || reply->status != ERR_OK;
    if (reply && reply->text.len)
        add_line(&text, reply->text);
    for (size_t i = 0; reply && i < reply->rows.n && i < WHY_ROWS_MAX; i++)
        add_line(&text, reply->rows.v[i]);
    free(a->why.text);
    a->why.text = strbuf_take(&text);
}
