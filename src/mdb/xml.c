/*
 * xml.c - SAX events of libxml2 to a small tree.
 *
 * The parser pulls the text through read_text(), so that it holds a window of
 * it only, and every element is known by its offset in the text: a tag holds
 * no other '<', so looking back from the end of the tag finds its start.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/xml.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "common/str.h"
#include "common/xalloc.h"

#define MAX_ERRORS 10  /* of the parser itself; what follows is noise */
#define MAX_DEPTH  256 /* what libxml2 accepts without XML_PARSE_HUGE */

enum how {
    PLAIN,
    TEXT,
    SKIP,
    QUIET
};

static const struct {
    const char *name;
    enum how how;
} element[EL_LAST_] = {
    [EL_NONE] = {"?", SKIP},
#define EL(id, n, h) [EL_##id] = {n, h},
#include "mdb/xml_names.def"
#undef EL
};

enum keep {
    DROP,
    KEEP,
    WHOLE
};

static const struct {
    const char *name;
    enum keep keep;
} attribute[AT_LAST_] = {
    [AT_NONE] = {"?", DROP},
#define AT(id, n, k) [AT_##id] = {n, k},
#include "mdb/xml_names.def"
#undef AT
};

/* libxml2 interns names: one pointer a name, found again by its address. */
#define WORDS 1024

struct words {
    const xmlChar *key[WORDS];
    uint16_t value[WORDS];
};

struct building {
    struct xml *xml;
    struct arena *kept;
    struct notes *notes;
    const char *path;
    xmlParserCtxt *ctxt;
    size_t read_at; /* what read_text() has given out */
    unsigned errors;
    struct words elements, attributes;
    const xmlChar *uri; /* of the root element */
    unsigned skipping;  /* depth inside of what is not looked at */
    bool wants_text;
    struct strbuf chars;
    struct {
        struct xml_node *node, *last_child;
    } open[MAX_DEPTH];
    unsigned depth;
};

static size_t
word_slot(const struct words *w, const xmlChar *key)
{
    size_t i = ((uintptr_t)key >> 3) * 0x9E3779B1u >> 4 & (WORDS - 1);
    while (w->key[i] != NULL && w->key[i] != key)
        i = (i + 1) & (WORDS - 1);
    return i;
}

static void
word_add(struct building *b, struct words *w, const char *name, uint16_t value)
{
    const xmlChar *key =
        xmlDictLookup(b->ctxt->dict, (const xmlChar *)name, -1);
    size_t i = word_slot(w, key);
    w->key[i] = key;
    w->value[i] = value;
}

static void
words_init(struct building *b)
{
    for (uint16_t i = 1; i < EL_LAST_; i++)
        word_add(b, &b->elements, element[i].name, i);
    for (uint16_t i = 1; i < AT_LAST_; i++)
        word_add(b, &b->attributes, attribute[i].name, i);
}

/* The offset of the '<' of the tag that ends here. */
static uint32_t
tag_offset(const xmlParserCtxt *ctxt)
{
    const xmlParserInput *in = ctxt->input;
    const xmlChar *p = in->cur;
    while (p > in->base && *p != '<')
        p--;
    return (uint32_t)(in->consumed + (size_t)(p - in->base));
}

static bool
is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copy without blanks around; `kept` texts are made clean, too. */
static const char *
value_dup(struct building *b, const char *s, size_t len, enum keep keep)
{
    while (keep != WHOLE && len > 0 && is_blank(*s))
        s++, len--;
    while (keep != WHOLE && len > 0 && is_blank(s[len - 1]))
        len--;
    if (keep == DROP)
        return arena_strndup(&b->xml->arena, s, len);
    char *copy = arena_strndup(b->kept, s, len);
    if (str_is_clean(copy, len))
        return copy;
    struct strbuf clean = {0};
    str_sanitize(&clean, copy, len, false);
    copy = arena_strdup(b->kept, strbuf_get(&clean));
    strbuf_fini(&clean);
    return copy;
}

/* Runs of blanks and line ends become one blank, in place. */
static size_t
collapse(char *s, size_t len)
{
    size_t to = 0;
    for (size_t from = 0; from < len; from++) {
        if (!is_blank(s[from]))
            s[to++] = s[from];
        else if (to > 0 && s[to - 1] != ' ')
            s[to++] = ' ';
    }
    return to;
}

static void
add_unknown(struct building *b, const struct xml_node *node, const char *name)
{
    struct xml *xml = b->xml;
    enum how how = element[node->name].how;
    if (how == SKIP || how == QUIET || xml->n_unknown >= XML_MAX_UNKNOWN)
        return;
    xml->unknown = xgrow(
        xml->unknown, xml->n_unknown, &xml->unknown_cap, sizeof *xml->unknown);
    xml->unknown[xml->n_unknown++] = (struct xml_unknown){
        .node = node,
        .name = arena_strndup(&xml->arena, name, 200),
    };
}

