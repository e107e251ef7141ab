/*
 * value_text.c - see value_text.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/value_text.h"

#include <math.h>

#include "mdb/format.h"

#define NO_VALUE "-----"

/* Six significant places, but never fewer than a whole number has. */
static void
add_real(struct strbuf *out, double v)
{
    double size = fabs(v);
    if (!isfinite(v))
        strbuf_adds(out, isnan(v) ? "NaN" : v > 0 ? "inf" : "-inf");
    else if (v == 0)
        strbuf_adds(out, "0.00000");
    else if (size >= 99999.95 && size < 1e9)
        strbuf_addf(out, "%.0f", v);
    else
        strbuf_addf(out, size >= 1e9 || size < 1e-3 ? "%.5e" : "%#.6g", v);
}

/*
 * Decimals that one step of the raw value moves, -1 where that cannot be told:
 * a voltage counted in hundredths has two.
 */
static int
decimals_of(const struct mdb_type *t)
{
    bool is_counted = t->raw_kind == MDB_INT || t->raw_kind == MDB_UINT;
    if (!is_counted || t->n_contexts > 0)
        return -1;
    if (t->calibrator.kind != MDB_CAL_POLYNOMIAL ||
        t->calibrator.n_coefficients != 2)
        return -1;
    double step = fabs(t->calibrator.coefficient[1]);
    if (!(step >= 1e-9 && step <= 1e9))
        return -1;
    int decimals = (int)ceil(-log10(step) - 1e-6);
    return decimals < 0 ? 0 : decimals;
}

void
value_cell_text(struct strbuf *out, const struct value *x, mdb_cell eng)
{
    int decimals = decimals_of(x->type);
    double number = mdb_cell_get_float(eng);
    if (x->eng_kind == MDB_FLOAT && decimals >= 0 && fabs(number) < 1e12) {
        strbuf_addf(out, "%.*f", decimals, number);
        return;
    }
    if (x->eng_kind == MDB_FLOAT || x->eng_kind == MDB_DURATION) {
        add_real(out, mdb_cell_get_float(eng));
        return;
    }
    if (x->eng_kind == MDB_TIME) {
        char time[TIME_TEXT_SIZE];
        strbuf_adds(
            out, utc_fmt_doy(time, (struct utc){(int64_t)eng}, false, 0));
        return;
    }
    const char *blob = x->text ? x->text->eng : NULL;
    mdb_format(
        out, x->eng_kind, x->type, eng, blob, blob ? x->text->eng_len : 0);
}

void
value_text(struct strbuf *out, const struct value *x, enum mdb_quality quality)
{
    if (x->count == 0 || quality == MDB_NOT_RECEIVED || quality == MDB_INVALID)
        strbuf_adds(out, NO_VALUE);
    else
        value_cell_text(out, x, x->eng);
}

void
value_raw_short(struct strbuf *out, const struct value *x)
{
    if (x->count > 0 && x->raw_kind == MDB_FLOAT)
        add_real(out, mdb_cell_get_float(x->raw));
    else
        value_raw_text(out, x);
}

void
value_raw_text(struct strbuf *out, const struct value *x)
{
    const char *blob = x->text ? x->text->raw : NULL;
    if (x->count == 0)
        strbuf_adds(out, NO_VALUE);
    else if (x->raw_kind != MDB_NONE)
        mdb_format(out, x->raw_kind, x->type, x->raw, blob,
            blob ? x->text->raw_len : 0);
}

void
value_exact_text(struct strbuf *out, const struct value *x)
{
    const char *blob = x->text ? x->text->eng : NULL;
    if (x->count)
        mdb_format(out, x->eng_kind, x->type, x->eng, blob,
            blob ? x->text->eng_len : 0);
}
