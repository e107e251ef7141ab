/*
 * exec_library.c - see exec_library.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_library.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/trust.h"
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

/* ---- in flight ----------------------------------------------------------- */

/* "dir/PO-001.pluto" has its catalogue in "dir/PO-001.conf"; owned. */
static char *
beside(const char *file, const char *suffix)
{
    const char *slash = strrchr(file, '/');
    const char *dot = strrchr(slash != NULL ? slash : file, '.');
    const size_t stem = dot != NULL ? (size_t)(dot - file) : strlen(file);
    return xasprintf("%.*s%s", (int)stem, file, suffix);
}

static bool
mistrusts(
    const char *id, const char *file, const char *fault, struct strbuf *why)
{
    if (fault != NULL)
        strbuf_addf(why, "%s does not run in flight: %s: %s", id, file, fault);
    return fault != NULL;
}

/* What was approved is read again: it may be withdrawn since. */
static bool
is_approved_in(const struct library_entry *entry, const char *file, int fd,
    struct strbuf *why)
{
    struct notes notes = {0};
    struct approval a = {0};
    size_t len;
    enum err e;
    char *text =
        text_file_read_fd(fd, file, APPROVAL_FILE_MAX, &notes, &len, &e);
    if (text != NULL)
        e = approval_parse(file, text, len, entry->digest, &notes, &a);
    const bool is_good =
        text != NULL && e == ERR_OK && a.state == APPROVAL_APPROVED;
    if (!is_good)
        strbuf_addf(
            why, "%s is not approved any more: see %s", entry->id, file);
    free(text);
    notes_fini(&notes);
    return is_good;
}

static bool
is_approved(const struct library_entry *entry, struct strbuf *why)
{
    char *file = beside(entry->file, APPROVAL_SUFFIX);
    struct trust_place p = trust_open(file);
    const bool is_good =
        !mistrusts(entry->id, file, trust_fault(&p, false), why) &&
        is_approved_in(entry, file, p.file, why);
    trust_close(&p);
    free(file);
    return is_good;
}

/* Procedure, catalogue and approval are root's, and it is approved now. */
static bool
may_fly(const struct library_entry *entry, struct strbuf *why)
{
    if (entry->approval.state != APPROVAL_APPROVED) {
        strbuf_addf(why, "%s is %s%s: only approved procedures run in flight",
            entry->id, approval_state_str(entry->approval.state),
            entry->approval.was_approved ? ", changed since it was approved"
                                         : "");
        return false;
    }
    char *conf = beside(entry->file, ".conf");
    const bool has_conf = access(conf, F_OK) == 0;
    const bool is_good = !mistrusts(entry->id, entry->file,
                             trust_fault_of(entry->file, false), why) &&
                         !(has_conf && mistrusts(entry->id, conf,
                                           trust_fault_of(conf, false), why)) &&
                         is_approved(entry, why);
    free(conf);
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
    return !l->needs_approval || may_fly(entry, why);
}
