/*
 * test_composer.c - what a console composes is what the gate will encode.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/composer.h"

#include <stdlib.h>

#include "common/attr.h"
#include "support/check.h"

static struct mdb *mdb;

static struct composer
make(void)
{
    struct composer c = {.options.is_ccsds = true};
    composer_set_mdb(&c, mdb);
    return c;
}

static uint32_t
command(const char *name)
{
    uint32_t i = mdb_find_command(mdb, name);
    assert_int_not_equal(i, MDB_NIL);
    return i;
}

static void
bytes_fields_and_digest_are_those_of_the_encoder(void **state)
{
    (void)state;
    struct composer c = make();
    struct composed out = {0};
    char battery[] = "Battery", two[] = "2";
    struct stack_value value = {.name = battery, .text = two};
    assert_true(composer_compose(&c, command("SWITCH"), &value, 1, &out));
    static const uint8_t want[] = {
        0x1c, 0x0c, 0xc0, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00};
    assert_int_equal(out.len, sizeof want);
    assert_memory_equal(out.data, want, sizeof want);
    char digest[DIGEST_HEX];
    digest_hex_of(want, sizeof want, digest);
    assert_string_equal(out.digest, digest);
    assert_int_equal(out.n_leaves, 3);
    assert_string_equal(out.leaf_text[2], "OFF");
    size_t at = 0;
    while (at < out.n_fields && out.field[at].leaf != 1)
        at++;
    assert_true(at < out.n_fields);
    assert_string_equal(out.field[at].name, "Battery");
    assert_int_equal(out.field[at].bit, 56);
    assert_int_equal(out.field[at].width, 8);
    /* and the next one leaves nothing of it */
    assert_false(composer_compose(&c, command("SWITCH"), NULL, 0, &out));
    assert_null(out.data);
    assert_string_equal(out.digest, "");
    assert_int_equal(out.n_refusals, 1);
    composed_fini(&out);
    composer_fini(&c);
}

static void
an_order_has_all_that_the_gate_asks_for(void **state)
{
    (void)state;
    struct composer c = make();
    struct stack_item item = {.kind = STACK_COMMAND};
    struct notes notes = {0};
    struct order one, two;
    struct strbuf why = {0};
    const struct composer_place place = {"LAB", "sim"};
    assert_int_equal(
        stack_item_parse(
            "test", "SWITCH Battery=3 State=ON # warm it up", &notes, &item),
        ERR_OK);
    assert_true(composer_order(&c, &place, &item, "console", &one, &why));
    assert_true(composer_order(&c, &place, &item, "console", &two, &why));
    assert_string_equal(one.command, "/LAB/SWITCH");
    assert_string_equal(one.mission, "LAB");
    assert_string_equal(one.instance, "sim");
    assert_string_equal(one.comment, "warm it up");
    assert_int_equal(one.n_values, 2);
    assert_true(one.mdb_hash == mdb->hash);
    assert_int_equal(one.ttl_ns, ORDER_TTL_NS);
    assert_string_equal(one.digest, two.digest);
    assert_string_not_equal(one.id, two.id);
    order_fini(&one);
    order_fini(&two);
    stack_item_fini(&item);
    notes_fini(&notes);
    strbuf_fini(&why);
    composer_fini(&c);
}

static void
what_cannot_be_ordered_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *line, *why;
    } rows[] = {
        {"SWITCH", "Battery"},
        {"SWITCH Battery=9", "9 is not in 1 .. 3"},
        {"ALL", "and 11 more"},
        {"NOSUCH", "there is no command 'NOSUCH' in this database"},
        {"TC", "is abstract"},
    };
    struct composer c = make();
    const struct composer_place place = {"LAB", "sim"};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct stack_item item = {.kind = STACK_COMMAND};
        struct notes notes = {0};
        struct order order;
        struct strbuf why = {0};
        assert_int_equal(
            stack_item_parse("test", rows[i].line, &notes, &item), ERR_OK);
        assert_false(
            composer_order(&c, &place, &item, "console", &order, &why));
        if (strstr(strbuf_get(&why), rows[i].why) == NULL)
            fail_msg("%s: %s", rows[i].line, strbuf_get(&why));
        /* a dry run asks all the same, of commands that there are */
        bool is_there = i < 3;
        strbuf_reset(&why);
        assert_int_equal(
            composer_draft(&c, &place, &item, "console", &order, &why),
            is_there);
        assert_true(why.len > 0);
        if (is_there)
            order_fini(&order);
        stack_item_fini(&item);
        notes_fini(&notes);
        strbuf_fini(&why);
    }
    composer_fini(&c);
}

static void
without_a_database_nothing_is_composed(void **state)
{
    (void)state;
    struct composer c = {0};
    struct composed out = {0};
    assert_false(composer_compose(&c, 0, NULL, 0, &out));
    assert_non_null(composer_check(&c, 0, 0, "1"));
    unsigned version = c.version;
    composer_set_mdb(&c, mdb);
    assert_int_not_equal(c.version, version);
    assert_null(composer_check(&c, command("SWITCH"), 1, "1"));
    assert_string_equal(
        composer_check(&c, command("SWITCH"), 1, "61"), "61 is not in 1 .. 3");
    assert_false(composer_compose(&c, command("TC"), NULL, 0, &out));
    composer_fini(&c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_fields_and_digest_are_those_of_the_encoder),
        cmocka_unit_test(an_order_has_all_that_the_gate_asks_for),
        cmocka_unit_test(what_cannot_be_ordered_is_said),
        cmocka_unit_test(without_a_database_nothing_is_composed),
    };
    struct notes notes = {0};
    char *path = check_path("console/data/commands.xml");
    if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
        return 1;
    free(path);
    notes_fini(&notes);
    int status = check_run(tests);
    mdb_free(&mdb);
    return status;
}
