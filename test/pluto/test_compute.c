/*
 * test_compute.c - operators on two values.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <math.h>

#include "common/attr.h"
#include "pluto/compute.h"
#include "pluto/eval.h"
#include "pluto/unit.h"

static struct pluto_value
saved(const char *text)
{
    struct pluto_value v;
    size_t used;
    assert_true(pluto_value_load(text, strlen(text), &v, &used));
    assert_int_equal(used, strlen(text));
    return v;
}

struct row {
    const char *a;
    enum pluto_op op;
    const char *b; /* NULL: a sign, or not */
    /* type and value as shown: "i 3 V"; or part of an error behind '!' */
    const char *want;
};

static const struct row rows[] = {
    {"i:1", PLUTO_ADD, "i:2", "i 3"},
    {"u:1", PLUTO_ADD, "u:2", "u 3"},
    {"u:1", PLUTO_SUB, "u:2", "i -1"},
    {"u:1", PLUTO_ADD, "i:2", "i 3"},
    {"i:9223372036854775807", PLUTO_ADD, "i:1", "u 9223372036854775808"},
    {"i:9223372036854775807", PLUTO_MUL, "i:3", "!overflow"},
    {"i:-9223372036854775808", PLUTO_SUB, "i:1", "!overflow"},
    {"u:18446744073709551615", PLUTO_ADD, "u:1", "!overflow"},
    {"u:18446744073709551615", PLUTO_MUL, "u:18446744073709551615",
        "!overflow"},
    {"i:-9223372036854775808", PLUTO_MUL, "i:-1", "u 9223372036854775808"},
    {"i:1", PLUTO_ADD, "d:0.5", "d 1.5"},
    {"i:7", PLUTO_DIV, "i:2", "d 3.5"},
    {"i:6", PLUTO_DIV, "i:2", "d 3"},
    {"i:6", PLUTO_DIV, "i:0", "!division by zero"},
    {"d:6", PLUTO_DIV, "d:0", "!division by zero"},
    {"d:1e308", PLUTO_MUL, "i:10", "!out of range"},
    {"d:nan", PLUTO_ADD, "i:10", "d nan"},
    {"i:2", PLUTO_POW, "i:10", "i 1024"},
    {"i:2", PLUTO_POW, "i:63", "u 9223372036854775808"},
    {"i:2", PLUTO_POW, "i:64", "!overflow"},
    {"i:-2", PLUTO_POW, "i:63", "i -9223372036854775808"},
    {"i:-2", PLUTO_POW, "i:3", "i -8"},
    {"i:2", PLUTO_POW, "i:-1", "d 0.5"},
    {"i:0", PLUTO_POW, "i:0", "i 1"},
    {"i:0", PLUTO_POW, "i:-1", "!division by zero"},
    {"i:1", PLUTO_POW, "i:9223372036854775807", "i 1"},
    {"i:-1", PLUTO_POW, "i:9223372036854775807", "i -1"},
    {"i:-1", PLUTO_POW, "u:18446744073709551614", "i 1"},
    {"i:3", PLUTO_POW, "i:9223372036854775807", "!overflow"},
    {"d:2", PLUTO_POW, "d:0.5", "d 1.4142135623731"},
    {"d:-2", PLUTO_POW, "d:0.5", "!not whole"},
    {"d:10", PLUTO_POW, "i:400", "!out of range"},
    {"i:2", PLUTO_POW, "i:2[V]", "!no exponent"},
    {"i:2[m]", PLUTO_POW, "i:2", "d 4 m2"},
    {"i:2[m]", PLUTO_POW, "d:0.5", "!no such unit"},
    {"i:2[degC]", PLUTO_POW, "i:2", "!no such unit"},
    {"s:\"a\"", PLUTO_POW, "i:2", "!no power"},
    /* units */
    {"i:5[V]", PLUTO_ADD, "i:3[V]", "i 8 V"},
    {"i:5[V]", PLUTO_ADD, "i:3[mV]", "d 5.003 V"},
    {"i:5[V]", PLUTO_ADD, "i:3", "i 8 V"},
    {"i:5", PLUTO_SUB, "i:3[V]", "i 2 V"},
    {"i:5[V]", PLUTO_SUB, "i:3[A]", "!5 V and 3 A are different physical"},
    {"i:5[V]", PLUTO_MUL, "i:3[A]", "i 15 V.A"},
    {"i:5[V]", PLUTO_DIV, "i:2[A]", "d 2.5 V/A"},
    {"i:5[V]", PLUTO_DIV, "i:2[mV]", "d 2500"},
    {"i:5[V]", PLUTO_MUL, "i:2", "i 10 V"},
    {"d:0.2[deg/h]", PLUTO_MUL, "r:3600000000000", "d 0.2 deg"},
    {"i:10[m]", PLUTO_DIV, "i:5[m/s]", "r 2s"},
    {"i:10[m]", PLUTO_DIV, "r:5000000000", "d 2 m/s"},
    {"i:1", PLUTO_DIV, "r:500000000", "d 2 s-1"},
    {"i:5[Hz]", PLUTO_MUL, "r:2000000000", "d 10"},
    /* temperatures */
    {"i:20[degC]", PLUTO_SUB, "i:5[degC]", "d 15 K"},
    {"i:20[degC]", PLUTO_SUB, "i:5[K]", "d 15 degC"},
    {"i:20[degC]", PLUTO_ADD, "i:5[K]", "d 25 degC"},
    {"i:5[K]", PLUTO_ADD, "i:20[degC]", "d 25 degC"},
    {"i:20[degC]", PLUTO_ADD, "i:5[degC]", "d 25 degC"},
    {"d:300[K]", PLUTO_SUB, "d:20[degC]", "d 6.85000000000002 K"},
    {"i:20[degC]", PLUTO_ADD, "i:5", "i 25 degC"},
    {"i:20[degC]", PLUTO_MUL, "i:2", "!have no product"},
    {"i:20[degC]", PLUTO_DIV, "i:2", "!have no product"},
    {"i:2", PLUTO_MUL, "i:20[degC]", "!have no product"},
    {"i:20[degC]", PLUTO_NEG, NULL, "i -20 degC"},
    /* times */
    {"a:5000000000", PLUTO_SUB, "a:3000000000", "r 2s"},
    {"a:5000000000", PLUTO_ADD, "a:3000000000", "!no sum"},
    {"a:5000000000", PLUTO_ADD, "r:3000000000", "a 8"},
    {"a:5000000000", PLUTO_SUB, "r:3000000000", "a 2"},
    {"r:5000000000", PLUTO_ADD, "a:3000000000", "a 8"},
    {"r:5000000000", PLUTO_SUB, "a:3000000000", "!no difference"},
    {"a:5000000000", PLUTO_ADD, "i:1", "a 6"},
    {"a:5000000000", PLUTO_ADD, "i:1[V]", "!is no relative time"},
    {"a:5000000000", PLUTO_ADD, "i:500[ms]", "a 5.5"},
    {"a:9223372036854775807", PLUTO_ADD, "r:1", "!out of range"},
    {"a:-9223372036854775808", PLUTO_SUB, "a:1", "!out of range"},
    {"r:500000000", PLUTO_MUL, "i:4", "r 2s"},
    {"d:0.5", PLUTO_MUL, "r:4", "r 0.000000002s"},
    {"r:500000000", PLUTO_MUL, "i:9223372036854775807", "!out of range"},
    {"r:500000000", PLUTO_MUL, "d:1e300", "!out of range"},
    {"r:500000000", PLUTO_MUL, "d:nan", "!out of range"},
    {"r:3", PLUTO_DIV, "i:2", "r 0.000000002s"},
    {"r:3000000000", PLUTO_DIV, "r:2000000000", "d 1.5"},
    {"r:3000000000", PLUTO_DIV, "r:0", "!division by zero"},
    {"r:-9223372036854775808", PLUTO_NEG, NULL, "!out of range"},
    {"r:1", PLUTO_ADD, "r:2", "r 0.000000003s"},
    {"r:1000000000", PLUTO_ADD, "d:500[ms]", "r 1.5s"},
    {"r:1000000000", PLUTO_ADD, "i:2", "r 3s"},
    {"r:1000000000", PLUTO_ADD, "i:2[V]", "!is no relative time"},
    {"i:9223372036854775807", PLUTO_ADD, "r:1", "!out of the range"},
    {"r:2000000000", PLUTO_MUL, "r:2000000000", "d 4 s2"},
    {"r:2000000000", PLUTO_POW, "i:2", "d 4 s2"},
    /* texts */
    {"s:\"a\"", PLUTO_ADD, "s:\"b\"", "s ab"},
    {"s:\"T=\"", PLUTO_ADD, "d:-22[degC]", "s T=-22"},
    {"i:1", PLUTO_ADD, "s:\"b\"", "s 1b"},
    {"e:\"on\"", PLUTO_ADD, "s:\"!\"", "s on!"},
    {"e:\"on\"", PLUTO_ADD, "e:\"off\"", "!cannot be added"},
    {"s:\"a\"", PLUTO_SUB, "s:\"b\"", "!cannot be added"},
    {"s:\"a\"", PLUTO_MUL, "i:2", "!cannot be multiplied"},
    {"b:1", PLUTO_DIV, "i:2", "!cannot be divided"},
    /* truths and signs */
    {"b:1", PLUTO_AND, "b:0", "b FALSE"},
    {"b:1", PLUTO_OR, "b:0", "b TRUE"},
    {"b:1", PLUTO_XOR, "b:1", "b FALSE"},
    {"b:1", PLUTO_NOT, NULL, "b FALSE"},
    {"i:1", PLUTO_NOT, NULL, "!1 is not TRUE or FALSE"},
    {"b:1", PLUTO_AND, "e:\"on\"", "!'on' is not TRUE or FALSE"},
    {"i:-9223372036854775808", PLUTO_NEG, NULL, "u 9223372036854775808"},
    {"u:9223372036854775808", PLUTO_NEG, NULL, "i -9223372036854775808"},
    {"u:9223372036854775809", PLUTO_NEG, NULL, "!overflow"},
    {"d:1.5", PLUTO_NEG, NULL, "d -1.5"},
    {"i:3", PLUTO_PLUS, NULL, "i 3"},
    {"b:1", PLUTO_NEG, NULL, "!has no sign"},
    {"s:\"1\"", PLUTO_PLUS, NULL, "!has no sign"},
    {"i:1", PLUTO_LT, "i:2", "b TRUE"},
    {"i:1", PLUTO_LT, "e:\"a\"", "!cannot be compared"},
};

