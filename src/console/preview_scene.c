/*
 * preview_scene.c - see preview_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/preview_scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"

#define SAMPLES 240 /* of each value, over the longest span that is drawn */
#define DAY_NS  (24 * 3600 * NS_PER_S)

static const char word[] = "TEXT"; /* of parameters that are texts */

const char *
preview_scene_str(enum preview_scene scene)
{
    static const char *const text[PREVIEW_COUNT] = {
        [PREVIEW_GOOD] = "good",
        [PREVIEW_CAUTION] = "caution",
        [PREVIEW_ALARM] = "alarm",
        [PREVIEW_STALE] = "stale",
        [PREVIEW_INVALID] = "invalid",
        [PREVIEW_MISSING] = "missing",
    };
    return text[scene];
}

struct scene {
    struct model *model;
    const struct mdb *mdb;
    const struct display *page;
    enum preview_scene scene;
    struct clock now;
    int64_t step_ns;   /* between samples */
    uint32_t *item;    /* owned: what the page is made of, each once */
    uint32_t *carrier; /* owned: the container that brings each */
    size_t n, cap;
    uint64_t serial;
};

/* ---- what is on the page ------------------------------------------------- */

/* A container that packets of `base` can be. */
static uint32_t
concrete(const struct mdb *mdb, uint32_t base)
{
    const struct mdb_container *c = &mdb->container[base];
    for (uint32_t i = 0; c->is_abstract && i < c->n_children; i++) {
        uint32_t found = concrete(mdb, c->child[i]);
        if (!mdb->container[found].is_abstract)
            return found;
    }
    return base;
}

static void
add_item(struct scene *s, uint32_t item)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->item[i] == item)
            return;
    const struct value *x = values_get(s->model->values, item);
    uint32_t carrier = x != NULL ? x->container : MDB_NIL;
    if (s->n == s->cap) {
        s->cap = s->cap ? 2 * s->cap : 64;
        s->item = xreallocarray(s->item, s->cap, sizeof *s->item);
        s->carrier = xreallocarray(s->carrier, s->cap, sizeof *s->carrier);
    }
    s->item[s->n] = item;
    s->carrier[s->n++] = carrier != MDB_NIL ? carrier : concrete(s->mdb, 0);
}

static void
collect(struct scene *s)
{
    int64_t longest = SAMPLES * NS_PER_S;
    for (size_t i = 0; i < s->page->n_defs; i++) {
        const struct display_def *def = &s->page->def[i];
        if (def->source == DISPLAY_PARAM)
            add_item(s, def->item);
        for (size_t k = 0; k < def->n_ops; k++)
            if (def->op[k].kind == DISPLAY_PUSH_ITEM)
                add_item(s, def->op[k].item);
        longest = def->spark_ns > longest ? def->spark_ns : longest;
        longest = def->plot_ns > longest ? def->plot_ns : longest;
    }
    s->step_ns = longest / SAMPLES;
}

/* ---- values -------------------------------------------------------------- */

/* The first definition that shows the item itself. */
static const struct display_def *
def_of(const struct scene *s, uint32_t item)
{
    for (size_t i = 0; i < s->page->n_defs; i++)
        if (s->page->def[i].source == DISPLAY_PARAM &&
            s->page->def[i].item == item)
            return &s->page->def[i];
    return NULL;
}

static bool
range_of(const struct display_def *def, double *low, double *high)
{
    if (def == NULL || (!def->has_bar && !def->has_plot_range))
        return false;
    *low = def->has_bar ? def->bar_low : def->plot_low;
    *high = def->has_bar ? def->bar_high : def->plot_high;
    if (def->convert.is_set && def->convert.scale != 0) {
        *low = (*low - def->convert.offset) / def->convert.scale;
        *high = (*high - def->convert.offset) / def->convert.scale;
    }
    return true;
}

