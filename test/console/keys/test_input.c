/*
 * test_input.c - bytes to keys; what is pasted or means nothing is no key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/input.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/str.h"

/* Append what comes out: keys by name, <paste TEXT>, <mouse r,c b>. */
static void
take(struct input *input, struct strbuf *out)
{
    struct input_event e;
    while (input_next(input, &e)) {
        char text[KEY_TEXT_SIZE];
        if (e.kind == INPUT_KEY)
            strbuf_addf(out, "%s ", key_fmt(text, e.key));
        else if (e.kind == INPUT_MOUSE)
            strbuf_addf(out, "<mouse %d,%d %d%s> ", e.row, e.col, e.button,
                e.is_press ? "" : " up");
        else {
            strbuf_adds(out, "<paste ");
            str_sanitize(out, e.text, e.text_len, true);
            strbuf_adds(out, e.is_cut ? " cut> " : "> ");
        }
    }
}

static const struct {
    const char *bytes, *want;
} cases[] = {
    {"jG:", "j G : "},
    {" ", "Space "},
    {"\r", "Enter "},
    {"\n", "Enter "},
    {"\t", "Tab "},
    {"\177\b", "Backspace Backspace "},
    {"\003\032\014", "^C ^Z ^L "},
    {"\034\037", "^\\ ^_ "},
    {"\303\251", "\303\251 "},
    {"\342\202\254x", "\342\202\254 x "},
    {"\033[A\033[B\033[C\033[D", "Up Down Right Left "},
    {"\033OA\033OB\033OC\033OD", "Up Down Right Left "},
    {"\033[H\033[F\033OH\033OF", "Home End Home End "},
    {"\033[1~\033[4~\033[7~\033[8~", "Home End Home End "},
    {"\033[2~\033[3~\033[5~\033[6~", "Ins Del PgUp PgDn "},
    {"\033[Z", "S-Tab "},
    {"\033OP\033[11~\033[[A", "F1 F1 F1 "},
    {"\033[24~\033[15~", "F12 F5 "},
    {"\033[1;5C\033[1;2A\033[5;5~", "C-Right S-Up C-PgUp "},
    {"\033[1;3B", "M-Down "},
    {"\033x", "M-x "},
    {"\033\r", "M-Enter "},
    {"\033OM", "Enter "},
    {"\033[<0;10;5M\033[<0;10;5m", "<mouse 4,9 0> <mouse 4,9 0 up> "},
    {"\033[<64;1;1Mj", "<mouse 0,0 64> j "},
    /* what means nothing is swallowed whole */
    {"\033[?62;4cj", "j "},
    {"\033[>0;276;0cj", "j "},
    {"\033[99~j", "j "},
    {"\033[12;34Rj", "F3 j "}, /* as ambiguous in xterm */
    {"\033[Ij\033[O", "j "},
    {"\033[M !!j", "j "},
    {"\033]10;rgb:ffff/ffff/ffff\aj", "j "},
    {"\033]52;c;YWJj\033\\j", "j "},
    {"\033P1$r0m\033\\j", "j "},
    {"\033[<0;0;0Mj", "j "},
    {"\033[1;2;3;4;5;6;7Xj", "j "},
    {"\377\376j\200", "j "},
    {"\302j", "j "},
    {"\342\200\256j", "j "}, /* right-to-left override is no key */
    /* paste */
    {"\033[200~hello\033[201~j", "<paste hello> j "},
    {"\033[200~a\rb\033[A\003\033[201~", "<paste a?b?[A?> "},
    {"\033[200~\033[201~x", "<paste > x "},
    {"\033[201~x", "x "},
};

static void
bytes_become_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct input *input = input_new();
        struct strbuf got = {0};
        input_feed(input, cases[i].bytes, strlen(cases[i].bytes));
        take(input, &got);
        assert_string_equal(strbuf_get(&got), cases[i].want);
        strbuf_fini(&got);
        input_free(&input);
    }
}

static void
pieces_of_any_size_give_the_same_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (size_t step = 1; step < 5; step++) {
            struct input *input = input_new();
            struct strbuf got = {0};
            size_t len = strlen(cases[i].bytes);
            for (size_t at = 0; at < len; at += step) {
                size_t n = len - at < step ? len - at : step;
                input_feed(input, cases[i].bytes + at, n);
                take(input, &got);
            }
            assert_string_equal(strbuf_get(&got), cases[i].want);
            strbuf_fini(&got);
            input_free(&input);
        }
}

