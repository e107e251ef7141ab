/*
 * bench_pluto_run.c - what a statement costs without a disk, what the state of
 * a long execution costs, and the share of a core of fifty executions that
 * wait.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <time.h>

#include "common/time.h"
#include "common/xalloc.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "pluto/run.h"

#define ROUNDS     7
#define STATEMENTS 100000
#define EXECUTED   1000
#define SAVES      200
#define RUNS       50
#define EACH       20 /* parameters of an execution */
#define SECONDS    100
#define ALLOWED    0.05
#define GOAL_NS    20000.0

static int64_t now;
static double level;

static double
cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median_of(double v[ROUNDS])
{
    qsort(v, ROUNDS, sizeof *v, by_size);
    return v[ROUNDS / 2];
}

/* ---- a host that does nothing -------------------------------------------- */

static void
on_sample(void *arg, uint32_t parameter, struct pluto_sample *out)
{
    (void)arg;
    (void)parameter;
    *out = (struct pluto_sample){.validity = PLUTO_VALID,
        .sampled = now,
        .received = now,
        .value = pluto_real(level, NULL)};
}

static int64_t
on_occurred(void *arg, uint32_t event, int64_t since)
{
    (void)arg;
    (void)event;
    (void)since;
    return 0;
}

static void
on_initiate(void *arg, const struct pluto_order *order)
{
    (void)arg;
    (void)order;
}

static void
on_leave(void *arg, uint64_t instance)
{
    (void)arg;
    (void)instance;
}

static bool
on_operate(void *arg, const char *name, const struct pluto_given *argument,
    size_t n, struct strbuf *why)
{
    (void)arg;
    (void)name;
    (void)argument;
    (void)n;
    (void)why;
    return true;
}

static void
on_trace(void *arg, const struct pluto_trace *t)
{
    (void)arg;
    (void)t;
}

struct program {
    struct pluto *p;
    struct pluto_model *model;
    struct catalogue *catalogue;
    struct pluto_run *run;
};

static void
program_begin(struct program *b, const char *text)
{
    struct notes notes = {0};
    struct strbuf why = {0};
    b->model = pluto_model_new();
    b->catalogue = catalogue_empty("B");
    pluto_model_set_open(b->model, true);
    struct pluto_check_options options = {
        .catalogue = b->catalogue, .is_open = true};
    if (pluto_parse("b", text, strlen(text), &notes, &b->p) != ERR_OK ||
        pluto_check(b->p, b->model, &options, &notes) != ERR_OK) {
        notes_print(&notes, stderr, false);
        abort();
    }
    struct pluto_run_config config = {.procedure = b->p,
        .model = b->model,
        .catalogue = b->catalogue,
        .host = {NULL, on_sample, on_occurred, on_initiate, on_leave,
            on_operate, on_trace},
        .tells_samples = true,
        .tick_ns = NS_PER_S / 10};
    if (pluto_run_new(&config, &why, &b->run) != ERR_OK)
        abort();
    pluto_run_begin(b->run, now);
    notes_fini(&notes);
}

static void
program_end(struct program *b)
{
    pluto_run_free(&b->run);
    pluto_free(&b->p);
    catalogue_free(&b->catalogue);
    pluto_model_free(&b->model);
}

/* ---- what is measured ---------------------------------------------------- */

static double
statement_ns(void)
{
    struct program b;
    program_begin(&b,
        "procedure initiate and confirm step S declare variable N of type "
        "signed integer, variable X of type real end declare main X := 0.0; "
        "for N := 1 to 1000000 do X := X + 1; end for; end main end step; "
        "end procedure");
    double begin = cpu_s();
    for (int i = 0; i < STATEMENTS; i++)
        if (pluto_run_advance(b.run, now += 1000) != PLUTO_MORE)
            abort();
    double ns = (cpu_s() - begin) * 1e9 / STATEMENTS;
    program_end(&b);
    return ns;
}

