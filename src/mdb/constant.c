/*
 * constant.c - what is written on the right side of a comparison.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/constant.h"

#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "mdb/load.h"

bool
mdb_op_parse(const char *s, enum mdb_op *out)
{
    static const char *const word[] = {
        [MDB_EQ] = "==",
        [MDB_NE] = "!=",
        [MDB_LT] = "<",
        [MDB_LE] = "<=",
        [MDB_GT] = ">",
        [MDB_GE] = ">=",
    };
    for (size_t i = 0; i < ARRAY_LEN(word); i++)
        if (str_eq(s, word[i])) {
            *out = (enum mdb_op)i;
            return true;
        }
    return false;
}

/* A label of an enumeration; false when it has none of that name. */
static bool
find_label(const struct mdb_type *type, const char *text, int64_t *out)
{
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (strcmp(type->label[i].label, text) == 0) {
            *out = type->label[i].value;
            return true;
        }
    return false;
}

bool
mdb_bool_parse(const struct mdb_type *type, const char *text, bool *out)
{
    bool is_one = str_eq(text, type->one_text) || strcasecmp(text, "true") == 0;
    bool is_zero =
        str_eq(text, type->zero_text) || strcasecmp(text, "false") == 0;
    *out = is_one;
    return is_one || is_zero;
}

static void
set_integer(struct mdb_comparison *c, int64_t v)
{
    c->integer = v;
    c->real = (double)v;
    c->is_number = c->is_integer = true;
}

bool
mdb_constant_parse(const struct mdb_type *type, struct mdb_comparison *c)
{
    enum mdb_kind kind = c->is_calibrated ? type->eng_kind : type->raw_kind;
    int64_t v;
    bool is_true;
    struct utc t;
    c->is_number = load_parse_double(c->text, &c->real);
    c->is_integer = load_parse_int(c->text, &c->integer);
    if (kind == MDB_ENUM && find_label(type, c->text, &v))
        set_integer(c, v);
    else if (kind == MDB_BOOL && mdb_bool_parse(type, c->text, &is_true))
        set_integer(c, is_true);
    else if (kind == MDB_TIME && utc_parse(c->text, &t) == ERR_OK)
        set_integer(c, t.ns);
    return c->is_number || kind == MDB_STRING || kind == MDB_BINARY ||
           kind == MDB_NONE;
}

const char *
mdb_nearest_label(const struct mdb_type *type, const char *text)
{
    unsigned most = (unsigned)(strlen(text) / 3 + 1), least = most + 1;
    const char *nearest = NULL;
    for (uint32_t i = 0; i < type->n_labels; i++) {
        unsigned d = str_distance(text, type->label[i].label, most);
        if (d < least) {
            least = d;
            nearest = type->label[i].label;
        }
    }
    return nearest;
}
