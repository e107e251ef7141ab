/*
 * command.c - finding, checking and executing commands.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/command.h"

#include "common/attr.h"

typedef const struct command_row *(*rows_fn)(size_t *n);

static const rows_fn subsystem[] = {
    sim_command_dhs_rows,
    sim_command_power_rows,
    sim_command_pointing_rows,
    sim_command_spectrometer_rows,
    sim_command_radiometer_rows,
    sim_command_memory_rows,
};

const struct command_row *
sim_command_at(size_t i)
{
    for (size_t k = 0; k < ARRAY_LEN(subsystem); k++) {
        size_t n = 0;
        const struct command_row *row = subsystem[k](&n);
        if (i < n)
            return &row[i];
        i -= n;
    }
    return NULL;
}

const struct command_row *
sim_command_find(enum sim_command id)
{
    const struct command_row *row = NULL;
    for (size_t i = 0; (row = sim_command_at(i)) != NULL; i++)
        if (row->id == id)
            return row;
    return NULL;
}

const struct command_row *
sim_command_match(uint8_t service, uint8_t subtype, uint8_t function)
{
    const struct command_row *row = NULL;
    for (size_t i = 0; (row = sim_command_at(i)) != NULL; i++)
        if (row->service == service && row->subtype == subtype &&
            (service != 8 || row->id == (enum sim_command)function))
            return row;
    return NULL;
}

const char *
sim_command_name(enum sim_command id, size_t *n_args)
{
    const struct command_row *row = sim_command_find(id);
    if (row != NULL)
        *n_args = row->n_args;
    return row != NULL ? row->name : NULL;
}

bool
sim_command_is_in_range(
    const struct command_row *row, const struct command_call *call)
{
    for (size_t i = 0; i < row->n_args; i++)
        if (!(call->arg[i] >= row->arg[i].low &&
                call->arg[i] <= row->arg[i].high))
            return false;
    return true;
}

enum command_result
sim_command_begin(struct sim_model *m, const struct command_row *row,
    const struct command_call *call)
{
    if (!sim_command_is_in_range(row, call))
        return RESULT_BAD_ARGUMENT;
    if (!(row->modes & COMMAND_IN(m->dhs.mode)))
        return RESULT_WRONG_MODE;
    return row->run(m, call);
}

void
sim_command_count(
    struct sim_model *m, enum sim_command id, enum command_result result)
{
    struct dhs *d = &m->dhs;
    d->last_command = id;
    d->last_result = result;
    if (result == RESULT_OK) {
        d->commands_accepted++;
        return;
    }
    d->commands_refused++;
    dhs_event(d, m->now, DHS_EVENT_COMMAND_REFUSED, SEVERITY_LOW, id,
        "command %u refused, result %u", (unsigned)id, (unsigned)result);
}

static enum command_result
execute(struct sim_model *m, enum sim_command id, const double *arg, size_t n)
{
    const struct command_row *row = sim_command_find(id);
    if (row == NULL)
        return RESULT_NO_SUCH_COMMAND;
    if (n != row->n_args)
        return RESULT_BAD_ARGUMENT;
    struct command_call call = {0};
    for (size_t i = 0; i < n; i++)
        call.arg[i] = arg[i];
    return sim_command_begin(m, row, &call);
}

enum command_result
sim_model_command(struct sim_model *m, enum dhs_source source,
    enum sim_command id, const double *arg, size_t n)
{
    struct dhs *d = &m->dhs;
    struct dhs_report report = {
        .time = m->now,
        .command = id,
        .count = d->command_count[source]++ & 0x3fff,
        .source = source,
        .stage = STAGE_ACCEPTED,
    };
    d->commands_received++;
    enum command_result result = execute(m, id, arg, n);
    report.result = result;
    dhs_report_add(d, &report);
    sim_command_count(m, id, result);
    if (result != RESULT_OK)
        return result;
    report.stage = STAGE_COMPLETED;
    dhs_report_add(d, &report);
    return result;
}
