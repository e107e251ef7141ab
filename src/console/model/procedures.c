/*
 * procedures.c - see procedures.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/procedures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

#define TEXT_MAX     2000 /* bytes of one field */
#define ARGUMENTS    256
#define PROBLEMS_MAX 200

/* ---- rows ---------------------------------------------------------------- */

/* All texts of a row, in the order of their fields. */
#define TEXTS(X)                                                               \
    X(id)                                                                      \
    X(file)                                                                    \
    X(title)                                                                   \
    X(version)                                                                 \
    X(author)                                                                  \
    X(approval)                                                                \
    X(reviewed_by)                                                             \
    X(approved_by)                                                             \
    X(digest)                                                                  \
    X(objective)                                                               \
    X(actor)                                                                   \
    X(criticality)                                                             \
    X(link)                                                                    \
    X(display)                                                                 \
    X(why_not)

static void
row_free(struct procedure_row *r)
{
#define TEXT_FREE(field) free(r->field);
    TEXTS(TEXT_FREE)
#undef TEXT_FREE
    texts_fini(&r->arguments);
    texts_fini(&r->problems);
    free(r);
}

static struct procedure_row *
row_new(uint64_t slot, const struct msg_procedure *m)
{
    struct procedure_row *r = xcalloc(1, sizeof *r);
    r->slot = slot;
#define TEXT_TAKE(field) r->field = model_text_dup(m->field, TEXT_MAX);
    TEXTS(TEXT_TAKE)
#undef TEXT_TAKE
    texts_set(&r->arguments, m->arguments, ARGUMENTS);
    texts_set(&r->problems, m->problems, PROBLEMS_MAX);
    r->approved = m->approved;
    r->was_approved = m->was_approved;
    r->may_run = m->may_run;
    r->expected_s =
        isfinite(m->expected_s) && m->expected_s > 0 ? m->expected_s : 0;
    r->steps = m->steps;
    r->statements = m->statements;
    r->errors = m->errors;
    r->warnings = m->warnings;
    return r;
}

void
procedures_fini(struct procedures *p)
{
    for (size_t i = 0; i < p->n; i++)
        row_free(p->row[i]);
    free(p->row);
    *p = (struct procedures){.version = p->version + 1};
}

/* ---- messages ------------------------------------------------------------ */

bool
slot_of_topic(const char *topic, const char *before, uint64_t *slot)
{
    size_t n = strlen(before);
    return strncmp(topic, before, n) == 0 && num_parse_u64(topic + n, slot);
}

static void
remove_slot(struct procedures *p, uint64_t slot)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->row[i]->slot != slot)
            continue;
        row_free(p->row[i]);
        p->n--;
        memmove(&p->row[i], &p->row[i + 1], (p->n - i) * sizeof *p->row);
        return;
    }
}

static void
insert(struct procedures *p, struct procedure_row *r)
{
    size_t at = p->n;
    p->row = xgrow(p->row, p->n, &p->cap, sizeof *p->row);
    while (at > 0 && strcasecmp(p->row[at - 1]->id, r->id) > 0)
        at--;
    memmove(&p->row[at + 1], &p->row[at], (p->n - at) * sizeof *p->row);
    p->row[at] = r;
    p->n++;
}

enum err
procedures_message(
    struct procedures *p, const char *topic, const struct msg_procedure *m)
{
    uint64_t slot;
    if (!slot_of_topic(topic, "procedure/", &slot))
        return ERR_FORMAT;
    remove_slot(p, slot);
    p->version++;
    if (m->id.len == 0)
        return ERR_OK;
    if (p->n == PROCEDURES_MAX)
        return ERR_LIMIT;
    insert(p, row_new(slot, m));
    return ERR_OK;
}

const struct procedure_row *
procedures_find(const struct procedures *p, const char *id)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcasecmp(p->row[i]->id, id) == 0)
            return p->row[i];
    return NULL;
}
