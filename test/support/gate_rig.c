/*
 * gate_rig.c - a gate with a real log, database and people.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/gate_rig.h"

#include <unistd.h>

#include "bus/tm.h"
#include "common/str.h"
#include "common/xalloc.h"

/* ---- what comes out ------------------------------------------------------ */

static void
on_gate(struct gate_rig *r, const struct msg_gate *g)
{
    r->gate = *g;
    msg_str_copy(r->holder, sizeof r->holder, g->holder);
    msg_str_copy(r->asked_by, sizeof r->asked_by, g->asked_by);
    msg_str_copy(r->offered_to, sizeof r->offered_to, g->offered_to);
    msg_str_copy(r->gate_signal, sizeof r->gate_signal, g->signal);
}

/* Everything goes over the wire and back. */
static void
on_publish(void *arg, const char *topic, struct msg *msg)
{
    struct gate_rig *r = arg;
    struct msg_buffer packed = {0};
    struct msg back;
    msg->envelope.source = msg_str("gate");
    msg->envelope.instance = msg_str("sim");
    assert_int_equal(msg_pack(msg, &packed), ERR_OK);
    assert_int_equal(msg_unpack(packed.p, packed.len, &back), ERR_OK);
    assert_true(msg_topic_is_valid(topic, strlen(topic)));
    if (back.envelope.type == MSG_GATE) {
        on_gate(r, &back.u.gate);
    } else {
        assert_int_equal(back.envelope.type, MSG_COMMAND);
        r->told = back.u.command;
        r->n_told++;
    }
    msg_fini(&back);
    free(packed.p);
}

static void
on_transmit(void *arg, const struct msg_transmit *m)
{
    struct gate_rig *r = arg;
    if (r->on_sent != NULL)
        r->on_sent(m);
    assert_true(r->n_sent < GATE_RIG_SENT);
    struct gate_rig_sent *s = &r->sent[r->n_sent++];
    msg_str_copy(s->verb, sizeof s->verb, m->verb);
    msg_str_copy(s->id, sizeof s->id, m->id);
    assert_true(m->data.len <= sizeof s->data);
    if (m->data.len > 0)
        memcpy(s->data, m->data.p, m->data.len);
    s->len = m->data.len;
    s->deadline = m->deadline;
}

static void
on_event(void *arg, enum event_id id, const char *text)
{
    struct gate_rig *r = arg;
    assert_non_null(event_row((unsigned)id));
    r->events[id]++;
    (void)str_copy(r->event, sizeof r->event, text);
}

static void
on_random(void *arg, char out[DIGEST_ID_HEX])
{
    struct gate_rig *r = arg;
    (void)snprintf(out, DIGEST_ID_HEX, "%032llx",
        (unsigned long long)++r->n_random + 0xabc000);
}

static pid_t
on_executor(void *arg)
{
    const struct gate_rig *r = arg;
    return r->executor;
}

/* ---- life ---------------------------------------------------------------- */

static struct mdb *
load_mdb(void)
{
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = check_path("gate/data/gate.xml");
    const enum err e = mdb_load(path, &(struct mdb_options){0}, &notes, &mdb);
    for (size_t i = 0; i < notes.n; i++)
        fprintf(stderr, "%s\n", notes.note[i].text);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    free(path);
    return mdb;
}

static struct people *
load_people(struct gate_rig *r)
{
    struct notes notes = {0};
    struct people *people;
    char *none = xasprintf("%s/none.conf", r->tmp);
    const enum err e = people_load(
        r->people != NULL ? r->people : none, true, &notes, &people);
    for (size_t i = 0; i < notes.n; i++)
        fprintf(stderr, "%s\n", notes.note[i].text);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    free(none);
    return people;
}

void
gate_rig_begin(struct gate_rig *r)
{
    const struct gate_config config = {.mission = "G",
        .instance = &r->instance,
        .mdb = r->mdb,
        .version = "test",
        .outbox = {.arg = r,
            .publish = on_publish,
            .transmit = on_transmit,
            .event = on_event,
            .random_id = on_random,
            .executor = on_executor}};
    r->app = gate_app_new(&config, load_people(r), r->now);
    assert_int_equal(
        ledger_open(r->log, gate_app_restore, r->app, &r->report, &r->ledger),
        ERR_OK);
    gate_app_begin(r->app, r->ledger, &r->report, r->now);
}

void
gate_rig_kill(struct gate_rig *r)
{
    gate_app_free(&r->app);
    ledger_close(&r->ledger);
}

