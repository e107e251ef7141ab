/*
 * item.c - telemetry widgets as rows of fields.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/cosmos/item.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "console/display/format.h"
#include "mdb/alarm.h"
#include "tools/cosmos/names.h"

#define LETTERS      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LABEL_CELLS  40 /* at most */
#define BAR_CELLS    22
#define COURSE_CELLS 22
#define PLOT_CELLS   40
#define PLOT_ROWS    8
#define ELEMENTS_MAX 256

struct item {
    struct page *page;
    const struct cosmos_node *node;
    const char *target, *packet, *name;
    const char *type, *width;    /* as the widget says, or NULL */
    uint32_t item;               /* MDB_NIL: no database */
    const char *before, *behind; /* literal text around a format */
    bool is_packet, is_age;      /* not an item: a packet's count, or age */
    struct def want;
};

/* ---- words --------------------------------------------------------------- */

void
page_left_out(
    struct page *page, const struct cosmos_node *node, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    notes_add(page->notes, NOTE_WARNING, page->file,
        node->line != NULL ? node->line->line : 1, 0, "left out: %s",
        strbuf_get(&text));
    strbuf_fini(&text);
}

char *
page_text(struct page *page, const char *text, int cells)
{
    struct strbuf out = {0};
    size_t len = strlen(text);
    for (size_t i = 0; i < len && cells > 0;) {
        uint32_t c;
        size_t n = utf8_decode(text + i, len - i, &c);
        int width = n > 0 && utf8_is_safe(c) ? utf8_width(c) : 0;
        if (c == '{' || c == '}')
            strbuf_addc(&out, c == '{' ? '(' : ')');
        else if (width <= 0)
            strbuf_addc(&out, '?');
        else if (width <= cells)
            strbuf_add(&out, text + i, n);
        cells -= width > 0 ? width : 1;
        i += n > 0 ? n : 1;
    }
    char *copy = arena_strdup(&page->arena, strbuf_get(&out));
    strbuf_fini(&out);
    return copy;
}

static char *text_of(struct page *page, const char *fmt, ...) PRINTF_LIKE(2, 3);

static char *
text_of(struct page *page, const char *fmt, ...)
{
    struct strbuf out = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&out, fmt, ap);
    va_end(ap);
    char *copy = arena_strdup(&page->arena, strbuf_get(&out));
    strbuf_fini(&out);
    return copy;
}

