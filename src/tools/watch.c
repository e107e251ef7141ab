/*
 * watch.c - columba watch: live samples as text or JSON lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/say.h"
#include "tools/session.h"
#include "tools/tools.h"
#include "tools/watch_table.h"

#define LAYOUT_WAIT_NS (3 * NS_PER_S) /* then it is told that none came */

struct watch {
    struct session session;
    struct watch_options options;
    struct watch_table *table;
    bool has_tm;  /* subscribed to samples */
    bool has_end; /* stops by itself: --count, --duration */
    struct mono begun;
};

static void
on_message(void *arg, const char *topic, const struct msg *msg)
{
    struct watch *w = arg;
    (void)topic;
    watch_table_message(w->table, msg);
    if (watch_table_is_full(w->table))
        bus_loop_stop(w->session.loop, 0);
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    struct watch *w = arg;
    watch_table_gap(w->table, topic, missed);
}

/* Complain about patterns that select nothing; false when none selects. */
static bool
check_patterns(const struct watch *w)
{
    for (size_t i = 0; i < w->options.n_patterns; i++) {
        const char *pattern = w->options.pattern[i];
        if (watch_table_selects(w->table, pattern))
            continue;
        const char *nearest = watch_table_nearest(w->table, pattern);
        say("columba watch: nothing is called '%s'%s%s%s\n", pattern,
            nearest ? "; did you mean " : "", nearest ? nearest : "",
            nearest ? "?" : "");
    }
    return watch_table_watched(w->table) > 0;
}

/* First all layouts, then the samples: the cached ones are printed, too. */
static void
before_sleep(void *arg, struct mono now)
{
    struct watch *w = arg;
    session_flush(&w->session);
    if (w->has_tm || !bus_is_complete(w->session.bus))
        return;
    if (watch_table_known(w->table) == 0) {
        if (mono_diff_ns(now, w->begun) > LAYOUT_WAIT_NS && w->begun.ns != 0) {
            say("columba watch: no packets have come yet; "
                "waiting\n");
            w->begun.ns = 0;
        }
        return;
    }
    w->has_tm = true;
    if (!check_patterns(w)) {
        bus_loop_stop(w->session.loop, EX_NOINPUT);
        return;
    }
    bus_subscribe(w->session.bus, "tm", on_message, w);
    bus_subscribe(w->session.bus, "quality", on_message, w);
}

static void
on_beat(void *arg, struct mono now)
{
    (void)arg, (void)now; /* wakes before_sleep() */
}

static int
run(struct watch *w, const char *instance, int64_t duration_ns)
{
    int status = session_open(&w->session, "watch", instance);
    if (status >= 0)
        return status;
    w->table = watch_table_new(&w->options);
    w->begun = mono_now();
    bus_on_gap(w->session.bus, on_gap, w);
    bus_subscribe(w->session.bus, "layout", on_message, w);
    bus_loop_before_sleep(w->session.loop, before_sleep, w);
    bus_loop_timer(w->session.loop, NS_PER_S / 10, NS_PER_S / 10, on_beat, w);
    if (duration_ns > 0)
        session_limit(&w->session, duration_ns, 0);
    status = bus_loop_run(w->session.loop);
    if (status == 0 && watch_table_printed(w->table) == 0)
        status = 1;
    watch_table_free(&w->table);
    session_close(&w->session);
    return status;
}

int
tool_watch(int argc, char **argv)
{
    const char *instance = NULL;
    int64_t duration_ns = 0;
    struct watch w = {.options.out = stdout};
    const struct cli_option options[] = {
        {'i', "instance", "NAME", CLI_STRING, &instance, "which instance"},
        {'j', "json", NULL, CLI_FLAG, &w.options.is_json,
            "one JSON object a line"},
        {'r', "raw", NULL, CLI_FLAG, &w.options.has_raw, "raw values, too"},
        {'c', "changes", NULL, CLI_FLAG, &w.options.only_changes,
            "only when value or quality changes"},
        {'n', "count", "N", CLI_UINT, &w.options.most, "stop after N samples"},
        {'d', "duration", "TIME", CLI_DURATION, &duration_ns,
            "stop after TIME: 10s, 5min"},
    };
    const struct cli cli = {
        .name = "columba watch",
        .operands = "PATTERN...",
        .summary = "live samples as text or JSON lines",
        .examples =
            "  $ columba watch TEMP                  names with TEMP in "
            "them\n"
            "  $ columba watch '/SIF/PWR/*' -n 20    a shell pattern\n"
            "  $ columba watch --changes MODE STATE\n"
            "  $ columba watch --json '*' | jq -r "
            "'[.name,.value]|@tsv'\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    w.options.pattern = (const char *const *)argv;
    w.options.n_patterns = (size_t)n;
    return run(&w, instance, duration_ns);
}
