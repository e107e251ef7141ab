/*
 * display_set.c - the displays there are, and the pages made of them.
 *
 * Two tables: the files as they were last seen, and the rows made of them, one
 * for each id.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/display/display_set.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "common/str.h"
#include "common/xalloc.h"

#define POLL_NS INT64_C(1000000000)

/* What tells that a file is another than it was. */
struct stamp {
    dev_t dev;
    ino_t ino;
    mode_t mode;
    off_t size;
    struct timespec modified, changed;
};

struct file {
    char *path;
    size_t dir; /* index of its directory */
    struct stamp stamp;
    char *id, *title; /* of its newest good `display` line, else of its name */
    bool has_head;    /* the file as it is now has such a line */
    bool is_seen;     /* in this poll */
};

struct row {
    struct display_set_row pub;
    struct stamp stamp; /* of what was tried */
    bool is_tried;
};

struct dir {
    char *path, *origin;
};

struct display_set {
    struct dir *dir;
    size_t n_dirs;
    struct file **file; /* by directory, then name */
    size_t n_files, files_cap;
    struct row **row; /* by id */
    size_t n_rows;
    const struct mdb *mdb;
    unsigned versions;
    struct mono polled;
    bool is_polled;
};

/* ---- files --------------------------------------------------------------- */

static void
file_free(struct file *f)
{
    free(f->path);
    free(f->id);
    free(f->title);
    free(f);
}

/* errno, or 0 */
static int
stamp_of(const char *path, struct stamp *out)
{
    struct stat st;
    *out = (struct stamp){0};
    if (stat(path, &st) != 0)
        return errno;
    out->dev = st.st_dev;
    out->ino = st.st_ino;
    out->mode = st.st_mode;
    out->size = st.st_size;
    out->modified = st.st_mtim;
    out->changed = st.st_ctim;
    return 0;
}

static bool
same_stamp(const struct stamp *a, const struct stamp *b)
{
    return a->dev == b->dev && a->ino == b->ino && a->mode == b->mode &&
           a->size == b->size && a->modified.tv_sec == b->modified.tv_sec &&
           a->modified.tv_nsec == b->modified.tv_nsec &&
           a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

/* "PWR01" for ".../pwr01.dsp": what a file without a head is called. */
static char *
id_of_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *id = xstrdup(slash != NULL ? slash + 1 : path);
    size_t n = strlen(id) - strlen(".dsp");
    id[n < DISPLAY_ID_MAX ? n : DISPLAY_ID_MAX] = '\0';
    for (char *c = id; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", *c) == NULL)
            *c = '_';
    }
    if (!display_id_is_valid(id))
        id[0] = 'X';
    return id;
}

/* A file that is being saved keeps the id and title it had. */
static void
read_head(struct file *f)
{
    char *id, *title;
    f->has_head = display_head(f->path, &id, &title) == ERR_OK;
    if (f->has_head) {
        free(f->id);
        free(f->title);
        f->id = id;
        f->title = title;
    } else if (f->id == NULL) {
        f->id = id_of_name(f->path);
        f->title = xstrdup("");
    }
}

static struct file *
find_file(struct display_set *c, const char *path)
{
    for (size_t i = 0; i < c->n_files; i++)
        if (strcmp(c->file[i]->path, path) == 0)
            return c->file[i];
    return NULL;
}

/* True: it is new, or another than it was. */
static bool
look_at(struct display_set *c, size_t dir, const char *name)
{
    struct stamp stamp;
    char *path = xasprintf("%s/%s", c->dir[dir].path, name);
    struct file *f = find_file(c, path);
    if (stamp_of(path, &stamp) == ENOENT) { /* gone while we look */
        free(path);
        return false;
    }
    if (f != NULL && same_stamp(&f->stamp, &stamp)) {
        f->is_seen = true;
        free(path);
        return false;
    }
    if (f == NULL) {
        f = xcalloc(1, sizeof *f);
        f->path = path;
        f->dir = dir;
        c->file = xgrow(c->file, c->n_files, &c->files_cap, sizeof *c->file);
        c->file[c->n_files++] = f;
    } else {
        free(path);
    }
    f->is_seen = true;
    f->stamp = stamp;
    read_head(f);
    return true;
}

