/*
 * mission_read.c - what the sections of mission.conf mean, and whether they
 * can be meant so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/mission_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/num.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mission/names.h"
#include "mission/read_uplink.h"
#include "mission/rules.h"

static void
check_window(const struct reading *r, struct conf_place at, const char *text)
{
    struct mission *m = r->mission;
    struct mission_window w;
    const char *slash = strchr(text, '/');
    char *aos = slash != NULL ? xstrndup(text, (size_t)(slash - text)) : NULL;
    if (aos == NULL || utc_parse(aos, &w.aos) != ERR_OK ||
        utc_parse(slash + 1, &w.los) != ERR_OK)
        reading_error(r, at,
            "'%.60s': a window is two times, "
            "2026-11-20T08:00:00Z/2026-11-20T08:40:00Z",
            text);
    else if (w.aos.ns >= w.los.ns)
        reading_error(r, at, "'%.60s' ends before it begins", text);
    else
        m->window[m->n_windows++] = w;
    free(aos);
}

static int
by_aos(const void *va, const void *vb)
{
    const struct mission_window *a = va, *b = vb;
    return (a->aos.ns > b->aos.ns) - (a->aos.ns < b->aos.ns);
}

static void
read_windows(const struct reading *r)
{
    struct mission *m = r->mission;
    const struct conf_entry *e = reading_given(r, "windows");
    if (e == NULL)
        return;
    m->window = xcalloc(e->n_values, sizeof *m->window);
    for (unsigned i = 0; i < e->n_values; i++)
        check_window(r, e->value[i], cfg_getnstr(r->cfg, "windows", i));
    if (m->n_windows > 1)
        qsort(m->window, m->n_windows, sizeof *m->window, by_aos);
    for (size_t i = 1; i < m->n_windows; i++) {
        char a[TIME_TEXT_SIZE], b[TIME_TEXT_SIZE];
        if (m->window[i].aos.ns < m->window[i - 1].los.ns)
            reading_error(r, e->at,
                "the windows that begin at %s and %s overlap",
                utc_fmt_iso(a, m->window[i - 1].aos, false),
                utc_fmt_iso(b, m->window[i].aos, false));
    }
}

static void
read_epoch(const struct reading *r, struct mission_time *time)
{
    struct conf_place at;
    const char *text = reading_text_at(r, "epoch", &at);
    if (text != NULL && text[0] >= '0' && text[0] <= '9') {
        time->epoch = MISSION_EPOCH_CUSTOM;
        time->epoch_custom = reading_time(r, "epoch");
        return;
    }
    time->epoch = reading_choice(r, "epoch", &names_epoch, MISSION_EPOCH_TAI);
}

static void
read_procedures(const struct reading *top)
{
    struct mission_procedures *p = &top->mission->procedures;
    const struct conf_entry *e = reading_next(top, "procedures", 0);
    if (e == NULL)
        return;
    struct reading r = reading_enter(top, e, "procedures");
    p->directory = reading_path(&r, "directory");
    p->goes_on_after_timeout =
        reading_choice(&r, "wait_timeout", &names_wait_timeout, 0) == 1;
    p->accepts_old_samples = reading_bool(&r, "old_samples", false);
}

static void
read_packet_time(const struct reading *top)
{
    struct mission_time *t = &top->mission->time;
    *t = (struct mission_time){.coarse_bytes = 4,
        .fine_bytes = 2,
        .day_bytes = 2,
        .epoch_custom = UTC_NONE,
        .offset_bytes = 6};
    const struct conf_entry *e = reading_next(top, "time", 0);
    if (e == NULL)
        return;
    struct reading r = reading_enter(top, e, "time");
    t->code = reading_choice(&r, "code", &names_code, MISSION_TIME_MDB);
    t->offset_bytes = (uint32_t)reading_uint(&r, "offset", 0, 65535, 6);
    t->coarse_bytes = (uint32_t)reading_uint(&r, "coarse", 1, 7, 4);
    t->fine_bytes = (uint32_t)reading_uint(&r, "fine", 0, 10, 2);
    t->day_bytes = (uint32_t)reading_uint(&r, "day", 2, 3, 2);
    t->submilli_bytes = (uint32_t)reading_uint(&r, "submilli", 0, 4, 0);
    struct conf_place at;
    if (t->submilli_bytes % 2 != 0 &&
        reading_text_at(&r, "submilli", &at) != NULL)
        reading_error(
            &r, at, "submilli is 0, 2 (microseconds) or 4 (picoseconds)");
    read_epoch(&r, t);
    reading_need(&r, "code");
    static const struct {
        const char *name;
        enum mission_time_code code;
    } only[] = {{"coarse", MISSION_TIME_CUC}, {"fine", MISSION_TIME_CUC},
        {"day", MISSION_TIME_CDS}, {"submilli", MISSION_TIME_CDS}};
    for (size_t i = 0; i < ARRAY_LEN(only); i++) {
        const struct conf_entry *o = reading_given(&r, only[i].name);
        if (o != NULL && only[i].code != t->code)
            reading_error(&r, o->at, "%s belongs to code = %s", only[i].name,
                names_code.name[only[i].code]);
    }
}

static void
read_rate(const struct reading *r, struct mission_link *link)
{
    struct conf_place at;
    const char *text = reading_text_at(r, "rate", &at);
    double v;
    if (text == NULL) {
        link->rate = MISSION_RATE_RECORDED;
    } else if (strcmp(text, "fast") == 0) {
        link->rate = MISSION_RATE_FAST;
    } else if (strcmp(text, "recorded") == 0) {
        link->rate = MISSION_RATE_RECORDED;
    } else if (num_parse_double(text, &v) && v >= 1e-3 && v <= 1e7) {
        link->rate = MISSION_RATE_FIXED;
        link->packets_per_s = v;
    } else {
        reading_error(r, at,
            "rate = %.40s: fast, recorded or packets per second (0.001 to "
            "10000000) is expected",
            text);
    }
    link->speed = reading_double(r, "speed", 1e-3, 1e6, 1.0);
    const struct conf_entry *speed = reading_given(r, "speed");
    if (speed != NULL && link->rate != MISSION_RATE_RECORDED)
        reading_error(r, speed->at, "speed belongs to rate = recorded");
}

static void
read_signal(const struct reading *r, struct mission_link *link)
{
    link->signal =
        reading_choice(r, "signal", &names_signal, MISSION_SIGNAL_NONE);
    link->signal_apid = (uint16_t)reading_uint(r, "signal_apid", 0, 2046, 0);
    const struct conf_entry *apid = reading_given(r, "signal_apid");
    const struct conf_entry *signal = reading_given(r, "signal");
    if (link->signal == MISSION_SIGNAL_APID && apid == NULL)
        reading_error(r, signal->at, "signal = apid needs 'signal_apid'");
    if (link->signal != MISSION_SIGNAL_APID && apid != NULL)
        reading_error(r, apid->at, "signal_apid belongs to signal = apid");
    if (link->signal == MISSION_SIGNAL_WINDOWS && r->mission->n_windows == 0)
        reading_error(
            r, signal->at, "signal = windows, but there are no windows");
}

static void
read_link(const struct reading *instance, const struct conf_entry *e,
    struct mission_link *link)
{
    char *what = xasprintf("link %.40s", e->title);
    struct reading r = reading_enter(instance, e, what);
    *link =
        (struct mission_link){.name = xstrdup(e->title), .line = e->at.line};
    if (!names_is_valid(e->title))
        reading_error(&r, e->title_at,
            "'%.40s' is no name of a link: 1 to 32 of a-z 0-9 -", e->title);
    link->type =
        read_link_type(&r, "link", rules_link_options, rules_n_link_options);
    link->host = reading_text(&r, "host", 255);
    bool listens =
        link->type == MISSION_UDP || link->type == MISSION_TCP_SERVER;
    link->port = (uint16_t)reading_uint(&r, "port", listens ? 0 : 1, 65535, 0);
    link->path = reading_path(&r, "path");
    link->baud = (uint32_t)reading_uint(&r, "baud", 50, 4000000, 115200);
    link->skip_bytes = (uint32_t)reading_uint(&r, "skip", 0, 65535, 0);
    link->is_enabled = reading_bool(&r, "enabled", true);
    link->loops = reading_bool(&r, "loop", false);
    read_rate(&r, link);
    read_signal(&r, link);
    free(what);
}

static void
read_process(const struct reading *instance, const struct conf_entry *e,
    struct mission_process *p)
{
    char *what = xasprintf("process %.40s", e->title);
    struct reading r = reading_enter(instance, e, what);
    p->name = xstrdup(e->title);
    if (!names_is_valid(e->title))
        reading_error(&r, e->title_at,
            "'%.40s' is no name of a process: 1 to 32 of a-z 0-9 -", e->title);
    p->program = reading_text(&r, "program", 1024);
    if (p->program == NULL)
        p->program = xasprintf("columba-%s", e->title);
    if (strchr(p->program, '/') != NULL && p->program[0] != '/') {
        char *joined = xasprintf("%s/%s", r.mission->dir, p->program);
        free(p->program);
        p->program = joined;
    }
    const struct conf_entry *args = reading_given(&r, "args");
    size_t n = args != NULL ? args->n_values : 0;
    p->args = xcalloc(n + 1, sizeof *p->args);
    for (unsigned i = 0; i < n; i++)
        p->args[i] = xstrdup(cfg_getnstr(r.cfg, "args", i));
    free(what);
}

/* What runs when the file does not say: the chain, and a model for sim. */
static void
default_processes(struct mission_instance *in)
{
    static const char *const names[] = {"hub", "limits", "frontend", "sim"};
    in->n_processes = in->kind == MISSION_SIM ? 4 : 3;
    in->process = xcalloc(in->n_processes, sizeof *in->process);
    for (size_t i = 0; i < in->n_processes; i++)
        in->process[i] = (struct mission_process){
            .name = xstrdup(names[i]),
            .program = xasprintf("columba-%s", names[i]),
            .args = xcalloc(1, sizeof *in->process[i].args),
        };
}

