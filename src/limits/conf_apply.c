/*
 * conf_apply.c - limits.conf over the rules of the database.
 *
 * conf_scan finds where things stand, libconfuse reads the values; sections
 * outside of sets come first, since sets begin with what those made.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/conf_apply.h"

#include <confuse.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "limits/conf_alarm.h"
#include "limits/conf_options.h"
#include "limits/conf_rules.h"
#include "mission/reading.h"

static const struct conf_rule conf_rule[] = {
#define X(kind, section, name) {section, #name, CONF_##kind},
    CONF_RULES_TOP(X) CONF_RULES_SET(X) CONF_RULES_PARAMETER(X)
        CONF_RULES_CHANGE(X) CONF_RULES_CONDITION(X)
#undef X
};

/* libconfuse's view of the rules.  It copies them, but not as const. */
#define OPT_parameter                                                          \
    CFG_SEC("parameter", parameter_opts, CFGF_MULTI | CFGF_TITLE)
#define OPT_set         CFG_SEC("set", set_opts, CFGF_MULTI | CFGF_TITLE)
#define OPT_change      CFG_SEC("change", change_opts, CFGF_NONE)
#define OPT_condition   CFG_SEC("condition", condition_opts, CFGF_NONE)
#define X_SECTION(name) OPT_##name
#define X_VALUE(name)   CFG_STR(#name, NULL, CFGF_NODEFAULT)
#define X_LIST(name)    CFG_STR_LIST(#name, NULL, CFGF_NODEFAULT)
#define X_TITLED(name)  OPT_##name
/* clang-format off */
#define X(kind, section, name) X_##kind(name),
static cfg_opt_t change_opts[] = { CONF_RULES_CHANGE(X) CFG_END() };
static cfg_opt_t condition_opts[] = { CONF_RULES_CONDITION(X) CFG_END() };
static cfg_opt_t parameter_opts[] = { CONF_RULES_PARAMETER(X) CFG_END() };
static cfg_opt_t set_opts[] = { CONF_RULES_SET(X) CFG_END() };
static cfg_opt_t top_opts[] = { CONF_RULES_TOP(X) CFG_END() };
#undef X
/* clang-format on */

/* A section `parameter`, read once, put to each of its items. */
struct section {
    struct build *b;
    const struct reading *r;
    const char *title;
    struct conf_place title_at;
    bool is_pattern; /* selects several items: what does not fit is passed */
    struct conf_alarm alarm;
    struct conf_options options;
    struct conf_notes notes;
    struct rule_origin origin;
    /* of the set it stands in */
    const struct rule_context *context; /* NULL: in none */
    const char *criteria_text;          /* of its condition, or "" */
    uint32_t rank, *set_rule;           /* by item, MDB_NIL: none yet */
    size_t n_numbers;                   /* items that are numbers */
    bool is_used;                       /* a rule was changed */
};

static void
change(struct section *s, struct limit_rule *rule, bool with_levels)
{
    const struct mdb_type *type = mdb_item_type(s->b->mdb, rule->item);
    const struct mdb_alarm *base = rule->alarm;
    const struct mdb_alarm *alarm =
        conf_alarm_apply(&s->alarm, rule->item, base, with_levels);
    if (with_levels && conf_alarm_checks(&s->alarm, rule->item))
        rule->origin = s->origin;
    rule->alarm = alarm;
    conf_options_apply(&s->options, type, rule);
    if (rule->alarm == NULL && rule->stuck_ns > 0)
        rule->alarm = conf_alarm_bare(&s->alarm, base);
    s->is_used = true;
}

static void
apply_always(struct section *s, uint32_t item, bool has_checks)
{
    struct build *b = s->b;
    for (uint32_t i = b->first_context[item]; i < b->first_context[item + 1];
         i++)
        change(s, &b->rule[i].rule, false);
    if (has_checks || b->always[item] != MDB_NIL)
        change(s, build_always(b, item, s->origin), true);
    conf_notes_apply(&s->notes, &b->about[item]);
}

/* The rule of a context of the database with the condition of this set, whose
 * criteria the same text writes; MDB_NIL: there is none. */
