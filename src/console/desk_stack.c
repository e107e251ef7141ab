/*
 * desk_stack.c - `:stack`: files of the command stack, its check, lines that
 * are typed; and what of it outlasts the console.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command/ycs.h"
#include "common/attr.h"
#include "common/xalloc.h"
#include "console/export.h"

#define NAMES_MAX 200 /* completions from one directory */

static struct command_stack *
stack_of(struct desk *d)
{
    return &d->config.model->stack;
}

static const struct mdb *
mdb_of(const struct desk *d)
{
    return d->config.model->composer.mdb;
}

/* NULL where it is not known yet. */
static const char *
mission_of(const struct desk *d)
{
    const char *name = d->config.model->instance.mission;
    return name[0] != '\0' ? name : NULL;
}

/* ---- what is wrong --------------------------------------------------------
 */

/* The page shows them all; the line says how many. */
static void
show_notes(struct desk *d, const char *of, struct notes *notes)
{
    struct command_stack *s = stack_of(d);
    notes_fini(&s->notes);
    s->notes = *notes;
    *notes = (struct notes){0};
    notes_sort(&s->notes);
    (void)str_copy(s->notes_of, sizeof s->notes_of, of);
    s->version++;
    if (s->notes.n > 0)
        (void)desk_open(d, "problems", "");
}

static void
say_notes(struct desk *d, const char *what, const char *of)
{
    const struct notes *n = &stack_of(d)->notes;
    if (n->errors > 0)
        desk_say(d, TOAST_ERROR, "%s%s: %zu error%s; :problems lists them",
            what, of, n->errors, n->errors == 1 ? "" : "s");
    else if (n->warnings > 0)
        desk_say(d, TOAST_WARN, "%s%s: %zu warning%s; :problems lists them",
            what, of, n->warnings, n->warnings == 1 ? "" : "s");
}

static void
check(struct desk *d)
{
    struct command_stack *s = stack_of(d);
    if (mdb_of(d) == NULL) {
        desk_refuse(
            d, TOAST_WARN, "there is no mission database to check with");
        return;
    }
    command_stack_check(s, mdb_of(d), mission_of(d));
    if (s->notes.n == 0) {
        desk_say(
            d, TOAST_INFO, "all %zu lines are of this database", s->stack.n);
        return;
    }
    (void)desk_open(d, "problems", "");
    say_notes(d, "", s->notes_of);
}

/* ---- reading --------------------------------------------------------------
 */

/* It is read whole or not at all; what it holds may still be wrong here. */
static void
read_file(struct desk *d, const char *path, bool is_ycs)
{
    struct notes notes = {0};
    struct stack stack;
    enum err e = is_ycs ? ycs_load(path, mdb_of(d), &notes, &stack)
                        : stack_load(path, &notes, &stack);
    size_t n = stack.n;
    if (e == ERR_OK && mdb_of(d) != NULL) {
        struct mdb_encoder *encoder = mdb_encoder_new(mdb_of(d));
        stack_check(&stack, path, mdb_of(d), encoder, mission_of(d), &notes);
        mdb_encoder_free(&encoder);
    }
    if (e == ERR_OK)
        command_stack_put(stack_of(d), &stack, is_ycs ? "" : path);
    stack_fini(&stack);
    bool is_clean = notes.n == 0;
    show_notes(d, path, &notes);
    if (e != ERR_OK && is_clean)
        desk_say(d, TOAST_ERROR, "%s is not read: %s", path, err_str(e));
    else if (e != ERR_OK)
        say_notes(d, "not loaded: ", path);
    else if (!is_clean)
        say_notes(d, "loaded: ", path);
    else {
        (void)desk_open(d, "commands", "stack");
        desk_say(d, TOAST_INFO, "%zu lines from %s; U takes it back", n, path);
    }
}

static void
read_pending(void *arg)
{
    struct desk *d = arg;
    read_file(d, d->stack.path, d->stack.is_ycs);
}

/* Lines that were not sent and not saved are not dropped unasked. */
static void
load(struct desk *d, const char *path, bool is_ycs)
{
    struct command_stack *s = stack_of(d);
    struct strbuf left = {0};
    command_stack_keep(s, &left);
    bool would_lose = s->is_changed && left.len > 0;
    strbuf_fini(&left);
    if (!str_copy(d->stack.path, sizeof d->stack.path, path)) {
        desk_say(d, TOAST_WARN, "this name is too long");
        return;
    }
    d->stack.is_ycs = is_ycs;
    if (would_lose)
        d->ui.confirm(d, "The stack has lines that are not saved: replace it?",
            read_pending, d);
    else
        read_pending(d);
}

/* ---- writing --------------------------------------------------------------
 */

