/*
 * question.c - see question.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/question.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "console/frame.h"
#include "console/view/ceremony.h"
#include "console/view/shown.h"

#define LABEL_MAX 16 /* columns of an answer's word */

bool
question_is_value(const struct run_prompt *p)
{
    return str_eq(p->kind, "value");
}

/* ---- painting ------------------------------------------------------------ */

static int
label_cols(const struct run_prompt *p)
{
    int most = 4;
    for (size_t i = 0; i < p->answers.n; i++) {
        int cols = utf8_str_width(p->answers.text[i]);
        most = cols > most ? cols : most;
    }
    return most < LABEL_MAX ? most : LABEL_MAX;
}

static const char *
effect(const struct run_prompt *p, size_t i)
{
    return i < p->effects.n ? p->effects.text[i] : "";
}

/* "3 restart  what it does": the effect has its own column. */
static int
answer_rows(const struct run_prompt *p, size_t i, int cols)
{
    int at = 5 + label_cols(p);
    return cols > at + 8 ? words_lines(cols - at, effect(p, i)) : 1;
}

static void
value_text(const struct run_prompt *p, struct strbuf *out)
{
    strbuf_addf(out, "a value: %s", p->type[0] != '\0' ? p->type : "text");
    if (p->unit[0] != '\0')
        strbuf_addf(out, ", %s", p->unit);
    if (!isnan(p->min) || !isnan(p->max)) {
        strbuf_adds(out, ", ");
        if (!isnan(p->min))
            strbuf_addf(out, "%g ", p->min);
        strbuf_adds(out, "..");
        if (!isnan(p->max))
            strbuf_addf(out, " %g", p->max);
    }
    for (size_t i = 0; i < p->labels.n; i++)
        strbuf_addf(out, "%s%s", i == 0 ? ": " : ", ", p->labels.text[i]);
}

int
question_rows(const struct run_prompt *p, int cols)
{
    int rows = 2 + words_lines(cols - 1, p->text); /* rule and last line */
    for (size_t i = 0; i < p->answers.n; i++)
        rows += answer_rows(p, i, cols);
    if (question_is_value(p)) {
        struct strbuf b = {0};
        value_text(p, &b);
        rows += words_lines(cols - 1, strbuf_get(&b));
        strbuf_fini(&b);
    }
    return rows;
}

static void
paint_rule(const struct question *q, const struct run_prompt *p,
    const struct area *area, struct clock now, size_t nth, size_t n)
{
    struct strbuf title = {0}, right = {0};
    char age[SHOWN_SIZE];
    strbuf_addf(&title, "? ASKS %s: %s",
        p->actor[0] != '\0' ? p->actor : "operator", p->item);
    if (n > 1)
        strbuf_addf(&right, "%zu of %zu  ", nth, n);
    if (!utc_is_none(p->since) && p->since.ns != 0)
        strbuf_addf(
            &right, "for %s", shown_age(age, utc_diff_ns(now.utc, p->since)));
    area_rule(area, 0, strbuf_get(&title), strbuf_get(&right), q->is_open);
    area_put(area, 0, 1, '?', /* the only thing that flashes */
        flash_is_on(now.utc) ? ROLE_PROC_ASK : ROLE_TEXT_STRONG);
    strbuf_fini(&title);
    strbuf_fini(&right);
}

static int
paint_answers(const struct question *q, const struct run_prompt *p,
    const struct area *area, int row)
{
    int at = 5 + label_cols(p);
    for (size_t i = 0; i < p->answers.n; i++) {
        bool is_chosen = q->is_open && q->chosen == i + 1;
        area_printf(area, row, 1, is_chosen ? ROLE_TEXT_STRONG : ROLE_TEXT,
            "%2zu ", i + 1);
        area_field(area, row, 4, label_cols(p), -1, ROLE_TEXT_STRONG,
            p->answers.text[i]);
        struct area rest =
            area_sub(area, row, at, area->rows - row, area->cols - at);
        if (area->cols > at + 8)
            (void)words_paint(&rest, 0, ROLE_TEXT, effect(p, i));
        if (is_chosen)
            area_mark(area, row, 0, at, CELL_SELECT);
        row += answer_rows(p, i, area->cols);
    }
    return row;
}

/* What can be done, or is being typed. */
static void
paint_last(struct question *q, const struct run_prompt *p,
    const struct area *area, int row)
{
    struct area line = area_sub(area, row, 0, 1, area->cols);
    if (q->message[0] != '\0')
        area_text(&line, 0, 1, ROLE_TOAST_WARN, q->message);
    else if (!q->is_open)
        area_text(&line, 0, 1, ROLE_HINT, "a answers it");
    else if (question_is_value(p))
        edit_paint(&q->edit, &line, " value: ");
    else if (q->chosen == 0)
        area_text(&line, 0, 1, ROLE_HINT,
            "its number or letter, then Enter; Esc: not now");
    else
        area_printf(&line, 0, 1, ROLE_TEXT_STRONG, "Enter: %s%s",
            p->answers.text[q->chosen - 1],
            p->short_name[0] != '\0' ? " (asks for its name)" : "");
}

