/*
 * test_load.c - whole files: recordings of real missions, broken ones.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "mdb/mdb.h"

static void
print_notes(const struct notes *notes)
{
    notes_print(notes, stderr, false);
}

static struct mdb *
load_shared(const char *name)
{
    char *path = check_shared(name);
    if (path == NULL)
        return NULL;
    struct notes notes = {0};
    struct mdb *mdb;
    enum err err = mdb_load(path, NULL, &notes, &mdb);
    print_notes(&notes);
    assert_int_equal(err, ERR_OK);
    assert_int_equal(notes.warnings, 0);
    assert_int_equal(notes.errors, 0);
    notes_fini(&notes);
    free(path);
    return mdb;
}

/* An array parameter of `dimensions`, and an entry that has its own. */
static struct mdb *
load_array(const char *dimensions, const char *entry_end)
{
    static const char dimension[] =
        "<DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue>"
        "</StartingIndex><EndingIndex>%s</EndingIndex></Dimension>"
        "</DimensionList>";
    struct strbuf xml = {0};
    strbuf_adds(&xml,
        "<SpaceSystem name='S'><TelemetryMetaData><ParameterTypeSet>"
        "<IntegerParameterType name='u8'><IntegerDataEncoding "
        "sizeInBits='8'/></IntegerParameterType>"
        "<ArrayParameterType name='list' arrayTypeRef='u8'>");
    if (dimensions != NULL)
        strbuf_addf(&xml, dimension, dimensions);
    strbuf_adds(&xml, "</ArrayParameterType></ParameterTypeSet><ParameterSet>"
                      "<Parameter name='N' parameterTypeRef='u8'/>"
                      "<Parameter name='A' parameterTypeRef='list'/>"
                      "</ParameterSet><ContainerSet><SequenceContainer "
                      "name='C'><EntryList><ParameterRefEntry "
                      "parameterRef='N'/><ArrayParameterRefEntry "
                      "parameterRef='A'>");
    strbuf_addf(&xml, dimension, entry_end);
    strbuf_adds(&xml, "</ArrayParameterRefEntry></EntryList>"
                      "</SequenceContainer></ContainerSet>"
                      "</TelemetryMetaData></SpaceSystem>");
    struct notes notes = {0};
    struct mdb *mdb;
    enum err err = mdb_load_memory("a.xml", xml.s, xml.len, NULL, &notes, &mdb);
    print_notes(&notes);
    assert_int_equal(err, ERR_OK);
    notes_fini(&notes);
    strbuf_fini(&xml);
    return mdb;
}

static void
dimensions_of_an_entry_leave_those_of_the_type_alone(void **state)
{
    (void)state;
    struct mdb *mdb = load_array("<FixedValue>9</FixedValue>",
        "<DynamicValue><ParameterInstanceRef parameterRef='N'/>"
        "</DynamicValue>");
    const struct mdb_param *p = &mdb->param[mdb_find_param(mdb, "A")];
    assert_int_equal(p->n_items, 10);
    const struct mdb_type *type = &mdb->type[p->type];
    assert_int_equal(type->dimension[0].end.kind, MDB_FIXED);
    assert_int_equal(type->dimension[0].end.fixed, 9);
    mdb_free(&mdb);
    mdb = load_array(NULL, "<FixedValue>4</FixedValue>");
    assert_int_equal(mdb->param[mdb_find_param(mdb, "A")].n_items, 5);
    mdb_free(&mdb);
}

static void
a_duration_is_in_seconds(void **state)
{
    (void)state;
    static const char xml[] =
        "<SpaceSystem name='S'><TelemetryMetaData><ParameterTypeSet>"
        "<RelativeTimeParameterType name='age'><Encoding units='seconds' "
        "scale='0.001'><IntegerDataEncoding sizeInBits='32'/></Encoding>"
        "</RelativeTimeParameterType></ParameterTypeSet><ParameterSet>"
        "<Parameter name='A' parameterTypeRef='age'/></ParameterSet>"
        "</TelemetryMetaData></SpaceSystem>";
    struct notes notes = {0};
    struct mdb *mdb;
    enum err err =
        mdb_load_memory("a.xml", xml, strlen(xml), NULL, &notes, &mdb);
    print_notes(&notes);
    assert_int_equal(err, ERR_OK);
    const struct mdb_type *type = mdb_item_type(mdb, mdb_find_item(mdb, "A"));
    assert_int_equal(type->eng_kind, MDB_DURATION);
    assert_string_equal(type->unit, "s");
    notes_fini(&notes);
    mdb_free(&mdb);
}

