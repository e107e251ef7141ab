/*
 * state.c - the life of a command: states, stages, and what they are called.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"

static const struct {
    const char *name;
    bool is_final, was_released;
} states[COMMAND_STATE_COUNT] = {
    [COMMAND_HELD] = {"held", false, false},
    [COMMAND_PROPOSED] = {"proposed", false, false},
    [COMMAND_APPROVED] = {"approved", false, false},
    [COMMAND_ARMED] = {"armed", false, false},
    [COMMAND_QUEUED] = {"queued", false, false},
    [COMMAND_RELEASED] = {"released", false, true},
    [COMMAND_SENT] = {"sent", false, true},
    [COMMAND_COMPLETED] = {"completed", true, true},
    [COMMAND_FAILED] = {"failed", true, true},
    [COMMAND_UNKNOWN] = {"unknown", false, true},
    [COMMAND_NOT_SENT] = {"not-sent", true, true},
    [COMMAND_REFUSED] = {"refused", true, false},
    [COMMAND_EXPIRED] = {"expired", true, false},
    [COMMAND_CANCELLED] = {"cancelled", true, false},
};

static const char *const ceremonies[CEREMONY_COUNT] = {
    [CEREMONY_NORMAL] = "normal",
    [CEREMONY_HAZARDOUS] = "hazardous",
    [CEREMONY_CRITICAL] = "critical",
};

static const char *const stage_states[STAGE_STATE_COUNT] = {
    [STAGE_WAITING] = "waiting",
    [STAGE_PASSED] = "passed",
    [STAGE_FAILED] = "failed",
    [STAGE_TIMEOUT] = "timeout",
    [STAGE_NOT_KNOWN] = "not-known",
    [STAGE_SKIPPED] = "skipped",
};

/* ---- states -------------------------------------------------------------- */

const char *
command_state_str(enum command_state state)
{
    return (unsigned)state < COMMAND_STATE_COUNT ? states[state].name : "?";
}

static bool
is_word(const char *s, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(s, word, len) == 0;
}

bool
command_state_parse(const char *s, size_t len, enum command_state *out)
{
    for (unsigned i = 0; i < COMMAND_STATE_COUNT; i++)
        if (is_word(s, len, states[i].name)) {
            *out = (enum command_state)i;
            return true;
        }
    return false;
}

bool
command_state_is_final(enum command_state state)
{
    return (unsigned)state < COMMAND_STATE_COUNT && states[state].is_final;
}

bool
command_state_was_released(enum command_state state)
{
    return (unsigned)state < COMMAND_STATE_COUNT && states[state].was_released;
}

/* ---- ceremony ------------------------------------------------------------ */

/* What is not known asks for the most. */
enum command_ceremony
command_ceremony(enum mdb_consequence level)
{
    switch (level) {
    case MDB_CONSEQUENCE_NONE:
    case MDB_CONSEQUENCE_WATCH:
        return CEREMONY_NORMAL;
    case MDB_CONSEQUENCE_WARNING:
    case MDB_CONSEQUENCE_DISTRESS:
        return CEREMONY_HAZARDOUS;
    case MDB_CONSEQUENCE_CRITICAL:
    case MDB_CONSEQUENCE_SEVERE:
    case MDB_CONSEQUENCE_COUNT:
    default:
        return CEREMONY_CRITICAL;
    }
}

const char *
command_ceremony_str(enum command_ceremony c)
{
    return (unsigned)c < CEREMONY_COUNT ? ceremonies[c] : "?";
}

/* ---- stages -------------------------------------------------------------- */

const char *
stage_state_str(enum stage_state state)
{
    return (unsigned)state < STAGE_STATE_COUNT ? stage_states[state] : "?";
}

static void
add_time(struct strbuf *out, struct utc t)
{
    if (utc_is_none(t))
        strbuf_adds(out, "-");
    else
        strbuf_addf(out, "%" PRId64, t.ns);
}

void
command_stage_fmt(const struct command_stage *stage, struct strbuf *out)
{
    strbuf_addf(out, "%s %s ", mdb_stage_str(stage->stage),
        stage_state_str(stage->state));
    add_time(out, stage->time);
    strbuf_addc(out, ' ');
    add_time(out, stage->until);
    strbuf_addc(out, ' ');
    struct strbuf text = {0};
    char cut[sizeof stage->text];
    str_sanitize(
        &text, stage->text, strnlen(stage->text, sizeof stage->text), false);
    (void)str_copy(cut, sizeof cut, strbuf_get(&text));
    strbuf_adds(out, cut);
    strbuf_fini(&text);
}

/* The next word up to a blank, which is eaten; false without one. */
static bool
next_word(const char **s, const char *end, const char **word, size_t *len)
{
    const char *blank = memchr(*s, ' ', (size_t)(end - *s));
    if (blank == NULL)
        return false;
    *word = *s;
    *len = (size_t)(blank - *s);
    *s = blank + 1;
    return true;
}

static bool
parse_stage(const char *s, size_t len, enum mdb_stage *out)
{
    for (unsigned i = 0; i < MDB_STAGE_COUNT; i++)
        if (is_word(s, len, mdb_stage_str((enum mdb_stage)i))) {
            *out = (enum mdb_stage)i;
            return true;
        }
    return false;
}

static bool
parse_stage_state(const char *s, size_t len, enum stage_state *out)
{
    for (unsigned i = 0; i < STAGE_STATE_COUNT; i++)
        if (is_word(s, len, stage_states[i])) {
            *out = (enum stage_state)i;
            return true;
        }
    return false;
}

/* Only as add_time() writes it. */
static bool
parse_time(const char *s, size_t len, struct utc *out)
{
    char text[24], again[24];
    if (len == 0 || len >= sizeof text)
        return false;
    memcpy(text, s, len);
    text[len] = '\0';
    *out = UTC_NONE;
    if (is_word(s, len, "-"))
        return true;
    if (!num_parse_i64(text, &out->ns) || utc_is_none(*out))
        return false;
    snprintf(again, sizeof again, "%" PRId64, out->ns);
    return is_word(s, len, again);
}

bool
command_stage_parse(const char *s, size_t len, struct command_stage *out)
{
    const char *end = s + len, *word;
    size_t n;
    struct command_stage stage = {0};
    if (!next_word(&s, end, &word, &n) || !parse_stage(word, n, &stage.stage))
        return false;
    if (!next_word(&s, end, &word, &n) ||
        !parse_stage_state(word, n, &stage.state))
        return false;
    if (!next_word(&s, end, &word, &n) || !parse_time(word, n, &stage.time))
        return false;
    if (!next_word(&s, end, &word, &n) || !parse_time(word, n, &stage.until))
        return false;
    n = (size_t)(end - s);
    if (n >= sizeof stage.text || !str_is_clean(s, n))
        return false;
    memcpy(stage.text, s, n);
    *out = stage;
    return true;
}
