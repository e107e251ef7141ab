/*
 * scenario_effect.c - what can be at fault: one row a kind.
 *
 * The words of a row stand in the line as they are, except
 *
 *   MEASUREMENT  a parameter of the ground model     PACKETS  a packet type,
 * all COMMAND      a command of the database, all      MODE     of the payload
 *   HEATER OUTLET SPECTROMETER TERMINAL              a unit, by name or number
 *   AMOUNT       a number, in the parameter's unit   NUMBER   any number
 *   PERCENT      0 .. 100, with or without %         PER      second minute
 * hour
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario_effect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/nearest.h"
#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/command.h"
#include "sim/dhs.h"
#include "sim/power.h"
#include "sim/scenario_name.h"
#include "sim/spectrometer.h"
#include "sim/telemetry.h"
#include "sim/thermal.h"

struct row {
    enum scenario_effect_kind kind;
    const char *pattern;
    double a; /* where the pattern does not say it */
};

/* clang-format off */
static const struct row rows[] = {
    {EFFECT_STUCK, "measurement MEASUREMENT stuck", 0},
    {EFFECT_BIAS, "measurement MEASUREMENT off by AMOUNT", 0},
    {EFFECT_DRIFT, "measurement MEASUREMENT drifts by AMOUNT per PER", 0},
    {EFFECT_NOISE, "measurement MEASUREMENT noisy by AMOUNT", 0},
    {EFFECT_SHOWS, "measurement MEASUREMENT shows AMOUNT", 0},
    {EFFECT_DEAD, "measurement MEASUREMENT dead", 0},
    {EFFECT_SILENT, "packets PACKETS silent", 0},
    {EFFECT_LOSS, "packets PACKETS lost PERCENT", 0},
    {EFFECT_CORRUPTED, "packets PACKETS corrupted PERCENT", 0},
    {EFFECT_LOS, "signal lost", 0},
    {EFFECT_REFUSED, "command COMMAND refused", 0},
    {EFFECT_NOT_EXECUTED, "command COMMAND not executed", 0},
    {EFFECT_NO_REPORT, "command COMMAND not reported", 0},
    {EFFECT_WRONG_REPORT, "command COMMAND reported as another", 0},
    {EFFECT_MODE, "payload goes to mode MODE", 0},
    {EFFECT_HEATER_ON, "heater HEATER stuck on", 0},
    {EFFECT_HEATER_POWER, "heater HEATER stuck off", 0},
    {EFFECT_HEATER_POWER, "heater HEATER at PERCENT power", 0},
    {EFFECT_POINTING_LOST, "pointing lost", 0},
    {EFFECT_SUN_SENSOR, "sun sensor noisy by NUMBER arcsec", 0},
    {EFFECT_FEED_SAG, "feeds sag by NUMBER V", 0},
    {EFFECT_OVERLOAD, "outlet OUTLET overloaded by NUMBER W", 0},
    {EFFECT_COOLER, "cooler SPECTROMETER at PERCENT", 0},
    {EFFECT_TERMINAL, "terminal TERMINAL dead", 0},
};
static const char *const heaters[HEATER_COUNT] = {"BASE", "DHS", "PDU", "BAT",
    "AZM", "ELM", "SPA", "SPB", "RAD", "SUN_SENSOR"};
static const char *const outlets[OUTLET_COUNT] = {"DHS", "PTG", "SPA", "SPB",
    "RAD", "LAMP", "HTRA", "HTRB"};
static const char *const spectrometers[SPECTROMETER_COUNT] = {"A", "B"};
static const char *const modes[] = {"SAFE", "STANDBY", "POINTING", "SCIENCE",
    "CALIBRATION", "SERVICE"};
/* clang-format on */

const char *
scenario_effect_usage(size_t i)
{
    return i < ARRAY_LEN(rows) ? rows[i].pattern : NULL;
}

const char *
scenario_effect_name(const char *slot, size_t i)
{
    static const char *const pers[] = {"second", "minute", "hour"};
    static const char *const terminals[DHS_RTS] = {
        "1", "2", "3", "4", "5", "6"};
    static const struct {
        const char *slot;
        const char *const *name;
        size_t n;
    } lists[] = {{"HEATER", heaters, ARRAY_LEN(heaters)},
        {"OUTLET", outlets, ARRAY_LEN(outlets)},
        {"SPECTROMETER", spectrometers, ARRAY_LEN(spectrometers)},
        {"TERMINAL", terminals, ARRAY_LEN(terminals)},
        {"MODE", modes, ARRAY_LEN(modes)}, {"PER", pers, ARRAY_LEN(pers)}};
    size_t n = 0;
    const struct telemetry_type *type = telemetry_types(&n);
    if (str_eq(slot, "PACKETS"))
        return i < n ? type[i].name : i == n ? "all" : NULL;
    for (size_t k = 0; k < ARRAY_LEN(lists); k++)
        if (str_eq(lists[k].slot, slot))
            return i < lists[k].n ? lists[k].name[i] : NULL;
    return NULL;
}

/* ---- slots --------------------------------------------------------------- */

