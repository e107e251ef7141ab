/*
 * load_alarm_text.c - alarms of enumerations, booleans and strings.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/str.h"
#include "mdb/constant.h"
#include "mdb/load_alarm.h"
#include "mdb/pattern.h"

bool
load_alarm_level(struct load *ld, const struct xml_node *node, enum xml_at at,
    enum limit_level *out)
{
    const char *text = xml_get(node, at);
    if (text == NULL) {
        load_error(ld, node, AT_NONE, "%s has no %s", xml_el_str(node),
            xml_at_str(at));
        return false;
    }
    if (limit_level_parse(text, out))
        return true;
    load_error(ld, node, at,
        "%s '%.40s' is none of normal, watch, warning, distress, critical and "
        "severe",
        xml_at_str(at), text);
    return false;
}

/* The text the type itself has for it, or NULL and an error. */
static const char *
find_bool(const struct alarm_site *site, const struct xml_node *node,
    const char *text)
{
    const struct mdb_type *type = site->type;
    bool is_true;
    if (mdb_bool_parse(type, text, &is_true))
        return is_true ? type->one_text : type->zero_text;
    load_error(site->ld, node, AT_ENUMERATION_LABEL,
        "'%.80s' is none of the two values of '%.120s', '%.80s' and '%.80s'",
        text, type->name, type->zero_text, type->one_text);
    return NULL;
}

static const char *
find_label(const struct alarm_site *site, const struct xml_node *node,
    const char *text)
{
    const struct mdb_type *type = site->type;
    for (uint32_t i = 0; i < type->n_labels; i++)
        if (str_eq(type->label[i].label, text))
            return type->label[i].label;
    const char *near = mdb_nearest_label(type, text);
    load_error(site->ld, node, AT_ENUMERATION_LABEL,
        "'%.80s' is no label of '%.120s'%s%.80s%s", text, type->name,
        near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
        near != NULL ? "'?" : "");
    return NULL;
}

/* XTCE 1.1 has the value and not its label. */
static const char *
label_of_value(const struct alarm_site *site, const struct xml_node *node)
{
    int64_t v =
        load_int(site->ld, node, AT_ENUMERATION_VALUE, INT64_MIN, INT64_MAX, 0);
    if (site->type->eng_kind == MDB_BOOL)
        return v != 0 ? site->type->one_text : site->type->zero_text;
    const char *label = mdb_type_label(site->type, v);
    if (label == NULL)
        load_error(site->ld, node, AT_ENUMERATION_VALUE,
            "enumerationValue '%.40s' has no label in '%.120s'",
            xml_get(node, AT_ENUMERATION_VALUE), site->type->name);
    return label;
}

static const char *
read_label(const struct alarm_site *site, const struct xml_node *node)
{
    const char *text = xml_get(node, AT_ENUMERATION_LABEL);
    if (text == NULL && xml_get(node, AT_ENUMERATION_VALUE) != NULL)
        return label_of_value(site, node);
    if (text == NULL) {
        load_error(site->ld, node, AT_NONE, "%s has no enumerationLabel",
            xml_el_str(node));
        return NULL;
    }
    return site->type->eng_kind == MDB_BOOL ? find_bool(site, node, text)
                                            : find_label(site, node, text);
}

static const char *
read_pattern(const struct alarm_site *site, const struct xml_node *node)
{
    const char *text = xml_get(node, AT_MATCH_PATTERN);
    char why[PATTERN_WHY_SIZE];
    if (text == NULL)
        load_error(site->ld, node, AT_NONE, "StringAlarm has no matchPattern");
    else if (!pattern_check(text, why))
        load_error(site->ld, node, AT_MATCH_PATTERN,
            "matchPattern '%.80s' is no regular expression: %s", text, why);
    else
        return text;
    return NULL;
}

/* Both lists: rows of a text and a level. */
static void
read_list(const struct alarm_site *site, const struct xml_node *list,
    enum xml_el row, struct mdb_alarm *out)
{
    struct load *ld = site->ld;
    uint32_t n = 0;
    for (const struct xml_node *c = list->child; c != NULL; c = c->next)
        n += c->name == row;
    struct mdb_text_alarm *text =
        arena_alloc(ld->arena, (n + 1) * sizeof *text);
    out->text = text;
    out->n_texts = n;
    if (n == 0)
        load_warn(ld, list, AT_NONE, "%s is empty", xml_el_str(list));
    for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
        if (c->name != row) {
            load_other(ld, list, c);
            continue;
        }
        text->line = load_line(ld, c);
        text->is_pattern = row == EL_STRING_ALARM;
        text->text =
            text->is_pattern ? read_pattern(site, c) : read_label(site, c);
        load_alarm_level(ld, c, AT_ALARM_LEVEL, &text->level);
        for (const struct mdb_text_alarm *t = out->text;
             t < text && text->text != NULL; t++)
            if (str_eq(t->text, text->text))
                load_error(ld, c, AT_NONE,
                    "'%.80s' has its level already, in line %u", text->text,
                    t->line);
        text++;
    }
}

void
load_alarm_labels(const struct alarm_site *site, const struct xml_node *list,
    struct mdb_alarm *out)
{
    read_list(site, list, EL_ENUMERATION_ALARM, out);
}

void
load_alarm_patterns(const struct alarm_site *site, const struct xml_node *list,
    struct mdb_alarm *out)
{
    read_list(site, list, EL_STRING_ALARM, out);
}
