/*
 * text.c - encodings, calibrators and conditions in one line each.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>

#include "common/num.h"
#include "common/str.h"
#include "mdb/command.h"
#include "mdb/mdb.h"

static void
add_number(struct strbuf *out, double v)
{
    char text[NUM_DOUBLE_SIZE];
    unsigned len = num_fmt_double(text, v);
    if (len > 2 && text[len - 2] == '.' && text[len - 1] == '0')
        text[len - 2] = '\0';
    strbuf_adds(out, text);
}

/* Where names come from: the database and, for what is its own, a command. */
struct source {
    const struct mdb *mdb;
    const struct mdb_command *command; /* or NULL */
};

static void
add_item(struct strbuf *out, const struct source *of, uint32_t item)
{
    const struct mdb *mdb = of->mdb;
    uint32_t leaf = item & ~MDB_LEAF;
    if ((item & MDB_LEAF) != 0) {
        bool is_known = of->command != NULL && leaf < of->command->n_leaves;
        strbuf_adds(
            out, is_known ? of->command->leaf[leaf].name : "an argument");
        return;
    }
    const struct mdb_param *p = &mdb->param[mdb->item[item].param];
    strbuf_adds(out, mdb->item[item].name + (p->short_name - p->name));
}

static void add_criteria(struct strbuf *out, const struct source *of,
    const struct mdb_criteria *criteria, bool is_inside);

static void
add_int_value(
    struct strbuf *out, const struct source *of, const struct mdb_int_value *v)
{
    switch (v->kind) {
    case MDB_FIXED:
        strbuf_addf(out, "%" PRId64, v->fixed);
        break;
    case MDB_FROM_ITEM:
        if (v->slope != 1) {
            add_number(out, v->slope);
            strbuf_addc(out, ' ');
        }
        add_item(out, of, v->item);
        if (v->intercept != 0) {
            strbuf_adds(out, v->intercept < 0 ? " - " : " + ");
            add_number(out, v->intercept < 0 ? -v->intercept : v->intercept);
        }
        break;
    case MDB_LOOKUP:
        for (uint32_t i = 0; i < v->n_lookups; i++) {
            strbuf_addf(out, "%s%" PRId64 " if ", i > 0 ? ", " : "",
                v->lookup[i].value);
            add_criteria(out, of, &v->lookup[i].criteria, false);
        }
        if (v->has_default)
            strbuf_addf(out, ", else %" PRId64, v->default_value);
        break;
    }
}

/* ---- encodings ------------------------------------------------------------
 */

static const char *const coding_text[] = {
    [MDB_UNSIGNED] = "unsigned",
    [MDB_TWOS_COMPLEMENT] = "two's complement",
    [MDB_SIGN_MAGNITUDE] = "sign and magnitude",
    [MDB_ONES_COMPLEMENT] = "one's complement",
    [MDB_BCD] = "BCD",
    [MDB_PACKED_BCD] = "packed BCD",
    [MDB_IEEE754] = "IEEE 754",
    [MDB_MILSTD1750A] = "MIL-STD-1750A",
    [MDB_CODED_STRING] = "string",
    [MDB_CODED_BINARY] = "binary",
    [MDB_NOT_CODED] = "not in packets",
};

static const char *const charset_text[] = {
    [MDB_ASCII] = "US-ASCII",
    [MDB_UTF8] = "UTF-8",
    [MDB_UTF16] = "UTF-16",
    [MDB_UTF16BE] = "UTF-16BE",
    [MDB_UTF16LE] = "UTF-16LE",
    [MDB_UTF32BE] = "UTF-32BE",
    [MDB_UTF32LE] = "UTF-32LE",
    [MDB_LATIN1] = "ISO-8859-1",
    [MDB_WINDOWS1252] = "Windows-1252",
};

static void
add_terminator(struct strbuf *out, const struct mdb_encoding *e)
{
    if (e->terminator_len == 0)
        return;
    strbuf_adds(out, ", ends at 0x");
    strbuf_addhex(out, e->terminator, e->terminator_len);
}

static void
add_extent(
    struct strbuf *out, const struct source *of, const struct mdb_encoding *e)
{
    bool has_most = e->size_bits.kind == MDB_FIXED && e->size_bits.fixed > 0;
    if (e->extent == MDB_EXTENT_BITS) {
        strbuf_adds(out, ", ");
        add_int_value(out, of, &e->size_bits);
        strbuf_adds(out, " bits");
    }
    if (e->leading_bits > 0)
        strbuf_addf(
            out, ", length in its first %" PRIu32 " bits", e->leading_bits);
    add_terminator(out, e);
    if (e->extent != MDB_EXTENT_BITS && has_most)
        strbuf_addf(out, ", at most %" PRId64 " bits", e->size_bits.fixed);
}

