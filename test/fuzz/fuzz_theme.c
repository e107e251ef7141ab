/*
 * fuzz_theme.c - any bytes as a theme: no crash, no leak; what is taken has
 * only colours of its depth and can be checked.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>

#include "console/theme/theme_check.h"
#include "console/theme/theme_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_at(const struct theme *theme)
{
    static const int most[] = {
        [DEPTH_MONO] = -1, [DEPTH_8] = 7, [DEPTH_16] = 15, [DEPTH_256] = 255};
    for (enum depth d = 0; d < DEPTH_COUNT; d++)
        for (unsigned r = 0; r < ROLE_COUNT; r++) {
            struct style s = theme_style(theme, d, (enum role)r);
            if (s.fg < -1 || s.fg > most[d] || s.bg < -1 || s.bg > most[d])
                abort();
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct theme *theme;
    if (theme_parse("fuzz", (const char *)data, size, NULL, &notes, &theme) ==
        ERR_OK) {
        look_at(theme);
        theme_check(theme, "fuzz", &notes);
    }
    theme_free(&theme);
    notes_fini(&notes);
    return 0;
}
