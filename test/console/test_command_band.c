/*
 * test_command_band.c - commanding in row 1: what is said, and what leaves
 * first where it does not fit.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command_band.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/view/views.h"
#include "support/command_scene.h"
#include "support/stage.h"

struct rig {
    struct model model;
    struct frame f;
    struct canvas c;
    struct strbuf text;
};

static void
start(struct rig *r, bool has_gate, enum command_scene scene)
{
    *r = (struct rig){0};
    stage_scene(&r->model, SCENE_GOOD, &r->f.now);
    r->f.model = &r->model;
    r->f.theme = theme_built_in();
    r->f.classes = view_classes;
    r->f.instance = "sim";
    if (has_gate)
        command_scene(&r->model, scene, r->f.now);
}

static void
stop(struct rig *r)
{
    model_fini(&r->model);
    strbuf_fini(&r->text);
}

static const char *
band(struct rig *r, int cols)
{
    canvas_init(&r->c, 1, cols, false);
    struct area all = area_all(&r->c);
    frame_band(&r->f, &all);
    strbuf_reset(&r->text);
    canvas_text(&r->c, &r->text);
    canvas_fini(&r->c);
    return strbuf_get(&r->text);
}

static void
says(struct rig *r, int cols, const char *text)
{
    if (strstr(band(r, cols), text) == NULL)
        fail_msg("%d: no '%s' in '%s'", cols, text, band(r, cols));
}

static void
it_says_who_commands_what_is_armed_and_what_is_unknown(void **state)
{
    (void)state;
    struct rig r;
    start(&r, false, COMMANDS_NONE);
    assert_null(strstr(band(&r, 200), "CMD:"));
    stop(&r);
    start(&r, true, COMMANDS_NONE);
    says(&r, 80, "CMD:FC-1");
    says(&r, 80, "LOS in");
    r.model.orders.holds = true;
    says(&r, 200, "CMD:FC-1 CONTROL");
    struct msg_gate g = gate_message(r.f.now);
    g.holder = msg_str("");
    feed_gate(&r.model, r.f.now, &g);
    says(&r, 80, "CMD:-");
    stop(&r);
    start(&r, true, COMMANDS_SILENT);
    says(&r, 80, "CMD:gate!");
    stop(&r);
    start(&r, true, COMMANDS_MIXED);
    says(&r, 80, "!ARMED HTR_ON 24s CMD:FC-1 ?1 unk");
    says(&r, 200, "!ARMED HTR_ON by FC-1 24s CMD:FC-1 ?1 UNKNOWN");
    r.f.is_readonly = true;
    says(&r, 80, "!ARMED HTR_ON 24s");
    says(&r, 80, "READ-ONLY");
    stop(&r);
}

static void
what_is_armed_stays_in_sight_whatever_the_width(void **state)
{
    (void)state;
    struct rig r;
    start(&r, true, COMMANDS_MIXED);
    for (int readonly = 0; readonly < 2; readonly++) {
        r.f.is_readonly = readonly;
        for (int cols = 80; cols < 240; cols++) {
            says(&r, cols, "!ARMED HTR_");
            says(&r, cols, "24s");
            says(&r, cols, "GMT 324/08:46:42");
            says(&r, cols, "AOS");
        }
    }
    stop(&r);
}

static void
long_names_are_cut_and_other_persons_named(void **state)
{
    (void)state;
    struct rig r;
    start(&r, true, COMMANDS_NONE);
    struct msg_command c = command_message(r.f.now, 1, COMMAND_ARMED);
    c.short_name = msg_str("THE_VALVE_OF_THE_COOLANT_LOOP_OPEN");
    c.person = msg_str("FC-2");
    feed_command(&r.model, r.f.now, &c);
    says(&r, 80, "!ARMED THE_VALVE_O~ by FC-2 24s CMD:FC-1");
    r.f.is_readonly = true;
    says(&r, 80, "!ARMED THE_VAL");
    for (int cols = 1; cols < 80; cols++)
        (void)band(&r, cols);
    stop(&r);
}

/* Names, date, signal and at last the clock leave for it; and where no view
 * fits it is all there is. */
static void
what_is_armed_is_told_on_the_narrowest_screen(void **state)
{
    (void)state;
    struct rig r;
    start(&r, true, COMMANDS_MIXED);
    orders_begin(
        &r.model.orders, "00000000000000000000000000000001", "anna", "FC-1");
    for (int cols = 30; cols < 80; cols++) {
        r.f.is_readonly = false;
        says(&r, cols, "!ARMED ");
        says(&r, cols, "24s");
        says(&r, cols, " SIM ");
        r.f.is_readonly = true;
        says(&r, cols, "!ARMED ");
        says(&r, cols, "24s");
        says(&r, cols, "READ-ONLY");
    }
    r.f.is_readonly = false;
    says(&r, 40, " SIM  08:46:42 ");
    canvas_init(&r.c, 5, 20, false);
    struct area all = area_all(&r.c);
    frame_too_small(&r.f, &all, 8, 30);
    strbuf_reset(&r.text);
    canvas_text(&r.c, &r.text);
    canvas_fini(&r.c);
    assert_non_null(strstr(strbuf_get(&r.text), "!ARMED HTR_ON 24s"));
    stop(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            it_says_who_commands_what_is_armed_and_what_is_unknown),
        cmocka_unit_test(what_is_armed_stays_in_sight_whatever_the_width),
        cmocka_unit_test(what_is_armed_is_told_on_the_narrowest_screen),
        cmocka_unit_test(long_names_are_cut_and_other_persons_named),
    };
    return check_run(tests);
}
