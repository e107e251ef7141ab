/*
 * recording.c - made-up databases with packets to match, for tests and benches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/ccsds.h"

static uint32_t
next_random(uint64_t *x)
{
    *x = *x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*x >> 33);
}

/* ---- XTCE ---------------------------------------------------------------- */

static void
xtce_begin(struct strbuf *b, const char *name)
{
    strbuf_addf(b,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<SpaceSystem name=\"%s\" "
        "xmlns=\"http://www.omg.org/spec/XTCE/20180204\">\n"
        "<TelemetryMetaData>\n",
        name);
}

static void
xtce_type(struct strbuf *b, const char *name, const struct recording_field *f,
    const char *calibrator)
{
    bool is_float = f->kind == RECORDING_SINGLE || f->kind == RECORDING_DOUBLE;
    if (is_float)
        strbuf_addf(b,
            "<FloatParameterType name=\"%s\" sizeInBits=\"%u\">"
            "<FloatDataEncoding sizeInBits=\"%u\">%s</FloatDataEncoding>"
            "</FloatParameterType>\n",
            name, (unsigned)f->width, (unsigned)f->width, calibrator);
    else if (calibrator[0] != '\0')
        strbuf_addf(b,
            "<FloatParameterType name=\"%s\" sizeInBits=\"64\">"
            "<IntegerDataEncoding sizeInBits=\"%u\" encoding=\"%s\">%s"
            "</IntegerDataEncoding></FloatParameterType>\n",
            name, (unsigned)f->width,
            f->kind == RECORDING_SIGNED ? "twosComplement" : "unsigned",
            calibrator);
    else
        strbuf_addf(b,
            "<IntegerParameterType name=\"%s\" signed=\"%s\">"
            "<IntegerDataEncoding sizeInBits=\"%u\" encoding=\"%s\"/>"
            "</IntegerParameterType>\n",
            name, f->kind == RECORDING_SIGNED ? "true" : "false",
            (unsigned)f->width,
            f->kind == RECORDING_SIGNED ? "twosComplement" : "unsigned");
}

static const struct recording_field header[] = {{0, 3, RECORDING_UNSIGNED},
    {3, 1, RECORDING_UNSIGNED}, {4, 1, RECORDING_UNSIGNED},
    {5, 11, RECORDING_UNSIGNED}, {16, 2, RECORDING_UNSIGNED},
    {18, 14, RECORDING_UNSIGNED}, {32, 16, RECORDING_UNSIGNED}};
static const char *const header_name[] = {
    "VERSION", "TYPE", "SECONDARY", "APID", "FLAGS", "COUNT", "LENGTH"};
#define HEADER_FIELDS (sizeof header / sizeof *header)

/* Every third field of a calibrated mission. */
static const char *
calibrator_of(size_t field, bool is_calibrated)
{
    if (!is_calibrated || field % 3 != 0)
        return "";
    return field % 2 == 0 ? "<DefaultCalibrator><PolynomialCalibrator>"
                            "<Term coefficient=\"-12.5\" exponent=\"0\"/>"
                            "<Term coefficient=\"0.125\" exponent=\"1\"/>"
                            "</PolynomialCalibrator></DefaultCalibrator>"
                          : "<DefaultCalibrator><PolynomialCalibrator>"
                            "<Term coefficient=\"1.5\" exponent=\"0\"/>"
                            "<Term coefficient=\"0.25\" exponent=\"1\"/>"
                            "<Term coefficient=\"1e-6\" exponent=\"2\"/>"
                            "</PolynomialCalibrator></DefaultCalibrator>";
}

