/*
 * composer.h - commands as this console would send them: their bytes, their
 * digest, and the order for the gate.
 *
 * The one place in which forms, stacks and dry runs encode.  Nothing is sent
 * here; the gate encodes again and compares the digest.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_COMPOSER_H
#define CONSOLE_MODEL_COMPOSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command/order.h"
#include "command/stack.h"
#include "common/digest.h"
#include "common/str.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"

struct composer {                      /* zero-initialise */
    const struct mdb *mdb;             /* borrowed, NULL: none */
    struct mdb_encoder *encoder;       /* owned; made when first needed */
    struct mdb_encode_options options; /* of the instance; sequence 0 */
    unsigned version; /* changes with the database: indexes are void */
    char newest[DIGEST_ID_HEX]; /* id of the order that was made last, or "" */
};

void composer_fini(struct composer *c);
void composer_set_mdb(struct composer *c, const struct mdb *mdb);
void composer_set_options(
    struct composer *c, const struct mdb_encode_options *options);

/* ---- bytes --------------------------------------------------------------- */

struct composed_field {
    uint32_t leaf;       /* or MDB_NIL */
    uint32_t bit, width; /* in the packet */
    char *name, *text;   /* owned; "" none */
};

struct composed_refusal {
    uint32_t leaf; /* or MDB_NIL: the command */
    char *text;    /* owned; a sentence without a full stop */
};

struct composed {  /* zero-initialise */
    uint8_t *data; /* owned; NULL: refused */
    size_t len;
    char digest[DIGEST_HEX]; /* "" refused */
    struct composed_field *field;
    size_t n_fields;
    struct composed_refusal *refusal;
    size_t n_refusals;
    char **leaf_text; /* owned; of each leaf as it goes in; none: refused */
    size_t n_leaves;
};
void composed_fini(struct composed *composed);

/*
 * Encode `command` (an index of the database, not abstract) with `n` values;
 * what was in *out is released.  False: refused, or there is no database.
 */
bool composer_compose(struct composer *c, uint32_t command,
    const struct stack_value *value, size_t n, struct composed *out);

/* As mdb_check_leaf(). */
const char *composer_check(
    struct composer *c, uint32_t command, uint32_t leaf, const char *text);

/* ---- orders -------------------------------------------------------------- */

/* Where an order is given. */
struct composer_place {
    const char *mission, *instance;
};

/*
 * The order for the item, a command; with a new random id.  False: it cannot be
 * ordered, and `why` gets a sentence.  Release with order_fini().
 */
bool composer_order(struct composer *c, const struct composer_place *place,
    const struct stack_item *item, const char *origin, struct order *out,
    struct strbuf *why);

/*
 * The same for a dry run, also with values that are missing or wrong: its
 * digest is then that of nothing, and the gate says what it finds.  `why` gets
 * what is found here, "" nothing.
 */
bool composer_draft(struct composer *c, const struct composer_place *place,
    const struct stack_item *item, const char *origin, struct order *out,
    struct strbuf *why);

#endif
