/*
 * facts.c - see facts.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/facts.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/xalloc.h"
#include "console/model/value_text.h"
#include "console/view/position.h"
#include "console/view/shown.h"
#include "mdb/format.h"
#include "mdb/mdb.h"
#include "mdb/quality.h"

#define LABEL_COLS     12
#define CONTAINERS_MAX 8   /* of the places listed */
#define LABELS_MAX     128 /* of an enumeration listed */

void
facts_clear(struct facts *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->fact[i].text);
    f->n = 0;
}

void
facts_fini(struct facts *f)
{
    facts_clear(f);
    free(f->fact);
    *f = (struct facts){0};
}

void
facts_add(
    struct facts *f, const char *label, enum role role, const char *fmt, ...)
{
    struct strbuf raw = {0}, clean = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&raw, fmt, ap);
    va_end(ap);
    str_sanitize(&clean, strbuf_get(&raw), raw.len, false);
    strbuf_fini(&raw);
    f->fact = xgrow(f->fact, f->n, &f->cap, sizeof *f->fact);
    f->fact[f->n++] = (struct fact){label, strbuf_take(&clean), role};
}

static int
indent(int cols)
{
    return cols >= 4 * LABEL_COLS ? LABEL_COLS : cols / 4;
}

int
facts_lines(const struct facts *f, int cols)
{
    int lines = 0;
    for (size_t i = 0; i < f->n; i++)
        lines += words_lines(cols - indent(cols), f->fact[i].text);
    return lines;
}

void
facts_paint(const struct facts *f, const struct area *area, int top)
{
    int row = -top, at = indent(area->cols);
    struct area text = area_sub(area, 0, at, area->rows, area->cols - at);
    struct area label = area_sub(area, 0, 0, area->rows, at - 1);
    for (size_t i = 0; i < f->n && row < area->rows; i++) {
        if (row >= 0)
            area_text(&label, row, 0, ROLE_TEXT_LABEL, f->fact[i].label);
        row = words_paint(&text, row, f->fact[i].role, f->fact[i].text);
    }
}

/* ---- what is received
 * ------------------------------------------------------------ */

static void
add_value(struct facts *f, const struct ui *ui, const struct value *x)
{
    enum mdb_quality q = values_quality(ui->model->values, x, shown_clock(ui));
    struct strbuf shown = {0}, exact = {0};
    value_text(&shown, x, q);
    value_exact_text(&exact, x);
    facts_add(f, "value",
        q == MDB_ACQUIRED ? ROLE_TEXT_STRONG : shown_quality_role(q),
        "%s%s%s   %s", strbuf_get(&shown), x->unit[0] ? " " : "", x->unit,
        quality_str(q));
    if (q != MDB_INVALID && x->count &&
        strcmp(strbuf_get(&shown), strbuf_get(&exact)) != 0)
        facts_add(f, "exact", ROLE_TEXT, "%s", strbuf_get(&exact));
    strbuf_fini(&shown);
    strbuf_fini(&exact);
    char time[SHOWN_SIZE];
    if (q == MDB_INVALID && x->has_good && !x->text) {
        struct strbuf good = {0};
        value_cell_text(&good, x, x->good_eng);
        facts_add(f, "last good", ROLE_TEXT, "%s %s at %s", strbuf_get(&good),
            x->unit, shown_time(time, ui, x->good_time, 3));
        strbuf_fini(&good);
    }
}

