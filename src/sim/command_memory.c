/*
 * command_memory.c - commands of the memory and of parameter tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/attr.h"
#include "sim/command.h"

/* ---- memory -------------------------------------------------------------- */

static enum command_result
do_dump(struct sim_model *m, const struct command_call *c)
{
    if (m->dhs.dump.left > 0)
        return RESULT_BUSY;
    return dhs_dump_begin(&m->dhs, (uint32_t)c->arg[0], (uint32_t)c->arg[1])
               ? RESULT_OK
               : RESULT_BAD_ARGUMENT;
}

static bool
is_dumped(const struct sim_model *m, const struct command_call *c,
    enum command_result *result)
{
    (void)c;
    *result = RESULT_OK;
    return m->dhs.dump.left == 0 && !m->dhs.dump.is_ready;
}

static enum command_result
do_load(struct sim_model *m, const struct command_call *c)
{
    uint32_t address = (uint32_t)c->arg[0];
    if (c->len != (size_t)c->arg[1] || !dhs_has(address, c->len))
        return RESULT_BAD_ARGUMENT;
    if (dhs_crc(c->data, c->len) != (uint32_t)c->arg[2])
        return RESULT_BAD_CHECKSUM;
    bool is_code = address - DHS_BASE + c->len > DHS_CODE;
    if (is_code && m->dhs.mode != MODE_SERVICE)
        return RESULT_WRONG_MODE;
    return dhs_load(&m->dhs, address, c->data, c->len) ? RESULT_OK
                                                       : RESULT_BAD_ARGUMENT;
}

static enum command_result
do_check(struct sim_model *m, const struct command_call *c)
{
    uint32_t address = (uint32_t)c->arg[0];
    uint32_t len = (uint32_t)c->arg[1];
    if (!dhs_has(address, len))
        return RESULT_BAD_ARGUMENT;
    m->dhs.check_address = address;
    m->dhs.check_sum = dhs_crc(m->dhs.image + (address - DHS_BASE), len);
    return RESULT_OK;
}

/* ---- tables -------------------------------------------------------------- */

static enum command_result
do_set(struct sim_model *m, const struct command_call *c)
{
    enum tables_id id = (enum tables_id)c->arg[0];
    return tables_set(m, id, (size_t)c->arg[1], c->arg[2])
               ? RESULT_OK
               : RESULT_BAD_ARGUMENT;
}

static enum command_result
do_verify(struct sim_model *m, const struct command_call *c)
{
    struct table *t = &m->table[(int)c->arg[0]];
    if (t->sum != (uint32_t)c->arg[1])
        return RESULT_NOT_VERIFIED;
    if (t->state == TABLE_CHANGED)
        t->state = TABLE_VERIFIED;
    return RESULT_OK;
}

static enum command_result
do_select(struct sim_model *m, const struct command_call *c)
{
    enum tables_id id = (enum tables_id)c->arg[0];
    if (m->table[id].state == TABLE_CHANGED)
        return RESULT_NOT_VERIFIED;
    if (m->table[id].state == TABLE_VERIFIED)
        tables_select(m, id);
    return RESULT_OK;
}

static enum command_result
do_default(struct sim_model *m, const struct command_call *c)
{
    tables_default(m, (enum tables_id)c->arg[0]);
    return RESULT_OK;
}

/* clang-format off */
#define MEMORY  COMMAND_ALWAYS, UNIT_MEMORY, false
#define TABLES  COMMAND_ALWAYS, UNIT_TABLE, false
#define ADDRESS ARG_U32(DHS_BASE, DHS_BASE + DHS_IMAGE - 1)
#define SUM     ARG_U16(0, 65535)
#define TABLE   ARG_U8(0, TABLE_COUNT - 1)

static const struct command_row rows[] = {
    {SIM_DUMP, "DUMP", 6, 5, MEMORY, 2, {ADDRESS, ARG_U16(1, DHS_IMAGE)}, TAIL_NONE, do_dump, is_dumped, 0.5, 45},
    {SIM_MEM_LOAD, "MEM_LOAD", 6, 2, MEMORY, 3, {ADDRESS, ARG_U8(1, COMMAND_DATA), SUM}, TAIL_DATA, do_load, NULL, 0.5, 0},
    {SIM_MEM_CHECK, "MEM_CHECK", 6, 9, MEMORY, 2, {ADDRESS, ARG_U16(1, DHS_IMAGE)}, TAIL_NONE, do_check, NULL, 2, 0},
    {SIM_TABLE_SET, "TABLE_SET", 20, 3, TABLES, 3, {TABLE, ARG_U8(0, TABLE_ENTRIES - 1), ARG_F32(-1e6, 1e6)}, TAIL_NONE, do_set, NULL, 0.2, 0},
    {SIM_TABLE_VERIFY, "TABLE_VERIFY", 8, 1, TABLES, 2, {TABLE, SUM}, TAIL_NONE, do_verify, NULL, 2, 0},
    {SIM_TABLE_SELECT, "TABLE_SELECT", 8, 1, TABLES, 1, {TABLE}, TAIL_NONE, do_select, NULL, 0.5, 0},
    {SIM_TABLE_DEFAULT, "TABLE_DEFAULT", 8, 1, TABLES, 1, {TABLE}, TAIL_NONE, do_default, NULL, 0.5, 0},
};
/* clang-format on */

const struct command_row *
sim_command_memory_rows(size_t *n)
{
    *n = ARRAY_LEN(rows);
    return rows;
}
