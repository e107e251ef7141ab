/*
 * hostile_scene.c - a gate among people of whom some mean harm.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/hostile_scene.h"

#include <inttypes.h>

#include "common/str.h"
#include "common/xalloc.h"

static const uint32_t uids[WHO_COUNT] = {[FC1] = 1001,
    [FC1_ELSEWHERE] = 1001,
    [FC2] = 1002,
    [OPS] = 1003,
    [MON] = 1004,
    [NOBODY] = 3000};

/* ---- life ---------------------------------------------------------------- */

void
hostile_scene_init(struct hostile_scene *s, uint64_t seed)
{
    *s = (struct hostile_scene){.random = seed};
    gate_rig_init_people(&s->r,
        "person FC-1 { uid = 1001 roles = {command, hazardous, approve} }\n"
        "person FC-2 { uid = 1002"
        " roles = {command, hazardous, approve, admin} }\n"
        "person OPS { uid = 1003 roles = {command} }\n"
        "person MON { uid = 1004 roles = {watch} }\n");
}

void
hostile_scene_fini(struct hostile_scene *s)
{
    for (size_t i = 0; i < HOSTILE_PAST; i++)
        hostile_free(&s->past[i]);
    gate_rig_fini(&s->r);
}

/* xorshift64*: the same on every machine. */
uint64_t
hostile_random(struct hostile_scene *s, uint64_t below)
{
    s->random ^= s->random >> 12;
    s->random ^= s->random << 25;
    s->random ^= s->random >> 27;
    return (s->random * UINT64_C(2685821657736338717) >> 16) % below;
}

/* ---- requests ------------------------------------------------------------ */

static struct order_head
head_of(struct hostile_scene *s, enum hostile_who who)
{
    struct order_head h = {.seq = ++s->seq[who], .issued = s->r.now.utc};
    (void)snprintf(h.session, sizeof h.session, "%032x", 0xabcd00u + who);
    return h;
}

static struct hostile_ask
take_args(enum hostile_who who, const char *verb, char **args, size_t n)
{
    struct hostile_ask a = {.who = who, .verb = verb, .n = n};
    assert_true(n <= HOSTILE_ARGS);
    for (size_t i = 0; i < n; i++) {
        a.arg[i] = args[i];
        a.len[i] = strlen(args[i]);
    }
    free(args);
    return a;
}

struct hostile_ask
hostile_word(struct hostile_scene *s, enum hostile_who who, const char *verb,
    const char *a, const char *b, const char *c)
{
    const char *more[] = {a, b, c};
    size_t n_more = 0, n;
    while (n_more < 3 && more[n_more] != NULL)
        n_more++;
    const struct order_head h = head_of(s, who);
    char **args = order_args(&h, NULL, more, n_more, &n);
    return take_args(who, verb, args, n);
}

static void
fill_digest(struct hostile_scene *s, struct order *o)
{
    struct mdb_packet_tc packet;
    struct mdb_given given = {NULL, NULL};
    if (o->n_values > 0)
        given = (struct mdb_given){o->value[0].name, o->value[0].text};
    const struct mdb_encode_options options = {.is_ccsds = true};
    assert_int_equal(
        mdb_encode(s->r.encoder, mdb_find_command(s->r.mdb, o->command), &given,
            o->n_values, &options, &packet),
        ERR_OK);
    digest_hex_of(packet.data, packet.len, o->digest);
}

struct hostile_ask
hostile_order(struct hostile_scene *s, enum hostile_who who,
    const char *command, const char *level)
{
    struct order o = {.ttl_ns = ORDER_TTL_NS, .mdb_hash = s->r.mdb->hash};
    const struct order_head h = head_of(s, who);
    (void)snprintf(o.id, sizeof o.id, "%016" PRIx64 "%016" PRIx64,
        hostile_random(s, UINT64_MAX), hostile_random(s, UINT64_MAX));
    o.mission = xstrdup("G");
    o.instance = xstrdup("sim");
    o.command = xasprintf("/G/%s", command);
    o.origin = xstrdup("console");
    o.comment = xstrdup("why");
    if (level != NULL) {
        o.value = xcalloc(1, sizeof *o.value);
        o.value[0] = (struct order_value){xstrdup("Level"), xstrdup(level)};
        o.n_values = 1;
    }
    fill_digest(s, &o);
    size_t n;
    char **args = order_args(&h, &o, NULL, 0, &n);
    order_fini(&o);
    return take_args(who, "submit", args, n);
}

