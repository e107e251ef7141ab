/*
 * asrun_diff.c - two executions of one procedure, side by side.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun_diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

const char *
asrun_change_str(enum asrun_change change)
{
    static const char *const text[ASRUN_CHANGE_COUNT] = {
        [ASRUN_SAME] = "same",
        [ASRUN_TIME] = "time",
        [ASRUN_VALUE] = "value",
        [ASRUN_OUTCOME] = "outcome",
        [ASRUN_ONLY_A] = "only in A",
        [ASRUN_ONLY_B] = "only in B",
        [ASRUN_HAND] = "by hand",
    };
    return (unsigned)change < ASRUN_CHANGE_COUNT ? text[change] : "?";
}

/* ---- records ------------------------------------------------------------- */

static const char *
keep(struct asrun_record *r, const char *text)
{
    return text[0] != '\0' ? arena_strdup(&r->arena, text) : "";
}

static void
keep_head(struct asrun_record *r, const struct asrun_head *h)
{
    r->head = *h;
    r->head.run = keep(r, h->run);
    r->head.procedure = keep(r, h->procedure);
    r->head.title = keep(r, h->title);
    r->head.procedure_version = keep(r, h->procedure_version);
    r->head.approval = keep(r, h->approval);
    r->head.digest = keep(r, h->digest);
    r->head.mission = keep(r, h->mission);
    r->head.instance = keep(r, h->instance);
    r->head.mode = keep(r, h->mode);
    r->head.person = keep(r, h->person);
    r->head.program = keep(r, h->program);
    const char **argument =
        arena_alloc(&r->arena, (h->n_arguments + 1) * sizeof *argument);
    for (size_t i = 0; i < h->n_arguments; i++)
        argument[i] = keep(r, h->argument[i]);
    r->head.argument = argument;
}

void
asrun_record_add(struct asrun_record *r, const struct asrun_line *line)
{
    if (line->is_head) {
        keep_head(r, &line->head);
        return;
    }
    r->event = xgrow(r->event, r->n, &r->cap, sizeof *r->event);
    struct asrun_event *e = &r->event[r->n++];
    *e = line->event;
    e->number = keep(r, e->number);
    e->item = keep(r, e->item);
    e->text = keep(r, e->text);
    e->more = keep(r, e->more);
    e->person = keep(r, e->person);
    e->command = keep(r, e->command);
}

void
asrun_record_fini(struct asrun_record *r)
{
    free(r->event);
    arena_fini(&r->arena);
    *r = (struct asrun_record){0};
}

/* ---- what belongs together ----------------------------------------------- */

#define NONE SIZE_MAX

struct place { /* all lines of one key */
    char *key;
    size_t n_a;         /* seen of A */
    size_t first, last; /* of B, by next[] */
    UT_hash_handle hh;
};

struct matching {
    const struct asrun_record *a, *b;
    bool by_name;
    struct place *place; /* hash */
    size_t *next;        /* of B's lines with the same key */
    size_t *to;          /* of each line of A: that of B, or NONE */
    bool *is_taken;      /* of B */
};

/* Those whose text says where they are in their life: a stage that is missing
 * must not shift the others. */
static bool
is_stage(unsigned kind)
{
    return kind == PLUTO_T_PROC || kind == PLUTO_T_STEP ||
           kind == PLUTO_T_WDOG || kind == PLUTO_T_TC;
}

static void
key_of(
    const struct matching *m, const struct asrun_event *e, struct strbuf *out)
{
    const bool by_name = m->by_name && e->item[0] != '\0';
    strbuf_reset(out);
    strbuf_addf(out, "%u\t%" PRIu32 "\t", e->kind, e->attempt);
    strbuf_addf(
        out, "%c%s", by_name ? 'n' : '#', by_name ? e->item : e->number);
    if (is_stage(e->kind)) {
        const size_t n = strcspn(e->text, " ");
        strbuf_addc(out, '\t');
        strbuf_add(out, e->text, n);
    }
}

static struct place *
place_of(struct matching *m, const struct strbuf *key, bool is_made)
{
    struct place *p;
    HASH_FIND(hh, m->place, strbuf_get(key), key->len, p);
    if (p != NULL || !is_made)
        return p;
    p = xcalloc(1, sizeof *p);
    p->key = xstrndup(strbuf_get(key), key->len);
    p->first = p->last = NONE;
    HASH_ADD_KEYPTR(hh, m->place, p->key, key->len, p);
    return p;
}

static void
index_b(struct matching *m, struct strbuf *key)
{
    for (size_t i = 0; i < m->b->n; i++) {
        key_of(m, &m->b->event[i], key);
        struct place *p = place_of(m, key, true);
        m->next[i] = NONE;
        if (p->last == NONE)
            p->first = i;
        else
            m->next[p->last] = i;
        p->last = i;
    }
}

