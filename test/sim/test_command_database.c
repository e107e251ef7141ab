/*
 * test_command_database.c - the commands of the mission database and those of
 * the model are the same: numbers, arguments, ranges; and every packet that
 * the encoder makes is accepted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "common/str.h"
#include "mdb/command.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"
#include "support/sif.h"
#include "support/tc_rig.h"

#define HEADERS   3 /* leaves of the headers: APID, service, subtype */
#define LEAVES    8
#define VALUE_LEN 160

static struct mdb *mdb;
static struct mdb_encoder *encoder;
static struct tc_rig r;

static int
setup(void **state)
{
    (void)state;
    mdb = sif_load();
    encoder = mdb_encoder_new(mdb);
    tc_rig_init(&r, -40);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    mdb_encoder_free(&encoder);
    mdb_free(&mdb);
    return 0;
}

static bool
is_number(const struct mdb_type *t)
{
    return t->eng_kind != MDB_STRING && t->eng_kind != MDB_BINARY;
}

/* The range of a leaf's type, as numbers of the model. */
static void
type_range(const struct mdb_type *t, double *low, double *high)
{
    if (t->n_labels > 0) {
        *low = (double)t->label[0].value;
        *high = (double)t->label[t->n_labels - 1].value;
    } else if (t->eng_kind == MDB_BOOL) {
        *low = 0;
        *high = 1;
    } else {
        assert_true(t->n_ranges == 1);
        *low = t->range[0].min;
        *high = t->range[0].max;
    }
}

/* What is typed for `v`. */
static void
type_text(const struct mdb_type *t, double v, char *text)
{
    (void)snprintf(text, VALUE_LEN, "%.12g", v);
    if (t->eng_kind == MDB_BOOL)
        (void)snprintf(
            text, VALUE_LEN, "%s", v > 0 ? t->one_text : t->zero_text);
    for (uint32_t i = 0; i < t->n_labels; i++)
        if ((double)t->label[i].value == v)
            (void)snprintf(text, VALUE_LEN, "%s", t->label[i].label);
}

/* The number that an assigned text stands for. */
static double
type_number(const struct mdb_type *t, const char *text)
{
    for (uint32_t i = 0; i < t->n_labels; i++)
        if (str_eq(t->label[i].label, text))
            return (double)t->label[i].value;
    if (t->eng_kind == MDB_BOOL)
        return str_eq(text, t->one_text);
    return strtod(text, NULL);
}

/* A concrete command, its row of the model, and its leaves behind headers. */
struct pair {
    const struct mdb_command *command;
    uint32_t index;
    const struct command_row *row;
    const struct mdb_leaf *leaf;
    uint32_t n;
};

static bool
pair_at(uint32_t i, struct pair *out)
{
    const struct mdb_command *c = &mdb->command[i];
    if (c->is_abstract)
        return false;
    const uint8_t service = (uint8_t)strtoul(c->leaf[1].text, NULL, 0);
    const uint8_t subtype = (uint8_t)strtoul(c->leaf[2].text, NULL, 0);
    uint32_t at = HEADERS;
    uint8_t function = 0;
    if (service == 8) {
        const struct mdb_leaf *l = &c->leaf[at++];
        function = (uint8_t)type_number(&mdb->type[l->type], l->text);
    }
    *out = (struct pair){.command = c,
        .index = i,
        .row = sim_command_match(service, subtype, function),
        .leaf = c->leaf + at,
        .n = c->n_leaves - at};
    if (out->row == NULL)
        fail_msg("%s is unknown to the model", c->name);
    return true;
}

static void
every_number_has_the_same_name(void **state)
{
    (void)state;
    const uint32_t param = mdb_find_param(mdb, "RPT_CMD");
    const struct mdb_type *t = &mdb->type[mdb->param[param].type];
    const struct command_row *row = NULL;
    size_t n = 0;
    for (; (row = sim_command_at(n)) != NULL; n++) {
        char text[VALUE_LEN];
        type_text(t, row->id, text);
        assert_string_equal(text, row->name);
    }
    assert_int_equal(t->n_labels, n + 1); /* and NONE */
}

/* The switch of the computer's own outlet is the model's alone. */
static bool
is_wider(const struct command_row *row, uint32_t arg)
{
    return arg == 0 && (row->id == SIM_OUTLET || row->id == SIM_OUTLET_RESET);
}

/* Together the commands of a number have the arguments and ranges of its row.
 */
static void
arguments_and_ranges_are_the_same(void **state)
{
    (void)state;
    const struct command_row *row = NULL;
    for (size_t k = 0; (row = sim_command_at(k)) != NULL; k++) {
        double low[LEAVES], high[LEAVES];
        size_t commands = 0;
        for (uint32_t a = 0; a < LEAVES; a++) {
            low[a] = INFINITY;
            high[a] = -INFINITY;
        }
        for (uint32_t i = 0; i < mdb->n_commands; i++) {
            struct pair p;
            if (!pair_at(i, &p) || p.row != row)
                continue;
            commands++;
            uint32_t numbers = 0;
            for (uint32_t a = 0; a < p.n; a++) {
                const struct mdb_type *t = &mdb->type[p.leaf[a].type];
                if (!is_number(t))
                    continue;
                double from = 0, to = 0;
                type_range(t, &from, &to);
                if (p.leaf[a].source == MDB_LEAF_ASSIGNED)
                    from = to = type_number(t, p.leaf[a].text);
                low[numbers] = fmin(low[numbers], from);
                high[numbers] = fmax(high[numbers], to);
                numbers++;
            }
            if (numbers != row->n_args)
                fail_msg("%s: %u arguments, not %zu", p.command->name, numbers,
                    row->n_args);
        }
        if (commands == 0)
            fail_msg("no command of the database is %s", row->name);
        for (uint32_t a = 0; a < row->n_args; a++)
            if ((low[a] != row->arg[a].low && !is_wider(row, a)) ||
                high[a] != row->arg[a].high)
                fail_msg("%s, argument %u: %g .. %g, not %g .. %g", row->name,
                    a, low[a], high[a], row->arg[a].low, row->arg[a].high);
    }
}

