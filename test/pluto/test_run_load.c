/*
 * test_run_load.c - states that are damaged, cut, or of something else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_host.h"

#include <ctype.h>

#include "common/attr.h"

static const char program[] =
    "procedure declare event E end declare main in parallel initiate and "
    "confirm step A declare variable N of type signed integer end declare main "
    "for N := 1 to 3 do initiate and confirm Act; wait for 3 s; end for; end "
    "main watchdog initiate and confirm step G preconditions wait until Flag = "
    "1; end preconditions main log \"g\"; end main end step; end watchdog end "
    "step; initiate and confirm step B save context refer to Flag by Old; "
    "wait for event E with timeout 90 s; end step; end parallel; end main "
    "end procedure";

static const struct host_tm flag[] = {{"Flag", 0, "0", 0, 0}, {0}};
static const struct host_tc act[] = {{"Act", 2, PLUTO_CONFIRMED}, {0}};
static const struct host_script script = {.tm = flag, .tc = act};

static enum err
load(struct host *h, const char *text, size_t len)
{
    struct pluto_run *run = NULL;
    struct strbuf why = {0};
    struct pluto_run_config config = host_config(h);
    enum err e = pluto_run_load(&config, text, len, &why, &run);
    assert_true((e == ERR_OK) == (run != NULL));
    assert_true((e == ERR_OK) == (why.len == 0));
    pluto_run_free(&run);
    strbuf_fini(&why);
    return e;
}

static void
a_cut_state_is_refused_wherever_it_is_cut(void **state)
{
    (void)state;
    struct host *h = host_new("P", program, &script);
    struct strbuf text = {0};
    host_go(h, 4);
    pluto_run_save(h->run, &text);
    assert_int_equal(load(h, text.s, text.len), ERR_OK);
    for (size_t len = 0; len < text.len; len++)
        assert_int_equal(load(h, text.s, len), ERR_FORMAT);
    strbuf_addc(&text, 'x');
    assert_int_equal(load(h, text.s, text.len), ERR_FORMAT);
    strbuf_fini(&text);
    host_free(&h);
}

/* Some other digits are a state, too; most are not; none does harm. */
static void
changed_digits_do_no_harm(void **state)
{
    (void)state;
    struct host *h = host_new("P", program, &script);
    struct strbuf text = {0};
    host_go(h, 4);
    pluto_run_save(h->run, &text);
    size_t refused = 0;
    for (size_t i = strcspn(text.s, "\n"); i < text.len; i++) {
        if (!isdigit((unsigned char)text.s[i]))
            continue;
        char was = text.s[i];
        text.s[i] = was == '9' ? '4' : (char)(was + 1);
        refused += load(h, text.s, text.len) == ERR_FORMAT;
        text.s[i] = was;
    }
    assert_in_range(refused, 50, text.len);
    strbuf_fini(&text);
    host_free(&h);
}

static void
another_procedure_s_state_is_refused(void **state)
{
    (void)state;
    struct host *h = host_new("P", program, &script);
    struct host *other =
        host_new("P", "procedure log \"x\"; end procedure", &script);
    struct strbuf text = {0}, why = {0};
    struct pluto_run *run = NULL;
    pluto_run_save(h->run, &text);
    struct pluto_run_config config = host_config(other);
    assert_int_equal(
        pluto_run_load(&config, text.s, text.len, &why, &run), ERR_FORMAT);
    assert_non_null(strstr(why.s, "another procedure"));
    strbuf_fini(&text);
    strbuf_fini(&why);
    host_free(&h);
    host_free(&other);
}

static void
activities_under_way_are_found_again(void **state)
{
    (void)state;
    struct host *h = host_new("P", program, &script);
    struct strbuf text = {0}, why = {0};
    struct pluto_run *run = NULL;
    size_t n = 0;
    host_go(h, 1);
    pluto_run_save(h->run, &text);
    struct pluto_run_config config = host_config(h);
    assert_int_equal(
        pluto_run_load(&config, text.s, text.len, &why, &run), ERR_OK);
    pluto_run_under_way(run, host_count_under_way, &n);
    assert_int_equal(n, 1);
    pluto_run_free(&run);
    strbuf_fini(&text);
    host_free(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_state_is_refused_wherever_it_is_cut),
        cmocka_unit_test(changed_digits_do_no_harm),
        cmocka_unit_test(another_procedure_s_state_is_refused),
        cmocka_unit_test(activities_under_way_are_found_again),
    };
    return check_run(tests);
}
