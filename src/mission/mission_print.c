/*
 * mission_print.c - mission.conf as it was understood, in one way.
 *
 * What is printed parses again to the same: paths are whole, defaults are
 * written out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <string.h>

#include "common/num.h"
#include "mission/mission.h"
#include "mission/names.h"

/* A string in double quotes, as libconfuse reads it back. */
static void
print_quoted(FILE *out, const char *s)
{
    fputc('"', out);
    for (; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\' || *s == '$')
            fputc('\\', out);
        fputc(*s, out);
    }
    fputc('"', out);
}

static void
print_text(FILE *out, const char *indent, const char *name, const char *value)
{
    if (value == NULL)
        return;
    fprintf(out, "%s%s = ", indent, name);
    print_quoted(out, value);
    fputc('\n', out);
}

static void
print_time(FILE *out, const char *indent, const char *name, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    if (!utc_is_none(t))
        print_text(out, indent, name, utc_fmt_iso(text, t, false));
}

static void
print_double(FILE *out, const char *indent, const char *name, double v)
{
    char text[NUM_DOUBLE_SIZE];
    num_fmt_double(text, v);
    fprintf(out, "%s%s = %s\n", indent, name, text);
}

static void
print_packet_time(FILE *out, const struct mission_time *t)
{
    fprintf(out, "time {\n  code = %s\n  offset = %" PRIu32 "\n",
        names_code.name[t->code], t->offset_bytes);
    if (t->code == MISSION_TIME_CUC)
        fprintf(out, "  coarse = %" PRIu32 "\n  fine = %" PRIu32 "\n",
            t->coarse_bytes, t->fine_bytes);
    if (t->code == MISSION_TIME_CDS)
        fprintf(out, "  day = %" PRIu32 "\n  submilli = %" PRIu32 "\n",
            t->day_bytes, t->submilli_bytes);
    if (t->epoch == MISSION_EPOCH_CUSTOM)
        print_time(out, "  ", "epoch", t->epoch_custom);
    else
        fprintf(out, "  epoch = %s\n", names_epoch.name[t->epoch]);
    fputs("}\n", out);
}

static void
print_rate(FILE *out, const struct mission_link *l)
{
    if (l->rate == MISSION_RATE_FIXED)
        print_double(out, "    ", "rate", l->packets_per_s);
    else
        fprintf(out, "    rate = %s\n",
            l->rate == MISSION_RATE_FAST ? "fast" : "recorded");
    if (l->rate == MISSION_RATE_RECORDED)
        print_double(out, "    ", "speed", l->speed);
    fprintf(out, "    loop = %s\n", names_bool.name[l->loops]);
}

static void
print_link(FILE *out, const struct mission_link *l)
{
    fprintf(out, "  link %s {\n    type = %s\n", l->name,
        names_link_type.name[l->type]);
    print_text(out, "    ", "host", l->host);
    if (l->type <= MISSION_TCP_SERVER)
        fprintf(out, "    port = %" PRIu16 "\n", l->port);
    print_text(out, "    ", "path", l->path);
    if (l->type == MISSION_SERIAL)
        fprintf(out, "    baud = %" PRIu32 "\n", l->baud);
    if (l->type == MISSION_FILE)
        print_rate(out, l);
    fprintf(out, "    skip = %" PRIu32 "\n    enabled = %s\n    signal = %s\n",
        l->skip_bytes, names_bool.name[l->is_enabled],
        names_signal.name[l->signal]);
    if (l->signal == MISSION_SIGNAL_APID)
        fprintf(out, "    signal_apid = %" PRIu16 "\n", l->signal_apid);
    fputs("  }\n", out);
}

static void
print_uplink(FILE *out, const struct mission_uplink *u)
{
    fprintf(out, "  uplink %s {\n    type = %s\n", u->name,
        names_link_type.name[u->type]);
    print_text(out, "    ", "host", u->host);
    if (u->type <= MISSION_TCP_SERVER)
        fprintf(out, "    port = %" PRIu16 "\n", u->port);
    print_text(out, "    ", "path", u->path);
    if (u->type == MISSION_SERIAL)
        fprintf(out, "    baud = %" PRIu32 "\n", u->baud);
    if (u->header_len > 0)
        fputs("    header = ", out);
    for (size_t i = 0; i < u->header_len; i++)
        fprintf(out, "%02x%s", u->header[i], i + 1 < u->header_len ? "" : "\n");
    fprintf(out, "    enabled = %s\n  }\n", names_bool.name[u->is_enabled]);
}

