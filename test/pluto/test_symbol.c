/*
 * test_symbol.c - equal names become one symbol.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/symbol.h"

#include <stdio.h>

#include "pluto/parse.h"
#include "support/check.h"

/* A table and the arena its symbols live in. */
struct fixture {
    struct symbols symbols;
    struct pluto *pluto;
};

static void
begin(struct fixture *f)
{
    struct notes notes = {0};
    enum err e;
    *f = (struct fixture){0};
    f->pluto = pluto_parse_tolerant("t", "", 0, &notes, &e);
    assert_int_equal(f->pluto->n_symbols, 0);
    notes_fini(&notes);
}

static void
end(struct fixture *f)
{
    symbols_fini(&f->symbols);
    symbols_fini(&f->symbols); /* twice is once */
    pluto_free(&f->pluto);
}

static const struct pluto_symbol *
get(struct fixture *f, const char *text)
{
    return symbols_get(&f->symbols, f->pluto, text, strlen(text));
}

static void
names_are_equal_without_case_and_blanks(void **state)
{
    (void)state;
    static const char *const same[] = {"Power_On  DPU", "Power On DPU",
        "power on dpu", "POWER__ON_DPU", "Power\tOn \t DPU",
        "Power /* why */ On DPU", "Power/**/On/* a */ /* b */DPU",
        "Power On DPU_", "Power_ _On DPU"};
    static const char *const other[] = {"PowerOn DPU", "Power On DPU1",
        "Power On", "Power", "P", "Power On DP"};
    struct fixture f;
    begin(&f);
    const struct pluto_symbol *first = get(&f, same[0]);
    assert_string_equal(first->text, "Power_On DPU");
    assert_string_equal(first->key, "power on dpu");
    assert_int_equal(first->key_len, strlen(first->key));
    for (size_t i = 0; i < ARRAY_LEN(same); i++)
        for (int twice = 0; twice < 2; twice++)
            if (get(&f, same[i]) != first)
                fail_msg("'%s'", same[i]);
    assert_int_equal(f.pluto->n_symbols, 1);
    for (size_t i = 0; i < ARRAY_LEN(other); i++) {
        const struct pluto_symbol *s = get(&f, other[i]);
        if (s == first)
            fail_msg("'%s'", other[i]);
        assert_int_equal(s->id, i + 1);
        assert_ptr_equal(f.pluto->symbol[s->id], s);
    }
    end(&f);
}

static void
many_names_are_found_again(void **state)
{
    (void)state;
    enum {
        N = 5000,
        SIZE = 24
    };
    static char text[N][SIZE]; /* as the source does, they stay */
    const struct pluto_symbol *made[N];
    struct fixture f;
    begin(&f);
    for (int i = 0; i < N; i++) {
        (void)snprintf(text[i], SIZE, "Name_%d of", i * 7919);
        made[i] = get(&f, text[i]);
        assert_int_equal(made[i]->id, i);
    }
    for (int i = 0; i < N; i++) {
        char upper[SIZE];
        (void)snprintf(upper, SIZE, "NAME %d OF", i * 7919);
        assert_ptr_equal(get(&f, text[i]), made[i]);
        assert_ptr_equal(
            symbols_get(&f.symbols, f.pluto, text[i], strlen(text[i])),
            made[i]);
        if (i < 100) {
            static char kept[100][SIZE];
            memcpy(kept[i], upper, SIZE);
            assert_ptr_equal(get(&f, kept[i]), made[i]);
        }
    }
    assert_int_equal(f.pluto->n_symbols, N);
    end(&f);
}

static void
units_are_one_text_as_written(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    const char *v = symbols_unit(&f.symbols, f.pluto, "mV.x", 2);
    assert_string_equal(v, "mV");
    assert_ptr_equal(symbols_unit(&f.symbols, f.pluto, "mV", 2), v);
    assert_string_equal(symbols_unit(&f.symbols, f.pluto, "MV", 2), "MV");
    assert_string_equal(symbols_unit(&f.symbols, f.pluto, "mV2", 3), "mV2");
    assert_int_equal(f.pluto->n_symbols, 0); /* a name is something else */
    assert_string_equal(get(&f, "mV")->key, "mv");
    end(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_equal_without_case_and_blanks),
        cmocka_unit_test(many_names_are_found_again),
        cmocka_unit_test(units_are_one_text_as_written),
    };
    return check_run(tests);
}
