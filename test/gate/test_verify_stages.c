/*
 * test_verify_stages.c - stages by themselves: windows to the nanosecond, which
 * packets count, what all stages together say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/verify.h"

#include "common/attr.h"
#include "mdb/mdb.h"
#include "support/check.h"

#define RELEASED (1000 * NS_PER_S)
#define S        NS_PER_S
#define N        4 /* values of a packet: COUNT UINT INT MODE */

enum {
    COUNT,
    UINT,
    INT,
    MODE
};

struct bench {
    struct mdb *real;
    struct mdb mdb; /* the same with the one command of the test */
    struct mdb_command command;
    struct interlock *il;
    struct gate_command *c;
    struct verify_world w;
    uint32_t item[N], all, more;
    mdb_cell cell[N];
    uint8_t quality[N];
    char text[GATE_DETAIL_SIZE];
};

static struct moment
at(int64_t ns) /* after the release */
{
    return (struct moment){{RELEASED + ns}, {5000 * S + ns}};
}

static void
open_bench(struct bench *b)
{
    static const char *const name[N] = {"COUNT", "UINT", "INT", "MODE"};
    struct notes notes = {0};
    char *path = check_path("gate/data/kinds.xml");
    *b = (struct bench){0};
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &b->real), ERR_OK);
    for (size_t i = 0; i < N; i++)
        b->item[i] = mdb_find_item(b->real, name[i]);
    b->all = mdb_find_container(b->real, "ALL");
    b->more = mdb_find_container(b->real, "MORE");
    b->command = b->real->command[mdb_find_command(b->real, "ARGS")];
    b->command.report_count = MDB_NIL;
    notes_fini(&notes);
    free(path);
}

static void
new_command(struct bench *b)
{
    gate_command_free(&b->c);
    b->c = gate_command_new();
    b->c->state = COMMAND_SENT;
    b->c->command = 0;
    b->c->sequence = 42;
    b->c->released = at(0).utc;
    b->c->released_mono = at(0).mono;
}

static void
begin(struct bench *b, const struct mdb_verifier *v, uint32_t n)
{
    b->command.verifier = v;
    b->command.n_verifiers = n;
    b->mdb = *b->real;
    b->mdb.command = &b->command;
    b->mdb.n_commands = 1;
    interlock_free(&b->il);
    b->il = interlock_new(&b->mdb);
    b->w = (struct verify_world){&b->mdb, b->il};
    new_command(b);
    verify_begin(&b->w, b->c);
}

static void
close_bench(struct bench *b)
{
    gate_command_free(&b->c);
    interlock_free(&b->il);
    mdb_free(&b->real);
}

static struct verify_packet
packet(const struct bench *b, int64_t ns)
{
    return (struct verify_packet){.values = {.container = b->all,
                                      .reception = at(ns).utc,
                                      .n = N,
                                      .item = b->item,
                                      .raw = b->cell,
                                      .eng = b->cell,
                                      .quality = b->quality},
        .mode = TM_REALTIME,
        .generation = at(ns).utc};
}

/* A packet of ALL, received and looked at `ns` after the release. */
static bool
give(struct bench *b, int64_t ns)
{
    const struct verify_packet p = packet(b, ns);
    interlock_take(b->il, &p.values);
    return verify_packet(&b->w, b->c, &p, at(ns));
}

static void
stage_is(const struct bench *b, size_t i, enum stage_state want)
{
    assert_true(i < b->c->n_stages);
    assert_string_equal(
        stage_state_str(b->c->stage[i].state), stage_state_str(want));
}

static void
outcome_is(struct bench *b, enum verify_outcome want, const char *text)
{
    b->text[0] = '\0';
    assert_int_equal(verify_outcome(b->c, b->text, sizeof b->text), want);
    if (strstr(b->text, text) == NULL)
        fail_msg("'%s', not '%s'", b->text, text);
}

/* ---- verifiers ----------------------------------------------------------- */

static struct mdb_verifier
packet_of(const struct bench *b, enum mdb_stage stage, int64_t stop_s)
{
    return (struct mdb_verifier){.stage = stage,
        .kind = MDB_VERIFY_CONTAINER,
        .container = b->all,
        .has_window = stop_s > 0,
        .stop_ns = stop_s * S};
}