static uint32_t
same_context(const struct section *s, uint32_t item)
{
    const struct build *b = s->b;
    for (uint32_t i = b->first_context[item]; i < b->first_context[item + 1];
         i++)
        if (str_eq(b->rule[i].rule.context.text, s->criteria_text))
            return i;
    return MDB_NIL;
}

/* A set's rule begins as what holds without it: the database's context with
 * the same condition, else what holds always. */
static void
apply_in_set(struct section *s, uint32_t item, bool has_checks)
{
    struct build *b = s->b;
    uint32_t context = same_context(s, item);
    uint32_t base = context != MDB_NIL ? context : b->always[item];
    bool has_contexts = b->first_context[item] < b->first_context[item + 1];
    if (s->set_rule[item] == MDB_NIL) {
        if (!has_checks && base == MDB_NIL &&
            (!has_contexts || !s->options.has_disabled))
            return;
        s->set_rule[item] = (uint32_t)b->n;
        struct limit_rule *rule = build_add(b, item, s->rank, s->origin);
        if (base != MDB_NIL)
            *rule = b->rule[base].rule;
        rule->origin = s->origin;
        rule->context = *s->context;
    }
    change(s, &b->rule[s->set_rule[item]].rule, true);
}

static void
apply(struct section *s, uint32_t item)
{
    bool has_checks =
        conf_alarm_checks(&s->alarm, item) || s->options.has_stuck;
    s->n_numbers += conf_is_number(mdb_item_type(s->b->mdb, item));
    if (s->context == NULL)
        apply_always(s, item, has_checks);
    else
        apply_in_set(s, item, has_checks);
}

/* ---- which items ----------------------------------------------------------
 */

static void
not_found(struct section *s)
{
    const struct mdb *mdb = s->b->mdb;
    uint32_t n = 0, some[2], near;
    for (uint32_t i = 0; i < mdb->n_items; i++)
        if (mdb_item_matches(mdb, i, s->title)) {
            some[n < 2 ? n : 1] = i;
            n++;
        }
    if (n > 1)
        reading_error(s->r, s->title_at,
            "'%.120s' is the name of %u parameters, '%.120s' and '%.120s'%s",
            s->title, n, mdb->item[some[0]].name, mdb->item[some[1]].name,
            n > 2 ? " among them" : "");
    else if (strpbrk(s->title, "*?") != NULL)
        reading_error(
            s->r, s->title_at, "no parameter matches '%.120s'", s->title);
    else if (mdb_nearest_items(mdb, s->title, &near, 1) == 1)
        reading_error(s->r, s->title_at,
            "there is no parameter '%.120s'; did you mean '%.120s'?", s->title,
            mdb->item[near].name);
    else
        reading_error(
            s->r, s->title_at, "there is no parameter '%.120s'", s->title);
}

/* The items `from` .. `until` that the title selects; none: MDB_NIL. */
static bool
select_items(struct section *s, uint32_t *from, uint32_t *until)
{
    const struct mdb *mdb = s->b->mdb;
    uint32_t param, item = mdb_find_item(mdb, s->title);
    if (item != MDB_NIL) {
        *from = item;
        *until = item + 1;
        return true;
    }
    param = mdb_find_param(mdb, s->title);
    if (param != MDB_NIL) { /* all members or elements */
        *from = mdb->param[param].first_item;
        *until = *from + mdb->param[param].n_items;
        s->is_pattern = true;
        return *until > *from;
    }
    *from = 0;
    *until = 0;
    if (strpbrk(s->title, "*?") == NULL)
        return false;
    s->is_pattern = true;
    for (uint32_t i = mdb->n_items; i-- > 0;)
        if (mdb_item_matches(mdb, i, s->title)) {
            *from = i;
            *until = *until == 0 ? i + 1 : *until;
        }
    return *until > 0;
}

static bool
is_selected(const struct section *s, uint32_t item)
{
    return !s->is_pattern || strpbrk(s->title, "*?") == NULL ||
           mdb_item_matches(s->b->mdb, item, s->title);
}

