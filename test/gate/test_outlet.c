/*
 * test_outlet.c - the real gate, a real hub, and a frontend of ours: killed
 * between arm and fire, and between RELEASED and SENT.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/outlet.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bus/bus.h"
#include "bus/endpoint.h"
#include "command/order.h"
#include "common/lock.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/encode.h"
#include "mdb/mdb.h"
#include "support/check.h"
#include "support/hub.h"

#define WAIT_NS (20 * NS_PER_S)

static const char mission_conf[] =
    "name = \"G\"\ntitle = \"Gate\"\ndatabase = \"gate.xml\"\n"
    "instance sim {\n"
    "    kind = sim\n"
    "    link tm { type = udp host = 127.0.0.1 port = 31899 }\n"
    "    uplink tc { type = udp host = 127.0.0.1 port = 31898 }\n"
    "    commands { los = send }\n"
    "    process gate { program = columba-gate }\n"
    "}\n";

struct world {
    char *run, *state, *mission;
    struct hub_process hub;
    pid_t gate;
    struct bus_loop *loop;
    struct bus *bus; /* as the frontend */
    struct endpoint *port;
    struct mdb *mdb;
    struct mdb_encoder *encoder;
    uint64_t seq;
    unsigned n_transmits, n_settles;
    bool answers;
    uint32_t pid; /* of who made us send */
    struct utc since;
    char id[DIGEST_ID_HEX], digest[DIGEST_HEX], token[DIGEST_ID_HEX];
    /* the last reply */
    bool has_reply;
    enum err status;
    char text[256], rows[8192];
    /* the last command message */
    uint64_t told;
};

/* ---- the frontend -------------------------------------------------------- */

