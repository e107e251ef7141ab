/*
 * display_value.c - see display_value.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/display_value.h"

#include <math.h>
#include <string.h>

#include "common/utf8.h"
#include "console/model/value_text.h"
#include "mdb/format.h"
#include "mdb/mdb.h"

#define NO_VALUE "-----"

/* ---- worst of several ---------------------------------------------------- */

static int
quality_rank(enum mdb_quality q)
{
    static const int rank[MDB_QUALITY_COUNT] = {[MDB_ACQUIRED] = 0,
        [MDB_EXPIRED] = 1,
        [MDB_INVALID] = 2,
        [MDB_NOT_RECEIVED] = 3};
    return q < MDB_QUALITY_COUNT ? rank[q] : 3;
}

enum mdb_quality
display_worse_quality(enum mdb_quality a, enum mdb_quality b)
{
    return quality_rank(b) > quality_rank(a) ? b : a;
}

/* What was not checked is worse than what is within limits, and better than
 * what is out of them. */
static int
state_rank(limit_state s)
{
    if (limit_state_is_out(s))
        return 10 + (int)limit_state_level(s);
    return s == LIMIT_NAN            ? 9
           : s == LIMIT_INVALID      ? 8
           : s == LIMIT_UNKNOWN      ? 7
           : s == LIMIT_NOT_RECEIVED ? 6
           : s == LIMIT_EXPIRED      ? 5
           : s == LIMIT_DISABLED     ? 4
           : s == LIMIT_UNCHECKED    ? 0
                                     : 1;
}

limit_state
display_worse_state(limit_state a, limit_state b)
{
    return state_rank(b) > state_rank(a) ? b : a;
}

/* ---- now ----------------------------------------------------------------- */

static const struct value *
value_of(const struct display_eye *eye, uint32_t item)
{
    return eye->is_blind ? NULL : values_get(eye->model->values, item);
}

/* By the display's own time when it gives one. */
static enum mdb_quality
quality_of(const struct display_eye *eye, const struct display_def *def,
    const struct value *x)
{
    const struct values *v = eye->model->values;
    return def->stale_ns > 0
               ? values_quality_within(v, x, def->stale_ns, eye->now)
               : values_quality(v, x, eye->now);
}

/*
 * The limit state beside a value of this quality.  Where the display keeps a
 * value for longer than limits are checked, nobody knows; where it lets it go
 * sooner, the check says nothing about now.
 */
static limit_state
state_of(const struct display_eye *eye, const struct value *x,
    enum mdb_quality quality)
{
    limit_state s =
        alarms_state(&eye->model->alarms, eye->model->values, x, eye->now);
    if (quality == MDB_ACQUIRED && s == LIMIT_EXPIRED)
        return LIMIT_UNKNOWN;
    if (quality == MDB_EXPIRED && limit_state_is_checked(s))
        return LIMIT_EXPIRED;
    return s;
}

static double
number_of(const struct value *x)
{
    return mdb_cell_number(x->eng_kind, x->eng);
}

double
display_converted(const struct display_def *def, double y)
{
    return def->convert.is_set ? y * def->convert.scale + def->convert.offset
                               : y;
}

static void
look_at_param(const struct display_eye *eye, const struct display_def *def,
    struct display_now *now)
{
    const struct value *x = value_of(eye, def->item);
    if (x == NULL)
        return;
    now->value = x;
    now->quality = quality_of(eye, def, x);
    now->state = state_of(eye, x, now->quality);
    now->age_ns = value_age_ns(x, eye->now);
    if (x->count > 0)
        now->number = display_converted(def, number_of(x));
}

