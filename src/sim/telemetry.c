/*
 * telemetry.c - the state of the model as CCSDS telemetry packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/telemetry.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/attr.h"
#include "common/time.h"
#include "sim/bitwriter.h"
#include "sim/calib.h"
#include "sim/model.h"

enum coding {
    TM_UNSIGNED,
    TM_TWOS,
    TM_SIGN_MAGNITUDE,
    TM_FLOAT,
    TM_LITTLE_ENDIAN, /* unsigned, whole bytes */
    TM_TIME,          /* CUC 4 + 2 bytes, GPS epoch */
    TM_TEXT,
    TM_BINARY,
};

enum row_kind {
    ROW_PACKET,
    ROW_FIELD,
    ROW_PAD,
    ROW_IF,
    ROW_ENDIF,
};

enum source {
    SOURCE_NONE,
    SOURCE_DOUBLE,
    SOURCE_U32,
    SOURCE_BOOL,
    SOURCE_UTC,
    SOURCE_BYTES,
};

struct row {
    enum row_kind kind;
    const char *name;
    enum coding coding;
    uint32_t bits; /* of one element */
    struct calib calib;
    enum source source;
    size_t offset;       /* of the value in struct sim_model */
    uint32_t count;      /* elements; 0: as many as at count_offset */
    size_t count_offset; /* of a uint32_t */
    size_t flag_offset;  /* CALIB_CONTEXT: of a bool */
    bool is_array;
    struct telemetry_type packet;
};

/* Enumerations are unsigned here: their numbers are those of telemetry. */
#define PATH(path) (((const struct sim_model *)0)->path)
#define AT(path)   offsetof(struct sim_model, path)
#define TYPE_OF(path)                                                          \
    _Generic(PATH(path), double                                                \
             : SOURCE_DOUBLE, uint32_t                                         \
             : SOURCE_U32, bool                                                \
             : SOURCE_BOOL, struct utc                                         \
             : SOURCE_UTC)

/* clang-format off */
#define LIN(a_, b_)      {CALIB_LINEAR, (a_), (b_), 0}
#define POLY(a_, b_, c_) {CALIB_POLYNOMIAL, (a_), (b_), (c_)}
#define NTC              {CALIB_NTC, 0, 0, 0}
#define VACUUM           {CALIB_VACUUM, 0, 0, 0}

#define PACKET(name_, apid_, trigger_, period_, phase_, category_)             \
    {.kind = ROW_PACKET, .packet = {.name = (name_), .apid = (apid_),          \
        .trigger = (trigger_), .period_ms = (period_), .phase_ms = (phase_),   \
        .category = (category_)}},
#define NUM(name_, coding_, bits_, path_)                                      \
    {.kind = ROW_FIELD, .name = (name_), .coding = (coding_), .bits = (bits_), \
        .source = TYPE_OF(path_), .offset = AT(path_), .count = 1},
#define CAL(name_, coding_, bits_, calib_, path_)                              \
    {.kind = ROW_FIELD, .name = (name_), .coding = (coding_), .bits = (bits_), \
        .source = TYPE_OF(path_), .offset = AT(path_), .count = 1,             \
        .calib = calib_},
#define CONTEXT(name_, coding_, bits_, flag_, b_, c_, path_)                   \
    {.kind = ROW_FIELD, .name = (name_), .coding = (coding_), .bits = (bits_), \
        .source = TYPE_OF(path_), .offset = AT(path_), .count = 1,             \
        .calib = {CALIB_CONTEXT, 0, (b_), (c_)}, .flag_offset = AT(flag_)},
#define ARRAY(name_, bits_, n_, path_)                                         \
    {.kind = ROW_FIELD, .name = (name_), .coding = TM_UNSIGNED,                \
        .bits = (bits_), .source = SOURCE_U32, .offset = AT(path_),            \
        .count = (n_), .is_array = true},
#define VECTOR(name_, bits_, path_, n_path_)                                   \
    {.kind = ROW_FIELD, .name = (name_), .coding = TM_UNSIGNED,                \
        .bits = (bits_), .source = SOURCE_U32, .offset = AT(path_),            \
        .count_offset = AT(n_path_), .is_array = true},
#define TEXT(name_, n_, path_)                                                 \
    {.kind = ROW_FIELD, .name = (name_), .coding = TM_TEXT, .bits = 8,         \
        .source = SOURCE_BYTES, .offset = AT(path_), .count = (n_)},
#define BYTES(name_, coding_, path_, n_path_)                                  \
    {.kind = ROW_FIELD, .name = (name_), .coding = (coding_), .bits = 8,       \
        .source = SOURCE_BYTES, .offset = AT(path_),                           \
        .count_offset = AT(n_path_)},
#define PAD(n_)    {.kind = ROW_PAD, .bits = (n_)},
#define IF(path_)  {.kind = ROW_IF, .offset = AT(path_)},
#define ENDIF      {.kind = ROW_ENDIF},
/* clang-format on */

