/*
 * world_object.c - names of a world: its own, or a mission database's.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/nearest.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/world_priv.h"

/* ---- text to names ------------------------------------------------------- */

const char *
world_key(struct arena *arena, const char *text, size_t len)
{
    char *key = arena_strndup(arena, text, len);
    for (char *p = key; *p != '\0'; p++)
        *p = *p == '_' ? ' ' : (char)tolower((unsigned char)*p);
    return key;
}

static bool
add_part(
    struct arena *arena, struct world_name *name, const char *s, size_t len)
{
    if (len == 0 || name->n == WORLD_DEPTH_MAX)
        return false;
    name->key[name->n] = world_key(arena, s, len);
    name->part[name->n++] = arena_strndup(arena, s, len);
    return true;
}

static void
turn_round(struct world_name *name)
{
    for (size_t i = 0, k = name->n; i + 1 < k; i++) {
        const char *part = name->part[i], *key = name->key[i];
        name->part[i] = name->part[--k];
        name->key[i] = name->key[k];
        name->part[k] = part;
        name->key[k] = key;
    }
}

/* The next " of " of a phrase, or its end. */
static const char *
next_of(const char *s)
{
    for (; *s != '\0'; s++)
        if (strncasecmp(s, " of ", 4) == 0)
            return s;
    return s;
}

bool
world_name_split(struct arena *arena, const char *text, struct world_name *out)
{
    bool is_good = *text != '\0', is_path = *text == '/';
    *out = (struct world_name){.phrase = text};
    for (const char *p = text; is_good && *p != '\0';) {
        p += is_path;
        const char *end = is_path ? p + strcspn(p, "/") : next_of(p);
        is_good = add_part(arena, out, p, (size_t)(end - p));
        p = is_path || *end == '\0' ? end : end + 4;
    }
    if (is_path)
        turn_round(out);
    return is_good;
}

static bool
is_stop(struct world_line *line, const char *const *stop, size_t n)
{
    size_t at = line->at;
    bool is_it = world_line_next(line)->kind != WORLD_WORD;
    for (size_t i = 0; i < n && !is_it; i++)
        is_it = world_line_take_all(line, stop[i]);
    line->at = at;
    return is_it;
}

bool
world_name_read(struct world_reader *r, const char *const *stop, size_t n_stops,
    struct world_name *out)
{
    struct strbuf text = {0};
    struct world_line *line = &r->line;
    size_t first = line->at;
    const struct world_word *w = world_line_next(line);
    if (w != NULL && w->kind == WORLD_TEXT) {
        strbuf_adds(&text, w->text);
        line->at++;
    }
    while (text.len == 0 || line->word[first].kind != WORLD_TEXT) {
        w = world_line_next(line);
        if (w == NULL || is_stop(line, stop, n_stops))
            break;
        strbuf_addf(&text, "%s%s", text.len > 0 ? " " : "", w->text);
        line->at++;
    }
    const char *phrase = arena_strdup(&r->world->arena, strbuf_get(&text));
    strbuf_fini(&text);
    bool is_good = world_name_split(&r->world->arena, phrase, out);
    out->first = first;
    out->end = line->at;
    if (!is_good)
        world_line_error_at(line, first,
            *phrase == '\0' ? "a name is expected here: X of Y of Z"
                            : "'%s' is not a name: X of Y of Z, or /Z/Y/X",
            phrase);
    return is_good;
}

/* ---- names the world has ------------------------------------------------- */

/* How well `have` fits what was written: 3 the same, 2 begins with it, 1 with
 * levels left out, 0 not. */
static int
fit(const struct world_name *have, const struct world_name *want)
{
    size_t k = 0, gaps = 0;
    for (size_t i = 0; i < have->n && k < want->n; i++) {
        bool is_it = str_eq(have->key[i], want->key[k]);
        if (!is_it && i == 0)
            return 0;
        k += is_it;
        gaps += !is_it;
    }
    if (k < want->n)
        return 0;
    return gaps > 0 ? 1 : have->n > want->n ? 2 : 3;
}

struct search {
    struct world_reader *r;
    const struct world_name *want;
    uint32_t best;
    int fit;
    bool is_ambiguous;
    struct nearest near;
};

static void
try_one(struct search *s, uint32_t i, const struct world_name *have)
{
    int f = fit(have, s->want);
    nearest_try(&s->near, have->phrase);
    if (f > 0 && f == s->fit)
        s->is_ambiguous = true;
    if (f <= s->fit)
        return;
    s->fit = f;
    s->best = i;
    s->is_ambiguous = false;
}

static struct search
search(struct world_reader *r, const struct world_name *want, unsigned kind)
{
    struct search s = {.r = r,
        .want = want,
        .best = UINT32_MAX,
        .near = nearest_to(want->phrase)};
    const struct world *w = r->world;
    for (uint32_t i = 0; kind == PLUTO_M_PARAMETER && i < w->n_params; i++)
        try_one(&s, i, &w->param[i].name);
    for (uint32_t i = 0; kind == PLUTO_M_ACTIVITY && i < w->n_activities; i++)
        try_one(&s, i, &w->activity[i].name);
    for (uint32_t i = 0; kind == PLUTO_M_EVENT && i < w->n_events; i++)
        try_one(&s, i, &w->event[i].name);
    return s;
}

