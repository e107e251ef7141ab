/*
 * test_watch_table.c - patterns, and samples as lines, from real messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "bus/tm.h"
#include "common/attr.h"
#include "mdb/kind.h"
#include "tools/watch_table.h"

#define S(text)                                                                \
    {                                                                          \
        text, sizeof text - 1                                                  \
    }

static const uint64_t items[] = {7, 8, 9};
static const struct msg_str names[] = {
    S("/SIF/PWR/BUS_V"), S("/SIF/PWR/BUS_V_MIN"), S("/SIF/DHS/MODE")};
static const struct msg_str units[] = {S("V"), S("V"), S("")};
static const struct msg_str labels[] = {S(""), S(""), S("0=OFF,1=ON")};
static const uint8_t raw_kinds[] = {MDB_UINT, MDB_UINT, MDB_UINT};
static const uint8_t eng_kinds[] = {MDB_FLOAT, MDB_FLOAT, MDB_ENUM};

struct desk {
    struct watch_table *table;
    char *text;
    size_t len, seen; /* bytes printed, and looked at */
    FILE *out;
    const char *pattern[4];
};

static void
open_desk(struct desk *d, const char *pattern, struct watch_options o)
{
    *d = (struct desk){.pattern = {pattern}};
    d->out = open_memstream(&d->text, &d->len);
    o.pattern = d->pattern;
    o.n_patterns = 1;
    o.out = d->out;
    d->table = watch_table_new(&o);
}

/* What was printed since the last look; borrowed. */
static const char *
printed(struct desk *d)
{
    static char text[8192];
    fflush(d->out);
    snprintf(text, sizeof text, "%.*s", (int)(d->len - d->seen),
        d->text != NULL ? d->text + d->seen : "");
    d->seen = d->len;
    return text;
}

static void
close_desk(struct desk *d)
{
    watch_table_free(&d->table);
    fclose(d->out);
    free(d->text);
}

static void
send_layout(struct desk *d, uint64_t hash, bool is_static)
{
    struct msg m = {.envelope.type = MSG_LAYOUT};
    m.u.layout = (struct msg_layout){.mdb_hash = hash,
        .container = 3,
        .name = msg_str("/SIF/HK"),
        .is_static = is_static,
        .items = {items, 3},
        .names = {names, 3},
        .units = {units, 3},
        .raw_kinds = {raw_kinds, 3},
        .eng_kinds = {eng_kinds, 3},
        .labels = {labels, 3}};
    watch_table_message(d->table, &m);
}

/* One packet; `only` names its items, or NULL for a static layout. */
static void
send_tm(struct desk *d, uint64_t hash, double volts, uint64_t mode,
    const uint8_t *quality, const uint32_t *only, size_t n)
{
    struct tm_builder *b = tm_builder_new();
    struct tm_batch batch = {
        .mdb_hash = hash, .container = 3, .link = "tm", .n = n, .items = only};
    uint64_t raw[] = {280, 270, mode};
    uint64_t eng[] = {mdb_cell_float(volts), mdb_cell_float(27), mode};
    if (only != NULL) {
        raw[0] = mode;
        eng[0] = mode;
    }
    struct tm_packet packet = {.generation = {INT64_C(1795164372500000000)},
        .reception = {INT64_C(1795164373000000000)},
        .raw = raw,
        .eng = eng,
        .quality = quality};
    tm_builder_begin(b, &batch);
    assert_int_equal(tm_builder_add(b, &packet), ERR_OK);
    struct msg m = {.envelope.type = MSG_TM};
    tm_builder_message(b, &m);
    watch_table_message(d->table, &m);
    tm_builder_free(&b);
}

