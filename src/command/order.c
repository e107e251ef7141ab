/*
 * order.c - what a console asks of the gate, to texts and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/num.h"
#include "common/xalloc.h"

static const char *const words[ORDER_WORD_COUNT] = {
#define ORDER_VERB(name, verb, args, help) [ORDER_##name] = verb,
    ORDER_WORDS(ORDER_VERB)
#undef ORDER_VERB
};

const char *
order_word_str(enum order_word word)
{
    return (unsigned)word < ORDER_WORD_COUNT ? words[word] : "?";
}

static bool
is_text(const char *s, size_t len, const char *text)
{
    return strlen(text) == len && memcmp(s, text, len) == 0;
}

bool
order_word_parse(const char *s, size_t len, enum order_word *out)
{
    for (unsigned i = 0; i < ORDER_WORD_COUNT; i++)
        if (is_text(s, len, words[i])) {
            *out = (enum order_word)i;
            return true;
        }
    return false;
}

void
order_fini(struct order *order)
{
    for (size_t i = 0; i < order->n_values; i++) {
        free(order->value[i].name);
        free(order->value[i].text);
    }
    free(order->value);
    free(order->mission);
    free(order->instance);
    free(order->command);
    free(order->origin);
    free(order->comment);
    *order = (struct order){0};
}

/* ---- to texts ------------------------------------------------------------ */

struct args {
    char **v;
    size_t n, cap;
};

static void
add(struct args *a, char *text)
{
    a->v = xgrow(a->v, a->n, &a->cap, sizeof *a->v);
    a->v[a->n++] = text;
}

static void
add_key(struct args *a, const char *key, const char *value)
{
    add(a, xasprintf("%s=%s", key, value));
}

static void
add_order(struct args *a, const struct order *order)
{
    add_key(a, "id", order->id);
    add(a, xasprintf("ttl=%" PRId64, order->ttl_ns));
    add_key(a, "mission", order->mission);
    add_key(a, "instance", order->instance);
    add(a, xasprintf("mdb=%016" PRIx64, order->mdb_hash));
    add_key(a, "command", order->command);
    add_key(a, "digest", order->digest);
    add_key(a, "origin", order->origin);
    if (order->comment != NULL && order->comment[0] != '\0')
        add_key(a, "comment", order->comment);
    for (size_t i = 0; i < order->n_values; i++)
        add(a, xasprintf(
                   "value=%s %s", order->value[i].name, order->value[i].text));
}

/* Would order_parse() take it for a key, or for the end of the keys? */
static bool
looks_like_key(const char *s)
{
    return strchr(s, '=') != NULL || str_eq(s, "--");
}

char **
order_args(const struct order_head *head, const struct order *order,
    const char *const *more, size_t n_more, size_t *n)
{
    struct args a = {0};
    add_key(&a, "session", head->session);
    add(&a, xasprintf("seq=%" PRIu64, head->seq));
    add(&a, xasprintf("issued=%" PRId64, head->issued.ns));
    if (head->as[0] != '\0')
        add_key(&a, "as", head->as);
    if (head->on_behalf[0] != '\0')
        add_key(&a, "for", head->on_behalf);
    if (order != NULL)
        add_order(&a, order);
    if (n_more > 0 && looks_like_key(more[0]))
        add(&a, xstrdup("--"));
    for (size_t i = 0; i < n_more; i++)
        add(&a, xstrdup(more[i]));
    *n = a.n;
    return a.v;
}

void
order_args_free(char ***args, size_t n)
{
    for (size_t i = 0; *args != NULL && i < n; i++)
        free((*args)[i]);
    free(*args);
    *args = NULL;
}

/* ---- and back ------------------------------------------------------------ */

enum key {
    KEY_SESSION,
    KEY_SEQ,
    KEY_ISSUED,
    KEY_AS,
    KEY_FOR,
    KEY_ID, /* from here on of the order */
    KEY_TTL,
    KEY_MISSION,
    KEY_INSTANCE,
    KEY_MDB,
    KEY_COMMAND,
    KEY_DIGEST,
    KEY_ORIGIN,
    KEY_COMMENT,
    KEY_VALUE,
    KEY_COUNT
};

static const struct {
    const char *name;
    bool is_optional;
} keys[KEY_COUNT] = {
    [KEY_SESSION] = {"session", false},
    [KEY_SEQ] = {"seq", false},
    [KEY_ISSUED] = {"issued", false},
    [KEY_AS] = {"as", true},
    [KEY_FOR] = {"for", true},
    [KEY_ID] = {"id", false},
    [KEY_TTL] = {"ttl", false},
    [KEY_MISSION] = {"mission", false},
    [KEY_INSTANCE] = {"instance", false},
    [KEY_MDB] = {"mdb", false},
    [KEY_COMMAND] = {"command", false},
    [KEY_DIGEST] = {"digest", false},
    [KEY_ORIGIN] = {"origin", false},
    [KEY_COMMENT] = {"comment", true},
    [KEY_VALUE] = {"value", true},
};

