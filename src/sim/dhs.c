/*
 * dhs.c - the payload's computer.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/dhs.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/attr.h"

#define SYNC_S         64.0
#define VERSION_A      "SIF-FSW 3.2.1"
#define VERSION_B      "SIF-FSW 3.1.9"
#define VERSION_GUARD  "SIF-GSW 1.0.4" /* when the code is damaged */
#define BOOT_COMMAND   2
#define BOOT_EXCEPTION 4
#define DOWNLINK_KB_S  215.0 /* of stored data while the station is in sight */

/* What a mode costs, and how fast it fills the recorder at full activity. */
static const struct {
    double cpu, kb_s;
} mode_load[MODE_COUNT] = {
    [MODE_BOOT] = {85, 0},
    [MODE_SAFE] = {14, 4},
    [MODE_STANDBY] = {19, 15},
    [MODE_POINTING] = {31, 25},
    [MODE_SCIENCE] = {47, 185},
    [MODE_CALIBRATION] = {38, 120},
    [MODE_SERVICE] = {25, 15},
};

static const double task_share[DHS_TASKS] = {
    0.31, 0.22, 0.14, 0.11, 0.08, 0.07, 0.05, 0.02};

static const uint32_t partition_kb[DHS_PARTITIONS] = {
    32768, 196608, 196608, 8192};

/* How the recorder divides what it gets: housekeeping, A, B, events. */
static const double partition_share[DHS_PARTITIONS] = {0.06, 0.50, 0.43, 0.01};

static void
fill_image(struct dhs *dhs)
{
    for (size_t i = 0; i < DHS_IMAGE; i++)
        dhs->image[i] = (uint8_t)(prng_u64(&dhs->prng) >> 56);
    static const char head[] = "SIF PARAMETER TABLE 7";
    memcpy(dhs->image, head, sizeof head);
}

void
dhs_init(struct dhs *dhs, uint64_t seed, struct utc now)
{
    *dhs = (struct dhs){
        .mode = MODE_SAFE,
        .mode_before = MODE_BOOT,
        .version = VERSION_A,
        .label = "NONE",
        .is_watchdog_on = true,
        .is_downlink_on = true,
        .downlink_of = -1,
        .boots = 17,
        .boot_cause = 1,
        .memory_used = 41,
        .stack_margin = 38,
        .drift_ppm = 1.3,
        .synced = now,
        .booted = utc_add_ns(now, -(31 * 86400 + 12345) * NS_PER_S),
        .tm_packets = 53412008,
        .events = 2311,
        .commands_received = 4870,
        .commands_accepted = 4866,
        .commands_refused = 4,
        .edac_single = 214,
        .syncs = 41998,
    };
    prng_init(&dhs->prng, seed, 9);
    for (int i = 0; i < DHS_PARTITIONS; i++)
        dhs->partition[i] = (struct dhs_partition){
            .state = PARTITION_RECORDING,
            .total_kb = partition_kb[i],
            .used_kb = 0.02 * partition_kb[i],
            .files = 1,
        };
    for (int i = 0; i < DHS_RTS; i++)
        dhs->rt[i] = (struct dhs_rt){.messages = 48000u, .is_alive = true};
    fill_image(dhs);
}

/* ---- queues -------------------------------------------------------------- */

void
dhs_event(struct dhs *dhs, struct utc now, enum dhs_event_id id,
    enum dhs_severity severity, uint32_t aux, const char *fmt, ...)
{
    if (severity < dhs->event_least) {
        dhs->events_filtered++;
        return;
    }
    if (dhs->event_n == DHS_QUEUE) {
        dhs->event_head = (dhs->event_head + 1) % DHS_QUEUE;
        dhs->event_n--;
        dhs->events_dropped++;
    }
    uint32_t at = (dhs->event_head + dhs->event_n++) % DHS_QUEUE;
    struct dhs_event *e = &dhs->event_queue[at];
    *e = (struct dhs_event){
        .time = now, .id = id, .severity = severity, .aux = aux};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    e->text_len = (uint32_t)strlen(e->text);
    dhs->events++;
}

