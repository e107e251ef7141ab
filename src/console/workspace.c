/*
 * workspace.c - what stands where on a desk, as a text that lasts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/text_file.h"
#include "common/xalloc.h"

#define HEAD     "columba-layout 1"
#define LINE_MAX 1024 /* bytes */

bool
workspace_name_is_valid(const char *name)
{
    size_t n = strlen(name);
    return n > 0 && n < WORKSPACE_NAME_SIZE && name[0] != '.' &&
           name[0] != '-' &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789._-") == n;
}

/* ---- writing ------------------------------------------------------------- */

/* "pane events gap", with what its filter is below it. */
static void
add_pane(const struct workspace_pane *p, int depth, struct strbuf *out)
{
    bool has_argument =
        *p->argument != '\0' && str_is_clean(p->argument, strlen(p->argument));
    strbuf_addf(out, "%*spane %s%s%s\n", depth * 2, "",
        *p->view != '\0' ? p->view : "-", has_argument ? " " : "",
        has_argument ? p->argument : "");
    if (*p->filter != '\0' && str_is_clean(p->filter, strlen(p->filter)))
        strbuf_addf(out, "%*sfilter %s\n", depth * 2 + 2, "", p->filter);
}

/* Panes are written in the order they are read; so `focus` is a place. */
static int
add_tree(const struct workspace *w, int i, int depth, struct strbuf *out)
{
    const struct tile *t = &w->tiling.tile[i];
    if (t->kind == TILE_PANE) {
        add_pane(&w->pane[t->pane], depth, out);
        return i + 1;
    }
    strbuf_addf(out, "%*s%s %d.%d%%\n", depth * 2, "",
        t->kind == TILE_BESIDE ? "beside" : "stacked", t->share / 10,
        t->share % 10);
    i = add_tree(w, i + 1, depth + 1, out);
    return add_tree(w, i, depth + 1, out);
}

static int
place_of(const struct workspace *w, int pane)
{
    int all[TILING_PANES_MAX], n = tiling_panes(&w->tiling, all);
    for (int i = 0; i < n; i++)
        if (all[i] == pane)
            return i;
    return w->is_usual ? pane : 0;
}

void
workspace_format(const struct workspace *w, struct strbuf *out)
{
    strbuf_adds(out, HEAD "\n");
    if (w->is_usual) {
        int n = TILING_PANES_MAX;
        while (n > w->focus + 1 && *w->pane[n - 1].view == '\0')
            n--;
        strbuf_addf(out, "usual %d\n", n);
        for (int i = 0; i < n; i++)
            add_pane(&w->pane[i], 1, out);
    } else
        add_tree(w, 0, 0, out);
    strbuf_addf(out, "focus %d\n", place_of(w, w->focus) + 1);
    if (w->is_full)
        strbuf_adds(out, "full\n");
    for (int i = 0; i < SETTING_COUNT; i++)
        if (*w->settings.text[i] != '\0')
            strbuf_addf(out, "set %s=%s\n", setting_row((enum setting)i)->name,
                w->settings.text[i]);
}

/* ---- reading ------------------------------------------------------------- */

struct reader {
    const char *file, *next, *end;
    struct notes *notes;
    struct workspace *out;
    unsigned line;
    int missing; /* parts of splits that are still to come */
    int panes;
    bool has_head, has_focus, failed;
};

static void PRINTF_LIKE(3, 4)
    refuse(struct reader *r, unsigned col, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    notes_add(
        r->notes, NOTE_ERROR, r->file, r->line, col, "%s", strbuf_get(&text));
    strbuf_fini(&text);
    r->failed = true;
}

/* The next line that says something, without blanks at its ends; *col is
 * where it begins. */
static bool
next_line(struct reader *r, char line[LINE_MAX], unsigned *col)
{
    while (r->next < r->end) {
        const char *eol = memchr(r->next, '\n', (size_t)(r->end - r->next));
        const char *from = r->next, *to = eol != NULL ? eol : r->end;
        const char *begin = from;
        r->next = eol != NULL ? eol + 1 : r->end;
        r->line++;
        while (from < to && (*from == ' ' || *from == '\t'))
            from++;
        while (to > from && (to[-1] == ' ' || to[-1] == '\r'))
            to--;
        *col = (unsigned)(from - begin) + 1;
        if (from == to || *from == '#')
            continue;
        if ((size_t)(to - from) >= LINE_MAX) {
            refuse(r, LINE_MAX, "the line is too long");
            continue;
        }
        memcpy(line, from, (size_t)(to - from));
        line[to - from] = '\0';
        if (strlen(line) == (size_t)(to - from) &&
            str_is_clean(line, strlen(line)))
            return true;
        refuse(r, *col, "there are characters that cannot be printed");
    }
    return false;
}

