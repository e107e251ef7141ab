/*
 * test_xml.c - documents to trees: places, texts, encodings, refusals.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/xml.h"

struct document {
    struct xml xml;
    struct arena kept;
    struct notes notes;
    enum err err;
};

static void
parse(struct document *d, const char *text, size_t len)
{
    *d = (struct document){0};
    d->err = xml_parse(&d->xml, text, len, "f.xml", &d->kept, &d->notes);
    assert_true((d->err == ERR_OK) == (d->xml.root != NULL));
    assert_true((d->err == ERR_OK) == (d->notes.errors == 0));
}

static void
done(struct document *d)
{
    xml_fini(&d->xml);
    arena_fini(&d->kept);
    notes_fini(&d->notes);
}

static void
words_of_xtce_are_kept_and_nothing_else(void **state)
{
    (void)state;
    static const char text[] =
        "<x:SpaceSystem xmlns:x='urn:x' xmlns:o='urn:o' name=' A ' o:name='B'>"
        "stray text<x:Header version='1'/><o:Header/><x:NoteSet><x:Unit/>"
        "</x:NoteSet><x:Odd><x:Unit/></x:Odd><x:Unit> a\n b "
        "<![CDATA[<c>]]>&amp;</x:Unit></x:SpaceSystem>";
    struct document d;
    parse(&d, text, strlen(text));
    const struct xml_node *root = d.xml.root, *c = root->child;
    assert_int_equal(root->name, EL_SPACE_SYSTEM);
    assert_int_equal(root->n_attrs, 1);
    assert_string_equal(xml_get(root, AT_NAME), "A");
    assert_null(xml_get(root, AT_VERSION));
    assert_int_equal(c->name, EL_HEADER);
    c = c->next;
    assert_int_equal(c->name, EL_NOTE_SET);
    assert_null(c->child);
    c = c->next;
    assert_int_equal(c->name, EL_NONE);
    assert_string_equal(xml_el_str(c), "Odd");
    assert_null(c->child);
    c = c->next;
    assert_int_equal(c->name, EL_UNIT);
    assert_string_equal(c->text, "a b <c>&");
    assert_null(c->next);
    assert_ptr_equal(xml_child(root, EL_UNIT), c);
    assert_null(xml_child(root, EL_PARAMETER));
    done(&d);
}

static void
places_are_lines_and_columns_of_characters(void **state)
{
    (void)state;
    static const struct {
        const char *label, *text;
        unsigned line, col, attr_line, attr_col; /* of the first Parameter */
    } cases[] = {
        {"one line", "<SpaceSystem><Parameter name='a'/></SpaceSystem>", 1, 14,
            1, 25},
        {"lines", "<SpaceSystem>\n\n  <Parameter\n   name='a'/></SpaceSystem>",
            3, 3, 4, 4},
        {"CRLF", "<SpaceSystem>\r\n <Parameter  name = 'a'/></SpaceSystem>", 2,
            2, 2, 14},
        {"mark", "\xEF\xBB\xBF<SpaceSystem><Parameter name='a'/></SpaceSystem>",
            1, 14, 1, 25},
        {"characters",
            "<SpaceSystem shortDescription='\xC2\xB0\xE2\x82\xAC'><Parameter "
            "name='a'/></SpaceSystem>",
            1, 36, 1, 47},
        {"name in a value",
            "<SpaceSystem><Parameter alias=' name=' name='a'/></SpaceSystem>",
            1, 14, 1, 40},
        {"entities before",
            "<SpaceSystem name='&lt;&#65;'><Parameter name='a'/>"
            "</SpaceSystem>",
            1, 31, 1, 42},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct document d;
        unsigned line, col;
        parse(&d, cases[i].text, strlen(cases[i].text));
        print_message("%s\n", cases[i].label);
        const struct xml_node *p = xml_child(d.xml.root, EL_PARAMETER);
        xml_place(&d.xml, xml_attr_offset(&d.xml, p, "name"), &line, &col);
        assert_int_equal(line, cases[i].attr_line);
        assert_int_equal(col, cases[i].attr_col);
        xml_place(&d.xml, p->at, &line, &col);
        assert_int_equal(line, cases[i].line);
        assert_int_equal(col, cases[i].col);
        assert_int_equal(xml_line(&d.xml, p->at), line);
        assert_int_equal(xml_attr_offset(&d.xml, p, "label"), p->at);
        done(&d);
    }
}

/* A document of several buffers' length: offsets stay right throughout. */
static void
places_hold_in_long_documents(void **state)
{
    (void)state;
    struct strbuf text = {0};
    strbuf_adds(&text, "<SpaceSystem>");
    for (int i = 0; i < 20000; i++)
        strbuf_addf(&text, "%s<Parameter name='p%d'/>", i % 3 ? "" : "\n", i);
    strbuf_adds(&text, "</SpaceSystem>");
    struct document d;
    parse(&d, text.s, text.len);
    int n = 0;
    for (const struct xml_node *c = d.xml.root->child; c; c = c->next, n++) {
        char expected[40];
        snprintf(expected, sizeof expected, "<Parameter name='p%d'/>", n);
        assert_memory_equal(text.s + c->at, expected, strlen(expected));
        assert_int_equal(xml_line(&d.xml, c->at), n / 3 + 2);
    }
    assert_int_equal(n, 20000);
    done(&d);
    strbuf_fini(&text);
}