bool
dhs_event_next(struct dhs *dhs)
{
    if (dhs->event_n == 0)
        return false;
    dhs->event = dhs->event_queue[dhs->event_head];
    dhs->event_head = (dhs->event_head + 1) % DHS_QUEUE;
    dhs->event_n--;
    return true;
}

void
dhs_report_add(struct dhs *dhs, const struct dhs_report *report)
{
    if (dhs->report_n == DHS_QUEUE) {
        dhs->report_head = (dhs->report_head + 1) % DHS_QUEUE;
        dhs->report_n--;
    }
    uint32_t at = (dhs->report_head + dhs->report_n++) % DHS_QUEUE;
    dhs->report_queue[at] = *report;
}

bool
dhs_report_next(struct dhs *dhs)
{
    if (dhs->report_n == 0)
        return false;
    dhs->report = dhs->report_queue[dhs->report_head];
    dhs->report_head = (dhs->report_head + 1) % DHS_QUEUE;
    dhs->report_n--;
    return true;
}

/* ---- memory -------------------------------------------------------------- */

uint16_t
dhs_crc(const uint8_t *p, size_t len)
{
    uint32_t crc = 0xffff;
    for (size_t i = 0; i < len; i++) {
        crc ^= (uint32_t)p[i] << 8;
        for (int k = 0; k < 8; k++)
            crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021u : 0)) & 0xffff;
    }
    return (uint16_t)crc;
}

bool
dhs_has(uint32_t address, size_t len)
{
    return address >= DHS_BASE && len > 0 && len <= DHS_IMAGE &&
           address - DHS_BASE <= DHS_IMAGE - len;
}

bool
dhs_load(struct dhs *dhs, uint32_t address, const uint8_t *data, size_t len)
{
    if (!dhs_has(address, len))
        return false;
    uint32_t at = address - DHS_BASE;
    bool is_same = memcmp(dhs->image + at, data, len) == 0;
    dhs->is_code_changed |= at + len > DHS_CODE && !is_same;
    memcpy(dhs->image + at, data, len);
    dhs->loads++;
    dhs->load_address = address;
    return true;
}

bool
dhs_dump_begin(struct dhs *dhs, uint32_t address, uint32_t len)
{
    if (!dhs_has(address, len))
        return false;
    dhs->dump = (struct dhs_dump){.address = address, .left = len};
    return true;
}

/* The next piece of a running dump, twice a second. */
static void
dump_step(struct dhs *dhs, double dt)
{
    struct dhs_dump *d = &dhs->dump;
    d->wait_s -= dt;
    if (d->left == 0 || d->is_ready || d->wait_s > 0)
        return;
    d->address += d->len;
    d->len = d->left < DHS_DUMP ? d->left : DHS_DUMP;
    d->left -= d->len;
    memcpy(d->data, dhs->image + (d->address - DHS_BASE), d->len);
    d->crc = dhs_crc(d->data, d->len);
    d->is_ready = true;
    d->wait_s = 0.5;
}

/* ---- the computer -------------------------------------------------------- */

void
dhs_sync(struct dhs *dhs)
{
    dhs->since_sync_s = SYNC_S;
}

void
dhs_set_mode(struct dhs *dhs, struct utc now, enum dhs_mode mode)
{
    static const char *const name[MODE_COUNT] = {"OFF", "BOOT", "SAFE",
        "STANDBY", "POINTING", "SCIENCE", "CALIBRATION", "SERVICE"};
    if (mode == dhs->mode)
        return;
    dhs->mode_before = dhs->mode;
    dhs->mode = mode;
    dhs->mode_s = 0;
    dhs_event(dhs, now, DHS_EVENT_MODE,
        mode == MODE_SAFE ? SEVERITY_MEDIUM : SEVERITY_NORMAL, mode,
        "mode %s after %s", name[mode], name[dhs->mode_before]);
}

