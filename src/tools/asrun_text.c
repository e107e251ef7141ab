/*
 * asrun_text.c - as-run records for people and programs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/asrun_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"

/* A record is clean text; what was read of it is shown no other way. */
static void
add_clean(struct strbuf *out, const char *text)
{
    str_sanitize(out, text, strlen(text), false);
}

static void
add_field(struct strbuf *out, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    strbuf_addf(out, "%-12s", name);
    add_clean(out, value);
    strbuf_addc(out, '\n');
}

/* What is not approved is not overlooked. */
static const char *
approval_text(const char *approval)
{
    return str_eq(approval, "draft") ? "DRAFT" : approval;
}

void
asrun_text_head(const struct asrun_head *h, struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    add_field(out, "procedure", h->procedure);
    add_field(out, "title", h->title);
    add_field(out, "version", h->procedure_version);
    add_field(out, "approval", approval_text(h->approval));
    add_field(out, "run", h->run);
    add_field(out, "started", utc_fmt_iso(time, h->time, false));
    add_field(out, "by", h->person);
    add_field(out, "mode", h->mode);
    add_field(out, "mission", h->mission);
    add_field(out, "instance", h->instance);
    for (size_t i = 0; i < h->n_arguments; i++)
        add_field(out, i == 0 ? "arguments" : "", h->argument[i]);
    add_field(out, "digest", h->digest);
    add_field(out, "program", h->program);
}

/* "+00:01:22.4" since the start, tenths. */
static void
add_since(struct strbuf *out, int64_t ns)
{
    const char sign = ns < 0 ? '-' : '+';
    const uint64_t t = (uint64_t)(ns < 0 ? -(ns + 1) : ns) / (NS_PER_S / 10);
    strbuf_addf(out, "%c%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 ".%" PRIu64,
        sign, t / 36000, t / 600 % 60, t / 10 % 60, t % 10);
}

static const char *
outcome_str(enum pluto_outcome outcome)
{
    return (unsigned)outcome < PLUTO_OUTCOME_COUNT ? pluto_outcome_str(outcome)
                                                   : "";
}

/* " [confirmed]", where what was said does not end so already. */
static void
add_outcome(const struct asrun_event *e, struct strbuf *out)
{
    char text[40];
    const char *outcome = outcome_str(e->outcome);
    (void)snprintf(text, sizeof text, "[%s]", outcome);
    if (outcome[0] != '\0' && !str_eq(outcome, e->text) &&
        !str_suffix(e->text, text))
        strbuf_addf(out, " %s", text);
}

static void
add_more(const struct asrun_event *e, struct strbuf *out)
{
    static const char margin[] = "\n                                     ";
    if (e->more[0] != '\0') {
        strbuf_adds(out, margin);
        add_clean(out, e->more);
    }
    if (e->line == 0 && e->instance == 0 && e->command[0] == '\0')
        return;
    strbuf_adds(out, margin);
    if (e->line != 0)
        strbuf_addf(out, "source line %" PRIu32 " ", e->line);
    if (e->instance != 0)
        strbuf_addf(out, "activity %" PRIu64 " ", e->instance);
    if (e->command[0] != '\0')
        strbuf_adds(out, "command ");
    add_clean(out, e->command);
}

void
asrun_text_event(const struct asrun_event *e, struct utc start, bool is_verbose,
    struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    strbuf_addf(
        out, "%s ", utc_fmt_doy(time, e->time, false, is_verbose ? 3 : 0));
    add_since(out, utc_diff_ns(e->time, start));
    strbuf_addf(out, "  %-7s %-6s ", e->number, asrun_kind_str(e->kind));
    add_clean(out, e->item);
    if (e->item[0] != '\0' && e->text[0] != '\0')
        strbuf_adds(out, ": ");
    add_clean(out, e->text);
    add_outcome(e, out);
    if (e->attempt > 1)
        strbuf_addf(out, " (attempt %" PRIu32 ")", e->attempt);
    if (e->person[0] != '\0') {
        strbuf_adds(out, " -- ");
        add_clean(out, e->person);
    }
    if (is_verbose)
        add_more(e, out);
    strbuf_addc(out, '\n');
}

/* ---- differences --------------------------------------------------------- */

void
asrun_text_gap(int64_t ns, struct strbuf *out)
{
    const uint64_t ms =
        (ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns) / (uint64_t)NS_PER_MS;
    strbuf_addf(out, "%c%" PRIu64 ".%03" PRIu64 " s", ns < 0 ? '-' : '+',
        ms / 1000, ms % 1000);
}

static void
add_said(const struct asrun_event *e, struct strbuf *out)
{
    const bool has_brackets = e->more[0] == '('; /* arguments have their own */
    add_clean(out, e->text);
    add_outcome(e, out);
    if (e->more[0] != '\0') {
        strbuf_adds(out, has_brackets ? " " : " (");
        add_clean(out, e->more);
        strbuf_adds(out, has_brackets ? "" : ")");
    }
    if (e->person[0] != '\0') {
        strbuf_adds(out, " -- ");
        add_clean(out, e->person);
    }
}

static void
add_side(char side, const struct asrun_event *e, struct strbuf *out)
{
    strbuf_addf(out, "    %c: ", side);
    add_said(e, out);
    strbuf_addc(out, '\n');
}