static void
a_lone_escape_is_a_key_after_a_while(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *before, *after;
    } waits[] = {
        {"\033", "", "Esc "},
        {"\033\033", "Esc ", "Esc "},
        {"j\033[", "j ", ""}, /* half a sequence is dropped, not typed */
        {"\033[1;5", "", ""},
        {"\033O", "", ""},
        {"\303", "", ""},
        {"\033]0;title", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
        struct input *input = input_new();
        struct strbuf got = {0};
        input_feed(input, waits[i].bytes, strlen(waits[i].bytes));
        take(input, &got);
        assert_string_equal(strbuf_get(&got), waits[i].before);
        assert_true(input_wait_ms(input) > 0);
        strbuf_reset(&got);
        input_timeout(input);
        take(input, &got);
        assert_string_equal(strbuf_get(&got), waits[i].after);
        assert_int_equal(input_wait_ms(input), 0);
        /* and then all is as before */
        strbuf_reset(&got);
        input_feed(input, "\033[Aj", 4);
        take(input, &got);
        assert_string_equal(strbuf_get(&got), "Up j ");
        strbuf_fini(&got);
        input_free(&input);
    }
}

static void
a_megabyte_of_paste_is_one_event_and_no_key(void **state)
{
    (void)state;
    struct input *input = input_new();
    struct strbuf got = {0};
    char chunk[INPUT_FEED_MAX];
    memset(chunk, '\r', sizeof chunk);
    memcpy(chunk + 100, "y\rVALVE\r\033[201", 13); /* not quite the end */
    input_feed(input, "\033[200~", 6);
    take(input, &got);
    for (int i = 0; i < 256; i++) {
        input_feed(input, chunk, sizeof chunk);
        take(input, &got);
    }
    assert_int_equal(got.len, 0);
    input_feed(input, "\033[201~q", 7);
    take(input, &got);
    assert_true(str_suffix(strbuf_get(&got), " cut> q "));
    assert_true(str_prefix(strbuf_get(&got), "<paste "));
    strbuf_fini(&got);
    input_free(&input);
}

static void
a_paste_that_never_ends_does_not_swallow_keys_for_ever(void **state)
{
    (void)state;
    struct input *input = input_new();
    struct strbuf got = {0};
    input_feed(input, "\033[200~abc", 9);
    take(input, &got);
    assert_int_equal(got.len, 0);
    assert_true(input_wait_ms(input) >= 1000);
    input_timeout(input);
    take(input, &got);
    assert_string_equal(strbuf_get(&got), "<paste abc> ");
    strbuf_reset(&got);
    input_feed(input, "j", 1);
    take(input, &got);
    assert_string_equal(strbuf_get(&got), "j ");
    strbuf_fini(&got);
    input_free(&input);
}

static void
terminfo_sequences_win(void **state)
{
    (void)state;
    struct input *input = input_new();
    struct strbuf got = {0};
    input_define(input, "\033OA", KEY_CODE_UP);
    input_define(input, "\033A", KEY_CODE_UP); /* vt52 */
    input_define(input, "\033[25~", KEY_CODE_F0 + 13);
    input_define(input, "x", KEY_CODE_DOWN); /* no sequence: refused */
    input_feed(input, "\033A\033[25~x", 8);
    take(input, &got);
    assert_string_equal(strbuf_get(&got), "Up F13 x ");
    strbuf_fini(&got);
    input_free(&input);
}

static void
reset_forgets_what_was_begun(void **state)
{
    (void)state;
    struct input *input = input_new();
    struct strbuf got = {0};
    input_feed(input, "yy\033[200~", 8);
    input_reset(input);
    input_feed(input, "j", 1);
    take(input, &got);
    assert_string_equal(strbuf_get(&got), "j ");
    strbuf_fini(&got);
    input_free(&input);
}

static void
random_bytes_never_hang_and_never_get_stuck(void **state)
{
    (void)state;
    uint32_t seed = 7;
    struct input *input = input_new();
    struct strbuf got = {0};
    for (int round = 0; round < 20000; round++) {
        char bytes[32];
        for (size_t i = 0; i < sizeof bytes; i++) {
            static const char likely[] = "\033\033[[;;M<O~0123456789ABP]\\\a";
            seed = seed * 1664525 + 1013904223;
            bytes[i] = seed >> 31 ? likely[(seed >> 8) % (sizeof likely - 1)]
                                  : (char)(seed >> 16);
        }
        input_feed(input, bytes, seed >> 8 & 31);
        take(input, &got);
        strbuf_reset(&got);
        if (round % 7 == 0) {
            input_timeout(input);
            take(input, &got);
            assert_int_equal(input_wait_ms(input), 0);
        }
    }
    strbuf_fini(&got);
    input_free(&input);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_keys),
        cmocka_unit_test(pieces_of_any_size_give_the_same_keys),
        cmocka_unit_test(a_lone_escape_is_a_key_after_a_while),
        cmocka_unit_test(a_megabyte_of_paste_is_one_event_and_no_key),
        cmocka_unit_test(
            a_paste_that_never_ends_does_not_swallow_keys_for_ever),
        cmocka_unit_test(terminfo_sequences_win),
        cmocka_unit_test(reset_forgets_what_was_begun),
        cmocka_unit_test(random_bytes_never_hang_and_never_get_stuck),
    };
    return check_run(tests);
}
