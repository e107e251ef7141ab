/*
 * limits.c - columba limits: changes of limit state in files of packets.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/json.h"
#include "common/note.h"
#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "limits/engine.h"
#include "limits/rules.h"
#include "mdb/decode.h"
#include "mdb/format.h"
#include "mdb/quality.h"
#include "mdb/repeats.h"
#include "tools/los.h"
#include "tools/offline.h"
#include "tools/tools.h"

#define FLUSH_BYTES  (256 * 1024)
#define MODE         LIMIT_REALTIME  /* whose persistence knows of signals */
#define NO_TIME_NS   (INT64_MIN + 1) /* of packets before the first time */
#define SIGNAL_BYTES 14              /* of a signal packet: with its header */

struct options {
    const char *mdb, *limits, *container;
    uint64_t skip;
    struct cli_strings los;
    bool is_json;
};

/* A change by a sample of the packet in hand. */
struct line {
    size_t position, n; /* in the packet, the n-th told */
    size_t at, len;     /* in job.told */
};

struct job {
    const struct options *options;
    const struct offline *offline;
    struct rules *rules;
    struct limit_engine *engine;
    struct mdb_decoder *decoder;
    struct repeats *repeats; /* by APID */
    struct strbuf text;
    struct line *line; /* of the packet in hand, in `told` */
    size_t n_lines, cap_lines;
    struct strbuf told;
    struct quality *quality; /* by container; generation times for receptions */
    struct utc now;          /* the newest generation time so far */
    double expiry_factor;
    struct los los;
    struct quality_signal signal;
    int64_t deadline_ns; /* nothing expires before */
    uint64_t packets;    /* the number of the one in hand */
    uint64_t bad;
};

/* ---- output -------------------------------------------------------------- */

static void
flush(struct job *job)
{
    fwrite(strbuf_get(&job->text), 1, job->text.len, stdout);
    strbuf_reset(&job->text);
}

static const struct mdb_type *
type_of(const struct job *job, const struct limit_change *c)
{
    return mdb_item_type(job->offline->mdb, c->item);
}

static const char *
time_text(char out[TIME_TEXT_SIZE], const struct job *job, struct utc t)
{
    const bool has_time = !utc_is_none(job->now) && t.ns > NO_TIME_NS;
    return has_time ? utc_fmt_iso(out, t, false) : "";
}

static void
print_line(
    const struct job *job, const struct limit_change *c, struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    strbuf_addf(out, "%" PRIu64 "\t%s\t%s\t%s\t%s\t", job->packets,
        time_text(time, job, c->generation),
        job->offline->mdb->item[c->item].name, limit_state_str(c->from),
        limit_state_str(c->to));
    if (c->kind != MDB_NONE)
        mdb_format(out, c->kind, type_of(job, c), c->eng, c->blob, c->blob_len);
    strbuf_addc(out, '\n');
}

static void
json_rule(struct json *j, const struct limit_rule *rule)
{
    if (rule == NULL)
        return;
    json_str(j, "file", rule->origin.file);
    json_uint(j, "line", rule->origin.line);
    if (rule->origin.set != NULL)
        json_str(j, "set", rule->origin.set);
    if (rule->context.text != NULL && rule->context.text[0] != '\0')
        json_str(j, "context", rule->context.text);
}

static void
print_json(
    const struct job *job, const struct limit_change *c, struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    struct json j = {.text = *out};
    const char *when = time_text(time, job, c->generation);
    json_object(&j);
    json_int(&j, "v", 1);
    json_uint(&j, "packet", job->packets);
    json_str(&j, "time", when[0] != '\0' ? when : NULL);
    json_str(&j, "name", job->offline->mdb->item[c->item].name);
    json_str(&j, "old", limit_state_str(c->from));
    json_str(&j, "new", limit_state_str(c->to));
    if (c->kind != MDB_NONE)
        mdb_format_json(&j, "value", c->kind, type_of(job, c), c->eng, c->blob,
            c->blob_len);
    if (!isnan(c->threshold))
        json_double(&j, "threshold", c->threshold);
    json_uint(&j, "seen", c->seen);
    json_uint(&j, "needed", c->needed);
    json_rule(&j, c->rule);
    json_end(&j);
    *out = j.text;
    strbuf_addc(out, '\n');
}

