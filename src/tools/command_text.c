/*
 * command_text.c - commands and authority, from the gate's messages, as text
 * and as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/command_text.h"

#include <inttypes.h>
#include <stdlib.h>

#include "command/state.h"
#include "common/attr.h"
#include "common/json.h"
#include "common/str.h"

static const char *
state_of(const struct msg_command *c)
{
    return command_state_str(c->state < COMMAND_STATE_COUNT
                                 ? (enum command_state)c->state
                                 : COMMAND_STATE_COUNT);
}

static const char *
ceremony_of(const struct msg_command *c)
{
    return command_ceremony_str(c->ceremony < CEREMONY_COUNT
                                    ? (enum command_ceremony)c->ceremony
                                    : CEREMONY_COUNT);
}

static void
add_str(struct strbuf *out, struct msg_str s)
{
    str_sanitize(out, s.s, s.len, false);
}

static void
add_name(struct strbuf *out, const struct msg_command *c)
{
    add_str(out, c->short_name.len > 0 ? c->short_name : c->name);
    for (size_t i = 0; i < c->values.n; i++) {
        strbuf_addc(out, ' ');
        add_str(out, c->values.v[i]);
    }
}

/* ---- text ---------------------------------------------------------------- */

char *
command_line(const struct msg_command *c)
{
    struct strbuf out = {0};
    char time[TIME_TEXT_SIZE];
    strbuf_addf(&out, "%6" PRIu64 "  %-9s  %s  ", c->number, state_of(c),
        utc_fmt_doy(time, c->submitted, false, 0));
    add_name(&out, c);
    strbuf_adds(&out, "  ");
    add_str(&out, c->person);
    if (c->detail.len > 0) {
        strbuf_adds(&out, "  (");
        add_str(&out, c->detail);
        strbuf_addc(&out, ')');
    }
    return strbuf_take(&out);
}

static void
add_row(struct strbuf *out, const char *key, struct msg_str value)
{
    if (value.len == 0)
        return;
    strbuf_addf(out, "%-12s", key);
    add_str(out, value);
    strbuf_addc(out, '\n');
}

static void
add_time(struct strbuf *out, const char *key, struct utc t, struct msg_str by)
{
    char time[TIME_TEXT_SIZE];
    if (utc_is_none(t))
        return;
    strbuf_addf(out, "%-12s%s", key, utc_fmt_doy(time, t, false, 3));
    if (by.len > 0) {
        strbuf_adds(out, " by ");
        add_str(out, by);
    }
    strbuf_addc(out, '\n');
}

static void
add_data(struct strbuf *out, struct msg_bin data)
{
    for (size_t i = 0; i < data.len; i++) {
        if (i % 16 == 0)
            strbuf_addf(out, "%-12s", i == 0 ? "packet" : "");
        strbuf_addf(out, "%02x%c", data.p[i],
            i % 16 == 15 || i + 1 == data.len ? '\n' : ' ');
    }
}

static void
add_stages(struct strbuf *out, const struct msg_command *c)
{
    char time[TIME_TEXT_SIZE];
    for (size_t i = 0; i < c->stages.n; i++) {
        struct command_stage s;
        struct msg_str text = c->stages.v[i];
        if (!command_stage_parse(text.s, text.len, &s))
            continue;
        strbuf_addf(out, "%-12s%-12s%-10s%s", i == 0 ? "stages" : "",
            mdb_stage_str(s.stage), stage_state_str(s.state),
            utc_fmt_doy(time, s.time, false, 3));
        if (s.state == STAGE_WAITING && !utc_is_none(s.until))
            strbuf_addf(
                out, "  until %s", utc_fmt_doy(time, s.until, false, 3));
        strbuf_addf(out, "%s%s\n", s.text[0] != '\0' ? "  " : "", s.text);
    }
}

char *
command_block(const struct msg_command *c)
{
    static const struct msg_str nobody = {NULL, 0};
    struct strbuf out = {0};
    strbuf_addf(&out, "%-12s%" PRIu64 "  ", "command", c->number);
    add_name(&out, c);
    strbuf_addf(&out, "\n%-12s%s", "state", state_of(c));
    if (c->detail.len > 0) {
        strbuf_adds(&out, ": ");
        add_str(&out, c->detail);
    }
    strbuf_addf(&out, "\n%-12s%s", "ceremony", ceremony_of(c));
    if (c->reason.len > 0) {
        strbuf_adds(&out, ": ");
        add_str(&out, c->reason);
    }
    strbuf_addc(&out, '\n');
    add_row(&out, "name", c->name);
    add_row(&out, "id", c->id);
    add_row(&out, "origin", c->origin);
    add_row(&out, "comment", c->comment);
    add_row(&out, "uplink", c->uplink);
    add_time(&out, "submitted", c->submitted, c->person);
    add_time(&out, "approved", c->approved, c->approved_by);
    add_time(&out, "armed", c->armed, nobody);
    add_row(&out, "fired by", c->fired_by);
    add_time(&out, "until", c->until, nobody);
    add_time(&out, "released", c->released, nobody);
    add_time(&out, "sent", c->sent, nobody);
    add_time(&out, "ended", c->ended, nobody);
    add_stages(&out, c);
    if (c->sequence < 16384)
        strbuf_addf(&out, "%-12s%" PRIu64 "\n", "sequence", c->sequence);
    add_row(&out, "digest", c->digest);
    add_data(&out, c->data);
    return strbuf_take(&out);
}