static void
jpss_loads_without_a_warning(void **state)
{
    (void)state;
    struct mdb *mdb = load_shared("jpss/jpss1_geolocation_xtce_v1.xml");
    if (mdb == NULL)
        skip();
    assert_int_equal(mdb->n_params, 27);
    assert_int_equal(mdb->n_items, 27);
    assert_int_equal(mdb->n_containers, 4);
    assert_string_equal(mdb->container[mdb->root].name,
        "/JPSS_Geolocation_Packets/CCSDSPacket");
    uint32_t c = mdb_find_container(mdb, "JPSS_ATT_EPHEM");
    assert_true(c != MDB_NIL);
    assert_int_equal(mdb->container[c].n_layout, 27);
    assert_string_equal(mdb->item[mdb->container[c].layout[0]].name,
        "/JPSS_Geolocation_Packets/VERSION");
    assert_string_equal(mdb->version, "1.0");
    mdb_free(&mdb);
}

static void
quickstart_loads_without_a_warning(void **state)
{
    (void)state;
    struct mdb *mdb = load_shared("quickstart/xtce.xml");
    if (mdb == NULL)
        skip();
    assert_int_equal(mdb->n_params, 40);
    assert_int_equal(mdb->n_items, 52);
    assert_int_equal(mdb->n_containers, 3);
    uint32_t item = mdb_find_item(mdb, "/myproject/CCSDS_Packet_ID.APID");
    assert_true(item != MDB_NIL);
    assert_int_equal(mdb_item_type(mdb, item)->encoding.bits, 11);
    uint32_t c = mdb_find_container(mdb, "Spacecraft");
    assert_int_equal(mdb->container[c].n_layout, 52);
    mdb_free(&mdb);
}

static const struct {
    const char *label, *text, *error;
    enum err err;
} refused[] = {
    {"empty", "", "the file is empty", ERR_FORMAT},
    {"no XML", "hello", "Start tag expected", ERR_FORMAT},
    {"cut", "<SpaceSystem name='A'><Header", "Couldn't find end of Start Tag",
        ERR_FORMAT},
    {"another document", "<html/>", "this is not XTCE", ERR_FORMAT},
    {"entities", "<!DOCTYPE a [<!ENTITY x 'y'>]><SpaceSystem name='&x;'/>",
        "document type definition", ERR_FORMAT},
    {"external", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "document type definition", ERR_FORMAT},
};

static void
what_is_no_xtce_is_refused_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct notes notes = {0};
        struct mdb *mdb;
        enum err err = mdb_load_memory("f.xml", refused[i].text,
            strlen(refused[i].text), NULL, &notes, &mdb);
        print_message("%s\n", refused[i].label);
        assert_int_equal(err, refused[i].err);
        assert_null(mdb);
        assert_true(notes.errors >= 1);
        assert_non_null(strstr(notes.note[0].text, refused[i].error));
        notes_fini(&notes);
    }
}

/* The notes of a file as `columba check` prints them. */
static char *
notes_of(const char *name, bool is_strict, enum err *err)
{
    char relative[80];
    snprintf(relative, sizeof relative, "mdb/data/%s", name);
    char *path = check_path(relative), *text = NULL;
    size_t len;
    char *data = check_read(path, &len);
    const struct mdb_options options = {.is_strict = is_strict};
    struct notes notes = {0};
    struct mdb *mdb;
    *err = mdb_load_memory(name, data, len, &options, &notes, &mdb);
    FILE *out = open_memstream(&text, &len);
    notes_print(&notes, out, false);
    fclose(out);
    notes_fini(&notes);
    mdb_free(&mdb);
    free(data);
    free(path);
    return text;
}

