/*
 * world.c - the text of a world to its tables.
 *
 * Names are declared before they are used; types, units and conditions are
 * settled when all lines were read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/world.h"

#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "common/str.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/parse.h"
#include "pluto/unit.h"
#include "pluto/world_priv.h"

#define PATIENCE   (INT64_C(86400) * NS_PER_S)
#define STATEMENTS 1000000u

/* ---- lines of the whole -------------------------------------------------- */

static void
line_world(struct world_reader *r)
{
    r->world->title = world_line_text(&r->line);
    (void)world_line_end(&r->line);
}

static void
line_begins(struct world_reader *r)
{
    struct utc utc;
    const struct world_word *w = world_line_next(&r->line);
    if (w == NULL || utc_parse(w->text, &utc) != ERR_OK || utc.ns <= 0) {
        world_line_error(
            &r->line, "a date is expected here: 2027-03-14T09:26:53Z");
        return;
    }
    r->world->start = utc.ns;
    r->line.at++;
    (void)world_line_end(&r->line);
}

static void
read_time(struct world_reader *r, int64_t least, int64_t *out)
{
    int64_t ns = 0;
    size_t at = r->line.at;
    if (!world_line_duration(&r->line, &ns) || !world_line_end(&r->line))
        return;
    if (ns < least)
        world_line_error_at(&r->line, at, "it is at least %lld ms",
            (long long)(least / NS_PER_MS));
    else
        *out = ns;
}

static void
line_patience(struct world_reader *r)
{
    read_time(r, NS_PER_MS, &r->world->patience);
}

static void
line_statements(struct world_reader *r)
{
    uint64_t n = 0;
    size_t at = r->line.at;
    if (!world_line_count(&r->line, UINT32_MAX, &n) ||
        !world_line_end(&r->line))
        return;
    if (n == 0)
        world_line_error_at(&r->line, at, "it is at least 1");
    else
        r->world->statements = n;
}

static void
line_tick(struct world_reader *r)
{
    read_time(r, 10 * NS_PER_MS, &r->world->tick);
}

static void
line_grace(struct world_reader *r)
{
    read_time(r, NS_PER_MS, &r->world->grace);
}

static void
line_mode(struct world_reader *r)
{
    const char *mode[PLUTO_MODE_COUNT];
    for (int i = 0; i < PLUTO_MODE_COUNT; i++)
        mode[i] = pluto_run_mode_str((enum pluto_run_mode)i);
    int i = world_line_choose(&r->line, mode, PLUTO_MODE_COUNT, "a mode");
    if (i >= 0 && world_line_end(&r->line))
        r->world->mode = (enum pluto_run_mode)i;
}

static void
line_open(struct world_reader *r)
{
    if (r->world->is_closed)
        world_line_error_at(&r->line, r->line.at - 1,
            "a world with a mission database is closed");
    r->world->is_open = world_line_end(&r->line);
}

static void
line_closed(struct world_reader *r)
{
    r->world->is_closed = world_line_end(&r->line);
}

/* "commands confirmed after 2 s": those nothing is said about. */
static void
line_commands(struct world_reader *r)
{
    struct world_outcome usual;
    if (world_outcome_read(r, &usual) && world_line_end(&r->line))
        r->world->usual = usual;
}

static void
line_timeouts(struct world_reader *r)
{
    static const char *const what[] = {"abort", "continue"};
    int i = world_line_choose(
        &r->line, what, ARRAY_LEN(what), "what follows a timeout");
    r->world->goes_on_after_timeout = i == 1;
    (void)world_line_end(&r->line);
}

static void
line_old(struct world_reader *r)
{
    r->world->accepts_old_samples = world_line_need(&r->line, "samples") &&
                                    world_line_need(&r->line, "count") &&
                                    world_line_end(&r->line);
}

static void
line_los(struct world_reader *r)
{
    r->world->starts_in_los = world_line_end(&r->line);
}

/* ---- objects ------------------------------------------------------------- */

static void
first_value(struct world_reader *r, struct world_param *p)
{
    if (p->value != NULL) {
        world_line_error(&r->line,
            "'%s' has a value above; later ones come "
            "with 'at', 'after', 'when'",
            p->name.phrase);
        return;
    }
    p->value = world_value_read(r);
    if (p->value != NULL)
        (void)world_line_end(&r->line);
}

/* "Bus Voltage of Heliograph = 28 V" */
static void
line_value(struct world_reader *r)
{
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name))
        return;
    uint32_t i = world_make_param(r, &name);
    if (i == UINT32_MAX || !world_line_need(&r->line, "="))
        return;
    r->param = i;
    first_value(r, &r->world->param[i]);
}

