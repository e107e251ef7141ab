/*
 * model.c - the space system model: what there is, and where.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/model.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "pluto/model_priv.h"

struct pluto_model *
pluto_model_new(void)
{
    return xcalloc(1, sizeof(struct pluto_model));
}

void
pluto_model_free(struct pluto_model **model)
{
    struct pluto_model *m = *model;
    if (m == NULL)
        return;
    HASH_CLEAR(hh, m->word);
    HASH_CLEAR(hh, m->child);
    free(m->node);
    free(m->object);
    for (size_t i = 0; i < MODEL_KINDS; i++)
        free(m->home[i]);
    free(m->element);
    free(m->parameter);
    free(m->activity);
    free(m->event);
    free(m->operation);
    strbuf_fini(&m->nearest);
    arena_fini(&m->arena);
    free(m);
    *model = NULL;
}

/* ---- names --------------------------------------------------------------- */

size_t
pluto_model_key(const char *name, char *out, size_t size)
{
    size_t n = 0;
    for (; *name != '\0' && n + 1 < size; name++) {
        char c = *name;
        if (c == '_' || c == '-' || c == '\t')
            c = ' ';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != ' ' || (n > 0 && out[n - 1] != ' '))
            out[n++] = c;
    }
    if (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    return n;
}

const struct model_word *
model_word_find(const struct pluto_model *model, const char *name)
{
    char key[PLUTO_KEY_MAX];
    size_t len = pluto_model_key(name, key, sizeof key);
    struct model_word *word = NULL;
    HASH_FIND(hh, model->word, key, len, word);
    return word;
}

/* The name as PLUTO writes it: what it has no letter for is a blank. */
static const char *
writable(struct pluto_model *m, const char *name)
{
    char *text = arena_strdup(&m->arena, name);
    for (char *c = text; *c != '\0'; c++)
        if (*c == '-' || *c == '\t')
            *c = ' ';
    for (size_t n = strlen(text); n > 1 && text[n - 1] == ' '; n--)
        text[n - 1] = '\0';
    return text;
}

static struct model_word *
word_of(struct pluto_model *m, const char *name)
{
    char key[PLUTO_KEY_MAX];
    size_t len = pluto_model_key(name, key, sizeof key);
    struct model_word *word = NULL;
    HASH_FIND(hh, m->word, key, len, word);
    if (word != NULL)
        return word;
    word = arena_alloc(&m->arena, sizeof *word);
    *word = (struct model_word){.key = arena_strndup(&m->arena, key, len),
        .text = writable(m, name),
        .first = PLUTO_NIL,
        .last = PLUTO_NIL};
    HASH_ADD_KEYPTR(hh, m->word, word->key, len, word);
    return word;
}

/* The node `name` below `parent`; made when there is none. */
static uint32_t
node_below(struct pluto_model *m, uint32_t parent, const char *name)
{
    struct model_word *word = word_of(m, name);
    struct model_child *child = NULL, want = {0};
    want.key.parent = parent;
    want.key.word = word;
    HASH_FIND(hh, m->child, &want.key, sizeof want.key, child);
    if (child != NULL)
        return child->node;
    m->node = xgrow(m->node, m->n_nodes, &m->cap_nodes, sizeof *m->node);
    child = arena_alloc(&m->arena, sizeof *child);
    child->key = want.key;
    child->node = (uint32_t)m->n_nodes++;
    m->node[child->node] = (struct model_node){.parent = parent,
        .depth = parent == PLUTO_NIL ? 1 : m->node[parent].depth + 1,
        .object = PLUTO_NIL,
        .twin = PLUTO_NIL,
        .word = word};
    if (word->first == PLUTO_NIL)
        word->first = child->node;
    else
        m->node[word->last].twin = child->node;
    word->last = child->node;
    HASH_ADD(hh, m->child, key, sizeof child->key, child);
    return child->node;
}

/* ---- objects ------------------------------------------------------------- */

static void
place(struct pluto_model *m, uint32_t node, enum pluto_model_kind kind,
    uint32_t index)
{
    m->object =
        xgrow(m->object, m->n_objects, &m->cap_objects, sizeof *m->object);
    m->object[m->n_objects] = (struct model_object){
        .kind = kind, .index = index, .node = node, .next = PLUTO_NIL};
    uint32_t *link = &m->node[node].object; /* in the order they came */
    while (*link != PLUTO_NIL)
        link = &m->object[*link].next;
    *link = (uint32_t)m->n_objects++;
}

/* The same for a new one, which is at home here. */
static uint32_t
settle(
    struct pluto_model *m, uint32_t node, enum pluto_model_kind kind, size_t *n)
{
    unsigned k = model_kind(kind);
    uint32_t index = (uint32_t)(*n)++;
    m->home[k] = xgrow(m->home[k], index, &m->cap_home[k], sizeof *m->home[k]);
    m->home[k][index] = node;
    place(m, node, kind, index);
    return index;
}

