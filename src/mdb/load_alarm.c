/*
 * load_alarm.c - DefaultAlarm and ContextAlarmList of parameter types.
 *
 * What is broken is an error: an operator trusts limits.  What is not
 * supported is a warning that names what is left out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "mdb/load_alarm.h"

#define MAX_COUNT 1000000 /* samples of minViolations, minConformance */

static const enum xml_el condition_of_level[LIMIT_LEVEL_COUNT] = {
    [LIMIT_WATCH] = EL_WATCH_ALARM,
    [LIMIT_WARNING] = EL_WARNING_ALARM,
    [LIMIT_DISTRESS] = EL_DISTRESS_ALARM,
    [LIMIT_CRITICAL] = EL_CRITICAL_ALARM,
    [LIMIT_SEVERE] = EL_SEVERE_ALARM,
};

/* ---- what fits which type -------------------------------------------------
 */

enum fit {
    FITS_NUMBERS = 1,
    FITS_TIMES = 2,
    FITS_LABELS = 4,
    FITS_STRINGS = 8,
};

/* Kinds of alarm, and the types that may have them. */
static const struct {
    enum xml_el alarm;
    unsigned fits;
} fits[] = {
    {EL_STATIC_ALARM_RANGES, FITS_NUMBERS | FITS_TIMES},
    {EL_CHANGE_ALARM_RANGES, FITS_NUMBERS | FITS_TIMES},
    {EL_CHANGE_PER_SECOND_ALARM_RANGES, FITS_NUMBERS | FITS_TIMES},
    {EL_ALARM_MULTI_RANGES, FITS_NUMBERS | FITS_TIMES},
    {EL_ENUMERATION_ALARM_LIST, FITS_LABELS},
    {EL_STRING_ALARM_LIST, FITS_STRINGS},
};

static unsigned
declared_as(uint16_t type)
{
    switch (type) {
    case EL_INTEGER_PARAMETER_TYPE:
    case EL_FLOAT_PARAMETER_TYPE:
        return FITS_NUMBERS;
    case EL_ABSOLUTE_TIME_PARAMETER_TYPE:
    case EL_RELATIVE_TIME_PARAMETER_TYPE:
        return FITS_TIMES;
    case EL_ENUMERATED_PARAMETER_TYPE:
    case EL_BOOLEAN_PARAMETER_TYPE:
        return FITS_LABELS;
    case EL_STRING_PARAMETER_TYPE:
        return FITS_STRINGS;
    default:
        return 0;
    }
}

static unsigned
shown_as(enum mdb_kind kind)
{
    switch (kind) {
    case MDB_INT:
    case MDB_UINT:
    case MDB_FLOAT:
        return FITS_NUMBERS;
    case MDB_TIME:
    case MDB_DURATION:
        return FITS_TIMES;
    case MDB_BOOL:
    case MDB_ENUM:
        return FITS_LABELS;
    case MDB_STRING:
        return FITS_STRINGS;
    case MDB_NONE:
    case MDB_BINARY:
    case MDB_KIND_COUNT:
        break;
    }
    return 0;
}

/* Unwrapped ranges count as StaticAlarmRanges. */
static bool
is_fitting(const struct alarm_site *site, const struct xml_node *node)
{
    unsigned wanted = FITS_NUMBERS | FITS_TIMES;
    for (size_t i = 0; i < ARRAY_LEN(fits); i++)
        if (fits[i].alarm == (enum xml_el)node->name)
            wanted = fits[i].fits;
    if ((wanted & declared_as(site->declared)) == 0) {
        load_error(site->ld, node, AT_NONE, "%s does not fit the type '%.120s'",
            xml_el_str(node), site->type->name);
        return false;
    }
    if ((wanted & shown_as(site->type->eng_kind)) == 0) {
        load_warn(site->ld, node, AT_NONE,
            "'%.120s' is shown as it is encoded: %s is left out",
            site->type->name, xml_el_str(node));
        return false;
    }
    return true;
}

/* ---- one alarm ------------------------------------------------------------
 */

static void
read_condition(const struct alarm_site *site, const struct xml_node *node,
    enum limit_level level, struct mdb_alarm *out)
{
    struct load *ld = site->ld;
    struct mdb_criteria *criteria = &out->condition[level];
    if (out->has_condition[level]) {
        load_error(ld, node, AT_NONE, "%s stands here twice", xml_el_str(node));
        return;
    }
    load_criteria(ld, site->system, node, criteria);
    out->has_condition[level] = criteria->op != MDB_ALWAYS;
    if (criteria->op == MDB_ALWAYS && node->child == NULL)
        load_error(ld, node, AT_NONE, "%s has no condition", xml_el_str(node));
}

