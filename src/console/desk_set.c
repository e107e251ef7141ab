/*
 * desk_set.c - settings and keys of the desk, and what is known about words.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "console/desk_priv.h"
#include "console/keys/keymap_file.h"
#include "console/marks.h"
#include "console/setting.h"

/* ---- settings ------------------------------------------------------------ */

static bool
set_theme(struct desk *d, const char *name, struct strbuf *problem)
{
    if (d->config.host.set_theme == NULL) {
        strbuf_adds(problem, "there are no other themes here");
        return false;
    }
    return d->config.host.set_theme(d->config.host.arg, name, problem);
}

static bool
set_rate(struct desk *d, const char *text, struct strbuf *problem)
{
    double hz;
    if (d->config.host.set_rate == NULL || !num_parse_double(text, &hz)) {
        strbuf_adds(problem, "there is no rate here");
        return false;
    }
    d->config.rate_hz = hz;
    d->config.host.set_rate(d->config.host.arg, hz);
    return true;
}

bool
desk_set(struct desk *desk, const char *name, const char *text,
    struct strbuf *problem)
{
    enum setting setting;
    int value;
    if (!setting_find(name, &setting)) {
        const char *near = setting_nearest(name);
        strbuf_addf(problem, "there is no setting '%s'", name);
        if (near != NULL)
            strbuf_addf(problem, "; did you mean '%s'?", near);
        return false;
    }
    if (!setting_check(setting, text, &value, problem))
        return false;
    switch (setting) {
    case SETTING_THEME:
        return set_theme(desk, text, problem);
    case SETTING_RATE:
        return set_rate(desk, text, problem);
    case SETTING_GRAPH:
        desk->ui.graph = (enum graph)value;
        break;
    case SETTING_TIME:
        desk->ui.time_style = (enum time_style)value;
        break;
    case SETTING_BELL:
        desk->alert.bell = (enum bell)value;
        break;
    case SETTING_MOUSE:
        desk_set_mouse(desk, value != 0);
        break;
    case SETTING_COUNT:
        break;
    }
    return true;
}

void
desk_setting(const struct desk *desk, enum setting setting, struct strbuf *out)
{
    char word[SETTING_SIZE], number[32];
    int value = setting == SETTING_GRAPH   ? (int)desk->ui.graph
                : setting == SETTING_TIME  ? (int)desk->ui.time_style
                : setting == SETTING_BELL  ? (int)desk->alert.bell
                : setting == SETTING_MOUSE ? desk->mouse_is_on
                                           : 0;
    if (setting == SETTING_THEME)
        strbuf_adds(out, theme_name(desk->config.theme));
    else if (setting == SETTING_RATE) {
        snprintf(number, sizeof number, "%g", desk->config.rate_hz);
        strbuf_adds(out, number);
    } else
        strbuf_adds(out, setting_word(setting, value, word));
}

static void
say_settings(struct desk *d)
{
    struct strbuf text = {0};
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        strbuf_addf(&text, "%s%s=", i > 0 ? "  " : "",
            setting_row((enum setting)i)->name);
        desk_setting(d, (enum setting)i, &text);
    }
    desk_say(d, TOAST_INFO, "%s", strbuf_get(&text));
    strbuf_fini(&text);
}

static void
say_setting(struct desk *d, enum setting setting)
{
    struct strbuf value = {0};
    const struct setting_row *row = setting_row(setting);
    desk_setting(d, setting, &value);
    desk_say(d, TOAST_INFO, "%s=%s  (%s)  %s", row->name, strbuf_get(&value),
        row->values, row->help);
    strbuf_fini(&value);
}

/* "y=20..65" belongs to the view that has the focus. */
static bool
takes_setting(struct desk *d, const char *text)
{
    struct page *page = desk_page(d);
    if (!str_prefix(text, "y=") || page == NULL || page->class->take == NULL)
        return false;
    struct strbuf argument = {0};
    bool is_taken = page->class->take(page->view, &d->ui, text, &argument);
    strbuf_fini(&argument);
    return is_taken;
}

