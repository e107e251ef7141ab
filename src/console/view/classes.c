/*
 * classes.c - all views, in the order of their numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/views.h"

const struct view_class *const view_classes[] = {
    &view_display,
    &view_alarms,
    &view_commands,
    &view_events,
    &view_trends,
    &view_params,
    &view_packets,
    &view_links,
    &view_health,
    &view_log,
    &view_diag,
    &view_param,
    &view_packet,
    &view_alarm,
    &view_command,
    &view_problems,
    &view_form,
    NULL,
};

const struct view_class *
view_find(const char *name)
{
    for (size_t i = 0; view_classes[i] != NULL; i++)
        if (str_eq(view_classes[i]->name, name))
            return view_classes[i];
    return NULL;
}
