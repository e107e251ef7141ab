/*
 * test_interlock_kinds.c - interlocks on values of every kind, on arguments,
 * on two parameters, and how they are told.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/interlock.h"

#include "common/attr.h"
#include "mdb/mdb.h"
#include "support/check.h"

#define N 10 /* parameters of the packet */

struct bench {
    struct mdb *mdb;
    struct interlock *il;
    const struct mdb_command *args;
    uint32_t item[N];
    mdb_cell raw[N], eng[N];
    uint8_t quality[N];
    const char *blob;
    size_t blob_len;
    char why[200];
};

enum {
    INT,
    UINT,
    FLOAT,
    VOLT,
    SWITCH,
    MODE,
    TEXT,
    OTHER,
    NOBODY,
    COUNT
};

static void
open_bench(struct bench *b)
{
    static const char *const name[N] = {"INT", "UINT", "FLOAT", "VOLT",
        "SWITCH", "MODE", "TEXT", "OTHER", "NOBODY_ASKS", "COUNT"};
    struct notes notes = {0};
    char *path = check_path("gate/data/kinds.xml");
    *b = (struct bench){.blob = ""};
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &b->mdb), ERR_OK);
    assert_int_equal(notes.n, 0);
    b->il = interlock_new(b->mdb);
    b->args = &b->mdb->command[mdb_find_command(b->mdb, "ARGS")];
    for (size_t i = 0; i < N; i++)
        b->item[i] = mdb_find_item(b->mdb, name[i]);
    notes_fini(&notes);
    free(path);
}

static void
close_bench(struct bench *b)
{
    interlock_free(&b->il);
    interlock_free(&b->il); /* nothing is freed twice */
    mdb_free(&b->mdb);
}

static struct interlock_packet
packet_of(const struct bench *b, int64_t at)
{
    return (struct interlock_packet){
        .container = mdb_find_container(b->mdb, "ALL"),
        .reception = {at},
        .n = N,
        .item = b->item,
        .raw = b->raw,
        .eng = b->eng,
        .quality = b->quality,
        .blob = b->blob,
        .blob_len = b->blob_len};
}

static void
take(struct bench *b, int64_t at)
{
    const struct interlock_packet p = packet_of(b, at);
    interlock_take(b->il, &p);
}

static struct mdb_criteria
number(uint32_t item, enum mdb_op op, double value)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = item,
            .is_calibrated = true,
            .op = op,
            .other_item = MDB_NIL,
            .text = "n",
            .integer = (int64_t)value,
            .real = value,
            .is_number = true,
            .is_integer = value == (double)(int64_t)value}};
}

static struct mdb_criteria
text(uint32_t item, enum mdb_op op, const char *value)
{
    return (struct mdb_criteria){.op = MDB_COMPARE,
        .comparison = {.item = item,
            .is_calibrated = true,
            .op = op,
            .other_item = MDB_NIL,
            .text = value}};
}

static struct mdb_criteria
two(uint32_t item, enum mdb_op op, uint32_t other)
{
    struct mdb_criteria k = text(item, op, NULL);
    k.comparison.other_item = other;
    k.comparison.other_is_calibrated = true;
    return k;
}

static enum truth
holds_with(struct bench *b, const struct mdb_criteria *k,
    const struct interlock_sight *s)
{
    struct strbuf why = {0};
    const enum truth t = interlock_holds(b->il, k, s, &why);
    (void)str_copy(b->why, sizeof b->why, strbuf_get(&why));
    strbuf_fini(&why);
    assert_int_equal(interlock_holds(b->il, k, s, NULL), t);
    return t;
}

static enum truth
holds(struct bench *b, struct mdb_criteria k)
{
    const struct interlock_sight s = {.after = UTC_NONE};
    return holds_with(b, &k, &s);
}

/* ---- telemetry ----------------------------------------------------------- */

