/*
 * question.h - the panel in which a running procedure asks, and is answered.
 *
 * The question stands there in full with all legal answers and what each one
 * does; none is chosen beforehand.  Keys are its own only after a person opened
 * it: a number or a letter chooses, then Enter answers; Enter alone never does.
 * As in ceremony.h, what was typed before it was on the screen is dropped, and
 * keys faster than fingers, pasted text and a question that does not fit whole
 * are refused.
 *
 * Pure: what came of a key is returned, and done by the caller.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_QUESTION_H
#define CONSOLE_VIEW_QUESTION_H

#include "console/canvas.h"
#include "console/keys/key.h"
#include "console/model/clock.h"
#include "console/model/runs.h"
#include "console/widget/edit.h"

enum question_result {
    QUESTION_STAYS,
    QUESTION_CLOSES,  /* nothing is answered */
    QUESTION_ANSWERS, /* with question_word() and question_value() */
    QUESTION_NEXT,    /* Tab: another one that is open */
};

struct question {              /* zero: closed */
    bool is_open;              /* keys are typed in it */
    uint64_t number;           /* of the prompt, captured */
    size_t chosen;             /* answer, from 1; 0: none */
    struct edit edit;          /* a value */
    bool is_painted, is_shown; /* whole; on the screen */
    struct mono shown, key[2]; /* newest key first */
    char message[120];
};

bool question_is_value(const struct run_prompt *p);

/* Rows it takes in `cols` columns. */
int question_rows(const struct run_prompt *p, int cols);

/* `q` may be closed: the question is shown all the same.  `nth` of `n`. */
void question_paint(struct question *q, const struct run_prompt *p,
    const struct area *area, struct clock now, size_t nth, size_t n);
/* What was painted is on the screen now. */
void question_shown(struct question *q, struct clock now);

void question_open(struct question *q, const struct run_prompt *p);
void question_close(struct question *q);

enum question_result question_key(
    struct question *q, const struct run_prompt *p, keysym k, struct clock now);
void question_paste(struct question *q);

/* "value" where a value is asked for. */
const char *question_word(const struct question *q, const struct run_prompt *p);
const char *question_value(
    const struct question *q, const struct run_prompt *p); /* or "" */

#endif
