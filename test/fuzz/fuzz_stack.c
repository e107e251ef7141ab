/*
 * fuzz_stack.c - any bytes as a stack: no crash, and what is taken is written
 * so that it is read as the same, and written the same again.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <string.h>

#include "command/stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct stack stack, again;
    struct strbuf first = {0}, second = {0};
    enum err e = stack_parse("f", (const char *)data, size, &notes, &stack);
    assert((e == ERR_OK) == (notes.errors == 0));
    if (e == ERR_OK) {
        stack_fmt(&stack, &first);
        e = stack_parse("f", first.s, first.len, &notes, &again);
        assert(e == ERR_OK || first.len > STACK_BYTES_MAX);
        if (e == ERR_OK) {
            assert(stack_equal(&stack, &again));
            stack_fmt(&again, &second);
            assert(strcmp(first.s, second.s) == 0);
        }
        stack_fini(&again);
    }
    strbuf_fini(&first);
    strbuf_fini(&second);
    stack_fini(&stack);
    notes_fini(&notes);
    return 0;
}
