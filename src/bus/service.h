/*
 * service.h - answer questions at an address (ROUTER).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BUS_SERVICE_H
#define BUS_SERVICE_H

#include <stdint.h>

#include "bus/bus.h"
#include "bus/endpoint.h"

struct service;

struct service_config {
    const char *address;
    const char *source, *instance; /* borrowed for good */
};

/* See bus_serve(). */
NODISCARD enum err service_open(struct bus_loop *loop,
    const struct service_config *config, bus_request_fn fn, void *arg,
    struct service **out);
void service_close(struct service **s);

uint64_t service_refused(const struct service *s);

/* ---- for services of several frames an answer (the hub's cache) -----------
 */

/*
 * Like a bus_request_fn, before it: may send frames of its own with
 * service_send() and says whether it answers this verb.
 */
typedef bool (*service_stream_fn)(void *arg, struct service *s,
    const struct msg_request *request, struct msg_reply *reply);
void service_on_stream(struct service *s, service_stream_fn fn, void *arg);

/* Send `n` frames to whoever asks just now; they are consumed. */
void service_send(struct service *s, struct frame *frame, size_t n);

#endif