static void
answer(struct world *w, struct endpoint_message *m, const char *id)
{
    struct msg msg = {.envelope = {.type = MSG_TRANSMITTED,
                          .source = msg_str("frontend"),
                          .instance = msg_str("sim"),
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.transmitted = (struct msg_transmitted){.id = msg_str(id),
        .result = msg_str("sent"),
        .time = utc_now(),
        .since = w->since,
        .text = msg_str("")};
    struct frame f[2];
    frame_init(&f[0]);
    frame_share(&f[0], &m->frame[0]);
    const size_t size = msg_packed_size(&msg);
    frame_init_size(&f[1], size);
    msg_pack_into(&msg, frame_write(&f[1]), size);
    assert_int_equal(endpoint_send(w->port, f, 2), ERR_OK);
}

static void
on_order(void *arg, struct endpoint_message *m)
{
    struct world *w = arg;
    struct frame *f = &m->frame[m->n - 1];
    struct msg msg;
    assert_int_equal(m->n, 2);
    w->pid = endpoint_frame_peer(w->port, f).pid;
    assert_int_equal(msg_unpack(frame_data(f), frame_len(f), &msg), ERR_OK);
    assert_int_equal(msg.envelope.type, MSG_TRANSMIT);
    char id[DIGEST_ID_HEX];
    msg_str_copy(id, sizeof id, msg.u.transmit.id);
    if (msg_str_eq(msg.u.transmit.verb, "transmit"))
        w->n_transmits++;
    else
        w->n_settles++;
    msg_fini(&msg);
    if (w->answers)
        answer(w, m, id);
}

static void
tell_link(struct world *w, const char *name)
{
    struct msg m = {.envelope.type = MSG_LINK};
    char *topic = xasprintf("link/%s", name);
    m.u.link = (struct msg_link){.name = msg_str(name),
        .state = msg_str("up"),
        .is_enabled = true,
        .signal = msg_str("unknown"),
        .signal_since = UTC_NONE,
        .signal_until = UTC_NONE,
        .last = UTC_NONE};
    bus_publish(w->bus, topic, &m);
    free(topic);
}

static void
on_links(void *arg, struct mono now)
{
    (void)now;
    tell_link(arg, "tm");
    tell_link(arg, "tc");
}

static void
on_command(void *arg, const char *topic, const struct msg *msg)
{
    struct world *w = arg;
    (void)topic;
    if (msg->envelope.type == MSG_COMMAND)
        w->told = msg->u.command.state;
}

/* ---- the gate ------------------------------------------------------------ */

static void
gate_start(struct world *w)
{
    const char *bin = getenv("COLUMBA_BIN");
    char *program = xasprintf("%s/columba-gate", bin != NULL ? bin : "bin");
    w->gate = fork();
    if (w->gate == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getenv("TEST_HUB_LOG") == NULL &&
            freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        execl(program, program, "-i", "sim", "-m", w->mission, "-l", w->state,
            "-p", "/nonexistent/people.conf", (char *)NULL);
        _exit(127);
    }
    free(program);
}

static int
gate_end(struct world *w, int sig)
{
    int status;
    kill(w->gate, sig);
    assert_int_equal(waitpid(w->gate, &status, 0), w->gate);
    w->gate = 0;
    return status;
}

static struct mdb *
load_mdb(const struct world *w)
{
    struct notes notes = {0};
    struct mdb *mdb;
    char *path = xasprintf("%s/gate.xml", w->mission);
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
    return mdb;
}

static void
copy_mission(struct world *w)
{
    size_t len;
    w->mission = check_tmpdir();
    char *from = check_path("gate/data/gate.xml");
    char *xml = check_read(from, &len);
    free(check_write(w->mission, "gate.xml", xml, len));
    free(check_write(w->mission, "mission.conf", mission_conf, SIZE_MAX));
    free(xml);
    free(from);
}

static void
world_open(struct world *w)
{
    static const char *const args[] = {"-i", "sim", NULL};
    *w = (struct world){.seq = 1, .since = utc_now()};
    w->run = hub_run_dir();
    w->state = check_tmpdir();
    copy_mission(w);
    w->mdb = load_mdb(w);
    w->encoder = mdb_encoder_new(w->mdb);
    hub_start(&w->hub, args);
    w->loop = bus_loop_new();
    const struct bus_config config = {.instance = "sim",
        .source = "frontend",
        .mdb_hash = w->mdb->hash,
        .publishes = true};
    assert_int_equal(bus_open(w->loop, &config, &w->bus), ERR_OK);
    bus_subscribe(w->bus, "command/", on_command, w);
    assert_int_equal(
        endpoint_open(w->loop,
            &(struct endpoint_config){.kind = ENDPOINT_ROUTER}, &w->port),
        ERR_OK);
    char *address = paths_endpoint("sim", PATHS_SEND, "frontend");
    assert_int_equal(endpoint_bind(w->port, address), ERR_OK);
    free(address);
    endpoint_receive(w->port, on_order, w);
    (void)bus_loop_timer(w->loop, 0, NS_PER_S / 5, on_links, w);
    gate_start(w);
}

static void
world_close(struct world *w)
{
    if (w->gate != 0)
        assert_int_equal(gate_end(w, SIGTERM), 0);
    endpoint_close(&w->port);
    bus_close(&w->bus);
    bus_loop_free(&w->loop);
    hub_stop(&w->hub);
    mdb_encoder_free(&w->encoder);
    mdb_free(&w->mdb);
    check_rmdir(&w->mission);
    check_rmdir(&w->state);
    check_rmdir(&w->run);
}

/* ---- asking -------------------------------------------------------------- */

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct world *w = arg;
    w->has_reply = true;
    w->status = reply != NULL ? (enum err)reply->status : ERR_CLOSED;
    w->text[0] = w->rows[0] = '\0';
    if (reply == NULL)
        return;
    msg_str_copy(w->text, sizeof w->text, reply->text);
    size_t at = 0;
    for (size_t i = 0; i < reply->rows.n && at < sizeof w->rows - 1024; i++)
        at += (size_t)snprintf(w->rows + at, sizeof w->rows - at, "%.*s\n",
            (int)reply->rows.v[i].len, reply->rows.v[i].s);
}

static enum err
ask(struct world *w, const char *verb, const struct order *order,
    const char *const *more, size_t n_more)
{
    struct order_head head = {.seq = w->seq++, .issued = utc_now()};
    (void)str_copy(
        head.session, sizeof head.session, "0123456789abcdef0123456789abcdef");
    (void)str_copy(head.as, sizeof head.as, "FC-1");
    size_t n;
    char **args = order_args(&head, order, more, n_more, &n);
    const char *v[64];
    for (size_t i = 0; i < n; i++)
        v[i] = args[i];
    w->has_reply = false;
    bus_ask(w->bus, PATHS_OPERATE, "gate", verb, v, n, WAIT_NS, on_reply, w);
    while (!w->has_reply)
        bus_loop_turn(w->loop, NS_PER_S / 10);
    order_args_free(&args, n);
    return w->status;
}

static enum err
word(struct world *w, const char *verb, const char *a, const char *b,
    const char *c)
{
    const char *const more[] = {a, b, c};
    return ask(w, verb, NULL, more,
        a == NULL   ? 0
        : b == NULL ? 1
        : c == NULL ? 2
                    : 3);
}

static enum err
submit(struct world *w, const char *command)
{
    struct order o = {.ttl_ns = ORDER_TTL_NS, .mdb_hash = w->mdb->hash};
    struct mdb_packet_tc packet;
    const struct mdb_encode_options options = {.is_ccsds = true};
    assert_int_equal(mdb_encode(w->encoder, mdb_find_command(w->mdb, command),
                         NULL, 0, &options, &packet),
        ERR_OK);
    digest_id(o.id);
    digest_hex_of(packet.data, packet.len, o.digest);
    o.mission = xstrdup("G");
    o.instance = xstrdup("sim");
    o.command = xstrdup(command);
    o.origin = xstrdup("test");
    o.comment = xstrdup("");
    (void)str_copy(w->id, sizeof w->id, o.id);
    (void)str_copy(w->digest, sizeof w->digest, o.digest);
    const enum err e = ask(w, "submit", &o, NULL, 0);
    order_fini(&o);
    return e;
}

/* What the gate says of the last command: its state. */
static bool
is_state(struct world *w, const char *state)
{
    const char *const arg[] = {w->id};
    w->has_reply = false;
    bus_ask(
        w->bus, PATHS_OBSERVE, "gate", "show", arg, 1, WAIT_NS, on_reply, w);
    while (!w->has_reply)
        bus_loop_turn(w->loop, NS_PER_S / 10);
    char *row = xasprintf("state: %s\n", state);
    const bool is_so = strstr(w->rows, row) != NULL;
    free(row);
    return is_so;
}

static void
until_state(struct world *w, const char *state)
{
    const struct mono end = mono_add_ns(mono_now(), WAIT_NS);
    while (!is_state(w, state)) {
        if (mono_now().ns > end.ns)
            fail_msg("never %s: %s", state, w->rows);
        bus_loop_turn(w->loop, NS_PER_S / 10);
    }
}

static void
until_taken(struct world *w)
{
    /* What was issued before the gate began is refused: ask again. */
    enum err e = word(w, "take", NULL, NULL, NULL);
    for (unsigned i = 0; i < 3 && e == ERR_DENIED; i++)
        e = word(w, "take", NULL, NULL, NULL);
    if (e != ERR_OK)
        fail_msg("take: %s", w->text);
}

/* ---- tests --------------------------------------------------------------- */

static void
a_command_goes_out_by_the_process_that_holds_the_lock(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    w.answers = true;
    until_taken(&w);
    if (submit(&w, "/G/PING") != ERR_OK)
        fail_msg("%s", w.text);
    until_state(&w, "completed");
    assert_int_equal(w.n_transmits, 1);
    assert_int_equal(w.pid, w.gate);
    char *path = paths_gate_lock("sim");
    assert_int_equal(lock_owner(path), w.gate);
    free(path);
    world_close(&w);
}

static void
a_second_gate_is_refused(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    until_taken(&w);
    const pid_t first = w.gate;
    gate_start(&w);
    int status;
    assert_int_equal(waitpid(w.gate, &status, 0), w.gate);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 73);
    w.gate = first;
    until_taken(&w);
    world_close(&w);
}