/* The index of the next object of a kind from *at on, which moves behind it;
 * PLUTO_NIL. */
static uint32_t
next_at(const struct pluto_model *m, uint32_t *at, enum pluto_model_kind kind)
{
    while (*at != PLUTO_NIL) {
        const struct model_object *o = &m->object[*at];
        *at = o->next;
        if (o->kind == kind)
            return o->index;
    }
    return PLUTO_NIL;
}

static uint32_t
element_at(struct pluto_model *m, uint32_t node, const char *name)
{
    uint32_t at = m->node[node].object;
    uint32_t old = next_at(m, &at, PLUTO_M_ELEMENT);
    if (old != PLUTO_NIL)
        return old;
    m->element =
        xgrow(m->element, m->n_elements, &m->cap_elements, sizeof *m->element);
    m->element[m->n_elements] = name;
    return settle(m, node, PLUTO_M_ELEMENT, &m->n_elements);
}

/* The node of a path, all but the last one an element. */
static uint32_t
node_of(struct pluto_model *m, const char *const *path, size_t n)
{
    assert(n >= 1);
    uint32_t node = PLUTO_NIL;
    for (size_t i = 0; i < n; i++) {
        node = node_below(m, node, path[i]);
        if (i + 1 < n)
            (void)element_at(m, node, m->node[node].word->text);
    }
    return node;
}

static const char *
keep(struct pluto_model *m, const char *text)
{
    return text != NULL ? arena_strdup(&m->arena, text) : NULL;
}

static struct pluto_model_type
keep_type(struct pluto_model *m, const struct pluto_model_type *type)
{
    struct pluto_model_type t = *type;
    if (t.n_labels > 0) {
        const char **label = arena_alloc(&m->arena, t.n_labels * sizeof *label);
        for (uint32_t i = 0; i < t.n_labels; i++)
            label[i] = keep(m, type->label[i]);
        t.label = label;
    }
    if (t.n_ranges > 0) {
        struct pluto_range *range =
            arena_alloc(&m->arena, t.n_ranges * sizeof *range);
        memcpy(range, type->range, t.n_ranges * sizeof *range);
        t.range = range;
    }
    return t;
}

static const struct pluto_symbol *
keep_symbol(struct pluto_model *m, const char *name, uint32_t i)
{
    char key[PLUTO_KEY_MAX];
    size_t len = pluto_model_key(name, key, sizeof key);
    struct pluto_symbol *symbol = arena_alloc(&m->arena, sizeof *symbol);
    *symbol = (struct pluto_symbol){.text = keep(m, name),
        .key = arena_strndup(&m->arena, key, len),
        .key_len = (uint32_t)len,
        .id = i};
    return symbol;
}

static const struct pluto_model_argument *
keep_arguments(
    struct pluto_model *m, const struct pluto_model_argument *from, uint32_t n)
{
    if (n == 0)
        return NULL;
    struct pluto_model_argument *a = arena_alloc(&m->arena, n * sizeof *a);
    for (uint32_t i = 0; i < n; i++) {
        a[i] = from[i];
        a[i].name = keep(m, from[i].name);
        a[i].symbol = keep_symbol(m, from[i].name, i);
        a[i].type = keep_type(m, &from[i].type);
        a[i].text = keep(m, from[i].text);
    }
    return a;
}

/* Do two numbers of a database stand for two things? */
static bool
differ(uint32_t a, uint32_t b)
{
    return a != PLUTO_NIL && b != PLUTO_NIL && a != b;
}

uint32_t
pluto_model_add_element(
    struct pluto_model *m, const char *const *path, size_t n)
{
    uint32_t node = node_of(m, path, n);
    return element_at(m, node, m->node[node].word->text);
}

uint32_t
pluto_model_add_parameter(struct pluto_model *m, const char *const *path,
    size_t n, const struct pluto_model_parameter *parameter)
{
    uint32_t node = node_of(m, path, n), at = m->node[node].object, old;
    while ((old = next_at(m, &at, PLUTO_M_PARAMETER)) != PLUTO_NIL)
        if (!differ(m->parameter[old]->item, parameter->item))
            return old;
    struct pluto_model_parameter *p = arena_alloc(&m->arena, sizeof *p);
    *p = *parameter;
    p->name = keep(m, parameter->name);
    p->described = keep(m, parameter->described);
    p->type = keep_type(m, &parameter->type);
    m->parameter = xgrow(m->parameter, m->n_parameters, &m->cap_parameters,
        sizeof(struct pluto_model_parameter *));
    m->parameter[m->n_parameters] = p;
    return settle(m, node, PLUTO_M_PARAMETER, &m->n_parameters);
}

