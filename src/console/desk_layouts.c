/*
 * desk_layouts.c - what stands where: taken, put back, kept by name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "console/content.h"

#define SUFFIX    ".layout"
#define NAMES_MAX 200

/* ---- taken and put back -------------------------------------------------- */

/* How it looks; not the bell: who comes next must hear it. */
static const enum setting kept[] = {SETTING_THEME, SETTING_GRAPH, SETTING_TIME};

static void
take_settings(const struct desk *d, struct settings *out)
{
    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        struct strbuf value = {0};
        desk_setting(d, kept[i], &value);
        (void)str_copy(out->text[kept[i]], SETTING_SIZE, strbuf_get(&value));
        strbuf_fini(&value);
    }
}

static void
put_settings(struct desk *d, const struct settings *settings)
{
    for (int i = 0; i < SETTING_COUNT; i++) {
        struct strbuf problem = {0};
        const char *text = settings->text[i];
        if (*text != '\0' &&
            !desk_set(d, setting_row((enum setting)i)->name, text, &problem))
            desk_say(d, TOAST_WARN, "%s", strbuf_get(&problem));
        strbuf_fini(&problem);
    }
}

void
desk_take_workspace(const struct desk *d, struct workspace *out)
{
    *out = (struct workspace){.is_usual = !d->is_arranged,
        .tiling = d->tiling,
        .focus = d->focus,
        .is_full = d->is_full};
    for (int i = 0; i < TILING_PANES_MAX; i++) {
        const struct pane *pane = &d->pane[i];
        if (pane->n == 0 || (d->is_arranged && !tiling_has(&d->tiling, i)))
            continue;
        const struct page *page = &pane->page[pane->at];
        struct workspace_pane *p = &out->pane[i];
        str_copy(p->view, sizeof p->view, page->class->name);
        /* half a name would be another one */
        if (!str_copy(p->argument, sizeof p->argument, page->argument))
            p->argument[0] = '\0';
        str_copy(p->filter, sizeof p->filter, page->filter);
    }
    take_settings(d, &out->settings);
}

static void
open_pane(struct desk *d, int i, const struct workspace_pane *p)
{
    const struct view_class *class = desk_find_class(d, p->view);
    if (*p->view == '\0')
        return; /* what is of use comes there */
    if (class == NULL) {
        desk_say(d, TOAST_WARN, "there is no view '%s' any more", p->view);
        return;
    }
    pane_open(&d->pane[i], &d->ui, class, p->argument);
    struct page *page = pane_page(&d->pane[i]);
    if (*p->filter != '\0' && class->filter != NULL) {
        str_copy(page->filter, sizeof page->filter, p->filter);
        class->filter(page->view, &d->ui, page->filter);
    }
}

void
desk_put_workspace(struct desk *d, const struct workspace *w)
{
    desk_thaw(d);
    for (int i = 0; i < TILING_PANES_MAX; i++)
        pane_fini(&d->pane[i]);
    d->is_touched = true;
    d->is_arranged = !w->is_usual;
    if (d->is_arranged)
        d->tiling = w->tiling;
    d->focus = w->focus;
    d->is_full = w->is_full;
    for (int i = 0; i < TILING_PANES_MAX; i++)
        open_pane(d, i, &w->pane[i]);
    desk_relayout(d);
    put_settings(d, &w->settings);
    d->todo |= UI_REDRAW;
}

/* ---- files --------------------------------------------------------------- */

void
desk_set_places(
    struct desk *desk, const char *state_dir, const char *mission_dir)
{
    free(desk->state_dir);
    free(desk->mission_dir);
    desk->state_dir = state_dir != NULL ? xstrdup(state_dir) : NULL;
    desk->mission_dir = mission_dir != NULL ? xstrdup(mission_dir) : NULL;
}

/* A person's own; NULL: there is no place for them.  Owned. */
static char *
own_path(const struct desk *d, const char *name)
{
    return d->state_dir == NULL
               ? NULL
               : xasprintf("%s/layouts/%s" SUFFIX, d->state_dir, name);
}

/* Where layouts are: own ones, then those of user, mission and package. */
struct places {
    char *own; /* owned, NULL: none */
    struct content_dirs dirs;
};

static void
places_init(struct places *p, const struct desk *d)
{
    p->own =
        d->state_dir != NULL ? xasprintf("%s/layouts", d->state_dir) : NULL;
    content_dirs_init(&p->dirs, "layouts", d->mission_dir);
}

static void
places_fini(struct places *p)
{
    free(p->own);
    content_dirs_fini(&p->dirs);
}

/* The `i`-th directory, NULL: no more. */
static const char *
place(const struct places *p, size_t i)
{
    if (p->own != NULL && i-- == 0)
        return p->own;
    return i < p->dirs.n ? p->dirs.dir[i] : NULL;
}

struct names {
    char name[NAMES_MAX][WORKSPACE_NAME_SIZE];
    size_t n;
};

static void
add_name(struct names *names, const char *file)
{
    size_t n = strlen(file);
    char name[WORKSPACE_NAME_SIZE];
    if (!str_suffix(file, SUFFIX) || n - strlen(SUFFIX) >= sizeof name)
        return;
    str_copy(name, n - strlen(SUFFIX) + 1, file);
    if (!workspace_name_is_valid(name) || names->n == NAMES_MAX)
        return;
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->name[i], name) == 0)
            return;
    memcpy(names->name[names->n++], name, sizeof name);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void
