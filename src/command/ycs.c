/*
 * ycs.c - command stacks of Yamcs, read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/ycs.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/json_place.h"
#include "common/num.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"

#define DEPTH_MAX 16 /* of an argument's value */

struct ycs {
    const char *file;
    const struct mdb *mdb;
    struct notes *notes;
    struct stack *out;
    struct json_places places;
    int64_t wait_ms; /* after commands that say none */
    bool is_full;
};

static const char *const acks[UNTIL_COUNT] = {
    [UNTIL_QUEUED] = "Acknowledge_Queued",
    [UNTIL_RELEASED] = "Acknowledge_Released",
    [UNTIL_SENT] = "Acknowledge_Sent",
    [UNTIL_RECEIVED] = "Verifier_Received",
    [UNTIL_ACCEPTED] = "Verifier_Accepted",
    [UNTIL_EXECUTION] = "Verifier_Execution",
    [UNTIL_COMPLETED] = "CommandComplete",
};

const char *
ycs_ack_str(enum until until)
{
    return acks[until];
}

bool
ycs_ack_parse(const char *s, enum until *out)
{
    if (strcmp(s, "Verifier_Complete") == 0)
        s = acks[UNTIL_COMPLETED];
    for (unsigned i = 0; i < UNTIL_COUNT; i++)
        if (strcmp(s, acks[i]) == 0) {
            *out = (enum until)i;
            return true;
        }
    return false;
}

/* ---- telling ------------------------------------------------------------- */

#define say(y, severity, value, parent, ...)                                   \
    do {                                                                       \
        struct json_place at_ =                                                \
            json_place_of(&(y)->places, (value), (parent));                    \
        notes_add((y)->notes, (severity), (y)->file, at_.line, at_.col,        \
            __VA_ARGS__);                                                      \
    } while (0)
#define error(y, value, parent, ...)                                           \
    say((y), NOTE_ERROR, (value), (parent), __VA_ARGS__)
#define warn(y, value, parent, ...)                                            \
    say((y), NOTE_WARNING, (value), (parent), __VA_ARGS__)

/* Members that are not in `known` (n names) are told. */
static void
warn_others(struct ycs *y, json_t *object, const char *const *known, size_t n)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        size_t i = 0;
        while (i < n && strcmp(key, known[i]) != 0)
            i++;
        if (i == n)
            warn(y, value, object, "'%.60s' is not kept", key);
    }
}

/* A string member, or NULL; another type is an error. */
static const char *
get_string(struct ycs *y, json_t *object, const char *key)
{
    json_t *v = json_object_get(object, key);
    if (v == NULL || json_is_null(v))
        return NULL;
    if (!json_is_string(v))
        error(y, v, object, "'%s' is not a string", key);
    return json_string_value(v);
}

/* An array member of objects, or NULL. */
static json_t *
get_array(struct ycs *y, json_t *object, const char *key)
{
    json_t *v = json_object_get(object, key);
    if (v == NULL || json_is_null(v))
        return NULL;
    if (!json_is_array(v)) {
        error(y, v, object, "'%s' is not an array", key);
        return NULL;
    }
    return v;
}

static bool
is_object(struct ycs *y, json_t *v, json_t *parent)
{
    if (!json_is_object(v))
        error(y, v, parent, "not an object");
    return json_is_object(v);
}

/* ---- texts --------------------------------------------------------------- */

/* `len` bytes as clean text on one line: blanks for control characters. */
static char *
one_line(const char *s, size_t len)
{
    struct strbuf plain = {0}, out = {0};
    for (size_t i = 0; i < len; i++)
        strbuf_addc(&plain, strchr("\t\r\n", s[i]) != NULL ? ' ' : s[i]);
    str_sanitize(&out, strbuf_get(&plain), plain.len, false);
    while (out.len > 0 && out.s[out.len - 1] == ' ')
        out.s[--out.len] = '\0';
    strbuf_fini(&plain);
    return strbuf_take(&out);
}

static void
insert(struct ycs *y, const struct stack_item *item)
{
    if (stack_insert(y->out, y->out->n, item) || y->is_full)
        return;
    y->is_full = true;
    notes_add(y->notes, NOTE_ERROR, y->file, item->line, item->col,
        "more than %d lines", STACK_ITEMS_MAX);
}