/* What was written and changed nothing. */
static void
report_unused(struct section *s)
{
    const struct conf_entry *numbers[] = {
        s->options.deadband_given, s->options.spike_given};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (numbers[i] != NULL && s->n_numbers == 0)
            reading_error(s->r, numbers[i]->at,
                "%s does not fit '%.120s': it is for numbers",
                numbers[i]->rule->name, s->title);
    conf_alarm_report_unused(&s->alarm, s->title);
    bool is_change = conf_options_any(&s->options) || s->alarm.violations > 0 ||
                     s->alarm.conformance > 0;
    if (!s->is_used && is_change)
        notes_add(s->b->notes, NOTE_WARNING, s->r->file, s->title_at.line,
            s->title_at.col,
            "'%.120s' has no limits: how they are checked changes nothing",
            s->title);
}

static void
read_parameter(struct build *b, const struct reading *outer,
    const struct conf_entry *e, struct section *s)
{
    char *what = xasprintf("'%.120s'", e->title);
    struct reading r = reading_enter(outer, e, what);
    uint32_t from, until;
    s->b = b;
    s->r = &r;
    s->title = e->title;
    s->title_at = e->title_at;
    s->origin.file = r.file;
    s->origin.line = e->at.line;
    bool has_items = select_items(s, &from, &until);
    conf_alarm_init(&s->alarm, b, &r, s->is_pattern);
    conf_options_read(&r, &b->rules->arena, &s->options);
    if (s->context == NULL)
        conf_notes_read(&r, b, &s->notes);
    else
        conf_notes_refuse(&r);
    if (!has_items)
        not_found(s);
    for (uint32_t i = from; has_items && i < until; i++)
        if (is_selected(s, i))
            apply(s, i);
    if (has_items)
        report_unused(s);
    conf_alarm_fini(&s->alarm);
    free(what);
}

/* ---- sets -----------------------------------------------------------------
 */

static const char *
context_text(struct build *b, const struct rule_context *c)
{
    char time[TIME_TEXT_SIZE];
    struct strbuf out = {0};
    if (c->criteria.op != MDB_ALWAYS) {
        char *text = mdb_criteria_text(b->mdb, &c->criteria);
        strbuf_adds(&out, text);
        free(text);
    }
    if (!utc_is_none(c->from))
        strbuf_addf(&out, "%sfrom %s", out.len > 0 ? ", " : "",
            utc_fmt_iso(time, c->from, false));
    if (!utc_is_none(c->until))
        strbuf_addf(&out, "%suntil %s", out.len > 0 ? ", " : "",
            utc_fmt_iso(time, c->until, false));
    const char *copy = arena_strdup(&b->rules->arena, strbuf_get(&out));
    strbuf_fini(&out);
    return copy;
}

static void
read_context(struct build *b, const struct reading *r, struct rule_context *c)
{
    *c = (struct rule_context){.criteria.op = MDB_ALWAYS};
    c->from = reading_time(r, "from");
    c->until = reading_time(r, "until");
    struct mdb_criteria criteria;
    bool has_when = reading_given(r, "when") != NULL;
    if (conf_condition(r, b, "when", &criteria))
        c->criteria = criteria;
    if (!has_when && reading_given(r, "from") == NULL &&
        reading_given(r, "until") == NULL)
        reading_error(r, *r->missing,
            "%s needs 'from', 'until' or 'when': else its limits belong "
            "outside of it",
            r->what);
    if (!utc_is_none(c->from) && !utc_is_none(c->until) &&
        c->from.ns >= c->until.ns)
        reading_error(r, reading_given(r, "until")->value[0],
            "%s ends before it begins", r->what);
    c->text = context_text(b, c);
}

