/*
 * test_display_set.c - the displays there are, and what becomes of their files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/str.h"
#include "console/display/display_set.h"

#define SECOND INT64_C(1000000000)

/* Three directories and a catalogue of them. */
struct rig {
    char *top, *dir[3];
    struct display_set *c;
    int64_t now;
    int saves; /* a file saved twice in one tick of the clock differs in size */
};

static const char *const origins[] = {"user", "mission", "shipped"};

static void
put(struct rig *r, int dir, const char *name, const char *text)
{
    struct strbuf padded = {0};
    strbuf_adds(&padded, text);
    for (int i = 0; i <= r->saves; i++)
        strbuf_addc(&padded, '\n');
    r->saves++;
    free(check_write(r->dir[dir], name, strbuf_get(&padded), padded.len));
    strbuf_fini(&padded);
}

static char *
page(const char *id, const char *title)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    fprintf(f, "display %s \"%s\"\nscreen\n%s\nend\n", id, title, title);
    fclose(f);
    return text;
}

static void
put_page(
    struct rig *r, int dir, const char *name, const char *id, const char *title)
{
    char *text = page(id, title);
    put(r, dir, name, text);
    free(text);
}

static void
drop(struct rig *r, int dir, const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", r->dir[dir], name);
    assert_int_equal(unlink(path), 0);
}

static bool
poll_later(struct rig *r)
{
    r->now += SECOND;
    return display_set_poll(r->c, (struct mono){r->now});
}

static void
rig_init(struct rig *r)
{
    *r = (struct rig){.top = check_tmpdir()};
    for (size_t i = 0; i < ARRAY_LEN(r->dir); i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s", r->top, origins[i]);
        assert_int_equal(mkdir(path, 0700), 0);
        r->dir[i] = strdup(path);
    }
}

static void
rig_open(struct rig *r)
{
    const char *const dirs[] = {r->dir[0], r->dir[1], r->dir[2]};
    r->c = display_set_new(dirs, origins, 3);
}

static void
rig_fini(struct rig *r)
{
    display_set_free(&r->c);
    assert_null(r->c);
    for (size_t i = 0; i < ARRAY_LEN(r->dir); i++)
        free(r->dir[i]);
    check_rmdir(&r->top);
}

/* "A:user A-title B:shipped ...": the whole list. */
static char *
listed(const struct rig *r)
{
    struct strbuf out = {0};
    for (size_t i = 0; i < display_set_count(r->c); i++) {
        const struct display_set_row *row = display_set_row(r->c, i);
        strbuf_addf(&out, "%s%s:%s \"%s\"%s", i > 0 ? ", " : "", row->id,
            row->origin, row->title, row->is_broken ? " broken" : "");
    }
    return strbuf_take(&out);
}

static void
expect(const struct rig *r, const char *list)
{
    char *is = listed(r);
    assert_string_equal(is, list);
    free(is);
}

static void
the_first_file_with_an_id_wins(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r);
    put_page(&r, 2, "a.dsp", "A", "shipped a");
    put_page(&r, 2, "b.dsp", "B", "shipped b");
    put_page(&r, 2, "b2.dsp", "B", "second b");
    put_page(&r, 1, "zz.dsp", "A", "mission a");
    put_page(&r, 0, "c.dsp", "C", "my c");
    put_page(&r, 0, ".hidden.dsp", "H", "hidden");
    put_page(&r, 0, "c.dsp~", "D", "backup");
    rig_open(&r);
    expect(&r, "A:mission \"mission a\", B:shipped \"shipped b\", "
               "C:user \"my c\"");
    assert_null(display_set_row(r.c, 3));
    put_page(&r, 0, "a.dsp", "A", "my a");
    assert_true(poll_later(&r));
    expect(&r, "A:user \"my a\", B:shipped \"shipped b\", C:user \"my c\"");
    drop(&r, 0, "a.dsp");
    drop(&r, 1, "zz.dsp");
    assert_true(poll_later(&r));
    expect(&r,
        "A:shipped \"shipped a\", B:shipped \"shipped b\", C:user \"my c\"");
    assert_false(poll_later(&r));
    rig_fini(&r);
}

static void
a_page_is_loaded_when_it_is_asked_for_in_any_letters(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r);
    put_page(&r, 2, "a.dsp", "PWR-01", "power");
    rig_open(&r);
    assert_null(display_set_row(r.c, 0)->page);
    const struct display_set_row *row = display_set_get(r.c, "pwr-01");
    assert_non_null(row);
    assert_ptr_equal(row, display_set_row(r.c, 0));
    assert_string_equal(row->page->title, "power");
    assert_null(display_set_get(r.c, "PWR-02"));
    unsigned version = row->version;
    assert_int_equal(display_set_get(r.c, "PWR-01")->version, version);
    rig_fini(&r);
}

