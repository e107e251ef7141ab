/*
 * preview.c - see preview.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/preview.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "console/content.h"
#include "console/display/display_set.h"
#include "console/theme/theme_file.h"
#include "console/view/views.h"
#include "mdb/mdb.h"
#include "mission/mission.h"

#define STEP_NS NS_PER_S /* how long a state is shown by itself */

struct preview {
    struct mdb *mdb;
    struct model model;
    struct display_set *displays;
    char *id;
    enum preview_scene scene;
    struct theme *theme; /* owned; NULL: the built-in one */
    struct ui ui;
    void *view;
};

/* ---- the file and its database ------------------------------------------- */

/* Directory of a path.  Owned. */
static char *
dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == path)
        return xstrdup("/");
    return slash != NULL ? xstrndup(path, (size_t)(slash - path))
                         : xstrdup(".");
}

/* The mission that is meant: as named, beside the file, above it, or the
 * default.  Owned. */
static char *
mission_of(const char *dir, const char *named)
{
    static const char *const steps[] = {"", "/.."};
    if (named != NULL)
        return xstrdup(named);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        char *path = xasprintf("%s%s/mission.conf", dir, steps[i]);
        if (access(path, F_OK) == 0)
            return path;
        free(path);
    }
    return mission_default_path(NULL);
}

static struct mdb *
load_database(
    const struct preview_options *o, const char *dir, struct notes *notes)
{
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    struct notes own = {0};
    if (o->database == NULL) {
        char *path = mission_of(dir, o->mission);
        (void)!mission_load(path, &own, &mission);
        free(path);
    }
    const char *file = mission != NULL ? mission->database : o->database;
    if (file != NULL)
        (void)!mdb_load(file, NULL, &own, &mdb);
    if (mdb == NULL) {
        notes_move(notes, &own);
        notes_add(notes, NOTE_ERROR, o->file, 0, 0,
            "its names cannot be looked up; name a database with --mdb");
    }
    notes_fini(&own); /* warnings about the database belong to its check */
    mission_free(&mission);
    return mdb;
}

/* By name, as the console of that mission finds it; false: noted. */
static bool
open_theme(struct preview *p, const struct preview_options *o, const char *dir,
    struct notes *notes)
{
    struct content_dirs dirs;
    struct stat st;
    if (o->theme == NULL)
        return true;
    char *mission = mission_of(dir, o->mission);
    bool is_dir = stat(mission, &st) == 0 && S_ISDIR(st.st_mode);
    char *mission_dir = is_dir ? xstrdup(mission) : dir_of(mission);
    content_dirs_init(&dirs, "themes", mission_dir);
    const struct theme_dirs where = {dirs.dir, dirs.n};
    bool is_good = theme_open(o->theme, &where, notes, &p->theme) == ERR_OK;
    if (is_good)
        p->ui.theme = p->theme;
    content_dirs_fini(&dirs);
    free(mission_dir);
    free(mission);
    return is_good;
}

/* The row of the catalogue that is this file; NULL: noted. */
static const struct display_set_row *
find_file(struct preview *p, const char *file, struct notes *notes)
{
    char *title = NULL, *real = realpath(file, NULL);
    enum err e = display_head(file, &p->id, &title);
    const struct display_set_row *row =
        e == ERR_OK ? display_set_get(p->displays, p->id) : NULL;
    char *found = row != NULL ? realpath(row->path, NULL) : NULL;
    if (e != ERR_OK) { /* the parser says best what is wrong */
        struct display *page;
        if (display_load(file, p->mdb, NULL, NULL, notes, &page) == ERR_OK)
            display_free(&page);
    } else if (row == NULL)
        notes_add(notes, NOTE_ERROR, file, 0, 0,
            "a display file has a name that ends in .dsp");
    else if (found == NULL || real == NULL || strcmp(found, real) != 0) {
        notes_add(notes, NOTE_ERROR, file, 0, 0,
            "%s has the same id, %s, and comes first", row->path, p->id);
        row = NULL;
    }
    free(found);
    free(real);
    free(title);
    return row;
}

