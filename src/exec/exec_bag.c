/*
 * exec_bag.c - see exec_bag.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/exec_bag.h"

#include <stdlib.h>

#include "common/xalloc.h"

struct msg_str
exec_bag_keep(struct exec_bag *bag, struct strbuf *raw)
{
    struct strbuf out = {0};
    str_sanitize(&out, strbuf_get(raw), raw->len, false);
    strbuf_fini(raw);
    bag->text = xgrow(bag->text, bag->n, &bag->cap, sizeof *bag->text);
    bag->text[bag->n] = strbuf_take(&out);
    return msg_str(bag->text[bag->n++]);
}

struct msg_str
exec_bag_str(struct exec_bag *bag, const char *s)
{
    struct strbuf raw = {0};
    strbuf_adds(&raw, s != NULL ? s : "");
    return exec_bag_keep(bag, &raw);
}

void
exec_bag_fini(struct exec_bag *bag)
{
    for (size_t i = 0; i < bag->n; i++)
        free(bag->text[i]);
    free(bag->text);
    *bag = (struct exec_bag){0};
}

void
exec_list_add(struct exec_list *l, struct msg_str s)
{
    l->v = xgrow(l->v, l->n, &l->cap, sizeof *l->v);
    l->v[l->n++] = s;
}

struct msg_strv
exec_list_strv(const struct exec_list *l)
{
    return (struct msg_strv){l->v, l->n};
}