struct reading {
    struct scenario_line *line;
    const struct mdb *mdb;
    struct arena *arena;
    struct scenario_effect *out;
};

static bool
unknown(struct reading *r, const char *what, struct nearest near)
{
    scenario_name_unknown(r->line, what, &near);
    return false;
}

/* A unit by its name or its number, which telemetry counts from `first`. */
static bool
read_unit(struct reading *r, const char *what, const char *const *name,
    size_t n, unsigned first)
{
    const struct scenario_word *w = scenario_line_next(r->line);
    uint64_t number = 0;
    if (num_parse_u64(w->text, &number) && number >= first &&
        number - first < n) {
        r->out->unit = (unsigned)number - first;
        return true;
    }
    for (size_t i = 0; name != NULL && i < n; i++)
        if (str_eq(name[i], w->text)) {
            r->out->unit = (unsigned)i;
            return true;
        }
    struct nearest near = nearest_to(w->text);
    if (name != NULL)
        nearest_try_all(&near, name, n);
    return unknown(r, what, near);
}

/* The mnemonic in the model of what the database calls "/SIF/PDU/PDU_BUS_V". */
static bool
read_measurement(struct reading *r)
{
    uint32_t item = scenario_name_item(r->line, r->mdb);
    if (item == MDB_NIL)
        return false;
    r->line->at--; /* the caller takes one */
    const struct mdb_param *p = &r->mdb->param[r->mdb->item[item].param];
    const char *tail = r->mdb->item[item].name + strlen(p->name);
    char *name = xasprintf("%s%s", p->short_name, tail);
    size_t row = 0;
    bool is_there = telemetry_find(name, &row);
    if (is_there)
        r->out->name = arena_strdup(r->arena, name);
    else
        scenario_line_error(r->line,
            "'%s' is no number that the ground model measures",
            scenario_line_next(r->line)->text);
    free(name);
    return is_there;
}

static bool
read_packets(struct reading *r)
{
    const struct scenario_word *w = scenario_line_next(r->line);
    struct nearest near = nearest_to(w->text);
    size_t n = 0;
    const struct telemetry_type *type = telemetry_types(&n);
    bool is_there = str_eq(w->text, "all");
    for (size_t i = 0; i < n && !is_there; i++) {
        is_there = str_eq(type[i].name, w->text);
        nearest_try(&near, type[i].name);
    }
    r->out->name = arena_strdup(r->arena, w->text);
    return is_there || unknown(r, "packet type", near);
}

static bool
read_command(struct reading *r)
{
    if (str_eq(scenario_line_next(r->line)->text, "all")) {
        r->out->name = "all";
        return true;
    }
    uint32_t command = scenario_name_command(r->line, r->mdb);
    if (command == MDB_NIL)
        return false;
    r->line->at--; /* the caller takes one */
    r->out->name = arena_strdup(r->arena, r->mdb->command[command].short_name);
    return true;
}

static bool
read_mode(struct reading *r)
{
    const struct scenario_word *w = scenario_line_next(r->line);
    struct nearest near = nearest_to(w->text);
    r->out->name = arena_strdup(r->arena, w->text);
    for (size_t i = 0; i < ARRAY_LEN(modes); i++)
        if (str_eq(modes[i], w->text))
            return true;
    nearest_try_all(&near, modes, ARRAY_LEN(modes));
    return unknown(r, "mode to go to", near);
}

/* "20", "20%", "20 %" */
static bool
read_percent(struct reading *r)
{
    const struct scenario_word *w = scenario_line_next(r->line);
    char text[SCENARIO_WORD_SIZE];
    double v = 0;
    (void)str_copy(text, sizeof text, w->text);
    size_t len = strlen(text);
    if (len > 0 && text[len - 1] == '%')
        text[len - 1] = '\0';
    double top = r->out->kind == EFFECT_HEATER_POWER ? 1000 : 100;
    if (!num_parse_double(text, &v) || !(v >= 0 && v <= top)) {
        scenario_line_error(
            r->line, "a percentage of 0 to %g is expected here", top);
        return false;
    }
    r->out->a = v / 100;
    r->line->at++;
    (void)scenario_line_take(r->line, "%");
    r->line->at--; /* the caller takes one */
    return true;
}

/* The unit behind an amount has to be the parameter's own. */
static bool
read_amount(struct reading *r)
{
    if (!scenario_line_number(r->line, &r->out->a))
        return false;
    uint32_t item = mdb_find_item(r->mdb, r->out->name);
    const char *unit = item != MDB_NIL ? mdb_item_type(r->mdb, item)->unit : "";
    const struct scenario_word *w = scenario_line_next(r->line);
    bool is_other = w != NULL && !str_eq(w->text, "per") &&
                    !scenario_line_take(r->line, unit);
    if (is_other) {
        scenario_line_error(r->line,
            unit[0] != '\0' ? "the unit of %s is '%s'" : "%s has no unit%s",
            r->out->name, unit);
        return false;
    }
    r->line->at--; /* the caller takes one */
    return true;
}

