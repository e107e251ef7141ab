/*
 * pluto_host.c - see pluto_host.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/pluto_host.h"
#include "support/check.h"

#include "common/attr.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "pluto/unit.h"

static int64_t
ns_of(double s)
{
    return (int64_t)(s * 1e9);
}

static bool
load_catalogue(struct host_program *h, const char *id, const char *conf,
    struct notes *notes)
{
    if (conf == NULL)
        h->catalogue = catalogue_empty(id);
    else if (catalogue_parse("t.conf", id, conf, strlen(conf), notes,
                 &h->catalogue) != ERR_OK)
        return false;
    return true;
}

bool
host_program_load(struct host_program *h, const char *id, const char *text,
    size_t len, const char *conf, bool is_loud)
{
    struct notes notes = {0};
    *h = (struct host_program){.model = pluto_model_new()};
    pluto_model_set_open(h->model, true);
    bool is_good = load_catalogue(h, id, conf, &notes) &&
                   pluto_parse(id, text, len, &notes, &h->p) == ERR_OK;
    struct pluto_check_options options = {
        .catalogue = h->catalogue, .is_open = true};
    is_good = is_good && catalogue_bind(h->catalogue, h->p, &notes) == ERR_OK &&
              pluto_check(h->p, h->model, &options, &notes) == ERR_OK;
    if (!is_good && is_loud)
        notes_print(&notes, stderr, false);
    notes_fini(&notes);
    if (!is_good)
        host_program_fini(h);
    return is_good;
}

void
host_program_fini(struct host_program *h)
{
    pluto_free(&h->p);
    catalogue_free(&h->catalogue);
    pluto_model_free(&h->model);
}

/* ---- telemetry ----------------------------------------------------------- */

static const struct host_tm *
tm_at(const struct host *h, const char *name)
{
    const struct host_tm *found = NULL;
    for (const struct host_tm *r = h->script->tm; r && r->name; r++)
        if (strcmp(r->name, name) == 0 && ns_of(r->from_s) <= h->now)
            found = r;
    return found;
}

static double
ramped(const struct host_tm *r, double v, double age_s)
{
    double ramp = v + r->slope * age_s;
    if ((r->slope < 0 && ramp < r->limit) || (r->slope > 0 && ramp > r->limit))
        return r->limit;
    return ramp;
}

static struct pluto_value
value_of(const struct host_tm *r, int64_t now)
{
    const char *s = r->value;
    if (s[0] == '\'')
        return pluto_enum(s + 1, strlen(s) - 2);
    if (strcmp(s, "TRUE") == 0 || strcmp(s, "FALSE") == 0)
        return pluto_bool(s[0] == 'T');
    char *end;
    double v = strtod(s, &end);
    while (*end == ' ')
        end++;
    const struct pluto_unit *unit =
        *end != '\0' ? pluto_unit(end, strlen(end)) : NULL;
    assert_true(*end == '\0' || unit != NULL);
    v = ramped(r, v, (double)(now - ns_of(r->from_s)) * 1e-9);
    return pluto_real(v, unit);
}

static void
on_sample(void *arg, uint32_t parameter, struct pluto_sample *out)
{
    struct host *h = arg;
    struct strbuf name = {0};
    pluto_model_phrase(h->program.model,
        (struct pluto_object){PLUTO_M_PARAMETER, parameter}, &name);
    const struct host_tm *r = tm_at(h, strbuf_get(&name));
    strbuf_fini(&name);
    *out = (struct pluto_sample){.validity = PLUTO_NOT_RECEIVED};
    if (r == NULL || strcmp(r->value, "none") == 0)
        return;
    out->period = NS_PER_S;
    out->sampled = out->received = h->now;
    out->monitoring = 1;
    out->validity = PLUTO_VALID;
    if (strcmp(r->value, "expired") == 0 || strcmp(r->value, "invalid") == 0) {
        out->validity = PLUTO_INVALID;
        out->is_expired = r->value[0] == 'e';
        out->value = pluto_real(1, NULL);
        return;
    }
    if (strncmp(r->value, "stuck ", 6) == 0) { /* never sampled again */
        struct host_tm row = {.value = r->value + 6};
        out->value = value_of(&row, 0);
        out->sampled = out->received = ns_of(r->from_s);
        return;
    }
    out->value = value_of(r, h->now);
    out->raw = pluto_value_copy(&out->value);
}

static int64_t
on_occurred(void *arg, uint32_t event, int64_t since)
{
    struct host *h = arg;
    struct strbuf name = {0};
    pluto_model_phrase(
        h->program.model, (struct pluto_object){PLUTO_M_EVENT, event}, &name);
    int64_t at = 0;
    for (const struct host_tm *r = h->script->tm; r && r->name; r++)
        if (strcmp(r->name, strbuf_get(&name)) == 0 &&
            ns_of(r->from_s) > since && ns_of(r->from_s) <= h->now)
            at = ns_of(r->from_s);
    strbuf_fini(&name);
    return at;
}

