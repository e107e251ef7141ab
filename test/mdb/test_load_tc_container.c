/*
 * test_load_tc_container.c - containers of commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

static void
fixed_values_end_at_the_last_bit(void **state)
{
    (void)state;
    struct mdb *mdb = xtce_tc_good("",
        XTCE_COMMANDS("<MetaCommand name='C'>" XTCE_TC("C",
            "<FixedValueEntry name='f' binaryValue='1ABC' sizeInBits='13'/>"
            "<FixedValueEntry binaryValue='0x5' sizeInBits='20'/>"
            "<FixedValueEntry binaryValue='0000' sizeInBits='14'/>") "</"
                                                                     "MetaComma"
                                                                     "nd>"));
    const struct mdb_command *c = xtce_command(mdb, "C");
    assert_int_equal(c->n_entries, 3);
    assert_string_equal(c->entry[0].name, "f");
    assert_memory_equal(c->entry[0].fixed, "\x1A\xBC", 2);
    assert_memory_equal(c->entry[1].fixed, "\x00\x00\x05", 3);
    assert_int_equal(c->entry[1].fixed_bits, 20);
    assert_memory_equal(c->entry[2].fixed, "\x00\x00", 2);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_values_end_at_the_last_bit),
    };
    return check_run(tests);
}
