/*
 * exec_library.c - see exec_library.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_library.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "pluto/model_mdb.h"

char **
exec_library_dirs(const struct mission *m, size_t *n)
{
    char **dir = xcalloc(2, sizeof *dir);
    *n = 0;
    if (m->procedures.directory != NULL) {
        dir[(*n)++] = xstrdup(m->procedures.directory);
    } else {
        dir[(*n)++] = xasprintf("%s/procedures", m->dir);
        dir[(*n)++] = paths_data("procedures");
    }
    return dir;
}

void
exec_library_dirs_free(char ***at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free((*at)[i]);
    free(*at);
    *at = NULL;
}

struct exec_library *
exec_library_read(const struct mdb *mdb, const char *const *dir, size_t n,
    bool needs_approval)
{
    struct exec_library *l = xcalloc(1, sizeof *l);
    l->model = pluto_model_new();
    pluto_model_add_mdb(l->model, mdb);
    l->library = library_load(dir, n, l->model);
    l->needs_approval = needs_approval;
    l->holders = 1;
    return l;
}

struct exec_library *
exec_library_hold(struct exec_library *l)
{
    l->holders++;
    return l;
}

void
exec_library_let_go(struct exec_library **at)
{
    struct exec_library *l = *at;
    *at = NULL;
    if (l == NULL || --l->holders > 0)
        return;
    library_free(&l->library);
    pluto_model_free(&l->model);
    free(l);
}

/* ---- who may have written it --------------------------------------------- */

static bool
is_roots(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && !S_ISLNK(st.st_mode) && st.st_uid == 0 &&
           (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* "dir/PO-001.pluto" is approved by "dir/PO-001.approval". */
static bool
is_trusted(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash != NULL ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    const size_t stem = dot != NULL ? (size_t)(dot - file) : strlen(file);
    char *path = xasprintf("%.*s.approval", (int)stem, file);
    char *dir = slash == NULL ? xstrdup(".")
                              : xstrndup(file, (size_t)(slash - file) + 1);
    const bool is_good = is_roots(path) && is_roots(dir);
    free(path);
    free(dir);
    return is_good;
}

bool
exec_library_may_run(const struct exec_library *l,
    const struct library_entry *entry, struct strbuf *why)
{
    if (!entry->can_run) {
        strbuf_addf(why, "%s has %zu errors: columba check %s", entry->id,
            entry->notes.errors, entry->file);
        return false;
    }
    if (!l->needs_approval)
        return true;
    if (entry->approval.state != APPROVAL_APPROVED) {
        strbuf_addf(why, "%s is %s%s: only approved procedures run in flight",
            entry->id, approval_state_str(entry->approval.state),
            entry->approval.was_approved ? ", changed since it was approved"
                                         : "");
        return false;
    }
    if (!is_trusted(entry->file)) {
        strbuf_addf(why,
            "the approval of %s can be written by others than root", entry->id);
        return false;
    }
    return true;
}
