/*
 * test_endpoint.c - sockets over real ipc: exclusive, bounded, not fooled.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/endpoint.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bus/msg.h"
#include "common/xalloc.h"
#include "support/check.h"

struct fixture {
    char *dir, *address;
    struct bus_loop *loop;
    struct endpoint *server, *client;
    unsigned messages;
    size_t frames, len, longest;
    struct endpoint_peer peer;
};

static void
on_message(void *arg, struct endpoint_message *m)
{
    struct fixture *f = arg;
    f->messages++;
    f->frames = m->n;
    f->len = frame_len(&m->frame[m->n - 1]);
    f->longest = f->len > f->longest ? f->len : f->longest;
    f->peer = endpoint_frame_peer(f->server, &m->frame[m->n - 1]);
}

static int
setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof *f);
    f->dir = check_tmpdir();
    f->address = xasprintf("ipc://%s/x", f->dir);
    f->loop = bus_loop_new();
    const struct endpoint_config router = {.kind = ENDPOINT_ROUTER};
    const struct endpoint_config dealer = {.kind = ENDPOINT_DEALER};
    assert_int_equal(endpoint_open(f->loop, &router, &f->server), ERR_OK);
    assert_int_equal(endpoint_bind(f->server, f->address), ERR_OK);
    endpoint_receive(f->server, on_message, f);
    assert_int_equal(endpoint_open(f->loop, &dealer, &f->client), ERR_OK);
    assert_int_equal(endpoint_connect(f->client, f->address), ERR_OK);
    *state = f;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    endpoint_close(&f->server);
    endpoint_close(&f->client);
    bus_loop_free(&f->loop);
    check_rmdir(&f->dir);
    free(f->address);
    free(f);
    return 0;
}

static void
send_parts(struct fixture *f, size_t n, size_t len)
{
    struct frame frame[32];
    char *bytes = xcalloc(len, 1);
    for (size_t i = 0; i < n; i++)
        frame_init_copy(&frame[i], bytes, len);
    assert_int_equal(endpoint_send(f->client, frame, n), ERR_OK);
    free(bytes);
}

static void
wait_messages(struct fixture *f, unsigned n)
{
    struct mono end = mono_add_ns(mono_now(), 10 * NS_PER_S);
    while (f->messages < n) {
        bus_loop_turn(f->loop, 20 * NS_PER_MS);
        assert_true(mono_diff_ns(end, mono_now()) > 0);
    }
    assert_int_equal(f->messages, n);
}

static void
wait_length(struct fixture *f, size_t len)
{
    struct mono end = mono_add_ns(mono_now(), 10 * NS_PER_S);
    while (f->longest < len) {
        bus_loop_turn(f->loop, 20 * NS_PER_MS);
        assert_true(mono_diff_ns(end, mono_now()) > 0);
    }
}

static void
a_socket_is_open_to_whom_its_directory_lets_in(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    assert_int_equal(stat(f->address + strlen("ipc://"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0666);
    umask(022); /* and the process' umask is what it was */
    mode_t was = umask(022);
    assert_int_equal(was, 022);
}

static void
an_address_has_one_owner_who_is_not_pushed_away(void **state)
{
    struct fixture *f = *state;
    struct endpoint *second;
    const struct endpoint_config config = {.kind = ENDPOINT_ROUTER};
    assert_int_equal(endpoint_open(f->loop, &config, &second), ERR_OK);
    assert_int_equal(endpoint_bind(second, f->address), ERR_EXISTS);
    endpoint_close(&second);
    send_parts(f, 1, 5);
    wait_messages(f, 1);
    char *nowhere = xasprintf("ipc://%s/none/x", f->dir);
    assert_int_equal(endpoint_open(f->loop, &config, &second), ERR_OK);
    assert_int_equal(endpoint_bind(second, nowhere), ERR_IO);
    endpoint_close(&second);
    char *longer = xasprintf("ipc://%s/%0120d", f->dir, 0);
    assert_int_equal(endpoint_open(f->loop, &config, &second), ERR_OK);
    assert_int_equal(endpoint_bind(second, longer), ERR_LIMIT);
    assert_int_equal(endpoint_connect(second, longer), ERR_LIMIT);
    assert_int_equal(endpoint_connect(second, "nonsense"), ERR_IO);
    endpoint_close(&second);
    free(nowhere);
    free(longer);
}

