/*
 * model.h - the payload as a whole: one state, stepped through time.
 *
 * Pure and deterministic: the same configuration and the same commands at the
 * same steps give the same bytes.  Commands enter through sim_model_command()
 * and, as packets, tc_receive() only, faults through faults_add().
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_MODEL_H
#define SIM_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/time.h"
#include "sim/coverage.h"
#include "sim/dhs.h"
#include "sim/faults.h"
#include "sim/monitor.h"
#include "sim/orbit.h"
#include "sim/pointing.h"
#include "sim/power.h"
#include "sim/radiometer.h"
#include "sim/schedule.h"
#include "sim/spectrometer.h"
#include "sim/tables.h"
#include "sim/tc.h"
#include "sim/thermal.h"

struct anomaly;

#define SIM_STEP_NS (100 * NS_PER_MS) /* of sim_model_run(): 10 Hz */

struct sim_config {
    uint64_t seed;
    struct utc start; /* first packet; a multiple of SIM_STEP_NS */
    double beta_deg;  /* at start: 0 short nights' opposite, 75 no night */
    double noon_deg;  /* at start: angle since orbit noon, -180 .. 180 */
    double run_in_s;  /* lived through before start, so that it is settled */
    const struct anomaly *anomaly; /* that begins at start, or NULL; borrowed */
};

/* Beta 18 degrees, Sun in range for two minutes, a whole orbit of run-in. */
struct sim_config sim_config_default(struct utc start);

struct sim_model {
    struct sim_config config;
    struct utc now;
    uint64_t steps;
    struct coverage coverage; /* at `now` */
    struct orbit orbit;
    struct power power;
    struct thermal thermal;
    struct pointing pointing;
    struct spectrometer sp[SPECTROMETER_COUNT];
    struct radiometer rad;
    struct dhs dhs;
    struct schedule schedule;
    struct faults faults;
    struct tc tc;
    struct table table[TABLE_COUNT];
    struct monitor monitor[MONITOR_COUNT];
    size_t anomaly_done; /* commands of the anomaly */
    double thermal_s;    /* collected for the next thermal step */
    bool was_tracking;
    uint32_t trips_seen, heater_faults_seen;
};

/* Fill in the state at config->start (after the run-in). */
void sim_model_init(struct sim_model *model, const struct sim_config *config);

/* The clock is `by_ns` on, and nothing else has happened: it stood still. */
void sim_model_shift(struct sim_model *model, int64_t by_ns);

/* `dt_ns` on; at most a second. */
void sim_model_step(struct sim_model *model, int64_t dt_ns);

/* ---- commands ------------------------------------------------------------ */

/* What a command came to; the numbers are those of the telemetry. */
enum command_result {
    RESULT_OK,
    RESULT_NO_SUCH_COMMAND,
    RESULT_BAD_ARGUMENT, /* their number, or one out of its range */
    RESULT_WRONG_MODE,
    RESULT_NO_POWER,
    RESULT_BUSY,
    RESULT_BAD_PACKET,   /* header or length of a telecommand */
    RESULT_BAD_CHECKSUM, /* of a telecommand, or of the data in it */
    RESULT_REPEATED,     /* sequence count of the one before */
    RESULT_QUEUE_FULL,
    RESULT_NOT_ALLOWED,  /* as things are: eclipse, not tracking, ... */
    RESULT_NOT_VERIFIED, /* a table */
    RESULT_ABORTED,      /* by another command, or a change of mode */
    RESULT_TIMED_OUT,
    RESULT_FAILED,
    RESULT_COUNT
};

/* Numbers of commands, as telemetry reports them. */
enum sim_command {
    SIM_NO_COMMAND = 0,
    SIM_MODE = 1, /* mode */
    SIM_AUTO = 2, /* 0, 1: the on-board schedule */
    SIM_PING = 3,
    SIM_TIME_SYNC = 4,
    SIM_TIME_DRIFT = 5, /* ppm */
    SIM_WATCHDOG = 6,   /* 0, 1 */
    SIM_REBOOT = 7,
    SIM_BOOT_IMAGE = 8,     /* image */
    SIM_LABEL = 9,          /* with text */
    SIM_OUTLET = 10,        /* outlet, 0 1 */
    SIM_OUTLET_RESET = 11,  /* outlet */
    SIM_HEATER_MODE = 20,   /* heater, mode */
    SIM_HEATER_LIMITS = 21, /* heater, low, high: degC */
    SIM_HTR_ALL_AUTO = 22,
    SIM_POINT = 30, /* target */
    SIM_POINT_HOLD = 31,
    SIM_POINT_OFFSET = 32, /* az, el: degrees */
    SIM_SUN_SENSOR = 33,   /* main, spare */
    SIM_POINT_CAL = 34,
    SIM_SP_RUN = 40,      /* spectrometer, source */
    SIM_SP_STOP = 41,     /* spectrometer */
    SIM_SP_EXPOSURE = 42, /* spectrometer, ms */
    SIM_SP_FILTER = 43,   /* spectrometer, position */
    SIM_SP_GRATING = 44,  /* spectrometer, window */
    SIM_SP_SCAN = 45,     /* spectrometer, 0 1 */
    SIM_SP_BIN = 46,      /* spectrometer, 0 1 */
    SIM_SP_COOLER = 47,   /* spectrometer, degC */
    SIM_SP_EXPOSE = 48,   /* spectrometer, count, source */
    SIM_SP_SHUTTER = 49,  /* spectrometer, 0 1 */
    SIM_RAD_RUN = 50,
    SIM_RAD_STOP = 51,
    SIM_RAD_CAVITY = 52,  /* cavity */
    SIM_RAD_PHASE = 53,   /* seconds */
    SIM_DUMP = 60,        /* address, length */
    SIM_DIAGNOSTICS = 61, /* 0, 1 */
    SIM_COUNTERS_RESET = 62,
    SIM_HK_RATE = 63,        /* normal, fast */
    SIM_MEM_LOAD = 64,       /* address, length, checksum; with data */
    SIM_MEM_CHECK = 65,      /* address, length */
    SIM_EVENT_FILTER = 70,   /* least severity */
    SIM_MONITOR = 71,        /* monitor, 0 1 */
    SIM_MONITOR_SET = 72,    /* monitor, reaction, low, high */
    SIM_STORE_OPEN = 80,     /* partition */
    SIM_STORE_CLOSE = 81,    /* partition */
    SIM_DOWNLINK_START = 82, /* partition */
    SIM_DOWNLINK_STOP = 83,
    SIM_STORE_DELETE = 84,  /* partition */
    SIM_TABLE_SET = 90,     /* table, index, value */
    SIM_TABLE_VERIFY = 91,  /* table, checksum */
    SIM_TABLE_SELECT = 92,  /* table */
    SIM_TABLE_DEFAULT = 93, /* table */
    SIM_SPA_HV = 100,       /* V */
    SIM_SP_CADENCE = 101,   /* spectrometer, s */
    SIM_SP_SEQUENCE = 102,  /* spectrometer, four windows */
    SIM_SP_TEC = 103        /* spectrometer, 0 1 */
};

/*
 * Execute command `id` with `n` arguments now, as the schedule does.  The
 * result is counted and reported in telemetry; a refusal changes nothing else.
 */
enum command_result sim_model_command(struct sim_model *model,
    enum dhs_source source, enum sim_command id, const double *arg, size_t n);

/* Name of a command ("MODE") and how many arguments it has; NULL if none. */
const char *sim_command_name(enum sim_command id, size_t *n_args);

#endif
