/*
 * orders.c - see orders.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/orders.h"

#include <string.h>

#include "common/str.h"
#include "console/model/text.h"

void
orders_begin(
    struct orders *o, const char *session, const char *person, const char *as)
{
    *o = (struct orders){0};
    (void)str_copy(o->session, sizeof o->session, session);
    (void)str_copy(o->as, sizeof o->as, as);
    (void)str_copy(o->person, sizeof o->person, as[0] != '\0' ? as : person);
}

const struct order_ticket *
orders_find(const struct orders *o, uint64_t ticket)
{
    const struct order_ticket *t = &o->ticket[ticket % ORDERS_KEPT];
    return ticket != 0 && t->number == ticket ? t : NULL;
}

void
orders_head(
    struct orders *o, bool is_training, struct utc now, struct order_head *head)
{
    *head = (struct order_head){.seq = ++o->seq, .issued = now};
    (void)str_copy(head->session, sizeof head->session, o->session);
    if (is_training)
        (void)str_copy(head->as, sizeof head->as, o->as);
}

uint64_t
orders_ask(struct orders *o, enum order_word word, const char *id,
    bool is_training, struct utc now, struct order_head *head)
{
    uint64_t number = ++o->n_tickets;
    struct order_ticket *t = &o->ticket[number % ORDERS_KEPT];
    *t = (struct order_ticket){.number = number, .word = word, .asked = now};
    (void)str_copy(t->id, sizeof t->id, id != NULL ? id : "");
    orders_head(o, is_training, now, head);
    return number;
}

/* ---- answers --------------------------------------------------------------
 */

static void
hold(struct orders *o, const struct order_ticket *t, struct clock now)
{
    if (!o->holds) {
        o->held_since = now.mono;
        o->taken = t->asked;
        o->is_confirmed = false;
    }
    o->holds = true;
    o->renewed = now.mono;
    o->lease_end = mono_add_ns(now.mono, ORDERS_LEASE_NS);
}

static void
let_go(struct orders *o)
{
    o->holds = o->is_confirmed = false;
}

/* The row "token: 0123…": hex digits alone. */
static void
take_token(struct order_ticket *t, const struct msg_reply *reply)
{
    for (size_t i = 0; i < reply->rows.n; i++) {
        static const char key[] = "token: ";
        const size_t skip = sizeof key - 1;
        struct msg_str row = reply->rows.v[i];
        if (row.len < skip || memcmp(row.s, key, skip) != 0)
            continue;
        row = (struct msg_str){row.s + skip, row.len - skip};
        if (row.len >= 8 && row.len < sizeof t->token && row.len % 2 == 0 &&
            digest_is_hex(row.s, row.len, row.len / 2)) {
            (void)msg_str_copy(t->token, sizeof t->token, row);
            return;
        }
    }
}

static void
take_authority(struct orders *o, const struct order_ticket *t, struct clock now)
{
    bool is_yes = t->answer == ANSWER_YES;
    switch ((int)t->word) {
    case ORDER_TAKE:
    case ORDER_RENEW:
        if (is_yes)
            hold(o, t, now);
        else if (t->answer == ANSWER_NO)
            let_go(o);
        break;
    case ORDER_YIELD:
        if (is_yes)
            let_go(o);
        break;
    default:
        break;
    }
}

const struct order_ticket *
orders_answer(struct orders *o, uint64_t ticket, const struct msg_reply *reply,
    struct clock now)
{
    struct order_ticket *t = &o->ticket[ticket % ORDERS_KEPT];
    if (ticket == 0 || t->number != ticket || t->answer != ANSWER_NONE)
        return NULL;
    t->answer = reply == NULL             ? ANSWER_SILENT
                : reply->status == ERR_OK ? ANSWER_YES
                                          : ANSWER_NO;
    if (reply != NULL) {
        model_text(t->text, sizeof t->text, reply->text);
        if (t->answer == ANSWER_NO && t->text[0] == '\0')
            (void)str_copy(
                t->text, sizeof t->text, err_str((enum err)reply->status));
        if (t->word == ORDER_ARM && t->answer == ANSWER_YES)
            take_token(t, reply);
    }
    take_authority(o, t, now);
    return t;
}

const struct order_ticket *
orders_about(const struct orders *o, enum order_word word, const char *id)
{
    const struct order_ticket *newest = NULL;
    for (size_t i = 0; i < ORDERS_KEPT; i++) {
        const struct order_ticket *t = &o->ticket[i];
        if (t->number != 0 && t->word == word && str_eq(t->id, id) &&
            (newest == NULL || t->number > newest->number))
            newest = t;
    }
    return newest;
}

bool
orders_is_waiting(const struct orders *o, enum order_word word, const char *id)
{
    for (size_t i = 0; i < ORDERS_KEPT; i++) {
        const struct order_ticket *t = &o->ticket[i];
        if (t->number != 0 && t->answer == ANSWER_NONE && t->word == word &&
            str_eq(t->id, id != NULL ? id : ""))
            return true;
    }
    return false;
}

void
orders_whoami(struct orders *o, const struct msg_reply *reply)
{
    if (reply == NULL || reply->status != ERR_OK || o->is_confirmed)
        return;
    model_text(o->person, sizeof o->person, reply->text);
}

/* ---- authority ------------------------------------------------------------
 */

/* Whoever has it since we asked, when the answer was yes, is us. */
static bool
is_us(const struct orders *o, const struct gate_info *gate)
{
    if (o->is_confirmed)
        return str_eq(gate->holder, o->person) && gate->since.ns == o->since.ns;
    return str_eq(gate->holder, o->person) ||
           (gate->holder[0] != '\0' &&
               utc_diff_ns(gate->since, o->taken) > -NS_PER_S);
}

/*
 * The gate may have another name for us than the login; from its first word on
 * any other name, or another beginning, means that authority was lost: to
 * another person, or to another console of ours.
 */
bool
orders_follow(
    struct orders *o, const struct commands *commands, struct clock now)
{
    const struct gate_info *gate = &commands->gate;
    if (!o->holds)
        return false;
    int64_t later = mono_diff_ns(commands->heard, o->held_since);
    bool is_over = mono_diff_ns(now.mono, o->lease_end) > 0;
    bool is_mine = is_us(o, gate);
    if (later > 0 && is_mine) {
        o->is_confirmed = true;
        o->since = gate->since;
        if (gate->end.ns != 0)
            o->lease_end = gate->end;
        (void)str_copy(o->person, sizeof o->person, gate->holder);
    }
    bool is_settled = o->is_confirmed || later > ORDERS_GRACE_NS;
    if (!is_over && (is_mine || !is_settled))
        return false;
    let_go(o);
    return true;
}

/* A mission may have leases that are hardly longer than ORDERS_RENEW_NS. */
bool
orders_renewal_is_due(const struct orders *o, struct clock now)
{
    int64_t ago = mono_diff_ns(now.mono, o->renewed);
    int64_t left = mono_diff_ns(o->lease_end, now.mono);
    bool is_due = ago >= ORDERS_RENEW_NS ||
                  (ago >= ORDERS_RENEW_MIN_NS && left < ORDERS_RENEW_LEFT_NS);
    return o->holds && is_due && !orders_is_waiting(o, ORDER_RENEW, NULL);
}

bool
orders_is_me(const struct orders *o, const char *person)
{
    return o->person[0] != '\0' && str_eq(o->person, person);
}
