/*
 * value_text.c - see value_text.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/value_text.h"

#include "mdb/brief.h"
#include "mdb/format.h"

#define NO_VALUE "-----"

void
value_cell_text(struct strbuf *out, const struct value *x, mdb_cell eng)
{
    const char *blob = x->text ? x->text->eng : NULL;
    brief_value(
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
        brief_real(out, mdb_cell_get_float(x->raw));
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