static void
killed_between_arm_and_fire_nothing_is_released(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    w.answers = true;
    until_taken(&w);
    assert_int_equal(submit(&w, "/G/FIRE"), ERR_OK);
    assert_int_equal(word(&w, "arm", w.id, w.digest, NULL), ERR_OK);
    const char *token = strstr(w.rows, "token: ");
    assert_non_null(token);
    (void)str_copy(w.token, sizeof w.token, token + 7);
    (void)gate_end(&w, SIGKILL);
    gate_start(&w);
    until_taken(&w);
    assert_int_equal(word(&w, "fire", w.id, w.token, "FIRE"), ERR_EXISTS);
    until_state(&w, "cancelled");
    assert_int_equal(w.n_transmits, 0);
    world_close(&w);
}

static void
killed_after_the_release_it_is_settled_and_never_sent_again(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    until_taken(&w);
    assert_int_equal(submit(&w, "/G/PING"), ERR_OK);
    until_state(&w, "released");
    while (w.n_transmits == 0)
        bus_loop_turn(w.loop, NS_PER_S / 10);
    (void)gate_end(&w, SIGKILL);
    w.answers = true;
    gate_start(&w);
    until_state(&w, "completed");
    assert_int_equal(w.n_transmits, 1);
    assert_true(w.n_settles >= 1);
    world_close(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_goes_out_by_the_process_that_holds_the_lock),
        cmocka_unit_test(a_second_gate_is_refused),
        cmocka_unit_test(killed_between_arm_and_fire_nothing_is_released),
        cmocka_unit_test(
            killed_after_the_release_it_is_settled_and_never_sent_again),
    };
    return check_run(tests);
}
