/*
 * pluto_chaos.h - an execution whose world is made of bytes: samples, reports,
 * answers, controls and times that no scenario has.
 *
 * For fuzz targets, which are linked without test/support.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_PLUTO_CHAOS_H
#define SUPPORT_PLUTO_CHAOS_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/note.h"
#include "common/time.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "pluto/run.h"
#include "pluto/unit.h"

#define CHAOS_SAME_INSTANT 10000 /* advances without the clock */
#define CHAOS_UNDER_WAY    64

enum chaos_saves {
    CHAOS_SOMETIMES,
    CHAOS_NEVER,
    CHAOS_ALWAYS
};

struct chaos {
    const uint8_t *byte;
    size_t n, at;
    struct pluto *p;
    struct pluto_model *model;
    struct catalogue *catalogue;
    struct pluto_run *run;
    int64_t now;
    uint64_t instance[CHAOS_UNDER_WAY];
    size_t n_instances;
    unsigned in_instant;
    uint8_t salt;
    uint8_t habits; /* of the host: the first salt, for the whole run */
    bool has_habits;
    enum chaos_saves saves;
    struct strbuf *record; /* lines of the trace, and what was asked; or NULL */
    unsigned advances;
};

static inline uint8_t
chaos_byte(struct chaos *c)
{
    return c->at < c->n ? c->byte[c->at++] : 0;
}

static inline void
chaos_sample(void *arg, uint32_t parameter, struct pluto_sample *out)
{
    static const char *const word[] = {"standby", "off", "locked", "observe"};
    struct chaos *c = arg;
    unsigned b = c->salt + parameter * 7u;
    *out = (struct pluto_sample){.validity = b % 5 == 4 ? b % 3 : PLUTO_VALID};
    out->sampled = out->received = c->now - (int64_t)(b % 7) * NS_PER_S / 3;
    out->period = b % 2 ? NS_PER_S : 0;
    out->is_expired = b % 3 == 0;
    out->monitoring = (uint8_t)(b % 6);
    if (out->validity == PLUTO_NOT_RECEIVED)
        return;
    const char *w = word[b % 4];
    switch (b % 6) {
    case 0:
        out->value = pluto_enum(w, strlen(w));
        break;
    case 1:
        out->value = pluto_bool(b % 4 == 1);
        break;
    case 2:
        out->value = pluto_integer((int64_t)b - 100);
        break;
    case 3:
        out->value = pluto_real((double)b - 128, pluto_unit("degC", 4));
        break;
    default:
        out->value = pluto_real((double)b / 3 - 20, NULL);
        break;
    }
    out->raw = pluto_value_copy(&out->value);
}

static inline int64_t
chaos_occurred(void *arg, uint32_t event, int64_t since)
{
    const struct chaos *c = arg;
    return (c->salt + event) % 3 == 0 && since < c->now ? c->now : 0;
}

static inline void
chaos_initiate(void *arg, const struct pluto_order *o)
{
    struct chaos *c = arg;
    assert(o->instance != 0 && o->item != NULL);
    if (c->record != NULL)
        strbuf_addf(
            c->record, "initiate %u %s\n", (unsigned)o->instance, o->item);
    if (c->n_instances < CHAOS_UNDER_WAY)
        c->instance[c->n_instances++] = o->instance;
}

static inline void
chaos_leave(void *arg, uint64_t instance)
{
    const struct chaos *c = arg;
    assert(instance != 0);
    if (c->record != NULL)
        strbuf_addf(c->record, "leave %u\n", (unsigned)instance);
}

static inline bool
chaos_operate(void *arg, const char *name, const struct pluto_given *argument,
    size_t n, struct strbuf *why)
{
    const struct chaos *c = arg;
    (void)argument;
    (void)n;
    if (c->salt % 2)
        strbuf_addf(why, "no %s", name);
    return c->salt % 2 == 0;
}

static inline void
chaos_trace(void *arg, const struct pluto_trace *t)
{
    const struct chaos *c = arg;
    struct strbuf line = {0};
    assert(t->item != NULL && t->text != NULL && t->more != NULL);
    pluto_trace_line(t, 0, &line);
    if (c->record != NULL)
        strbuf_addf(c->record, "%s\n", strbuf_get(&line));
    strbuf_fini(&line);
}