/* In a file nothing is known before its first packet: what did not come yet,
 * or has no limits at this time, counts as normal. */
static limit_state
as_printed(limit_state state)
{
    return state == LIMIT_NOT_RECEIVED || state == LIMIT_UNCHECKED
               ? limit_state_of(LIMIT_NORMAL, LIMIT_NO_SIDE)
               : state;
}

static void
add_line(struct job *job, size_t position, size_t at)
{
    const size_t n = job->n_lines;
    job->line = xgrow(job->line, n, &job->cap_lines, sizeof *job->line);
    job->line[job->n_lines++] =
        (struct line){position, n, at, job->told.len - at};
}

static int
by_position(const void *va, const void *vb)
{
    const struct line *a = va, *b = vb;
    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    return a->n < b->n ? -1 : a->n > b->n;
}

/* The engine passes over columns first: lines are in the packet's order. */
static void
take_lines(struct job *job)
{
    if (job->n_lines > 1)
        qsort(job->line, job->n_lines, sizeof *job->line, by_position);
    for (size_t i = 0; i < job->n_lines; i++)
        strbuf_add(&job->text, strbuf_get(&job->told) + job->line[i].at,
            job->line[i].len);
    strbuf_reset(&job->told);
    job->n_lines = 0;
}

static void
on_change(void *arg, const struct limit_change *change)
{
    struct job *job = arg;
    struct limit_change c = *change;
    c.from = as_printed(c.from);
    c.to = as_printed(c.to);
    if (c.from == c.to)
        return;
    const bool is_sample = c.position != SIZE_MAX;
    struct strbuf *out = is_sample ? &job->told : &job->text;
    const size_t at = out->len;
    if (job->options->is_json)
        print_json(job, &c, out);
    else
        print_line(job, &c, out);
    if (is_sample)
        add_line(job, c.position, at);
    if (job->text.len >= FLUSH_BYTES)
        flush(job);
}

/* ---- expiry, by generation time ------------------------------------------ */

static struct mono
as_mono(struct utc t)
{
    return (struct mono){t.ns};
}

/* Of the containers that are overdue at `now`, the first one; MDB_NIL: none. */
static uint32_t
next_overdue(struct job *job, struct utc now, struct utc *at)
{
    uint32_t found = MDB_NIL;
    job->deadline_ns = INT64_MAX;
    for (uint32_t c = 0; c < job->offline->mdb->n_containers; c++) {
        struct mono due;
        if (!quality_deadline(
                &job->quality[c], job->expiry_factor, &job->signal, &due) ||
            due.ns >= job->deadline_ns)
            continue;
        job->deadline_ns = due.ns;
        found = due.ns < now.ns ? c : found;
    }
    at->ns = job->deadline_ns;
    return found;
}

static void
expire(struct job *job, struct utc now)
{
    struct utc at;
    uint32_t c;
    if (now.ns <= job->deadline_ns)
        return;
    while ((c = next_overdue(job, now, &at)) != MDB_NIL) {
        (void)quality_check(
            &job->quality[c], job->expiry_factor, &job->signal, as_mono(now));
        limit_engine_expire(job->engine, MODE, c, at);
    }
}

static void
set_signal(struct job *job, bool is_los, struct utc at)
{
    if (is_los == job->signal.is_los)
        return;
    job->signal = (struct quality_signal){is_los, as_mono(at)};
    job->deadline_ns = INT64_MIN; /* of all: found again */
    limit_engine_signal(job->engine, MODE, is_los, at);
}

/* Time goes on to `t`: what expires, and when the signal came and went. */
static void
advance(struct job *job, struct utc t)
{
    struct los_edge edge;
    if (utc_is_none(t) || (!utc_is_none(job->now) && t.ns <= job->now.ns))
        return;
    while (los_next(&job->los, t, &edge)) {
        bool is_first = utc_is_none(job->now); /* nothing was there to lose */
        expire(job, edge.at);
        set_signal(job, edge.is_los, is_first ? t : edge.at);
    }
    job->now = t;
    expire(job, t);
}

