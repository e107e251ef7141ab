/*
 * log.c - one line on stderr for each event, and a sink that publishes it.
 *
 * The state here is the process' one log; nothing else in Columba is global.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/str.h"
#include "common/time.h"

static const char *log_source = "columba";
static bool log_is_quiet;
static log_sink_fn log_sink;
static void *log_sink_arg;

void
log_open(const char *source)
{
    log_source = source;
}

void
log_quiet(bool is_quiet)
{
    log_is_quiet = is_quiet;
}

void
log_set_sink(log_sink_fn fn, void *arg)
{
    log_sink = fn;
    log_sink_arg = arg;
}

static void
print(const struct event_row *row, const char *text)
{
    static const int priority[] = {6, 4, 3, 2};
    bool is_supervised = getenv("JOURNAL_STREAM") != NULL ||
                         getenv("COLUMBA_SUPERVISED") != NULL;
    char when[TIME_TEXT_SIZE];
    if (is_supervised)
        fprintf(stderr, "<%d>%s: %s: %s\n", priority[row->severity], log_source,
            row->name, text);
    else
        fprintf(stderr, "%s %c %s: %s: %s\n",
            utc_fmt_doy(when, utc_now(), false, 3),
            event_severity_letter(row->severity), log_source, row->name, text);
}

void
log_event(enum event_id id, const char *fmt, ...)
{
    struct strbuf raw = {0}, clean = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&raw, fmt, ap);
    va_end(ap);
    str_sanitize(&clean, strbuf_get(&raw), raw.len, false);
    const struct event_row *row = event_row(id);
    if (row == NULL)
        row = event_row(EV_INTERNAL);
    if (!log_is_quiet)
        print(row, strbuf_get(&clean));
    if (log_sink != NULL)
        log_sink(log_sink_arg, row->id, strbuf_get(&clean));
    strbuf_fini(&raw);
    strbuf_fini(&clean);
}