static void
the_kernel_names_the_peer(void **state)
{
    struct fixture *f = *state;
    send_parts(f, 1, 5);
    wait_messages(f, 1);
    assert_true(f->peer.is_known);
    assert_int_equal(f->peer.uid, getuid());
    assert_int_equal(f->peer.gid, getgid());
    assert_int_equal(f->peer.pid, getpid());
}

static void
messages_of_too_many_frames_are_counted_and_dropped(void **state)
{
    struct fixture *f = *state;
    send_parts(f, 3, 10); /* and the identity */
    wait_messages(f, 1);
    assert_int_equal(f->frames, 4);
    send_parts(f, 4, 10);
    send_parts(f, 17, 10);
    send_parts(f, 1, 7);
    wait_messages(f, 2);
    assert_int_equal(f->len, 7);
    assert_int_equal(endpoint_refused(f->server), 2);
}

static void
an_oversized_message_cuts_its_sender_only(void **state)
{
    struct fixture *f = *state;
    send_parts(f, 1, MSG_BYTES_MAX); /* the largest that is allowed */
    wait_messages(f, 1);
    struct endpoint *bad;
    const struct endpoint_config config = {.kind = ENDPOINT_DEALER};
    assert_int_equal(endpoint_open(f->loop, &config, &bad), ERR_OK);
    assert_int_equal(endpoint_connect(bad, f->address), ERR_OK);
    struct frame big;
    frame_init_size(&big, MSG_BYTES_MAX + 1);
    memset(frame_write(&big), 1, MSG_BYTES_MAX + 1);
    assert_int_equal(endpoint_send(bad, &big, 1), ERR_OK);
    for (unsigned i = 0; i < 20; i++) {
        send_parts(f, 1, 9);
        wait_messages(f, 2 + i);
        assert_int_equal(f->len, 9);
    }
    endpoint_close(&bad);
}

static int
raw_connect(const struct fixture *f)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s/x", f->dir);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static void
garbage_and_half_handshakes_do_not_block_others(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *p;
        size_t len;
    } greetings[] = {
        {"", 0},
        {"\xff", 1},
        {"\xff\0\0\0\0\0\0\0\1\x7f", 10},
        {"\xff\0\0\0\0\0\0\0\1\x7f\3\0NULL", 16},
        {"GET / HTTP/1.1\r\n\r\n", 18},
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 15},
        {"\1\0\1\0\377\377\377\377", 8},
    };
    int fds[ARRAY_LEN(greetings) * 10];
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        fds[i] = raw_connect(f);
        const char *p = greetings[i % ARRAY_LEN(greetings)].p;
        size_t len = greetings[i % ARRAY_LEN(greetings)].len;
        assert_int_equal(send(fds[i], p, len, MSG_NOSIGNAL), len);
    }
    /* Some of it is ZMTP 1.0 and comes as a message; ours comes, too. */
    send_parts(f, 1, 333);
    wait_length(f, 333);
    for (size_t i = 0; i < ARRAY_LEN(fds); i++)
        close(fds[i]);
    send_parts(f, 1, 444);
    wait_length(f, 444);
}

static void
close_me(void *arg, struct endpoint_message *m)
{
    struct fixture *f = arg;
    (void)m;
    f->messages++;
    endpoint_close(&f->server);
}

static void
an_endpoint_may_be_closed_in_its_own_handler(void **state)
{
    struct fixture *f = *state;
    endpoint_receive(f->server, close_me, f);
    for (int i = 0; i < 10; i++)
        send_parts(f, 1, 3);
    wait_messages(f, 1);
    bus_loop_turn(f->loop, 0);
    assert_null(f->server);
    assert_int_equal(f->messages, 1);
}

static void
a_paused_endpoint_keeps_its_messages(void **state)
{
    struct fixture *f = *state;
    endpoint_pause(f->server, true);
    send_parts(f, 1, 3);
    for (int i = 0; i < 5; i++)
        bus_loop_turn(f->loop, NS_PER_MS);
    assert_int_equal(f->messages, 0);
    endpoint_pause(f->server, false);
    wait_messages(f, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_socket_is_open_to_whom_its_directory_lets_in),
        TEST(an_address_has_one_owner_who_is_not_pushed_away),
        TEST(the_kernel_names_the_peer),
        TEST(messages_of_too_many_frames_are_counted_and_dropped),
        TEST(an_oversized_message_cuts_its_sender_only),
        TEST(garbage_and_half_handshakes_do_not_block_others),
        TEST(an_endpoint_may_be_closed_in_its_own_handler),
        TEST(a_paused_endpoint_keeps_its_messages),
    };
    return check_run(tests);
}
