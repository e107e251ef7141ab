/*
 * conf_options.c - a section `parameter` of limits.conf beside its levels.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/conf_options.h"

#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "mdb/condition.h"
#include "mission/names.h"

#define LONGEST_TEXT 1000 /* bytes of guidance and reason */
#define LONGEST_NAME 255

bool
conf_is_number(const struct mdb_type *type)
{
    return type->eng_kind == MDB_INT || type->eng_kind == MDB_UINT ||
           type->eng_kind == MDB_FLOAT || type->eng_kind == MDB_DURATION;
}

/* "30 s"; true when it is given and good. */
static bool
read_duration(const struct reading *r, const char *name, int64_t *ns)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    if (text == NULL)
        return false;
    if (duration_parse(text, ns) == ERR_OK && *ns >= 0)
        return true;
    reading_error(
        r, at, "%s = %.40s: a time like 30s or 5m is expected", name, text);
    *ns = 0;
    return false;
}

static const char *
read_text(const struct reading *r, struct arena *arena, const char *name,
    size_t longest)
{
    char *text = reading_text(r, name, longest);
    const char *copy = text != NULL ? arena_strdup(arena, text) : NULL;
    free(text);
    return copy;
}

static void
read_stuck_level(const struct reading *r, struct conf_options *out)
{
    struct conf_place at;
    const char *text = reading_text_at(r, "stuck_level", &at);
    if (text == NULL)
        return;
    out->has_stuck_level = limit_level_parse(text, &out->stuck_level) &&
                           out->stuck_level != LIMIT_NORMAL;
    if (!out->has_stuck_level)
        reading_error(r, at,
            "stuck_level = %.40s: watch, warning, distress, critical or severe "
            "is expected",
            text);
}

/* Nobody finds out later why a limit was switched off, unless it says so. */
static void
read_disabled(
    const struct reading *r, struct arena *arena, struct conf_options *out)
{
    static const char *const only[] = {"reason", "until"};
    const struct conf_entry *given = reading_given(r, "disabled");
    out->has_disabled = given != NULL;
    out->is_disabled = reading_bool(r, "disabled", false);
    out->reason = read_text(r, arena, "reason", LONGEST_TEXT);
    out->until = reading_time(r, "until");
    if (out->is_disabled && reading_given(r, "reason") == NULL)
        reading_error(r, given->at, "disabled = true needs a 'reason'");
    for (size_t i = 0; i < ARRAY_LEN(only) && !out->is_disabled; i++) {
        const struct conf_entry *e = reading_given(r, only[i]);
        if (e != NULL)
            reading_error(r, e->at, "%s belongs to disabled = true", only[i]);
    }
}

void
conf_options_read(
    const struct reading *r, struct arena *arena, struct conf_options *out)
{
    *out = (struct conf_options){.until = UTC_NONE};
    out->deadband_given = reading_given(r, "deadband");
    out->deadband = reading_double(r, "deadband", 0, 1e300, 0);
    out->spike_given = reading_given(r, "spike");
    out->spike = reading_double(r, "spike", 0, 1e300, 0);
    out->has_violation_time =
        read_duration(r, "violation_time", &out->violation_ns);
    out->has_conformance_time =
        read_duration(r, "conformance_time", &out->conformance_ns);
    out->has_stuck = read_duration(r, "stuck", &out->stuck_ns);
    read_stuck_level(r, out);
    read_disabled(r, arena, out);
}

bool
conf_options_any(const struct conf_options *o)
{
    return o->deadband_given != NULL || o->spike_given != NULL ||
           o->has_violation_time || o->has_conformance_time || o->has_stuck ||
           o->has_stuck_level || o->has_disabled;
}

void
conf_options_apply(const struct conf_options *o, const struct mdb_type *type,
    struct limit_rule *rule)
{
    if (o->deadband_given != NULL && conf_is_number(type))
        rule->deadband = o->deadband;
    if (o->spike_given != NULL && conf_is_number(type))
        rule->spike = o->spike;
    if (o->has_violation_time)
        rule->violation_ns = o->violation_ns;
    if (o->has_conformance_time)
        rule->conformance_ns = o->conformance_ns;
    if (o->has_stuck)
        rule->stuck_ns = o->stuck_ns;
    if (o->has_stuck_level)
        rule->stuck_level = o->stuck_level;
    if (o->has_disabled) {
        rule->is_disabled = o->is_disabled;
        rule->disabled_reason = o->reason;
        rule->disabled_until = o->until;
    }
}

bool
conf_condition(const struct reading *r, const struct build *b, const char *name,
    struct mdb_criteria *out)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    struct condition_error error;
    *out = (struct mdb_criteria){.op = MDB_NEVER};
    if (text == NULL)
        return false;
    if (condition_parse(b->mdb, &b->rules->arena, text, out, &error))
        return true;
    /* Behind the quote: a condition has blanks in it. */
    at.col += (unsigned)error.at + 1;
    reading_error(r, at, "%s: %s", name, error.text);
    return false;
}

/* ---- notes ----------------------------------------------------------------
 */

static const char *const note_names[] = {"latch", "announce", "guidance",
    "display", "procedure", "group", "suppressed_when"};

static struct rule_place
place_of(const struct reading *r, const char *name)
{
    const struct conf_entry *e = reading_given(r, name);
    if (e == NULL)
        return (struct rule_place){0};
    return (struct rule_place){e->value[0].line, e->value[0].col};
}

void
conf_notes_read(
    const struct reading *r, const struct build *b, struct conf_notes *out)
{
    struct arena *arena = &b->rules->arena;
    *out = (struct conf_notes){0};
    struct item_notes *n = &out->notes;
    out->has_latch = reading_given(r, "latch") != NULL;
    n->latches = reading_bool(r, "latch", false);
    out->has_announce = reading_given(r, "announce") != NULL;
    n->always_announces = reading_bool(r, "announce", false);
    n->guidance = read_text(r, arena, "guidance", LONGEST_TEXT);
    n->display = read_text(r, arena, "display", LONGEST_NAME);
    n->procedure = read_text(r, arena, "procedure", LONGEST_NAME);
    n->display_at = place_of(r, "display");
    n->procedure_at = place_of(r, "procedure");
    n->group = read_text(r, arena, "group", LONGEST_NAME);
    out->has_suppressed =
        conf_condition(r, b, "suppressed_when", &n->suppressed_by);
}

void
conf_notes_apply(const struct conf_notes *n, struct item_notes *about)
{
    const struct item_notes *from = &n->notes;
    if (n->has_latch)
        about->latches = from->latches;
    if (n->has_announce)
        about->always_announces = from->always_announces;
    if (from->guidance != NULL)
        about->guidance = from->guidance;
    if (from->display != NULL) {
        about->display = from->display;
        about->display_at = from->display_at;
    }
    if (from->procedure != NULL) {
        about->procedure = from->procedure;
        about->procedure_at = from->procedure_at;
    }
    if (from->group != NULL)
        about->group = from->group;
    if (n->has_suppressed)
        about->suppressed_by = from->suppressed_by;
}

bool
conf_notes_any(const struct reading *r)
{
    for (size_t i = 0; i < ARRAY_LEN(note_names); i++)
        if (reading_given(r, note_names[i]) != NULL)
            return true;
    return false;
}

void
conf_notes_refuse(const struct reading *r)
{
    for (size_t i = 0; i < ARRAY_LEN(note_names); i++) {
        const struct conf_entry *e = reading_given(r, note_names[i]);
        if (e != NULL)
            reading_error(r, e->at,
                "%s holds always: it belongs to a section 'parameter' outside "
                "of sets",
                note_names[i]);
    }
}
