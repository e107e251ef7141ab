/*
 * desk_authority.c - command authority: had, asked for, handed on, kept, lost.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/desk_priv.h"

#include <string.h>

#define PERSONS_MAX 16 /* that are offered where the gate lists none */

static struct orders *
orders(struct desk *d)
{
    return &d->config.model->orders;
}

static const struct commands *
commands(const struct desk *d)
{
    return &d->config.model->commands;
}

void
desk_keep_authority(struct desk *desk, struct clock now)
{
    struct desk *d = desk;
    desk_set_now(d, now);
    if (orders_follow(orders(d), commands(d), now)) {
        const char *holder = commands(d)->gate.holder;
        bool was_given = holder[0] != '\0' && str_eq(holder, d->command.to);
        if (was_given)
            desk_say(d, TOAST_INFO, "%s has command authority now", holder);
        else
            desk_say(d, TOAST_ERROR, "command authority is lost%s%s",
                holder[0] != '\0' ? ": it is with " : "", holder);
    }
    if (orders_renewal_is_due(orders(d), now))
        (void)desk_order(d, ORDER_RENEW, NULL, NULL, 0);
}

/* Say it once for each name. */
static bool
is_news(char told[ORDER_PERSON_MAX + 1], const char *name)
{
    bool is_new = name[0] != '\0' && !str_eq(told, name);
    (void)str_copy(told, ORDER_PERSON_MAX + 1, name);
    return is_new;
}

/* Who claims a name that does not count has to know whom he is taken for. */
static void
tell_name(struct desk *d)
{
    const struct orders *o = orders(d);
    enum instance_kind kind = d->config.model->instance.kind;
    bool may_claim = kind == INSTANCE_SIM &&
                     (!commands(d)->has_gate || commands(d)->gate.claims);
    if (o->as[0] == '\0' || kind == INSTANCE_UNKNOWN || may_claim ||
        d->command.has_told_name)
        return;
    d->command.has_told_name = true;
    desk_say(d, TOAST_WARN, "--as %s does not count: %s", o->as,
        kind == INSTANCE_SIM ? "the gate takes no claimed names here"
                             : "names are claimed in training only");
}

void
desk_tell_authority(struct desk *d)
{
    const struct gate_info *g = &commands(d)->gate;
    bool is_asked = is_news(d->command.asked_by, g->asked_by);
    bool is_offered = is_news(d->command.offered_to, g->offered_to);
    tell_name(d);
    if (d->config.is_readonly)
        return;
    if (is_asked && orders(d)->holds)
        desk_say(d, TOAST_WARN,
            "%s asks for command authority: :authority give %s", g->asked_by,
            g->asked_by);
    if (is_offered && orders_is_me(orders(d), g->offered_to))
        desk_say(d, TOAST_WARN,
            "%s hands you command authority: :authority take", g->holder);
}

static void
ask_for_it(void *arg)
{
    (void)desk_order(arg, ORDER_TAKE, NULL, NULL, 0);
}

static void
take(struct desk *d)
{
    const struct gate_info *g = &commands(d)->gate;
    bool is_free = g->holder[0] == '\0' || orders_is_me(orders(d), g->holder) ||
                   orders_is_me(orders(d), g->offered_to);
    if (orders(d)->holds)
        desk_say(d, TOAST_INFO, "you have command authority");
    else if (is_free)
        ask_for_it(d);
    else
        desk_confirm(d, ask_for_it,
            "%s has command authority: ask for it?  It stays there until it "
            "is given.",
            g->holder);
}

static void
give_it(void *arg)
{
    struct desk *d = arg;
    const char *to = d->command.to;
    (void)desk_order(d, ORDER_GIVE, NULL, &to, 1);
}

static void
give(struct desk *d, const char *to)
{
    if (to[0] == '\0' || strchr(to, ' ') != NULL)
        desk_say(d, TOAST_WARN, ":authority give PERSON");
    else if (!orders(d)->holds)
        desk_say(d, TOAST_WARN, "you do not have command authority");
    else if (!str_copy(d->command.to, sizeof d->command.to, to))
        desk_say(d, TOAST_WARN, "'%.40s' is no name of a person", to);
    else
        desk_confirm(
            d, give_it, "Give command authority to %s?", d->command.to);
}