/* Does the packet say whether there is a signal?  Then it does nothing else. */
static bool
is_signal(const struct job *job, const struct packets_item *item)
{
    const struct mission *m = job->offline->mission;
    for (size_t i = 0; m != NULL && i < m->n_instances; i++)
        for (size_t k = 0; k < m->instance[i].n_links; k++) {
            const struct mission_link *l = &m->instance[i].link[k];
            if (l->signal == MISSION_SIGNAL_APID &&
                l->signal_apid == item->header.apid)
                return true;
        }
    return false;
}

/* columba-mission(5): the first byte behind the header is 0 or 1. */
static void
take_signal(struct job *job, const struct packets_item *item)
{
    bool is_told =
        item->len >= SIGNAL_BYTES && item->data[CCSDS_HEADER_BYTES] <= 1;
    if (is_told && !utc_is_none(job->now))
        set_signal(job, item->data[CCSDS_HEADER_BYTES] == 0, job->now);
    job->bad += !is_told;
}

static void
note_received(struct job *job, uint32_t container, struct utc t)
{
    struct quality *q = &job->quality[container];
    struct mono due;
    if (utc_is_none(t) || (q->is_received && t.ns <= q->last.ns))
        return;
    quality_received(q, t, as_mono(t), &job->signal);
    if (quality_deadline(q, job->expiry_factor, &job->signal, &due) &&
        due.ns < job->deadline_ns)
        job->deadline_ns = due.ns;
}

/* ---- packets ------------------------------------------------------------- */

static void
check(
    struct job *job, const struct mdb_frame *f, const struct packets_item *item)
{
    struct utc t = mdb_frame_time(job->offline->mdb, f);
    const bool is_repeat = repeats_take(job->repeats, item->header.apid, t,
        repeats_key(item->data, item->len), job->packets, NULL);
    advance(job, t);
    struct limit_samples s = {.mode = MODE,
        .container = f->container,
        .n = f->n,
        .item = f->item,
        .is_static = f->is_static,
        .is_repeat = is_repeat,
        .raw = f->raw,
        .eng = f->eng,
        .quality = f->has_invalid ? f->quality : NULL,
        .blob = f->blob,
        .blob_len = f->blob_len,
        .generation = t,
        .reception = UTC_NONE,
        .serial = job->packets};
    if (f->container != MDB_NIL)
        note_received(job, f->container, utc_is_none(t) ? job->now : t);
    limit_engine_check(job->engine, &s);
    take_lines(job);
}

static void
take(void *arg, const char *file, enum packets_event event,
    const struct packets_item *item)
{
    struct job *job = arg;
    struct mdb_frame frame;
    if (event != PACKETS_PACKET) {
        say("%s: packet %" PRIu64 ", offset %" PRIu64 ": %s\n", file,
            job->packets, item->offset, packets_event_str(event));
        job->bad++;
        return;
    }
    if (is_signal(job, item)) {
        take_signal(job, item);
        job->packets++;
        return;
    }
    mdb_decode(job->decoder, job->offline->root, item->data, item->len, &frame);
    if (frame.result == MDB_TOO_SHORT || frame.result == MDB_BAD_SIZE) {
        say("%s: packet %" PRIu64 ", offset %" PRIu64
            ": cannot be decoded behind %zu values\n",
            file, job->packets, item->offset, frame.n);
        job->bad++;
    }
    check(job, &frame, item);
    job->packets++;
}

static int
check_files(struct job *job, char **file, int n)
{
    int worst = 0;
    for (int i = 0; i < n; i++) {
        int status = offline_read(
            job->offline, file[i], (uint32_t)job->options->skip, take, job);
        if (status != 0)
            worst = status;
    }
    flush(job);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        say("columba limits: output: %s\n", strerror(errno));
        worst = EX_IOERR;
    }
    if (worst != 0)
        return worst;
    return job->bad > 0 ? EX_DATAERR : 0;
}

/* ---- what is checked ----------------------------------------------------- */

static int
load_rules(struct job *job)
{
    const struct options *o = job->options;
    const struct mdb *mdb = job->offline->mdb;
    struct notes notes = {0};
    const struct mission *mission = job->offline->mission;
    const char *file = mission != NULL ? mission->limits : NULL;
    enum err e = rules_load(
        mdb, o->limits != NULL ? o->limits : file, &notes, &job->rules);
    notes_print(&notes, stderr, e == ERR_OK);
    notes_fini(&notes);
    if (e != ERR_OK)
        return err_exit_status(e);
    if (job->rules->n_checked == 0)
        say("columba limits: %s: no parameter has limits\n", mdb->file);
    return 0;
}

