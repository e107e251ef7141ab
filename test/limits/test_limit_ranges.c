/*
 * test_limit_ranges.c - ranges in words that can be read as numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/limit_ranges.h"

#include "support/check.h"

#include <math.h>

#include "support/limit_rig.h"

static void
expect(const struct limit_rule *rule, const char *want)
{
    struct strbuf out = {0};
    assert_int_equal(limit_ranges_text(&out, rule), want[0] != '\0');
    assert_string_equal(strbuf_get(&out), want);
    strbuf_fini(&out);
}

static void
ranges_of_values_are_told_mildest_first(void **state)
{
    (void)state;
    struct limit_rig rig;
    limit_rig_init(&rig, 1);
    struct limit_rule *rule = limit_rig_rule(&rig, 0);
    expect(rule, "");
    limit_rig_range(rule, LIMIT_DISTRESS, -INFINITY, 32.5);
    expect(rule, "distress -inf 32.5");
    limit_rig_range(rule, LIMIT_WATCH, 0.1, 30);
    expect(rule, "watch 0.10000000000000001 30 distress -inf 32.5");
    rule->is_disabled = true;
    expect(rule, "");
    rule->is_disabled = false;
    limit_rig_alarm(rule)->ranges.is_inside = true;
    expect(rule, "");
    rule->alarm = NULL;
    expect(rule, "");
    limit_rig_start(&rig);
    limit_rig_fini(&rig);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_of_values_are_told_mildest_first),
    };
    return check_run(tests);
}