/* A state that is abnormal, or one that is not; false: there is none. */
static bool
state_of(const struct display_def *def, bool is_abnormal, int64_t *out)
{
    for (size_t i = 0; def != NULL && i < def->n_states; i++)
        if (def->state[i].is_abnormal == is_abnormal) {
            *out = def->state[i].value;
            return true;
        }
    return false;
}

/* Sample `k` of SAMPLES; the last is what the scene is about. */
static double
number_of(const struct scene *s, uint32_t item, size_t k)
{
    static const double place[PREVIEW_COUNT] = {
        0.6, 0.93, 1.1, 0.6, 0.6, 0.6}; /* in the range */
    const struct display_def *def = def_of(s, item);
    double low = 0, high = 100;
    bool has_range = range_of(def, &low, &high);
    bool is_last = k + 1 == SAMPLES;
    double at = is_last ? place[s->scene]
                        : 0.5 + 0.12 * sin((double)k / 9 + (double)item) +
                              (place[s->scene] - 0.5) * (double)k / SAMPLES;
    double y = low + (high - low) * at;
    return has_range ? y : floor(y * 10) / 10;
}

static mdb_cell
integer_cell(const struct scene *s, uint32_t item, size_t k)
{
    const struct mdb_type *type = mdb_item_type(s->mdb, item);
    const struct display_def *def = def_of(s, item);
    int64_t state;
    bool is_bad = s->scene == PREVIEW_CAUTION || s->scene == PREVIEW_ALARM;
    if ((is_bad && state_of(def, true, &state)) ||
        state_of(def, false, &state) || state_of(def, true, &state))
        return (mdb_cell)state;
    if (type->eng_kind == MDB_ENUM && type->n_labels > 0)
        return (mdb_cell)type->label[0].value;
    if (type->eng_kind == MDB_BOOL)
        return is_bad;
    return (mdb_cell)(int64_t)number_of(s, item, k);
}

/* Of raw or engineering kind `kind`. */
static mdb_cell
cell_of(const struct scene *s, uint32_t item, enum mdb_kind kind, size_t k)
{
    switch (kind) {
    case MDB_FLOAT:
    case MDB_DURATION:
        return mdb_cell_float(number_of(s, item, k));
    case MDB_INT:
    case MDB_UINT:
    case MDB_BOOL:
    case MDB_ENUM:
        return integer_cell(s, item, k);
    case MDB_STRING:
    case MDB_BINARY:
        return mdb_cell_span(0, sizeof word - 1);
    case MDB_TIME:
        return (mdb_cell)s->now.utc.ns;
    case MDB_NONE:
    case MDB_KIND_COUNT:
        break;
    }
    return mdb_cell_none(kind);
}

/* ---- messages ------------------------------------------------------------ */

static void
send(struct scene *s, const char *source, struct msg *msg)
{
    msg->envelope.mono = s->now.mono;
    msg->envelope.utc = s->now.utc;
    msg->envelope.instance = msg_str("preview");
    msg->envelope.source = msg_str(source);
    model_message(s->model, source, msg, s->now);
}

/* The items of one container, as columns. */
struct columns {
    size_t n;
    uint64_t *item;
    struct msg_str *text; /* all empty: the database knows names and units */
    uint8_t *raw_kind, *eng_kind, *state;
    uint8_t *index, *raw, *eng, *quality; /* cells, sample after sample */
};

static void
columns_fini(struct columns *c)
{
    free(c->item);
    free(c->text);
    free(c->raw_kind);
    free(c->eng_kind);
    free(c->state);
    free(c->index);
    free(c->raw);
    free(c->eng);
    free(c->quality);
}

static limit_state
limit_of(const struct scene *s, const struct mdb_type *type)
{
    bool has_side = type->eng_kind == MDB_FLOAT || type->eng_kind == MDB_INT ||
                    type->eng_kind == MDB_UINT;
    enum limit_side side = has_side ? LIMIT_HIGH : LIMIT_NO_SIDE;
    return s->scene == PREVIEW_CAUTION ? limit_state_of(LIMIT_WARNING, side)
           : s->scene == PREVIEW_ALARM ? limit_state_of(LIMIT_DISTRESS, side)
                                       : limit_state_of(LIMIT_NORMAL, 0);
}

