/*
 * text.c - see text.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/text.h"

#include "common/str.h"

char *
model_text(char *dst, size_t size, struct msg_str text)
{
    struct strbuf clean = {0};
    /* Each input byte gives at most three: more than 4 x size never fits. */
    size_t len = text.len < 4 * size ? text.len : 4 * size;
    str_sanitize(&clean, text.s, len, false);
    (void)str_copy(dst, size, strbuf_get(&clean));
    strbuf_fini(&clean);
    return dst;
}
