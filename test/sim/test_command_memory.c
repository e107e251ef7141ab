/*
 * test_command_memory.c - what memory and tables do when they are told to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/tc_rig.h"

static struct tc_rig r;

static void
each_is_executed_or_refused(void **state)
{
    (void)state;
    static const struct tc_case cases[] = {
        {"dump", SIM_DUMP, {DHS_BASE + 100, 500}, 10, TC_OK},
        {"dump past the end", SIM_DUMP, {DHS_BASE + 4000, 500}, 3,
            TC_NOT(BAD_ARGUMENT)},
        {"check", SIM_MEM_CHECK, {DHS_BASE, 64}, 4, TC_OK},
        {"check past the end", SIM_MEM_CHECK, {DHS_BASE + 4000, 500}, 4,
            TC_NOT(BAD_ARGUMENT)},
        {"no such rate", SIM_TABLE_SET, {TABLE_PTG, 0, 5}, 3,
            TC_NOT(BAD_ARGUMENT)},
        {"rate", SIM_TABLE_SET, {TABLE_PTG, 0, 0.5}, 3, TC_OK},
        {"not verified", SIM_TABLE_SELECT, {TABLE_PTG}, 3,
            TC_NOT(NOT_VERIFIED)},
        {"wrong checksum", SIM_TABLE_VERIFY, {TABLE_PTG, 1}, 3,
            TC_NOT(NOT_VERIFIED)},
        {"default", SIM_TABLE_DEFAULT, {TABLE_PTG}, 3, TC_OK},
    };
    tc_rig_init(&r, -40);
    tc_rig_cases(&r, cases, ARRAY_LEN(cases));
}

static struct command_call
piece(uint32_t address, const char *text)
{
    struct command_call c = {.len = strlen(text)};
    memcpy(c.data, text, c.len);
    c.arg[0] = address;
    c.arg[1] = (double)c.len;
    c.arg[2] = dhs_crc(c.data, c.len);
    return c;
}

static void
a_piece_of_memory_is_loaded_checked_and_dumped(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    const struct command_call c = piece(DHS_BASE + 300, "new values");
    assert_int_equal(tc_rig_do(&r, SIM_MEM_LOAD, c, 3).result, RESULT_OK);
    assert_memory_equal(r.m.dhs.image + 300, "new values", 10);
    assert_int_equal(r.m.dhs.loads, 1);
    (void)tc_rig_do(&r, SIM_MEM_CHECK, tc_call(DHS_BASE + 300, 10, 0), 4);
    assert_int_equal(r.m.dhs.check_sum, (uint32_t)c.arg[2]);
    assert_false(r.m.dhs.is_code_changed);
}

static void
a_load_that_is_not_right_changes_nothing(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    uint8_t before[DHS_IMAGE];
    memcpy(before, r.m.dhs.image, sizeof before);
    struct command_call c = piece(DHS_BASE + 300, "new values");
    c.arg[2] = (uint32_t)c.arg[2] ^ 1;
    assert_int_equal(
        tc_rig_do(&r, SIM_MEM_LOAD, c, 3).result, RESULT_BAD_CHECKSUM);
    c = piece(DHS_BASE + DHS_CODE - 3, "new values");
    assert_int_equal(
        tc_rig_do(&r, SIM_MEM_LOAD, c, 3).result, RESULT_WRONG_MODE);
    c = piece(DHS_BASE + DHS_IMAGE - 3, "new values");
    assert_int_equal(
        tc_rig_do(&r, SIM_MEM_LOAD, c, 3).result, RESULT_BAD_ARGUMENT);
    assert_memory_equal(before, r.m.dhs.image, sizeof before);
}

static void
changed_code_does_not_start(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_MODE, tc_call(MODE_STANDBY, 0, 0), 3);
    (void)tc_rig_do(&r, SIM_MODE, tc_call(MODE_SERVICE, 0, 0), 3);
    assert_int_equal(
        tc_rig_do(&r, SIM_MEM_LOAD, piece(DHS_BASE + DHS_CODE, "oops"), 3)
            .result,
        RESULT_OK);
    assert_true(r.m.dhs.is_code_changed);
    assert_int_equal(
        tc_rig_do(&r, SIM_REBOOT, tc_call(0, 0, 0), 40).result, RESULT_FAILED);
    assert_string_equal(r.m.dhs.version, "SIF-GSW 1.0.4");
}

static void
a_table_works_when_it_is_verified_and_selected(void **state)
{
    (void)state;
    tc_rig_init(&r, -40);
    (void)tc_rig_do(&r, SIM_TABLE_SET, tc_call(TABLE_PTG, 0, 0.25), 3);
    assert_true(r.m.pointing.slew_deg_s == POINTING_SLEW_RATE);
    double sum = r.m.table[TABLE_PTG].sum;
    assert_int_equal(
        tc_rig_do(&r, SIM_TABLE_VERIFY, tc_call(TABLE_PTG, sum, 0), 4).result,
        RESULT_OK);
    assert_int_equal(
        tc_rig_do(&r, SIM_TABLE_SELECT, tc_call(TABLE_PTG, 0, 0), 4).result,
        RESULT_OK);
    assert_true(r.m.pointing.slew_deg_s == 0.25);
    assert_int_equal(r.m.table[TABLE_PTG].state, TABLE_SELECTED);
    (void)tc_rig_do(&r, SIM_TABLE_DEFAULT, tc_call(TABLE_PTG, 0, 0), 4);
    assert_true(r.m.pointing.slew_deg_s == POINTING_SLEW_RATE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_executed_or_refused),
        cmocka_unit_test(a_piece_of_memory_is_loaded_checked_and_dumped),
        cmocka_unit_test(a_load_that_is_not_right_changes_nothing),
        cmocka_unit_test(changed_code_does_not_start),
        cmocka_unit_test(a_table_works_when_it_is_verified_and_selected),
    };
    return check_run(tests);
}
