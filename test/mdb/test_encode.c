/*
 * test_encode.c - commands to packets: what is given, placed, refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "support/encoded.h"
#include "support/snippets.h"

static struct encoded *
simple(void)
{
    return encoded_new(X_UINT("U8", "8") X_UINT("U12", "12") X_SINT("S4", "4"),
        X_PARAM("A", "U8") X_PARAM("B", "U12") X_PARAM("C", "S4"),
        X_CONTAINER("R", X_ENTRY("A") X_ENTRY("B") X_ENTRY("C")));
}

static const struct encoded_row placed[] = {
    {"A=1;B=2;C=3", "010023"},
    {"C=-1;A=0xff;B=0b101", "ff005f"},
    {"A=1;B=4096;C=8", "B: 4096 is not in 0 .. 4095\nC: 8 is not in -8 .. 7\n"},
    {"A=1;C=0", "B: it is missing: 0 .. 4095\n"},
    {"", "A: it is missing: 0 .. 255\nB: it is missing: 0 .. 4095\n"
         "C: it is missing: -8 .. 7\n"},
    {"A=1;A=2;B=3;C=0", "A: it is given twice\n"},
    {"A=1;B=3;C=0;D=1", "D: there is no argument 'D'\n"},
    {"A=x;B=2.5;C=", "A: 'x' is not a number\nB: 2.5 is not a whole number\n"
                     "C: '' is not a number\n"},
};

static void
values_are_placed_or_refused(void **state)
{
    (void)state;
    struct encoded *x = simple();
    ENCODED_ROWS(x, placed);
    encoded_free(&x);
}

/* ---- databases with commands --------------------------------------------- */

static struct mdb *
commands(const char *types, const char *body)
{
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    char *text = xasprintf(
        "<SpaceSystem name='T'><TelemetryMetaData><ParameterTypeSet>" X_UINT(
            "PU8", "8") "</ParameterTypeSet><ParameterSet><Parameter "
                        "name='SITE' parameterTypeRef='PU8' initialValue='9'/>"
                        "<Parameter name='NONE' parameterTypeRef='PU8'/>"
                        "</ParameterSet></TelemetryMetaData><CommandMetaData>"
                        "<ArgumentTypeSet><IntegerArgumentType name='U8' "
                        "signed='false'><IntegerDataEncoding sizeInBits='8'/>"
                        "</IntegerArgumentType>%s</ArgumentTypeSet>"
                        "<MetaCommandSet>%s</MetaCommandSet></CommandMetaData>"
                        "</SpaceSystem>",
        types, body);
    enum err err = mdb_load_memory(
        "t.xml", text, strlen(text), &(struct mdb_options){0}, &notes, &mdb);
    notes_print(&notes, stdout, false);
    assert_int_equal(err, ERR_OK);
    notes_fini(&notes);
    free(text);
    return mdb;
}

/* Encode; "00ff", or "NAME: sentence\n" of each refusal. */
static char *
encoded_as(struct mdb_encoder *e, uint32_t command, struct mdb_given *given,
    size_t n, const struct mdb_encode_options *o)
{
    struct mdb_packet_tc p;
    struct strbuf out = {0};
    (void)!mdb_encode(e, command, given, n, o, &p);
    for (size_t i = 0; i < p.len; i++)
        strbuf_addf(&out, "%02x", p.data[i]);
    for (size_t i = 0; i < p.n_refusals; i++)
        strbuf_addf(&out, "%s: %s\n", p.refusal[i].name, p.refusal[i].text);
    return strbuf_take(&out);
}

#define COMMAND(name, more, arguments, entries)                                \
    "<MetaCommand name='" name "'" more "><ArgumentList>" arguments            \
    "</ArgumentList><CommandContainer name='" name "'>"                        \
    "<EntryList>" entries "</EntryList></CommandContainer></MetaCommand>"
#define ARG(name, type) "<Argument name='" name "' argumentTypeRef='" type "'/>"
#define REF(name)       "<ArgumentRefEntry argumentRef='" name "'/>"

static const char parts_types[] =
    "<AggregateArgumentType name='POS'><MemberList>"
    "<Member name='x' typeRef='U8'/><Member name='y' typeRef='U8'/>"
    "</MemberList></AggregateArgumentType>"
    "<ArrayArgumentType name='TAB' arrayTypeRef='U8'><DimensionList><Dimension>"
    "<StartingIndex><FixedValue>0</FixedValue></StartingIndex>"
    "<EndingIndex><FixedValue>2</FixedValue></EndingIndex>"
    "</Dimension></DimensionList></ArrayArgumentType>";