static void
xtce_types(struct recording *s, bool is_calibrated)
{
    struct strbuf *b = &s->xtce;
    strbuf_adds(b, "<ParameterTypeSet>\n");
    for (size_t i = 0; i < HEADER_FIELDS; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s_T", header_name[i]);
        xtce_type(b, name, &header[i], "");
    }
    for (size_t l = 0; l < s->n_layouts; l++)
        for (size_t i = HEADER_FIELDS; i < s->layout[l].n; i++) {
            char name[64];
            snprintf(name, sizeof name, "P%zu_%zu_T", l, i);
            xtce_type(b, name, &s->layout[l].field[i],
                calibrator_of(i, is_calibrated));
        }
    strbuf_adds(b, "</ParameterTypeSet>\n<ParameterSet>\n");
    for (size_t i = 0; i < HEADER_FIELDS; i++)
        strbuf_addf(b, "<Parameter name=\"%s\" parameterTypeRef=\"%s_T\"/>\n",
            header_name[i], header_name[i]);
    for (size_t l = 0; l < s->n_layouts; l++)
        for (size_t i = HEADER_FIELDS; i < s->layout[l].n; i++)
            strbuf_addf(b,
                "<Parameter name=\"P%zu_%zu\" "
                "parameterTypeRef=\"P%zu_%zu_T\"/>\n",
                l, i, l, i);
    strbuf_adds(b, "</ParameterSet>\n");
}

static void
xtce_containers(struct recording *s)
{
    struct strbuf *b = &s->xtce;
    strbuf_adds(b, "<ContainerSet>\n<SequenceContainer name=\"Packet\" "
                   "abstract=\"true\"><EntryList>");
    for (size_t i = 0; i < HEADER_FIELDS; i++)
        strbuf_addf(
            b, "<ParameterRefEntry parameterRef=\"%s\"/>", header_name[i]);
    strbuf_adds(b, "</EntryList></SequenceContainer>\n");
    for (size_t l = 0; l < s->n_layouts; l++) {
        strbuf_addf(b, "<SequenceContainer name=\"C%zu\"><EntryList>\n", l);
        for (size_t i = HEADER_FIELDS; i < s->layout[l].n; i++)
            strbuf_addf(
                b, "<ParameterRefEntry parameterRef=\"P%zu_%zu\"/>", l, i);
        strbuf_addf(b,
            "</EntryList><BaseContainer containerRef=\"Packet\">"
            "<RestrictionCriteria><ComparisonList>"
            "<Comparison parameterRef=\"VERSION\" value=\"0\"/>"
            "<Comparison parameterRef=\"TYPE\" value=\"0\"/>"
            "<Comparison parameterRef=\"APID\" value=\"%u\"/>"
            "</ComparisonList></RestrictionCriteria></BaseContainer>"
            "</SequenceContainer>\n",
            (unsigned)s->layout[l].apid);
    }
    strbuf_adds(b, "</ContainerSet>\n</TelemetryMetaData></SpaceSystem>\n");
}

static void
make_xtce(struct recording *s, const char *name, bool is_calibrated)
{
    xtce_begin(&s->xtce, name);
    xtce_types(s, is_calibrated);
    xtce_containers(s);
}

/* ---- packets ------------------------------------------------------------- */

static void
add_field(struct recording_layout *l, uint32_t width, enum recording_kind kind)
{
    const struct recording_field *last = l->n > 0 ? &l->field[l->n - 1] : NULL;
    uint32_t bit = last == NULL ? 0 : last->bit + last->width;
    l->field = xreallocarray(l->field, l->n + 1, sizeof *l->field);
    l->field[l->n++] = (struct recording_field){bit, width, kind};
    l->bytes = (bit + width + 7) / 8;
}

static struct recording_layout *
add_layout(struct recording *s, uint16_t apid)
{
    s->layout = xreallocarray(s->layout, s->n_layouts + 1, sizeof *s->layout);
    struct recording_layout *l = &s->layout[s->n_layouts++];
    *l = (struct recording_layout){.apid = apid};
    for (size_t i = 0; i < HEADER_FIELDS; i++)
        add_field(l, header[i].width, header[i].kind);
    return l;
}

static void
set_bits(uint8_t *p, uint32_t bit, uint32_t width, uint64_t v)
{
    for (uint32_t i = 0; i < width; i++) {
        uint32_t at = bit + i;
        unsigned shift = 7 - at % 8;
        unsigned one = (unsigned)(v >> (width - 1 - i) & 1) << shift;
        p[at / 8] = (uint8_t)((p[at / 8] & ~(1u << shift)) | one);
    }
}