static void
all_problems_of_a_file_are_found_in_one_run(void **state)
{
    (void)state;
    static const struct {
        const char *file, *notes;
        enum err err;
    } cases[] = {
        {"errors.xml", "mdb/data/errors.notes", ERR_FORMAT},
        {"warnings.xml", "mdb/data/warnings.notes", ERR_OK},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum err err;
        char *is = notes_of(cases[i].file, false, &err);
        char *path = check_path(cases[i].notes);
        char *expected = check_read(path, &(size_t){0});
        assert_string_equal(is, expected);
        assert_int_equal(err, cases[i].err);
        free(expected);
        free(path);
        free(is);
    }
}

static void
strict_turns_every_warning_into_an_error(void **state)
{
    (void)state;
    enum err err;
    char *lax = notes_of("warnings.xml", false, &err);
    assert_int_equal(err, ERR_OK);
    char *strict = notes_of("warnings.xml", true, &err);
    assert_int_equal(err, ERR_FORMAT);
    assert_null(strstr(lax, " error: "));
    assert_null(strstr(strict, " warning: "));
    size_t warnings = 0, errors = 0;
    for (char *p = lax; (p = strstr(p, " warning: ")) != NULL; p++)
        warnings++;
    for (char *p = strict; (p = strstr(p, " error: ")) != NULL; p++)
        errors++;
    assert_int_equal(warnings, errors);
    assert_true(warnings > 10);
    free(lax);
    free(strict);
}

static void
files_of_every_style_load_without_a_note(void **state)
{
    (void)state;
    static const char *const file[] = {
        "types.xml", "containers.xml", "nested.xml", "v11.xml"};
    for (size_t i = 0; i < ARRAY_LEN(file); i++) {
        enum err err;
        char *text = notes_of(file[i], true, &err);
        assert_string_equal(text, "");
        assert_int_equal(err, ERR_OK);
        free(text);
    }
}

/* One line of more than 1 MB in which every parameter is wrong. */
static void
errors_without_end_are_counted_in_bounded_memory(void **state)
{
    (void)state;
    enum {
        N = 30000
    };
    struct strbuf text = {0};
    strbuf_adds(&text, "<SpaceSystem name='S'><TelemetryMetaData>"
                       "<ParameterSet>");
    for (int i = 0; i < N; i++)
        strbuf_addf(
            &text, "<Parameter name='P%d' parameterTypeRef='T%d'/>", i, i * 7);
    strbuf_adds(&text, "</ParameterSet></TelemetryMetaData></SpaceSystem>");
    assert_true(text.len > 1000000);
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load_memory("f.xml", text.s, text.len, NULL, &notes, &mdb),
        ERR_FORMAT);
    assert_int_equal(notes.errors, N);
    assert_int_equal(notes.n, NOTES_MAX);
    for (size_t i = 0; i < notes.n; i++) {
        static const char attribute[] = "parameterTypeRef='T";
        assert_int_equal(notes.note[i].line, 1);
        assert_memory_equal(
            text.s + notes.note[i].col - 1, attribute, sizeof attribute - 1);
    }
    notes_fini(&notes);
    strbuf_fini(&text);
}

static void
a_missing_file_is_not_found_and_a_directory_cannot_be_read(void **state)
{
    (void)state;
    struct notes notes = {0};
    struct mdb *mdb;
    assert_int_equal(
        mdb_load("/nowhere/at/all.xml", NULL, &notes, &mdb), ERR_NOTFOUND);
    assert_null(mdb);
    assert_int_equal(mdb_load("/tmp", NULL, &notes, &mdb), ERR_IO);
    assert_null(mdb);
    assert_int_equal(notes.errors, 2);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_duration_is_in_seconds),
        cmocka_unit_test(jpss_loads_without_a_warning),
        cmocka_unit_test(dimensions_of_an_entry_leave_those_of_the_type_alone),
        cmocka_unit_test(quickstart_loads_without_a_warning),
        cmocka_unit_test(what_is_no_xtce_is_refused_whole),
        cmocka_unit_test(all_problems_of_a_file_are_found_in_one_run),
        cmocka_unit_test(strict_turns_every_warning_into_an_error),
        cmocka_unit_test(files_of_every_style_load_without_a_note),
        cmocka_unit_test(errors_without_end_are_counted_in_bounded_memory),
        cmocka_unit_test(
            a_missing_file_is_not_found_and_a_directory_cannot_be_read),
    };
    return check_run(tests);
}