static bool
open_file(struct preview *p, const struct preview_options *o, const char *dir,
    struct notes *notes)
{
    const char *origin = "preview";
    p->displays = display_set_new(&dir, &origin, 1);
    display_set_use_mdb(p->displays, p->mdb);
    const struct display_set_row *row = find_file(p, o->file, notes);
    for (size_t i = 0; row != NULL && i < row->notes.n; i++)
        notes_add_token(notes, row->notes.note[i].severity,
            row->notes.note[i].file, row->notes.note[i].line,
            row->notes.note[i].col, row->notes.note[i].cols, "%s",
            row->notes.note[i].text);
    return row != NULL && row->page != NULL;
}

struct preview *
preview_new(const struct preview_options *o, struct notes *notes)
{
    struct preview *p = xcalloc(1, sizeof *p);
    struct clock now = {mono_now(), utc_now()};
    char *dir = dir_of(o->file);
    p->mdb = load_database(o, dir, notes);
    model_init(&p->model, "preview", p->mdb, now);
    p->ui = (struct ui){.model = &p->model,
        .has_focus = true,
        .theme = theme_built_in(),
        .is_ascii = term_wants_ascii(o->charset),
        .graph = o->graph};
    bool is_open = p->mdb != NULL && open_theme(p, o, dir, notes) &&
                   open_file(p, o, dir, notes);
    free(dir);
    if (is_open) {
        p->ui.displays = p->displays;
        p->view = view_display.open(&p->ui, p->id);
        preview_show(p, PREVIEW_GOOD, now);
    } else
        preview_free(&p);
    return p;
}

void
preview_free(struct preview **preview)
{
    struct preview *p = *preview;
    *preview = NULL;
    if (p == NULL)
        return;
    if (p->view != NULL)
        view_display.close(p->view);
    display_set_free(&p->displays);
    model_fini(&p->model);
    mdb_free(&p->mdb);
    theme_free(&p->theme);
    free(p->id);
    free(p);
}

/* ---- drawing ------------------------------------------------------------- */

static const struct display *
page_of(const struct preview *p)
{
    const struct display_set_row *row = display_set_get(p->displays, p->id);
    return row != NULL ? row->page : NULL;
}

void
preview_show(struct preview *p, enum preview_scene scene, struct clock now)
{
    const struct display *page = page_of(p);
    struct clock at = now;
    p->scene = scene;
    if (page != NULL)
        at = preview_scene_tell(&p->model, page, scene, now);
    p->ui.now = at.mono;
    p->ui.utc = at.utc;
}

void
preview_size(const struct preview *p, int *rows, int *cols)
{
    const struct display *page = page_of(p);
    *rows = page != NULL ? page->rows + 2 : 3;
    *cols = page != NULL ? page->cols : 80;
}

void
preview_paint(struct preview *p, struct canvas *canvas)
{
    char title[200];
    struct area all = area_all(canvas);
    struct area inside = area_sub(&all, 1, 0, all.rows - 1, all.cols);
    canvas_clear(canvas);
    (void)view_display.update(p->view, &p->ui);
    (void)snprintf(title, sizeof title, "%s %s (%d of %d)", p->id,
        preview_scene_str(p->scene), (int)p->scene + 1, PREVIEW_COUNT);
    view_display.paint(p->view, &p->ui, &inside);
    area_rule(&all, 0, title,
        all.cols >= 60 ? "n next  p previous  q ends" : NULL, true);
}

bool
preview_poll(struct preview *p, struct mono now)
{
    return display_set_poll(p->displays, now);
}

/* ---- as text ------------------------------------------------------------- */

static int
print_all(struct preview *p, const struct preview_options *o)
{
    struct clock now = {mono_now(), utc_now()};
    struct strbuf text = {0};
    int rows, cols;
    preview_size(p, &rows, &cols);
    struct canvas c;
    canvas_init(&c, o->rows > 0 ? o->rows : rows, o->cols > 0 ? o->cols : cols,
        p->ui.is_ascii);
    for (enum preview_scene s = 0; s < PREVIEW_COUNT; s++) {
        preview_show(p, s, now);
        preview_paint(p, &c);
        canvas_text(&c, &text);
        strbuf_addc(&text, '\n');
    }
    canvas_fini(&c);
    bool is_written = fputs(strbuf_get(&text), stdout) >= 0;
    strbuf_fini(&text);
    return is_written && fflush(stdout) == 0 ? 0 : EX_IOERR;
}

/* ---- in a terminal ------------------------------------------------------- */

