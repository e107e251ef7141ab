/*
 * alarm_record.c - an alarm as one line of the journal, and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/alarm_record.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"

enum kind {
    U64,
    U32,
    U8,
    STATE,
    FLAG,
    TIME,
    REAL,
    TEXT
};

/* clang-format off */
#define F(kind, member) \
    {kind, offsetof(struct alarm, member), sizeof(((struct alarm *)0)->member)}
static const struct field {
    enum kind kind;
    size_t offset, size;
} fields[] = {
    F(U64, number), F(U64, since), F(U64, id), F(STATE, state), F(U8, level),
    F(U8, worst), F(U8, seen), F(FLAG, is_out), F(FLAG, is_seen),
    F(FLAG, was_announced), F(FLAG, is_suppressed), F(FLAG, is_shelved),
    F(FLAG, is_disabled), F(FLAG, is_stale), F(TIME, raised), F(TIME, changed),
    F(REAL, first_value), F(REAL, worst_value), F(REAL, last_value),
    F(TEXT, last_text), F(TIME, worst_time), F(REAL, threshold),
    F(U32, violations), F(U32, occurrences), F(FLAG, is_first_out),
    F(TEXT, acknowledged.name), F(TEXT, acknowledged.reason),
    F(TIME, acknowledged.when), F(TEXT, shelved.name), F(TEXT, shelved.reason),
    F(TIME, shelved.when), F(TIME, until), F(TEXT, comment),
    F(TIME, entered), F(REAL, delta),
};
#undef F
#define LATER 2 /* of them at the end: older journals lack them */
/* clang-format on */

static void
add_time(struct strbuf *out, struct utc t)
{
    char text[TIME_TEXT_SIZE];
    strbuf_adds(out, utc_is_none(t) ? "-" : utc_fmt_iso(text, t, false));
}

static void
add_field(struct strbuf *out, const struct field *f, const void *at)
{
    char text[NUM_DOUBLE_SIZE];
    strbuf_addc(out, '\t');
    switch (f->kind) {
    case U64:
        strbuf_addf(out, "%" PRIu64, *(const uint64_t *)at);
        break;
    case U32:
        strbuf_addf(out, "%" PRIu32, *(const uint32_t *)at);
        break;
    case U8:
        strbuf_addf(out, "%u", (unsigned)*(const uint8_t *)at);
        break;
    case STATE:
        strbuf_adds(out, alarm_state_str(*(const enum alarm_state *)at));
        break;
    case FLAG:
        strbuf_addc(out, *(const bool *)at ? '1' : '0');
        break;
    case TIME:
        add_time(out, *(const struct utc *)at);
        break;
    case REAL:
        num_fmt_double(text, *(const double *)at);
        strbuf_adds(out, text);
        break;
    case TEXT:
        str_sanitize(out, at, strlen(at), false);
        break;
    }
}

void
alarm_record_fmt(struct strbuf *out, const struct alarm *alarm,
    const char *what, const char *name)
{
    strbuf_adds(out, what);
    strbuf_addc(out, '\t');
    strbuf_adds(out, name);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        add_field(out, &fields[i], (const char *)alarm + fields[i].offset);
}

static bool
parse_state(const char *text, enum alarm_state *state)
{
    for (int i = 0; i < ALARM_STATE_COUNT; i++)
        if (strcmp(text, alarm_state_str((enum alarm_state)i)) == 0) {
            *state = (enum alarm_state)i;
            return true;
        }
    return false;
}

static bool
parse_time(const char *text, struct utc *t)
{
    *t = UTC_NONE;
    return strcmp(text, "-") == 0 || utc_parse(text, t) == ERR_OK;
}

static bool
parse_uint(const char *text, uint64_t most, uint64_t *v)
{
    return num_parse_u64(text, v) && *v <= most;
}

static bool
parse_field(const char *text, const struct field *f, void *at)
{
    uint64_t v = 0;
    bool is_sound = true;
    switch (f->kind) {
    case U64:
        return parse_uint(text, UINT64_MAX, at);
    case U32:
        is_sound = parse_uint(text, UINT32_MAX, &v);
        *(uint32_t *)at = (uint32_t)v;
        break;
    case U8:
        is_sound = parse_uint(text, UINT8_MAX, &v);
        *(uint8_t *)at = (uint8_t)v;
        break;
    case STATE:
        return parse_state(text, at);
    case FLAG:
        is_sound = parse_uint(text, 1, &v);
        *(bool *)at = v == 1;
        break;
    case TIME:
        return parse_time(text, at);
    case REAL:
        return num_parse_double(text, at);
    case TEXT:
        return str_is_clean(text, strlen(text)) && str_copy(at, f->size, text);
    }
    return is_sound;
}

bool
alarm_record_parse(const char *line, struct alarm *alarm, char **name)
{
    char *copy = xstrdup(line), *rest = copy;
    *alarm = (struct alarm){.crossed = NAN, .crossed_delta = NAN};
    *name = NULL;
    (void)strsep(&rest, "\t"); /* what */
    const char *item = strsep(&rest, "\t");
    bool is_sound = item != NULL && item[0] != '\0';
    for (size_t i = 0; is_sound && i < ARRAY_LEN(fields); i++) {
        if (rest == NULL && i == ARRAY_LEN(fields) - LATER) {
            alarm->entered = alarm->changed;
            alarm->delta = NAN;
            break;
        }
        const char *text = strsep(&rest, "\t");
        is_sound = text != NULL && parse_field(text, &fields[i],
                                       (char *)alarm + fields[i].offset);
    }
    is_sound = is_sound && rest == NULL;
    if (is_sound)
        *name = xstrdup(item);
    free(copy);
    return is_sound;
}
