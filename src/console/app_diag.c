/*
 * app_diag.c - the console measures itself.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/app_priv.h"

#include "common/str.h"
#include "console/model/text.h"

static const char *
colors_of(enum depth depth)
{
    return depth == DEPTH_256  ? "256 colours"
           : depth == DEPTH_16 ? "16 colours"
           : depth == DEPTH_8  ? "8 colours"
                               : "no colours";
}

/* The terminal as it is used, not as it was asked for. */
static void
look_at_terminal(struct app *app)
{
    struct diag *d = &app->diag;
    model_text(d->term, sizeof d->term, msg_str(term_name(app->term)));
    d->colors = colors_of(term_depth(app->term));
    d->charset = term_is_ascii(app->term) ? "ASCII" : "UTF-8";
    term_size(app->term, &d->rows, &d->cols);
}

void
app_diag_start(struct app *app)
{
    struct diag *d = &app->diag;
    diag_start(d, mono_now());
    if (app->term == NULL)
        return;
    look_at_terminal(app);
    desk_set_diag(app->desk, d);
}

/* The newest key waits for its frame since `now`. */
void
app_diag_key(struct app *app, struct mono now)
{
    app->diag.total[DIAG_KEYS]++;
    if (app->key_at.ns == 0)
        app->key_at = now;
}

void
app_diag_frame(struct app *app, struct mono began, enum term_drawn drawn)
{
    struct diag *d = &app->diag;
    struct mono now = mono_now();
    if (drawn == TERM_BUSY)
        d->total[DIAG_SKIPPED]++;
    else
        diag_time(d, DIAG_DRAW, mono_diff_ns(now, began));
    if (app->key_at.ns != 0 && drawn == TERM_DRAWN)
        diag_time(d, DIAG_KEY, mono_diff_ns(now, app->key_at));
    if (drawn != TERM_BUSY)
        app->key_at = (struct mono){0};
}

/* A data tick came at `now`; `period_ns` after the one before is in time. */
void
app_diag_tick(struct app *app, struct mono now, int64_t period_ns)
{
    struct diag *d = &app->diag;
    if (app->writable != NULL && app->is_dirty)
        d->total[DIAG_SKIPPED]++;
    if (app->ticked.ns != 0) {
        int64_t lag = mono_diff_ns(now, app->ticked) - period_ns;
        diag_time(d, DIAG_LAG, lag > 0 ? lag : 0);
    }
    app->ticked = now;
    d->late_ns = app->is_late ? mono_diff_ns(now, app->late_from) : 0;
    if (d->late_ns > d->worst_late_ns)
        d->worst_late_ns = d->late_ns;
    if (app->term == NULL)
        return;
    struct term_counters c = term_counters(app->term);
    d->total[DIAG_FRAMES] = c.frames;
    d->total[DIAG_WRITES] = c.writes;
    d->total[DIAG_BYTES] = c.bytes;
    d->total[DIAG_CELLS] = c.cells;
    if (!diag_second(d, now))
        return;
    struct vitals v = vitals_read(&app->vitals, now, utc_now());
    d->rss_bytes = v.rss_bytes;
    d->cpu = v.cpu;
    look_at_terminal(app);
}