/* When there was no signal: what is told, and what the mission says. */
static void
init_signal(struct job *job)
{
    const struct mission *m = job->offline->mission;
    bool by_windows = false;
    for (size_t i = 0; i < job->options->los.n; i++)
        (void)los_add(&job->los, job->options->los.v[i]); /* checked before */
    for (size_t i = 0; m != NULL && i < m->n_instances; i++)
        for (size_t k = 0; k < m->instance[i].n_links; k++)
            by_windows |=
                m->instance[i].link[k].signal == MISSION_SIGNAL_WINDOWS;
    if (by_windows)
        los_windows(&job->los, m->window, m->n_windows);
    los_begin(&job->los);
}

static void
init_quality(struct job *job)
{
    const struct mdb *mdb = job->offline->mdb;
    job->quality = xcalloc(mdb->n_containers, sizeof *job->quality);
    for (uint32_t c = 0; c < mdb->n_containers; c++)
        job->quality[c].declared_ns = mdb->container[c].period_ns;
}

static int
run(const struct options *o, char **file, int n)
{
    struct offline offline;
    int status = offline_open(&offline, "columba limits", o->mdb, o->container);
    if (status != 0)
        return status;
    struct job job = {.options = o,
        .offline = &offline,
        .now = UTC_NONE,
        .expiry_factor = offline.mission != NULL
                             ? offline.mission->expiry_factor
                             : QUALITY_FACTOR,
        .deadline_ns = INT64_MAX};
    status = load_rules(&job);
    if (status == 0) {
        init_quality(&job);
        init_signal(&job);
        job.engine = limit_engine_new(job.rules, on_change, &job);
        job.decoder = mdb_decoder_new(offline.mdb);
        job.repeats = repeats_new(CCSDS_APIDS);
        status = check_files(&job, file, n);
        mdb_decoder_free(&job.decoder);
        repeats_free(&job.repeats);
        limit_engine_free(&job.engine);
    }
    strbuf_fini(&job.text);
    strbuf_fini(&job.told);
    free(job.line);
    free(job.quality);
    los_fini(&job.los);
    rules_free(&job.rules);
    offline_close(&offline);
    return status;
}

int
tool_limits(int argc, char **argv)
{
    struct options o = {0};
    const struct cli_option options[] = {
        {'d', "mdb", "FILE", CLI_STRING, &o.mdb,
            "XTCE database, or a mission's directory"},
        {'l', "limits", "FILE", CLI_STRING, &o.limits,
            "limits.conf with more limits"},
        {'c', "container", "NAME", CLI_STRING, &o.container,
            "container that packets begin with"},
        {'s', "skip", "BYTES", CLI_UINT, &o.skip,
            "foreign bytes before each packet"},
        {'L', "los", "FROM/TO", CLI_STRINGS, &o.los,
            "there was no signal from one time to another"},
        {'j', "json", NULL, CLI_FLAG, &o.is_json, "JSON, a line each change"},
    };
    const struct cli cli = {
        .name = "columba limits",
        .operands = "PACKETS...",
        .summary = "changes of limit state in files of packets",
        .examples =
            "  $ columba limits --mdb sat.xml recording.ccsds\n"
            "  $ columba limits --mdb missions/sif pass.ccsds | grep "
            "critical\n"
            "  $ columba limits --mdb sat.xml --limits strict.conf --json - "
            "<dump.bin\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (o.mdb == NULL)
        return cli_usage(&cli, "--mdb is missing");
    if (o.skip > 65535)
        return cli_usage(&cli, "--skip is at most 65535");
    struct los los = {0};
    for (size_t i = 0; i < o.los.n && status < 0; i++)
        if (!los_add(&los, o.los.v[i]))
            status = cli_usage(&cli,
                "--los %s: two times like 2026-11-20T08:00:00Z are expected, "
                "with a slash between them",
                o.los.v[i]);
    los_fini(&los);
    if (status < 0)
        status = run(&o, argv, n);
    free(o.los.v);
    return status;
}