static double
save_ns(size_t *bytes)
{
    struct program b;
    struct strbuf text = {0}, state = {0};
    strbuf_adds(&text, "procedure initiate and confirm step S ");
    for (int i = 0; i < EXECUTED; i++)
        strbuf_addf(&text, "log \"statement number %d\"; ", i);
    strbuf_adds(&text, "wait for 3600 s; end step; end procedure");
    program_begin(&b, text.s);
    while (pluto_run_advance(b.run, now) == PLUTO_MORE)
        ;
    double begin = cpu_s();
    for (int i = 0; i < SAVES; i++) {
        strbuf_reset(&state);
        pluto_run_save(b.run, &state);
    }
    double ns = (cpu_s() - begin) * 1e9 / SAVES;
    *bytes = state.len;
    strbuf_fini(&text);
    strbuf_fini(&state);
    program_end(&b);
    return ns;
}

/* An execution that waits for 20 parameters, each with a condition. */
static void
waiting_begin(struct program *b)
{
    struct strbuf text = {0};
    strbuf_adds(
        &text, "procedure initiate and confirm step S wait until Value 0 > 5");
    for (int i = 1; i < EACH; i++)
        strbuf_addf(&text, " or Value %d > 5", i);
    strbuf_adds(&text, "; end step; end procedure");
    program_begin(b, text.s);
    strbuf_fini(&text);
}

static double
waiting_share(struct program *b, int per_s)
{
    double begin = cpu_s();
    for (int i = 0; i < SECONDS * per_s; i++) {
        now += NS_PER_S / per_s;
        level = (double)(i % 5);
        for (size_t r = 0; r < RUNS; r++) {
            bool is_wanted = pluto_run_due(b[r].run) <= now;
            for (uint32_t k = 0; k < EACH; k++)
                is_wanted = pluto_run_sampled(b[r].run, k) || is_wanted;
            while (is_wanted && pluto_run_advance(b[r].run, now) == PLUTO_MORE)
                ;
        }
    }
    return (cpu_s() - begin) / SECONDS;
}

static bool
waiting(int per_s)
{
    struct program b[RUNS];
    double share[ROUNDS];
    for (size_t i = 0; i < RUNS; i++)
        waiting_begin(&b[i]);
    for (int r = 0; r < ROUNDS; r++)
        share[r] = waiting_share(b, per_s);
    for (size_t i = 0; i < RUNS; i++) {
        if (pluto_run_state(b[i].run) != PLUTO_RUN_WAITING)
            abort();
        program_end(&b[i]);
    }
    double median = median_of(share);
    printf("P3\t%d executions wait on %d values at %d Hz\t%.3f %% of a core\t"
           "%.0f %% allowed\t%.4f\t<= 1\n",
        RUNS, RUNS * EACH, per_s, 100 * median, 100 * ALLOWED,
        median / ALLOWED);
    return median <= ALLOWED;
}

int
main(void)
{
    double statement[ROUNDS], save[ROUNDS];
    size_t bytes = 0;
    for (int r = 0; r < ROUNDS; r++) {
        statement[r] = statement_ns();
        save[r] = save_ns(&bytes);
    }
    double ns = median_of(statement), save_one = median_of(save);
    printf("P1\ta statement of a procedure, no disk\t%.0f ns\t%.0f ns allowed\t"
           "%.4f\t<= 1\n",
        ns, GOAL_NS, ns / GOAL_NS);
    printf("P2\tstate after %d statements: %zu bytes\t%.0f ns\t"
           "%.0f ns allowed\t%.4f\t<= 1\n",
        EXECUTED, bytes, save_one, 10 * GOAL_NS, save_one / (10 * GOAL_NS));
    bool is_good = waiting(1);
    is_good = waiting(10) && is_good;
    return is_good && ns <= GOAL_NS && save_one <= 10 * GOAL_NS ? 0 : 1;
}
