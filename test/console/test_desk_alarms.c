/*
 * test_desk_alarms.c - the desk calls for new alarms and tells answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/alarm_scene.h"
#include "support/desk_rig.h"

static void
a_new_alarm_calls_as_the_bell_is_set(void **state)
{
    (void)state;
    static const struct {
        const char *bell;
        bool rings, is_said;
    } rows[] = {{"off", false, false}, {"visual", false, true},
        {"audible", true, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk_rig r;
        bool is_said = false;
        desk_rig_open(&r, SCENE_GOOD, false);
        assert_true(desk_set(r.desk, "bell", rows[i].bell, NULL));
        assert_false(desk_flashes(r.desk));
        alarm_scene(&r.model, ALARMS_ONE, r.now);
        for (int ms = 250; ms <= 5000; ms += 250) {
            desk_rig_time(&r, ms);
            is_said |= strstr(desk_rig_text(&r), "new alarm: ") != NULL;
        }
        assert_true(desk_flashes(r.desk));
        assert_int_equal(r.bells > 0, rows[i].rings);
        assert_int_equal(is_said, rows[i].is_said);
        desk_rig_close(&r);
    }
}

static void
an_answer_is_told_in_its_words_and_silence_as_well(void **state)
{
    (void)state;
    struct desk_rig r;
    const struct msg_reply refused = {
        .status = ERR_DENIED, .text = msg_str("only operators \033[2J may")};
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_reply(r.desk, &refused);
    assert_non_null(strstr(desk_rig_text(&r), "only operators"));
    assert_null(strchr(desk_rig_text(&r), '\033'));
    desk_reply(r.desk, NULL);
    assert_non_null(
        strstr(desk_rig_text(&r), "no answer: what was asked may not be done"));
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_alarm_calls_as_the_bell_is_set),
        cmocka_unit_test(an_answer_is_told_in_its_words_and_silence_as_well),
    };
    return check_run(tests);
}
