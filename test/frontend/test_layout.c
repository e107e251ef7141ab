/*
 * test_layout.c - what a container's samples are made of.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/world.h"

#include "common/str.h"
#include "frontend/layout.h"

static void
check_str(struct msg_str s, const char *expected)
{
    char text[128];
    assert_string_equal(msg_str_copy(text, sizeof text, s), expected);
}

static void
a_static_layout_is_the_packet_in_order(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    struct arena arena = {0};
    struct msg_layout m;
    const uint32_t hk = mdb_find_container(w.mdb, "/S/HK");
    layout_fill(&m, w.mdb, hk, 5, &arena);
    static const char *const names[] = {"/S/VERSION", "/S/TYPE", "/S/SECONDARY",
        "/S/APID", "/S/FLAGS", "/S/COUNT", "/S/LENGTH", "/S/TIME", "/S/TEMP",
        "/S/MODE"};
    assert_true(m.is_static);
    assert_int_equal(m.period_ns, 5);
    assert_int_equal(m.mdb_hash, w.mdb->hash);
    assert_int_equal(m.container, hk);
    assert_int_equal(m.items.n, 10);
    for (size_t i = 0; i < 10; i++) {
        check_str(m.names.v[i], names[i]);
        assert_int_equal(m.items.v[i], mdb_find_item(w.mdb, names[i]));
    }
    check_str(m.name, "/S/HK");
    check_str(m.units.v[8], "degC");
    check_str(m.units.v[9], "");
    check_str(m.labels.v[9], "0=OFF,1=ON,2..7=SPARE");
    check_str(m.labels.v[8], "");
    assert_int_equal(m.raw_kinds.len, 10);
    assert_int_equal(m.raw_kinds.p[8], MDB_UINT);
    assert_int_equal(m.eng_kinds.p[7], MDB_TIME);
    assert_int_equal(m.eng_kinds.p[8], MDB_FLOAT);
    assert_int_equal(m.eng_kinds.p[9], MDB_ENUM);
    arena_fini(&arena);
    world_fini(&w);
}

static void
a_layout_that_depends_on_the_packet_names_all_that_may_come(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    struct arena arena = {0};
    struct msg_layout m;
    layout_fill(&m, w.mdb, mdb_find_container(w.mdb, "/S/TEXTS"), 0, &arena);
    assert_false(m.is_static);
    assert_int_equal(m.items.n, 9);
    check_str(m.names.v[0], "/S/VERSION"); /* the base's come first */
    check_str(m.names.v[7], "/S/N");
    check_str(m.names.v[8], "/S/TEXT");
    assert_int_equal(m.eng_kinds.p[8], MDB_STRING);
    arena_fini(&arena);
    world_fini(&w);
}

static void
each_item_is_named_once(void **state)
{
    (void)state;
    static const char *const files[] = {
        "mdb/data/containers.xml", "mdb/data/types.xml"};
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        char *path = check_path(files[f]);
        struct notes notes = {0};
        struct mdb *mdb;
        assert_int_equal(
            mdb_load(path, &(struct mdb_options){0}, &notes, &mdb), ERR_OK);
        notes_fini(&notes);
        for (uint32_t c = 0; c < mdb->n_containers; c++) {
            struct arena arena = {0};
            struct msg_layout m;
            layout_fill(&m, mdb, c, 0, &arena);
            for (size_t i = 0; i < m.items.n && !m.is_static; i++) {
                assert_true(m.items.v[i] < mdb->n_items);
                for (size_t k = 0; k < i; k++)
                    assert_int_not_equal(m.items.v[i], m.items.v[k]);
            }
            arena_fini(&arena);
        }
        mdb_free(&mdb);
        free(path);
    }
}

/* 2000 enumerations of 40 labels of 30 bytes: 2.4 MB of labels. */
static void
labels_stay_away_where_the_message_would_be_too_long(void **state)
{
    (void)state;
    struct strbuf xml = {0};
    strbuf_adds(&xml,
        "<SpaceSystem name='L' "
        "xmlns='http://www.omg.org/spec/XTCE/20180204'><TelemetryMetaData>"
        "<ParameterTypeSet><EnumeratedParameterType name='e'><UnitSet/>"
        "<IntegerDataEncoding sizeInBits='8'/><EnumerationList>");
    for (unsigned i = 0; i < 40; i++)
        strbuf_addf(&xml,
            "<Enumeration value='%u' "
            "label='A_RATHER_LONG_LABEL_TO_FILL_%02u'/>",
            i, i);
    strbuf_adds(&xml, "</EnumerationList></EnumeratedParameterType>"
                      "</ParameterTypeSet><ParameterSet>");
    for (unsigned i = 0; i < 2000; i++)
        strbuf_addf(&xml, "<Parameter name='P%u' parameterTypeRef='e'/>", i);
    strbuf_adds(&xml, "</ParameterSet><ContainerSet><SequenceContainer "
                      "name='C'><EntryList>");
    for (unsigned i = 0; i < 2000; i++)
        strbuf_addf(&xml, "<ParameterRefEntry parameterRef='P%u'/>", i);
    strbuf_adds(&xml, "</EntryList></SequenceContainer></ContainerSet>"
                      "</TelemetryMetaData></SpaceSystem>");
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(mdb_load_memory("L.xml", xml.s, xml.len,
                         &(struct mdb_options){0}, &notes, &mdb),
        ERR_OK);
    struct arena arena = {0};
    struct msg msg = {
        .envelope = {.type = MSG_LAYOUT,
            .source = msg_str("frontend"),
            .instance = msg_str("test")},
    };
    layout_fill(&msg.u.layout, mdb, 0, 0, &arena);
    struct msg_buffer packed = {0};
    assert_int_equal(msg_pack(&msg, &packed), ERR_OK);
    check_str(msg.u.layout.labels.v[0], "");
    check_str(msg.u.layout.names.v[0], "/L/P0");
    free(packed.p);
    arena_fini(&arena);
    mdb_free(&mdb);
    notes_fini(&notes);
    strbuf_fini(&xml);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_static_layout_is_the_packet_in_order),
        cmocka_unit_test(
            a_layout_that_depends_on_the_packet_names_all_that_may_come),
        cmocka_unit_test(each_item_is_named_once),
        cmocka_unit_test(labels_stay_away_where_the_message_would_be_too_long),
    };
    return check_run(tests);
}
