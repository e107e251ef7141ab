/*
 * process.h - what all processes of an instance do alike.
 *
 * A loop, a connection to the bus with a heartbeat, answers to watchers and
 * operators, the end on SIGTERM and SIGINT, a new configuration on SIGHUP.
 * Order of life:
 *
 *   process_open()   directories, loop, bus, signals; the heartbeat says
 *                    "starting"
 *   ... the process builds what it has, with process' loop and bus ...
 *   process_serve()  questions are answered from now on
 *   process_run()    "ready", then all turns until a signal or
 *                    bus_loop_stop(); returns the exit status
 *   process_close()
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_PROCESS_H
#define BUS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/bus.h"
#include "common/note.h"

#define PROCESS_WHO_SIZE 64

/* All functions get `arg`; those that are NULL are not wanted. */
struct process_config {
    const char *source;   /* "limits": of heartbeat, events and addresses */
    const char *instance; /* both are copied */
    uint64_t mdb_hash;    /* 0: none; later bus_set_mdb_hash() */
    void *arg;

    /*
     * Answer at observe/SOURCE and operate/SOURCE.  `may_change` when it came
     * over the operators' socket; `who` is process_who().  What *reply points
     * to must live until the next call.  NULL: nothing is served.
     */
    void (*request)(void *arg, bool may_change, const char *who,
        const struct msg_request *request, struct msg_reply *reply);

    /*
     * SIGHUP.  `load` reads the configuration anew beside the one in force:
     * 0, or an exit status (sysexits) with `notes` that say why; nothing has
     * changed then, and an event says that the old one stays.  After a 0
     * `take` puts the new one in its place.  NULL: SIGHUP is not handled.
     */
    int (*load)(void *arg, struct notes *notes);
    void (*take)(void *arg);

    /* At the end of each turn, and once a second. */
    void (*turn_end)(void *arg);
    void (*second)(void *arg);

    /* One line for the heartbeat, taken each second after second(); borrowed
     * until the next call. */
    const char *(*text)(void *arg);
};

struct process; /* opaque */

/* What cannot be opened is told on stderr; release with process_close().
 * ERR_LIMIT, ERR_DENIED, ERR_IO. */
NODISCARD enum err process_open(
    const struct process_config *config, struct process **out);

/* ERR_EXISTS (told): another process of this name serves the instance. */
NODISCARD enum err process_serve(struct process *process);

NODISCARD int process_run(struct process *process);
void process_close(struct process **process);

struct bus_loop *process_loop(const struct process *process);
struct bus *process_bus(const struct process *process);

/* Who asks, from the kernel: a login, "uid 1000", or "somebody unknown". */
void process_who(const struct bus_peer *peer, char out[PROCESS_WHO_SIZE]);

/* Print the notes of a configuration, in order. */
void process_print_notes(struct notes *notes, bool excerpt);

#endif
