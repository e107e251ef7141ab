/*
 * read_uplink.c - uplinks and commanding of an instance, from mission.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/read_uplink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "mission/meet.h"

/* What belongs to another type of link is a mistake, not noise. */
static void
check_options(const struct reading *r, const char *what,
    enum mission_link_type type, const struct rules_link_option *option,
    size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct rules_link_option *o = &option[i];
        const struct conf_entry *e = reading_given(r, o->name);
        if (e != NULL && (o->allowed & (1u << type)) == 0)
            reading_error(r, e->at, "%s %s of type %s has no '%s'",
                what[0] == 'u' ? "an" : "a", what, mission_link_type_str(type),
                o->name);
        if (e == NULL && (o->needed & (1u << type)) != 0)
            reading_error(r, *r->missing, "%s of type %s needs '%s'", r->what,
                mission_link_type_str(type), o->name);
    }
}

enum mission_link_type
read_link_type(const struct reading *r, const char *what,
    const struct rules_link_option *option, size_t n)
{
    reading_need(r, "type");
    const bool has_type = reading_given(r, "type") != NULL;
    const size_t errors = r->notes->errors;
    const enum mission_link_type type =
        reading_choice(r, "type", &names_link_type, MISSION_UDP);
    if (has_type && r->notes->errors == errors)
        check_options(r, what, type, option, n);
    return type;
}

/* ---- uplinks ---------------------------------------------------------------
 */