/* ---- encoded and accepted ------------------------------------------------ */

static const char bytes[] = "0102a0ff";
static const uint8_t raw_bytes[] = {1, 2, 0xa0, 0xff};

/* Some commands need values that fit each other; else `part` of the range. */
static double
choose(const struct pair *p, uint32_t a, double part)
{
    const char *name = p->leaf[a].name;
    double low = 0, high = 0;
    type_range(&mdb->type[p->leaf[a].type], &low, &high);
    if (p->row->tail == TAIL_DATA && str_eq(name, "Length"))
        return sizeof raw_bytes;
    if (p->row->tail == TAIL_DATA && str_eq(name, "Checksum"))
        return dhs_crc(raw_bytes, sizeof raw_bytes);
    double v = low + part * (high - low);
    const struct mdb_type *t = &mdb->type[p->leaf[a].type];
    bool is_whole = t->n_labels > 0 || t->eng_kind != MDB_FLOAT;
    return is_whole ? floor(v) : v;
}

/* Encode with values at `part` of each range, 0 .. 1, and send it. */
static void
try(const struct pair *p, double part)
{
    char text[LEAVES][VALUE_LEN];
    struct mdb_given given[LEAVES];
    double want[LEAVES] = {0};
    uint32_t n = 0, numbers = 0;
    for (uint32_t a = 0; a < p->n; a++) {
        const struct mdb_type *t = &mdb->type[p->leaf[a].type];
        bool is_assigned = p->leaf[a].source == MDB_LEAF_ASSIGNED;
        if (!is_number(t))
            (void)snprintf(text[n], VALUE_LEN, "%s",
                t->eng_kind == MDB_STRING ? "LIMB 7" : bytes);
        else if (is_assigned)
            want[numbers++] = type_number(t, p->leaf[a].text);
        else {
            want[numbers] = choose(p, a, part);
            type_text(t, want[numbers++], text[n]);
        }
        if (!is_assigned) {
            given[n] = (struct mdb_given){p->leaf[a].name, text[n]};
            n++;
        }
    }
    struct mdb_packet_tc packet;
    const struct mdb_encode_options o = {
        .is_ccsds = true, .sequence = (uint16_t)(r.count++ & 0x3fff)};
    if (mdb_encode(encoder, p->index, given, n, &o, &packet) != ERR_OK)
        fail_msg("%s: %s: %s", p->command->name, packet.refusal[0].name,
            packet.refusal[0].text);
    r.m.tc.n = 0;
    tc_receive(&r.m, packet.data, packet.len);
    while (dhs_report_next(&r.m.dhs))
        continue;
    const struct dhs_report *report = &r.m.dhs.report;
    if (report->stage != STAGE_ACCEPTED || report->result != RESULT_OK ||
        report->command != p->row->id || report->count != o.sequence)
        fail_msg("%s: refused, result %u", p->command->name, report->result);
    const struct command_call *call = &r.m.tc.entry[0].call;
    for (uint32_t a = 0; a < numbers; a++)
        if (fabs(call->arg[a] - want[a]) > 0.25 + 1e-6 * fabs(want[a]))
            fail_msg("%s: argument %u is %.9g, not %.9g", p->command->name, a,
                call->arg[a], want[a]);
}

static void
every_command_is_accepted_with_its_values(void **state)
{
    (void)state;
    static const double parts[] = {0, 0.37, 1};
    size_t n = 0;
    for (uint32_t i = 0; i < mdb->n_commands; i++) {
        struct pair p;
        if (!pair_at(i, &p))
            continue;
        for (size_t k = 0; k < ARRAY_LEN(parts); k++)
            try(&p, parts[k]);
        n++;
    }
    assert_int_equal(n, 78);
}

static void
reports_name_the_packet_and_every_command_says_when_it_is_over(void **state)
{
    (void)state;
    const uint32_t count = mdb_find_param(mdb, "RPT_COUNT");
    for (uint32_t i = 0; i < mdb->n_commands; i++) {
        struct pair p;
        if (!pair_at(i, &p))
            continue;
        const struct mdb_command *c = p.command;
        assert_int_not_equal(c->report_count, MDB_NIL);
        assert_int_equal(mdb->item[c->report_count].param, count);
        bool has[MDB_STAGE_COUNT] = {false};
        int64_t most_ns = 0;
        for (uint32_t v = 0; v < c->n_verifiers; v++) {
            has[c->verifier[v].stage] = true;
            if (c->verifier[v].stage == MDB_STAGE_COMPLETE &&
                c->verifier[v].stop_ns > most_ns)
                most_ns = c->verifier[v].stop_ns;
        }
        assert_true(has[MDB_STAGE_ACCEPTED] && has[MDB_STAGE_EXECUTION] &&
                    has[MDB_STAGE_COMPLETE] && has[MDB_STAGE_FAILED]);
        /* the model gives up first, and says so */
        double most_s = p.row->over == NULL ? p.row->least_s
                        : p.row->most_s > 0 ? p.row->most_s
                                            : COMMAND_MOST_S;
        if ((double)most_ns * 1e-9 < most_s + 1)
            fail_msg("%s: the model may take %g s", c->name, most_s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_the_same_name),
        cmocka_unit_test(arguments_and_ranges_are_the_same),
        cmocka_unit_test(every_command_is_accepted_with_its_values),
        cmocka_unit_test(
            reports_name_the_packet_and_every_command_says_when_it_is_over),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
