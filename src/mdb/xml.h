/*
 * xml.h - an XTCE document as a small tree, read in one pass.
 *
 * The only place with libxml2.  Elements and attributes are numbered by
 * xml_names.def; what XTCE does not know, and the inside of what is not used,
 * takes no room.  A document type definition is refused, so there are no
 * entities but the five of XML, and nothing is ever fetched.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_XML_H
#define MDB_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/note.h"

enum xml_el {
    EL_NONE, /* not a word of XTCE: xml_node.text has its name */
#define EL(id, name, how) EL_##id,
#include "mdb/xml_names.def"
#undef EL
    EL_LAST_
};

enum xml_at {
    AT_NONE,
#define AT(id, name, keep) AT_##id,
#include "mdb/xml_names.def"
#undef AT
    AT_LAST_
};

struct xml_attr {
    enum xml_at name;
    const char *value; /* trimmed unless WHOLE; clean UTF-8 (str_is_clean())
                          where kept */
};

struct xml_node {
    uint16_t name; /* enum xml_el */
    uint16_t n_attrs;
    uint32_t at; /* offset of its '<' in the text */
    struct xml_node *next, *child;
    const struct xml_attr *attr;
    const char *text; /* of TEXT elements, blanks collapsed; "" when empty */
};

/* An attribute that is not a word of XTCE. */
struct xml_unknown {
    const struct xml_node *node;
    const char *name;
};

#define XML_MAX_UNKNOWN 10000 /* of them are kept */

struct xml {
    struct arena arena;    /* the tree */
    struct xml_node *root; /* NULL after an error */
    const char *text;      /* UTF-8, borrowed or owned_text */
    size_t len;
    struct xml_unknown *unknown; /* owned */
    size_t n_unknown, unknown_cap;
    char *owned_text; /* the text when it was in another encoding */
    uint32_t *line;   /* owned; offsets of line starts, made on demand */
    uint32_t n_lines;
    /* the places found last: the next are often close behind */
    uint32_t last_line, last_col_line;
    unsigned last_col;
    size_t last_offset;
};

#define XML_MAX_BYTES (256u << 20) /* larger files are refused */

/*
 * Parse `len` bytes, which must live as long as `xml`.  Attribute values and
 * texts that the database keeps are allocated in `kept`.  Errors, with line
 * and column, go to `notes` under the name `path`.
 */
NODISCARD enum err xml_parse(struct xml *xml, const void *data, size_t len,
    const char *path, struct arena *kept, struct notes *notes);
void xml_fini(struct xml *xml);

/* The value, or NULL when the element has no such attribute. */
const char *xml_get(const struct xml_node *node, enum xml_at name);

/* The first child of that name, or NULL. */
const struct xml_node *xml_child(const struct xml_node *node, enum xml_el name);

const char *xml_el_str(const struct xml_node *node); /* its name */
const char *xml_at_str(enum xml_at name);

/* Is it warned about (SKIP), and is it passed over in silence (QUIET)? */
bool xml_el_is_left_out(enum xml_el name);
bool xml_el_is_quiet(enum xml_el name);

/* Where `offset` is; both count from 1, columns in characters. */
void xml_place(struct xml *xml, size_t offset, unsigned *line, unsigned *col);

uint32_t xml_line(struct xml *xml, size_t offset);

/* The offset of an attribute of `node`, or of the node when it has none. */
size_t xml_attr_offset(
    const struct xml *xml, const struct xml_node *node, const char *name);

#endif
