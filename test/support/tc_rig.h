/*
 * tc_rig.h - a model that has just started and takes telecommand packets.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_TC_RIG_H
#define SUPPORT_TC_RIG_H

#include <math.h>
#include <string.h>

#include "common/attr.h"
#include "sim/command.h"
#include "sim/sim_app.h"
#include "support/check.h"
#include "support/sim_rig.h"

#define TC_RIG_REPORTS 256

struct tc_rig {
    struct sim_model m;
    uint32_t count; /* of the next packet */
    struct dhs_report report[TC_RIG_REPORTS];
    size_t n;
};

/* In SCIENCE, tracking, the schedule off; or where `noon_deg` leads. */
static inline void
tc_rig_init(struct tc_rig *r, double noon_deg)
{
    struct sim_config config =
        rig_config("2026-11-20T10:00:00Z", noon_deg, 600);
    *r = (struct tc_rig){.count = 100};
    sim_model_init(&r->m, &config);
    (void)rig_command(&r->m, SIM_AUTO, 1, 0, 0, 0);
    rig_run(&r->m, 1);
    while (dhs_report_next(&r->m.dhs))
        continue;
}

static inline void
tc_put(uint8_t **p, uint32_t v, unsigned bits)
{
    for (unsigned i = bits; i > 0; i -= 8)
        *(*p)++ = (uint8_t)(v >> (i - 8));
}

/* Length field and CRC of a packet whose other bytes are there. */
static inline size_t
tc_seal(uint8_t *out, size_t len)
{
    out[4] = (uint8_t)((len + 2 - 7) >> 8);
    out[5] = (uint8_t)(len + 2 - 7);
    uint8_t *p = out + len;
    tc_put(&p, dhs_crc(out, len), 16);
    return len + 2;
}

static inline uint32_t
tc_raw(const struct command_arg *a, double v)
{
    if (a->coding == CODE_FLOAT) {
        float f = (float)v;
        uint32_t u = 0;
        memcpy(&u, &f, sizeof u);
        return u;
    }
    if (a->square != 0)
        v = (-a->scale + sqrt(a->scale * a->scale + 4 * a->square * v)) /
            (2 * a->square);
    else
        v /= a->scale;
    return (uint32_t)(int64_t)floor(v + 0.5);
}

/* The packet of a call; `out` has TC_BYTES_MAX bytes. */
static inline size_t
tc_encode(const struct command_row *row, const struct command_call *call,
    uint32_t count, uint8_t *out)
{
    uint8_t *p = out;
    tc_put(&p, 0x1800u | TC_APID, 16);
    tc_put(&p, 0xc000u | (count & 0x3fff), 16);
    tc_put(&p, 0, 16);
    tc_put(&p, 0x2f, 8);
    tc_put(&p, row->service, 8);
    tc_put(&p, row->subtype, 8);
    tc_put(&p, 1, 16);
    if (row->service == 8)
        tc_put(&p, row->id, 8);
    for (size_t i = 0; i < row->n_args; i++)
        tc_put(&p, tc_raw(&row->arg[i], call->arg[i]), row->arg[i].bits);
    memcpy(p, call->data, call->len);
    return tc_seal(out, (size_t)(p - out) + call->len);
}

/* Step, and keep the reports of telecommands. */
static inline void
tc_rig_run(struct tc_rig *r, double seconds)
{
    for (long i = 0; i < (long)(seconds * 10 + 0.5); i++) {
        rig_run(&r->m, 0.1);
        while (dhs_report_next(&r->m.dhs))
            if (r->m.dhs.report.apid != 0 && r->n < TC_RIG_REPORTS)
                r->report[r->n++] = r->m.dhs.report;
    }
}

static inline void
tc_rig_send(
    struct tc_rig *r, enum sim_command id, const struct command_call *call)
{
    uint8_t packet[TC_BYTES_MAX];
    size_t len = tc_encode(sim_command_find(id), call, r->count++, packet);
    tc_receive(&r->m, packet, len);
}

static inline struct command_call
tc_call(double a, double b, double c)
{
    return (struct command_call){.arg = {a, b, c}};
}

/* Is the newest command over? */
static inline bool
tc_rig_is_over(const struct tc_rig *r)
{
    if (r->n == 0)
        return false;
    const struct dhs_report *last = &r->report[r->n - 1];
    return last->stage == STAGE_COMPLETED || last->result != RESULT_OK;
}

/* Send it and run until it is over, at most `most_s`: its last report. */
static inline struct dhs_report
tc_rig_do(struct tc_rig *r, enum sim_command id, struct command_call call,
    double most_s)
{
    r->n = 0;
    tc_rig_send(r, id, &call);
    for (double t = 0; t < most_s && !tc_rig_is_over(r); t += 0.1)
        tc_rig_run(r, 0.1);
    if (!tc_rig_is_over(r))
        fail_msg(
            "%s is not over after %g s", sim_command_find(id)->name, most_s);
    return r->report[r->n - 1];
}

struct tc_case {
    const char *label;
    enum sim_command id;
    double arg[3];
    double most_s; /* until it is over */
    enum dhs_stage stage;
    enum command_result result;
};

/* One after the other in the same model. */
static inline void
tc_rig_cases(struct tc_rig *r, const struct tc_case *c, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct dhs_report got = tc_rig_do(r, c[i].id,
            tc_call(c[i].arg[0], c[i].arg[1], c[i].arg[2]), c[i].most_s);
        if (got.stage != c[i].stage || got.result != c[i].result)
            fail_msg("%s: stage %u result %u, not %u %u", c[i].label, got.stage,
                got.result, c[i].stage, c[i].result);
    }
}

#define TC_OK      STAGE_COMPLETED, RESULT_OK
#define TC_NOT(r)  STAGE_STARTED, RESULT_##r
#define TC_FAIL(r) STAGE_COMPLETED, RESULT_##r

#endif
