/*
 * mdb.c - look things up in a loaded database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/mdb.h"

#include <fnmatch.h>
#include <string.h>

#include "common/str.h"

/* Tables of rows that begin with their name, sorted by it. */
struct table {
    const void *row;
    size_t stride;
    uint32_t n;
};

static const char *
name_at(const struct table *t, uint32_t i)
{
    const void *row = (const char *)t->row + i * t->stride;
    return *(const char *const *)row;
}

/* The row called by the first `len` bytes of `name`. */
static uint32_t
find_sorted(const struct table *t, const char *name, size_t len)
{
    uint32_t low = 0, high = t->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        const char *is = name_at(t, mid);
        int c = strncmp(is, name, len);
        if (c == 0)
            c = is[len] != '\0';
        if (c == 0)
            return mid;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return MDB_NIL;
}

/* Does `name` end in `suffix`, with `boundary` before it? */
static bool
ends_in(const char *name, const char *suffix, size_t len, char boundary)
{
    size_t n = strlen(name);
    return n > len && name[n - len - 1] == boundary &&
           memcmp(name + n - len, suffix, len) == 0;
}

/* The only row whose name ends so. */
static uint32_t
find_suffix(const struct table *t, const char *suffix, char boundary)
{
    size_t len = strlen(suffix);
    uint32_t found = MDB_NIL;
    for (uint32_t i = 0; len > 0 && i < t->n; i++)
        if (ends_in(name_at(t, i), suffix, len, boundary)) {
            if (found != MDB_NIL)
                return MDB_NIL;
            found = i;
        }
    return found;
}

static struct table
params_of(const struct mdb *mdb)
{
    return (struct table){mdb->param, sizeof *mdb->param, mdb->n_params};
}

static struct table
items_of(const struct mdb *mdb)
{
    return (struct table){mdb->item, sizeof *mdb->item, mdb->n_items};
}

uint32_t
mdb_find_param(const struct mdb *mdb, const char *name)
{
    struct table t = params_of(mdb);
    if (name[0] == '/')
        return find_sorted(&t, name, strlen(name));
    return find_suffix(&t, name, '/');
}

uint32_t
mdb_find_container(const struct mdb *mdb, const char *name)
{
    struct table t = {
        mdb->container, sizeof *mdb->container, mdb->n_containers};
    if (name[0] == '/')
        return find_sorted(&t, name, strlen(name));
    return find_suffix(&t, name, '/');
}

/* The same text, where `b` may have '/' for '.'. */
static bool
same_members(const char *a, const char *b)
{
    while (*a != '\0' && (*a == *b || (*a == '.' && *b == '/')))
        a++, b++;
    return *a == *b;
}

/* "/A/B/P.x": the parameter by its name, then one of its items. */
static uint32_t
find_qualified(const struct mdb *mdb, const char *name)
{
    struct table t = params_of(mdb);
    for (size_t len = strlen(name); len > 0; len--) {
        if (name[len] != '\0' && strchr("./[", name[len]) == NULL)
            continue;
        uint32_t p = find_sorted(&t, name, len);
        if (p == MDB_NIL)
            continue;
        const struct mdb_param *param = &mdb->param[p];
        for (uint32_t i = 0; i < param->n_items; i++)
            if (same_members(
                    mdb->item[param->first_item + i].name + len, name + len))
                return param->first_item + i;
    }
    return MDB_NIL;
}

uint32_t
mdb_find_item(const struct mdb *mdb, const char *name)
{
    struct table t = items_of(mdb);
    if (name[0] == '/')
        return find_qualified(mdb, name);
    uint32_t i = find_suffix(&t, name, '/');
    return i != MDB_NIL ? i : find_suffix(&t, name, '.');
}

uint32_t
mdb_search_item(const struct mdb *mdb, const char *text, uint32_t from)
{
    for (uint32_t i = from; i < mdb->n_items; i++)
        if (str_contains_ci(mdb->item[i].name, text))
            return i;
    return MDB_NIL;
}

/* A pattern that does not begin with '/' may begin at any boundary. */
bool
mdb_item_matches(const struct mdb *mdb, uint32_t item, const char *pattern)
{
    const char *name = mdb->item[item].name;
    if (pattern[0] == '/')
        return strcmp(name, pattern) == 0 || fnmatch(pattern, name, 0) == 0;
    for (const char *p = name; p != NULL; p = strchr(p + 1, '/'))
        if (strcmp(p + 1, pattern) == 0 || fnmatch(pattern, p + 1, 0) == 0)
            return true;
    return false;
}

static const char *
last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

size_t
mdb_nearest_items(
    const struct mdb *mdb, const char *name, uint32_t *item, size_t max)
{
    enum {
        MOST = 16
    };
    const unsigned far = (unsigned)(strlen(last_part(name)) / 3 + 1);
    unsigned distance[MOST];
    size_t n = 0;
    bool is_qualified = strchr(name, '/') != NULL;
    max = max < MOST ? max : MOST;
    for (uint32_t i = 0; i < mdb->n_items && max > 0; i++) {
        const char *is = mdb->item[i].name;
        unsigned d = str_distance(name, is_qualified ? is : last_part(is), far);
        if (d > far || (n == max && d >= distance[n - 1]))
            continue;
        size_t at = n < max ? n++ : n - 1;
        for (; at > 0 && distance[at - 1] > d; at--) {
            distance[at] = distance[at - 1];
            item[at] = item[at - 1];
        }
        distance[at] = d;
        item[at] = i;
    }
    return n;
}

const struct mdb_type *
mdb_item_type(const struct mdb *mdb, uint32_t item)
{
    return &mdb->type[mdb->item[item].type];
}

const char *
mdb_type_label(const struct mdb_type *type, int64_t value)
{
    uint32_t low = 0, high = type->n_labels;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (type->label[mid].max_value < value)
            low = mid + 1;
        else
            high = mid;
    }
    return low < type->n_labels && type->label[low].value <= value
               ? type->label[low].label
               : NULL;
}
