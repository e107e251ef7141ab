/*
 * rules_text.c - rules as sentences for people.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/str.h"
#include "limits/rules.h"

static void
add_duration(struct strbuf *out, const char *what, int64_t ns)
{
    char text[TIME_TEXT_SIZE];
    if (ns > 0)
        strbuf_addf(out, "; %s%s", what, duration_fmt(text, ns));
}

static void
add_number(struct strbuf *out, const char *what, double v, const char *unit)
{
    char text[NUM_DOUBLE_SIZE];
    if (!(v > 0))
        return;
    unsigned n = num_fmt_double(text, v);
    if (n > 2 && text[n - 2] == '.' && text[n - 1] == '0')
        text[n - 2] = '\0';
    strbuf_addf(
        out, "; %s%s%s%s", what, text, unit[0] != '\0' ? " " : "", unit);
}

static void
add_disabled(struct strbuf *out, const struct limit_rule *rule)
{
    char text[TIME_TEXT_SIZE];
    strbuf_adds(out, "disabled");
    if (!utc_is_none(rule->disabled_until))
        strbuf_addf(
            out, " until %s", utc_fmt_iso(text, rule->disabled_until, false));
    if (rule->disabled_reason != NULL)
        strbuf_addf(out, " (%s)", rule->disabled_reason);
}

char *
rules_text(const struct rules *rules, const struct limit_rule *rule)
{
    const struct mdb_type *type = mdb_item_type(rules->mdb, rule->item);
    struct strbuf out = {0};
    if (rule->is_disabled) {
        add_disabled(&out, rule);
        strbuf_adds(&out, "; else ");
    }
    if (rule->alarm != NULL) {
        char *text = mdb_alarm_text(rules->mdb, type, rule->alarm);
        strbuf_adds(&out, text);
        free(text);
    } else {
        strbuf_adds(&out, "nothing is checked");
    }
    add_number(&out, "deadband ", rule->deadband, type->unit);
    add_duration(&out, "after ", rule->violation_ns);
    add_duration(&out, "good after ", rule->conformance_ns);
    if (rule->stuck_ns > 0) {
        strbuf_addf(
            &out, "; %s when unchanged", limit_level_str(rule->stuck_level));
        char text[TIME_TEXT_SIZE];
        strbuf_addf(&out, " for %s", duration_fmt(text, rule->stuck_ns));
    }
    add_number(&out, "ignores spikes above ", rule->spike, type->unit);
    return strbuf_take(&out);
}

/* "always", the condition, "set NAME: …" */
static void
print_context(const struct limit_rule *r, FILE *out)
{
    if (r->origin.set != NULL)
        fprintf(out, "set %s: ", r->origin.set);
    fputs(r->context.text[0] != '\0' ? r->context.text : "always", out);
}

static void
print_notes(const struct item_notes *n, const struct mdb *mdb, FILE *out)
{
    static const char *const name[] = {"guidance", "display", "procedure"};
    const char *const text[] = {n->guidance, n->display, n->procedure};
    for (size_t i = 0; i < ARRAY_LEN(name); i++)
        if (text[i] != NULL)
            fprintf(out, "\t%s\t%s\n", name[i], text[i]);
    if (n->latches)
        fputs("\tlatch\ttrue\n", out);
    if (n->always_announces)
        fputs("\tannounce\ttrue\n", out);
    if (n->suppressed_by.op != MDB_NEVER) {
        char *criteria = mdb_criteria_text(mdb, &n->suppressed_by);
        fprintf(out, "\tsuppressed_when\t%s\n", criteria);
        free(criteria);
    }
}

void
rules_print(const struct rules *rules, FILE *out)
{
    for (uint32_t i = 0; i < rules->mdb->n_items; i++) {
        if (rules->first[i] == rules->first[i + 1])
            continue;
        fprintf(
            out, "%s\t%s\n", rules->mdb->item[i].name, rules->notes[i].group);
        for (uint32_t k = rules->first[i]; k < rules->first[i + 1]; k++) {
            const struct limit_rule *r = &rules->rule[k];
            char *text = rules_text(rules, r);
            fputc('\t', out);
            print_context(r, out);
            fprintf(out, "\t%s\t%s:%" PRIu32 "\n", text, r->origin.file,
                r->origin.line);
            free(text);
        }
        print_notes(&rules->notes[i], rules->mdb, out);
    }
}
