/*
 * test_look.c - roles become the bytes that each kind of terminal understands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/look.h"

#include "support/check.h"

#include "common/attr.h"
#include "console/term.h"

struct rig {
    struct screen_caps caps;
    struct looks looks;
};

static void
start(struct rig *r, const char *term, enum depth depth)
{
    int colors;
    assert_int_equal(term_caps(term, &r->caps, &colors), ERR_OK);
    looks_init(&r->looks, &r->caps, theme_built_in(), depth);
}

static const char *
sgr(struct rig *r, enum role role, unsigned attr)
{
    static char text[LOOK_SIZE + 1];
    const struct look *look = &r->looks.look[looks_make(&r->looks, role, attr)];
    memcpy(text, look->sgr, look->len);
    text[look->len] = '\0';
    return text;
}

static void
a_look_is_one_sequence_in_every_depth(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        enum depth depth;
        enum role role;
        unsigned attr;
        const char *want;
    } cases[] = {
        {"xterm-256color", DEPTH_256, ROLE_TEXT, 0, "\033[;38;5;250m"},
        {"xterm-256color", DEPTH_256, ROLE_LIMIT_SEVERE, 0,
            "\033[;1;38;5;231;48;5;160m"},
        {"xterm-256color", DEPTH_16, ROLE_LIMIT_CAUTION, 0, "\033[;1;93m"},
        {"xterm-256color", DEPTH_8, ROLE_LIMIT_ALARM, 0, "\033[;1;37;41m"},
        {"xterm-256color", DEPTH_MONO, ROLE_LIMIT_ALARM, 0, "\033[;1;7m"},
        {"xterm-256color", DEPTH_MONO, ROLE_TEXT, 0, "\033[m"},
        {"xterm-256color", DEPTH_MONO, ROLE_TEXT, CELL_SELECT, "\033[;7m"},
        {"xterm-256color", DEPTH_MONO, ROLE_TEXT, CELL_REVERSE | CELL_BOLD,
            "\033[;1;7m"},
        /* the Linux console cannot underline or dim in colour */
        {"linux", DEPTH_8, ROLE_LIMIT_CAUTION, CELL_UNDERLINE, "\033[;1;33m"},
        {"linux", DEPTH_8, ROLE_TEXT_DIM, 0, "\033[;2m"},
        /* no italics, no colours, no dim on a vt100 */
        {"vt100", DEPTH_256, ROLE_QUALITY_STALE, 0, "\033[m"},
        {"vt100", DEPTH_MONO, ROLE_TEXT_DIM, 0, "\033[m"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        static struct rig r;
        start(&r, cases[i].term, cases[i].depth);
        const char *want = cases[i].want;
        const char *got = sgr(&r, cases[i].role, cases[i].attr);
        assert_string_equal(got, want);
        screen_caps_fini(&r.caps);
    }
}

static void
roles_that_look_the_same_share_a_look(void **state)
{
    (void)state;
    static struct rig r;
    start(&r, "xterm-256color", DEPTH_256);
    assert_int_equal(looks_make(&r.looks, ROLE_LIMIT_SEVERE, 0),
        looks_make(&r.looks, ROLE_LIMIT_DISTRESS, 0));
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        for (unsigned attr = 0; attr < CELL_ATTR_COUNT; attr++) {
            struct cell cell = {.role = (uint8_t)role, .attr = (uint8_t)attr};
            unsigned first = looks_of(&r.looks, &cell);
            assert_int_equal(looks_of(&r.looks, &cell), first);
        }
    /* and those that do not look the same have their own */
    assert_in_range(r.looks.n, 256, LOOKS_MAX);
    for (unsigned i = 0; i < r.looks.n; i++)
        for (unsigned k = 0; k < i; k++)
            assert_memory_not_equal(&r.looks.look[i].style,
                &r.looks.look[k].style, sizeof(struct style));
    screen_caps_fini(&r.caps);
}

static void
a_change_of_foreground_alone_is_shorter(void **state)
{
    (void)state;
    static struct rig r;
    char out[LOOK_SIZE];
    start(&r, "xterm-256color", DEPTH_256);
    const struct look *look = r.looks.look;
    unsigned text = looks_make(&r.looks, ROLE_TEXT, 0);
    unsigned label = looks_make(&r.looks, ROLE_TEXT_LABEL, 0);
    unsigned alarm = looks_make(&r.looks, ROLE_LIMIT_ALARM, 0);
    size_t n = looks_foreground(&r.looks, &look[text], &look[label], out);
    assert_int_equal(n, strlen("\033[38;5;245m"));
    assert_memory_equal(out, "\033[38;5;245m", n);
    assert_int_equal(
        looks_foreground(&r.looks, &look[text], &look[alarm], out), 0);
    screen_caps_fini(&r.caps);
}

static void
blanks_are_told_from_what_is_seen(void **state)
{
    (void)state;
    static const struct {
        enum role role;
        unsigned attr;
        bool is_blank;
    } cases[] = {
        {ROLE_TEXT, 0, true},
        {ROLE_LIMIT_CAUTION, 0, true},
        {ROLE_LIMIT_ALARM, 0, false},
        {ROLE_TEXT, CELL_UNDERLINE, false},
        {ROLE_TEXT, CELL_REVERSE, false},
        {ROLE_TEXT, CELL_SELECT, false},
    };
    static struct rig r;
    start(&r, "xterm-256color", DEPTH_256);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(
            r.looks.look[looks_make(&r.looks, cases[i].role, cases[i].attr)]
                .is_blank,
            cases[i].is_blank);
    screen_caps_fini(&r.caps);
}

static size_t
expand_colour(char *out, size_t size, const char *cap, int a, int b)
{
    (void)b;
    return (size_t)snprintf(out, size, "<%s%d>", cap, a);
}

static void
terminals_unlike_ansi_get_their_own_strings(void **state)
{
    (void)state;
    static struct rig r;
    r.caps = (struct screen_caps){.expand = expand_colour};
    r.caps.cap[CAP_CUP] = strdup("cup");
    r.caps.cap[CAP_SGR0] = strdup("<off>");
    r.caps.cap[CAP_BOLD] = strdup("<bold>");
    r.caps.cap[CAP_SETAF] = strdup("fg%");
    r.caps.cap[CAP_SETAB] = strdup("bg%");
    looks_init(&r.looks, &r.caps, theme_built_in(), DEPTH_8);
    assert_string_equal(
        sgr(&r, ROLE_LIMIT_ALARM, 0), "<off><bold><fg%7><bg%1>");
    assert_string_equal(sgr(&r, ROLE_TEXT, 0), "<off>");
    screen_caps_fini(&r.caps);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_look_is_one_sequence_in_every_depth),
        cmocka_unit_test(roles_that_look_the_same_share_a_look),
        cmocka_unit_test(a_change_of_foreground_alone_is_shorter),
        cmocka_unit_test(blanks_are_told_from_what_is_seen),
        cmocka_unit_test(terminals_unlike_ansi_get_their_own_strings),
    };
    return check_run(tests);
}
