/*
 * bench_bus.c - the bus beside bare libzmq: B1 to B4.
 *
 * Ours: bus_publish() in this process, the real columba-hub, bus_subscribe()
 * in forked processes.  Baseline: two frames of the same sizes by zmq_msg_send,
 * zmq_proxy in a process of its own, zmq_msg_recv.  A window in shared memory
 * keeps both from losing anything.  Medians of five rounds, baseline and ours
 * taking turns.
 *
 * SPDX-License-Identifier: ISC
 */
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zmq.h>

#include "bus/bus.h"
#include "bus/tm.h"
#include "common/log.h"
#include "common/xalloc.h"
#include "support/check.h"
#include "support/hub.h"

#define ROUNDS      5
#define SUBS_MAX    8
#define LATENCY_MAX 2000
#define TOPIC       "tm/Bench/Packet"

struct shared {
    _Atomic uint64_t received[SUBS_MAX];
    _Atomic uint32_t ready[SUBS_MAX];
    double latency_us[LATENCY_MAX];
    _Atomic uint64_t sum;
};

struct run {
    bool is_ours;
    unsigned subs;
    size_t samples, packets; /* of one message */
    uint64_t messages;
    bool reads;        /* fill in and look at every sample, else codec alone */
    int64_t period_ns; /* 0: as fast as the window allows */
    double rate;       /* out: messages a second, to each */
    double p50, p99;   /* out, with a period */
};

static struct shared *shared;
static char *dir;

static double
seconds(struct mono from)
{
    return (double)mono_diff_ns(mono_now(), from) / 1e9;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
percentile(double *v, size_t n, double p)
{
    qsort(v, n, sizeof *v, compare);
    return v[(size_t)((double)(n - 1) * p)];
}

/* ---- receivers ------------------------------------------------------------
 */

struct receiver {
    unsigned index;
    uint64_t n, sum;
    size_t samples;
    bool reads;
};

static void
note_latency(struct receiver *r, uint64_t sent_ns)
{
    if (r->index == 0 && r->n < LATENCY_MAX)
        shared->latency_us[r->n] =
            (double)(mono_now().ns - (int64_t)sent_ns) / 1e3;
}

static void
on_tm(void *arg, const char *topic, const struct msg *msg)
{
    struct receiver *r = arg;
    struct tm_view v;
    (void)topic;
    if (msg->envelope.type != MSG_TM ||
        tm_view_init(&v, &msg->u.tm, r->samples) != ERR_OK)
        return;
    note_latency(r, tm_serial(&v, 0));
    for (size_t i = 0; r->reads && i < v.count; i++)
        for (size_t k = 0; k < v.n; k++)
            r->sum += tm_eng(&v, i, k);
    r->n++;
    atomic_store(&shared->received[r->index], r->n);
}

static void
receive_ours(struct receiver *r)
{
    struct bus_loop *loop = bus_loop_new();
    struct bus *bus;
    const struct bus_config config = {.instance = "sim", .source = "sub"};
    if (bus_open(loop, &config, &bus) != ERR_OK)
        _exit(1);
    bus_subscribe(bus, "tm", on_tm, r);
    while (!bus_is_complete(bus))
        bus_loop_turn(loop, NS_PER_MS);
    atomic_store(&shared->ready[r->index], 1);
    bus_loop_run(loop);
}

static void *
socket_of(void *context, int type, const char *name, bool binds)
{
    void *s = zmq_socket(context, type);
    char *address = xasprintf("ipc://%s/%s", dir, name);
    int hwm = 100000, linger = 0;
    zmq_setsockopt(s, ZMQ_SNDHWM, &hwm, sizeof hwm);
    zmq_setsockopt(s, ZMQ_RCVHWM, &hwm, sizeof hwm);
    zmq_setsockopt(s, ZMQ_LINGER, &linger, sizeof linger);
    int rc = binds ? zmq_bind(s, address) : zmq_connect(s, address);
    if (rc != 0)
        _exit(1);
    free(address);
    return s;
}

static void
receive_bare(struct receiver *r)
{
    void *s = socket_of(zmq_ctx_new(), ZMQ_SUB, "out", false);
    zmq_setsockopt(s, ZMQ_SUBSCRIBE, "tm", 2);
    for (;;) {
        zmq_msg_t topic, body;
        zmq_msg_init(&topic);
        zmq_msg_init(&body);
        if (zmq_msg_recv(&topic, s, 0) < 0 || zmq_msg_recv(&body, s, 0) < 0)
            _exit(1);
        uint64_t sent;
        memcpy(&sent, zmq_msg_data(&body), sizeof sent);
        zmq_msg_close(&topic);
        zmq_msg_close(&body);
        if (sent == 0) { /* a probe: the subscription is active */
            atomic_store(&shared->ready[r->index], 1);
            continue;
        }
        note_latency(r, sent);
        r->n++;
        atomic_store(&shared->received[r->index], r->n);
    }
}

static pid_t
fork_receiver(const struct run *run, unsigned index)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct receiver r = {
        .index = index, .samples = run->samples, .reads = run->reads};
    log_quiet(true);
    if (run->is_ours)
        receive_ours(&r);
    else
        receive_bare(&r);
    _exit(0);
}

