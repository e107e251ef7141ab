/*
 * classes.c - all views, in the order of their numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/views.h"

#define ORDINARY                                                               \
    &view_display, &view_alarms, &view_procedures, &view_commands,             \
        &view_events, &view_trends, &view_params, &view_packets, &view_links,  \
        &view_health, &view_log, &view_diag, &view_brief, &view_param,         \
        &view_packet, &view_alarm, &view_command, &view_problems, &view_form,  \
        &view_procedure, &view_start, &view_run, &view_statement

const struct view_class *const view_classes[] = {ORDINARY, NULL};

const struct view_class *const view_classes_instructor[] = {
    ORDINARY, &view_instruct, &view_scenarios, NULL};

static const struct view_class *
find(const struct view_class *const *classes, const char *name)
{
    for (size_t i = 0; classes[i] != NULL; i++)
        if (str_eq(classes[i]->name, name))
            return classes[i];
    return NULL;
}

const struct view_class *
view_find(const char *name)
{
    return find(view_classes_instructor, name);
}

bool
view_is_instructors(const char *name)
{
    return view_find(name) != NULL && find(view_classes, name) == NULL;
}