static bool
number(const char *text, double *out)
{
    char *end;
    if (text == NULL || *text == '\0')
        return false;
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

char *
item_label(struct page *page, const struct cosmos_node *node)
{
    const char *name = cosmos_argument(node, 2);
    if (node->widget->arguments == 'D' && cosmos_argument(node, 3) != NULL)
        name = cosmos_argument(node, 3);
    return name != NULL ? page_text(page, name, LABEL_CELLS)
                        : text_of(page, "%s", "");
}

/* ---- what it names ------------------------------------------------------- */

/* A name that needs no database to be one: a letter, letters, digits, '_', '-',
 * '.', and an index at its end. */
static bool
is_plain_name(const char *name)
{
    size_t n = strspn(name, LETTERS "0123456789_-.");
    if (n == 0 || strspn(name, LETTERS) == 0)
        return false;
    if (name[n] != '[')
        return name[n] == '\0';
    size_t digits = strspn(name + n + 1, "0123456789");
    return digits > 0 && digits < 6 && strcmp(name + n + 1 + digits, "]") == 0;
}

/* From now on it is about this item of the database. */
static void
use_item(struct item *it, uint32_t item)
{
    it->item = item;
    it->want.item = item;
    it->want.param =
        arena_strdup(&it->page->arena, it->page->mdb->item[item].name);
}

/*
 * Items that COSMOS adds to each packet: its times become its age, its count
 * its count.
 */
static bool
find_packet(struct item *it, const char *name)
{
    static const char *const times[] = {"PACKET_TIMEFORMATTED",
        "PACKET_TIMESECONDS", "RECEIVED_TIMEFORMATTED", "RECEIVED_TIMESECONDS"};
    struct page *p = it->page;
    bool is_time = false;
    for (size_t i = 0; i < ARRAY_LEN(times); i++)
        is_time |= strcasecmp(name, times[i]) == 0;
    if (p->mdb == NULL || (!is_time && strcasecmp(name, "RECEIVED_COUNT") != 0))
        return false;
    uint32_t container =
        mdb_find_container(p->mdb, text_of(p, "%s/%s", it->target, it->packet));
    if (container == MDB_NIL)
        container = mdb_find_container(p->mdb, it->packet);
    if (container == MDB_NIL)
        return false;
    it->is_packet = true;
    it->is_age = is_time;
    it->item = MDB_NIL;
    it->want.item = MDB_NIL;
    it->want.param = text_of(p, "packet %s", p->mdb->container[container].name);
    return true;
}

/* The widget's item in item->want; false: it is not there, which is said. */
static bool
find_item(struct item *it, const char *name)
{
    struct page *p = it->page;
    if (p->mdb == NULL) {
        it->want.param = text_of(p, "%s/%s/%s", it->target, it->packet, name);
        it->want.item = MDB_NIL;
        if (is_plain_name(it->target) && is_plain_name(it->packet) &&
            is_plain_name(name))
            return true;
    } else {
        it->item = cosmos_find(p->mdb, it->target, it->packet, name);
        if (it->item != MDB_NIL) {
            use_item(it, it->item);
            return true;
        }
        if (find_packet(it, name))
            return true;
    }
    const char *near = p->mdb != NULL ? cosmos_nearest(p->mdb, name) : NULL;
    char *text = text_of(p, "no parameter for %.60s %.60s %.60s%s%.100s",
        it->target, it->packet, name, near != NULL ? "; nearest: " : "",
        near != NULL ? near : "");
    notes_add(
        p->notes, NOTE_WARNING, p->file, it->node->line->line, 0, "%s", text);
    text = text_of(p, "# TODO %s\n", page_text(p, text, 180));
    if (strstr(strbuf_get(&p->todo), text) == NULL)
        strbuf_adds(&p->todo, text);
    return false;
}

static bool
is_number(const struct item *it)
{
    if (it->item == MDB_NIL)
        return !it->is_packet;
    enum mdb_kind kind = mdb_item_type(it->page->mdb, it->item)->eng_kind;
    return kind == MDB_INT || kind == MDB_UINT || kind == MDB_FLOAT;
}

/* ---- format -------------------------------------------------------------- */

/* "0x%04X": what stands around goes before and behind the field. */
static void
use_format(struct item *it, const char *text)
{
    struct page *p = it->page;
    const char *at = strchr(text, '%');
    size_t n = at != NULL ? 1 + strspn(at + 1, "-+ #0123456789.") : 0;
    struct format format;
    const char *why = "it has no '%'";
    char *middle = at != NULL && at[n] != '\0'
                       ? arena_strndup(&p->arena, at, n + 1)
                       : NULL;
    bool fits = middle != NULL && strchr(middle, ' ') == NULL &&
                strchr(at + n + 1, '%') == NULL &&
                format_parse(middle, &format, &why);
    if (fits && format_is_integer(&format) && it->item != MDB_NIL) {
        enum mdb_kind kind = mdb_item_type(p->mdb, it->item)->eng_kind;
        fits = kind == MDB_INT || kind == MDB_UINT;
    }
    if (fits && format.conversion != 's')
        fits = is_number(it);
    if (!fits) {
        page_left_out(
            p, it->node, "the format '%.40s' of %.60s", text, it->name);
        return;
    }
    it->want.format = middle;
    it->before =
        page_text(p, arena_strndup(&p->arena, text, (size_t)(at - text)), 20);
    it->behind = page_text(p, at + n + 1, 20);
}

/* ---- bars ---------------------------------------------------------------- */

/* The widest limits the database has; both ends must be there. */
static bool
limits_of(const struct mdb_type *type, double *low, double *high)
{
    bool found = false;
    const struct mdb_alarm *alarm =
        type->alarms != NULL ? type->alarms->standard : NULL;
    for (int l = 0; alarm != NULL && alarm->ranges.is_given &&
                    !alarm->ranges.is_inside && l < LIMIT_LEVEL_COUNT;
         l++) {
        const struct mdb_range *r = &alarm->ranges.range[l];
        if (!alarm->ranges.has[l] || !isfinite(r->min) || !isfinite(r->max))
            continue;
        *low = found && *low < r->min ? *low : r->min;
        *high = found && *high > r->max ? *high : r->max;
        found = true;
    }
    if (found) {
        double more = (*high - *low) / 10;
        *low -= more;
        *high += more;
    }
    return found;
}

static bool
bar_range(const struct item *it, double *low, double *high)
{
    const struct cosmos_node *node = it->node;
    char **min = cosmos_setting(node, "MIN_VALUE", 0, NULL);
    char **max = cosmos_setting(node, "MAX_VALUE", 0, NULL);
    double factor;
    if (min != NULL && max != NULL && number(*min, low) && number(*max, high))
        return true;
    if (node->widget->arguments == 'R')
        return number(cosmos_argument(node, 3), low) &&
               number(cosmos_argument(node, 4), high);
    if (node->widget->arguments == 'P') {
        bool is_given = number(cosmos_argument(node, 3), &factor);
        *low = 0;
        *high = is_given && factor > 0 ? 100 / factor : 100;
        return true;
    }
    return it->item != MDB_NIL &&
           limits_of(mdb_item_type(it->page->mdb, it->item), low, high);
}

static bool
use_bar(struct item *it)
{
    double low, high;
    if (!is_number(it)) {
        page_left_out(it->page, it->node,
            "the bar of %.60s, which is no number", it->name);
        return false;
    }
    if (!bar_range(it, &low, &high) || !(low < high)) {
        page_left_out(it->page, it->node,
            "the bar of %.60s: its range is not known; write 'bar LOW..HIGH'",
            it->name);
        return false;
    }
    it->want.has_bar = true;
    it->want.bar_low = low;
    it->want.bar_high = high;
    return true;
}

/* ---- courses ------------------------------------------------------------- */

/* "30s", "1h": how far back it goes. */
static char *
history(const struct item *it)
{
    char **history = cosmos_setting(it->node, "HISTORY", 0, NULL);
    char **seconds = cosmos_setting(it->node, "SECONDSGRAPHED", 0, NULL);
    const char *text = history != NULL ? *history : NULL;
    size_t n = text != NULL ? strspn(text, "0123456789") : 0;
    if (n > 0 && n < 7 && atoi(text) > 0 && text[n] != '\0' &&
        strchr("smhd", text[n]) != NULL && text[n + 1] == '\0')
        return text_of(it->page, "%s", text);
    text = seconds != NULL ? *seconds : NULL;
    n = text != NULL ? strspn(text, "0123456789") : 0;
    if (n > 0 && n < 7 && text[n] == '\0' && atoi(text) > 0)
        return text_of(it->page, "%ss", text);
    return text_of(it->page, "10m");
}

static bool
use_course(struct item *it)
{
    if (!is_number(it)) {
        page_left_out(it->page, it->node,
            "the course of %.60s, which is no number", it->name);
        return false;
    }
    it->want.course = history(it);
    return true;
}

/* ---- lamps --------------------------------------------------------------- */

/* The number behind a lamp's value: itself, or that of a label. */
static bool
lamp_value(const struct item *it, const char *text, long *out)
{
    char *end;
    *out = strtol(text, &end, 10);
    if (*text != '\0' && *end == '\0')
        return true;
    const struct mdb_type *type =
        it->item != MDB_NIL ? mdb_item_type(it->page->mdb, it->item) : NULL;
    for (uint32_t i = 0; type != NULL && i < type->n_labels; i++)
        if (strcasecmp(type->label[i].label, text) == 0) {
            *out = (long)type->label[i].value;
            return true;
        }
    return false;
}

static bool
is_good_colour(const char *colour)
{
    return strcasecmp(colour, "GREEN") == 0 ||
           strcasecmp(colour, "BLUE") == 0 ||
           strcasecmp(colour, "WHITE") == 0 ||
           strcasecmp(colour, "GREY") == 0 || strcasecmp(colour, "GRAY") == 0 ||
           strcasecmp(colour, "BLACK") == 0;
}

/* Is there a text for the value already? */
static bool
has_state(const char *states, long value)
{
    char begin[32];
    int n = snprintf(begin, sizeof begin, " %ld=", value);
    return strncmp(states, begin + 1, (size_t)n - 1) == 0 ||
           strstr(states, begin) != NULL;
}

/* A lamp's colours become states; what is not green is abnormal. */
static void
use_lamp(struct item *it)
{
    struct strbuf states = {0};
    char **value;
    for (size_t i = 0;
         (value = cosmos_setting(it->node, "LED_COLOR", i, NULL)) != NULL;
         i++) {
        long v;
        if (value[0] == NULL || value[1] == NULL)
            continue;
        const char *colour = value[1];
        if (!lamp_value(it, value[0], &v) || !is_plain_name(colour) ||
            has_state(strbuf_get(&states), v)) {
            page_left_out(it->page, it->node, "the colour of %.60s for '%.40s'",
                it->name, value[0]);
            continue;
        }
        const char *label =
            is_plain_name(value[0]) && !isdigit((unsigned char)*value[0])
                ? value[0]
                : colour;
        strbuf_addf(&states, "%s%ld=%.16s%s",
            strbuf_get(&states)[0] != '\0' ? " " : "", v, label,
            is_good_colour(colour) ? "" : "!");
    }
    if (strbuf_get(&states)[0] != '\0')
        it->want.states = arena_strdup(&it->page->arena, strbuf_get(&states));
    strbuf_fini(&states);
}

/* ---- rows ---------------------------------------------------------------- */

/* "{name   }", at least so many cells inside of its braces. */
static char *
field(struct page *page, const char *name, const char *kind, int cells)
{
    char *inside = text_of(page, "%s%s", name, kind);
    page->n_fields++;
    return text_of(page, "{%-*s}", cells, inside);
}

static int
value_cells(const struct item *it)
{
    struct format format;
    const char *why;
    if (it->is_packet)
        return 8;
    int cells = defs_cells(
        it->page->mdb, it->item, it->width != NULL ? atoi(it->width) : 0);
    if (it->want.format != NULL &&
        format_parse(it->want.format, &format, &why)) {
        int need = format_cells(&format,
            it->item != MDB_NIL ? mdb_item_type(it->page->mdb, it->item)
                                : NULL);
        cells = format.width > 0 ? need : need > cells ? need : cells;
    }
    return it->want.states != NULL && cells < 16 ? 16 : cells;
}

static const char *
unit_of(const struct item *it)
{
    return it->item != MDB_NIL ? mdb_item_type(it->page->mdb, it->item)->unit
                               : "";
}

static struct box *
row_box(struct item *it, int label_cells)
{
    struct page *p = it->page;
    unsigned parts = it->node->widget->parts;
    bool has_bar = (parts & COSMOS_BAR) != 0 && use_bar(it);
    bool has_course = (parts & COSMOS_COURSE) != 0 && use_course(it);
    it->want.is_spark = has_course;
    const struct def *def =
        defs_add(&p->defs, &it->want, it->is_packet ? it->packet : it->name);
    struct strbuf row = {0};
    if ((parts & COSMOS_NAME) != 0) {
        const char *label = item_label(p, it->node);
        strbuf_addf(&row, "%s%*s ", label,
            label_cells > utf8_str_width(label)
                ? label_cells - utf8_str_width(label)
                : 0,
            "");
    }
    if ((parts & COSMOS_VALUE) != 0 || (!has_bar && !has_course)) {
        const char *unit = page_text(p, unit_of(it), 12);
        strbuf_addf(&row, "%s%s%s%s%s", it->before,
            field(p, def->name, it->is_age ? ":age" : "", value_cells(it)),
            it->behind, *unit != '\0' ? " " : "", unit);
    }
    if (has_bar)
        strbuf_addf(&row, "%s%s", strbuf_get(&row)[0] != '\0' ? " " : "",
            field(p, def->name, ":bar", BAR_CELLS));
    if (has_course)
        strbuf_addf(&row, "%s%s", strbuf_get(&row)[0] != '\0' ? " " : "",
            field(p, def->name, ":spark", COURSE_CELLS));
    struct box *box = box_text(&p->arena, strbuf_get(&row));
    strbuf_fini(&row);
    return box;
}

static struct box *
plot_box(struct item *it)
{
    struct page *p = it->page;
    struct box *row[PLOT_ROWS];
    if (!use_course(it))
        return row_box(it, 0);
    it->want.is_plot = true;
    const struct def *def = defs_add(&p->defs, &it->want, it->name);
    for (int i = 0; i < PLOT_ROWS; i++)
        row[i] = box_text(
            &p->arena, field(p, def->name, i == 0 ? ":plot" : "", PLOT_CELLS));
    if (cosmos_setting(it->node, "ITEM", 0, NULL) != NULL)
        page_left_out(
            p, it->node, "further curves in the plot of %.60s", it->name);
    return box_below(&p->arena, row, PLOT_ROWS, 0);
}

/* The first element of an array, MDB_NIL: it is none. */
static uint32_t
first_element(const struct item *it)
{
    struct page *p = it->page;
    if (p->mdb == NULL ||
        cosmos_find(p->mdb, it->target, it->packet, it->name) != MDB_NIL)
        return MDB_NIL;
    return cosmos_find(
        p->mdb, it->target, it->packet, text_of(p, "%s[0]", it->name));
}

/* All elements of the array, as many in a row as there is room for. */
static struct box *
elements_box(struct item *it, uint32_t first)
{
    struct page *p = it->page;
    struct box *element[ELEMENTS_MAX], *both[2];
    uint32_t n = 0, param = p->mdb->item[first].param;
    for (; first + n < p->mdb->n_items && n < ELEMENTS_MAX &&
           p->mdb->item[first + n].param == param;
         n++) {
        use_item(it, first + n);
        const struct def *def = defs_add(&p->defs, &it->want, it->name);
        element[n] =
            box_text(&p->arena, field(p, def->name, "", value_cells(it)));
    }
    if (first + n < p->mdb->n_items && p->mdb->item[first + n].param == param)
        page_left_out(
            p, it->node, "elements of %.60s behind %d", it->name, ELEMENTS_MAX);
    bool has_name = (it->node->widget->parts & COSMOS_NAME) != 0;
    both[0] = box_text(&p->arena, has_name ? item_label(p, it->node) : "");
    int room = p->options->cols - both[0]->cols - 2;
    both[1] = box_beside(&p->arena, element, n, room);
    return has_name ? box_beside(&p->arena, both, 2, p->options->cols)
                    : both[1];
}

/* The words behind the three names. */
static void
take_arguments(struct item *it)
{
    const struct cosmos_node *node = it->node;
    const char *keyword = node->widget->keyword;
    char letter = node->widget->arguments;
    size_t type = letter == 'R' ? 5 : letter == 'M' || letter == 'D' ? 4 : 3;
    bool has_type = letter != 'P' && strcasecmp(keyword, "ARRAY") != 0 &&
                    strcasecmp(keyword, "TEXTBOX") != 0 &&
                    strncasecmp(keyword, "CANVAS", 6) != 0;
    it->type = has_type ? cosmos_argument(node, type) : NULL;
    it->width = it->type != NULL && strncasecmp(keyword, "LED", 3) != 0 &&
                        strcasecmp(keyword, "LABELLED") != 0 &&
                        strcasecmp(keyword, "LIMITSCOLOR") != 0
                    ? cosmos_argument(node, type + 1)
                    : NULL;
    if (it->type != NULL && strcasecmp(it->type, "RAW") == 0 &&
        node->widget->parts != COSMOS_PLOT)
        page_left_out(it->page, node,
            "RAW of %.60s; the engineering value is shown", it->name);
}

struct box *
item_box(struct page *page, const struct cosmos_node *node, int label_cells)
{
    struct item it = {.page = page,
        .node = node,
        .target = cosmos_argument(node, 0),
        .packet = cosmos_argument(node, 1),
        .name = cosmos_argument(node, 2),
        .item = MDB_NIL,
        .before = "",
        .behind = ""};
    if (it.name == NULL) {
        page_left_out(page, node, "%s without target, packet and item",
            node->widget->keyword);
        return box_below(&page->arena, NULL, 0, 0);
    }
    take_arguments(&it);
    uint32_t first = first_element(&it);
    if (first != MDB_NIL)
        return elements_box(&it, first);
    if (!find_item(&it, it.name))
        return box_text(
            &page->arena, text_of(page, "[%s?]", page_text(page, it.name, 30)));
    if (node->widget->arguments == 'M' && cosmos_argument(node, 3) != NULL)
        use_format(&it, cosmos_argument(node, 3));
    if (strcasecmp(node->widget->keyword, "LED") == 0 ||
        strcasecmp(node->widget->keyword, "LABELLED") == 0)
        use_lamp(&it);
    return node->widget->parts == COSMOS_PLOT ? plot_box(&it)
                                              : row_box(&it, label_cells);
}