static struct columns
columns_of(const struct scene *s, uint32_t container)
{
    struct columns c = {0};
    size_t all = s->n + 1;
    c.item = xcalloc(all, sizeof *c.item);
    c.text = xcalloc(all, sizeof *c.text);
    c.raw_kind = xcalloc(all, 1);
    c.eng_kind = xcalloc(all, 1);
    c.state = xcalloc(all, 1);
    for (size_t i = 0; i < s->n; i++) {
        const struct mdb_type *type = mdb_item_type(s->mdb, s->item[i]);
        if (s->carrier[i] != container)
            continue;
        c.item[c.n] = s->item[i];
        c.text[c.n] = msg_str("");
        c.raw_kind[c.n] = (uint8_t)type->raw_kind;
        c.eng_kind[c.n] = (uint8_t)type->eng_kind;
        c.state[c.n++] = limit_of(s, type);
    }
    c.index = xcalloc(c.n + 1, 4);
    c.raw = xcalloc(c.n * SAMPLES + 1, 8);
    c.eng = xcalloc(c.n * SAMPLES + 1, 8);
    c.quality = xcalloc(c.n * SAMPLES + 1, 1);
    for (size_t i = 0; i < c.n * SAMPLES; i++) {
        uint32_t item = (uint32_t)c.item[i % c.n];
        size_t k = i / c.n;
        le64_put(c.raw + 8 * i, cell_of(s, item, c.raw_kind[i % c.n], k));
        le64_put(c.eng + 8 * i, cell_of(s, item, c.eng_kind[i % c.n], k));
        c.quality[i] = s->scene == PREVIEW_INVALID && k + 1 == SAMPLES
                           ? MDB_INVALID
                           : MDB_ACQUIRED;
    }
    for (size_t i = 0; i < c.n; i++)
        for (unsigned b = 0; b < 4; b++)
            c.index[4 * i + b] = (uint8_t)(c.item[i] >> 8 * b);
    return c;
}

static void
tell_layout(struct scene *s, uint32_t container, const struct columns *c)
{
    struct msg msg = {.envelope.type = MSG_LAYOUT,
        .u.layout = {.mdb_hash = s->mdb->hash,
            .container = container,
            .name = msg_str(s->mdb->container[container].name),
            .period_ns = s->step_ns,
            .items = {c->item, c->n},
            .names = {c->text, c->n},
            .units = {c->text, c->n},
            .raw_kinds = {c->raw_kind, c->n},
            .eng_kinds = {c->eng_kind, c->n},
            .labels = {c->text, c->n}}};
    send(s, "frontend", &msg);
}

/* All samples in one message, the newest received now. */
static void
tell_values(struct scene *s, uint32_t container, const struct columns *c)
{
    uint8_t time[8 * SAMPLES], serial[8 * SAMPLES];
    for (size_t k = 0; k < SAMPLES; k++) {
        int64_t ago = (int64_t)(SAMPLES - 1 - k) * s->step_ns;
        le64_put(time + 8 * k, (uint64_t)(s->now.utc.ns - ago));
        le64_put(serial + 8 * k, s->serial++);
    }
    struct msg msg = {.envelope.type = MSG_TM,
        .u.tm = {.mdb_hash = s->mdb->hash,
            .container = container,
            .link = msg_str("preview"),
            .apid = 65535,
            .mode = TM_REALTIME,
            .count = SAMPLES,
            .generation = {time, sizeof time},
            .reception = {time, sizeof time},
            .serial = {serial, sizeof serial},
            .items = {c->index, 4 * c->n},
            .raw = {c->raw, 8 * c->n * SAMPLES},
            .eng = {c->eng, 8 * c->n * SAMPLES},
            .quality = {c->quality, c->n * SAMPLES},
            .blob = {(const uint8_t *)word, sizeof word - 1}}};
    send(s, "frontend", &msg);
}

