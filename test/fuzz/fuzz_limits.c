/*
 * fuzz_limits.c - limits.conf: no input crashes, what is refused says why,
 * and every rule of what is accepted can be told and is in order.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memfd_create */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "limits/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct mdb *
database(void)
{
    static struct mdb *mdb;
    struct notes notes = {0};
    if (mdb == NULL) {
        if (mdb_load("test/limits/data/kinds.xml", NULL, &notes, &mdb) !=
            ERR_OK)
            abort();
        notes_fini(&notes);
    }
    return mdb;
}

/* The file is one in memory, so that nothing is written to a disk. */
static const char *
file_of(const void *data, size_t size)
{
    static int fd = -1;
    static char path[64];
    if (fd < 0) {
        fd = memfd_create("limits", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    return path;
}

static void
check_rule(const struct limit_rule *r)
{
    assert(r->deadband >= 0 && r->spike >= 0);
    assert(r->violation_ns >= 0 && r->conformance_ns >= 0 && r->stuck_ns >= 0);
    assert(r->stuck_level > LIMIT_NORMAL && r->stuck_level < LIMIT_LEVEL_COUNT);
    assert(utc_is_none(r->context.from) || utc_is_none(r->context.until) ||
           r->context.from.ns < r->context.until.ns);
    for (int l = 0; r->alarm != NULL && l < LIMIT_LEVEL_COUNT; l++)
        assert(!r->alarm->ranges.has[l] ||
               r->alarm->ranges.range[l].min <= r->alarm->ranges.range[l].max);
    assert(r->alarm == NULL ||
           (r->alarm->min_violations >= 1 && r->alarm->min_conformance >= 1));
}

static void
check_rules(const struct rules *rules)
{
    char *text = NULL;
    size_t len;
    for (uint32_t i = 0; i < rules->mdb->n_items; i++)
        for (uint32_t k = rules->first[i]; k < rules->first[i + 1]; k++) {
            assert(rules->rule[k].item == i);
            check_rule(&rules->rule[k]);
        }
    assert(rules->first[rules->mdb->n_items] == rules->n_rules);
    FILE *f = open_memstream(&text, &len);
    rules_print(rules, f);
    fclose(f);
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct rules *rules;
    enum err e = rules_load(database(), file_of(data, size), &notes, &rules);
    assert((e == ERR_OK) == (rules != NULL));
    assert((e == ERR_OK) == (notes.errors == 0));
    for (size_t i = 0; i < notes.n; i++)
        assert(notes.note[i].text[0] != '\0');
    if (rules != NULL)
        check_rules(rules);
    rules_free(&rules);
    notes_fini(&notes);
    return 0;
}