static void
values_of_every_kind_are_compared_and_named(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    b.raw[INT] = b.eng[INT] = (mdb_cell)INT64_C(-6);
    b.raw[UINT] = b.eng[UINT] = 65535;
    b.raw[FLOAT] = b.eng[FLOAT] = mdb_cell_float(1.25);
    b.raw[VOLT] = 4;
    b.eng[VOLT] = mdb_cell_float(8);
    b.raw[SWITCH] = b.eng[SWITCH] = 1;
    b.raw[MODE] = b.eng[MODE] = 1;
    take(&b, 10);
    const struct {
        size_t item;
        enum mdb_op op;
        double value;
        enum truth want;
        const char *why;
    } row[] = {
        {INT, MDB_EQ, -6, TRUTH_TRUE, ""},
        {INT, MDB_GT, -6, TRUTH_FALSE, "INT is -6"},
        {UINT, MDB_GE, 65535, TRUTH_TRUE, ""},
        {UINT, MDB_LT, 65535, TRUTH_FALSE, "UINT is 65535"},
        {FLOAT, MDB_EQ, 1.25, TRUTH_TRUE, ""},
        {FLOAT, MDB_NE, 1.25, TRUTH_FALSE, "FLOAT is 1.25"},
        {VOLT, MDB_EQ, 8, TRUTH_TRUE, ""},
        {VOLT, MDB_EQ, 4, TRUTH_FALSE, "VOLT is 8.0"},
        {SWITCH, MDB_EQ, 1, TRUTH_TRUE, ""},
        {SWITCH, MDB_EQ, 0, TRUTH_FALSE, "SWITCH is ON"},
        {MODE, MDB_EQ, 1, TRUTH_TRUE, ""},
        {MODE, MDB_EQ, 0, TRUTH_FALSE, "MODE is STANDBY"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        const enum truth t =
            holds(&b, number(b.item[row[i].item], row[i].op, row[i].value));
        if (t != row[i].want || strcmp(b.why, row[i].why) != 0)
            fail_msg("row %zu: %d %s", i, (int)t, b.why);
    }
    close_bench(&b);
}

static void
a_raw_comparison_looks_at_the_raw_value(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    b.raw[VOLT] = 4;
    b.eng[VOLT] = mdb_cell_float(8);
    take(&b, 10);
    struct mdb_criteria k = number(b.item[VOLT], MDB_EQ, 4);
    assert_int_equal(holds(&b, k), TRUTH_FALSE);
    k.comparison.is_calibrated = false;
    assert_int_equal(holds(&b, k), TRUTH_TRUE);
    k.comparison.op = MDB_NE;
    assert_int_equal(holds(&b, k), TRUTH_FALSE);
    assert_string_equal(b.why, "VOLT is 4");
    const struct interlock_packet p = packet_of(&b, 11);
    const struct interlock_sight s = {.packet = &p, .after = UTC_NONE};
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_FALSE);
    k.comparison.is_calibrated = true;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    close_bench(&b);
}

/* What a text was is known after its packet is gone; and what lies outside the
 * packet is nothing. */
static void
texts_are_kept_and_spans_outside_are_empty(void **state)
{
    (void)state;
    struct bench b;
    char bytes[] = "SAFEREADY";
    open_bench(&b);
    b.blob = bytes;
    b.blob_len = 9;
    b.raw[TEXT] = b.eng[TEXT] = mdb_cell_span(0, 4);
    b.raw[OTHER] = b.eng[OTHER] = mdb_cell_span(4, 5);
    take(&b, 10);
    (void)memset(bytes, '?', sizeof bytes - 1);
    assert_int_equal(holds(&b, text(b.item[TEXT], MDB_EQ, "SAFE")), TRUTH_TRUE);
    assert_int_equal(
        holds(&b, text(b.item[OTHER], MDB_EQ, "READY")), TRUTH_TRUE);
    assert_int_equal(
        holds(&b, text(b.item[TEXT], MDB_EQ, "READY")), TRUTH_FALSE);
    assert_string_equal(b.why, "TEXT is SAFE");
    struct mdb_criteria k = text(b.item[OTHER], MDB_EQ, "READY");
    k.comparison.is_calibrated = false;
    assert_int_equal(holds(&b, k), TRUTH_TRUE);

    static const struct {
        uint32_t at, len;
    } outside[] = {{10, 0}, {9, 1}, {0, 10}, {UINT32_MAX, 1}, {1, UINT32_MAX}};
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        b.raw[TEXT] = b.eng[TEXT] =
            mdb_cell_span(outside[i].at, outside[i].len);
        take(&b, 11 + (int64_t)i);
        assert_int_equal(holds(&b, text(b.item[TEXT], MDB_EQ, "")), TRUTH_TRUE);
    }
    b.raw[TEXT] = b.eng[TEXT] = mdb_cell_span(8, 1); /* the last byte */
    take(&b, 20);
    assert_int_equal(holds(&b, text(b.item[TEXT], MDB_EQ, "?")), TRUTH_TRUE);
    b.blob = NULL;
    b.blob_len = 0;
    take(&b, 21);
    assert_int_equal(holds(&b, text(b.item[TEXT], MDB_EQ, "")), TRUTH_TRUE);
    const struct interlock_packet p = packet_of(&b, 22);
    const struct interlock_sight s = {.packet = &p, .after = UTC_NONE};
    k = text(b.item[TEXT], MDB_EQ, "");
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    close_bench(&b);
}