static void
line_parameter(struct world_reader *r)
{
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name))
        return;
    uint32_t i = world_make_param(r, &name);
    if (i == UINT32_MAX)
        return;
    r->param = i;
    if (world_line_take(&r->line, "="))
        first_value(r, &r->world->param[i]);
    else
        (void)world_line_end(&r->line);
}

static void
line_event(struct world_reader *r)
{
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name))
        return;
    uint32_t i = world_make_event(r, &name);
    if (i != UINT32_MAX && world_line_next(&r->line) != NULL)
        r->world->event[i].described = world_line_text(&r->line);
    (void)world_line_end(&r->line);
}

/* A system element without anything in it, for "in the context of". */
static void
line_element(struct world_reader *r)
{
    struct world_name name;
    const char *path[WORLD_DEPTH_MAX];
    if (!world_name_read(r, NULL, 0, &name) || !world_line_end(&r->line))
        return;
    for (size_t i = 0; i < name.n; i++)
        path[i] = name.part[name.n - 1 - i];
    if (!r->world->is_closed)
        (void)pluto_model_add_element(r->model, path, name.n);
}

/* "operation Enable Check of Heliograph refused "no such check"" */
static void
line_operation(struct world_reader *r)
{
    static const char *const stop[] = {"refused"};
    struct world *w = r->world;
    struct world_operation o = {.refused = NULL};
    if (!world_name_read(r, stop, 1, &o.name))
        return;
    if (world_line_take(&r->line, "refused") &&
        (o.refused = world_line_text(&r->line)) == NULL)
        return;
    if (!world_line_end(&r->line))
        return;
    w->operation = xgrow(w->operation, w->n_operations, &w->cap_operations,
        sizeof *w->operation);
    w->operation[w->n_operations++] = o;
}

/* "argument Target = 20 degC": of the procedure. */
static void
line_argument(struct world_reader *r)
{
    struct world *w = r->world;
    struct world_given_arg a = {0};
    struct world_name name;
    if (!world_name_read(r, NULL, 0, &name) || !world_line_need(&r->line, "="))
        return;
    a.name = name.phrase;
    a.value = world_value_read(r);
    if (a.value == NULL || !world_line_end(&r->line))
        return;
    w->argument = xgrow(
        w->argument, w->n_arguments, &w->cap_arguments, sizeof *w->argument);
    w->argument[w->n_arguments++] = a;
}

/* ---- lines of a parameter ------------------------------------------------ */

static void
param_type(struct world_reader *r)
{
    struct world_param *p = &r->world->param[r->param];
    if (p->object != PLUTO_NIL)
        world_line_error_at(
            &r->line, r->line.at - 1, "its type is the mission database's");
    else if (world_type_read(r, &p->type) && world_line_end(&r->line))
        p->has_type = true;
}

static void
param_labels(struct world_reader *r)
{
    struct world_param *p = &r->world->param[r->param];
    if (p->object != PLUTO_NIL)
        world_line_error_at(
            &r->line, r->line.at - 1, "its type is the mission database's");
    else if (world_labels_read(r, &p->type) && world_line_end(&r->line))
        p->has_type = true;
}

static void
param_period(struct world_reader *r)
{
    read_time(r, NS_PER_MS, &r->world->param[r->param].period);
}

static void
param_late(struct world_reader *r)
{
    read_time(r, 0, &r->world->param[r->param].late);
}

static void
param_expires(struct world_reader *r)
{
    (void)world_line_take(&r->line, "after");
    read_time(r, NS_PER_MS, &r->world->param[r->param].expires);
}

static void
param_described(struct world_reader *r)
{
    r->world->param[r->param].described = world_line_text(&r->line);
    (void)world_line_end(&r->line);
}

/* ---- the whole ----------------------------------------------------------- */

typedef void (*line_fn)(struct world_reader *r);

struct statement {
    const char *word;
    line_fn read;
};

static const struct statement outer[] = {
    {"world", line_world},
    {"begins", line_begins},
    {"patience", line_patience},
    {"statements", line_statements},
    {"tick", line_tick},
    {"grace", line_grace},
    {"mode", line_mode},
    {"open", line_open},
    {"closed", line_closed},
    {"commands", line_commands},
    {"timeouts", line_timeouts},
    {"old", line_old},
    {"LOS", line_los},
    {"argument", line_argument},
    {"parameter", line_parameter},
    {"activity", world_line_activity},
    {"event", line_event},
    {"element", line_element},
    {"operation", line_operation},
    {"at", world_line_at},
    {"after", world_line_after},
    {"when", world_line_when},
    {"whenever", world_line_whenever},
    {"answer", world_line_answer},
    {"expect", world_line_expect},
};

