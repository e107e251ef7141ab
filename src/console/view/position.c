/*
 * position.c - see position.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/position.h"

#define BYTES_SHOWN 8

/* A packet of zeros, long enough for every space packet. */
static const uint8_t zeros[65542];

const struct packet_copy *
position_packet(const struct packet_log *log, uint32_t container)
{
    const struct packet_copy *best = NULL;
    for (size_t i = 0; i < log->n; i++)
        for (size_t back = 0; back < log->row[i].n_kept; back++) {
            const struct packet_copy *c = packet_row_get(&log->row[i], back);
            if (c->container != container)
                continue;
            if (!best || c->serial > best->serial)
                best = c;
            break; /* older ones of this row */
        }
    return best;
}

uint32_t
position_root(const struct mdb *mdb, uint32_t container)
{
    uint32_t at = container, depth = 0;
    while (at < mdb->n_containers && mdb->container[at].base != MDB_NIL &&
           depth++ < mdb->n_containers)
        at = mdb->container[at].base;
    return at < mdb->n_containers ? at : MDB_NIL;
}

static bool
find(const struct mdb_frame *f, uint32_t item, struct position *out)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->item[i] == item) {
            out->bit = f->bit[i];
            out->width = f->width[i];
            return true;
        }
    return false;
}

bool
position_find(const struct model *model, uint32_t container, uint32_t item,
    struct position *out)
{
    const struct mdb *mdb = values_mdb(model->values);
    struct mdb_frame f;
    out->copy = position_packet(&model->packets, container);
    if (!mdb)
        return false;
    if (out->copy && out->copy->mdb_hash == mdb->hash) {
        mdb_decode(model->decoder, position_root(mdb, container),
            out->copy->data, out->copy->len, &f);
        if (f.container == container && find(&f, item, out))
            return true;
    }
    out->copy = NULL;
    if (container >= mdb->n_containers || !mdb->container[container].layout)
        return false;
    mdb_decode(model->decoder, container, zeros, sizeof zeros, &f);
    return find(&f, item, out);
}

void
position_text(struct strbuf *out, const struct position *p)
{
    strbuf_addf(out, "byte %u", p->bit / 8);
    if (p->bit % 8 || p->width % 8)
        strbuf_addf(out, " bit %u", p->bit % 8);
    strbuf_addf(out, ", %u bit%s", p->width, p->width == 1 ? "" : "s");
    if (!p->copy || p->width == 0)
        return;
    uint32_t first = p->bit / 8, last = (p->bit + p->width - 1) / 8;
    strbuf_adds(out, ":");
    for (uint32_t i = first; i <= last && i < p->copy->len; i++) {
        if (i - first == BYTES_SHOWN) {
            strbuf_adds(out, " …");
            break;
        }
        strbuf_addf(out, " %02x", p->copy->data[i]);
    }
}