/* What is known of its limits; the alarm page says why (W). */
static void
add_limits(struct facts *f, const struct ui *ui, const struct value *x)
{
    limit_state state = shown_state(ui, x);
    const struct alarm_row *a = alarms_find(&ui->model->alarms, x->item);
    struct strbuf b = {0};
    if (state == LIMIT_UNCHECKED && !a)
        return;
    if (state == LIMIT_UNKNOWN)
        strbuf_adds(
            &b, "unknown: columba-limits is silent, nothing is checked");
    else
        strbuf_adds(&b, limit_state_str(state));
    if (a)
        strbuf_addf(&b, ", alarm %s; W says why", alarm_life_str(a->life));
    facts_add(f, "limits", shown_limit_role(state), "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

/* The lowest `bits` bits of a number, in groups of four. */
static void
add_binary(struct strbuf *out, uint64_t v, unsigned bits)
{
    for (unsigned i = bits; i-- > 0;) {
        strbuf_addc(out, v >> i & 1 ? '1' : '0');
        if (i > 0 && i % 4 == 0)
            strbuf_addc(out, '_');
    }
}

static unsigned
bits_of(const struct value *x)
{
    unsigned bits = x->type->encoding.bits;
    if (bits >= 1 && bits <= 64)
        return bits;
    for (bits = 1; bits < 64 && x->raw >> bits; bits++)
        continue;
    return bits;
}

static void
add_raw(struct facts *f, const struct value *x)
{
    if (x->count == 0 || x->raw_kind == MDB_NONE)
        return;
    struct strbuf b = {0};
    value_raw_text(&b, x);
    if (x->raw_kind == MDB_INT || x->raw_kind == MDB_UINT ||
        x->raw_kind == MDB_ENUM || x->raw_kind == MDB_BOOL) {
        unsigned bits = bits_of(x);
        uint64_t v = bits < 64 ? x->raw & ((UINT64_C(1) << bits) - 1) : x->raw;
        strbuf_addf(&b, "   0x%0*" PRIx64 "   0b", (int)(bits + 3) / 4, v);
        add_binary(&b, v, bits);
    }
    facts_add(f, "raw", ROLE_TEXT, "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

static void
add_times(struct facts *f, const struct ui *ui, const struct value *x)
{
    char time[SHOWN_SIZE], age[SHOWN_SIZE];
    if (x->count == 0) {
        facts_add(
            f, "received", ROLE_TEXT, "never since this console was opened");
        return;
    }
    facts_add(f, "received", ROLE_TEXT, "%s   %s ago",
        shown_time(time, ui, x->reception, 3),
        shown_age(age, value_age_ns(x, shown_clock(ui))));
    if (!utc_is_none(x->generation))
        facts_add(f, "generated", ROLE_TEXT, "%s   on board",
            shown_time(time, ui, x->generation, 3));
}

static void
add_rate(struct facts *f, const struct ui *ui, const struct value *x)
{
    const struct stream *s = values_stream(ui->model->values, x->container);
    int64_t period = s ? s->period_ns : 0;
    enum mdb_quality q = values_quality(ui->model->values, x, shown_clock(ui));
    char rate[SHOWN_SIZE], text[SHOWN_SIZE], late[SHOWN_SIZE];
    struct strbuf b = {0};
    if (q == MDB_EXPIRED)
        strbuf_adds(&b, "overdue   ");
    else if (x->count > 1)
        strbuf_addf(
            &b, "%s   ", shown_rate(rate, value_rate_hz(x, shown_clock(ui))));
    if (period > 0)
        strbuf_addf(&b, "period %s; expires %s after a packet",
            shown_period(text, period),
            shown_period(late,
                quality_wait_ns(period, values_expiry(ui->model->values))));
    else
        strbuf_adds(&b, "no period is known: it expires only without frontend");
    facts_add(f, "rate", ROLE_TEXT, "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

/* A limit of what was seen, as the value itself is written. */
static void
add_limit(struct strbuf *out, const struct value *x, double v)
{
    if (x->eng_kind == MDB_FLOAT || x->eng_kind == MDB_DURATION)
        value_cell_text(out, x, mdb_cell_float(v));
    else
        strbuf_addf(out, "%.0f", v);
}

static bool
has_range(const struct value *x)
{
    return isfinite(x->min) && x->eng_kind != MDB_ENUM &&
           x->eng_kind != MDB_BOOL && x->eng_kind != MDB_TIME;
}

static void
add_range(struct facts *f, const struct value *x)
{
    struct strbuf b = {0};
    if (x->count == 0)
        return;
    if (has_range(x)) {
        add_limit(&b, x, x->min);
        strbuf_adds(&b, " to ");
        add_limit(&b, x, x->max);
        strbuf_addf(&b, " %s   ", x->unit);
    }
    strbuf_addf(&b, "%" PRIu64 " sample%s", x->count, x->count == 1 ? "" : "s");
    if (x->invalid)
        strbuf_addf(&b, ", %" PRIu64 " invalid", x->invalid);
    facts_add(f, "so far", ROLE_TEXT, "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

/* ---- what the database says
 * -------------------------------------------------------- */

static void
add_about(struct facts *f, const struct mdb_param *p)
{
    if (p->short_description)
        facts_add(f, "about", ROLE_TEXT, "%s", p->short_description);
    if (p->description)
        facts_add(f, p->short_description ? "" : "about", ROLE_TEXT, "%s",
            p->description);
    if (p->alias)
        facts_add(f, "alias", ROLE_TEXT, "%s", p->alias);
}

static const char *
kind_str(enum mdb_kind kind)
{
    static const char *const text[MDB_KIND_COUNT] = {
        [MDB_NONE] = "none",
        [MDB_INT] = "integer",
        [MDB_UINT] = "unsigned integer",
        [MDB_FLOAT] = "float",
        [MDB_BOOL] = "boolean",
        [MDB_ENUM] = "enumeration",
        [MDB_STRING] = "string",
        [MDB_BINARY] = "binary",
        [MDB_TIME] = "absolute time",
        [MDB_DURATION] = "duration",
    };
    return (unsigned)kind < MDB_KIND_COUNT ? text[kind] : "?";
}

static void
add_number(struct strbuf *out, double v)
{
    char text[NUM_DOUBLE_SIZE];
    num_fmt_double(text, v);
    strbuf_adds(out, text);
}

static void
add_type(struct facts *f, const struct mdb *mdb, const struct mdb_type *t)
{
    const char *slash = strrchr(t->name, '/');
    char *encoding = mdb_encoding_text(mdb, t);
    facts_add(f, "type", ROLE_TEXT, "%s, %s; in the packet %s",
        slash ? slash + 1 : t->name, kind_str(t->eng_kind), encoding);
    free(encoding);
    if (t->calibrator.kind != MDB_CAL_NONE) {
        char *calibrator = mdb_calibrator_text(t);
        facts_add(f, "calibration", ROLE_TEXT, "%s", calibrator);
        free(calibrator);
    }
    for (uint32_t i = 0; i < t->n_contexts; i++) {
        char *when = mdb_criteria_text(mdb, &t->context[i].criteria);
        facts_add(f, "", ROLE_TEXT, "another one when %s", when);
        free(when);
    }
    if (t->has_valid_range) {
        struct strbuf b = {0};
        add_number(&b, t->valid_min);
        strbuf_adds(&b, " to ");
        add_number(&b, t->valid_max);
        facts_add(f, "valid", ROLE_TEXT, "%s%s", strbuf_get(&b),
            t->valid_applies_to_raw ? ", raw" : "");
        strbuf_fini(&b);
    }
}

static void
add_labels(struct facts *f, const struct mdb_type *t)
{
    struct strbuf b = {0};
    if (t->eng_kind == MDB_BOOL)
        strbuf_addf(&b, "0 %s, 1 %s", t->zero_text, t->one_text);
    else
        for (uint32_t i = 0; i < t->n_labels && i < LABELS_MAX; i++) {
            const struct mdb_label *l = &t->label[i];
            strbuf_addf(&b, "%s%" PRId64, i ? ", " : "", l->value);
            if (l->max_value != l->value)
                strbuf_addf(&b, "-%" PRId64, l->max_value);
            strbuf_addf(&b, " %s", l->label);
        }
    if (t->n_labels > LABELS_MAX)
        strbuf_addf(&b, ", and %u more", t->n_labels - LABELS_MAX);
    if (b.len)
        facts_add(f, "labels", ROLE_TEXT, "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

static bool
carries(const struct stream *s, uint32_t item)
{
    for (uint32_t i = 0; i < s->n_items; i++)
        if (s->item[i] == item)
            return true;
    return false;
}

static void
add_place(struct facts *f, const struct ui *ui, const struct value *x,
    const struct stream *s, bool is_first)
{
    struct strbuf b = {0};
    struct position at;
    strbuf_adds(&b, s->name);
    if (s->apid != 65535)
        strbuf_addf(&b, " (APID %u)", s->apid);
    if (position_find(ui->model, s->container, x->item, &at)) {
        strbuf_adds(&b, ": ");
        position_text(&b, &at);
    }
    facts_add(f, is_first ? "packet" : "", ROLE_TEXT, "%s", strbuf_get(&b));
    strbuf_fini(&b);
}

/* The container of the newest sample first, then the others that have it. */
static void
add_places(struct facts *f, const struct ui *ui, const struct value *x)
{
    const struct values *v = ui->model->values;
    const struct stream *own = values_stream(v, x->container);
    size_t n = 0, more = 0;
    if (own)
        add_place(f, ui, x, own, n++ == 0);
    for (size_t i = 0; i < values_streams(v); i++) {
        const struct stream *s = values_stream(v, i);
        if (!s || s == own || !carries(s, x->item))
            continue;
        if (n < CONTAINERS_MAX)
            add_place(f, ui, x, s, n++ == 0);
        else
            more++;
    }
    if (more)
        facts_add(f, "", ROLE_TEXT, "and %zu more packet types", more);
    if (n == 0)
        facts_add(f, "packet", ROLE_TEXT, "none brings it");
}

void
facts_param(struct facts *f, const struct ui *ui, const struct value *x)
{
    const struct mdb *mdb = values_mdb(ui->model->values);
    bool is_known = mdb && x->item < mdb->n_items;
    facts_clear(f);
    add_value(f, ui, x);
    add_limits(f, ui, x);
    add_raw(f, x);
    add_times(f, ui, x);
    add_rate(f, ui, x);
    add_range(f, x);
    if (is_known)
        add_about(f, &mdb->param[mdb->item[x->item].param]);
    add_places(f, ui, x);
    if (is_known)
        add_type(f, mdb, x->type);
    else
        facts_add(f, "type", ROLE_TEXT,
            "%s (no mission database here: calibration and place in the "
            "packet are not known)",
            kind_str(x->eng_kind));
    add_labels(f, x->type);
}
