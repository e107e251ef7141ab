/*
 * labels.c - see labels.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/labels.h"

#include <stdlib.h>

#include "common/str.h"
#include "common/xalloc.h"

const char *
labels_text(struct arena *arena, struct msg_str text)
{
    struct strbuf b = {0};
    str_sanitize(&b, text.s, text.len, false);
    const char *copy = arena_strdup(arena, strbuf_get(&b));
    strbuf_fini(&b);
    return copy;
}

/* "12=" or "-3=" at `at`: the length with the '=', or 0. */
static size_t
number_at(struct msg_str s, size_t at, int64_t *value)
{
    size_t i = at;
    bool is_negative = i < s.len && s.s[i] == '-';
    if (is_negative)
        i++;
    size_t first = i;
    uint64_t v = 0;
    for (; i < s.len && s.s[i] >= '0' && s.s[i] <= '9' && i - first < 18; i++)
        v = v * 10 + (uint64_t)(s.s[i] - '0');
    if (i == first || i == s.len || s.s[i] != '=')
        return 0;
    *value = is_negative ? -(int64_t)v : (int64_t)v;
    return i + 1 - at;
}

static size_t
label_end(struct msg_str s, size_t from)
{
    int64_t ignored;
    for (size_t i = from; i < s.len; i++)
        if (s.s[i] == ',' && number_at(s, i + 1, &ignored))
            return i;
    return s.len;
}

static int
by_value(const void *a, const void *b)
{
    const struct mdb_label *x = a, *y = b;
    return (x->value > y->value) - (x->value < y->value);
}

static void
parse(struct arena *arena, struct msg_str s, struct mdb_type *type)
{
    struct mdb_label *label = NULL;
    size_t n = 0, cap = 0;
    for (size_t at = 0; at < s.len;) {
        int64_t value;
        size_t skip = number_at(s, at, &value);
        if (!skip)
            break;
        size_t end = label_end(s, at + skip);
        label = xgrow(label, n, &cap, sizeof *label);
        label[n++] = (struct mdb_label){.value = value,
            .max_value = value,
            .label = labels_text(
                arena, (struct msg_str){s.s + at + skip, end - at - skip})};
        at = end + 1;
    }
    if (n) {
        qsort(label, n, sizeof *label, by_value);
        struct mdb_label *kept = arena_alloc(arena, n * sizeof *label);
        for (size_t i = 0; i < n; i++)
            kept[i] = label[i];
        type->label = kept;
        type->n_labels = (uint32_t)n;
    }
    free(label);
}

const struct mdb_type *
labels_type(struct arena *arena, enum mdb_kind raw, enum mdb_kind eng,
    struct msg_str unit, struct msg_str labels)
{
    struct mdb_type *t = arena_alloc(arena, sizeof *t);
    *t = (struct mdb_type){.name = "",
        .class = MDB_SCALAR,
        .raw_kind = raw,
        .eng_kind = eng,
        .unit = labels_text(arena, unit),
        .zero_text = "False",
        .one_text = "True",
        .encoding.coding = MDB_NOT_CODED,
        .time_from_item = MDB_NIL};
    parse(arena, labels, t);
    for (uint32_t i = 0; eng == MDB_BOOL && i < t->n_labels; i++) {
        if (t->label[i].value == 0)
            t->zero_text = t->label[i].label;
        else if (t->label[i].value == 1)
            t->one_text = t->label[i].label;
    }
    return t;
}