void
dhs_boot(struct dhs *dhs, struct utc now)
{
    dhs_set_mode(dhs, now, MODE_BOOT);
    dhs->boot_left_s = DHS_BOOT_S;
    dhs->booted = now;
    dhs->boots++;
    dhs->boot_cause = dhs->is_code_changed ? BOOT_EXCEPTION : BOOT_COMMAND;
    memset(dhs->version, 0, sizeof dhs->version);
    (void)snprintf(dhs->version, sizeof dhs->version, "%s",
        dhs->is_code_changed ? VERSION_GUARD
        : dhs->is_image_b    ? VERSION_B
                             : VERSION_A);
    dhs->dump = (struct dhs_dump){0};
    dhs->has_diagnostics = dhs->is_fast = false;
    dhs->is_watchdog_on = true;
    dhs->event_least = SEVERITY_NORMAL;
}

static void
boot_step(struct dhs *dhs, struct utc now, double dt)
{
    if (dhs->mode != MODE_BOOT)
        return;
    dhs->boot_left_s -= dt;
    if (dhs->boot_left_s > 0)
        return;
    dhs_event(dhs, now, DHS_EVENT_BOOT, SEVERITY_MEDIUM, dhs->boots,
        "restart %u of %s", dhs->boots, dhs->version);
    dhs_set_mode(dhs, now, MODE_SAFE);
}

static void
load_step(struct dhs *dhs, double activity, double dt)
{
    double target = mode_load[dhs->mode].cpu * (0.7 + 0.3 * activity);
    double pull = fmin(1, dt / 4);
    dhs->cpu_load += (target - dhs->cpu_load) * pull +
                     2.6 * sqrt(pull) * prng_gauss(&dhs->prng);
    dhs->cpu_load = fmax(2, fmin(100, dhs->cpu_load));
    dhs->cpu_peak = fmax(dhs->cpu_peak * exp(-dt / 600), dhs->cpu_load);
    dhs->overruns += dhs->cpu_load > 97;
    for (int i = 0; i < DHS_TASKS; i++)
        dhs->task_load[i] =
            dhs->cpu_load * task_share[i] * (1 + 0.04 * prng_gauss(&dhs->prng));
    double memory = 38 + 9 * activity;
    dhs->memory_used += (memory - dhs->memory_used) * fmin(1, dt / 90) +
                        0.01 * prng_gauss(&dhs->prng);
    double stack = 43 - 7 * activity;
    dhs->stack_margin += (stack - dhs->stack_margin) * fmin(1, dt / 30) +
                         0.03 * prng_gauss(&dhs->prng);
}

/* Record by share; downlink the fullest partition while there is contact. */
static void
storage_step(struct dhs *dhs, double activity, double dt)
{
    dhs->record_kb_s = mode_load[dhs->mode].kb_s * (0.4 + 0.6 * activity);
    double used = 0, total = 0, most = 64;
    int fullest = -1;
    for (int i = 0; i < DHS_PARTITIONS; i++) {
        struct dhs_partition *p = &dhs->partition[i];
        if (!p->is_closed)
            p->used_kb += dhs->record_kb_s * partition_share[i] * dt;
        p->used_kb = fmin(p->used_kb, p->total_kb);
        p->state = p->is_closed                ? PARTITION_CLOSED
                   : p->used_kb >= p->total_kb ? PARTITION_FULL
                   : dhs->record_kb_s > 0      ? PARTITION_RECORDING
                                               : PARTITION_IDLE;
        if (dhs->downlink_of == i && p->used_kb <= 0)
            dhs->downlink_of = -1;
        if (p->used_kb > most) {
            most = p->used_kb;
            fullest = i;
        }
    }
    if (dhs->downlink_of >= 0)
        fullest = dhs->downlink_of;
    dhs->downlink_kb_s = 0;
    if (dhs->is_aos && dhs->is_downlink_on && fullest >= 0) {
        struct dhs_partition *p = &dhs->partition[fullest];
        double rate = DOWNLINK_KB_S * (1 + 0.03 * prng_gauss(&dhs->prng));
        double kb = fmin(p->used_kb, rate * dt);
        p->used_kb -= kb;
        p->state = PARTITION_DOWNLINK;
        dhs->downlink_kb_s = kb / dt;
        dhs->downlinked_mb += kb / 1024;
    }
    for (int i = 0; i < DHS_PARTITIONS; i++) {
        struct dhs_partition *p = &dhs->partition[i];
        p->files = 1 + (uint32_t)(p->used_kb / 1024);
        used += p->used_kb;
        total += p->total_kb;
    }
    dhs->storage_fill = 100 * used / total;
}

