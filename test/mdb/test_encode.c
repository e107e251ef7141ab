/*
 * test_encode.c - commands to packets: what is given, placed, refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "support/encoded.h"
#include "support/snippets.h"

static struct encoded *
simple(void)
{
    return encoded_new(X_UINT("U8", "8") X_UINT("U12", "12") X_SINT("S4", "4"),
        X_PARAM("A", "U8") X_PARAM("B", "U12") X_PARAM("C", "S4"),
        X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B") X_ENTRY("C")));
}

static const struct encoded_row given[] = {
    {"A=1;B=2;C=3", "010023"},
    {"C=-1;A=0xff;B=0b101", "ff005f"},
    {"A=1;B=4096;C=8", "B: 4096 is not in 0 .. 4095\nC: 8 is not in -8 .. 7\n"},
    {"A=1;C=0", "B: it is missing: 0 .. 4095\n"},
    {"", "A: it is missing: 0 .. 255\nB: it is missing: 0 .. 4095\n"
         "C: it is missing: -8 .. 7\n"},
    {"A=1;A=2;B=3;C=0", "A: it is given twice\n"},
    {"A=1;B=3;C=0;D=1", "D: there is no argument 'D'\n"},
    {"A=x;B=2.5;C=", "A: 'x' is not a number\nB: 2.5 is not a whole number\n"
                     "C: '' is not a number\n"},
};

static void
values_are_placed_or_refused(void **state)
{
    (void)state;
    struct encoded *x = simple();
    ENCODED_ROWS(x, given);
    encoded_free(&x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_placed_or_refused),
    };
    return check_run(tests);
}
