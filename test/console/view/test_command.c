/*
 * test_command.c - the page of one command.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/view/views.h"
#include "support/command_scene.h"
#include "support/stage.h"

static struct clock
now(const struct stage *s)
{
    return (struct clock){s->ui.now, s->ui.utc};
}

static void
start(struct stage *s, const char *name, enum command_scene scene, int rows,
    int cols)
{
    stage_open(s, &view_command, name, SCENE_GOOD, rows, cols);
    command_scene(&s->model, scene, now(s));
    stage_paint(s);
}

static void
every_state_and_size_is_drawn_as_reviewed(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};
    static const struct {
        enum command_scene scene;
        const char *name, *what;
    } row[] = {
        {COMMANDS_MIXED, "9", "sent"},
        {COMMANDS_MIXED, "#8", "unknown"},
        {COMMANDS_MIXED, "14", "approved"},
        {COMMANDS_MIXED, "2", "refused"},
        {COMMANDS_SILENT, "5", "silent"},
        {COMMANDS_HOSTILE, "1", "hostile"},
        {COMMANDS_NONE, "77", "none"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++)
        for (size_t k = 0; k < ARRAY_LEN(sizes); k++) {
            struct stage s;
            int rows = sizes[k][0] > 5 ? sizes[k][0] - 4 : sizes[k][0];
            start(&s, row[i].name, row[i].scene, rows, sizes[k][1]);
            char *name = xasprintf("console/command/%s-%dx%d.txt", row[i].what,
                sizes[k][0], sizes[k][1]);
            stage_golden(&s, name);
            assert_true(stage_is_clean(&s));
            free(name);
            stage_close(&s);
        }
}

static void
every_line_can_be_reached(void **state)
{
    (void)state;
    struct stage s;
    start(&s, "9", COMMANDS_MIXED, 6, 60);
    assert_null(strstr(stage_text(&s), "de ad be ef"));
    stage_act(&s, ACTION_BOTTOM);
    assert_non_null(strstr(stage_text(&s), "de ad be ef"));
    stage_act(&s, ACTION_TOP);
    assert_non_null(strstr(stage_text(&s), "> SENT"));
    stage_close(&s);
}

static void
windows_count_down(void **state)
{
    (void)state;
    struct stage s;
    start(&s, "9", COMMANDS_MIXED, 40, 100);
    assert_non_null(strstr(stage_text(&s), "00:00:07 left"));
    stage_time(&s, 33000);
    assert_non_null(strstr(stage_text(&s), "00:00:04 left"));
    stage_time(&s, 40000);
    assert_non_null(strstr(stage_text(&s), "its window is over"));
    stage_close(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_size_is_drawn_as_reviewed),
        cmocka_unit_test(every_line_can_be_reached),
        cmocka_unit_test(windows_count_down),
    };
    return check_run(tests);
}