static struct stack_item
item_at(struct ycs *y, enum stack_kind kind, json_t *v)
{
    struct json_place at = json_place_of(&y->places, v, v);
    return (struct stack_item){.kind = kind, .line = at.line, .col = at.col};
}

/* How much of `s` goes into one line: up to a blank, if there is one. */
static size_t
fitting(const char *s)
{
    size_t len = strlen(s);
    if (len <= STACK_TEXT_MAX)
        return len;
    for (len = STACK_TEXT_MAX; len > STACK_TEXT_MAX / 2; len--)
        if (s[len] == ' ')
            return len;
    for (len = STACK_TEXT_MAX; ((unsigned char)s[len] & 0xc0) == 0x80;)
        len--;
    return len;
}

/* One line of text, as several notes where it is long. */
static void
insert_note(struct ycs *y, json_t *step, const char *s, bool *has_gap)
{
    do {
        size_t n = fitting(s);
        struct stack_item item = item_at(y, STACK_NOTE, step);
        item.has_gap = *has_gap;
        item.text = xstrndup(s, n);
        insert(y, &item);
        stack_item_fini(&item);
        *has_gap = false;
        s += n;
        s += *s == ' ';
    } while (*s != '\0' && !y->is_full);
}

static void
insert_notes(struct ycs *y, json_t *step, const char *text)
{
    bool has_gap = y->out->n > 0;
    for (;;) {
        size_t n = strcspn(text, "\n");
        char *line = one_line(text, n);
        insert_note(y, step, line, &has_gap);
        free(line);
        if (text[n] == '\0' || y->is_full)
            return;
        text += n + 1;
    }
}

/* ---- advancement --------------------------------------------------------- */

static void
read_ack(struct ycs *y, json_t *advancement, enum until *out)
{
    const char *ack = get_string(y, advancement, "acknowledgment");
    if (ack == NULL || ycs_ack_parse(ack, out))
        return;
    *out = UNTIL_COMPLETED;
    warn(y, json_object_get(advancement, "acknowledgment"), advancement,
        "the acknowledgment '%.60s' is not known here: completed is waited "
        "for",
        ack);
}

static void
read_wait(struct ycs *y, json_t *advancement, int64_t *out)
{
    json_t *v = json_object_get(advancement, "wait");
    if (v == NULL || json_is_null(v))
        return;
    double ms = json_number_value(v);
    if (!json_is_number(v))
        error(y, v, advancement, "'wait' is not a number");
    else if (ms > STACK_WAIT_MAX_MS)
        error(y, v, advancement, "a wait longer than a day");
    else if (ms < 0)
        warn(y, v, advancement, "a negative wait is none");
    else {
        *out = (int64_t)ceil(ms);
        if ((double)*out > ms)
            warn(y, v, advancement, "the wait becomes %" PRId64 " ms", *out);
    }
}

static void
read_advancement(
    struct ycs *y, json_t *object, enum until *until, int64_t *wait_ms)
{
    static const char *const known[] = {"acknowledgment", "wait"};
    json_t *v = json_object_get(object, "advancement");
    if (v == NULL || json_is_null(v) || !is_object(y, v, object))
        return;
    read_ack(y, v, until);
    read_wait(y, v, wait_ms);
    warn_others(y, v, known, ARRAY_LEN(known));
}

/* ---- arguments ----------------------------------------------------------- */

static bool
is_name(const char *s)
{
    size_t len = strlen(s);
    return len > 0 && len <= ORDER_NAME_MAX && strchr(s, ' ') == NULL &&
           str_is_clean(s, len);
}

/* A scalar as it would be typed; owned. */
static char *
scalar_text(json_t *v)
{
    char number[NUM_DOUBLE_SIZE];
    if (json_is_string(v))
        return xstrdup(json_string_value(v));
    if (json_is_boolean(v))
        return xstrdup(json_is_true(v) ? "true" : "false");
    if (json_is_integer(v))
        return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(v));
    num_fmt_double(number, json_real_value(v));
    return xstrdup(number);
}

struct target {
    json_t *argument; /* whose place is told */
    struct stack_item *item;
};

