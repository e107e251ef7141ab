/*
 * test_exec_order.c - activities as orders, and what became of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_order.h"

#include "support/check.h"
#include "support/sif.h"

#include "common/attr.h"
#include "common/str.h"
#include "mdb/encode.h"
#include "pluto/unit.h"

/* ---- what a command's state means ---------------------------------------- */

struct row {
    enum command_state state;
    const char *stage[4]; /* of the message */
    enum pluto_execution execution;
    enum pluto_outcome outcome;
    bool needs_person;
    const char *says;
};

#define PASSED(stage)  stage " passed 1000 -  "
#define WAITING(stage) stage " waiting - 2000 it"

static void
the_life_of_a_command_is_that_of_its_activity(void **state)
{
    static const struct row row[] = {
        {COMMAND_HELD, {NULL}, PLUTO_X_PRECONDITIONS, PLUTO_NOT_AVAILABLE, true,
            "waits for FC-1 to arm it"},
        {COMMAND_PROPOSED, {NULL}, PLUTO_X_PRECONDITIONS, PLUTO_NOT_AVAILABLE,
            true, "waits for another person to approve it"},
        {COMMAND_APPROVED, {NULL}, PLUTO_X_PRECONDITIONS, PLUTO_NOT_AVAILABLE,
            true, "waits for FC-1 to arm it"},
        {COMMAND_ARMED, {NULL}, PLUTO_X_PRECONDITIONS, PLUTO_NOT_AVAILABLE,
            true, "waits to be fired"},
        {COMMAND_QUEUED, {NULL}, PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE, false,
            "queued"},
        {COMMAND_RELEASED, {NULL}, PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE, false,
            "released"},
        {COMMAND_SENT, {WAITING("accepted")}, PLUTO_X_ROUTING,
            PLUTO_NOT_AVAILABLE, false, "sent"},
        {COMMAND_SENT, {PASSED("received"), WAITING("accepted")},
            PLUTO_X_ROUTING, PLUTO_NOT_AVAILABLE, false, "received 1/2"},
        {COMMAND_SENT, {PASSED("accepted"), WAITING("complete")},
            PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE, false, "accepted 1/2"},
        {COMMAND_SENT,
            {PASSED("accepted"), PASSED("execution"), WAITING("complete")},
            PLUTO_X_CONFIRMATION, PLUTO_NOT_AVAILABLE, false, "execution 2/3"},
        {COMMAND_COMPLETED, {PASSED("complete")}, PLUTO_X_COMPLETED,
            PLUTO_CONFIRMED, false, "completed"},
        {COMMAND_FAILED, {NULL}, PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED, false,
            "failed"},
        {COMMAND_UNKNOWN, {NULL}, PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED, false,
            "nobody knows what became of it; not sent again"},
        {COMMAND_NOT_SENT, {NULL}, PLUTO_X_COMPLETED, PLUTO_ABORTED, false,
            "not-sent"},
        {COMMAND_REFUSED, {NULL}, PLUTO_X_COMPLETED, PLUTO_ABORTED, false,
            "refused"},
        {COMMAND_EXPIRED, {NULL}, PLUTO_X_COMPLETED, PLUTO_ABORTED, false,
            "expired"},
        {COMMAND_CANCELLED, {NULL}, PLUTO_X_COMPLETED, PLUTO_ABORTED, false,
            "cancelled"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct exec_report r;
        struct msg_str stages[4];
        struct msg_command c = {.state = row[i].state,
            .person = msg_str("FC-1"),
            .detail = msg_str("why"),
            .released = {77}};
        for (; c.stages.n < 4 && row[i].stage[c.stages.n] != NULL;
             c.stages.n++) {
            struct command_stage parsed;
            stages[c.stages.n] = msg_str(row[i].stage[c.stages.n]);
            assert_true(command_stage_parse(
                stages[c.stages.n].s, stages[c.stages.n].len, &parsed));
        }
        c.stages.v = stages;
        exec_order_report(&c, &r);
        assert_int_equal(r.execution, row[i].execution);
        assert_int_equal(r.outcome, row[i].outcome);
        assert_int_equal(r.needs_person, row[i].needs_person);
        assert_non_null(strstr(r.detail, row[i].says));
        assert_non_null(strstr(r.detail, ": why"));
        assert_int_equal(r.released, 77);
    }
}

/* Only an outcome that is certain ends as one: nothing but a verified command
 * is confirmed, and "aborted" is said only of what was never sent. */
static void
each_state_has_the_outcome_that_is_certain(void **state)
{
    (void)state;
    for (uint64_t s = 0; s < COMMAND_STATE_COUNT + 3; s++) {
        struct exec_report r;
        const struct msg_command c = {.state = s, .released = UTC_NONE};
        exec_order_report(&c, &r);
        assert_int_equal(r.released, 0);
        if (s == COMMAND_COMPLETED)
            assert_int_equal(r.outcome, PLUTO_CONFIRMED);
        else
            assert_int_not_equal(r.outcome, PLUTO_CONFIRMED);
        if (s < COMMAND_STATE_COUNT &&
            command_state_was_released((enum command_state)s) &&
            s != COMMAND_NOT_SENT)
            assert_int_not_equal(r.outcome, PLUTO_ABORTED);
        if (s >= COMMAND_STATE_COUNT)
            assert_int_equal(r.outcome, PLUTO_NOT_CONFIRMED);
    }
}

static void
the_rows_of_show_say_the_same(void **state)
{
    (void)state;
    const struct msg_str row[] = {msg_str("id: 00"), msg_str("state: sent"),
        msg_str("detail: waits"), msg_str("person: FC-2"),
        msg_str("released: 1970-01-01T00:00:01Z"),
        msg_str("stage: accepted passed 1"),
        msg_str("stage: complete waiting until")};
    struct msg_strv rows = {row, ARRAY_LEN(row)};
    struct exec_report r;
    exec_order_shown(&rows, &r);
    assert_int_equal(r.execution, PLUTO_X_EXECUTING);
    assert_int_equal(r.outcome, PLUTO_NOT_AVAILABLE);
    assert_int_equal(r.released, NS_PER_S);
    assert_string_equal(r.detail, "accepted 1/2: waits");
    rows.n = 0; /* an answer without a state is no answer */
    exec_order_shown(&rows, &r);
    assert_int_equal(r.outcome, PLUTO_NOT_CONFIRMED);
}

/* ---- the gate's refusals ------------------------------------------------- */

static void
every_refusal_means_one_thing(void **state)
{
    (void)state;
    assert_int_equal(exec_order_refusal(ERR_EXISTS), EXEC_REFUSED_KNOWN);
    assert_int_equal(exec_order_refusal(ERR_DENIED), EXEC_REFUSED_PERSON);
    assert_int_equal(exec_order_refusal(ERR_IO), EXEC_REFUSED_LATER);
    assert_int_equal(exec_order_refusal(ERR_LIMIT), EXEC_REFUSED_LATER);
    assert_int_equal(exec_order_refusal(ERR_RANGE), EXEC_REFUSED_FOR_GOOD);
    assert_int_equal(exec_order_refusal(ERR_AGAIN), EXEC_REFUSED_FOR_GOOD);
}

/* ---- values -------------------------------------------------------------- */

static const char *const on_off[] = {"OFF", "ON"};
static const struct pluto_model_argument arguments[] = {
    {.name = "Level", .type = {.type = PLUTO_REAL}},
    {.name = "Count", .type = {.type = PLUTO_INTEGER}},
    {.name = "State",
        .type = {.type = PLUTO_ENUM, .label = on_off, .n_labels = 2}},
    {.name = "Text", .type = {.type = PLUTO_STRING}},
    {.name = "Power",
        .type = {.type = PLUTO_BOOLEAN, .label = on_off, .n_labels = 2}},
};
static const struct pluto_model_activity activity = {
    .name = "/X/DO", .argument = arguments, .n_arguments = 5};

static void
values_are_written_as_they_are_typed(void **state)
{
    (void)state;
    struct pluto_given given[] = {{"Level", pluto_real(0.1, NULL)},
        {"Count", pluto_integer(-7)}, {"State", pluto_bool(true)},
        {"Text", pluto_string("a b", 3)}, {"Power", pluto_bool(false)},
        {"Other", pluto_absolute(NS_PER_S / 2)}};
    static const char *const text[] = {
        "0.1", "-7", "ON", "a b", "OFF", "1970-01-01T00:00:00.5Z"};
    struct order_value *v;
    struct strbuf why = {0};
    assert_true(
        exec_order_values(&activity, given, ARRAY_LEN(given), &v, &why));
    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        assert_string_equal(v[i].name, given[i].name);
        assert_string_equal(v[i].text, text[i]);
        pluto_value_fini(&given[i].value);
    }
    exec_order_values_free(&v, ARRAY_LEN(given));
    strbuf_fini(&why);
}