static struct mdb_criteria
compare(uint32_t item, int64_t value)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = item,
            .is_calibrated = true,
            .op = MDB_EQ,
            .other_item = MDB_NIL,
            .text = "n",
            .integer = value,
            .real = (double)value,
            .is_number = true,
            .is_integer = true}};
}

/* UINT == value. */
static struct mdb_verifier
value_of(const struct bench *b, enum mdb_stage stage, int64_t value)
{
    return (struct mdb_verifier){.stage = stage,
        .kind = MDB_VERIFY_VALUE,
        .criteria = compare(b->item[UINT], value),
        .has_window = true,
        .stop_ns = 10 * S};
}

static struct mdb_verifier
change_of(const struct bench *b, double delta)
{
    return (struct mdb_verifier){.stage = MDB_STAGE_COMPLETE,
        .kind = MDB_VERIFY_CHANGE,
        .item = b->item[INT],
        .delta = delta,
        .has_window = true,
        .stop_ns = 10 * S};
}

/* ---- windows ------------------------------------------------------------- */

static void
a_window_counts_from_its_begin_to_just_before_its_end(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        bool passes;
    } row[] = {
        {2 * S - 1, false}, {2 * S, true}, {5 * S - 1, true}, {5 * S, false}};
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 5);
    v.start_ns = 2 * S;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        begin(&b, &v, 1);
        assert_int_equal(give(&b, row[i].ns), row[i].passes);
        stage_is(&b, 0, row[i].passes ? STAGE_PASSED : STAGE_WAITING);
    }
    begin(&b, &v, 1);
    assert_false(verify_time(b.c, at(5 * S - 1)));
    outcome_is(&b, VERIFY_RUNNING, "");
    assert_true(verify_time(b.c, at(5 * S)));
    stage_is(&b, 0, STAGE_TIMEOUT);
    assert_int_equal(b.c->stage[0].until.ns, RELEASED + 5 * S);
    outcome_is(
        &b, VERIFY_FAILED, "complete: not reached in its window (packet ALL)");
    assert_false(verify_time(b.c, at(6 * S))); /* once */
    close_bench(&b);
}

/* Blind before the window opens is not blind in it. */
static void
only_what_is_missing_in_the_window_makes_it_not_known(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        enum stage_state want;
    } row[] = {{2 * S - 1, STAGE_TIMEOUT}, {2 * S, STAGE_NOT_KNOWN},
        {4 * S, STAGE_NOT_KNOWN}};
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 5);
    v.start_ns = 2 * S;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        begin(&b, &v, 1);
        verify_blind(b.c, at(row[i].ns));
        assert_true(verify_time(b.c, at(5 * S)));
        stage_is(&b, 0, row[i].want);
    }
    outcome_is(&b, VERIFY_UNKNOWN, "complete: not seen");
    begin(&b, &v, 1);
    assert_true(give(&b, 3 * S));
    verify_blind(b.c, at(4 * S)); /* what passed stays so */
    assert_false(verify_time(b.c, at(5 * S)));
    stage_is(&b, 0, STAGE_PASSED);
    outcome_is(&b, VERIFY_COMPLETED, "verified: complete");
    close_bench(&b);
}

static void
without_a_window_it_is_waited_for_an_hour_and_then_unknown(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 0);
    begin(&b, &v, 1);
    assert_true(utc_is_none(b.c->stage[0].until));
    assert_false(verify_time(b.c, at(3600 * S - 1)));
    assert_true(verify_time(b.c, at(3600 * S)));
    stage_is(&b, 0, STAGE_NOT_KNOWN);
    begin(&b, &v, 1);
    assert_true(give(&b, 3600 * S - 1));
    stage_is(&b, 0, STAGE_PASSED);
    close_bench(&b);
}