static void
not_there(struct search *s, const char *what, const char *near)
{
    world_line_error_at(&s->r->line, s->want->first,
        "there is no %s '%s'%s%s%s", what, s->want->phrase,
        near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
        near != NULL ? "'?" : "");
}

/* ---- names of a model ---------------------------------------------------- */

/* PLUTO_NIL, and a note unless `is_quiet`. */
static uint32_t
in_model(struct world_reader *r, const struct world_name *n, unsigned kind,
    const char *what)
{
    struct pluto_object found[2];
    size_t count = pluto_model_find(r->model, kind, n->key, n->n, found, 2);
    if (count == 1)
        return found[0].index;
    if (count > 1) {
        struct strbuf a = {0}, b = {0};
        pluto_model_phrase(r->model, found[0], &a);
        pluto_model_phrase(r->model, found[1], &b);
        world_line_error_at(&r->line, n->first,
            "'%s' can be '%s' and '%s'; say which", n->phrase, strbuf_get(&a),
            strbuf_get(&b));
        strbuf_fini(&a);
        strbuf_fini(&b);
        return PLUTO_NIL;
    }
    struct search s = {.r = r, .want = n};
    not_there(&s, what, pluto_model_nearest(r->model, kind, n->key, n->n));
    return PLUTO_NIL;
}

/* ---- find and make ------------------------------------------------------- */

static uint32_t
add_param(struct world_reader *r, const struct world_name *n, uint32_t object)
{
    struct world *w = r->world;
    for (uint32_t i = 0; object != PLUTO_NIL && i < w->n_params; i++)
        if (w->param[i].object == object)
            return i;
    w->param = xgrow(w->param, w->n_params, &w->cap_params, sizeof *w->param);
    struct world_param *p = &w->param[w->n_params];
    *p = (struct world_param){
        .name = *n, .object = object, .line = r->line.line};
    if (object != PLUTO_NIL) {
        p->type = pluto_model_parameter(r->model, object)->type;
        p->has_type = true;
    }
    return (uint32_t)w->n_params++;
}

static uint32_t
add_activity(
    struct world_reader *r, const struct world_name *n, uint32_t object)
{
    struct world *w = r->world;
    for (uint32_t i = 0; object != PLUTO_NIL && i < w->n_activities; i++)
        if (w->activity[i].object == object)
            return i;
    w->activity = xgrow(
        w->activity, w->n_activities, &w->cap_activities, sizeof *w->activity);
    w->activity[w->n_activities] =
        (struct world_activity){.name = *n, .object = object};
    return (uint32_t)w->n_activities++;
}

static uint32_t
add_event(struct world_reader *r, const struct world_name *n, uint32_t object)
{
    struct world *w = r->world;
    for (uint32_t i = 0; object != PLUTO_NIL && i < w->n_events; i++)
        if (w->event[i].object == object)
            return i;
    w->event = xgrow(w->event, w->n_events, &w->cap_events, sizeof *w->event);
    w->event[w->n_events] = (struct world_event){.name = *n, .object = object};
    return (uint32_t)w->n_events++;
}

/* One row for each kind: what it is called, and how it is added. */
static const struct kind {
    enum pluto_model_kind kind;
    const char *what;
    uint32_t (*add)(
        struct world_reader *r, const struct world_name *n, uint32_t object);
} kinds[] = {
    {PLUTO_M_PARAMETER, "parameter", add_param},
    {PLUTO_M_ACTIVITY, "activity", add_activity},
    {PLUTO_M_EVENT, "event", add_event},
};

static uint32_t
look_up(struct world_reader *r, const struct world_name *n,
    const struct kind *kind, bool is_new)
{
    struct search s = search(r, n, kind->kind);
    if (r->world->is_closed) {
        uint32_t object = in_model(r, n, kind->kind, kind->what);
        return object != PLUTO_NIL ? kind->add(r, n, object) : UINT32_MAX;
    }
    /* A declaration says the whole name; other lines may say less. */
    if (s.best != UINT32_MAX && (s.fit == 3 || !is_new) && !s.is_ambiguous)
        return s.best;
    if (is_new || (r->world->is_open && s.best == UINT32_MAX))
        return kind->add(r, n, PLUTO_NIL);
    if (s.is_ambiguous)
        world_line_error_at(&r->line, n->first,
            "'%s' can mean several; say more of its name", n->phrase);
    else
        not_there(&s, kind->what, s.near.best);
    return UINT32_MAX;
}

uint32_t
world_find_param(struct world_reader *r, const struct world_name *n)
{
    return look_up(r, n, &kinds[0], false);
}

uint32_t
world_make_param(struct world_reader *r, const struct world_name *n)
{
    return look_up(r, n, &kinds[0], true);
}

uint32_t
world_find_activity(struct world_reader *r, const struct world_name *n)
{
    return look_up(r, n, &kinds[1], false);
}

uint32_t
world_make_activity(struct world_reader *r, const struct world_name *n)
{
    return look_up(r, n, &kinds[1], true);
}

uint32_t
world_find_event(struct world_reader *r, const struct world_name *n)
{
    return look_up(r, n, &kinds[2], false);
}

uint32_t
world_make_event(struct world_reader *r, const struct world_name *n)
{
    return look_up(r, n, &kinds[2], true);
}
