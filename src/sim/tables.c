/*
 * tables.c - what the entries of the tables are, and where they go.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/tables.h"

#include <string.h>

#include "common/attr.h"
#include "sim/model.h"

/* An entry that has a meaning; the others can hold anything. */
struct entry {
    enum tables_id id;
    size_t index;
    double low, high, delivered;
    size_t offset; /* of a double in struct sim_model */
};

#define AT(path) offsetof(struct sim_model, path)

static const struct entry entries[] = {
    {TABLE_PTG, 0, 0.05, 1.2, POINTING_SLEW_RATE, AT(pointing.slew_deg_s)},
    {TABLE_PTG, 1, 0.05, 0.5, POINTING_SLEW_ACCEL, AT(pointing.accel_deg_s2)},
    {TABLE_PTG, 2, 1, 60, POINTING_ACQ_S, AT(pointing.acq_s)},
    {TABLE_SPA, 0, 0.2, SPECTROMETER_TEC_A, SPECTROMETER_TEC_A,
        AT(sp[SPECTROMETER_A].tec_max_amp)},
    {TABLE_SPA, 1, 0.05, 0.5, SPECTROMETER_LAMP_A,
        AT(sp[SPECTROMETER_A].lamp_set_amp)},
    {TABLE_SPB, 0, 0.2, SPECTROMETER_TEC_A, SPECTROMETER_TEC_A,
        AT(sp[SPECTROMETER_B].tec_max_amp)},
    {TABLE_SPB, 1, 0.05, 0.5, SPECTROMETER_LAMP_A,
        AT(sp[SPECTROMETER_B].lamp_set_amp)},
    {TABLE_RAD, 0, 10, 55, RADIOMETER_SETTLE_S, AT(rad.settle_s)},
};

static uint32_t
checksum(const struct table *t)
{
    uint8_t bytes[TABLE_ENTRIES * 4];
    for (size_t i = 0; i < TABLE_ENTRIES; i++) {
        uint32_t u = 0;
        memcpy(&u, &t->copy[i], sizeof u);
        for (size_t k = 0; k < 4; k++)
            bytes[4 * i + k] = (uint8_t)(u >> (24 - 8 * k));
    }
    return dhs_crc(bytes, sizeof bytes);
}

static void
deliver(struct table *t, enum tables_id id)
{
    memset(t->copy, 0, sizeof t->copy);
    for (size_t i = 0; i < ARRAY_LEN(entries); i++)
        if (entries[i].id == id)
            t->copy[entries[i].index] = (float)entries[i].delivered;
    t->state = TABLE_DELIVERED;
    t->sum = checksum(t);
}

void
tables_init(struct sim_model *m)
{
    for (int i = 0; i < TABLE_COUNT; i++)
        deliver(&m->table[i], (enum tables_id)i);
}

bool
tables_set(struct sim_model *m, enum tables_id id, size_t index, double value)
{
    for (size_t i = 0; i < ARRAY_LEN(entries); i++)
        if (entries[i].id == id && entries[i].index == index &&
            !(value >= entries[i].low && value <= entries[i].high))
            return false;
    struct table *t = &m->table[id];
    t->copy[index] = (float)value;
    t->state = TABLE_CHANGED;
    t->sum = checksum(t);
    return true;
}

static void
use(struct sim_model *m, const struct entry *e, double value)
{
    memcpy((char *)m + e->offset, &value, sizeof value);
}

void
tables_select(struct sim_model *m, enum tables_id id)
{
    for (size_t i = 0; i < ARRAY_LEN(entries); i++)
        if (entries[i].id == id)
            use(m, &entries[i], (double)m->table[id].copy[entries[i].index]);
    m->table[id].state = TABLE_SELECTED;
}

void
tables_default(struct sim_model *m, enum tables_id id)
{
    deliver(&m->table[id], id);
    for (size_t i = 0; i < ARRAY_LEN(entries); i++)
        if (entries[i].id == id)
            use(m, &entries[i], entries[i].delivered);
}