static int
is_display(const struct dirent *e)
{
    return e->d_name[0] != '.' && str_suffix(e->d_name, ".dsp");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
scan_dir(struct display_set *c, size_t dir)
{
    struct dirent **entry = NULL;
    bool changed = false;
    int n = scandir(c->dir[dir].path, &entry, is_display, by_name);
    bool is_gone = n < 0 && (errno == ENOENT || errno == ENOTDIR);
    for (size_t i = 0; i < c->n_files; i++)
        if (c->file[i]->dir == dir)
            c->file[i]->is_seen = n < 0 && !is_gone;
    for (int i = 0; i < n; i++) {
        if (i < DISPLAY_SET_FILES_MAX && look_at(c, dir, entry[i]->d_name))
            changed = true;
        free(entry[i]);
    }
    free(entry);
    return changed;
}

/* True: some were not seen any more. */
static bool
drop_unseen(struct display_set *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_files; i++) {
        if (c->file[i]->is_seen)
            c->file[n++] = c->file[i];
        else
            file_free(c->file[i]);
    }
    bool changed = n < c->n_files;
    c->n_files = n;
    return changed;
}

/* ---- rows ---------------------------------------------------------------- */

static void
row_free(struct row *row)
{
    free(row->pub.id);
    free(row->pub.title);
    free(row->pub.path);
    free(row->pub.origin);
    display_free(&row->pub.page);
    notes_fini(&row->pub.notes);
    free(row);
}

static struct row *
find_row(struct row **row, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(row[i]->pub.id, id) == 0)
            return row[i];
    return NULL;
}

static const char *
id_at(void *arg, size_t i)
{
    const struct display_set *c = arg;
    return i < c->n_rows ? c->row[i]->pub.id : NULL;
}

/* Read the file; what was there stays where the new one is refused. */
static void
load_row(struct display_set *c, struct row *row)
{
    struct notes notes = {0};
    struct display *page;
    struct stamp after;
    row->is_tried = true;
    int before_failed = stamp_of(row->pub.path, &row->stamp);
    enum err e = display_load(row->pub.path, c->mdb, id_at, c, &notes, &page);
    /* changed while it was read: the next poll finds it to be another */
    if (before_failed != 0 || stamp_of(row->pub.path, &after) != 0 ||
        !same_stamp(&row->stamp, &after)) {
        struct file *f = find_file(c, row->pub.path);
        if (f != NULL && f->stamp.ino != 0)
            f->stamp = (struct stamp){0};
    }
    notes_fini(&row->pub.notes);
    row->pub.notes = notes;
    row->pub.is_broken = e != ERR_OK;
    if (e != ERR_OK)
        return;
    display_free(&row->pub.page);
    row->pub.page = page;
    row->pub.version = ++c->versions;
}

static void
replace(char **text, const char *new)
{
    if (str_eq(*text, new))
        return;
    free(*text);
    *text = xstrdup(new);
}

/* The row of an id is that of its first file. */
static struct row *
make_row(
    struct display_set *c, struct row **old, size_t n_old, const struct file *f)
{
    struct row *row = find_row(old, n_old, f->id);
    if (row == NULL)
        row = xcalloc(1, sizeof *row);
    bool is_other =
        row->pub.path != NULL && (!str_eq(row->pub.path, f->path) ||
                                     !same_stamp(&row->stamp, &f->stamp));
    replace(&row->pub.id, f->id);
    replace(&row->pub.title, f->title);
    replace(&row->pub.path, f->path);
    replace(&row->pub.origin, c->dir[f->dir].origin);
    /* what was asked for is shown, so that its errors must be, too */
    if (row->is_tried && is_other)
        row->is_tried = false;
    else if (!row->is_tried)
        row->stamp = f->stamp;
    return row;
}

static int
by_id(const void *a, const void *b)
{
    const struct row *const *ra = a, *const *rb = b;
    return strcmp((*ra)->pub.id, (*rb)->pub.id);
}

/* Of directory, then name: new files were added behind the old ones. */
static int
by_place(const void *a, const void *b)
{
    const struct file *const *fa = a, *const *fb = b;
    if ((*fa)->dir != (*fb)->dir)
        return (*fa)->dir < (*fb)->dir ? -1 : 1;
    return strcmp((*fa)->path, (*fb)->path);
}

