/*
 * session.h - a tool's connection to a running instance, for watching.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_SESSION_H
#define TOOLS_SESSION_H

#include "bus/bus.h"

struct session {
    char *instance; /* owned */
    struct bus_loop *loop;
    struct bus *bus;
    int limit_status; /* of session_limit() */
};

/*
 * Connect to `instance`, or to the default one (instance_default()) when NULL.
 * Returns -1, or an exit status after saying why not: 64 for a name that is no
 * name, 69 when it does not run or none was named and several run.  Ends the
 * loop with 130 or 143 on SIGINT and SIGTERM, with 0 on SIGPIPE.
 */
int session_open(struct session *s, const char *tool, const char *instance);
void session_close(struct session *s);

/* Stop the loop with `status` after `ns`. */
void session_limit(struct session *s, int64_t ns, int status);

/* Flush standard output; when nobody reads it any more, stop the loop. */
void session_flush(struct session *s);

#endif
