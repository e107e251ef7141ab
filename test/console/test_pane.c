/*
 * test_pane.c - pages: opened once, found again, closed once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/pane.h"

#include "support/check.h"

#include "common/xalloc.h"

static int open_pages;

static void *
open_page(struct ui *ui, const char *argument)
{
    (void)ui;
    open_pages++;
    return xstrdup(argument);
}

static void
close_page(void *view)
{
    open_pages--;
    free(view);
}

static const struct view_class list = {
    .name = "list", .tab = "List", .open = open_page, .close = close_page};
static const struct view_class detail = {
    .name = "detail", .open = open_page, .close = close_page};

static const char *
shown(struct pane *p)
{
    return pane_page(p)->view;
}

static void
pages_are_opened_once_and_walked(void **state)
{
    (void)state;
    struct pane p = {0};
    struct ui ui = {0};
    assert_null(pane_page(&p));
    assert_false(pane_close(&p));
    pane_open(&p, &ui, &list, "");
    pane_open(&p, &ui, &detail, "A");
    pane_open(&p, &ui, &detail, "B");
    pane_open(&p, &ui, &detail, "A"); /* the one that is there */
    assert_int_equal(open_pages, 3);
    assert_string_equal(shown(&p), "A");
    assert_true(pane_forward(&p));
    assert_string_equal(shown(&p), "B");
    assert_false(pane_forward(&p));
    assert_true(pane_last(&p));
    assert_string_equal(shown(&p), "A");
    assert_true(pane_back(&p));
    assert_string_equal(shown(&p), "");
    assert_false(pane_back(&p));
    pane_fini(&p);
    assert_int_equal(open_pages, 0);
}

static void
closing_goes_back_to_where_one_came_from(void **state)
{
    (void)state;
    struct pane p = {0};
    struct ui ui = {0};
    pane_open(&p, &ui, &list, "");
    pane_open(&p, &ui, &detail, "A");
    pane_open(&p, &ui, &detail, "B");
    assert_true(pane_close(&p));
    assert_string_equal(shown(&p), "A");
    assert_true(pane_close(&p));
    assert_string_equal(shown(&p), "");
    assert_false(pane_close(&p)); /* a view of its own stays */
    assert_int_equal(open_pages, 1);
    pane_fini(&p);
}

static void
the_oldest_page_makes_room(void **state)
{
    (void)state;
    struct pane p = {0};
    struct ui ui = {0};
    char name[16];
    for (int i = 0; i < 3 * PANE_PAGES; i++) {
        snprintf(name, sizeof name, "%d", i);
        pane_open(&p, &ui, &detail, name);
        assert_string_equal(shown(&p), name);
        assert_true(p.n <= PANE_PAGES && p.at < p.n && p.last < p.n);
    }
    assert_int_equal(open_pages, PANE_PAGES);
    pane_fini(&p);
    assert_int_equal(open_pages, 0);
}

static void
the_page_of_a_class_that_was_shown_last_comes_back(void **state)
{
    (void)state;
    struct pane p = {0};
    struct ui ui = {0};
    assert_false(pane_show_class(&p, &list));
    pane_open(&p, &ui, &list, "");
    pane_open(&p, &ui, &list, "A");
    pane_open(&p, &ui, &list, "B");
    pane_open(&p, &ui, &list, "A");
    pane_open(&p, &ui, &detail, "C");
    assert_true(pane_show_class(&p, &list));
    assert_string_equal(shown(&p), "A");
    assert_true(pane_close(&p)); /* it has an argument */
    pane_open(&p, &ui, &detail, "C");
    assert_true(pane_show_class(&p, &list));
    assert_string_equal(shown(&p), "B");
    pane_fini(&p);
}

static void
any_order_of_moves_keeps_the_pane_whole(void **state)
{
    (void)state;
    struct pane p = {0};
    struct ui ui = {0};
    uint32_t seed = 5;
    for (int i = 0; i < 20000; i++) {
        char name[8];
        seed = seed * 1664525 + 1013904223;
        unsigned v = seed >> 16;
        snprintf(name, sizeof name, "%u", v % 23);
        switch (v / 23 % 6) {
        case 0:
            pane_back(&p);
            break;
        case 1:
            pane_forward(&p);
            break;
        case 2:
            pane_last(&p);
            break;
        case 3:
            pane_close(&p);
            break;
        default:
            pane_open(&p, &ui, v & 1 ? &list : &detail, name);
        }
        assert_int_equal((size_t)open_pages, p.n);
        assert_true(p.n == 0 || (p.at < p.n && p.last < p.n));
    }
    pane_fini(&p);
    assert_int_equal(open_pages, 0);
}

/* "+X" changes the page that is there, other words are a page of their own. */
static bool
take_signs(void *view, struct ui *ui, const char *text, struct strbuf *argument)
{
    (void)ui;
    if (*text != '+')
        return false;
    strbuf_addf(argument, "%s%s", (const char *)view, text);
    return true;
}

static void
a_page_may_take_the_next_argument(void **state)
{
    (void)state;
    static const struct view_class taker = {.name = "taker",
        .open = open_page,
        .close = close_page,
        .take = take_signs};
    struct pane p = {0};
    struct ui ui = {0};
    pane_open(&p, &ui, &taker, "+A"); /* none is there yet */
    pane_open(&p, &ui, &taker, "B");
    pane_open(&p, &ui, &list, "");
    pane_open(&p, &ui, &taker, "+C");
    assert_int_equal(p.n, 3);
    assert_string_equal(shown(&p), "B");
    assert_string_equal(pane_page(&p)->argument, "B+C");
    pane_fini(&p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_opened_once_and_walked),
        cmocka_unit_test(closing_goes_back_to_where_one_came_from),
        cmocka_unit_test(the_oldest_page_makes_room),
        cmocka_unit_test(the_page_of_a_class_that_was_shown_last_comes_back),
        cmocka_unit_test(a_page_may_take_the_next_argument),
        cmocka_unit_test(any_order_of_moves_keeps_the_pane_whole),
    };
    return check_run(tests);
}
