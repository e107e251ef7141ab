/*
 * test_cache.c - the newest of each topic, bounded, page by page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/cache.h"

#include "common/attr.h"
#include "common/str.h"
#include "support/check.h"

static struct cache *
cache_of(size_t topics, size_t bytes, size_t events)
{
    return cache_new(&(struct cache_config){
        .topics_max = topics, .bytes_max = bytes, .events_max = events});
}

static bool
put(struct cache *c, enum cache_rank rank, const char *topic, const char *text)
{
    struct frame f;
    frame_init_copy(&f, text, strlen(text));
    bool is_kept = cache_put(c, rank, topic, strlen(topic), &f);
    assert_int_equal(frame_len(&f), 0); /* moved in any case */
    frame_fini(&f);
    return is_kept;
}

static void
emit(void *arg, const char *topic, size_t topic_len, struct frame *payload)
{
    struct strbuf *out = arg;
    strbuf_add(out, topic, topic_len);
    strbuf_addc(out, '=');
    strbuf_add(out, frame_data(payload), frame_len(payload));
    strbuf_addc(out, ' ');
}

static void
expect(const struct cache *c, const char *prefix, size_t page, const char *want)
{
    struct strbuf out = {0};
    uint64_t cursor = 0;
    do {
        cursor = cache_page(
            c, &prefix, prefix != NULL, cursor, page, SIZE_MAX, emit, &out);
    } while (cursor != 0);
    assert_string_equal(strbuf_get(&out), want);
    strbuf_fini(&out);
}

static void
the_newest_of_each_topic_is_kept_layouts_first(void **state)
{
    (void)state;
    struct cache *c = cache_of(100, 1000, 10);
    put(c, CACHE_VALUE, "tm/a", "1");
    put(c, CACHE_VALUE, "tm/b", "1");
    put(c, CACHE_EVENT, "event/x", "1");
    put(c, CACHE_FIRST, "layout/a", "L");
    put(c, CACHE_VALUE, "tm/a", "22");
    put(c, CACHE_EVENT, "event/x", "2");
    static const char *const all =
        "layout/a=L tm/a=22 tm/b=1 event/x=1 event/x=2 ";
    for (size_t page = 1; page < 7; page++)
        expect(c, NULL, page, all);
    expect(c, "", 3, all);
    expect(c, "tm/", 1, "tm/a=22 tm/b=1 ");
    expect(c, "tm/a", 1, "tm/a=22 ");
    expect(c, "tm/abc", 1, "");
    expect(c, "event", 1, "event/x=1 event/x=2 ");
    struct cache_stats s = cache_stats(c);
    assert_int_equal(s.topics, 3);
    assert_int_equal(s.events, 2);
    assert_int_equal(s.bytes, 4 + 2 + 4 + 1 + 8 + 1);
    cache_free(&c);
}

static void
several_prefixes_and_the_bytes_of_a_page_are_heeded(void **state)
{
    (void)state;
    struct cache *c = cache_of(100, 1000, 10);
    static const char *const topics[] = {"a1", "b1", "c1", "a2"};
    for (size_t i = 0; i < ARRAY_LEN(topics); i++)
        put(c, CACHE_VALUE, topics[i], "12345678");
    static const char *const prefixes[] = {"a", "c"};
    struct strbuf out = {0};
    uint64_t cursor =
        cache_page(c, prefixes, 2, 0, 100, 15, emit, &out); /* 10 each */
    assert_string_equal(strbuf_get(&out), "a1=12345678 c1=12345678 ");
    assert_true(cursor != 0);
    assert_int_equal(
        cache_page(c, prefixes, 2, cursor, 100, 15, emit, &out), 0);
    assert_true(str_suffix(strbuf_get(&out), " a2=12345678 "));
    strbuf_fini(&out);
    cache_free(&c);
}

static void
old_events_make_room_for_new_ones_even_between_pages(void **state)
{
    (void)state;
    struct cache *c = cache_of(10, 1000, 3);
    struct strbuf out = {0};
    char text[16];
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "%d", i);
        put(c, CACHE_EVENT, "e", text);
    }
    expect(c, NULL, 10, "e=2 e=3 e=4 ");
    uint64_t cursor = cache_page(c, NULL, 0, 0, 1, SIZE_MAX, emit, &out);
    put(c, CACHE_EVENT, "e", "5");
    put(c, CACHE_EVENT, "e", "6"); /* "3" is gone before its page */
    while (cursor != 0)
        cursor = cache_page(c, NULL, 0, cursor, 1, SIZE_MAX, emit, &out);
    assert_string_equal(strbuf_get(&out), "e=2 e=4 e=5 e=6 ");
    strbuf_fini(&out);
    cache_free(&c);
}

static void
bounds_hold_and_nothing_old_is_shown(void **state)
{
    (void)state;
    struct cache *c = cache_of(2, 20, 1);
    assert_true(put(c, CACHE_VALUE, "a", "1"));
    assert_true(put(c, CACHE_VALUE, "b", "1"));
    assert_false(put(c, CACHE_VALUE, "c", "1")); /* a third topic */
    assert_true(put(c, CACHE_VALUE, "a", "2"));  /* known ones go on */
    assert_false(put(c, CACHE_VALUE, "a", "01234567890123456789"));
    expect(c, NULL, 10, "b=1 "); /* not the old value of a */
    assert_true(put(c, CACHE_VALUE, "a", "3"));
    expect(c, NULL, 10, "a=3 b=1 ");
    assert_int_equal(cache_stats(c).refused, 2);
    assert_int_equal(cache_stats(c).bytes, 4);
    cache_free(&c);
}

static void
a_cursor_from_anywhere_is_harmless(void **state)
{
    (void)state;
    struct cache *c = cache_of(10, 1000, 10);
    put(c, CACHE_VALUE, "a", "1");
    static const uint64_t cursors[] = {1, 99, UINT64_C(1) << 56,
        UINT64_C(2) << 56, UINT64_C(3) << 56, UINT64_MAX,
        (UINT64_C(2) << 56) + 12345};
    struct strbuf out = {0};
    for (size_t i = 0; i < ARRAY_LEN(cursors); i++)
        assert_int_equal(
            cache_page(c, NULL, 0, cursors[i], 10, 1000, emit, &out), 0);
    strbuf_fini(&out);
    cache_free(&c);
    assert_null(c);
    cache_free(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_of_each_topic_is_kept_layouts_first),
        cmocka_unit_test(several_prefixes_and_the_bytes_of_a_page_are_heeded),
        cmocka_unit_test(old_events_make_room_for_new_ones_even_between_pages),
        cmocka_unit_test(bounds_hold_and_nothing_old_is_shown),
        cmocka_unit_test(a_cursor_from_anywhere_is_harmless),
    };
    return check_run(tests);
}