static void
print_seconds(FILE *out, const char *name, int64_t ns)
{
    print_double(out, "    ", name, (double)ns / (double)NS_PER_S);
}

static void
print_commands(FILE *out, const struct mission_commands *c)
{
    fprintf(out, "  commands {\n    los = %s\n    rate = %u\n    queue = %u\n",
        names_los.name[c->los], c->rate_per_s, c->queue);
    print_seconds(out, "queue_time", c->queue_ns);
    print_seconds(out, "arm_time", c->arm_ns);
    print_seconds(out, "propose_time", c->propose_ns);
    print_seconds(out, "lease", c->lease_ns);
    fprintf(out, "    ccsds = %s\n    crc = %s\n    pus = %s\n",
        names_bool.name[c->is_ccsds], names_bool.name[c->has_crc],
        names_bool.name[c->has_pus]);
    if (c->has_pus)
        fprintf(out,
            "    pus_ack = %u\n    pus_service = %u\n    pus_subtype = %u\n"
            "    pus_source = %u\n",
            (unsigned)c->pus_ack, (unsigned)c->pus_service,
            (unsigned)c->pus_subtype, (unsigned)c->pus_source);
    print_text(out, "    ", "people", c->people);
    fputs("  }\n", out);
}

static void
print_process(FILE *out, const struct mission_process *p)
{
    fprintf(out, "  process %s {\n", p->name);
    print_text(out, "    ", "program", p->program);
    if (p->args[0] != NULL) {
        fputs("    args = {", out);
        for (char **a = p->args; *a != NULL; a++) {
            if (a != p->args)
                fputs(", ", out);
            print_quoted(out, *a);
        }
        fputs("}\n", out);
    }
    fputs("  }\n", out);
}

static void
print_instance(FILE *out, const struct mission_instance *in)
{
    fprintf(out, "instance %s {\n  kind = %s\n", in->name,
        names_kind.name[in->kind]);
    print_text(out, "  ", "relay", in->relay);
    for (size_t i = 0; i < in->n_links; i++)
        print_link(out, &in->link[i]);
    for (size_t i = 0; i < in->n_uplinks; i++)
        print_uplink(out, &in->uplink[i]);
    if (in->n_uplinks > 0)
        print_commands(out, &in->commands);
    for (size_t i = 0; i < in->n_processes; i++)
        print_process(out, &in->process[i]);
    fputs("}\n", out);
}

static void
print_windows(FILE *out, const struct mission *m)
{
    if (m->n_windows == 0)
        return;
    fputs("windows = {\n", out);
    for (size_t i = 0; i < m->n_windows; i++) {
        char aos[TIME_TEXT_SIZE], los[TIME_TEXT_SIZE];
        fprintf(out, "  \"%s/%s\"%s\n",
            utc_fmt_iso(aos, m->window[i].aos, false),
            utc_fmt_iso(los, m->window[i].los, false),
            i + 1 < m->n_windows ? "," : "");
    }
    fputs("}\n", out);
}

static void
print_procedures(FILE *out, const struct mission_procedures *p)
{
    fputs("procedures {\n", out);
    print_text(out, "  ", "directory", p->directory);
    fprintf(out, "  wait_timeout = %s\n  old_samples = %s\n}\n",
        names_wait_timeout.name[p->goes_on_after_timeout],
        names_bool.name[p->accepts_old_samples]);
}

void
mission_print(const struct mission *m, FILE *out)
{
    print_text(out, "", "name", m->name);
    print_text(out, "", "title", m->title);
    print_text(out, "", "database", m->database);
    print_text(out, "", "limits", m->limits);
    print_text(out, "", "root", m->root);
    print_time(out, "", "met_epoch", m->met_epoch);
    print_double(out, "", "expiry_factor", m->expiry_factor);
    print_windows(out, m);
    print_packet_time(out, &m->time);
    print_procedures(out, &m->procedures);
    for (size_t i = 0; i < m->n_instances; i++)
        print_instance(out, &m->instance[i]);
}
