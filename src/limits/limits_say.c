/*
 * limits_say.c - what the limits process publishes and tells.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"
#include "limits/alarm_record.h"
#include "limits/limits_priv.h"
#include "mdb/brief.h"

void
limits_event(struct limits_app *app, enum event_id id, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    app->config.outbox.event(app->config.outbox.arg, id, strbuf_get(&text));
    strbuf_fini(&text);
}

/* ---- an alarm ------------------------------------------------------------ */

static const struct limit_rule *
rule_of(const struct limits_app *app, uint32_t item)
{
    const struct limit_explanation x =
        limit_engine_explain(app->engine, app->config.mode, item);
    if (x.rule != NULL)
        return x.rule;
    return &app->rules->rule[app->rules->first[item]];
}

/* Texts that a message borrows while it is published. */
struct texts {
    char *rule, *origin, *topic, *change_unit;
};

/* "degC/s", "%"; the rule tells over how many samples. */
static char *
change_unit_of(const struct limits_app *app, const struct alarm *a,
    const struct limit_rule *rule)
{
    if (isnan(a->delta))
        return xstrdup("");
    const struct mdb_change_alarm *c = &rule->alarm->change;
    const char *unit =
        c->is_percent ? "%" : mdb_item_type(app->mdb, a->item)->unit;
    return xasprintf(
        "%s%s", unit, c->span == MDB_CHANGE_PER_SECOND ? "/s" : "");
}

static void
fill_alarm(const struct limits_app *app, const struct alarm *a,
    const char *what, struct texts *t, struct msg_alarm *m)
{
    const struct item_notes *notes = &app->rules->notes[a->item];
    const struct limit_rule *rule = rule_of(app, a->item);
    t->rule = rules_text(app->rules, rule);
    t->change_unit = change_unit_of(app, a, rule);
    t->origin = xasprintf("%s:%" PRIu32,
        rule->origin.file != NULL ? rule->origin.file : app->mdb->file,
        rule->origin.line);
    *m = (struct msg_alarm){
        .mdb_hash = app->mdb->hash,
        .item = a->item,
        .name = msg_str(app->mdb->item[a->item].name),
        .what = msg_str(what),
        .number = a->number,
        .id = a->id,
        .state = (uint64_t)a->state,
        .level = a->level,
        .worst = a->worst,
        .is_stale = a->is_stale,
        .raised = a->raised,
        .changed = a->changed,
        .since = a->entered,
        .first_value = a->first_value,
        .worst_value = a->worst_value,
        .worst_time = a->worst_time,
        .last_value = a->last_value,
        .last_text = msg_str(a->last_text),
        .unit = msg_str(mdb_item_type(app->mdb, a->item)->unit),
        .threshold = a->threshold,
        .change = a->delta,
        .change_unit = msg_str(t->change_unit),
        .violations = a->violations,
        .occurrences = a->occurrences,
        .is_first_out = a->is_first_out,
        .latches = notes->latches,
        .always_announces = notes->always_announces,
        .acknowledged_by = msg_str(a->acknowledged.name),
        .acknowledged_why = msg_str(a->acknowledged.reason),
        .acknowledged_at = a->acknowledged.when,
        .shelved_by = msg_str(a->shelved.name),
        .shelved_why = msg_str(a->shelved.reason),
        .shelved_at = a->shelved.when,
        .shelved_until = a->until,
        .comment = msg_str(a->comment),
        .group = msg_str(notes->group),
        .rule = msg_str(t->rule),
        .context = msg_str(rule->context.text),
        .origin = msg_str(t->origin),
        .guidance = msg_str(notes->guidance),
        .display = msg_str(notes->display),
        .procedure = msg_str(notes->procedure),
    };
}

