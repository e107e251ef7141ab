/*
 * bench_command.c - a command from its submission to its bytes on the wire: C3.
 *
 * The real chain with the demonstration's database and ground model:
 * columba-hub, columba-gate, columba-frontend, columba-sim.  This process
 * submits PING over the operators' socket, as a console does, and waits at the
 * UDP port of the uplink for its packet, which it passes on to the ground
 * model, so that each command is executed and verified.  `rate` of the mission
 * is the largest there is; the next command is submitted when it may go at
 * once.
 *
 * The baseline takes turns with it, a command each: bare ZeroMQ over ipc to a
 * process that writes as many bytes as the gate's log gets before the release,
 * calls fdatasync as often, and hands on over ipc to a second process, which
 * sends the same packet by UDP.  Both write to the same file system, in
 * /var/tmp: /tmp may be in memory.
 *
 * The gate calls fdatasync twice before a packet goes out: a person is told
 * "queued" when that is on disk, and what is released is on disk before it is
 * sent, so that a gate that died sends nothing a second time.  How much it
 * writes is taken from its log.  Memory: resident, of the gate.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "bus/bus.h"
#include "command/order.h"
#include "common/log.h"
#include "common/note.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "support/check.h"
#include "support/hub.h"

#define ROUNDS     5
#define TIMED      400 /* commands of a round, of each */
#define SYNCS      2   /* queued; released */
#define ORDER_SIZE 700 /* bytes of a request, and of what A gives B */
#define HAND_SIZE  200
#define MEMORY_AT  1000
#define PACE_NS    (11 * NS_PER_MS) /* rate = 100, and a little */
#define GIVEUP_MS  10000
#define RENEW_NS   (10 * NS_PER_S)

enum chain {
    BARE,
    OURS,
    CHAINS
};

struct rig {
    char *run, *dir, *conf;
    pid_t gate, others[4]; /* frontend, sim, A, B */
    struct hub_process hub;
    int wire; /* the uplink's port; all packets end here */
    struct sockaddr_in sim;
    uint16_t sim_port;
    /* ours */
    struct mdb *mdb;
    struct mission *mission;
    struct mdb_encoder *encoder;
    struct mdb_encode_options options;
    struct bus_loop *loop;
    struct bus *bus;
    struct order_head head;
    bool has_reply;
    enum err status;
    struct mono renewed;
    unsigned open, unknown; /* as the gate says */
    bool has_contact;
    /* bare */
    void *context, *to_a;
    size_t line; /* bytes of the log for each fdatasync */
};

static int
compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
percentile(double *v, size_t n, double p)
{
    qsort(v, n, sizeof *v, compare);
    return v[(size_t)((double)(n - 1) * p)];
}

/* ---- processes ----------------------------------------------------------- */

static uint16_t
open_udp(int *fd)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    *fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(*fd >= 0);
    assert_int_equal(bind(*fd, (struct sockaddr *)&at, len), 0);
    assert_int_equal(getsockname(*fd, (struct sockaddr *)&at, &len), 0);
    return ntohs(at.sin_port);
}

static uint16_t
free_port(void)
{
    int fd;
    const uint16_t port = open_udp(&fd);
    close(fd);
    return port;
}

static pid_t
start(
    const struct rig *r, const char *name, const char *more, const char *value)
{
    const char *bin = getenv("COLUMBA_BIN");
    char *program = xasprintf("%s/columba-%s", bin != NULL ? bin : "bin", name);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid != 0) {
        free(program);
        return pid;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (freopen("/dev/null", "w", stderr) == NULL)
        _exit(126);
    execl(program, program, "-m", r->conf, "-i", "sim", more, value, NULL);
    _exit(127);
}

