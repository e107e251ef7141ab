/*
 * test_every_screen.c - every view in every state, size and kind of terminal:
 * what the terminal shows is what was drawn, in every shipped theme; and the
 * state can be told from letters and attributes alone.
 *
 * The views are those of view_classes[]: a new one is tested as it is added.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/screen.h"

#include "support/alarm_scene.h"
#include "support/check.h"
#include "support/command_scene.h"
#include "support/desk_rig.h"
#include "support/glass.h"

#include <unistd.h>

#include "common/attr.h"
#include "console/display/display_set.h"
#include "console/model/diag.h"
#include "console/theme/theme_file.h"

/* ---- states -------------------------------------------------------------- */

/* The scenes, then what limit checking adds to the good one. */
enum {
    STATE_CAUTION = SCENE_COUNT,
    STATE_ALARM,
    STATE_MIXED,
    STATE_LIMITS_SILENT,
    STATE_COMMANDS, /* what a gate adds */
    STATE_COUNT
};

static const char *
state_str(int state)
{
    static const char *const names[] = {
        "caution", "alarm", "mixed", "limits-silent", "commands"};
    return state < SCENE_COUNT ? scene_str((enum scene)state)
                               : names[state - SCENE_COUNT];
}

/* /SIF/PWR/TEMP is a little too high. */
static void
caution(struct model *m, struct clock now)
{
    struct msg_alarm a = alarm_message(now);
    alarm_scene(m, ALARMS_NONE, now);
    a.level = a.worst = STATE(WARNING, HIGH);
    feed_alarm(m, now, &a);
    feed_limits(m, now, TM_REALTIME, 7, (const uint64_t[]){5},
        (const limit_state[]){STATE(WARNING, HIGH)}, 1);
}

/* What the views look at besides the model. */
struct stand {
    struct desk_rig rig;
    struct display_set *displays;
    struct diag diag;
};

static void
furnish(struct stand *s)
{
    const char *origin = "mission";
    char *dir = check_path("console/display/data");
    const char *dirs[] = {dir};
    s->displays = display_set_new(dirs, &origin, 1);
    display_set_use_mdb(s->displays, values_mdb(s->rig.model.values));
    desk_set_displays(s->rig.desk, s->displays);
    free(dir);
    diag_start(&s->diag, s->rig.now.mono);
    s->diag.colors = "256 colours";
    s->diag.charset = "UTF-8";
    str_copy(s->diag.term, sizeof s->diag.term, "xterm-256color");
    s->diag.total[DIAG_BYTES] = 509;
    desk_set_diag(s->rig.desk, &s->diag);
}

static void
close_state(struct stand *s)
{
    desk_rig_close(&s->rig);
    display_set_free(&s->displays);
}

static void
open_state(struct stand *s, int state)
{
    struct desk_rig *r = &s->rig;
    static const enum alarm_scene alarms[] = {
        [STATE_ALARM - SCENE_COUNT] = ALARMS_ONE,
        [STATE_MIXED - SCENE_COUNT] = ALARMS_MIXED,
        [STATE_LIMITS_SILENT - SCENE_COUNT] = ALARMS_SILENT};
    desk_rig_open(r, state < SCENE_COUNT ? (enum scene)state : SCENE_GOOD,
        state == SCENE_LOS);
    if (state == STATE_CAUTION)
        caution(&r->model, r->now);
    else if (state == STATE_COMMANDS)
        command_scene(&r->model, COMMANDS_MIXED, r->now);
    else if (state > STATE_CAUTION)
        alarm_scene(&r->model, alarms[state - SCENE_COUNT], r->now);
    furnish(s);
}

/* The same scene with a mission database. */
static void
open_facility(struct stand *s, enum scene scene)
{
    desk_rig_open_facility(&s->rig, scene, scene == SCENE_LOS);
    furnish(s);
}

/* What a view that is a page of something is opened with. */
static const char *
argument_of(const struct view_class *class, bool has_database)
{
    static const struct {
        const char *view, *argument, *in_facility;
    } pages[] = {
        {"param", "/SIF/PWR/TEMP", "/SIF/PWR/BUS_A_V"},
        {"packet", "tm/101", "tm/101"},
        {"alarm", "/SIF/PWR/TEMP", "/SIF/PWR/TEMP"},
        {"command", "8", "8"},
        {"trends", "/SIF/PWR/TEMP /SIF/PWR/BUS_A_V", "/SIF/PWR/BUS_A_V"},
        {"display", "FAC-01", "FAC-01"},
    };
    for (size_t i = 0; i < ARRAY_LEN(pages); i++)
        if (strcmp(pages[i].view, class->name) == 0)
            return has_database ? pages[i].in_facility : pages[i].argument;
    return "";
}