static void
windows_of_the_last_verifier_open_anew_when_one_passes(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_ACCEPTED, 1),
        value_of(&b, MDB_STAGE_EXECUTION, 2),
        value_of(&b, MDB_STAGE_COMPLETE, 3),
        value_of(&b, MDB_STAGE_COMPLETE, 4)};
    v[1].from = v[2].from = v[3].from = MDB_WINDOW_LAST_VERIFIER;
    v[2].from = MDB_WINDOW_RELEASE;
    v[3].has_window = false;
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 1;
    assert_true(give(&b, 8 * S));
    assert_int_equal(b.c->stage[1].until.ns, RELEASED + 18 * S);
    assert_int_equal(b.c->stage[2].until.ns, RELEASED + 10 * S);
    assert_true(utc_is_none(b.c->stage[3].until));
    assert_true(verify_time(b.c, at(10 * S))); /* the third only */
    stage_is(&b, 1, STAGE_WAITING);
    stage_is(&b, 2, STAGE_TIMEOUT);
    assert_true(verify_time(b.c, at(18 * S)));
    stage_is(&b, 1, STAGE_TIMEOUT);
    /* What passed before is not opened again by one that passes later. */
    v[0].from = MDB_WINDOW_LAST_VERIFIER;
    begin(&b, v, 2);
    b.cell[UINT] = 2;
    assert_true(give(&b, 8 * S));
    stage_is(&b, 0, STAGE_SKIPPED);
    assert_int_equal(b.c->stage[0].until.ns, RELEASED + 10 * S);
    close_bench(&b);
}

/* ---- which stages -------------------------------------------------------- */

static void
a_stage_that_passes_skips_earlier_ones_only(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_ACCEPTED, 1),
        value_of(&b, MDB_STAGE_ACCEPTED, 2),
        value_of(&b, MDB_STAGE_EXECUTION, 3),
        value_of(&b, MDB_STAGE_EXECUTION, 4),
        value_of(&b, MDB_STAGE_EXECUTION, 5),
        value_of(&b, MDB_STAGE_COMPLETE, 6), value_of(&b, MDB_STAGE_FAILED, 7)};
    static const struct {
        mdb_cell value;
        const char *want; /* W P S of each stage */
    } row[] = {{1, "PWWWWWW"}, {2, "WPWWWWW"}, {3, "SSPWWWW"}, {4, "SSSPWWW"},
        {5, "SSSSPWW"}, {6, "SSSSSPW"}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        begin(&b, v, ARRAY_LEN(v));
        b.cell[UINT] = row[i].value;
        assert_true(give(&b, 1));
        for (size_t k = 0; k < ARRAY_LEN(v); k++)
            stage_is(&b, k,
                row[i].want[k] == 'P'   ? STAGE_PASSED
                : row[i].want[k] == 'S' ? STAGE_SKIPPED
                                        : STAGE_WAITING);
        assert_false(give(&b, 2)); /* it does not pass twice */
    }
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 7;
    assert_true(give(&b, 1));
    stage_is(&b, 6, STAGE_FAILED);
    stage_is(&b, 0, STAGE_WAITING); /* a failure says nothing about others */
    outcome_is(&b, VERIFY_FAILED, "the payload reports: UINT == n");
    close_bench(&b);
}

static void
all_of_the_last_kind_have_to_pass(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_COMPLETE, 1),
        value_of(&b, MDB_STAGE_COMPLETE, 2)};
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 2;
    assert_true(give(&b, 1));
    outcome_is(&b, VERIFY_RUNNING, "");
    b.cell[UINT] = 1;
    assert_true(give(&b, 2));
    outcome_is(&b, VERIFY_COMPLETED, "verified: complete");
    close_bench(&b);
}

/* Progress 2 was reached, so progress 1 was, whether it was seen or not. */
static void
of_executions_the_last_one_is_enough(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_EXECUTION, 1),
        value_of(&b, MDB_STAGE_EXECUTION, 2)};
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 1;
    assert_true(give(&b, 1));
    outcome_is(&b, VERIFY_RUNNING, "");
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 2;
    assert_true(give(&b, 1));
    stage_is(&b, 0, STAGE_SKIPPED);
    outcome_is(&b, VERIFY_COMPLETED, "verified: execution");
    v[1].stop_ns = 20 * S;
    begin(&b, v, ARRAY_LEN(v));
    verify_blind(b.c, at(1));
    assert_true(verify_time(b.c, at(10 * S)));
    stage_is(&b, 0, STAGE_NOT_KNOWN);
    assert_true(give(&b, 15 * S));
    outcome_is(&b, VERIFY_COMPLETED, "verified: execution");
    close_bench(&b);
}

