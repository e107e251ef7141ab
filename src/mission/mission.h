/*
 * mission.h - mission.conf: what is flown, where its database is, and what
 * each instance is made of.  Format: columba-mission(5).
 *
 * A mission is a directory with mission.conf, the mission database and its
 * own displays/, procedures/ where they differ from the shipped ones.  Paths
 * in the file are relative to that directory; here they are already joined.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MISSION_MISSION_H
#define MISSION_MISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/err.h"
#include "common/note.h"
#include "common/time.h"

enum mission_link_type {
    MISSION_UDP,        /* receive datagrams at host:port */
    MISSION_TCP,        /* connect to host:port */
    MISSION_TCP_SERVER, /* accept one sender at host:port */
    MISSION_SERIAL,     /* a serial line, termios raw */
    MISSION_FILE,       /* a file, or the files of a directory by name */
};

enum mission_signal {
    MISSION_SIGNAL_NONE,    /* AOS/LOS is unknown */
    MISSION_SIGNAL_APID,    /* packets of signal_apid say it, see
                               columba-mission(5) */
    MISSION_SIGNAL_WINDOWS, /* the mission's table of windows */
};

enum mission_rate {
    MISSION_RATE_FAST,     /* as fast as the chain takes it */
    MISSION_RATE_RECORDED, /* by the packets' generation times */
    MISSION_RATE_FIXED,    /* packets_per_s */
};

struct mission_link {
    char *name; /* [a-z0-9-]+, unique in the instance */
    enum mission_link_type type;
    char *host;          /* "" = any, or NULL */
    uint16_t port;       /* network types */
    char *path;          /* device, file or directory, or NULL */
    uint32_t baud;       /* serial: 115200 */
    uint32_t skip_bytes; /* dropped before each packet, 0 .. 65535 */
    bool is_enabled;     /* at start */
    enum mission_rate rate;
    double packets_per_s; /* > 0 */
    double speed;         /* of MISSION_RATE_RECORDED, 1.0 */
    bool loops;           /* file: begin again at the end */
    enum mission_signal signal;
    uint16_t signal_apid; /* 0 .. 2046 */
    unsigned line;        /* in mission.conf */
};

#define MISSION_HEADER_MAX 256

/* A way out for commands; see columba-mission(5). */
struct mission_uplink {
    char *name; /* [a-z0-9-]+, unique in the instance, also among its links */
    enum mission_link_type type; /* MISSION_UDP, _TCP, _TCP_SERVER, _SERIAL; or
                                    _FILE: packets are appended */
    char *host;
    uint16_t port;
    char *path;
    uint32_t baud;
    uint8_t *header;   /* bytes put before each packet, or NULL */
    size_t header_len; /* 0 .. MISSION_HEADER_MAX */
    bool is_enabled;
    unsigned line;
};

enum mission_los {
    MISSION_LOS_HOLD,   /* commands wait in the queue for AOS */
    MISSION_LOS_REFUSE, /* they are refused */
    MISSION_LOS_SEND,   /* they go out: contact for commands does not depend on
                           telemetry's */
};

/* Section `commands` of an instance: what columba-gate(8) holds to. */
struct mission_commands {
    enum mission_los los; /* hold */
    unsigned rate_per_s;  /* 1 .. 100; 5 */
    unsigned queue;       /* 1 .. 1000; 100 */
    int64_t queue_ns;     /* a queued one expires: 1 s .. 1 d; 1 h */
    int64_t arm_ns;       /* 5 .. 120 s; 30 s */
    int64_t propose_ns;   /* 10 s .. 1 d; 300 s */
    int64_t lease_ns;     /* 10 .. 300 s; 30 s */
    bool is_ccsds;        /* length and sequence count; true */
    bool has_crc;         /* CRC-16 behind each packet; false */
    bool has_pus;         /* PUS-C secondary header; false */
    uint8_t pus_ack, pus_service, pus_subtype;
    uint16_t pus_source;
    char *people; /* path of people.conf, or NULL: <etc>/people.conf
                     of paths_system_dir() */
};

