/*
 * fuzz_item.c - any bytes as an item: what is accepted is written back as the
 * same bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <string.h>

#include "pluto/item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pluto_item item;
    struct strbuf out = {0};
    if (pluto_item_parse((const char *)data, size, &item)) {
        pluto_item_fmt(&item, &out);
        assert(out.len == size && memcmp(out.s, data, size) == 0);
        assert(item.execution < PLUTO_X_COUNT && item.mark < PLUTO_MARK_COUNT);
        assert(item.detail == NULL ||
               str_is_clean(item.detail, strlen(item.detail)));
    }
    pluto_item_fini(&item);
    strbuf_fini(&out);
    return 0;
}