char *
mdb_encoding_text(const struct mdb *mdb, const struct mdb_type *type)
{
    const struct mdb_encoding *e = &type->encoding;
    const struct source of = {.mdb = mdb};
    struct strbuf out = {0};
    strbuf_adds(&out, coding_text[e->coding]);
    if (e->coding == MDB_CODED_STRING)
        strbuf_addf(&out, " %s", charset_text[e->charset]);
    if (e->coding == MDB_CODED_STRING || e->coding == MDB_CODED_BINARY) {
        add_extent(&out, &of, e);
    } else if (e->coding != MDB_NOT_CODED) {
        strbuf_addf(
            &out, ", %" PRIu32 " bit%s", e->bits, e->bits == 1 ? "" : "s");
        if (e->bits > 8)
            strbuf_adds(
                &out, e->is_little_endian ? ", little-endian" : ", big-endian");
        if (e->is_lsb_first)
            strbuf_adds(&out, ", least significant bit first");
    }
    return strbuf_take(&out);
}

/* ---- calibrators ------------------------------------------------------------
 */

static void
add_polynomial(struct strbuf *out, const struct mdb_calibrator *c)
{
    bool is_first = true;
    strbuf_adds(out, "polynomial ");
    for (uint32_t i = 0; i < c->n_coefficients; i++) {
        double k = c->coefficient[i];
        if (k == 0 && !(is_first && i + 1 == c->n_coefficients))
            continue;
        if (!is_first)
            strbuf_adds(out, k < 0 ? " - " : " + ");
        add_number(out, !is_first && k < 0 ? -k : k);
        if (i > 0)
            strbuf_adds(out, " x");
        if (i > 1)
            strbuf_addf(out, "^%" PRIu32, i);
        is_first = false;
    }
}

static void
add_spline(struct strbuf *out, const struct mdb_calibrator *c)
{
    strbuf_addf(out, "spline of order %" PRIu32 ", %" PRIu32 " points",
        c->order, c->n_points);
    for (uint32_t i = 0; i < c->n_points && c->n_points <= 8; i++) {
        strbuf_adds(out, i == 0 ? ": " : ", ");
        add_number(out, c->point[i].raw);
        strbuf_adds(out, " to ");
        add_number(out, c->point[i].calibrated);
    }
    if (c->extrapolates)
        strbuf_adds(out, ", extrapolated");
}

char *
mdb_calibrator_text(const struct mdb_type *type)
{
    const struct mdb_calibrator *c = &type->calibrator;
    struct strbuf out = {0};
    switch (c->kind) {
    case MDB_CAL_NONE:
        strbuf_adds(&out, "none");
        break;
    case MDB_CAL_POLYNOMIAL:
        add_polynomial(&out, c);
        break;
    case MDB_CAL_SPLINE:
        add_spline(&out, c);
        break;
    case MDB_CAL_MATH:
        strbuf_addf(&out, "math operation of %" PRIu32 " step%s", c->n_math,
            c->n_math == 1 ? "" : "s");
        break;
    case MDB_CAL_UNSUPPORTED:
        strbuf_adds(&out, "not supported: always invalid");
        break;
    }
    if (type->n_contexts > 0)
        strbuf_addf(&out, "; %" PRIu32 " more by context", type->n_contexts);
    return strbuf_take(&out);
}

/* ---- criteria
 * ------------------------------------------------------------------ */

static const char *const op_text[] = {
    [MDB_EQ] = "==",
    [MDB_NE] = "!=",
    [MDB_LT] = "<",
    [MDB_LE] = "<=",
    [MDB_GT] = ">",
    [MDB_GE] = ">=",
};

static void
add_comparison(
    struct strbuf *out, const struct source *of, const struct mdb_comparison *c)
{
    add_item(out, of, c->item);
    strbuf_addf(
        out, "%s %s ", c->is_calibrated ? "" : " (raw)", op_text[c->op]);
    if (c->other_item == MDB_NIL) {
        strbuf_adds(out, c->text);
        return;
    }
    add_item(out, of, c->other_item);
    strbuf_adds(out, c->other_is_calibrated ? "" : " (raw)");
}

static void
add_criteria(struct strbuf *out, const struct source *of,
    const struct mdb_criteria *criteria, bool is_inside)
{
    switch (criteria->op) {
    case MDB_ALWAYS:
        strbuf_adds(out, "always");
        break;
    case MDB_NEVER:
        strbuf_adds(out, "never");
        break;
    case MDB_COMPARE:
        add_comparison(out, of, &criteria->comparison);
        break;
    case MDB_AND:
    case MDB_OR:
        strbuf_adds(out, is_inside ? "(" : "");
        for (uint32_t i = 0; i < criteria->n_children; i++) {
            if (i > 0)
                strbuf_adds(out, criteria->op == MDB_AND ? " and " : " or ");
            add_criteria(out, of, &criteria->child[i], true);
        }
        strbuf_adds(out, is_inside ? ")" : "");
        break;
    }
}

char *
mdb_criteria_text(const struct mdb *mdb, const struct mdb_criteria *criteria)
{
    return mdb_command_criteria_text(mdb, NULL, criteria);
}

char *
mdb_command_criteria_text(const struct mdb *mdb,
    const struct mdb_command *command, const struct mdb_criteria *criteria)
{
    struct strbuf out = {0};
    const struct source of = {.mdb = mdb, .command = command};
    add_criteria(&out, &of, criteria, false);
    return strbuf_take(&out);
}
