/*
 * judge.c - how bad is one value, by one alarm definition?
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"

struct verdict
verdict_worse(struct verdict a, struct verdict b)
{
    return b.level > a.level ? b : a;
}

/* ---- static ranges ------------------------------------------------------- */

static struct key_range
moved(enum key_class class, const struct mdb_range *r, double min_by,
    double max_by)
{
    struct mdb_range m = *r;
    m.min += min_by;
    m.max += max_by;
    return key_range_of(class, &m);
}

static struct judge_range
range_of(enum key_class class, const struct mdb_range *r,
    enum limit_level level, bool is_inside, double deadband)
{
    struct judge_range out = {.level = level,
        .is_inside = is_inside,
        .key = key_range_of(class, r),
        .min = r->min,
        .max = r->max};
    if (is_inside) {
        struct key_range wide = moved(class, r, -deadband, deadband);
        out.back[LIMIT_NO_SIDE] = out.back[LIMIT_LOW] = wide;
        out.back[LIMIT_HIGH] = wide;
    } else {
        out.back[LIMIT_NO_SIDE] = out.key;
        out.back[LIMIT_LOW] = moved(class, r, deadband, 0);
        out.back[LIMIT_HIGH] = moved(class, r, 0, -deadband);
    }
    return out;
}

unsigned
judge_ranges_init(struct judge_range *range, enum key_class class,
    const struct mdb_alarm_ranges *ranges, double deadband)
{
    unsigned n = 0;
    if (!ranges->is_given || class == KEY_NONE)
        return 0;
    for (enum limit_level l = LIMIT_SEVERE; l > LIMIT_NORMAL; l--)
        if (ranges->has[l])
            range[n++] = range_of(
                class, &ranges->range[l], l, ranges->is_inside, deadband);
    return n;
}

/* Inside of a range that is open on one side is beyond its only edge. */
static enum limit_side
side_inside(const struct judge_range *r)
{
    bool low = isinf(r->min), high = isinf(r->max);
    if (low == high)
        return LIMIT_NO_SIDE;
    return low ? LIMIT_LOW : LIMIT_HIGH;
}

static double
edge(double v)
{
    return isinf(v) ? NAN : v;
}

static struct verdict
beyond(const struct judge_range *r, struct key_range key_range, int64_t key)
{
    struct verdict v = {.level = r->level, .threshold = NAN, .delta = NAN};
    if (r->is_inside) {
        v.side = side_inside(r);
        if (v.side != LIMIT_NO_SIDE)
            v.threshold = v.side == LIMIT_LOW ? r->max : r->min;
    } else {
        v.side = key < key_range.lo ? LIMIT_LOW : LIMIT_HIGH;
        v.threshold = edge(v.side == LIMIT_LOW ? r->min : r->max);
    }
    return v;
}

struct verdict
judge_ranges(
    const struct judge_range *range, unsigned n, int64_t key, limit_state state)
{
    enum limit_level reached = limit_state_level(state);
    enum limit_side side = limit_state_side(state);
    for (unsigned i = 0; i < n; i++) {
        const struct judge_range *r = &range[i];
        struct key_range k = reached >= r->level ? r->back[side] : r->key;
        if (key_is_in(k, key) == r->is_inside)
            return beyond(r, k, key);
    }
    return VERDICT_NORMAL;
}

/* ---- multi ranges -------------------------------------------------------- */

/* A multi range has no side of its own: it is left by the deadband on both. */
static struct judge_range
multi_range_of(
    enum key_class class, const struct mdb_multi_range *m, double deadband)
{
    struct judge_range r =
        range_of(class, &m->range, m->level, m->is_inside, deadband);
    if (!m->is_inside) {
        struct key_range low = r.back[LIMIT_LOW], high = r.back[LIMIT_HIGH];
        struct key_range back = {low.lo, high.hi};
        for (size_t i = 0; i < ARRAY_LEN(r.back); i++)
            r.back[i] = back;
    }
    return r;
}

static void
init_multi(struct judge *j, const struct mdb_alarm *alarm, double deadband)
{
    j->multi = xcalloc(alarm->n_multi, sizeof *j->multi);
    j->n_multi = j->class == KEY_NONE ? 0 : alarm->n_multi;
    for (uint32_t i = 0; i < j->n_multi; i++) {
        const struct mdb_multi_range *m = &alarm->multi[i];
        j->multi[i] = multi_range_of(j->class, m, deadband);
        j->has_normal |= m->level == LIMIT_NORMAL;
    }
}

