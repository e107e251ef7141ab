/*
 * tc.c - telecommand packets: accepted, queued, executed, reported.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/tc.h"

#include <math.h>
#include <string.h>

#include "sim/command.h"

#define HEADER_BYTES 11 /* primary and secondary */
#define CRC_BYTES    2
#define FUNCTION     8 /* service whose first byte of data is the number */

enum ack {
    ACK_ACCEPTANCE = 1,
    ACK_START = 2,
    ACK_PROGRESS = 4,
    ACK_COMPLETION = 8
};

static unsigned
u16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* ---- reports ------------------------------------------------------------- */

/* Another command's number, for reports that are mixed up. */
static uint32_t
other_than(enum sim_command id)
{
    return id == SIM_MODE ? SIM_AUTO : SIM_MODE;
}

/* All reports about telecommands go this way. */
static void
tell(struct sim_model *m, const struct tc_entry *e, enum sim_command id,
    enum dhs_stage stage, enum command_result result)
{
    static const unsigned flag[] = {
        [STAGE_ACCEPTED] = ACK_ACCEPTANCE,
        [STAGE_STARTED] = ACK_START,
        [STAGE_PROGRESS] = ACK_PROGRESS,
        [STAGE_COMPLETED] = ACK_COMPLETION,
    };
    if (result == RESULT_OK && !(e->ack & flag[stage]))
        return;
    if (e->faults & FAULT_TC_MUTE)
        return;
    const struct dhs_report report = {
        .time = m->now,
        .command = e->faults & FAULT_TC_MIXED_UP ? other_than(id) : id,
        .count = e->count,
        .apid = e->apid,
        .source = SOURCE_GROUND,
        .stage = stage,
        .result = result,
    };
    dhs_report_add(&m->dhs, &report);
}

/* ---- acceptance ---------------------------------------------------------- */

struct reader {
    const uint8_t *p;
    size_t len;
};

static uint32_t
take(struct reader *r, unsigned bits)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < bits; i += 8) {
        v = v << 8 | *r->p++;
        r->len--;
    }
    return v;
}

static double
value(const struct command_arg *a, uint32_t raw)
{
    if (a->coding == CODE_FLOAT) {
        float f = 0;
        memcpy(&f, &raw, sizeof f);
        return (double)f;
    }
    double v = raw;
    if (a->coding == CODE_TWOS && raw >> (a->bits - 1) != 0)
        v -= exp2(a->bits);
    return v * (a->scale + a->square * v);
}

/* The data behind the arguments; false when it has another size. */
static bool
read_tail(
    struct reader *r, const struct command_row *row, struct command_call *call)
{
    size_t want = row->tail == TAIL_TEXT   ? COMMAND_TEXT
                  : row->tail == TAIL_DATA ? (size_t)call->arg[1]
                                           : 0;
    if (r->len != want || want > COMMAND_DATA)
        return false;
    memcpy(call->data, r->p, want);
    call->len = want;
    return true;
}

static enum command_result
read_call(
    struct reader *r, const struct command_row *row, struct command_call *call)
{
    for (size_t i = 0; i < row->n_args; i++) {
        if (r->len < row->arg[i].bits / 8)
            return RESULT_BAD_ARGUMENT;
        call->arg[i] = value(&row->arg[i], take(r, row->arg[i].bits));
    }
    if (!sim_command_is_in_range(row, call) || !read_tail(r, row, call))
        return RESULT_BAD_ARGUMENT;
    return RESULT_OK;
}

/* Is it a whole telecommand packet for us? */
static enum command_result
check_packet(const uint8_t *p, size_t len)
{
    bool is_telecommand = p[0] >> 3 == 3 && p[2] >> 6 == 3;
    if (len < TC_BYTES_MIN || len > TC_BYTES_MAX || u16(p + 4) + 7u != len)
        return RESULT_BAD_PACKET;
    if (dhs_crc(p, len - CRC_BYTES) != u16(p + len - CRC_BYTES))
        return RESULT_BAD_CHECKSUM;
    if (!is_telecommand || (u16(p) & 0x7ff) != TC_APID || p[6] >> 4 != 2)
        return RESULT_BAD_PACKET;
    return RESULT_OK;
}

