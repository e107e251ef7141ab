/*
 * stack_file.c - stacks on disk: read, and written whole or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdlib.h>

#include "command/stack.h"
#include "common/text_file.h"
#include "common/whole_file.h"

enum err
stack_load(const char *path, struct notes *notes, struct stack *out)
{
    size_t len;
    enum err e;
    stack_init(out);
    char *text = text_file_read(path, STACK_BYTES_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = stack_parse(path, text, len, notes, out);
    free(text);
    return e;
}

enum err
stack_write(const char *text, size_t len, const char *path)
{
    return whole_file_replace(path, text, len);
}

enum err
stack_save(const struct stack *stack, const char *path)
{
    struct strbuf text = {0};
    stack_fmt(stack, &text);
    enum err e = stack_write(text.s, text.len, path);
    int error = errno;
    strbuf_fini(&text);
    errno = error;
    return e;
}
