/*
 * test_run_generated.c - generated procedures in generated worlds: saved and
 * loaded after every advance, an execution is what it would have been.
 *
 * PLUTO_SEEDS=N in the environment tries so many programs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_chaos.h"
#include "support/pluto_gen.h"
#include "support/pluto_host.h"

#include "common/attr.h"

#define BYTES       160
#define SPINS_BEGIN 2500 /* advances: a loop that never waits, or close */

static const struct {
    const char *label, *conf; /* catalogue */
    unsigned stmts;
    uint64_t first; /* seed */
    unsigned n;     /* programs */
} row[] = {
    {"short", NULL, 4, 1, 120},
    {"long", NULL, 30, 10000001, 40},
    {"people",
        "id = \"P\"\nstep 1 { actor = \"CREW\" warning = {\"hot\"} caution = "
        "{\"slow\"} acknowledge = true tick = true enter \"Level\" { type = "
        "real } enter \"Seal\" { type = string } }\nstep 1.3 { actor = "
        "\"CREW\" "
        "note = {\"n\"} }\n",
        12, 20000001, 80},
    {"guards by themselves", "id = \"P\"\nguards = automatic\n", 20, 30000001,
        60},
};

static void
world_of(uint64_t seed, uint8_t byte[BYTES])
{
    uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    for (size_t i = 0; i < BYTES; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        byte[i] = (uint8_t)(x >> 30);
    }
}

/* The trace, orders, end and state; how many advances it took. */
static unsigned
play(const struct strbuf *text, const char *conf, uint64_t seed,
    enum chaos_saves saves, struct strbuf *record)
{
    uint8_t byte[BYTES];
    struct host_program program;
    struct strbuf why = {0};
    if (!host_program_load(&program, "P", text->s, text->len, conf, false))
        return SPINS_BEGIN; /* of some, a precondition reads a variable */
    world_of(seed, byte);
    struct chaos c = {.byte = byte,
        .n = BYTES,
        .p = program.p,
        .model = program.model,
        .catalogue = program.catalogue,
        .saves = saves,
        .record = record};
    c.salt = chaos_byte(&c);
    struct pluto_run_config config = chaos_config(&c);
    assert_int_equal(pluto_run_new(&config, &why, &c.run), ERR_OK);
    uint8_t mode = chaos_byte(&c) % 8;
    if (mode < PLUTO_MODE_COUNT)
        assert_int_equal(
            pluto_run_set_mode(c.run, mode, "FC-1", 0, &why), ERR_OK);
    pluto_run_begin(c.run, 0);
    chaos_play(&c);
    strbuf_addf(record, "%d %d %d at %lld\n", (int)pluto_run_execution(c.run),
        (int)pluto_run_outcome(c.run), (int)pluto_run_reason(c.run),
        (long long)c.now);
    pluto_run_save(c.run, record);
    pluto_run_free(&c.run);
    host_program_fini(&program);
    return c.advances;
}

/* False: it is refused, or spins: saving that each time would take long. */
static bool
is_the_same(const char *conf, unsigned stmts, uint64_t seed)
{
    struct strbuf text = {0}, straight = {0}, saved = {0};
    struct pluto_gen gen = {.seed = seed, .stmts = stmts};
    pluto_gen(&gen, &text);
    unsigned n = play(&text, conf, seed, CHAOS_NEVER, &straight);
    if (n < SPINS_BEGIN) {
        unsigned again = play(&text, conf, seed, CHAOS_ALWAYS, &saved);
        if (n != again || strcmp(straight.s, saved.s) != 0) {
            size_t at = 0;
            while (straight.s[at] != '\0' && straight.s[at] == saved.s[at])
                at++;
            at = at < 200 ? 0 : at - 200;
            print_error("seed %llu:\n%s\n", (unsigned long long)seed, text.s);
            fail_msg("...%.400s\nsaved and loaded ...%.400s", straight.s + at,
                saved.s + at);
        }
    }
    strbuf_fini(&text);
    strbuf_fini(&straight);
    strbuf_fini(&saved);
    return n < SPINS_BEGIN;
}

static void
a_change_of_process_changes_nothing(void **state)
{
    (void)state;
    const char *by_hand = getenv("PLUTO_SEEDS");
    for (size_t r = 0; r < ARRAY_LEN(row); r++) {
        unsigned n = row[r].n, same = 0;
        if (by_hand != NULL)
            n = (unsigned)strtoul(by_hand, NULL, 10);
        for (unsigned i = 0; i < n; i++)
            same += is_the_same(row[r].conf, row[r].stmts, row[r].first + i);
        if (by_hand != NULL)
            print_message("%s: %u of %u\n", row[r].label, same, n);
        if (same < n / 4)
            fail_msg("%s: only %u of %u run and end", row[r].label, same, n);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_of_process_changes_nothing),
    };
    return check_run(tests);
}