void
gate_rig_init_people(struct gate_rig *r, const char *people)
{
    static char name[] = "sim", tm[] = "tm", tc[] = "tc";
    *r = (struct gate_rig){.signal = "aos", .uid = GATE_RIG_UID};
    r->tmp = check_ramdir();
    r->log = xasprintf("%s/log", r->tmp);
    if (people != NULL)
        r->people = check_write(r->tmp, "people.conf", people, SIZE_MAX);
    r->link = (struct mission_link){
        .name = tm, .signal = MISSION_SIGNAL_APID, .is_enabled = true};
    r->uplink = (struct mission_uplink){.name = tc, .is_enabled = true};
    r->instance = (struct mission_instance){.name = name,
        .kind = MISSION_SIM,
        .link = &r->link,
        .n_links = 1,
        .uplink = &r->uplink,
        .n_uplinks = 1,
        .commands = {.los = MISSION_LOS_HOLD,
            .rate_per_s = 5,
            .queue = 100,
            .queue_ns = 3600 * NS_PER_S,
            .arm_ns = 30 * NS_PER_S,
            .propose_ns = 300 * NS_PER_S,
            .lease_ns = 30 * NS_PER_S,
            .is_ccsds = true}};
    r->mdb = load_mdb();
    r->encoder = mdb_encoder_new(r->mdb);
    r->now.utc.ns = GATE_RIG_BEGIN * NS_PER_S;
    r->now.mono.ns = 1000 * NS_PER_S;
    r->frontend_began = utc_add_ns(r->now.utc, -60 * NS_PER_S);
    r->seq = 1;
    gate_rig_begin(r);
    gate_rig_wait(r, 0.5);
    gate_rig_hk(r, 1, 20);
}

void
gate_rig_init(struct gate_rig *r)
{
    gate_rig_init_people(r, NULL);
}

void
gate_rig_fini(struct gate_rig *r)
{
    gate_rig_kill(r);
    mdb_encoder_free(&r->encoder);
    mdb_free(&r->mdb);
    free(r->people);
    free(r->log);
    check_rmdir(&r->tmp);
}

/* ---- the bus ------------------------------------------------------------- */

static void
give(struct gate_rig *r, struct msg *msg)
{
    msg->envelope.source = msg_str("frontend");
    msg->envelope.instance = msg_str("sim");
    msg->envelope.utc = r->now.utc;
    gate_app_message(r->app, msg, r->now);
}

static void
give_links(struct gate_rig *r)
{
    struct msg m = {.envelope.type = MSG_LINK};
    m.u.link = (struct msg_link){.name = msg_str("tm"),
        .state = msg_str("up"),
        .is_enabled = true,
        .signal = msg_str(r->signal),
        .signal_since = UTC_NONE,
        .missing = r->missing};
    give(r, &m);
    m.u.link = (struct msg_link){.name = msg_str("tc"),
        .state = msg_str(r->is_uplink_down ? "down" : "up"),
        .is_enabled = true,
        .signal = msg_str("unknown"),
        .signal_since = UTC_NONE};
    give(r, &m);
}

static void
give_heartbeat(struct gate_rig *r)
{
    struct msg m = {.envelope.type = MSG_HEARTBEAT};
    m.u.heartbeat = (struct msg_heartbeat){
        .state = msg_str("ready"), .started = r->frontend_began};
    give(r, &m);
}

void
gate_rig_turn(struct gate_rig *r)
{
    gate_app_turn(r->app, r->now);
}

void
gate_rig_jump(struct gate_rig *r, int64_t ns)
{
    r->now.utc.ns += ns;
    r->now.mono.ns += ns;
}

void
gate_rig_wait(struct gate_rig *r, double seconds)
{
    int64_t left = (int64_t)(seconds * 1e9);
    while (left > 0) {
        const int64_t step = left < NS_PER_S / 2 ? left : NS_PER_S / 2;
        left -= step;
        gate_rig_jump(r, step);
        if (!r->is_frontend_silent) {
            give_heartbeat(r);
            give_links(r);
        }
        gate_app_turn(r->app, r->now);
        gate_app_second(r->app, r->now);
    }
}

static void
give_tm(struct gate_rig *r, const char *container, enum tm_mode mode,
    uint64_t a, uint64_t b)
{
    const uint32_t c = mdb_find_container(r->mdb, container);
    const size_t n = r->mdb->container[c].n_layout;
    uint64_t cell[16] = {0};
    if (n >= 2) {
        cell[n - 2] = a;
        cell[n - 1] = b;
    }
    struct tm_builder *builder = tm_builder_new();
    tm_builder_begin(builder, &(struct tm_batch){.mdb_hash = r->mdb->hash,
                                  .container = c,
                                  .mode = mode,
                                  .link = "tm",
                                  .n = n});
    assert_int_equal(
        tm_builder_add(builder, &(struct tm_packet){.generation = r->now.utc,
                                    .reception = r->now.utc,
                                    .raw = cell,
                                    .eng = cell}),
        ERR_OK);
    struct msg msg = {.envelope.type = MSG_TM};
    tm_builder_message(builder, &msg);
    give(r, &msg);
    tm_builder_free(&builder);
}