/* Take `row` out of `old`, so that what is left there has no file. */
static void
take(struct row **old, size_t n, const struct row *row)
{
    for (size_t i = 0; i < n; i++)
        if (old[i] == row)
            old[i] = NULL;
}

static void
rebuild(struct display_set *c)
{
    struct row **old = c->row;
    size_t n_old = c->n_rows, left = 0;
    qsort(c->file, c->n_files, sizeof(struct file *), by_place);
    c->row = xcalloc(c->n_files + 1, sizeof(struct row *));
    c->n_rows = 0;
    for (size_t i = 0; i < c->n_files; i++)
        if (find_row(c->row, c->n_rows, c->file[i]->id) == NULL)
            c->row[c->n_rows++] = make_row(c, old, n_old, c->file[i]);
    for (size_t i = 0; i < c->n_rows; i++)
        take(old, n_old, c->row[i]);
    for (left = 0; left < n_old; left++)
        if (old[left] != NULL)
            row_free(old[left]);
    free(old);
    qsort(c->row, c->n_rows, sizeof(struct row *), by_id);
}

/* Pages that are in use, and files that cannot even be listed. */
static void
reload(struct display_set *c)
{
    for (size_t i = 0; i < c->n_rows; i++) {
        struct row *row = c->row[i];
        const struct file *f = find_file(c, row->pub.path);
        bool is_in_use = row->pub.page != NULL || row->pub.notes.n > 0;
        if (!row->is_tried && (is_in_use || (f != NULL && !f->has_head)))
            load_row(c, row);
    }
}

static bool
look(struct display_set *c)
{
    bool changed = false;
    for (size_t i = 0; i < c->n_dirs; i++)
        if (scan_dir(c, i))
            changed = true;
    if (drop_unseen(c))
        changed = true;
    if (changed) {
        rebuild(c);
        reload(c);
    }
    return changed;
}

/* ---- the whole ----------------------------------------------------------- */

struct display_set *
display_set_new(const char *const *dir, const char *const *origin, size_t n)
{
    struct display_set *c = xcalloc(1, sizeof *c);
    c->dir = xcalloc(n + 1, sizeof *c->dir);
    c->n_dirs = n;
    for (size_t i = 0; i < n; i++)
        c->dir[i] = (struct dir){xstrdup(dir[i]), xstrdup(origin[i])};
    look(c);
    return c;
}

void
display_set_free(struct display_set **set)
{
    struct display_set *c = *set;
    *set = NULL;
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->n_rows; i++)
        row_free(c->row[i]);
    for (size_t i = 0; i < c->n_files; i++)
        file_free(c->file[i]);
    for (size_t i = 0; i < c->n_dirs; i++) {
        free(c->dir[i].path);
        free(c->dir[i].origin);
    }
    free(c->row);
    free(c->file);
    free(c->dir);
    free(c);
}

void
display_set_use_mdb(struct display_set *c, const struct mdb *mdb)
{
    c->mdb = mdb;
    for (size_t i = 0; i < c->n_rows; i++) {
        struct row *row = c->row[i];
        display_free(&row->pub.page);
        notes_fini(&row->pub.notes);
        row->is_tried = false;
        row->pub.is_broken = false;
        row->pub.version = ++c->versions;
    }
    reload(c);
}

bool
display_set_poll(struct display_set *c, struct mono now)
{
    if (c->is_polled && now.ns - c->polled.ns < POLL_NS)
        return false;
    c->is_polled = true;
    c->polled = now;
    return look(c);
}

size_t
display_set_count(const struct display_set *c)
{
    return c->n_rows;
}

const struct display_set_row *
display_set_row(const struct display_set *c, size_t i)
{
    return i < c->n_rows ? &c->row[i]->pub : NULL;
}

const struct display_set_row *
display_set_get(struct display_set *c, const char *id)
{
    struct row *row = find_row(c->row, c->n_rows, id);
    if (row == NULL)
        return NULL;
    if (!row->is_tried)
        load_row(c, row);
    return &row->pub;
}
