/*
 * text.c - see text.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/text.h"

#include <stdlib.h>

#include "common/str.h"
#include "common/xalloc.h"

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

char *
model_text_dup(struct msg_str text, size_t max)
{
    struct strbuf clean = {0};
    size_t len = text.len < max ? text.len : max;
    str_sanitize(&clean, text.s != NULL ? text.s : "", len, false);
    return strbuf_take(&clean);
}

#define TEXT_BYTES_MAX 4096 /* of one of many */

void
texts_fini(struct texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->text[i]);
    free(t->text);
    *t = (struct texts){0};
}

void
texts_set(struct texts *t, struct msg_strv from, size_t most)
{
    size_t n = from.n < most ? from.n : most;
    texts_fini(t);
    t->text = n > 0 ? xcalloc(n, sizeof *t->text) : NULL;
    for (size_t i = 0; i < n; i++)
        t->text[t->n++] = model_text_dup(from.v[i], TEXT_BYTES_MAX);
}
