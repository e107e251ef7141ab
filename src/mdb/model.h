/*
 * model.h - the mission database as tables: what XTCE says, resolved.
 *
 * The loader (load.h) fills it once; from then on everything is read-only and
 * owned by the struct mdb.  References between tables are indexes; MDB_NIL
 * means "none".  Names in comments like "XTCE 4.3.2.2.5" are sections of OMG
 * formal/20-02-02 (XTCE 1.2 part 1 and its schema).
 *
 * Words: a *parameter* is what XTCE declares; an *item* is a scalar that can
 * have a value on a screen: the parameter itself, a member ("P.x") or an array
 * element ("P[3]").  Items are what decoder, bus and console count in.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_MODEL_H
#define MDB_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/time.h"
#include "mdb/kind.h"

#define MDB_NIL UINT32_MAX

/* ---- values that other values decide ------------------------------------ */

enum mdb_op {
    MDB_EQ,
    MDB_NE,
    MDB_LT,
    MDB_LE,
    MDB_GT,
    MDB_GE
};

/* One comparison "item op value" or "item op other item". */
struct mdb_comparison {
    uint32_t item;      /* left side */
    int32_t instance;   /* 0 this packet, -n an older one (rarely given) */
    bool is_calibrated; /* compare engineering (else raw) values */
    enum mdb_op op;
    uint32_t other_item; /* right side, or MDB_NIL: use the constants */
    bool other_is_calibrated;
    const char *text; /* the constant as written, for strings and messages */
    int64_t integer;  /* the constant as integer; enumeration labels are
                         resolved, booleans are 0 or 1 */
    double real;      /* the constant as float */
    bool is_number;   /* integer and real hold */
    bool is_integer;  /* the text was a whole number that fits int64 */
};

enum mdb_criteria_op {
    MDB_ALWAYS,  /* no criteria */
    MDB_COMPARE, /* one comparison */
    MDB_AND,     /* all of child[] */
    MDB_OR,      /* any of child[] */
    MDB_NEVER,   /* could not be understood: warned at load, never true */
};

struct mdb_criteria {
    enum mdb_criteria_op op;
    struct mdb_comparison comparison; /* MDB_COMPARE */
    const struct mdb_criteria *child; /* MDB_AND, MDB_OR */
    uint32_t n_children;
};

/* A number that is fixed, or read from the packet (XTCE IntegerValueType). */
struct mdb_int_value {
    enum {
        MDB_FIXED,
        MDB_FROM_ITEM,
        MDB_LOOKUP
    } kind;
    int64_t fixed;
    /* MDB_FROM_ITEM: slope * value + intercept (LinearAdjustment) */
    uint32_t item;
    bool is_calibrated;
    double slope, intercept;
    /* MDB_LOOKUP: the value of the first criteria that holds */
    const struct mdb_lookup *lookup;
    uint32_t n_lookups;
    bool has_default;
    int64_t default_value;
};

struct mdb_lookup {
    struct mdb_criteria criteria;
    int64_t value;
};

/* ---- calibrators --------------------------------------------------------- */

enum mdb_calibrator_kind {
    MDB_CAL_NONE,
    MDB_CAL_POLYNOMIAL,
    MDB_CAL_SPLINE,
    MDB_CAL_MATH,        /* reverse polish, XTCE MathOperationCalibrator */
    MDB_CAL_UNSUPPORTED, /* warned at load: the engineering value is always
                            invalid, never the uncalibrated number */
};

struct mdb_spline_point {
    double raw, calibrated;
};