/* Each line of A takes the next one of its key. */
static void
match(struct matching *m)
{
    struct strbuf key = {0};
    index_b(m, &key);
    for (size_t i = 0; i < m->a->n; i++) {
        key_of(m, &m->a->event[i], &key);
        struct place *p = place_of(m, &key, false);
        m->to[i] = p != NULL ? p->first : NONE;
        if (m->to[i] == NONE)
            continue;
        m->is_taken[m->to[i]] = true;
        p->first = m->next[p->first];
    }
    strbuf_fini(&key);
}

static void
matching_init(struct matching *m)
{
    m->next = xcalloc(m->b->n + 1, sizeof *m->next);
    m->to = xcalloc(m->a->n + 1, sizeof *m->to);
    m->is_taken = xcalloc(m->b->n + 1, sizeof *m->is_taken);
    match(m);
}

static void
matching_fini(struct matching *m)
{
    struct place *p, *next;
    HASH_ITER (hh, m->place, p, next) {
        HASH_DEL(m->place, p);
        free(p->key);
        free(p);
    }
    free(m->next);
    free(m->to);
    free(m->is_taken);
}

/* ---- telling ------------------------------------------------------------- */

struct telling {
    const struct matching *m;
    int64_t tolerance_ns;
    void (*fn)(void *arg, const struct asrun_difference *d);
    void *arg;
    struct asrun_summary *out;
    size_t b; /* lines of B before this one are told */
};

static int64_t
since_before(const struct asrun_record *r, size_t i)
{
    const struct utc before = i > 0 ? r->event[i - 1].time : r->head.time;
    return utc_diff_ns(r->event[i].time, before);
}

static void
tell(struct telling *t, struct asrun_difference d)
{
    const struct asrun_event *only = d.a != NULL ? d.a : d.b;
    if ((d.a == NULL || d.b == NULL) && only->kind == PLUTO_T_CTRL)
        d.change = ASRUN_HAND;
    t->out->count[d.change]++;
    if (d.change != ASRUN_SAME)
        t->fn(t->arg, &d);
}

/* Lines of B alone, up to `end`. */
static void
tell_b(struct telling *t, size_t end)
{
    for (; t->b < end; t->b++)
        if (!t->m->is_taken[t->b])
            tell(t, (struct asrun_difference){
                        ASRUN_ONLY_B, NULL, &t->m->b->event[t->b], 0});
}

static enum asrun_change
change_of(const struct asrun_event *a, const struct asrun_event *b, int64_t gap,
    int64_t tolerance_ns)
{
    if (a->outcome != b->outcome)
        return ASRUN_OUTCOME;
    if (strcmp(a->text, b->text) != 0 || strcmp(a->more, b->more) != 0)
        return ASRUN_VALUE;
    return gap > tolerance_ns || gap < -tolerance_ns ? ASRUN_TIME : ASRUN_SAME;
}

static void
tell_a(struct telling *t, size_t i)
{
    const struct matching *m = t->m;
    const size_t to = m->to[i];
    struct asrun_difference d = {.a = &m->a->event[i]};
    if (to == NONE) {
        d.change = ASRUN_ONLY_A;
        tell(t, d);
        return;
    }
    tell_b(t, to);
    d.b = &m->b->event[to];
    d.gap_ns = since_before(m->b, to) - since_before(m->a, i);
    d.change = change_of(d.a, d.b, d.gap_ns, t->tolerance_ns);
    tell(t, d);
}

static int64_t
whole_ns(const struct asrun_record *r)
{
    return r->n > 0 ? utc_diff_ns(r->event[r->n - 1].time, r->head.time) : 0;
}

void
asrun_diff(const struct asrun_record *a, const struct asrun_record *b,
    int64_t tolerance_ns,
    void (*fn)(void *arg, const struct asrun_difference *d), void *arg,
    struct asrun_summary *out)
{
    *out = (struct asrun_summary){
        .is_other_procedure = !str_eq(a->head.procedure, b->head.procedure),
        .is_other_version = !str_eq(a->head.digest, b->head.digest),
        .a_ns = whole_ns(a),
        .b_ns = whole_ns(b),
    };
    struct matching m = {.a = a, .b = b, .by_name = out->is_other_version};
    matching_init(&m);
    struct telling t = {&m, tolerance_ns, fn, arg, out, 0};
    for (size_t i = 0; i < a->n; i++)
        tell_a(&t, i);
    tell_b(&t, b->n);
    matching_fini(&m);
}