static const struct statement of_param[] = {
    {"type", param_type},
    {"labels", param_labels},
    {"period", param_period},
    {"late", param_late},
    {"expires", param_expires},
    {"described", param_described},
};

static const struct statement *
find(struct world_reader *r, const struct statement *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (world_line_take(&r->line, s[i].word))
            return &s[i];
    return NULL;
}

static void
unknown(struct world_reader *r, const struct statement *s, size_t n)
{
    const char *word[ARRAY_LEN(outer)];
    for (size_t i = 0; i < n; i++)
        word[i] = s[i].word;
    (void)world_line_choose(&r->line, word, n, "a statement");
}

/* Is a '=' in it, and not the first word of a longer statement? */
static bool
is_value_line(const struct world_reader *r)
{
    static const char *const longer[] = {"argument", "parameter", "at", "when",
        "after", "whenever", "answer", "expect"};
    for (size_t i = 0; i < ARRAY_LEN(longer); i++)
        if (world_line_is(&r->line, longer[i]))
            return false;
    for (size_t i = 1; i < r->line.n; i++)
        if (r->line.word[i].kind == WORLD_SIGN)
            return r->line.word[i].text[0] == '=';
    return false;
}

static void
read_inner(struct world_reader *r)
{
    if (r->block != SIZE_MAX) {
        struct world_action *a = world_action_read(r);
        if (a != NULL)
            world_action_add(r, r->block, a);
    } else if (r->activity != SIZE_MAX) {
        world_line_of_activity(r);
    } else if (r->param != SIZE_MAX) {
        const struct statement *s = find(r, of_param, ARRAY_LEN(of_param));
        if (s != NULL)
            s->read(r);
        else
            unknown(r, of_param, ARRAY_LEN(of_param));
    } else {
        world_line_error(&r->line,
            "a line that begins with a blank belongs to the one above, and "
            "there is none that has such lines");
    }
}

static void
read_line(struct world_reader *r)
{
    if (r->line.is_inner) {
        read_inner(r);
        return;
    }
    r->block = r->activity = r->param = SIZE_MAX;
    if (is_value_line(r)) {
        line_value(r);
        return;
    }
    const struct statement *s = find(r, outer, ARRAY_LEN(outer));
    if (s != NULL)
        s->read(r);
    else
        unknown(r, outer, ARRAY_LEN(outer));
}

static bool
next_line(struct world_reader *r)
{
    if (r->next == r->end)
        return false;
    const char *eol = memchr(r->next, '\n', (size_t)(r->end - r->next));
    const char *stop = eol != NULL ? eol : r->end;
    r->line.line++;
    r->line.text = r->next;
    r->line.len = (size_t)(stop - r->next);
    if (r->line.len > 0 && r->next[r->line.len - 1] == '\r')
        r->line.len--;
    r->next = eol != NULL ? eol + 1 : r->end;
    return true;
}

/* ---- settling ------------------------------------------------------------ */

static void
merge(struct world_param *p, const struct world_value *v)
{
    for (; v != NULL; v = v->next) {
        enum pluto_type type = v->v.type;
        if (type == PLUTO_REAL && pluto_unit_is_time(v->v.unit))
            type = PLUTO_RELATIVE;
        if (v->argument != NULL)
            continue;
        if (p->type.type == PLUTO_NONE)
            p->type.type = type;
        if (p->type.type == PLUTO_INTEGER && type == PLUTO_REAL)
            p->type.type = PLUTO_REAL;
        if (p->type.unit == NULL && type == PLUTO_REAL)
            p->type.unit = v->v.unit;
    }
}

/* Each action of each block. */
static void
each_action(struct world_reader *r,
    void (*fn)(struct world_reader *r, struct world_action *a))
{
    for (size_t i = 0; i < r->world->n_blocks; i++)
        for (struct world_action *a = r->world->block[i].action; a != NULL;
             a = a->next)
            fn(r, a);
}

static bool
is_of_param(const struct world_action *a)
{
    return a->kind == WORLD_SET || a->kind == WORLD_RAMP ||
           a->kind == WORLD_REACH;
}

static void
merge_action(struct world_reader *r, struct world_action *a)
{
    if (is_of_param(a) && !r->world->param[a->object].has_type)
        merge(&r->world->param[a->object], a->value);
}

