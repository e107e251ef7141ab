/*
 * show.c - see show.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/show.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/view/views.h"
#include "support/check.h"

static void
copy(const char *dir, const char *name)
{
    char *relative = xasprintf("console/display/data/%s", name);
    char *path = check_path(relative);
    size_t len;
    char *data = check_read(path, &len);
    free(check_write(dir, name, data, len));
    free(data);
    free(path);
    free(relative);
}

void
show_open(struct show *s, const char *id, enum scene scene, int rows, int cols)
{
    const char *origin = "mission";
    *s = (struct show){.dir = check_tmpdir()};
    copy(s->dir, "fac01.dsp");
    copy(s->dir, "fac02.dsp");
    const char *dir = s->dir;
    s->displays = display_set_new(&dir, &origin, 1);
    stage_open_facility(&s->stage, &view_display, id, scene, rows, cols);
    s->stage.ui.displays = s->displays;
    display_set_use_mdb(s->displays, values_mdb(s->stage.model.values));
    stage_paint(&s->stage);
}

void
show_close(struct show *s)
{
    stage_close(&s->stage);
    display_set_free(&s->displays);
    check_rmdir(&s->dir);
}

void
show_save(struct show *s, const char *name, const char *text)
{
    free(check_write(s->dir, name, text, SIZE_MAX));
    s->saves++;
    (void)display_set_poll(
        s->displays, mono_add_ns(s->stage.ui.now, s->saves * 2 * NS_PER_S));
    stage_paint(&s->stage);
}

struct display_now
show_now(struct show *s, const char *id, const char *name)
{
    const struct display_set_row *row = display_set_get(s->displays, id);
    assert_non_null(row);
    assert_non_null(row->page);
    const struct display_def *def = display_find_def(row->page, name);
    assert_non_null(def);
    struct display_eye eye = {
        .model = &s->stage.model, .now = {s->stage.ui.now, s->stage.ui.utc}};
    return display_now_of(&eye, def);
}

const char *
show_line(struct show *s, const char *text)
{
    static char line[1024];
    const char *all = stage_text(&s->stage), *at = strstr(all, text);
    if (at == NULL)
        fail_msg("no '%s' in:\n%s", text, all);
    while (at > all && at[-1] != '\n')
        at--;
    (void)snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    return line;
}