static const struct row rows[] = {
#include "sim/telemetry.def"
};

#define GPS_EPOCH_TAI (INT64_C(315964800) + 19) /* s, on the TAI scale */

/* ---- packet types -------------------------------------------------------- */

/* Rows between one ROW_PACKET and the next belong to it. */
const struct telemetry_type *
telemetry_types(size_t *n)
{
    static struct telemetry_type types[TELEMETRY_TYPES_MAX];
    static size_t n_types;
    if (n_types == 0) {
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            if (rows[i].kind == ROW_PACKET) {
                assert(n_types < TELEMETRY_TYPES_MAX);
                types[n_types] = rows[i].packet;
                types[n_types++].first = i + 1;
            } else {
                types[n_types - 1].n++;
            }
        }
    }
    *n = n_types;
    return types;
}

/* ---- one value ----------------------------------------------------------- */

static const void *
place(const struct sim_model *m, size_t offset)
{
    return (const char *)m + offset;
}

static uint32_t
get_u32(const struct sim_model *m, size_t offset)
{
    uint32_t v = 0;
    memcpy(&v, place(m, offset), sizeof v);
    return v;
}

static bool
get_bool(const struct sim_model *m, size_t offset)
{
    bool v = false;
    memcpy(&v, place(m, offset), sizeof v);
    return v;
}

static double
get_number(const struct sim_model *m, const struct row *row, size_t i)
{
    double v = 0;
    switch (row->source) {
    case SOURCE_DOUBLE:
        memcpy(&v, place(m, row->offset + i * sizeof v), sizeof v);
        return v;
    case SOURCE_U32:
        return get_u32(m, row->offset + i * sizeof(uint32_t));
    case SOURCE_BOOL:
        return get_bool(m, row->offset);
    case SOURCE_UTC:
    case SOURCE_BYTES:
    case SOURCE_NONE:
        break;
    }
    return NAN;
}

static size_t
count(const struct sim_model *m, const struct row *row)
{
    return row->count > 0 ? row->count : get_u32(m, row->count_offset);
}

/* Smallest and largest count that `row` can hold. */
static void
limits(const struct row *row, int64_t *low, int64_t *high)
{
    bool is_signed = row->coding == TM_TWOS || row->coding == TM_SIGN_MAGNITUDE;
    uint32_t bits = is_signed ? row->bits - 1 : row->bits;
    *high = (int64_t)((UINT64_C(1) << bits) - 1);
    *low = row->coding == TM_SIGN_MAGNITUDE ? -*high
           : row->coding == TM_TWOS         ? -*high - 1
                                            : 0;
}

static uint64_t
float_bits(double v, uint32_t bits)
{
    uint64_t u64 = 0;
    uint32_t u32 = 0;
    float f = (float)v;
    memcpy(&u64, &v, sizeof u64);
    memcpy(&u32, &f, sizeof u32);
    return bits == 32 ? u32 : u64;
}

/* CUC: seconds and 1/65536 of them since the GPS epoch; leap seconds count. */
static uint64_t
cuc(struct utc t)
{
    int64_t ns = utc_to_tai_ns(t) - GPS_EPOCH_TAI * NS_PER_S;
    uint64_t s = (uint64_t)(ns / NS_PER_S), part = (uint64_t)(ns % NS_PER_S);
    uint64_t half = (uint64_t)NS_PER_S / 2; /* rounded: 0.1 s stays 0.1 s */
    return (s << 16) + ((part << 16) + half) / (uint64_t)NS_PER_S;
}

static double
flag(const struct sim_model *m, const struct row *row)
{
    return row->calib.kind == CALIB_CONTEXT && get_bool(m, row->flag_offset);
}

/* The bits of element `i`. */
static uint64_t
raw(const struct sim_model *m, const struct row *row, size_t i)
{
    if (row->source == SOURCE_UTC) {
        struct utc t = UTC_NONE;
        memcpy(&t, place(m, row->offset), sizeof t);
        return cuc(t);
    }
    if (row->source == SOURCE_BYTES) {
        uint8_t byte = 0;
        memcpy(&byte, place(m, row->offset + i), 1);
        return byte;
    }
    double v =
        faults_show(&m->faults, (size_t)(row - rows), get_number(m, row, i));
    if (row->coding == TM_FLOAT)
        return float_bits(v, row->bits);
    if (isnan(v))
        return 0;
    if (row->calib.kind == CALIB_NONE && row->source == SOURCE_U32)
        return (uint64_t)(int64_t)v; /* counters wrap */
    int64_t low = 0, high = 0;
    limits(row, &low, &high);
    int64_t n = calib_count(&row->calib, v, flag(m, row), low, high);
    if (row->coding == TM_SIGN_MAGNITUDE && n < 0)
        return (uint64_t)-n | UINT64_C(1) << (row->bits - 1);
    return (uint64_t)n;
}

