/*
 * exec_bag.h - texts that live as long as the message they are made for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_BAG_H
#define EXEC_EXEC_BAG_H

#include <stddef.h>

#include "bus/msg.h"
#include "common/str.h"

struct exec_bag { /* zero-initialise */
    char **text;  /* owned */
    size_t n, cap;
};

/* The text, clean, in the bag; `raw` is released. */
struct msg_str exec_bag_keep(struct exec_bag *bag, struct strbuf *raw);
struct msg_str exec_bag_str(struct exec_bag *bag, const char *s); /* or NULL */
void exec_bag_fini(struct exec_bag *bag);

struct exec_list { /* zero-initialise; free(v) */
    struct msg_str *v;
    size_t n, cap;
};

void exec_list_add(struct exec_list *list, struct msg_str s);
struct msg_strv exec_list_strv(const struct exec_list *list);

#endif
