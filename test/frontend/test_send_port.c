/*
 * test_send_port.c - the gate's process is obeyed, any other one is not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/link_rig.h"
#include "support/outbox_list.h"
#include "support/uplink_rig.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bus/endpoint.h"
#include "common/lock.h"
#include "common/paths.h"
#include "common/xalloc.h"
#include "frontend/send_port.h"

#define HASH 77

struct rig {
    struct outbox_list list;
    struct mission_instance instance;
    struct mission_uplink uplink;
    struct moment now;
    struct bus_loop *loop;
    struct sender *sender;
    struct send_port *port;
    struct endpoint *gate; /* our own side of the socket */
    char *dir;
    int fd; /* receives what goes out */
    size_t answers;
    char result[16];
};

static char loopback[] = "127.0.0.1", uplink_name[] = "tc",
            instance_name[] = "flight";

static void
on_reply(void *arg, struct endpoint_message *m)
{
    struct rig *r = arg;
    struct msg msg;
    const struct frame *f = &m->frame[m->n - 1];
    assert_int_equal(msg_unpack(frame_data(f), frame_len(f), &msg), ERR_OK);
    assert_int_equal(msg.envelope.type, MSG_TRANSMITTED);
    assert_true(msg_str_eq(msg.envelope.instance, instance_name));
    msg_str_copy(r->result, sizeof r->result, msg.u.transmitted.result);
    r->answers++;
    msg_fini(&msg);
}

static struct endpoint *
dial(struct rig *r)
{
    struct endpoint *e;
    char *address = paths_endpoint(instance_name, PATHS_SEND, "frontend");
    const struct endpoint_config config = {
        .kind = ENDPOINT_DEALER, .send_hwm = 100000};
    assert_int_equal(endpoint_open(r->loop, &config, &e), ERR_OK);
    assert_int_equal(endpoint_connect(e, address), ERR_OK);
    free(address);
    return e;
}

static struct rig *
setup(void)
{
    struct rig *r = xcalloc(1, sizeof *r);
    r->dir = check_tmpdir();
    setenv("COLUMBA_RUN", r->dir, 1);
    assert_int_equal(paths_instance_create(instance_name), ERR_OK);
    outbox_list_init(&r->list);
    r->now = (struct moment){utc_now(), mono_now()};
    r->loop = bus_loop_new();
    uint16_t port = 0;
    r->fd = uplink_rig_udp(&port);
    r->uplink = (struct mission_uplink){.name = uplink_name,
        .type = MISSION_UDP,
        .host = loopback,
        .port = port,
        .is_enabled = true};
    r->instance = (struct mission_instance){.name = instance_name,
        .uplink = &r->uplink,
        .n_uplinks = 1,
        .commands.is_ccsds = true};
    const struct send_port_config at = {instance_name, &r->list.outbox};
    assert_int_equal(send_port_open(r->loop, &at, &r->port), ERR_OK);
    const struct sender_config config = {
        &r->list.outbox, r->port, send_port_answer};
    r->sender = sender_new(&config, r->now);
    sender_open(r->sender, &r->instance, HASH, r->now);
    send_port_sender(r->port, r->sender);
    r->gate = dial(r);
    endpoint_receive(r->gate, on_reply, r);
    return r;
}

static void
teardown(struct rig *r)
{
    endpoint_close(&r->gate);
    sender_free(&r->sender, r->now);
    send_port_close(&r->port);
    bus_loop_free(&r->loop);
    outbox_list_fini(&r->list);
    close(r->fd);
    check_rmdir(&r->dir);
    free(r);
}

/* An order for command `n`, packed; a REQ puts an empty frame before it. */
static struct msg_buffer
packed(unsigned n, const char *instance)
{
    char id[40];
    uint8_t p[16];
    (void)link_rig_packet(p, 100, 3, 12);
    p[0] |= 0x10;
    snprintf(id, sizeof id, "%032x", n);
    struct msg msg = {.envelope = {.type = MSG_TRANSMIT,
                          .source = msg_str("gate"),
                          .instance = msg_str(instance),
                          .mono = mono_now(),
                          .utc = utc_now()}};
    msg.u.transmit = (struct msg_transmit){
        .verb = msg_str("transmit"),
        .id = msg_str(id),
        .mdb_hash = HASH,
        .uplink = msg_str(uplink_name),
        .deadline = utc_add_ns(utc_now(), 60 * NS_PER_S),
        .data = {p, 12},
    };
    struct msg_buffer b = {0};
    assert_int_equal(msg_pack(&msg, &b), ERR_OK);
    return b;
}

