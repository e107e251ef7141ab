/*
 * decode.c - columba decode: files of packets to values, without a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/say.h"
#include "common/xalloc.h"
#include "mdb/decode.h"
#include "mdb/packets.h"
#include "tools/decode_print.h"
#include "tools/offline.h"
#include "tools/tools.h"

#define REPORTS_MAX  1000 /* lines about bad packets; the rest is counted */
#define UNKNOWN_SHOW 8    /* APIDs that are named */

struct options {
    const char *mdb, *container, *format;
    uint64_t skip;
    bool is_partial;
};

/* Packets of one container that are longer than it. */
struct trailing {
    uint64_t packets, first, bytes; /* the first one's number and surplus */
};

struct job {
    const struct options *options;
    const struct mdb *mdb;
    const struct offline *offline;
    struct mdb_decoder *decoder;
    struct decode_printer printer;
    uint64_t packets, bad, unknown;
    uint32_t unknown_of[CCSDS_APIDS];
    struct trailing *trailing; /* by container; owned */
};

/* ---- reports ------------------------------------------------------------- */

static void
report(struct job *job, const char *file, uint64_t offset, const char *text)
{
    if (job->bad++ < REPORTS_MAX)
        say("%s: packet %" PRIu64 ", offset %" PRIu64 ": %s\n", file,
            job->packets, offset, text);
}

static void
report_short(struct job *job, const struct decode_packet *p, const char *what)
{
    const struct mdb_frame *f = p->frame;
    char *text = xasprintf("%s in %s, behind %zu values", what,
        job->mdb->container[f->container].name, f->n);
    report(job, p->file, p->offset, text);
    free(text);
}

/* Bytes that no value of a known container covers: spare, or a database that
 * describes only the beginning.  Not an error; said once a container. */
static void
note_trailing(struct job *job, const struct decode_packet *p)
{
    const struct mdb_frame *f = p->frame;
    const struct mdb_container *c = &job->mdb->container[f->container];
    uint64_t end = f->end_bit > c->size_bits ? f->end_bit : c->size_bits;
    uint64_t used = (end + 7) / 8;
    if (used >= p->len)
        return;
    struct trailing *t = &job->trailing[f->container];
    if (t->packets++ == 0) {
        t->first = p->number;
        t->bytes = p->len - used;
    }
}

static void
report_trailing(const struct job *job)
{
    for (uint32_t i = 0; i < job->mdb->n_containers; i++) {
        const struct trailing *t = &job->trailing[i];
        if (t->packets == 0 || job->options->is_partial)
            continue;
        say("columba decode: %" PRIu64 " packet%s of %s longer than the "
            "database says, first packet %" PRIu64 " by %" PRIu64 " byte%s\n",
            t->packets, t->packets == 1 ? "" : "s", job->mdb->container[i].name,
            t->first, t->bytes, t->bytes == 1 ? "" : "s");
    }
}

static void
report_result(struct job *job, const struct decode_packet *p)
{
    switch (p->frame->result) {
    case MDB_DECODED:
        note_trailing(job, p);
        break;
    case MDB_TOO_SHORT:
        report_short(job, p, "too short: it ends");
        break;
    case MDB_BAD_SIZE:
        report_short(job, p, "a size in it cannot be");
        break;
    case MDB_UNKNOWN_PACKET:
        if (p->header.apid == CCSDS_APID_IDLE)
            break;
        job->unknown++;
        job->unknown_of[p->header.apid]++;
        break;
    case MDB_RESULT_COUNT:
    default:
        break;
    }
}

static void
report_unknown(const struct job *job)
{
    unsigned shown = 0;
    if (job->unknown == 0)
        return;
    say("columba decode: %" PRIu64 " packets match no container of %s:",
        job->unknown, job->mdb->file);
    for (unsigned apid = 0; apid < CCSDS_APIDS; apid++) {
        if (job->unknown_of[apid] == 0)
            continue;
        if (shown++ < UNKNOWN_SHOW)
            say("%s APID %u (%" PRIu32 ")", shown == 1 ? "" : ",", apid,
                job->unknown_of[apid]);
    }
    fprintf(stderr, shown > UNKNOWN_SHOW ? ", and more\n" : "\n");
}

