/*
 * test_robot.c - a robot types at the whole console: keys, commands, pastes,
 * mouse reports, broken sequences and noise, as bytes a terminal sends, in
 * every scene and at every size.
 *
 * It never crashes and never shows a control character; a read-only console
 * asks nothing of anybody; no hand that does not know what it types fires a
 * command; and whatever was typed, `:q` leaves.
 *
 * ROBOT_KEYS=1000000 for a night (`make soak`), ROBOT_SEED=N for another one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/command.h"
#include "console/desk_priv.h"
#include "mdb/mdb.h"
#include "support/command_scene.h"
#include "support/desk_rig.h"
#include "support/form_scene.h"

struct robot {
    struct desk_rig rig;
    struct input *input;
    uint32_t seed;
    unsigned typed;
    unsigned quits;
    unsigned dialogs; /* times a dialog of a command had the keys */
    uint64_t views;   /* a bit for each that was in the focused pane */
};

static uint32_t
roll(struct robot *r, uint32_t n)
{
    r->seed = r->seed * 1664525 + 1013904223;
    return (r->seed >> 8) % n;
}

/* Which view has the keys now. */
static void
see(struct robot *r)
{
    const struct page *page = desk_page(r->rig.desk);
    for (size_t i = 0; view_classes[i] != NULL; i++)
        if (page != NULL && page->class == view_classes[i])
            r->views |= (uint64_t)1 << i;
}

/* Is a person asked whether to submit a command? */
static bool
is_question(const struct robot *r)
{
    const struct prompt *p = &r->rig.desk->prompt;
    return p->kind == PROMPT_CONFIRM && str_prefix(p->question, "Submit ");
}

static void
take_events(struct robot *r)
{
    struct input_event event;
    while (input_next(r->input, &event)) {
        r->typed++;
        r->dialogs += r->rig.desk->ceremony.kind != CEREMONY_OFF;
        bool is_yes = is_question(r) && event.kind == INPUT_KEY &&
                      (event.key == 'y' || event.key == 'Y');
        int submits = r->rig.submits;
        r->quits +=
            (desk_input(r->rig.desk, &event, r->rig.now) & UI_QUIT) != 0;
        see(r);
        if (r->rig.submits != submits && !is_yes)
            fail_msg("submitted without a yes, seed %u", r->seed);
        assert_true(r->rig.submits - submits <= 1);
    }
}

/* Bytes as a terminal sends them, in pieces of any size. */
static void
send_bytes(struct robot *r, const char *bytes, size_t n)
{
    while (n > 0) {
        size_t part = 1 + roll(r, INPUT_FEED_MAX);
        part = part < n ? part : n;
        input_feed(r->input, bytes, part);
        take_events(r);
        bytes += part;
        n -= part;
    }
    if (input_wait_ms(r->input) > 0 && roll(r, 4) == 0) {
        input_timeout(r->input);
        take_events(r);
    }
}

static void
send_text(struct robot *r, const char *text)
{
    send_bytes(r, text, strlen(text));
}

/* ---- what it does -------------------------------------------------------- */

static void
one_key(struct robot *r)
{
    static const char *const keys[] = {"\r", "\t", "\033", "\177", " ",
        "\033[A", "\033[B", "\033[C", "\033[D", "\033[5~", "\033[6~", "\033[H",
        "\033[F", "\033[Z", "\033OP", "\022", "\003", "\014", "\006", "\002",
        "\025"};
    if (roll(r, 3) == 0)
        send_text(r, keys[roll(r, ARRAY_LEN(keys))]);
    else
        send_bytes(r, (char[]){(char)(' ' + roll(r, 95))}, 1);
}

static void
one_command(struct robot *r)
{
    static const char *const words[] = {"THM", "/SIF/THM/THM_BASE_T",
        "graph=", "graph=ascii", "graph=braille", "time=date", "theme=grey",
        "mouse=on", "bell=visual", "rate=2", "!", "S", "events", "ccsds", "+5",
        "-3", "freeze Z", "freeze a", "\t", "\t\t\033[Z", "\022THM", "\033[A",
        "", "\302\233", "\342\200\256x"};
    struct strbuf line = {0};
    size_t n = command_count(), views = 0;
    while (view_classes[views] != NULL)
        views++;
    size_t i = roll(r, (uint32_t)(n + views + 1));
    const char *name = i < n                         ? command_row(i)->name
                       : view_classes[i - n] != NULL ? view_classes[i - n]->name
                                                     : "nosuch";
    strbuf_addf(&line, ":%s %s%s", name, words[roll(r, ARRAY_LEN(words))],
        roll(r, 8) == 0 ? "" : "\r");
    send_bytes(r, line.s, line.len);
    strbuf_fini(&line);
}