static struct hostile_ask
copy(const struct hostile_ask *from)
{
    struct hostile_ask a = *from;
    for (size_t i = 0; i < a.n; i++) {
        a.arg[i] = xcalloc(1, a.len[i] + 1);
        memcpy(a.arg[i], from->arg[i], a.len[i]);
    }
    return a;
}

struct hostile_ask
hostile_replay(struct hostile_scene *s)
{
    const size_t n = s->n_past < HOSTILE_PAST ? s->n_past : HOSTILE_PAST;
    return copy(&s->past[hostile_random(s, n)]);
}

void
hostile_free(struct hostile_ask *a)
{
    for (size_t i = 0; i < a->n; i++)
        free(a->arg[i]);
    *a = (struct hostile_ask){0};
}

/* ---- their parts --------------------------------------------------------- */

size_t
hostile_find(const struct hostile_ask *a, const char *key)
{
    const size_t len = strlen(key);
    for (size_t i = 0; i < a->n; i++)
        if (a->len[i] > len && memcmp(a->arg[i], key, len) == 0 &&
            a->arg[i][len] == '=')
            return i;
    fail_msg("no %s in %s", key, a->verb);
    return 0;
}

const char *
hostile_value(const struct hostile_ask *a, const char *key)
{
    return a->arg[hostile_find(a, key)] + strlen(key) + 1;
}

void
hostile_set(struct hostile_ask *a, const char *key, const char *fmt, ...)
{
    const size_t i = hostile_find(a, key);
    va_list ap;
    va_start(ap, fmt);
    struct strbuf text = {0};
    strbuf_addf(&text, "%s=", key);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    free(a->arg[i]);
    a->len[i] = text.len;
    a->arg[i] = strbuf_take(&text);
}

void
hostile_add(struct hostile_ask *a, const char *p, size_t len)
{
    assert_true(a->n < HOSTILE_ARGS);
    a->arg[a->n] = xcalloc(1, len + 1);
    memcpy(a->arg[a->n], p, len);
    a->len[a->n++] = len;
}

void
hostile_drop(struct hostile_ask *a, size_t at)
{
    free(a->arg[at]);
    a->n--;
    for (size_t i = at; i < a->n; i++) {
        a->arg[i] = a->arg[i + 1];
        a->len[i] = a->len[i + 1];
    }
}

/* ---- to the gate --------------------------------------------------------- */

enum err
hostile_send(struct hostile_scene *s, const struct hostile_ask *a)
{
    struct msg_str v[HOSTILE_ARGS];
    for (size_t i = 0; i < a->n; i++)
        v[i] = (struct msg_str){a->arg[i], a->len[i]};
    const struct msg_request q = {
        .id = 1, .verb = msg_str(a->verb), .args = {v, a->n}};
    const struct bus_peer peer = {
        .is_known = !a->is_unknown, .uid = uids[a->who], .gid = 1, .pid = 4711};
    const struct gate_asker asker = {!a->is_watcher, &peer, "test, pid 1"};
    struct msg_reply reply = {0};
    gate_app_request(s->r.app, &asker, &q, &reply, s->r.now);
    msg_str_copy(s->text, sizeof s->text, reply.text);
    for (size_t i = 0; i < reply.rows.n; i++)
        if (str_prefix(reply.rows.v[i].s, "token: "))
            msg_str_copy(s->token, sizeof s->token,
                (struct msg_str){
                    reply.rows.v[i].s + 7, reply.rows.v[i].len - 7});
    return (enum err)reply.status;
}

void
hostile_good(struct hostile_scene *s, struct hostile_ask a)
{
    if (hostile_send(s, &a) != ERR_OK)
        fail_msg("a good %s was refused: %s", a.verb, s->text);
    if (a.who == FC1)
        s->taken = s->seq[FC1];
    struct hostile_ask *slot = &s->past[s->n_past++ % HOSTILE_PAST];
    hostile_free(slot);
    *slot = a;
}
