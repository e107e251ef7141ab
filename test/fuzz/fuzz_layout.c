/*
 * fuzz_layout.c - any bytes as a layout: no crash, no leak; what is taken can
 * be laid out on any screen, and is written so that it is read again as it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>

#include "common/attr.h"
#include "console/layout.h"
#include "console/workspace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
lay_out(const struct workspace *w)
{
    static const int sizes[][2] = {
        {1, 1}, {8, 30}, {24, 80}, {60, 200}, {500, 12}};
    if (w->is_usual)
        return;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct layout l = layout_of(
            sizes[i][0], sizes[i][1], &w->tiling, w->focus, w->is_full);
        for (int k = 0; k < l.n_panes; k++) {
            struct rect r = l.pane[l.shown[k]];
            if (r.row < 0 || r.col < 0 || r.row + r.rows > sizes[i][0] ||
                r.col + r.cols > sizes[i][1])
                abort();
        }
    }
}

static void
write_and_read_again(const struct workspace *w)
{
    struct strbuf once = {0}, twice = {0};
    struct notes notes = {0};
    struct workspace again;
    workspace_format(w, &once);
    if (workspace_parse("once", strbuf_get(&once), once.len, &again, &notes) !=
        ERR_OK)
        abort();
    workspace_format(&again, &twice);
    if (!str_eq(strbuf_get(&once), strbuf_get(&twice)))
        abort();
    notes_fini(&notes);
    strbuf_fini(&once);
    strbuf_fini(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct workspace w;
    if (workspace_parse("fuzz", (const char *)data, size, &w, &notes) ==
        ERR_OK) {
        lay_out(&w);
        write_and_read_again(&w);
    }
    notes_fini(&notes);
    return 0;
}