void
gate_rig_hk(struct gate_rig *r, uint64_t mode, uint64_t temp)
{
    give_tm(r, "/G/HK", TM_REALTIME, mode, temp);
    gate_rig_turn(r);
}

void
gate_rig_report(struct gate_rig *r, uint64_t stage, uint64_t count)
{
    give_tm(r, "/G/REPORT", TM_REALTIME, stage, count);
    gate_rig_turn(r);
}

void
gate_rig_dump(struct gate_rig *r, uint64_t stage, uint64_t count)
{
    give_tm(r, "/G/REPORT", TM_DUMP, stage, count);
    gate_rig_turn(r);
}

void
gate_rig_echo(struct gate_rig *r)
{
    give_tm(r, "/G/ECHO", TM_REALTIME, 0, 0);
    gate_rig_turn(r);
}

void
gate_rig_expire(struct gate_rig *r)
{
    struct msg m = {.envelope.type = MSG_QUALITY};
    m.u.quality = (struct msg_quality){.mdb_hash = r->mdb->hash,
        .container = mdb_find_container(r->mdb, "/G/HK"),
        .quality = MDB_EXPIRED,
        .last = r->now.utc};
    give(r, &m);
    gate_rig_turn(r);
}

/* ---- asking -------------------------------------------------------------- */

static enum err
request(struct gate_rig *r, const char *verb, char *const *args, size_t n)
{
    struct msg_str v[64];
    assert_true(n <= 64);
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(args[i]);
    const struct msg_request q = {
        .id = 1, .verb = msg_str(verb), .args = {v, n}};
    r->peer = (struct bus_peer){.is_known = !r->is_unknown,
        .uid = r->uid,
        .gid = 1,
        .pid = GATE_RIG_PID};
    const struct gate_asker asker = {!r->is_watcher, &r->peer, "test, pid 1"};
    struct msg_reply reply = {0};
    gate_app_request(r->app, &asker, &q, &reply, r->now);
    r->status = (enum err)reply.status;
    msg_str_copy(r->text, sizeof r->text, reply.text);
    assert_true(str_is_clean(r->text, strlen(r->text)));
    size_t at = 0;
    r->rows[0] = '\0';
    for (size_t i = 0; i < reply.rows.n && at < sizeof r->rows - 2048; i++)
        at += (size_t)snprintf(r->rows + at, sizeof r->rows - at, "%.*s\n",
            (int)reply.rows.v[i].len, reply.rows.v[i].s);
    return r->status;
}

const char *
gate_rig_row(struct gate_rig *r, const char *key)
{
    static char value[256];
    char head[64];
    value[0] = '\0';
    (void)snprintf(head, sizeof head, "%s: ", key);
    const char *at = strstr(r->rows, head);
    if (at != NULL)
        (void)snprintf(value, sizeof value, "%.*s",
            (int)strcspn(at + strlen(head), "\n"), at + strlen(head));
    return value;
}

/* Each person has a session of its own. */
static struct order_head
head_of(struct gate_rig *r, const char *person)
{
    struct order_head h = {.seq = r->seq++, .issued = r->now.utc};
    unsigned sum = 0;
    for (const char *p = person; *p != '\0'; p++)
        sum = sum * 31 + (unsigned char)*p;
    (void)snprintf(h.session, sizeof h.session, "%032x", sum + r->uid);
    if (person[0] != '=') /* "=name": known by uid, not claimed */
        (void)str_copy(h.as, sizeof h.as, person);
    return h;
}

enum err
gate_rig_word(struct gate_rig *r, const char *person, const char *verb,
    const char *a, const char *b, const char *c)
{
    const char *more[] = {a, b, c};
    size_t n_more = 0, n;
    while (n_more < 3 && more[n_more] != NULL)
        n_more++;
    struct order_head h = head_of(r, person);
    if (r->edit != NULL)
        r->edit(NULL, &h);
    char **args = order_args(&h, NULL, more, n_more, &n);
    const enum err e = request(r, verb, args, n);
    order_args_free(&args, n);
    if (str_eq(verb, "arm") && e == ERR_OK)
        (void)str_copy(r->token, sizeof r->token, gate_rig_row(r, "token"));
    return e;
}

