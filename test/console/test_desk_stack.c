/*
 * test_desk_stack.c - `:stack`: files are read whole or not at all, and never
 * overwritten unasked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "support/check.h"
#include "support/command_scene.h"
#include "support/desk_rig.h"

static struct mdb *mdb;

static struct command_stack *
start(struct desk_rig *r, bool is_readonly)
{
    desk_rig_open(r, SCENE_GOOD, is_readonly);
    command_scene(&r->model, COMMANDS_NONE, r->now);
    composer_set_mdb(&r->model.composer, mdb);
    desk_rig_paint(r);
    return &r->model.stack;
}

static void
run(struct desk_rig *r, const char *line)
{
    struct input_event event = {.kind = INPUT_KEY};
    desk_rig_keys(r, ":");
    for (const char *p = line; *p != '\0'; p++) {
        event.key = (unsigned char)*p;
        (void)desk_input(r->desk, &event, r->now);
    }
    desk_rig_keys(r, "Enter");
}

static void
put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void
expect_file(const char *path, const char *text)
{
    char *got = check_read(path, NULL);
    assert_string_equal(got, text);
    free(got);
}

#define FIVE                                                                   \
    "columba-stack 1\n\nPING\nSWITCH Battery=2 State=ON  # why\nwait 5s\n"     \
    "SET_MODE Mode=IDLE @sent\npause look\n"

static void
a_file_is_loaded_saved_and_not_overwritten_unasked(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, false);
    put("five.stack", FIVE);
    run(&r, "stack load five.stack");
    assert_int_equal(s->stack.n, 5);
    assert_non_null(strstr(desk_rig_text(&r), "5 lines from five.stack"));
    run(&r, "stack save copy.stack");
    assert_non_null(strstr(desk_rig_text(&r), "wrote copy.stack"));
    char *written = check_read("copy.stack", NULL);
    run(&r, "stack add PING");
    assert_true(s->is_changed);
    run(&r, "stack save"); /* where it was saved: asks */
    assert_non_null(strstr(
        desk_rig_text(&r), "copy.stack is there already: overwrite it? [y/N]"));
    desk_rig_keys(&r, "Enter");
    expect_file("copy.stack", written);
    run(&r, "stack save");
    desk_rig_keys(&r, "y");
    char *want = xasprintf("%sPING\n", written);
    expect_file("copy.stack", want);
    assert_false(s->is_changed);
    run(&r, "stack load copy.stack");
    assert_int_equal(s->stack.n, 6);
    free(want);
    free(written);
    run(&r, "stack save /nosuch/x.stack");
    assert_non_null(strstr(desk_rig_text(&r), "is not written"));
    desk_rig_close(&r);
}

static void
lines_that_are_not_saved_are_not_dropped_unasked(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, false);
    put("five.stack", FIVE);
    run(&r, "stack add SET_MODE Mode=SAFE");
    run(&r, "stack load five.stack");
    assert_non_null(strstr(desk_rig_text(&r), "not saved: replace it? [y/N]"));
    desk_rig_keys(&r, "n");
    assert_int_equal(s->stack.n, 1);
    run(&r, "stack load five.stack");
    desk_rig_keys(&r, "y");
    assert_int_equal(s->stack.n, 5);
    run(&r, "stack clear");
    assert_non_null(strstr(desk_rig_text(&r), "Take all 5 lines out"));
    desk_rig_keys(&r, "n");
    assert_int_equal(s->stack.n, 5);
    run(&r, "stack clear");
    desk_rig_keys(&r, "y");
    assert_int_equal(s->stack.n, 0);
    desk_rig_keys(&r, "4 U");
    desk_rig_close(&r);
}

