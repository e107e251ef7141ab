/*
 * form_scene.c - see form_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/form_scene.h"

#include "support/check.h"

#include "common/attr.h"
#include "support/command_scene.h"
#include "support/feed.h"

static struct mdb *mdb;

static void
at_end(void)
{
    mdb_free(&mdb);
}

const struct mdb *
form_scene_mdb(void)
{
    if (mdb == NULL) {
        struct notes notes = {0};
        char *path = check_path("console/data/commands.xml");
        if (mdb_load(path, NULL, &notes, &mdb) != ERR_OK)
            fail_msg("%s is refused", path);
        free(path);
        notes_fini(&notes);
        (void)atexit(at_end);
    }
    return mdb;
}

void
form_scene(struct model *m)
{
    model_set_mdb(m, form_scene_mdb(), "");
    (void)str_copy(m->instance.mission, sizeof m->instance.mission, "LAB");
}

void
form_scene_mode(struct model *m, struct clock now, enum form_mode mode)
{
    const struct feed_item items[] = {
        {0, "/LAB/ID", "", "", MDB_UINT, MDB_UINT},
        {1, "/LAB/MODE", "", "", MDB_UINT, MDB_ENUM},
        {2, "/LAB/SETPOINT", "degC", "", MDB_FLOAT, MDB_FLOAT}};
    const struct feed_cell cell[] = {{7, 7, MDB_ACQUIRED},
        {(mdb_cell)mode, (mdb_cell)mode, MDB_ACQUIRED},
        {mdb_cell_float(21.5), mdb_cell_float(21.5), MDB_ACQUIRED}};
    feed_layout(
        m, now, mdb->hash, 0, "/LAB/HK", NS_PER_S, items, ARRAY_LEN(items));
    feed_tm(m, now,
        &(struct feed_tm){.hash = mdb->hash,
            .container = 0,
            .cell = cell,
            .n = ARRAY_LEN(cell)});
}

void
form_scene_gate(struct model *m, struct clock now)
{
    struct msg_gate g = gate_message(now);
    g.mdb_hash = mdb->hash;
    feed_gate(m, now, &g);
    (void)str_copy(m->orders.person, sizeof m->orders.person, "FC-1");
    m->orders.holds = true;
    m->orders.lease_end = mono_add_ns(now.mono, 100 * NS_PER_S);
}

uint32_t
form_scene_command(const char *name)
{
    uint32_t i = mdb_find_command(form_scene_mdb(), name);
    assert_int_not_equal(i, MDB_NIL);
    return i;
}
