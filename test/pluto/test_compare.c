/*
 * test_compare.c - values in order, equal, and near each other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "pluto/compute.h"
#include "pluto/unit.h"

/* A value as pluto_value_save() writes it. */
static struct pluto_value
saved(const char *text)
{
    struct pluto_value v;
    size_t used;
    assert_true(pluto_value_load(text, strlen(text), &v, &used));
    assert_int_equal(used, strlen(text));
    return v;
}

static void
every_pair_is_in_order_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        char order; /* '<', '=', '>', '#': only unequal, 'x': an error */
    } rows[] = {
        {"i:1", "i:2", '<'},
        {"i:-1", "u:18446744073709551615", '<'},
        {"i:9223372036854775807", "d:9223372036854775808", '<'},
        {"u:9007199254740993", "d:9007199254740992", '>'},
        {"d:0.5", "i:0", '>'},
        {"d:-0.0", "i:0", '='},
        {"d:inf", "i:0", '>'},
        {"i:1001[mA]", "d:1.001[A]", '='},
        {"d:1.001[A]", "i:1001[mA]", '='},
        {"i:1002[mA]", "d:1.001[A]", '>'},
        {"d:20[degC]", "d:293.15[K]", '='},
        {"d:293.15[K]", "d:20[degC]", '='},
        {"d:-14[degC]", "d:259.15[K]", '='},
        {"d:20.001[degC]", "d:293.15[K]", '>'},
        {"d:68[degF]", "d:20[degC]", '='},
        {"i:5[V]", "i:5", '='},
        {"i:5", "i:6[V]", '<'},
        {"i:5[V]", "i:3[A]", 'x'},
        {"d:5[Hz]", "r:5", 'x'},
        {"r:500000000", "d:0.5", '='},
        {"r:500000000", "d:500[ms]", '='},
        {"d:1[min]", "r:60000000000", '='},
        {"a:5", "a:6", '<'},
        {"a:5", "r:5", 'x'},
        {"a:5", "i:5", 'x'},
        {"r:1", "e:\"on\"", 'x'},
        {"e:\"On\"", "e:\"ON\"", '='},
        {"e:\"not_confirmed\"", "s:\"Not Confirmed\"", '='},
        {"e:\"on\"", "s:\"off\"", '#'},
        {"s:\"a\"", "s:\"b\"", '<'},
        {"s:\"A\"", "s:\"a\"", '<'},
        {"b:1", "b:0", '#'},
        {"b:1", "b:1", '='},
        {"b:1", "e:\"true\"", '='},
        {"b:1", "i:1", 'x'},
        {"e:\"on\"", "i:1", 'x'},
        {"s:\"1\"", "i:1", 'x'},
        {"n:", "n:", 'x'},
        {"d:nan", "d:1", 'x'},
        {"i:1", "d:nan", 'x'},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pluto_value a = saved(rows[i].a), b = saved(rows[i].b);
        struct strbuf why = {0};
        print_message("%s %c %s\n", rows[i].a, rows[i].order, rows[i].b);
        bool is = false;
        const char o = rows[i].order;
        assert_int_equal(pluto_compare(PLUTO_EQ, &a, &b, &is, &why), o != 'x');
        assert_int_equal(is, o == '=');
        assert_int_equal(why.len > 0, o == 'x');
        if (o != 'x') {
            assert_true(pluto_compare(PLUTO_NE, &a, &b, &is, &why));
            assert_int_equal(is, o != '=');
        }
        const bool can =
            o == '<' || o == '>' ||
            (o == '=' && a.type != PLUTO_ENUM && a.type != PLUTO_BOOLEAN);
        is = false;
        assert_int_equal(pluto_compare(PLUTO_LT, &a, &b, &is, &why), can);
        assert_int_equal(is, o == '<');
        is = false;
        assert_int_equal(pluto_compare(PLUTO_GE, &b, &a, &is, &why), can);
        assert_int_equal(is, o == '<' || (o == '=' && can));
        is = false;
        assert_int_equal(pluto_compare(PLUTO_GT, &a, &b, &is, &why), can);
        assert_int_equal(is, o == '>');
        is = false;
        assert_int_equal(pluto_compare(PLUTO_LE, &b, &a, &is, &why), can);
        assert_int_equal(is, o == '>' || (o == '=' && can));
        strbuf_fini(&why);
        pluto_value_fini(&a);
        pluto_value_fini(&b);
    }
}