static void
patterns_select_by_shell_by_end_or_by_part(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *name;
        bool matches, is_exact;
    } rows[] = {
        {"/SIF/PWR/BUS_V", "/SIF/PWR/BUS_V", true, true},
        {"BUS_V", "/SIF/PWR/BUS_V", true, true},
        {"PWR/BUS_V", "/SIF/PWR/BUS_V", true, true},
        {"BUS_V", "/SIF/PWR/BUS_V_MIN", true, false},
        {"bus", "/SIF/PWR/BUS_V", true, false},
        {"US_V", "/SIF/PWR/BUS_V", true, false},
        {"*V", "/SIF/PWR/BUS_V", true, false},
        {"BUS_?", "/SIF/PWR/BUS_V", true, false},
        {"BUS_?", "/SIF/PWR/BUS_VX", false, false},
        {"/SIF/*", "/SIF/PWR/BUS_V", true, false},
        {"PWR/*", "/SIF/PWR/BUS_V", true, false},
        {"[", "/SIF/PWR/BUS_V", false, false},
        {"MODE", "/SIF/PWR/BUS_V", false, false},
        {"", "/SIF/PWR/BUS_V", true, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool is_exact;
        if (watch_matches(rows[i].pattern, rows[i].name, &is_exact) !=
                rows[i].matches ||
            is_exact != rows[i].is_exact)
            fail_msg("%s for %s", rows[i].pattern, rows[i].name);
    }
}

static void
an_exact_name_selects_itself_only(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        size_t n;
    } rows[] = {{"BUS_V", 1}, {"BUS", 2}, {"*", 3}, {"PWR/*", 2}, {"x", 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct desk d;
        open_desk(&d, rows[i].pattern, (struct watch_options){0});
        send_layout(&d, 1, true);
        assert_int_equal(watch_table_known(d.table), 3);
        assert_int_equal(watch_table_watched(d.table), rows[i].n);
        assert_int_equal(
            watch_table_selects(d.table, rows[i].pattern), rows[i].n > 0);
        close_desk(&d);
    }
}

static void
a_mistyped_name_has_a_nearest_one(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "x", (struct watch_options){0});
    assert_null(watch_table_nearest(d.table, "MDOE"));
    send_layout(&d, 1, true);
    assert_string_equal(watch_table_nearest(d.table, "MDOE"), "/SIF/DHS/MODE");
    assert_null(watch_table_nearest(d.table, "NOTHING_LIKE_IT"));
    close_desk(&d);
}

static void
a_sample_is_a_line_with_time_name_value_unit_and_quality(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "*", (struct watch_options){.has_raw = true});
    send_tm(&d, 1, 28, 1, NULL, NULL, 3); /* no layout yet: nothing */
    assert_string_equal(printed(&d), "");
    send_layout(&d, 1, true);
    static const uint8_t quality[] = {MDB_ACQUIRED, MDB_INVALID, MDB_ACQUIRED};
    send_tm(&d, 1, 28.125, 1, quality, NULL, 3);
    assert_string_equal(printed(&d),
        "324/08:46:12.500 /SIF/PWR/BUS_V                                 "
        "28.125 V       acquired raw 280\n"
        "324/08:46:12.500 /SIF/PWR/BUS_V_MIN                             "
        " ----- V       invalid raw 270\n"
        "324/08:46:12.500 /SIF/DHS/MODE                                  "
        "    ON         acquired raw 1\n");
    assert_int_equal(watch_table_printed(d.table), 3);
    close_desk(&d);
}

static void
a_sample_as_json_keeps_its_type(void **state)
{
    (void)state;
    struct desk d;
    open_desk(
        &d, "BUS_V", (struct watch_options){.is_json = true, .has_raw = true});
    send_layout(&d, 1, true);
    send_tm(&d, 1, 28.125, 1, NULL, NULL, 3);
    assert_string_equal(printed(&d),
        "{\"v\":1,\"name\":\"/SIF/PWR/BUS_V\",\"time\":"
        "\"2026-11-20T08:46:12.5Z\",\"reception\":\"2026-11-20T08:46:13Z\","
        "\"value\":28.125,\"raw\":280,\"unit\":\"V\",\"quality\":\"acquired\","
        "\"container\":\"/SIF/HK\",\"link\":\"tm\"}\n");
    close_desk(&d);
}

