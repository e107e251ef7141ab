/*
 * exec_saved_read.c - the state of an execution, read back.
 *
 * Whatever is not as exec_saved.c writes it is refused whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

struct saved { /* an object, and whether all was as it should be */
    const json_t *at;
    bool is_bad;
};

static const char *
text(struct saved *s, const char *key)
{
    const json_t *v = json_object_get(s->at, key);
    if (!json_is_string(v)) {
        s->is_bad = true;
        return "";
    }
    return json_string_value(v);
}

static void
text_to(struct saved *s, const char *key, char *out, size_t size)
{
    if (!str_copy(out, size, text(s, key)))
        s->is_bad = true;
}

static int64_t
integer(struct saved *s, const char *key)
{
    const json_t *v = json_object_get(s->at, key);
    if (!json_is_integer(v)) {
        s->is_bad = true;
        return 0;
    }
    return json_integer_value(v);
}

static uint64_t
count(struct saved *s, const char *key, uint64_t max)
{
    const int64_t v = integer(s, key);
    if (v < 0 || (uint64_t)v > max) {
        s->is_bad = true;
        return 0;
    }
    return (uint64_t)v;
}

static bool
truth(struct saved *s, const char *key)
{
    const json_t *v = json_object_get(s->at, key);
    s->is_bad = s->is_bad || !json_is_boolean(v);
    return json_is_true(v);
}

/* The n-th text of an array. */
static char *
element(struct saved *s, const json_t *array, size_t i)
{
    const json_t *v = json_array_get(array, i);
    s->is_bad = s->is_bad || !json_is_string(v);
    return xstrdup(json_is_string(v) ? json_string_value(v) : "");
}

static void
id_to(struct saved *s, const char *key, char out[DIGEST_ID_HEX], bool may_lack)
{
    text_to(s, key, out, DIGEST_ID_HEX);
    const bool is_id = digest_is_hex(out, strlen(out), DIGEST_ID_BYTES);
    if (!is_id && !(may_lack && out[0] == '\0'))
        s->is_bad = true;
}

static void
read_values(struct saved *s, struct exec_activity *a)
{
    const json_t *values = json_object_get(s->at, "values");
    const size_t n = json_array_size(values);
    if (!json_is_array(values) || n % 2 != 0) {
        s->is_bad = true;
        return;
    }
    a->n_values = n / 2;
    a->value = xcalloc(a->n_values + 1, sizeof *a->value);
    for (size_t i = 0; i < a->n_values; i++) {
        a->value[i].name = element(s, values, 2 * i);
        a->value[i].text = element(s, values, 2 * i + 1);
    }
}

static bool
read_activity(const json_t *v, uint32_t n_stmts, struct exec_activity *a)
{
    struct saved s = {.at = v};
    *a = (struct exec_activity){.again = MONO_NONE};
    a->instance = count(&s, "instance", EXEC_OWN_PROMPT - 1);
    a->stmt = (uint32_t)count(&s, "stmt", n_stmts - 1);
    a->attempt = (uint32_t)count(&s, "attempt", UINT32_MAX);
    a->kind = (enum pluto_activity_kind)count(&s, "kind", PLUTO_GROUND);
    id_to(&s, "id", a->id, false);
    a->is_left = truth(&s, "is_left");
    a->name = xstrdup(text(&s, "name"));
    a->item = xstrdup(text(&s, "item"));
    text_to(&s, "digest", a->digest, sizeof a->digest);
    if (json_object_get(v, "problem") != NULL)
        a->problem = xstrdup(text(&s, "problem"));
    read_values(&s, a);
    a->is_unsure = a->kind == PLUTO_COMMAND;
    return !s.is_bad;
}

static void
read_lists(struct saved *s, struct exec_run *run)
{
    const json_t *arguments = json_object_get(s->at, "arguments");
    const json_t *activities = json_object_get(s->at, "activities");
    s->is_bad =
        s->is_bad || !json_is_array(arguments) || !json_is_array(activities);
    run->n_arguments = json_array_size(arguments);
    run->argument = xcalloc(run->n_arguments + 1, sizeof *run->argument);
    for (size_t i = 0; i < run->n_arguments; i++)
        run->argument[i] = element(s, arguments, i);
    const size_t n = json_array_size(activities);
    run->activity = xcalloc(n + 1, sizeof *run->activity);
    run->cap_activities = n + 1;
    for (; run->n_activities < n; run->n_activities++)
        if (!read_activity(json_array_get(activities, run->n_activities),
                UINT32_MAX, &run->activity[run->n_activities]))
            s->is_bad = true;
}

static void
read_all(struct saved *s, struct exec_run *run, uint64_t *lines)
{
    if (integer(s, "v") != EXEC_SAVED_VERSION)
        s->is_bad = true;
    id_to(s, "id", run->id, false);
    run->number = count(s, "number", INT64_MAX);
    run->name = xstrdup(text(s, "procedure"));
    run->file = xstrdup(text(s, "file"));
    text_to(s, "digest", run->digest, sizeof run->digest);
    text_to(s, "approval", run->approval, sizeof run->approval);
    text_to(s, "person", run->person, sizeof run->person);
    run->mode = (enum pluto_run_mode)count(s, "mode", PLUTO_MODE_COUNT - 1);
    id_to(s, "parent", run->parent, true);
    run->parent_instance = count(s, "parent_instance", INT64_MAX);
    run->depth = (unsigned)count(s, "depth", EXEC_NESTING_MAX);
    run->started.ns = integer(s, "started");
    run->ended.ns = integer(s, "ended");
    run->last = integer(s, "last");
    run->is_over = truth(s, "is_over");
    *lines = count(s, "lines", INT64_MAX);
    read_lists(s, run);
}

bool
exec_saved_read(struct exec_run *run, const char *data, size_t len,
    const char **pluto, uint64_t *lines, struct strbuf *why)
{
    json_error_t error;
    *lines = 0;
    const char *end = memchr(data, '\n', len);
    if (end == NULL) {
        strbuf_adds(why, "its state has no first line");
        return false;
    }
    *pluto = end + 1;
    json_t *root =
        json_loadb(data, (size_t)(end - data), JSON_REJECT_DUPLICATES, &error);
    struct saved s = {.at = root, .is_bad = !json_is_object(root)};
    if (!s.is_bad)
        read_all(&s, run, lines);
    else
        strbuf_addf(why, "its state is no JSON: %s", error.text);
    if (s.is_bad && why->len == 0)
        strbuf_adds(why, "its state is not one of this version");
    json_decref(root);
    return !s.is_bad;
}