/* The database has degC: what is given in K is ordered in degC. */
static void
units_are_those_of_the_database(void **state)
{
    (void)state;
    const struct pluto_model_argument t = {.name = "T",
        .type = {.type = PLUTO_REAL, .unit = pluto_unit("degC", 4)}};
    const struct pluto_model_activity a = {.argument = &t, .n_arguments = 1};
    struct pluto_given given = {"T", pluto_real(293.15, pluto_unit("K", 1))};
    struct order_value *v;
    struct strbuf why = {0};
    assert_true(exec_order_values(&a, &given, 1, &v, &why));
    assert_near(strtod(v[0].text, NULL), 20.0, 1e-9);
    exec_order_values_free(&v, 1);
    given.value = pluto_real(3, pluto_unit("V", 1));
    assert_false(exec_order_values(&a, &given, 1, &v, &why));
    assert_null(v);
    assert_int_equal(strncmp(strbuf_get(&why), "T: ", 3), 0);
    strbuf_fini(&why);
}

static void
the_digest_is_that_of_a_consoles_bytes(void **state)
{
    (void)state;
    struct mdb *mdb = sif_load();
    struct mdb_encoder *encoder = mdb_encoder_new(mdb);
    const struct mission_commands commands = {
        .is_ccsds = true, .has_crc = true};
    const struct mdb_encode_options options = {
        .is_ccsds = true, .has_crc = true};
    char digest[DIGEST_HEX], other[DIGEST_HEX];
    struct strbuf why = {0};
    struct mdb_packet_tc packet;
    uint32_t c = 0;
    while (mdb->command[c].is_abstract ||
           mdb_encode(encoder, c, NULL, 0, &options, &packet) != ERR_OK)
        c++;
    digest_hex_of(packet.data, packet.len, other);
    assert_true(exec_order_digest(
        encoder, mdb, &commands, mdb->command[c].name, NULL, 0, digest, &why));
    assert_string_equal(digest, other);
    char name[] = "Nothing", text[] = "1";
    const struct order_value bad = {name, text};
    assert_false(exec_order_digest(
        encoder, mdb, &commands, mdb->command[c].name, &bad, 1, digest, &why));
    assert_non_null(strstr(strbuf_get(&why), "Nothing"));
    strbuf_reset(&why);
    assert_false(exec_order_digest(
        encoder, mdb, &commands, "/NO/SUCH", NULL, 0, digest, &why));
    assert_non_null(strstr(strbuf_get(&why), "/NO/SUCH"));
    strbuf_fini(&why);
    mdb_encoder_free(&encoder);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_life_of_a_command_is_that_of_its_activity),
        cmocka_unit_test(each_state_has_the_outcome_that_is_certain),
        cmocka_unit_test(the_rows_of_show_say_the_same),
        cmocka_unit_test(every_refusal_means_one_thing),
        cmocka_unit_test(values_are_written_as_they_are_typed),
        cmocka_unit_test(units_are_those_of_the_database),
        cmocka_unit_test(the_digest_is_that_of_a_consoles_bytes),
    };
    return check_run(tests);
}
