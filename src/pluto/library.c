/*
 * library.c - all procedures of a mission.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/library.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "mission/conf_scan.h"
#include "pluto/check.h"
#include "pluto/library_priv.h"
#include "pluto/parse.h"

#define APPROVAL_BYTES_MAX (1u << 20)

static bool
is_procedure(const char *name)
{
    return name[0] != '.' &&
           (str_suffix(name, ".pluto") || str_suffix(name, ".plp"));
}

/* "dir/PO-001.pluto" with another ending; owned. */
static char *
beside(const char *file, const char *ending)
{
    const char *dot = strrchr(file, '.');
    return xasprintf("%.*s.%s", (int)(dot - file), file, ending);
}

static char *
stem_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    return xstrndup(name, (size_t)(strrchr(name, '.') - name));
}

/* A file that may lack; NULL: it does, or cannot be read (a note). */
static char *
read_beside(const char *file, const char *ending, size_t max,
    struct notes *notes, char **path, size_t *len)
{
    enum err e;
    *path = beside(file, ending);
    if (access(*path, F_OK) != 0)
        return NULL;
    return text_file_read(*path, max, notes, len, &e);
}

/* ---- one procedure ------------------------------------------------------- */

static void
read_catalogue(
    struct library_entry *e, const char *stem, char **conf, size_t *conf_len)
{
    char *path;
    *conf = read_beside(
        e->file, "conf", CONF_BYTES_MAX, &e->notes, &path, conf_len);
    e->catalogue = *conf != NULL ? catalogue_parse_tolerant(
                                       path, stem, *conf, *conf_len, &e->notes)
                                 : catalogue_empty(stem);
    free(path);
}

static void
read_approval(struct library_entry *e, struct notes *notes)
{
    char *path;
    size_t len;
    char *text = read_beside(
        e->file, "approval", APPROVAL_BYTES_MAX, notes, &path, &len);
    if (text != NULL)
        (void)!approval_parse(path, text, len, e->digest, notes, &e->approval);
    free(text);
    free(path);
}

void
library_entry_read(struct library_entry *e, const char *file)
{
    size_t len = 0, conf_len = 0;
    enum err err;
    char *conf = NULL, *stem = stem_of(file);
    *e = (struct library_entry){.file = xstrdup(file)};
    char *text = text_file_read(file, PLUTO_SOURCE_MAX, &e->notes, &len, &err);
    read_catalogue(e, stem, &conf, &conf_len);
    if (text != NULL) {
        (void)!pluto_parse(file, text, len, &e->notes, &e->procedure);
        approval_digest(text, len, conf, conf_len, e->digest);
        read_approval(e, &e->approval_notes);
    }
    e->id = xstrdup(e->catalogue->id);
    free(text);
    free(conf);
    free(stem);
}

void
library_entry_fini(struct library_entry *e)
{
    pluto_free(&e->procedure);
    catalogue_free(&e->catalogue);
    notes_fini(&e->notes);
    notes_fini(&e->approval_notes);
    free(e->file);
    free(e->id);
}

/* ---- all of them --------------------------------------------------------- */

static struct library_entry *
same_id(struct library *l, const char *id)
{
    char key[PLUTO_KEY_MAX], other[PLUTO_KEY_MAX];
    (void)pluto_model_key(id, key, sizeof key);
    for (size_t i = 0; i < l->n; i++) {
        (void)pluto_model_key(l->entry[i]->id, other, sizeof other);
        if (strcmp(key, other) == 0)
            return l->entry[i];
    }
    return NULL;
}