double
display_evaluate(
    const struct display_def *def, display_operand_fn get, void *arg)
{
    double stack[DISPLAY_STACK_MAX];
    size_t n = 0;
    for (size_t i = 0; i < def->n_ops; i++) {
        const struct display_op *op = &def->op[i];
        size_t takes = op->kind <= DISPLAY_PUSH_ITEM ? 0
                       : op->kind == DISPLAY_NEG     ? 1
                                                     : 2;
        if (n < takes || (takes == 0 && n == DISPLAY_STACK_MAX))
            return (double)NAN;
        double *top = n > 0 ? &stack[n - 1] : stack;
        switch (op->kind) {
        case DISPLAY_PUSH_NUMBER:
            stack[n++] = op->number;
            break;
        case DISPLAY_PUSH_ITEM:
            stack[n++] = get(arg, op->item);
            break;
        case DISPLAY_ADD:
            top[-1] += *top;
            break;
        case DISPLAY_SUB:
            top[-1] -= *top;
            break;
        case DISPLAY_MUL:
            top[-1] *= *top;
            break;
        case DISPLAY_DIV:
            top[-1] /= *top;
            break;
        case DISPLAY_NEG:
            *top = -*top;
            break;
        }
        n -= takes == 2;
    }
    return n == 1 && isfinite(stack[0]) ? stack[0] : (double)NAN;
}

struct operands {
    const struct display_eye *eye;
    const struct display_def *def;
    struct display_now *now;
};

static double
operand_now(void *arg, uint32_t item)
{
    struct operands *o = arg;
    struct display_now *now = o->now;
    const struct value *x = value_of(o->eye, item);
    enum mdb_quality quality =
        x != NULL ? quality_of(o->eye, o->def, x) : MDB_NOT_RECEIVED;
    now->quality = display_worse_quality(now->quality, quality);
    if (x == NULL)
        return (double)NAN;
    now->state = display_worse_state(now->state, state_of(o->eye, x, quality));
    int64_t age = value_age_ns(x, o->eye->now);
    if (age > now->age_ns)
        now->age_ns = age;
    return x->count > 0 ? number_of(x) : (double)NAN;
}

static void
look_at_expression(const struct display_eye *eye, const struct display_def *def,
    struct display_now *now)
{
    struct operands operands = {eye, def, now};
    now->quality = MDB_ACQUIRED;
    now->number =
        display_converted(def, display_evaluate(def, operand_now, &operands));
    if (limit_state_is_out(now->state)) /* the side is that of an operand */
        now->state =
            limit_state_of(limit_state_level(now->state), LIMIT_NO_SIDE);
    if (isnan(now->number) && quality_rank(now->quality) < 2)
        now->quality = MDB_INVALID;
}

/* ---- packets ------------------------------------------------------------- */

static bool
is_or_extends(const struct mdb *mdb, uint32_t container, uint32_t base)
{
    for (uint32_t c = container; c < mdb->n_containers;
         c = mdb->container[c].base)
        if (c == base)
            return true;
    return false;
}

/* The streams of a container and of those that extend it. */
static void
count_streams(const struct display_eye *eye, const struct display_def *def,
    struct display_now *now)
{
    const struct values *v = eye->model->values;
    const struct mdb *mdb = values_mdb(v);
    uint64_t packets = 0;
    const struct stream *newest = NULL;
    for (size_t i = 0; i < values_streams(v); i++) {
        const struct stream *s = values_stream(v, i);
        if (s == NULL || s->packets == 0 ||
            !is_or_extends(mdb, s->container, def->container))
            continue;
        packets += s->packets;
        if (newest == NULL || s->heard.ns > newest->heard.ns)
            newest = s;
    }
    if (newest == NULL)
        return;
    int64_t age = mono_diff_ns(eye->now.mono, newest->heard);
    now->age_ns = age > 0 ? age : 0;
    now->number = (double)packets;
    bool is_stale = values_stream_late(v, newest, def->stale_ns, eye->now);
    now->quality = is_stale ? MDB_EXPIRED : MDB_ACQUIRED;
}

/* As the frontend counts them, on all links. */
static void
count_gaps(const struct display_eye *eye, const struct display_def *def,
    struct display_now *now)
{
    const struct packet_log *log = &eye->model->packets;
    const struct mdb *mdb = values_mdb(eye->model->values);
    uint64_t missing = 0;
    bool is_counted = false;
    for (size_t i = 0; i < log->n; i++) {
        const struct packet_row *row = &log->row[i];
        if (!row->has_counters ||
            !is_or_extends(mdb, row->container, def->container))
            continue;
        missing += row->missing;
        is_counted = true;
    }
    now->number = is_counted ? (double)missing : (double)NAN;
    now->quality = is_counted ? MDB_ACQUIRED : MDB_NOT_RECEIVED;
}

