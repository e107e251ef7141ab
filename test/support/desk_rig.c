/*
 * desk_rig.c - a desk on a canvas, with an instance in one of several scenes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/desk_rig.h"

#include "support/check.h"

#include "common/utf8.h"

static void
suspend(void *arg)
{
    struct desk_rig *r = arg;
    r->suspends++;
}

static void
redraw(void *arg)
{
    struct desk_rig *r = arg;
    r->redraws++;
}

static void
mouse(void *arg, bool is_on)
{
    struct desk_rig *r = arg;
    r->mouse_is_on = is_on;
}

static bool
copy(void *arg, const char *text, size_t len)
{
    struct desk_rig *r = arg;
    strbuf_reset(&r->copied);
    strbuf_add(&r->copied, text, len);
    return r->has_clipboard;
}

static void
drop_input(void *arg)
{
    struct desk_rig *r = arg;
    r->drops++;
}

static void
ask(void *arg, const char *name, const char *verb, const char *const *args,
    size_t n_args)
{
    struct desk_rig *r = arg;
    struct strbuf b = {0};
    r->asks++;
    strbuf_addf(&b, "%s %s", name, verb);
    for (size_t i = 0; i < n_args; i++)
        strbuf_addf(&b, " %s", args[i]);
    str_copy(r->asked, sizeof r->asked, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
inquire(void *arg, const char *name, const char *verb, const char *const *args,
    size_t n_args)
{
    struct desk_rig *r = arg;
    r->inquiries++;
    snprintf(r->inquired, sizeof r->inquired, "%s %s %s", name, verb,
        n_args > 0 ? args[0] : "");
}

#define TOKEN "0123456789abcdef0123456789abcdef"

static void
order(void *arg, uint64_t ticket, const char *verb, const char *const *args,
    size_t n_args)
{
    struct desk_rig *r = arg;
    struct strbuf b = {0};
    r->orders++;
    r->fires += str_eq(verb, "fire");
    r->submits += str_eq(verb, "submit");
    r->ticket = ticket;
    r->as[0] = '\0';
    strbuf_adds(&b, verb);
    for (size_t i = 3; i < n_args; i++) /* behind session, seq and issued */
        if (i == 3 && str_prefix(args[i], "as="))
            str_copy(r->as, sizeof r->as, args[i] + 3);
        else
            strbuf_addf(&b, " %s", args[i]);
    str_copy(r->order, sizeof r->order, strbuf_get(&b));
    strbuf_fini(&b);
    if (r->gate_says_yes)
        desk_rig_answer(r, ERR_OK, "", "token: " TOKEN);
}

void
desk_rig_answer(
    struct desk_rig *r, enum err status, const char *text, const char *row)
{
    struct msg_str rows[] = {msg_str(row)};
    struct msg_reply reply = {.status = status,
        .text = msg_str(text),
        .rows = {rows, row[0] != '\0'}};
    desk_order_answer(r->desk, r->ticket, &reply);
}

static void
exec(void *arg, uint64_t ticket, bool may_change, const char *verb,
    const char *const *args, size_t n_args)
{
    struct desk_rig *r = arg;
    struct msg_reply reply;
    if (!may_change) {
        run_scene_reply(r->runs, r->now, verb, args, n_args, &reply);
        desk_exec_answer(r->desk, ticket, &reply);
        return;
    }
    struct strbuf b = {0};
    strbuf_adds(&b, verb);
    for (size_t i = 3; i < n_args; i++)
        strbuf_addf(&b, " %s", args[i]);
    if (!str_eq(verb, "watch")) {
        r->execs++;
        r->exec_ticket = ticket;
        str_copy(r->exec, sizeof r->exec, strbuf_get(&b));
    }
    strbuf_fini(&b);
}

void
desk_rig_exec_answer(struct desk_rig *r, enum err status, const char *text)
{
    struct msg_reply reply = {.status = status, .text = msg_str(text)};
    desk_exec_answer(r->desk, r->exec_ticket, &reply);
}

static void
bell(void *arg)
{
    struct desk_rig *r = arg;
    r->bells++;
}

static void
open_desk(struct desk_rig *r, bool is_readonly)
{
    r->start = r->now;
    struct desk_config config = {.model = &r->model,
        .theme = theme_built_in(),
        .classes = view_classes,
        .instance = "sim",
        .is_readonly = is_readonly,
        .host = {.arg = r,
            .suspend = suspend,
            .redraw = redraw,
            .mouse = mouse,
            .copy = copy,
            .drop_input = drop_input,
            .ask = ask,
            .inquire = inquire,
            .order = order,
            .exec = exec,
            .bell = bell}};
    r->desk = desk_new(&config, r->now);
    canvas_init(&r->canvas, 24, 80, false);
}

