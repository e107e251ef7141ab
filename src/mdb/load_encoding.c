/*
 * load_encoding.c - how a value stands in a packet.
 *
 * An encoding of known size that is not supported keeps its place: the value
 * is then shown as its bytes, and what follows is not disturbed.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/num.h"
#include "common/str.h"
#include "mdb/load.h"

bool
load_is_encoding(const struct xml_node *node)
{
    return node->name == EL_INTEGER_DATA_ENCODING ||
           node->name == EL_FLOAT_DATA_ENCODING ||
           node->name == EL_STRING_DATA_ENCODING ||
           node->name == EL_BINARY_DATA_ENCODING;
}

static void
as_bytes(struct mdb_type *type, uint32_t bits)
{
    type->raw_kind = MDB_BINARY;
    type->encoding = (struct mdb_encoding){
        .coding = MDB_CODED_BINARY,
        .extent = MDB_EXTENT_BITS,
        .size_bits = {.kind = MDB_FIXED, .fixed = bits},
    };
}

/* ---- byte and bit order ------------------------------------------------- */

enum order {
    BIG,
    LITTLE,
    MIXED
};

/* 1.1: significance of each byte in the order of the packet, 0 the least. */
static enum order
order_of_list(const struct xml_node *list)
{
    int64_t previous = -1, v;
    bool rises = true, falls = true;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        const char *s = xml_get(c, AT_BYTE_SIGNIFICANCE);
        if (c->name != EL_BYTE || s == NULL || !num_parse_i64(s, &v))
            continue;
        if (previous >= 0) {
            rises = rises && v > previous;
            falls = falls && v < previous;
        } else {
            rises = v == 0;
        }
        previous = v;
    }
    return rises && previous > 0    ? LITTLE
           : falls || previous <= 0 ? BIG
                                    : MIXED;
}

/* 1.2: "3,2,1,0" */
static enum order
order_of_text(const char *s)
{
    bool rises = *s == '0', falls = true;
    long previous = -1;
    for (char *end; *s != '\0'; s = *end == ',' ? end + 1 : end) {
        long v = strtol(s, &end, 10);
        if (end == s || (*end != ',' && *end != '\0'))
            return MIXED;
        if (previous >= 0) {
            rises = rises && v > previous;
            falls = falls && v < previous;
        }
        previous = v;
    }
    return rises ? LITTLE : falls ? BIG : MIXED;
}

static enum order
byte_order(const struct xml_node *node)
{
    static const char *const word[] = {"mostSignificantByteFirst",
        "leastSignificantByteFirst", "bigEndian", "littleEndian"};
    const struct xml_node *list = xml_child(node, EL_BYTE_ORDER_LIST);
    int i = load_word(node, AT_BYTE_ORDER, word, 4, -2);
    if (i == -2)
        return list != NULL ? order_of_list(list) : BIG;
    return i >= 0 ? (enum order)(i % 2)
                  : order_of_text(xml_get(node, AT_BYTE_ORDER));
}

/* Set the orders of a number; false when they cannot be followed. */
static bool
read_orders(
    struct load *ld, const struct xml_node *node, struct mdb_encoding *e)
{
    static const char *const word[] = {
        "mostSignificantBitFirst", "leastSignificantBitFirst"};
    enum order order = byte_order(node);
    int bit = load_word(node, AT_BIT_ORDER, word, 2, 0);
    e->is_lsb_first = bit == 1;
    if (bit < 0) {
        load_error(ld, node, AT_BIT_ORDER, "'%.40s' is not a bit order",
            xml_get(node, AT_BIT_ORDER));
        return false;
    }
    if (e->bits <= 8)
        return true;
    if (order == MIXED || (order == LITTLE && e->bits % 8 != 0)) {
        load_warn(ld, node, AT_BYTE_ORDER,
            order == MIXED ? "this order of bytes is not supported: the value "
                             "is shown as its bytes"
                           : "little-endian numbers need whole bytes: the "
                             "value is shown as its bytes");
        return false;
    }
    e->is_little_endian = order == LITTLE;
    return true;
}

/* ---- numbers --------------------------------------------------------------
 */

static void
read_integer(
    struct load *ld, const struct xml_node *node, struct mdb_type *type)
{
    static const char *const word[] = {"unsigned", "twosComplement",
        "twosCompliment", "signMagnitude", "onesComplement", "onesCompliment",
        "BCD", "packedBCD"};
    static const enum mdb_coding coding[] = {MDB_UNSIGNED, MDB_TWOS_COMPLEMENT,
        MDB_TWOS_COMPLEMENT, MDB_SIGN_MAGNITUDE, MDB_ONES_COMPLEMENT,
        MDB_ONES_COMPLEMENT, MDB_BCD, MDB_PACKED_BCD};
    struct mdb_encoding e = {
        .bits = (uint32_t)load_int(ld, node, AT_SIZE_IN_BITS, 1, 64, 8),
    };
    int i = load_word(node, AT_ENCODING, word, ARRAY_LEN(word), 0);
    if (i < 0)
        load_warn(ld, node, AT_ENCODING,
            "integer encoding '%.40s' is not supported: the value is shown as "
            "its bytes",
            xml_get(node, AT_ENCODING));
    if (i < 0 || !read_orders(ld, node, &e)) {
        as_bytes(type, e.bits);
        return;
    }
    e.coding = coding[i];
    if ((e.coding == MDB_BCD && e.bits % 8 != 0) ||
        (e.coding == MDB_PACKED_BCD && e.bits % 4 != 0))
        load_error(ld, node, AT_SIZE_IN_BITS,
            "%u bits are not a whole number of decimal digits", e.bits);
    type->encoding = e;
    type->raw_kind = e.coding == MDB_TWOS_COMPLEMENT ||
                             e.coding == MDB_SIGN_MAGNITUDE ||
                             e.coding == MDB_ONES_COMPLEMENT
                         ? MDB_INT
                         : MDB_UINT;
}