static void
all_that_is_wrong_with_a_file_is_listed(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, false);
    put("bad.stack",
        "columba-stack 1\nPING A=\"x\nwait never\nSWITCH Battery\n");
    run(&r, "stack load bad.stack");
    assert_int_equal(s->stack.n, 0);
    assert_non_null(strstr(desk_rig_text(&r), "Problems of bad.stack"));
    assert_non_null(strstr(desk_rig_text(&r), "not loaded: bad.stack: 3 err"));
    assert_int_equal(s->notes.n, 3);
    /* what is whole and not of this database is loaded, and told */
    put("other.stack", "columba-stack 1\nPING\nSWITCH Battery=9\nNOSUCH A=1\n");
    run(&r, "stack load other.stack");
    assert_int_equal(s->stack.n, 3);
    assert_non_null(strstr(desk_rig_text(&r), "9 is not in 1 .. 3"));
    assert_int_equal(s->notes.errors, 2);
    run(&r, "stack check");
    assert_int_equal(s->notes.errors, 2);
    run(&r, "stack load nosuch.stack");
    assert_non_null(strstr(desk_rig_text(&r), "nosuch.stack"));
    run(&r, "stack load .");
    run(&r, "stack load /dev/zero");
    run(&r, "stack load /dev/null");
    assert_int_equal(s->stack.n, 3);
    assert_true(desk_rig_is_clean(&r));
    desk_rig_close(&r);
}

static void
stacks_of_yamcs_come_in_and_go_out_again(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, false);
    put("five.stack", FIVE);
    run(&r, "stack load five.stack");
    run(&r, "stack export five.ycs");
    char *ycs = check_read("five.ycs", NULL);
    assert_non_null(strstr(ycs, "/LAB/SWITCH"));
    run(&r, "stack import five.ycs");
    assert_string_equal(s->stack.item[0].name, "/LAB/PING");
    assert_string_equal(stack_item_get(&s->stack.item[1], "Battery"), "2");
    assert_string_equal(stack_item_get(&s->stack.item[1], "State"), "ON");
    run(&r, "stack export five.ycs");
    desk_rig_keys(&r, "n");
    expect_file("five.ycs", ycs);
    free(ycs);
    desk_rig_close(&r);
}

static void
hostile_files_change_nothing(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, false);
    char *big = xcalloc(STACK_BYTES_MAX + 2, 1);
    memset(big, 'A', STACK_BYTES_MAX + 1); /* a byte too many */
    put("big.stack", big);
    run(&r, "stack load big.stack");
    run(&r, "stack import big.stack");
    big[STACK_BYTES_MAX] = '\0'; /* one line, no head */
    put("big.stack", big);
    run(&r, "stack load big.stack");
    assert_int_equal(s->stack.n, 0);
    FILE *f = fopen("many.stack", "w");
    fputs("columba-stack 1\n", f);
    for (int i = 0; i < 10001; i++)
        fputs("\033[2J\302\233PING =\n", f);
    fclose(f);
    run(&r, "stack load many.stack");
    assert_int_equal(s->stack.n, 0);
    assert_true(s->notes.errors > 0);
    (void)desk_rig_text(&r);
    assert_true(desk_rig_is_clean(&r));
    f = fopen("full.stack", "w");
    fputs("columba-stack 1\n", f);
    for (int i = 0; i < STACK_ITEMS_MAX; i++)
        fputs("PING\n", f);
    fclose(f);
    run(&r, "stack load full.stack");
    if (s->stack.n > 0) { /* as many as a stack may have: all of it works */
        desk_rig_keys(&r, "4 G Y ( ) _ U & S W I Enter");
        run(&r, "stack check");
    }
    assert_true(s->stack.n >= 9999);
    (void)desk_rig_text(&r);
    free(big);
    desk_rig_close(&r);
}

