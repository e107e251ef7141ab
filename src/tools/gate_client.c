/*
 * gate_client.c - a tool's requests to the gate of an instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/gate_client.h"

#include <string.h>

bool
gate_client_init(
    struct gate_client *client, struct session *session, const char *as)
{
    static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789._-";
    *client = (struct gate_client){.session = session};
    digest_id(client->head.session);
    if (as == NULL)
        return true;
    return as[0] != '\0' && strspn(as, chars) == strlen(as) &&
           str_copy(client->head.as, sizeof client->head.as, as);
}

void
gate_client_ask(struct gate_client *client, enum order_word word,
    const struct order *order, const char *const *more, size_t n_more,
    bus_reply_fn fn, void *arg)
{
    size_t n;
    client->head.seq++;
    client->head.issued = utc_now();
    char **args = order_args(&client->head, order, more, n_more, &n);
    bus_ask(client->session->bus, PATHS_OPERATE, "gate", order_word_str(word),
        (const char *const *)args, n, GATE_ANSWER_NS, fn, arg);
    order_args_free(&args, n);
}

struct msg_str
gate_client_row(const struct msg_reply *reply, const char *key)
{
    size_t len = strlen(key);
    for (size_t i = 0; i < reply->rows.n; i++) {
        struct msg_str row = reply->rows.v[i];
        if (row.len >= len + 2 && memcmp(row.s, key, len) == 0 &&
            memcmp(row.s + len, ": ", 2) == 0)
            return (struct msg_str){row.s + len + 2, row.len - len - 2};
    }
    return (struct msg_str){NULL, 0};
}