static void
a_page_saved_with_errors_stays_as_it_was(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "display A \"new\"\nscreen\n{zz }\nend\n",
        "display A \"new\"\nscreen\nhalf of",
        "",
        "\x1b[2J",
    };
    struct rig r;
    rig_init(&r);
    put_page(&r, 2, "pwr.dsp", "A", "old");
    rig_open(&r);
    unsigned version = display_set_get(r.c, "A")->version;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        put(&r, 2, "pwr.dsp", broken[i]);
        assert_true(poll_later(&r));
        const struct display_set_row *row = display_set_get(r.c, "A");
        assert_int_equal(display_set_count(r.c), 1);
        assert_true(row->is_broken);
        assert_true(row->notes.errors > 0);
        assert_string_equal(row->page->title, "old");
        assert_int_equal(row->version, version);
    }
    put_page(&r, 2, "pwr.dsp", "A", "right again");
    assert_true(poll_later(&r));
    const struct display_set_row *row = display_set_get(r.c, "A");
    assert_false(row->is_broken);
    assert_int_equal(row->notes.n, 0);
    assert_string_equal(row->page->title, "right again");
    assert_true(row->version != version);
    rig_fini(&r);
}

static void
files_that_are_none_are_listed_as_broken_and_nothing_waits(void **state)
{
    (void)state;
    struct rig r;
    char path[400];
    rig_init(&r);
    snprintf(path, sizeof path, "%s/fifo.dsp", r.dir[0]);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(path, sizeof path, "%s/loop.dsp", r.dir[0]);
    assert_int_equal(symlink("loop.dsp", path), 0);
    snprintf(path, sizeof path, "%s/nowhere.dsp", r.dir[0]);
    assert_int_equal(symlink("/nowhere/at/all", path), 0);
    snprintf(path, sizeof path, "%s/dir.dsp", r.dir[0]);
    assert_int_equal(mkdir(path, 0700), 0);
    put(&r, 1, "no head \xff.dsp", "screen\nx\nend\n");
    rig_open(&r);
    expect(&r, "DIR:user \"\" broken, FIFO:user \"\" broken, "
               "LOOP:user \"\" broken, NO_HEAD__:mission \"\" broken");
    const struct display_set_row *row = display_set_get(r.c, "fifo");
    assert_null(row->page);
    assert_int_equal(row->notes.errors, 1);
    assert_false(poll_later(&r));
    rig_fini(&r);
}

static void
a_directory_may_come_and_go(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r);
    put_page(&r, 1, "a.dsp", "A", "a");
    char away[400];
    snprintf(away, sizeof away, "%s/away", r.top);
    assert_int_equal(rename(r.dir[1], away), 0);
    rig_open(&r);
    expect(&r, "");
    assert_int_equal(rename(away, r.dir[1]), 0);
    assert_true(poll_later(&r));
    expect(&r, "A:mission \"a\"");
    assert_non_null(display_set_get(r.c, "A")->page);
    assert_int_equal(rename(r.dir[1], away), 0);
    assert_true(poll_later(&r));
    expect(&r, "");
    assert_null(display_set_get(r.c, "A"));
    rig_fini(&r);
}

static void
directories_are_looked_at_once_a_second(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r);
    rig_open(&r);
    assert_false(display_set_poll(r.c, (struct mono){5 * SECOND}));
    put_page(&r, 0, "a.dsp", "A", "a");
    assert_false(display_set_poll(r.c, (struct mono){6 * SECOND - 1}));
    assert_true(display_set_poll(r.c, (struct mono){6 * SECOND}));
    rig_fini(&r);
}

static void
links_are_looked_up_in_the_list(void **state)
{
    (void)state;
    struct rig r;
    rig_init(&r);
    put(&r, 0, "a.dsp", "display A \"a\"\nscreen\n{>THM-01} {>THM-02}\nend\n");
    put_page(&r, 2, "t.dsp", "THM-01", "thermal");
    rig_open(&r);
    const struct display_set_row *row = display_set_get(r.c, "A");
    assert_non_null(row->page);
    assert_int_equal(row->notes.n, 1);
    assert_string_equal(
        row->notes.note[0].text, "there is no display THM-02; nearest: THM-01");
    rig_fini(&r);
}

static void
another_database_makes_all_pages_anew(void **state)
{
    (void)state;
    struct rig r;
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = check_path("console/display/data/epm-v12.xml");
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &mdb), ERR_OK);
    rig_init(&r);
    put(&r, 0, "a.dsp",
        "display A \"a\"\nscreen\n{m }\nend\nm /COL/RACK3/EPM/MODE\n");
    rig_open(&r);
    const struct display_set_row *row = display_set_get(r.c, "A");
    unsigned version = row->version;
    assert_int_equal(row->page->def[0].item, MDB_NIL);
    display_set_use_mdb(r.c, mdb);
    assert_null(row->page);
    row = display_set_get(r.c, "A");
    assert_true(row->version != version);
    assert_string_equal(
        mdb->item[row->page->def[0].item].name, "/COL/RACK3/EPM/MODE");
    assert_true(row->page->mdb_hash == mdb->hash);
    rig_fini(&r);
    mdb_free(&mdb);
    notes_fini(&notes);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_file_with_an_id_wins),
        cmocka_unit_test(a_page_is_loaded_when_it_is_asked_for_in_any_letters),
        cmocka_unit_test(a_page_saved_with_errors_stays_as_it_was),
        cmocka_unit_test(
            files_that_are_none_are_listed_as_broken_and_nothing_waits),
        cmocka_unit_test(a_directory_may_come_and_go),
        cmocka_unit_test(directories_are_looked_at_once_a_second),
        cmocka_unit_test(links_are_looked_up_in_the_list),
        cmocka_unit_test(another_database_makes_all_pages_anew),
    };
    return check_run(tests);
}