/* ---- JSON ---------------------------------------------------------------- */

static void
put(struct json *j, const char *key, struct msg_str s)
{
    json_strn(j, key, s.len > 0 ? s.s : "", s.len);
}

static void
put_time(struct json *j, const char *key, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(t))
        json_null(j, key);
    else
        json_str(j, key, utc_fmt_iso(text, t, false));
}

static void
put_data(struct json *j, struct msg_bin data)
{
    struct strbuf hex = {0};
    strbuf_addhex(&hex, data.p, data.len);
    json_str(j, "data", strbuf_get(&hex));
    strbuf_fini(&hex);
}

static void
put_stages(struct json *j, const struct msg_command *c)
{
    json_array_at(j, "stages");
    for (size_t i = 0; i < c->stages.n; i++) {
        struct command_stage s;
        if (!command_stage_parse(c->stages.v[i].s, c->stages.v[i].len, &s))
            continue;
        json_object(j);
        json_str(j, "stage", mdb_stage_str(s.stage));
        json_str(j, "state", stage_state_str(s.state));
        put_time(j, "time", s.time);
        put_time(j, "until", s.until);
        json_str(j, "text", s.text);
        json_end(j);
    }
    json_end(j);
}

char *
command_json(const struct msg_command *c)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_uint(&j, "number", c->number);
    put(&j, "id", c->id);
    json_str(&j, "state", state_of(c));
    put(&j, "detail", c->detail);
    put(&j, "name", c->name);
    json_array_at(&j, "values");
    for (size_t i = 0; i < c->values.n; i++)
        put(&j, NULL, c->values.v[i]);
    json_end(&j);
    json_str(&j, "ceremony", ceremony_of(c));
    put(&j, "person", c->person);
    put(&j, "approved_by", c->approved_by);
    put(&j, "fired_by", c->fired_by);
    put(&j, "origin", c->origin);
    put(&j, "comment", c->comment);
    put(&j, "uplink", c->uplink);
    put_time(&j, "submitted", c->submitted);
    put_time(&j, "approved", c->approved);
    put_time(&j, "armed", c->armed);
    put_time(&j, "until", c->until);
    put_time(&j, "released", c->released);
    put_time(&j, "sent", c->sent);
    put_time(&j, "ended", c->ended);
    put_stages(&j, c);
    json_int(&j, "sequence", c->sequence < 16384 ? (int64_t)c->sequence : -1);
    put(&j, "digest", c->digest);
    put_data(&j, c->data);
    json_end(&j);
    return json_take(&j);
}

/* ---- the gate ------------------------------------------------------------ */

char *
gate_text(const struct msg_gate *g)
{
    struct strbuf out = {0};
    char time[TIME_TEXT_SIZE];
    strbuf_addf(&out, "%-12s", "authority");
    if (g->holder.len == 0)
        strbuf_adds(&out, "nobody");
    add_str(&out, g->holder);
    if (g->holder.len > 0 && !utc_is_none(g->since))
        strbuf_addf(&out, " since %s", utc_fmt_doy(time, g->since, false, 0));
    strbuf_addc(&out, '\n');
    add_row(&out, "where", g->where);
    add_time(&out, "until", g->until, (struct msg_str){NULL, 0});
    add_row(&out, "offered to", g->offered_to);
    add_row(&out, "asked by", g->asked_by);
    add_row(&out, "uplink", g->uplink);
    add_row(&out, "link", g->uplink_state);
    add_row(&out, "signal", g->signal);
    strbuf_addf(&out,
        "%-12s%" PRIu64 " waiting, %" PRIu64 " queued, %" PRIu64
        " open, %" PRIu64 " unknown\n",
        "commands", g->waiting, g->queued, g->open, g->unknown);
    strbuf_addf(&out, "%-12s%s%s", "log", g->log_ok ? "ok" : "FAILS",
        g->log_text.len > 0 ? ": " : "");
    add_str(&out, g->log_text);
    strbuf_addf(&out, ", %" PRIu64 " lines\n", g->log_lines);
    add_row(&out, "head", g->log_head);
    for (size_t i = 0; i < g->people.n; i++)
        add_row(&out, i == 0 ? "people" : "", g->people.v[i]);
    return strbuf_take(&out);
}

char *
gate_json(const struct msg_gate *g)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    put(&j, "holder", g->holder);
    put(&j, "where", g->where);
    put_time(&j, "since", g->since);
    put_time(&j, "until", g->until);
    put(&j, "offered_to", g->offered_to);
    put(&j, "asked_by", g->asked_by);
    put(&j, "uplink", g->uplink);
    put(&j, "uplink_state", g->uplink_state);
    put(&j, "signal", g->signal);
    json_uint(&j, "waiting", g->waiting);
    json_uint(&j, "queued", g->queued);
    json_uint(&j, "open", g->open);
    json_uint(&j, "unknown", g->unknown);
    json_bool(&j, "log_ok", g->log_ok);
    put(&j, "log_text", g->log_text);
    json_uint(&j, "log_lines", g->log_lines);
    put(&j, "log_head", g->log_head);
    json_end(&j);
    return json_take(&j);
}
