/*
 * ycs_write.c - command stacks of Yamcs, written (the second version).
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/ycs.h"
#include "common/num.h"
#include "common/xalloc.h"

#define SCHEMA "https://yamcs.org/schema/stack.schema.json"

struct out {
    const char *file;
    struct notes *notes;
    json_t *steps;
    json_t *command; /* the last, to which a wait belongs; NULL: none */
    int64_t wait_ms; /* after it, so far */
};

#define warn(o, at, ...)                                                       \
    notes_add((o)->notes, NOTE_WARNING, (o)->file, (at)->line, (at)->col,      \
        __VA_ARGS__)

/* Whole numbers as numbers, all else as text, which Yamcs takes for any. */
static json_t *
scalar(const char *text)
{
    int64_t v;
    char again[24];
    if (num_parse_i64(text, &v)) {
        snprintf(again, sizeof again, "%" PRId64, v);
        if (str_eq(again, text))
            return json_integer(v);
    }
    return json_string(text);
}

/* ---- leaves to trees ----------------------------------------------------- */

/* The next part of "Pos.x" or "Table[3]", without its sign; its length. */
static size_t
part(const char *s, bool *is_index, size_t *index)
{
    *is_index = *s == '[';
    if (!*is_index)
        return strcspn(s, ".[");
    char *end;
    *index = strtoul(s + 1, &end, 10);
    return *end == ']' && end > s + 1 ? (size_t)(end - s) + 1 : 0;
}

/* Put `value` (stolen) at `path` below *node, which is made when NULL. */
static bool
put(json_t **node, const char *path, json_t *value)
{
    if (*path == '\0') {
        bool is_free = *node == NULL;
        if (is_free)
            *node = value;
        else
            json_decref(value);
        return is_free;
    }
    size_t index = 0;
    bool is_index;
    path += *path == '.';
    size_t len = part(path, &is_index, &index);
    if (*node == NULL)
        *node = is_index ? json_array() : json_object();
    bool fits = len > 0 && (is_index ? json_is_array(*node) &&
                                           index <= json_array_size(*node)
                                     : json_is_object(*node));
    if (!fits) {
        json_decref(value);
        return false;
    }
    char *key = xstrndup(path, len);
    json_t *child =
        is_index ? json_array_get(*node, index) : json_object_get(*node, key);
    bool is_new = child == NULL;
    bool is_good = put(&child, path + len, value);
    if (is_new && child != NULL)
        is_good = (is_index ? json_array_append_new(*node, child)
                            : json_object_set_new(*node, key, child)) == 0 &&
                  is_good;
    free(key);
    return is_good;
}

static json_t *
arguments(struct out *o, const struct stack_item *item)
{
    json_t *tree = json_object(), *all = json_array(), *value;
    const char *name;
    for (size_t i = 0; i < item->n_values; i++) {
        const struct stack_value *v = &item->value[i];
        if (!put(&tree, v->name, scalar(v->text)))
            notes_add(o->notes, NOTE_ERROR, o->file, v->line, v->col,
                "%s cannot be said in a stack of Yamcs: elements need those "
                "before them",
                v->name);
    }
    json_object_foreach(tree, name, value) json_array_append_new(
        all, json_pack("{s:s, s:O}", "name", name, "value", value));
    json_decref(tree);
    return all;
}

/* ---- steps --------------------------------------------------------------- */

static json_t *
advancement(enum until until)
{
    return json_pack("{s:s}", "acknowledgment", ycs_ack_str(until));
}

static void
add_command(struct out *o, const struct stack_item *item)
{
    json_t *step =
        json_pack("{s:s, s:s}", "type", "command", "name", item->name);
    if (item->n_values > 0)
        json_object_set_new(step, "arguments", arguments(o, item));
    if (item->text != NULL && item->text[0] != '\0')
        json_object_set_new(step, "comment", json_string(item->text));
    if (item->has_until)
        json_object_set_new(step, "advancement", advancement(item->until));
    json_array_append_new(o->steps, step);
    o->command = step;
    o->wait_ms = 0;
}

static void
add_text(struct out *o, const char *text)
{
    json_array_append_new(
        o->steps, json_pack("{s:s, s:s}", "type", "text", "text", text));
}

static void
add_wait(struct out *o, const struct stack_item *item)
{
    if (o->command == NULL) {
        struct strbuf line = {0};
        stack_item_fmt(item, &line);
        warn(o, item, "a wait that follows no command becomes a text");
        add_text(o, strbuf_get(&line));
        strbuf_fini(&line);
        return;
    }
    json_t *a = json_object_get(o->command, "advancement");
    if (a == NULL) {
        a = json_object();
        json_object_set_new(o->command, "advancement", a);
    }
    o->wait_ms += item->wait_ms;
    json_object_set_new(a, "wait", json_integer(o->wait_ms));
    if (item->text != NULL && item->text[0] != '\0')
        warn(o, item, "the comment of a wait is not kept");
}

static void
add_pause(struct out *o, const struct stack_item *item)
{
    bool has_text = item->text != NULL && item->text[0] != '\0';
    warn(o, item, "a pause becomes a text: Yamcs does not stop there");
    char *text = xasprintf(
        "PAUSE%s%s", has_text ? ": " : "", has_text ? item->text : "");
    add_text(o, text);
    free(text);
    o->command = NULL; /* a wait behind it is another */
}

static void
add_item(struct out *o, const struct stack_item *item)
{
    switch (item->kind) {
    case STACK_COMMAND:
        add_command(o, item);
        break;
    case STACK_WAIT:
        add_wait(o, item);
        break;
    case STACK_PAUSE:
        add_pause(o, item);
        break;
    case STACK_NOTE:
        add_text(o, item->text != NULL ? item->text : "");
        break;
    }
}

enum err
ycs_fmt(const struct stack *stack, const char *file, struct notes *notes,
    struct strbuf *out)
{
    size_t before = notes->errors;
    struct out o = {.file = file, .notes = notes, .steps = json_array()};
    if (stack->mission != NULL)
        notes_add(notes, NOTE_WARNING, file, 0, 0, "the mission %s is not kept",
            stack->mission);
    for (size_t i = 0; i < stack->n; i++)
        add_item(&o, &stack->item[i]);
    json_t *root = json_pack("{s:s, s:o, s:o}", "$schema", SCHEMA, "steps",
        o.steps, "advancement", advancement(stack->until));
    char *text = json_dumps(root, JSON_INDENT(2));
    strbuf_adds(out, text != NULL ? text : "");
    strbuf_addc(out, '\n');
    free(text);
    json_decref(root);
    return notes->errors == before ? ERR_OK : ERR_FORMAT;
}
