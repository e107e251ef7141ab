/*
 * paths.h - where things live: instances, shipped content, the user's files.
 *
 * An instance is a directory <run>/<instance> with four directories of
 * sockets, so that file permissions decide who may do what:
 *
 *   feed/     0700  processes publish here (hub's XSUB side)
 *   observe/  0750  group columba-watch: watching only
 *   operate/  0750  group columba-ops: requests that change something
 *   send/     0700  the frontend's sending side, for the gate alone; locks
 *
 * <run> is $COLUMBA_RUN, else /run/columba when it is writable, else
 * $XDG_RUNTIME_DIR/columba, else /tmp/columba-<uid>.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_PATHS_H
#define COMMON_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"

enum paths_dir {
    PATHS_FEED,
    PATHS_OBSERVE,
    PATHS_OPERATE,
    PATHS_SEND,
};

/* A name of 1 to 32 characters of [A-Za-z0-9._-], not beginning with '.'. */
bool paths_instance_is_valid(const char *instance);

/* All return an owned string (free()); directories are not created. */
NODISCARD char *paths_run_dir(void);
NODISCARD char *paths_instance_dir(const char *instance);

/* "ipc://<run>/<instance>/<dir>/<name>" */
NODISCARD char *paths_endpoint(
    const char *instance, enum paths_dir dir, const char *name);

/* <run>/<instance>/send/gate.lock: held (lock.h) by the gate, so that the
 * frontend knows which process may make it send. */
NODISCARD char *paths_gate_lock(const char *instance);

/* <run>/<instance>/send/exec.lock: held by the executor, so that the gate knows
 * which process orders on behalf of others.  Beside the gate's, where nobody
 * else can reach it: a lock for reading would count, too. */
NODISCARD char *paths_exec_lock(const char *instance);

/*
 * Create the instance's directories with their modes and, where the groups
 * exist and we may, their groups.  ERR_IO or ERR_DENIED with errno's reason
 * logged by the caller; ERR_LIMIT when a socket path would exceed the 107
 * bytes of sun_path.
 */
NODISCARD enum err paths_instance_create(const char *instance);

/*
 * Shipped content, "displays", "missions", "themes", …: $COLUMBA_DATA/<kind>,
 * else beside the program in a source tree (<exe>/../<kind>), else
 * /usr/share/columba/<kind>.
 */
NODISCARD char *paths_data(const char *kind);

/* $XDG_CONFIG_HOME/columba, $XDG_STATE_HOME/columba; not created. */
NODISCARD char *paths_config_dir(void);
NODISCARD char *paths_state_dir(void);

/* $COLUMBA_ETC, else /etc/columba: what holds for all users of a host. */
NODISCARD char *paths_system_dir(void);

/* Beside our own program (sibling binaries), e.g. "columba-hub". */
NODISCARD char *paths_program(const char *name);

#endif
