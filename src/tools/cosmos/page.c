/*
 * page.c - layouts to a grid of text, and all of it to a display file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/display/display.h"
#include "tools/cosmos/item.h"

#define TEXT_CELLS   76  /* of a label */
#define WIDEST       198 /* with the margin less than a display's columns */
#define GRID_COLUMNS 50
#define COMMENTS_MAX 100

static struct box *node_box(
    struct page *page, const struct cosmos_node *node, int label_cells);

/* ---- links --------------------------------------------------------------- */

/* "INST-HS" of a target and a screen; in the arena. */
static char *
link_id(struct page *page, const char *target, size_t n, const char *screen,
    size_t m)
{
    char id[DISPLAY_ID_MAX + 1];
    size_t len = 0;
    for (size_t i = 0; i < n + m + (n > 0) && len < DISPLAY_ID_MAX; i++) {
        char c = i < n             ? target[i]
                 : i == n && n > 0 ? '-'
                                   : screen[i - n - (n > 0)];
        id[len++] = isalnum((unsigned char)c) || strchr("._-", c) != NULL
                        ? (char)toupper((unsigned char)c)
                        : '-';
    }
    id[len] = '\0';
    return display_id_is_valid(id) ? arena_strdup(&page->arena, id) : NULL;
}

/* The text in the quotes that begin at or behind *p, *p behind them. */
static const char *
quoted(const char **p, size_t *n)
{
    const char *begin = strpbrk(*p, "'\"");
    const char *end = begin != NULL ? strchr(begin + 1, *begin) : NULL;
    if (end == NULL)
        return NULL;
    *n = (size_t)(end - begin) - 1;
    *p = end + 1;
    return begin + 1;
}

/* Where a widget leads: its setting SCREEN, or screen.open('T', 'S'). */
static const char *
target_of(struct page *page, const struct cosmos_node *node)
{
    char **screen = cosmos_setting(node, "SCREEN", 0, NULL);
    if (screen != NULL && screen[0] != NULL && screen[1] != NULL)
        return link_id(
            page, screen[0], strlen(screen[0]), screen[1], strlen(screen[1]));
    for (size_t i = 0; cosmos_argument(node, i) != NULL; i++) {
        const char *call = strstr(cosmos_argument(node, i), "screen.open(");
        size_t n = 0, m = 0;
        if (call == NULL)
            continue;
        const char *target = quoted(&call, &n), *name = quoted(&call, &m);
        if (target != NULL && name != NULL)
            return link_id(page, target, n, name, m);
    }
    return NULL;
}

/* The box, and beside it where it leads. */
static struct box *
with_link(struct page *page, const struct cosmos_node *node, struct box *box)
{
    const char *id = target_of(page, node);
    if (id == NULL)
        return box;
    char *text = xasprintf("{>%s }", id);
    struct box *both[] = {box, box_text(&page->arena, text)};
    free(text);
    page->n_fields++;
    return box_beside(&page->arena, both, 2, page->options->cols);
}

/* ---- layouts ------------------------------------------------------------- */

static int
widest_label(struct page *page, const struct cosmos_node *layout)
{
    int most = 0;
    for (const struct cosmos_node *n = layout->child; n != NULL; n = n->next) {
        if (n->widget->kind != COSMOS_ITEM ||
            (n->widget->parts & COSMOS_NAME) == 0)
            continue;
        int cells = utf8_str_width(item_label(page, n));
        most = cells > most ? cells : most;
    }
    return most;
}

static size_t
columns_of(const struct cosmos_node *node, size_t n)
{
    const char *text = cosmos_argument(node, 0);
    long columns = text != NULL ? strtol(text, NULL, 10) : 1;
    columns = columns < 1 ? 1 : columns > GRID_COLUMNS ? GRID_COLUMNS : columns;
    return n > 0 && (size_t)columns > n ? n : (size_t)columns;
}

static struct box *
headed(struct page *page, const struct cosmos_node *node, struct box *body)
{
    const char *title = cosmos_argument(node, 0);
    if (title == NULL || *title == '\0' || body->rows == 0)
        return body;
    struct box *both[] = {
        box_line(&page->arena, page_text(page, title, TEXT_CELLS)), body};
    return box_below(&page->arena, both, 2, 0);
}

