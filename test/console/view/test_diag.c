/*
 * test_diag.c - what a console says of itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "console/desk_priv.h"
#include "console/model/diag.h"
#include "support/desk_rig.h"

static void
measure(struct diag *d, struct mono now)
{
    diag_start(d, now);
    str_copy(d->term, sizeof d->term, "tmux-256color");
    d->colors = "256 colours";
    d->charset = "UTF-8";
    d->rows = 24;
    d->cols = 80;
    d->rss_bytes = 9500000;
    d->cpu = 0.013;
    for (int s = 1; s <= 90; s++) {
        d->total[DIAG_FRAMES] += 4;
        d->total[DIAG_WRITES] += 4;
        d->total[DIAG_BYTES] += 509;
        d->total[DIAG_CELLS] += 90;
        d->total[DIAG_MESSAGES] += 31;
        diag_time(d, DIAG_DRAW, (200 + s) * 1000);
        diag_time(d, DIAG_KEY, s * 20000);
        diag_time(d, DIAG_LAG, s * 1000);
        diag_second(d, mono_add_ns(now, s * NS_PER_S));
    }
}

static void
screens_are_drawn_as_reviewed(void **state)
{
    (void)state;
    struct desk_rig r;
    static struct diag d;
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ":diag Enter");
    assert_non_null(strstr(desk_rig_text(&r), "Nothing is measured here."));
    measure(&d, mono_add_ns(r.now.mono, -90 * NS_PER_S));
    desk_set_diag(r.desk, &d);
    desk_rig_golden(&r, "console/diag/good-24x80.txt");
    d.late_ns = 3200 * NS_PER_MS;
    d.total[DIAG_SKIPPED] += 12;
    d.total[DIAG_MISSED] += 7;
    diag_second(&d, mono_add_ns(r.now.mono, NS_PER_S));
    desk_rig_golden(&r, "console/diag/late-24x80.txt");
    desk_rig_resize(&r, 10, 40);
    desk_rig_keys(&r, "G");
    desk_rig_golden(&r, "console/diag/late-10x40.txt");
    desk_rig_close(&r);
}

static void
all_of_it_can_be_written_as_json(void **state)
{
    (void)state;
    struct desk_rig r;
    static struct diag d;
    struct strbuf json = {0};
    desk_rig_open(&r, SCENE_GOOD, false);
    desk_rig_keys(&r, ":diag Enter");
    struct page *page = desk_page(r.desk);
    page->class->export_json(page->view, &r.desk->ui, &json);
    assert_int_equal(json.len, 0);
    measure(&d, r.now.mono);
    desk_set_diag(r.desk, &d);
    page->class->export_json(page->view, &r.desk->ui, &json);
    assert_non_null(strstr(strbuf_get(&json), "\"bytes\":45810"));
    assert_non_null(strstr(strbuf_get(&json), "\"bytes_minute\":30540"));
    assert_non_null(strstr(strbuf_get(&json), "\"key_p99_ns\":1800000"));
    strbuf_fini(&json);
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens_are_drawn_as_reviewed),
        cmocka_unit_test(all_of_it_can_be_written_as_json),
    };
    return check_run(tests);
}
