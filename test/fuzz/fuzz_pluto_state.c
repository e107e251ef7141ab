/*
 * fuzz_pluto_state.c - any bytes as the saved state of an execution: refused,
 * or an execution that goes on without harm.
 *
 * The first byte chooses the procedure; the state's first line (version and
 * digest) is put before the others, so that the rest is tried.
 *
 * SPDX-License-Identifier: ISC
 */
#include <glob.h>
#include <stdio.h>

#include "common/digest.h"
#include "common/text_file.h"
#include "support/pluto_chaos.h"

#define PROGRAMS_MAX 32

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct chaos program[PROGRAMS_MAX];
static size_t n_programs;

static void
load_programs(void)
{
    glob_t found;
    if (glob("test/pluto/procedures/PO-*.pluto", 0, NULL, &found) != 0) {
        fprintf(stderr, "fuzz_pluto_state: run it where test/ is\n");
        abort();
    }
    for (size_t i = 0; i < found.gl_pathc && n_programs < PROGRAMS_MAX; i++) {
        struct notes notes = {0};
        size_t len = 0;
        enum err e = ERR_OK;
        char *text =
            text_file_read(found.gl_pathv[i], 1 << 20, &notes, &len, &e);
        if (text != NULL && chaos_load(&program[n_programs], text, len))
            n_programs++;
        free(text);
        notes_fini(&notes);
    }
    globfree(&found);
    assert(n_programs > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (n_programs == 0)
        load_programs();
    if (size < 1)
        return 0;
    struct chaos c = program[data[0] % n_programs];
    char digest[DIGEST_HEX];
    digest_hex_of(c.p->source, c.p->len, digest);
    struct strbuf text = {0}, why = {0};
    strbuf_addf(&text, "columba-run 1 %s\n", digest);
    strbuf_add(&text, data + 1, size - 1);
    struct pluto_run_config config = chaos_config(&c);
    enum err e = pluto_run_load(&config, text.s, text.len, &why, &c.run);
    assert((e == ERR_OK) == (c.run != NULL));
    assert((e == ERR_OK) == (why.len == 0));
    if (c.run != NULL) {
        struct strbuf again = {0};
        pluto_run_save(c.run, &again);
        strbuf_fini(&again);
        c.now = INT64_MAX / 2 + 1;
        chaos_play(&c);
    }
    pluto_run_free(&c.run);
    strbuf_fini(&text);
    strbuf_fini(&why);
    return 0;
}