static void
look_at_packet(const struct display_eye *eye, const struct display_def *def,
    struct display_now *now)
{
    if (eye->is_blind || values_mdb(eye->model->values) == NULL)
        return;
    count_streams(eye, def, now);
    if (def->source == DISPLAY_PACKET_GAPS)
        count_gaps(eye, def, now);
}

/* ---- states -------------------------------------------------------------- */

/* The whole number that states are about: the engineering value where it is
 * one, else the raw value. */
static bool
whole_number(
    const struct display_def *def, const struct display_now *now, int64_t *out)
{
    const struct value *x = now->value;
    if (x == NULL) {
        if (!(fabs(now->number) < 9e15) || now->number != floor(now->number))
            return false;
        *out = (int64_t)now->number;
        return true;
    }
    (void)def;
    bool eng = x->eng_kind == MDB_INT || x->eng_kind == MDB_UINT ||
               x->eng_kind == MDB_BOOL || x->eng_kind == MDB_ENUM;
    bool raw = x->raw_kind == MDB_INT || x->raw_kind == MDB_UINT ||
               x->raw_kind == MDB_BOOL || x->raw_kind == MDB_ENUM;
    *out = (int64_t)(eng ? x->eng : x->raw);
    return eng || raw;
}

static const struct display_state *
state_name(const struct display_def *def, const struct display_now *now)
{
    int64_t number;
    if (def->n_states == 0 || !whole_number(def, now, &number))
        return NULL;
    for (size_t i = 0; i < def->n_states; i++)
        if (def->state[i].value == number)
            return &def->state[i];
    return NULL;
}

bool
display_now_is_blank(const struct display_now *now)
{
    return now->quality == MDB_INVALID || now->quality == MDB_NOT_RECEIVED;
}

struct display_now
display_now_of(const struct display_eye *eye, const struct display_def *def)
{
    struct display_now now = {.quality = MDB_NOT_RECEIVED,
        .state = LIMIT_UNCHECKED,
        .number = (double)NAN,
        .age_ns = -1};
    switch (def->source) {
    case DISPLAY_PARAM:
        look_at_param(eye, def, &now);
        break;
    case DISPLAY_EXPRESSION:
        look_at_expression(eye, def, &now);
        break;
    case DISPLAY_PACKET:
    case DISPLAY_PACKET_GAPS:
        look_at_packet(eye, def, &now);
        break;
    }
    if (display_now_is_blank(&now))
        now.number = (double)NAN;
    else
        now.named = state_name(def, &now);
    return now;
}

/* ---- limits -------------------------------------------------------------- */

bool
display_bounds(const struct display_eye *eye, const struct display_def *def,
    struct bounds_range *level)
{
    const struct model *m = eye->model;
    if (eye->is_blind || def->source != DISPLAY_PARAM ||
        !alarms_are_live(&m->alarms, eye->now))
        return false;
    const struct bounds_row *row = bounds_find(&m->bounds, def->item, eye->now);
    for (int l = 0; row != NULL && l < LIMIT_LEVEL_COUNT; l++) {
        double low = display_converted(def, row->level[l].low);
        double high = display_converted(def, row->level[l].high);
        level[l] = (struct bounds_range){
            row->level[l].is_given, fmin(low, high), fmax(low, high)};
    }
    return row != NULL;
}

struct bounds_range
display_bounds_inner(const struct bounds_range *level)
{
    struct bounds_range in = {
        .low = -(double)INFINITY, .high = (double)INFINITY};
    for (int l = 0; l < LIMIT_LEVEL_COUNT; l++) {
        if (!level[l].is_given)
            continue;
        in.is_given = true;
        in.low = fmax(in.low, level[l].low);
        in.high = fmin(in.high, level[l].high);
    }
    return in;
}

/* ---- a whole page -------------------------------------------------------- */

