/*
 * fuzz_pluto_value.c - any text as a saved value: no crash, and what loads is
 * saved and loaded again as the same text.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>

#include "common/str.h"
#include "pluto/unit.h"
#include "pluto/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pluto_value v, again;
    struct strbuf first = {0}, second = {0};
    size_t used;
    (void)pluto_unit((const char *)data, size);
    if (!pluto_value_load((const char *)data, size, &v, &used))
        return 0;
    pluto_value_save(&v, &first);
    if (used > size || !pluto_value_load(first.s, first.len, &again, &used) ||
        used != first.len)
        abort();
    pluto_value_save(&again, &second);
    if (!str_eq(first.s, second.s))
        abort();
    pluto_value_print(&v, &second);
    pluto_value_show(&v, &second);
    pluto_value_fini(&v);
    pluto_value_fini(&again);
    strbuf_fini(&first);
    strbuf_fini(&second);
    return 0;
}
