/*
 * bench_limits.c - limit checking beside bare loops and the memory's limit.
 *
 * L1, L3: the bare kernel takes (id, value) pairs as they arrive, looks up a
 * record of 48 bytes and compares four bounds; no quality, no time, no NaN,
 * no context.  L2: how fast this machine reads memory, divided by the bytes
 * that a sample touches.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/xalloc.h"
#include "limits/engine.h"
#include "limits/scan.h"

#define ROUNDS   9
#define ROUND_NS 60e6 /* each */
#define PACKET   64   /* values in a packet */

static volatile uint64_t sink;

static uint32_t
any(uint32_t n)
{
    static uint64_t seed = 1;
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

/* ---- rounds -------------------------------------------------------------- */

static double
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_size);
    return v[ROUNDS / 2];
}

struct contest {
    const char *goal, *what;
    void (*ours)(void *arg);
    void (*bare)(void *arg);
    void *arg;
    double n;     /* samples of one call, of either */
    double scale; /* of the baseline's figure */
    double wanted;
};

static double
pass_ns(void (*run)(void *), void *arg)
{
    double begin = now_ns(), end;
    unsigned n = 0;
    do {
        run(arg);
        n++;
        end = now_ns();
    } while (end - begin < ROUND_NS);
    return (end - begin) / n;
}

static void
compete(const struct contest *c)
{
    double ours[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
    c->ours(c->arg);
    c->bare(c->arg);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = c->n / pass_ns(c->ours, c->arg) * 1e3;
        bare[i] = c->scale * c->n / pass_ns(c->bare, c->arg) * 1e3;
        ratio[i] = ours[i] / bare[i];
    }
    printf("%s\t%s\t%.0f M/s\t%.0f M/s\t%.2f\t>= %.1f\n", c->goal, c->what,
        median(ours), median(bare), median(ratio), c->wanted);
}

/* ---- a mission by hand --------------------------------------------------- */

struct plant {
    struct mdb mdb;
    struct mdb_type type;
    struct mdb_param *param;
    struct mdb_item *item;
    uint32_t *layout; /* of all containers, one after the other */
    struct mdb_container *container;
    struct mdb_alarm alarm;
    struct limit_rule *rule;
    uint32_t *first;
    struct rules rules;
    struct limit_engine *engine;
    uint32_t n, per;  /* items, and in one container */
    uint32_t *order;  /* item of each arriving sample */
    mdb_cell *cell;   /* its value */
    uint8_t *quality; /* all acquired */
    struct utc time;
    struct bare_record *record;
    unsigned out_percent;
};

struct bare_record {
    double red_low, yellow_low, yellow_high, red_high, last;
    uint32_t state, count;
};

static void
init_alarm(struct mdb_alarm *a)
{
    *a = (struct mdb_alarm){.min_violations = 2, .min_conformance = 2};
    a->ranges.is_given = true;
    a->ranges.has[LIMIT_WARNING] = a->ranges.has[LIMIT_CRITICAL] = true;
    a->ranges.range[LIMIT_WARNING] = (struct mdb_range){.min = -10, .max = 10};
    a->ranges.range[LIMIT_CRITICAL] =
        (struct mdb_range){.min = -20, .max = 20, .max_is_exclusive = true};
}

/* One rule for each; every tenth also one that holds while item 0 is 7. */
static void
init_rules(struct plant *p)
{
    size_t k = 0;
    p->rule = xcalloc(p->n + p->n / 10 + 1, sizeof *p->rule);
    p->first = xcalloc(p->n + 1, sizeof *p->first);
    for (uint32_t i = 0; i < p->n; i++) {
        struct limit_rule r = {.item = i,
            .context = {.from = UTC_NONE, .until = UTC_NONE},
            .disabled_until = UTC_NONE,
            .deadband = 0.5,
            .alarm = &p->alarm};
        p->first[i] = (uint32_t)k;
        if (i % 10 == 9) {
            p->rule[k] = r;
            p->rule[k++].context.criteria =
                (struct mdb_criteria){.op = MDB_COMPARE,
                    .comparison = {.item = 0,
                        .is_calibrated = true,
                        .op = MDB_EQ,
                        .other_item = MDB_NIL,
                        .real = 7,
                        .is_number = true}};
        }
        p->rule[k++] = r;
    }
    p->first[p->n] = (uint32_t)k;
    p->rules = (struct rules){.mdb = &p->mdb,
        .rule = p->rule,
        .n_rules = k,
        .first = p->first,
        .n_checked = p->n};
}