/* Sequences that are cut, wrong, hostile, or answers nobody asked for. */
static void
one_sequence(struct robot *r)
{
    static const char *const sequences[] = {"\033[<0;10;5M", "\033[<64;3;9M",
        "\033[<65;200;60M", "\033[<0;0;0M", "\033[<0;99999;99999m", "\033[M !!",
        "\033[", "\033[<0;", "\033O", "\033[1;5", "\033]52;c;QUFB\a",
        "\033]0;x", "\033P1$r0m\033\\", "\033_x\033\\", "\033[?1;2c",
        "\033[200~:q\r\033[201~", "\033[200~y\ny\n", "\033[201~", "\302",
        "\342\200", "\377\376", "\302\205", "\033[99;99;99;99;99~",
        "\033\033\033[A", "\000"};
    const char *s = sequences[roll(r, ARRAY_LEN(sequences))];
    send_bytes(r, s, *s == '\0' ? 1 : strlen(s));
}

static void
noise(struct robot *r)
{
    char bytes[256];
    size_t n = 1 + roll(r, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)roll(r, 256);
    send_bytes(r, bytes, n);
}

static void
huge_paste(struct robot *r)
{
    size_t n = 1 << 20;
    char *text = xcalloc(n, 1);
    memset(text, (int)(32 + roll(r, 95)), n);
    send_text(r, "\033[200~");
    send_bytes(r, text, n);
    send_text(r, "\033[201~");
    free(text);
}

static void
look(struct robot *r)
{
    desk_rig_text(&r->rig);
    assert_true(desk_rig_is_clean(&r->rig));
}

static void
pass(struct robot *r, int64_t ms)
{
    r->rig.now.mono = mono_add_ns(r->rig.now.mono, ms * NS_PER_MS);
    r->rig.now.utc = utc_add_ns(r->rig.now.utc, ms * NS_PER_MS);
}

static void
one_step(struct robot *r)
{
    uint32_t v = roll(r, 1000);
    if (v < 700)
        one_key(r);
    else if (v < 850)
        one_command(r);
    else if (v < 950)
        one_sequence(r);
    else if (v < 970)
        noise(r);
    else if (v == 970 && roll(r, 20) == 0)
        huge_paste(r);
    else if (v < 980)
        desk_rig_resize(&r->rig, 1 + (int)roll(r, 80), 1 + (int)roll(r, 240));
    else if (v < 990)
        pass(r, roll(r, 5000));
    if (v % 16 == 0)
        look(r);
}

/* Whatever state the console is in: a few times Esc, and :q leaves. */
static void
must_leave(struct robot *r)
{
    input_reset(r->input);
    for (int i = 0; i < 4; i++) {
        send_text(r, "\033");
        input_timeout(r->input);
        take_events(r);
        look(r);
        pass(r, 1000);
        if (r->rig.desk->ceremony.kind != CEREMONY_OFF)
            send_text(r, "y"); /* disarm it and close */
    }
    r->quits = 0;
    send_text(r, ":q\r");
    if (r->quits == 0 && r->rig.model.orders.holds)
        send_text(r, "y"); /* give authority back */
    if (r->quits == 0)
        fail_msg("cannot leave, seed %u after %u, dialog %d, prompt %d:\n%s",
            r->seed, r->typed, (int)r->rig.desk->ceremony.kind,
            (int)r->rig.desk->prompt.kind, desk_rig_text(&r->rig));
    r->quits = 0;
}

/* All views in turn, those that no key leads to in some scenes, too. */
static void
open_view(struct robot *r, unsigned turn)
{
    size_t n = 0;
    while (view_classes[n] != NULL)
        n++;
    struct strbuf line = {0};
    const char *name = view_classes[turn % n]->name;
    strbuf_addf(&line, "\003\003:%s %s\r", name,
        str_eq(name, "command") ? "#1" : "/SIF/THM/THM_BASE_T");
    send_bytes(r, line.s, line.len);
    strbuf_fini(&line);
    look(r);
}