void
limits_publish_alarm(
    struct limits_app *app, const struct alarm *a, const char *what)
{
    struct msg msg = {.envelope.type = MSG_ALARM};
    struct texts t = {0};
    const char *name = app->mdb->item[a->item].name;
    fill_alarm(app, a, what, &t, &msg.u.alarm);
    t.topic = xasprintf("alarm%s", name);
    if (strlen(t.topic) > MSG_TOPIC_MAX) {
        free(t.topic);
        t.topic = xasprintf("alarm/#%" PRIu32, a->item);
    }
    app->config.outbox.publish(app->config.outbox.arg, t.topic, &msg);
    free(t.topic);
    free(t.rule);
    free(t.change_unit);
    free(t.origin);
}

/* ---- events for people --------------------------------------------------- */

/* What each happening is called; those by persons are told in any case. */
static const struct verb {
    const char *what;
    enum event_id event;
    bool by_person;
    const char *says;
} verbs[] = {
    {"raised", EV_ALARM_RAISED, false, "is"},
    {"again", EV_ALARM_RAISED, false, "is again"},
    {"worse", EV_ALARM_WORSE, false, "is now"},
    {"side", EV_ALARM_WORSE, false, "is now"},
    {"unsuppressed", EV_ALARM_RAISED, false, "is no longer suppressed and"},
    {"returned", EV_ALARM_RETURNED, false, "returned"},
    {"acknowledged", EV_ALARM_ACKNOWLEDGED, true, "acknowledged"},
    {"shelved", EV_ALARM_SHELVED, true, "shelved"},
    {"unshelved", EV_ALARM_UNSHELVED, true, "unshelved"},
    {"comment", EV_ALARM_COMMENT, true, "comment"},
    {"reset", EV_ALARM_RESET, true, "reset"},
    {"disabled", EV_ALARM_DISABLED, true, "disabled"},
    {"enabled", EV_ALARM_ENABLED, true, "enabled"},
};

static const struct verb *
verb_of(const char *what)
{
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (strcmp(verbs[i].what, what) == 0)
            return &verbs[i];
    return NULL;
}

/* "-17.62", or "-17.62 > -17.70" when it crossed its limit as it should have;
 * the two never look the same when they are not. */
static void
add_crossed(struct strbuf *s, const struct mdb_type *type, limit_state level,
    double value, double limit)
{
    const enum limit_side side = limit_state_side(level);
    const bool is_beyond = side == LIMIT_HIGH  ? value >= limit
                           : side == LIMIT_LOW ? value <= limit
                                               : false; /* NAN: neither */
    struct strbuf brief = {0}, line = {0};
    char exact[NUM_DOUBLE_SIZE];
    brief_number(&brief, type->eng_kind, type, value);
    if (is_beyond)
        brief_limit(&line, type->eng_kind, type, limit);
    if (value != limit && strcmp(strbuf_get(&brief), strbuf_get(&line)) == 0) {
        num_fmt_double(exact, value);
        strbuf_adds(s, exact);
    } else {
        strbuf_adds(s, strbuf_get(&brief));
    }
    if (is_beyond)
        strbuf_addf(s, " %c %s",
            value == limit       ? '='
            : side == LIMIT_HIGH ? '>'
                                 : '<',
            strbuf_get(&line));
    strbuf_fini(&brief);
    strbuf_fini(&line);
}

/* ", change 4.2 > 3 degC/s" */
static void
add_change(
    struct strbuf *s, const struct limits_app *app, const struct alarm *a)
{
    struct alarm present = *a;
    present.delta = a->crossed_delta;
    char *unit = change_unit_of(app, &present, rule_of(app, a->item));
    const bool is_high = limit_state_side(a->level) == LIMIT_HIGH;
    strbuf_addf(s, ", change %.4g %c %.6g", a->crossed_delta,
        is_high ? '>' : '<', a->crossed);
    strbuf_addf(s, "%s%s", unit[0] != '\0' ? " " : "", unit);
    free(unit);
}

