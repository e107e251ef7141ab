/*
 * test_asrun_scan.c - each changed, missing or added line of a record is found,
 * and named by its number.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun_scan.h"

#include <fcntl.h>
#include <unistd.h>

#include "common/chain.h"
#include "common/xalloc.h"
#include "support/check.h"

#define LINES 6

static struct strbuf form[2];   /* text, JSON */
static size_t at[2][LINES + 1]; /* where each line begins */

static int
make(void **state)
{
    (void)state;
    char chain[DIGEST_HEX] = CHAIN_NONE;
    const struct asrun_head head = {.procedure = "P"};
    for (unsigned i = 0; i < LINES; i++) {
        const struct asrun_event e = {.kind = PLUTO_T_LOG,
            .text = "some text",
            .line = i,
            .outcome = PLUTO_NOT_AVAILABLE};
        at[0][i] = form[0].len;
        at[1][i] = form[1].len;
        asrun_line_fmt(i, i == 0 ? &head : NULL, &e, chain, &form[0], &form[1]);
    }
    at[0][LINES] = form[0].len;
    at[1][LINES] = form[1].len;
    return 0;
}

static int
unmake(void **state)
{
    (void)state;
    strbuf_fini(&form[0]);
    strbuf_fini(&form[1]);
    return 0;
}

/* "3! torn": faults by line number, and how it ends. */
static void
finds(const char *bytes, size_t len, const char *want)
{
    char *dir = check_ramdir();
    char *path = check_write(dir, "f", bytes, len);
    const int fd = open(path, O_RDONLY);
    struct asrun_scan *scan = asrun_scan_new(fd);
    struct asrun_step step;
    struct strbuf got = {0};
    enum asrun_found found;
    uint64_t seen = 0;
    for (;;) {
        found = asrun_scan_next(scan, &step);
        assert_int_equal(step.at, seen);
        seen += step.len;
        if (found == ASRUN_FOUND_FAULT)
            strbuf_addf(&got, "%u: %s;", (unsigned)step.number, step.why);
        else if (found != ASRUN_FOUND_LINE)
            break;
    }
    assert_int_equal(seen, len);
    strbuf_adds(&got, found == ASRUN_FOUND_TORN ? "torn" : "end");
    assert_string_equal(strbuf_get(&got), want);
    strbuf_fini(&got);
    asrun_scan_free(&scan);
    close(fd);
    free(path);
    check_rmdir(&dir);
}

static void
a_good_one_has_no_fault(void **state)
{
    (void)state;
    finds(form[0].s, form[0].len, "end");
    finds(form[1].s, form[1].len, "end");
    finds("", 0, "end");
    finds(form[0].s, form[0].len - 1, "torn");
    finds(form[1].s, at[1][3] + 10, "torn");
    finds("x", 1, "torn");
}

static void
a_changed_line_is_named(void **state)
{
    (void)state;
    char *copy = xstrndup(form[0].s, form[0].len);
    strstr(copy + at[0][3], "some")[0] = 'h';
    finds(copy, form[0].len,
        "4: its digest does not fit: it, or what stood before it, was "
        "changed;end");
    free(copy);
    copy = xstrndup(form[1].s, form[1].len);
    strstr(copy + at[1][3], "some")[0] = 'h';
    finds(copy, form[1].len, "4: its digest does not fit: it was changed;end");
    free(copy);
}

/* Changed by somebody who knows how to make a digest. */
static void
a_forged_line_breaks_the_chain_behind_it(void **state)
{
    (void)state;
    for (unsigned f = 0; f < 2; f++) {
        struct strbuf out = {0}, forged[2] = {{0}, {0}};
        struct asrun_keep keep;
        struct asrun_line line;
        char *copy = xstrndup(form[1].s + at[1][2], at[1][3] - at[1][2]);
        assert_null(
            asrun_line_read_json(copy, at[1][3] - at[1][2] - 1, &keep, &line));
        line.event.text = "other text";
        char chain[DIGEST_HEX];
        memcpy(chain, line.prev, sizeof chain);
        asrun_line_fmt(2, NULL, &line.event, chain, &forged[0], &forged[1]);
        strbuf_add(&out, form[f].s, at[f][2]);
        strbuf_add(&out, forged[f].s, forged[f].len);
        strbuf_add(&out, form[f].s + at[f][3], form[f].len - at[f][3]);
        finds(out.s, out.len,
            f == 0 ? "4: its digest does not fit: it, or what stood before it, "
                     "was changed;end"
                   : "4: it does not follow the line before it;end");
        free(copy);
        strbuf_fini(&forged[0]);
        strbuf_fini(&forged[1]);
        strbuf_fini(&out);
    }
}

static void
missing_and_added_lines_are_found(void **state)
{
    (void)state;
    for (unsigned f = 0; f < 2; f++) {
        struct strbuf out = {0};
        strbuf_add(&out, form[f].s, at[f][2]); /* line 3 is missing */
        strbuf_add(&out, form[f].s + at[f][3], form[f].len - at[f][3]);
        finds(out.s, out.len, "3: lines before it are missing;end");
        strbuf_reset(&out); /* the head is missing */
        strbuf_add(&out, form[f].s + at[f][1], form[f].len - at[f][1]);
        finds(out.s, out.len, "1: it is not the first line of a record;end");
        strbuf_reset(&out); /* a line twice */
        strbuf_add(&out, form[f].s, at[f][3]);
        strbuf_add(&out, form[f].s + at[f][2], form[f].len - at[f][2]);
        finds(out.s, out.len,
            "4: its number stood before: it was put in, or moved;end");
        strbuf_reset(&out); /* a record behind a record */
        strbuf_add(&out, form[f].s, form[f].len);
        strbuf_add(&out, form[f].s, at[f][2]);
        finds(out.s, out.len, "7: a record begins again in it;end");
        strbuf_fini(&out);
    }
}

static void
a_line_without_end_is_bounded(void **state)
{
    (void)state;
    const size_t n = ASRUN_LINE_MAX + 100;
    char *big = xcalloc(2 * n + 1, 1);
    memset(big, 'x', 2 * n);
    big[2 * n - 1] = '\n';
    finds(big, 2 * n, "1: it is longer than a line can be;end");
    finds(big, 2 * n - 1, "1: it is longer than a line can be;end");
    free(big);
}

static void
other_bytes_are_no_record(void **state)
{
    (void)state;
    finds("\n", 1, "1: the end of the line is not that of a line;end");
    finds("a\0b\n", 4, "1: a NUL stands in it;end");
    finds("{}\n{\n", 5,
        "1: the end of the line is not that of a line;"
        "2: the end of the line is not that of a line;end");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_has_no_fault),
        cmocka_unit_test(a_changed_line_is_named),
        cmocka_unit_test(a_forged_line_breaks_the_chain_behind_it),
        cmocka_unit_test(missing_and_added_lines_are_found),
        cmocka_unit_test(a_line_without_end_is_bounded),
        cmocka_unit_test(other_bytes_are_no_record),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
