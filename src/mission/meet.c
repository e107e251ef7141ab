/*
 * meet.c - could bytes for one place arrive at another?
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/meet.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/str.h"
#include "common/xalloc.h"

static bool
is_network(const struct meet_place *p)
{
    return p->type <= MISSION_TCP_SERVER;
}

/* ---- hosts ----------------------------------------------------------------
 */

enum host_kind {
    HOST_ANY,    /* all addresses of this host */
    HOST_THIS,   /* loopback */
    HOST_NUMBER, /* another address */
    HOST_NAME,   /* only a name server knows */
};

struct host {
    enum host_kind kind;
    struct in6_addr number; /* IPv4 is mapped */
};

static enum host_kind
kind_of(const struct in6_addr *a)
{
    const bool is_four = IN6_IS_ADDR_V4MAPPED(a);
    if (is_four ? a->s6_addr[12] == 0 : IN6_IS_ADDR_UNSPECIFIED(a))
        return HOST_ANY;
    if (is_four ? a->s6_addr[12] == 127 : IN6_IS_ADDR_LOOPBACK(a))
        return HOST_THIS;
    return HOST_NUMBER;
}

static struct host
host_of(const char *text)
{
    struct host h = {.kind = HOST_ANY};
    struct in_addr four;
    if (text == NULL || text[0] == '\0')
        return h;
    if (strcmp(text, "localhost") == 0)
        text = "127.0.0.1";
    if (inet_pton(AF_INET, text, &four) == 1) {
        h.number.s6_addr[10] = h.number.s6_addr[11] = 0xff;
        memcpy(&h.number.s6_addr[12], &four, sizeof four);
    } else if (inet_pton(AF_INET6, text, &h.number) != 1) {
        h.kind = HOST_NAME;
        return h;
    }
    h.kind = kind_of(&h.number);
    return h;
}

static bool
hosts_meet(const char *a, const char *b)
{
    const struct host x = host_of(a), y = host_of(b);
    if (x.kind == HOST_NAME || y.kind == HOST_NAME || x.kind == HOST_ANY ||
        y.kind == HOST_ANY)
        return true;
    if (x.kind == HOST_NUMBER && y.kind == HOST_NUMBER)
        return memcmp(&x.number, &y.number, sizeof x.number) == 0;
    return x.kind == y.kind;
}

/* ---- paths ----------------------------------------------------------------
 */

/* The path without links, as far as it exists; owned. */
static char *
resolved(const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole != NULL)
        return whole;
    const char *slash = strrchr(path, '/');
    char *dir = slash == NULL ? xstrdup(".")
                              : xstrndup(path, (size_t)(slash - path) + 1);
    char *real = realpath(dir, NULL);
    whole = xasprintf(
        "%s/%s", real != NULL ? real : dir, slash == NULL ? path : slash + 1);
    free(real);
    free(dir);
    return whole;
}

static bool
is_one_file(const char *a, const char *b)
{
    struct stat x, y;
    if (stat(a, &x) != 0 || stat(b, &y) != 0)
        return false;
    if (S_ISCHR(x.st_mode) && S_ISCHR(y.st_mode))
        return x.st_rdev == y.st_rdev;
    return x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Is `path` in the directory `dir`? */
static bool
is_inside(const char *path, const char *dir)
{
    const size_t n = strlen(dir);
    return strncmp(path, dir, n) == 0 && path[n] == '/';
}

static bool
paths_meet(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return false;
    char *x = resolved(a), *y = resolved(b);
    const bool is_same = strcmp(x, y) == 0 || is_one_file(x, y) ||
                         is_inside(x, y) || is_inside(y, x);
    free(x);
    free(y);
    return is_same;
}

bool
meet(const struct meet_place *a, const struct meet_place *b)
{
    if (is_network(a) != is_network(b))
        return false;
    if (!is_network(a))
        return paths_meet(a->path, b->path);
    return a->port != 0 && a->port == b->port && hosts_meet(a->host, b->host);
}