/* As it is to be written; false: it cannot be, and the person was told. */
static bool
text_of(struct desk *d, const char *path, bool is_ycs, struct strbuf *out)
{
    struct command_stack *s = stack_of(d);
    struct notes notes = {0};
    if (!is_ycs) {
        stack_fmt(&s->stack, out);
        return true;
    }
    struct strbuf own = {0};
    struct stack copy;
    stack_fmt(&s->stack, &own);
    enum err e =
        stack_parse("the stack", strbuf_get(&own), own.len, &notes, &copy);
    strbuf_fini(&own);
    if (e == ERR_OK && mdb_of(d) != NULL)
        stack_qualify(&copy, mdb_of(d));
    if (e == ERR_OK)
        e = ycs_fmt(&copy, "the stack", &notes, out);
    stack_fini(&copy);
    if (notes.n > 0) {
        show_notes(d, path, &notes);
        say_notes(d, e == ERR_OK ? "" : "not written: ", path);
    }
    notes_fini(&notes);
    return e == ERR_OK;
}

static void
written(struct desk *d, const char *path, bool is_ycs)
{
    struct command_stack *s = stack_of(d);
    if (!is_ycs)
        command_stack_saved(s, path);
    desk_say(d, TOAST_INFO, "wrote %s: %zu lines", path, s->stack.n);
}

/* A person said so: whole or not at all. */
static void
overwrite(void *arg)
{
    struct desk *d = arg;
    struct strbuf text = {0};
    const char *path = d->stack.path;
    if (!text_of(d, path, d->stack.is_ycs, &text)) {
        strbuf_fini(&text);
        return;
    }
    if (stack_write(strbuf_get(&text), text.len, path) == ERR_OK)
        written(d, path, d->stack.is_ycs);
    else
        desk_say(
            d, TOAST_ERROR, "%s is not written: %s", path, strerror(errno));
    strbuf_fini(&text);
}

static bool
exists(const struct desk *d, const char *path)
{
    struct stat st;
    return d->config.export_dir == NULL && stat(path, &st) == 0;
}

static void
ask_to_overwrite(struct desk *d)
{
    struct strbuf question = {0};
    strbuf_addf(
        &question, "%.100s is there already: overwrite it?", d->stack.path);
    d->ui.confirm(d, strbuf_get(&question), overwrite, d);
    strbuf_fini(&question);
}

static void
save(struct desk *d, const char *path, bool is_ycs)
{
    struct strbuf text = {0}, problem = {0};
    if (d->config.is_readonly && d->config.export_dir == NULL) {
        desk_refuse(d, TOAST_WARN, "read-only, no --export directory");
        return;
    }
    if (!str_copy(d->stack.path, sizeof d->stack.path, path)) {
        desk_say(d, TOAST_WARN, "this name is too long");
        return;
    }
    d->stack.is_ycs = is_ycs;
    if (exists(d, path)) {
        ask_to_overwrite(d);
        return;
    }
    if (!text_of(d, path, is_ycs, &text))
        ;
    else if (export_write(d->config.export_dir, path, strbuf_get(&text),
                 text.len, &problem))
        written(d, path, is_ycs);
    else
        desk_say(d, TOAST_ERROR, "%s is not written: %s", path,
            strbuf_get(&problem));
    strbuf_fini(&text);
    strbuf_fini(&problem);
}

/* ---- lines ----------------------------------------------------------------
 */

/* Any line that a file can have. */
static void
add(struct desk *d, const char *line)
{
    struct command_stack *s = stack_of(d);
    struct strbuf text = {0};
    struct notes notes = {0};
    struct stack one;
    strbuf_addf(&text, "columba-stack 1\n%s\n", line);
    enum err e = stack_parse("line", strbuf_get(&text), text.len, &notes, &one);
    if (e == ERR_OK && one.n == 1 && one.mission == NULL) {
        bool has_room = command_stack_add(s, &one.item[0]);
        desk_say(d, has_room ? TOAST_INFO : TOAST_WARN,
            has_room ? "line %zu of the stack: nothing was sent"
                     : "the stack is full: it has %zu lines",
            s->stack.n);
    } else
        desk_say(d, TOAST_WARN, "%s",
            notes.n > 0 ? notes.note[0].text
                        : "a line is a command, wait, pause or # text");
    stack_fini(&one);
    notes_fini(&notes);
    strbuf_fini(&text);
}

static void
clear_it(void *arg)
{
    struct desk *d = arg;
    command_stack_clear(stack_of(d));
    desk_say(d, TOAST_INFO, "the stack is empty; U takes it back");
}

static void
clear(struct desk *d)
{
    struct strbuf question = {0};
    size_t n = stack_of(d)->stack.n;
    if (n == 0) {
        desk_say(d, TOAST_INFO, "the stack is empty");
        return;
    }
    strbuf_addf(&question, "Take all %zu line%s out of the stack?", n,
        n == 1 ? "" : "s");
    d->ui.confirm(d, strbuf_get(&question), clear_it, d);
    strbuf_fini(&question);
}