/* Floats get believable values, everything else random bits. */
static void
add_packet(struct recording *s, const struct recording_layout *l, uint64_t *x)
{
    uint8_t *p = s->stream + s->len;
    for (size_t i = HEADER_FIELDS; i < l->n; i++) {
        const struct recording_field *f = &l->field[i];
        uint64_t v = (uint64_t)next_random(x) << 32 | next_random(x);
        float single = (float)(int32_t)v / 65536;
        double whole = (double)(int32_t)v / 65536;
        if (f->kind == RECORDING_DOUBLE) {
            memcpy(&v, &whole, sizeof v);
        } else if (f->kind == RECORDING_SINGLE) {
            uint32_t u;
            memcpy(&u, &single, sizeof u);
            v = u;
        }
        set_bits(p, f->bit, f->width, v);
    }
    struct ccsds_header h = {.apid = l->apid,
        .flags = CCSDS_UNSEGMENTED,
        .sequence = (uint16_t)(s->n_packets % CCSDS_COUNTS),
        .len_bytes = (uint32_t)l->bytes};
    ccsds_build(&h, p);
    s->len += l->bytes;
    s->n_packets++;
    s->n_values += l->n;
}

static void
allocate_stream(struct recording *s, size_t n_packets)
{
    size_t most = 0;
    for (size_t i = 0; i < s->n_layouts; i++)
        if (s->layout[i].bytes > most)
            most = s->layout[i].bytes;
    s->stream = xcalloc(n_packets * most + 8, 1);
}

/* ---- recordings -------------------------------------------------------------
 */

void
recording_attitude(struct recording *s, size_t n_packets)
{
    *s = (struct recording){0};
    struct recording_layout *l = add_layout(s, 11);
    static const uint8_t first[] = {16, 32, 16, 8, 16, 32, 16};
    for (size_t i = 0; i < sizeof first; i++)
        add_field(l, first[i], RECORDING_UNSIGNED);
    for (int i = 0; i < 6; i++)
        add_field(l, 32, RECORDING_SINGLE);
    add_field(l, 16, RECORDING_UNSIGNED);
    add_field(l, 32, RECORDING_UNSIGNED);
    add_field(l, 16, RECORDING_UNSIGNED);
    for (int i = 0; i < 4; i++)
        add_field(l, 32, RECORDING_SINGLE);
    s->n_params = l->n;
    make_xtce(s, "Attitude", false);
    allocate_stream(s, n_packets);
    uint64_t x = 1;
    for (size_t i = 0; i < n_packets; i++)
        add_packet(s, l, &x);
}

void
recording_mission(
    struct recording *s, size_t n_params, size_t n_packets, bool is_calibrated)
{
    uint64_t x = 7;
    *s = (struct recording){.n_params = HEADER_FIELDS};
    while (s->n_params < n_params) {
        struct recording_layout *l =
            add_layout(s, (uint16_t)(1 + s->n_layouts * 13 % 2039));
        size_t n = 20 + next_random(&x) % 87;
        for (size_t i = 0; i < n && s->n_params < n_params; i++) {
            unsigned r = next_random(&x) % 16;
            s->n_params++;
            if (r < 2)
                add_field(l, 32, RECORDING_SINGLE);
            else if (r < 3)
                add_field(l, 64, RECORDING_DOUBLE);
            else if (r < 8)
                add_field(l, 8 * (1 + r % 2), RECORDING_UNSIGNED);
            else
                add_field(l, 1 + next_random(&x) % 24,
                    r < 11 ? RECORDING_SIGNED : RECORDING_UNSIGNED);
        }
    }
    make_xtce(s, "Mission", is_calibrated);
    allocate_stream(s, n_packets);
    for (size_t i = 0; i < n_packets; i++)
        add_packet(s, &s->layout[next_random(&x) % s->n_layouts], &x);
}

void
recording_fini(struct recording *s)
{
    for (size_t i = 0; i < s->n_layouts; i++)
        free(s->layout[i].field);
    free(s->layout);
    free(s->stream);
    strbuf_fini(&s->xtce);
    *s = (struct recording){0};
}