static void
every_operator_gives_a_value_or_a_reason(void **state)
{
    (void)state;
    static const char letter[] = "nbiudsare";
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct row *r = &rows[i];
        struct pluto_value a = saved(r->a), b = {0}, out;
        struct strbuf why = {0}, text = {0};
        print_message("%s %d %s\n", r->a, (int)r->op, r->b ? r->b : "");
        if (r->b != NULL)
            b = saved(r->b);
        bool is =
            pluto_compute(r->op, &a, r->b != NULL ? &b : NULL, &out, &why);
        if (is) {
            strbuf_addf(&text, "%c ", letter[out.type]);
            pluto_value_show(&out, &text);
            assert_string_equal(strbuf_get(&text), r->want);
        } else {
            print_message("    %s\n", strbuf_get(&why));
            assert_int_equal(r->want[0], '!');
            assert_non_null(strstr(strbuf_get(&why), r->want + 1));
            assert_int_equal(out.type, PLUTO_NONE);
        }
        strbuf_fini(&why);
        strbuf_fini(&text);
        pluto_value_fini(&a);
        pluto_value_fini(&b);
        pluto_value_fini(&out);
    }
}

static void
texts_do_not_grow_without_end(void **state)
{
    (void)state;
    struct pluto_value v = saved("s:\"0123456789abcdef\""), out;
    struct strbuf why = {0};
    size_t n = 0;
    while (pluto_compute(PLUTO_ADD, &v, &v, &out, &why)) {
        pluto_value_fini(&v);
        v = out;
        assert_true(n++ < 20);
    }
    assert_int_equal(strlen(v.text), PLUTO_TEXT_MAX);
    assert_non_null(strstr(why.s, "more than 65536 bytes"));
    strbuf_fini(&why);
    pluto_value_fini(&v);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_gives_a_value_or_a_reason),
        cmocka_unit_test(texts_do_not_grow_without_end),
    };
    return check_run(tests);
}
