/*
 * test_preview.c - a display file is shown in all its states without an
 * instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/preview.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/xalloc.h"
#include "support/feed.h"

static void
all_states_are_drawn_as_reviewed(void **state)
{
    (void)state;
    size_t len;
    char *dir = check_tmpdir(); /* its directory has another PWR-01 */
    char *from = check_path("console/display/data/pwr01.dsp");
    char *data = check_read(from, &len);
    char *file = check_write(dir, "pwr01.dsp", data, len);
    char *database = check_path("console/display/data/epm-v12.xml");
    struct preview_options o = {
        .file = file, .database = database, .charset = TERM_CHARSET_UTF8};
    struct notes notes = {0};
    struct strbuf text = {0};
    struct canvas c;
    int rows, cols;
    for (int ascii = 0; ascii < 2; ascii++) {
        o.charset = ascii ? TERM_CHARSET_ASCII : TERM_CHARSET_UTF8;
        o.graph = ascii ? GRAPH_ASCII : GRAPH_BLOCK;
        struct preview *p = preview_new(&o, &notes);
        assert_non_null(p);
        preview_size(p, &rows, &cols);
        canvas_init(&c, rows, cols, ascii);
        strbuf_reset(&text);
        for (enum preview_scene s = 0; s < PREVIEW_COUNT; s++) {
            preview_show(p, s, feed_clock(0));
            preview_paint(p, &c);
            canvas_text(&c, &text);
        }
        check_golden(ascii ? "console/display/preview-ascii.txt"
                           : "console/display/preview.txt",
            strbuf_get(&text));
        canvas_fini(&c);
        preview_free(&p);
    }
    strbuf_fini(&text);
    notes_fini(&notes);
    free(database);
    free(file);
    free(data);
    free(from);
    check_rmdir(&dir);
}

/* What the notes say about `file` with `database`. */
static void
expect_refusal(const char *file, const char *database, const char *why)
{
    struct preview_options o = {
        .file = file, .database = database, .mission = "/nonexistent"};
    struct notes notes = {0};
    assert_null(preview_new(&o, &notes));
    for (size_t i = 0; i < notes.n; i++)
        if (strstr(notes.note[i].text, why) != NULL) {
            notes_fini(&notes);
            return;
        }
    fail_msg("%s: '%s' is not said", file, why);
}

static void
what_cannot_be_shown_is_told(void **state)
{
    (void)state;
    static const char page[] = "display A-01 \"A\"\nscreen\nx\nend\n";
    char *dir = check_tmpdir();
    char *database = check_path("console/data/facility.xml");
    char *good = check_write(dir, "a.dsp", page, SIZE_MAX);
    char *twin = check_write(dir, "b.dsp", page, SIZE_MAX);
    char *text = check_write(
        dir, "c.txt", "display C-01 \"C\"\nscreen\nx\nend\n", SIZE_MAX);
    char *bad = check_write(dir, "d.dsp", "displai D-01\n", SIZE_MAX);
    char *wrong = check_write(
        dir, "e.dsp", "display E-01 \"E\"\nscreen\n{x    }\nend\n", SIZE_MAX);
    char *gone = xasprintf("%s/gone.dsp", dir);
    expect_refusal(good, NULL, "cannot be looked up");
    expect_refusal(twin, database, "same id");
    expect_refusal(text, database, "ends in .dsp");
    expect_refusal(bad, database, "directive");
    expect_refusal(wrong, database, "never defined");
    expect_refusal(gone, database, "");
    free(gone);
    free(wrong);
    free(bad);
    free(text);
    free(twin);
    free(good);
    free(database);
    check_rmdir(&dir);
}

static void
a_saved_file_is_drawn_anew(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *database = check_path("console/data/facility.xml");
    char *file = check_write(
        dir, "a.dsp", "display A-01 \"A\"\nscreen\nold\nend\n", SIZE_MAX);
    struct preview_options o = {.file = file, .database = database};
    struct notes notes = {0};
    struct preview *p = preview_new(&o, &notes);
    struct strbuf text = {0};
    struct canvas c;
    assert_non_null(p);
    free(check_write(
        dir, "a.dsp", "display A-01 \"A\"\nscreen\nnewer\nend\n", SIZE_MAX));
    assert_true(preview_poll(p, feed_clock(5000).mono));
    preview_show(p, PREVIEW_STALE, feed_clock(5000));
    canvas_init(&c, 5, 40, false);
    preview_paint(p, &c);
    canvas_text(&c, &text);
    assert_non_null(strstr(strbuf_get(&text), "newer"));
    strbuf_fini(&text);
    canvas_fini(&c);
    preview_free(&p);
    notes_fini(&notes);
    free(file);
    free(database);
    check_rmdir(&dir);
}

static void
themes_are_found_by_name_or_refused(void **state)
{
    (void)state;
    size_t len;
    char *dir = check_tmpdir(); /* its directory has another PWR-01 */
    char *from = check_path("console/display/data/pwr01.dsp");
    char *data = check_read(from, &len);
    char *file = check_write(dir, "pwr01.dsp", data, len);
    char *database = check_path("console/display/data/epm-v12.xml");
    static const struct {
        const char *theme;
        bool is_good;
    } rows[] = {{"dark", true}, {"no-such-theme", false}, {"../x", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        struct preview_options o = {
            .file = file, .database = database, .theme = rows[i].theme};
        struct preview *p = preview_new(&o, &notes);
        assert_int_equal(p != NULL, rows[i].is_good);
        assert_true(rows[i].is_good || notes.n > 0);
        preview_free(&p);
        notes_fini(&notes);
    }
    free(database);
    free(file);
    free(data);
    free(from);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(themes_are_found_by_name_or_refused),
        cmocka_unit_test(all_states_are_drawn_as_reviewed),
        cmocka_unit_test(what_cannot_be_shown_is_told),
        cmocka_unit_test(a_saved_file_is_drawn_anew),
    };
    return check_run(tests);
}
