/*
 * test_workspace.c - what stands where as text, and texts that are refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/workspace.h"

#include "support/check.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/attr.h"
#include "console/view.h"

#define HEAD "columba-layout 1\n"

static enum err
parse(const char *text, struct workspace *out, struct notes *notes)
{
    return workspace_parse("f", text, strlen(text), out, notes);
}

static void
a_text_is_read_and_written_back_as_it_was(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD "pane params\nfocus 1\n",
        HEAD "pane -\nfocus 1\n",
        HEAD "beside 49.9%\n  pane display PWR-01\n  stacked 60.0%\n"
             "    pane alarms\n    pane events gap 3\n"
             "      filter !heater  two\nfocus 3\nfull\n"
             "set theme=grey\nset time=date\n",
        HEAD "usual 3\n  pane params\n  pane -\n  pane events\nfocus 3\n",
        HEAD "stacked 0.1%\n  pane params\n  pane param \u00b5/x\nfocus 2\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct notes notes = {0};
        struct strbuf out = {0};
        struct workspace w;
        assert_int_equal(parse(texts[i], &w, &notes), ERR_OK);
        assert_int_equal(notes.n, 0);
        workspace_format(&w, &out);
        assert_string_equal(strbuf_get(&out), texts[i]);
        strbuf_fini(&out);
    }
}

static void
people_may_write_it_with_comments_and_without_shares(void **state)
{
    (void)state;
    struct notes notes = {0};
    struct workspace w;
    assert_int_equal(parse(HEAD "# mine\r\n\n\tbeside\r\npane params  \n"
                                "   stacked 33%\npane a\npane b c  d\n",
                         &w, &notes),
        ERR_OK);
    assert_int_equal(w.tiling.tile[0].share, 500);
    assert_int_equal(w.tiling.tile[2].share, 330);
    assert_string_equal(w.pane[2].argument, "c  d");
    assert_int_equal(w.focus, 0);
}

static void
what_is_wrong_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned line, col;
        const char *note;
    } rows[] = {
        {"", 0, 0, "there is no pane"},
        {"#\n", 1, 0, "there is no pane"},
        {"pane x\n", 1, 1, "the first line must be 'columba-layout 1'"},
        {"columba-layout 2\n", 1, 1, "the first line must be"},
        {HEAD, 1, 0, "there is no pane"},
        {HEAD "pane\n", 2, 5, "a pane needs the name of a view, or -"},
        {HEAD "pane a\npane b\n", 3, 1, "this is no part of a split"},
        {HEAD "beside\npane a\n", 3, 0, "1 more pane should follow"},
        {HEAD "beside\nbeside\npane a\n", 4, 0, "2 more panes should follow"},
        {HEAD "beside 0%\n", 2, 8, "'0%' is no share"},
        {HEAD "beside 100%\n", 2, 8, "'100%' is no share"},
        {HEAD "beside nan\n", 2, 8, "'nan' is no share"},
        {HEAD "beside 5%%\n", 2, 8, "'5%%' is no share"},
        {HEAD "  turn left\n", 2, 3, "'turn' is none of: beside"},
        {HEAD "pane a\nfocus 2\n", 3, 7, "the number of a pane above, 1 to 1"},
        {HEAD "pane a\nfocus 0\n", 3, 7, "the number of a pane above"},
        {HEAD "focus 1\n", 2, 7, "the number of a pane above"},
        {HEAD "filter x\n", 2, 1, "a filter belongs below a pane"},
        {HEAD "usual 9\n", 2, 7, "usual needs a number from 1 to 8"},
        {HEAD "usual 1\npane a\npane b\n", 4, 1, "more panes than 'usual'"},
        {HEAD "usual 2\npane a\n", 3, 0, "1 more pane should follow"},
        {HEAD "usual 1\nbeside\n", 3, 1, "this is no part of a split"},
        {HEAD "pane a\nusual 1\n", 3, 1, "the panes were said before"},
        {HEAD "pane a\nset x\n", 3, 5, "set needs NAME=VALUE"},
        {HEAD "pane a\nset x=y\n", 3, 5, "no setting 'x'"},
        {HEAD "pane a\nset time=x\n", 3, 5, ""},
        {HEAD "pane a\x1b[2J\n", 2, 1, "cannot be printed"},
        {HEAD "pane a\xff\n", 2, 1, "cannot be printed"},
        {HEAD "pane a \xe2\x80\xae\n", 2, 1, "cannot be printed"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct notes notes = {0};
        struct workspace w;
        assert_int_equal(parse(rows[i].text, &w, &notes), ERR_FORMAT);
        assert_true(notes.n > 0);
        if (strstr(notes.note[0].text, rows[i].note) == NULL ||
            notes.note[0].line != rows[i].line ||
            notes.note[0].col != rows[i].col)
            fail_msg("%s: %u:%u: %s", rows[i].text, notes.note[0].line,
                notes.note[0].col, notes.note[0].text);
        notes_fini(&notes);
    }
}

static void
more_panes_than_there_can_be_are_refused(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct strbuf text = {0};
        struct notes notes = {0};
        struct workspace w;
        strbuf_adds(&text, HEAD);
        for (int i = 0; i < 3000; i++)
            strbuf_adds(&text, kind == 0                 ? "beside\n"
                               : kind == 1 && i % 2 == 0 ? "stacked\n"
                                                         : "pane a\n");
        assert_int_equal(parse(strbuf_get(&text), &w, &notes), ERR_FORMAT);
        notes_fini(&notes);
        strbuf_fini(&text);
    }
}

static void
any_text_is_refused_or_comes_back_as_the_same(void **state)
{
    (void)state;
    static const char *const words[] = {"beside", "stacked 30%", "pane a b",
        "pane -", "filter x", "usual 2", "focus 2", "full", "set time=date",
        "set", "#", "", "pane \x01", "focus 99999999999999999999"};
    uint32_t seed = 3;
    int accepted = 0;
    for (int i = 0; i < 200000; i++) {
        struct strbuf text = {0}, out = {0}, again = {0};
        struct notes notes = {0};
        struct workspace w, v;
        strbuf_adds(&text, HEAD);
        for (int k = 0; k < 8; k++) {
            seed = seed * 1664525 + 1013904223;
            strbuf_addf(&text, "%s\n", words[(seed >> 16) % ARRAY_LEN(words)]);
        }
        if (parse(strbuf_get(&text), &w, &notes) == ERR_OK) {
            accepted++;
            assert_true(w.focus >= 0 && w.focus < TILING_PANES_MAX);
            assert_true(w.is_usual || tiling_has(&w.tiling, w.focus));
            workspace_format(&w, &out);
            assert_int_equal(parse(strbuf_get(&out), &v, &notes), ERR_OK);
            workspace_format(&v, &again);
            assert_string_equal(strbuf_get(&out), strbuf_get(&again));
        } else
            assert_true(notes.n > 0);
        notes_fini(&notes);
        strbuf_fini(&text);
        strbuf_fini(&out);
        strbuf_fini(&again);
    }
    assert_true(accepted > 100);
}

static void
any_bytes_are_refused_or_read(void **state)
{
    (void)state;
    static const char good[] =
        HEAD "beside 49.9%\n  pane display PWR-01\n  stacked 60%\n"
             "    pane alarms\n    pane events gap 3\n      filter !x\n"
             "focus 3\nfull\nset theme=grey\n";
    uint32_t seed = 11;
    for (int i = 0; i < 100000; i++) {
        char text[sizeof good];
        struct workspace w;
        struct notes notes = {0};
        memcpy(text, good, sizeof good);
        for (int k = 0; k < 1 + i % 5; k++) {
            seed = seed * 1664525 + 1013904223;
            text[(seed >> 8) % (sizeof good - 1)] = (char)(seed >> 24);
        }
        seed = seed * 1664525 + 1013904223;
        size_t len = i % 3 == 0 ? (seed >> 8) % sizeof good : sizeof good - 1;
        if (workspace_parse("f", text, len, &w, &notes) == ERR_OK)
            assert_true(w.is_usual || tiling_has(&w.tiling, w.focus));
        else
            assert_true(notes.n > 0);
        notes_fini(&notes);
    }
}

static void
what_cannot_be_printed_is_not_written(void **state)
{
    (void)state;
    struct workspace w = {.tiling = tiling_of(0)};
    struct strbuf out = {0};
    str_copy(w.pane[0].view, sizeof w.pane[0].view, "events");
    str_copy(w.pane[0].argument, sizeof w.pane[0].argument, "a\nfull\x1b");
    str_copy(w.pane[0].filter, sizeof w.pane[0].filter, "b\x07");
    workspace_format(&w, &out);
    assert_string_equal(strbuf_get(&out), HEAD "pane events\nfocus 1\n");
    strbuf_fini(&out);
}

static void
a_file_is_replaced_whole_and_is_its_owners_only(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), path[300];
    struct stat st;
    struct workspace w;
    struct notes notes = {0};
    snprintf(path, sizeof path, "%s/new/deep/a.layout", dir);
    assert_int_equal(workspace_load(path, &w, &notes), ERR_NOTFOUND);
    assert_true(workspace_save(path, HEAD "pane a\n"));
    assert_true(workspace_save(path, HEAD "pane b\n"));
    assert_int_equal(workspace_load(path, &w, &notes), ERR_OK);
    assert_string_equal(w.pane[0].view, "b");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    /* a link that somebody put there is replaced, not followed */
    char other[300], *text;
    snprintf(other, sizeof other, "%s/precious", dir);
    free(check_write(dir, "precious", "keep", SIZE_MAX));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(other, path), 0);
    assert_true(workspace_save(path, HEAD "pane c\n"));
    text = check_read(other, NULL);
    assert_string_equal(text, "keep");
    free(text);
    /* where there is no directory it says so */
    assert_false(workspace_save("/proc/nowhere/a.layout", "x"));
    notes_fini(&notes);
    check_rmdir(&dir);
}