/* `first`: the first one of this directory. */
static void
add(struct library *l, const char *file, size_t first)
{
    struct library_entry *e = xcalloc(1, sizeof *e);
    library_entry_read(e, file);
    const struct library_entry *other = same_id(l, e->id);
    for (size_t i = first; other != NULL && i < l->n; i++)
        if (l->entry[i] == other) { /* of this directory, too */
            notes_add(&e->notes, NOTE_ERROR, file, 0, 0,
                "'%s' is the procedure of %s, too: each has its own id", e->id,
                other->file);
            other = NULL;
        }
    if (other != NULL) {
        library_entry_fini(e);
        free(e);
        return;
    }
    l->entry = xgrow(l->entry, l->n, &l->cap, sizeof(struct library_entry *));
    l->entry[l->n++] = e;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_dir(struct library *l, const char *path)
{
    DIR *dir = opendir(path);
    char **file = NULL;
    size_t n = 0, cap = 0, first = l->n;
    if (dir == NULL)
        return;
    for (struct dirent *d; (d = readdir(dir)) != NULL;) {
        if (!is_procedure(d->d_name))
            continue;
        file = xgrow(file, n, &cap, sizeof(char *));
        file[n++] = xasprintf("%s/%s", path, d->d_name);
    }
    closedir(dir);
    if (n > 1)
        qsort(file, n, sizeof(char *), by_name);
    for (size_t i = 0; i < n; i++) {
        add(l, file[i], first);
        free(file[i]);
    }
    free(file);
}

void
library_add_activity(struct pluto_model *model, const char *id,
    const struct catalogue *catalogue, uint32_t index)
{
    const struct pluto_model_activity activity = {.name = id,
        .kind = PLUTO_PROCEDURE,
        .argument = catalogue->argument,
        .n_arguments = catalogue->n_arguments,
        .command = PLUTO_NIL,
        .procedure = index,
        .has_verifiers = true,
        .described = catalogue->title};
    (void)pluto_model_add_activity(model, &id, 1, &activity);
}

static void
bind(struct library_entry *e, struct pluto_model *model)
{
    const struct pluto_check_options options = {.catalogue = e->catalogue};
    if (e->procedure == NULL)
        return;
    (void)!catalogue_bind(e->catalogue, e->procedure, &e->notes);
    (void)!pluto_check(e->procedure, model, &options, &e->notes);
}

struct library *
library_load(const char *const *dir, size_t n, struct pluto_model *model)
{
    struct library *l = xcalloc(1, sizeof *l);
    for (size_t i = 0; i < n; i++)
        add_dir(l, dir[i]);
    for (size_t i = 0; i < l->n; i++)
        library_add_activity(
            model, l->entry[i]->id, l->entry[i]->catalogue, (uint32_t)i);
    for (size_t i = 0; i < l->n; i++)
        bind(l->entry[i], model);
    library_check_calls(l, model);
    for (size_t i = 0; i < l->n; i++) {
        struct library_entry *e = l->entry[i];
        e->can_run = e->procedure != NULL && e->notes.errors == 0;
        notes_move(&e->notes, &e->approval_notes); /* a draft can run */
    }
    return l;
}

void
library_free(struct library **library)
{
    if (*library == NULL)
        return;
    for (size_t i = 0; i < (*library)->n; i++) {
        library_entry_fini((*library)->entry[i]);
        free((*library)->entry[i]);
    }
    free((*library)->entry);
    free(*library);
    *library = NULL;
}

size_t
library_count(const struct library *library)
{
    return library->n;
}

const struct library_entry *
library_entry(const struct library *library, size_t i)
{
    return library->entry[i];
}

static bool
is_file(const struct library_entry *e, const char *name)
{
    const char *slash = strrchr(e->file, '/');
    const char *file = slash != NULL ? slash + 1 : e->file;
    size_t n = (size_t)(strrchr(file, '.') - file);
    return str_eq(file, name) || str_eq(e->file, name) ||
           (strncmp(file, name, n) == 0 && name[n] == '\0');
}

const struct library_entry *
library_find(const struct library *l, const char *name)
{
    char key[PLUTO_KEY_MAX], other[PLUTO_KEY_MAX];
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->entry[i]->id, name))
            return l->entry[i];
    for (size_t i = 0; i < l->n; i++)
        if (is_file(l->entry[i], name))
            return l->entry[i];
    size_t len = pluto_model_key(name, key, sizeof key);
    for (size_t i = 0; len > 0 && i < l->n; i++)
        if (pluto_model_key(l->entry[i]->id, other, sizeof other) == len &&
            strcmp(key, other) == 0)
            return l->entry[i];
    return NULL;
}
