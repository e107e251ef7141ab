/*
 * test_preview_scene.c - every value of a page can be put into every state.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/preview_scene.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/view/display_value.h"
#include "mdb/mdb.h"
#include "support/feed.h"

struct set {
    struct mdb *mdb;
    struct display *page;
    struct model model;
};

static void
set_up(struct set *s, const char *database, const char *file)
{
    struct notes notes = {0};
    char *xml = check_path(database), *dsp = check_path(file);
    assert_int_equal(mdb_load(xml, NULL, &notes, &s->mdb), ERR_OK);
    assert_int_equal(
        display_load(dsp, s->mdb, NULL, NULL, &notes, &s->page), ERR_OK);
    model_init(&s->model, "preview", s->mdb, feed_clock(0));
    notes_fini(&notes);
    free(xml);
    free(dsp);
}

static void
take_down(struct set *s)
{
    model_fini(&s->model);
    display_free(&s->page);
    mdb_free(&s->mdb);
}

/* What definitions that are no packets and do not divide by zero must be. */
static const struct {
    enum mdb_quality quality;
    limit_state limit;
} expected[PREVIEW_COUNT] = {
    [PREVIEW_GOOD] = {MDB_ACQUIRED, LIMIT_NORMAL},
    [PREVIEW_CAUTION] = {MDB_ACQUIRED, LIMIT_WARNING},
    [PREVIEW_ALARM] = {MDB_ACQUIRED, LIMIT_DISTRESS},
    [PREVIEW_STALE] = {MDB_EXPIRED, LIMIT_EXPIRED},
    [PREVIEW_INVALID] = {MDB_INVALID, LIMIT_INVALID},
    [PREVIEW_MISSING] = {MDB_NOT_RECEIVED, LIMIT_UNCHECKED},
};

static void
expect(struct set *s, enum preview_scene scene)
{
    struct clock now =
        preview_scene_tell(&s->model, s->page, scene, feed_clock(0));
    struct display_eye eye = {.model = &s->model, .now = now};
    assert_int_equal(s->model.refusals.malformed, 0);
    assert_int_equal(s->model.refusals.no_layout, 0);
    for (size_t i = 0; i < s->page->n_defs; i++) {
        const struct display_def *def = &s->page->def[i];
        struct display_now at = display_now_of(&eye, def);
        if (def->source == DISPLAY_PACKET ||
            def->source == DISPLAY_PACKET_GAPS || str_eq(def->name, "ratio"))
            continue;
        limit_state level = limit_state_is_out(at.state)
                                ? (limit_state)limit_state_level(at.state)
                                : at.state;
        if (at.quality != expected[scene].quality ||
            (level != expected[scene].limit && scene != PREVIEW_MISSING))
            fail_msg("%s, %s: quality %s, limit %s", preview_scene_str(scene),
                def->name, quality_str(at.quality), limit_state_str(at.state));
    }
}

static void
each_state_reaches_every_value_of_a_page(void **state)
{
    (void)state;
    static const struct {
        const char *database, *file;
    } row[] = {
        {"console/data/facility.xml", "console/display/data/fac01.dsp"},
        {"console/display/data/epm-v12.xml", "console/display/data/pwr01.dsp"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct set s;
        set_up(&s, row[i].database, row[i].file);
        for (enum preview_scene scene = 0; scene < PREVIEW_COUNT; scene++)
            expect(&s, scene);
        expect(&s, PREVIEW_GOOD); /* and back */
        take_down(&s);
    }
}

static void
numbers_lie_in_the_range_that_is_drawn(void **state)
{
    (void)state;
    struct set s;
    set_up(&s, "console/display/data/epm-v12.xml",
        "console/display/data/pwr01.dsp");
    static const struct {
        enum preview_scene scene;
        bool is_inside;
    } row[] = {
        {PREVIEW_GOOD, true}, {PREVIEW_CAUTION, true}, {PREVIEW_ALARM, false}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct clock now =
            preview_scene_tell(&s.model, s.page, row[i].scene, feed_clock(0));
        struct display_eye eye = {.model = &s.model, .now = now};
        const struct display_def *def = display_find_def(s.page, "va");
        struct display_now at = display_now_of(&eye, def);
        assert_int_equal(
            at.number >= def->bar_low && at.number <= def->bar_high,
            row[i].is_inside);
        assert_true(values_history_count(s.model.values, at.value) > 100);
    }
    take_down(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_reaches_every_value_of_a_page),
        cmocka_unit_test(numbers_lie_in_the_range_that_is_drawn),
    };
    return check_run(tests);
}
