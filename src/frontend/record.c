/*
 * record.c - a recorder that tells when it fails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "frontend/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/xalloc.h"

#define DIR_MODE 0750

static void
make_parents(const char *dir)
{
    char *path = xstrdup(dir);
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(path, DIR_MODE); /* there already, or told by the next */
        *at = '/';
    }
    free(path);
}

void
record_open(struct record *r, const char *dir,
    const struct packet_store_origin *origin, const struct outbox *outbox)
{
    make_parents(dir);
    const enum err e = recorder_new(dir, origin, &r->recorder);
    if (e == ERR_OK)
        return;
    char text[512];
    (void)snprintf(text, sizeof text, "%s: %s", dir, err_str(e));
    outbox->event(outbox->arg, EV_RECORD_FAILED, text);
}

void
record_close(struct record *r)
{
    recorder_free(&r->recorder);
}

void
record_packet(struct record *r, const struct stored_packet *packet)
{
    if (r->recorder)
        recorder_add(r->recorder, packet);
}

void
record_watch(struct record *r, const struct outbox *outbox)
{
    if (!r->recorder)
        return;
    char text[256];
    const struct recorder_status now = recorder_status(r->recorder);
    if (now.is_failing && !r->was_failing) {
        (void)snprintf(text, sizeof text, "%s; %" PRIu64 " packets wait",
            now.reason, now.waiting);
        outbox->event(outbox->arg, EV_RECORD_FAILED, text);
    } else if (!now.is_failing && (r->was_failing || now.lost > r->lost)) {
        (void)snprintf(text, sizeof text, "%" PRIu64 " packets were lost",
            now.lost - r->lost);
        outbox->event(outbox->arg, EV_RECORD_AGAIN, text);
        r->lost = now.lost;
    }
    r->was_failing = now.is_failing;
}