/* ---- terminals ----------------------------------------------------------- */

static const struct {
    const char *name, *terminal;
    enum depth depth;
    bool is_ascii;
} kinds[] = {
    {"256", "xterm-256color", DEPTH_256, false},
    {"16", "tmux-256color", DEPTH_16, false},
    {"8", "linux", DEPTH_8, false},
    {"mono", "xterm-256color", DEPTH_MONO, false},
    {"ascii", "vt220", DEPTH_MONO, true},
};

static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {60, 200}, {10, 40}, {1, 1}};

struct wall {
    struct glass glass[ARRAY_LEN(sizes)][ARRAY_LEN(kinds)];
};

static void
wall_open(struct wall *w)
{
    for (size_t s = 0; s < ARRAY_LEN(sizes); s++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
            glass_open(&w->glass[s][k], kinds[k].terminal, theme_built_in(),
                kinds[k].depth, sizes[s].rows, sizes[s].cols);
}

static void
wall_close(struct wall *w)
{
    for (size_t s = 0; s < ARRAY_LEN(sizes); s++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
            glass_close(&w->glass[s][k]);
}

static void
wall_show(struct wall *w, struct desk_rig *r, const char *what)
{
    char text[128];
    for (size_t s = 0; s < ARRAY_LEN(sizes); s++) {
        desk_rig_resize(r, sizes[s].rows, sizes[s].cols);
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            (void)snprintf(text, sizeof text, "%s %dx%d %s", what,
                sizes[s].rows, sizes[s].cols, kinds[k].name);
            r->is_ascii = kinds[k].is_ascii;
            desk_rig_paint(r);
            glass_show(&w->glass[s][k], &r->canvas, text);
        }
    }
}

/* ---- the matrix ---------------------------------------------------------- */

static void
show_views(struct wall *w, struct desk_rig *r, bool has_database, int state)
{
    char what[64];
    for (size_t v = 0; view_classes[v] != NULL; v++) {
        const struct view_class *class = view_classes[v];
        (void)snprintf(
            what, sizeof what, "%s %s", class->name, state_str(state));
        assert_true(
            desk_open(r->desk, class->name, argument_of(class, has_database)));
        wall_show(w, r, what);
    }
}

static void
every_view_in_every_state_is_shown_as_it_was_drawn(void **state)
{
    (void)state;
    struct wall wall;
    struct stand s;
    wall_open(&wall);
    for (int i = 0; i < STATE_COUNT; i++) {
        open_state(&s, i);
        show_views(&wall, &s.rig, false, i);
        close_state(&s);
    }
    wall_close(&wall);
}

static void
every_view_of_a_mission_database_is_shown_as_it_was_drawn(void **state)
{
    (void)state;
    struct wall wall;
    struct stand s;
    wall_open(&wall);
    for (int i = 0; i < SCENE_COUNT; i++) {
        open_facility(&s, (enum scene)i);
        show_views(&wall, &s.rig, true, i);
        close_state(&s);
    }
    wall_close(&wall);
}

static void
show_in_theme(const struct theme *theme)
{
    static const int states[] = {SCENE_EXPIRED, SCENE_INVALID, SCENE_MISSING,
        SCENE_LOS, STATE_MIXED, STATE_COMMANDS};
    struct glass glass[ARRAY_LEN(kinds)];
    struct stand s;
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
        glass_open(&glass[k], kinds[k].terminal, theme, kinds[k].depth, 24, 80);
    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        open_state(&s, states[i]);
        desk_set_theme(s.rig.desk, theme);
        for (size_t v = 0; view_classes[v] != NULL; v++) {
            assert_true(desk_open(s.rig.desk, view_classes[v]->name,
                argument_of(view_classes[v], false)));
            for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
                s.rig.is_ascii = kinds[k].is_ascii;
                desk_rig_paint(&s.rig);
                glass_show(&glass[k], &s.rig.canvas, theme_name(theme));
            }
        }
        close_state(&s);
    }
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
        glass_close(&glass[k]);
}