static void
read_instance(const struct reading *top, const struct conf_entry *e,
    struct mission_instance *in)
{
    char *what = xasprintf("instance %.40s", e->title);
    struct reading r = reading_enter(top, e, what);
    *in = (struct mission_instance){
        .name = xstrdup(e->title), .line = e->at.line};
    if (!paths_instance_is_valid(e->title))
        reading_error(&r, e->title_at,
            "'%.40s' is no name of an instance: 1 to 32 of A-Z a-z 0-9 . _ -",
            e->title);
    reading_need(&r, "kind");
    in->kind = reading_choice(&r, "kind", &names_kind, MISSION_FLIGHT);
    in->relay = reading_text(&r, "relay", 255);
    struct conf_place at;
    const char *relay = reading_text_at(&r, "relay", &at);
    if (relay != NULL && !str_prefix(relay, "tcp://") &&
        !str_prefix(relay, "ipc:///"))
        reading_error(&r, at,
            "relay = %.60s: tcp://host:port or ipc:///path is expected", relay);
    size_t cap = 0;
    for
        EACH_SECTION(&r, "link", l)
        {
            in->link = xgrow(in->link, in->n_links, &cap, sizeof *in->link);
            read_link(&r, l, &in->link[in->n_links++]);
        }
    read_uplinks(&r, in);
    read_commands(&r, in);
    cap = 0;
    for
        EACH_SECTION(&r, "process", p)
        {
            in->process =
                xgrow(in->process, in->n_processes, &cap, sizeof *in->process);
            in->process[in->n_processes] = (struct mission_process){0};
            read_process(&r, p, &in->process[in->n_processes++]);
        }
    if (in->n_processes == 0)
        default_processes(in);
    free(what);
}

