/*
 * fuzz_order.c - any texts as a request to the gate or as a stage: no crash,
 * and what is taken is written back as the same.
 *
 * The first byte chooses which it is; the texts of a request are lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "command/order.h"
#include "command/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXTS_MAX 1100

static size_t
lines(const char *s, size_t len, struct msg_str *v)
{
    size_t n = 0;
    while (len > 0 && n < TEXTS_MAX) {
        const char *nl = memchr(s, '\n', len);
        size_t line = nl != NULL ? (size_t)(nl - s) : len;
        v[n++] = (struct msg_str){s, line};
        line += nl != NULL;
        s += line;
        len -= line;
    }
    return n;
}

/* What is written from it is read as the same again. */
static void
again(const struct order_head *head, const struct order *order)
{
    static struct msg_str v[TEXTS_MAX];
    struct order_head head2;
    struct order order2 = {0};
    struct strbuf why = {0};
    size_t n, rest;
    char **args = order_args(head, order, NULL, 0, &n);
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(args[i]);
    struct msg_strv texts = {v, n};
    enum err e = order_parse(
        &texts, &head2, order != NULL ? &order2 : NULL, NULL, 0, &rest, &why);
    assert(e == ERR_OK && memcmp(head, &head2, sizeof head2) == 0);
    if (order != NULL) {
        assert(str_eq(order->command, order2.command));
        assert(order->n_values == order2.n_values);
        for (size_t i = 0; i < order->n_values; i++)
            assert(str_eq(order->value[i].text, order2.value[i].text));
    }
    order_fini(&order2);
    order_args_free(&args, n);
    strbuf_fini(&why);
}

static void
request(const char *s, size_t len, bool has_order)
{
    static struct msg_str v[TEXTS_MAX];
    struct msg_strv args = {v, lines(s, len, v)};
    struct order_head head;
    struct order order = {0};
    struct msg_str rest[4];
    struct strbuf why = {0};
    size_t n_rest;
    enum err e = order_parse(
        &args, &head, has_order ? &order : NULL, rest, 4, &n_rest, &why);
    assert(n_rest <= 4);
    if (e == ERR_OK)
        again(&head, has_order ? &order : NULL);
    else
        assert(why.len > 0 && str_is_clean(why.s, why.len));
    order_fini(&order);
    strbuf_fini(&why);
}

static void
stage(const char *s, size_t len)
{
    struct command_stage stage;
    if (!command_stage_parse(s, len, &stage))
        return;
    struct strbuf text = {0};
    command_stage_fmt(&stage, &text);
    assert(text.len == len && memcmp(text.s, s, len) == 0);
    strbuf_fini(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *s = (const char *)data + 1;
    if (data[0] % 3 == 0)
        stage(s, size - 1);
    else
        request(s, size - 1, data[0] % 3 == 1);
    return 0;
}