static void
every_shipped_theme_is_shown_as_it_is_written(void **state)
{
    (void)state;
    char *path = check_path("../themes");
    const struct theme_dirs dirs = {&path, 1};
    size_t n;
    char **names = theme_names(&dirs, &n);
    assert_true(n >= 6);
    for (size_t t = 0; t < n; t++) {
        struct notes notes = {0};
        struct theme *theme = NULL;
        assert_int_equal(theme_open(names[t], &dirs, &notes, &theme), ERR_OK);
        show_in_theme(theme);
        theme_free(&theme);
        notes_fini(&notes);
        free(names[t]);
    }
    free(names);
    free(path);
}

/* ---- the state, told from the cells alone -------------------------------- */

/*
 * What a mono ASCII terminal shows that says which state it is: words of row
 * 1 and 2, and the marks left and right of the value of /SIF/PWR/TEMP.
 */
static const struct evidence {
    int state;
    const char *signal, *banner; /* NULL: nothing is said */
    char limit, quality;         /* ' ': no mark; '\0': it has no value */
} evidence[] = {
    {SCENE_GOOD, "AOS LOS in", NULL, ' ', ' '},
    {SCENE_EXPIRED, "AOS LOS in", "values expired", ' ', 'S'},
    {SCENE_INVALID, "AOS LOS in", NULL, ' ', 'I'},
    {SCENE_MISSING, "AOS LOS in", NULL, ' ', 'M'},
    {SCENE_LOS, "LOS AOS in", NULL, ' ', ' '},
    {SCENE_NO_FRONTEND, "AOS/LOS ?", "!frontend: no sign of life", ' ', 'S'},
    {SCENE_NO_HUB, "AOS/LOS ?", "!no hub for", ' ', 'S'},
    {SCENE_WRONG_DATABASE, "AOS LOS in", "!wrong mission database", ' ', 'M'},
    {SCENE_NOTHING, "AOS/LOS ?", "does not answer", '\0', '\0'},
    {STATE_CAUTION, "AOS LOS in", "!CAUTION", 'h', ' '},
    {STATE_ALARM, "AOS LOS in", "!ALARM 08:46:32 PWR/TEMP", 'H', ' '},
    {STATE_MIXED, "AOS LOS in", "!ALARM 08:46:39 MODE", 'H', ' '},
    {STATE_COMMANDS, "AOS !ARMED HTR_ON 24s CMD:FC-1 ?1 unk",
        "!1 command UNKNOWN: check telemetry", ' ', ' '},
    {STATE_LIMITS_SILENT, "AOS LOS in", "!limits: no sign of life", '?', ' '},
};

struct seen {
    char row[2][400];
    char limit, quality;
};

/* A line of the terminal; its letters are all there is.  Several blanks are
 * one: how rows are spaced is not looked at here. */
static void
take_row(const struct vt *vt, int row, char *out, size_t size)
{
    int rows, cols;
    vt_size(vt, &rows, &cols);
    size_t n = 0;
    for (int col = 0; col < cols && n + 1 < size; col++) {
        uint32_t glyph = vt_cell(vt, row, col).glyph;
        if (glyph < ' ' || glyph > '~')
            fail_msg("%d,%d: U+%04X is not ASCII", row, col, glyph);
        if (glyph != ' ' || n == 0 || out[n - 1] != ' ')
            out[n++] = (char)glyph;
    }
    out[n] = '\0';
}

/* "PWR/TEMP   H   -1.20000S degC": the marks around the value. */
static void
take_marks(const char *line, struct seen *seen)
{
    char mark[32], value[32] = "";
    const char *p = line + strlen("PWR/TEMP");
    if (sscanf(p, "%31s %31s", mark, value) < 2)
        return;
    seen->limit = strlen(mark) == 1 ? mark[0] : ' ';
    const char *v = strlen(mark) == 1 ? value : mark;
    char last = v[strlen(v) - 1];
    seen->quality = last >= '0' && last <= '9' ? ' ' : last;
}

