/*
 * fuzz_encode.c - any values for commands: nothing is written outside of the
 * packet, nothing hangs, equal inputs give equal bytes, and what encodes with
 * CCSDS completed is one space packet.
 *
 * The first byte chooses the options, the second what follows: values for a
 * command that has every type, or entries of a command and values for it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "mdb/ccsds.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define GIVEN_MAX 24

/* clang-format off */
static const char head[] =
    "<SpaceSystem name='T'><TelemetryMetaData/><CommandMetaData>"
    "<ArgumentTypeSet>"
    "<IntegerArgumentType name='U8' signed='false'><IntegerDataEncoding sizeInBits='8'/></IntegerArgumentType>"
    "<IntegerArgumentType name='U13' signed='false'><IntegerDataEncoding sizeInBits='13' encoding='packedBCD'/><ValidRangeSet><ValidRange minInclusive='3' maxExclusive='900'/></ValidRangeSet></IntegerArgumentType>"
    "<IntegerArgumentType name='S64'><IntegerDataEncoding sizeInBits='64' encoding='twosComplement' byteOrder='leastSignificantByteFirst'/></IntegerArgumentType>"
    "<FloatArgumentType name='F32'><FloatDataEncoding sizeInBits='32'/></FloatArgumentType>"
    "<FloatArgumentType name='M48'><FloatDataEncoding sizeInBits='48' encoding='MILSTD_1750A'/></FloatArgumentType>"
    "<FloatArgumentType name='P3'><IntegerDataEncoding sizeInBits='12'><DefaultCalibrator><PolynomialCalibrator>"
    "<Term coefficient='-5' exponent='0'/><Term coefficient='2' exponent='1'/><Term coefficient='-1e-3' exponent='2'/><Term coefficient='1e-7' exponent='3'/>"
    "</PolynomialCalibrator></DefaultCalibrator></IntegerDataEncoding></FloatArgumentType>"
    "<FloatArgumentType name='SP'><IntegerDataEncoding sizeInBits='8'><DefaultCalibrator><SplineCalibrator order='2' extrapolate='true'>"
    "<SplinePoint raw='0' calibrated='1'/><SplinePoint raw='50' calibrated='9'/><SplinePoint raw='99' calibrated='5'/></SplineCalibrator></DefaultCalibrator></IntegerDataEncoding></FloatArgumentType>"
    "<EnumeratedArgumentType name='E'><IntegerDataEncoding sizeInBits='3'/><EnumerationList><Enumeration value='0' label='OFF'/><Enumeration value='1' label='ON'/><Enumeration value='4' maxValue='9' label='on'/></EnumerationList></EnumeratedArgumentType>"
    "<BooleanArgumentType name='B'><IntegerDataEncoding sizeInBits='1'/></BooleanArgumentType>"
    "<StringArgumentType name='ST'><StringDataEncoding encoding='UTF-16'><SizeInBits><Fixed><FixedValue>128</FixedValue></Fixed><TerminationChar>0000</TerminationChar></SizeInBits></StringDataEncoding></StringArgumentType>"
    "<StringArgumentType name='SV'><StringDataEncoding encoding='UTF-8'><Variable maxSizeInBits='400'><LeadingSize sizeInBitsOfSizeTag='11'/></Variable></StringDataEncoding></StringArgumentType>"
    "<BinaryArgumentType name='BI'><BinaryDataEncoding><SizeInBits><DynamicValue><ArgumentInstanceRef argumentRef='N'/><LinearAdjustment slope='8' intercept='0'/></DynamicValue></SizeInBits></BinaryDataEncoding></BinaryArgumentType>"
    "<AbsoluteTimeArgumentType name='TI'><Encoding scale='0.001'><IntegerDataEncoding sizeInBits='48'/></Encoding><ReferenceTime><Epoch>GPS</Epoch></ReferenceTime></AbsoluteTimeArgumentType>"
    "<RelativeTimeArgumentType name='RT'><Encoding scale='0.1'><IntegerDataEncoding sizeInBits='16'/></Encoding></RelativeTimeArgumentType>"
    "</ArgumentTypeSet><MetaCommandSet><MetaCommand name='C'><ArgumentList>"
    "<Argument name='N' argumentTypeRef='U8' initialValue='2'/><Argument name='U' argumentTypeRef='U13' initialValue='5'/>"
    "<Argument name='S' argumentTypeRef='S64' initialValue='-1'/><Argument name='F' argumentTypeRef='F32' initialValue='1.5'/>"
    "<Argument name='M' argumentTypeRef='M48' initialValue='1'/><Argument name='P' argumentTypeRef='P3' initialValue='0'/>"
    "<Argument name='Q' argumentTypeRef='SP' initialValue='5'/><Argument name='E' argumentTypeRef='E' initialValue='ON'/>"
    "<Argument name='B' argumentTypeRef='B' initialValue='True'/><Argument name='T' argumentTypeRef='ST' initialValue='x'/>"
    "<Argument name='V' argumentTypeRef='SV' initialValue='y'/><Argument name='D' argumentTypeRef='BI' initialValue='0102'/>"
    "<Argument name='A' argumentTypeRef='TI' initialValue='2026-11-20T00:00:00Z'/><Argument name='R' argumentTypeRef='RT' initialValue='1'/>"
    "</ArgumentList><CommandContainer name='C'><EntryList>"
    "<FixedValueEntry name='H' binaryValue='1065c0000000' sizeInBits='48'/>";
