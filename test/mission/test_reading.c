/*
 * test_reading.c - values of one section, with libconfuse behind them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission_try.h"

#include "mission/reading.h"
#include "mission/rules.h"

/* A reading of the top of `text`, whose known options are those of `opts`. */
static struct reading
open_top(struct try *t, struct conf_scan *scan, struct mission *m,
    cfg_opt_t *opts, const char *text)
{
    static const struct conf_place top = {1, 1};
    *t = (struct try){.dir = check_tmpdir()};
    m->file = t->dir;
    m->dir = t->dir;
    conf_scan(
        "f", "a mission", text, strlen(text), rules, rules_n, &t->notes, scan);
    cfg_t *cfg = cfg_init(opts, CFGF_NONE);
    assert_int_equal(cfg_parse_buf(cfg, scan->text), CFG_SUCCESS);
    return (struct reading){.file = m->file,
        .dir = m->dir,
        .mission = m,
        .notes = &t->notes,
        .scan = scan,
        .cfg = cfg,
        .section = CONF_ROOT,
        .missing = &top,
        .what = "top"};
}

static void
values_convert_and_wrong_ones_keep_the_default(void **state)
{
    (void)state;
    cfg_opt_t opts[] = {CFG_STR("name", NULL, CFGF_NODEFAULT),
        CFG_STR("root", NULL, CFGF_NODEFAULT),
        CFG_STR("title", NULL, CFGF_NODEFAULT), CFG_END()};
    struct try t;
    struct conf_scan scan;
    struct mission m = {0};
    struct reading r =
        open_top(&t, &scan, &m, opts, "name = 0x20\nroot = -1\n");
    assert_int_equal(reading_uint(&r, "name", 0, 32, 7), 32);
    assert_int_equal(t.notes.errors, 0);
    assert_int_equal(reading_uint(&r, "name", 0, 31, 7), 7);
    assert_true(try_has(&t, 1, 8, "from 0 to 31"));
    assert_int_equal(reading_uint(&r, "root", 0, 31, 7), 7);
    assert_near(reading_double(&r, "root", -1, 0, 7), -1, 0);
    assert_near(reading_double(&r, "root", 0, 1, 7), 7, 0);
    assert_true(reading_bool(&r, "root", true));
    assert_true(try_has(&t, 2, 8, "false or true is expected"));
    assert_int_equal(reading_uint(&r, "title", 0, 1, 9), 9);
    assert_null(reading_text(&r, "title", 10));
    assert_null(reading_path(&r, "title"));
    assert_true(utc_is_none(reading_time(&r, "title")));
    size_t errors = t.notes.errors;
    reading_need(&r, "name");
    assert_int_equal(t.notes.errors, errors);
    reading_need(&r, "title");
    assert_true(try_has(&t, 1, 1, "top has no 'title'"));
    cfg_free(r.cfg);
    conf_scan_fini(&scan);
    try_fini(&t);
}

static void
paths_stay_whole_or_are_joined(void **state)
{
    (void)state;
    cfg_opt_t opts[] = {CFG_STR("name", NULL, CFGF_NODEFAULT),
        CFG_STR("root", NULL, CFGF_NODEFAULT), CFG_END()};
    struct try t;
    struct conf_scan scan;
    struct mission m = {0};
    struct reading r =
        open_top(&t, &scan, &m, opts, "name = /a/b\nroot = c/d\n");
    char *whole = reading_path(&r, "name"), *joined = reading_path(&r, "root");
    assert_string_equal(whole, "/a/b");
    assert_memory_equal(joined, t.dir, strlen(t.dir));
    assert_string_equal(joined + strlen(t.dir), "/c/d");
    free(whole);
    free(joined);
    cfg_free(r.cfg);
    conf_scan_fini(&scan);
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_convert_and_wrong_ones_keep_the_default),
        cmocka_unit_test(paths_stay_whole_or_are_joined),
    };
    return check_run(tests);
}
