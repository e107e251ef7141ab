/*
 * test_model.c - objects by their names.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/model.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/attr.h"
#include "support/check.h"

#define ANY                                                                    \
    (PLUTO_M_ELEMENT | PLUTO_M_PARAMETER | PLUTO_M_ACTIVITY | PLUTO_M_EVENT)

/* Splits "A/B/C" in place. */
static size_t
split(char *text, const char **path)
{
    size_t n = 0;
    for (char *s = strtok(text, "/"); s != NULL; s = strtok(NULL, "/"))
        path[n++] = s;
    return n;
}

static uint32_t
add(struct pluto_model *m, enum pluto_model_kind kind, const char *name,
    uint32_t item)
{
    const char *path[8];
    char *text = strdup(name);
    size_t n = split(text, path);
    uint32_t i = 0;
    if (kind == PLUTO_M_PARAMETER)
        i = pluto_model_add_parameter(m, path, n,
            &(struct pluto_model_parameter){.name = name, .item = item});
    else if (kind == PLUTO_M_ACTIVITY)
        i = pluto_model_add_activity(m, path, n,
            &(struct pluto_model_activity){
                .name = name, .command = item, .procedure = PLUTO_NIL});
    else if (kind == PLUTO_M_EVENT)
        i = pluto_model_add_event(m, path, n,
            &(struct pluto_model_event){.name = name, .event = item});
    else
        i = pluto_model_add_element(m, path, n);
    free(text);
    return i;
}

static struct pluto_model *
heliograph(void)
{
    static const char *const parameter[] = {"Heliograph/DPU/Mode",
        "Heliograph/DPU/Memory/Mode", "Heliograph/Detector/Temperature",
        "Heliograph/Optics/Temperature", "Heliograph/Filter Wheel/Position",
        "Heliograph/Power/HTR1_TEMP", "Heliograph/Power/BUS-V", "Temperature",
        "Position/Heliograph"};
    struct pluto_model *m = pluto_model_new();
    for (uint32_t i = 0; i < ARRAY_LEN(parameter); i++)
        (void)add(m, PLUTO_M_PARAMETER, parameter[i], i);
    (void)add(m, PLUTO_M_ACTIVITY, "Heliograph/DPU/Power On DPU", 0);
    (void)add(m, PLUTO_M_EVENT, "Heliograph/Eclipse Entry", PLUTO_NIL);
    return m;
}

/* Names in "a<b<c", innermost first. */
static size_t
find(const struct pluto_model *m, unsigned kinds, const char *names,
    struct pluto_object *out)
{
    const char *name[8];
    char *text = strdup(names);
    size_t n = 0;
    for (char *s = strtok(text, "<"); s != NULL; s = strtok(NULL, "<"))
        name[n++] = s;
    n = pluto_model_find(m, kinds, name, n, out, 4);
    free(text);
    return n;
}

static void
names_are_found_by_their_ends(void **state)
{
    static const struct {
        const char *names;
        unsigned kinds;
        size_t n;
        const char *want; /* of the first one */
    } row[] = {
        {"temperature<detector<heliograph", ANY, 1,
            "Heliograph/Detector/Temperature"},
        {"temperature<detector", ANY, 1, "Heliograph/Detector/Temperature"},
        {"temperature<heliograph", ANY, 2, "Heliograph/Detector/Temperature"},
        {"temperature", ANY, 1, "Temperature"},      /* the whole path first */
        {"mode<dpu", ANY, 1, "Heliograph/DPU/Mode"}, /* then without a gap */
        {"mode<dpu<heliograph", ANY, 1, "Heliograph/DPU/Mode"},
        {"mode<memory<dpu", ANY, 1, "Heliograph/DPU/Memory/Mode"},
        {"mode<memory<heliograph", ANY, 1, "Heliograph/DPU/Memory/Mode"},
        {"mode<heliograph", ANY, 2, "Heliograph/DPU/Mode"},
        {"mode", ANY, 2, "Heliograph/DPU/Mode"},
        {"htr1 temp", ANY, 1, "Heliograph/Power/HTR1_TEMP"},
        {"HTR1_Temp<POWER", ANY, 1, "Heliograph/Power/HTR1_TEMP"},
        {"htr1  temp", ANY, 1, "Heliograph/Power/HTR1_TEMP"},
        {"bus v<power", ANY, 1, "Heliograph/Power/BUS-V"},
        {"position", ANY, 1, NULL}, /* the element */
        {"position", PLUTO_M_ELEMENT, 1, NULL},
        {"position", PLUTO_M_PARAMETER, 1, "Heliograph/Filter Wheel/Position"},
        {"temperature", PLUTO_M_ACTIVITY, 0, NULL},
        {"temperature<wheel", ANY, 0, NULL},
        {"temperature<detector<heliograph<earth", ANY, 0, NULL},
        {"temperature<temperature", ANY, 0, NULL},
        {"nothing", ANY, 0, NULL},
        {"", ANY, 0, NULL},
    };
    struct pluto_model *m = heliograph();
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct pluto_object out[4];
        size_t n = find(m, row[i].kinds, row[i].names, out);
        if (n != row[i].n)
            fail_msg("%s: %zu, not %zu", row[i].names, n, row[i].n);
        if (row[i].want != NULL)
            assert_string_equal(
                pluto_model_parameter(m, out[0].index)->name, row[i].want);
    }
    pluto_model_free(&m);
}

