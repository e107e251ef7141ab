/*
 * asrun_event.c - what the interpreter tells as a line of the as-run record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun.h"

struct asrun_event
asrun_event_of(
    const struct pluto_trace *t, const struct pluto *p, struct strbuf *number)
{
    uint32_t line = 0, col = 0;
    strbuf_reset(number);
    if (t->stmt != PLUTO_NIL && t->stmt < p->n_stmts) {
        pluto_number(p, t->stmt, number);
        pluto_place(p, p->stmt[t->stmt]->span.off, &line, &col);
    }
    return (struct asrun_event){
        .time = {t->time},
        .kind = (unsigned)t->kind,
        .number = strbuf_get(number),
        .line = line,
        .item = t->item,
        .text = t->text,
        .more = t->more,
        .outcome = t->outcome,
        .attempt = t->attempt,
        .person = t->person,
        .instance = t->instance,
    };
}