static const struct {
    const char *command, *want;
    struct mdb_given given[8];
    size_t n;
} whole[] = {
    {"PARTS", "0102030405",
        {{"Pos.x", "1"}, {"Pos.y", "2"}, {"Tab[0]", "3"}, {"Tab[1]", "4"},
            {"Tab[2]", "5"}},
        5},
    {"PARTS",
        "Pos: 'Pos' has parts: give Pos.x to Pos.y\n"
        "Tab[3]: there is no argument 'Tab[3]'; is Tab[0] meant?\n"
        "Pos.y: it is missing: 0 .. 255\n"
        "Tab[1]: it is missing: 0 .. 255\n"
        "Tab[2]: it is missing: 0 .. 255\n",
        {{"Pos", "1"}, {"Pos.x", "1"}, {"Tab[0]", "3"}, {"Tab[3]", "3"}}, 4},
    {"BASE", "A: it is missing: 0 .. 255\n", {{NULL, NULL}}, 0},
    {"GROUND", "0907", {{"A", "7"}}, 1},
    {"UNKNOWN",
        ": parameter /T/NONE is in it, and the database gives no value\n",
        {{"A", "7"}}, 1},
    {"FIXED", "abc700", {{"A", "0x70"}}, 1},
};

static void
parts_parameters_and_fixed_values(void **state)
{
    (void)state;
    struct mdb *mdb = commands(parts_types,
        COMMAND("PARTS", "", ARG("Pos", "POS") ARG("Tab", "TAB"),
            REF("Pos") "<ArrayArgumentRefEntry argumentRef='Tab'/>")
            COMMAND("BASE", "", ARG("A", "U8"), REF("A")) COMMAND("GROUND", "",
                ARG("A", "U8"),
                "<ParameterRefEntry parameterRef='SITE'/>" REF(
                    "A")) COMMAND("UNKNOWN", "", ARG("A", "U8"),
                "<ParameterRefEntry parameterRef='NONE'/>" REF("A"))
                COMMAND("FIXED", "", ARG("A", "U8"),
                    "<FixedValueEntry binaryValue='abc' sizeInBits='12'/>" REF(
                        "A")));
    struct mdb_encoder *e = mdb_encoder_new(mdb);
    struct mdb_encode_options o = {.is_ccsds = false};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        struct mdb_given given[8];
        memcpy(given, whole[i].given, sizeof given);
        uint32_t c = mdb_find_command(mdb, whole[i].command);
        assert_int_not_equal(c, MDB_NIL);
        char *got = encoded_as(e, c, given, whole[i].n, &o);
        print_message("row %zu\n", i);
        assert_string_equal(got, whole[i].want);
        free(got);
    }
    mdb_encoder_free(&e);
    mdb_free(&mdb);
}

/* What no file of the loader gives as easily: the model itself is changed. */
static void
sizes_places_and_abstract_commands(void **state)
{
    (void)state;
    struct encoded *x = simple();
    struct mdb_given g[] = {{"A", "1"}, {"B", "2"}, {"C", "3"}};
    const struct mdb_encode_options o = x->options;
    x->command.size_bits = 40;
    char *got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_string_equal(got, "0100230000");
    free(got);
    x->command.size_bits = 16;
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_string_equal(
        got, ": its values take 24 bits, and the database gives it 16\n");
    free(got);
    x->command.size_bits = 8 * UINT64_C(100000);
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_string_equal(got, ": the packet would be longer than 65542 bytes\n");
    free(got);
    x->command.size_bits = 0;
    x->entry[1].offset_bits.fixed = -9;
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_non_null(strstr(got, "would begin at bit -1"));
    free(got);
    x->entry[1].offset_bits.fixed = INT64_MAX;
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_non_null(strstr(got, "would begin at bit"));
    free(got);
    x->entry[1].offset_bits.fixed = 8 * ENCODE_BYTES_MAX - 16;
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_string_equal(got, ": the packet would be longer than 65542 bytes\n");
    free(got);
    x->entry[1].offset_bits.fixed = 4;
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_string_equal(got, "01000230");
    free(got);
    x->command.is_abstract = true;
    got = encoded_as(x->encoder, 0, g, 3, &o);
    assert_string_equal(got, ": CMD is abstract: it cannot be sent\n");
    free(got);
    encoded_free(&x);
}

