/*
 * test_asrun_ends.c - the ends of a record are read, whatever is between them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/asrun_ends.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/check.h"

#include "common/chain.h"
#include "common/xalloc.h"

static const char *const form_text[] = {ASRUN_TEXT_FILE, ASRUN_JSON_FILE};

struct scene {
    char *dir;
    struct strbuf form[2]; /* text, JSON */
    char chain[DIGEST_HEX];
    uint64_t n;
};

static void
add(struct scene *s, const char *more)
{
    static const struct asrun_head head = {.time = {NS_PER_S},
        .run = "aa01",
        .procedure = "P-1",
        .approval = "draft",
        .person = "FC-1"};
    const struct asrun_event e = {.time = {(int64_t)(s->n + 1) * NS_PER_S},
        .kind = PLUTO_T_LOG,
        .number = "1",
        .item = "",
        .text = "said",
        .more = more,
        .person = ""};
    asrun_line_fmt(
        s->n, s->n == 0 ? &head : NULL, &e, s->chain, &s->form[0], &s->form[1]);
    s->n++;
}

static int
setup(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    s->dir = check_ramdir();
    memcpy(s->chain, CHAIN_NONE, sizeof s->chain);
    add(s, "");
    *state = s;
    return 0;
}

static int
teardown(void **state)
{
    struct scene *s = *state;
    strbuf_fini(&s->form[0]);
    strbuf_fini(&s->form[1]);
    check_rmdir(&s->dir);
    free(s);
    return 0;
}

/* Both forms, without their last `cut` bytes: as many lines, and that fault
 * of the last one. */
static void
assert_ends(struct scene *s, size_t cut, uint64_t lines, const char *fault)
{
    for (unsigned i = 0; i < 2; i++) {
        struct asrun_ends ends;
        const char *why;
        char *path = check_write(s->dir, form_text[i], strbuf_get(&s->form[i]),
            s->form[i].len - cut);
        assert_int_equal(asrun_ends_read(path, &ends, &why), ERR_OK);
        assert_string_equal(ends.first.head.run, "aa01");
        assert_string_equal(ends.first.head.procedure, "P-1");
        assert_int_equal(ends.has_last, lines > 0);
        if (lines > 0) {
            assert_int_equal(ends.last.n, lines);
            assert_string_equal(ends.last.event.text, "said");
        }
        if (fault == NULL)
            assert_null(why);
        else
            assert_non_null(strstr(why != NULL ? why : "good", fault));
        asrun_ends_fini(&ends);
        free(path);
    }
}

static void
a_head_alone_has_no_last_line(void **state)
{
    assert_ends(*state, 0, 0, NULL);
}

static void
the_last_whole_line_is_the_last(void **state)
{
    struct scene *s = *state;
    add(s, "");
    assert_ends(s, 0, 1, NULL);
    assert_ends(s, 1, 0, NULL); /* somebody writes it just now */
    add(s, "");
    assert_ends(s, 0, 2, NULL);
    for (size_t cut = 1; cut < 40; cut++)
        assert_ends(s, cut, 1, NULL);
}

/* Around every size of the pieces that are read. */
static void
long_lines_and_many_are_no_matter(void **state)
{
    struct scene *s = *state;
    char *more = xcalloc(4001, 1);
    memset(more, 'm', 4000);
    for (size_t len = 3500; len <= 4000; len += 7) {
        more[len] = '\0';
        add(s, more);
        assert_ends(s, 0, s->n - 1, NULL);
        more[len] = 'm';
    }
    free(more);
}

/* What is between is not looked at; what is at the end is. */
static void
a_changed_last_line_is_told(void **state)
{
    struct scene *s = *state;
    for (unsigned i = 0; i < 5; i++)
        add(s, "");
    char *json = strstr(strbuf_get(&s->form[1]), "\"n\":2");
    assert_non_null(json);
    json[4] = '7';
    struct asrun_ends ends;
    const char *why;
    char *path = check_write(
        s->dir, ASRUN_JSON_FILE, strbuf_get(&s->form[1]), s->form[1].len);
    assert_int_equal(asrun_ends_read(path, &ends, &why), ERR_OK);
    assert_null(why);
    assert_int_equal(ends.last.n, 5);
    asrun_ends_fini(&ends);
    free(path);
    for (unsigned i = 0; i < 2; i++)
        memset(s->form[i].s + s->form[i].len - 20, '#', 19);
    path = check_write(
        s->dir, ASRUN_TEXT_FILE, strbuf_get(&s->form[0]), s->form[0].len);
    assert_int_equal(asrun_ends_read(path, &ends, &why), ERR_OK);
    assert_non_null(why);
    assert_false(ends.has_last);
    asrun_ends_fini(&ends);
    free(path);
}

static void
what_is_no_record_is_refused(void **state)
{
    static const char *const bad[] = {
        "", "\n", "hello\n", "{}\n", "{\"v\":1}\n", "no line feed"};
    struct scene *s = *state;
    struct asrun_ends ends;
    const char *why;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char *path = check_write(s->dir, "bad", bad[i], SIZE_MAX);
        assert_int_equal(asrun_ends_read(path, &ends, &why), ERR_FORMAT);
        asrun_ends_fini(&ends);
        free(path);
    }
    assert_int_equal(
        asrun_ends_read("/nonexistent/x", &ends, &why), ERR_NOTFOUND);
    asrun_ends_fini(&ends);
    assert_int_equal(asrun_ends_read("/dev/null", &ends, &why), ERR_IO);
    asrun_ends_fini(&ends);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_head_alone_has_no_last_line),
        T(the_last_whole_line_is_the_last),
        T(long_lines_and_many_are_no_matter),
        T(a_changed_last_line_is_told),
        T(what_is_no_record_is_refused),
    };
    return check_run(tests);
}
