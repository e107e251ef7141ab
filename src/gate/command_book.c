/*
 * command_book.c - all commands of the instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/command_book.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

struct command_book {
    struct gate_command *by_id;
    struct gate_command **command; /* by number */
    size_t n, cap;
    uint64_t number; /* the last one given */
    uint64_t place;
    bool *is_taken; /* by slot, owned */
    size_t n_slots;
};

struct command_book *
command_book_new(void)
{
    return xcalloc(1, sizeof(struct command_book));
}

void
command_book_free(struct command_book **at)
{
    struct command_book *b = *at;
    *at = NULL;
    if (b == NULL)
        return;
    HASH_CLEAR(hh, b->by_id);
    for (size_t i = 0; i < b->n; i++)
        gate_command_free(&b->command[i]);
    free(b->command);
    free(b->is_taken);
    free(b);
}

static size_t
take_slot(struct command_book *b)
{
    size_t slot = 0, cap = b->n_slots;
    while (slot < b->n_slots && b->is_taken[slot])
        slot++;
    if (slot == b->n_slots) {
        b->is_taken = xgrow(b->is_taken, slot, &cap, sizeof *b->is_taken);
        for (; b->n_slots < cap; b->n_slots++)
            b->is_taken[b->n_slots] = false;
    }
    b->is_taken[slot] = true;
    return slot;
}

struct gate_command *
command_book_add(struct command_book *b, struct gate_command *c)
{
    if (c->number == 0)
        c->number = b->number + 1;
    if (c->number > b->number)
        b->number = c->number;
    c->slot = take_slot(b);
    b->command = xgrow(b->command, b->n, &b->cap, sizeof *b->command);
    size_t at = b->n++;
    for (; at > 0 && b->command[at - 1]->number > c->number; at--)
        b->command[at] = b->command[at - 1];
    b->command[at] = c;
    HASH_ADD_KEYPTR(hh, b->by_id, c->id, strlen(c->id), c);
    return c;
}

struct gate_command *
command_book_find(const struct command_book *b, const char *id, size_t len)
{
    struct gate_command *found = NULL;
    HASH_FIND(hh, b->by_id, id, len, found);
    return found;
}

struct gate_command *
command_book_restore(struct command_book *b, const struct msg_command *m)
{
    struct gate_command *c = command_book_find(b, m->id.s, m->id.len);
    if (c != NULL)
        return gate_command_restore(c, m) ? c : NULL;
    c = gate_command_new();
    if (gate_command_restore(c, m))
        return command_book_add(b, c);
    gate_command_free(&c);
    return NULL;
}

void
command_book_trim(struct command_book *b)
{
    size_t over = 0, kept = 0;
    for (size_t i = 0; i < b->n; i++)
        over += gate_command_is_over(b->command[i]);
    for (size_t i = 0; i < b->n; i++) {
        struct gate_command *c = b->command[i];
        if (over > COMMAND_BOOK_OVER_MAX && gate_command_is_over(c)) {
            over--;
            HASH_DEL(b->by_id, c);
            b->is_taken[c->slot] = false;
            gate_command_free(&c);
        } else {
            b->command[kept++] = c;
        }
    }
    b->n = kept;
}

struct gate_command *
command_book_at(const struct command_book *b, size_t i)
{
    return i < b->n ? b->command[i] : NULL;
}

struct gate_command *
command_book_first(const struct command_book *b)
{
    struct gate_command *first = NULL;
    for (size_t i = 0; i < b->n; i++) {
        struct gate_command *c = b->command[i];
        if (c->state == COMMAND_QUEUED &&
            (first == NULL || c->place < first->place))
            first = c;
    }
    return first;
}

struct gate_command *
command_book_before(const struct command_book *b, const struct gate_command *of)
{
    struct gate_command *before = NULL;
    for (size_t i = 0; of->state == COMMAND_QUEUED && i < b->n; i++) {
        struct gate_command *c = b->command[i];
        if (c->state == COMMAND_QUEUED && c->place < of->place &&
            (before == NULL || c->place > before->place))
            before = c;
    }
    return before;
}

uint64_t
command_book_place(struct command_book *b)
{
    return ++b->place;
}

struct command_counts
command_book_count(const struct command_book *b)
{
    struct command_counts n = {0};
    for (size_t i = 0; i < b->n; i++) {
        const struct gate_command *c = b->command[i];
        n.waiting += gate_command_is_waiting(c);
        n.queued += c->state == COMMAND_QUEUED;
        n.released += c->state == COMMAND_RELEASED;
        n.open += c->state == COMMAND_RELEASED || c->state == COMMAND_SENT;
        n.unknown += c->state == COMMAND_UNKNOWN && !gate_command_is_over(c);
    }
    return n;
}