struct mission_window {
    struct utc aos, los; /* aos < los, sorted, not overlapping */
};

/* Where a packet's generation time is when the database does not say. */
enum mission_time_code {
    MISSION_TIME_MDB, /* the first absolute time of the database */
    MISSION_TIME_CUC, /* CCSDS 301.0-B-4 unsegmented, without P-field */
    MISSION_TIME_CDS, /* CCSDS 301.0-B-4 day segmented, without P-field */
};

enum mission_epoch {
    MISSION_EPOCH_TAI, /* 1958-01-01, counts leap seconds */
    MISSION_EPOCH_GPS, /* 1980-01-06, counts leap seconds */
    MISSION_EPOCH_UNIX,
    MISSION_EPOCH_J2000,
    MISSION_EPOCH_CUSTOM, /* epoch_custom; does not count leap seconds */
};

struct mission_time {
    enum mission_time_code code;
    uint32_t offset_bytes;   /* from the first byte of the primary header */
    uint32_t coarse_bytes;   /* CUC: 1 .. 7 */
    uint32_t fine_bytes;     /* CUC: 0 .. 10 */
    uint32_t day_bytes;      /* CDS: 2 or 3 */
    uint32_t submilli_bytes; /* CDS: 0, 2 (us) or 4 (ps) */
    enum mission_epoch epoch;
    struct utc epoch_custom;
};

enum mission_kind {
    MISSION_FLIGHT,
    MISSION_SIM,
    MISSION_REPLAY
};

struct mission_process {
    char *name;    /* "hub", "frontend", "sim" */
    char *program; /* "columba-hub", or a path */
    char **args;   /* NULL-terminated; without argv[0] */
};

struct mission_instance {
    char *name;
    enum mission_kind kind;
    struct mission_link *link;
    size_t n_links;
    struct mission_uplink *uplink;
    size_t n_uplinks; /* 0: this instance cannot command */
    struct mission_commands commands;
    struct mission_process *process; /* in the order they are started */
    size_t n_processes;
    char *relay; /* endpoint of another hub to relay, or NULL */
    unsigned line;
};

/* Section `procedures`: what columba-exec(8) holds to. */
struct mission_procedures {
    char *directory; /* of procedures, or NULL: "procedures" beside mission.conf
                        and then the shipped ones */
    bool goes_on_after_timeout; /* wait_timeout = continue; else the step of a
                                   wait that timed out is aborted */
    bool accepts_old_samples;   /* waits also count samples from before the
                                   last command of their step */
};

struct mission {
    char *file, *dir; /* mission.conf and its directory */
    char *name;       /* short, for the band: "SIF" */
    char *title;
    char *database;       /* path */
    char *limits;         /* path of limits.conf, or NULL: none */
    char *root;           /* root container, or NULL: the database's own */
    struct utc met_epoch; /* or UTC_NONE */
    struct mission_time time;
    struct mission_window *window;
    size_t n_windows;
    double expiry_factor; /* of the packet's period; 1.9 */
    struct mission_procedures procedures;
    struct mission_instance *instance;
    size_t n_instances;
};

/*
 * Load `path`: a mission.conf or the directory that has one.  All errors of
 * the file go to `notes` with line and column.  ERR_NOTFOUND, ERR_FORMAT.
 */
NODISCARD enum err mission_load(
    const char *path, struct notes *notes, struct mission **out);
void mission_free(struct mission **mission);

/* By name; NULL `name` gives the only or first one.  NULL when missing. */
const struct mission_instance *mission_instance(
    const struct mission *mission, const char *name);

/*
 * The mission to use when none is named: $COLUMBA_MISSION, else the
 * `mission` file of a running instance, else the shipped demonstration
 * mission.  Owned path.
 */
char *mission_default_path(const char *instance);

const char *mission_kind_str(enum mission_kind kind); /* "flight" … */
const char *mission_link_type_str(enum mission_link_type type);
const char *mission_los_str(enum mission_los los); /* "hold" … */

/* Print the configuration canonically: what `-n` shows. */
void mission_print(const struct mission *mission, FILE *out);

#endif