static void
set_scalar(struct ycs *y, const struct target *t, const char *name, json_t *v)
{
    char *text = scalar_text(v);
    size_t len = strlen(text);
    struct json_place at = json_place_of(&y->places, t->argument, t->argument);
    if (!is_name(name))
        error(y, t->argument, NULL, "'%.60s' is no name of an argument", name);
    else if (len > ENCODE_TEXT_MAX || !str_is_clean(text, len))
        error(y, t->argument, NULL,
            "%.60s: a value that is too long or has control characters", name);
    else if (stack_item_get(t->item, name) != NULL)
        error(y, t->argument, NULL, "'%.60s' is given twice", name);
    else if (t->item->n_values >= STACK_VALUES_MAX)
        error(y, t->argument, NULL, "more than %d values", STACK_VALUES_MAX);
    else {
        stack_item_set(t->item, name, text);
        t->item->value[t->item->n_values - 1].col = at.col;
        t->item->value[t->item->n_values - 1].line = at.line;
    }
    free(text);
}

/* Members are leaves "Pos.x", elements "Table[3]". */
static void
set_value(struct ycs *y, const struct target *t, const char *name, json_t *v,
    unsigned depth)
{
    const char *key;
    json_t *child;
    if (depth > DEPTH_MAX) {
        error(y, t->argument, NULL, "a value that is nested too deep");
    } else if (json_is_object(v)) {
        json_object_foreach(v, key, child)
        {
            char *full = xasprintf("%.*s.%s", ORDER_NAME_MAX, name, key);
            set_value(y, t, full, child, depth + 1);
            free(full);
        }
    } else if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v) && i <= STACK_VALUES_MAX;
             i++) {
            char *full = xasprintf("%.*s[%zu]", ORDER_NAME_MAX, name, i);
            set_value(y, t, full, json_array_get(v, i), depth + 1);
            free(full);
        }
    } else if (json_is_null(v)) {
        warn(y, t->argument, NULL, "%.60s has no value: it is left out", name);
    } else {
        set_scalar(y, t, name, v);
    }
}

static void
read_arguments(struct ycs *y, json_t *step, struct stack_item *item)
{
    static const char *const known[] = {"name", "value"};
    json_t *all = get_array(y, step, "arguments");
    for (size_t i = 0; all != NULL && i < json_array_size(all); i++) {
        json_t *a = json_array_get(all, i);
        if (!is_object(y, a, all))
            continue;
        const char *name = get_string(y, a, "name");
        json_t *value = json_object_get(a, "value");
        if (name == NULL || value == NULL)
            error(y, a, NULL, "an argument without a name or a value");
        else
            set_value(y, &(struct target){a, item}, name, value, 0);
        warn_others(y, a, known, ARRAY_LEN(known));
    }
}

/* ---- steps --------------------------------------------------------------- */

/* A name of another namespace: the command that has it as its alias. */
static const char *
find_alias(const struct ycs *y, const char *alias)
{
    for (uint32_t i = 0; y->mdb != NULL && i < y->mdb->n_commands; i++)
        if (str_eq(y->mdb->command[i].alias, alias))
            return y->mdb->command[i].name;
    return NULL;
}

static void
read_name(struct ycs *y, json_t *step, struct stack_item *item)
{
    const char *name = get_string(y, step, "name");
    const char *space = get_string(y, step, "namespace");
    size_t len = name != NULL ? strlen(name) : 0;
    if (len == 0 || len > ORDER_NAME_MAX || !str_is_clean(name, len)) {
        error(y, json_object_get(step, "name"), step,
            "a command without a name that can be one");
        name = "?";
    }
    const char *found = space != NULL ? find_alias(y, name) : NULL;
    if (space != NULL && found == NULL)
        warn(y, json_object_get(step, "namespace"), step,
            "the namespace '%.60s' is not kept, the name is", space);
    item->name = xstrdup(found != NULL ? found : name);
}

static void
read_comment(struct ycs *y, json_t *step, struct stack_item *item)
{
    const char *text = get_string(y, step, "comment");
    if (text == NULL)
        return;
    char cut[STACK_TEXT_MAX + 1];
    char *line = one_line(text, strlen(text));
    bool is_whole = str_copy(cut, sizeof cut, line) && str_eq(line, text);
    if (!is_whole)
        warn(y, json_object_get(step, "comment"), step,
            "the comment becomes one line of at most %d bytes", STACK_TEXT_MAX);
    free(line);
    item->text = one_line(cut, strlen(cut)); /* no blanks at the cut */
    if (is_whole)
        return;
    bool has_gap = y->out->n > 0; /* and nothing of it is lost */
    line = one_line(text, strlen(text));
    insert_note(y, step, line, &has_gap);
    free(line);
}

