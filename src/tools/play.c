/*
 * play.c - columba play: a packet file into a link, at a rate.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/pace.h"
#include "common/say.h"
#include "common/str.h"
#include "mdb/packets.h"
#include "tools/play_out.h"
#include "tools/play_time.h"
#include "tools/tools.h"

#define CHUNK       65536
#define PROGRESS_NS (200 * NS_PER_MS)

struct options {
    const char *to;
    double rate, speed;
    bool is_fast, loops;
    uint64_t skip;
    struct play_time_source time;
};

struct player {
    struct options options;
    struct play_out *out;
    struct play_time *time;
    struct packets *packets;
    struct pace pace;
    uint8_t chunk[CHUNK];
    uint64_t sent, bytes, faults;
    struct mono started, shown;
    bool is_terminal; /* stderr: show progress */
};

static void
show(struct player *p, bool is_last)
{
    const struct mono now = mono_now();
    if (!p->is_terminal ||
        (!is_last && mono_diff_ns(now, p->shown) < PROGRESS_NS))
        return;
    const double s = (double)mono_diff_ns(now, p->started) / (double)NS_PER_S;
    fprintf(stderr, "\r%" PRIu64 " packets, %" PRIu64 " bytes, %.0f packets/s",
        p->sent, p->bytes, s > 0 ? (double)p->sent / s : 0.0);
    fputs(is_last ? "\n" : "   ", stderr);
    p->shown = now;
}

static void
sleep_until(struct mono due)
{
    const struct timespec at = {
        .tv_sec = (time_t)(due.ns / NS_PER_S),
        .tv_nsec = (long)(due.ns % NS_PER_S),
    };
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        continue;
}

static int
play_item(struct player *p, const char *file, enum packets_event event,
    const struct packets_item *item)
{
    if (event != PACKETS_PACKET) {
        p->faults++;
        say("columba play: %s: byte %" PRIu64 ": %s\n", file, item->offset,
            packets_event_str(event));
        return 0;
    }
    struct utc time = UTC_NONE;
    if (p->pace.kind == PACE_RECORDED)
        time = play_time_of(p->time, item->data, item->len);
    const struct mono now = mono_now();
    const struct mono due = pace_next(&p->pace, time, now);
    if (due.ns > now.ns) {
        show(p, false);
        sleep_until(due);
    }
    p->sent++;
    p->bytes += item->len;
    const int status = play_out_send(p->out, item->data, item->len);
    show(p, false);
    return status;
}

static int
drain(struct player *p, const char *file)
{
    struct packets_item item;
    for (;;) {
        const enum packets_event event = packets_next(p->packets, &item);
        if (event == PACKETS_NEED_MORE)
            return 0;
        const int status = play_item(p, file, event, &item);
        if (status != 0)
            return status;
    }
}

/* Before the first packet: which time code is it? */
static int
guess(struct player *p, const char *file, size_t len)
{
    if (p->pace.kind != PACE_RECORDED || !play_time_is_guess(p->time) ||
        p->sent > 0)
        return 0;
    const char *code =
        play_time_guess(p->time, p->chunk, len, (uint32_t)p->options.skip);
    if (!code) {
        say("columba play: %s: no time can be seen in its packets; give "
            "--time, --mission or --mdb, or play with --rate or --fast\n",
            file);
        return EX_DATAERR;
    }
    say("columba play: recorded times read as --time %s\n", code);
    return 0;
}

static int
play_stream(struct player *p, FILE *in, const char *file)
{
    int status = 0;
    for (;;) {
        const size_t n = fread(p->chunk, 1, CHUNK, in);
        if (n == 0)
            break;
        status = guess(p, file, n);
        if (status == 0) {
            packets_feed(p->packets, p->chunk, n);
            status = drain(p, file);
        }
        if (status != 0)
            return status;
    }
    if (ferror(in)) {
        say("columba play: %s: %s\n", file, strerror(errno));
        return EX_IOERR;
    }
    packets_end(p->packets);
    return drain(p, file);
}

static int
play_file(struct player *p, const char *file)
{
    if (str_eq(file, "-"))
        return play_stream(p, stdin, "standard input");
    FILE *in = fopen(file, "rb");
    if (!in) {
        say("columba play: %s: %s\n", file, strerror(errno));
        return EX_NOINPUT;
    }
    const int status = play_stream(p, in, file);
    (void)fclose(in);
    return status;
}