static void
init_mdb(struct plant *p)
{
    uint32_t n_containers = (p->n + p->per - 1) / p->per;
    p->type = (struct mdb_type){
        .name = "T", .unit = "", .raw_kind = MDB_FLOAT, .eng_kind = MDB_FLOAT};
    p->item = xcalloc(p->n, sizeof *p->item);
    p->layout = xcalloc(p->n, sizeof *p->layout);
    p->container = xcalloc(n_containers, sizeof *p->container);
    for (uint32_t i = 0; i < p->n; i++) {
        p->item[i].name = "I";
        p->layout[i] = i;
    }
    for (uint32_t c = 0; c < n_containers; c++) {
        uint32_t left = p->n - c * p->per;
        p->container[c] = (struct mdb_container){.name = "C",
            .base = MDB_NIL,
            .layout = p->layout + (size_t)c * p->per,
            .n_layout = left < p->per ? left : p->per};
    }
    p->mdb = (struct mdb){.item = p->item,
        .n_items = p->n,
        .type = &p->type,
        .n_types = 1,
        .container = p->container,
        .n_containers = n_containers};
}

static void
init_records(struct plant *p)
{
    p->record = xcalloc(p->n, sizeof *p->record);
    for (uint32_t i = 0; i < p->n; i++)
        p->record[i] = (struct bare_record){-20, -10, 10, 20, 0, 0, 0};
}

/* `in_packets`: samples come in the order of layouts, else in any order. */
static void
plant_init(struct plant *p, uint32_t n, uint32_t per, bool is_mixed)
{
    p->n = n;
    p->per = per;
    p->time = (struct utc){INT64_C(1790000000) * NS_PER_S};
    init_alarm(&p->alarm);
    init_mdb(p);
    init_rules(p);
    init_records(p);
    if (is_mixed)
        p->mdb.n_containers = 0;
    p->engine = limit_engine_new(&p->rules, NULL, NULL);
    p->order = xcalloc(n, sizeof *p->order);
    p->cell = xcalloc(n, sizeof *p->cell);
    p->quality = xcalloc(n, 1);
    for (uint32_t i = 0; i < n; i++) {
        p->order[i] = i;
        p->cell[i] = mdb_cell_float(
            any(100) < p->out_percent ? 15 : (double)any(1000) / 100 - 5);
    }
    for (uint32_t i = n - 1; is_mixed && i > 0; i--) {
        uint32_t k = any(i + 1), swap = p->order[i];
        p->order[i] = p->order[k];
        p->order[k] = swap;
    }
}

static void
plant_fini(struct plant *p)
{
    limit_engine_free(&p->engine);
    free(p->item);
    free(p->layout);
    free(p->container);
    free(p->rule);
    free(p->first);
    free(p->record);
    free(p->order);
    free(p->cell);
    free(p->quality);
}

/* ---- bare and ours ------------------------------------------------------- */

static void
bare_records(void *arg)
{
    struct plant *p = arg;
    uint64_t changes = 0;
    for (size_t i = 0; i < p->n; i++) {
        struct bare_record *r = &p->record[p->order[i]];
        double v = mdb_cell_get_float(p->cell[i]);
        uint32_t state = 0;
        if (v < r->yellow_low || v > r->yellow_high)
            state = v < r->red_low || v > r->red_high ? 2 : 1;
        if (state != r->state) {
            r->state = state;
            changes++;
        }
        r->last = v;
    }
    sink += changes;
}

static void
our_packets(void *arg)
{
    struct plant *p = arg;
    struct limit_samples s = {
        .mode = LIMIT_REALTIME, .is_static = true, .reception = UTC_NONE};
    p->time.ns += NS_PER_S;
    for (uint32_t c = 0; c < p->mdb.n_containers; c++) {
        size_t at = (size_t)c * p->per;
        s.container = c;
        s.n = p->container[c].n_layout;
        s.item = p->container[c].layout;
        s.raw = s.eng = p->cell + at;
        s.quality = p->quality + at;
        s.generation.ns = p->time.ns + c;
        limit_engine_check(p->engine, &s);
    }
}

static void
our_mixture(void *arg)
{
    struct plant *p = arg;
    p->time.ns += NS_PER_S;
    struct limit_samples s = {.mode = LIMIT_REALTIME,
        .container = MDB_NIL,
        .n = p->n,
        .item = p->order,
        .raw = p->cell,
        .eng = p->cell,
        .quality = p->quality,
        .generation = p->time,
        .reception = UTC_NONE};
    limit_engine_check(p->engine, &s);
}