static uint64_t
swap(uint64_t v, uint32_t bits)
{
    uint64_t out = 0;
    for (uint32_t i = 0; i < bits; i += 8)
        out |= (v >> i & 0xff) << (bits - 8 - i);
    return out;
}

/* ---- packets ------------------------------------------------------------- */

static void
put_row(
    struct bitwriter *bits, const struct sim_model *m, const struct row *row)
{
    if (row->kind == ROW_PAD)
        bitwriter_skip(bits, row->bits);
    if (row->kind != ROW_FIELD)
        return;
    size_t n = count(m, row);
    for (size_t i = 0; i < n; i++) {
        uint64_t v = raw(m, row, i);
        if (row->coding == TM_LITTLE_ENDIAN)
            v = swap(v, row->bits);
        bitwriter_put(bits, v, row->bits);
    }
}

/* The row after the one at `i`: an IF that does not hold is jumped over. */
static size_t
next_row(const struct sim_model *m, size_t i)
{
    if (rows[i].kind == ROW_IF && !get_bool(m, rows[i].offset))
        while (rows[i].kind != ROW_ENDIF)
            i++;
    return i + 1;
}

size_t
telemetry_encode(const struct telemetry_type *type,
    const struct sim_model *model, uint16_t sequence, uint8_t *out)
{
    struct bitwriter bits = bitwriter_init(out, TELEMETRY_BYTES_MAX);
    bitwriter_put(&bits, 0x0800u | type->apid, 16);
    bitwriter_put(&bits, 0xc000u | (sequence & 0x3fffu), 16);
    bitwriter_skip(&bits, 16);
    bitwriter_put(&bits, cuc(model->now), 48);
    bitwriter_put(&bits, type->category, 4);
    bitwriter_put(&bits, model->dhs.mode, 4);
    for (size_t i = type->first; i < type->first + type->n;
         i = next_row(model, i))
        put_row(&bits, model, &rows[i]);
    assert(!bits.is_bad);
    size_t len = bitwriter_bytes(&bits);
    struct bitwriter length = {.p = out, .cap = TELEMETRY_BYTES_MAX, .at = 32};
    bitwriter_put(&length, len - 7, 16);
    return len;
}

/* ---- for faults, tests and lists
 * ------------------------------------------------- */

bool
telemetry_find(const char *name, size_t *row)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool is_number = rows[i].source == SOURCE_DOUBLE ||
                         rows[i].source == SOURCE_U32 ||
                         rows[i].source == SOURCE_BOOL;
        if (is_number && strcmp(rows[i].name, name) == 0) {
            *row = i;
            return true;
        }
    }
    return false;
}

double
telemetry_number(const struct sim_model *model, size_t row)
{
    return get_number(model, &rows[row], 0);
}

static struct telemetry_value
describe(const struct sim_model *m, const struct row *row, size_t i)
{
    struct telemetry_value v = {
        .name = row->name,
        .index = row->is_array ? (int64_t)i : -1,
        .bits = row->bits,
        .is_calibrated = row->calib.kind != CALIB_NONE,
        .value = get_number(m, row, i),
    };
    if (row->source == SOURCE_BYTES)
        v.bits = 8 * (uint32_t)count(m, row);
    if (row->coding == TM_FLOAT || isnan(v.value))
        return v;
    int64_t low = 0, high = 0;
    limits(row, &low, &high);
    double f = flag(m, row);
    if (row->calib.kind == CALIB_NTC) {
        low = calib_count(&row->calib, 100, 0, 0, high);
        high = calib_count(&row->calib, -70, 0, 0, high);
    }
    double a = calib_value(&row->calib, (double)low, f);
    double b = calib_value(&row->calib, (double)high, f);
    v.is_clamped = v.value < fmin(a, b) || v.value > fmax(a, b);
    int64_t n = calib_count(&row->calib, v.value, f, low, high);
    double here = calib_value(&row->calib, (double)n, f);
    if (n < high)
        v.step = fabs(calib_value(&row->calib, (double)(n + 1), f) - here);
    if (n > low)
        v.step = fmax(
            v.step, fabs(calib_value(&row->calib, (double)(n - 1), f) - here));
    return v;
}

void
telemetry_walk(const struct telemetry_type *type, const struct sim_model *model,
    telemetry_value_fn fn, void *arg)
{
    for (size_t i = type->first; i < type->first + type->n;
         i = next_row(model, i)) {
        if (rows[i].kind != ROW_FIELD)
            continue;
        bool is_whole = rows[i].source == SOURCE_BYTES;
        size_t n = is_whole ? 1 : count(model, &rows[i]);
        for (size_t k = 0; k < n; k++) {
            struct telemetry_value v = describe(model, &rows[i], k);
            fn(arg, &v);
        }
    }
}