static void
send_bytes(struct rig *r, const void *p, size_t len)
{
    struct frame f;
    frame_init_copy(&f, p, len);
    (void)endpoint_send(r->gate, &f, 1);
}

static void
send_order(struct rig *r, unsigned n, const char *instance)
{
    struct msg_buffer b = packed(n, instance);
    send_bytes(r, b.p, b.len);
    free(b.p);
}

static void
until_refused(struct rig *r, uint64_t n)
{
    for (unsigned i = 0; i < 5000 && send_port_refused(r->port) < n; i++)
        bus_loop_turn(r->loop, NS_PER_MS);
    assert_int_equal(send_port_refused(r->port), n);
}

static size_t
arrived(const struct rig *r)
{
    uint8_t got[2000];
    size_t n = 0;
    while (recv(r->fd, got, sizeof got, MSG_DONTWAIT) >= 0)
        n++;
    return n;
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* An order that was cut, lengthened, or is of another type or version. */
static void
send_damaged(struct rig *r, unsigned i)
{
    struct msg_buffer b = packed(1, instance_name);
    uint32_t seed = i;
    const size_t more = 1 + next_random(&seed) % (i % 64 == 1 ? 69999 : 64);
    uint8_t *p = xcalloc(b.len + more, 1);
    memcpy(p, b.p, b.len);
    size_t len = b.len;
    if (i % 4 == 0)
        len = next_random(&seed) % b.len;
    else if (i % 4 == 1)
        len += more;
    else
        p[i % 4 == 2 ? 1 : 2] ^= (uint8_t)(1 + i / 4 % 127);
    send_bytes(r, p, len);
    free(p);
    free(b.p);
}

/* A process that holds the gate's lock until it is told to end. */
struct holder {
    pid_t pid;
    int ready, end;
};

static struct holder
hold(void)
{
    int ready[2], end[2];
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(end), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        char byte = 'x';
        int fd;
        char *path = paths_gate_lock(instance_name);
        close(end[1]);
        if (lock_take(path, &fd) != ERR_OK || write(ready[1], &byte, 1) != 1)
            _exit(1);
        _exit(read(end[0], &byte, 1) < 0);
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[1]);
    close(end[0]);
    return (struct holder){pid, ready[0], end[1]};
}

static void
let_go(struct holder *h)
{
    close(h->end);
    close(h->ready);
    (void)waitpid(h->pid, NULL, 0);
}

/*
 * Lock and frontend are in one process here, where fcntl(2) does not tell of a
 * lock of our own: the gate's lock is held by a child, who is the gate.
 */
static int
gate_in_child(struct rig *r, unsigned n, const char *instance, unsigned hostile)
{
    const pid_t pid = fork();
    if (pid == 0) {
        int fd;
        char *path = paths_gate_lock(instance_name);
        char *address = paths_endpoint(instance_name, PATHS_SEND, "frontend");
        struct bus_loop *loop = bus_loop_new();
        struct rig child = {.loop = loop};
        const struct endpoint_config config = {
            .kind = ENDPOINT_DEALER, .send_hwm = 100000};
        if (lock_take(path, &fd) != ERR_OK ||
            endpoint_open(loop, &config, &child.gate) != ERR_OK ||
            endpoint_connect(child.gate, address) != ERR_OK)
            _exit(100);
        endpoint_receive(child.gate, on_reply, &child);
        for (unsigned i = 0; i < hostile; i++)
            send_damaged(&child, i);
        send_order(&child, n, instance);
        for (unsigned i = 0; i < 500 && child.answers == 0; i++)
            bus_loop_turn(loop, 10 * NS_PER_MS);
        _exit(child.answers == 0                      ? 101
              : strcmp(child.result, "sent") == 0     ? 0
              : strcmp(child.result, "not-sent") == 0 ? 1
                                                      : 102);
    }
    int status;
    for (unsigned i = 0; i < 1000 && waitpid(pid, &status, WNOHANG) == 0; i++)
        bus_loop_turn(r->loop, 10 * NS_PER_MS);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 103;
}