static bool
never(void *arg, const struct mdb_criteria *criteria)
{
    (void)criteria;
    (*(int *)arg)++;
    return false;
}

static bool
always(void *arg, const struct mdb_criteria *criteria)
{
    (void)arg;
    (void)criteria;
    return true;
}

static void
the_first_significance_that_holds_counts(void **state)
{
    (void)state;
    const struct mdb_significance s[] = {
        {{.op = MDB_COMPARE}, MDB_CONSEQUENCE_SEVERE, "one"},
        {{.op = MDB_ALWAYS}, MDB_CONSEQUENCE_WATCH, "two"}};
    const struct mdb_command c = {.significance = s, .n_significances = 2};
    int asked = 0;
    assert_ptr_equal(mdb_command_significance(&c, NULL, NULL), &s[1]);
    assert_ptr_equal(mdb_command_significance(&c, never, &asked), &s[1]);
    assert_int_equal(asked, 1);
    assert_ptr_equal(mdb_command_significance(&c, always, NULL), &s[0]);
}

/* A refusal leaves nothing behind, and equal inputs give equal bytes. */
static void
calls_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct encoded *x = simple();
    char *first = encoded_hex(x, "A=255;B=4095;C=-1");
    for (int i = 0; i < 50; i++) {
        free(encoded_hex(x, "A=255;B=4096;C=-1"));
        assert_null(mdb_check_leaf(x->encoder, 0, 0, "77"));
        char *zero = encoded_hex(x, "A=0;B=0;C=0");
        assert_string_equal(zero, "000000");
        free(zero);
        char *again = encoded_hex(x, "A=255;B=4095;C=-1");
        assert_string_equal(first, again);
        free(again);
    }
    free(first);
    encoded_free(&x);
}

/*
 * A database that others use.  By hand: version 0, telecommand, no secondary
 * header, APID 101: 0001 0000 0110 0101; standalone, count 0: c000; 10 bytes:
 * length 3; then packet 2 and battery 2, 16 bits each.
 */
static void
a_known_database_gives_known_bytes(void **state)
{
    (void)state;
    char *path = check_shared("quickstart/xtce.xml");
    struct notes notes = {0};
    struct mdb *mdb;
    if (path == NULL)
        return;
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    struct mdb_encoder *e = mdb_encoder_new(mdb);
    struct mdb_encode_options o = {.is_ccsds = true};
    uint32_t on = mdb_find_command(mdb, "SwitchVoltageOn");
    struct mdb_given given = {"Battery", "2"};
    struct mdb_packet_tc p;
    static const uint8_t want[] = {0x10, 0x65, 0xc0, 0, 0, 3, 0, 2, 0, 2};
    assert_int_not_equal(on, MDB_NIL);
    assert_int_equal(mdb_encode(e, on, &given, 1, &o, &p), ERR_OK);
    assert_int_equal(p.len, sizeof want);
    assert_memory_equal(p.data, want, sizeof want);
    given.text = "4";
    assert_int_equal(mdb_encode(e, on, &given, 1, &o, &p), ERR_RANGE);
    assert_string_equal(p.refusal[0].text, "4 is not in 1 .. 3");
    given = (struct mdb_given){"CCSDS_APID", "5"};
    assert_int_equal(mdb_encode(e, on, &given, 1, &o, &p), ERR_RANGE);
    assert_int_equal(p.n_refusals, 2);
    assert_string_equal(p.refusal[0].text, "it is always 101, by the database");
    assert_string_equal(p.refusal[1].text, "it is missing: 1 .. 3");
    mdb_encoder_free(&e);
    mdb_free(&mdb);
    notes_fini(&notes);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_placed_or_refused),
        cmocka_unit_test(parts_parameters_and_fixed_values),
        cmocka_unit_test(sizes_places_and_abstract_commands),
        cmocka_unit_test(the_first_significance_that_holds_counts),
        cmocka_unit_test(calls_do_not_disturb_each_other),
        cmocka_unit_test(a_known_database_gives_known_bytes),
    };
    return check_run(tests);
}