static void
settle_action(struct world_reader *r, struct world_action *a)
{
    if (!is_of_param(a))
        return;
    const struct world_param *p = &r->world->param[a->object];
    for (struct world_value *v = a->value; v != NULL; v = v->next)
        world_value_settle(r, v, &p->type);
    if (a->kind != WORLD_SET)
        world_ramp_settle(
            r, a->rate != NULL ? a->rate : a->value, &p->type, a->rate != NULL);
}

/* From the values it has; a parameter of a database knows its own. */
static void
infer_types(struct world_reader *r)
{
    struct world *w = r->world;
    for (size_t i = 0; i < w->n_params; i++)
        if (!w->param[i].has_type)
            merge(&w->param[i], w->param[i].value);
    each_action(r, merge_action);
    bool is_clean = r->line.notes->errors == 0;
    for (size_t i = 0; i < w->n_params; i++) {
        struct world_param *p = &w->param[i];
        if (!p->has_type && p->has_ramp && p->type.type == PLUTO_INTEGER)
            p->type.type = PLUTO_REAL;
        /* A line that is wrong may have been the one that says it. */
        if (p->type.type == PLUTO_NONE && !w->is_open && is_clean)
            notes_add(r->line.notes, NOTE_ERROR, w->file, p->line, 1,
                "the type of '%s' is not known: give it a value, or a line "
                "'type'",
                p->name.phrase);
    }
}

static void
outermost_first(const struct world_name *name, const char **path)
{
    for (size_t i = 0; i < name->n; i++)
        path[i] = name->part[name->n - 1 - i];
}

static void
add_activity(struct world_reader *r, struct world_activity *a)
{
    const char *path[WORLD_DEPTH_MAX];
    size_t n = 0;
    for (const struct world_argument *g = a->argument; g != NULL; g = g->next)
        n++;
    struct pluto_model_argument *argument =
        xcalloc(n > 0 ? n : 1, sizeof *argument);
    size_t i = 0;
    for (const struct world_argument *g = a->argument; g != NULL; g = g->next)
        argument[i++] =
            (struct pluto_model_argument){.name = g->name, .type = g->type};
    outermost_first(&a->name, path);
    const struct pluto_model_activity model = {.kind = PLUTO_COMMAND,
        .argument = argument,
        .n_arguments = (uint32_t)n,
        .command = PLUTO_NIL,
        .procedure = PLUTO_NIL,
        .takes_any = n == 0,
        .has_verifiers = true,
        .described = a->described};
    a->object = pluto_model_add_activity(r->model, path, a->name.n, &model);
    free(argument);
}

/* What a database does not have becomes part of the model. */
static void
fill_model(struct world_reader *r)
{
    struct world *w = r->world;
    const char *path[WORLD_DEPTH_MAX];
    for (size_t i = 0; i < w->n_params; i++) {
        struct world_param *p = &w->param[i];
        const struct pluto_model_parameter model = {
            .type = p->type, .item = PLUTO_NIL, .described = p->described};
        outermost_first(&p->name, path);
        if (p->object == PLUTO_NIL)
            p->object =
                pluto_model_add_parameter(r->model, path, p->name.n, &model);
    }
    for (size_t i = 0; i < w->n_activities; i++)
        if (w->activity[i].object == PLUTO_NIL)
            add_activity(r, &w->activity[i]);
    for (size_t i = 0; i < w->n_operations; i++)
        pluto_model_add_operation(r->model, w->operation[i].name.phrase);
    for (size_t i = 0; i < w->n_events; i++) {
        struct world_event *e = &w->event[i];
        const struct pluto_model_event model = {
            .described = e->described, .event = PLUTO_NIL};
        outermost_first(&e->name, path);
        if (e->object == PLUTO_NIL)
            e->object =
                pluto_model_add_event(r->model, path, e->name.n, &model);
    }
}

