/*
 * link_rig.c - see link_rig.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/link_rig.h"

#include "support/check.h"

#include "common/xalloc.h"

static void
on_begin(void *arg, bool is_anew)
{
    struct link_rig *rig = arg;
    rig->begins++;
    rig->anews += is_anew;
}

static void
on_bytes(void *arg, const uint8_t *p, size_t len, bool is_datagram,
    struct moment now)
{
    struct link_rig *rig = arg;
    assert_int_equal(now.utc.ns, rig->now.utc.ns);
    rig->bytes = xreallocarray(rig->bytes, rig->n_bytes + len, 1);
    memcpy(rig->bytes + rig->n_bytes, p, len);
    rig->n_bytes += len;
    rig->deliveries++;
    rig->datagrams += is_datagram;
}

static void
on_item(void *arg, enum packets_event event, const struct packets_item *item,
    struct moment now)
{
    struct link_rig *rig = arg;
    if (event != PACKETS_PACKET) {
        rig->faults++;
        return;
    }
    if (rig->packets < 4096) {
        rig->packet_len[rig->packets] = item->len;
        rig->packet_at[rig->packets] = now.mono;
    }
    rig->packets++;
}

static void
on_state(void *arg)
{
    struct link_rig *rig = arg;
    rig->states++;
}

static struct utc
on_packet_time(void *arg, const uint8_t *packet, size_t len)
{
    const struct link_rig *rig = arg;
    (void)len;
    const int64_t count = (packet[2] & 0x3f) << 8 | packet[3];
    return (struct utc){count * rig->step_ns};
}

static bool
on_has_room(void *arg)
{
    const struct link_rig *rig = arg;
    return !rig->is_full && (rig->room == 0 || rig->packets < rig->room);
}

void
link_rig_init(struct link_rig *rig, const struct mission_link *conf)
{
    const int64_t step = rig->step_ns;
    memset(rig, 0, sizeof *rig);
    rig->step_ns = step;
    rig->conf = *conf;
    rig->now.mono.ns = 1000 * NS_PER_S;
    rig->now.utc.ns = 1790000000 * NS_PER_S;
    const struct link_sink sink = {
        .arg = rig,
        .begin = on_begin,
        .bytes = on_bytes,
        .item = on_item,
        .state = on_state,
        .packet_time = on_packet_time,
        .has_room = on_has_room,
    };
    rig->link = link_new(&rig->conf, &sink);
    link_enable(rig->link, rig->now);
}

void
link_rig_fini(struct link_rig *rig)
{
    link_free(&rig->link);
    free(rig->bytes);
    rig->bytes = NULL;
}

int
link_rig_poll(struct link_rig *rig, int wait_ms)
{
    struct pollfd fd[LINK_FDS];
    const size_t n = link_poll(rig->link, fd);
    const int ready = poll(fd, n, wait_ms);
    for (size_t i = 0; i < n; i++)
        if (fd[i].revents)
            link_ready(rig->link, &fd[i], rig->now);
    return ready;
}

void
link_rig_until(struct link_rig *rig, enum link_state state)
{
    for (unsigned i = 0; i < 500 && rig->link->state != state; i++)
        (void)link_rig_poll(rig, 10);
    if (rig->link->state != state)
        fail_msg("link is %s (%s), not %s", link_state_str(rig->link->state),
            rig->link->detail, link_state_str(state));
}

void
link_rig_until_bytes(struct link_rig *rig, size_t n)
{
    for (unsigned i = 0; i < 500 && rig->n_bytes < n; i++)
        (void)link_rig_poll(rig, 10);
    assert_int_equal(rig->n_bytes, n);
}

void
link_rig_wait(struct link_rig *rig, int64_t ns)
{
    rig->now.mono.ns += ns;
    rig->now.utc.ns += ns;
    link_due(rig->link, rig->now);
}

void
link_rig_play(struct link_rig *rig, int64_t limit_ns)
{
    while (link_wake(rig->link).ns <= limit_ns) {
        const int64_t ns = link_wake(rig->link).ns - rig->now.mono.ns;
        link_rig_wait(rig, ns > 0 ? ns : 0);
    }
}

size_t
link_rig_packet(uint8_t *out, uint16_t apid, uint16_t count, size_t len)
{
    const struct ccsds_header header = {
        .apid = apid,
        .flags = CCSDS_UNSEGMENTED,
        .sequence = count,
        .len_bytes = (uint32_t)len,
    };
    ccsds_build(&header, out);
    for (size_t i = CCSDS_HEADER_BYTES; i < len; i++)
        out[i] = (uint8_t)i;
    return len;
}