static void
a_long_text_is_cut_in_the_reason(void **state)
{
    (void)state;
    struct bench b;
    char bytes[100];
    open_bench(&b);
    (void)memset(bytes, 'x', sizeof bytes);
    bytes[0] = '\033';
    b.blob = bytes;
    b.blob_len = sizeof bytes;
    b.raw[TEXT] = b.eng[TEXT] = mdb_cell_span(0, sizeof bytes);
    take(&b, 10);
    assert_int_equal(
        holds(&b, text(b.item[TEXT], MDB_EQ, "SAFE")), TRUTH_FALSE);
    assert_true(strlen(b.why) < 80);
    assert_true(str_is_clean(b.why, strlen(b.why)));
    close_bench(&b);
}

static void
two_parameters_are_compared_and_the_missing_one_is_named(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_criteria k = two(b.item[TEXT], MDB_EQ, b.item[OTHER]);
    assert_int_equal(holds(&b, k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "TEXT was never received");
    b.blob = "SAFESAFE";
    b.blob_len = 8;
    b.raw[TEXT] = b.eng[TEXT] = mdb_cell_span(0, 4);
    b.raw[OTHER] = b.eng[OTHER] = mdb_cell_span(4, 4);
    b.quality[OTHER] = MDB_INVALID;
    take(&b, 10);
    assert_int_equal(holds(&b, k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "OTHER is invalid");
    b.quality[OTHER] = MDB_ACQUIRED;
    take(&b, 11);
    assert_int_equal(holds(&b, k), TRUTH_TRUE);
    b.raw[OTHER] = b.eng[OTHER] = mdb_cell_span(4, 3);
    take(&b, 12);
    assert_int_equal(holds(&b, k), TRUTH_FALSE);
    assert_string_equal(b.why, "TEXT is SAFE");
    close_bench(&b);
}

static void
what_is_not_kept_is_unknown_and_says_why(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    take(&b, 10);
    assert_int_equal(
        holds(&b, number(b.item[NOBODY], MDB_EQ, 0)), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "NOBODY_ASKS is not watched");
    assert_int_equal(
        holds(&b, number(b.mdb->n_items, MDB_EQ, 0)), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "a parameter is unknown");
    struct mdb_criteria k = number(b.item[INT], MDB_EQ, 0);
    k.comparison.instance = -1;
    assert_int_equal(holds(&b, k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "INT of an older packet is not kept");
    const struct mdb_criteria never = {.op = MDB_NEVER};
    assert_int_equal(holds(&b, never), TRUTH_FALSE);
    assert_string_equal(
        b.why, "the database's condition could not be understood");
    struct strbuf why = {0}; /* the first reason is the one */
    const struct interlock_sight s = {.after = UTC_NONE};
    strbuf_adds(&why, "before");
    assert_int_equal(interlock_holds(b.il, &never, &s, &why), TRUTH_FALSE);
    k = number(b.item[INT], MDB_EQ, 1);
    assert_int_equal(interlock_holds(b.il, &k, &s, &why), TRUTH_FALSE);
    const struct mdb_criteria both = {
        .op = MDB_AND, .child = &k, .n_children = 1};
    assert_int_equal(interlock_holds(b.il, &both, &s, &why), TRUTH_FALSE);
    assert_string_equal(strbuf_get(&why), "before");
    strbuf_fini(&why);
    close_bench(&b);
}

static void
the_reason_is_that_of_what_decides(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    b.quality[INT] = MDB_INVALID;
    take(&b, 10);
    const struct mdb_criteria child[] = {number(b.item[INT], MDB_EQ, 0),
        number(b.item[UINT], MDB_EQ, 1), number(b.item[FLOAT], MDB_EQ, 1)};
    struct mdb_criteria k = {.op = MDB_AND, .child = child, .n_children = 3};
    assert_int_equal(holds(&b, k), TRUTH_FALSE);
    assert_string_equal(b.why, "UINT is 0"); /* not the unknown before it */
    k.op = MDB_OR;
    assert_int_equal(holds(&b, k), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "INT is invalid");
    k.child = child + 1;
    k.n_children = 2;
    assert_int_equal(holds(&b, k), TRUTH_FALSE);
    assert_string_equal(b.why, "UINT is 0"); /* the first of them */
    k.n_children = 0;
    assert_int_equal(holds(&b, k), TRUTH_FALSE); /* any of nothing */
    k.op = MDB_AND;
    assert_int_equal(holds(&b, k), TRUTH_TRUE); /* all of nothing */
    close_bench(&b);
}

/* ---- through which eyes -------------------------------------------------- */

static void
only_newer_samples_count_after_a_release(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    const struct mdb_criteria k = number(b.item[UINT], MDB_EQ, 0);
    take(&b, 10);
    struct interlock_sight s = {.after = {10}};
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "UINT has no newer value");
    s.after.ns = 9;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    interlock_blind(b.il, "loss of signal", UTC_NONE); /* it came in any case */
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    assert_string_equal(interlock_blind_reason(b.il), "loss of signal");
    b.quality[UINT] = MDB_INVALID;
    take(&b, 11);
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "UINT is invalid");
    close_bench(&b);
}

static void
values_of_the_packet_go_first(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    take(&b, 10);
    b.eng[UINT] = b.raw[UINT] = 7;
    struct interlock_packet p = packet_of(&b, 11);
    struct interlock_sight s = {.packet = &p, .after = UTC_NONE};
    struct mdb_criteria k = number(b.item[UINT], MDB_EQ, 7);
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    b.quality[UINT] = MDB_INVALID;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "UINT is invalid");
    p.quality = NULL; /* all are acquired */
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    p.n = 1; /* INT only: the newest value of UINT is asked, but for alone */
    k = number(b.item[UINT], MDB_EQ, 0);
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    s.packet_alone = true;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "UINT is not in the packet");
    close_bench(&b);
}