/* "with Heater = 'ON'": as the command wants it. */
static void
settle_given(struct world_reader *r, const struct world_activity *a,
    const struct world_given *g)
{
    const struct pluto_model_activity *m =
        pluto_model_activity(r->model, a->object);
    struct nearest near = nearest_to(g->key);
    for (uint32_t i = 0; i < m->n_arguments; i++) {
        const char *name = m->argument[i].name;
        if (str_eq(world_key(&r->world->arena, name, strlen(name)), g->key)) {
            world_value_settle(r, g->value, &m->argument[i].type);
            return;
        }
        nearest_try(&near, name);
    }
    if (!m->takes_any)
        notes_add_token(r->line.notes, NOTE_ERROR, r->world->file,
            g->value->line, g->value->col, g->value->cols,
            "'%s' has no argument '%s'%s%s%s", a->name.phrase, g->key,
            near.best != NULL ? "; did you mean '" : "",
            near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
}

static void
settle_rules(struct world_reader *r)
{
    for (size_t i = 0; i < r->world->n_activities; i++) {
        const struct world_activity *a = &r->world->activity[i];
        for (const struct world_rule *x = a->rule; x != NULL; x = x->next)
            for (struct world_given *g = x->given; g != NULL; g = g->next)
                settle_given(r, a, g);
    }
}

static void
settle(struct world_reader *r)
{
    struct world *w = r->world;
    infer_types(r);
    for (size_t i = 0; i < w->n_params; i++)
        if (w->param[i].value != NULL)
            world_value_settle(r, w->param[i].value, &w->param[i].type);
    each_action(r, settle_action);
    for (size_t i = 0; i < w->n_expects; i++)
        if (w->expect[i].kind == WORLD_EXPECT_VALUE)
            world_value_settle(
                r, w->expect[i].value, &w->param[w->expect[i].object].type);
    if (r->line.notes->errors > 0)
        return;
    fill_model(r);
    settle_rules(r);
    if (w->is_open)
        pluto_model_set_open(r->model, true);
    world_conditions_settle(r);
}

/* ---- life ---------------------------------------------------------------- */

static struct world *
world_new(const char *file, bool is_closed)
{
    struct world *w = xcalloc(1, sizeof *w);
    w->file = arena_strdup(&w->arena, file);
    w->is_closed = is_closed;
    w->patience = PATIENCE;
    w->statements = STATEMENTS;
    w->tick = NS_PER_S;
    w->usual =
        (struct world_outcome){.outcome = PLUTO_CONFIRMED, .after = NS_PER_S};
    return w;
}

enum err
world_parse(const char *file, const char *text, size_t len,
    struct pluto_model *model, bool is_closed, struct notes *notes,
    struct world **out)
{
    struct notes own = {0};
    struct world_reader *r = xcalloc(1, sizeof *r);
    struct world *w = world_new(file, is_closed);
    *out = NULL;
    *r = (struct world_reader){.world = w,
        .model = model,
        .next = text,
        .end = text + len,
        .block = SIZE_MAX,
        .activity = SIZE_MAX,
        .param = SIZE_MAX};
    r->line.file = w->file;
    r->line.notes = &own;
    r->line.arena = &w->arena;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        r->next += 3;
    if (len > WORLD_BYTES_MAX)
        notes_add(&own, NOTE_ERROR, file, 0, 0, "a world has at most %u bytes",
            WORLD_BYTES_MAX);
    while (own.errors < NOTES_MAX && len <= WORLD_BYTES_MAX && next_line(r))
        if (world_line_split(&r->line) && r->line.n > 0)
            read_line(r);
    settle(r);
    free(r);
    bool is_good = own.errors == 0;
    notes_sort(&own);
    notes_move(notes, &own);
    if (is_good)
        *out = w;
    else
        world_free(&w);
    return is_good ? ERR_OK : ERR_FORMAT;
}

void
world_free(struct world **world)
{
    struct world *w = *world;
    if (w == NULL)
        return;
    for (struct world_value *v = w->values; v != NULL; v = v->all)
        pluto_value_fini(&v->v);
    for (size_t i = 0; i < w->n_blocks; i++)
        pluto_free(&w->block[i].condition.tree);
    free(w->param);
    free(w->activity);
    free(w->event);
    free(w->operation);
    free(w->block);
    free(w->answer);
    free(w->expect);
    free(w->argument);
    arena_fini(&w->arena);
    free(w);
    *world = NULL;
}

int64_t
world_start(const struct world *world)
{
    return world->start;
}

const char *
world_title(const struct world *world)
{
    return world->title;
}

bool
world_value_of(const char *text, struct pluto_value *out)
{
    struct notes notes = {0};
    struct world *w = world_new("", false);
    struct world_reader *r = xcalloc(1, sizeof *r);
    *r = (struct world_reader){.world = w};
    r->line.text = text;
    r->line.len = strlen(text);
    r->line.notes = &notes;
    r->line.arena = &w->arena;
    r->line.file = w->file;
    const struct world_value *v =
        world_line_split(&r->line) ? world_value_read(r) : NULL;
    bool is_good = v != NULL && v->argument == NULL && world_line_end(&r->line);
    *out = is_good ? pluto_value_copy(&v->v) : (struct pluto_value){0};
    free(r);
    world_free(&w);
    notes_fini(&notes);
    return is_good;
}