enum mdb_math_op {
    MDB_MATH_CONST, /* push value */
    MDB_MATH_SELF,  /* push the raw value being calibrated */
    MDB_MATH_ITEM,  /* push another item of this packet */
    MDB_MATH_ADD,
    MDB_MATH_SUB,
    MDB_MATH_MUL,
    MDB_MATH_DIV,
    MDB_MATH_MOD,
    MDB_MATH_POW,     /* y^x: second to the power of top */
    MDB_MATH_POW_REV, /* x^y: top to the power of second */
    MDB_MATH_LN,
    MDB_MATH_LOG,
    MDB_MATH_EXP,
    MDB_MATH_INV, /* 1/x */
    MDB_MATH_TAN,
    MDB_MATH_COS,
    MDB_MATH_SIN,
    MDB_MATH_ATAN,
    MDB_MATH_ATAN2,
    MDB_MATH_ACOS,
    MDB_MATH_ASIN,
    MDB_MATH_TANH,
    MDB_MATH_COSH,
    MDB_MATH_SINH,
    MDB_MATH_ATANH,
    MDB_MATH_ACOSH,
    MDB_MATH_ASINH,
    MDB_MATH_SWAP,
    MDB_MATH_DROP,
    MDB_MATH_DUP,
    MDB_MATH_OVER,
    MDB_MATH_SHL,
    MDB_MATH_SHR,
    MDB_MATH_AND,
    MDB_MATH_OR,
    MDB_MATH_XOR,
    MDB_MATH_NOT, /* bitwise */
    MDB_MATH_LAND,
    MDB_MATH_LOR,
    MDB_MATH_LNOT,
    MDB_MATH_ABS,
    MDB_MATH_DIV_INT,
    MDB_MATH_EQ,
    MDB_MATH_NE,
    MDB_MATH_LT,
    MDB_MATH_LE,
    MDB_MATH_GT,
    MDB_MATH_GE,
    MDB_MATH_MIN,
    MDB_MATH_MAX,
    MDB_MATH_FACT,
    MDB_MATH_COUNT
};

struct mdb_math {
    enum mdb_math_op op;
    double value;       /* MDB_MATH_CONST */
    uint32_t item;      /* MDB_MATH_ITEM */
    bool is_calibrated; /* MDB_MATH_ITEM */
};

#define MDB_MATH_STACK 32 /* deeper programs are refused by the loader */

struct mdb_calibrator {
    enum mdb_calibrator_kind kind;
    /* polynomial: sum of coefficient[i] * raw^i; XTCE terms sorted, summed */
    const double *coefficient;
    uint32_t n_coefficients;
    /* spline: points sorted by raw; order 0 steps, 1 straight lines, n >= 2
       Lagrange through the n + 1 nearest points */
    const struct mdb_spline_point *point;
    uint32_t n_points;
    uint32_t order;
    bool extrapolates; /* else a raw value outside gives an invalid value */
    const struct mdb_math *math;
    uint32_t n_math;
};

struct mdb_context_calibrator {
    struct mdb_criteria criteria;
    struct mdb_calibrator calibrator;
};

struct mdb_alarms;  /* alarm.h */
struct mdb_command; /* command.h */

/* ---- encodings and types ------------------------------------------------- */

enum mdb_coding {
    MDB_UNSIGNED,
    MDB_TWOS_COMPLEMENT,
    MDB_SIGN_MAGNITUDE,
    MDB_ONES_COMPLEMENT,
    MDB_BCD,         /* one digit in 8 bits */
    MDB_PACKED_BCD,  /* one digit in 4 bits */
    MDB_IEEE754,     /* 16, 32, 64 bits */
    MDB_MILSTD1750A, /* 32, 48 bits */
    MDB_CODED_STRING,
    MDB_CODED_BINARY,
    MDB_NOT_CODED, /* no data encoding: never in a packet */
};

enum mdb_charset {
    MDB_ASCII,
    MDB_UTF8,
    MDB_UTF16, /* with byte order mark, else big-endian */
    MDB_UTF16BE,
    MDB_UTF16LE,
    MDB_UTF32BE,
    MDB_UTF32LE,
    MDB_LATIN1,
    MDB_WINDOWS1252,
};

enum mdb_extent {
    MDB_EXTENT_BITS,       /* size.fixed / size from the packet */
    MDB_EXTENT_TERMINATED, /* up to a terminator (or the size, if smaller) */
    MDB_EXTENT_LEADING,    /* a leading size field, XTCE LeadingSize */
};