static void
numbers_of_a_packet(void **state)
{
    (void)state;
    struct bench b;
    double v;
    open_bench(&b);
    b.eng[UINT] = 7;
    b.eng[FLOAT] = mdb_cell_none(MDB_FLOAT);
    struct interlock_packet p = packet_of(&b, 11);
    assert_true(interlock_packet_number(b.il, &p, b.item[UINT], &v));
    assert_near(v, 7, 0);
    assert_false(
        interlock_packet_number(b.il, &p, b.item[FLOAT], &v)); /* NaN */
    assert_false(interlock_packet_number(b.il, &p, MDB_NIL, &v));
    b.quality[UINT] = MDB_INVALID;
    assert_false(interlock_packet_number(b.il, &p, b.item[UINT], &v));
    p.n = 1;
    p.quality = NULL;
    assert_false(interlock_packet_number(b.il, &p, b.item[UINT], &v));
    assert_false(interlock_number(b.il, b.item[TEXT], &v)); /* no value */
    assert_false(interlock_number(b.il, MDB_NIL, &v));
    close_bench(&b);
}

/* ---- arguments ----------------------------------------------------------- */

static void
arguments_of_every_kind(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    static const struct {
        const char *leaf, *text;
        enum mdb_op op;
        double value;
        enum truth want;
    } row[] = {
        {"Int", "-5", MDB_EQ, -5, TRUTH_TRUE},
        {"Int", "-5", MDB_LT, -5, TRUTH_FALSE},
        {"Int", "x", MDB_EQ, 0, TRUTH_UNKNOWN},
        {"Uint", "5", MDB_GT, 4, TRUTH_TRUE},
        {"Uint", "-5", MDB_NE, 4, TRUTH_UNKNOWN},
        {"Float", "2.5", MDB_EQ, 2.5, TRUTH_TRUE},
        {"Float", "", MDB_EQ, 0, TRUTH_UNKNOWN},
        {"Volt", "8", MDB_EQ, 8, TRUTH_TRUE},
        {"Switch", "ON", MDB_EQ, 1, TRUTH_TRUE},
        {"Switch", "OFF", MDB_EQ, 0, TRUTH_TRUE},
        {"Switch", "1", MDB_EQ, 1, TRUTH_TRUE},
        {"Switch", "perhaps", MDB_EQ, 0, TRUTH_UNKNOWN},
        {"Mode", "STANDBY", MDB_EQ, 1, TRUTH_TRUE},
        {"Mode", "SAFE", MDB_EQ, 1, TRUTH_FALSE},
        {"Mode", "1", MDB_EQ, 1, TRUTH_TRUE},
        {"Mode", "MAD", MDB_EQ, 0, TRUTH_UNKNOWN},
        {"Wait", "2.5", MDB_GT, 2, TRUTH_TRUE},
        {"Wait", "soon", MDB_GT, 2, TRUTH_UNKNOWN},
        {"Time", "yesterday", MDB_GT, 2, TRUTH_UNKNOWN},
        {"Bytes", "0102", MDB_EQ, 258, TRUTH_UNKNOWN},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        char given[32];
        struct interlock_leaf leaf[N] = {0};
        const uint32_t at = mdb_command_leaf(b.args, row[i].leaf);
        (void)str_copy(given, sizeof given, row[i].text);
        leaf[at] = (struct interlock_leaf){b.args->leaf[at].type, given};
        const struct interlock_sight s = {
            .leaf = leaf, .n_leaves = N, .after = UTC_NONE};
        const struct mdb_criteria k =
            number(MDB_LEAF | at, row[i].op, row[i].value);
        const enum truth t = holds_with(&b, &k, &s);
        if (t != row[i].want)
            fail_msg("%s=%s: %d %s", row[i].leaf, given, (int)t, b.why);
    }
    close_bench(&b);
}