enum err
gate_rig_ask(struct gate_rig *r, const char *verb, const char *a, const char *b)
{
    char one[200] = "", two[200] = "";
    char *const args[] = {one, two};
    (void)str_copy(one, sizeof one, a != NULL ? a : "");
    (void)str_copy(two, sizeof two, b != NULL ? b : "");
    return request(r, verb, args, a == NULL ? 0 : b == NULL ? 1 : 2);
}

/* As a console does: encode, digest. */
static void
fill_digest(struct gate_rig *r, struct order *o)
{
    struct mdb_given given[4];
    struct mdb_packet_tc packet;
    const uint32_t command = mdb_find_command(r->mdb, o->command);
    for (size_t i = 0; i < o->n_values; i++)
        given[i] = (struct mdb_given){o->value[i].name, o->value[i].text};
    const struct mdb_encode_options options = {.is_ccsds = true};
    (void)memset(o->digest, '0', sizeof o->digest - 1);
    if (command != MDB_NIL && !r->mdb->command[command].is_abstract &&
        mdb_encode(r->encoder, command, given, o->n_values, &options,
            &packet) == ERR_OK)
        digest_hex_of(packet.data, packet.len, o->digest);
}

static enum err
send_order(struct gate_rig *r, const char *verb, const char *person,
    const char *command, const char *name, const char *text)
{
    struct order o = {.ttl_ns = ORDER_TTL_NS, .mdb_hash = r->mdb->hash};
    struct order_head h = head_of(r, person);
    on_random(r, o.id);
    o.mission = xstrdup("G");
    o.instance = xstrdup("sim");
    o.command = xstrdup(command);
    o.origin = xstrdup("console");
    o.comment = xstrdup("a test");
    if (name != NULL) {
        o.value = xcalloc(1, sizeof *o.value);
        o.value[0] = (struct order_value){xstrdup(name), xstrdup(text)};
        o.n_values = 1;
    }
    fill_digest(r, &o);
    if (r->edit != NULL)
        r->edit(&o, &h);
    (void)str_copy(r->id, sizeof r->id, o.id);
    (void)str_copy(r->digest, sizeof r->digest, o.digest);
    size_t n;
    char **args = order_args(&h, &o, NULL, 0, &n);
    const enum err e = request(r, verb, args, n);
    order_args_free(&args, n);
    order_fini(&o);
    return e;
}

enum err
gate_rig_order(struct gate_rig *r, const char *person, const char *command,
    const char *name, const char *text)
{
    return send_order(r, "submit", person, command, name, text);
}

enum err
gate_rig_check(struct gate_rig *r, const char *person, const char *command,
    const char *name, const char *text)
{
    return send_order(r, "check", person, command, name, text);
}

void
gate_rig_take(struct gate_rig *r)
{
    assert_int_equal(
        gate_rig_word(r, "FC-1", "take", NULL, NULL, NULL), ERR_OK);
}

void
gate_rig_submit(struct gate_rig *r, const char *command, const char *level)
{
    const enum err e = gate_rig_order(
        r, "FC-1", command, level != NULL ? "Level" : NULL, level);
    if (e != ERR_OK)
        fail_msg("%s: %s", command, r->text);
}

/* ---- looking ------------------------------------------------------------- */

const struct gate_command *
gate_rig_find(struct gate_rig *r, const char *id)
{
    const struct gate_command *c =
        command_book_find(gate_app_book(r->app), id, strlen(id));
    assert_non_null(c);
    return c;
}

const struct gate_command *
gate_rig_command(struct gate_rig *r)
{
    return gate_rig_find(r, r->id);
}

void
gate_rig_is(struct gate_rig *r, enum command_state state)
{
    const struct gate_command *c = gate_rig_command(r);
    if (c->state != state)
        fail_msg("%s is %s (%s), not %s", c->short_name,
            command_state_str(c->state), c->detail, command_state_str(state));
}

void
gate_rig_answer_id(struct gate_rig *r, const char *id, const char *result)
{
    const struct msg_transmitted m = {.id = msg_str(id),
        .result = msg_str(result),
        .time = str_eq(result, "sent") ? r->now.utc : UTC_NONE,
        .since = r->frontend_began,
        .text = msg_str("")};
    gate_app_transmitted(r->app, &m, r->now);
}

void
gate_rig_answer(struct gate_rig *r, const char *result)
{
    assert_true(r->n_sent > 0);
    gate_rig_answer_id(r, r->sent[r->n_sent - 1].id, result);
}
