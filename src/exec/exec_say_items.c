/*
 * exec_say_items.c - statements whose state changed, and those that go on.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_bag.h"
#include "exec/exec_priv.h"

#define ROWS_MAX 4096 /* statements in one message */

/* ---- statements ---------------------------------------------------------- */

struct rows {
    struct exec_run *run;
    struct exec_list list;
    struct exec_bag bag;
    size_t bytes;
    uint32_t *live;
    size_t n_live, cap_live;
};

static void
add_row(void *arg, uint32_t stmt)
{
    struct rows *r = arg;
    struct pluto_item item;
    struct strbuf row = {0};
    if (r->list.n >= ROWS_MAX || r->bytes > MSG_BYTES_MAX / 2)
        return;
    pluto_run_item(r->run->pluto, stmt, r->run->last, &item);
    pluto_item_fmt(&item, &row);
    r->bytes += row.len;
    if (item.mark == PLUTO_MARK_NOW || item.mark == PLUTO_MARK_ARMED ||
        item.is_current) {
        r->live = xgrow(r->live, r->n_live, &r->cap_live, sizeof *r->live);
        r->live[r->n_live++] = stmt;
    }
    pluto_item_fini(&item);
    /* Rows have tabs between their fields: nothing else is cleaned here. */
    r->bag.text =
        xgrow(r->bag.text, r->bag.n, &r->bag.cap, sizeof *r->bag.text);
    r->bag.text[r->bag.n] = strbuf_take(&row);
    exec_list_add(&r->list, msg_str(r->bag.text[r->bag.n++]));
}

static void
publish_rows(struct rows *r)
{
    struct exec_run *run = r->run;
    struct msg msg = {.envelope.type = MSG_ITEMS};
    if (r->list.n > 0) {
        msg.u.items.id = msg_str(run->id);
        msg.u.items.change = ++run->items_change;
        msg.u.items.rows = exec_list_strv(&r->list);
        exec_publish(run->app, &msg, "items/%u", run->slot);
    }
    free(r->list.v);
    exec_bag_fini(&r->bag);
}

static bool
was_live(const struct exec_run *run, uint32_t stmt)
{
    for (size_t i = 0; i < run->n_live; i++)
        if (run->live[i] == stmt)
            return true;
    return false;
}

void
exec_say_items(struct exec_run *run, bool is_second)
{
    struct rows r = {.run = run};
    const uint64_t change = pluto_run_change(run->pluto);
    if (change != run->told_items)
        pluto_run_changed(run->pluto, run->told_items, add_row, &r);
    run->told_items = change;
    const size_t n_new = r.n_live;
    for (size_t i = 0; is_second && i < run->n_live; i++) {
        bool is_there = false;
        for (size_t k = 0; k < n_new && !is_there; k++)
            is_there = r.live[k] == run->live[i];
        if (!is_there)
            add_row(&r, run->live[i]);
    }
    if (!is_second) { /* those that were told stay until the next second */
        for (size_t k = 0; k < n_new; k++)
            if (!was_live(run, r.live[k])) {
                run->live = xgrow(
                    run->live, run->n_live, &run->cap_live, sizeof *run->live);
                run->live[run->n_live++] = r.live[k];
            }
        free(r.live);
    } else {
        free(run->live);
        run->live = r.live;
        run->n_live = r.n_live;
        run->cap_live = r.cap_live;
    }
    publish_rows(&r);
}
