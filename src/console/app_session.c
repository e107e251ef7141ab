/*
 * app_session.c - the console opens where it was left.
 *
 * One small file for each instance and mission: what stood where, and the
 * settings that were changed.  Written when the console is left and once a
 * minute when something changed, whole or not at all; of two consoles the
 * last one wins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/text_file.h"
#include "common/xalloc.h"

#define KEEP_NS (60 * NS_PER_S)

/* Owned; NULL: this console keeps nothing.  Who only watches writes nowhere,
 * and who has no home has no place. */
static char *
state_dir(const struct app *app)
{
    const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    bool has_xdg = xdg != NULL && xdg[0] == '/';
    bool has_home = home != NULL && home[0] == '/';
    if (app->options->mode != APP_SCREEN || app->options->is_readonly ||
        (!has_xdg && !has_home))
        return NULL;
    return paths_state_dir();
}

/* <state>/sessions/<instance>@<mission>.layout, of harmless characters. */
static char *
session_path(const struct app *app, const char *dir)
{
    char *path = xasprintf("%s/sessions/%s%s%s%s.layout", dir,
        app->options->instance, app->mission_name != NULL ? "@" : "",
        app->mission_name != NULL ? app->mission_name : "",
        app->options->is_instructor ? "@instruct" : "");
    for (char *c = path + strlen(dir) + strlen("/sessions/"); *c != '\0'; c++)
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   "0123456789._-@",
                *c) == NULL)
            *c = '_';
    return path;
}

/* What the command line or a console.conf says goes before what was left. */
static void
restore(struct app *app)
{
    struct notes notes = {0};
    struct workspace w;
    enum err e = workspace_load(app->session_path, &w, &notes);
    if (e == ERR_OK) {
        for (int i = 0; i < SETTING_COUNT; i++)
            if (app->said.text[i][0] != '\0')
                w.settings.text[i][0] = '\0';
        desk_put_workspace(app->desk, &w);
        app->is_dirty = true;
    } else if (e != ERR_NOTFOUND) {
        struct strbuf text = {0};
        strbuf_adds(&text, "not opened as it was left: ");
        if (notes.n > 0)
            strbuf_addf(&text, "%s:%u: %s", notes.note[0].file,
                notes.note[0].line, notes.note[0].text);
        else
            strbuf_adds(&text, err_str(e));
        desk_toast(app->desk, TOAST_WARN, strbuf_get(&text));
        strbuf_fini(&text);
    }
    notes_fini(&notes);
}

/* <session>.stack beside <session>.layout.  Owned. */
static char *
stack_path(const struct app *app)
{
    size_t len = strlen(app->session_path) - strlen(".layout");
    return xasprintf("%.*s.stack", (int)len, app->session_path);
}

/* Lines that were not submitted are there again. */
static void
restore_stack(struct app *app)
{
    char *path = stack_path(app);
    struct notes notes = {0};
    size_t len;
    enum err e;
    char *text = text_file_read(path, STACK_BYTES_MAX, &notes, &len, &e);
    bool is_good = text != NULL && desk_put_stack(app->desk, path, text, len);
    if (is_good)
        strbuf_add(&app->stack, text, len);
    else if (text != NULL || e != ERR_NOTFOUND)
        desk_toast(app->desk, TOAST_WARN,
            "the command stack of the last session cannot be read");
    free(text);
    notes_fini(&notes);
    free(path);
}

/* An empty one leaves no file. */
static void
keep_stack(struct app *app)
{
    struct strbuf text = {0};
    char *path = stack_path(app);
    desk_take_stack(app->desk, &text);
    bool is_changed = !str_eq(strbuf_get(&text), strbuf_get(&app->stack));
    bool is_kept = is_changed && (text.len == 0 ? unlink(path) == 0
                                                : workspace_save(path, text.s));
    if (is_kept) {
        strbuf_reset(&app->stack);
        strbuf_adds(&app->stack, strbuf_get(&text));
    }
    strbuf_fini(&text);
    free(path);
}

/* Settings that are as they are without us are not ours to keep. */
static void
take(const struct app *app, struct strbuf *text)
{
    struct workspace w;
    desk_take_workspace(app->desk, &w);
    for (int i = 0; i < SETTING_COUNT; i++)
        if (str_eq(w.settings.text[i], app->unset.text[i]))
            w.settings.text[i][0] = '\0';
    strbuf_reset(text);
    workspace_format(&w, text);
}

void
app_keep_session(struct app *app)
{
    struct strbuf text = {0};
    if (app->session_path == NULL || app->desk == NULL)
        return;
    keep_stack(app);
    take(app, &text);
    if (!str_eq(strbuf_get(&text), strbuf_get(&app->session)) &&
        workspace_save(app->session_path, strbuf_get(&text))) {
        strbuf_reset(&app->session);
        strbuf_adds(&app->session, strbuf_get(&text));
    }
    strbuf_fini(&text);
}

static void
on_minute(void *arg, struct mono now)
{
    (void)now;
    app_keep_session(arg);
}

void
app_open_session(struct app *app)
{
    struct workspace now;
    char *dir = state_dir(app);
    desk_set_places(app->desk, dir, app->mission_dir);
    if (dir == NULL)
        return;
    app->session_path = session_path(app, dir);
    free(dir);
    desk_take_workspace(app->desk, &now);
    app->unset = now.settings;
    if (app->options->view != NULL || !desk_is_touched(app->desk))
        restore(app);
    restore_stack(app);
    bus_loop_timer(app->loop, KEEP_NS, KEEP_NS, on_minute, app);
}