static void
a_failed_verifier_alone(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v = value_of(&b, MDB_STAGE_FAILED, 7);
    begin(&b, &v, 1);
    outcome_is(&b, VERIFY_RUNNING, "");
    assert_true(verify_time(b.c, at(10 * S)));
    stage_is(&b, 0, STAGE_SKIPPED);
    outcome_is(&b, VERIFY_COMPLETED, "sent, no failure was reported");
    begin(&b, &v, 1);
    verify_blind(b.c, at(1));
    assert_true(verify_time(b.c, at(10 * S)));
    stage_is(&b, 0, STAGE_NOT_KNOWN);
    outcome_is(&b, VERIFY_UNKNOWN, "failed: not seen");
    v.has_window = false; /* nobody waits for it */
    begin(&b, &v, 1);
    outcome_is(&b, VERIFY_COMPLETED, "sent, no failure was reported");
    begin(&b, &v, 0);
    outcome_is(&b, VERIFY_COMPLETED, "sent, not verified");
    close_bench(&b);
}

static void
what_still_waits_at_the_end_is_skipped(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_ACCEPTED, 1),
        value_of(&b, MDB_STAGE_COMPLETE, 2)};
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 1;
    assert_true(give(&b, 1));
    verify_end(b.c, at(5));
    stage_is(&b, 0, STAGE_PASSED);
    stage_is(&b, 1, STAGE_SKIPPED);
    assert_int_equal(b.c->stage[1].time.ns, RELEASED + 5);
    outcome_is(&b, VERIFY_UNKNOWN, "not verified");
    close_bench(&b);
}

static void
more_verifiers_than_stages_are_left_out(void **state)
{
    (void)state;
    struct bench b;
    struct mdb_verifier v[GATE_COMMAND_STAGES_MAX + 1];
    open_bench(&b);
    for (size_t i = 0; i < ARRAY_LEN(v); i++)
        v[i] = packet_of(&b, MDB_STAGE_EXECUTION, 5);
    begin(&b, v, ARRAY_LEN(v));
    assert_int_equal(b.c->n_stages, GATE_COMMAND_STAGES_MAX);
    begin(&b, v, GATE_COMMAND_STAGES_MAX);
    assert_int_equal(b.c->n_stages, GATE_COMMAND_STAGES_MAX);
    close_bench(&b);
}

/* ---- which packets ------------------------------------------------------- */

static void
packets_count_by_their_mode_count_and_times(void **state)
{
    (void)state;
    enum {
        NONE,
        OURS,
        OTHER
    };
    static const struct {
        const char *label;
        enum tm_mode mode;
        int report;
        int64_t received, made;
        bool passes;
    } row[] = {
        {"live", TM_REALTIME, NONE, 1, 1, true},
        {"live, ours", TM_REALTIME, OURS, 1, 1, true},
        {"live, of another command", TM_REALTIME, OTHER, 1, 1, false},
        {"received with the release", TM_REALTIME, OURS, 0, 1, false},
        {"live, made long ago", TM_REALTIME, OURS, 1, -9, true},
        {"dumped, says nothing", TM_DUMP, NONE, 1, 1, false},
        {"dumped, ours", TM_DUMP, OURS, 1, 1, true},
        {"dumped, ours, made with the release", TM_DUMP, OURS, 1, 0, false},
        {"dumped, of another command", TM_DUMP, OTHER, 1, 1, false},
        {"replayed", TM_REPLAY, OURS, 1, 1, false},
    };
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 5);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        b.command.report_count =
            row[i].report == NONE ? MDB_NIL : b.item[COUNT];
        begin(&b, &v, 1);
        b.cell[COUNT] = row[i].report == OTHER ? 43 : 42;
        struct verify_packet p = packet(&b, row[i].received);
        p.mode = row[i].mode;
        p.generation = at(row[i].made).utc;
        if (verify_packet(&b.w, b.c, &p, at(1)) != row[i].passes)
            fail_msg("%s", row[i].label);
    }
    close_bench(&b);
}