static int
play_all(struct player *p, char **file, int n)
{
    do {
        const uint64_t before = p->sent;
        for (int i = 0; i < n; i++) {
            const int status = play_file(p, file[i]);
            if (status != 0)
                return status;
        }
        if (p->sent == before) /* nothing to repeat */
            break;
    } while (p->options.loops);
    return p->faults > 0 ? EX_DATAERR : 0;
}

static int
run(const struct options *o, char **file, int n)
{
    struct player *p = calloc(1, sizeof *p);
    if (!p)
        return EX_OSERR;
    p->options = *o;
    p->is_terminal = isatty(STDERR_FILENO);
    p->pace = (struct pace){
        .kind = o->is_fast    ? PACE_FAST
                : o->rate > 0 ? PACE_FIXED
                              : PACE_RECORDED,
        .rate_hz = o->rate,
        .speed = o->speed,
    };
    int status = play_time_open(&o->time, &p->time);
    if (status == 0)
        status = play_out_open(o->to, &p->out);
    if (status == 0) {
        p->packets = packets_new(&(struct packets_options){
            .skip_bytes = (uint32_t)o->skip, .confirms = true});
        p->started = mono_now();
        pace_begin(&p->pace, p->started);
        status = play_all(p, file, n);
        show(p, true);
    }
    packets_free(&p->packets);
    play_out_close(&p->out);
    play_time_free(&p->time);
    free(p);
    return status;
}

static int
check(const struct cli *cli, const struct options *o)
{
    const int ways = (o->rate != 0) + (o->speed != 0) + o->is_fast;
    const int times = (o->time.code != NULL) + (o->time.mission != NULL) +
                      (o->time.database != NULL);
    if (!o->to)
        return cli_usage(cli, "--to is missing: where shall it go?");
    if (ways > 1)
        return cli_usage(cli, "give one of --rate, --speed and --fast");
    if (times > 1)
        return cli_usage(cli, "give one of --time, --mission and --mdb");
    if (!(o->rate >= 0 && o->rate <= 1e7) ||
        !(o->speed >= 0 && o->speed <= 1e6))
        return cli_usage(cli, "a rate and a speed are greater than 0");
    if (o->skip > 65535)
        return cli_usage(cli, "--skip: at most 65535 bytes");
    return 0;
}

int
tool_play(int argc, char **argv)
{
    struct options o = {0};
    const struct cli_option option[] = {
        {'t', "to", "WHERE", CLI_STRING, &o.to,
            "udp:HOST:PORT, tcp:HOST:PORT or listen:[HOST]:PORT"},
        {'r', "rate", "N", CLI_DOUBLE, &o.rate, "packets a second"},
        {'s', "speed", "X", CLI_DOUBLE, &o.speed,
            "as recorded, X times as fast (1)"},
        {'f', "fast", NULL, CLI_FLAG, &o.is_fast, "as fast as it goes"},
        {'l', "loop", NULL, CLI_FLAG, &o.loops, "begin again at the end"},
        {'k', "skip", "BYTES", CLI_UINT, &o.skip,
            "foreign bytes before each packet, not sent"},
        {'T', "time", "CODE", CLI_STRING, &o.time.code,
            "where the time is, e.g. cds:offset=6 or cuc:coarse=4,fine=2"},
        {'m', "mission", "PATH", CLI_STRING, &o.time.mission,
            "times as this mission says"},
        {'M', "mdb", "FILE", CLI_STRING, &o.time.database,
            "times by this mission database"},
    };
    const struct cli cli = {
        .name = "columba play",
        .operands = "FILE...",
        .summary = "send the packets of a recording to a link",
        .examples =
            "  $ columba play pass.ccsds --to udp:127.0.0.1:10015 --speed 10\n"
            "  $ columba play pass.ccsds --to tcp:localhost:4000 --rate 50\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status < 0)
        status = check(&cli, &o);
    else
        return status;
    if (status != 0)
        return status;
    if (o.speed == 0)
        o.speed = 1;
    return run(&o, argv, n);
}
