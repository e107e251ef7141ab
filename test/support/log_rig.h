/*
 * log_rig.h - a command log in a directory of its own, and what it gives.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_LOG_RIG_H
#define SUPPORT_LOG_RIG_H

#include "command/state.h"
#include "common/note.h"
#include "common/str.h"
#include "gate/ledger.h"
#include "support/check.h"

#define LOG_DAY   86400               /* s */
#define LOG_BEGIN INT64_C(1795163640) /* 2026-11-20T08:34:00Z, day 324 */

struct log_rig {
    char *tmp, *dir; /* dir is where the log is */
    struct ledger *ledger;
    struct ledger_report report;
    struct strbuf seen; /* "1 start x;" of each line */
    size_t n_seen;
    uint64_t last; /* number */
    struct notes notes;
    char head[DIGEST_HEX];
};

void log_rig_init(struct log_rig *rig);
void log_rig_fini(struct log_rig *rig);

/* Close and open again; the lines go to `seen`. */
enum err log_rig_open(struct log_rig *rig);
enum err log_rig_verify(struct log_rig *rig, const char *expected);

/* Times are seconds after LOG_BEGIN. */
uint64_t log_rig_add(struct log_rig *rig, int64_t at_s, const char *text);
/* A command with id `i` (32 digits made of it), APID and sequence count. */
uint64_t log_rig_command(struct log_rig *rig, int64_t at_s, unsigned i,
    uint16_t apid, uint16_t sequence);
/* The same in another state than RELEASED. */
uint64_t log_rig_state(struct log_rig *rig, int64_t at_s, unsigned i,
    uint16_t apid, uint16_t sequence, enum command_state state);
void log_rig_id(char out[DIGEST_ID_HEX], unsigned i);
void log_rig_commit(struct log_rig *rig);

/* A file of the log; owned, and written back. */
char *log_rig_path(const struct log_rig *rig, const char *name);
char *log_rig_read(const struct log_rig *rig, const char *name, size_t *len);
void log_rig_write(
    const struct log_rig *rig, const char *name, const void *p, size_t len);
bool log_rig_has(const struct log_rig *rig, const char *name);

#endif
