/*
 * log.h - one line on stderr for each event, and a sink that publishes it.
 *
 * Under a supervisor (JOURNAL_STREAM or COLUMBA_SUPERVISED is set) lines begin
 * with "<N>", the syslog priority (sd-daemon(3)); else with time and severity.
 * Text is sanitized and stays on one line.  Only the top of a handler logs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>

#include "common/event.h"

/* The source name of all lines, e.g. "frontend"; borrowed for good. */
void log_open(const char *source);

/* While quiet nothing goes to stderr (the console owns the terminal). */
void log_quiet(bool is_quiet);

typedef void (*log_sink_fn)(void *arg, enum event_id id, const char *text);

/* Every event also goes to `fn` (NULL: none).  `fn` must not log. */
void log_set_sink(log_sink_fn fn, void *arg);

void log_event(enum event_id id, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
