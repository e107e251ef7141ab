/*
 * exercise_debrief.c - how it went: for each fault, how long it took.
 *
 * SPDX-License-Identifier: ISC
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/json.h"
#include "common/str.h"
#include "sim/exercise_priv.h"

void
exercise_clock(char out[EXERCISE_CLOCK_SIZE], double s)
{
    if (!(s >= 0 && s < 1e9)) {
        (void)str_copy(out, EXERCISE_CLOCK_SIZE, "-");
        return;
    }
    unsigned long all = (unsigned long)(s + 0.05); /* of tenths */
    if (all >= 3600)
        snprintf(out, EXERCISE_CLOCK_SIZE, "%lu:%02lu:%02lu", all / 3600,
            all / 60 % 60, all % 60);
    else
        snprintf(out, EXERCISE_CLOCK_SIZE, "%lu:%02lu", all / 60, all % 60);
}

/* Seconds from the beginning of the fault to that moment, NAN. */
static double
took(const struct exercise_fault *f, enum exercise_moment m)
{
    return f->moment[m].s - f->moment[MOMENT_BEGUN].s;
}

static const struct {
    enum exercise_moment moment;
    const char *name, *key;
} rows[] = {
    {MOMENT_DETECTED, "detected", "detect_s"},
    {MOMENT_ACKNOWLEDGED, "acknowledged", "acknowledge_s"},
    {MOMENT_DIAGNOSED, "diagnosed", "diagnose_s"},
    {MOMENT_RECOVERED, "recovered", "recover_s"},
};

static void
add_fault(const struct exercise_fault *f, struct strbuf *out)
{
    char at[EXERCISE_CLOCK_SIZE], after[EXERCISE_CLOCK_SIZE];
    exercise_clock(at, f->moment[MOMENT_BEGUN].s);
    strbuf_addf(out, "\n%s  %s\n", f->id, f->plan->title);
    if (f->state == EXERCISE_PLANNED) {
        strbuf_adds(out, "  did not begin\n");
        return;
    }
    strbuf_addf(out, "  begun at %s%s%s", at,
        f->moment[MOMENT_BEGUN].by[0] != '\0' ? " by " : "",
        f->moment[MOMENT_BEGUN].by);
    exercise_clock(at, f->moment[MOMENT_ENDED].s);
    if (!isnan(f->moment[MOMENT_ENDED].s))
        strbuf_addf(out, ", %s at %s%s%s",
            f->state == EXERCISE_CLEARED ? "cleared" : "ended", at,
            f->moment[MOMENT_ENDED].by[0] != '\0' ? " by " : "",
            f->moment[MOMENT_ENDED].by);
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct exercise_moment_at *m = &f->moment[rows[i].moment];
        exercise_clock(after, took(f, rows[i].moment));
        if (isnan(m->s))
            strbuf_addf(out, "  %-13s not\n", rows[i].name);
        else
            strbuf_addf(
                out, "  %-13s after %-8s %s\n", rows[i].name, after, m->by);
    }
}

/* The mean of what was reached, and how many did. */
static void
add_means(const struct exercise *ex, struct strbuf *out)
{
    strbuf_adds(out, "\nOf all faults that began\n");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double sum = 0;
        size_t n = 0, begun = 0;
        char mean[EXERCISE_CLOCK_SIZE];
        for (size_t k = 0; k < ex->n; k++) {
            const struct exercise_fault *f = &ex->entry[k].fault;
            double s = took(f, rows[i].moment);
            begun += isnan(f->moment[MOMENT_BEGUN].s) ? 0 : 1;
            n += isnan(s) ? 0 : 1;
            sum += isnan(s) ? 0 : s;
        }
        exercise_clock(mean, n > 0 ? sum / (double)n : NAN);
        strbuf_addf(out, "  %-13s %zu of %zu, after %s on average\n",
            rows[i].name, n, begun, mean);
    }
}

void
exercise_debrief(const struct exercise *ex, struct strbuf *out)
{
    char at[EXERCISE_CLOCK_SIZE];
    const struct scenario *s = ex->scenario;
    exercise_clock(at, ex->now_s);
    strbuf_addf(out, "DEBRIEF  %s  %s\n%s after %s\n", s != NULL ? s->id : "-",
        s != NULL ? s->title : "no scenario", ex->is_over ? "over" : "running",
        at);
    for (size_t i = 0; i < ex->n; i++)
        add_fault(&ex->entry[i].fault, out);
    add_means(ex, out);
    strbuf_adds(out, "\nWhat was done\n");
    for (size_t i = 0; i < ex->n_marks; i++) {
        const struct exercise_mark *m = &ex->mark[i];
        exercise_clock(at, m->s);
        strbuf_addf(out, "  %8s  %-12s %-11s %s%s%s%s\n", at,
            m->person[0] != '\0' ? m->person : "-", m->what, m->text,
            m->fault[0] != '\0' ? "  (" : "", m->fault,
            m->fault[0] != '\0' ? ")" : "");
    }
}

static void
number(struct json *j, const char *key, double v)
{
    if (isnan(v))
        json_null(j, key);
    else
        json_double(j, key, v);
}

static void
fault_json(const struct exercise_fault *f, struct json *j)
{
    json_object(j);
    json_str(j, "id", f->id);
    json_str(j, "title", f->plan->title);
    json_str(j, "state", exercise_state_str(f->state));
    json_str(j, "origin", f->is_by_hand ? "instructor" : "scenario");
    number(j, "begun_s", f->moment[MOMENT_BEGUN].s);
    number(j, "ended_s", f->moment[MOMENT_ENDED].s);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        number(j, rows[i].key, took(f, rows[i].moment));
    json_object_at(j, "by");
    json_str(j, "begun", f->moment[MOMENT_BEGUN].by);
    json_str(j, "ended", f->moment[MOMENT_ENDED].by);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        json_str(j, rows[i].name, f->moment[rows[i].moment].by);
    json_end(j);
    json_end(j);
}

void
exercise_debrief_json(const struct exercise *ex, struct strbuf *out)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "scenario", ex->scenario != NULL ? ex->scenario->id : "");
    json_str(&j, "title", ex->scenario != NULL ? ex->scenario->title : "");
    json_bool(&j, "is_over", ex->is_over);
    json_double(&j, "elapsed_s", ex->now_s);
    json_array_at(&j, "faults");
    for (size_t i = 0; i < ex->n; i++)
        fault_json(&ex->entry[i].fault, &j);
    json_end(&j);
    json_array_at(&j, "marks");
    for (size_t i = 0; i < ex->n_marks; i++) {
        const struct exercise_mark *m = &ex->mark[i];
        json_object(&j);
        json_uint(&j, "number", m->number);
        json_double(&j, "s", m->s);
        json_str(&j, "person", m->person);
        json_str(&j, "what", m->what);
        json_str(&j, "text", m->text);
        json_str(&j, "fault", m->fault);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    char *text = json_take(&j);
    strbuf_adds(out, text);
    free(text);
}
