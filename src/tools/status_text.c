/*
 * status_text.c - what `columba status` prints, from a model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/status_text.h"

#include <inttypes.h>
#include <math.h>

#include "common/json.h"
#include "common/str.h"

#define PROBLEMS_MAX 32

static const char *
scaled(char out[32], double v, const char *unit)
{
    static const char *const prefix[] = {"", "k", "M", "G", "T"};
    size_t i = 0;
    for (; fabs(v) >= 999.5 && i + 1 < ARRAY_LEN(prefix); i++)
        v /= 1000;
    int decimals = i > 0 && fabs(v) < 99.95 ? 1 : 0;
    snprintf(out, 32, "%.*f %s%s", decimals, v, prefix[i], unit);
    return out;
}

static const char *
age_text(
    char out[TIME_TEXT_SIZE], bool is_known, struct mono from, struct clock now)
{
    if (!is_known)
        return "never";
    return duration_fmt(out, mono_diff_ns(now.mono, from));
}

static void
print_instance(const struct status_input *in, FILE *out)
{
    const struct instance_info *i = &in->model->instance;
    char gmt[TIME_TEXT_SIZE];
    fprintf(out, "%s %s", instance_kind_str(i->kind), i->name);
    if (i->is_known)
        fprintf(out, "  %s  %.48s", i->mission, i->title);
    fprintf(out, "\n%s GMT", utc_fmt_doy(gmt, in->now.utc, false, 0));
    if (in->supervisor != 0)
        fprintf(out, "  supervised by process %d", (int)in->supervisor);
    else
        fprintf(out, "  without a supervisor");
    fputc('\n', out);
}

static void
print_processes(const struct status_input *in, FILE *out)
{
    const struct processes *p = &in->model->processes;
    fprintf(out, "\n%-14s %-16s %8s %8s %9s %9s %7s\n", "process", "state",
        "pid", "restarts", "heartbeat", "memory", "cpu");
    for (size_t i = 0; i < p->n; i++) {
        const struct process_row *r = &p->row[i];
        char age[TIME_TEXT_SIZE], memory[32];
        fprintf(out, "%-14.14s %-16.16s %8" PRIu64 " %8" PRIu64 " %9s %9s",
            r->name, process_life_str(process_life(r, in->now)), r->pid,
            r->restarts, age_text(age, r->has_heartbeat, r->heard, in->now),
            scaled(memory, (double)r->rss_bytes, "B"));
        fprintf(out, " %5.1f %%\n", r->cpu * 100);
    }
}

static void
print_links(const struct status_input *in, FILE *out)
{
    static const char *const signals[] = {
        [SIGNAL_UNKNOWN] = "-", [SIGNAL_AOS] = "AOS", [SIGNAL_LOS] = "LOS"};
    const struct links *l = &in->model->links;
    if (l->n > 0)
        fprintf(out, "\n%-10s %-10s %-6s %9s %10s %6s %7s %s\n", "link",
            "state", "signal", "packets/s", "bytes/s", "gaps", "newest",
            "address");
    for (size_t i = 0; i < l->n; i++) {
        const struct link_row *r = &l->row[i];
        char age[TIME_TEXT_SIZE], bytes[32];
        fprintf(out,
            "%-10.10s %-10.10s %-6s %9.1f %10s %6" PRIu64 " %7s %.15s\n",
            r->name, link_row_is_fresh(r, in->now) ? r->state_text : "silent",
            signals[r->signal], r->m.packets_per_s,
            scaled(bytes, r->m.bytes_per_s, "B/s"), r->m.gaps,
            age_text(age, r->has_last, r->last, in->now), r->address);
    }
}

static void
print_data(const struct status_input *in, FILE *out)
{
    struct values_tally t = values_tally(in->model->values, in->now);
    int64_t age_ns = values_data_age_ns(in->model->values, in->now);
    char age[TIME_TEXT_SIZE];
    fprintf(out,
        "\n%zu values acquired, %zu expired, %zu invalid, %zu not received; "
        "newest %s\n",
        t.n[MDB_ACQUIRED], t.n[MDB_EXPIRED], t.n[MDB_INVALID],
        t.n[MDB_NOT_RECEIVED],
        age_ns < 0 ? "never" : duration_fmt(age, age_ns));
}

static void
print_gate(const struct status_input *in, FILE *out)
{
    const struct commands *c = &in->model->commands;
    const struct gate_info *g = &c->gate;
    if (!c->has_gate)
        return;
    fprintf(out, "commanding: %s%s, uplink %.16s %s\n",
        g->holder[0] != '\0' ? g->holder : "nobody has authority",
        commands_are_live(c, in->now) ? "" : " (the gate is silent)", g->uplink,
        g->uplink_state[0] != '\0' ? g->uplink_state : "not heard");
    fprintf(out,
        "commands: %" PRIu64 " wait, %" PRIu64 " queued, %" PRIu64
        " open, %" PRIu64 " unknown\n",
        g->waiting, g->queued, g->open, g->unknown);
}

static void
print_exercise(const struct status_input *in, FILE *out)
{
    const struct status_exercise *e = &in->exercise;
    char elapsed[TIME_TEXT_SIZE], duration[TIME_TEXT_SIZE];
    if (e->name[0] == '\0')
        return;
    duration_fmt(elapsed, (int64_t)(e->elapsed_s * 1e9));
    duration_fmt(duration, (int64_t)(e->duration_s * 1e9));
    fprintf(out, "exercise %s: %s, %s%s%s\n", e->name, e->state, elapsed,
        e->duration_s > 0 ? " of " : "", e->duration_s > 0 ? duration : "");
}

void
status_print(const struct status_input *in, FILE *out)
{
    struct health h[PROBLEMS_MAX];
    size_t n = health_list(in->model, in->now, h, PROBLEMS_MAX);
    print_instance(in, out);
    print_processes(in, out);
    print_links(in, out);
    print_data(in, out);
    print_gate(in, out);
    print_exercise(in, out);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s: %.70s\n",
            h[i].level >= HEALTH_CAUTION ? "problem" : "note", h[i].text);
    if (n == 0)
        fputs("all is well\n", out);
}

/* ---- JSON ---------------------------------------------------------------- */