void
desk_rig_open(struct desk_rig *r, enum scene scene, bool is_readonly)
{
    *r = (struct desk_rig){.has_clipboard = true};
    stage_scene(&r->model, scene, &r->now);
    open_desk(r, is_readonly);
}

void
desk_rig_open_facility(struct desk_rig *r, enum scene scene, bool is_readonly)
{
    *r = (struct desk_rig){.has_clipboard = true};
    stage_scene_facility(&r->model, scene, &r->now);
    open_desk(r, is_readonly);
}

void
desk_rig_close(struct desk_rig *r)
{
    desk_free(&r->desk);
    canvas_fini(&r->canvas);
    model_fini(&r->model);
    strbuf_fini(&r->text);
    strbuf_fini(&r->copied);
}

void
desk_rig_resize(struct desk_rig *r, int rows, int cols)
{
    desk_resize(r->desk, rows, cols);
}

void
desk_rig_time(struct desk_rig *r, int64_t ms)
{
    r->now.mono = mono_add_ns(r->start.mono, ms * NS_PER_MS);
    r->now.utc = utc_add_ns(r->start.utc, ms * NS_PER_MS);
}

static void
type(struct desk_rig *r, keysym k)
{
    struct input_event event = {.kind = INPUT_KEY, .key = k};
    r->bits = desk_input(r->desk, &event, r->now);
}

void
desk_rig_keys(struct desk_rig *r, const char *keys)
{
    char *copy_of = strdup(keys), *save = NULL;
    for (char *word = strtok_r(copy_of, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        keysym k;
        if (key_parse(word, &k)) {
            type(r, k);
            continue;
        }
        for (const char *p = word; *p != '\0'; p++)
            type(r, (unsigned char)*p);
    }
    free(copy_of);
}

void
desk_rig_type(struct desk_rig *r, const char *keys)
{
    int64_t pace = 80 * NS_PER_MS;
    char *copy_of = strdup(keys), *save = NULL;
    for (char *word = strtok_r(copy_of, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save)) {
        keysym k;
        bool is_key = key_parse(word, &k);
        for (const char *p = word; *p != '\0'; p++) {
            r->now.mono = mono_add_ns(r->now.mono, pace);
            r->now.utc = utc_add_ns(r->now.utc, pace);
            type(r, is_key ? k : (keysym)(unsigned char)*p);
            desk_rig_paint(r);
            if (is_key)
                break;
        }
    }
    free(copy_of);
}

void
desk_rig_paste(struct desk_rig *r, const char *text)
{
    struct input_event event = {
        .kind = INPUT_PASTE, .text = text, .text_len = strlen(text)};
    r->bits = desk_input(r->desk, &event, r->now);
}

void
desk_rig_paint(struct desk_rig *r)
{
    r->canvas.is_ascii = r->is_ascii;
    desk_update(r->desk, r->now);
    while (desk_fetch_runs(r->desk, r->now))
        desk_update(r->desk, r->now);
    desk_paint(r->desk, &r->canvas, r->now);
    desk_shown(r->desk, r->now);
    strbuf_reset(&r->text);
}

const char *
desk_rig_text(struct desk_rig *r)
{
    desk_rig_paint(r);
    canvas_text(&r->canvas, &r->text);
    return strbuf_get(&r->text);
}

const char *
desk_rig_line(struct desk_rig *r, int row)
{
    desk_rig_text(r);
    char *line = r->text.s;
    for (; row > 0 && line != NULL; row--) {
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    if (line == NULL)
        return "";
    line[strcspn(line, "\n")] = '\0';
    return line;
}

void
desk_rig_golden(struct desk_rig *r, const char *name)
{
    desk_rig_paint(r);
    canvas_dump(&r->canvas, &r->text);
    check_golden(name, strbuf_get(&r->text));
}

bool
desk_rig_is_clean(const struct desk_rig *r)
{
    for (int row = 0; row < r->canvas.rows; row++)
        for (int col = 0; col < r->canvas.cols; col++) {
            uint32_t glyph = canvas_at(&r->canvas, row, col)->glyph;
            if (glyph != CELL_WIDE_RIGHT && !utf8_is_safe(glyph))
                return false;
        }
    return true;
}
