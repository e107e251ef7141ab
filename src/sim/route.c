/*
 * route.c - where packets go, and where telecommands are heard.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/str.h"
#include "common/xalloc.h"

/* Is `port` one that a flight instance listens at? */
static const char *
flight_listener(const struct mission *mission, uint16_t port)
{
    for (size_t i = 0; i < mission->n_instances; i++) {
        const struct mission_instance *in = &mission->instance[i];
        for (size_t k = 0; k < in->n_links; k++)
            if (in->kind == MISSION_FLIGHT && in->link[k].port == port &&
                (in->link[k].type == MISSION_UDP ||
                    in->link[k].type == MISSION_TCP_SERVER))
                return in->name;
    }
    return NULL;
}

/* Is `port` one to which a flight instance sends commands? */
static const char *
flight_commands(const struct mission *mission, uint16_t port)
{
    for (size_t i = 0; i < mission->n_instances; i++) {
        const struct mission_instance *in = &mission->instance[i];
        for (size_t k = 0; k < in->n_uplinks; k++)
            if (in->kind == MISSION_FLIGHT && in->uplink[k].port == port &&
                in->uplink[k].type == MISSION_UDP)
                return in->name;
    }
    return NULL;
}

static const struct mission_link *
first_udp(const struct mission_instance *instance)
{
    for (size_t i = 0; i < instance->n_links; i++)
        if (instance->link[i].type == MISSION_UDP)
            return &instance->link[i];
    return NULL;
}

/* The destination from --to, or the instance's first UDP link. */
int
route_open(const struct route_wish *o, const struct mission *mission,
    struct sink *sink)
{
    const struct mission_instance *in = mission_instance(mission, o->instance);
    if (in == NULL || in->kind != MISSION_SIM) {
        fprintf(stderr,
            "columba-sim: %s: instance %s is %s; a ground model "
            "sends to an instance of kind sim only\n",
            mission->file, o->instance,
            in == NULL ? "not there" : mission_kind_str(in->kind));
        return in == NULL ? EX_NOINPUT : EX_NOPERM;
    }
    const struct mission_link *link = first_udp(in);
    char *host = NULL;
    uint16_t port = 0;
    if (o->to != NULL && sink_parse_udp(o->to, &host, &port) != ERR_OK) {
        fprintf(
            stderr, "columba-sim: --to: '%s' is not udp:HOST:PORT\n", o->to);
        return EX_USAGE;
    }
    if (o->to == NULL && link == NULL) {
        fprintf(stderr,
            "columba-sim: %s: instance %s has no udp link; "
            "say --to udp:HOST:PORT\n",
            mission->file, o->instance);
        return EX_NOINPUT;
    }
    if (o->to == NULL) {
        bool is_any = link->host == NULL || link->host[0] == '\0';
        host = xstrdup(is_any ? "127.0.0.1" : link->host);
        port = link->port;
    }
    const char *flight = flight_listener(mission, port);
    int status = 0;
    if (flight != NULL) {
        fprintf(stderr,
            "columba-sim: port %u belongs to instance %s, which "
            "is flight\n",
            (unsigned)port, flight);
        status = EX_NOPERM;
    } else if (sink_open_udp(sink, host, port) != ERR_OK) {
        fprintf(stderr, "columba-sim: %s: %s\n", sink->name,
            sink->error != 0 ? strerror(sink->error) : "host not known");
        status = EX_NOHOST;
    }
    free(host);
    return status;
}

static int
complain_commands(const char *text)
{
    fprintf(stderr,
        "columba-sim: --commands: '%s' is not udp:HOST:PORT or none\n", text);
    return EX_USAGE;
}

/*
 * Where telecommands are heard: --commands, or the first udp uplink of the
 * instance.  Without a mission (a file is written) only what is asked for.
 */
int
route_commands(const struct route_wish *o, const struct mission *mission,
    struct route *out)
{
    *out = (struct route){0};
    const struct mission_instance *in =
        mission != NULL ? mission_instance(mission, o->instance) : NULL;
    if (o->commands != NULL) {
        if (!str_eq(o->commands, "none") &&
            sink_parse_udp(o->commands, &out->tc_host, &out->tc_port) != ERR_OK)
            return complain_commands(o->commands);
    } else {
        for (size_t i = 0; in != NULL && i < in->n_uplinks; i++) {
            const struct mission_uplink *u = &in->uplink[i];
            if (u->type != MISSION_UDP || out->tc_port != 0)
                continue;
            out->tc_host = xstrdup(u->host);
            out->tc_port = u->port;
        }
    }
    const char *flight = mission != NULL && out->tc_port != 0
                             ? flight_commands(mission, out->tc_port)
                             : NULL;
    if (flight == NULL)
        return 0;
    fprintf(stderr,
        "columba-sim: port %u is where commands of instance %s go, which is "
        "flight\n",
        (unsigned)out->tc_port, flight);
    return EX_NOPERM;
}

void
route_fini(struct route *route)
{
    free(route->tc_host);
    *route = (struct route){0};
}