static pid_t
fork_proxy(void)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    void *context = zmq_ctx_new();
    zmq_proxy(socket_of(context, ZMQ_XSUB, "in", true),
        socket_of(context, ZMQ_XPUB, "out", true), NULL);
    _exit(0);
}

/* ---- senders --------------------------------------------------------------
 */

struct sender {
    struct bus_loop *loop; /* ours */
    struct bus *bus;
    struct tm_builder *builder;
    uint64_t *cells;
    void *context, *socket; /* bare */
    uint8_t *bytes;
    size_t len;
};

static void
send_ours(struct sender *s, const struct run *run, uint64_t now)
{
    const struct tm_batch batch = {.link = "a", .n = run->samples};
    bool has_packets = !run->reads && tm_builder_count(s->builder) > 0;
    if (!has_packets)
        tm_builder_begin(s->builder, &batch);
    for (size_t i = 0; !has_packets && i < run->packets; i++) {
        const struct tm_packet packet = {
            .serial = now, .raw = s->cells, .eng = s->cells};
        if (tm_builder_add(s->builder, &packet) != ERR_OK)
            _exit(1);
    }
    struct msg msg;
    tm_builder_message(s->builder, &msg);
    bus_publish(s->bus, TOPIC, &msg);
}

static void
send_bare(struct sender *s, uint64_t now)
{
    zmq_msg_t topic, body;
    zmq_msg_init_size(&topic, sizeof TOPIC - 1);
    memcpy(zmq_msg_data(&topic), TOPIC, sizeof TOPIC - 1);
    zmq_msg_init_size(&body, s->len);
    memcpy(zmq_msg_data(&body), s->bytes, s->len);
    memcpy(zmq_msg_data(&body), &now, sizeof now);
    zmq_msg_send(&topic, s->socket, ZMQ_SNDMORE);
    zmq_msg_send(&body, s->socket, 0);
}

static size_t
message_len(const struct run *run)
{
    return 130 + run->packets * (24 + 16 * run->samples);
}

static void
open_sender(struct sender *s, const struct run *run)
{
    s->cells = xcalloc(run->samples, sizeof *s->cells);
    s->len = message_len(run);
    s->bytes = xcalloc(s->len, 1);
    if (!run->is_ours) {
        s->context = zmq_ctx_new();
        s->socket = socket_of(s->context, ZMQ_PUB, "in", false);
        return;
    }
    s->loop = bus_loop_new();
    s->builder = tm_builder_new();
    const struct bus_config config = {
        .instance = "sim", .source = "pub", .publishes = true};
    if (bus_open(s->loop, &config, &s->bus) != ERR_OK)
        _exit(1);
    while (!bus_is_connected(s->bus) || bus_counters(s->bus).sent == 0)
        bus_loop_turn(s->loop, NS_PER_MS);
}

static void
close_sender(struct sender *s)
{
    bus_close(&s->bus);
    bus_loop_free(&s->loop);
    tm_builder_free(&s->builder);
    if (s->socket != NULL) {
        zmq_close(s->socket);
        zmq_ctx_term(s->context);
    }
    free(s->cells);
    free(s->bytes);
}

static uint64_t
least_received(unsigned subs)
{
    uint64_t least = UINT64_MAX;
    for (unsigned i = 0; i < subs; i++) {
        uint64_t n = atomic_load(&shared->received[i]);
        least = n < least ? n : least;
    }
    return least;
}

static void
wait_ready(struct sender *s, const struct run *run)
{
    for (unsigned i = 0; i < run->subs; i++)
        while (atomic_load(&shared->ready[i]) == 0) {
            if (!run->is_ours)
                send_bare(s, 0);
            usleep(500);
        }
}