static int
digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "1acffc1d": pairs of hexadecimal digits. */
static void
read_header(const struct reading *r, struct mission_uplink *u)
{
    struct conf_place at;
    const char *text = reading_text_at(r, "header", &at);
    if (text == NULL)
        return;
    const size_t n = strlen(text);
    bool is_good = n > 0 && n % 2 == 0 && n / 2 <= MISSION_HEADER_MAX;
    for (size_t i = 0; i < n && is_good; i++)
        is_good = digit(text[i]) >= 0;
    if (!is_good) {
        reading_error(r, at,
            "header = %.40s: 1 to %d bytes in hexadecimal, like 1acffc1d, are "
            "expected",
            text, MISSION_HEADER_MAX);
        return;
    }
    u->header_len = n / 2;
    u->header = xcalloc(u->header_len, 1);
    for (size_t i = 0; i < u->header_len; i++)
        u->header[i] =
            (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
}

static void
check_name(const struct reading *r, const struct conf_entry *e,
    const struct mission_instance *in)
{
    if (!names_is_valid(e->title))
        reading_error(r, e->title_at,
            "'%.40s' is no name of an uplink: 1 to 32 of a-z 0-9 -", e->title);
    for (size_t i = 0; i < in->n_links; i++)
        if (strcmp(in->link[i].name, e->title) == 0)
            reading_error(r, e->title_at,
                "'%.40s' is the name of a link already, in line %u", e->title,
                in->link[i].line);
}

static void
read_uplink(const struct reading *instance, const struct conf_entry *e,
    const struct mission_instance *in, struct mission_uplink *u)
{
    char *what = xasprintf("uplink %.40s", e->title);
    struct reading r = reading_enter(instance, e, what);
    *u = (struct mission_uplink){.name = xstrdup(e->title), .line = e->at.line};
    check_name(&r, e, in);
    u->type = read_link_type(
        &r, "uplink", rules_uplink_options, rules_n_uplink_options);
    u->host = reading_text(&r, "host", 255);
    const bool sends_there = u->type == MISSION_UDP || u->type == MISSION_TCP;
    struct conf_place at;
    if (sends_there && u->host != NULL && u->host[0] == '\0') {
        (void)reading_text_at(&r, "host", &at);
        reading_error(&r, at, "host is empty: packets need an address");
    }
    u->port = (uint16_t)reading_uint(&r, "port", sends_there ? 1 : 0, 65535, 0);
    u->path = reading_path(&r, "path");
    u->baud = (uint32_t)reading_uint(&r, "baud", 50, 4000000, 115200);
    u->is_enabled = reading_bool(&r, "enabled", true);
    read_header(&r, u);
    free(what);
}

void
read_uplinks(const struct reading *r, struct mission_instance *in)
{
    size_t cap = 0;
    for
        EACH_SECTION(r, "uplink", e)
        {
            if (in->kind == MISSION_REPLAY)
                reading_error(r, e->at,
                    "uplink %.40s: a replay instance has no way out", e->title);
            in->uplink =
                xgrow(in->uplink, in->n_uplinks, &cap, sizeof *in->uplink);
            read_uplink(r, e, in, &in->uplink[in->n_uplinks++]);
        }
}

/* ---- commands --------------------------------------------------------------
 */

static int64_t
read_seconds(const struct reading *r, const char *name, double least,
    double most, double otherwise)
{
    const double s = reading_double(r, name, least, most, otherwise);
    return (int64_t)llround(s * (double)NS_PER_S);
}

static void
read_pus(const struct reading *r, struct mission_commands *c)
{
    static const char *const only[] = {
        "pus_ack", "pus_service", "pus_subtype", "pus_source"};
    c->has_pus = reading_bool(r, "pus", false);
    c->pus_ack = (uint8_t)reading_uint(r, only[0], 0, 15, 0);
    c->pus_service = (uint8_t)reading_uint(r, only[1], 0, 255, 0);
    c->pus_subtype = (uint8_t)reading_uint(r, only[2], 0, 255, 0);
    c->pus_source = (uint16_t)reading_uint(r, only[3], 0, 65535, 0);
    for (size_t i = 0; i < ARRAY_LEN(only); i++) {
        const struct conf_entry *e = reading_given(r, only[i]);
        if (e != NULL && !c->has_pus)
            reading_error(r, e->at, "%s belongs to pus = true", only[i]);
    }
    const struct conf_entry *pus = reading_given(r, "pus");
    if (c->has_pus && !c->is_ccsds)
        reading_error(r, pus->at, "pus = true needs ccsds = true");
}

void
read_commands(const struct reading *instance, struct mission_instance *in)
{
    struct mission_commands *c = &in->commands;
    *c = (struct mission_commands){
        .los = MISSION_LOS_HOLD,
        .rate_per_s = 5,
        .queue = 100,
        .queue_ns = 3600 * NS_PER_S,
        .arm_ns = 30 * NS_PER_S,
        .propose_ns = 300 * NS_PER_S,
        .lease_ns = 30 * NS_PER_S,
        .is_ccsds = true,
    };
    const struct conf_entry *e = reading_next(instance, "commands", 0);
    if (e == NULL)
        return;
    if (in->kind == MISSION_REPLAY)
        reading_error(
            instance, e->at, "a replay instance does not command anything");
    struct reading r = reading_enter(instance, e, "commands");
    c->los = reading_choice(&r, "los", &names_los, MISSION_LOS_HOLD);
    c->rate_per_s = (unsigned)reading_uint(&r, "rate", 1, 100, 5);
    c->queue = (unsigned)reading_uint(&r, "queue", 1, 1000, 100);
    c->queue_ns = read_seconds(&r, "queue_time", 1, 86400, 3600);
    c->arm_ns = read_seconds(&r, "arm_time", 5, 120, 30);
    c->propose_ns = read_seconds(&r, "propose_time", 10, 86400, 300);
    c->lease_ns = read_seconds(&r, "lease", 10, 300, 30);
    c->is_ccsds = reading_bool(&r, "ccsds", true);
    c->has_crc = reading_bool(&r, "crc", false);
    c->people = reading_path(&r, "people");
    read_pus(&r, c);
}

/* ---- SIM and FLIGHT --------------------------------------------------------
 */

static struct meet_place
place_of_uplink(const struct mission_uplink *u)
{
    return (struct meet_place){u->type, u->host, u->port, u->path};
}

static struct meet_place
place_of_link(const struct mission_link *l)
{
    return (struct meet_place){l->type, l->host, l->port, l->path};
}

static void
check_uplink(const struct reading *r, const struct mission_instance *a,
    const struct mission_uplink *u, const struct mission_instance *b)
{
    const struct meet_place here = place_of_uplink(u);
    for (size_t i = 0; i < b->n_uplinks; i++) {
        const struct meet_place there = place_of_uplink(&b->uplink[i]);
        if (b < a && meet(&here, &there))
            reading_error(r, (struct conf_place){u->line, 0},
                "uplink %s of instance %s may reach the address of uplink %s "
                "of instance %s in line %u",
                u->name, a->name, b->uplink[i].name, b->name,
                b->uplink[i].line);
    }
    for (size_t i = 0; i < b->n_links; i++) {
        const struct meet_place there = place_of_link(&b->link[i]);
        if (meet(&here, &there))
            reading_error(r, (struct conf_place){u->line, 0},
                "uplink %s of instance %s may reach the address of link %s of "
                "instance %s in line %u",
                u->name, a->name, b->link[i].name, b->name, b->link[i].line);
    }
}

void
check_uplinks(const struct reading *r)
{
    const struct mission *m = r->mission;
    for (size_t i = 0; i < m->n_instances; i++)
        for (size_t j = 0; j < m->n_instances; j++)
            for (size_t k = 0; k < m->instance[i].n_uplinks; k++)
                if (m->instance[i].kind != m->instance[j].kind)
                    check_uplink(r, &m->instance[i], &m->instance[i].uplink[k],
                        &m->instance[j]);
}