/* " (-17.62 degC)", " (-17.62 > -17.70 degC)", " (SAFE)" */
static void
add_value(struct strbuf *s, const struct limits_app *app, const struct alarm *a,
    bool names_limit)
{
    const struct mdb_type *type = mdb_item_type(app->mdb, a->item);
    if (a->last_text[0] != '\0') {
        strbuf_addf(s, " (%s)", a->last_text);
        return;
    }
    strbuf_adds(s, " (");
    const bool is_line = names_limit && isnan(a->crossed_delta);
    add_crossed(s, type, a->level, a->last_value, is_line ? a->crossed : NAN);
    strbuf_addf(s, "%s%s", type->unit[0] != '\0' ? " " : "", type->unit);
    if (names_limit && !isnan(a->crossed_delta))
        add_change(s, app, a);
    strbuf_addc(s, ')');
}

static void
add_person(struct strbuf *s, const struct alarm *a, const char *what)
{
    const bool is_ack =
        strcmp(what, "acknowledged") == 0 || strcmp(what, "reset") == 0;
    const struct alarm_person *p = is_ack ? &a->acknowledged : &a->shelved;
    char until[TIME_TEXT_SIZE];
    if (strcmp(what, "comment") == 0) {
        strbuf_addf(s, " %s", a->comment);
        return;
    }
    const bool ends =
        strcmp(what, "unshelved") == 0 || strcmp(what, "enabled") == 0;
    if (ends && p->when.ns != a->changed.ns) { /* nobody did it */
        strbuf_addf(s, ": its time is over (by %s: %s)", p->name, p->reason);
        return;
    }
    if (p->name[0] != '\0')
        strbuf_addf(s, " by %s", p->name);
    if (!utc_is_none(a->until))
        strbuf_addf(s, " until %s", utc_fmt_iso(until, a->until, false));
    if (p->reason[0] != '\0')
        strbuf_addf(s, ": %s", p->reason);
}

static void
tell(struct limits_app *app, const struct alarm *a, const struct verb *v)
{
    struct strbuf s = {0};
    strbuf_adds(&s, app->mdb->item[a->item].name);
    strbuf_addf(&s, " %s", v->says);
    if (v->by_person) {
        add_person(&s, a, v->what);
    } else if (v->event != EV_ALARM_RETURNED) {
        strbuf_addf(&s, " %s", limit_state_str(a->level));
        add_value(&s, app, a, true);
        if (a->is_first_out && strcmp(v->what, "raised") == 0)
            strbuf_addf(&s, ", first of %s", app->rules->notes[a->item].group);
    } else {
        add_value(&s, app, a, false);
        if (a->state != ALARM_NORMAL)
            strbuf_addf(&s, ", %s",
                a->state == ALARM_LATCHED ? "latched" : "not acknowledged");
    }
    limits_event(app, v->event, "%s", strbuf_get(&s));
    strbuf_fini(&s);
}

static void
count_more(struct limits_app *app, const struct alarm *a)
{
    const char *group = app->rules->notes[a->item].group;
    app->n_not_told++;
    for (size_t i = 0; i < app->n_more; i++)
        if (str_eq(app->more[i].group, group)) {
            app->more[i].n++;
            return;
        }
    if (app->n_more < LIMITS_GROUPS_MAX)
        app->more[app->n_more++] = (struct limits_more){group, 1};
}

static void
tell_more(struct limits_app *app)
{
    if (app->n_not_told == 0)
        return;
    struct strbuf s = {0};
    unsigned rest = app->n_not_told;
    for (size_t i = 0; i < app->n_more; i++) {
        strbuf_addf(&s, "%s%u in %s", i > 0 ? ", " : "", app->more[i].n,
            app->more[i].group != NULL ? app->more[i].group : "");
        rest -= app->more[i].n;
    }
    if (rest > 0)
        strbuf_addf(&s, ", %u elsewhere", rest);
    limits_event(app, EV_ALARM_MORE, "%u more changes of alarms: %s",
        app->n_not_told, strbuf_get(&s));
    strbuf_fini(&s);
    app->n_not_told = 0;
    app->n_more = 0;
}

