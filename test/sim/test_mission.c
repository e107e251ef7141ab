/*
 * test_mission.c - the shipped demonstration mission is sound.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/mission.h"

#include "common/str.h"
#include "mdb/mdb.h"
#include "sim/coverage.h"
#include "support/check.h"

#define EPHEMERAL 32768 /* first port that systems hand out by themselves */

static struct mission *
load(void)
{
    char *path = check_path("../missions/sif");
    struct notes notes = {0};
    struct mission *mission = NULL;
    enum err e = mission_load(path, &notes, &mission);
    notes_print(&notes, stderr, true);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    free(path);
    return mission;
}

static void
the_simulation_listens_where_the_model_sends(void **state)
{
    (void)state;
    struct mission *m = load();
    assert_string_equal(m->name, "SIF");
    const struct mission_instance *sim = mission_instance(m, "sim");
    assert_non_null(sim);
    assert_true(mission_instance(m, NULL) == sim); /* it is the first */
    assert_int_equal(sim->kind, MISSION_SIM);
    assert_int_equal(sim->n_links, 1);
    assert_int_equal(sim->link[0].type, MISSION_UDP);
    assert_string_equal(sim->link[0].host, "127.0.0.1");
    assert_true(sim->link[0].port < EPHEMERAL);
    assert_int_equal(sim->link[0].signal, MISSION_SIGNAL_APID);
    assert_int_equal(sim->link[0].signal_apid, COVERAGE_APID);
    mission_free(&m);
}

static void
flight_shares_no_port_with_the_simulation(void **state)
{
    (void)state;
    struct mission *m = load();
    const struct mission_instance *flight = mission_instance(m, "flight");
    assert_non_null(flight);
    assert_int_equal(flight->kind, MISSION_FLIGHT);
    for (size_t i = 0; i < flight->n_links; i++)
        assert_int_not_equal(
            flight->link[i].port, mission_instance(m, "sim")->link[0].port);
    for (size_t i = 0; i < flight->n_processes; i++)
        assert_false(str_eq(flight->process[i].name, "sim"));
    mission_free(&m);
}

static void
the_database_loads_strictly_and_no_mnemonic_is_used_twice(void **state)
{
    (void)state;
    struct mission *m = load();
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    const struct mdb_options strict = {.is_strict = true};
    assert_int_equal(mdb_load(m->database, &strict, &notes, &mdb), ERR_OK);
    assert_int_equal(notes.n, 0);
    for (uint32_t i = 0; i < mdb->n_params; i++)
        if (mdb_find_param(mdb, mdb->param[i].short_name) != i)
            fail_msg("%s is not the only one", mdb->param[i].short_name);
    notes_fini(&notes);
    mdb_free(&mdb);
    mission_free(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_simulation_listens_where_the_model_sends),
        cmocka_unit_test(flight_shares_no_port_with_the_simulation),
        cmocka_unit_test(
            the_database_loads_strictly_and_no_mnemonic_is_used_twice),
    };
    return check_run(tests);
}