/* ---- columns and memory -------------------------------------------------- */

struct columns {
    mdb_cell *cell;
    int8_t *is_float;
    struct scan_block *block;
    size_t n;
    scan_fn scan;
    uint64_t *words; /* to read */
    size_t n_words;
};

static void
our_columns(void *arg)
{
    struct columns *c = arg;
    uint64_t miss = 0;
    for (size_t at = 0; at < c->n; at += SCAN_MAX) {
        size_t left = c->n - at;
        struct scan s = {.cell = c->cell + at,
            .is_float = c->is_float + at,
            .block = c->block + at / SCAN_LANES,
            .n = left < SCAN_MAX ? left : SCAN_MAX};
        miss += c->scan(&s);
    }
    sink += miss;
}

typedef uint64_t words4 __attribute__((vector_size(32), aligned(8)));

/* Four streams side by side: one alone does not reach what the memory can. */
#if defined(__x86_64__)
__attribute__((target("avx2")))
#endif
static void
read_memory(void *arg)
{
    const struct columns *c = arg;
    size_t quarter = c->n_words / 16;
    const words4 *a = (const void *)c->words;
    const words4 *b = a + quarter, *d = b + quarter, *e = d + quarter;
    words4 x = {0}, y = {0}, z = {0}, w = {0};
    for (size_t i = 0; i + 2 <= quarter; i += 2) {
        x += a[i] + a[i + 1];
        y += b[i] + b[i + 1];
        z += d[i] + d[i + 1];
        w += e[i] + e[i + 1];
    }
    x += y + z + w;
    sink += x[0] + x[1] + x[2] + x[3];
}

static void
columns_init(struct columns *c, size_t n)
{
    *c = (struct columns){.n = n, .n_words = n * 4, .scan = scan_best()};
    c->cell = scan_memory_new(n * sizeof *c->cell);
    c->is_float = scan_memory_new(n);
    c->block = scan_blocks_new((n + SCAN_LANES - 1) / SCAN_LANES);
    c->words = scan_memory_new(c->n_words * sizeof *c->words);
    struct key_range normal = {key_of_double(-10), key_of_double(10)};
    for (size_t i = 0; i < n; i++) {
        c->cell[i] = mdb_cell_float((double)any(1000) / 100 - 5);
        c->is_float[i] = -1;
        scan_set(c->block, i, key_fast_range(KEY_FLOAT, normal));
    }
    for (size_t i = 0; i < c->n_words; i++)
        c->words[i] = i;
}

static void
columns_fini(struct columns *c)
{
    free(c->cell);
    free(c->is_float);
    free(c->block);
    free(c->words);
}

/* ---- goals --------------------------------------------------------------- */

static void
measure_plant(const char *goal, const char *what, uint32_t n, bool is_mixed,
    unsigned out_percent, double wanted)
{
    struct plant p = {.out_percent = out_percent};
    plant_init(&p, n, PACKET, is_mixed);
    compete(&(struct contest){.goal = goal,
        .what = what,
        .ours = is_mixed ? our_mixture : our_packets,
        .bare = bare_records,
        .arg = &p,
        .n = n,
        .scale = 1,
        .wanted = wanted});
    struct limit_counters c = limit_engine_counters(p.engine);
    printf("%s: %.0f bytes for each parameter\n", what,
        (double)c.bytes / (double)n);
    plant_fini(&p);
}

static void
measure_columns(size_t n, const char *what, scan_fn scan, double wanted)
{
    /* value, two bounds, is it a float; read 32 bytes a value */
    const double touched = 8 + 16 + 1;
    struct columns c;
    columns_init(&c, n);
    if (scan != NULL)
        c.scan = scan;
    compete(&(struct contest){.goal = "L2",
        .what = what,
        .ours = our_columns,
        .bare = read_memory,
        .arg = &c,
        .n = (double)n,
        .scale = 32 / touched,
        .wanted = wanted});
    columns_fini(&c);
}

int
main(void)
{
    measure_plant("L1", "check packets, 1e4 parameters", 10000, false, 0, 0.5);
    measure_plant("L1", "the same, 1 % out of limits", 10000, false, 1, 0.0);
    measure_columns(10000000, "columns, 1e7 parameters", NULL, 0.8);
    measure_columns(10000000, "columns without AVX2", scan_scalar, 0.0);
    measure_plant(
        "L3", "samples as they come, 1e6 parameters", 1000000, true, 0, 2.0);
    return 0;
}