/* Whatever is asked of it, an execution answers. */
static inline void
chaos_look(struct chaos *c)
{
    struct strbuf out = {0};
    pluto_run_waiting(c->run, c->now, &out);
    uint32_t current = pluto_run_current(c->run);
    assert(current == PLUTO_NIL || current < c->p->n_stmts);
    for (uint32_t i = 0; i <= c->p->n_stmts && i < 40; i++) {
        struct pluto_item item, back;
        pluto_run_item(
            c->run, i < c->p->n_stmts ? i : PLUTO_NIL, c->now, &item);
        strbuf_reset(&out);
        pluto_item_fmt(&item, &out);
        assert(pluto_item_parse(out.s, out.len, &back));
        pluto_item_fini(&back);
        pluto_item_fini(&item);
    }
    assert(pluto_run_state(c->run) < PLUTO_RUN_STATE_COUNT);
    strbuf_fini(&out);
}

static inline void
chaos_pass(struct chaos *c, int64_t ns)
{
    c->now += ns;
    c->in_instant = 0;
}

static inline struct pluto_run_config
chaos_config(struct chaos *c)
{
    if (!c->has_habits)
        c->habits = c->salt;
    c->has_habits = true;
    return (struct pluto_run_config){.procedure = c->p,
        .model = c->model,
        .catalogue = c->catalogue,
        .host = {c, chaos_sample, chaos_occurred, chaos_initiate, chaos_leave,
            chaos_operate, chaos_trace},
        .tells_samples = c->habits % 5 == 0,
        .goes_on_after_timeout = c->habits % 7 == 0,
        .tick_ns = NS_PER_S / 10};
}

/* Saved and loaded: the same text again. */
static inline void
chaos_change(struct chaos *c)
{
    struct strbuf a = {0}, b = {0}, why = {0};
    pluto_run_save(c->run, &a);
    pluto_run_free(&c->run);
    struct pluto_run_config config = chaos_config(c);
    enum err e = pluto_run_load(&config, a.s, a.len, &why, &c->run);
    if (e != ERR_OK) {
        fprintf(stderr, "%s\n%s\n", strbuf_get(&why), a.s);
        abort();
    }
    pluto_run_save(c->run, &b);
    assert(a.len == b.len && memcmp(a.s, b.s, a.len) == 0);
    strbuf_fini(&a);
    strbuf_fini(&b);
    strbuf_fini(&why);
}

/* To the end of what can be done now. */
static inline enum pluto_progress
chaos_settle(struct chaos *c)
{
    enum pluto_progress p;
    do {
        p = pluto_run_advance(c->run, c->now);
        c->advances++;
        c->in_instant += p == PLUTO_MORE;
        assert(c->in_instant <= CHAOS_SAME_INSTANT);
        if (c->saves == CHAOS_ALWAYS)
            chaos_change(c);
    } while (p == PLUTO_MORE);
    if (p == PLUTO_IDLE)
        assert(pluto_run_due(c->run) > c->now);
    return p;
}

static inline void
chaos_answer(struct chaos *c, uint8_t b)
{
    struct pluto_prompt q;
    struct strbuf why = {0};
    size_t n = pluto_run_n_prompts(c->run);
    if (n == 0)
        return;
    pluto_run_prompt(c->run, b % n, &q);
    const char *word =
        q.n_answers > 0 ? q.answer[(b / 4) % q.n_answers].word : "value";
    enum err e = pluto_run_answer(
        c->run, q.number, word, b % 3 ? "3" : "", "FC-1", c->now, &why);
    assert((e == ERR_OK) == (why.len == 0));
    strbuf_fini(&why);
}

static inline void
chaos_report(struct chaos *c, uint8_t b)
{
    if (c->n_instances == 0)
        return;
    size_t i = b % c->n_instances;
    uint64_t instance = c->instance[i];
    bool is_over = b % 4 != 0;
    if (is_over)
        c->instance[i] = c->instance[--c->n_instances];
    pluto_run_activity(c->run, instance,
        is_over ? PLUTO_X_COMPLETED : PLUTO_X_EXECUTING,
        is_over ? b / 4 % PLUTO_OUTCOME_COUNT : PLUTO_NOT_AVAILABLE, c->now,
        b % 2 ? "accepted" : NULL, c->now);
}