static enum command_result
accept(struct sim_model *m, const uint8_t *p, size_t len, struct tc_entry *e)
{
    enum command_result result = check_packet(p, len);
    if (result != RESULT_OK) {
        m->tc.bad++;
        return result;
    }
    e->ack = p[6] & 0xf;
    if (m->tc.has_last && e->count == m->tc.last)
        return RESULT_REPEATED;
    struct reader r = {p + HEADER_BYTES, len - HEADER_BYTES - CRC_BYTES};
    if (p[7] == FUNCTION && r.len == 0)
        return RESULT_BAD_ARGUMENT;
    uint8_t function = r.len > 0 ? r.p[0] : 0;
    e->row = sim_command_match(p[7], p[8], function);
    if (e->row == NULL)
        return RESULT_NO_SUCH_COMMAND;
    if (p[7] == FUNCTION)
        (void)take(&r, 8);
    result = read_call(&r, e->row, &e->call);
    if (result == RESULT_OK && m->tc.n == TC_QUEUE)
        return RESULT_QUEUE_FULL;
    return result;
}

void
tc_receive(struct sim_model *m, const uint8_t *p, size_t len)
{
    if (m->dhs.mode == MODE_BOOT || m->dhs.mode == MODE_OFF)
        return;
    m->dhs.commands_received++;
    if (len < 6) { /* no header that a report could name */
        m->tc.bad++;
        sim_command_count(m, SIM_NO_COMMAND, RESULT_BAD_PACKET);
        return;
    }
    struct tc_entry e = {.apid = u16(p) & 0x7ff, .count = u16(p + 2) & 0x3fff};
    enum command_result result = accept(m, p, len, &e);
    e.faults = faults_telecommand(&m->faults, p, len);
    if (result == RESULT_OK && (e.faults & FAULT_TC_REFUSED))
        result = RESULT_NOT_ALLOWED;
    enum sim_command id = e.row != NULL ? e.row->id : SIM_NO_COMMAND;
    tell(m, &e, id, STAGE_ACCEPTED, result);
    if (result != RESULT_OK) {
        sim_command_count(m, id, result);
        return;
    }
    m->tc.has_last = true;
    m->tc.last = e.count;
    e.serial = ++m->tc.serial;
    m->tc.entry[m->tc.n++] = e;
}

/* ---- execution ----------------------------------------------------------- */

static void
drop(struct tc *tc, size_t i)
{
    tc->n--;
    memmove(
        &tc->entry[i], &tc->entry[i + 1], (tc->n - i) * sizeof tc->entry[0]);
}

static bool
is_same_unit(const struct tc_entry *a, const struct tc_entry *b)
{
    return a->row->unit != UNIT_NONE && a->row->unit == b->row->unit &&
           (a->row->unit != UNIT_SP || a->call.arg[0] == b->call.arg[0]);
}

static void
end(struct sim_model *m, size_t i, enum command_result result)
{
    const struct tc_entry *e = &m->tc.entry[i];
    tell(m, e, e->row->id, STAGE_COMPLETED, result);
    if (result == RESULT_OK && !(e->faults & FAULT_TC_HOLLOW))
        m->tc.done_count[m->tc.done++ % TC_QUEUE] = e->count;
    if (result != RESULT_OK) {
        m->dhs.last_command = e->row->id;
        m->dhs.last_result = result;
        dhs_event(&m->dhs, m->now, DHS_EVENT_COMMAND_FAILED, SEVERITY_LOW,
            e->row->id, "command %u failed, result %u", (unsigned)e->row->id,
            (unsigned)result);
    }
    drop(&m->tc, i);
}