static struct tile *
add_tile(struct reader *r, unsigned col)
{
    struct tiling *t = &r->out->tiling;
    if (r->out->is_usual || (r->missing == 0 && t->n > 0))
        refuse(r, col, "this is no part of a split");
    else if (t->n >= (int)ARRAY_LEN(t->tile))
        refuse(r, col, "there are more than %d panes", TILING_PANES_MAX);
    else
        return &t->tile[t->n++];
    return NULL;
}

/* "60%", "33.3%", "60" */
static bool
parse_share(const char *text, int *share)
{
    char number[16];
    double percent;
    size_t n = strcspn(text, "%");
    if (n == 0 || n >= sizeof number || (text[n] == '%' && text[n + 1] != '\0'))
        return false;
    memcpy(number, text, n);
    number[n] = '\0';
    if (!num_parse_double(number, &percent) ||
        !(percent >= 0.1 && percent <= 99.9))
        return false;
    *share = (int)(percent * 10 + 0.5);
    return true;
}

static void
read_split(struct reader *r, enum tile_kind kind, const char *rest,
    unsigned col, unsigned rest_col)
{
    int share = TILING_SHARE_ALL / 2;
    if (*rest != '\0' && !parse_share(rest, &share)) {
        refuse(r, rest_col, "'%.32s' is no share from 0.1%% to 99.9%%", rest);
        return;
    }
    struct tile *tile = add_tile(r, col);
    if (tile == NULL)
        return;
    r->missing += r->out->tiling.n == 1 ? 2 : 1;
    *tile = (struct tile){.kind = kind, .share = share};
}

/* "events gap": the view, and what is behind it. */
static void
read_view(
    struct reader *r, struct workspace_pane *p, const char *text, unsigned col)
{
    size_t n = strcspn(text, " ");
    *p = (struct workspace_pane){0};
    if (n == 0 || n >= sizeof p->view) {
        refuse(r, col,
            n == 0 ? "a pane needs the name of a view, or -"
                   : "no view has such a long name");
        return;
    }
    if (strcmp(text, "-") == 0)
        return;
    memcpy(p->view, text, n);
    text += n + strspn(text + n, " ");
    if (!str_copy(p->argument, sizeof p->argument, text))
        refuse(r, col, "the argument is too long");
}

static void
read_pane(struct reader *r, const char *rest, unsigned col, unsigned rest_col)
{
    if (r->out->is_usual) {
        if (r->missing == 0) {
            refuse(r, col, "there are more panes than 'usual' says");
            return;
        }
        r->missing--;
    } else {
        struct tile *tile =
            r->panes == TILING_PANES_MAX ? NULL : add_tile(r, col);
        if (tile == NULL) {
            if (!r->failed)
                refuse(
                    r, col, "there are more than %d panes", TILING_PANES_MAX);
            return;
        }
        if (r->out->tiling.n > 1)
            r->missing--;
        *tile = (struct tile){.kind = TILE_PANE, .pane = r->panes};
    }
    read_view(r, &r->out->pane[r->panes++], rest, rest_col);
}

static void
read_usual(struct reader *r, const char *rest, unsigned col, unsigned rest_col)
{
    int64_t n;
    if (r->out->is_usual || r->out->tiling.n > 0)
        refuse(r, col, "the panes were said before");
    else if (!num_parse_i64(rest, &n) || n < 1 || n > TILING_PANES_MAX)
        refuse(
            r, rest_col, "usual needs a number from 1 to %d", TILING_PANES_MAX);
    else {
        r->out->is_usual = true;
        r->missing = (int)n;
    }
}

static void
read_filter(struct reader *r, const char *rest, unsigned col)
{
    if (r->panes == 0)
        refuse(r, col, "a filter belongs below a pane");
    else if (!str_copy(r->out->pane[r->panes - 1].filter,
                 sizeof r->out->pane[0].filter, rest))
        refuse(r, col, "the filter is too long");
}

static void
read_focus(struct reader *r, const char *rest, unsigned rest_col)
{
    int64_t n;
    if (!num_parse_i64(rest, &n) || n < 1 || n > r->panes)
        refuse(r, rest_col, "focus needs the number of a pane above, 1 to %d",
            r->panes);
    else
        r->out->focus = (int)n - 1;
}

