/*
 * pluto_scene.c - a small space system for tests of procedures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/pluto_scene.h"

#include <math.h>
#include <string.h>

#include "common/attr.h"
#include "pluto/parse.h"
#include "pluto/unit.h"

static const struct pluto_unit *
unit(const char *text)
{
    return text != NULL ? pluto_unit(text, strlen(text)) : NULL;
}

static const char *const mode[] = {"off", "standby", "observe", "safe"};
static const char *const on_off[] = {"OPEN", "CLOSED"};

static const struct {
    const char *element, *name;
    enum pluto_type type;
    const char *unit;
    const char *const *label;
    uint32_t n_labels;
} parameter[] = {
    {"DPU", "Mode", PLUTO_ENUM, NULL, mode, ARRAY_LEN(mode)},
    {"DPU", "Restarts", PLUTO_UNSIGNED, NULL, NULL, 0},
    {"DPU", "Last Message", PLUTO_STRING, NULL, NULL, 0},
    {"DPU", "Boot Time", PLUTO_ABSOLUTE, NULL, NULL, 0},
    {"Detector", "Temperature", PLUTO_REAL, "degC", NULL, 0},
    {"Optics", "Temperature", PLUTO_REAL, "degC", NULL, 0},
    {"Optics", "Cover", PLUTO_BOOLEAN, NULL, on_off, 2},
    {"Filter Wheel", "Position", PLUTO_INTEGER, NULL, NULL, 0},
    {"Filter Wheel", "Motor Current", PLUTO_REAL, "A", NULL, 0},
    {"Power", "Bus Voltage", PLUTO_REAL, "V", NULL, 0},
    {"Power", "Event Count", PLUTO_UNSIGNED, NULL, NULL, 0},
};

static const struct pluto_range duty[] = {{0, 100}};
static const struct pluto_range steps[] = {{-10, -1}, {1, INFINITY}};

#define REQUIRED(a, t) .name = (a), .is_required = true, .type.type = (t)

static const struct pluto_model_argument expose[] = {
    {REQUIRED("Duration", PLUTO_REAL)},
    {.name = "Number", .type.type = PLUTO_UNSIGNED, .text = "1"},
};
static const struct pluto_model_argument heat[] = {
    {REQUIRED("Duty", PLUTO_UNSIGNED), .type.range = duty, .type.n_ranges = 1},
    {REQUIRED("Mode", PLUTO_ENUM), .type.label = mode, .type.n_labels = 4},
    {.name = "Code",
        .type.type = PLUTO_UNSIGNED,
        .is_fixed = true,
        .text = "17"},
};
static const struct pluto_model_argument move[] = {
    {REQUIRED("Steps", PLUTO_INTEGER), .type.range = steps, .type.n_ranges = 2},
    {.name = "Pos.x", .type.type = PLUTO_REAL, .text = "0"},
    {.name = "Pos.y", .type.type = PLUTO_REAL, .text = "0"},
    {.name = "Table[1]", .type.type = PLUTO_INTEGER, .text = "0"},
    {.name = "Table[2]", .type.type = PLUTO_INTEGER, .text = "0"},
    {.name = "Quick", .type.type = PLUTO_BOOLEAN, .text = "NO"},
    {.name = "Label", .type.type = PLUTO_STRING, .type.max_len = 4, .text = ""},
};

static const struct {
    const char *element, *name;
    const struct pluto_model_argument *argument;
    uint32_t n;
} activity[] = {
    {"DPU", "Power On DPU", NULL, 0},
    {"DPU", "Ping", NULL, 0},
    {"Detector", "Expose", expose, ARRAY_LEN(expose)},
    {"Optics", "Heater On", NULL, 0},
    {"Filter Wheel", "Heater On", NULL, 0},
    {"Power", "Set Heater", heat, ARRAY_LEN(heat)},
    {"Filter Wheel", "Move", move, ARRAY_LEN(move)},
};

static void
add_activity(struct pluto_model *m, size_t i)
{
    const char *path[] = {"Heliograph", activity[i].element, activity[i].name};
    struct pluto_model_argument a[8];
    struct pluto_model_activity act = {.name = activity[i].name,
        .argument = a,
        .n_arguments = activity[i].n,
        .command = (uint32_t)i,
        .procedure = PLUTO_NIL,
        .has_verifiers = true};
    for (uint32_t k = 0; k < activity[i].n; k++)
        a[k] = activity[i].argument[k];
    if (activity[i].argument == expose)
        a[0].type.unit = unit("s");
    if (activity[i].argument == move)
        a[1].type.unit = a[2].type.unit = unit("mm");
    (void)pluto_model_add_activity(m, path, 3, &act);
}

struct pluto_model *
pluto_scene(void)
{
    struct pluto_model *m = pluto_model_new();
    for (size_t i = 0; i < ARRAY_LEN(parameter); i++) {
        const char *path[] = {
            "Heliograph", parameter[i].element, parameter[i].name};
        struct pluto_model_parameter p = {.name = parameter[i].name,
            .item = (uint32_t)i,
            .type = {.type = parameter[i].type,
                .unit = unit(parameter[i].unit),
                .label = parameter[i].label,
                .n_labels = parameter[i].n_labels}};
        (void)pluto_model_add_parameter(m, path, 3, &p);
    }
    for (size_t i = 0; i < ARRAY_LEN(activity); i++)
        add_activity(m, i);
    static const char *const eclipse[] = {"Heliograph", "Eclipse Entry"};
    (void)pluto_model_add_event(m, eclipse, 2,
        &(struct pluto_model_event){
            .name = "Eclipse Entry", .event = PLUTO_NIL});
    return m;
}

struct pluto *
pluto_scene_check(struct pluto_model *model, const char *text,
    const struct pluto_check_options *options, struct strbuf *out)
{
    struct notes notes = {0};
    struct pluto *p = NULL;
    if (pluto_parse("A.pluto", text, strlen(text), &notes, &p) == ERR_OK)
        (void)!pluto_check(p, model, options, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(out, "%u:%u: %s: %s\n", notes.note[i].line,
            notes.note[i].col,
            notes.note[i].severity == NOTE_ERROR ? "error" : "warning",
            notes.note[i].text);
    notes_fini(&notes);
    return p;
}