static void
stream(struct sender *s, struct run *run)
{
    uint64_t window = 2000;
    if (window * message_len(run) > 8 * 1024 * 1024)
        window = 8 * 1024 * 1024 / message_len(run);
    struct mono began = mono_now();
    for (uint64_t i = 0; i < run->messages; i++) {
        while (i - least_received(run->subs) > window)
            usleep(50);
        if (run->period_ns > 0)
            while (
                mono_diff_ns(mono_now(), began) < (int64_t)i * run->period_ns)
                usleep(20);
        uint64_t now = (uint64_t)mono_now().ns;
        if (run->is_ours)
            send_ours(s, run, now);
        else
            send_bare(s, now);
    }
    while (least_received(run->subs) < run->messages)
        usleep(20);
    run->rate = (double)run->messages / seconds(began);
}

static void
go(struct run *run)
{
    static const char *const args[] = {"sim", NULL};
    memset(shared, 0, sizeof *shared);
    struct hub_process hub = {0};
    if (run->is_ours)
        hub_start(&hub, args);
    else
        hub.pid = fork_proxy();
    pid_t pids[SUBS_MAX];
    for (unsigned i = 0; i < run->subs; i++)
        pids[i] = fork_receiver(run, i);
    struct sender s = {0};
    open_sender(&s, run);
    wait_ready(&s, run);
    stream(&s, run);
    close_sender(&s);
    for (unsigned i = 0; i < run->subs; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    hub_kill(&hub);
    if (run->period_ns > 0) {
        size_t n = (size_t)run->messages;
        run->p50 = percentile(shared->latency_us, n, 0.50);
        run->p99 = percentile(shared->latency_us, n, 0.99);
    }
}

struct medians {
    double rate[2], p50[2], p99[2]; /* bare, ours */
};

static struct medians
both(struct run run)
{
    double rate[2][ROUNDS], p50[2][ROUNDS], p99[2][ROUNDS];
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t who = 0; who < 2; who++) {
            run.is_ours = who == 1;
            go(&run);
            rate[who][round] = run.rate;
            p50[who][round] = run.p50;
            p99[who][round] = run.p99;
        }
    struct medians m;
    for (size_t who = 0; who < 2; who++) {
        m.rate[who] = percentile(rate[who], ROUNDS, 0.5);
        m.p50[who] = percentile(p50[who], ROUNDS, 0.5);
        m.p99[who] = percentile(p99[who], ROUNDS, 0.5);
    }
    return m;
}

/* ---- the goals ------------------------------------------------------------
 */

static void
b1(void)
{
    static const struct {
        const char *what;
        size_t samples, packets;
        uint64_t messages;
    } cases[] = {{"1 KiB, through the hub", 54, 1, 100000},
        {"8 KiB, through the hub", 80, 6, 30000},
        {"64 KiB, through the hub", 80, 50, 6000}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct medians m = both((struct run){.subs = 1,
            .samples = cases[i].samples,
            .packets = cases[i].packets,
            .messages = cases[i].messages});
        printf("B1\tmessages, %s\t%.0f k/s\t%.0f k/s\t%.2f\t>= 0.85\n",
            cases[i].what, m.rate[1] / 1e3, m.rate[0] / 1e3,
            m.rate[1] / m.rate[0]);
        fflush(stdout);
    }
}

static void
b2(void)
{
    static const struct {
        unsigned subs;
        double wanted;
        uint64_t messages;
    } cases[] = {{1, 50, 10000}, {8, 8, 2000}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct medians m = both((struct run){.subs = cases[i].subs,
            .samples = 80,
            .packets = 24,
            .reads = true,
            .messages = cases[i].messages});
        double ours = m.rate[1] * 80 * 24 / 1e6,
               bare = m.rate[0] * 80 * 24 / 1e6;
        printf("B2\tsamples to each of %u, packets of 80\t%.0f M/s\t%.0f "
               "M/s\t%.2f\t>= %.0f M/s\n",
            cases[i].subs, ours, bare, ours / bare, cases[i].wanted);
        fflush(stdout);
    }
}

enum {
    CELLS = 80,
    PACKETS = 24,
    LOOPS = 20000
};

/* How many cells there are is known at run time only, as in a message. */
static double
bare_read(const uint8_t *raw, const uint8_t *eng, size_t n, uint64_t *sum)
{
    struct mono began = mono_now();
    for (int loop = 0; loop < LOOPS; loop++) {
        uint64_t of_loop = 0;
        for (size_t i = 0; i < n; i++) {
            uint64_t a, b;
            memcpy(&a, raw + 8 * i, 8);
            memcpy(&b, eng + 8 * i, 8);
            of_loop += a ^ b;
        }
        *sum += of_loop;
        __asm__ volatile("" ::: "memory");
    }
    return seconds(began);
}