static void
break_it(struct desk *d, const char *reason)
{
    const char *holder = commands(d)->gate.holder;
    struct ceremony c = {0};
    if (holder[0] == '\0')
        desk_say(d, TOAST_INFO, "nobody has command authority");
    else if (reason[0] == '\0')
        desk_say(d, TOAST_WARN, "it needs a reason: :authority break REASON");
    else {
        ceremony_open_break(&c, holder, reason);
        desk_show_dialog(d, &c);
    }
}

static void
say_authority(struct desk *d)
{
    const struct gate_info *g = &commands(d)->gate;
    if (g->holder[0] == '\0')
        desk_say(
            d, TOAST_INFO, "nobody has command authority: :authority take");
    else
        desk_say(d, TOAST_INFO, "%s has command authority: %s%s%s", g->holder,
            g->where, g->asked_by[0] != '\0' ? "; asked for by " : "",
            g->asked_by);
}

void
desk_run_authority(struct desk *d, const char *text)
{
    size_t len = strcspn(text, " ");
    const char *rest = text + len + strspn(text + len, " ");
    const char *why = desk_why_no_gate(d);
    if (len == 0)
        say_authority(d);
    else if (why != NULL)
        desk_refuse(d, TOAST_WARN, "%s", why);
    else if (strncmp(text, "take", len) == 0 && len == 4)
        take(d);
    else if (strncmp(text, "give", len) == 0 && len == 4)
        give(d, rest);
    else if (strncmp(text, "yield", len) == 0 && len == 5 && orders(d)->holds)
        (void)desk_order(d, ORDER_YIELD, NULL, NULL, 0);
    else if (strncmp(text, "yield", len) == 0 && len == 5)
        desk_say(d, TOAST_WARN, "you do not have command authority");
    else if (strncmp(text, "break", len) == 0 && len == 5)
        break_it(d, rest);
    else
        desk_say(d, TOAST_WARN,
            ":authority take, give PERSON, yield or break REASON");
}

/* ---- names --------------------------------------------------------------- */

static bool
is_new(const char *const *name, size_t n, const char *person)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name[i], person))
            return false;
    return person[0] != '\0';
}

/* Those the gate lists, else those that were heard of. */
bool
desk_person_name(struct desk *d, size_t i, struct strbuf *out)
{
    const struct commands *c = commands(d);
    const char *name[PERSONS_MAX] = {0};
    size_t n = 0;
    if (c->gate.n_people > 0) {
        if (i < c->gate.n_people)
            strbuf_add(out, c->gate.people[i], strcspn(c->gate.people[i], " "));
        return i < c->gate.n_people;
    }
    if (is_new(name, n, c->gate.asked_by))
        name[n++] = c->gate.asked_by;
    if (is_new(name, n, c->gate.holder))
        name[n++] = c->gate.holder;
    for (size_t k = c->n; k-- > 0 && n < PERSONS_MAX;)
        if (is_new(name, n, c->row[k]->person))
            name[n++] = c->row[k]->person;
    if (i < n)
        strbuf_adds(out, name[i]);
    return i < n;
}

/* ---- leaving ------------------------------------------------------------- */

bool
desk_may_suspend(struct desk *desk)
{
    if (!orders(desk)->holds)
        return true;
    desk_refuse(desk, TOAST_WARN,
        "not suspended: you have command authority; :authority yield first");
    return false;
}

static void
yield_and_quit(void *arg)
{
    struct desk *d = arg;
    (void)desk_order(d, ORDER_YIELD, NULL, NULL, 0);
    d->todo |= UI_QUIT;
}

unsigned
desk_quit(struct desk *d)
{
    if (!orders(d)->holds)
        return UI_QUIT;
    desk_confirm(d, yield_and_quit,
        "You have command authority: give it back and leave?");
    return UI_REDRAW;
}
