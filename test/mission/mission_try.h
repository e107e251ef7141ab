/*
 * mission_try.h - load a mission.conf written in the test.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TEST_MISSION_TRY_H
#define TEST_MISSION_TRY_H

#include "support/check.h"

#include "common/note.h"
#include "common/str.h"
#include "mission/mission.h"

/* What every good file needs; `more` follows. */
#define TRY_TOP      "name = T\ndatabase = db.xml\n"
#define TRY_INSTANCE "instance a { kind = flight }\n"

struct
try {
    char *dir;
    struct notes notes;
    struct mission *mission; /* or NULL */
    enum err e;
};

/* A mission in a directory of its own; release with try_fini(). */
static inline struct try
try_bytes(const void *text, size_t len)
{
    struct try t = {.dir = check_tmpdir()};
    free(check_write(t.dir, "db.xml", "<x/>", SIZE_MAX));
    free(check_write(t.dir, "mission.conf", text, len));
    t.e = mission_load(t.dir, &t.notes, &t.mission);
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
    mission_free(&t->mission);
    notes_fini(&t->notes);
    check_rmdir(&t->dir);
}

/* Is there an error at this place whose text contains `text`? */
static inline bool
try_has(const struct try *t, unsigned line, unsigned col, const char *text)
{
    for (size_t i = 0; i < t->notes.n; i++) {
        const struct note *n = &t->notes.note[i];
        if (n->line == line && n->col == col && strstr(n->text, text) != NULL)
            return true;
    }
    fprintf(stderr, "no note %u:%u '%s' among:\n", line, col, text);
    notes_print(&t->notes, stderr, false);
    return false;
}

#endif