/*
 * The most severe level that applies.  Where the database says which values
 * are normal, those that no range names are not: they are at least watched.
 */
static struct verdict
judge_multi(const struct judge *j, int64_t key, limit_state state)
{
    enum limit_level reached = limit_state_level(state);
    struct verdict v = VERDICT_NORMAL;
    bool is_named = false;
    for (uint32_t i = 0; i < j->n_multi; i++) {
        const struct judge_range *r = &j->multi[i];
        bool is_back = r->level > LIMIT_NORMAL && reached >= r->level;
        struct key_range k = is_back ? r->back[LIMIT_NO_SIDE] : r->key;
        if (key_is_in(k, key) != r->is_inside)
            continue;
        is_named = true;
        if (r->level > v.level)
            v.level = r->level;
    }
    if (!is_named && j->has_normal)
        v.level = LIMIT_WATCH;
    return v;
}

/* ---- enumerations and booleans ------------------------------------------- */

static void
add_step(struct judge *j, int64_t hi, enum limit_level level)
{
    if (j->n_steps > 0 && j->step[j->n_steps - 1].level == level) {
        j->step[j->n_steps - 1].hi = hi;
        return;
    }
    j->step = xreallocarray(j->step, j->n_steps + 1, sizeof *j->step);
    j->step[j->n_steps++] = (struct judge_step){hi, level};
}

static enum limit_level
level_of_text(const struct mdb_alarm *alarm, const char *text)
{
    for (uint32_t i = 0; text != NULL && i < alarm->n_texts; i++)
        if (strcmp(alarm->text[i].text, text) == 0)
            return alarm->text[i].level;
    return alarm->has_default_level ? alarm->default_level : LIMIT_NORMAL;
}

static void
init_labels(
    struct judge *j, const struct mdb_alarm *alarm, const struct mdb_type *type)
{
    enum limit_level other = level_of_text(alarm, NULL);
    int64_t from = INT64_MIN;
    for (uint32_t i = 0; i < type->n_labels; i++) {
        const struct mdb_label *l = &type->label[i];
        if (l->max_value < l->value || l->value < from)
            continue;
        if (l->value > from)
            add_step(j, l->value - 1, other);
        add_step(j, l->max_value, level_of_text(alarm, l->label));
        if (l->max_value == INT64_MAX)
            return;
        from = l->max_value + 1;
    }
    add_step(j, INT64_MAX, other);
}

static void
init_boolean(
    struct judge *j, const struct mdb_alarm *alarm, const struct mdb_type *type)
{
    const char *zero = type->zero_text != NULL ? type->zero_text : "False";
    const char *one = type->one_text != NULL ? type->one_text : "True";
    enum limit_level on = level_of_text(alarm, one);
    add_step(j, -1, on);
    add_step(j, 0, level_of_text(alarm, zero));
    add_step(j, INT64_MAX, on);
}

