/*
 * library.h - all procedures of a mission: their texts, catalogue entries and
 * approvals, bound to one model, so that they can call each other.
 *
 * Pure but for library_load(), which reads the directories.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLUTO_LIBRARY_H
#define PLUTO_LIBRARY_H

#include "common/digest.h"
#include "common/err.h"
#include "common/note.h"
#include "pluto/approval.h"
#include "pluto/ast.h"
#include "pluto/catalogue.h"
#include "pluto/model.h"

struct library_entry {
    char *id;                    /* of the catalogue, else the file's stem */
    char *file;                  /* path, owned */
    struct pluto *procedure;     /* owned; NULL: does not parse */
    struct catalogue *catalogue; /* owned; what could be read of it */
    char digest[DIGEST_HEX]; /* of text and catalogue file: what is approved */
    struct approval approval;
    struct notes notes;          /* all that is wrong */
    struct notes approval_notes; /* while it is loaded; then in `notes` */
    bool can_run; /* no error in text and catalogue; approval is another thing
                   */
};

struct library; /* opaque */

/*
 * Read all *.pluto and *.plp of `n` directories (the first one that has an id
 * wins), add them to `model` as activities, then bind all.  An activity has the
 * id as its name, at the top: PO-001 is written "PO 001" or PO_001, for a '-'
 * compares equal to a blank.  No procedure may call itself, directly or by
 * others.  The model is
 * borrowed and must outlive the library.  A file that is wrong is an entry with
 * notes.  Never fails; directories that are not there are empty.
 */
struct library *library_load(
    const char *const *dir, size_t n, struct pluto_model *model);
void library_free(struct library **library);

/*
 * The parts of it, for somebody who looks at one file: read text, catalogue and
 * approval (library_entry_fini()); add a procedure to a model.
 */
void library_entry_read(struct library_entry *entry, const char *file);
void library_entry_fini(struct library_entry *entry);
void library_add_activity(struct pluto_model *model, const char *id,
    const struct catalogue *catalogue, uint32_t index);

size_t library_count(const struct library *library);
const struct library_entry *library_entry(
    const struct library *library, size_t i);
/* By id, file name or stem, else by id as a procedure would write it; NULL. */
const struct library_entry *library_find(
    const struct library *library, const char *name);

#endif