static uint64_t
run(enum scene scene, bool is_readonly, uint32_t seed, unsigned keys)
{
    struct robot r = {.seed = seed, .input = input_new()};
    desk_rig_open(&r.rig, scene, is_readonly);
    for (unsigned step = 1; r.typed < keys; step++) {
        if (step % 20 == 0)
            open_view(&r, (unsigned)scene * 3 + step / 20);
        one_step(&r);
        if (step % 500 == 0)
            must_leave(&r);
    }
    must_leave(&r);
    look(&r);
    if (is_readonly)
        assert_int_equal(r.rig.asks + r.rig.orders, 0);
    assert_int_equal(r.rig.fires, 0);
    desk_rig_close(&r.rig);
    input_free(&r.input);
    return r.views;
}

static uint32_t
first_seed(void)
{
    const char *text = getenv("ROBOT_SEED");
    return text != NULL ? (uint32_t)strtoul(text, NULL, 10) : 1;
}

/* Some commands wait, this console has authority, and the gate says yes to
 * everything: only the hand can prevent it. */
static void
tempt(struct robot *r, unsigned turn)
{
    struct desk_rig *rig = &r->rig;
    static const enum command_state states[] = {
        COMMAND_HELD, COMMAND_APPROVED, COMMAND_PROPOSED, COMMAND_ARMED};
    struct msg_gate g = gate_message(rig->now);
    g.holder = msg_str("FC-1");
    feed_gate(&rig->model, rig->now, &g);
    for (unsigned i = 0; i < 12; i++) {
        struct msg_command c =
            command_message(rig->now, i + 1, states[i % ARRAY_LEN(states)]);
        c.change = turn + 1;
        c.person = msg_str(i % 2 ? "FC-2" : "FC-1");
        feed_command(&rig->model, rig->now, &c);
    }
    rig->model.orders.holds = true;
    (void)str_copy(rig->model.orders.person, ORDER_PERSON_MAX, "FC-1");
}

static void
no_random_hand_ever_fires(void **state)
{
    (void)state;
    struct robot r = {.seed = first_seed() + 7777, .input = input_new()};
    desk_rig_open(&r.rig, SCENE_GOOD, false);
    r.rig.gate_says_yes = true;
    unsigned keys = stage_robot_keys() > 100000 ? stage_robot_keys() : 100000;
    for (unsigned step = 1; r.typed < keys; step++) {
        if (step % 50 == 1) {
            pass(&r, 1000);
            tempt(&r, step);
            send_text(&r, "\003\003:commands history\r");
        }
        if (roll(&r, 8) == 0)
            send_text(&r, "!");
        if (r.rig.desk->ceremony.kind != CEREMONY_OFF && roll(&r, 4) == 0)
            send_text(&r, "HTR_"); /* nearly */
        one_step(&r);
        look(&r);
        pass(&r, roll(&r, 600));
        if (step % 500 == 0)
            must_leave(&r);
    }
    assert_true(r.dialogs > 1000);
    assert_int_equal(r.rig.fires, 0);
    desk_rig_close(&r.rig);
    input_free(&r.input);
}

static struct mdb *
commands_mdb(void)
{
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = check_path("console/data/commands.xml");
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    free(path);
    notes_fini(&notes);
    return mdb;
}

/* Commands that could be submitted as they are. */
static void
fill_stack(struct robot *r)
{
    static const char text[] = "columba-stack 1\nPING\nSWITCH Battery=2\n"
                               "wait 1s\nPING\npause\nSET_MODE Mode=IDLE\n";
    struct notes notes = {0};
    struct stack stack;
    assert_int_equal(
        stack_parse("robot", text, sizeof text - 1, &notes, &stack), ERR_OK);
    command_stack_put(&r->rig.model.stack, &stack, "");
    stack_fini(&stack);
    notes_fini(&notes);
}

