/*
 * test_param.c - everything about one parameter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "mdb/mdb.h"
#include "support/stage.h"

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    stage_goldens_facility(&view_param, "/SIF/PWR/BUS_A_V");
}

/* What each kind of value tells about itself. */
static void
every_kind_has_its_facts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want[4];
    } row[] = {
        {"MODE", {"SCIENCE   acquired", "0x1   0b001",
                     "labels      0 IDLE, 1 SCIENCE, 2 SAFE",
                     "byte 11 bit 5, 3 bits"}},
        {"HTR1_ON", {"ON   acquired", "0 OFF, 1 ON",
                        "byte 11 bit 4, 1 bit:", "boolean"}},
        {"PWR/TEMP", {"-15.0000 degC", "raw         -150   0xff6a", "spline",
                         "two's complement"}},
        {"NAME", {"FM\xef\xbf\xbd[2J", "string", "46 4d 1b 5b 32 4a 00 00",
                     "no history is kept of texts and bytes"}},
        {"DUMP",
            {"hex:deadbeef", "binary", "de ad be ef", "no history is kept"}},
        {"POINTING.az", {"123.456 deg", "exact       123.456001", "IEEE 754",
                            "42 f6 e9 79"}},
        {"APID", {"Application process identifier",
                     "/SIF/PWR/PWR_HK (APID 101): byte 0 bit 5, 11 bits",
                     "/SIF/THM/THM_HK (APID 102): byte 0 bit 5", "u11"}},
        {"TIME", {"324/08:46:42   acquired", "exact       2026-11-20T08:46:42Z",
                     "absolute time", "6b 00 08 f2"}},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct stage s;
        stage_open_facility(&s, &view_param, row[i].name, SCENE_GOOD, 30, 100);
        for (size_t k = 0; k < ARRAY_LEN(row[i].want); k++)
            if (!strstr(stage_text(&s), row[i].want[k]))
                fail_msg("%s: no \"%s\" in\n%s", row[i].name, row[i].want[k],
                    stage_text(&s));
        assert_true(stage_is_clean(&s));
        stage_close(&s);
    }
}

static void
the_last_good_value_is_kept_beside_an_invalid_one(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(
        &s, &view_param, "/SIF/PWR/BUS_A_V", SCENE_GOOD, 20, 80);
    struct feed_cell cell[17];
    memset(cell, 0, sizeof cell);
    for (size_t i = 0; i < ARRAY_LEN(cell); i++)
        cell[i].quality = MDB_INVALID;
    const struct value *x = values_get(
        s.model.values, mdb_find_item(values_mdb(s.model.values), "BUS_A_V"));
    feed_tm(&s.model, feed_clock(31000),
        &(struct feed_tm){.hash = values_hash(s.model.values),
            .container = x->container,
            .cell = cell,
            .n = values_stream(s.model.values, x->container)->n_items,
            .blob = ""});
    stage_time(&s, 31000);
    assert_non_null(strstr(stage_text(&s), "----- V   invalid"));
    assert_non_null(
        strstr(stage_text(&s), "last good   28.20 V at 324/08:46:42.000"));
    assert_non_null(strstr(stage_text(&s), "32 samples, 1 invalid"));
    stage_close(&s);
}

static void
a_page_of_an_unknown_name_waits_for_it(void **state)
{
    (void)state;
    struct stage s;
    stage_open(&s, &view_param, "/X/LATER", SCENE_GOOD, 12, 80);
    assert_non_null(
        strstr(stage_text(&s), "No parameter is called '/X/LATER' here."));
    static const struct feed_item item[] = {
        {20, "/X/LATER", "V", "", MDB_UINT, MDB_UINT}};
    feed_layout(&s.model, feed_clock(30000), FEED_HASH, 20, "/X/P", 0, item, 1);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "never since this console"));
    stage_close(&s);
}

static void
the_other_half_shows_samples_then_tab_goes_on(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(
        &s, &view_param, "/SIF/PWR/BUS_A_V", SCENE_GOOD, 24, 80);
    assert_non_null(strstr(stage_text(&s), "Plot, 60 s"));
    assert_int_equal(view_param.act(s.view, &s.ui, ACTION_PANE_NEXT),
        UI_REDRAW | UI_HANDLED);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "Newest samples, 31 kept"));
    assert_non_null(strstr(stage_text(&s), "324/08:46:42.000"));
    assert_int_equal(
        view_param.act(s.view, &s.ui, ACTION_PANE_NEXT), UI_REDRAW);
    stage_paint(&s);
    assert_non_null(strstr(stage_text(&s), "Plot, 60 s"));
    stage_act(&s, ACTION_ZOOM_OUT);
    assert_non_null(strstr(stage_text(&s), "Plot, 2 min"));
    for (int i = 0; i < 20; i++)
        stage_act(&s, ACTION_ZOOM_IN);
    assert_non_null(strstr(stage_text(&s), "Plot, 10 s"));
    stage_act(&s, ACTION_NOW);
    assert_non_null(strstr(stage_text(&s), "Plot, 60 s"));
    stage_close(&s);
}

static void
what_does_not_fit_can_be_scrolled(void **state)
{
    (void)state;
    struct stage s;
    stage_open_facility(&s, &view_param, "/SIF/PWR/MODE", SCENE_GOOD, 6, 50);
    assert_null(strstr(stage_text(&s), "labels"));
    stage_act(&s, ACTION_BOTTOM);
    assert_non_null(strstr(stage_text(&s), "labels"));
    stage_act(&s, ACTION_TOP);
    assert_non_null(strstr(stage_text(&s), "value "));
    for (int i = 0; i < 100; i++)
        stage_act(&s, ACTION_DOWN);
    assert_non_null(strstr(stage_text(&s), "labels"));
    stage_close(&s);
}

static void
names_complete_on_the_command_line(void **state)
{
    (void)state;
    struct stage s;
    struct strbuf out = {0};
    stage_open_facility(&s, &view_param, "", SCENE_GOOD, 6, 50);
    assert_true(view_param.complete(&s.ui, "temp", 0, &out));
    assert_true(str_prefix(strbuf_get(&out), "/SIF/PWR/TEMP\t"));
    strbuf_reset(&out);
    assert_true(view_param.complete(&s.ui, "temp", 1, &out));
    assert_true(str_prefix(strbuf_get(&out), "/SIF/THM/TEMP\t"));
    assert_true(strchr(strbuf_get(&out), '\t')[1] != '\0'); /* what it is */
    assert_false(view_param.complete(&s.ui, "temp", 2, &out));
    strbuf_fini(&out);
    stage_close(&s);
}

static void
random_keys_do_no_harm(void **state)
{
    (void)state;
    stage_robot(&view_param, "/SIF/PWR/BUS_A_V", stage_robot_keys(), 6);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(every_kind_has_its_facts),
        cmocka_unit_test(the_last_good_value_is_kept_beside_an_invalid_one),
        cmocka_unit_test(a_page_of_an_unknown_name_waits_for_it),
        cmocka_unit_test(the_other_half_shows_samples_then_tab_goes_on),
        cmocka_unit_test(what_does_not_fit_can_be_scrolled),
        cmocka_unit_test(names_complete_on_the_command_line),
        cmocka_unit_test(random_keys_do_no_harm),
    };
    return check_run(tests);
}