static void
write_mission(struct rig *r)
{
    const uint16_t uplink = open_udp(&r->wire);
    r->sim_port = free_port();
    const char *data = getenv("COLUMBA_DATA");
    char *root = realpath(data != NULL ? data : ".", NULL);
    assert_non_null(root);
    char *text = xasprintf(
        "name = \"SIF\"\ndatabase = \"%s/missions/sif/sif.xml\"\n"
        "time { code = cuc offset = 6 coarse = 4 fine = 2 epoch = gps }\n"
        "instance sim {\n kind = sim\n"
        " link tm { type = udp host = 127.0.0.1 port = %u }\n"
        " uplink tc { type = udp host = 127.0.0.1 port = %u }\n"
        " commands { crc = true rate = 100 queue = 1000 }\n"
        " process hub { }\n process gate { }\n process frontend { }\n}\n",
        root, free_port(), uplink);
    r->conf = check_write(r->dir, "mission.conf", text, SIZE_MAX);
    free(text);
    free(root);
    struct notes notes = {0};
    assert_int_equal(mission_load(r->conf, &notes, &r->mission), ERR_OK);
    assert_int_equal(mdb_load(r->mission->database, &(struct mdb_options){0},
                         &notes, &r->mdb),
        ERR_OK);
    notes_fini(&notes);
    r->encoder = mdb_encoder_new(r->mdb);
    r->options = (struct mdb_encode_options){.is_ccsds = true, .has_crc = true};
}

