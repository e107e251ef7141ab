/*
 * bench_display.c - a hand-drawn page of 50 and of 500 fields on a 200x60
 * terminal: CPU of a frame in which all values are new.
 *
 * The parameters are those of the demonstration mission; a frame is what the
 * console does when packets came: look at the page, draw it, send what differs.
 * All values and all marks differ from frame to frame, which is the worst case.
 * CPU of this process, the median of seven rounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/xalloc.h"
#include "console/display/display_set.h"
#include "console/preview_scene.h"
#include "console/screen.h"
#include "console/term.h"
#include "console/view/views.h"
#include "mdb/mdb.h"

#define ROWS     60
#define COLS_    200
#define FRAMES   400
#define ROUNDS   7
#define A_LINE   14 /* fields of ten cells, with blanks between */
#define FIELDS_W 13

struct bench {
    struct mdb *mdb;
    struct model model[2]; /* every value of one differs from the other's */
    struct clock now[2];
    struct display_set *displays;
    struct ui ui;
    void *view;
    struct screen *screen;
    struct canvas canvas;
    struct strbuf out;
    char dir[64], file[96];
};

struct result {
    double paint_us, frame_us;
};

static void
die(const char *what)
{
    fprintf(stderr, "bench_display: %s\n", what);
    exit(70);
}

static bool
is_number(const struct mdb_type *type)
{
    return type->eng_kind == MDB_FLOAT || type->eng_kind == MDB_UINT;
}

/* A page of the first `n` numbers of the database. */
static void
write_page(struct bench *b, int n)
{
    FILE *f = fopen(b->file, "w");
    if (f == NULL)
        die("no file");
    fprintf(f, "display BENCH \"Bench\"\nscreen\n");
    for (int i = 0; i < n; i++) {
        fprintf(f, " {v%-*d}%s", FIELDS_W - 4, i,
            (i + 1) % A_LINE == 0 || i + 1 == n ? "\n" : "");
    }
    fprintf(f, "end\n");
    int i = 0;
    for (uint32_t k = 0; k < b->mdb->n_items && i < n; k++)
        if (is_number(mdb_item_type(b->mdb, k)))
            fprintf(f, "v%d %s %%8.2f\n", i++, b->mdb->item[k].name);
    for (uint32_t k = 0; i < n; k++) /* and again */
        if (is_number(mdb_item_type(b->mdb, k)))
            fprintf(f, "v%d %s %%8.2f\n", i++, b->mdb->item[k].name);
    fclose(f);
}

static void
open_bench(struct bench *b, int n)
{
    struct notes notes = {0};
    struct screen_caps caps = {0};
    const char *dir = b->dir, *origin = "bench";
    int colors;
    strcpy(b->dir, "/tmp/bench_display.XXXXXX");
    if (mkdtemp(b->dir) == NULL)
        die("no directory");
    snprintf(b->file, sizeof b->file, "%s/bench.dsp", b->dir);
    if (mdb_load("missions/sif/sif.xml", NULL, &notes, &b->mdb) != ERR_OK)
        die("no database");
    notes_fini(&notes);
    write_page(b, n);
    b->displays = display_set_new(&dir, &origin, 1);
    display_set_use_mdb(b->displays, b->mdb);
    b->ui = (struct ui){.displays = b->displays, .theme = theme_built_in()};
    const struct display *page = display_set_get(b->displays, "BENCH")->page;
    if (page == NULL)
        die("no page");
    for (int i = 0; i < 2; i++) {
        struct clock now = {mono_now(), utc_now()};
        model_init(&b->model[i], "bench", b->mdb, now);
        b->now[i] = preview_scene_tell(
            &b->model[i], page, i ? PREVIEW_ALARM : PREVIEW_GOOD, now);
    }
    b->ui.model = &b->model[0];
    b->view = view_display.open(&b->ui, "BENCH");
    if (term_caps("xterm-256color", &caps, &colors) != ERR_OK)
        die("no terminal");
    b->screen = screen_new(&caps, theme_built_in(), DEPTH_256);
    canvas_init(&b->canvas, ROWS, COLS_, false);
}

static void
close_bench(struct bench *b)
{
    view_display.close(b->view);
    screen_free(&b->screen);
    canvas_fini(&b->canvas);
    display_set_free(&b->displays);
    model_fini(&b->model[0]);
    model_fini(&b->model[1]);
    mdb_free(&b->mdb);
    strbuf_fini(&b->out);
    unlink(b->file);
    rmdir(b->dir);
}

static double
cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void
round_of(struct bench *b, struct result *r)
{
    double paint = 0, frame = 0;
    for (int i = 0; i < FRAMES; i++) {
        b->ui.model = &b->model[i % 2];
        b->ui.now = b->now[i % 2].mono;
        b->ui.utc = b->now[i % 2].utc;
        strbuf_reset(&b->out);
        double start = cpu_us();
        (void)view_display.update(b->view, &b->ui);
        canvas_clear(&b->canvas);
        struct area all = area_all(&b->canvas);
        view_display.paint(b->view, &b->ui, &all);
        paint += cpu_us() - start;
        screen_draw(b->screen, &b->canvas, &b->out);
        frame += cpu_us() - start;
    }
    *r = (struct result){paint / FRAMES, frame / FRAMES};
}

static struct result
measure(int n)
{
    struct bench b = {0};
    struct result r[ROUNDS];
    double paint[ROUNDS], frame[ROUNDS];
    open_bench(&b, n);
    for (int i = 0; i < ROUNDS; i++) {
        round_of(&b, &r[i]);
        paint[i] = r[i].paint_us;
        frame[i] = r[i].frame_us;
    }
    qsort(paint, ROUNDS, sizeof *paint, by_size);
    qsort(frame, ROUNDS, sizeof *frame, by_size);
    close_bench(&b);
    return (struct result){paint[ROUNDS / 2], frame[ROUNDS / 2]};
}

int
main(void)
{
    struct result few = measure(50), many = measure(500);
    printf("T3\tdisplay of 500 fields: look and draw\t%.0f us\t200 us\t%.2f\t"
           "<= 1.00\n",
        many.paint_us, many.paint_us / 200);
    printf("T3\tdisplay of 50 fields at 1 Hz: CPU\t%.4f %%\t0.22 %%\t%.3f\t<= "
           "1.00\n",
        few.frame_us / 1e4, few.frame_us / 1e4 / 0.22);
    printf("T3\tdisplay of 500 fields at 10 Hz: CPU\t%.3f %%\t1 "
           "%%\t%.3f\t<= 1.00\n",
        many.frame_us / 1e3, many.frame_us / 1e3);
    return 0;
}
