/*
 * fuzz_decode.c - any bytes as packets: no crash, no byte read outside, no
 * hang; plan and walk agree; framing gives the same in every split.
 *
 * The first byte chooses what is done with the rest.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "mdb/decoder.h"
#include "mdb/format.h"
#include "mdb/mdb.h"
#include "mdb/packets.h"
#include "mdb/timecode.h"
#include "support/snippets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* clang-format off */
#define HEADER_TYPES                                                           \
    X_UINT("U1", "1")                                                          \
    X_UINT("U2", "2")                                                          \
    X_UINT("U3", "3")                                                          \
    X_UINT("U8", "8")                                                          \
    X_UINT("U11", "11") X_UINT("U14", "14") X_UINT("U16", "16")                \
        X_SINT("S12", "12")
#define HEADER_PARAMS                                                          \
    X_PARAM("VERSION", "U3")                                                   \
    X_PARAM("TYPE", "U1")                                                      \
    X_PARAM("SECONDARY", "U1")                                                 \
    X_PARAM("APID", "U11")                                                     \
    X_PARAM("FLAGS", "U2") X_PARAM("COUNT", "U14") X_PARAM("LENGTH", "U16")    \
        X_PARAM("A", "U8") X_PARAM("B", "U8") X_PARAM("C", "U8")               \
            X_PARAM("D", "S12")
#define HEADER                                                                 \
    X_ABSTRACT("R", X_ENTRY("VERSION") X_ENTRY("TYPE") X_ENTRY("SECONDARY")    \
                        X_ENTRY("APID") X_ENTRY("FLAGS") X_ENTRY("COUNT")      \
                            X_ENTRY("LENGTH"))
#define ARRAY(name, end)                                                       \
    "<ArrayParameterType name='" name "' arrayTypeRef='U8'><DimensionList>"    \
    "<Dimension><StartingIndex>" X_FIXED(                                      \
        "0") "</StartingIndex><EndingIndex>" end                               \
             "</EndingIndex></Dimension></DimensionList></ArrayParameterType>"
#define FLOAT(name, bits, encoding)                                            \
    "<FloatParameterType name='" name "'><FloatDataEncoding sizeInBits='" bits \
    "' encoding='" encoding "'/></FloatParameterType>"

