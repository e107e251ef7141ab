/*
 * dhs.h - the payload's computer: mode, load, memory, storage, counters,
 * events and command reports waiting to be sent.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_DHS_H
#define SIM_DHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/time.h"
#include "sim/prng.h"

enum dhs_mode {
    MODE_OFF,
    MODE_BOOT,
    MODE_SAFE,
    MODE_STANDBY,
    MODE_POINTING,
    MODE_SCIENCE,
    MODE_CALIBRATION,
    MODE_SERVICE,
    MODE_COUNT
};

enum dhs_severity {
    SEVERITY_NORMAL,
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH
};

/* On-board events; the numbers are those of the telemetry. */
enum dhs_event_id {
    DHS_EVENT_NONE = 0,
    DHS_EVENT_BOOT = 1,
    DHS_EVENT_MODE = 2,
    DHS_EVENT_COMMAND_REFUSED = 3,
    DHS_EVENT_EDAC = 4,
    DHS_EVENT_COMMAND_FAILED = 5,
    DHS_EVENT_TRACKING = 10,
    DHS_EVENT_SUN_LOST = 11,
    DHS_EVENT_SUN_WINDOW = 12,
    DHS_EVENT_RESULT = 20,
    DHS_EVENT_SATURATED = 21,
    DHS_EVENT_TRIP = 30,
    DHS_EVENT_UNDERVOLTAGE = 31,
    DHS_EVENT_HEATER = 32,
    DHS_EVENT_MONITOR = 33,
    DHS_EVENT_DOWNLINK = 40,
    DHS_EVENT_STORAGE = 41
};

#define DHS_TEXT 48

struct dhs_event {
    struct utc time;
    enum dhs_event_id id;
    enum dhs_severity severity;
    uint32_t aux;
    uint32_t text_len;
    char text[DHS_TEXT + 1];
};

enum dhs_source { /* of a command */
    SOURCE_GROUND,
    SOURCE_TIMELINE,
    SOURCE_FDIR
};

enum dhs_stage {
    STAGE_ACCEPTED = 1,
    STAGE_STARTED = 3,
    STAGE_PROGRESS = 5,
    STAGE_COMPLETED = 7
};

struct dhs_report {
    struct utc time;
    uint32_t command; /* its number */
    uint32_t count;   /* 14 bits, of its source */
    uint32_t apid;    /* of its packet; 0: it did not come in one */
    enum dhs_source source;
    enum dhs_stage stage;
    uint32_t result; /* enum command_result */
};

#define DHS_QUEUE      64 /* more than a gap of contact makes */
#define DHS_PARTITIONS 4
#define DHS_TASKS      8
#define DHS_RTS        6
#define DHS_IMAGE      4096 /* bytes of memory that can be dumped */
#define DHS_BASE       0x40010000u
#define DHS_DUMP       128  /* bytes in one dump packet */
#define DHS_CODE       2048 /* where the code area of the image begins */
#define DHS_BOOT_S     25.0 /* from a restart to SAFE */

enum dhs_partition_state {
    PARTITION_IDLE,
    PARTITION_RECORDING,
    PARTITION_DOWNLINK,
    PARTITION_FULL,
    PARTITION_CLOSED
};

struct dhs_partition {
    enum dhs_partition_state state;
    double used_kb;
    uint32_t total_kb, files;
    bool is_closed; /* takes nothing */
};

struct dhs_rt { /* a remote terminal of the internal bus */
    uint32_t messages, errors, retries;
    bool is_alive;
};

struct dhs_dump {
    uint32_t memory;             /* which: 0 MRAM */
    uint32_t address, left, len; /* bytes */
    uint32_t crc;
    double wait_s;
    bool is_ready;
    uint8_t data[DHS_DUMP];
};

struct dhs {
    struct prng prng;
    enum dhs_mode mode, mode_before;
    struct utc booted;
    double mode_s, uptime_s;
    char version[16], label[16];
    uint32_t boots, boot_cause;
    double cpu_load, cpu_peak; /* percent */
    double memory_used;        /* percent */
    double stack_margin;       /* percent, worst task */
    double task_load[DHS_TASKS];
    double fpga_degc;
    bool has_diagnostics;
    bool is_fast; /* all housekeeping at 10 Hz */
    bool is_watchdog_on;
    bool is_image_b;    /* of the next start */
    double boot_left_s; /* of a restart */
    uint32_t watchdog_kicks, watchdog_resets, overruns;
    uint32_t edac_single, edac_double, scrub_address;
    uint32_t commands_received, commands_accepted, commands_refused;
    uint32_t command_count[3]; /* of each source, 14 bits */
    uint32_t last_command, last_result;
    uint32_t events, events_filtered;
    enum dhs_severity event_least; /* that is sent */
    double tm_kbit_s;
    uint32_t tm_packets;
    struct dhs_partition partition[DHS_PARTITIONS];
    double storage_fill;  /* percent of all */
    double downlinked_mb; /* since boot */
    double record_kb_s, downlink_kb_s;
    bool is_downlink_on;
    int downlink_of; /* partition, or -1: the fullest */
    struct dhs_rt rt[DHS_RTS];
    uint32_t eth_rx, eth_tx, eth_crc, eth_drops;
    double drift_ppm, pps_us; /* of the on-board clock */
    double since_sync_s;
    struct utc synced;
    uint32_t syncs;
    bool is_aos;
    struct dhs_event event, event_queue[DHS_QUEUE];
    uint32_t event_head, event_n, events_dropped;
    struct dhs_report report, report_queue[DHS_QUEUE];
    uint32_t report_head, report_n;
    struct dhs_dump dump;
    uint8_t image[DHS_IMAGE];
    bool is_code_changed;
    uint32_t loads, load_address;      /* pieces loaded; the last one's place */
    uint32_t check_sum, check_address; /* of the last memory check */
    uint32_t packet_bytes; /* sent since the last step; the app adds */
};

void dhs_init(struct dhs *dhs, uint64_t seed, struct utc now);

/* Queue an event; the oldest is dropped and counted when none is taken. */
void dhs_event(struct dhs *dhs, struct utc now, enum dhs_event_id id,
    enum dhs_severity severity, uint32_t aux, const char *fmt, ...)
    PRINTF_LIKE(6, 7);

/* Move the oldest into dhs->event (dhs->report); false when none waits. */
bool dhs_event_next(struct dhs *dhs);
bool dhs_report_next(struct dhs *dhs);
void dhs_report_add(struct dhs *dhs, const struct dhs_report *report);

/* Begin a dump of `len` bytes at `address`; false when it is outside. */
bool dhs_dump_begin(struct dhs *dhs, uint32_t address, uint32_t len);

/* Load bytes at `address`; false when it is outside. */
bool dhs_load(
    struct dhs *dhs, uint32_t address, const uint8_t *data, size_t len);

/* Is `address` .. + `len` in the image? */
bool dhs_has(uint32_t address, size_t len);

/* Begin a restart on command, which ends in SAFE. */
void dhs_boot(struct dhs *dhs, struct utc now);

/* CRC-16-CCITT, as the telemetry has it. */
uint16_t dhs_crc(const uint8_t *p, size_t len);

/* Set the clock at the next pulse of the station. */
void dhs_sync(struct dhs *dhs);

void dhs_set_mode(struct dhs *dhs, struct utc now, enum dhs_mode mode);

/*
 * `dt` seconds on.  `activity` 0 .. 1 is the share of instruments at work,
 * `is_saa` makes particles hit the memory, `box_degc` is the case.
 */
void dhs_step(struct dhs *dhs, struct utc now, double activity, bool is_saa,
    double box_degc, double dt);

#endif
