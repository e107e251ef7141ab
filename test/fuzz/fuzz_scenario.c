/*
 * fuzz_scenario.c - any bytes as a scenario: no crash, and what is accepted
 * keeps to the bounds its readers rely on.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/note.h"
#include "mdb/mdb.h"
#include "sim/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Once: the demonstration's. */
static const struct mdb *
database(void)
{
    static struct mdb *mdb;
    struct notes notes = {0};
    if (mdb == NULL &&
        mdb_load("missions/sif/sif.xml", NULL, &notes, &mdb) != ERR_OK) {
        fprintf(stderr, "fuzz_scenario: run it where missions/sif is\n");
        abort();
    }
    notes_fini(&notes);
    return mdb;
}

static void
check_fault(const struct scenario *s, const struct scenario_fault *f)
{
    assert(f->id[0] != '\0' && strlen(f->id) <= SCENARIO_NAME_MAX);
    assert(f->n_effects > 0);
    for (size_t i = 0; i < f->n_effects; i++)
        assert(f->effect[i].kind < EFFECT_COUNT && isfinite(f->effect[i].a));
    const struct scenario_when *when[] = {&f->begins, &f->ends};
    for (size_t i = 0; i < 2; i++) {
        assert(when[i]->text != NULL);
        assert(when[i]->s >= 0 && when[i]->s <= SCENARIO_SECONDS_MAX);
        if (when[i]->kind == WHEN_BEGUN || when[i]->kind == WHEN_ENDED)
            assert(when[i]->fault < s->n_faults);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct scenario *s = NULL;
    enum err e = scenario_load_memory(
        "f", (const char *)data, size, database(), &notes, &s);
    assert((e == ERR_OK) == (s != NULL));
    assert(e == ERR_OK || notes.errors > 0);
    if (s != NULL) {
        assert(s->n_faults <= SCENARIO_FAULTS_MAX);
        assert(s->duration_s >= 0 && s->duration_s <= SCENARIO_SECONDS_MAX);
        for (size_t i = 0; i < s->n_faults; i++)
            check_fault(s, &s->fault[i]);
    }
    scenario_free(&s);
    notes_fini(&notes);
    return 0;
}