/* ---- activities ---------------------------------------------------------- */

static void
on_initiate(void *arg, const struct pluto_order *o)
{
    struct host *h = arg;
    if (h->n_tc == ARRAY_LEN(h->tc))
        h->n_tc = 0;
    size_t i = h->n_tc++;
    h->tc[i].instance = o->instance;
    h->tc[i].at = h->now;
    h->tc[i].outcome = PLUTO_CONFIRMED;
    h->tc[i].is_new = true;
    const struct host_tc *r = h->script->tc;
    for (size_t k = 0; r != NULL && r[k].name != NULL; k++) {
        /* The last row of a name serves all that follow. */
        bool is_last = true;
        for (size_t m = k + 1; r[m].name != NULL; m++)
            is_last = is_last && strcmp(r[m].name, r[k].name) != 0;
        if (strcmp(r[k].name, o->item) != 0 || (h->used[k] && !is_last))
            continue;
        h->used[k] = true;
        h->tc[i].at =
            r[k].after_s < 0 ? INT64_MAX : h->now + ns_of(r[k].after_s);
        h->tc[i].outcome = r[k].outcome;
        return;
    }
}

static void
on_leave(void *arg, uint64_t instance)
{
    struct host *h = arg;
    h->left++;
    for (size_t i = 0; i < h->n_tc; i++)
        if (h->tc[i].instance == instance)
            h->tc[i].is_left = true;
}

static bool
on_operate(void *arg, const char *name, const struct pluto_given *argument,
    size_t n, struct strbuf *why)
{
    (void)arg;
    (void)argument;
    (void)n;
    bool is_known = strstr(name, "Unknown") == NULL;
    if (!is_known)
        strbuf_addf(why, "there is no operation %s", name);
    return is_known;
}

static void
on_trace(void *arg, const struct pluto_trace *t)
{
    struct host *h = arg;
    if (t->kind >= PLUTO_TRACE_MORE && !h->script->more)
        return;
    pluto_trace_line(t, 0, &h->trace);
    strbuf_addc(&h->trace, '\n');
}

/* Orders are carried out after the state was saved; ends are reported. */
static void
report(struct host *h)
{
    for (size_t i = 0; i < h->n_tc; i++) {
        if (h->tc[i].instance == 0)
            continue;
        if (h->tc[i].is_new)
            pluto_run_activity(h->run, h->tc[i].instance, PLUTO_X_EXECUTING,
                PLUTO_NOT_AVAILABLE, h->now, "started", h->now);
        h->tc[i].is_new = false;
    }
}

static bool
end_one(struct host *h)
{
    for (size_t i = 0; i < h->n_tc; i++) {
        if (h->tc[i].instance == 0 || h->tc[i].at > h->now)
            continue;
        pluto_run_activity(h->run, h->tc[i].instance, PLUTO_X_COMPLETED,
            h->tc[i].outcome, h->now, "", h->now);
        h->tc[i].instance = 0;
        return true;
    }
    return false;
}

/* ---- people -------------------------------------------------------------- */

uint64_t
host_prompt(const struct host *h, const char *text)
{
    for (size_t i = 0; i < pluto_run_n_prompts(h->run); i++) {
        struct pluto_prompt q;
        pluto_run_prompt(h->run, i, &q);
        if (strstr(q.text, text) != NULL)
            return q.number;
    }
    return 0;
}

static enum err
do_it(struct host *h, const struct host_say *s, struct strbuf *why)
{
    const char *who = "FC-1";
    struct pluto_run *run = h->run;
    if (strcmp(s->does, "pause") == 0)
        return pluto_run_pause(run, who, h->now, why);
    if (strcmp(s->does, "resume") == 0)
        return pluto_run_resume(run, who, h->now, why);
    if (strcmp(s->does, "step") == 0 || strcmp(s->does, "over") == 0)
        return pluto_run_step(run,
            s->does[0] == 's' ? PLUTO_STEP_INTO : PLUTO_STEP_OVER, who, h->now,
            why);
    if (strcmp(s->does, "skip") == 0 && host_prompt(h, "begin it?") == 0)
        return pluto_run_skip(run, s->text, who, h->now, why);
    if (strncmp(s->does, "goto ", 5) == 0)
        return pluto_run_goto(run, pluto_find_number(h->program.p, s->does + 5),
            s->text, who, h->now, why);
    if (strcmp(s->does, "abort all") == 0)
        return pluto_run_abort(run, PLUTO_NIL, true, s->text, who, h->now, why);
    if (strncmp(s->does, "abort ", 6) == 0)
        return pluto_run_abort(run,
            pluto_find_number(h->program.p, s->does + 6), false, s->text, who,
            h->now, why);
    return pluto_run_answer(
        run, host_prompt(h, ""), s->does, s->text, who, h->now, why);
}

