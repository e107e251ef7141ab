/*
 * theme_dark.c - themes/dark.theme, built in: a console without any file has
 * a theme, too.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stddef.h>

#include "console/theme/theme_priv.h"

const char *const theme_dark_lines[] = {
/* made of themes/dark.theme by the Makefile */
#include "console/theme/theme_dark.inc"
    NULL,
};