static void
read_float(struct load *ld, const struct xml_node *node, struct mdb_type *type)
{
    static const char *const word[] = {
        "IEEE754_1985", "IEEE754", "MILSTD_1750A", "MIL-1750A"};
    struct mdb_encoding e = {
        .bits = (uint32_t)load_int(ld, node, AT_SIZE_IN_BITS, 1, 128, 32),
    };
    int i = load_word(node, AT_ENCODING, word, ARRAY_LEN(word), 0);
    bool is_ieee = i == 0 || i == 1;
    bool fits = is_ieee ? e.bits == 16 || e.bits == 32 || e.bits == 64
                        : e.bits == 32 || e.bits == 48;
    e.coding = is_ieee ? MDB_IEEE754 : MDB_MILSTD1750A;
    if (i < 0 || !fits) {
        load_warn(ld, node, i < 0 ? AT_ENCODING : AT_SIZE_IN_BITS,
            "float encoding '%.40s' of %u bits is not supported: the value is "
            "shown as its bytes",
            i < 0 ? xml_get(node, AT_ENCODING) : word[i], e.bits);
        as_bytes(type, e.bits);
    } else if (!read_orders(ld, node, &e)) {
        as_bytes(type, e.bits);
    } else {
        type->encoding = e;
        type->raw_kind = MDB_FLOAT;
    }
}

/* ---- strings and binaries --------------------------------------------------
 */

static enum mdb_charset
read_charset(struct load *ld, const struct xml_node *node)
{
    static const struct {
        const char *name;
        enum mdb_charset charset;
    } known[] = {
        {"UTF-8", MDB_UTF8},
        {"UTF8", MDB_UTF8},
        {"US-ASCII", MDB_ASCII},
        {"ASCII", MDB_ASCII},
        {"ISO-8859-1", MDB_LATIN1},
        {"ISO8859-1", MDB_LATIN1},
        {"Windows-1252", MDB_WINDOWS1252},
        {"UTF-16", MDB_UTF16},
        {"UTF-16BE", MDB_UTF16BE},
        {"UTF-16LE", MDB_UTF16LE},
        {"UTF-32", MDB_UTF32BE},
        {"UTF-32BE", MDB_UTF32BE},
        {"UTF-32LE", MDB_UTF32LE},
    };
    const char *s = xml_get(node, AT_ENCODING);
    bool is_little = byte_order(node) == LITTLE;
    if (s == NULL)
        return MDB_UTF8;
    if (is_little && strcasecmp(s, "UTF-16") == 0)
        return MDB_UTF16LE;
    if (is_little && strcasecmp(s, "UTF-32") == 0)
        return MDB_UTF32LE;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcasecmp(s, known[i].name) == 0)
            return known[i].charset;
    load_warn(ld, node, AT_ENCODING,
        "text encoding '%.40s' is not supported: it is read as ISO-8859-1", s);
    return MDB_LATIN1;
}

static unsigned
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if ((c | 32) >= 'a' && (c | 32) <= 'f')
        return (unsigned)((c | 32) - 'a') + 10;
    return 16;
}

static void
read_terminator(
    struct load *ld, const struct xml_node *node, struct mdb_encoding *e)
{
    const char *s = node->text;
    if (str_prefix(s, "0x") || str_prefix(s, "0X"))
        s += 2;
    size_t n = strlen(s);
    bool is_hex = n >= 1 && n <= 2 * sizeof e->terminator;
    for (size_t i = 0; i < n && is_hex; i++)
        is_hex = hex_digit(s[i]) < 16;
    if (!is_hex) {
        load_error(ld, node, AT_NONE,
            "TerminationChar '%.40s' is not one to four hexadecimal bytes",
            node->text);
        return;
    }
    size_t half = n % 2; /* "0" stands for "00" */
    for (size_t i = 0; i < n; i++) {
        uint8_t *byte = &e->terminator[(i + half) / 2];
        *byte = (uint8_t)((unsigned)*byte << 4 | hex_digit(s[i]));
    }
    e->terminator_len = (uint8_t)((n + half) / 2);
}