static void
set_attrs(
    struct building *b, struct xml_node *node, int n, const xmlChar *const *a)
{
    if (n <= 0)
        return;
    struct xml_attr *attr =
        arena_alloc(&b->xml->arena, (size_t)n * sizeof *attr);
    node->attr = attr;
    for (int i = 0; i < n && node->n_attrs < UINT16_MAX; i++, a += 5) {
        if (a[1] != NULL) /* xsi:schemaLocation, xml:base and the like */
            continue;
        size_t slot = word_slot(&b->attributes, a[0]);
        if (b->attributes.key[slot] == NULL) {
            add_unknown(b, node, (const char *)a[0]);
            continue;
        }
        enum xml_at name = (enum xml_at)b->attributes.value[slot];
        attr[node->n_attrs++] = (struct xml_attr){
            .name = name,
            .value = value_dup(b, (const char *)a[3], (size_t)(a[4] - a[3]),
                attribute[name].keep),
        };
    }
}

static struct xml_node *
new_node(struct building *b, uint16_t name)
{
    struct xml_node *node = arena_alloc(&b->xml->arena, sizeof *node);
    node->name = name;
    node->at = tag_offset(b->ctxt);
    if (b->depth == 0) {
        b->xml->root = node;
    } else if (b->open[b->depth - 1].last_child == NULL) {
        b->open[b->depth - 1].node->child = node;
    } else {
        b->open[b->depth - 1].last_child->next = node;
    }
    if (b->depth > 0)
        b->open[b->depth - 1].last_child = node;
    return node;
}

static bool
is_foreign(const struct building *b, const xmlChar *uri)
{
    return uri != NULL && b->uri != NULL && uri != b->uri &&
           xmlStrcmp(uri, b->uri) != 0;
}

static void
start_element(void *user, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri, int n_ns, const xmlChar **ns, int n_attrs,
    int n_defaulted, const xmlChar **attrs)
{
    struct building *b = user;
    (void)prefix, (void)n_ns, (void)ns, (void)n_defaulted;
    if (b->skipping > 0) {
        b->skipping++;
        return;
    }
    size_t slot = word_slot(&b->elements, local);
    uint16_t name = b->elements.key[slot] ? b->elements.value[slot] : EL_NONE;
    if (b->depth == 0)
        b->uri = uri;
    else if (is_foreign(b, uri) && name != EL_INCLUDE) {
        b->skipping = 1;
        return;
    }
    struct xml_node *node = new_node(b, name);
    set_attrs(b, node, n_attrs, attrs);
    enum how how = element[name].how;
    if (name == EL_NONE)
        node->text = value_dup(
            b, (const char *)local, strlen((const char *)local), DROP);
    if (how == SKIP || how == QUIET || b->depth >= MAX_DEPTH) {
        b->skipping = 1;
        return;
    }
    b->wants_text = how == TEXT;
    strbuf_reset(&b->chars);
    b->open[b->depth].node = node;
    b->open[b->depth++].last_child = NULL;
}

static void
end_element(
    void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct building *b = user;
    (void)local, (void)prefix, (void)uri;
    if (b->skipping > 0) {
        b->skipping--;
        return;
    }
    struct xml_node *node = b->open[--b->depth].node;
    if (element[node->name].how != TEXT)
        return;
    bool is_kept = node->name == EL_LONG_DESCRIPTION || node->name == EL_UNIT;
    size_t len = b->chars.len > 0 ? collapse(b->chars.s, b->chars.len) : 0;
    node->text =
        value_dup(b, strbuf_get(&b->chars), len, is_kept ? KEEP : DROP);
    strbuf_reset(&b->chars);
    b->wants_text = false;
}

static void
characters(void *user, const xmlChar *s, int len)
{
    struct building *b = user;
    if (b->wants_text && b->skipping == 0)
        strbuf_add(&b->chars, s, (size_t)len);
}

static void
internal_subset(
    void *user, const xmlChar *name, const xmlChar *id, const xmlChar *uri)
{
    struct building *b = user;
    (void)name, (void)id, (void)uri;
    unsigned line, col;
    xml_place(b->xml, tag_offset(b->ctxt), &line, &col);
    notes_add(b->notes, NOTE_ERROR, b->path, line, col,
        "a document type definition is refused: remove the <!DOCTYPE>");
    b->errors += MAX_ERRORS;
    xmlStopParser(b->ctxt);
}

static xmlEntityPtr
get_entity(void *user, const xmlChar *name)
{
    (void)user;
    return xmlGetPredefinedEntity(name);
}

