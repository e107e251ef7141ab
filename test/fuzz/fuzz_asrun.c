/*
 * fuzz_asrun.c - lines of an as-run record: no input crashes, and a line that
 * is accepted is the one that would be written.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/chain.h"
#include "common/xalloc.h"
#include "exec/asrun_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text form of whatever could be read is a line, and reads the same. */
static void
write_again(const struct asrun_line *line)
{
    struct strbuf text = {0}, json = {0};
    struct asrun_keep keep;
    struct asrun_line back;
    char chain[DIGEST_HEX] = CHAIN_NONE;
    asrun_line_fmt(line->n, line->is_head ? &line->head : NULL, &line->event,
        chain, &text, &json);
    assert(asrun_line_read_text(text.s, text.len - 1, &keep, &back) == NULL);
    assert(asrun_line_check(&back, CHAIN_NONE));
    assert(asrun_line_read_json(json.s, json.len - 1, &keep, &back) == NULL);
    assert(asrun_line_check(&back, CHAIN_NONE));
    strbuf_fini(&text);
    strbuf_fini(&json);
}

/* What is fuzzed of JSON has no digest: it is sealed here. */
static void
try_json(const uint8_t *data, size_t size)
{
    struct strbuf sealed = {0};
    struct asrun_keep keep;
    struct asrun_line line;
    char chain[DIGEST_HEX] = CHAIN_NONE;
    chain_seal((const char *)data, size, chain, &sealed);
    if (asrun_line_read_json(sealed.s, sealed.len - 1, &keep, &line) == NULL)
        write_again(&line);
    strbuf_fini(&sealed);
}

static void
try_text(const uint8_t *data, size_t size)
{
    struct asrun_keep keep;
    struct asrun_line line;
    char *text = xcalloc(size + 80, 1);
    memcpy(text, data, size);
    memcpy(text + size, "\tsha256:", 8);
    memcpy(text + size + 8, CHAIN_NONE, 64);
    if (asrun_line_read_text(text, size + 72, &keep, &line) == NULL)
        write_again(&line);
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    try_json(data, size);
    try_text(data, size);
    char *raw = xcalloc(size + 1, 1);
    struct asrun_keep keep;
    struct asrun_line line;
    memcpy(raw, data, size);
    (void)asrun_line_read_json(raw, size, &keep, &line);
    free(raw);
    return 0;
}