static void
warn_options(struct ycs *y, json_t *step)
{
    json_t *all = get_array(y, step, "extraOptions");
    for (size_t i = 0; all != NULL && i < json_array_size(all); i++) {
        json_t *o = json_array_get(all, i);
        const char *id = json_string_value(json_object_get(o, "id"));
        warn(
            y, o, all, "the option '%.60s' is not kept", id != NULL ? id : "?");
    }
    const char *stream = get_string(y, step, "stream");
    if (stream != NULL)
        warn(y, json_object_get(step, "stream"), step,
            "the stream '%.60s' is not kept", stream);
}

static void
insert_wait(struct ycs *y, json_t *step, int64_t ms)
{
    struct stack_item item = item_at(y, STACK_WAIT, step);
    item.wait_ms = ms;
    if (ms > 0)
        insert(y, &item);
}

static void
read_command(struct ycs *y, json_t *step)
{
    static const char *const known[] = {"type", "name", "namespace", "comment",
        "stream", "arguments", "extraOptions", "advancement"};
    struct stack_item item = item_at(y, STACK_COMMAND, step);
    int64_t wait_ms = y->wait_ms;
    read_name(y, step, &item);
    read_comment(y, step, &item);
    read_arguments(y, step, &item);
    item.until = y->out->until;
    read_advancement(y, step, &item.until, &wait_ms);
    item.has_until = item.until != y->out->until;
    warn_options(y, step);
    warn_others(y, step, known, ARRAY_LEN(known));
    insert(y, &item);
    insert_wait(y, step, wait_ms);
    stack_item_fini(&item);
}

static void
read_text(struct ycs *y, json_t *step)
{
    static const char *const known[] = {"type", "text"};
    const char *text = get_string(y, step, "text");
    if (text != NULL)
        insert_notes(y, step, text);
    else
        error(y, step, NULL, "a step 'text' without its text");
    warn_others(y, step, known, ARRAY_LEN(known));
}

/* A pause that says `what`; a text that is too long stands before it. */
static void
insert_pause(struct ycs *y, json_t *step, struct strbuf *what)
{
    struct stack_item item = item_at(y, STACK_PAUSE, step);
    const char *comment = get_string(y, step, "comment");
    if (comment != NULL)
        strbuf_addf(what, ": %s", comment);
    char *line = one_line(strbuf_get(what), what->len);
    if (strlen(line) > STACK_TEXT_MAX) {
        bool has_gap = y->out->n > 0;
        insert_note(y, step, line, &has_gap);
        free(line);
        line = xstrdup("check what stands above");
    }
    item.text = line;
    insert(y, &item);
    stack_item_fini(&item);
}

static void
read_check(struct ycs *y, json_t *step)
{
    static const char *const known[] = {"type", "parameters", "comment"};
    json_t *all = get_array(y, step, "parameters");
    struct strbuf what = {0};
    strbuf_adds(&what, "check");
    for (size_t i = 0; all != NULL && i < json_array_size(all); i++) {
        json_t *p = json_array_get(all, i);
        const char *name =
            is_object(y, p, all) ? get_string(y, p, "parameter") : "?";
        strbuf_addf(
            &what, "%s %s", i > 0 ? "," : "", name != NULL ? name : "?");
    }
    insert_pause(y, step, &what);
    strbuf_fini(&what);
    warn(y, step, NULL, "a check becomes a pause");
    warn_others(y, step, known, ARRAY_LEN(known));
}

static const char *
operator_text(const char *op)
{
    static const char *const ops[][2] = {{"eq", "=="}, {"neq", "!="},
        {"lt", "<"}, {"le", "<="}, {"lte", "<="}, {"gt", ">"}, {"gte", ">="}};
    for (size_t i = 0; op != NULL && i < ARRAY_LEN(ops); i++)
        if (strcmp(op, ops[i][0]) == 0)
            return ops[i][1];
    return op != NULL ? op : "?";
}

static void
add_condition(struct ycs *y, json_t *all, size_t i, struct strbuf *out)
{
    json_t *c = json_array_get(all, i);
    if (!is_object(y, c, all))
        return;
    const char *name = get_string(y, c, "parameter");
    json_t *value = json_object_get(c, "value");
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    if (name == NULL || value == NULL)
        error(y, c, NULL, "a condition without a parameter or a value");
    else
        strbuf_addf(out, "%s %s %s %s", i > 0 ? " and" : "", name,
            operator_text(get_string(y, c, "operator")),
            text != NULL ? text : "?");
    free(text);
}