/* The running command of the unit that `e` wants, or NULL. */
static const struct tc_entry *
holder(const struct tc *tc, const struct tc_entry *e)
{
    for (size_t i = 0; i < tc->n; i++)
        if (tc->entry[i].is_running && is_same_unit(&tc->entry[i], e))
            return &tc->entry[i];
    return NULL;
}

static void
end_holders(struct sim_model *m, const struct tc_entry *e)
{
    for (size_t i = 0; i < m->tc.n;)
        if (m->tc.entry[i].is_running && is_same_unit(&m->tc.entry[i], e))
            end(m, i, RESULT_ABORTED);
        else
            i++;
}

static void
forget_others(struct tc *tc, const struct tc_entry *e)
{
    for (size_t i = 0; i < tc->n;)
        if (tc->entry[i].serial != e->serial)
            drop(tc, i);
        else
            i++;
}

void
tc_forget(struct sim_model *m)
{
    for (size_t i = 0; i < m->tc.n; i++)
        if (m->tc.entry[i].row->id == SIM_REBOOT) {
            const struct tc_entry reboot = m->tc.entry[i];
            forget_others(&m->tc, &reboot);
            return;
        }
    m->tc.n = 0;
}

/* Begin the oldest command that waits. */
static void
begin(struct sim_model *m)
{
    size_t i = 0;
    while (i < m->tc.n && m->tc.entry[i].is_running)
        i++;
    if (i == m->tc.n)
        return;
    struct tc_entry e = m->tc.entry[i];
    enum command_result result = RESULT_BUSY;
    if (e.faults & FAULT_TC_HOLLOW)
        result = RESULT_OK;
    else if (e.row->ends || holder(&m->tc, &e) == NULL)
        result = sim_command_begin(m, e.row, &e.call);
    sim_command_count(m, e.row->id, result);
    tell(m, &e, e.row->id, STAGE_STARTED, result);
    for (i = 0; i < m->tc.n && m->tc.entry[i].serial != e.serial; i++)
        continue;
    if (result != RESULT_OK) {
        drop(&m->tc, i);
        return;
    }
    if (e.row->ends)
        end_holders(m, &e);
    for (i = 0; i < m->tc.n; i++)
        if (m->tc.entry[i].serial == e.serial)
            m->tc.entry[i].is_running = true;
}

/* Follow a running command; true when it is over. */
static bool
follow(struct sim_model *m, struct tc_entry *e, double dt,
    enum command_result *result)
{
    e->age_s += dt;
    e->report_s += dt;
    double most = e->row->most_s > 0 ? e->row->most_s : COMMAND_MOST_S;
    *result = RESULT_OK;
    if (e->age_s + 1e-9 < e->row->least_s)
        return false;
    if (e->row->over == NULL || (e->faults & FAULT_TC_HOLLOW) ||
        e->row->over(m, &e->call, result))
        return true;
    *result = RESULT_TIMED_OUT;
    if (e->age_s >= most)
        return true;
    if (e->report_s >= TC_PROGRESS_S && m->dhs.mode != MODE_BOOT) {
        e->report_s = 0;
        tell(m, e, e->row->id, STAGE_PROGRESS, RESULT_OK);
    }
    return false;
}

void
tc_step(struct sim_model *m, double dt)
{
    struct tc *tc = &m->tc;
    enum command_result result = RESULT_OK;
    for (size_t i = 0; i < tc->n;)
        if (tc->entry[i].is_running && follow(m, &tc->entry[i], dt, &result))
            end(m, i, result);
        else
            i++;
    if (m->dhs.mode != MODE_BOOT)
        begin(m);
    tc->running = 0;
    for (size_t i = 0; i < tc->n; i++)
        tc->running += tc->entry[i].is_running;
    tc->queued = (uint32_t)tc->n - tc->running;
}