/* A size that says "not known" in databases made for Yamcs. */
static bool
is_ignored_size(const struct xml_node *node)
{
    const struct xml_node *dynamic = xml_child(node, EL_DYNAMIC_VALUE);
    const struct xml_node *ref =
        dynamic != NULL ? xml_child(dynamic, EL_PARAMETER_INSTANCE_REF) : NULL;
    return ref != NULL &&
           str_eq(xml_get(ref, AT_PARAMETER_REF), "_yamcs_ignore");
}

/* SizeInBits or Variable of a string. */
static void
read_string_size(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_encoding *e)
{
    const struct xml_node *fixed = xml_child(node, EL_FIXED);
    const struct xml_node *end = xml_child(node, EL_TERMINATION_CHAR);
    const struct xml_node *lead = xml_child(node, EL_LEADING_SIZE);
    const struct xml_node *size = fixed != NULL ? fixed : node;
    bool has_size =
        !is_ignored_size(size) &&
        load_int_value(ld, system, size, 1, LOAD_MAX_BITS, &e->size_bits);
    if (end != NULL)
        read_terminator(ld, end, e);
    if (lead != NULL)
        e->leading_bits = (uint32_t)load_int(
            ld, lead, AT_SIZE_IN_BITS_OF_SIZE_TAG, 1, 32, 16);
    if (has_size) {
        e->extent = MDB_EXTENT_BITS;
        e->max_bits = (uint32_t)load_int(
            ld, node, AT_MAX_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 0);
        return;
    }
    e->extent = lead != NULL ? MDB_EXTENT_LEADING : MDB_EXTENT_TERMINATED;
    e->size_bits = (struct mdb_int_value){
        .fixed = load_int(ld, node, AT_MAX_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 0),
    };
    if (end == NULL && lead == NULL)
        load_error(ld, node, AT_NONE, "%s says no size", xml_el_str(node));
}

static void
read_string(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type)
{
    struct mdb_encoding e = {
        .coding = MDB_CODED_STRING,
        .charset = read_charset(ld, node),
    };
    const struct xml_node *size = xml_child(node, EL_SIZE_IN_BITS);
    if (size == NULL)
        size = xml_child(node, EL_VARIABLE);
    if (size != NULL)
        read_string_size(ld, system, size, &e);
    else if (xml_get(node, AT_SIZE_IN_BITS) != NULL)
        e.size_bits.fixed =
            load_int(ld, node, AT_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 8);
    else
        load_error(ld, node, AT_NONE, "StringDataEncoding says no size");
    type->encoding = e;
    type->raw_kind = MDB_STRING;
}

static void
read_binary(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type)
{
    struct mdb_encoding e = {.coding = MDB_CODED_BINARY};
    const struct xml_node *size = xml_child(node, EL_SIZE_IN_BITS);
    if (xml_child(node, EL_FROM_BINARY_TRANSFORM_ALGORITHM) != NULL) {
        type->encoding = (struct mdb_encoding){.coding = MDB_NOT_CODED};
        return; /* warned about: only the algorithm knows value and size */
    }
    /* An argument's bytes as typed are not those the algorithm makes. */
    if (ld->is_command &&
        xml_child(node, EL_TO_BINARY_TRANSFORM_ALGORITHM) != NULL) {
        type->encoding = (struct mdb_encoding){.coding = MDB_NOT_CODED};
        return;
    }
    if (size != NULL && xml_child(size, EL_FIXED) != NULL)
        size = xml_child(size, EL_FIXED); /* as if it were a string */
    if (size == NULL ||
        !load_int_value(ld, system, size, 1, LOAD_MAX_BITS, &e.size_bits)) {
        e.size_bits.fixed =
            load_int(ld, node, AT_SIZE_IN_BITS, 1, LOAD_MAX_BITS, 8);
        if (xml_get(node, AT_SIZE_IN_BITS) == NULL)
            load_error(ld, node, AT_NONE, "BinaryDataEncoding says no size");
    }
    type->encoding = e;
    type->raw_kind = MDB_BINARY;
}

/* What no reader above looks at. */
static void
check_children(struct load *ld, const struct xml_node *node)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_SIZE_IN_BITS:
        case EL_VARIABLE:
        case EL_BYTE_ORDER_LIST:
        case EL_DEFAULT_CALIBRATOR:
        case EL_CONTEXT_CALIBRATOR_LIST:
            break;
        default:
            load_other(ld, node, c);
        }
    }
}

void
load_encoding(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type)
{
    type->calibrator = (struct mdb_calibrator){.kind = MDB_CAL_NONE};
    type->context = NULL;
    type->n_contexts = 0;
    check_children(ld, node);
    switch (node->name) {
    case EL_INTEGER_DATA_ENCODING:
        read_integer(ld, node, type);
        break;
    case EL_FLOAT_DATA_ENCODING:
        read_float(ld, node, type);
        break;
    case EL_STRING_DATA_ENCODING:
        read_string(ld, system, node, type);
        return;
    default:
        read_binary(ld, system, node, type);
        return;
    }
    if (type->raw_kind != MDB_BINARY)
        load_calibrators(ld, system, node, type);
}