/* Consoles of one user that end at once: one whole file is left, and nothing
 * else; who reads meanwhile finds a whole one, too. */
static void
writers_at_once_leave_one_whole_file(void **state)
{
    (void)state;
    enum {
        WRITERS = 4,
        TIMES = 200,
        LINES = 400
    };
    char *dir = check_tmpdir(), path[300];
    pid_t pid[WRITERS];
    snprintf(path, sizeof path, "%s/s/a.layout", dir);
    for (int i = 0; i < WRITERS; i++) {
        pid[i] = fork();
        assert_true(pid[i] >= 0);
        if (pid[i] != 0)
            continue;
        struct strbuf text = {0}; /* of another length for each */
        bool ok = true;
        strbuf_adds(&text, HEAD);
        for (int line = 0; line < (i + 1) * LINES; line++)
            strbuf_addf(&text, "# %d\n", i);
        strbuf_addf(&text, "pane view%d\n", i);
        for (int n = 0; n < TIMES && ok; n++)
            ok = workspace_save(path, strbuf_get(&text));
        strbuf_fini(&text);
        _exit(ok ? 0 : 1);
    }
    int ended = 0, whole = 0;
    while (ended < WRITERS) {
        struct workspace w;
        struct notes notes = {0};
        int status;
        enum err e = workspace_load(path, &w, &notes);
        assert_true(e == ERR_OK || (e == ERR_NOTFOUND && whole == 0));
        whole += e == ERR_OK;
        notes_fini(&notes);
        for (int i = 0; i < WRITERS; i++)
            if (pid[i] != 0 && waitpid(pid[i], &status, WNOHANG) == pid[i]) {
                assert_int_equal(status, 0);
                pid[i] = 0;
                ended++;
            }
    }
    char *text = check_read(path, NULL);
    int lines = 0, of = strchr("0123", text[sizeof HEAD + 1]) != NULL
                            ? text[sizeof HEAD + 1] - '0'
                            : -1;
    for (const char *c = text; *c != '\0'; c++)
        lines += *c == '\n';
    assert_in_range(of, 0, WRITERS - 1);
    assert_int_equal(lines, (of + 1) * LINES + 2);
    free(text);
    assert_int_equal(unlink(path), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0); /* no part of a file is left */
    check_rmdir(&dir);
}