static void
add_ms(struct ycs *y, json_t *step, const char *key, const char *what,
    struct strbuf *out)
{
    json_t *v = json_object_get(step, key);
    if (v != NULL && !json_is_number(v))
        error(y, v, step, "'%s' is not a number", key);
    else if (json_number_value(v) > 0)
        strbuf_addf(out, ", %s %.0f ms", what, json_number_value(v));
}

static void
read_verify(struct ycs *y, json_t *step)
{
    static const char *const known[] = {
        "type", "condition", "delay", "timeout", "comment"};
    json_t *all = get_array(y, step, "condition");
    struct strbuf what = {0};
    strbuf_adds(&what, "verify");
    for (size_t i = 0; all != NULL && i < json_array_size(all); i++)
        add_condition(y, all, i, &what);
    add_ms(y, step, "delay", "after", &what);
    add_ms(y, step, "timeout", "within", &what);
    insert_pause(y, step, &what);
    strbuf_fini(&what);
    warn(y, step, NULL, "a verification becomes a pause");
    warn_others(y, step, known, ARRAY_LEN(known));
}

static void
read_step(struct ycs *y, json_t *step)
{
    static const struct {
        const char *type;
        void (*read)(struct ycs *, json_t *);
    } types[] = {{"command", read_command}, {"text", read_text},
        {"check", read_check}, {"verify", read_verify}};
    const char *type = get_string(y, step, "type");
    for (size_t i = 0; type != NULL && i < ARRAY_LEN(types); i++)
        if (strcmp(type, types[i].type) == 0) {
            types[i].read(y, step);
            return;
        }
    error(y, json_object_get(step, "type"), step,
        "a step of a type that is not known: '%.60s'",
        type != NULL ? type : "");
}

/* ---- the file ------------------------------------------------------------ */

static void
read_root(struct ycs *y, json_t *root)
{
    static const char *const known[] = {
        "$schema", "steps", "commands", "advancement"};
    if (!is_object(y, root, root))
        return;
    json_t *steps = get_array(y, root, "steps");
    json_t *commands = get_array(y, root, "commands");
    y->out->until = UNTIL_QUEUED; /* Yamcs's default */
    read_advancement(y, root, &y->out->until, &y->wait_ms);
    warn_others(y, root, known, ARRAY_LEN(known));
    if (steps == NULL && commands == NULL)
        error(y, root, NULL, "neither 'steps' nor 'commands'");
    if (steps != NULL && commands != NULL)
        warn(y, commands, root, "'commands' is not read beside 'steps'");
    json_t *all = steps != NULL ? steps : commands;
    for (size_t i = 0; all != NULL && i < json_array_size(all) && !y->is_full;
         i++) {
        json_t *step = json_array_get(all, i);
        if (is_object(y, step, all))
            (steps != NULL ? read_step : read_command)(y, step);
    }
}

enum err
ycs_parse(const char *file, const char *text, size_t len, const struct mdb *mdb,
    struct notes *notes, struct stack *out)
{
    size_t before = notes->errors;
    struct ycs y = {.file = file, .mdb = mdb, .notes = notes, .out = out};
    json_error_t e;
    stack_init(out);
    json_t *root = len <= STACK_BYTES_MAX
                       ? json_loadb(text, len, JSON_REJECT_DUPLICATES, &e)
                       : NULL;
    if (len > STACK_BYTES_MAX)
        notes_add(notes, NOTE_ERROR, file, 0, 0, "is larger than %d bytes",
            STACK_BYTES_MAX);
    else if (root == NULL)
        notes_add(notes, NOTE_ERROR, file, e.line > 0 ? (unsigned)e.line : 0,
            e.column > 0 ? (unsigned)e.column : 0, "%s", e.text);
    if (root != NULL) {
        json_places_find(&y.places, text, len, root);
        read_root(&y, root);
        json_places_fini(&y.places);
        json_decref(root);
    }
    if (notes->errors == before)
        return ERR_OK;
    stack_fini(out);
    return ERR_FORMAT;
}

enum err
ycs_load(const char *path, const struct mdb *mdb, struct notes *notes,
    struct stack *out)
{
    size_t len;
    enum err e;
    stack_init(out);
    char *text = text_file_read(path, STACK_BYTES_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = ycs_parse(path, text, len, mdb, notes, out);
    free(text);
    return e;
}
