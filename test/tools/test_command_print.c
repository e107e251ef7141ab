/*
 * test_command_print.c - encoded commands as tables and JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/command_print.h"

#include "support/check.h"

static const uint8_t data[] = {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0,
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
static const struct mdb_tc_field field[] = {
    {"late", "/T/C", 0, 8, 8, 0x34, "52", "V"},
    {"", "/T/C", MDB_NIL, 0, 8, 0x12, "0x12", ""},
    {"long", "", 1, 16, 128, 0, "te\033xt", ""},
};
static const char *const leaf_text[] = {"52", "te\033xt"};
static const bool is_used[] = {true, true};
static const struct mdb_leaf leaf[] = {
    {"late", 0, 0, MDB_LEAF_GIVEN, NULL},
    {"long", 1, 0, MDB_LEAF_DEFAULT, "x"},
};
static const struct mdb_argument argument[] = {
    {.name = "late", .n_leaves = 1},
    {.name = "long", .first_leaf = 1, .n_leaves = 1},
};
static const struct mdb_command command = {.argument = argument,
    .n_arguments = 2,
    .name = "/T/GO",
    .short_name = "GO",
    .short_description = "Go",
    .leaf = leaf,
    .n_leaves = 2};
static const struct mdb_packet_tc packet = {
    data, sizeof data, field, 3, NULL, 0, leaf_text, is_used, 2};

static char *
printed(void (*print)(FILE *out, const struct mdb_command *c,
            const struct mdb_packet_tc *p),
    const struct mdb_packet_tc *p)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    print(out, &command, p);
    fclose(out);
    return text;
}

static void
fields_stand_in_order_of_place(void **state)
{
    (void)state;
    char *text = printed(command_print, &packet);
    assert_string_equal(text,
        "GO, 18 bytes\n"
        "12 34 56 78 9a bc de f0 01 02 03 04 05 06 07 08\n"
        "09 0a\n"
        "\n"
        "field    container  bit  bits  raw                            value  "
        "unit\n"
        "(fixed)  /T/C       0    8     0x12                           0x12\n"
        "late     /T/C       8    8     0x34                           52     "
        "V\n"
        "long     -          16   128   0x56789abcdef0010203040506...  "
        "te\xef\xbf\xbdxt\n");
    free(text);
}

static void
scripts_get_all_of_it(void **state)
{
    (void)state;
    char *text = printed(command_print_json, &packet);
    assert_non_null(strstr(text,
        "{\"v\":1,\"what\":\"packet\",\"name\":\"/T/GO\",\"bytes\":18,"
        "\"hex\":\"123456789abcdef00102030405060708090a\",\"fields\":["));
    assert_non_null(strstr(text,
        "{\"name\":\"late\",\"container\":\"/T/C\",\"argument\":true,"
        "\"bit\":8,\"bits\":8,\"raw\":\"0x34\",\"value\":\"52\","
        "\"unit\":\"V\"}"));
    assert_non_null(strstr(text, "\"arguments\":{\"late\":\"52\","));
    free(text);
    const struct mdb_refusal refusal[] = {{MDB_NIL, "", "it is abstract"}};
    const struct mdb_packet_tc refused = {.refusal = refusal, .n_refusals = 1};
    text = printed(command_print_refusals_json, &refused);
    assert_string_equal(text, "{\"v\":1,\"what\":\"refusal\",\"command\":"
                              "\"/T/GO\",\"text\":\"it is abstract\"}\n");
    free(text);
}

static void
lists_name_arguments(void **state)
{
    (void)state;
    const struct mdb mdb = {.command = &command, .n_commands = 1};
    const uint32_t index[] = {0};
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    command_print_list(out, &mdb, index, 1);
    fclose(out);
    assert_string_equal(text, "GO  none  late [long=x]  Go\n");
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_stand_in_order_of_place),
        cmocka_unit_test(scripts_get_all_of_it),
        cmocka_unit_test(lists_name_arguments),
    };
    return check_run(tests);
}