static void
say(struct host *h)
{
    const struct host_say *s = &h->script->say[h->said++];
    struct strbuf why = {0};
    enum err e = do_it(h, s, &why);
    if (e != s->expect)
        fail_msg("%s: %s", s->does, strbuf_get(&why));
    assert_true((e == ERR_OK) == (why.len == 0));
    strbuf_fini(&why);
}

static bool
may_say(const struct host *h)
{
    const struct host_say *s = h->script->say;
    return s != NULL && s[h->said].does != NULL &&
           ns_of(s[h->said].at_s) <= h->now;
}

/* ---- going on ------------------------------------------------------------ */

struct pluto_run_config
host_config(struct host *h)
{
    return (struct pluto_run_config){.procedure = h->program.p,
        .model = h->program.model,
        .catalogue = h->program.catalogue,
        .host = {.arg = h,
            .sample = on_sample,
            .occurred = on_occurred,
            .initiate = on_initiate,
            .leave = on_leave,
            .operate = on_operate,
            .trace = on_trace},
        .tells_samples = h->script->tells,
        .tick_ns = h->script->tick_ns != 0 ? h->script->tick_ns : NS_PER_S};
}

/* Another process goes on with what this one saved. */
static void
change_process(struct host *h)
{
    struct strbuf state = {0}, again = {0}, why = {0};
    pluto_run_save(h->run, &state);
    pluto_run_free(&h->run);
    struct pluto_run_config config = host_config(h);
    enum err e = pluto_run_load(&config, state.s, state.len, &why, &h->run);
    if (e != ERR_OK)
        fail_msg("load: %s\n%s", strbuf_get(&why), state.s);
    pluto_run_save(h->run, &again);
    assert_string_equal(state.s, again.s);
    if (state.len > h->saved_bytes)
        h->saved_bytes = state.len;
    strbuf_fini(&state);
    strbuf_fini(&again);
    strbuf_fini(&why);
}

static enum pluto_progress
settle(struct host *h)
{
    for (;;) {
        enum pluto_progress p = pluto_run_advance(h->run, h->now);
        h->advances++;
        assert_true(h->advances < 3000000);
        if (h->script->saves)
            change_process(h);
        report(h);
        if (p == PLUTO_MORE || end_one(h))
            continue;
        if (p != PLUTO_OVER && may_say(h)) {
            say(h);
            continue;
        }
        return p;
    }
}

enum pluto_progress
host_go(struct host *h, double to_s)
{
    enum pluto_progress p = PLUTO_IDLE;
    for (; h->now <= ns_of(to_s); h->now += NS_PER_S) {
        while (end_one(h))
            ;
        p = settle(h);
        if (p == PLUTO_OVER || h->now + NS_PER_S > ns_of(to_s))
            break;
        assert_true(pluto_run_due(h->run) > h->now);
    }
    return p;
}

struct host *
host_new(const char *id, const char *text, const struct host_script *s)
{
    struct host *h = xcalloc(1, sizeof *h);
    h->script = s;
    assert_true(
        host_program_load(&h->program, id, text, strlen(text), s->conf, true));
    struct pluto_run_config config = host_config(h);
    struct strbuf why = {0};
    assert_int_equal(pluto_run_new(&config, &why, &h->run), ERR_OK);
    if (s->mode != PLUTO_MODE_AUTOMATIC)
        assert_int_equal(
            pluto_run_set_mode(h->run, s->mode, "FC-1", 0, &why), ERR_OK);
    if (s->stop != NULL)
        assert_int_equal(
            pluto_run_break(h->run, pluto_find_number(h->program.p, s->stop),
                true, false, &why),
            ERR_OK);
    pluto_run_begin(h->run, 0);
    strbuf_fini(&why);
    return h;
}

void
host_free(struct host **host)
{
    struct host *h = *host;
    pluto_run_free(&h->run);
    host_program_fini(&h->program);
    strbuf_fini(&h->trace);
    free(h);
    *host = NULL;
}

char *
host_run(const char *id, const char *text, const struct host_script *s)
{
    struct host *h = host_new(id, text, s);
    host_go(h, s->until_s > 0 ? s->until_s : 1000);
    char *trace = strbuf_take(&h->trace);
    host_free(&h);
    return trace;
}

void
host_scene(const char *name, const char *text, const struct host_script *s)
{
    struct strbuf golden = {0};
    strbuf_addf(&golden, "pluto/%s", name);
    struct host_script again = *s;
    again.saves = true;
    char *straight = host_run("P", text, s),
         *saved = host_run("P", text, &again);
    check_golden(golden.s, straight);
    assert_string_equal(saved, straight);
    free(straight);
    free(saved);
    strbuf_fini(&golden);
}

void
host_count_under_way(void *n, const struct pluto_under_way *w)
{
    assert_true(w->instance != 0);
    ++*(size_t *)n;
}
