/*
 * rules.c - what is checked: from the database and limits.conf to tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/rules.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/xalloc.h"
#include "limits/build.h"
#include "limits/conf_apply.h"

struct limit_rule *
build_add(
    struct build *b, uint32_t item, uint32_t rank, struct rule_origin origin)
{
    b->rule = xgrow(b->rule, b->n, &b->cap, sizeof *b->rule);
    struct build_rule *r = &b->rule[b->n++];
    *r = (struct build_rule){
        .rank = rank,
        .rule =
            {
                .item = item,
                .origin = origin,
                .context = {.from = UTC_NONE, .until = UTC_NONE, .text = ""},
                .disabled_until = UTC_NONE,
                .stuck_level = LIMIT_WARNING,
            },
    };
    return &r->rule;
}

struct limit_rule *
build_always(struct build *b, uint32_t item, struct rule_origin origin)
{
    if (b->always[item] == MDB_NIL) {
        b->always[item] = (uint32_t)b->n;
        return build_add(b, item, BUILD_RANK_ALWAYS, origin);
    }
    return &b->rule[b->always[item]].rule;
}

static const struct mdb_alarm *
unless_empty(const struct mdb_alarm *alarm)
{
    return mdb_alarm_is_empty(alarm) ? NULL : alarm;
}

/* The text of a context of a type; made once for all items of the type. */
static const char *
context_text(struct build *b, const char ***texts, uint32_t type, uint32_t i)
{
    const struct mdb_alarms *alarms = b->mdb->type[type].alarms;
    if (texts[type] == NULL)
        texts[type] = arena_alloc(
            &b->rules->arena, alarms->n_contexts * sizeof *texts[type]);
    if (texts[type][i] == NULL) {
        char *text = mdb_criteria_text(b->mdb, &alarms->context[i].criteria);
        texts[type][i] = arena_strdup(&b->rules->arena, text);
        free(text);
    }
    return texts[type][i];
}

static void
add_contexts(struct build *b, const char ***texts, uint32_t item)
{
    uint32_t type = b->mdb->item[item].type;
    const struct mdb_alarms *alarms = b->mdb->type[type].alarms;
    for (uint32_t i = 0; alarms != NULL && i < alarms->n_contexts; i++) {
        const struct mdb_context_alarm *c = &alarms->context[i];
        struct rule_origin origin = {b->mdb->file, c->alarm.line, NULL};
        struct limit_rule *r =
            build_add(b, item, BUILD_RANK_CONTEXT + i, origin);
        r->alarm = unless_empty(&c->alarm);
        r->context.criteria = c->criteria;
        r->context.text = context_text(b, texts, type, i);
    }
}

/* Everything the database says, contexts of all items first. */
static void
add_database(struct build *b)
{
    const struct mdb *mdb = b->mdb;
    const char ***texts = xcalloc(mdb->n_types, sizeof *texts);
    for (uint32_t i = 0; i < mdb->n_items; i++) {
        b->first_context[i] = (uint32_t)b->n;
        b->always[i] = MDB_NIL;
        add_contexts(b, texts, i);
    }
    b->first_context[mdb->n_items] = (uint32_t)b->n;
    for (uint32_t i = 0; i < mdb->n_items; i++) {
        const struct mdb_alarms *alarms = mdb_item_type(mdb, i)->alarms;
        if (alarms == NULL || alarms->standard == NULL)
            continue;
        struct rule_origin origin = {mdb->file, alarms->standard->line, NULL};
        build_always(b, i, origin)->alarm = unless_empty(alarms->standard);
    }
    free(texts);
}

/* The SpaceSystem of each item; neighbours share the text. */
static void
add_notes(struct build *b)
{
    const struct mdb *mdb = b->mdb;
    const char *group = "";
    size_t len = 0;
    b->about = arena_alloc(&b->rules->arena, mdb->n_items * sizeof *b->about);
    for (uint32_t i = 0; i < mdb->n_items; i++) {
        const char *name = mdb->param[mdb->item[i].param].name;
        const char *slash = strrchr(name, '/');
        assert(slash != NULL); /* names are qualified */
        size_t n = (size_t)(slash - name);
        if (n != len || memcmp(group, name, n) != 0) {
            group = arena_strndup(&b->rules->arena, name, n);
            len = n;
        }
        b->about[i] = (struct item_notes){
            .group = group,
            .suppressed_by = {.op = MDB_NEVER},
        };
    }
}

static int
by_item_and_rank(const void *va, const void *vb)
{
    const struct build_rule *a = va, *b = vb;
    if (a->rule.item != b->rule.item)
        return a->rule.item < b->rule.item ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static void
flatten(struct build *b)
{
    struct rules *rules = b->rules;
    uint32_t n_items = b->mdb->n_items;
    struct limit_rule *rule = arena_alloc(&rules->arena, b->n * sizeof *rule);
    uint32_t *first = arena_alloc(&rules->arena, (n_items + 1) * sizeof *first);
    if (b->n > 1)
        qsort(b->rule, b->n, sizeof *b->rule, by_item_and_rank);
    size_t at = 0;
    for (uint32_t i = 0; i < n_items; i++) {
        first[i] = (uint32_t)at;
        for (; at < b->n && b->rule[at].rule.item == i; at++)
            rule[at] = b->rule[at].rule;
        rules->n_checked += at > first[i];
    }
    first[n_items] = (uint32_t)at;
    rules->rule = rule;
    rules->n_rules = b->n;
    rules->first = first;
    rules->notes = b->about;
}

enum err
rules_load(const struct mdb *mdb, const char *conf, struct notes *notes,
    struct rules **out)
{
    struct build b = {
        .mdb = mdb,
        .rules = xcalloc(1, sizeof *b.rules),
        .notes = notes,
        .always = xcalloc(mdb->n_items, sizeof *b.always),
        .first_context = xcalloc(mdb->n_items + 1, sizeof *b.first_context),
    };
    enum err err = ERR_OK;
    b.rules->mdb = mdb;
    add_database(&b);
    add_notes(&b);
    if (conf != NULL)
        err = conf_apply(&b, conf);
    if (err == ERR_OK)
        flatten(&b);
    else
        rules_free(&b.rules);
    free(b.rule);
    free(b.always);
    free(b.first_context);
    *out = b.rules;
    return err;
}

void
rules_free(struct rules **rules)
{
    if (*rules == NULL)
        return;
    arena_fini(&(*rules)->arena);
    free(*rules);
    *rules = NULL;
}
