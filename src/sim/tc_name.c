/*
 * tc_name.c - what commands the payload executed are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/tc_name.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/command.h"
#include "sim/tc_pattern.h"

#define KEPT 64 /* packets; more than can wait and run on board */

struct packet {
    uint8_t data[TC_BYTES_MAX];
    size_t len; /* 0: none */
};

struct tc_name {
    const struct mdb *mdb;
    struct tc_pattern *pattern; /* by command; len 0: it has none */
    struct packet packet[KEPT];
    size_t next;
};

struct tc_name *
tc_name_new(const struct mdb *mdb)
{
    struct tc_name *names = xcalloc(1, sizeof *names);
    names->mdb = mdb;
    names->pattern = xcalloc(mdb->n_commands, sizeof *names->pattern);
    for (uint32_t i = 0; i < mdb->n_commands; i++)
        if (!mdb->command[i].is_abstract &&
            tc_pattern_make(mdb, mdb->command[i].name, &names->pattern[i]) !=
                ERR_OK)
            names->pattern[i].len = 0;
    return names;
}

void
tc_name_free(struct tc_name **names)
{
    if (*names == NULL)
        return;
    free((*names)->pattern);
    free(*names);
    *names = NULL;
}

void
tc_name_received(struct tc_name *names, const uint8_t *p, size_t len)
{
    if (len < 6 || len > TC_BYTES_MAX)
        return;
    struct packet *packet = &names->packet[names->next++ % KEPT];
    memcpy(packet->data, p, len);
    packet->len = len;
}

static uint32_t
count_of(const struct packet *packet)
{
    return ((uint32_t)packet->data[2] << 8 | packet->data[3]) & 0x3fff;
}

void
tc_name_executed(
    struct tc_name *names, uint32_t count, tc_name_fn fn, void *arg)
{
    const struct packet *found = NULL;
    for (size_t back = 1; back <= KEPT && found == NULL; back++) {
        const struct packet *p = &names->packet[(names->next - back) % KEPT];
        if (p->len > 0 && count_of(p) == count)
            found = p;
    }
    for (uint32_t i = 0; found != NULL && i < names->mdb->n_commands; i++)
        if (names->pattern[i].len > 0 &&
            tc_pattern_fits(&names->pattern[i], found->data, found->len))
            fn(arg, names->mdb->command[i].short_name);
}
