/*
 * test_display_file.c - display files on disk, and what is none.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "console/display/display.h"

#define GOOD "display A \"T\"\nscreen\nx\nend\n"

static void
load(const char *path, enum err want, const char *says)
{
    struct notes notes = {0};
    struct display *d;
    assert_int_equal(display_load(path, NULL, NULL, NULL, &notes, &d), want);
    if (want == ERR_OK) {
        assert_string_equal(d->id, "A");
        assert_string_equal(d->file, path);
        assert_int_equal(notes.n, 0);
    } else {
        assert_null(d);
        assert_int_equal(notes.errors, 1);
        assert_non_null(strstr(notes.note[0].text, says));
    }
    display_free(&d);
    notes_fini(&notes);
}

static void
only_regular_files_are_read_and_nothing_is_waited_for(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), path[300];
    char *good = check_write(dir, "good.dsp", GOOD, SIZE_MAX);
    load(good, ERR_OK, NULL);
    load(dir, ERR_IO, "it is no regular file");
    load("/dev/null", ERR_IO, "it is no regular file");
    snprintf(path, sizeof path, "%s/fifo.dsp", dir);
    assert_int_equal(mkfifo(path, 0600), 0);
    load(path, ERR_IO, "it is no regular file");
    snprintf(path, sizeof path, "%s/loop.dsp", dir);
    assert_int_equal(symlink("loop.dsp", path), 0);
    load(path, ERR_IO, "symbolic links");
    snprintf(path, sizeof path, "%s/link.dsp", dir);
    assert_int_equal(symlink("good.dsp", path), 0);
    load(path, ERR_OK, NULL);
    snprintf(path, sizeof path, "%s/nothing.dsp", dir);
    load(path, ERR_NOTFOUND, "No such file");
    free(good);
    check_rmdir(&dir);
}

static void
a_file_of_64_kib_is_read_and_a_larger_one_is_not(void **state)
{
    (void)state;
    char *dir = check_tmpdir();
    char *text = malloc(DISPLAY_BYTES_MAX + 1);
    assert_non_null(text);
    memset(text, '\n', DISPLAY_BYTES_MAX + 1);
    memcpy(text, GOOD, sizeof GOOD - 1);
    char *path = check_write(dir, "a.dsp", text, DISPLAY_BYTES_MAX);
    load(path, ERR_OK, NULL);
    free(path);
    path = check_write(dir, "b.dsp", text, DISPLAY_BYTES_MAX + 1);
    load(path, ERR_LIMIT, "larger than 65536 bytes");
    free(path);
    free(text);
    check_rmdir(&dir);
}

static void
a_head_comes_from_a_file(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *id, *title;
    char *path = check_write(dir, "a.dsp", GOOD, SIZE_MAX);
    assert_int_equal(display_head(path, &id, &title), ERR_OK);
    assert_string_equal(id, "A");
    free(id);
    free(title);
    free(path);
    path = check_write(dir, "a.dsp", "screen\n", SIZE_MAX);
    assert_int_equal(display_head(path, &id, &title), ERR_FORMAT);
    assert_null(id);
    assert_int_equal(display_head(dir, &id, &title), ERR_IO);
    free(path);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_regular_files_are_read_and_nothing_is_waited_for),
        cmocka_unit_test(a_file_of_64_kib_is_read_and_a_larger_one_is_not),
        cmocka_unit_test(a_head_comes_from_a_file),
    };
    return check_run(tests);
}