static inline void
chaos_control(struct chaos *c, uint8_t b)
{
    struct strbuf why = {0};
    uint32_t stmt = chaos_byte(c) % (c->p->n_stmts + 1);
    const char *reason = b & 0x80 ? "" : "because";
    enum err e = ERR_OK;
    switch (b % 9) {
    case 0:
        e = pluto_run_pause(c->run, "FC-1", c->now, &why);
        break;
    case 1:
    case 2:
        e = pluto_run_resume(c->run, "FC-1", c->now, &why);
        break;
    case 3:
        e = pluto_run_step(c->run, b & 0x40 ? PLUTO_STEP_OVER : PLUTO_STEP_INTO,
            "FC-1", c->now, &why);
        break;
    case 4:
        e = pluto_run_skip(c->run, reason, "FC-1", c->now, &why);
        break;
    case 5:
        e = pluto_run_goto(c->run, stmt, reason, "FC-1", c->now, &why);
        break;
    case 6:
        e = pluto_run_abort(c->run, stmt == c->p->n_stmts ? PLUTO_NIL : stmt,
            (b & 0x70) == 0x70, reason, "FC-1", c->now, &why);
        break;
    case 7:
        e = pluto_run_break(c->run, stmt, b & 0x20, b & 0x40, &why);
        break;
    default:
        e = pluto_run_set_mode(
            c->run, b / 16 % PLUTO_MODE_COUNT, "FC-1", c->now, &why);
        break;
    }
    assert((e == ERR_OK) == (why.len == 0));
    strbuf_fini(&why);
}

static inline void
chaos_one(struct chaos *c)
{
    uint8_t b = chaos_byte(c);
    switch (b % 8) {
    case 0:
    case 1:
        chaos_pass(c, (int64_t)(b / 8 + 1) * NS_PER_S);
        c->salt = chaos_byte(c);
        break;
    case 2:
        c->salt = chaos_byte(c);
        pluto_run_sampled(c->run, c->salt % 8);
        break;
    case 3:
    case 4:
        chaos_report(c, chaos_byte(c));
        break;
    case 5:
        chaos_answer(c, chaos_byte(c));
        break;
    case 6:
        chaos_control(c, chaos_byte(c));
        break;
    default:
        if (c->saves == CHAOS_SOMETIMES)
            chaos_change(c);
        chaos_look(c);
        break;
    }
}

/* To its end, or as far as it comes, with all the bytes. */
static inline void
chaos_play(struct chaos *c)
{
    enum pluto_progress p = chaos_settle(c);
    while (p != PLUTO_OVER && c->at < c->n) {
        chaos_one(c);
        p = chaos_settle(c);
    }
    for (unsigned i = 0; i < 30 && p != PLUTO_OVER; i++) {
        struct strbuf why = {0};
        int64_t due = pluto_run_due(c->run);
        while (c->n_instances > 0)
            chaos_report(c, (uint8_t)(i | 1));
        chaos_answer(c, (uint8_t)(i * 5));
        if (pluto_run_resume(c->run, "FC-1", c->now, &why) != ERR_OK)
            assert(why.len > 0);
        strbuf_fini(&why);
        chaos_pass(c, due > c->now && due - c->now < 3600 * NS_PER_S
                          ? due - c->now
                          : NS_PER_S);
        c->salt++;
        p = chaos_settle(c);
    }
    chaos_look(c);
    if (c->saves != CHAOS_NEVER)
        chaos_change(c);
}

/* False: it is no procedure. */
static inline bool
chaos_load(struct chaos *c, const char *text, size_t len)
{
    struct notes notes = {0};
    c->model = pluto_model_new();
    pluto_model_set_open(c->model, true);
    c->catalogue = catalogue_empty("f");
    struct pluto_check_options options = {
        .catalogue = c->catalogue, .is_open = true};
    bool is_good = pluto_parse("f", text, len, &notes, &c->p) == ERR_OK &&
                   pluto_check(c->p, c->model, &options, &notes) == ERR_OK;
    notes_fini(&notes);
    return is_good;
}

static inline void
chaos_fini(struct chaos *c)
{
    pluto_run_free(&c->run);
    pluto_free(&c->p);
    catalogue_free(&c->catalogue);
    pluto_model_free(&c->model);
}

#endif