struct mdb_encoding {
    enum mdb_coding coding;
    uint32_t bits;         /* of a number: 1 .. 64 */
    bool is_little_endian; /* byteOrder leastSignificantByteFirst; numbers of
                              a whole number of bytes only */
    bool is_lsb_first;     /* bitOrder leastSignificantBitFirst */
    /* strings and binaries */
    enum mdb_charset charset;
    enum mdb_extent extent;
    struct mdb_int_value size_bits; /* MDB_EXTENT_BITS; else the maximum, 0 if
                                       none is given */
    uint8_t terminator[4];
    uint8_t terminator_len; /* bytes, 1 .. 4; 0 none.  Also given with
                               MDB_EXTENT_BITS: the field has that size, and
                               the text in it ends at the terminator */
    uint32_t leading_bits;  /* width of the leading size field, which counts
                               bytes; also with MDB_EXTENT_BITS as above, 0
                               none */
    uint32_t max_bits;      /* of a size that other values decide; 0: any */
};

struct mdb_label {
    int64_t value, max_value; /* a range; equal for a single value */
    const char *label;
    const char *description; /* or NULL */
};

enum mdb_epoch {
    MDB_EPOCH_TAI,    /* 1958-01-01, counts leap seconds */
    MDB_EPOCH_GPS,    /* 1980-01-06, counts leap seconds */
    MDB_EPOCH_J2000,  /* 2000-01-01T12:00:00 TT, counts leap seconds */
    MDB_EPOCH_UNIX,   /* 1970-01-01, POSIX: does not count them */
    MDB_EPOCH_CUSTOM, /* `custom`, POSIX count from there */
};

enum mdb_type_class {
    MDB_SCALAR,
    MDB_AGGREGATE,
    MDB_ARRAY,
};

struct mdb_member {
    const char *name;
    uint32_t type;
    const char *initial_value; /* or NULL: that of its type */
};

struct mdb_valid_range {
    double min, max; /* -inf, +inf where open */
    bool min_inclusive, max_inclusive;
};

struct mdb_dimension {
    struct mdb_int_value start, end; /* inclusive indexes (XTCE) */
};

struct mdb_type {
    const char *name;                            /* qualified */
    const char *short_description, *description; /* or NULL */
    enum mdb_type_class class;
    uint32_t line; /* in the file */

    /* scalar */
    enum mdb_kind raw_kind, eng_kind;
    const char *unit; /* one text, "" when none: "W/m^2"; durations: "s" */
    uint32_t
        size_bits; /* of the engineering value: integer 8..64, float 32 or
                      64; says nothing about precision: no value is rounded */
    struct mdb_encoding encoding;
    struct mdb_calibrator calibrator; /* default */
    const struct mdb_context_calibrator *context;
    uint32_t n_contexts;
    const struct mdb_label *label; /* enumeration, sorted by value */
    uint32_t n_labels;
    const char *zero_text, *one_text; /* boolean: "False", "True" */
    bool has_valid_range, valid_applies_to_raw;
    double valid_min, valid_max; /* -inf, +inf where open */
    bool valid_min_inclusive, valid_max_inclusive;
    /* All ranges of an argument's type; a value is in one of them.  The four
       above are the first of one; has_valid_range is false where there are
       several. */
    const struct mdb_valid_range *range;
    uint32_t n_ranges;
    /* absolute time: epoch + scale * raw + offset seconds, or offset from
       another time item */
    enum mdb_epoch epoch;
    struct utc custom_epoch;
    double time_scale, time_offset;
    uint32_t time_from_item; /* or MDB_NIL */

    const struct mdb_alarms *alarms; /* alarm.h; NULL: none */

    /* aggregate */
    const struct mdb_member *member;
    uint32_t n_members;

    /* array */
    uint32_t element_type;
    const struct mdb_dimension *dimension;
    uint32_t n_dimensions;
    uint32_t max_elements; /* items exist for so many */
    bool is_dynamic;       /* a dimension comes from the packet */
};