static const struct {
    const char *types, *params, *containers;
} database[] = {
    /* static, all encodings, odd offsets, calibrators of every kind */
    {HEADER_TYPES FLOAT("F16", "16", "IEEE754_1985") FLOAT(
         "F32", "32", "IEEE754_1985") FLOAT("F64", "64",
         "IEEE754_1985") FLOAT("M32", "32", "MILSTD_1750A") FLOAT("M48", "48",
         "MILSTD_1750A") "<IntegerParameterType "
                         "name='BCD'><IntegerDataEncoding "
                         "sizeInBits='16' "
                         "encoding='packedBCD'/></IntegerParameterType>"
                         "<IntegerParameterType name='OC'><IntegerDataEncoding "
                         "sizeInBits='13' "
                         "encoding='onesComplement'/></IntegerParameterType>"
                         "<IntegerParameterType name='LE'><IntegerDataEncoding "
                         "sizeInBits='24' encoding='twosComplement' "
                         "byteOrder='leastSignificantByteFirst'/></"
                         "IntegerParameterType>"
                         "<FloatParameterType name='SP'><IntegerDataEncoding "
                         "sizeInBits='8'>"
                         "<DefaultCalibrator><SplineCalibrator order='1' "
                         "extrapolate='true'>"
                         "<SplinePoint raw='0' calibrated='1'/>"
                         "<SplinePoint raw='99' "
                         "calibrated='5'/></SplineCalibrator>"
                         "</DefaultCalibrator></IntegerDataEncoding></"
                         "FloatParameterType>"
                         "<AbsoluteTimeParameterType name='TM'><Encoding "
                         "scale='1e-3'>"
                         "<IntegerDataEncoding "
                         "sizeInBits='64'/></Encoding><ReferenceTime>"
                         "<Epoch>GPS</Epoch></ReferenceTime></"
                         "AbsoluteTimeParameterType>" X_STRING("S16", "UTF-16",
                             "<SizeInBits><Fixed>" X_FIXED(
                                 "48") "</Fixed></SizeInBits>"),
        HEADER_PARAMS X_PARAM("P1", "F16") X_PARAM("P2", "F32") X_PARAM(
            "P3", "F64") X_PARAM("P4", "M32") X_PARAM("P5", "M48")
            X_PARAM("P6", "BCD") X_PARAM("P7", "OC") X_PARAM("P8", "LE")
                X_PARAM("P9", "SP") X_PARAM("PT", "TM") X_PARAM("PS", "S16"),
        HEADER X_CHILD("K0", "R", "APID", "0",
            X_ENTRY("P1") X_ENTRY("P2") X_ENTRY("P3") X_ENTRY("P7")
                X_ENTRY("P4") X_ENTRY("P5")) X_CHILD("K1", "R", "APID", "1",
            X_ENTRY("P6") X_ENTRY("P8") X_ENTRY("P9") X_ENTRY("PT")
                X_ENTRY("PS") X_ENTRY("P3"))
            X_CHILD("K2", "R", "APID", "2", X_ENTRY("A") X_ENTRY("D"))
                X_CHILD("K21", "K2", "D", "-1", X_ENTRY("P3"))},
    /* texts and bytes of every extent */
    {HEADER_TYPES X_STRING("S0", "UTF-8",
         "<Variable maxSizeInBits='800'>"
         "<TerminationChar>00</TerminationChar></Variable>") X_STRING("S1",
         "UTF-16LE",
         "<Variable maxSizeInBits='800'>"
         "<LeadingSize sizeInBitsOfSizeTag='8'/></Variable>")
            X_STRING("S2", "UTF-32BE",
                "<Variable maxSizeInBits='800'>" X_FROM_LINE("A", "8",
                    "-8") "</Variable>") X_STRING("S3", "Windows-1252",
                "<SizeInBits><Fixed>" X_FIXED(
                    "40") "</Fixed>"
                          "<LeadingSize sizeInBitsOfSizeTag='5'/></SizeInBits>")
                X_BINARY("B0", X_FROM_LINE("B", "3", "-2")),
        HEADER_PARAMS X_PARAM("P0", "S0") X_PARAM("P1", "S1")
            X_PARAM("P2", "S2") X_PARAM("P3", "S3") X_PARAM("P4", "B0"),
        HEADER X_CHILD("K0", "R", "APID", "0",
            X_ENTRY("P0") X_ENTRY("P1") X_ENTRY("A") X_ENTRY("P2"))
            X_CHILD("K1", "R", "APID", "1",
                X_ENTRY("P3") X_ENTRY("B") X_ENTRY("P4") X_ENTRY("P0"))
                X_CHILD("K2", "R", "APID", "2",
                    X_ENTRY("A") X_ENTRY_WITH("P1", X_REPEAT(X_FROM("A"))))},
    /* repeats, conditions, parts, arrays, locations */
    {HEADER_TYPES ARRAY("V", X_FROM_LINE("A", "1", "-1")),
        HEADER_PARAMS X_PARAM("P0", "V"),
        X_CONTAINER("Part",
            X_ENTRY("B") X_ENTRY_WITH("D", X_IF("B", "&gt;", "9"))
                X_ENTRY_WITH("C", X_AT("containerStart", X_FROM("B"))))
            X_ABSTRACT("Any", X_ENTRY("C")) X_CHILD("AnyA", "Any", "C", "1",
                X_ENTRY("B")) X_CHILD("AnyB", "Any", "C", "2",
                X_REF_WITH("Part", X_REPEAT(X_FROM("B")))) HEADER X_CHILD("K0",
                "R", "APID", "0",
                X_ENTRY("A") "<ArrayParameterRefEntry "
                             "parameterRef='P0'/>" X_REF_WITH("Part",
                                 X_REPEAT(X_FROM("A")))) X_CHILD("K1", "R",
                "APID", "1",
                X_ENTRY("A") X_REF_WITH("Any",
                    X_REPEAT_GAP(X_FROM("A"), X_FROM("A"))) X_ENTRY_WITH("D",
                    X_AT("containerEnd", X_FROM("A")))) X_CHILD("K2", "R",
                "APID", "2",
                X_ENTRY_WITH("A", X_AT("nextEntry", X_FIXED("3")))
                    X_ENTRY_WITH("B", X_AT("containerStart", X_FIXED("77"))))
                X_CHILD("K3", "K1", "D", "5", X_ENTRY("A"))},
};
/* clang-format on */
#define DATABASES (sizeof database / sizeof *database)

static struct mdb *
load(size_t i)
{
    struct strbuf text = {0};
    struct notes notes = {0};
    struct mdb *mdb;
    strbuf_addf(&text,
        "<SpaceSystem name=\"T\"><TelemetryMetaData><ParameterTypeSet>%s"
        "</ParameterTypeSet><ParameterSet>%s</ParameterSet><ContainerSet>%s"
        "</ContainerSet></TelemetryMetaData></SpaceSystem>",
        database[i].types, database[i].params, database[i].containers);
    if (mdb_load_memory("fuzz.xml", text.s, text.len, &(struct mdb_options){0},
            &notes, &mdb) != ERR_OK) {
        notes_print(&notes, stderr, false);
        abort();
    }
    notes_fini(&notes);
    strbuf_fini(&text);
    return mdb;
}

/* All that can be seen of a frame, as text. */
static void
show(struct strbuf *out, const struct mdb *mdb, const struct mdb_frame *f)
{
    strbuf_addf(out, "%d %u %u %d:", (int)f->result, f->container,
        (unsigned)f->end_bit, f->has_invalid);
    for (size_t i = 0; i < f->n; i++) {
        const struct mdb_type *type = mdb_item_type(mdb, f->item[i]);
        strbuf_addf(out, " %u@%u+%u=", f->item[i], f->bit[i], f->width[i]);
        mdb_format(out, type->raw_kind, type, f->raw[i], f->blob, f->blob_len);
        strbuf_addc(out, '/');
        mdb_format(out, type->eng_kind, type, f->eng[i], f->blob, f->blob_len);
        if ((f->quality[i] == MDB_INVALID && !f->has_invalid) ||
            f->quality[i] > MDB_INVALID)
            abort();
    }
}