/* ---- files --------------------------------------------------------------- */

static void
take(void *arg, const char *file, enum packets_event event,
    const struct packets_item *item)
{
    struct job *job = arg;
    struct mdb_frame frame;
    struct decode_packet p = {.number = job->packets,
        .file = file,
        .offset = item->offset,
        .header = item->header,
        .len = item->len,
        .frame = &frame};
    if (event != PACKETS_PACKET) {
        report(job, file, item->offset, packets_event_str(event));
        return;
    }
    mdb_decode(job->decoder, job->offline->root, item->data, item->len, &frame);
    decode_print(&job->printer, &p);
    report_result(job, &p);
    job->packets++;
}

static int
decode_files(struct job *job, char **file, int n)
{
    int worst = 0;
    for (int i = 0; i < n; i++) {
        int status = offline_read(
            job->offline, file[i], (uint32_t)job->options->skip, take, job);
        if (status != 0)
            worst = status;
    }
    if (job->bad > REPORTS_MAX)
        say("columba decode: %" PRIu64 " more bad packets\n",
            job->bad - REPORTS_MAX);
    report_unknown(job);
    report_trailing(job);
    if (worst != 0)
        return worst;
    return job->bad > 0 ? EX_DATAERR : 0;
}

static int
run(const struct options *o, char **file, int n)
{
    struct offline offline;
    int status = offline_open(&offline, "columba decode", o->mdb, o->container);
    if (status != 0)
        return status;
    struct job *job = xcalloc(1, sizeof *job);
    job->options = o;
    job->offline = &offline;
    job->mdb = offline.mdb;
    job->trailing = xcalloc(offline.mdb->n_containers, sizeof *job->trailing);
    job->decoder = mdb_decoder_new(offline.mdb);
    job->printer = (struct decode_printer){.mdb = offline.mdb,
        .is_json = strcmp(o->format, "json") == 0,
        .out = stdout};
    status = decode_files(job, file, n);
    mdb_decoder_free(&job->decoder);
    if (!decode_print_end(&job->printer)) {
        say("columba decode: output: %s\n", strerror(errno));
        status = EX_IOERR;
    }
    free(job->trailing);
    free(job);
    offline_close(&offline);
    return status;
}

int
tool_decode(int argc, char **argv)
{
    struct options o = {.format = "tsv"};
    const struct cli_option options[] = {
        {'d', "mdb", "FILE", CLI_STRING, &o.mdb,
            "XTCE database, or a mission's directory"},
        {'c', "container", "NAME", CLI_STRING, &o.container,
            "container that packets begin with"},
        {'s', "skip", "BYTES", CLI_UINT, &o.skip,
            "foreign bytes before each packet"},
        {'f', "format", "FORMAT", CLI_STRING, &o.format,
            "tsv (a line each value) or json (a line each packet)"},
        {'p', "partial", NULL, CLI_FLAG, &o.is_partial,
            "packets may be longer than the database says"},
    };
    const struct cli cli = {
        .name = "columba decode",
        .operands = "FILE...",
        .summary = "packets to values, from files or standard input",
        .examples = "  $ columba decode --mdb sat.xml recording.ccsds\n"
                    "  $ columba decode --mdb sat.xml --skip 4 - <dump.bin\n"
                    "  $ columba decode --mdb sat.xml -f json pass.ccsds | jq "
                    ".result\n",
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
    if (strcmp(o.format, "tsv") != 0 && strcmp(o.format, "json") != 0)
        return cli_usage(&cli, "there is no format '%s'", o.format);
    if (o.skip > 65535)
        return cli_usage(&cli, "--skip is at most 65535");
    return run(&o, argv, n);
}
