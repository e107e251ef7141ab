/*
 * fuzz_pluto_run.c - any procedure in any world: a text, a NUL, then bytes that
 * are samples, reports, answers, controls and times.  No crash, no hang, and
 * it is saved and loaded on the way.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/pluto_chaos.h"

#define SIZE_LIMIT 6000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t len = nul != NULL ? (size_t)(nul - data) : size;
    struct chaos c = {.byte = data + len, .n = size - len};
    if (size > SIZE_LIMIT)
        return 0;
    if (c.n > 200)
        c.n = 200;
    if (chaos_load(&c, (const char *)data, len)) {
        struct strbuf why = {0};
        c.salt = chaos_byte(&c);
        struct pluto_run_config config = chaos_config(&c);
        if (pluto_run_new(&config, &why, &c.run) == ERR_OK) {
            uint8_t mode = chaos_byte(&c) % 8;
            if (mode < PLUTO_MODE_COUNT &&
                pluto_run_set_mode(c.run, mode, "FC-1", 0, &why) != ERR_OK)
                abort();
            pluto_run_begin(c.run, 0);
            chaos_play(&c);
        }
        strbuf_fini(&why);
    }
    chaos_fini(&c);
    return 0;
}
