/*
 * facts.h - labelled lines about one parameter, wrapped to any width.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_FACTS_H
#define CONSOLE_VIEW_FACTS_H

#include "console/canvas.h"
#include "console/model/values.h"
#include "console/view.h"

struct fact {
    const char *label; /* static */
    char *text;        /* owned */
    enum role role;
};

struct facts {         /* zero-initialise */
    struct fact *fact; /* owned */
    size_t n, cap;
};

void facts_fini(struct facts *f);
void facts_clear(struct facts *f);
void facts_add(struct facts *f, const char *label, enum role role,
    const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Lines they take in `cols` columns. */
int facts_lines(const struct facts *f, int cols);
/* Paint, without the first `top` lines. */
void facts_paint(const struct facts *f, const struct area *area, int top);

/*
 * All about `value`, newest first: value, raw bits, times, rates, range, then
 * what the mission database says.
 */
void facts_param(
    struct facts *f, const struct ui *ui, const struct value *value);

#endif