static void
the_gate_is_obeyed(void **state)
{
    (void)state;
    struct rig *r = setup();
    assert_int_equal(gate_in_child(r, 1, instance_name, 0), 0);
    assert_int_equal(arrived(r), 1);
    assert_int_equal(gate_in_child(r, 1, instance_name, 0), 0); /* said again */
    assert_int_equal(arrived(r), 0);
    assert_int_equal(gate_in_child(r, 2, "sim", 0), 1);
    assert_int_equal(arrived(r), 0);
    assert_int_equal(send_port_refused(r->port), 0);
    teardown(r);
}

static void
another_process_is_not(void **state)
{
    (void)state;
    struct rig *r = setup();
    send_order(r, 1, instance_name); /* nobody holds the lock */
    until_refused(r, 1);
    assert_non_null(strstr(
        outbox_list_event(&r->list, EV_UPLINK_REFUSED), "no gate is running"));
    struct holder h = hold();
    send_order(r, 1, instance_name); /* somebody else does */
    until_refused(r, 2);
    let_go(&h);
    assert_int_equal(arrived(r), 0);
    assert_int_equal(r->answers, 0);
    /* what it named is still the gate's to send */
    assert_int_equal(gate_in_child(r, 1, instance_name, 0), 0);
    assert_int_equal(arrived(r), 1);
    teardown(r);
}

static void
hostile_messages_are_counted_and_nothing_else(void **state)
{
    (void)state;
    struct rig *r = setup();
    for (unsigned i = 0; i < 10000; i++) {
        send_damaged(r, i);
        if (i % 50 == 0)
            bus_loop_turn(r->loop, NS_PER_MS);
    }
    until_refused(r, 10000);
    assert_int_equal(arrived(r), 0);
    assert_int_equal(r->answers, 0);
    assert_int_equal(outbox_list_events(&r->list, EV_UPLINK_REFUSED), 1);
    send_port_second(r->port,
        (struct moment){utc_now(), mono_add_ns(mono_now(), 20 * NS_PER_S)});
    assert_non_null(
        strstr(outbox_list_event(&r->list, EV_UPLINK_REFUSED), "9999 more"));
    /* the same from the gate itself, which is heard afterwards */
    assert_int_equal(gate_in_child(r, 1, instance_name, 10000), 0);
    assert_int_equal(send_port_refused(r->port), 20000);
    assert_int_equal(arrived(r), 1);
    teardown(r);
}

static void
a_directory_that_others_may_enter_is_refused(void **state)
{
    (void)state;
    struct rig *r = setup();
    send_port_close(&r->port);
    sender_free(&r->sender, r->now);
    bus_loop_turn(r->loop, 0);
    char *send = xasprintf("%s/%s/send", r->dir, instance_name);
    char *aside = xasprintf("%s/aside", r->dir);
    const struct send_port_config at = {instance_name, &r->list.outbox};
    assert_int_equal(chmod(send, 0750), 0);
    assert_int_equal(send_port_open(r->loop, &at, &r->port), ERR_DENIED);
    assert_int_equal(chmod(send, 0700), 0);
    /* a link that leads to another instance's */
    assert_int_equal(rename(send, aside), 0);
    assert_int_equal(symlink(aside, send), 0);
    assert_int_equal(send_port_open(r->loop, &at, &r->port), ERR_DENIED);
    assert_null(r->port);
    free(send);
    free(aside);
    teardown(r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gate_is_obeyed),
        cmocka_unit_test(another_process_is_not),
        cmocka_unit_test(hostile_messages_are_counted_and_nothing_else),
        cmocka_unit_test(a_directory_that_others_may_enter_is_refused),
    };
    return check_run(tests);
}
