/*
 * brief.c - see brief.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/brief.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/num.h"
#include "common/time.h"
#include "mdb/format.h"

#define WHOLE_MAX 1e15 /* whole floats below are written without exponent */

/* Six significant places, but never fewer than a whole number has. */
void
brief_real(struct strbuf *out, double v)
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

static void
add_time(struct strbuf *out, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    strbuf_adds(out, utc_fmt_doy(text, t, false, 0));
}

void
brief_value(struct strbuf *out, enum mdb_kind kind, const struct mdb_type *type,
    mdb_cell cell, const char *blob, size_t blob_len)
{
    int decimals = kind == MDB_FLOAT && type != NULL ? decimals_of(type) : -1;
    double number = mdb_cell_get_float(cell);
    if (kind == MDB_FLOAT && decimals >= 0 && fabs(number) < 1e12)
        strbuf_addf(out, "%.*f", decimals, number);
    else if (kind == MDB_FLOAT || kind == MDB_DURATION)
        brief_real(out, number);
    else if (kind == MDB_TIME)
        add_time(out, (struct utc){(int64_t)cell});
    else
        mdb_format(out, kind, type, cell, blob, blob_len);
}

static bool
is_real(enum mdb_kind kind)
{
    return kind == MDB_FLOAT || kind == MDB_DURATION;
}

static bool
is_whole(double v)
{
    return fabs(v) < WHOLE_MAX && floor(v) == v;
}

void
brief_number(struct strbuf *out, enum mdb_kind kind,
    const struct mdb_type *type, double number)
{
    bool is_label = kind == MDB_ENUM || kind == MDB_BOOL;
    char text[NUM_DOUBLE_SIZE];
    if (isnan(number))
        return;
    if (is_real(kind)) {
        brief_value(out, kind, type, mdb_cell_float(number), NULL, 0);
    } else if (kind == MDB_TIME && fabs(number) < 0x1p63) {
        add_time(out, (struct utc){(int64_t)number});
    } else if (is_label && fabs(number) < WHOLE_MAX) {
        brief_value(out, kind, type, (mdb_cell)(int64_t)number, NULL, 0);
    } else if (is_whole(number)) {
        strbuf_addf(out, "%.0f", number);
    } else {
        num_fmt_double(text, number);
        strbuf_adds(out, text);
    }
}

void
brief_limit(struct strbuf *out, enum mdb_kind kind, const struct mdb_type *type,
    double limit)
{
    struct strbuf brief = {0};
    char places[NUM_DOUBLE_SIZE];
    double as_brief, as_places;
    brief_number(&brief, kind, type, limit);
    (void)snprintf(places, sizeof places, "%.6g", limit);
    bool is_short = is_real(kind) && isfinite(limit) &&
                    num_parse_double(strbuf_get(&brief), &as_brief) &&
                    num_parse_double(places, &as_places) &&
                    fabs(as_places - limit) < fabs(as_brief - limit);
    strbuf_adds(out, is_short ? places : strbuf_get(&brief));
    strbuf_fini(&brief);
}
