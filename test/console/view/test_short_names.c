/*
 * test_short_names.c - short, but never to be mistaken.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/short_names.h"
#include "support/feed.h"

static void
a_name_grows_until_it_is_alone(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want;
    } row[] = {
        {"/SIF/PWR/VOLTS", "VOLTS"},
        {"/SIF/PWR/TEMP", "PWR/TEMP"},
        {"/SIF/THM/TEMP", "THM/TEMP"},
        {"/SIF/A/X/T", "A/X/T"},
        {"/SIF/B/X/T", "B/X/T"},
        {"/Q/1/2/3/Z", "/Q/1/2/3/Z"}, /* three parts do not tell them apart */
        {"/R/1/2/3/Z", "/R/1/2/3/Z"},
        {"/P.x", "P.x"},
        {"TOP", "TOP"},
        {"/W/", "W/"},
    };
    struct feed_item item[ARRAY_LEN(row)];
    struct model m;
    model_init(&m, "sim", NULL, feed_clock(0));
    for (uint32_t i = 0; i < ARRAY_LEN(row); i++)
        item[i] =
            (struct feed_item){2 * i, row[i].name, "", "", MDB_UINT, MDB_UINT};
    feed_layout(
        &m, feed_clock(0), FEED_HASH, 1, "/P", 0, item, ARRAY_LEN(item));
    struct short_names s = {0};
    short_names_update(&s, m.values);
    for (uint32_t i = 0; i < ARRAY_LEN(row); i++)
        assert_string_equal(
            short_name(&s, values_get(m.values, 2 * i)), row[i].want);
    short_names_fini(&s);
    model_fini(&m);
}

static void
names_that_come_later_lengthen_the_others(void **state)
{
    (void)state;
    static const struct feed_item first = {
        0, "/A/TEMP", "", "", MDB_UINT, MDB_UINT};
    static const struct feed_item second = {
        1, "/B/TEMP", "", "", MDB_UINT, MDB_UINT};
    struct model m;
    struct short_names s = {0};
    model_init(&m, "sim", NULL, feed_clock(0));
    short_names_update(&s, m.values); /* nothing is there yet */
    feed_layout(&m, feed_clock(0), FEED_HASH, 1, "/P", 0, &first, 1);
    short_names_update(&s, m.values);
    assert_string_equal(short_name(&s, values_get(m.values, 0)), "TEMP");
    feed_layout(&m, feed_clock(0), FEED_HASH, 2, "/Q", 0, &second, 1);
    short_names_update(&s, m.values);
    assert_string_equal(short_name(&s, values_get(m.values, 0)), "A/TEMP");
    short_names_fini(&s);
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_grows_until_it_is_alone),
        cmocka_unit_test(names_that_come_later_lengthen_the_others),
    };
    return check_run(tests);
}