uint32_t
pluto_model_add_activity(struct pluto_model *m, const char *const *path,
    size_t n, const struct pluto_model_activity *activity)
{
    uint32_t node = node_of(m, path, n), at = m->node[node].object, old;
    while ((old = next_at(m, &at, PLUTO_M_ACTIVITY)) != PLUTO_NIL)
        if (m->activity[old]->kind == activity->kind &&
            !differ(m->activity[old]->command, activity->command) &&
            !differ(m->activity[old]->procedure, activity->procedure))
            return old;
    struct pluto_model_activity *a = arena_alloc(&m->arena, sizeof *a);
    *a = *activity;
    a->name = keep(m, activity->name);
    a->described = keep(m, activity->described);
    a->argument = keep_arguments(m, activity->argument, activity->n_arguments);
    m->activity = xgrow(m->activity, m->n_activities, &m->cap_activities,
        sizeof(struct pluto_model_activity *));
    m->activity[m->n_activities] = a;
    return settle(m, node, PLUTO_M_ACTIVITY, &m->n_activities);
}

uint32_t
pluto_model_add_event(struct pluto_model *m, const char *const *path, size_t n,
    const struct pluto_model_event *event)
{
    uint32_t node = node_of(m, path, n), at = m->node[node].object, old;
    while ((old = next_at(m, &at, PLUTO_M_EVENT)) != PLUTO_NIL)
        if (!differ(m->event[old]->event, event->event))
            return old;
    struct pluto_model_event *e = arena_alloc(&m->arena, sizeof *e);
    *e = *event;
    e->name = keep(m, event->name);
    e->described = keep(m, event->described);
    m->event = xgrow(m->event, m->n_events, &m->cap_events,
        sizeof(struct pluto_model_event *));
    m->event[m->n_events] = e;
    return settle(m, node, PLUTO_M_EVENT, &m->n_events);
}

void
pluto_model_add_alias(struct pluto_model *m, struct pluto_object object,
    const char *const *path, size_t n)
{
    uint32_t node = node_of(m, path, n);
    for (uint32_t o = m->node[node].object; o != PLUTO_NIL;
         o = m->object[o].next)
        if (m->object[o].kind == object.kind &&
            m->object[o].index == object.index)
            return;
    place(m, node, object.kind, object.index);
}

void
pluto_model_add_operation(struct pluto_model *m, const char *phrase)
{
    if (pluto_model_has_operation(m, phrase))
        return;
    m->operation = xgrow(m->operation, m->n_operations, &m->cap_operations,
        sizeof *m->operation);
    m->operation[m->n_operations++] = keep(m, phrase);
}

/* ---- what there is ------------------------------------------------------- */

uint32_t
pluto_model_n_parameters(const struct pluto_model *m)
{
    return (uint32_t)m->n_parameters;
}

uint32_t
pluto_model_n_activities(const struct pluto_model *m)
{
    return (uint32_t)m->n_activities;
}

uint32_t
pluto_model_n_events(const struct pluto_model *m)
{
    return (uint32_t)m->n_events;
}

const struct pluto_model_parameter *
pluto_model_parameter(const struct pluto_model *m, uint32_t i)
{
    assert(i < m->n_parameters);
    return m->parameter[i];
}

const struct pluto_model_activity *
pluto_model_activity(const struct pluto_model *m, uint32_t i)
{
    assert(i < m->n_activities);
    return m->activity[i];
}

const struct pluto_model_event *
pluto_model_event(const struct pluto_model *m, uint32_t i)
{
    assert(i < m->n_events);
    return m->event[i];
}

const char *
pluto_model_element(const struct pluto_model *m, uint32_t i)
{
    assert(i < m->n_elements);
    return m->element[i];
}

const char *
pluto_model_name(const struct pluto_model *m, struct pluto_object object)
{
    uint32_t i = object.index;
    return object.kind == PLUTO_M_ELEMENT     ? pluto_model_element(m, i)
           : object.kind == PLUTO_M_PARAMETER ? m->parameter[i]->name
           : object.kind == PLUTO_M_ACTIVITY  ? m->activity[i]->name
                                              : m->event[i]->name;
}

size_t
pluto_model_path(const struct pluto_model *m, struct pluto_object object,
    const char **key, size_t max)
{
    uint32_t node = m->home[model_kind(object.kind)][object.index];
    size_t n = 0;
    for (; node != PLUTO_NIL && n < max; node = m->node[node].parent)
        key[n++] = m->node[node].word->key;
    return n;
}

void
pluto_model_set_open(struct pluto_model *m, bool is_open)
{
    m->is_open = is_open;
}

bool
pluto_model_is_open(const struct pluto_model *m)
{
    return m->is_open;
}