static void
shipped_layouts_name_views_and_displays_that_exist(void **state)
{
    (void)state;
    char *dir = check_path("../layouts");
    DIR *d = opendir(dir);
    struct dirent *e;
    int n = 0;
    assert_non_null(d);
    while ((e = readdir(d)) != NULL) {
        char path[600];
        struct workspace w;
        struct notes notes = {0};
        if (!str_suffix(e->d_name, ".layout"))
            continue;
        n++;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        assert_int_equal(workspace_load(path, &w, &notes), ERR_OK);
        for (int i = 0; i < TILING_PANES_MAX; i++) {
            if (w.pane[i].view[0] == '\0')
                continue;
            assert_non_null(view_find(w.pane[i].view));
            if (!str_eq(w.pane[i].view, "display"))
                continue;
            char id[64];
            str_copy(id, sizeof id, w.pane[i].argument);
            for (char *c = id; *c != '\0'; c++)
                *c = (char)(*c == '-' ? '-' : tolower((unsigned char)*c));
            /* PWR-01 is displays/pwr01.dsp, with or without the dash */
            char with[700], without[700], *dash = strchr(id, '-');
            snprintf(with, sizeof with, "%s/../displays/%s.dsp", dir, id);
            if (dash != NULL)
                memmove(dash, dash + 1, strlen(dash));
            snprintf(without, sizeof without, "%s/../displays/%s.dsp", dir, id);
            assert_true(access(with, R_OK) == 0 || access(without, R_OK) == 0);
        }
        notes_fini(&notes);
    }
    assert_int_equal(n, 3);
    closedir(d);
    free(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_read_and_written_back_as_it_was),
        cmocka_unit_test(people_may_write_it_with_comments_and_without_shares),
        cmocka_unit_test(what_is_wrong_is_refused_with_its_place),
        cmocka_unit_test(more_panes_than_there_can_be_are_refused),
        cmocka_unit_test(any_text_is_refused_or_comes_back_as_the_same),
        cmocka_unit_test(any_bytes_are_refused_or_read),
        cmocka_unit_test(what_cannot_be_printed_is_not_written),
        cmocka_unit_test(shipped_layouts_name_views_and_displays_that_exist),
        cmocka_unit_test(writers_at_once_leave_one_whole_file),
        cmocka_unit_test(a_file_is_replaced_whole_and_is_its_owners_only),
    };
    return check_run(tests);
}
