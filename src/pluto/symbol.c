/*
 * symbol.c - equal names become one symbol.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/symbol.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

void
symbols_fini(struct symbols *s)
{
    free(s->raw.slot);
    free(s->folded.slot);
    free(s->unit.slot);
    *s = (struct symbols){0};
}

static void
grow(struct symbol_table *t)
{
    struct symbol_table old = *t;
    t->cap = old.cap == 0 ? 128 : old.cap * 2;
    t->slot = xcalloc(t->cap, sizeof *t->slot);
    for (uint32_t i = 0; i < old.cap; i++) {
        if (old.slot[i].text == NULL)
            continue;
        uint32_t at = old.slot[i].hash & (t->cap - 1);
        while (t->slot[at].text != NULL)
            at = (at + 1) & (t->cap - 1);
        t->slot[at] = old.slot[i];
    }
    free(old.slot);
}

/* The slot of a text; free (text NULL) when it is new. */
static struct symbol_slot *
look(struct symbol_table *t, const char *text, uint32_t len, uint32_t hash)
{
    if (t->n >= t->cap / 2)
        grow(t);
    for (uint32_t at = hash & (t->cap - 1);; at = (at + 1) & (t->cap - 1)) {
        struct symbol_slot *slot = &t->slot[at];
        if (slot->text == NULL || (slot->hash == hash && slot->len == len &&
                                      memcmp(slot->text, text, len) == 0))
            return slot;
    }
}

static void
set(struct symbol_table *t, struct symbol_slot *slot, struct symbol_slot value)
{
    *slot = value;
    t->n++;
}

/* "Power_On  DPU", comments left out: "Power_On DPU" and "power on dpu". */
static struct pluto_symbol
fold(struct pluto *p, const char *text, size_t len)
{
    char *name = arena_alloc(&p->arena, len + 1);
    char *key = arena_alloc(&p->arena, len + 1);
    size_t n = 0, k = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (c == '/' && i + 1 < len && text[i + 1] == '*') {
            for (i += 2; !(text[i] == '*' && text[i + 1] == '/'); i++)
                ;
            i++;
            c = ' ';
        }
        bool is_blank = c == ' ' || c == '\t' || c == '\r';
        if (!is_blank || (n > 0 && name[n - 1] != ' '))
            name[n++] = is_blank ? ' ' : c;
        is_blank = is_blank || c == '_';
        if (!is_blank || (k > 0 && key[k - 1] != ' '))
            key[k++] = (char)(is_blank               ? ' '
                              : c >= 'A' && c <= 'Z' ? c | 0x20
                                                     : c);
    }
    while (k > 0 && key[k - 1] == ' ')
        key[--k] = '\0';
    return (struct pluto_symbol){
        .text = name, .key = key, .key_len = (uint32_t)k};
}

static const struct pluto_symbol *
add(struct symbols *s, struct pluto *p, const char *text, size_t len)
{
    struct pluto_symbol new = fold(p, text, len);
    uint32_t hash = hash_bytes(new.key, new.key_len);
    struct symbol_slot *slot = look(&s->folded, new.key, new.key_len, hash);
    if (slot->text != NULL)
        return slot->to;
    struct pluto_symbol *made = arena_alloc(&p->arena, sizeof *made);
    new.id = p->n_symbols;
    *made = new;
    p->symbol = xgrow(p->symbol, p->n_symbols, &s->cap, sizeof *p->symbol);
    p->symbol[p->n_symbols++] = made;
    set(&s->folded, slot,
        (struct symbol_slot){made->key, made->key_len, hash, made});
    return made;
}

const struct pluto_symbol *
symbols_get(struct symbols *s, struct pluto *p, const char *text, size_t len)
{
    uint32_t hash = hash_bytes(text, len);
    struct symbol_slot *slot = look(&s->raw, text, (uint32_t)len, hash);
    if (slot->text != NULL)
        return slot->to;
    const struct pluto_symbol *symbol = add(s, p, text, len);
    set(&s->raw, slot, (struct symbol_slot){text, (uint32_t)len, hash, symbol});
    return symbol;
}

const char *
symbols_unit(struct symbols *s, struct pluto *p, const char *text, size_t len)
{
    uint32_t hash = hash_bytes(text, len);
    struct symbol_slot *slot = look(&s->unit, text, (uint32_t)len, hash);
    if (slot->text == NULL) {
        const char *unit = arena_strndup(&p->arena, text, len);
        set(&s->unit, slot,
            (struct symbol_slot){unit, (uint32_t)len, hash, unit});
    }
    return slot->to;
}