static void
within_has_its_edges_inside(void **state)
{
    (void)state;
    static const struct {
        const char *a, *tolerance, *middle;
        bool is_percent;
        char want; /* 'y', 'n', 'x' */
    } rows[] = {
        {"d:0.47[A]", "i:10", "i:450[mA]", true, 'y'},
        {"d:0.495[A]", "i:10", "i:450[mA]", true, 'y'},
        {"d:0.4951[A]", "i:10", "i:450[mA]", true, 'n'},
        {"d:0.405[A]", "i:10", "i:450[mA]", true, 'y'},
        {"d:0.52[A]", "i:10", "i:450[mA]", true, 'n'},
        {"i:-95", "i:10", "i:-100", true, 'y'},
        {"i:96", "i:2", "i:100", false, 'n'},
        {"i:98", "i:2", "i:100", false, 'y'},
        {"i:99", "i:2", "i:100", false, 'y'},
        {"i:102", "i:2", "i:100", false, 'y'},
        {"d:-14[degC]", "i:5[degC]", "i:-10[degC]", false, 'y'},
        {"d:-14[degC]", "i:3[K]", "i:-10[degC]", false, 'n'},
        {"d:-14[degC]", "i:4[K]", "i:-10[degC]", false, 'y'},
        {"d:260[K]", "i:5[K]", "i:-10[degC]", false, 'y'},
        {"d:-14[degC]", "i:10", "i:-10[degC]", true, 'x'},
        {"d:0.3", "d:0.1", "d:0.2", false, 'y'},
        {"i:5[V]", "i:1[A]", "i:5[V]", false, 'x'},
        {"i:5[V]", "i:1", "i:5[A]", false, 'x'},
        {"i:5[V]", "i:1[V]", "i:5", false, 'y'},
        {"i:5", "i:-1", "i:5", false, 'x'},
        {"i:5", "i:1[V]", "i:5", true, 'x'},
        {"r:10", "r:2", "r:12", false, 'y'},
        {"r:10", "r:1", "r:12", false, 'n'},
        {"r:9000000000", "i:10", "r:10000000000", true, 'y'},
        {"a:10", "r:2", "a:12", false, 'y'},
        {"a:10", "i:10", "a:12", true, 'x'},
        {"a:10", "r:2", "r:12", false, 'x'},
        {"e:\"a\"", "i:2", "i:2", false, 'x'},
        {"d:nan", "i:2", "i:2", false, 'x'},
        {"i:2", "s:\"2\"", "i:2", false, 'x'},
        {"r:1", "i:1[V]", "r:2", false, 'x'},
        {"i:1[Hz]", "r:1", "i:1[Hz]", false, 'x'},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pluto_value a = saved(rows[i].a), t = saved(rows[i].tolerance);
        struct pluto_value c = saved(rows[i].middle);
        struct strbuf why = {0};
        bool is = false;
        print_message("%s within %s%s of %s\n", rows[i].a, rows[i].tolerance,
            rows[i].is_percent ? " %" : "", rows[i].middle);
        assert_int_equal(
            pluto_within(&a, &t, rows[i].is_percent, &c, &is, &why),
            rows[i].want != 'x');
        assert_int_equal(is, rows[i].want == 'y');
        strbuf_fini(&why);
        pluto_value_fini(&a);
        pluto_value_fini(&t);
        pluto_value_fini(&c);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_in_order_or_refused),
        cmocka_unit_test(within_has_its_edges_inside),
    };
    return check_run(tests);
}