static void
tell_limits(struct scene *s, uint32_t container, const struct columns *c)
{
    struct msg msg = {.envelope.type = MSG_LIMIT,
        .u.limit = {.mdb_hash = s->mdb->hash,
            .container = container,
            .mode = TM_REALTIME,
            .generation = s->now.utc,
            .items = {c->item, c->n},
            .states = {c->state, c->n}}};
    send(s, "limits", &msg);
}

static void
tell_container(struct scene *s, uint32_t container)
{
    struct columns c = columns_of(s, container);
    if (c.n > 0) {
        tell_layout(s, container, &c);
        tell_values(s, container, &c);
        tell_limits(s, container, &c);
    }
    columns_fini(&c);
}

/* Somebody checks limits. */
static void
tell_summary(struct scene *s)
{
    struct msg msg = {.envelope.type = MSG_SUMMARY,
        .u.summary = {.mdb_hash = s->mdb->hash,
            .since = s->now.utc,
            .checked = s->n,
            .journal_ok = true,
            .journal_text = msg_str("")}};
    send(s, "limits", &msg);
}

/* Of the packets that are counted: one was missing. */
static void
tell_packets(struct scene *s)
{
    for (size_t i = 0; i < s->page->n_defs; i++) {
        const struct display_def *def = &s->page->def[i];
        if (def->source != DISPLAY_PACKET && def->source != DISPLAY_PACKET_GAPS)
            continue;
        uint32_t container = concrete(s->mdb, def->container);
        const struct stream *stream =
            values_stream(s->model->values, container);
        struct columns none = columns_of(s, MDB_NIL);
        if (stream == NULL || stream->packets == 0) {
            tell_layout(s, container, &none);
            uint8_t time[8], serial[8];
            le64_put(time, (uint64_t)s->now.utc.ns);
            le64_put(serial, s->serial++);
            struct msg tm = {.envelope.type = MSG_TM,
                .u.tm = {.mdb_hash = s->mdb->hash,
                    .container = container,
                    .link = msg_str("preview"),
                    .apid = 65535,
                    .count = 1,
                    .generation = {time, 8},
                    .reception = {time, 8},
                    .serial = {serial, 8}}};
            send(s, "frontend", &tm);
        }
        columns_fini(&none);
        struct msg msg = {.envelope.type = MSG_APID,
            .u.apid = {.link = msg_str("preview"),
                .apid = container & 0x7ff,
                .container = container,
                .container_name = msg_str(s->mdb->container[container].name),
                .packets = SAMPLES,
                .gaps = 1,
                .missing = 1,
                .last = s->now.utc}};
        send(s, "frontend", &msg);
    }
}

/* Is no item before this one brought by the same container? */
static bool
is_first(const struct scene *s, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (s->carrier[k] == s->carrier[i])
            return false;
    return true;
}

struct clock
preview_scene_tell(struct model *model, const struct display *page,
    enum preview_scene scene, struct clock now)
{
    const struct mdb *mdb = values_mdb(model->values);
    struct scene s = {
        .model = model, .mdb = mdb, .page = page, .scene = scene, .now = now};
    packet_log_fini(&model->packets);
    model_set_mdb(model, mdb, NULL);
    if (mdb == NULL || mdb->n_containers == 0 || page->mdb_hash != mdb->hash)
        return now;
    collect(&s);
    if (scene != PREVIEW_MISSING) {
        for (size_t i = 0; i < s.n; i++)
            if (is_first(&s, i))
                tell_container(&s, s.carrier[i]);
        tell_packets(&s);
    }
    if (scene == PREVIEW_STALE)
        s.now = (struct clock){
            mono_add_ns(now.mono, DAY_NS), utc_add_ns(now.utc, DAY_NS)};
    tell_summary(&s);
    free(s.item);
    free(s.carrier);
    return s.now;
}
