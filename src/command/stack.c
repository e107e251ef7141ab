/*
 * stack.c - a list of commands in order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/stack.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

void
stack_init(struct stack *stack)
{
    *stack = (struct stack){.until = UNTIL_COMPLETED};
}

void
stack_item_fini(struct stack_item *item)
{
    for (size_t i = 0; i < item->n_values; i++) {
        free(item->value[i].name);
        free(item->value[i].text);
    }
    free(item->value);
    free(item->name);
    free(item->text);
    *item = (struct stack_item){0};
}

void
stack_fini(struct stack *stack)
{
    for (size_t i = 0; i < stack->n; i++)
        stack_item_fini(&stack->item[i]);
    free(stack->item);
    free(stack->mission);
    stack_init(stack);
}

static char *
copy_text(const char *s)
{
    return s != NULL ? xstrdup(s) : NULL;
}

static struct stack_item
item_dup(const struct stack_item *from)
{
    struct stack_item item = *from;
    item.name = copy_text(from->name);
    item.text = copy_text(from->text);
    item.value = NULL;
    if (from->n_values > 0)
        item.value = xcalloc(from->n_values, sizeof *item.value);
    for (size_t i = 0; i < from->n_values; i++)
        item.value[i] =
            (struct stack_value){.name = xstrdup(from->value[i].name),
                .text = xstrdup(from->value[i].text),
                .line = from->value[i].line,
                .col = from->value[i].col};
    return item;
}

bool
stack_insert(struct stack *stack, size_t at, const struct stack_item *item)
{
    assert(at <= stack->n);
    if (stack->n >= STACK_ITEMS_MAX)
        return false;
    struct stack_item copy = item_dup(item); /* before the array moves */
    stack->item =
        xgrow(stack->item, stack->n, &stack->cap, sizeof *stack->item);
    memmove(stack->item + at + 1, stack->item + at,
        (stack->n - at) * sizeof *stack->item);
    stack->item[at] = copy;
    stack->n++;
    return true;
}

void
stack_delete(struct stack *stack, size_t at)
{
    assert(at < stack->n);
    stack_item_fini(&stack->item[at]);
    stack->n--;
    memmove(stack->item + at, stack->item + at + 1,
        (stack->n - at) * sizeof *stack->item);
}

bool
stack_duplicate(struct stack *stack, size_t at)
{
    assert(at < stack->n);
    if (!stack_insert(stack, at + 1, &stack->item[at]))
        return false;
    stack->item[at + 1].has_gap = false;
    return true;
}

void
stack_move(struct stack *stack, size_t from, size_t to)
{
    assert(from < stack->n && to < stack->n);
    struct stack_item moved = stack->item[from];
    if (from < to)
        memmove(stack->item + from, stack->item + from + 1,
            (to - from) * sizeof moved);
    else
        memmove(
            stack->item + to + 1, stack->item + to, (from - to) * sizeof moved);
    stack->item[to] = moved;
}

/* ---- values -------------------------------------------------------------- */

static struct stack_value *
find_value(const struct stack_item *item, const char *name)
{
    for (size_t i = 0; i < item->n_values; i++)
        if (strcmp(item->value[i].name, name) == 0)
            return &item->value[i];
    return NULL;
}

const char *
stack_item_get(const struct stack_item *item, const char *name)
{
    const struct stack_value *v = find_value(item, name);
    return v != NULL ? v->text : NULL;
}

static void
take_back(struct stack_item *item, struct stack_value *v)
{
    size_t at = (size_t)(v - item->value);
    free(v->name);
    free(v->text);
    item->n_values--;
    memmove(v, v + 1, (item->n_values - at) * sizeof *v);
}

void
stack_item_set(struct stack_item *item, const char *name, const char *text)
{
    struct stack_value *v = find_value(item, name);
    if (text == NULL) {
        if (v != NULL)
            take_back(item, v);
        return;
    }
    char *copy = xstrdup(text); /* may be the old text itself */
    if (v != NULL) {
        free(v->text);
        v->text = copy;
        return;
    }
    item->value =
        xreallocarray(item->value, item->n_values + 1, sizeof *item->value);
    item->value[item->n_values++] =
        (struct stack_value){.name = xstrdup(name), .text = copy};
}

/* ---- equal --------------------------------------------------------------- */

static bool
same_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool
item_equal(const struct stack_item *a, const struct stack_item *b)
{
    if (a->kind != b->kind || a->has_gap != b->has_gap ||
        !same_text(a->name, b->name) || !same_text(a->text, b->text))
        return false;
    if (a->has_until != b->has_until || (a->has_until && a->until != b->until))
        return false;
    if (a->wait_ms != b->wait_ms || a->n_values != b->n_values)
        return false;
    for (size_t i = 0; i < a->n_values; i++)
        if (strcmp(a->value[i].name, b->value[i].name) != 0 ||
            strcmp(a->value[i].text, b->value[i].text) != 0)
            return false;
    return true;
}

bool
stack_equal(const struct stack *a, const struct stack *b)
{
    if (!same_text(a->mission, b->mission) || a->until != b->until ||
        a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!item_equal(&a->item[i], &b->item[i]))
            return false;
    return true;
}
