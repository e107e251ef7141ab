/*
 * plain.c - the console as lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/plain.h"

#include <inttypes.h>
#include <string.h>

#include "common/str.h"

static void
line(FILE *out, struct utc time, char letter, const char *source,
    const char *text)
{
    char stamp[TIME_TEXT_SIZE];
    struct strbuf clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    fprintf(out, "%s %c %-8s %s\n", utc_fmt_doy(stamp, time, false, 0), letter,
        source, strbuf_get(&clean));
    strbuf_fini(&clean);
}

/* "command authority FC-1, armed #5 HTR_ON by FC-1 24 s, 1 UNKNOWN" */
static void
add_commanding(
    const struct commands *commands, struct clock now, struct strbuf *out)
{
    size_t n;
    const struct telecommand *armed = commands_armed(commands, now, &n);
    uint64_t unknown = commands_unknown(commands);
    if (!commands->has_gate)
        return;
    const char *holder = commands->gate.holder;
    if (!commands_are_live(commands, now))
        strbuf_adds(out, ", no gate");
    else
        strbuf_addf(out, ", command authority %s",
            holder[0] != '\0' ? holder : "nobody");
    if (armed != NULL)
        strbuf_addf(out, ", armed #%" PRIu64 " %s by %s %d s", armed->number,
            armed->short_name, armed->person,
            telecommand_seconds_left(armed, now));
    if (n > 1)
        strbuf_addf(out, " and %zu more", n - 1);
    if (unknown > 0)
        strbuf_addf(out, ", %" PRIu64 " UNKNOWN", unknown);
}

/* Which instance this is and who commands it, at first, when its gate is heard
 * first, and each minute. */
static void
print_band(
    struct plain *plain, const struct model *model, struct clock now, FILE *out)
{
    int64_t minute = now.utc.ns / (60 * NS_PER_S);
    bool has_gate = model->commands.has_gate;
    if (plain->has_begun && minute == plain->minute &&
        has_gate == plain->has_gate)
        return;
    plain->has_begun = true;
    plain->has_gate = has_gate;
    plain->minute = minute;
    struct signal signal = links_signal(&model->links, now);
    struct strbuf text = {0};
    strbuf_addf(&text, "%s %s%s%s  %s", instance_kind_str(model->instance.kind),
        model->instance.name, *model->instance.mission ? " " : "",
        model->instance.mission,
        signal.state == SIGNAL_AOS   ? "AOS"
        : signal.state == SIGNAL_LOS ? "LOS"
                                     : "AOS/LOS ?");
    add_commanding(&model->commands, now, &text);
    line(out, now.utc, 'I', "console", strbuf_get(&text));
    strbuf_fini(&text);
}

static void
print_health(
    struct plain *plain, const struct model *model, struct clock now, FILE *out)
{
    static const char letters[] = {[HEALTH_OK] = 'I',
        [HEALTH_NOTE] = 'I',
        [HEALTH_CAUTION] = 'W',
        [HEALTH_ALARM] = 'E'};
    struct health health = health_of(model, now);
    if (str_eq(plain->health, health.text))
        return;
    str_copy(plain->health, sizeof plain->health, health.text);
    line(out, now.utc, letters[health.level], "health", health.text);
}

static void
print_events(struct plain *plain, const struct model *model, FILE *out)
{
    for (size_t i = 0; i < model->events.n; i++) {
        const struct event_entry *e = events_get(&model->events, i);
        if (e->number <= plain->events)
            continue;
        plain->events = e->number;
        line(out, e->time, event_severity_letter(e->severity), e->source,
            e->text);
    }
}

/* Where the line of this run was kept; one that is not known any more makes
 * room. */
static struct plain_run *
place_of(struct plain *plain, const struct model *model, const char *id)
{
    struct plain_run *free_one = NULL;
    for (size_t i = 0; i < PLAIN_RUNS; i++) {
        struct plain_run *r = &plain->run[i];
        bool is_known = false;
        if (str_eq(r->id, id))
            return r;
        for (size_t k = 0; k < model->runs.n && !is_known; k++)
            is_known = str_eq(model->runs.run[k]->id, r->id);
        if (!is_known && free_one == NULL)
            free_one = r;
    }
    if (free_one != NULL) {
        *free_one = (struct plain_run){0};
        (void)str_copy(free_one->id, sizeof free_one->id, id);
    }
    return free_one;
}

/* "SIF-ACT-01 #12 waiting at 2.1 Take Image, FC-1 controls", when it
 * changes. */
static void
print_runs(
    struct plain *plain, const struct model *model, struct clock now, FILE *out)
{
    for (size_t i = 0; i < model->runs.n; i++) {
        const struct run *run = model->runs.run[i];
        struct plain_run *place = place_of(plain, model, run->id);
        char text[sizeof place->text];
        struct strbuf b = {0};
        if (place == NULL)
            continue;
        bool is_over = run->state == RUN_FINISHED;
        strbuf_addf(&b, "%s #%" PRIu64 " %s", run->procedure, run->number,
            is_over ? run->outcome : runs_state_str(run->state));
        if (!is_over)
            strbuf_addf(&b, " at %s %s, %s controls", run->current_number,
                run->current_text,
                run->controller[0] != '\0' ? run->controller : "nobody");
        if (!is_over && runs_question(run) != NULL)
            strbuf_addf(&b, ": %s", runs_question(run)->text);
        (void)str_copy(text, sizeof text, strbuf_get(&b));
        strbuf_fini(&b);
        if (str_eq(text, place->text))
            continue;
        (void)str_copy(place->text, sizeof place->text, text);
        bool calls = !is_over && (run->needs_operator || run->n_prompts > 0);
        line(out, now.utc, calls ? 'W' : 'I', "proc", text);
    }
}

bool
plain_update(
    struct plain *plain, const struct model *model, struct clock now, FILE *out)
{
    print_band(plain, model, now, out);
    print_events(plain, model, out);
    print_health(plain, model, now, out);
    print_runs(plain, model, now, out);
    return fflush(out) == 0 && !ferror(out);
}