static struct box *
arrange(struct page *page, const struct cosmos_node *node,
    struct box *const *box, size_t n)
{
    struct box *out;
    switch (node->widget->kind) {
    case COSMOS_COLUMNS:
        return box_beside(&page->arena, box, n, page->options->cols);
    case COSMOS_GRID:
        out = box_grid(&page->arena, box, n, columns_of(node, n));
        if (out->cols <= WIDEST)
            return out;
        page_left_out(page, node, "columns, which are too wide together");
        return box_below(&page->arena, box, n, 0);
    case COSMOS_HEADED:
        return headed(page, node, box_below(&page->arena, box, n, 0));
    case COSMOS_ROWS:
    case COSMOS_ITEM:
    case COSMOS_TEXT:
    case COSMOS_LINE:
    case COSMOS_BLANK:
    case COSMOS_LEFT_OUT:
    default:
        return box_below(&page->arena, box, n, 0);
    }
}

static struct box *
layout_box(struct page *page, const struct cosmos_node *node)
{
    size_t n = 0, count = 0;
    for (const struct cosmos_node *c = node->child; c != NULL; c = c->next)
        count++;
    struct box **box = arena_alloc(&page->arena, (count + 1) * sizeof *box);
    bool is_below = node->widget->kind == COSMOS_ROWS ||
                    node->widget->kind == COSMOS_HEADED;
    int cells = is_below ? widest_label(page, node) : 0;
    for (const struct cosmos_node *c = node->child; c != NULL; c = c->next) {
        struct box *one = node_box(page, c, cells);
        if (one->rows > 0 || node->widget->kind == COSMOS_GRID)
            box[n++] = one;
    }
    return arrange(page, node, box, n);
}

/* The first title is that of the page. */
static struct box *
text_box(struct page *page, const struct cosmos_node *node)
{
    const char *keyword = node->widget->keyword;
    bool is_placed = strcasecmp(keyword, "CANVASLABEL") == 0; /* x y text */
    const char *text = cosmos_argument(node, is_placed ? 2 : 0);
    bool is_title = strcasecmp(keyword, "TITLE") == 0;
    text = page_text(page, text != NULL ? text : "", TEXT_CELLS);
    if (is_title && page->title == NULL) {
        page->title = arena_strdup(&page->arena, text);
        return box_below(&page->arena, NULL, 0, 0);
    }
    if (strcasecmp(keyword, "SECTIONHEADER") == 0)
        return box_line(&page->arena, text);
    return box_text(&page->arena, text);
}

static struct box *
node_box(struct page *page, const struct cosmos_node *node, int label_cells)
{
    struct box *box;
    switch (node->widget->kind) {
    case COSMOS_ITEM:
        box = item_box(page, node, label_cells);
        break;
    case COSMOS_TEXT:
        box = text_box(page, node);
        break;
    case COSMOS_LINE:
        return box_line(&page->arena, "");
    case COSMOS_BLANK:
        return box_text(&page->arena, "");
    case COSMOS_LEFT_OUT:
        box = box_below(&page->arena, NULL, 0, 0);
        break;
    case COSMOS_ROWS:
    case COSMOS_HEADED:
    case COSMOS_COLUMNS:
    case COSMOS_GRID:
    default:
        box = layout_box(page, node);
        break;
    }
    return with_link(page, node, box);
}

/* ---- settings ------------------------------------------------------------ */

static bool
is_used(const char *setting)
{
    static const char *const used[] = {"MIN_VALUE", "MAX_VALUE", "HISTORY",
        "SECONDSGRAPHED", "LED_COLOR", "SCREEN", "ITEM"};
    for (size_t i = 0; i < ARRAY_LEN(used); i++)
        if (strcasecmp(setting, used[i]) == 0)
            return true;
    return false;
}

/* Colours, sizes and so on are told in one line. */
static void
count_settings(
    const struct cosmos_lines *lines, const char *file, struct notes *notes)
{
    unsigned n = 0, first = 0;
    for (size_t i = 0; i < lines->n; i++) {
        const struct cosmos_line *l = &lines->line[i];
        bool is_sub = strcasecmp(l->word[0], "SUBSETTING") == 0;
        size_t at = is_sub ? 2 : 1;
        if ((!is_sub && strcasecmp(l->word[0], "SETTING") != 0) ||
            (at < l->n && is_used(l->word[at])))
            continue;
        first = n++ == 0 ? l->line : first;
    }
    if (n > 0)
        notes_add(notes, NOTE_WARNING, file, first, 0,
            "left out: %u setting%s of colour, size and the like, here and on",
            n, n == 1 ? "" : "s");
}

