/*
 * notify.h - tell the supervisor that we are ready, alive or stopping.
 *
 * The protocol is sd_notify(3): one datagram to the Unix socket named in
 * NOTIFY_SOCKET.  `columba up` and systemd both speak it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_NOTIFY_H
#define COMMON_NOTIFY_H

#include "common/err.h"

/*
 * Send `state`, e.g. "READY=1", "WATCHDOG=1", "STOPPING=1", "STATUS=…"; lines
 * are separated by "\n".  Without NOTIFY_SOCKET nothing happens and ERR_OK
 * comes back.  Never blocks.  ERR_RANGE for an address that is no Unix socket,
 * ERR_IO when nobody receives.
 */
enum err notify_send(const char *state);

#endif
