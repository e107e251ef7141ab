/*
 * test_misuse.c - what telecommands do to the payload is told by its limits:
 * each misuse leads to the alarm it has to, as columba limits finds it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sim/sim_app.h"
#include "support/tc_rig.h"

#define STEPS 14

struct order {
    double at_s;
    enum sim_command id;
    double arg[3];
};

struct misuse {
    const char *label;
    double seconds;
    struct order order[STEPS];
    const char *param, *state; /* that has to come */
};

/* clang-format off */
static const struct misuse cases[] = {
    {"heater forced on", 900, {{10, SIM_HEATER_MODE, {HEATER_SUN_SENSOR, HEATER_ON}}}, "THM_SS_T", "warning-high"},
    {"bench heater forced on", 900, {{10, SIM_HEATER_MODE, {HEATER_SPA, HEATER_ON}}}, "THM_SPA_OPT_T", "watch-high"},
    {"sink heater forced on", 900, {{10, SIM_HEATER_MODE, {HEATER_RAD, HEATER_ON}}}, "THM_RAD_SINK_T", "warning-high"},
    {"heater that nobody controls", 60, {{10, SIM_HEATER_MODE, {HEATER_BASE, HEATER_ON}}}, "HTR01_MODE", "watch"},
    {"everything on, with lamps turned up", 160, {
        {5, SIM_MODE, {MODE_CALIBRATION}}, {6, SIM_OUTLET, {OUTLET_LAMP, 1}},
        {7, SIM_SP_COOLER, {0, -30}}, {8, SIM_SP_COOLER, {1, -30}},
        {9, SIM_TABLE_SET, {TABLE_SPA, 1, 0.5}}, {10, SIM_TABLE_VERIFY, {TABLE_SPA, 0}}, {13, SIM_TABLE_SELECT, {TABLE_SPA}},
        {15, SIM_TABLE_SET, {TABLE_SPB, 1, 0.5}}, {16, SIM_TABLE_VERIFY, {TABLE_SPB, 0}}, {19, SIM_TABLE_SELECT, {TABLE_SPB}},
        {21, SIM_SP_RUN, {0, SOURCE_LAMP}}, {22, SIM_SP_RUN, {1, SOURCE_LAMP}},
        {100, SIM_POINT, {TARGET_STOW}}}, "PDU_BUS_I", "watch-high"},
    {"cooler off", 300, {{10, SIM_SP_TEC, {0, 0}}}, "SPA_DET_T", "severe-high"},
    {"detector too cold", 300, {{10, SIM_SP_COOLER, {0, -24}}}, "SPA_DET_T", "warning-low"},
    {"exposure too long", 200, {{4, SIM_SP_STOP, {1}}, {6, SIM_SP_EXPOSURE, {1, 20000}}, {8, SIM_SP_RUN, {1, SOURCE_SUN}}}, "SPB_PEAK", "distress-high"},
    {"away from the Sun", 300, {{10, SIM_POINT, {TARGET_DARK}}}, "RAD_IRRADIANCE", "distress"},
    {"voltage at rest", 120, {{10, SIM_SP_STOP, {0}}, {40, SIM_SPA_HV, {500}}}, "SPA_HV", "warning-high"},
    {"voltage too high", 120, {{10, SIM_SPA_HV, {886}}}, "SPA_HV", "watch-high"},
    {"outlet off", 60, {{10, SIM_OUTLET, {OUTLET_SPA, 0}}}, "SPA_STATE", "watch"},
    {"restart", 90, {{5, SIM_MODE, {MODE_STANDBY}}, {10, SIM_REBOOT, {0}}}, "DHS_MODE", "distress"},
    {"watchdog off", 60, {{5, SIM_MODE, {MODE_STANDBY}}, {8, SIM_MODE, {MODE_SERVICE}}, {11, SIM_WATCHDOG, {0}}}, "DHS_WD", "distress"},
    {"nobody feeds it", 60, {{5, SIM_MODE, {MODE_STANDBY}}, {8, SIM_MODE, {MODE_SERVICE}}, {11, SIM_WATCHDOG, {0}}}, "DHS_WD_KICKS", "critical"},
    {"refused", 60, {{10, SIM_STORE_DELETE, {0}}}, "DHS_CMD_RES", "warning"},
};
/* clang-format on */

struct recording {
    FILE *file;
};

static void
on_packet(void *arg, const uint8_t *packet, size_t len, bool is_signal)
{
    struct recording *r = arg;
    if (!is_signal)
        assert_int_equal(fwrite(packet, 1, len, r->file), len);
}

static void
send(struct sim_app *app, const struct order *o, uint32_t count)
{
    uint8_t packet[TC_BYTES_MAX];
    struct command_call call = tc_call(o->arg[0], o->arg[1], o->arg[2]);
    if (o->id == SIM_TABLE_VERIFY) /* whoever wrote it knows it */
        call.arg[1] = app->model.table[(int)o->arg[0]].sum;
    size_t len = tc_encode(sim_command_find(o->id), &call, count, packet);
    assert_true(sim_app_telecommand(app, packet, len));
}

/* In SCIENCE on the Sun, without the schedule. */
static void
live(const struct misuse *c, const char *path)
{
    static struct sim_app app;
    struct recording r = {fopen(path, "w")};
    assert_non_null(r.file);
    struct sim_config config = rig_config("2026-11-20T00:00:00Z", -42, 5570);
    sim_app_init(&app, &config, on_packet, &r);
    static const struct order quiet = {0, SIM_AUTO, {0}};
    send(&app, &quiet, 1);
    size_t done = 0;
    for (long step = 0; step < (long)(c->seconds * 10); step++) {
        while (done < STEPS && c->order[done].id != SIM_NO_COMMAND &&
               (double)step >= c->order[done].at_s * 10) {
            send(&app, &c->order[done], (uint32_t)(2 + done));
            done++;
        }
        sim_app_step(&app);
    }
    assert_int_equal(fclose(r.file), 0);
}

/* Does `columba limits` find that `param` becomes `state`? */
static bool
is_found(const struct misuse *c, const char *path)
{
    char command[4600], line[1024], want[64], becomes[64];
    const char *bin = getenv("COLUMBA_BIN");
    char *mission = check_path("../missions/sif");
    (void)snprintf(command, sizeof command, "%s/columba limits --mdb %s %s",
        bin != NULL ? bin : "bin", mission, path);
    (void)snprintf(want, sizeof want, "/%s\t", c->param);
    (void)snprintf(becomes, sizeof becomes, "\t%s", c->state);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    bool is_there = false;
    while (fgets(line, sizeof line, out) != NULL) {
        const char *at = strstr(line, want);
        is_there |= at != NULL && strstr(at, becomes) != NULL;
        if (getenv("MISUSE_SHOW") != NULL)
            fputs(line, stderr);
    }
    assert_int_equal(pclose(out), 0);
    free(mission);
    return is_there;
}

static void
each_misuse_reaches_its_limit(void **state)
{
    (void)state;
    char path[] = "/tmp/columba-misuse-XXXXXX";
    int fd = mkstemp(path), missed = 0;
    assert_true(fd >= 0);
    close(fd);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        live(&cases[i], path);
        if (is_found(&cases[i], path))
            continue;
        print_error("%s: %s is never %s\n", cases[i].label, cases[i].param,
            cases[i].state);
        missed++;
    }
    unlink(path);
    assert_int_equal(missed, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_misuse_reaches_its_limit),
    };
    return check_run(tests);
}