static void
start_chain(struct rig *r)
{
    static const char *const args[] = {"sim", NULL};
    char *to = xasprintf("udp:127.0.0.1:%u", r->sim_port);
    hub_start(&r->hub, args);
    r->gate = start(r, "gate", "-l", r->dir);
    r->others[0] = start(r, "frontend", "-R", NULL);
    r->others[1] = start(r, "sim", "--commands", to);
    r->sim = (struct sockaddr_in){.sin_family = AF_INET,
        .sin_port = htons(r->sim_port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    free(to);
}

static void
stop(pid_t pid)
{
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
}

/* ---- ours ---------------------------------------------------------------- */

static void
on_gate(void *arg, const char *topic, const struct msg *msg)
{
    struct rig *r = arg;
    (void)topic;
    if (msg->envelope.type != MSG_GATE)
        return;
    r->open = (unsigned)msg->u.gate.open;
    r->unknown = (unsigned)msg->u.gate.unknown;
    r->has_contact = msg_str_eq(msg->u.gate.uplink_state, "up");
}

static void
on_reply(void *arg, const struct msg_reply *reply)
{
    struct rig *r = arg;
    r->has_reply = true;
    r->status = reply != NULL ? (enum err)reply->status : ERR_AGAIN;
}

static void
ask(struct rig *r, enum order_word word, const struct order *order)
{
    size_t n;
    r->has_reply = false;
    r->head.seq++;
    r->head.issued = utc_now();
    char **args = order_args(&r->head, order, NULL, 0, &n);
    bus_ask(r->bus, PATHS_OPERATE, "gate", order_word_str(word),
        (const char *const *)args, n, GIVEUP_MS * NS_PER_MS, on_reply, r);
    order_args_free(&args, n);
}

static enum err
await_reply(struct rig *r)
{
    while (!r->has_reply)
        bus_loop_turn(r->loop, 10 * NS_PER_MS);
    return r->status;
}

static void
fill_order(struct rig *r, struct order *o)
{
    const uint32_t command = mdb_find_command(r->mdb, "PING");
    struct mdb_packet_tc packet;
    assert_int_not_equal(command, MDB_NIL);
    assert_int_equal(
        mdb_encode(r->encoder, command, NULL, 0, &r->options, &packet), ERR_OK);
    *o = (struct order){.ttl_ns = ORDER_TTL_NS,
        .mission = xstrdup("SIF"),
        .instance = xstrdup("sim"),
        .mdb_hash = r->mdb->hash,
        .command = xstrdup(r->mdb->command[command].name),
        .origin = xstrdup("bench"),
        .comment = xstrdup("")};
    digest_id(o->id);
    digest_hex_of(packet.data, packet.len, o->digest);
}

/* ---- the wire ------------------------------------------------------------ */

/* Wait for a packet; when it came.  Those of ours go on to the model. */
static struct mono
await_packet(struct rig *r, enum chain who)
{
    uint8_t packet[2048];
    struct pollfd p = {.fd = r->wire, .events = POLLIN};
    if (poll(&p, 1, GIVEUP_MS) != 1)
        fail_msg("no packet comes, %s", who == OURS ? "ours" : "bare");
    const ssize_t n = recv(r->wire, packet, sizeof packet, 0);
    const struct mono at = mono_now();
    if (who == OURS)
        (void)sendto(r->wire, packet, (size_t)n, 0,
            (const struct sockaddr *)&r->sim, sizeof r->sim);
    return at;
}

static double
send_ours(struct rig *r)
{
    struct order o;
    fill_order(r, &o);
    const struct mono began = mono_now();
    ask(r, ORDER_SUBMIT, &o);
    const struct mono ended = await_packet(r, OURS);
    assert_int_equal(await_reply(r), ERR_OK);
    order_fini(&o);
    return (double)mono_diff_ns(ended, began) / NS_PER_US;
}

static double
send_bare(struct rig *r)
{
    char order[ORDER_SIZE] = "order", reply[16];
    const struct mono began = mono_now();
    assert_int_equal(zmq_send(r->to_a, order, sizeof order, 0), sizeof order);
    const struct mono ended = await_packet(r, BARE);
    assert_true(zmq_recv(r->to_a, reply, sizeof reply, 0) > 0);
    return (double)mono_diff_ns(ended, began) / NS_PER_US;
}

/* ---- the baseline -------------------------------------------------------- */

static void *
bare_socket(void *context, int type, const struct rig *r, const char *name)
{
    char *address = xasprintf("ipc://%s/%s", r->run, name);
    void *s = zmq_socket(context, type);
    assert_non_null(s);
    const int failed =
        type == ZMQ_ROUTER ? zmq_bind(s, address) : zmq_connect(s, address);
    assert_int_equal(failed, 0);
    free(address);
    return s;
}

/* A: to disk, on to B, and an answer. */
static void
run_a(const struct rig *r)
{
    void *context = zmq_ctx_new();
    void *in = bare_socket(context, ZMQ_ROUTER, r, "a");
    void *out = bare_socket(context, ZMQ_DEALER, r, "b");
    char *path = xasprintf("%s/bare.log", r->dir), *line = xcalloc(r->line, 1);
    const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    memset(line, 'x', r->line);
    for (char who[16], order[ORDER_SIZE], hand[HAND_SIZE] = "";;) {
        const int n = zmq_recv(in, who, sizeof who, 0);
        if (n < 0 || zmq_recv(in, order, sizeof order, 0) < 0)
            _exit(1);
        for (int i = 0; i < SYNCS; i++)
            if (write(fd, line, r->line) < 0 || fdatasync(fd) != 0)
                _exit(1);
        (void)zmq_send(out, hand, sizeof hand, 0);
        (void)zmq_send(in, who, (size_t)n, ZMQ_SNDMORE);
        (void)zmq_send(in, "done", 4, 0);
    }
}

/* B: to the wire. */
static void
run_b(const struct rig *r)
{
    void *in = bare_socket(zmq_ctx_new(), ZMQ_ROUTER, r, "b");
    struct sockaddr_in to;
    socklen_t len = sizeof to;
    if (getsockname(r->wire, (struct sockaddr *)&to, &len) != 0)
        _exit(1);
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    for (char who[16], hand[HAND_SIZE];;) {
        if (zmq_recv(in, who, sizeof who, 0) < 0 ||
            zmq_recv(in, hand, sizeof hand, 0) < 0)
            _exit(1);
        (void)sendto(fd, hand, 16, 0, (const struct sockaddr *)&to, len);
    }
}

static pid_t
fork_bare(const struct rig *r, void (*run)(const struct rig *))
{
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run(r);
    _exit(0);
}

/* ---- rounds -------------------------------------------------------------- */

static void
open_bus(struct rig *r)
{
    const struct bus_config config = {.instance = "sim", .source = "bench"};
    r->loop = bus_loop_new();
    assert_int_equal(bus_open(r->loop, &config, &r->bus), ERR_OK);
    bus_subscribe(r->bus, "gate", on_gate, r);
    digest_id(r->head.session);
    while (!r->has_contact)
        bus_loop_turn(r->loop, 10 * NS_PER_MS);
    ask(r, ORDER_TAKE, NULL);
    assert_int_equal(await_reply(r), ERR_OK);
    r->renewed = mono_now();
}

/* Until the next command may go at once; the lease is kept meanwhile. */
static void
rest(struct rig *r)
{
    const struct mono until = mono_add_ns(mono_now(), PACE_NS);
    if (mono_diff_ns(mono_now(), r->renewed) > RENEW_NS) {
        ask(r, ORDER_RENEW, NULL);
        assert_int_equal(await_reply(r), ERR_OK);
        r->renewed = mono_now();
    }
    while (mono_diff_ns(until, mono_now()) > 0)
        bus_loop_turn(r->loop, mono_diff_ns(until, mono_now()));
}

/* Bytes in the gate's log. */
static size_t
log_size(const struct rig *r)
{
    char *command = xasprintf("cat %s/commands-*.jsonl | wc -c", r->dir);
    size_t size = 0;
    FILE *f = popen(command, "re");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%zu", &size), 1);
    pclose(f);
    free(command);
    return size;
}

/* The first commands also tell how much the log gets before a release: the
 * lines of "queued" and "released", of all that a command has. */
static void
size_up(struct rig *r)
{
    for (int i = 0; i < 20; i++) {
        (void)send_ours(r);
        rest(r);
    }
    char *command =
        xasprintf("grep -hE '\"text\":\"PING #[0-9]+ (queued|released)' "
                  "%s/commands-*.jsonl | wc -c",
            r->dir);
    FILE *f = popen(command, "re");
    size_t size = 0;
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%zu", &size), 1);
    pclose(f);
    free(command);
    r->line = size / 20 / SYNCS;
    assert_true(r->line > 100 && log_size(r) > size);
}

static void
start_bare(struct rig *r)
{
    r->others[2] = fork_bare(r, run_a);
    r->others[3] = fork_bare(r, run_b);
    r->context = zmq_ctx_new();
    r->to_a = bare_socket(r->context, ZMQ_DEALER, r, "a");
    for (int i = 0; i < 20; i++)
        (void)send_bare(r);
}

static void
report(double got[3][CHAINS][ROUNDS])
{
    static const char *const what[] = {"p50", "p99"};
    static const char *const goal[] = {"<= 1.50", "<= 2.00"};
    for (int k = 0; k < 2; k++) {
        double ratio[ROUNDS];
        for (int i = 0; i < ROUNDS; i++)
            ratio[i] = got[k][OURS][i] / got[k][BARE][i];
        printf("C3\tcommand submitted to its packet, %s\t%.0f us\t%.0f us\t"
               "%.2f\t%s\n",
            what[k], percentile(got[k][OURS], ROUNDS, 0.5),
            percentile(got[k][BARE], ROUNDS, 0.5),
            percentile(ratio, ROUNDS, 0.5), goal[k]);
    }
}

static void
measure(struct rig *r)
{
    static double us[CHAINS][TIMED], got[3][CHAINS][ROUNDS];
    double mb = 0;
    for (int i = 0; i < ROUNDS; i++) {
        for (int k = 0; k < TIMED; k++) {
            us[OURS][k] = send_ours(r);
            rest(r);
            us[BARE][k] = send_bare(r);
            if (i * TIMED + k == MEMORY_AT)
                mb = (double)hub_rss(r->gate) / 1e6;
        }
        for (int who = 0; who < CHAINS; who++) {
            got[0][who][i] = percentile(us[who], TIMED, 0.50);
            got[1][who][i] = percentile(us[who], TIMED, 0.99);
        }
    }
    report(got);
    printf("C3\tmemory of the gate after %d commands\t%.1f MB\t15 MB\t%.2f\t"
           "<= 1\n",
        MEMORY_AT, mb, mb / 15);
    printf(
        "%zu bytes and %d fdatasync before a release; %u open, %u unknown at "
        "the end\n",
        r->line * SYNCS, SYNCS, r->open, r->unknown);
}

static void
close_all(struct rig *r)
{
    for (size_t i = 0; i < 4; i++)
        stop(r->others[i]);
    stop(r->gate);
    hub_kill(&r->hub);
    zmq_close(r->to_a);
    zmq_ctx_term(r->context);
    bus_close(&r->bus);
    bus_loop_free(&r->loop);
    mdb_encoder_free(&r->encoder);
    mdb_free(&r->mdb);
    mission_free(&r->mission);
    close(r->wire);
    free(r->conf);
    check_rmdir(&r->run);
    check_rmdir(&r->dir);
}

int
main(void)
{
    static struct rig r;
    char dir[] = "/var/tmp/columba-bench-XXXXXX";
    log_quiet(true);
    if (mkdtemp(dir) == NULL)
        return 1;
    r.dir = xstrdup(dir);
    r.run = hub_run_dir();
    write_mission(&r);
    start_chain(&r);
    open_bus(&r);
    size_up(&r);
    start_bare(&r);
    measure(&r);
    close_all(&r);
    return 0;
}
