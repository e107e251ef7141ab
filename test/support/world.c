/*
 * world.c - see world.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/world.h"

#include "support/check.h"

static char mission_name[] = "T", instance_name[] = "test",
            link_name[] = "main", loopback[] = "127.0.0.1";

void
world_init(struct world *w)
{
    memset(w, 0, sizeof *w);
    outbox_list_init(&w->list);
    struct notes notes = {0};
    char *path = check_path("frontend/data/small.xml");
    if (mdb_load(path, &(struct mdb_options){0}, &notes, &w->mdb) != ERR_OK) {
        notes_print(&notes, stderr, true);
        fail_msg("%s", path);
    }
    notes_fini(&notes);
    free(path);
    w->link = (struct mission_link){
        .name = link_name,
        .type = MISSION_UDP,
        .host = loopback,
        .is_enabled = true,
    };
    w->instance = (struct mission_instance){
        .name = instance_name, .link = &w->link, .n_links = 1};
    w->mission = (struct mission){
        .name = mission_name,
        .expiry_factor = 1.9,
        .instance = &w->instance,
        .n_instances = 1,
    };
    w->shared = (struct receiver_world){
        .mission = &w->mission,
        .mdb = w->mdb,
        .root = MDB_NIL,
        .decoder = mdb_decoder_new(w->mdb),
        .samples = samples_new(w->mdb, 1.9, &w->list.outbox),
        .outbox = &w->list.outbox,
        .repeats = repeats_new(CCSDS_APIDS),
    };
    w->now.mono.ns = 5000 * NS_PER_S;
    w->now.utc.ns = WORLD_START_S * NS_PER_S;
}

void
world_fini(struct world *w)
{
    samples_free(&w->shared.samples);
    repeats_free(&w->shared.repeats);
    mdb_decoder_free(&w->shared.decoder);
    mdb_free(&w->mdb);
    outbox_list_fini(&w->list);
}

void
world_wait(struct world *w, double seconds)
{
    const int64_t ns = (int64_t)(seconds * 1e9);
    w->now.mono.ns += ns;
    w->now.utc.ns += ns;
}

size_t
world_build(uint8_t *out, const struct world_packet *packet)
{
    const size_t len = CCSDS_HEADER_BYTES + packet->len;
    const struct ccsds_header header = {
        .apid = packet->apid,
        .flags = packet->flags,
        .sequence = packet->count,
        .len_bytes = (uint32_t)len,
    };
    ccsds_build(&header, out);
    memcpy(out + CCSDS_HEADER_BYTES, packet->data, packet->len);
    return len;
}

size_t
world_hk(uint8_t *out, uint16_t count, uint32_t seconds, uint16_t temp)
{
    const uint32_t t = (uint32_t)WORLD_START_S + seconds;
    const uint8_t data[7] = {(uint8_t)(t >> 24), (uint8_t)(t >> 16),
        (uint8_t)(t >> 8), (uint8_t)t, (uint8_t)(temp >> 8), (uint8_t)temp, 1};
    return world_build(out, &(struct world_packet){.apid = 100,
                                .count = count,
                                .flags = CCSDS_UNSEGMENTED,
                                .data = data,
                                .len = sizeof data});
}

size_t
world_text(uint8_t *out, uint16_t count, const char *text, uint8_t size)
{
    uint8_t data[256];
    const size_t len = strlen(text);
    data[0] = size;
    memcpy(data + 1, text, len);
    return world_build(out, &(struct world_packet){.apid = 200,
                                .count = count,
                                .flags = CCSDS_UNSEGMENTED,
                                .data = data,
                                .len = len + 1});
}

size_t
world_aux(uint8_t *out, uint16_t count, uint16_t value)
{
    const uint8_t data[2] = {(uint8_t)(value >> 8), (uint8_t)value};
    return world_build(out, &(struct world_packet){.apid = 300,
                                .count = count,
                                .flags = CCSDS_UNSEGMENTED,
                                .data = data,
                                .len = sizeof data});
}
