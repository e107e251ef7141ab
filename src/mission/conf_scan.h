/*
 * conf_scan.h - where everything stands in a configuration file.
 *
 * libconfuse reads values but forgets where they stood, stops at the first
 * problem, merges what is written twice and expands the environment.  This
 * scan goes over the text first: it gives each option its line and column,
 * reports all that is not well formed or not known, and hands on a text that
 * has only what is good, so that the values can be checked in the same run.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_CONF_SCAN_H
#define MISSION_CONF_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/note.h"

#define CONF_ROOT        UINT32_MAX /* the parent of what stands at the top */
#define CONF_TEXT_MAX    4096       /* bytes of a word or string */
#define CONF_ENTRIES_MAX 10000
#define CONF_BYTES_MAX   (1024 * 1024)

enum conf_kind {
    CONF_VALUE,   /* name = word */
    CONF_LIST,    /* name = {word, ...} */
    CONF_SECTION, /* name { ... } */
    CONF_TITLED,  /* name title { ... } */
};

/* What may stand where. */
struct conf_rule {
    const char *section; /* "" for the top */
    const char *name;
    enum conf_kind kind;
};

struct conf_place {
    unsigned line, col; /* from 1 */
};

struct conf_entry {
    uint32_t parent; /* index of the section it stands in, or CONF_ROOT */
    const struct conf_rule *rule;
    char *title; /* of a CONF_TITLED, else NULL; owned */
    struct conf_place at, title_at;
    struct conf_place *value; /* of each value of a list, or the one; owned */
    size_t n_values;
};

struct conf_scan {
    struct conf_entry *entry; /* owned, in the order of the file */
    size_t n, cap;
    char *text; /* for libconfuse: only what is known and well formed */
};

/*
 * Scan `len` bytes of `file`; problems go to `notes`.  Always succeeds and
 * keeps what is good; release with conf_scan_fini().  `what` is the whole:
 * "a mission".
 */
void conf_scan(const char *file, const char *what, const char *text, size_t len,
    const struct conf_rule *rule, size_t n_rules, struct notes *notes,
    struct conf_scan *out);
void conf_scan_fini(struct conf_scan *scan);

/*
 * The entry `name` (with `title`, where not NULL) of the section `parent`, or
 * NULL.
 */
const struct conf_entry *conf_scan_find(const struct conf_scan *scan,
    uint32_t parent, const char *name, const char *title);

#endif