/* ---- the file ------------------------------------------------------------ */

static void
print_notes(struct page *page, struct strbuf *out)
{
    const struct notes *notes = page->notes;
    if (notes->n > 0)
        strbuf_adds(out, "\n# Not as in the screen:\n");
    for (size_t i = 0; i < notes->n && i < COMMENTS_MAX; i++)
        strbuf_addf(out, "# line %u: %s\n", notes->note[i].line,
            page_text(page, notes->note[i].text, 150));
    if (notes->n > COMMENTS_MAX)
        strbuf_addf(out, "# and %zu more\n", notes->n - COMMENTS_MAX);
}

static char *
one_line(struct page *page, const char *text, int cells)
{
    char *out = page_text(page, text, cells);
    for (char *p = out; *p != '\0'; p++)
        if (*p == '"')
            *p = '\'';
    return out;
}

static void
print_page(struct page *page, const struct box *box,
    const struct cosmos_tree *tree, struct strbuf *out)
{
    const char *title = page->title != NULL && *page->title != '\0'
                            ? page->title
                            : page->options->title;
    double stale = tree->stale_s != NULL ? strtod(tree->stale_s, NULL) : 0;
    strbuf_addf(out, "# imported from the COSMOS screen %s\n",
        one_line(page, page->file, 120));
    strbuf_addf(out, "display %s \"%s\"\n", page->options->id,
        one_line(page, title, 90));
    if (stale >= 1 && stale <= 86400)
        strbuf_addf(out, "stale   %.0fs\n", stale);
    strbuf_adds(out, "\nscreen\n");
    for (int i = 0; i < box->rows; i++)
        strbuf_addf(
            out, "%s%s\n", *box->row[i] != '\0' ? " " : "", box->row[i]);
    strbuf_adds(out, "end\n\n");
    defs_print(&page->defs, out);
    if (strbuf_get(&page->todo)[0] != '\0')
        strbuf_addf(out, "\n%s", strbuf_get(&page->todo));
    print_notes(page, out);
}

static bool
is_too_large(const struct page *page, const struct box *box, size_t bytes)
{
    const char *what = page->n_fields > DISPLAY_FIELDS_MAX ? "fields"
                       : box->rows > DISPLAY_ROWS_MAX      ? "rows"
                       : bytes > DISPLAY_BYTES_MAX         ? "text"
                       : box->cols > WIDEST                ? "columns"
                       : box->rows == 0                    ? ""
                                                           : NULL;
    if (what == NULL)
        return false;
    if (*what == '\0')
        notes_add(page->notes, NOTE_ERROR, page->file, 1, 0,
            "nothing of it can be shown in a display");
    else
        notes_add(page->notes, NOTE_ERROR, page->file, 1, 0,
            "it has too many %s for one display; divide the screen", what);
    return true;
}

static char *
draw(struct page *page, const struct cosmos_tree *tree)
{
    struct strbuf out = {0};
    const struct box *box = node_box(page, tree->root, 0);
    char *text = NULL;
    notes_sort(page->notes);
    print_page(page, box, tree, &out);
    if (!is_too_large(page, box, strlen(strbuf_get(&out))))
        text = xstrdup(strbuf_get(&out));
    strbuf_fini(&out);
    return text;
}

char *
cosmos_import(const char *file, const char *text, size_t len,
    const struct mdb *mdb, const struct cosmos_options *options,
    struct notes *notes)
{
    struct cosmos_lines lines;
    struct cosmos_tree tree;
    char *out = NULL;
    if (cosmos_lines_parse(file, text, len, options->target, notes, &lines) !=
        ERR_OK)
        return NULL;
    if (cosmos_tree_build(file, &lines, notes, &tree) == ERR_OK &&
        tree.n_nodes > 10 * DISPLAY_FIELDS_MAX) {
        notes_add(notes, NOTE_ERROR, file, 1, 0,
            "it has too many widgets for one display; divide the screen");
    } else if (notes->errors == 0) {
        struct page page = {.file = file, .options = options, .mdb = mdb};
        page.notes = notes;
        page.defs = (struct defs){.arena = &page.arena, .mdb = mdb};
        count_settings(&lines, file, notes);
        out = draw(&page, &tree);
        defs_fini(&page.defs);
        strbuf_fini(&page.todo);
        arena_fini(&page.arena);
    }
    cosmos_lines_fini(&lines);
    return out;
}