static void
read_set(struct build *b, const struct reading *top, const struct conf_entry *e,
    uint32_t rank, uint32_t *set_rule)
{
    char *what = xasprintf("set %.120s", e->title);
    struct reading r = reading_enter(top, e, what);
    const char *name = arena_strdup(&b->rules->arena, e->title);
    struct rule_context context;
    read_context(b, &r, &context);
    char *text = context.criteria.op != MDB_ALWAYS
                     ? mdb_criteria_text(b->mdb, &context.criteria)
                     : xstrdup("");
    for (uint32_t i = 0; i < b->mdb->n_items; i++)
        set_rule[i] = MDB_NIL;
    for
        EACH_SECTION(&r, "parameter", p)
        {
            struct section s = {
                .context = &context,
                .criteria_text = text,
                .rank = rank,
                .set_rule = set_rule,
                .origin.set = name,
            };
            read_parameter(b, &r, p, &s);
        }
    free(text);
    free(what);
}

/* What is said of alarms that cannot be: only known when all is read. */
static void
report_notes(struct build *b, const struct reading *top,
    const struct conf_entry *e, const bool *has_rules)
{
    char *what = xasprintf("'%.120s'", e->title);
    const struct reading r = reading_enter(top, e, what);
    struct section s = {.b = b, .title = e->title};
    uint32_t from, until;
    bool is_used = !conf_notes_any(&r) || !select_items(&s, &from, &until);
    for (uint32_t i = is_used ? 0 : from; !is_used && i < until; i++)
        is_used = has_rules[i] && is_selected(&s, i);
    if (!is_used)
        notes_add(b->notes, NOTE_WARNING, r.file, e->title_at.line,
            e->title_at.col,
            "'%.120s' has no limits: what is said of its alarms is for nothing",
            e->title);
    free(what);
}

static void
read_top(struct build *b, const struct reading *r)
{
    uint32_t *set_rule = xcalloc(b->mdb->n_items, sizeof *set_rule);
    uint32_t rank = 0;
    for
        EACH_SECTION(r, "parameter", p)
        {
            struct section s = {0};
            read_parameter(b, r, p, &s);
        }
    for
        EACH_SECTION(r, "set", e)
        {
            read_set(b, r, e, rank++, set_rule);
        }
    free(set_rule);
    bool *has_rules = xcalloc(b->mdb->n_items, sizeof *has_rules);
    for (size_t i = 0; i < b->n; i++)
        has_rules[b->rule[i].rule.item] = true;
    for
        EACH_SECTION(r, "parameter", p)
        {
            report_notes(b, r, p, has_rules);
        }
    free(has_rules);
}

/* ---- the file -------------------------------------------------------------
 */

/* libconfuse has no place for an argument of its error function. */
static const struct reading *parsing;

static void on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static void
on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    struct conf_place at = {cfg != NULL ? (unsigned)cfg->line : 0, 0};
    strbuf_addv(&text, fmt, ap);
    reading_error(parsing, at, "%s", strbuf_get(&text));
    strbuf_fini(&text);
}

static void
parse(struct build *b, const char *file, const char *text, size_t len)
{
    static const struct conf_place top = {1, 1};
    struct conf_scan scan;
    conf_scan(file, "limits", text, len, conf_rule, ARRAY_LEN(conf_rule),
        b->notes, &scan);
    struct reading r = {
        .file = file,
        .dir = ".",
        .notes = b->notes,
        .scan = &scan,
        .cfg = cfg_init(top_opts, CFGF_NONE),
        .section = CONF_ROOT,
        .missing = &top,
        .what = "the file",
    };
    cfg_set_error_function(r.cfg, on_parse_error);
    parsing = &r;
    if (cfg_parse_buf(r.cfg, scan.text) == CFG_SUCCESS)
        read_top(b, &r);
    else if (b->notes->errors == 0)
        reading_error(&r, top, "libconfuse refuses the file");
    parsing = NULL;
    cfg_free(r.cfg);
    conf_scan_fini(&scan);
}

enum err
conf_apply(struct build *b, const char *path)
{
    size_t len, errors = b->notes->errors;
    enum err e;
    char *text = text_file_read(path, CONF_BYTES_MAX, b->notes, &len, &e);
    if (text == NULL)
        return e;
    parse(b, arena_strdup(&b->rules->arena, path), text, len);
    free(text);
    notes_sort(b->notes);
    return b->notes->errors > errors ? ERR_FORMAT : ERR_OK;
}
