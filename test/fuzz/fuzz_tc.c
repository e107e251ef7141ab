/*
 * fuzz_tc.c - telecommand packets: no bytes crash the model, the queue keeps
 * its bounds, and whole packets get past header and CRC.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <string.h>

#include "sim/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sim_model *
settled(void)
{
    static struct sim_model m;
    if (m.steps == 0) {
        struct sim_config config =
            sim_config_default((struct utc){INT64_C(1795000000) * NS_PER_S});
        config.run_in_s = 60;
        sim_model_init(&m, &config);
    }
    return &m;
}

/* `data` as what follows the primary header, made whole. */
static void
whole(struct sim_model *m, const uint8_t *data, size_t size, uint16_t count)
{
    uint8_t p[TC_BYTES_MAX] = {0x18 | TC_APID >> 8, TC_APID & 0xff};
    size_t len = size < TC_BYTES_MAX - 9 ? size : TC_BYTES_MAX - 9;
    p[2] = 0xc0;
    p[3] = (uint8_t)count;
    p[5] = (uint8_t)(len + 1);
    if (len > 0)
        memcpy(p + 6, data, len);
    p[6] = (uint8_t)(0x20 | (p[6] & 0xf));
    uint16_t crc = dhs_crc(p, len + 6);
    p[len + 6] = (uint8_t)(crc >> 8);
    p[len + 7] = (uint8_t)crc;
    tc_receive(m, p, len + 8);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sim_model m;
    m = *settled();
    tc_receive(&m, data, size);
    for (uint16_t i = 0; i < 3; i++) {
        whole(&m, data, size, i);
        sim_model_step(&m, SIM_STEP_NS);
        assert(m.tc.n <= TC_QUEUE);
    }
    for (int i = 0; i < 20; i++)
        sim_model_step(&m, SIM_STEP_NS);
    assert(m.tc.n <= TC_QUEUE);
    return 0;
}