static void
ambiguous_names_fill_what_there_is_room_for(void **state)
{
    const char *name[] = {"mode"};
    struct pluto_object out[1];
    struct pluto_model *m = heliograph();
    (void)state;
    assert_int_equal(pluto_model_find(m, ANY, name, 1, out, 1), 2);
    assert_string_equal(
        pluto_model_parameter(m, out[0].index)->name, "Heliograph/DPU/Mode");
    assert_int_equal(pluto_model_find(m, ANY, name, 1, NULL, 0), 2);
    pluto_model_free(&m);
}

static void
the_same_path_is_the_same_object(void **state)
{
    struct pluto_model *m = heliograph();
    struct pluto_object out[4];
    uint32_t n = pluto_model_n_parameters(m);
    (void)state;
    assert_int_equal(
        add(m, PLUTO_M_PARAMETER, "heliograph/dpu/MODE", PLUTO_NIL), 0);
    assert_int_equal(pluto_model_n_parameters(m), n);
    /* unless both are of the database: then it is ambiguous */
    assert_int_equal(
        add(m, PLUTO_M_PARAMETER, "Heliograph/Power/BUS_V", 77), n);
    assert_int_equal(find(m, ANY, "bus v", out), 2);
    pluto_model_free(&m);
}

static void
an_alias_is_another_name_of_one_object(void **state)
{
    static const char *const path[] = {"Heliograph", "DPU", "DPU_MODE"};
    static const char *const same[] = {"Heliograph", "DPU", "Mode"};
    struct pluto_model *m = heliograph();
    struct pluto_object out[4], object = {PLUTO_M_PARAMETER, 0};
    struct strbuf text = {0};
    (void)state;
    pluto_model_add_alias(m, object, path, 3);
    pluto_model_add_alias(m, object, path, 3);
    pluto_model_add_alias(m, object, same, 3);
    assert_int_equal(find(m, ANY, "dpu mode", out), 1);
    assert_int_equal(out[0].index, 0);
    assert_int_equal(find(m, ANY, "mode<dpu", out), 1);
    pluto_model_phrase(m, out[0], &text);
    assert_string_equal(strbuf_get(&text), "Mode of DPU of Heliograph");
    strbuf_fini(&text);
    pluto_model_free(&m);
}

static void
the_nearest_name_is_as_short_as_it_can_be(void **state)
{
    static const struct {
        const char *name[4];
        const char *want;
    } row[] = {
        {{"temperatur", "detector"}, "Temperature of Detector"},
        {{"temperature", "detektor"}, "Temperature of Detector"},
        {{"temperature", "optiks", "heliograph"}, "Temperature of Optics"},
        {{"htr1 tmp"}, "HTR1_TEMP"},
        {{"bus w"}, "BUS V"},
        {{"power on dpv"}, "Power On DPU"},
        {{"eclipse entri"}, "Eclipse Entry"},
        {{"qqqqqqqqq"}, NULL},
    };
    struct pluto_model *m = heliograph();
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        size_t n = 0;
        while (n < 4 && row[i].name[n] != NULL)
            n++;
        const char *got = pluto_model_nearest(m, ANY, row[i].name, n);
        if (!str_eq(got, row[i].want))
            fail_msg("%s: %s, not %s", row[i].name[0], got, row[i].want);
    }
    assert_null(pluto_model_nearest(m, ANY, NULL, 0));
    pluto_model_free(&m);
}

static void
what_is_added_is_copied(void **state)
{
    char label[] = "on", name[] = "Set", argument[] = "Pos.x";
    const char *labels[] = {label};
    struct pluto_range range = {1, 2};
    struct pluto_model_argument a = {.name = argument,
        .type = {.type = PLUTO_ENUM,
            .label = labels,
            .n_labels = 1,
            .range = &range,
            .n_ranges = 1}};
    struct pluto_model_activity activity = {.name = name,
        .argument = &a,
        .n_arguments = 1,
        .command = 4,
        .procedure = PLUTO_NIL,
        .described = name};
    const char *path[] = {name};
    struct pluto_model *m = pluto_model_new();
    (void)state;
    uint32_t i = pluto_model_add_activity(m, path, 1, &activity);
    label[0] = name[0] = argument[0] = 'X';
    labels[0] = NULL;
    range.min = 9;
    const struct pluto_model_activity *got = pluto_model_activity(m, i);
    assert_string_equal(got->name, "Set");
    assert_string_equal(got->described, "Set");
    assert_string_equal(got->argument[0].name, "Pos.x");
    assert_string_equal(got->argument[0].symbol->key, "pos.x");
    assert_string_equal(got->argument[0].type.label[0], "on");
    assert_true(got->argument[0].type.range[0].min <= 1);
    pluto_model_free(&m);
}

static void
keys_are_made_of_any_name(void **state)
{
    static const struct {
        const char *name, *key;
    } row[] = {{"HTR1_TEMP", "htr1 temp"}, {" A  b__C-", "a b c"}, {"", ""},
        {"___", ""}, {"SIF-ACT-01", "sif act 01"}};
    char key[32], cut[4];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        size_t n = pluto_model_key(row[i].name, key, sizeof key);
        assert_string_equal(key, row[i].key);
        assert_int_equal(n, strlen(key));
    }
    assert_int_equal(pluto_model_key("abcdef", cut, sizeof cut), 3);
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(names_are_found_by_their_ends),
        cmocka_unit_test(ambiguous_names_fill_what_there_is_room_for),
        cmocka_unit_test(the_same_path_is_the_same_object),
        cmocka_unit_test(an_alias_is_another_name_of_one_object),
        cmocka_unit_test(the_nearest_name_is_as_short_as_it_can_be),
        cmocka_unit_test(what_is_added_is_copied),
        cmocka_unit_test(keys_are_made_of_any_name),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