static void
the_raw_value_of_a_calibrated_argument_is_not_guessed(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    char given[] = "8";
    struct interlock_leaf leaf[N] = {0};
    const uint32_t volt = mdb_command_leaf(b.args, "Volt");
    const uint32_t uint = mdb_command_leaf(b.args, "Uint");
    leaf[volt] = (struct interlock_leaf){b.args->leaf[volt].type, given};
    leaf[uint] = (struct interlock_leaf){b.args->leaf[uint].type, given};
    const struct interlock_sight s = {
        .leaf = leaf, .n_leaves = N, .after = UTC_NONE};
    struct mdb_criteria k = number(MDB_LEAF | volt, MDB_EQ, 4);
    k.comparison.is_calibrated = false;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "argument 3 is compared raw, and calibrated");
    k = number(MDB_LEAF | uint, MDB_EQ, 8);
    k.comparison.is_calibrated = false;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    close_bench(&b);
}

static void
a_text_and_a_time_of_the_command(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    char some[] = "dump.bin", time[] = "2026-11-20T08:34:00Z";
    struct interlock_leaf leaf[N] = {0};
    const uint32_t text_at = mdb_command_leaf(b.args, "Text");
    const uint32_t time_at = mdb_command_leaf(b.args, "Time");
    leaf[text_at] = (struct interlock_leaf){b.args->leaf[text_at].type, some};
    leaf[time_at] = (struct interlock_leaf){b.args->leaf[time_at].type, time};
    const struct interlock_sight s = {
        .leaf = leaf, .n_leaves = N, .after = UTC_NONE};
    struct mdb_criteria k = text(MDB_LEAF | text_at, MDB_EQ, "dump.bin");
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    k.comparison.op = MDB_NE;
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_FALSE);
    assert_string_equal(b.why, "argument 6 is dump.bin");
    k = two(MDB_LEAF | time_at, MDB_EQ, MDB_LEAF | time_at);
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_TRUE);
    k = text(MDB_LEAF | 99, MDB_EQ, "");
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "argument 99 is no argument");
    k = text(MDB_NIL, MDB_EQ, "");
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    close_bench(&b);
}

/* ---- edges --------------------------------------------------------------- */

static void
all_conditions_of_all_commands_are_watched(void **state)
{
    (void)state;
    static const char *const name[] = {"INT", "UINT", "FLOAT", "VOLT", "SWITCH",
        "MODE", "TEXT", "OTHER", "SIGNED_FOR", "SEEN_LAST"};
    struct bench b;
    open_bench(&b);
    for (size_t i = 0; i < ARRAY_LEN(name); i++)
        assert_true(interlock_watches(b.il, mdb_find_item(b.mdb, name[i])));
    assert_int_equal(interlock_n_watched(b.il), ARRAY_LEN(name));
    assert_false(interlock_watches(b.il, b.mdb->n_items));
    close_bench(&b);
}