static volatile sig_atomic_t is_stopped;

static void
on_signal(int signal)
{
    is_stopped = signal;
}

/* The terminal is given back whoever ends us. */
static void
watch_signals(void)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
    struct sigaction stop = {.sa_handler = on_signal};
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        sigaction(signals[i], &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

struct walk {
    struct preview *preview;
    struct term *term;
    struct input *input;
    struct canvas canvas;
    bool is_held; /* by a key: no state comes by itself */
    bool ends;
};

static struct clock
now_is(void)
{
    return (struct clock){mono_now(), utc_now()};
}

static void
step(struct walk *w, int by)
{
    int to = ((int)w->preview->scene + by + PREVIEW_COUNT) % PREVIEW_COUNT;
    preview_show(w->preview, (enum preview_scene)to, now_is());
}

static void
take_key(struct walk *w, struct keymap *map, keysym k)
{
    enum action action = keymap_action(map, k);
    if (k == 'n' || k == ' ' || k == 'p') {
        w->is_held = true;
        step(w, k == 'p' ? -1 : 1);
    } else if (action == ACTION_BACK || action == ACTION_INTERRUPT)
        w->ends = true;
    else
        (void)view_display.act(w->preview->view, &w->preview->ui, action);
}

static void
take_keys(struct walk *w, struct keymap *map)
{
    struct input_event event;
    if (term_read(w->term, w->input) == ERR_CLOSED)
        w->ends = true;
    while (input_next(w->input, &event))
        if (event.kind == INPUT_KEY)
            take_key(w, map, event.key);
}

static void
draw(struct walk *w)
{
    int rows, cols;
    term_size(w->term, &rows, &cols);
    canvas_init(&w->canvas, rows, cols, w->preview->ui.is_ascii);
    preview_paint(w->preview, &w->canvas);
    if (!term_is_busy(w->term) || term_flush(w->term))
        (void)term_draw(w->term, &w->canvas);
    canvas_fini(&w->canvas);
}

static void
walk(struct walk *w)
{
    struct keymap *map = keymap_new();
    struct mono next = mono_add_ns(mono_now(), STEP_NS);
    while (!w->ends && !is_stopped) {
        draw(w);
        struct pollfd fd = {.fd = term_input_fd(w->term), .events = POLLIN};
        int half = input_wait_ms(w->input);
        int n = poll(&fd, 1, half > 0 ? half : 100);
        if (n > 0)
            take_keys(w, map);
        else if (half > 0) {
            input_timeout(w->input);
            struct input_event event;
            while (input_next(w->input, &event))
                if (event.kind == INPUT_KEY)
                    take_key(w, map, event.key);
        }
        struct mono now = mono_now();
        if (preview_poll(w->preview, now))
            step(w, 0);
        if (!w->is_held && mono_diff_ns(now, next) >= 0) {
            next = mono_add_ns(now, STEP_NS);
            step(w, 1);
        }
    }
    keymap_free(&map);
}

static int
walk_through(struct preview *p, const struct preview_options *o)
{
    struct walk w = {.preview = p};
    struct strbuf message = {0};
    watch_signals();
    const struct term_options options = {.in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .color = o->color,
        .charset = o->charset,
        .theme = p->ui.theme};
    if (term_open(&options, &message, &w.term) != ERR_OK) {
        fprintf(stderr, "columba: %s\n", strbuf_get(&message));
        strbuf_fini(&message);
        return EX_UNAVAILABLE;
    }
    strbuf_fini(&message);
    w.input = input_new();
    term_define_keys(w.term, w.input);
    p->ui.is_ascii = term_is_ascii(w.term);
    walk(&w);
    input_free(&w.input);
    term_close(&w.term);
    return is_stopped != 0 ? 128 + is_stopped : 0;
}

int
preview_run(const struct preview_options *o)
{
    struct notes notes = {0};
    struct preview *p = preview_new(o, &notes);
    int status = EX_DATAERR;
    bool is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (p == NULL && access(o->file, R_OK) != 0)
        status = EX_NOINPUT;
    if (p != NULL && is_terminal)
        status = walk_through(p, o);
    else if (p != NULL)
        status = print_all(p, o);
    notes_print(&notes, stderr, true);
    notes_fini(&notes);
    preview_free(&p);
    return status;
}