static void
on_error(void *user, xmlErrorPtr e)
{
    struct building *b = user;
    bool is_namespace = e->domain == XML_FROM_NAMESPACE;
    if (e->level < XML_ERR_ERROR || b->errors >= MAX_ERRORS)
        return;
    struct strbuf text = {0};
    strbuf_adds(&text, e->message != NULL ? e->message : "malformed XML");
    while (text.len > 0 && is_blank(text.s[text.len - 1]))
        text.s[--text.len] = '\0';
    notes_add(b->notes, is_namespace ? NOTE_WARNING : NOTE_ERROR, b->path,
        e->line > 0 ? (unsigned)e->line : 0,
        e->int2 > 0 ? (unsigned)e->int2 : 0, "%.400s", strbuf_get(&text));
    strbuf_fini(&text);
    b->errors += is_namespace ? 0 : 1;
}

static int
read_text(void *user, char *out, int len)
{
    struct building *b = user;
    size_t left = b->xml->len - b->read_at;
    size_t n = left < (size_t)len ? left : (size_t)len;
    memcpy(out, b->xml->text + b->read_at, n);
    b->read_at += n;
    return (int)n;
}

static int
close_text(void *user)
{
    (void)user;
    return 0;
}

static const xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .internalSubset = internal_subset,
    .getEntity = get_entity,
    .startElementNs = start_element,
    .endElementNs = end_element,
    .characters = characters,
    .cdataBlock = characters,
    .ignorableWhitespace = characters,
    .serror = on_error,
};

/* The name in the XML declaration, "" when it has none.  Owned. */
static char *
declared_encoding(const char *s, size_t len)
{
    char head[200] = {0};
    memcpy(head, s, len < sizeof head - 1 ? len : sizeof head - 1);
    char *end = strstr(head, "?>");
    char *at = strncmp(head, "<?xml", 5) == 0 ? strstr(head, "encoding") : NULL;
    if (end == NULL || at == NULL || at > end)
        return xstrdup("");
    *end = '\0';
    at += strcspn(at, "\"'");
    at += *at != '\0';
    return xstrndup(at, strcspn(at, "\"'"));
}

/* What turns the text into UTF-8; false when it is UTF-8 already. */
static bool
find_decoder(const struct xml *xml, xmlCharEncodingHandler **out)
{
    xmlCharEncoding guess = xmlDetectCharEncoding(
        (const unsigned char *)xml->text, xml->len < 4 ? (int)xml->len : 4);
    *out = NULL;
    if (guess != XML_CHAR_ENCODING_NONE && guess != XML_CHAR_ENCODING_UTF8) {
        *out = xmlGetCharEncodingHandler(guess);
        return true;
    }
    char *name = declared_encoding(xml->text, xml->len);
    xmlCharEncoding said = xmlParseCharEncoding(name);
    bool is_utf8 = name[0] == '\0' || said == XML_CHAR_ENCODING_UTF8 ||
                   said == XML_CHAR_ENCODING_ASCII;
    if (!is_utf8)
        *out = xmlFindCharEncodingHandler(name);
    free(name);
    return !is_utf8;
}

/* Make xml->text UTF-8, whatever the file is written in. */
static enum err
to_utf8(struct xml *xml, const char *path, struct notes *notes)
{
    xmlCharEncodingHandler *decoder;
    if (!find_decoder(xml, &decoder))
        return ERR_OK;
    xmlBuffer *in = xmlBufferCreateStatic(
        (void *)(uintptr_t)xml->text, xml->len); /* is only read */
    xmlBuffer *out = xmlBufferCreate();
    enum err err = ERR_FORMAT;
    if (decoder != NULL && in != NULL && out != NULL &&
        xmlCharEncInFunc(decoder, out, in) >= 0 && xmlBufferLength(in) == 0) {
        xml->owned_text = xstrdup((const char *)xmlBufferContent(out));
        xml->len = strlen(xml->owned_text); /* up to a NUL, malformed then */
        xml->text = xml->owned_text;
        err = ERR_OK;
    } else {
        notes_add(notes, NOTE_ERROR, path, 1, 1,
            "the character encoding is not known or does not fit the file");
    }
    if (decoder != NULL)
        xmlCharEncCloseFunc(decoder);
    xmlBufferFree(in);
    xmlBufferFree(out);
    return err;
}