void
asrun_text_difference(
    const struct asrun_difference *d, struct utc start, struct strbuf *out)
{
    const struct asrun_event *e = d->a != NULL ? d->a : d->b;
    add_since(out, utc_diff_ns(e->time, start));
    strbuf_addf(out, "  %-9s  %-7s %s", asrun_change_str(d->change), e->number,
        asrun_kind_str(e->kind));
    if (e->item[0] != '\0')
        strbuf_adds(out, " ");
    add_clean(out, e->item);
    if (e->attempt > 1)
        strbuf_addf(out, " (attempt %" PRIu32 ")", e->attempt);
    if (d->gap_ns != 0) { /* of lines that both have */
        strbuf_adds(out, ": ");
        asrun_text_gap(d->gap_ns, out);
    }
    strbuf_addc(out, '\n');
    if (d->change == ASRUN_TIME)
        return;
    if (d->a != NULL)
        add_side('A', d->a, out);
    if (d->b != NULL)
        add_side('B', d->b, out);
}

void
asrun_text_summary(const struct asrun_summary *s, struct strbuf *out)
{
    const size_t *n = s->count;
    strbuf_addf(out,
        "%zu lines alike, %zu values and %zu outcomes differ, %zu only in A, "
        "%zu only in B, %zu by hand in one, %zu where time differs\n",
        n[ASRUN_SAME], n[ASRUN_VALUE], n[ASRUN_OUTCOME], n[ASRUN_ONLY_A],
        n[ASRUN_ONLY_B], n[ASRUN_HAND], n[ASRUN_TIME]);
    strbuf_adds(out, "duration A ");
    add_since(out, s->a_ns);
    strbuf_adds(out, ", B ");
    add_since(out, s->b_ns);
    strbuf_adds(out, ": ");
    asrun_text_gap(
        utc_diff_ns((struct utc){s->b_ns}, (struct utc){s->a_ns}), out);
    strbuf_addc(out, '\n');
}

/* ---- JSON ---------------------------------------------------------------- */

static void
end_line(struct json *j, struct strbuf *out)
{
    json_end(j);
    strbuf_add(out, j->text.s, j->text.len);
    strbuf_addc(out, '\n');
    strbuf_fini(&j->text);
}

static void
put_time(struct json *j, const char *key, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    json_str(j, key, utc_fmt_iso(text, t, false));
}

static void
put_side(struct json *j, const char *key, const struct asrun_event *e)
{
    if (e == NULL) {
        json_null(j, key);
        return;
    }
    json_object_at(j, key);
    put_time(j, "t", e->time);
    json_str(j, "text", e->text);
    json_str(j, "more", e->more);
    json_str(j, "outcome", outcome_str(e->outcome));
    json_str(j, "person", e->person);
    json_end(j);
}

void
asrun_json_difference(const struct asrun_difference *d, struct strbuf *out)
{
    const struct asrun_event *e = d->a != NULL ? d->a : d->b;
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "change", asrun_change_str(d->change));
    json_str(&j, "step", e->number);
    json_str(&j, "kind", asrun_kind_str(e->kind));
    json_str(&j, "item", e->item);
    json_uint(&j, "attempt", e->attempt);
    json_int(&j, "gap_ns", d->gap_ns);
    put_side(&j, "a", d->a);
    put_side(&j, "b", d->b);
    end_line(&j, out);
}

void
asrun_json_summary(const struct asrun_summary *s, struct strbuf *out)
{
    static const char *const key[ASRUN_CHANGE_COUNT] = {
        "same", "time", "value", "outcome", "only_a", "only_b", "by_hand"};
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_object_at(&j, "summary");
    for (unsigned i = 0; i < ASRUN_CHANGE_COUNT; i++)
        json_uint(&j, key[i], s->count[i]);
    json_bool(&j, "other_procedure", s->is_other_procedure);
    json_bool(&j, "other_version", s->is_other_version);
    json_int(&j, "a_ns", s->a_ns);
    json_int(&j, "b_ns", s->b_ns);
    json_end(&j);
    end_line(&j, out);
}

/* ---- lists --------------------------------------------------------------- */

void
asrun_text_run(const struct asrun_head *h, const char *dir,
    const struct asrun_event *last, uint64_t lines, struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    (void)dir;
    strbuf_addf(
        out, "%-12.12s  %s  ", h->run, utc_fmt_iso(time, h->time, false));
    add_since(out, last != NULL ? utc_diff_ns(last->time, h->time) : 0);
    strbuf_addf(out, "  %-8.8s %-16s %-6s %-8s ", h->instance, h->procedure,
        h->procedure_version, approval_text(h->approval));
    add_clean(out, h->person);
    strbuf_addf(out, ", %" PRIu64 " lines", lines);
    if (last != NULL) {
        strbuf_addf(out, ", last %s ", asrun_kind_str(last->kind));
        add_said(last, out);
    }
    strbuf_addc(out, '\n');
}

void
asrun_json_run(const struct asrun_head *h, const char *dir,
    const struct asrun_event *last, uint64_t lines, struct strbuf *out)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "run", h->run);
    json_str(&j, "procedure", h->procedure);
    json_str(&j, "version", h->procedure_version);
    json_str(&j, "approval", h->approval);
    json_str(&j, "instance", h->instance);
    json_str(&j, "person", h->person);
    json_str(&j, "mode", h->mode);
    put_time(&j, "started", h->time);
    json_uint(&j, "lines", lines);
    json_str(&j, "dir", dir);
    put_side(&j, "last", last);
    end_line(&j, out);
}