static void
a_count_that_is_invalid_or_missing_is_not_ours(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 5);
    b.command.report_count = b.item[COUNT];
    begin(&b, &v, 1);
    b.cell[COUNT] = 42;
    b.quality[COUNT] = MDB_INVALID;
    assert_false(give(&b, 1));
    b.quality[COUNT] = MDB_ACQUIRED;
    struct verify_packet p = packet(&b, 2);
    p.values.item = &b.item[1]; /* the packet does not say */
    p.values.n = N - 1;
    p.values.quality = NULL;
    assert_true(verify_packet(&b.w, b.c, &p, at(2)));
    close_bench(&b);
}

/* The same command was given again: only what names the first one's count. */
static void
unknown_and_given_again_only_its_own_count_settles(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 5);
    begin(&b, &v, 1);
    b.c->is_succeeded = true;
    assert_true(give(&b, 1)); /* still SENT: both may have done it */
    begin(&b, &v, 1);
    verify_blind(b.c, at(1));
    assert_true(verify_time(b.c, at(5 * S)));
    b.c->state = COMMAND_UNKNOWN;
    b.c->is_succeeded = true;
    assert_false(give(&b, 6 * S));
    b.command.report_count = b.item[COUNT];
    b.cell[COUNT] = 42;
    assert_true(give(&b, 7 * S)); /* late, and ours */
    stage_is(&b, 0, STAGE_PASSED);
    b.c->is_succeeded = false;
    assert_false(give(&b, 8 * S)); /* it has passed */
    close_bench(&b);
}

static void
unknown_is_settled_by_whatever_comes_late(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v[] = {packet_of(&b, MDB_STAGE_ACCEPTED, 5),
        value_of(&b, MDB_STAGE_COMPLETE, 1)};
    begin(&b, v, ARRAY_LEN(v));
    verify_blind(b.c, at(1));
    assert_true(verify_time(b.c, at(5 * S)));
    b.c->state = COMMAND_UNKNOWN;
    b.cell[UINT] = 1;
    assert_true(give(&b, 60 * S));
    stage_is(&b, 0, STAGE_PASSED);
    stage_is(&b, 1, STAGE_PASSED); /* it waited still */
    close_bench(&b);
}

static void
a_packet_that_is_derived_counts_another_does_not(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 5);
    begin(&b, &v, 1);
    struct verify_packet p = packet(&b, 1);
    p.values.container = b.more;
    assert_true(verify_packet(&b.w, b.c, &p, at(1)));
    v.container = b.more;
    begin(&b, &v, 1);
    assert_false(give(&b, 1));
    v.container = b.all; /* with criteria, which hold in that very packet */
    v.criteria = compare(b.item[UINT], 5);
    begin(&b, &v, 1);
    b.cell[UINT] = 5;
    p = packet(&b, 1);
    interlock_take(b.il, &p.values);
    p = packet(&b, 2);
    p.values.n = 1;
    assert_false(verify_packet(&b.w, b.c, &p, at(2)));
    assert_string_equal(b.c->stage[0].text, "packet ALL with UINT == n");
    assert_true(give(&b, 3));
    close_bench(&b);
}