static void
read_conditions(const struct alarm_site *site, const struct xml_node *list,
    struct mdb_alarm *out)
{
    if (list->child == NULL)
        load_warn(
            site->ld, list, AT_NONE, "%s has no conditions", xml_el_str(list));
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        enum limit_level level = LIMIT_WATCH;
        while (level < LIMIT_LEVEL_COUNT &&
               condition_of_level[level] != (enum xml_el)c->name)
            level++;
        if (level < LIMIT_LEVEL_COUNT)
            read_condition(site, c, level, out);
        else
            load_other(site->ld, list, c);
    }
}

/* Each kind stands in an alarm once. */
static bool
is_again(
    struct load *ld, const struct xml_node *alarm, const struct xml_node *child)
{
    for (const struct xml_node *c = alarm->child; c != child; c = c->next)
        if (c->name == child->name) {
            load_error(
                ld, child, AT_NONE, "%s stands here twice", xml_el_str(child));
            return true;
        }
    return false;
}

static void
read_part(const struct alarm_site *site, const struct xml_node *alarm,
    const struct xml_node *c, struct mdb_alarm *out)
{
    switch (c->name) {
    case EL_STATIC_ALARM_RANGES:
        load_alarm_static(site, c, &out->ranges);
        break;
    case EL_CHANGE_ALARM_RANGES:
    case EL_CHANGE_PER_SECOND_ALARM_RANGES:
        load_alarm_change(site, c, &out->change);
        break;
    case EL_ALARM_MULTI_RANGES:
        load_alarm_multi(site, c, out);
        break;
    case EL_ENUMERATION_ALARM_LIST:
        load_alarm_labels(site, c, out);
        break;
    case EL_STRING_ALARM_LIST:
        load_alarm_patterns(site, c, out);
        break;
    default:
        load_other(site->ld, alarm, c);
    }
}

static bool
is_kind(const struct xml_node *node)
{
    for (size_t i = 0; i < ARRAY_LEN(fits); i++)
        if (fits[i].alarm == (enum xml_el)node->name)
            return true;
    return false;
}

static void
read_parts(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_alarm *out)
{
    bool has_bare = false; /* ranges of XTCE 1.1, without a list of them */
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (c->name == EL_CONTEXT_MATCH && node->name == EL_CONTEXT_ALARM)
            continue;
        if (load_alarm_is_range(c)) {
            has_bare = true;
        } else if (c->name == EL_ALARM_CONDITIONS) {
            if (!is_again(site->ld, node, c))
                read_conditions(site, c, out);
        } else if (is_kind(c)) {
            if (!is_again(site->ld, node, c) && is_fitting(site, c))
                read_part(site, node, c, out);
        } else {
            load_other(site->ld, node, c);
        }
    }
    if (has_bare && out->ranges.is_given)
        load_error(site->ld, node, AT_NONE,
            "%s has ranges beside its StaticAlarmRanges", xml_el_str(node));
    else if (has_bare && is_fitting(site, node))
        load_alarm_static(site, node, &out->ranges);
}

static void
read_default_level(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_alarm *out)
{
    if (xml_get(node, AT_DEFAULT_ALARM_LEVEL) == NULL)
        return;
    if ((declared_as(site->declared) & (FITS_LABELS | FITS_STRINGS)) == 0) {
        load_error(site->ld, node, AT_DEFAULT_ALARM_LEVEL,
            "defaultAlarmLevel does not fit the type '%.120s'",
            site->type->name);
        return;
    }
    out->has_default_level = load_alarm_level(
        site->ld, node, AT_DEFAULT_ALARM_LEVEL, &out->default_level);
}

/* False when nothing is left that could be checked. */
static bool
read_alarm(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_alarm *out)
{
    struct load *ld = site->ld;
    const char *name = xml_get(node, AT_NAME);
    const char *brief = xml_get(node, AT_SHORT_DESCRIPTION);
    unsigned line, col;
    size_t notes = ld->notes->errors + ld->notes->warnings;
    xml_place(&ld->xml, node->at, &line, &col);
    *out = (struct mdb_alarm){
        .name = name,
        .description = brief,
        .line = line,
        .col = col,
        .change.span_samples = 1,
    };
    out->min_violations =
        (uint32_t)load_int(ld, node, AT_MIN_VIOLATIONS, 1, MAX_COUNT, 1);
    out->min_conformance = (uint32_t)load_int(
        ld, node, AT_MIN_CONFORMANCE, 1, MAX_COUNT, out->min_violations);
    read_default_level(site, node, out);
    read_parts(site, node, out);
    if (!mdb_alarm_is_empty(out))
        return true;
    /* In a context this says that nothing is wrong there. */
    if (node->name != EL_CONTEXT_ALARM &&
        notes == ld->notes->errors + ld->notes->warnings)
        load_warn(
            ld, node, AT_NONE, "%s has nothing to check", xml_el_str(node));
    return false;
}

/* ---- of one type ----------------------------------------------------------
 */

