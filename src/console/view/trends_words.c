/*
 * trends_words.c - what is typed behind `:trend`.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/xalloc.h"
#include "console/model/model.h"
#include "console/view/trends_view.h"
#include "mdb/mdb.h"

#define WORD_SIZE 256

/* ---- names --------------------------------------------------------------- */

/* Is `name` the end of `whole`, from a '/' on? */
static bool
is_tail(const char *whole, const char *name)
{
    size_t a = strlen(whole), b = strlen(name);
    return str_eq(whole, name) ||
           (a > b && str_suffix(whole, name) && whole[a - b - 1] == '/');
}

uint32_t
trends_find(const struct values *v, const char *name, bool *many)
{
    const struct mdb *mdb = values_mdb(v);
    uint32_t found = mdb != NULL ? mdb_find_item(mdb, name) : MDB_NIL;
    *many = false;
    if (values_get(v, found) != NULL)
        return found;
    found = MDB_NIL;
    for (size_t i = 0; i < values_count(v); i++) {
        const struct value *x = values_get(v, i);
        if (x == NULL || !is_tail(x->name, name))
            continue;
        if (str_eq(x->name, name))
            return (uint32_t)i;
        *many = found != MDB_NIL;
        found = (uint32_t)i;
    }
    return *many ? MDB_NIL : found;
}

static size_t
pick_of(const struct trends *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (is_tail(t->pick[i].name, name))
            return i;
    return SIZE_MAX;
}

void
trends_remove(struct trends *t, size_t i)
{
    free(t->pick[i].name);
    history_buckets_fini(&t->pick[i].data);
    trend_points_fini(&t->pick[i].points);
    t->n--;
    memmove(&t->pick[i], &t->pick[i + 1], (t->n - i) * sizeof t->pick[0]);
    t->pick[t->n] = (struct trend_pick){0};
    for (size_t k = 0; k < t->n; k++)
        t->pick[k].leader = k;
    if (t->selected > i || (t->selected == t->n && t->n > 0))
        t->selected--;
}

static bool
add(struct trends *t, struct ui *ui, const char *name, struct strbuf *problem)
{
    bool many;
    uint32_t item = trends_find(ui->model->values, name, &many);
    const struct value *x = values_get(ui->model->values, item);
    if (many)
        strbuf_addf(problem, "several parameters end in '%s': say more", name);
    else if (x != NULL && !trend_has(x))
        strbuf_addf(problem, "%s is %s: only numbers and states are plotted",
            x->name, x->eng_kind == MDB_STRING ? "a text" : "bytes");
    else if (pick_of(t, x != NULL ? x->name : name) != SIZE_MAX)
        strbuf_addf(problem, "%s is there already", name);
    else if (t->n == TRENDS_MAX)
        strbuf_addf(problem,
            "%d parameters are the most in one trend; take one away: -NAME",
            TRENDS_MAX);
    else if (x == NULL && values_mdb(ui->model->values) != NULL)
        strbuf_addf(problem, "no parameter is called '%s'", name);
    else {
        t->pick[t->n] =
            (struct trend_pick){.name = xstrdup(x != NULL ? x->name : name),
                .item = item,
                .leader = t->n};
        t->n++;
        if (x != NULL)
            values_want(ui->model->values, item);
        return true;
    }
    return false;
}

/* ---- settings ------------------------------------------------------------ */

static bool
set_range(struct trends *t, const char *text, struct strbuf *problem)
{
    char low[WORD_SIZE];
    const char *dots = strstr(text, "..");
    struct plot_scale s = {.is_set = true};
    if (t->n == 0) {
        strbuf_adds(problem, "there is no curve yet");
        return false;
    }
    struct trend_pick *p = &t->pick[t->pick[t->selected].leader];
    if (str_eq(text, "auto")) {
        p->is_fixed = false;
        p->scale = (struct plot_scale){0};
        return true;
    }
    if (dots != NULL) {
        (void)str_copy(low, sizeof low, text);
        low[(size_t)(dots - text) < sizeof low ? (size_t)(dots - text)
                                               : sizeof low - 1] = '\0';
    }
    if (dots == NULL || !num_parse_double(low, &s.low) ||
        !num_parse_double(dots + 2, &s.high) || !(s.low < s.high) ||
        !(s.high - s.low < 1e308)) {
        strbuf_addf(problem, "y=%s is no range; y=20..65, or y=auto", text);
        return false;
    }
    for (size_t i = 0; i < t->n; i++)
        if (t->pick[i].leader == t->pick[t->selected].leader)
            t->pick[i].is_fixed = false;
    p->scale = s;
    p->is_fixed = true;
    return true;
}

/* The shortest of the spans that holds it. */
static bool
set_span(struct trends *t, const char *text, struct strbuf *problem)
{
    int64_t ns;
    if (duration_parse(text, &ns) != ERR_OK || ns <= 0) {
        strbuf_addf(problem, "span=%s is no time; span=30s, 10min, 4h", text);
        return false;
    }
    t->span = 0;
    while (t->span + 1 < TREND_SPANS && trend_spans[t->span] < ns / NS_PER_S)
        t->span++;
    return true;
}

static bool
take_word(struct trends *t, struct ui *ui, const char *word, bool *is_fresh,
    struct strbuf *problem)
{
    if (str_prefix(word, "y="))
        return set_range(t, word + 2, problem);
    if (str_prefix(word, "span="))
        return set_span(t, word + 5, problem);
    if (word[0] == '-' && word[1] != '\0') {
        size_t i = pick_of(t, word + 1);
        if (i != SIZE_MAX)
            trends_remove(t, i);
        else
            strbuf_addf(problem, "%s is not in this trend", word + 1);
        return i != SIZE_MAX;
    }
    if (word[0] == '+')
        return add(t, ui, word + 1, problem);
    if (*is_fresh) /* names without a sign begin anew */
        while (t->n > 0)
            trends_remove(t, t->n - 1);
    *is_fresh = false;
    return add(t, ui, word, problem);
}

bool
trends_words(
    struct trends *t, struct ui *ui, const char *text, struct strbuf *problem)
{
    bool is_good = true, is_fresh = true;
    while (*text != '\0') {
        char word[WORD_SIZE];
        text += strspn(text, " \t,");
        size_t len = strcspn(text, " \t,");
        if (len == 0)
            break;
        (void)str_copy(word, len < sizeof word ? len + 1 : sizeof word, text);
        text += len;
        struct strbuf why = {0};
        if (!take_word(t, ui, word, &is_fresh, &why)) {
            if (is_good) /* the first one is told */
                strbuf_adds(problem, strbuf_get(&why));
            is_good = false;
        }
        strbuf_fini(&why);
    }
    return is_good;
}

void
trends_argument(const struct trends *t, struct strbuf *out)
{
    for (size_t i = 0; i < t->n; i++)
        strbuf_addf(out, "%s%s", i > 0 ? " " : "", t->pick[i].name);
}