static enum err
run(struct building *b)
{
    xmlSAXHandler sax = handlers;
    b->ctxt = xmlCreateIOParserCtxt(
        &sax, b, read_text, close_text, b, XML_CHAR_ENCODING_UTF8);
    if (b->ctxt == NULL) {
        notes_add(b->notes, NOTE_ERROR, b->path, 0, 0, "the file is empty");
        return ERR_FORMAT;
    }
    xmlCtxtUseOptions(b->ctxt, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    words_init(b);
    xmlParseDocument(b->ctxt);
    bool is_whole = b->ctxt->wellFormed != 0 && b->errors == 0;
    xmlFreeParserCtxt(b->ctxt);
    if (!is_whole && b->errors == 0)
        notes_add(b->notes, NOTE_ERROR, b->path, 0, 0, "malformed XML");
    return is_whole ? ERR_OK : ERR_FORMAT;
}

enum err
xml_parse(struct xml *xml, const void *data, size_t len, const char *path,
    struct arena *kept, struct notes *notes)
{
    *xml = (struct xml){.text = data, .len = len};
    if (len > XML_MAX_BYTES) {
        notes_add(notes, NOTE_ERROR, path, 0, 0,
            "the file is larger than %u MB", XML_MAX_BYTES >> 20);
        return ERR_FORMAT;
    }
    if (len == 0) {
        notes_add(notes, NOTE_ERROR, path, 1, 1, "the file is empty");
        return ERR_FORMAT;
    }
    enum err err = to_utf8(xml, path, notes);
    if (err != ERR_OK)
        return err;
    struct building *b = xcalloc(1, sizeof *b);
    b->xml = xml;
    b->kept = kept;
    b->notes = notes;
    b->path = path;
    err = run(b);
    strbuf_fini(&b->chars);
    free(b);
    if (err != ERR_OK)
        xml->root = NULL;
    return err;
}

void
xml_fini(struct xml *xml)
{
    arena_fini(&xml->arena);
    free(xml->owned_text);
    free(xml->unknown);
    free(xml->line);
    *xml = (struct xml){0};
}

const char *
xml_get(const struct xml_node *node, enum xml_at name)
{
    for (unsigned i = 0; i < node->n_attrs; i++)
        if (node->attr[i].name == name)
            return node->attr[i].value;
    return NULL;
}

const struct xml_node *
xml_child(const struct xml_node *node, enum xml_el name)
{
    const struct xml_node *c = node->child;
    while (c != NULL && c->name != name)
        c = c->next;
    return c;
}

const char *
xml_el_str(const struct xml_node *node)
{
    return node->name == EL_NONE ? node->text : element[node->name].name;
}

const char *
xml_at_str(enum xml_at name)
{
    return attribute[name].name;
}

bool
xml_el_is_left_out(enum xml_el name)
{
    return element[name].how == SKIP;
}

bool
xml_el_is_quiet(enum xml_el name)
{
    return element[name].how == QUIET;
}

static void
find_lines(struct xml *xml)
{
    size_t cap = 0;
    xml->line = xgrow(NULL, 0, &cap, sizeof *xml->line);
    xml->line[xml->n_lines++] = 0;
    const char *end = xml->text + xml->len;
    for (const char *p = xml->text;
         (p = memchr(p, '\n', (size_t)(end - p))) != NULL;) {
        p++;
        xml->line = xgrow(xml->line, xml->n_lines, &cap, sizeof *xml->line);
        xml->line[xml->n_lines++] = (uint32_t)(p - xml->text);
    }
}

uint32_t
xml_line(struct xml *xml, size_t offset)
{
    if (xml->line == NULL)
        find_lines(xml);
    uint32_t low = 0, high = xml->n_lines, near = xml->last_line;
    /* mostly the next line or a few behind the one before */
    for (uint32_t i = near; i > 0 && i < near + 8 && i < high; i++)
        if (xml->line[i - 1] <= offset && offset < xml->line[i])
            return xml->last_line = i;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (xml->line[mid] <= offset)
            low = mid;
        else
            high = mid;
    }
    return xml->last_line = low + 1;
}

void
xml_place(struct xml *xml, size_t offset, unsigned *line, unsigned *col)
{
    *line = xml_line(xml, offset);
    size_t at = xml->line[*line - 1];
    *col = 1;
    if (*line == 1 && xml->len >= 3 &&
        memcmp(xml->text, "\xEF\xBB\xBF", 3) == 0)
        at = 3; /* a byte order mark takes no column */
    if (xml->last_col_line == *line && xml->last_offset <= offset) {
        at = xml->last_offset;
        *col = xml->last_col;
    }
    for (; at < offset && at < xml->len; at++)
        *col += (xml->text[at] & 0xC0) != 0x80;
    xml->last_col_line = *line;
    xml->last_col = *col;
    xml->last_offset = at;
}

size_t
xml_attr_offset(
    const struct xml *xml, const struct xml_node *node, const char *word)
{
    const char *end = xml->text + xml->len;
    size_t n = strlen(word);
    char quote = '\0';
    for (const char *p = xml->text + node->at; p + n < end; p++) {
        if (quote != '\0') {
            quote = *p == quote ? '\0' : quote;
        } else if (*p == '>') {
            break;
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
        } else if (is_blank(*p) && memcmp(p + 1, word, n) == 0 &&
                   (is_blank(p[n + 1]) || p[n + 1] == '=')) {
            return (size_t)(p + 1 - xml->text);
        }
    }
    return node->at;
}