static void
look_at(const struct vt *vt, struct seen *seen)
{
    char line[400];
    int rows, cols;
    *seen = (struct seen){.limit = '\0'};
    vt_size(vt, &rows, &cols);
    take_row(vt, 0, seen->row[0], sizeof seen->row[0]);
    take_row(vt, 1, seen->row[1], sizeof seen->row[1]);
    for (int row = 4; row < rows - 2; row++) {
        take_row(vt, row, line, sizeof line);
        if (strncmp(line, "PWR/TEMP ", 9) == 0)
            take_marks(line, seen);
    }
}

static bool
says(const struct seen *seen, const struct evidence *e)
{
    bool is_quiet = seen->row[1][0] != '!';
    if (strstr(seen->row[0], e->signal) == NULL)
        return false;
    return e->banner == NULL ? is_quiet
                             : strstr(seen->row[1], e->banner) != NULL;
}

/* Show a view in mono ASCII and look. */
static void
show_in_letters(const struct view_class *class, int state, struct seen *seen)
{
    struct stand s;
    struct glass g;
    open_state(&s, state);
    s.rig.is_ascii = true;
    glass_open(&g, "vt220", theme_built_in(), DEPTH_MONO, 24, 80);
    assert_true(desk_open(s.rig.desk, class->name, argument_of(class, false)));
    desk_rig_paint(&s.rig);
    glass_show(&g, &s.rig.canvas, class->name);
    look_at(g.vt, seen);
    glass_close(&g);
    close_state(&s);
}

static void
marks_and_words_alone_tell_every_state(void **state)
{
    (void)state;
    assert_int_equal(ARRAY_LEN(evidence), STATE_COUNT);
    for (int i = 0; i < STATE_COUNT; i++) {
        struct seen seen;
        unsigned n = 0;
        show_in_letters(view_find("params"), i, &seen);
        for (size_t k = 0; k < ARRAY_LEN(evidence); k++) {
            const struct evidence *e = &evidence[k];
            if (!says(&seen, e) || seen.limit != e->limit ||
                seen.quality != e->quality)
                continue;
            n++;
            assert_string_equal(state_str(e->state), state_str(i));
        }
        if (n != 1)
            fail_msg("%s is told by %u rows: '%s' '%s' limit '%c' quality '%c'",
                state_str(i), n, seen.row[0], seen.row[1], seen.limit,
                seen.quality);
    }
}

static void
every_view_tells_what_is_wrong_with_the_instance(void **state)
{
    (void)state;
    for (size_t v = 0; view_classes[v] != NULL; v++)
        for (int i = 0; i < STATE_COUNT; i++) {
            struct seen seen;
            const struct evidence *e = evidence;
            while (e->state != i)
                e++;
            show_in_letters(view_classes[v], i, &seen);
            if (!says(&seen, e))
                fail_msg("%s does not tell '%s': '%s' '%s'",
                    view_classes[v]->name, state_str(i), seen.row[0],
                    seen.row[1]);
        }
}

/* Pages that show little without one. */
static bool
needs_database(const struct view_class *class)
{
    static const char *const names[] = {
        "display", "displays", "param", "packet"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], class->name) == 0)
            return true;
    return false;
}

/* ---- for people ---------------------------------------------------------- */

static void
keep_screen(struct desk_rig *r, size_t size, size_t kind, const char *name)
{
    struct glass g;
    struct strbuf dump = {0};
    char path[128];
    (void)snprintf(path, sizeof path, "console/screen/%s-%dx%d-%s.txt", name,
        sizes[size].rows, sizes[size].cols, kinds[kind].name);
    r->is_ascii = kinds[kind].is_ascii;
    desk_rig_resize(r, sizes[size].rows, sizes[size].cols);
    desk_rig_paint(r);
    glass_open(&g, kinds[kind].terminal, theme_built_in(), kinds[kind].depth,
        sizes[size].rows, sizes[size].cols);
    glass_show(&g, &r->canvas, path);
    glass_dump(&g, &dump);
    check_golden(path, strbuf_get(&dump));
    strbuf_fini(&dump);
    glass_close(&g);
}

/*
 * Each view as a terminal shows it: with 256 colours while some alarms are
 * there, on a usual and on a large one, and in letters in each state.
 */