static const char entries[] =
    "<ArgumentRefEntry argumentRef='N'/><ArgumentRefEntry argumentRef='U'/><ArgumentRefEntry argumentRef='S'/>"
    "<ArgumentRefEntry argumentRef='F'/><ArgumentRefEntry argumentRef='M'/><ArgumentRefEntry argumentRef='P'/>"
    "<ArgumentRefEntry argumentRef='Q'/><ArgumentRefEntry argumentRef='E'/><ArgumentRefEntry argumentRef='B'/>"
    "<ArgumentRefEntry argumentRef='T'/><ArgumentRefEntry argumentRef='V'/><ArgumentRefEntry argumentRef='D'/>"
    "<ArgumentRefEntry argumentRef='A'/><ArgumentRefEntry argumentRef='R'/>";
static const char tail[] =
    "</EntryList></CommandContainer></MetaCommand></MetaCommandSet></CommandMetaData></SpaceSystem>";
/* clang-format on */

static struct mdb *
load(const char *body, size_t len)
{
    struct strbuf text = {0};
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    strbuf_adds(&text, head);
    strbuf_add(&text, body, len);
    strbuf_adds(&text, tail);
    enum err err = mdb_load_memory("fuzz.xml", text.s, text.len,
        &(struct mdb_options){.max_elements = 16}, &notes, &mdb);
    if (err != ERR_OK && body == entries) {
        notes_print(&notes, stderr, false);
        abort();
    }
    notes_fini(&notes);
    strbuf_fini(&text);
    return mdb;
}

static void
check(const struct mdb_packet_tc *p, enum err err,
    const struct mdb_encode_options *o)
{
    struct ccsds_header h;
    assert((err == ERR_OK) == (p->n_refusals == 0));
    assert((err == ERR_OK) == (p->data != NULL));
    if (err != ERR_OK)
        return;
    assert(p->len <= ENCODE_BYTES_MAX);
    for (size_t i = 0; i < p->n_fields; i++)
        assert((uint64_t)p->field[i].bit + p->field[i].width <= 8 * p->len);
    if (!o->is_ccsds)
        return;
    enum ccsds_status status = ccsds_check(p->data, p->len, &h);
    assert(status == CCSDS_GOOD || status == CCSDS_VERSION);
    assert(h.len_bytes == p->len && h.sequence == o->sequence);
    if (o->has_crc)
        assert(mdb_crc16(p->data, p->len) == 0);
}

/* Its canonical values give the same bytes again. */
static void
encode_again(struct mdb_encoder *e, const struct mdb_command *c,
    const struct mdb_encode_options *o, const struct mdb_packet_tc *p)
{
    struct mdb_given given[GIVEN_MAX];
    struct mdb_packet_tc again;
    char *text[GIVEN_MAX];
    size_t n = 0, len = p->len;
    uint8_t *was = malloc(len);
    memcpy(was, p->data, len);
    for (size_t i = 0; i < p->n_leaves && n < GIVEN_MAX; i++) {
        if (c->leaf[i].source == MDB_LEAF_ASSIGNED || p->leaf_text[i][0] == 0)
            continue;
        text[n] = strdup(p->leaf_text[i]);
        given[n] = (struct mdb_given){c->leaf[i].name, text[n]};
        n++;
    }
    enum err err = mdb_encode(e, 0, given, n, o, &again);
    check(&again, err, o);
    if (err == ERR_OK)
        assert(again.len == len && memcmp(again.data, was, len) == 0);
    else /* what is not in the packet can be a default, but not given */
        assert(strstr(again.refusal[0].text, "not in the packet") != NULL);
    for (size_t i = 0; i < n; i++)
        free(text[i]);
    free(was);
}

/* "NAME=VALUE" between NULs. */
static size_t
cut(char *text, size_t len, struct mdb_given *given)
{
    size_t n = 0;
    for (size_t at = 0; at < len && n < GIVEN_MAX;) {
        char *eq = strchr(text + at, '=');
        size_t word = strlen(text + at);
        if (eq != NULL) {
            *eq = '\0';
            given[n++] = (struct mdb_given){text + at, eq + 1};
        }
        at += word + 1;
    }
    return n;
}

static void
run(struct mdb *mdb, struct mdb_encoder *e, const struct mdb_encode_options *o,
    char *text, size_t len)
{
    struct mdb_given given[GIVEN_MAX];
    struct mdb_packet_tc p;
    size_t n = cut(text, len, given);
    if (mdb->n_commands == 0 || mdb->command[0].is_abstract)
        return;
    const struct mdb_command *c = &mdb->command[0];
    for (uint32_t i = 0; i < c->n_leaves; i++) {
        free(mdb_leaf_range(mdb, c, i));
        if (n > 0)
            (void)mdb_check_leaf(e, 0, i, given[0].text);
    }
    enum err err = mdb_encode(e, 0, given, n, o, &p);
    check(&p, err, o);
    if (err == ERR_OK)
        encode_again(e, c, o, &p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mdb *whole;
    static struct mdb_encoder *encoder;
    if (size < 2)
        return 0;
    const struct mdb_encode_options o = {
        .is_ccsds = data[0] & 1,
        .has_crc = data[0] & 2,
        .has_pus = data[0] & 4,
        .sequence = (uint16_t)(data[0] * 64),
        .pus_ack = data[0],
        .pus_service = data[0],
    };
    if (whole == NULL) {
        whole = load(entries, strlen(entries));
        encoder = mdb_encoder_new(whole);
    }
    char *text = calloc(size, 1);
    memcpy(text, data + 2, size - 2);
    if (data[1] % 4 != 0) {
        run(whole, encoder, &o, text, size - 2);
    } else {
        /* Entries up to the first NUL, values behind it. */
        size_t n = strlen(text);
        struct mdb *mdb = load(text, n);
        if (mdb != NULL) {
            struct mdb_encoder *own = mdb_encoder_new(mdb);
            run(mdb, own, &o, text + n, size - 2 - n);
            mdb_encoder_free(&own);
            mdb_free(&mdb);
        }
    }
    free(text);
    return 0;
}