list(const struct desk *d, struct names *out)
{
    struct places places;
    const char *path;
    out->n = 0;
    places_init(&places, d);
    for (size_t i = 0; (path = place(&places, i)) != NULL; i++) {
        DIR *dir = opendir(path);
        struct dirent *e;
        while (dir != NULL && (e = readdir(dir)) != NULL)
            add_name(out, e->d_name);
        if (dir != NULL)
            closedir(dir);
    }
    places_fini(&places);
    qsort(out->name, out->n, sizeof out->name[0], by_text);
}

bool
desk_layout_name(struct desk *d, size_t i, struct strbuf *out)
{
    struct names names;
    list(d, &names);
    if (i >= names.n)
        return false;
    strbuf_adds(out, names.name[i]);
    return true;
}

/* ---- :layout ------------------------------------------------------------- */

/* The first file of that name; NULL, and it is said why. */
static char *
find(struct desk *d, const char *name)
{
    struct places places;
    const char *dir;
    char *path = NULL;
    places_init(&places, d);
    for (size_t i = 0; path == NULL && (dir = place(&places, i)) != NULL; i++) {
        path = xasprintf("%s/%s" SUFFIX, dir, name);
        if (access(path, F_OK) == 0)
            break;
        free(path);
        path = NULL;
    }
    places_fini(&places);
    if (path != NULL)
        return path;
    struct names names;
    struct nearest near = nearest_to(name);
    list(d, &names);
    for (size_t i = 0; i < names.n; i++)
        nearest_try(&near, names.name[i]);
    desk_say(d, TOAST_WARN, "no layout '%s'%s%s; :layout list", name,
        near.best != NULL ? ", is it " : "",
        near.best != NULL ? near.best : "");
    return NULL;
}

static void
load(struct desk *d, const char *name)
{
    struct workspace w;
    struct notes notes = {0};
    char *path = find(d, name);
    if (path == NULL)
        return;
    if (workspace_load(path, &w, &notes) == ERR_OK) {
        desk_say(d, TOAST_INFO, "layout %s", name);
        desk_put_workspace(d, &w);
    } else if (notes.n > 0)
        desk_say(d, TOAST_ERROR, "layout %s: error at %u:%u: %s", name,
            notes.note[0].line, notes.note[0].col, notes.note[0].text);
    else
        desk_say(d, TOAST_ERROR, "layout %s cannot be read", name);
    notes_fini(&notes);
    free(path);
}

static void
save(struct desk *d, const char *name, const char *path)
{
    struct workspace w;
    struct strbuf text = {0};
    bool is_there = access(path, F_OK) == 0;
    desk_take_workspace(d, &w);
    w.is_usual = false; /* what is seen now is what is meant */
    w.settings = (struct settings){0};
    workspace_format(&w, &text);
    if (workspace_save(path, strbuf_get(&text)))
        desk_say(d, TOAST_INFO, "layout %s is %s; :layout %s brings it back",
            name, is_there ? "replaced" : "saved", name);
    else
        desk_say(d, TOAST_ERROR, "layout %s is not saved: %s", name,
            strerror(errno));
    strbuf_fini(&text);
}

static void delete (struct desk *d, const char *name, const char *path)
{
    if (unlink(path) == 0)
        desk_say(d, TOAST_INFO, "layout %s is deleted", name);
    else if (errno == ENOENT)
        desk_say(d, TOAST_WARN, "there is no saved layout '%s'", name);
    else
        desk_say(d, TOAST_ERROR, "layout %s is not deleted: %s", name,
            strerror(errno));
}

static void
tell_names(struct desk *d)
{
    struct names names;
    struct strbuf text = {0};
    list(d, &names);
    for (size_t i = 0; i < names.n; i++)
        strbuf_addf(&text, " %s", names.name[i]);
    if (names.n == 0)
        desk_say(d, TOAST_INFO, "no layouts yet; :layout save NAME keeps one");
    else
        desk_say(d, TOAST_INFO, "layouts:%s", strbuf_get(&text));
    strbuf_fini(&text);
}

static bool
is_reserved(const char *name)
{
    return str_eq(name, "save") || str_eq(name, "delete") ||
           str_eq(name, "list") || str_eq(name, "usual");
}

/* `save` or `delete`, of a person's own. */
static void
change(struct desk *d, const char *name,
    void (*how)(struct desk *d, const char *name, const char *path))
{
    char *path;
    if (!workspace_name_is_valid(name) || is_reserved(name))
        desk_say(d, TOAST_WARN,
            "a layout's name is 1 to 32 of A-Z a-z 0-9 . _ -, no word of "
            ":layout");
    else if ((path = own_path(d, name)) == NULL)
        desk_say(d, TOAST_WARN, "this console keeps nothing on disk");
    else {
        how(d, name, path);
        free(path);
    }
}

void
desk_layout(struct desk *d, const char *line)
{
    size_t n = strcspn(line, " ");
    const char *name = line + n + strspn(line + n, " ");
    if (n == 4 && str_prefix(line, "save"))
        change(d, name, save);
    else if (n == 6 && str_prefix(line, "delete"))
        change(d, name, delete);
    else if (n == 0 || str_eq(line, "list"))
        tell_names(d);
    else if (str_eq(line, "usual"))
        desk_arrange(d);
    else if (workspace_name_is_valid(line))
        load(d, line);
    else
        desk_say(
            d, TOAST_WARN, ":layout NAME|save NAME|delete NAME|list|usual");
}