/* ASCII to UTF-16, with a byte order mark or without. */
static char *
utf16(const char *text, bool is_little, bool has_mark, size_t *len)
{
    size_t n = strlen(text), at = 0;
    char *out = xcalloc(n + 1, 2);
    if (has_mark) {
        out[at++] = (char)(is_little ? 0xFF : 0xFE);
        out[at++] = (char)(is_little ? 0xFE : 0xFF);
    }
    for (size_t i = 0; i < n; i++, at += 2)
        out[at + !is_little] = text[i];
    *len = at;
    return out;
}

static void
other_encodings_are_read(void **state)
{
    (void)state;
    static const char text[] =
        "<?xml version='1.0' encoding='UTF-16'?>\n<SpaceSystem name='abc'/>";
    for (int i = 0; i < 3; i++) {
        size_t len;
        char *wide = utf16(text, i == 0, i < 2, &len);
        struct document d;
        parse(&d, wide, len);
        assert_int_equal(d.err, ERR_OK);
        assert_string_equal(xml_get(d.xml.root, AT_NAME), "abc");
        assert_int_equal(xml_line(&d.xml, d.xml.root->at), 2);
        done(&d);
        free(wide);
    }
    static const char latin[] = "<?xml version='1.0' encoding='ISO-8859-1'?>"
                                "<SpaceSystem name='\xB0\xE9'/>";
    struct document d;
    parse(&d, latin, strlen(latin));
    assert_string_equal(xml_get(d.xml.root, AT_NAME), "\xC2\xB0\xC3\xA9");
    done(&d);
}

static void
what_reaches_a_terminal_is_clean(void **state)
{
    (void)state;
    static const char text[] =
        "<SpaceSystem name='a\xE2\x80\xAE"
        "b'><LongDescription>x&#x9b;y</LongDescription></SpaceSystem>";
    struct document d;
    parse(&d, text, strlen(text));
    assert_string_equal(xml_get(d.xml.root, AT_NAME), "a\xEF\xBF\xBD"
                                                      "b");
    assert_string_equal(d.xml.root->child->text, "x\xEF\xBF\xBD"
                                                 "y");
    done(&d);
}

static void
broken_and_dangerous_documents_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
        unsigned line;
    } cases[] = {
        {"", "empty", 1},
        {"\n", "Start tag expected", 2},
        {"\x01\x02\x03", "Start tag expected", 1},
        {"<a>\n<b></a>", "mismatch", 2},
        {"<a b='1' b='2'/>", "redefined", 1},
        {"<a>&unknown;</a>", "Entity 'unknown' not defined", 1},
        {"<a>\xFF\xFE</a>", "not proper UTF-8", 1},
        {"<a/><b/>", "Extra content", 1},
        {"<!DOCTYPE a>\n<a/>", "document type definition", 1},
        {"<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "
         "'file:///etc/passwd'>]><a>&x;</a>",
            "document type definition", 2},
        {"<!DOCTYPE a PUBLIC 'p' 'http://127.0.0.1:1/x.dtd'><a/>",
            "document type definition", 1},
        {"<?xml version='1.0' encoding='no-such'?><a/>", "encoding", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct document d;
        parse(&d, cases[i].text, strlen(cases[i].text));
        print_message("case %zu\n", i);
        assert_int_equal(d.err, ERR_FORMAT);
        assert_non_null(strstr(d.notes.note[0].text, cases[i].note));
        assert_int_equal(d.notes.note[0].line, cases[i].line);
        done(&d);
    }
}

static void
depth_is_limited(void **state)
{
    (void)state;
    for (int depth = 200; depth <= 400; depth += 200) {
        struct strbuf text = {0};
        for (int i = 0; i < depth; i++)
            strbuf_adds(&text, "<SpaceSystem>");
        for (int i = 0; i < depth; i++)
            strbuf_adds(&text, "</SpaceSystem>");
        struct document d;
        parse(&d, text.s, text.len);
        assert_int_equal(d.err, depth > 256 ? ERR_FORMAT : ERR_OK);
        done(&d);
        strbuf_fini(&text);
    }
}

static void
attributes_that_are_no_words_are_listed(void **state)
{
    (void)state;
    static const char text[] =
        "<SpaceSystem name='a' colour='red' xml:id='x'><NoteSet odd='1'/>"
        "</SpaceSystem>";
    struct document d;
    parse(&d, text, strlen(text));
    assert_int_equal(d.xml.n_unknown, 1);
    assert_string_equal(d.xml.unknown[0].name, "colour");
    assert_ptr_equal(d.xml.unknown[0].node, d.xml.root);
    done(&d);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_xtce_are_kept_and_nothing_else),
        cmocka_unit_test(places_are_lines_and_columns_of_characters),
        cmocka_unit_test(places_hold_in_long_documents),
        cmocka_unit_test(other_encodings_are_read),
        cmocka_unit_test(what_reaches_a_terminal_is_clean),
        cmocka_unit_test(broken_and_dangerous_documents_are_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(attributes_that_are_no_words_are_listed),
    };
    return check_run(tests);
}