/* Two links that listen at one port: one of them gets the other's packets. */
static void
check_ports(const struct reading *r, const struct mission_instance *a,
    const struct mission_link *la, const struct mission_instance *b)
{
    for (size_t i = 0; i < b->n_links; i++) {
        const struct mission_link *lb = &b->link[i];
        bool may_meet = str_eq(la->host, lb->host) || la->host == NULL ||
                        lb->host == NULL || la->host[0] == '\0' ||
                        lb->host[0] == '\0';
        if (lb >= la && a == b)
            return;
        if (la->type != lb->type || la->port != lb->port || la->port == 0 ||
            la->type == MISSION_TCP || !may_meet)
            continue;
        if (a == b || a->kind != b->kind)
            reading_error(r, (struct conf_place){la->line, 0},
                "link %s of instance %s listens at port %u, and so does link "
                "%s of instance %s in line %u",
                la->name, a->name, la->port, lb->name, b->name, lb->line);
    }
}

static void
read_instances(const struct reading *r)
{
    struct mission *m = r->mission;
    size_t cap = 0;
    for
        EACH_SECTION(r, "instance", e)
        {
            m->instance =
                xgrow(m->instance, m->n_instances, &cap, sizeof *m->instance);
            read_instance(r, e, &m->instance[m->n_instances++]);
        }
    if (m->n_instances == 0)
        reading_error(r, *r->missing, "the mission has no instance");
    for (size_t i = 0; i < m->n_instances; i++)
        for (size_t j = 0; j <= i; j++)
            for (size_t k = 0; k < m->instance[i].n_links; k++)
                check_ports(r, &m->instance[i], &m->instance[i].link[k],
                    &m->instance[j]);
    check_uplinks(r);
}

static void
check_readable(const struct reading *r, const char *name, const char *path)
{
    struct conf_place at;
    if (path == NULL || access(path, R_OK) == 0)
        return;
    int why = errno;
    (void)reading_text_at(r, name, &at);
    reading_error(r, at, "%s %s cannot be read: %s", name, path, strerror(why));
}

/* What the file names, or limits.conf beside it when there is one. */
static void
read_limits(const struct reading *r)
{
    struct mission *m = r->mission;
    m->limits = reading_path(r, "limits");
    if (reading_given(r, "limits") != NULL) {
        check_readable(r, "limits", m->limits);
        return;
    }
    m->limits = xasprintf("%s/limits.conf", m->dir);
    if (access(m->limits, F_OK) != 0) {
        free(m->limits);
        m->limits = NULL;
    }
}

void
mission_read(const struct reading *r)
{
    struct mission *m = r->mission;
    struct conf_place at;
    reading_need(r, "name");
    reading_need(r, "database");
    m->name = reading_text(r, "name", 16);
    if (m->name != NULL && (m->name[0] == '\0' || strpbrk(m->name, " \t"))) {
        (void)reading_text_at(r, "name", &at);
        reading_error(r, at, "name is one short word, like SIF");
    }
    m->title = reading_text(r, "title", 80);
    m->database = reading_path(r, "database");
    check_readable(r, "database", m->database);
    read_limits(r);
    m->root = reading_text(r, "root", 255);
    m->met_epoch = reading_time(r, "met_epoch");
    m->expiry_factor = reading_double(r, "expiry_factor", 1.0, 1000.0, 1.9);
    read_windows(r);
    read_packet_time(r);
    read_procedures(r);
    read_instances(r);
    if (m->title == NULL)
        m->title = xstrdup(m->name != NULL ? m->name : "");
}
