/*
 * test_hex.c - a packet's bytes, with the bytes of one field highlighted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/widget/hex.h"

#include "support/check.h"

#include "common/attr.h"

static void
width_decides_the_bytes_on_a_line(void **state)
{
    (void)state;
    static const struct {
        int cols;
        size_t bytes;
    } cases[] = {{200, 16}, {74, 16}, {73, 8}, {40, 8}, {39, 4}, {1, 4}, {0, 4},
        {-1, 4}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(hex_per_line(cases[i].cols), cases[i].bytes);
}

static void
header_and_field_have_roles_of_their_own(void **state)
{
    (void)state;
    static const uint8_t data[] = {
        0x08, 0x65, 0xc0, 0x01, 'A', 'B', 0x1b, 0xff, 0x7f, 0x20};
    struct hex hex = {.data = data,
        .len = sizeof data,
        .header = 2,
        .mark_bit = 4 * 8 + 4, /* the field crosses a byte's edge */
        .mark_bits = 8};
    struct canvas c;
    canvas_init(&c, 2, 40, false);
    struct area all = area_all(&c);
    hex_paint(&hex, &all);
    struct strbuf text = {0};
    canvas_dump(&c, &text);
    assert_string_equal(strbuf_get(&text),
        "0000: 08 65 c0 01  41 42 1b ff  .e..AB..\n"
        "0008: 7f 20                     .\n"
        "roles:\n"
        "0:0+5 hex.offset\n0:6+2 hex.header\n0:9+2 hex.header\n"
        "0:12+2 hex.byte\n0:15+2 hex.byte\n0:19+2 hex.field\n"
        "0:22+2 hex.field\n0:25+2 hex.byte\n0:28+2 hex.byte\n"
        "0:32+4 text.dim\n0:36+2 hex.field\n0:38+2 text.dim\n"
        "1:0+5 hex.offset\n1:6+2 hex.byte\n1:9+2 hex.byte\n"
        "1:32+2 text.dim\n");
    strbuf_fini(&text);
    canvas_fini(&c);
}

static void
the_field_is_scrolled_into_sight(void **state)
{
    (void)state;
    static uint8_t data[1000];
    static const struct {
        size_t top, bit, bits, want;
    } cases[] = {
        {0, 0, 8, 0}, {0, 8 * 16 * 30, 8, 21}, /* line 30 is the last of ten */
        {40, 8 * 16 * 30, 8, 30},   /* and the first when it was above */
        {25, 8 * 16 * 30, 8, 25},   /* seen already */
        {99, 0, 0, 53},             /* behind the end: the last page */
        {0, 8 * 16 * 5, 8 * 400, 5} /* longer than the page: its start */
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hex hex = {.data = data,
            .len = sizeof data,
            .top = cases[i].top,
            .mark_bit = cases[i].bit,
            .mark_bits = cases[i].bits};
        hex_show(&hex, 10, 80);
        assert_int_equal(hex.top, cases[i].want);
    }
}

static void
every_length_and_size_is_painted_inside(void **state)
{
    (void)state;
    struct canvas c;
    canvas_init(&c, 4, 80, false);
    for (size_t len = 0; len < 40; len++)
        for (int cols = 0; cols <= 80; cols += 5) {
            uint8_t *data = malloc(len + 1); /* exact: ASan sees an overrun */
            memset(data, 0xaa, len + 1);
            struct hex hex = {.data = data,
                .len = len,
                .mark_bit = 8 * (len / 2),
                .mark_bits = 100};
            struct area all = area_all(&c);
            struct area a = area_sub(&all, 0, 0, 4, cols);
            hex_show(&hex, a.rows, a.cols);
            hex_paint(&hex, &a);
            free(data);
        }
    canvas_fini(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_decides_the_bytes_on_a_line),
        cmocka_unit_test(header_and_field_have_roles_of_their_own),
        cmocka_unit_test(the_field_is_scrolled_into_sight),
        cmocka_unit_test(every_length_and_size_is_painted_inside),
    };
    return check_run(tests);
}
