/*
 * alarm_desk.h - a book of alarms with its inputs by name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TEST_LIMITS_ALARM_DESK_H
#define TEST_LIMITS_ALARM_DESK_H

#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/alarm_book.h"

/* Items 0 .. 5; 3 latches, 4 is in another group, 5 has no limits. */
enum {
    PLAIN = 0,
    SECOND = 1,
    THIRD = 2,
    LATCHING = 3,
    OTHER_GROUP = 4,
    UNCHECKED = 5,
    N_ITEMS = 6
};

struct desk {
    struct mdb mdb;
    struct rules rules;
    uint32_t *first;          /* owned: reading beyond is noticed */
    struct item_notes *notes; /* owned */
    struct alarm_book *book;
    struct utc now;
    struct strbuf said; /* "raised/unacknowledged " ... without updates */
    unsigned updates;
    struct alarm last;
    const char *why; /* of the last request */
};

static inline void
on_event(void *arg, const struct alarm *a, const char *what)
{
    struct desk *d = arg;
    d->last = *a;
    if (strcmp(what, "update") == 0)
        d->updates++;
    else
        strbuf_addf(&d->said, "%s/%s ", what, alarm_state_str(a->state));
}

static inline void
desk_init(struct desk *d)
{
    *d = (struct desk){
        .mdb.n_items = N_ITEMS, .now = {INT64_C(1763600000) * NS_PER_S}};
    d->first = xcalloc(N_ITEMS + 1, sizeof *d->first);
    d->notes = xcalloc(N_ITEMS, sizeof *d->notes);
    for (uint32_t i = 0; i < N_ITEMS; i++) {
        d->first[i + 1] = d->first[i] + (i != UNCHECKED);
        d->notes[i].group = i == OTHER_GROUP ? "/B" : "/A";
        d->notes[i].latches = i == LATCHING;
    }
    d->rules =
        (struct rules){.mdb = &d->mdb, .first = d->first, .notes = d->notes};
    d->book = alarm_book_new(&d->rules, on_event, d);
}

static inline void
desk_fini(struct desk *d)
{
    alarm_book_free(&d->book);
    strbuf_fini(&d->said);
    free(d->first);
    free(d->notes);
}

/* ---- inputs by name ------------------------------------------------------ */

static const struct {
    const char *name;
    enum limit_level level;
    enum limit_side side;
    limit_state other; /* when not a level */
} states[] = {
    {"ok", LIMIT_NORMAL, LIMIT_NO_SIDE, 0},
    {"warn", LIMIT_WARNING, LIMIT_HIGH, 0},
    {"crit", LIMIT_CRITICAL, LIMIT_HIGH, 0},
    {"low", LIMIT_WARNING, LIMIT_LOW, 0},
    {"expired", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_EXPIRED},
    {"invalid", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_INVALID},
    {"nan", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_NAN},
    {"off", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_DISABLED},
    {"unchecked", LIMIT_NORMAL, LIMIT_NO_SIDE, LIMIT_UNCHECKED},
    {"label", LIMIT_CRITICAL, LIMIT_NO_SIDE, 0}, /* of an enumeration */
};

static inline limit_state
state_named(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (strcmp(states[i].name, name) == 0)
            return states[i].other != 0
                       ? states[i].other
                       : limit_state_of(states[i].level, states[i].side);
    fail_msg("no state %s", name);
    return 0;
}

static inline void
change(struct desk *d, uint32_t item, const char *to, double v)
{
    const struct limit_change c = {.item = item,
        .to = state_named(to),
        .raw_state = state_named(to),
        .generation = d->now,
        .eng = mdb_cell_float(v),
        .kind = MDB_FLOAT,
        .threshold = 10,
        .delta = NAN,
        .seen = 1,
        .needed = 1};
    alarm_book_change(d->book, &c, NULL, d->now);
}

static inline void
pending(struct desk *d, uint32_t item, const char *raw)
{
    const struct limit_change c = {.item = item,
        .raw_state = state_named(raw),
        .is_pending = true,
        .generation = d->now,
        .kind = MDB_FLOAT,
        .threshold = NAN,
        .delta = NAN};
    alarm_book_change(d->book, &c, NULL, d->now);
}

static inline enum err
ask(struct desk *d, enum alarm_verb verb, uint32_t item, uint64_t number,
    struct utc until, const char *reason)
{
    struct alarm_request r = {
        .verb = verb, .item = item, .number = number, .until = until};
    (void)str_copy(r.person.name, sizeof r.person.name, "anna");
    (void)str_copy(r.person.reason, sizeof r.person.reason, reason);
    r.person.when = d->now;
    const enum err e = alarm_book_request(d->book, &r, d->now, &d->why);
    assert_true((e == ERR_OK) == (d->why[0] == '\0'));
    return e;
}

static inline uint64_t
number_of(const struct desk *d, uint32_t item)
{
    const struct alarm *a = alarm_book_find(d->book, item);
    return a != NULL ? a->number : 0;
}

static inline struct utc
in(const struct desk *d, int64_t seconds)
{
    return utc_add_ns(d->now, seconds * NS_PER_S);
}

static const struct {
    const char *name;
    enum alarm_verb verb;
    int64_t until_s; /* 0: none */
} verbs[] = {
    {"ack", ALARM_DO_ACKNOWLEDGE, 0},
    {"shelve", ALARM_DO_SHELVE, 3600},
    {"unshelve", ALARM_DO_UNSHELVE, 0},
    {"comment", ALARM_DO_COMMENT, 0},
    {"reset", ALARM_DO_RESET, 0},
    {"disable", ALARM_DO_DISABLE, 0},
    {"disable-1h", ALARM_DO_DISABLE, 3600},
    {"enable", ALARM_DO_ENABLE, 0},
};

/* One word: a limit state, a request, or one of the rest. */
static inline enum err
step(struct desk *d, uint32_t item, const char *word)
{
    d->now = in(d, 1);
    if (strcmp(word, "wait") == 0) {
        d->now = in(d, 3600);
        alarm_book_tick(d->book, d->now);
        return ERR_OK;
    }
    if (strcmp(word, "suppress") == 0 || strcmp(word, "unsuppress") == 0) {
        alarm_book_suppress(d->book, item, word[0] == 's', d->now);
        return ERR_OK;
    }
    if (word[0] == '?') {
        pending(d, item, word + 1);
        return ERR_OK;
    }
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (strcmp(verbs[i].name, word) == 0) {
            struct utc until =
                verbs[i].until_s != 0 ? in(d, verbs[i].until_s) : UTC_NONE;
            return ask(
                d, verbs[i].verb, item, number_of(d, item), until, "why");
        }
    change(d, item, word, 12);
    return ERR_OK;
}

/* Several words, none of which is refused. */
static inline void
steps(struct desk *d, uint32_t item, const char *words)
{
    char copy[128], *rest = copy;
    (void)str_copy(copy, sizeof copy, words);
    for (char *w; (w = strsep(&rest, " ")) != NULL;)
        if (*w != '\0' && step(d, item, w) != ERR_OK)
            fail_msg("'%s' of '%s' is refused", w, words);
}

#endif
