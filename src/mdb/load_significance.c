/*
 * load_significance.c - how much a command matters, always and by context.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "mdb/load_command.h"

/* XTCE 1.0 and 1.1 have the words of alarms, 1.2 those of ISO 14950.  What
 * user1 and user2 mean only the mission knows: arm and fire is never wrong. */
static const struct {
    const char *word;
    enum mdb_consequence level;
} levels[] = {
    {"none", MDB_CONSEQUENCE_NONE},
    {"normal", MDB_CONSEQUENCE_NONE},
    {"watch", MDB_CONSEQUENCE_WATCH},
    {"warning", MDB_CONSEQUENCE_WARNING},
    {"distress", MDB_CONSEQUENCE_DISTRESS},
    {"vital", MDB_CONSEQUENCE_DISTRESS},
    {"user1", MDB_CONSEQUENCE_DISTRESS},
    {"user2", MDB_CONSEQUENCE_DISTRESS},
    {"critical", MDB_CONSEQUENCE_CRITICAL},
    {"severe", MDB_CONSEQUENCE_SEVERE},
    {"forbidden", MDB_CONSEQUENCE_SEVERE},
};

static void
read_level(
    struct load *ld, const struct xml_node *node, struct mdb_significance *out)
{
    const char *s = xml_get(node, AT_CONSEQUENCE_LEVEL);
    out->reason = xml_get(node, AT_REASON_FOR_WARNING);
    out->level = MDB_CONSEQUENCE_NONE;
    if (s == NULL)
        return;
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (strcasecmp(s, levels[i].word) == 0) {
            out->level = levels[i].level;
            return;
        }
    load_error(ld, node, AT_CONSEQUENCE_LEVEL,
        "'%.40s' is not a consequence level", s);
}

static uint32_t
count_contexts(const struct xml_node *list)
{
    uint32_t n = 0;
    if (list != NULL)
        for (const struct xml_node *c = list->child; c != NULL; c = c->next)
            n += c->name == EL_CONTEXT_SIGNIFICANCE;
    return n;
}

static void
read_context(struct load_command *lc, const struct xml_node *node,
    struct mdb_significance *out)
{
    struct load *ld = lc->ld;
    const struct xml_node *match = xml_child(node, EL_CONTEXT_MATCH);
    const struct xml_node *level = xml_child(node, EL_SIGNIFICANCE);
    *out = (struct mdb_significance){.criteria = {.op = MDB_NEVER}};
    if (match == NULL || level == NULL) {
        load_error(ld, node, AT_NONE,
            "ContextSignificance needs ContextMatch and Significance");
        return;
    }
    load_criteria(ld, lc->decl->system, match, &out->criteria);
    load_bind_criteria(lc, &out->criteria);
    if (out->criteria.op == MDB_ALWAYS)
        load_error(ld, match, AT_NONE, "ContextMatch has no comparison");
    read_level(ld, level, out);
}

/*
 * A command with a DefaultSignificance takes none of its base; with contexts
 * alone it asks them first, then its base's.
 */
void
load_significance(struct load_command *lc)
{
    struct load *ld = lc->ld;
    const struct xml_node *node = lc->decl->node;
    const struct xml_node *list = xml_child(node, EL_CONTEXT_SIGNIFICANCE_LIST);
    const struct xml_node *own = xml_child(node, EL_DEFAULT_SIGNIFICANCE);
    uint32_t n = count_contexts(list), i = 0;
    uint32_t of_base =
        own == NULL && lc->base != NULL ? lc->base->n_significances : 0;
    if (list == NULL && of_base > 0) {
        lc->command->significance = lc->base->significance;
        lc->command->n_significances = of_base;
        return;
    }
    if (!load_has_room(lc, n + of_base))
        return;
    struct mdb_significance *s =
        arena_alloc(ld->arena, (n + of_base + 1) * sizeof *s);
    if (list != NULL)
        for (const struct xml_node *c = list->child; c != NULL; c = c->next) {
            if (c->name == EL_CONTEXT_SIGNIFICANCE)
                read_context(lc, c, &s[i++]);
            else
                load_other(ld, list, c);
        }
    if (of_base > 0)
        memcpy(&s[n], lc->base->significance, of_base * sizeof *s);
    else if (own != NULL)
        read_level(ld, own, &s[n]);
    lc->command->significance = s;
    lc->command->n_significances = n + (of_base > 0 ? of_base : 1);
}
