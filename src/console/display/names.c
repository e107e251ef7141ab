/*
 * names.c - parameters and packets of the database by name.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "console/display/parse.h"

/* "epm-v12" of "missions/epm/epm-v12.xml": what people call the database. */
static const char *
database_name(struct parse *p)
{
    const char *slash = strrchr(p->mdb->file, '/');
    const char *name = slash != NULL ? slash + 1 : p->mdb->file;
    const char *dot = strrchr(name, '.');
    size_t n = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    return arena_strndup(&p->arena, name, n);
}

/* "@E" of "@E/PDU/X". */
static size_t
prefix_len(const char *name)
{
    return 1 + strspn(name + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789_");
}

const char *
parse_path(struct parse *p, const char *name, struct place at)
{
    if (name[0] != '@')
        return name;
    size_t n = prefix_len(name);
    char *prefix = arena_strndup(&p->arena, name, n);
    struct nearest near = nearest_to(prefix);
    for (size_t i = 0; i < p->n_prefixes; i++) {
        if (str_eq(p->prefix[i].name, prefix)) {
            size_t len = strlen(p->prefix[i].path);
            char *out = arena_alloc(&p->arena, len + strlen(name + n) + 1);
            memcpy(out, p->prefix[i].path, len);
            memcpy(out + len, name + n, strlen(name + n));
            return out;
        }
        nearest_try(&near, p->prefix[i].name);
    }
    if (near.best != NULL)
        parse_error(p, at, "there is no prefix %s; did you mean %s?", prefix,
            near.best);
    else
        parse_error(p, at, "there is no prefix %s", prefix);
    return NULL;
}

/* A name that says which of several, or of which member. */
static bool
tell_part(struct parse *p, const char *name, struct place at)
{
    uint32_t i = mdb_find_param(p->mdb, name);
    if (i != MDB_NIL && p->mdb->param[i].n_items > 0) {
        parse_error(p, at, "%s has members or elements; name one, such as %s",
            p->mdb->param[i].name,
            p->mdb->item[p->mdb->param[i].first_item].name);
        return true;
    }
    if (name[0] == '/')
        return false;
    uint32_t found[2] = {MDB_NIL, MDB_NIL};
    size_t n = 0;
    for (i = 0; i < p->mdb->n_items && n < 2; i++) {
        const char *is = p->mdb->item[i].name;
        size_t rest = strlen(is), len = strlen(name);
        if (rest > len && str_suffix(is, name) && is[rest - len - 1] == '/')
            found[n++] = i;
    }
    if (n == 2)
        parse_error(p, at, "%s can be %s or %s", name,
            p->mdb->item[found[0]].name, p->mdb->item[found[1]].name);
    return n == 2;
}

uint32_t
parse_item(struct parse *p, const char *name, struct place at)
{
    if (p->mdb == NULL)
        return MDB_NIL;
    uint32_t item = mdb_find_item(p->mdb, name), near;
    if (item != MDB_NIL || tell_part(p, name, at))
        return item;
    if (p->sought++ < SEARCHES_MAX &&
        mdb_nearest_items(p->mdb, name, &near, 1) > 0)
        parse_error(p, at, "no parameter %s in database %s; nearest: %s", name,
            database_name(p), p->mdb->item[near].name);
    else
        parse_error(
            p, at, "no parameter %s in database %s", name, database_name(p));
    return MDB_NIL;
}

static const char *
last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

uint32_t
parse_container(struct parse *p, const char *name, struct place at)
{
    if (p->mdb == NULL)
        return MDB_NIL;
    uint32_t found = mdb_find_container(p->mdb, name);
    if (found != MDB_NIL)
        return found;
    struct nearest near = nearest_to(last_part(name));
    for (uint32_t i = 0; p->sought < SEARCHES_MAX && i < p->mdb->n_containers;
         i++)
        nearest_try(&near, last_part(p->mdb->container[i].name));
    p->sought++;
    if (near.best != NULL)
        parse_error(p, at, "no packet %s in database %s; nearest: %s", name,
            database_name(p), near.best);
    else
        parse_error(
            p, at, "no packet %s in database %s", name, database_name(p));
    return MDB_NIL;
}