/* At most so many a second one by one, and none that chatters; the rest in
 * groups. */
static void
tell_or_count(struct limits_app *app, const struct alarm *a, const char *what)
{
    const struct verb *v = verb_of(what);
    if (v == NULL)
        return;
    const bool chatters = a->occurrences > LIMITS_CHATTER_MAX && !v->by_person;
    if (v->by_person || app->rules->notes[a->item].always_announces ||
        (app->told < LIMITS_TOLD_MAX && !chatters)) {
        app->told += !v->by_person;
        tell(app, a, v);
    } else {
        count_more(app, a);
    }
}

/* ---- from the book ------------------------------------------------------- */

static void
keep(struct limits_app *app, const struct alarm *a, const char *what)
{
    /* Of one that is put aside nothing is told, but much may happen. */
    const bool is_aside = a->is_shelved || a->is_suppressed;
    if (app->config.journal == NULL ||
        (strcmp(what, "update") == 0 && !is_aside) ||
        strcmp(what, "pending") == 0 || strcmp(what, "cleared") == 0)
        return;
    struct strbuf line = {0};
    alarm_record_fmt(&line, a, what, app->mdb->item[a->item].name);
    journal_add(app->config.journal, strbuf_get(&line));
    strbuf_fini(&line);
}

static void
say(struct limits_app *app, const struct alarm *a, const char *what)
{
    limits_publish_alarm(app, a, what);
    tell_or_count(app, a, what);
    app->is_summary_due |= strcmp(what, "update") != 0;
}

void
limits_say_alarm(void *arg, const struct alarm *a, const char *what)
{
    struct limits_app *app = arg;
    keep(app, a, what);
    if (strcmp(what, "disabled") == 0 || strcmp(what, "enabled") == 0) {
        app->todo =
            xgrow(app->todo, app->n_todo, &app->cap_todo, sizeof *app->todo);
        app->todo[app->n_todo++] = a->item;
    }
    app->held =
        xgrow(app->held, app->n_held, &app->cap_held, sizeof *app->held);
    app->held[app->n_held++] = (struct limits_held){*a, what};
}

void
limits_say_held(struct limits_app *app)
{
    for (size_t i = 0; i < app->n_held; i++)
        say(app, &app->held[i].alarm, app->held[i].what);
    app->n_held = 0;
}

/* ---- limit states -------------------------------------------------------- */

static const char *const mode_suffix[LIMIT_MODE_COUNT] = {
    "", "@dump", "@replay"};

static void
publish_states(struct limits_app *app, uint32_t container, enum limit_mode mode)
{
    struct limits_column *c = &app->column[container];
    const size_t n = c->n < MSG_STRV_MAX ? c->n : MSG_STRV_MAX;
    uint8_t *states = xcalloc(n + 1, 1);
    for (size_t i = 0; i < n; i++)
        states[i] = limit_engine_state(app->engine, mode, (uint32_t)c->item[i]);
    struct msg msg = {.envelope.type = MSG_LIMIT};
    msg.u.limit = (struct msg_limit){
        .mdb_hash = app->mdb->hash,
        .container = container,
        .mode = (uint64_t)mode,
        .generation = c->generation[mode],
        .items = {c->item, n},
        .states = {states, n},
    };
    char *topic = xasprintf(
        "limit%s%s", app->mdb->container[container].name, mode_suffix[mode]);
    app->config.outbox.publish(app->config.outbox.arg, topic, &msg);
    c->is_dirty[mode] = false;
    c->published[mode] = app->now;
    free(topic);
    free(states);
}

static bool
is_due(const struct limits_app *app, const struct limits_column *c, size_t mode)
{
    return utc_is_none(c->published[mode]) ||
           llabs(utc_diff_ns(app->now, c->published[mode])) >= LIMITS_STATES_NS;
}

