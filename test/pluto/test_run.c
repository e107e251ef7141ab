/*
 * test_run.c - whole executions: the thirteen traces of the specification's
 * examples, straight through and saved and loaded after every advance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_host.h"

#include "common/attr.h"

#define H " of Heliograph"

static const struct host_tm on_2a[] = {
    {"Bus Voltage" H, 0, "28 V", 0, 0},
    {"Link Status of Ground Station", 0, "'searching'", 0, 0},
    {"Link Status of Ground Station", 12, "'locked'", 0, 0},
    {"Mode of DPU" H, 0, "'off'", 0, 0},
    {"Mode of DPU" H, 38, "'standby'", 0, 0},
    {"Bus Current" H, 0, "0.47 A", 0, 0},
    {"Temperature of Detector" H, 0, "5 degC", 0, 0},
    {0},
};
static const struct host_tm on_2b[] = {
    {"Bus Voltage" H, 0, "28 V", 0, 0},
    {"Link Status of Ground Station", 0, "'locked'", 0, 0},
    {"Mode of DPU" H, 0, "'off'", 0, 0},
    {"Mode of DPU" H, 26, "'standby'", 0, 0},
    {"Bus Current" H, 0, "0.52 A", 0, 0},
    {"Temperature of Detector" H, 0, "5 degC", 0, 0},
    {0},
};
static const struct host_tm on_2c[] = {
    {"Bus Voltage" H, 0, "24.1 V", 0, 0},
    {"Link Status of Ground Station", 0, "'locked'", 0, 0},
    {0},
};
static const struct host_tm on_4a[] = {
    {"Temperature of Detector" H, 0, "5 degC", 0, 0},
    {"Temperature of Detector" H, 4, "5 degC", -0.3, -22},
    {"Mean Level of Detector" H, 0, "99.0", 0, 0},
    {"Mean Level of Detector" H, 98, "100.4", 0, 0},
    {"Mean Level of Detector" H, 101, "101.2", 0, 0},
    {"Bias of Detector" H, 0, "96", 0, 0},
    {"Bias of Detector" H, 110, "99", 0, 0},
    {0},
};
static const struct host_tm on_4b[] = {
    {"Temperature of Detector" H, 0, "5 degC", 0, 0},
    {"Temperature of Detector" H, 4, "5 degC", -0.3, -9},
    {0},
};
static const struct host_tm on_5[] = {
    {"Power Limit" H, 0, "18 W", 0, 0},
    {"Power Used" H, 0, "11.5 W", 0, 0},
    {"Mode of DPU" H, 0, "'idle'", 0, 0},
    {"Temperature of Detector" H, 0, "-14 degC", 0, 0},
    {0},
};
static const struct host_tm on_6[] = {
    {"Temperature of Optics" H, 0, "5 degC", 0, 0},
    {"Temperature of Optics" H, 3, "5 degC", 0.2, 40},
    {"Temperature of Filter Wheel" H, 0, "4 degC", 0, 0},
    {"Temperature of Filter Wheel" H, 12, "4 degC", 0.1, 40},
    {0},
};
static const struct host_tm on_7a[] = {
    {"Motor Current of Filter Wheel" H, 0, "0.1 A", 0, 0},
    {"Position of Filter Wheel" H, 0, "7", 0, 0},
    {"Position of Filter Wheel" H, 15, "0", 0, 0},
    {0},
};
static const struct host_tm on_7b[] = {
    {"Motor Current of Filter Wheel" H, 0, "0.1 A", 0, 0},
    {"Motor Current of Filter Wheel" H, 7, "0.62 A", 0, 0},
    {"Position of Filter Wheel" H, 0, "7", 0, 0},
    {0},
};
static const struct host_tm on_8a[] = {
    {"Temperature of Detector" H, 0, "-20 degC", 0, 0},
    {"Temperature of Detector" H, 20, "-4 degC", 0, 0},
    {"Temperature of Detector" H, 36, "-15 degC", 0, 0},
    {"Mode of DPU" H, 0, "'observe'", 0, 0},
    {0},
};
static const struct host_tm on_8b[] = {
    {"Temperature of Detector" H, 0, "-20 degC", 0, 0},
    {"Temperature of Detector" H, 20, "-3 degC", 0, 0},
    {"Mode of DPU" H, 0, "'observe'", 0, 0},
    {"Mode of DPU" H, 86, "'safe'", 0, 0},
    {0},
};

static const struct host_tc tc_power[] = {
    {"Power On DPU" H, 6, PLUTO_CONFIRMED}, {0}};
static const struct host_tc tc_3[] = {
    {"Upload Table of DPU" H, 21, PLUTO_CONFIRMED}, {0}};
static const struct host_tc tc_4[] = {
    {"Cooler On of Detector" H, 4, PLUTO_CONFIRMED},
    {"Take Dark of Detector" H, 3, PLUTO_CONFIRMED},
    {"Measure Bias of Detector" H, 5, PLUTO_CONFIRMED}, {0}};
static const struct host_tc tc_6[] = {
    {"Heater On of Optics" H, 3, PLUTO_CONFIRMED},
    {"Heater On of Filter Wheel" H, 8, PLUTO_NOT_CONFIRMED},
    {"Heater On of Filter Wheel" H, 4, PLUTO_CONFIRMED},
    {"Decontamination On of Detector" H, 5, PLUTO_CONFIRMED}, {0}};
static const struct host_tc tc_7a[] = {
    {"Move Home of Filter Wheel" H, 15, PLUTO_CONFIRMED}, {0}};
static const struct host_tc tc_7b[] = {
    {"Move Home of Filter Wheel" H, 40, PLUTO_CONFIRMED},
    {"Stop Motor of Filter Wheel" H, 1, PLUTO_CONFIRMED}, {0}};
static const struct host_tc tc_8[] = {
    {"Take Image of Detector" H, 4, PLUTO_CONFIRMED},
    {"Close Shutter" H, 2, PLUTO_CONFIRMED},
    {"Open Shutter" H, 2, PLUTO_CONFIRMED},
    {"Enter Safe of DPU" H, 3, PLUTO_CONFIRMED}, {0}};

static const struct {
    const char *id, *trace;
    struct host_script script;
} example[] = {
    {"PO-001", "PO-001", {.tc = tc_power}},
    {"PO-002", "PO-002-a", {.tm = on_2a, .tc = tc_power}},
    {"PO-002", "PO-002-b", {.tm = on_2b, .tc = tc_power}},
    {"PO-002", "PO-002-c", {.tm = on_2c}},
    {"PO-003", "PO-003", {.tc = tc_3}},
    {"PO-004", "PO-004-a", {.tm = on_4a, .tc = tc_4}},
    {"PO-004", "PO-004-b", {.tm = on_4b, .tc = tc_4}},
    {"PO-005", "PO-005", {.tm = on_5}},
    {"PO-006", "PO-006", {.tm = on_6, .tc = tc_6}},
    {"PO-007", "PO-007-a", {.tm = on_7a, .tc = tc_7a}},
    {"PO-007", "PO-007-b", {.tm = on_7b, .tc = tc_7b}},
    {"PO-008", "PO-008-a", {.tm = on_8a, .tc = tc_8}},
    {"PO-008", "PO-008-b", {.tm = on_8b, .tc = tc_8}},
};

static char *
file(const char *folder, const char *name, const char *suffix)
{
    struct strbuf path = {0};
    strbuf_addf(&path, "pluto/%s/%s%s", folder, name, suffix);
    char *full = check_path(path.s);
    size_t len = 0;
    char *text = check_read(full, &len);
    free(full);
    strbuf_fini(&path);
    return text;
}

static void
check_examples(bool saves, bool tells)
{
    for (size_t i = 0; i < ARRAY_LEN(example); i++) {
        char *text = file("procedures", example[i].id, ".pluto");
        char *want = file("worlds", example[i].trace, ".trace");
        struct host_script s = example[i].script;
        s.saves = saves;
        s.tells = tells;
        char *got = host_run(example[i].id, text, &s);
        if (strcmp(got, want) != 0)
            fail_msg(
                "%s\n--- wanted\n%s--- got\n%s", example[i].trace, want, got);
        free(text);
        free(want);
        free(got);
    }
}

static void
the_examples_run_as_specified(void **state)
{
    (void)state;
    check_examples(false, false);
}

static void
nothing_depends_on_looking_at_every_advance(void **state)
{
    (void)state;
    check_examples(false, true);
}

static void
each_advance_may_be_of_another_process(void **state)
{
    (void)state;
    check_examples(true, false);
    check_examples(true, true);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_run_as_specified),
        cmocka_unit_test(each_advance_may_be_of_another_process),
        cmocka_unit_test(nothing_depends_on_looking_at_every_advance),
    };
    return check_run(tests);
}
