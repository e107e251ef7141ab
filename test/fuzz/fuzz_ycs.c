/*
 * fuzz_ycs.c - any bytes as a command stack of Yamcs: no crash; what is taken
 * is a stack that is written and read as the same, and what of it can be said
 * in Yamcs's words is read as the same there.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>

#include "command/ycs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
as_text(const struct stack *stack)
{
    struct strbuf text = {0};
    struct notes notes = {0};
    struct stack again;
    stack_fmt(stack, &text);
    if (text.len <= STACK_BYTES_MAX) {
        enum err e = stack_parse("f", text.s, text.len, &notes, &again);
        assert(e == ERR_OK && stack_equal(stack, &again));
        stack_fini(&again);
    }
    strbuf_fini(&text);
    notes_fini(&notes);
}

static void
as_ycs(const struct stack *stack)
{
    struct strbuf text = {0};
    struct notes notes = {0};
    struct stack again;
    enum err e = ycs_fmt(stack, "f", &notes, &text);
    if (e == ERR_OK && text.len <= STACK_BYTES_MAX) {
        e = ycs_parse("f", text.s, text.len, NULL, &notes, &again);
        assert(e == ERR_OK);
        stack_fini(&again);
    }
    strbuf_fini(&text);
    notes_fini(&notes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct stack stack;
    enum err e = ycs_parse("f", (const char *)data, size, NULL, &notes, &stack);
    assert((e == ERR_OK) == (notes.errors == 0));
    if (e == ERR_OK) {
        as_text(&stack);
        as_ycs(&stack);
    }
    stack_fini(&stack);
    notes_fini(&notes);
    return 0;
}