static void
read_setting(struct reader *r, const char *rest, unsigned rest_col)
{
    char name[SETTING_SIZE];
    enum setting setting;
    struct strbuf problem = {0};
    size_t n = strcspn(rest, "=");
    int value;
    if (n >= sizeof name || rest[n] != '=') {
        refuse(r, rest_col, "set needs NAME=VALUE");
        return;
    }
    memcpy(name, rest, n);
    name[n] = '\0';
    if (!setting_find(name, &setting))
        refuse(r, rest_col, "no setting '%s'", name);
    else if (!setting_check(setting, rest + n + 1, &value, &problem) ||
             !str_copy(
                 r->out->settings.text[setting], SETTING_SIZE, rest + n + 1))
        refuse(r, rest_col, "%s", strbuf_get(&problem));
    strbuf_fini(&problem);
}

static void
read_line(struct reader *r, const char *line, unsigned col)
{
    static const char *const words[] = {
        "beside", "stacked", "pane", "filter", "usual", "focus", "full", "set"};
    size_t n = strcspn(line, " "), word = 0;
    const char *rest = line + n + strspn(line + n, " ");
    unsigned rest_col = col + (unsigned)(rest - line);
    if (!r->has_head) {
        r->has_head = strcmp(line, HEAD) == 0;
        if (!r->has_head) {
            refuse(r, col, "the first line must be '" HEAD "'");
            r->next = r->end;
        }
        return;
    }
    while (word < ARRAY_LEN(words) &&
           !(strlen(words[word]) == n && strncmp(words[word], line, n) == 0))
        word++;
    switch (word) {
    case 0:
    case 1:
        read_split(
            r, word == 0 ? TILE_BESIDE : TILE_STACKED, rest, col, rest_col);
        break;
    case 2:
        read_pane(r, rest, col, rest_col);
        break;
    case 3:
        read_filter(r, rest, col);
        break;
    case 4:
        read_usual(r, rest, col, rest_col);
        break;
    case 5:
        read_focus(r, rest, rest_col);
        break;
    case 6:
        r->out->is_full = true;
        break;
    case 7:
        read_setting(r, rest, rest_col);
        break;
    default:
        refuse(r, col,
            "'%.*s' is none of: beside, stacked, pane, filter, "
            "usual, focus, full, set",
            n < 32 ? (int)n : 32, line);
    }
}

enum err
workspace_parse(const char *file, const char *text, size_t len,
    struct workspace *out, struct notes *notes)
{
    char line[LINE_MAX];
    unsigned col;
    struct reader r = {.file = file,
        .next = text,
        .end = text + len,
        .notes = notes,
        .out = out};
    *out = (struct workspace){0};
    while (next_line(&r, line, &col))
        read_line(&r, line, col);
    if (!r.failed && r.panes == 0)
        refuse(&r, 0, "there is no pane");
    if (!r.failed && r.missing > 0)
        refuse(&r, 0, "%d more pane%s should follow", r.missing,
            r.missing == 1 ? "" : "s");
    return r.failed ? ERR_FORMAT : ERR_OK;
}

/* ---- files --------------------------------------------------------------- */

enum err
workspace_load(const char *path, struct workspace *out, struct notes *notes)
{
    size_t len;
    enum err e = ERR_OK;
    char *text = text_file_read(path, WORKSPACE_FILE_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = workspace_parse(path, text, len, out, notes);
    free(text);
    return e;
}

static void
make_dirs(const char *path)
{
    char *dir = xstrdup(path);
    for (char *p = strchr(dir + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        (void)mkdir(dir, 0700); /* there already, or told by open() */
        *p = '/';
    }
    free(dir);
}

static bool
write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text += n;
        len -= (size_t)n;
    }
    return true;
}

/* No fsync(2): the loop must not wait for a disk, and what a crash of the
 * machine leaves is refused by the parser when it is not whole. */
bool
workspace_save(const char *path, const char *text)
{
    char *temp = xasprintf("%s.%ld", path, (long)getpid());
    make_dirs(path);
    (void)unlink(temp);
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write_all(fd, text, strlen(text));
    int failed = ok ? 0 : errno;
    if (fd >= 0 && close(fd) != 0 && ok)
        failed = errno;
    if (failed == 0 && rename(temp, path) != 0)
        failed = errno;
    if (failed != 0 && fd >= 0)
        (void)unlink(temp);
    free(temp);
    errno = failed;
    return failed == 0;
}
