/*
 * test_glyph.c - every glyph has a twin, and bars rise one eighth at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/glyph.h"

#include "support/check.h"

#include "common/utf8.h"

static void
every_glyph_of_the_console_has_a_twin(void **state)
{
    (void)state;
    static const struct {
        uint32_t glyph;
        char twin;
    } cases[] = {
        {'a', 'a'},
        {GLYPH_HLINE, '-'},
        {GLYPH_VLINE, '|'},
        {GLYPH_TOP_LEFT, '+'},
        {GLYPH_CROSS, '+'},
        {GLYPH_ELLIPSIS, '~'},
        {GLYPH_REPLACEMENT, '?'},
        {GLYPH_ALARM_HIGH, 'H'},
        {GLYPH_ALARM_LOW, 'L'},
        {GLYPH_CAUTION_HIGH, 'h'},
        {GLYPH_CAUTION_LOW, 'l'},
        {GLYPH_RIGHT, '>'},
        {GLYPH_BLOCK, '#'},
        {GLYPH_SHADE, ':'},
        {GLYPH_BRAILLE, ' '},
        {GLYPH_BRAILLE + 0xff, '*'},
        {0x4e00, '?'},
        {0x1b, '?'},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(glyph_ascii(cases[i].glyph), cases[i].twin);
}

static void
every_twin_is_printable_ascii(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x3000; c++) {
        char twin = glyph_ascii(c);
        assert_in_range(twin, 0x20, 0x7e);
    }
}

static void
bars_rise_and_fill_in_eighths(void **state)
{
    (void)state;
    assert_int_equal(glyph_rising(-1), ' ');
    assert_int_equal(glyph_rising(0), ' ');
    assert_int_equal(glyph_rising(1), 0x2581);
    assert_int_equal(glyph_rising(8), 0x2588);
    assert_int_equal(glyph_rising(9), 0x2588);
    assert_int_equal(glyph_filling(0), ' ');
    assert_int_equal(glyph_filling(1), 0x258f);
    assert_int_equal(glyph_filling(8), 0x2588);
    assert_int_equal(glyph_filling(80), 0x2588);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_glyph_of_the_console_has_a_twin),
        cmocka_unit_test(every_twin_is_printable_ascii),
        cmocka_unit_test(bars_rise_and_fill_in_eighths),
    };
    return check_run(tests);
}
