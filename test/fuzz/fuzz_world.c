/*
 * fuzz_world.c - any bytes as a world: no crash, and what is accepted can be
 * simulated to an end.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "common/note.h"
#include "common/time.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "pluto/world_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char procedure[] =
    "procedure\n"
    "  initiate and confirm step Heat\n"
    "    main\n"
    "      initiate and confirm Go of X in case not confirmed : restart max\n"
    "        times 2; aborted : ask user; end case;\n"
    "      wait until T of X > 3 with timeout 20 s;\n"
    "      if M of X = 'on' then log T of X; end if;\n"
    "    end main\n"
    "    watchdog\n"
    "      initiate and confirm step Guard\n"
    "        preconditions wait until T of X > 8; end preconditions\n"
    "        log \"hot\";\n"
    "      end step;\n"
    "    end watchdog\n"
    "  end step;\n"
    "end procedure\n";

static void
simulate(struct world *world, struct pluto_model *model)
{
    struct notes notes = {0};
    struct pluto *p = NULL;
    struct catalogue *catalogue = catalogue_empty("P");
    struct world_result result;
    const struct pluto_check_options options = {
        .catalogue = catalogue, .is_open = true};
    pluto_model_set_open(model, true);
    /* Long patience and short ticks are slow, not wrong. */
    if (world->patience > 100 * NS_PER_S)
        world->patience = 100 * NS_PER_S;
    if (world->tick < NS_PER_S)
        world->tick = NS_PER_S;
    if (pluto_parse("p", procedure, sizeof procedure - 1, &notes, &p) ==
            ERR_OK &&
        catalogue_bind(catalogue, p, &notes) == ERR_OK &&
        pluto_check(p, model, &options, &notes) == ERR_OK) {
        const struct world_sim_config config = {.world = world,
            .model = model,
            .procedure = p,
            .catalogue = catalogue};
        if (world_simulate(&config, &result) == ERR_OK)
            assert(result.time >= world->start &&
                   result.time <= world->start + world->patience);
        world_result_fini(&result);
    }
    pluto_free(&p);
    catalogue_free(&catalogue);
    notes_fini(&notes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct notes notes = {0};
    struct world *world = NULL;
    struct pluto_model *model = pluto_model_new();
    bool is_closed = size > 1 && data[0] == '#' && data[1] == '!';
    enum err e = world_parse(
        "w", (const char *)data, size, model, is_closed, &notes, &world);
    assert((e == ERR_OK) == (world != NULL));
    assert(e == ERR_OK || notes.errors > 0);
    if (world != NULL)
        simulate(world, model);
    world_free(&world);
    pluto_model_free(&model);
    notes_fini(&notes);
    return 0;
}
