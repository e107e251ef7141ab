/*
 * sim_app.c - steps the model and hands out the packets that are due.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/sim_app.h"

void
sim_app_init(struct sim_app *app, const struct sim_config *config,
    sim_packet_fn fn, void *arg)
{
    *app = (struct sim_app){.fn = fn, .arg = arg, .was_aos = true};
    app->type = telemetry_types(&app->n_types);
    sim_model_init(&app->model, config);
}

static void
send(struct sim_app *app, size_t i)
{
    uint8_t packet[TELEMETRY_BYTES_MAX];
    struct sim_model *m = &app->model;
    if (faults_is_silent(&m->faults, app->type[i].name))
        return;
    size_t len = telemetry_encode(&app->type[i], m, app->sequence[i]++, packet);
    if (app->made != NULL)
        app->made(app->arg, packet, len, false);
    if (faults_loses(&m->faults, app->type[i].name))
        return;
    len = faults_damage(&m->faults, app->type[i].name, packet, len);
    app->packets++;
    app->bytes += len;
    app->fn(app->arg, packet, len, false);
    m->dhs.tm_packets++;
    m->dhs.packet_bytes += (uint32_t)len;
}

/* Each second, and at once when it changes. */
static void
send_signal(struct sim_app *app, int64_t ms)
{
    struct coverage now = app->model.coverage;
    if (ms % 1000 != 0 && now.is_aos == app->was_aos)
        return;
    app->was_aos = now.is_aos;
    uint8_t packet[COVERAGE_PACKET_BYTES];
    coverage_packet(now, app->signal_sequence++, packet);
    app->fn(app->arg, packet, sizeof packet, true);
}

void
sim_app_hold(struct sim_app *app)
{
    uint8_t packet[COVERAGE_PACKET_BYTES];
    coverage_packet(
        (struct coverage){.is_aos = false}, app->signal_sequence++, packet);
    app->was_aos = false;
    app->fn(app->arg, packet, sizeof packet, true);
}

void
sim_app_restart(struct sim_app *app, const struct sim_config *config)
{
    uint64_t steps = app->model.steps;
    sim_model_init(&app->model, config);
    app->model.steps = steps;
}

static bool
take(bool *is_ready)
{
    bool was = *is_ready;
    *is_ready = false;
    return was;
}

/* Send what `type` has to send at `ms`. */
static void
send_due(struct sim_app *app, size_t i, int64_t ms)
{
    const struct telemetry_type *type = &app->type[i];
    struct sim_model *m = &app->model;
    switch (type->trigger) {
    case TRIGGER_PERIODIC:
        if (m->dhs.is_fast || (ms - type->phase_ms) % type->period_ms == 0)
            send(app, i);
        break;
    case TRIGGER_SPECTRUM_A:
        if (take(&m->sp[SPECTROMETER_A].is_ready))
            send(app, i);
        break;
    case TRIGGER_SPECTRUM_B:
        if (take(&m->sp[SPECTROMETER_B].is_ready))
            send(app, i);
        break;
    case TRIGGER_EVENT:
        while (dhs_event_next(&m->dhs))
            send(app, i);
        break;
    case TRIGGER_REPORT:
        while (dhs_report_next(&m->dhs))
            send(app, i);
        break;
    case TRIGGER_DUMP:
        if (take(&m->dhs.dump.is_ready))
            send(app, i);
        break;
    }
}

void
sim_app_step(struct sim_app *app)
{
    sim_model_step(&app->model, SIM_STEP_NS);
    int64_t ms = app->model.now.ns / NS_PER_MS;
    send_signal(app, ms);
    if (!app->model.coverage.is_aos)
        return;
    for (size_t i = 0; i < app->n_types; i++)
        send_due(app, i, ms);
}

bool
sim_app_telecommand(struct sim_app *app, const uint8_t *p, size_t len)
{
    if (!app->model.coverage.is_aos)
        return false;
    tc_receive(&app->model, p, len);
    return true;
}

unsigned
sim_app_run(struct sim_app *app, struct utc until, unsigned max)
{
    unsigned n = 0;
    while (n < max && utc_diff_ns(until, app->model.now) >= SIM_STEP_NS) {
        sim_app_step(app);
        n++;
    }
    return n;
}