static double
our_read(const struct msg_buffer *buffer, uint64_t *sum)
{
    struct mono began = mono_now();
    for (int loop = 0; loop < LOOPS; loop++) {
        struct msg msg;
        struct tm_view v;
        if (msg_unpack(buffer->p, buffer->len, &msg) != ERR_OK ||
            tm_view_init(&v, &msg.u.tm, CELLS) != ERR_OK)
            _exit(1);
        uint64_t of_loop = 0;
        for (size_t i = 0; i < v.count; i++)
            for (size_t k = 0; k < v.n; k++)
                of_loop += tm_raw(&v, i, k) ^ tm_eng(&v, i, k);
        *sum += of_loop;
        msg_fini(&msg);
    }
    return seconds(began);
}

static void
fill(struct tm_builder *b, const uint64_t *cells, struct msg *msg)
{
    const struct tm_batch batch = {.link = "a", .n = CELLS};
    tm_builder_begin(b, &batch);
    for (size_t i = 0; i < PACKETS; i++) {
        const struct tm_packet packet = {.raw = cells, .eng = cells};
        if (tm_builder_add(b, &packet) != ERR_OK)
            _exit(1);
    }
    tm_builder_message(b, msg);
}

/* What a message costs at least: gathering the columns, then one buffer. */
static double
bare_write(uint8_t *columns, uint8_t *out, const uint64_t *cells)
{
    struct mono began = mono_now();
    for (int loop = 0; loop < LOOPS; loop++) {
        for (size_t i = 0; i < 2 * PACKETS; i++) {
            memcpy(columns + i * 8 * CELLS, cells, 8 * CELLS);
            __asm__ volatile("" ::: "memory");
        }
        memcpy(out, columns, 2 * PACKETS * 8 * CELLS);
        __asm__ volatile("" ::: "memory");
    }
    return seconds(began);
}

static double
our_write(
    struct tm_builder *b, const uint64_t *cells, struct msg_buffer *buffer)
{
    struct msg msg = {.envelope = {.source = msg_str("frontend"),
                          .instance = msg_str("sim")}};
    struct mono began = mono_now();
    for (int loop = 0; loop < LOOPS; loop++) {
        fill(b, cells, &msg);
        if (msg_pack(&msg, buffer) != ERR_OK)
            _exit(1);
        __asm__ volatile("" ::: "memory");
    }
    return seconds(began);
}

static void
b3(void)
{
    double read[2][ROUNDS], write[2][ROUNDS];
    uint64_t cells[CELLS], sum = 0;
    volatile size_t n_cells = CELLS * PACKETS;
    for (size_t i = 0; i < CELLS; i++)
        cells[i] = i * 77;
    uint8_t *columns = xcalloc(2 * PACKETS, sizeof cells);
    uint8_t *out = xcalloc(2 * PACKETS, sizeof cells);
    struct tm_builder *b = tm_builder_new();
    struct msg_buffer buffer = {0};
    for (size_t i = 0; i < ROUNDS; i++) {
        write[1][i] = our_write(b, cells, &buffer);
        write[0][i] = bare_write(columns, out, cells);
        read[0][i] =
            bare_read(columns, columns + PACKETS * sizeof cells, n_cells, &sum);
        read[1][i] = our_read(&buffer, &sum);
    }
    double n = (double)LOOPS * CELLS * PACKETS / 1e6;
    for (int what = 0; what < 2; what++) {
        double(*t)[ROUNDS] = what == 0 ? read : write;
        double ours = n / percentile(t[1], ROUNDS, 0.5),
               bare = n / percentile(t[0], ROUNDS, 0.5);
        printf("B3\tsamples, %s\t%.0f M/s\t%.0f M/s\t%.2f\t>= %s\n",
            what == 0 ? "unpack and read" : "gather and pack", ours, bare,
            ours / bare, what == 0 ? "0.80" : "0.70");
    }
    if (sum == 1)
        puts("#");
    fflush(stdout);
    tm_builder_free(&b);
    free(buffer.p);
    free(columns);
    free(out);
}

static void
b4(void)
{
    struct medians m = both((struct run){.subs = 1,
        .samples = 80,
        .packets = 1,
        .reads = true,
        .messages = 1500,
        .period_ns = 400 * NS_PER_US});
    printf("B4\tpublisher, hub, subscriber: p50\t%.0f us\t%.0f us\t%.2f\t<= "
           "1.25\n",
        m.p50[1], m.p50[0], m.p50[1] / m.p50[0]);
    printf("B4\tpublisher, hub, subscriber: p99\t%.0f us\t%.0f us\t%.2f\t<= "
           "1.50\n",
        m.p99[1], m.p99[0], m.p99[1] / m.p99[0]);
}

int
main(void)
{
    dir = hub_run_dir();
    log_quiet(true);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 71;
    b3();
    b1();
    b2();
    b4();
    check_rmdir(&dir);
    return 0;
}