struct parse {
    struct order_head *head;
    struct order *order; /* NULL: its keys are not expected */
    unsigned seen;       /* bit 1 << enum key */
    struct strbuf *why;
};

/* Say `fmt` with the name of `key` before it; false. */
static bool
refuse(struct parse *p, enum key key, const char *text)
{
    strbuf_reset(p->why);
    strbuf_addf(p->why, "%s: %s", keys[key].name, text);
    return false;
}

static bool
get_hex(
    struct parse *p, enum key key, struct msg_str s, size_t bytes, char *out)
{
    if (!digest_is_hex(s.s, s.len, bytes)) {
        char text[64];
        snprintf(text, sizeof text, "not %zu lower-case hex digits", 2 * bytes);
        return refuse(p, key, text);
    }
    memcpy(out, s.s, s.len);
    out[s.len] = '\0';
    return true;
}

/* Digits alone, the first of several not 0. */
static bool
get_u64(struct parse *p, enum key key, struct msg_str s, uint64_t max,
    uint64_t *out)
{
    char text[24] = "";
    bool is_number =
        s.len > 0 && s.len < sizeof text && (s.len == 1 || s.s[0] != '0');
    for (size_t i = 0; is_number && i < s.len; i++)
        is_number = s.s[i] >= '0' && s.s[i] <= '9';
    if (is_number)
        memcpy(text, s.s, s.len);
    if (!is_number)
        return refuse(p, key, "not a decimal number");
    if (!num_parse_u64(text, out) || *out > max) {
        char note[64];
        snprintf(note, sizeof note, "more than %" PRIu64, max);
        return refuse(p, key, note);
    }
    return true;
}

static bool
get_i64(
    struct parse *p, enum key key, struct msg_str s, int64_t max, int64_t *out)
{
    uint64_t u;
    if (!get_u64(p, key, s, (uint64_t)max, &u))
        return false;
    *out = (int64_t)u;
    return true;
}

static bool
check_text(
    struct parse *p, enum key key, struct msg_str s, size_t min, size_t max)
{
    char note[64];
    if (s.len < min)
        return refuse(p, key, "empty");
    if (s.len > max) {
        snprintf(note, sizeof note, "longer than %zu bytes", max);
        return refuse(p, key, note);
    }
    if (!str_is_clean(s.s, s.len))
        return refuse(p, key, "not clean text");
    return true;
}

static bool
get_text(struct parse *p, enum key key, struct msg_str s, size_t min,
    size_t max, char **out)
{
    if (!check_text(p, key, s, min, max))
        return false;
    *out = xstrndup(s.s, s.len);
    return true;
}

static bool
get_person(struct parse *p, enum key key, struct msg_str s, char *out)
{
    if (!check_text(p, key, s, 1, ORDER_PERSON_MAX))
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   "0123456789._-",
                s.s[i], 65) == NULL)
            return refuse(p, key, "not a name of A-Z a-z 0-9 . _ -");
    (void)msg_str_copy(out, ORDER_PERSON_MAX + 1, s);
    return true;
}

static bool
has_value(const struct order *order, const char *name, size_t len)
{
    for (size_t i = 0; i < order->n_values; i++)
        if (is_text(name, len, order->value[i].name))
            return true;
    return false;
}

static bool
get_value(struct parse *p, struct msg_str s)
{
    const char *blank = s.len > 0 ? memchr(s.s, ' ', s.len) : NULL;
    if (blank == NULL)
        return refuse(p, KEY_VALUE, "not NAME TEXT");
    struct msg_str name = {s.s, (size_t)(blank - s.s)};
    struct msg_str text = {blank + 1, s.len - name.len - 1};
    if (!check_text(p, KEY_VALUE, name, 1, ORDER_NAME_MAX) ||
        !check_text(p, KEY_VALUE, text, 0, ORDER_VALUE_MAX))
        return false;
    struct order *order = p->order;
    if (has_value(order, name.s, name.len))
        return refuse(p, KEY_VALUE, "an argument is there twice");
    order->value =
        xreallocarray(order->value, order->n_values + 1, sizeof *order->value);
    order->value[order->n_values++] = (struct order_value){
        .name = xstrndup(name.s, name.len), .text = xstrndup(text.s, text.len)};
    return true;
}

static bool
get_head(struct parse *p, enum key key, struct msg_str s)
{
    struct order_head *head = p->head;
    if (key == KEY_SESSION)
        return get_hex(p, key, s, DIGEST_ID_BYTES, head->session);
    if (key == KEY_SEQ)
        return get_u64(p, key, s, UINT64_MAX, &head->seq);
    if (key == KEY_ISSUED)
        return get_i64(p, key, s, INT64_MAX, &head->issued.ns);
    return get_person(p, key, s, key == KEY_AS ? head->as : head->on_behalf);
}

static bool
get_mdb(struct parse *p, struct msg_str s)
{
    char hex[17];
    if (!get_hex(p, KEY_MDB, s, 8, hex))
        return false;
    p->order->mdb_hash = strtoull(hex, NULL, 16);
    return true;
}