static void
traffic_step(struct dhs *dhs, double activity, double dt)
{
    for (int i = 0; i < DHS_RTS; i++) {
        struct dhs_rt *rt = &dhs->rt[i];
        uint32_t asked = prng_poisson(&dhs->prng, (10 + 30 * activity) * dt);
        uint32_t bad = prng_poisson(&dhs->prng, 0.0006 * dt);
        if (rt->is_alive)
            rt->messages += asked;
        else
            bad += asked;
        rt->errors += bad;
        rt->retries += bad;
    }
    dhs->eth_tx += prng_poisson(&dhs->prng, (22 + 40 * activity) * dt);
    dhs->eth_rx += prng_poisson(&dhs->prng, 8 * dt);
    dhs->eth_crc += prng_poisson(&dhs->prng, 0.0004 * dt);
    double kbit = (double)dhs->packet_bytes * 8 / 1000 / dt;
    dhs->tm_kbit_s += (kbit - dhs->tm_kbit_s) * fmin(1, dt / 5);
    dhs->packet_bytes = 0;
}

static void
memory_step(struct dhs *dhs, struct utc now, bool is_saa, double dt)
{
    uint32_t hits = prng_poisson(&dhs->prng, (is_saa ? 0.012 : 0.0004) * dt);
    dhs->edac_single += hits;
    if (hits > 0)
        dhs_event(dhs, now, DHS_EVENT_EDAC, SEVERITY_NORMAL, dhs->edac_single,
            "EDAC corrected %u bit%s", hits, hits > 1 ? "s" : "");
    dhs->scrub_address += (uint32_t)(40960 * dt);
    if (dhs->is_watchdog_on)
        dhs->watchdog_kicks += (uint32_t)(10 * dt + 0.5);
    dump_step(dhs, dt);
}

/* The clock runs free and is set to the station's time every 64 s. */
static void
clock_step(struct dhs *dhs, struct utc now, double dt)
{
    dhs->drift_ppm += 0.002 * sqrt(dt) * prng_gauss(&dhs->prng) -
                      1e-4 * dt * (dhs->drift_ppm - 1.3);
    dhs->since_sync_s += dt;
    dhs->pps_us += dhs->drift_ppm * dt;
    if (dhs->since_sync_s >= SYNC_S) {
        dhs->since_sync_s = 0;
        dhs->pps_us = 1.5 * prng_gauss(&dhs->prng);
        dhs->synced = now;
        dhs->syncs++;
    }
}

void
dhs_step(struct dhs *dhs, struct utc now, double activity, bool is_saa,
    double box_degc, double dt)
{
    dhs->mode_s += dt;
    dhs->uptime_s = (double)utc_diff_ns(now, dhs->booted) * 1e-9;
    boot_step(dhs, now, dt);
    load_step(dhs, activity, dt);
    storage_step(dhs, activity, dt);
    traffic_step(dhs, activity, dt);
    memory_step(dhs, now, is_saa, dt);
    clock_step(dhs, now, dt);
    dhs->fpga_degc =
        box_degc + 9 + 0.12 * dhs->cpu_load + 0.05 * prng_gauss(&dhs->prng);
}