static bool
read_number(struct reading *r)
{
    bool is_good = scenario_line_number(r->line, &r->out->a);
    if (is_good && r->out->a < 0) {
        r->line->at--;
        scenario_line_error(r->line, "a number from 0 is expected here");
        return false;
    }
    r->line->at -= is_good; /* the caller takes one */
    return is_good;
}

static bool
read_per(struct reading *r)
{
    static const struct {
        const char *name;
        double s;
    } per[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}};
    for (size_t i = 0; i < ARRAY_LEN(per); i++)
        if (str_eq(scenario_line_next(r->line)->text, per[i].name)) {
            r->out->a /= per[i].s;
            return true;
        }
    scenario_line_error(r->line, "second, minute or hour is expected here");
    return false;
}

static bool
read_heater(struct reading *r)
{
    return read_unit(r, "heater", heaters, HEATER_COUNT, 1);
}

static bool
read_outlet(struct reading *r)
{
    return read_unit(r, "outlet", outlets, OUTLET_COUNT, 0);
}

static bool
read_spectrometer(struct reading *r)
{
    return read_unit(r, "spectrometer", spectrometers, SPECTROMETER_COUNT, 0);
}

static bool
read_terminal(struct reading *r)
{
    return read_unit(r, "terminal", NULL, DHS_RTS, 1);
}

static const struct {
    const char *name;
    bool (*read)(struct reading *r);
} slots[] = {
    {"MEASUREMENT", read_measurement},
    {"PACKETS", read_packets},
    {"COMMAND", read_command},
    {"MODE", read_mode},
    {"HEATER", read_heater},
    {"OUTLET", read_outlet},
    {"SPECTROMETER", read_spectrometer},
    {"TERMINAL", read_terminal},
    {"AMOUNT", read_amount},
    {"NUMBER", read_number},
    {"PERCENT", read_percent},
    {"PER", read_per},
};

/* ---- patterns ------------------------------------------------------------ */

#define PATTERN_WORDS 10

struct pattern {
    char word[PATTERN_WORDS][24];
    size_t n;
};

static struct pattern
split(const char *text)
{
    struct pattern p = {0};
    while (*text != '\0' && p.n < PATTERN_WORDS) {
        size_t len = strcspn(text, " ");
        memcpy(p.word[p.n++], text, len);
        text += len + strspn(text + len, " ");
    }
    return p;
}

static bool
is_slot(const char *word, size_t *slot)
{
    for (*slot = 0; *slot < ARRAY_LEN(slots); (*slot)++)
        if (str_eq(slots[*slot].name, word))
            return true;
    return false;
}

/* How many words of the line fit the pattern, slots taking one each. */
static size_t
fits(const struct scenario_line *line, const struct pattern *p)
{
    size_t n = 0, slot;
    while (n < p->n && line->at + n < line->n &&
           (is_slot(p->word[n], &slot) ||
               str_eq(line->word[line->at + n].text, p->word[n])))
        n++;
    return n;
}

/* The row that fits the line best: all its plain words before a slot that may
 * take more than one. */
static const struct row *
best_row(const struct scenario_line *line, size_t *best_n)
{
    const struct row *best = NULL;
    *best_n = 0;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pattern p = split(rows[i].pattern);
        size_t n = fits(line, &p);
        if (n > *best_n) {
            *best_n = n;
            best = &rows[i];
        }
    }
    return best;
}

bool
scenario_effect_begins(const struct scenario_line *line)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pattern p = split(rows[i].pattern);
        if (line->at < line->n && str_eq(line->word[line->at].text, p.word[0]))
            return true;
    }
    return false;
}

static bool
read_row(struct reading *r, const struct row *row)
{
    struct pattern p = split(row->pattern);
    r->out->kind = row->kind;
    r->out->a = row->a;
    for (size_t i = 0; i < p.n; i++) {
        size_t slot;
        bool has_slot = is_slot(p.word[i], &slot);
        if (!has_slot && scenario_line_take(r->line, p.word[i]))
            continue;
        if (!has_slot || scenario_line_next(r->line) == NULL) {
            scenario_line_error(r->line,
                has_slot ? "%s is expected here: \"%s\""
                         : "'%s' is expected here: \"%s\"",
                p.word[i], row->pattern);
            return false;
        }
        if (!slots[slot].read(r))
            return false;
        r->line->at++;
    }
    return scenario_line_end(r->line);
}

bool
scenario_effect_line(struct scenario_line *line, const struct mdb *mdb,
    struct arena *arena, struct scenario_effect *out)
{
    struct reading r = {.line = line, .mdb = mdb, .arena = arena, .out = out};
    *out = (struct scenario_effect){.line = line->line};
    size_t n = 0;
    const struct row *row = best_row(line, &n);
    if (row == NULL) {
        scenario_line_error(line, "this is nothing that can be at fault");
        return false;
    }
    size_t from = line->len > 0 ? strspn(line->text, " \t") : 0;
    size_t len = line->len;
    while (len > from && strchr(" \t,", line->text[len - 1]) != NULL)
        len--;
    out->text = arena_strndup(arena, line->text + from, len - from);
    return read_row(&r, row);
}