struct display_worst
display_worst_of(const struct display_eye *eye, const struct display *page)
{
    struct display_worst w = {
        .state = LIMIT_UNCHECKED, .quality = MDB_ACQUIRED, .n = page->n_defs};
    for (size_t i = 0; i < page->n_defs; i++) {
        struct display_now now = display_now_of(eye, &page->def[i]);
        bool is_abnormal = now.named != NULL && now.named->is_abnormal;
        w.state = display_worse_state(w.state, now.state);
        w.quality = display_worse_quality(w.quality, now.quality);
        w.is_abnormal = w.is_abnormal || is_abnormal;
        w.n_out += limit_state_is_out(now.state) || is_abnormal;
        w.n_stale += now.quality == MDB_EXPIRED;
        w.n_blank += display_now_is_blank(&now);
    }
    return w;
}

/* ---- text ---------------------------------------------------------------- */

/* Fewer decimals, then an exponent, then stars: never a wrong number. */
static void
squeeze_number(struct strbuf *out, double v, int cells)
{
    static const char *const conversions[] = {"%.*f", "%.*e"};
    char text[512]; /* DBL_MAX has 309 digits */
    for (size_t c = 0; c < 2; c++)
        for (int precision = 6; precision >= 0; precision--) {
            int n = c == 0 ? snprintf(text, sizeof text, "%.*f", precision, v)
                           : snprintf(text, sizeof text, "%.*e", precision, v);
            if (n > cells)
                continue;
            /* a small number must not become 0 */
            if (c == 0 && v != 0 && fabs(v) < 0.5 * pow(10, -precision))
                break;
            strbuf_adds(out, text);
            return;
        }
    (void)conversions;
    for (int i = 0; i < cells; i++)
        strbuf_addc(out, '*');
}

static bool
is_text(const struct value *x)
{
    return x != NULL &&
           (x->eng_kind == MDB_STRING || x->eng_kind == MDB_BINARY ||
               x->eng_kind == MDB_ENUM || x->eng_kind == MDB_BOOL);
}

/* A value without a format, as other screens write it. */
static void
plain_text(struct strbuf *out, const struct display_def *def,
    const struct display_now *now)
{
    if (now->value != NULL && !def->convert.is_set)
        value_cell_text(out, now->value, now->value->eng);
    else if (def->source == DISPLAY_PARAM || def->source == DISPLAY_EXPRESSION)
        strbuf_addf(out, "%#.6g", now->number);
    else
        strbuf_addf(out, "%.0f", now->number);
}

static void
formatted(struct strbuf *out, const struct display_def *def,
    const struct display_now *now)
{
    const struct value *x = now->value;
    if (x == NULL || def->convert.is_set)
        format_number(out, &def->format, now->number);
    else
        format_cell(out, &def->format, x->eng_kind, x->type, x->eng,
            x->text != NULL ? x->text->eng : NULL,
            x->text != NULL ? x->text->eng_len : 0);
}

bool
display_now_text(struct strbuf *out, const struct display_def *def,
    const struct display_now *now, int cells)
{
    size_t before = out->len;
    bool is_right = !def->format.left &&
                    (!is_text(now->value) || (def->format.conversion != 's' &&
                                                 def->format.conversion != 0));
    if (display_now_is_blank(now)) {
        strbuf_add(out, NO_VALUE, cells < 5 ? (size_t)cells : 5);
        return is_right && def->n_states == 0;
    }
    if (now->named != NULL) {
        strbuf_adds(out, now->named->text);
        return false;
    }
    if (def->format.conversion != '\0')
        formatted(out, def, now);
    else
        plain_text(out, def, now);
    bool is_number = !is_text(now->value) && isfinite(now->number) &&
                     (now->value == NULL || now->value->eng_kind != MDB_TIME);
    if (is_number && utf8_str_width(out->s + before) > cells) {
        out->len = before;
        squeeze_number(out, now->number, cells);
    }
    return is_right;
}

const char *
display_now_unit(const struct display_def *def, const struct display_now *now)
{
    if (def->convert.is_set)
        return def->convert.unit;
    return now->value != NULL ? now->value->unit : "";
}