static bool
get_order(struct parse *p, enum key key, struct msg_str s)
{
    struct order *order = p->order;
    switch (key) {
    case KEY_ID:
        return get_hex(p, key, s, DIGEST_ID_BYTES, order->id);
    case KEY_TTL:
        return get_i64(p, key, s, ORDER_TTL_NS, &order->ttl_ns);
    case KEY_MISSION:
        return get_text(p, key, s, 1, ORDER_LABEL_MAX, &order->mission);
    case KEY_INSTANCE:
        return get_text(p, key, s, 1, ORDER_LABEL_MAX, &order->instance);
    case KEY_MDB:
        return get_mdb(p, s);
    case KEY_COMMAND:
        return get_text(p, key, s, 1, ORDER_NAME_MAX, &order->command);
    case KEY_DIGEST:
        return get_hex(p, key, s, DIGEST_BYTES, order->digest);
    case KEY_ORIGIN:
        return get_text(p, key, s, 1, ORDER_LABEL_MAX, &order->origin);
    case KEY_COMMENT:
        return get_text(p, key, s, 0, ORDER_COMMENT_MAX, &order->comment);
    case KEY_VALUE:
        return get_value(p, s);
    case KEY_SESSION:
    case KEY_SEQ:
    case KEY_ISSUED:
    case KEY_AS:
    case KEY_FOR:
    case KEY_COUNT:
    default:
        return get_head(p, key, s);
    }
}

static bool
find_key(struct parse *p, struct msg_str name, enum key *out)
{
    for (unsigned i = 0; i < KEY_COUNT; i++)
        if (is_text(name.s, name.len, keys[i].name)) {
            *out = (enum key)i;
            return true;
        }
    strbuf_reset(p->why);
    strbuf_adds(p->why, "unknown key \"");
    str_sanitize(p->why, name.s, name.len < 32 ? name.len : 32, false);
    strbuf_adds(p->why, "\"");
    return false;
}

static bool
get_key(struct parse *p, struct msg_str arg, size_t len)
{
    enum key key;
    if (!find_key(p, (struct msg_str){arg.s, len}, &key))
        return false;
    if (key >= KEY_ID && p->order == NULL)
        return refuse(p, key, "not expected here");
    if (key != KEY_VALUE && (p->seen & 1u << key) != 0)
        return refuse(p, key, "is there twice");
    p->seen |= 1u << key;
    return get_order(
        p, key, (struct msg_str){arg.s + len + 1, arg.len - len - 1});
}

static bool
check_all_seen(struct parse *p)
{
    unsigned end = p->order != NULL ? KEY_COUNT : KEY_ID;
    for (unsigned i = 0; i < end; i++)
        if (!keys[i].is_optional && (p->seen & 1u << i) == 0)
            return refuse(p, (enum key)i, "missing");
    if (p->order != NULL && p->order->comment == NULL)
        p->order->comment = xstrdup("");
    return true;
}

static bool
get_rest(struct parse *p, const struct msg_strv *args, size_t at,
    struct msg_str *rest, size_t max, size_t *n_rest)
{
    for (; at < args->n; at++) {
        struct msg_str s = args->v[at];
        if (*n_rest == max) {
            strbuf_reset(p->why);
            strbuf_adds(p->why, "more arguments than expected");
            return false;
        }
        if (!str_is_clean(s.s, s.len)) {
            strbuf_reset(p->why);
            strbuf_adds(p->why, "an argument is not clean text");
            return false;
        }
        rest[(*n_rest)++] = s;
    }
    return true;
}

/* All keys, then the rest. */
static bool
get_all(struct parse *p, const struct msg_strv *args, struct msg_str *rest,
    size_t max, size_t *n_rest)
{
    size_t at = 0;
    for (; at < args->n; at++) {
        struct msg_str s = args->v[at];
        const char *equals = s.len > 0 ? memchr(s.s, '=', s.len) : NULL;
        if (equals == NULL)
            break;
        if (!get_key(p, s, (size_t)(equals - s.s)))
            return false;
    }
    if (at < args->n && is_text(args->v[at].s, args->v[at].len, "--"))
        at++;
    return check_all_seen(p) && get_rest(p, args, at, rest, max, n_rest);
}

enum err
order_parse(const struct msg_strv *args, struct order_head *head,
    struct order *order, struct msg_str *rest, size_t max, size_t *n_rest,
    struct strbuf *why)
{
    struct parse p = {.head = head, .order = order, .why = why};
    *head = (struct order_head){0};
    if (order != NULL)
        *order = (struct order){0};
    *n_rest = 0;
    if (args->n > ORDER_ARGS_MAX) {
        strbuf_reset(why);
        strbuf_addf(why, "more than %d arguments", ORDER_ARGS_MAX);
        return ERR_LIMIT;
    }
    if (get_all(&p, args, rest, max, n_rest))
        return ERR_OK;
    *n_rest = 0;
    if (order != NULL)
        order_fini(order);
    return ERR_FORMAT;
}
