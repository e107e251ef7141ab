/*
 * limits_try.h - load a limits.conf written in the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TEST_LIMITS_TRY_H
#define TEST_LIMITS_TRY_H

#include "support/check.h"

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/rules.h"

/* A database with an item of every kind: test/limits/data/kinds.xml. */
struct
try {
    struct mdb *mdb;
    struct notes notes;
    struct rules *rules; /* NULL when the file is refused */
    enum err e;
    char *dir;
};

static inline struct try
try_bytes(const void *text, size_t len)
{
    struct try t = {.dir = check_tmpdir()};
    char *mdb = check_path("limits/data/kinds.xml");
    char *conf = check_write(t.dir, "limits.conf", text, len);
    assert_int_equal(mdb_load(mdb, NULL, &t.notes, &t.mdb), ERR_OK);
    assert_int_equal(t.notes.n, 0);
    t.e = rules_load(t.mdb, conf, &t.notes, &t.rules);
    free(mdb);
    free(conf);
    return t;
}

static inline struct try
try_text(const char *text)
{
    return try_bytes(text, strlen(text));
}

static inline void
try_fini(struct try *t)
{
    rules_free(&t->rules);
    mdb_free(&t->mdb);
    notes_fini(&t->notes);
    check_rmdir(&t->dir);
}

/* All notes, "line:col: severity: text\n" each.  Owned. */
static inline char *
try_notes(const struct try *t)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < t->notes.n; i++) {
        const struct note *n = &t->notes.note[i];
        strbuf_addf(&out, "%u:%u: %s: %s\n", n->line, n->col,
            n->severity == NOTE_ERROR ? "error" : "warning", n->text);
    }
    strbuf_adds(&out, "");
    return strbuf_take(&out);
}

/* The k-th rule of an item; the test fails when there is none. */
static inline const struct limit_rule *
try_rule(const struct try *t, const char *name, uint32_t k)
{
    uint32_t item = mdb_find_item(t->mdb, name);
    assert_non_null(t->rules);
    assert_true(item < t->mdb->n_items);
    assert_true(k < t->rules->first[item + 1] - t->rules->first[item]);
    return &t->rules->rule[t->rules->first[item] + k];
}

static inline uint32_t
try_n_rules(const struct try *t, const char *name)
{
    uint32_t item = mdb_find_item(t->mdb, name);
    assert_true(item < t->mdb->n_items);
    return t->rules->first[item + 1] - t->rules->first[item];
}

#endif
