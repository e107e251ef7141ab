/*
 * exercise_trainee.c - what trainees noticed, understood and did.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/str.h"
#include "sim/exercise_priv.h"

static bool
has_sign(const struct scenario_sign *sign, size_t n,
    enum scenario_sign_kind kind, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (sign[i].kind == kind && str_eq(sign[i].name, name))
            return true;
    return false;
}

/* Is that moment still open: the fault has begun, and it was not yet? */
static bool
is_open(const struct exercise_entry *e, enum exercise_moment m)
{
    return !isnan(e->fault.moment[MOMENT_BEGUN].s) &&
           isnan(e->fault.moment[m].s);
}

static void
reach(struct exercise *ex, struct exercise_entry *e, enum exercise_moment m,
    const char *by)
{
    struct exercise_moment_at *at = &e->fault.moment[m];
    *at = (struct exercise_moment_at){.s = ex->now_s, .time = ex->now};
    (void)str_copy(at->by, sizeof at->by, by);
    ex->outbox.fault(ex->outbox.arg, &e->fault);
}

/* The last part of a qualified name. */
static const char *
short_name(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

void
exercise_alarm(struct exercise *ex, const char *parameter)
{
    for (size_t i = 0; i < ex->n; i++) {
        struct exercise_entry *e = &ex->entry[i];
        if (!is_open(e, MOMENT_DETECTED) ||
            !has_sign(e->fault.plan->detect, e->fault.plan->n_detect,
                SIGN_ALARM, parameter))
            continue;
        char by[96];
        snprintf(by, sizeof by, "alarm %s", short_name(parameter));
        reach(ex, e, MOMENT_DETECTED, by);
    }
}

static const char *
display_of(const struct exercise *ex, const char *person)
{
    for (size_t i = 0; i < EXERCISE_PEOPLE; i++)
        if (str_eq(ex->person[i].name, person))
            return ex->person[i].display;
    return "";
}

static void
diagnose(struct exercise *ex, struct exercise_entry *e,
    enum scenario_sign_kind kind, const char *name, const char *person)
{
    const struct scenario_fault *plan = e->fault.plan;
    if (!is_open(e, MOMENT_DIAGNOSED) ||
        !has_sign(plan->diagnose, plan->n_diagnose, kind, name))
        return;
    char by[96];
    snprintf(by, sizeof by, "%s, %s %s", person,
        kind == SIGN_DISPLAY ? "display" : "command", name);
    reach(ex, e, MOMENT_DIAGNOSED, by);
}

void
exercise_acknowledged(
    struct exercise *ex, const char *parameter, const char *person)
{
    const char *fault = "";
    for (size_t i = 0; i < ex->n; i++) {
        struct exercise_entry *e = &ex->entry[i];
        if (!is_open(e, MOMENT_ACKNOWLEDGED) ||
            !has_sign(e->fault.plan->detect, e->fault.plan->n_detect,
                SIGN_ALARM, parameter))
            continue;
        fault = e->fault.id;
        reach(ex, e, MOMENT_ACKNOWLEDGED, person);
        /* who looks at the right display already has understood */
        diagnose(ex, e, SIGN_DISPLAY, display_of(ex, person), person);
    }
    exercise_mark_add(ex, person, "acknowledge", fault, short_name(parameter));
}

static void
remember(struct exercise *ex, const char *person, const char *display)
{
    struct exercise_person *free = NULL;
    for (size_t i = EXERCISE_PEOPLE; i-- > 0;) {
        struct exercise_person *p = &ex->person[i];
        if (p->name[0] == '\0' || str_eq(p->name, person))
            free = p;
        if (str_eq(p->name, person))
            break;
    }
    if (free == NULL)
        return;
    (void)str_copy(free->name, sizeof free->name, person);
    (void)str_copy(free->display, sizeof free->display, display);
}

void
exercise_display(struct exercise *ex, const char *id, const char *person)
{
    const char *fault = "";
    if (str_eq(display_of(ex, person), id))
        return;
    remember(ex, person, id);
    if (id[0] == '\0')
        return;
    for (size_t i = 0; i < ex->n; i++) {
        struct exercise_entry *e = &ex->entry[i];
        bool was_open = is_open(e, MOMENT_DIAGNOSED);
        diagnose(ex, e, SIGN_DISPLAY, id, person);
        if (was_open && !is_open(e, MOMENT_DIAGNOSED))
            fault = e->fault.id;
    }
    exercise_mark_add(ex, person, "display", fault, id);
}

void
exercise_command(
    struct exercise *ex, const char *short_name, const char *person)
{
    const char *fault = "";
    for (size_t i = 0; i < ex->n; i++) {
        struct exercise_entry *e = &ex->entry[i];
        bool was_open = is_open(e, MOMENT_DIAGNOSED);
        diagnose(ex, e, SIGN_COMMAND, short_name, person);
        if (was_open && !is_open(e, MOMENT_DIAGNOSED))
            fault = e->fault.id;
    }
    exercise_mark_add(ex, person, "command", fault, short_name);
}

void
exercise_note(
    struct exercise *ex, const char *what, const char *text, const char *person)
{
    static const char *const words[] = {
        "view", "authority", "note", "freeze", "continue"};
    const char *kept = "note";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i], what))
            kept = words[i];
    exercise_mark_add(ex, person, kept, "", text);
}
