/*
 * test_labels.c - types from the labels of a layout message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/model/labels.h"

static void
labels_are_read_and_sorted_by_value(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t n;
        struct {
            int64_t value;
            const char *label;
        } want[3];
    } row[] = {
        {"", 0, {{0}}},
        {"0=OFF,1=ON", 2, {{0, "OFF"}, {1, "ON"}}},
        {"2=B,-1=A", 2, {{-1, "A"}, {2, "B"}}},
        {"0=A, or B,1=C=D", 2, {{0, "A, or B"}, {1, "C=D"}}},
        {"0=", 1, {{0, ""}}},
        {"x=OFF", 0, {{0}}},
        {"=", 0, {{0}}},
        {"-=A", 0, {{0}}},
        {"0=A,", 1, {{0, "A,"}}},
        {"99999999999999999999=A", 0, {{0}}},
        {"7=\033[31mRED", 1, {{7, "\xef\xbf\xbd[31mRED"}}},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct arena arena = {0};
        const struct mdb_type *t = labels_type(
            &arena, MDB_UINT, MDB_ENUM, msg_str(""), msg_str(row[i].text));
        assert_int_equal(t->n_labels, row[i].n);
        for (uint32_t k = 0; k < t->n_labels; k++) {
            assert_int_equal(t->label[k].value, row[i].want[k].value);
            assert_int_equal(t->label[k].max_value, row[i].want[k].value);
            assert_string_equal(t->label[k].label, row[i].want[k].label);
        }
        arena_fini(&arena);
    }
}

static void
a_boolean_gets_its_two_texts(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct mdb_type *t = labels_type(
        &arena, MDB_UINT, MDB_BOOL, msg_str("V"), msg_str("0=CLOSED,1=OPEN"));
    assert_string_equal(t->zero_text, "CLOSED");
    assert_string_equal(t->one_text, "OPEN");
    assert_string_equal(t->unit, "V");
    t = labels_type(&arena, MDB_UINT, MDB_BOOL, msg_str(""), msg_str(""));
    assert_string_equal(t->zero_text, "False");
    assert_string_equal(t->one_text, "True");
    arena_fini(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_read_and_sorted_by_value),
        cmocka_unit_test(a_boolean_gets_its_two_texts),
    };
    return check_run(tests);
}