static void
a_value_counts_when_the_packet_has_part_of_it(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_criteria child[] = {
        compare(b.item[UINT], 5), compare(b.item[INT], 6)};
    struct mdb_verifier v = value_of(&b, MDB_STAGE_COMPLETE, 0);
    v.criteria =
        (struct mdb_criteria){.op = MDB_AND, .child = child, .n_children = 2};
    begin(&b, &v, 1);
    b.cell[UINT] = 5;
    b.cell[INT] = 0;
    assert_false(give(&b, 1));
    b.cell[INT] = 6;
    struct verify_packet p = packet(&b, 2);
    p.values.n = 2; /* COUNT and UINT */
    assert_false(verify_packet(&b.w, b.c, &p, at(2)));
    p = packet(&b, 3);
    p.values.item = &b.item[INT]; /* INT and MODE; UINT came before */
    p.values.raw = p.values.eng = &b.cell[INT];
    p.values.n = 2;
    assert_true(verify_packet(&b.w, b.c, &p, at(3)));
    begin(&b, &v, 1);
    p = packet(&b, 1);
    interlock_take(b.il, &p.values); /* all hold, and none is in the packet */
    p.values.n = 1;
    assert_false(verify_packet(&b.w, b.c, &p, at(2)));
    v.criteria = compare(b.item[MODE], 0); /* the right side's packet counts */
    v.criteria.comparison.item = b.item[UINT];
    v.criteria.comparison.other_item = b.item[INT];
    v.criteria.comparison.other_is_calibrated = true;
    begin(&b, &v, 1);
    b.cell[UINT] = b.cell[INT] = 6;
    p = packet(&b, 1);
    interlock_take(b.il, &p.values);
    p.values.item = &b.item[INT];
    p.values.raw = p.values.eng = &b.cell[INT];
    p.values.n = 1;
    assert_true(verify_packet(&b.w, b.c, &p, at(2)));
    close_bench(&b);
}

static void
a_change_is_up_or_down_and_needs_a_value_at_release(void **state)
{
    (void)state;
    static const struct {
        double delta;
        int64_t to;
        bool passes;
    } row[] = {{5, 24, false}, {5, 25, true}, {5, 26, true}, {5, 10, false},
        {-5, 16, false}, {-5, 15, true}, {-5, 14, true}, {-5, 30, false}};
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v = change_of(&b, 5);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        v.delta = row[i].delta;
        begin(&b, &v, 1);
        b.cell[INT] = 20;
        const struct verify_packet p = packet(&b, -1);
        interlock_take(b.il, &p.values);
        new_command(&b);
        verify_begin(&b.w, b.c);
        b.cell[INT] = (mdb_cell)row[i].to;
        if (give(&b, 1) != row[i].passes)
            fail_msg("row %zu", i);
        assert_int_equal(
            b.c->stage[0].state, row[i].passes ? STAGE_PASSED : STAGE_WAITING);
    }
    assert_string_equal(b.c->stage[0].text, "/K/INT changes by -5");
    b.quality[INT] = MDB_INVALID;
    b.cell[INT] = 0;
    assert_false(give(&b, 2));
    b.quality[INT] = MDB_ACQUIRED;
    assert_true(verify_time(b.c, at(10 * S)));
    stage_is(&b, 0, STAGE_TIMEOUT);
    begin(&b, &v, 1); /* nothing was received before */
    assert_false(give(&b, 1));
    assert_true(verify_time(b.c, at(10 * S)));
    stage_is(&b, 0, STAGE_NOT_KNOWN);
    close_bench(&b);
}

static void
what_the_database_cannot_name_is_not_described(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v[] = {
        packet_of(&b, MDB_STAGE_COMPLETE, 5), change_of(&b, 5)};
    v[0].container = b.real->n_containers;
    v[1].item = b.real->n_items;
    begin(&b, v, ARRAY_LEN(v));
    assert_string_equal(b.c->stage[0].text, "");
    assert_string_equal(b.c->stage[1].text, "");
    assert_false(give(&b, 1));
    close_bench(&b);
}

/* ---- after a crash ------------------------------------------------------- */

static void
the_log_s_stages_go_on_and_nothing_in_between_is_guessed(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_ACCEPTED, 1),
        value_of(&b, MDB_STAGE_COMPLETE, 2), value_of(&b, MDB_STAGE_FAILED, 3)};
    begin(&b, v, ARRAY_LEN(v));
    b.cell[UINT] = 1;
    assert_true(give(&b, 1));
    b.c->n_stages = 2; /* the log leaves the failed verifier out */
    b.c->released_mono = MONO_NONE;
    const struct moment now = {at(4 * S).utc, {77 * S}}; /* a new clock */
    verify_resume(&b.w, b.c, now);
    assert_int_equal(b.c->n_stages, 3);
    stage_is(&b, 0, STAGE_PASSED);
    stage_is(&b, 1, STAGE_WAITING);
    assert_int_equal(b.c->released_mono.ns, 73 * S);
    struct moment edge = {at(10 * S - 1).utc, {83 * S - 1}};
    assert_false(verify_time(b.c, edge));
    edge.mono.ns += 1;
    assert_true(verify_time(b.c, edge));
    stage_is(&b, 1, STAGE_NOT_KNOWN);
    close_bench(&b);
}