void
desk_run_set(struct desk *d, const char *text)
{
    char name[SETTING_SIZE];
    enum setting setting;
    struct strbuf problem = {0};
    const char *eq = strchr(text, '=');
    size_t n = strcspn(text, "= ");
    (void)str_copy(name, n + 1 < sizeof name ? n + 1 : sizeof name, text);
    if (*text == '\0')
        say_settings(d);
    else if (eq == NULL && setting_find(name, &setting))
        say_setting(d, setting);
    else if (takes_setting(d, text))
        return;
    else if (!desk_set(d, name, eq != NULL ? eq + 1 + strspn(eq + 1, " ") : "",
                 &problem))
        desk_say(d, TOAST_WARN, "%s", strbuf_get(&problem));
    strbuf_fini(&problem);
}

/* ---- keys ---------------------------------------------------------------- */

void
desk_set_keymap(struct desk *desk, const struct keymap *map)
{
    keymap_free(&desk->map);
    desk->map = keymap_dup(map);
    desk->todo |= UI_REDRAW;
}

void
desk_run_map(struct desk *d, const char *text)
{
    struct notes notes = {0};
    if (*text == '\0') {
        desk_explain(d, "");
        return;
    }
    enum err e = keymap_parse(":map", text, strlen(text), d->map, &notes);
    if (notes.n > 0)
        desk_say(
            d, e == ERR_OK ? TOAST_INFO : TOAST_WARN, "%s", notes.note[0].text);
    else
        desk_say(d, TOAST_INFO, "%s, until the console ends", text);
    notes_fini(&notes);
}

void
desk_run_keys(struct desk *d, const char *text)
{
    struct strbuf problem = {0};
    const struct desk_host *host = &d->config.host;
    if (!str_eq(text, "reload"))
        desk_say(d, TOAST_WARN, ":keys reload reads the key files again");
    else if (host->reload_keys == NULL)
        desk_say(d, TOAST_WARN, "there are no key files here");
    else if (host->reload_keys(host->arg, &problem))
        desk_say(d, TOAST_INFO, "keys read");
    else
        desk_say(d, TOAST_ERROR, "%s", strbuf_get(&problem));
    strbuf_fini(&problem);
}

struct help_topic
desk_help_topic(struct desk *d)
{
    const struct page *page = desk_page(d);
    return (struct help_topic){.map = d->map,
        .class = page != NULL ? page->class : NULL,
        .theme = d->ui.theme,
        .is_ascii = d->ui.is_ascii,
        .reason = desk_why_not,
        .arg = d};
}

/* ---- help of one line ---------------------------------------------------- */

static void
more(struct strbuf *out)
{
    if (out->len > 0)
        strbuf_adds(out, ";  ");
}

static void
explain_action(struct desk *d, enum action action, struct strbuf *out)
{
    const struct action_row *row = action_row(action);
    const char *why = desk_why_not(d, action);
    more(out);
    keymap_keys(d->map, action, out);
    strbuf_addf(out, "  %s: %s", row->name, row->help);
    if (why != NULL)
        strbuf_addf(out, " (%s)", why);
}

static void
explain_word(struct desk *d, const char *what, struct strbuf *out)
{
    keysym k;
    enum setting setting;
    enum action action = action_find(what);
    const struct view_class *class = desk_find_class(d, what);
    const struct mark_row *mark = mark_find(what, d->config.theme);
    if (action == ACTION_NONE && key_parse(what, &k))
        action = keymap_action(d->map, k);
    for (size_t i = 0; i < command_count(); i++)
        if (str_eq(command_row(i)->name, what))
            strbuf_addf(out, ":%s %s  %s", what, command_row(i)->args,
                command_row(i)->help);
    if (class != NULL) {
        more(out);
        strbuf_addf(out, ":%s  %s", class->name, class->help);
    }
    if (action != ACTION_NONE)
        explain_action(d, action, out);
    if (setting_find(what, &setting)) {
        more(out);
        strbuf_addf(out, ":set %s=%s  %s", what, setting_row(setting)->values,
            setting_row(setting)->help);
    }
    if (mark != NULL) {
        more(out);
        mark_glyphs(mark, d->config.theme, d->ui.is_ascii, out);
        strbuf_addf(out, "  beside a value: %s", mark->help);
    }
}

void
desk_explain(struct desk *d, const char *what)
{
    struct strbuf text = {0};
    if (*what == '\0') {
        d->help_is_open = true;
        help_open(&d->help);
        return;
    }
    explain_word(d, what, &text);
    if (text.len > 0)
        desk_say(d, TOAST_INFO, "%s", strbuf_get(&text));
    else
        desk_say(d, TOAST_WARN, "nothing is known about '%s'", what);
    strbuf_fini(&text);
}