/* Each is looked at where it is typed: take_events(). */
static void
a_random_hand_submits_lines_of_the_stack_only_after_a_yes(void **state)
{
    (void)state;
    struct robot r = {.seed = first_seed() + 4242, .input = input_new()};
    struct mdb *mdb = commands_mdb();
    desk_rig_open(&r.rig, SCENE_GOOD, false);
    composer_set_mdb(&r.rig.model.composer, mdb);
    r.rig.gate_says_yes = true;
    unsigned keys = stage_robot_keys() > 100000 ? stage_robot_keys() : 100000;
    for (unsigned step = 1; r.typed < keys; step++) {
        if (step % 50 == 1) {
            pass(&r, 1000);
            tempt(&r, step);
            fill_stack(&r);
            send_text(&r, "\003\003:stack\r");
        }
        if (roll(&r, 8) == 0)
            send_text(&r, roll(&r, 2) == 0 ? "." : "jP");
        if (is_question(&r) && roll(&r, 4) == 0)
            send_text(&r, "y");
        one_step(&r);
        if (step % 500 == 0)
            must_leave(&r);
    }
    assert_true(r.rig.submits > 20);
    assert_int_equal(r.rig.fires, 0);
    desk_rig_close(&r.rig);
    input_free(&r.input);
    mdb_free(&mdb);
}

/* Forms are filled, pasted at and pressed on; only the letter y submits. */
static void
no_hand_without_a_yes_submits(void **state)
{
    (void)state;
    static const char *const lines[] = {"\003\003:command /LAB/PING\r",
        "\003\003:command /LAB/SWITCH Battery=2\r",
        "\003\003:command /LAB/ALL\r", "\003\003:command /LAB/LOAD\r",
        "\003\003:commands catalogue\r"};
    static const char *const texts[] = {"\r", "\r\r\r", "j", "j\r", "k", "\t",
        "n", "\033[B", "\033[C", "V", "!", "Submit", "P",
        "\033[200~2\ny\ny\n\033[201~", "ON"};
    struct robot r = {.seed = first_seed() + 4242, .input = input_new()};
    desk_rig_open(&r.rig, SCENE_GOOD, false);
    form_scene(&r.rig.model);
    r.rig.gate_says_yes = true;
    unsigned questions = 0;
    for (unsigned step = 0; r.typed < 30000; step++) {
        if (step % 40 == 0) {
            pass(&r, 1000);
            form_scene_mode(&r.rig.model, r.rig.now, FORM_IDLE);
            form_scene_gate(&r.rig.model, r.rig.now);
            send_text(&r, lines[roll(&r, ARRAY_LEN(lines))]);
        }
        send_text(&r, texts[roll(&r, ARRAY_LEN(texts))]);
        questions += r.rig.desk->prompt.kind == PROMPT_CONFIRM;
        look(&r);
    }
    assert_true(questions > 50);
    assert_int_equal(r.rig.submits, 0);
    assert_true(r.rig.orders > 0); /* dry runs */
    desk_rig_close(&r.rig);
    input_free(&r.input);
}

static void
type_in_all_scenes(bool is_readonly)
{
    uint64_t views = 0;
    for (unsigned scene = 0; scene < SCENE_COUNT; scene++)
        views |= run((enum scene)scene, is_readonly,
            first_seed() + 100 * scene + is_readonly,
            stage_robot_keys() / SCENE_COUNT / 2);
    for (size_t i = 0; view_classes[i] != NULL; i++)
        if (!(views >> i & 1))
            fail_msg("the robot never came to %s", view_classes[i]->name);
}

static void
an_operators_console_stands_whatever_is_typed(void **state)
{
    (void)state;
    type_in_all_scenes(false);
}

static void
a_read_only_console_asks_nothing_whatever_is_typed(void **state)
{
    (void)state;
    type_in_all_scenes(true);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operators_console_stands_whatever_is_typed),
        cmocka_unit_test(a_read_only_console_asks_nothing_whatever_is_typed),
        cmocka_unit_test(no_random_hand_ever_fires),
        cmocka_unit_test(
            a_random_hand_submits_lines_of_the_stack_only_after_a_yes),
        cmocka_unit_test(no_hand_without_a_yes_submits),
    };
    char *dir = check_tmpdir(); /* what it writes lands here */
    if (chdir(dir) != 0)
        return 1;
    int status = check_run(tests);
    if (chdir("/") != 0)
        return 1;
    check_rmdir(&dir);
    return status;
}
