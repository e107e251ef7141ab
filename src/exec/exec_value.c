/*
 * exec_value.c - see exec_value.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_value.h"

#include <math.h>

#include "common/str.h"
#include "common/time.h"
#include "mdb/format.h"
#include "pluto/eval.h"

static struct pluto_value
as_enum(const struct mdb_type *type, enum mdb_kind kind, mdb_cell cell)
{
    struct strbuf text = {0};
    mdb_format(&text, kind, type, cell, NULL, 0);
    const struct pluto_value v = pluto_enum(strbuf_get(&text), text.len);
    strbuf_fini(&text);
    return v;
}

static struct pluto_value
as_text(mdb_cell cell, const char *blob, size_t blob_len)
{
    struct strbuf text = {0};
    const size_t at = (size_t)(cell >> 32), len = (size_t)(cell & UINT32_MAX);
    if (blob == NULL || at > blob_len || len > blob_len - at)
        return (struct pluto_value){0};
    str_sanitize(&text, blob + at, len, false);
    const struct pluto_value v = pluto_string(strbuf_get(&text), text.len);
    strbuf_fini(&text);
    return v;
}

static struct pluto_value
as_relative(double seconds)
{
    const double ns = seconds * (double)NS_PER_S;
    if (!isfinite(ns) || fabs(ns) >= 9.2e18)
        return (struct pluto_value){0};
    return pluto_relative((int64_t)llround(ns));
}

/* The model may have another type for it: a number of seconds as a time. */
static void
as_wanted(struct pluto_value *v, const struct pluto_model_type *as)
{
    struct strbuf why = {0};
    struct pluto_value other = pluto_value_copy(v);
    if (pluto_convert(&other, as->type, as->unit, &why)) {
        pluto_value_fini(v);
        *v = other;
    } else {
        pluto_value_fini(&other);
    }
    strbuf_fini(&why);
}

struct pluto_value
exec_value_of(const struct mdb_type *type, enum mdb_kind kind, mdb_cell cell,
    const char *blob, size_t blob_len, const struct pluto_model_type *as)
{
    const struct pluto_unit *unit = as != NULL ? as->unit : NULL;
    struct pluto_value v = {0};
    switch (kind) {
    case MDB_INT:
        v = pluto_integer((int64_t)cell);
        break;
    case MDB_UINT:
        v = (struct pluto_value){.type = PLUTO_UNSIGNED, .u = cell};
        break;
    case MDB_FLOAT:
        if (!isnan(mdb_cell_get_float(cell)))
            v = pluto_real(mdb_cell_get_float(cell), unit);
        break;
    case MDB_BOOL:
        v = as != NULL && as->type == PLUTO_ENUM ? as_enum(type, kind, cell)
                                                 : pluto_bool(cell != 0);
        break;
    case MDB_ENUM:
        v = as_enum(type, kind, cell);
        break;
    case MDB_STRING:
        v = as_text(cell, blob, blob_len);
        break;
    case MDB_TIME:
        if ((int64_t)cell != INT64_MIN)
            v = pluto_absolute((int64_t)cell);
        break;
    case MDB_DURATION:
        v = as_relative(mdb_cell_get_float(cell));
        break;
    case MDB_NONE:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
        break;
    }
    if (v.type == PLUTO_INTEGER || v.type == PLUTO_UNSIGNED)
        v.unit = unit;
    if (as != NULL && v.type != PLUTO_NONE && v.type != as->type)
        as_wanted(&v, as);
    return v;
}