static void
nothing_behind_the_last_one_is_read(void **state)
{
    (void)state;
    struct bench b;
    double v;
    open_bench(&b);
    struct interlock_packet p = packet_of(&b, 10);
    uint32_t *item = malloc(sizeof *item); /* so that it would be noticed */
    struct interlock_leaf *leaf = malloc(sizeof *leaf);
    assert_non_null(item);
    assert_non_null(leaf);
    *item = b.mdb->n_items;
    *leaf = (struct interlock_leaf){b.args->leaf[0].type, strdup("1")};
    p.item = item;
    p.n = 1;
    interlock_take(b.il, &p);
    assert_false(interlock_packet_number(b.il, &p, b.mdb->n_items, &v));
    const struct interlock_sight s = {
        .leaf = leaf, .n_leaves = 1, .after = UTC_NONE};
    const struct mdb_criteria k = number(MDB_LEAF | 1, MDB_EQ, 1);
    assert_int_equal(holds_with(&b, &k, &s), TRUTH_UNKNOWN);
    assert_string_equal(b.why, "argument 1 is no argument");
    interlock_leaves_free(&leaf, 1);
    assert_null(leaf);
    interlock_leaves_free(&leaf, 1);
    free(item);
    close_bench(&b);
}

/* ---- for a person -------------------------------------------------------- */

static void
criteria_are_told_by_their_names(void **state)
{
    (void)state;
    struct bench b;
    open_bench(&b);
    static const char *const want[] = {
        "INT < -5 or (UINT != 3 and FLOAT >= 1.5)",
        "VOLT <= 8 and SWITCH == ON and MODE == SAFE",
        "TEXT == OTHER",
    };
    assert_int_equal(b.args->n_constraints, ARRAY_LEN(want));
    for (uint32_t i = 0; i < b.args->n_constraints; i++) {
        struct strbuf out = {0};
        interlock_criteria_text(
            b.mdb, b.args, &b.args->constraint[i].criteria, &out);
        assert_string_equal(strbuf_get(&out), want[i]);
        strbuf_fini(&out);
    }
    const uint32_t level = mdb_command_leaf(b.args, "Uint");
    const struct mdb_criteria single = text(b.item[INT], MDB_EQ, "4");
    const struct mdb_criteria one = {
        .op = MDB_OR, .child = &single, .n_children = 1};
    const struct {
        struct mdb_criteria k;
        const char *want;
    } row[] = {
        {text(MDB_LEAF | level, MDB_GT, "4"), "Uint > 4"},
        {text(MDB_LEAF | 99, MDB_EQ, "4"), "? == 4"},
        {text(MDB_LEAF | N, MDB_EQ, "4"), "? == 4"},
        {text(b.mdb->n_items, MDB_EQ, "4"), "? == 4"},
        {text(b.item[INT], (enum mdb_op)(MDB_GE + 1), "4"), "INT ? 4"},
        {{.op = MDB_AND, .child = &one, .n_children = 1}, "INT == 4"},
        {text(MDB_NIL, MDB_EQ, "4"), "? == 4"},
        {text(b.item[INT], (enum mdb_op)99, "4"), "INT ? 4"},
        {text(b.item[INT], MDB_EQ, NULL), "INT == "},
        {{.op = MDB_NEVER}, "never"},
        {{.op = MDB_ALWAYS}, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct strbuf out = {0};
        interlock_criteria_text(b.mdb, b.args, &row[i].k, &out);
        assert_string_equal(strbuf_get(&out), row[i].want);
        strbuf_fini(&out);
    }
    close_bench(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_every_kind_are_compared_and_named),
        cmocka_unit_test(a_raw_comparison_looks_at_the_raw_value),
        cmocka_unit_test(texts_are_kept_and_spans_outside_are_empty),
        cmocka_unit_test(a_long_text_is_cut_in_the_reason),
        cmocka_unit_test(
            two_parameters_are_compared_and_the_missing_one_is_named),
        cmocka_unit_test(what_is_not_kept_is_unknown_and_says_why),
        cmocka_unit_test(the_reason_is_that_of_what_decides),
        cmocka_unit_test(only_newer_samples_count_after_a_release),
        cmocka_unit_test(values_of_the_packet_go_first),
        cmocka_unit_test(numbers_of_a_packet),
        cmocka_unit_test(arguments_of_every_kind),
        cmocka_unit_test(the_raw_value_of_a_calibrated_argument_is_not_guessed),
        cmocka_unit_test(a_text_and_a_time_of_the_command),
        cmocka_unit_test(all_conditions_of_all_commands_are_watched),
        cmocka_unit_test(nothing_behind_the_last_one_is_read),
        cmocka_unit_test(criteria_are_told_by_their_names),
    };
    return check_run(tests);
}