static void
read_context(const struct alarm_site *site, const struct xml_node *node,
    struct mdb_context_alarm *out)
{
    const struct xml_node *match = xml_child(node, EL_CONTEXT_MATCH);
    read_alarm(site, node, &out->alarm);
    if (match == NULL) {
        load_error(site->ld, node, AT_NONE, "%s has no ContextMatch",
            xml_el_str(node));
        out->criteria.op = MDB_NEVER;
        return;
    }
    load_criteria(site->ld, site->system, match, &out->criteria);
    if (out->criteria.op == MDB_ALWAYS)
        load_warn(site->ld, match, AT_NONE,
            "ContextMatch is empty: its alarm holds always");
}

static void
read_contexts(const struct alarm_site *site, const struct xml_node *list,
    struct mdb_alarms *out)
{
    struct load *ld = site->ld;
    uint32_t n = 0;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        n += c->name == EL_CONTEXT_ALARM;
    struct mdb_context_alarm *context =
        arena_alloc(ld->arena, (n + 1) * sizeof *context);
    out->context = context;
    out->n_contexts = n;
    if (n == 0)
        load_warn(ld, list, AT_NONE, "%s is empty", xml_el_str(list));
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (c->name == EL_CONTEXT_ALARM)
            read_context(site, c, context++);
        else
            load_other(ld, list, c);
    }
}

/* Where the alarms of a type are written: in itself or in a base type. */
struct written {
    uint32_t standard_at, context_at; /* type, or MDB_NIL */
    const struct xml_node *standard, *context;
};

static void
find_written(const struct load *ld, uint32_t i, struct written *w)
{
    *w = (struct written){.standard_at = MDB_NIL, .context_at = MDB_NIL};
    for (unsigned depth = 0; i < ld->types.n && depth < LOAD_MAX_DEPTH;
         depth++, i = ld->types.v[i].base) {
        const struct xml_node *node = ld->types.v[i].node;
        for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
            bool is_standard =
                c->name == EL_DEFAULT_ALARM || c->name == EL_BINARY_ALARM;
            bool is_context = c->name == EL_CONTEXT_ALARM_LIST ||
                              c->name == EL_BINARY_CONTEXT_ALARM_LIST;
            if (is_standard && w->standard == NULL) {
                w->standard = c;
                w->standard_at = i;
            } else if (is_context && w->context == NULL) {
                w->context = c;
                w->context_at = i;
            }
        }
    }
}

/* What the texts and times of an alarm are read by is the same. */
static bool
is_alike(const struct mdb_type *a, const struct mdb_type *b)
{
    return a->label == b->label && a->eng_kind == b->eng_kind &&
           a->epoch == b->epoch && a->custom_epoch.ns == b->custom_epoch.ns &&
           a->time_from_item == b->time_from_item &&
           a->zero_text == b->zero_text && a->one_text == b->one_text;
}

static const struct mdb_alarms *
read_alarms(struct load *ld, uint32_t i, const struct written *w)
{
    struct mdb_alarms *out = arena_alloc(ld->arena, sizeof *out);
    struct alarm_site site = {
        .ld = ld,
        .type = &ld->type[i],
        .declared = ld->types.v[i].node->name,
    };
    if (w->standard != NULL) {
        struct mdb_alarm *alarm = arena_alloc(ld->arena, sizeof *alarm);
        site.system = ld->types.v[w->standard_at].system;
        if (read_alarm(&site, w->standard, alarm))
            out->standard = alarm;
    }
    if (w->context != NULL) {
        site.system = ld->types.v[w->context_at].system;
        read_contexts(&site, w->context, out);
    }
    return out->standard != NULL || out->n_contexts > 0 ? out : NULL;
}

/* Aggregates and arrays have no alarms: their members' types have. */
static void
refuse(struct load *ld, const struct xml_node *node)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next)
        if (c->name == EL_DEFAULT_ALARM || c->name == EL_CONTEXT_ALARM_LIST ||
            c->name == EL_BINARY_ALARM ||
            c->name == EL_BINARY_CONTEXT_ALARM_LIST)
            load_other(ld, node, c);
}

/* A base type comes first; what a type does not change it shares with it. */
static void
load_one(struct load *ld, uint32_t i, bool *is_done, unsigned depth)
{
    uint32_t base = ld->types.v[i].base;
    struct mdb_type *type = &ld->type[i];
    if (is_done[i] || depth > LOAD_MAX_DEPTH)
        return;
    is_done[i] = true;
    if (type->class != MDB_SCALAR) {
        refuse(ld, ld->types.v[i].node);
        return;
    }
    if (base < ld->types.n)
        load_one(ld, base, is_done, depth + 1);
    struct written w;
    find_written(ld, i, &w);
    if (w.standard == NULL && w.context == NULL)
        return;
    if (w.standard_at != i && w.context_at != i &&
        is_alike(type, &ld->type[base]))
        type->alarms = ld->type[base].alarms;
    else
        type->alarms = read_alarms(ld, i, &w);
}

void
load_alarms(struct load *ld)
{
    bool *is_done = xcalloc(ld->types.n + 1, sizeof *is_done);
    for (uint32_t i = 0; i < ld->first_argument_type; i++)
        load_one(ld, i, is_done, 0);
    free(is_done);
}