static void
screens_are_as_people_have_looked_at_them(void **state)
{
    (void)state;
    enum {
        USUAL,
        LARGE,
        COLOURS = 0,
        LETTERS = ARRAY_LEN(kinds) - 1
    };
    char name[64];
    for (size_t v = 0; view_classes[v] != NULL; v++)
        for (int i = 0; i < STATE_COUNT; i++) {
            const struct view_class *class = view_classes[v];
            struct stand s;
            bool is_of_database = i < SCENE_COUNT && needs_database(class);
            if (is_of_database)
                open_facility(&s, (enum scene)i);
            else
                open_state(&s, i);
            assert_true(desk_open(
                s.rig.desk, class->name, argument_of(class, is_of_database)));
            (void)snprintf(
                name, sizeof name, "%s-%s", class->name, state_str(i));
            keep_screen(&s.rig, USUAL, LETTERS, name);
            if (i == (needs_database(class) ? SCENE_GOOD : STATE_MIXED)) {
                keep_screen(&s.rig, USUAL, COLOURS, name);
                keep_screen(&s.rig, LARGE, COLOURS, name);
            }
            close_state(&s);
        }
}

/* ---- a robot at the keys ------------------------------------------------- */

static unsigned
roll(unsigned *seed, unsigned n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

/* Keys as bytes: letters, controls, sequences whole and broken, pastes. */
static void
robot_types(struct desk_rig *r, struct input *input, unsigned *seed)
{
    static const char *const special[] = {"\033[A", "\033[B", "\033[C",
        "\033[D", "\033[5~", "\033[6~", "\033OP", "\r", "\t", "\033[Z", "\033",
        "\033[200~pa\033ste\033[201~", "\033[<0;5;5M", ":params\r",
        ":set graph=braille\r", ":set time=date\r", "/temp\r", "&!x\r",
        "\xff\xfe", "\xe2\x80", "\xc3\xa9", "\033[", "\033]0;x\a"};
    char bytes[8] = {0};
    struct input_event event;
    const char *text = bytes;
    if (roll(seed, 3) == 0)
        text = special[roll(seed, ARRAY_LEN(special))];
    else
        bytes[0] = (char)(1 + roll(seed, 126));
    input_feed(input, text, strlen(text));
    while (input_next(input, &event))
        (void)desk_input(r->desk, &event, r->now);
    input_timeout(input);
    while (input_next(input, &event))
        (void)desk_input(r->desk, &event, r->now);
}

static void
whatever_is_typed_the_terminal_shows_what_was_drawn(void **state)
{
    (void)state;
    unsigned seed = 7, left = stage_robot_keys();
    struct input *input = input_new();
    char *dir = check_tmpdir(), here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(dir), 0); /* it may write files */
    for (int i = 0; left > 0; i = (i + 1) % STATE_COUNT) {
        struct glass g;
        struct stand s;
        size_t kind = roll(&seed, ARRAY_LEN(kinds));
        open_state(&s, i);
        s.rig.is_ascii = kinds[kind].is_ascii;
        glass_open(&g, kinds[kind].terminal, theme_built_in(),
            kinds[kind].depth, 24, 80);
        for (unsigned n = 0; n < 500 && left > 0; n++, left--) {
            robot_types(&s.rig, input, &seed);
            if (roll(&seed, 50) == 0) {
                int rows = 1 + (int)roll(&seed, 70);
                int cols = 1 + (int)roll(&seed, 220);
                desk_rig_resize(&s.rig, rows, cols);
                vt_resize(g.vt, rows, cols);
            } else if (roll(&seed, 4) != 0)
                continue;
            desk_rig_time(&s.rig, n * 100);
            desk_rig_paint(&s.rig);
            glass_show(&g, &s.rig.canvas, "robot");
        }
        glass_close(&g);
        close_state(&s);
    }
    input_free(&input);
    assert_int_equal(chdir(here), 0);
    check_rmdir(&dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_in_every_state_is_shown_as_it_was_drawn),
        cmocka_unit_test(
            every_view_of_a_mission_database_is_shown_as_it_was_drawn),
        cmocka_unit_test(every_shipped_theme_is_shown_as_it_is_written),
        cmocka_unit_test(marks_and_words_alone_tell_every_state),
        cmocka_unit_test(every_view_tells_what_is_wrong_with_the_instance),
        cmocka_unit_test(screens_are_as_people_have_looked_at_them),
        cmocka_unit_test(whatever_is_typed_the_terminal_shows_what_was_drawn),
    };
    return check_run(tests);
}