/* ---- parameters, items, containers --------------------------------------- */

enum mdb_source {
    MDB_TELEMETERED,
    MDB_DERIVED,
    MDB_CONSTANT,
    MDB_LOCAL,
    MDB_GROUND,
};

struct mdb_param {
    const char *name; /* qualified, "/A/B/P" */
    const char *short_name;
    const char *short_description, *description; /* or NULL */
    uint32_t type;
    uint32_t first_item, n_items; /* contiguous */
    enum mdb_source source;
    const char *initial_value; /* or NULL */
    const char *alias;         /* first alias, or NULL */
    uint32_t line;
};

struct mdb_item {
    const char *name; /* qualified, "/A/B/P.x[3]" */
    uint32_t param;
    uint32_t type; /* scalar */
};

enum mdb_entry_kind {
    MDB_ENTRY_PARAM,
    MDB_ENTRY_CONTAINER,
    MDB_ENTRY_FIXED, /* constant bits (FixedValueEntry in a container) */
};

enum mdb_location {
    MDB_PREVIOUS_END,    /* default: behind the entry before, plus offset */
    MDB_CONTAINER_START, /* of the packet; in a container that another one
                            includes, of that container */
    MDB_CONTAINER_END,
    MDB_NEXT_START, /* so that it ends before the next entry's start */
};

struct mdb_entry {
    enum mdb_entry_kind kind;
    uint32_t ref; /* parameter or container */
    uint32_t fixed_bits;
    enum mdb_location location;
    struct mdb_int_value offset_bits;
    bool repeats;
    struct mdb_int_value repeat_count, repeat_gap_bits;
    struct mdb_criteria include; /* MDB_ALWAYS when unconditional */
    /* array parameter entry: dimensions override those of the type */
    const struct mdb_dimension *dimension;
    uint32_t n_dimensions;
    uint32_t line;
};

/* A declared rate of 0: it comes when it comes, and never expires. */
#define MDB_APERIODIC INT64_C(-1)

struct mdb_container {
    const char *name; /* qualified */
    const char *short_name;
    const char *short_description, *description; /* or NULL */
    bool is_abstract;
    uint32_t base; /* container, or MDB_NIL for a root */
    struct mdb_criteria restriction;
    const struct mdb_entry *entry; /* own ones, without those of the base */
    uint32_t n_entries;
    const uint32_t *child; /* containers that have this one as base, in the
                              order of the file */
    uint32_t n_children;
    int64_t period_ns;  /* DefaultRateInStream, 0 when not declared, or
                           MDB_APERIODIC */
    uint64_t size_bits; /* BinaryEncoding of the container, 0 when not given */
    uint32_t line;
    /*
     * Static layout: the container, with all its bases, always gives these
     * items in this order at fixed positions.  NULL when it depends on the
     * packet (dynamic sizes, repeats, conditions).
     */
    const uint32_t *layout;
    uint32_t n_layout;
};

/* The whole.  Sorted as stated; look-ups in mdb.h. */
struct mdb {
    struct arena arena; /* everything below lives here */
    const char *file;   /* as given to the loader */
    const char *name;   /* of the root SpaceSystem, without '/' */
    const char *version, *date, *description; /* of its header, or NULL */
    uint64_t hash; /* of the file's bytes: identity on the bus */

    const struct mdb_param *param; /* by qualified name, bytewise */
    uint32_t n_params;
    const struct mdb_item *item; /* by parameter, then in type order */
    uint32_t n_items;
    const struct mdb_type *type; /* those of parameters, then those of
                                    arguments, each in the order of the file;
                                    then, behind one called "?", those that a
                                    command has for itself, because they refer
                                    to its other arguments */
    uint32_t n_types;
    const struct mdb_container *container; /* by qualified name, bytewise */
    uint32_t n_containers;
    const struct mdb_command *command; /* command.h; by qualified name */
    uint32_t n_commands;
    uint32_t root; /* the container without base that others extend, or the
                      only one; MDB_NIL when it cannot be told */
};

#endif