static void
who_only_watches_reads_nothing_and_writes_where_he_may(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, true);
    put("five.stack", FIVE);
    static const char *const lines[] = {"stack load five.stack",
        "stack import five.stack", "stack add PING", "stack clear",
        "stack save no.stack", "stack export no.ycs"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        run(&r, lines[i]);
        assert_non_null(strstr(desk_rig_text(&r), "read-only"));
    }
    assert_int_equal(s->stack.n, 0);
    assert_int_not_equal(access("no.stack", F_OK), 0);
    struct strbuf name = {0};
    assert_false(desk_stack_name(r.desk, "", false, 0, &name));
    r.desk->config.export_dir = ".";
    run(&r, "stack save ../no.stack");
    assert_non_null(strstr(desk_rig_text(&r), "plain name"));
    run(&r, "stack save watched.stack");
    assert_int_equal(access("watched.stack", F_OK), 0);
    run(&r, "stack save watched.stack");
    assert_non_null(strstr(desk_rig_text(&r), "is not written"));
    strbuf_fini(&name);
    desk_rig_close(&r);
}

static void
names_of_files_are_completed(void **state)
{
    (void)state;
    struct desk_rig r;
    start(&r, false);
    put("aaa.stack", FIVE);
    put("aaa.txt", "");
    desk_rig_keys(&r, ":stack Space load Space aa Tab");
    assert_string_equal(r.desk->prompt.edit.text, "stack load aaa.stack");
    desk_rig_keys(&r, "Esc Esc :stack Space import Space aa Tab");
    assert_string_equal(r.desk->prompt.edit.text, "stack import aa");
    desk_rig_close(&r);
}

static void
a_mistyped_line_says_how(void **state)
{
    (void)state;
    struct desk_rig r;
    struct command_stack *s = start(&r, false);
    static const char *const lines[] = {
        "stack nosuch", "stack load", "stack save", "stack check it"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        run(&r, lines[i]);
        assert_non_null(strstr(desk_rig_text(&r), ":stack load|save FILE"));
    }
    run(&r, "stack add PING A=\"");
    run(&r, "stack add mission X");
    run(&r, "stack add until sent");
    assert_int_equal(s->stack.n, 0);
    run(&r, "stack add wait 5s");
    run(&r, "stack add # words for people");
    assert_int_equal(s->stack.n, 2);
    desk_rig_close(&r);
}

static void
what_was_not_submitted_outlasts_the_console(void **state)
{
    (void)state;
    struct desk_rig r;
    struct strbuf text = {0};
    struct command_stack *s = start(&r, false);
    run(&r, "stack add PING");
    run(&r, "stack add SET_MODE Mode=IDLE");
    command_stack_submitted(s, s->line[0].key, "aa");
    desk_take_stack(r.desk, &text);
    desk_rig_close(&r);
    s = start(&r, false);
    assert_true(desk_put_stack(r.desk, "kept", strbuf_get(&text), text.len));
    assert_int_equal(s->stack.n, 1);
    assert_non_null(strstr(desk_rig_text(&r), "1 line of your last session"));
    assert_false(desk_put_stack(r.desk, "kept", "x", 1));
    assert_int_equal(s->stack.n, 1);
    strbuf_fini(&text);
    desk_rig_close(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_loaded_saved_and_not_overwritten_unasked),
        cmocka_unit_test(lines_that_are_not_saved_are_not_dropped_unasked),
        cmocka_unit_test(all_that_is_wrong_with_a_file_is_listed),
        cmocka_unit_test(stacks_of_yamcs_come_in_and_go_out_again),
        cmocka_unit_test(hostile_files_change_nothing),
        cmocka_unit_test(
            who_only_watches_reads_nothing_and_writes_where_he_may),
        cmocka_unit_test(names_of_files_are_completed),
        cmocka_unit_test(a_mistyped_line_says_how),
        cmocka_unit_test(what_was_not_submitted_outlasts_the_console),
    };
    struct notes notes = {0};
    char *path = check_path("console/data/commands.xml");
    if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        return 1;
    free(path);
    notes_fini(&notes);
    char *dir = check_tmpdir();
    if (chdir(dir) != 0)
        return 1;
    int status = check_run(tests);
    if (chdir("/") != 0)
        return 1;
    check_rmdir(&dir);
    mdb_free(&mdb);
    return status;
}
