/*
 * encoder.h - what the parts of the encoder share; private to src/mdb/.
 *
 *   encode.c          takes given values, walks over entries, says what is
 * wrong encode_value.c    one typed value to a raw number encode_text.c strings
 * and binaries to bits encode_look.c     values of this command that others
 * depend on encode_range.c    what can be typed, for a person encode_inverse.c
 * calibrators turned around encode_bits.c     numbers to bits encode_ccsds.c
 * primary header, PUS header, CRC
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_ENCODER_H
#define MDB_ENCODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/str.h"
#include "mdb/calibrate.h"
#include "mdb/compare.h"
#include "mdb/encode.h"

enum encode_state {
    ENCODE_OPEN,    /* not looked at yet */
    ENCODE_BUSY,    /* being looked at: it depends on itself */
    ENCODE_GOOD,    /* raw, eng, bits hold */
    ENCODE_BAD,     /* refused */
    ENCODE_MISSING, /* nobody gave it */
};

/* A value on its way from text to bits. */
struct encode_value {
    enum encode_state state;
    bool is_given;         /* by the caller, not by the database */
    bool is_used;          /* it is in the packet, or something asked for it */
    const char *text;      /* as typed, or NULL */
    struct mdb_number raw; /* of a number */
    mdb_cell eng;          /* as the decoder will show it; spans of strings
                              point into encoder->blob */
    size_t shown_at;       /* encoder->texts: eng for a person */
    size_t canonical_at;   /* encoder->texts: as it would be typed again */
    uint64_t bits;         /* of a number, in packet order */
    size_t field_at;       /* encoder->fields: bytes of a string or binary */
    uint64_t field_bits;
};

/* A parameter that is in the packet. */
struct encode_param {
    uint32_t item;
    struct encode_value value;
};

struct mdb_encoder {
    const struct mdb *mdb;
    const struct mdb_command *command;
    struct encode_value *value; /* of each leaf */
    size_t values_cap;
    struct encode_param *param;
    size_t n_params, params_cap;

    /* Room that is kept from call to call. */
    struct strbuf texts;  /* NUL-terminated, by offset */
    struct strbuf blob;   /* engineering strings */
    struct strbuf fields; /* coded strings and binaries with size, padding */
    struct strbuf coded;  /* scratch */
    struct strbuf why;    /* the sentence of the newest refusal */
    struct strbuf quoted; /* scratch */

    uint8_t *packet;    /* ENCODE_BYTES_MAX and room for headers */
    uint64_t at;        /* next bit */
    uint64_t end;       /* behind the last bit written */
    uint64_t covered;   /* which of the first 64 bits the database gives */
    bool is_ccsds;      /* the primary header will be completed */
    bool is_too_long;   /* said once */
    unsigned depth;     /* of values that depend on values */
    size_t given_empty; /* the text "" */

    struct mdb_tc_field *field;
    size_t *field_text; /* offsets */
    size_t n_fields, fields_cap, field_texts_cap;
    struct mdb_refusal *refusal;
    size_t *refusal_name, *refusal_text;
    size_t n_refusals;
    const char **leaf_text;
    bool *is_used; /* of each leaf */
    size_t leaf_texts_cap;
};

/* Make `e->why` the sentence; returns false. */
bool encode_refuse(struct mdb_encoder *e, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* Typed text that can stand in a sentence: clean, and cut when long. */
const char *encode_quote(struct mdb_encoder *e, const char *text);

/* Keep a text; returns its offset in e->texts. */
size_t encode_keep(struct mdb_encoder *e, const char *text);

/* The value of leaf `i`, worked out when it is first asked for. */
const struct encode_value *encode_leaf(struct mdb_encoder *e, uint32_t i);

/* ---- encode_value.c ------------------------------------------------------ */

/* Fill `v` from v->text as a value of the scalar `type`; false with e->why. */
bool encode_value(
    struct mdb_encoder *e, const struct mdb_type *type, struct encode_value *v);

static inline bool
encode_has_range(const struct mdb_type *type)
{
    return type->has_valid_range || type->n_ranges > 0;
}

/* The i-th of its ranges, from 0. */
struct mdb_valid_range encode_valid_range(
    const struct mdb_type *type, uint32_t i);

/* Is the number inside of one of the type's valid ranges? */
bool encode_is_valid(const struct mdb_type *type, struct mdb_number n);

/* ---- encode_text.c ------------------------------------------------------- */

bool encode_text(
    struct mdb_encoder *e, const struct mdb_type *type, struct encode_value *v);

/* How many bits of text fit, UINT64_MAX: any; false when other values decide
 * it. */
bool encode_text_room(const struct mdb_encoding *encoding, uint64_t *bits);

/* ---- encode_look.c ------------------------------------------------------- */

/* A value of this command, or of a parameter in its packet. */
bool encode_look(struct mdb_encoder *e, uint32_t item, bool is_calibrated,
    struct mdb_held *out);
bool encode_holds(struct mdb_encoder *e, const struct mdb_criteria *criteria);
bool encode_integer(
    struct mdb_encoder *e, const struct mdb_int_value *v, int64_t *out);
bool encode_number(
    void *encoder, uint32_t item, bool is_calibrated, double *out);
const struct mdb_calibrator *encode_calibrator(
    struct mdb_encoder *e, const struct mdb_type *type);

/* ---- encode_range.c ------------------------------------------------------ */

/* "1 .. 60 degC" of a number; false when it has no bounds. */
bool encode_range_text(struct strbuf *out, const struct mdb_type *type);

/* "ON OFF AUTO" */
void encode_labels_text(struct strbuf *out, const struct mdb_type *type);

/* "ASCII" */
const char *encode_charset_str(enum mdb_charset charset);

/* ---- encode_ccsds.c ------------------------------------------------------ */

/*
 * Complete the `*bits` (whole bytes) of encoder->packet with what the options
 * and the command ask for; false with e->why.
 */
bool encode_complete(
    struct mdb_encoder *e, const struct mdb_encode_options *options);

/* Append a field; `text` is an offset in e->texts. */
void encode_add_field(
    struct mdb_encoder *e, const struct mdb_tc_field *field, size_t text);

#endif