static struct json
begin(const char *type)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "type", type);
    return j;
}

static void
end(struct json *j, FILE *out)
{
    json_end(j);
    json_line(j, out);
}

static void
json_time(struct json *j, const char *key, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(t))
        json_null(j, key);
    else
        json_str(j, key, utc_fmt_iso(text, t, false));
}

static void
json_age(struct json *j, bool is_known, int64_t ns)
{
    if (is_known)
        json_double(j, "age_s", (double)ns / 1e9);
    else
        json_null(j, "age_s");
}

static void
json_process(
    const struct status_input *in, const struct process_row *r, FILE *out)
{
    struct json j = begin("process");
    json_str(&j, "name", r->name);
    json_str(&j, "state", process_life_str(process_life(r, in->now)));
    json_uint(&j, "pid", r->pid);
    json_uint(&j, "restarts", r->restarts);
    json_age(&j, r->has_heartbeat, mono_diff_ns(in->now.mono, r->heard));
    json_time(&j, "since", r->has_supervisor ? r->since : r->started);
    json_uint(&j, "rss_bytes", r->rss_bytes);
    json_double(&j, "cpu", r->cpu);
    json_uint(&j, "refused", r->refused);
    json_uint(&j, "missed", r->missed);
    json_str(&j, "version", r->version);
    json_str(&j, "detail", r->detail);
    json_str(&j, "ended", r->ended);
    end(&j, out);
}