/* ---- :stack --------------------------------------------------------------
 */

enum verb {
    VERB_LOAD,
    VERB_SAVE,
    VERB_IMPORT,
    VERB_EXPORT,
    VERB_ADD,
    VERB_CHECK,
    VERB_CLEAR,
    VERB_COUNT
};

static enum verb
verb_of(const char *text, size_t len)
{
    static const char *const verbs[VERB_COUNT] = {
        "load", "save", "import", "export", "add", "check", "clear"};
    for (unsigned i = 0; i < VERB_COUNT; i++)
        if (strlen(verbs[i]) == len && strncmp(verbs[i], text, len) == 0)
            return (enum verb)i;
    return VERB_COUNT;
}

static const char *
why_not(const struct desk *d, enum verb verb, const char *rest)
{
    bool has_argument = *rest != '\0';
    bool writes = verb == VERB_SAVE || verb == VERB_EXPORT;
    if (verb == VERB_COUNT ||
        has_argument != (verb != VERB_CHECK && verb != VERB_CLEAR))
        return ":stack load|save FILE, import|export FILE.ycs, add LINE, check "
               "or clear";
    if (d->config.is_readonly && !writes && verb != VERB_CHECK)
        return "read-only: ask an operator";
    return NULL;
}

void
desk_run_stack(struct desk *d, const char *text)
{
    size_t len = strcspn(text, " ");
    const char *rest = text + len + strspn(text + len, " ");
    if (len == 0) {
        (void)desk_open(d, "commands", "stack");
        return;
    }
    enum verb verb = verb_of(text, len);
    bool saves_again = verb == VERB_SAVE && *rest == '\0';
    if (saves_again) /* where it came from; asks */
        rest = stack_of(d)->file;
    const char *why = why_not(d, verb, rest);
    if (why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why);
    else if (verb == VERB_LOAD || verb == VERB_IMPORT)
        load(d, rest, verb == VERB_IMPORT);
    else if (verb == VERB_SAVE || verb == VERB_EXPORT)
        save(d, rest, verb == VERB_EXPORT);
    else if (verb == VERB_ADD)
        add(d, rest);
    else if (verb == VERB_CHECK)
        check(d);
    else
        clear(d);
}

/* ---- names of files -------------------------------------------------------
 */

struct names {
    char *name[NAMES_MAX]; /* owned */
    size_t n;
};

static bool
is_dir(const char *dir, const char *name)
{
    struct stat st;
    char *path = xasprintf("%s/%s", dir, name);
    bool is = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    free(path);
    return is;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Directories, and files that end so. */
static void
read_names(struct names *out, const char *dir, const char *ending)
{
    DIR *d = opendir(dir);
    for (const struct dirent *e; d != NULL && out->n < NAMES_MAX;) {
        if ((e = readdir(d)) == NULL)
            break;
        bool is_folder = e->d_name[0] != '.' && is_dir(dir, e->d_name);
        if (is_folder)
            out->name[out->n++] = xasprintf("%s/", e->d_name);
        else if (e->d_name[0] != '.' && str_suffix(e->d_name, ending))
            out->name[out->n++] = xstrdup(e->d_name);
    }
    if (d != NULL)
        closedir(d);
    qsort(out->name, out->n, sizeof *out->name, compare_names);
}

/* `typed` is "DIR/" or "": a read-only console lists no directories. */
bool
desk_stack_name(struct desk *d, const char *typed, bool is_ycs, size_t i,
    struct strbuf *out)
{
    struct names names = {0};
    if (d->config.is_readonly)
        return false;
    read_names(
        &names, *typed != '\0' ? typed : ".", is_ycs ? ".ycs" : ".stack");
    bool has = i < names.n;
    if (has)
        strbuf_adds(out, names.name[i]);
    for (size_t k = 0; k < names.n; k++)
        free(names.name[k]);
    return has;
}

/* ---- what outlasts the console ---------------------------------------------
 */

void
desk_take_stack(const struct desk *desk, struct strbuf *out)
{
    command_stack_keep(&desk->config.model->stack, out);
}

bool
desk_put_stack(
    struct desk *desk, const char *file, const char *text, size_t len)
{
    struct notes notes = {0};
    struct stack stack;
    bool is_good = stack_parse(file, text, len, &notes, &stack) == ERR_OK;
    size_t n = stack.n;
    if (is_good && n > 0) {
        command_stack_put(stack_of(desk), &stack, "");
        stack_of(desk)->is_changed = true;
        desk_say(desk, TOAST_INFO,
            "the stack has %zu line%s of your last session: view 4", n,
            n == 1 ? "" : "s");
    }
    stack_fini(&stack);
    notes_fini(&notes);
    return is_good;
}