/* What changed and was not published within the last tenth of a second. */
void
limits_say_states(struct limits_app *app, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < app->n_dirty; i++) {
        const uint32_t container = app->dirty[i];
        struct limits_column *c = &app->column[container];
        bool is_dirty = false;
        for (size_t mode = 0; mode < LIMIT_MODE_COUNT; mode++) {
            if (c->is_dirty[mode] && (all || is_due(app, c, mode)))
                publish_states(app, container, (enum limit_mode)mode);
            is_dirty |= c->is_dirty[mode];
        }
        if (is_dirty)
            app->dirty[kept++] = container;
    }
    app->n_dirty = kept;
}

/* ---- the summary --------------------------------------------------------- */

void
limits_say_summary(struct limits_app *app)
{
    const struct alarm_summary s = alarm_book_summary(app->book, app->now);
    const struct limit_counters n = limit_engine_counters(app->engine);
    const struct journal *j = app->config.journal;
    struct msg msg = {.envelope.type = MSG_SUMMARY};
    msg.u.summary = (struct msg_summary){
        .mdb_hash = app->mdb->hash,
        .number = alarm_book_number(app->book),
        .unacknowledged = s.unacknowledged,
        .active = s.active,
        .pending = s.pending,
        .shelved = s.shelved,
        .suppressed = s.suppressed,
        .disabled = s.disabled,
        .worst_unacknowledged = s.worst_unack,
        .rate_10min = s.rate_10min,
        .rate_hour = s.rate_hour,
        .is_flood = s.is_flood,
        .mode = (uint64_t)app->config.mode,
        .since = app->began,
        .checked = app->rules->n_checked,
        .samples = n.samples,
        .samples_per_s = app->samples_per_s,
        .journal_ok = j != NULL && journal_is_sound(j),
        .journal_text = msg_str(j != NULL ? journal_reason(j) : "none is kept"),
    };
    app->summed = app->now;
    app->config.outbox.publish(app->config.outbox.arg, "alarms", &msg);
    app->is_summary_due = false;
}

static void
tell_flood(struct limits_app *app)
{
    const struct alarm_summary s = alarm_book_summary(app->book, app->now);
    if (s.is_flood && !app->was_flood)
        limits_event(
            app, EV_ALARM_FLOOD, "%.0f alarms in 10 minutes", s.rate_10min);
    if (!s.is_flood && app->was_flood)
        limits_event(
            app, EV_ALARM_FLOOD_END, "%.0f alarms in 10 minutes", s.rate_10min);
    app->was_flood = s.is_flood;
}

/* At most once in a while: a clock that is wrong jumps there and back. */
static void
tell_turns(struct limits_app *app)
{
    const uint64_t turns =
        limit_engine_counters(app->engine).turns - app->turns;
    const bool is_soon =
        !utc_is_none(app->turned) &&
        llabs(utc_diff_ns(app->now, app->turned)) < LIMITS_TURNS_NS;
    if (turns == 0 || is_soon)
        return;
    const struct limit_turn t = limit_engine_turn(app->engine);
    char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];
    limits_event(app, EV_LIMIT_TIME,
        "generation times of %s %s from %s to %s (%" PRIu64
        " such jumps since last told)",
        app->mdb->container[t.container].name,
        t.to.ns < t.from.ns ? "went back" : "jumped ahead",
        utc_fmt_iso(from, t.from, false), utc_fmt_iso(to, t.to, false), turns);
    app->turns += turns;
    app->turned = app->now;
}

void
limits_say_second(struct limits_app *app)
{
    tell_turns(app);
    tell_more(app);
    app->told = 0;
    tell_flood(app);
    if (app->dump_out > 0)
        limits_event(app, EV_LIMIT_DUMPED,
            "%u values of dumped data went out of limits", app->dump_out);
    app->dump_out = 0;
}