static void
json_link(const struct status_input *in, const struct link_row *r, FILE *out)
{
    static const char *const signals[] = {[SIGNAL_UNKNOWN] = "unknown",
        [SIGNAL_AOS] = "aos",
        [SIGNAL_LOS] = "los"};
    struct json j = begin("link");
    json_str(&j, "name", r->name);
    json_str(&j, "kind", r->kind);
    json_str(&j, "address", r->address);
    json_str(&j, "state", r->state_text);
    json_bool(&j, "fresh", link_row_is_fresh(r, in->now));
    json_str(&j, "signal", signals[r->signal]);
    json_str(&j, "detail", r->detail);
    json_double(&j, "packets_per_s", r->m.packets_per_s);
    json_double(&j, "bytes_per_s", r->m.bytes_per_s);
    json_uint(&j, "packets", r->m.packets);
    json_uint(&j, "bytes", r->m.bytes);
    json_uint(&j, "gaps", r->m.gaps);
    json_uint(&j, "missing", r->m.missing);
    json_uint(&j, "bad",
        r->m.bad_version + r->m.bad_length + r->m.too_short + r->m.unknown);
    json_age(&j, r->has_last, mono_diff_ns(in->now.mono, r->last));
    end(&j, out);
}

static void
json_gate(const struct status_input *in, FILE *out)
{
    const struct commands *c = &in->model->commands;
    const struct gate_info *g = &c->gate;
    struct json j = begin("gate");
    json_bool(&j, "fresh", commands_are_live(c, in->now));
    json_str(&j, "holder", g->holder);
    json_str(&j, "where", g->where);
    json_time(&j, "since", g->since);
    json_str(&j, "uplink", g->uplink);
    json_str(&j, "uplink_state", g->uplink_state);
    json_str(&j, "signal", g->signal);
    json_uint(&j, "waiting", g->waiting);
    json_uint(&j, "queued", g->queued);
    json_uint(&j, "open", g->open);
    json_uint(&j, "unknown", g->unknown);
    json_bool(&j, "log_ok", g->log_ok);
    json_uint(&j, "log_lines", g->log_lines);
    end(&j, out);
}

static void
json_exercise(const struct status_input *in, FILE *out)
{
    const struct status_exercise *e = &in->exercise;
    struct json j = begin("exercise");
    json_str(&j, "name", e->name);
    json_str(&j, "state", e->state);
    json_double(&j, "elapsed_s", e->elapsed_s);
    json_double(&j, "duration_s", e->duration_s);
    end(&j, out);
}

static void
json_problems(const struct status_input *in, FILE *out)
{
    static const char *const levels[] = {"ok", "note", "caution", "alarm"};
    struct health h[PROBLEMS_MAX];
    const size_t n = health_list(in->model, in->now, h, PROBLEMS_MAX);
    for (size_t i = 0; i < n; i++) {
        struct json j = begin("problem");
        json_str(&j, "level", levels[h[i].level]);
        json_str(&j, "text", h[i].text);
        end(&j, out);
    }
}

void
status_print_json(const struct status_input *in, FILE *out)
{
    const struct model *m = in->model;
    struct json j = begin("instance");
    json_str(&j, "name", m->instance.name);
    json_str(&j, "kind", instance_kind_str(m->instance.kind));
    json_str(&j, "mission", m->instance.mission);
    json_str(&j, "title", m->instance.title);
    json_str(&j, "database", m->instance.database);
    json_uint(&j, "supervisor", (uint64_t)in->supervisor);
    json_bool(&j, "ok", status_exit(in) == 0);
    end(&j, out);
    for (size_t i = 0; i < m->processes.n; i++)
        json_process(in, &m->processes.row[i], out);
    for (size_t i = 0; i < m->links.n; i++)
        json_link(in, &m->links.row[i], out);
    struct values_tally t = values_tally(m->values, in->now);
    int64_t age_ns = values_data_age_ns(m->values, in->now);
    j = begin("data");
    json_uint(&j, "acquired", t.n[MDB_ACQUIRED]);
    json_uint(&j, "expired", t.n[MDB_EXPIRED]);
    json_uint(&j, "invalid", t.n[MDB_INVALID]);
    json_uint(&j, "not_received", t.n[MDB_NOT_RECEIVED]);
    json_age(&j, age_ns >= 0, age_ns);
    end(&j, out);
    if (m->commands.has_gate)
        json_gate(in, out);
    if (in->exercise.name[0] != '\0')
        json_exercise(in, out);
    json_problems(in, out);
}

int
status_exit(const struct status_input *in)
{
    return health_of(in->model, in->now).level >= HEALTH_CAUTION ? 1 : 0;
}
