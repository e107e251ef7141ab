/*
 * mdbgen.c - large mission databases for benches.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/mdbgen.h"

#include "common/str.h"

static void
head(struct strbuf *b)
{
    static const struct {
        const char *name;
        unsigned bits;
    } header[] = {{"VERSION", 3}, {"TYPE", 1}, {"SEC_HDR", 1}, {"APID", 11},
        {"SEQ_FLAGS", 2}, {"SEQ_COUNT", 14}, {"LENGTH", 16}};
    strbuf_adds(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<SpaceSystem name=\"GEN\" "
                   "xmlns=\"http://www.omg.org/spec/XTCE/20180204\">\n"
                   "  <Header version=\"1.0\" date=\"2026-11-20\" "
                   "validationStatus=\"Test\"/>\n"
                   "  <TelemetryMetaData>\n    <ParameterTypeSet>\n");
    for (size_t i = 0; i < sizeof header / sizeof header[0]; i++)
        strbuf_addf(b,
            "      <IntegerParameterType name=\"%s_t\" signed=\"false\">\n"
            "        <UnitSet/>\n        <IntegerDataEncoding "
            "sizeInBits=\"%u\"/>\n      </IntegerParameterType>\n",
            header[i].name, header[i].bits);
}

static void
type(struct strbuf *b, unsigned i)
{
    switch (i % 4) {
    case 0:
        strbuf_addf(b,
            "      <FloatParameterType name=\"TYPE_%05u\" "
            "shortDescription=\"temperature sensor %u\">\n"
            "        <UnitSet>\n          <Unit "
            "description=\"Celsius\">degC</Unit>\n        </UnitSet>\n"
            "        <IntegerDataEncoding sizeInBits=\"12\" "
            "encoding=\"unsigned\">\n          <DefaultCalibrator>\n"
            "            <PolynomialCalibrator>\n"
            "              <Term coefficient=\"-%u.25\" exponent=\"0\"/>\n"
            "              <Term coefficient=\"0.0625\" exponent=\"1\"/>\n"
            "              <Term coefficient=\"1.5e-7\" exponent=\"2\"/>\n"
            "            </PolynomialCalibrator>\n"
            "          </DefaultCalibrator>\n"
            "        </IntegerDataEncoding>\n"
            "      </FloatParameterType>\n",
            i, i, i % 60);
        break;
    case 1:
        strbuf_addf(b,
            "      <EnumeratedParameterType name=\"TYPE_%05u\">\n"
            "        <UnitSet/>\n        <IntegerDataEncoding "
            "sizeInBits=\"4\"/>\n        <EnumerationList>\n"
            "          <Enumeration value=\"0\" label=\"OFF\"/>\n"
            "          <Enumeration value=\"1\" label=\"STANDBY\"/>\n"
            "          <Enumeration value=\"2\" label=\"NOMINAL\"/>\n"
            "          <Enumeration value=\"15\" label=\"FAULT\"/>\n"
            "        </EnumerationList>\n"
            "      </EnumeratedParameterType>\n",
            i);
        break;
    case 2:
        strbuf_addf(b,
            "      <FloatParameterType name=\"TYPE_%05u\" "
            "sizeInBits=\"32\">\n        <UnitSet>\n          "
            "<Unit>V</Unit>\n        </UnitSet>\n        "
            "<FloatDataEncoding sizeInBits=\"32\" encoding=\"IEEE754\"/>\n"
            "      </FloatParameterType>\n",
            i);
        break;
    default:
        strbuf_addf(b,
            "      <IntegerParameterType name=\"TYPE_%05u\" "
            "signed=\"true\">\n        <UnitSet/>\n        "
            "<IntegerDataEncoding sizeInBits=\"%u\" "
            "encoding=\"twosComplement\"/>\n"
            "      </IntegerParameterType>\n",
            i, 8 + i % 25);
    }
}

static void
packet(struct strbuf *b, unsigned first, unsigned last)
{
    unsigned k = first / MDBGEN_PER_PACKET;
    strbuf_addf(b,
        "      <SequenceContainer name=\"PACKET_%04u\" "
        "shortDescription=\"housekeeping %u\">\n"
        "        <DefaultRateInStream basis=\"perSecond\" "
        "minimumValue=\"1\"/>\n        <EntryList>\n",
        k, k);
    for (unsigned i = first; i < last; i++)
        strbuf_addf(b,
            "          <ParameterRefEntry parameterRef=\"PARAM_%05u\"/>\n", i);
    strbuf_addf(b,
        "        </EntryList>\n"
        "        <BaseContainer containerRef=\"CCSDS\">\n"
        "          <RestrictionCriteria>\n"
        "            <Comparison parameterRef=\"APID\" value=\"%u\" "
        "useCalibratedValue=\"false\"/>\n"
        "          </RestrictionCriteria>\n        </BaseContainer>\n"
        "      </SequenceContainer>\n",
        100 + k);
}

char *
mdbgen_xtce(unsigned n, size_t *len)
{
    static const char *const header[] = {"VERSION", "TYPE", "SEC_HDR", "APID",
        "SEQ_FLAGS", "SEQ_COUNT", "LENGTH"};
    const size_t n_header = sizeof header / sizeof header[0];
    struct strbuf b = {0};
    head(&b);
    for (unsigned i = 0; i < n; i += 2)
        type(&b, i / 2);
    strbuf_adds(&b, "    </ParameterTypeSet>\n    <ParameterSet>\n");
    for (size_t i = 0; i < n_header; i++)
        strbuf_addf(&b,
            "      <Parameter name=\"%s\" parameterTypeRef=\"%s_t\"/>\n",
            header[i], header[i]);
    for (unsigned i = 0; i < n; i++)
        strbuf_addf(&b,
            "      <Parameter name=\"PARAM_%05u\" "
            "parameterTypeRef=\"TYPE_%05u\" "
            "shortDescription=\"quantity %u of subsystem %u\"/>\n",
            i, i / 2, i, i % 17);
    strbuf_adds(&b, "    </ParameterSet>\n    <ContainerSet>\n"
                    "      <SequenceContainer name=\"CCSDS\" "
                    "abstract=\"true\">\n        <EntryList>\n");
    for (size_t i = 0; i < n_header; i++)
        strbuf_addf(&b, "          <ParameterRefEntry parameterRef=\"%s\"/>\n",
            header[i]);
    strbuf_adds(&b, "        </EntryList>\n      </SequenceContainer>\n");
    for (unsigned i = 0; i < n; i += MDBGEN_PER_PACKET)
        packet(&b, i, i + MDBGEN_PER_PACKET < n ? i + MDBGEN_PER_PACKET : n);
    strbuf_adds(&b, "    </ContainerSet>\n  </TelemetryMetaData>\n"
                    "</SpaceSystem>\n");
    *len = b.len;
    return strbuf_take(&b);
}