void
question_paint(struct question *q, const struct run_prompt *p,
    const struct area *area, struct clock now, size_t nth, size_t n)
{
    int rows = question_rows(p, area->cols);
    q->is_painted = rows <= area->rows && area->cols >= 24;
    paint_rule(q, p, area, now, nth, n);
    if (!q->is_painted) {
        struct area rest = area_sub(area, 1, 0, area->rows - 2, area->cols);
        (void)words_paint(&rest, 0, ROLE_TEXT_STRONG, p->text);
        if (area->rows > 1)
            area_printf(area, area->rows - 1, 1, ROLE_TOAST_WARN,
                "it needs %d rows: f, or a larger screen", rows);
        return;
    }
    struct area text = area_sub(area, 1, 1, area->rows - 1, area->cols - 1);
    int row = 1 + words_paint(&text, 0, ROLE_TEXT_STRONG, p->text);
    row = paint_answers(q, p, area, row);
    if (question_is_value(p)) {
        struct strbuf b = {0};
        value_text(p, &b);
        text = area_sub(area, row, 1, area->rows - row, area->cols - 1);
        row += words_paint(&text, 0, ROLE_TEXT, strbuf_get(&b));
        strbuf_fini(&b);
    }
    paint_last(q, p, area, row);
}

void
question_shown(struct question *q, struct clock now)
{
    if (q->is_open && q->is_painted && !q->is_shown) {
        q->is_shown = true;
        q->shown = now.mono;
    }
    if (!q->is_painted)
        q->is_shown = false;
}

/* ---- keys ---------------------------------------------------------------- */

void
question_open(struct question *q, const struct run_prompt *p)
{
    *q = (struct question){.is_open = true, .number = p->number};
    edit_init(&q->edit, NULL);
}

void
question_close(struct question *q)
{
    *q = (struct question){0};
}

static enum question_result
stay(struct question *q, const char *message)
{
    (void)str_copy(q->message, sizeof q->message, message);
    return QUESTION_STAYS;
}

/* Three keys in no time, or Enter right behind one. */
static bool
is_burst(struct question *q, keysym k, struct clock now)
{
    bool is_enter = k == KEY_CODE_ENTER;
    bool is_fast = q->key[0].ns != 0 &&
                   mono_diff_ns(now.mono, q->key[0]) < CEREMONY_BURST_NS;
    bool is_faster = q->key[1].ns != 0 &&
                     mono_diff_ns(now.mono, q->key[1]) < CEREMONY_BURST_NS;
    q->key[1] = q->key[0];
    q->key[0] = now.mono;
    return (is_enter && is_fast) || is_faster;
}

/* The next answer that begins with the letter. */
static size_t
by_letter(const struct question *q, const struct run_prompt *p, keysym k)
{
    for (size_t i = 0; i < p->answers.n; i++) {
        size_t at = (q->chosen + i) % p->answers.n;
        if (k < 128 &&
            tolower((unsigned char)p->answers.text[at][0]) == tolower((int)k))
            return at + 1;
    }
    return 0;
}

static enum question_result
choose(struct question *q, const struct run_prompt *p, keysym k)
{
    size_t n = p->answers.n, chosen = 0;
    if (k == KEY_CODE_DOWN)
        chosen = q->chosen < n ? q->chosen + 1 : n;
    else if (k == KEY_CODE_UP)
        chosen = q->chosen > 1 ? q->chosen - 1 : n > 0;
    else if (k >= '0' && k <= '9') {
        size_t two = q->chosen * 10 + (size_t)(k - '0');
        size_t one = (size_t)(k - '0');
        chosen = q->chosen > 0 && two <= n ? two : one <= n ? one : 0;
    } else
        chosen = by_letter(q, p, k);
    if (chosen == 0)
        return stay(q, "no such answer: a number or letter of those above");
    q->chosen = chosen;
    return QUESTION_STAYS;
}

static enum question_result
type_value(struct question *q, keysym k)
{
    switch (edit_key(&q->edit, k)) {
    case EDIT_DONE:
        return q->edit.len > 0 ? QUESTION_ANSWERS
                               : stay(q, "type the value first");
    case EDIT_CANCEL:
        return QUESTION_CLOSES;
    case EDIT_IGNORED:
    case EDIT_MOVED:
    case EDIT_CHANGED:
    case EDIT_COMPLETE:
    case EDIT_COMPLETE_BACK:
        break;
    }
    return QUESTION_STAYS;
}

enum question_result
question_key(
    struct question *q, const struct run_prompt *p, keysym k, struct clock now)
{
    q->message[0] = '\0';
    if (k == KEY_CODE_ESCAPE)
        return QUESTION_CLOSES;
    if (!q->is_painted)
        return stay(q, "it is not on the screen as a whole");
    bool is_quiet =
        !q->is_shown || mono_diff_ns(now.mono, q->shown) < CEREMONY_QUIET_NS;
    if (is_quiet)
        return QUESTION_STAYS; /* typed before it could be read */
    if (is_burst(q, k, now)) {
        q->chosen = 0;
        edit_set(&q->edit, "");
        return stay(q, "faster than fingers: not taken, choose again");
    }
    if (k == KEY_CODE_TAB)
        return QUESTION_NEXT;
    if (question_is_value(p))
        return type_value(q, k);
    if (k != KEY_CODE_ENTER)
        return choose(q, p, k);
    return q->chosen > 0 && q->chosen <= p->answers.n
               ? QUESTION_ANSWERS
               : stay(q, "choose first: Enter alone answers nothing");
}

void
question_paste(struct question *q)
{
    (void)stay(q, "pasted text is not taken for an answer");
}

const char *
question_word(const struct question *q, const struct run_prompt *p)
{
    if (question_is_value(p))
        return "value";
    return q->chosen > 0 && q->chosen <= p->answers.n
               ? p->answers.text[q->chosen - 1]
               : "";
}

const char *
question_value(const struct question *q, const struct run_prompt *p)
{
    return question_is_value(p) ? q->edit.text : "";
}
