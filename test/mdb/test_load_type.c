/*
 * test_load_type.c - types: kinds, inheritance, labels, ranges, members.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include <math.h>

#define ENCODING "<UnitSet/><IntegerDataEncoding/>"

static void
the_kind_of_a_value_follows_from_its_type(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        enum mdb_kind eng;
        uint32_t size_bits;
    } cases[] = {
        {"<IntegerParameterType name='t'>" ENCODING "</IntegerParameterType>",
            MDB_INT, 64},
        {"<IntegerParameterType name='t' signed='false' "
         "sizeInBits='16'>" ENCODING "</IntegerParameterType>",
            MDB_UINT, 16},
        {"<FloatParameterType name='t'>" ENCODING "</FloatParameterType>",
            MDB_FLOAT, 64},
        {"<FloatParameterType name='t' sizeInBits='32'>" ENCODING
         "</FloatParameterType>",
            MDB_FLOAT, 32},
        {"<EnumeratedParameterType name='t'>" ENCODING
         "<EnumerationList><Enumeration value='1' label='A'/>"
         "</EnumerationList></EnumeratedParameterType>",
            MDB_ENUM, 0},
        {"<BooleanParameterType name='t'>" ENCODING "</BooleanParameterType>",
            MDB_BOOL, 0},
        {"<RelativeTimeParameterType name='t'><Encoding>"
         "<IntegerDataEncoding/></Encoding></RelativeTimeParameterType>",
            MDB_DURATION, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char body[600];
        snprintf(body, sizeof body, XTCE_TYPES("%s"), cases[i].body);
        struct mdb *mdb = xtce_good(body);
        print_message("%s\n", cases[i].body);
        assert_int_equal(xtce_type(mdb, "t")->eng_kind, cases[i].eng);
        assert_int_equal(xtce_type(mdb, "t")->size_bits, cases[i].size_bits);
        mdb_free(&mdb);
    }
}

static void
a_type_inherits_what_it_does_not_say_itself(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(
        "<EnumeratedParameterType name='leaf' baseType='mid'>"
        "<IntegerDataEncoding sizeInBits='3'/></EnumeratedParameterType>"
        "<EnumeratedParameterType name='mid' baseType='top' "
        "shortDescription='middle'/>"
        "<EnumeratedParameterType name='top' shortDescription='top'><UnitSet>"
        "<Unit>mode</Unit></UnitSet><IntegerDataEncoding sizeInBits='16'/>"
        "<EnumerationList><Enumeration value='1' label='ON'/>"
        "</EnumerationList></EnumeratedParameterType>"
        "<AggregateParameterType name='pair'><MemberList><Member name='a' "
        "typeRef='leaf'/></MemberList></AggregateParameterType>"
        "<AggregateParameterType name='pair2' baseType='pair'/>"));
    const struct mdb_type *leaf = xtce_type(mdb, "leaf");
    assert_int_equal(leaf->encoding.bits, 3);
    assert_string_equal(leaf->unit, "mode");
    assert_string_equal(leaf->short_description, "middle");
    assert_string_equal(mdb_type_label(leaf, 1), "ON");
    assert_string_equal(leaf->name, "/S/leaf");
    assert_int_equal(xtce_type(mdb, "mid")->encoding.bits, 16);
    assert_int_equal(xtce_type(mdb, "pair2")->n_members, 1);
    mdb_free(&mdb);
}

static void
labels_are_sorted_and_cover_ranges(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(
        "<EnumeratedParameterType name='t'>" ENCODING
        "<EnumerationList><Enumeration value='20' maxValue='29' "
        "label='TWENTIES'/><Enumeration value='-1' label='MINUS' "
        "shortDescription='below'/><Enumeration value='0x0A' "
        "label='TEN'/></EnumerationList></EnumeratedParameterType>"));
    const struct mdb_type *t = xtce_type(mdb, "t");
    assert_int_equal(t->n_labels, 3);
    assert_int_equal(t->label[0].value, -1);
    assert_string_equal(t->label[0].description, "below");
    assert_string_equal(mdb_type_label(t, 10), "TEN");
    assert_string_equal(mdb_type_label(t, 20), "TWENTIES");
    assert_string_equal(mdb_type_label(t, 29), "TWENTIES");
    assert_null(mdb_type_label(t, 30));
    assert_null(mdb_type_label(t, 0));
    mdb_free(&mdb);
}

static void
a_valid_range_knows_its_edges(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_good(XTCE_TYPES(
        "<IntegerParameterType name='a'>" ENCODING
        "<ValidRange minExclusive='-2' maxInclusive='7'/>"
        "</IntegerParameterType><FloatParameterType name='b'>" ENCODING
        "<ValidRangeSet validRangeAppliesToCalibrated='false'><ValidRange "
        "minInclusive='0.5'/></ValidRangeSet></FloatParameterType>"));
    const struct mdb_type *a = xtce_type(mdb, "a"), *b = xtce_type(mdb, "b");
    assert_true(a->has_valid_range && b->has_valid_range);
    assert_near(a->valid_min, -2, 0);
    assert_false(a->valid_min_inclusive);
    assert_near(a->valid_max, 7, 0);
    assert_true(a->valid_max_inclusive);
    assert_false(a->valid_applies_to_raw);
    assert_true(isinf(b->valid_max));
    assert_true(b->valid_applies_to_raw);
    mdb_free(&mdb);
}

static void
broken_types_are_errors_or_warnings(void **state)
{
    (void)state;
    static const struct {
        const char *label, *body, *notes;
    } cases[] = {
        {"cycle of bases",
            XTCE_TYPES("<FloatParameterType name='a' baseType='a'/>"),
            "error: type '/S/a' contains itself\n"},
        {"base of another kind",
            XTCE_TYPES(XTCE_UINT(
                "u", "8") "<FloatParameterType name='a' baseType='u'/>"),
            "error: base type '/S/u' is of another kind, "
            "IntegerParameterType\n"},
        {"aggregate in itself",
            XTCE_TYPES("<AggregateParameterType name='a'><MemberList><Member "
                       "name='b' typeRef='c'/></MemberList>"
                       "</AggregateParameterType><ArrayParameterType name='c' "
                       "arrayTypeRef='a'/>"),
            "error: type '/S/a' contains itself\n"},
        {"two labels",
            XTCE_TYPES("<EnumeratedParameterType name='t'>" ENCODING
                       "<EnumerationList><Enumeration value='1' label='A'/>"
                       "<Enumeration value='1' label='B'/></EnumerationList>"
                       "</EnumeratedParameterType>"),
            "error: value 1 has two labels, 'A' and 'B'\n"},
        {"label without value",
            XTCE_TYPES("<EnumeratedParameterType name='t'>" ENCODING
                       "<EnumerationList><Enumeration label='A'/>"
                       "</EnumerationList></EnumeratedParameterType>"),
            "error: Enumeration needs value and label\n"},
        {"no labels",
            XTCE_TYPES("<EnumeratedParameterType name='t'>" ENCODING
                       "</EnumeratedParameterType>"),
            "warning: enumeration '/S/t' has no labels\n"},
        {"members of one name",
            XTCE_TYPES(XTCE_UINT("u",
                "8") "<AggregateParameterType name='t'><MemberList><Member "
                     "name='a' "
                     "typeRef='u'/><Member name='a' typeRef='u'/></MemberList>"
                     "</AggregateParameterType>"),
            "error: two members are called 'a'\n"},
        {"member with a dot",
            XTCE_TYPES(XTCE_UINT("u",
                "8") "<AggregateParameterType name='t'><MemberList><Member "
                     "name='a.b' typeRef='u'/></MemberList>"
                     "</AggregateParameterType>"),
            "error: a member needs a name of 1 to 256 bytes without '/', '[', "
            "']' and '.'\n"},
        {"range upside down",
            XTCE_TYPES("<FloatParameterType name='t'>" ENCODING
                       "<ValidRange minInclusive='2' maxInclusive='1'/>"
                       "</FloatParameterType>"),
            "error: the valid range has its minimum 2 above its maximum 1\n"},
        {"text in an enumeration",
            XTCE_TYPES("<EnumeratedParameterType name='t'><UnitSet/>"
                       "<StringDataEncoding sizeInBits='8'/><EnumerationList>"
                       "<Enumeration value='1' label='A'/></EnumerationList>"
                       "</EnumeratedParameterType>"),
            "warning: the encoding of '/S/t' does not give a value of this "
            "type: it is shown as it is encoded\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        xtce_expect(cases[i].label, cases[i].body, cases[i].notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_of_a_value_follows_from_its_type),
        cmocka_unit_test(a_type_inherits_what_it_does_not_say_itself),
        cmocka_unit_test(labels_are_sorted_and_cover_ranges),
        cmocka_unit_test(a_valid_range_knows_its_edges),
        cmocka_unit_test(broken_types_are_errors_or_warnings),
    };
    return check_run(tests);
}
