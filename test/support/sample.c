/*
 * sample.c - one message of every type, with every kind of value.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/sample.h"

#include <math.h>
#include <string.h>

#include "common/attr.h"

static const enum msg_type types[] = {
#define MESSAGE(number, NAME, name, version, FIELDS) MSG_##NAME,
#include "bus/messages.def"
#undef MESSAGE
};

static const uint64_t unsigneds[] = {0, 1, 127, 128, 255, 256, 65535, 65536,
    UINT32_MAX, (uint64_t)UINT32_MAX + 1, INT64_MAX, UINT64_MAX};
static const int64_t signeds[] = {0, -1, -32, -33, INT8_MIN, INT8_MIN - 1,
    INT16_MIN, INT16_MIN - 1, INT32_MIN, (int64_t)INT32_MIN - 1, INT64_MIN + 1,
    127, 128, INT64_MAX};
static const double reals[] = {0.0, -0.0, 1.5, 1e300, -1e-300};
static const char long_text[] =
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789";
static const char *const texts[] = {"", "a", "0=OFF,1=ON",
    "\xc2\xb0"
    "C Temp\xc3\xa9rature \xe2\x82\xac",
    "exactly thirty-one characters..", "exactly thirty-two characters...",
    long_text};
static uint8_t bytes[70000];

#define PICK(array, seed) ((array)[(seed) % ARRAY_LEN(array)])

static void
fill_U64(uint64_t *v, unsigned seed)
{
    *v = PICK(unsigneds, seed);
}

static void
fill_I64(int64_t *v, unsigned seed)
{
    *v = PICK(signeds, seed);
}

static void
fill_F64(double *v, unsigned seed)
{
    *v = seed % 7 == 6   ? (double)NAN
         : seed % 7 == 5 ? (double)-INFINITY
                         : PICK(reals, seed);
}

static void
fill_BOOL(bool *v, unsigned seed)
{
    *v = seed % 2 == 0;
}

static void
fill_TIME(struct utc *v, unsigned seed)
{
    *v = seed % 3 == 0 ? UTC_NONE : (struct utc){PICK(signeds, seed)};
}

static void
fill_STR(struct msg_str *v, unsigned seed)
{
    *v = msg_str(PICK(texts, seed));
}

static void
fill_BIN(struct msg_bin *v, unsigned seed)
{
    static const size_t lengths[] = {0, 1, 255, 256, 65535, 65536};
    for (size_t i = 0; bytes[1] == 0 && i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + 1);
    *v = (struct msg_bin){.p = bytes, .len = PICK(lengths, seed)};
}

static void
fill_STRV(struct msg_strv *v, unsigned seed)
{
    static const size_t lengths[] = {0, 1, 15, 16, 40};
    static struct msg_str strings[40];
    for (unsigned i = 0; i < ARRAY_LEN(strings); i++)
        strings[i] = msg_str(PICK(texts, i));
    *v = (struct msg_strv){.v = strings, .n = PICK(lengths, seed)};
}

static void
fill_U64V(struct msg_u64v *v, unsigned seed)
{
    static const size_t lengths[] = {0, 1, 5, 12};
    *v = (struct msg_u64v){.v = unsigneds, .n = PICK(lengths, seed)};
}

size_t
sample_count(void)
{
    return ARRAY_LEN(types);
}

struct msg
sample_message(size_t i, unsigned seed)
{
    struct msg msg = {.envelope = {.type = types[i],
                          .source = msg_str("frontend"),
                          .instance = msg_str("sim"),
                          .sequence = PICK(unsigneds, seed),
                          .mono = {PICK(signeds, seed + 11)},
                          .utc = {PICK(signeds, seed + 5)}}};
    unsigned s = seed;
    switch (types[i]) {
#define F(kind, field) fill_##kind(&m->field, s++);
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    case MSG_##NAME: {                                                         \
        struct msg_##name *m = &msg.u.name;                                    \
        FIELDS                                                                 \
        break;                                                                 \
    }
#include "bus/messages.def"
#undef MESSAGE
#undef F
    }
    return msg;
}

static bool
eq_U64(const uint64_t *a, const uint64_t *b)
{
    return *a == *b;
}

static bool
eq_I64(const int64_t *a, const int64_t *b)
{
    return *a == *b;
}

static bool
eq_F64(const double *a, const double *b)
{
    return (isnan(*a) && isnan(*b)) || memcmp(a, b, sizeof *a) == 0;
}

static bool
eq_BOOL(const bool *a, const bool *b)
{
    return *a == *b;
}

static bool
eq_TIME(const struct utc *a, const struct utc *b)
{
    return a->ns == b->ns;
}

static bool
eq_STR(const struct msg_str *a, const struct msg_str *b)
{
    return a->len == b->len && (a->len == 0 || !memcmp(a->s, b->s, a->len));
}

static bool
eq_BIN(const struct msg_bin *a, const struct msg_bin *b)
{
    return a->len == b->len && (a->len == 0 || !memcmp(a->p, b->p, a->len));
}

static bool
eq_STRV(const struct msg_strv *a, const struct msg_strv *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = eq_STR(&a->v[i], &b->v[i]);
    return same;
}

static bool
eq_U64V(const struct msg_u64v *a, const struct msg_u64v *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->v[i] == b->v[i];
    return same;
}

bool
sample_equal(const struct msg *a, const struct msg *b)
{
    const struct msg_envelope *x = &a->envelope, *y = &b->envelope;
    if (x->type != y->type || !eq_STR(&x->source, &y->source) ||
        !eq_STR(&x->instance, &y->instance) || x->sequence != y->sequence ||
        x->mono.ns != y->mono.ns || x->utc.ns != y->utc.ns)
        return false;
    switch (x->type) {
#define F(kind, field) &&eq_##kind(&m->field, &o->field)
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    case MSG_##NAME: {                                                         \
        const struct msg_##name *m = &a->u.name, *o = &b->u.name;              \
        return true FIELDS;                                                    \
    }
#include "bus/messages.def"
#undef MESSAGE
#undef F
    }
    return false;
}
