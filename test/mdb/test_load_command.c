/*
 * test_load_command.c - MetaCommands: inheritance, what is assigned, entries.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/xtce.h"

#include "mdb/command.h"

static const struct mdb_command *
command(const struct mdb *mdb, const char *name)
{
    uint32_t i = mdb_find_command(mdb, name);
    if (i == MDB_NIL)
        fail_msg("no command %s", name);
    return &mdb->command[i];
}

static const struct mdb_leaf *
leaf(const struct mdb_command *c, const char *name)
{
    uint32_t i = mdb_command_leaf(c, name);
    if (i == MDB_NIL)
        fail_msg("no value %s in %s", name, c->name);
    return &c->leaf[i];
}

static void
the_quickstart_database_has_its_commands(void **state)
{
    (void)state;
    char *path = check_shared("quickstart/xtce.xml");
    if (path == NULL)
        skip();
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(mdb_load(path, NULL, &notes, &mdb), ERR_OK);
    assert_int_equal(notes.n, 0);
    assert_int_equal(mdb->n_commands, 5);
    const struct mdb_command *on = command(mdb, "SwitchVoltageOn");
    assert_string_equal(on->name, "/myproject/SwitchVoltageOn");
    assert_string_equal(on->short_name, "SwitchVoltageOn");
    assert_false(on->is_abstract);
    assert_string_equal(
        mdb->command[on->base].name, "/myproject/MyProjectPacket");
    assert_int_equal(on->n_arguments, 7);
    assert_int_equal(on->n_leaves, 7);
    assert_int_equal(on->n_entries, 9);
    assert_int_equal(leaf(on, "Battery")->source, MDB_LEAF_GIVEN);
    assert_null(leaf(on, "Battery")->text);
    assert_int_equal(leaf(on, "CCSDS_APID")->source, MDB_LEAF_ASSIGNED);
    assert_string_equal(leaf(on, "CCSDS_APID")->text, "101");
    assert_string_equal(leaf(on, "Packet_ID")->text, "2");
    assert_int_equal(on->entry[5].kind, MDB_TC_FIXED);
    assert_int_equal(on->entry[5].fixed_bits, 14);
    assert_string_equal(on->entry[8].container, "/myproject/SwitchVoltageOn");
    assert_int_equal(on->entry[8].ref, 6);
    const struct mdb_type *battery = &mdb->type[leaf(on, "Battery")->type];
    assert_true(battery->has_valid_range);
    assert_true(battery->valid_max == 3);
    const struct mdb_command *reboot = command(mdb, "Reboot");
    assert_int_equal(reboot->n_significances, 1);
    assert_int_equal(reboot->significance[0].level, MDB_CONSEQUENCE_DISTRESS);
    assert_true(command(mdb, "CCSDSPacket")->is_abstract);
    notes_fini(&notes);
    free(path);
    mdb_free(&mdb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quickstart_database_has_its_commands),
    };
    return check_run(tests);
}