static void
with_changes_only_news_is_printed(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "BUS_V", (struct watch_options){.only_changes = true});
    send_layout(&d, 1, true);
    static const uint8_t bad[] = {MDB_INVALID, 0, 0};
    static const struct {
        double volts;
        const uint8_t *quality;
        uint64_t want;
    } rows[] = {{28, NULL, 1}, {28, NULL, 1}, {28.5, NULL, 2}, {28.5, bad, 3},
        {29, bad, 3}, {28.5, NULL, 4}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        send_layout(&d, 1, true); /* again: what was printed stays known */
        send_tm(&d, 1, rows[i].volts, 0, rows[i].quality, NULL, 3);
        assert_int_equal(watch_table_printed(d.table), rows[i].want);
    }
    close_desk(&d);
}

static void
expiry_and_gaps_are_marked_once(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "BUS_V", (struct watch_options){0});
    send_layout(&d, 1, true);
    struct msg m = {.envelope.type = MSG_QUALITY};
    m.u.quality = (struct msg_quality){
        .mdb_hash = 1, .container = 3, .quality = MDB_EXPIRED};
    watch_table_message(d.table, &m); /* nothing came yet: nothing expires */
    assert_string_equal(printed(&d), "");
    send_tm(&d, 1, 28, 0, NULL, NULL, 3);
    (void)printed(&d);
    watch_table_message(d.table, &m);
    watch_table_message(d.table, &m);
    const char *text = printed(&d);
    assert_non_null(strstr(text, "28 V       expired\n"));
    assert_ptr_equal(strchr(text, '\n') + 1, text + strlen(text));
    watch_table_gap(d.table, "tm/SIF/HK", 12);
    watch_table_gap(d.table, "tm/SIF/OTHER", 12);
    watch_table_gap(d.table, "event/hub", 12);
    assert_string_equal(printed(&d), "# gap: 12 messages of /SIF/HK\n");
    close_desk(&d);
}

static void
packets_that_name_their_items_are_read_by_name(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "MODE", (struct watch_options){0});
    send_layout(&d, 1, false);
    static const uint32_t mode = 9, other = 4711;
    send_tm(&d, 1, 0, 1, NULL, &mode, 1);
    assert_non_null(strstr(printed(&d), "/SIF/DHS/MODE"));
    send_tm(&d, 1, 0, 1, NULL, &other, 1);
    assert_string_equal(printed(&d), "");
    close_desk(&d);
}

static void
another_database_or_a_wrong_length_prints_nothing(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "*", (struct watch_options){0});
    send_layout(&d, 1, true);
    send_tm(&d, 2, 28, 0, NULL, NULL, 3);
    send_tm(&d, 1, 28, 0, NULL, NULL, 2);
    assert_string_equal(printed(&d), "");
    struct msg m = {.envelope.type = MSG_LAYOUT};
    m.u.layout = (struct msg_layout){.container = 3,
        .items = {items, 3},
        .names = {names, 2}}; /* columns that do not fit are not learned */
    watch_table_message(d.table, &m);
    assert_int_equal(watch_table_known(d.table), 3);
    close_desk(&d);
}

static void
it_stops_after_as_many_as_asked_for(void **state)
{
    (void)state;
    struct desk d;
    open_desk(&d, "*", (struct watch_options){.most = 4});
    send_layout(&d, 1, true);
    for (unsigned i = 0; i < 3; i++)
        send_tm(&d, 1, 28, 0, NULL, NULL, 3);
    assert_int_equal(watch_table_printed(d.table), 4);
    assert_true(watch_table_is_full(d.table));
    close_desk(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_select_by_shell_by_end_or_by_part),
        cmocka_unit_test(an_exact_name_selects_itself_only),
        cmocka_unit_test(a_mistyped_name_has_a_nearest_one),
        cmocka_unit_test(
            a_sample_is_a_line_with_time_name_value_unit_and_quality),
        cmocka_unit_test(a_sample_as_json_keeps_its_type),
        cmocka_unit_test(with_changes_only_news_is_printed),
        cmocka_unit_test(expiry_and_gaps_are_marked_once),
        cmocka_unit_test(packets_that_name_their_items_are_read_by_name),
        cmocka_unit_test(another_database_or_a_wrong_length_prints_nothing),
        cmocka_unit_test(it_stops_after_as_many_as_asked_for),
    };
    return check_run(tests);
}