/* The first step that reaches `key`. */
static uint32_t
find_step(const struct judge *j, int64_t key)
{
    uint32_t low = 0, high = j->n_steps - 1;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (j->step[mid].hi < key)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- strings ------------------------------------------------------------- */

static void
init_texts(struct judge *j, const struct mdb_alarm *alarm)
{
    j->text = xcalloc(alarm->n_texts, sizeof *j->text);
    j->n_texts = alarm->n_texts;
    j->has_texts = true;
    j->default_level = level_of_text(alarm, NULL);
    for (uint32_t i = 0; i < alarm->n_texts; i++) {
        struct judge_text *t = &j->text[i];
        t->level = alarm->text[i].level;
        if (!alarm->text[i].is_pattern)
            t->text = alarm->text[i].text;
        else
            t->is_compiled = regcomp(&t->pattern, alarm->text[i].text,
                                 REG_EXTENDED | REG_NOSUB) == 0;
    }
}

/* A text of a message has no end but its length; regexec(3) is given one that
 * ends, short ones without an allocation. */
static bool
pattern_matches(const regex_t *pattern, const char *text, size_t len)
{
    char small[256];
    char *copy = len < sizeof small ? small : xcalloc(len + 1, 1);
    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    regmatch_t all = {.rm_so = 0, .rm_eo = (regoff_t)len};
    bool is_match = regexec(pattern, copy, 1, &all, REG_STARTEND) == 0;
    if (copy != small)
        free(copy);
    return is_match;
}

static bool
text_matches(const struct judge_text *t, const char *text, size_t len)
{
    if (t->text != NULL)
        return strlen(t->text) == len && memcmp(t->text, text, len) == 0;
    return t->is_compiled && pattern_matches(&t->pattern, text, len);
}

static struct verdict
judge_text(
    const struct judge *j, mdb_cell cell, const char *blob, size_t blob_len)
{
    struct verdict v = VERDICT_NORMAL;
    size_t offset = (size_t)(cell >> 32), len = (size_t)(cell & UINT32_MAX);
    bool is_there =
        blob != NULL && offset <= blob_len && len <= blob_len - offset;
    const char *text = is_there ? blob + offset : "";
    v.level = j->default_level;
    for (uint32_t i = 0; i < j->n_texts; i++)
        if (text_matches(&j->text[i], text, is_there ? len : 0)) {
            v.level = j->text[i].level;
            break;
        }
    return v;
}

/* ---- all of it ----------------------------------------------------------- */

void
judge_init(struct judge *j, const struct mdb_alarm *alarm,
    const struct mdb_type *type, double deadband)
{
    bool has_texts = alarm->n_texts > 0 || alarm->has_default_level;
    *j = (struct judge){.class = key_class_of(type->eng_kind)};
    j->n_ranges =
        judge_ranges_init(j->range, j->class, &alarm->ranges, deadband);
    if (alarm->n_multi > 0)
        init_multi(j, alarm, deadband);
    if (has_texts && type->eng_kind == MDB_ENUM)
        init_labels(j, alarm, type);
    else if (has_texts && type->eng_kind == MDB_BOOL)
        init_boolean(j, alarm, type);
    else if (has_texts && type->eng_kind == MDB_STRING)
        init_texts(j, alarm);
}

void
judge_fini(struct judge *j)
{
    for (uint32_t i = 0; i < j->n_texts; i++)
        if (j->text[i].is_compiled)
            regfree(&j->text[i].pattern);
    free(j->text);
    free(j->multi);
    free(j->step);
    *j = (struct judge){0};
}

struct verdict
judge_value(const struct judge *j, mdb_cell cell, const char *blob,
    size_t blob_len, limit_state state)
{
    if (j->has_texts)
        return judge_text(j, cell, blob, blob_len);
    if (j->class == KEY_NONE)
        return VERDICT_NORMAL;
    int64_t key = key_of(j->class, cell);
    struct verdict v = judge_ranges(j->range, j->n_ranges, key, state);
    if (j->n_multi > 0)
        v = verdict_worse(v, judge_multi(j, key, state));
    if (j->n_steps > 0) {
        struct verdict s = VERDICT_NORMAL;
        s.level = j->step[find_step(j, key)].level;
        v = verdict_worse(v, s);
    }
    return v;
}

/* The part of `all` around `key` that is on the same side of both edges. */
static struct key_range
around(struct key_range all, struct key_range range, int64_t key)
{
    if (range.lo > range.hi)
        return all;
    if (key < range.lo) {
        if (all.hi >= range.lo)
            all.hi = range.lo - 1;
    } else if (key > range.hi) {
        if (all.lo <= range.hi)
            all.lo = range.hi + 1;
    } else {
        all.lo = all.lo > range.lo ? all.lo : range.lo;
        all.hi = all.hi < range.hi ? all.hi : range.hi;
    }
    return all;
}

struct key_range
judge_calm(const struct judge *j, mdb_cell cell)
{
    if (j->has_texts)
        return KEY_EMPTY;
    if (j->class == KEY_NONE)
        return KEY_ALL;
    struct key_range calm = KEY_ALL;
    int64_t key = key_of(j->class, cell);
    for (unsigned i = 0; i < j->n_ranges; i++)
        calm = around(calm, j->range[i].key, key);
    for (uint32_t i = 0; i < j->n_multi; i++)
        calm = around(calm, j->multi[i].key, key);
    if (j->n_steps > 0) {
        uint32_t s = find_step(j, key);
        int64_t lo = s == 0 ? INT64_MIN : j->step[s - 1].hi + 1;
        calm = around(calm, (struct key_range){lo, j->step[s].hi}, key);
    }
    return key_fast_range(j->class, calm);
}
