/*
 * fuzz_command_log.c - lines of the command log: no input crashes, also not
 * with a digest that fits; what is read is written again as the same text.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "gate/ledger_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_raw(const uint8_t *data, size_t size)
{
    struct ledger_read read = {0};
    char id[DIGEST_ID_HEX], *text = xcalloc(size + 1, 1);
    memcpy(text, data, size);
    (void)ledger_line_is_newer(text, size);
    for (size_t at = 0; ledger_line_find_id(text, size, &at, id);)
        assert(strlen(id) == 32);
    (void)ledger_line_read(text, size, &read);
    ledger_read_fini(&read);
    free(text);
}

/* A line that lacks members of its command gets them when it is written. */
static void
check_again(const struct ledger_read *read)
{
    struct strbuf once = {0}, twice = {0}, line = {0};
    char head[DIGEST_HEX] = LEDGER_NO_DIGEST;
    struct ledger_read again = {0};
    ledger_line_body(&read->line, &once);
    ledger_line_seal(once.s, once.len, head, &line);
    line.s[line.len - 1] = '\0';
    const char *why = ledger_line_read(line.s, line.len - 1, &again);
    assert(why == NULL);
    ledger_line_body(&again.line, &twice);
    assert(once.len == twice.len && memcmp(once.s, twice.s, once.len) == 0);
    ledger_read_fini(&again);
    strbuf_fini(&once);
    strbuf_fini(&twice);
    strbuf_fini(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ledger_read read = {0};
    struct strbuf line = {0};
    char head[DIGEST_HEX] = LEDGER_NO_DIGEST;
    read_raw(data, size);
    ledger_line_seal((const char *)data, size, head, &line);
    if (ledger_line_read(line.s, line.len - 1, &read) == NULL && !read.is_first)
        check_again(&read);
    ledger_read_fini(&read);
    strbuf_fini(&line);
    return 0;
}