static void
stages_of_another_database_are_dropped(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v[] = {value_of(&b, MDB_STAGE_ACCEPTED, 1),
        value_of(&b, MDB_STAGE_COMPLETE, 2)};
    begin(&b, v, 2);
    b.c->stage[1].stage = MDB_STAGE_EXECUTION; /* it was another stage */
    verify_resume(&b.w, b.c, at(S));
    assert_int_equal(b.c->n_stages, 0);
    begin(&b, v, 2);
    b.c->n_stages = 1; /* there were fewer */
    verify_resume(&b.w, b.c, at(S));
    assert_int_equal(b.c->n_stages, 0);
    begin(&b, v, 2);
    b.command.n_verifiers = 1; /* there were more */
    verify_resume(&b.w, b.c, at(S));
    assert_int_equal(b.c->n_stages, 0);
    begin(&b, v, 2);
    b.c->command = MDB_NIL; /* no such command any more */
    assert_false(give(&b, 1));
    verify_resume(&b.w, b.c, at(S));
    assert_int_equal(b.c->n_stages, 0);
    assert_false(give(&b, 2));
    b.c->command = 0;
    assert_false(give(&b, 3));
    close_bench(&b);
}

static void
a_stage_without_window_waits_on_after_a_crash(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_verifier v = packet_of(&b, MDB_STAGE_COMPLETE, 0);
    begin(&b, &v, 1);
    verify_resume(&b.w, b.c, at(600 * S));
    stage_is(&b, 0, STAGE_WAITING);
    assert_false(verify_time(b.c, at(3600 * S - 1)));
    assert_true(give(&b, 3600 * S - 1));
    outcome_is(&b, VERIFY_COMPLETED, "verified: complete");
    close_bench(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_counts_from_its_begin_to_just_before_its_end),
        cmocka_unit_test(only_what_is_missing_in_the_window_makes_it_not_known),
        cmocka_unit_test(
            without_a_window_it_is_waited_for_an_hour_and_then_unknown),
        cmocka_unit_test(
            windows_of_the_last_verifier_open_anew_when_one_passes),
        cmocka_unit_test(a_stage_that_passes_skips_earlier_ones_only),
        cmocka_unit_test(all_of_the_last_kind_have_to_pass),
        cmocka_unit_test(of_executions_the_last_one_is_enough),
        cmocka_unit_test(a_failed_verifier_alone),
        cmocka_unit_test(what_still_waits_at_the_end_is_skipped),
        cmocka_unit_test(more_verifiers_than_stages_are_left_out),
        cmocka_unit_test(packets_count_by_their_mode_count_and_times),
        cmocka_unit_test(a_count_that_is_invalid_or_missing_is_not_ours),
        cmocka_unit_test(unknown_and_given_again_only_its_own_count_settles),
        cmocka_unit_test(unknown_is_settled_by_whatever_comes_late),
        cmocka_unit_test(a_packet_that_is_derived_counts_another_does_not),
        cmocka_unit_test(a_value_counts_when_the_packet_has_part_of_it),
        cmocka_unit_test(a_change_is_up_or_down_and_needs_a_value_at_release),
        cmocka_unit_test(what_the_database_cannot_name_is_not_described),
        cmocka_unit_test(
            the_log_s_stages_go_on_and_nothing_in_between_is_guessed),
        cmocka_unit_test(stages_of_another_database_are_dropped),
        cmocka_unit_test(a_stage_without_window_waits_on_after_a_crash),
    };
    return check_run(tests);
}