static void
decode_both_ways(size_t which, const uint8_t *packet, size_t len)
{
    static struct mdb *mdb[DATABASES];
    static struct mdb_decoder *decoder[DATABASES];
    struct strbuf a = {0}, b = {0};
    struct mdb_frame f;
    if (mdb[which] == NULL) {
        mdb[which] = load(which);
        decoder[which] = mdb_decoder_new(mdb[which]);
    }
    struct mdb_decoder *d = decoder[which];
    uint32_t root = mdb_find_container(mdb[which], "R"), unplanned;
    mdb_decode(d, root, packet, len, &f);
    show(&a, mdb[which], &f);
    (void)mdb_frame_time(mdb[which], &f);
    decoder_begin(d, packet, len);
    f.container = walk_packet(d, root, &unplanned);
    if (unplanned == MDB_NIL) {
        bool is_abstract = mdb[which]->container[f.container].is_abstract;
        f.result = d->result == MDB_DECODED && is_abstract ? MDB_UNKNOWN_PACKET
                                                           : d->result;
        f.n = d->n;
        f.item = d->item;
        f.raw = d->raw;
        f.eng = d->eng;
        f.quality = d->quality;
        f.has_invalid = d->has_invalid;
        f.bit = d->bit;
        f.width = d->width;
        f.blob = d->blob;
        f.blob_len = d->blob_len;
        f.end_bit = d->end_bit;
        show(&b, mdb[which], &f);
        if (strcmp(strbuf_get(&a), strbuf_get(&b)) != 0) {
            fprintf(stderr, "plan %s\nwalk %s\n", a.s, b.s);
            abort();
        }
    }
    strbuf_fini(&a);
    strbuf_fini(&b);
}

/* Everything that comes out of the framer, in pieces of `step` bytes. */
static void
frame(struct strbuf *out, const uint8_t *data, size_t size, size_t step,
    const struct packets_options *o)
{
    struct packets *p = packets_new(o);
    struct packets_item item;
    enum packets_event e;
    for (size_t at = 0; at <= size; at += step) {
        size_t n = size - at < step ? size - at : step;
        packets_feed(p, data + at, n);
        if (size - at <= step)
            packets_end(p);
        while ((e = packets_next(p, &item)) != PACKETS_NEED_MORE) {
            uint8_t sum = 0;
            for (size_t i = 0; e == PACKETS_PACKET && i < item.len; i++)
                sum = (uint8_t)(sum + item.data[i]);
            strbuf_addf(out, "%d@%u+%u:%u ", (int)e, (unsigned)item.offset,
                e == PACKETS_PACKET ? (unsigned)item.len : 0, sum);
        }
        if (size - at <= step)
            break;
    }
    packets_free(&p);
}

static void
frame_both_ways(unsigned mode, const uint8_t *data, size_t size)
{
    struct strbuf a = {0}, b = {0};
    struct packets_options o = {.skip_bytes = mode % 3,
        .confirms = mode % 2 == 1,
        .max_bytes = mode % 5 == 0 ? 64 : 0};
    frame(&a, data, size, size + 1, &o);
    frame(&b, data, size, 1 + mode % 7, &o);
    if (strcmp(strbuf_get(&a), strbuf_get(&b)) != 0) {
        fprintf(stderr, "whole %s\npieces %s\n", a.s, b.s);
        abort();
    }
    strbuf_fini(&a);
    strbuf_fini(&b);
}

static void
read_times(unsigned mode, const uint8_t *data, size_t size)
{
    struct timecode c = {
        .kind = mode % 2 == 0 ? TIMECODE_CUC : TIMECODE_CDS,
        .has_p_field = mode % 3 == 0,
        .coarse_bytes = (uint8_t)(mode % 9),
        .fine_bytes = (uint8_t)(mode % 12),
        .day_bytes = (uint8_t)(2 + mode % 3),
        .submilli_bytes = (uint8_t)(mode % 3 * 2),
        .epoch = (enum mdb_epoch)(mode % 5),
    };
    struct timecode_time t;
    uint8_t again[32];
    size_t len;
    if (timecode_read(&c, data, size, &t) != ERR_OK)
        return;
    if (utc_is_none(t.utc) || t.size > size)
        abort();
    (void)!timecode_write(&c, t.utc, t.is_leap, again, sizeof again, &len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    unsigned mode = data[0];
    /* In memory of its own size: a read outside is seen. */
    uint8_t *copy = malloc(size);
    memcpy(copy, data + 1, size - 1);
    if (mode % 8 < 5)
        decode_both_ways(mode % 8 % DATABASES, copy, size - 1);
    else if (mode % 8 < 7)
        frame_both_ways(mode / 8, copy, size - 1);
    else
        read_times(mode / 8, copy, size - 1);
    free(copy);
    return 0;
}
