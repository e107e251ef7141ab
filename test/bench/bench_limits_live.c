/*
 * bench_limits_live.c - columba-limits in the running chain: L4.
 *
 * Packets go from this process through a real columba-hub to a real
 * columba-limits, and its limit states come back the same way.  The baseline
 * is a process in its place that reads every cell and answers the same
 * packets with a message of the same size, without checking.  Medians of
 * rounds in which both take turns.
 *
 * Limit states of one container come at most ten times a second, so the
 * latency is taken from many containers in turn, one each millisecond: each
 * packet raises or ends an alarm, which is told after the state.
 *
 * The messages of the stream are built beforehand; what the process itself
 * takes is told by its own clock of CPU time, which sees no other process.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bus/bus.h"
#include "bus/tm.h"
#include "common/log.h"
#include "common/note.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "support/check.h"
#include "support/hub.h"

#define ROUNDS   7
#define WIDE     100  /* parameters of the wide container */
#define PACKETS  36   /* of one message */
#define MESSAGES 1000 /* of a round */
#define LONE     512  /* containers of one parameter */
#define TIMED    1000 /* packets of a round */
#define PACE_NS  NS_PER_MS
#define GAP_NS   (130 * NS_PER_MS)
#define GIVEUP   (30 * NS_PER_S)

struct rig {
    char *dir, *conf;
    struct mdb *mdb;
    uint32_t wide, lone[LONE];
    struct bus_loop *loop;
    struct bus *bus;
    struct tm_builder *builder;
    struct tm_builder *stream[MESSAGES]; /* built beforehand */
    bool is_out[LONE];
    struct mono sent[LONE];
    uint32_t awaited; /* container whose limit states must come */
    struct utc generation;
    bool has_come;
    uint64_t samples; /* looked at, as columba-limits says */
};

struct figures {
    double rate, cpu, p50, p99; /* samples/s, of a core; us */
};

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

/* ---- the mission --------------------------------------------------------- */

static void
add_container(struct strbuf *x, const char *name, const char *prefix, int n)
{
    strbuf_addf(x, "<SequenceContainer name='%s'><EntryList>", name);
    for (int i = 0; i < n; i++)
        strbuf_addf(x, "<ParameterRefEntry parameterRef='%s%d'/>", prefix, i);
    strbuf_adds(x, "</EntryList></SequenceContainer>");
}

static void
write_database(const char *dir)
{
    struct strbuf x = {0};
    strbuf_adds(&x,
        "<SpaceSystem name='B' xmlns='http://www.omg.org/spec/XTCE/20180204'>"
        "<TelemetryMetaData><ParameterTypeSet>"
        "<FloatParameterType name='t' sizeInBits='32'><UnitSet><Unit>V</Unit>"
        "</UnitSet><FloatDataEncoding sizeInBits='32'/><DefaultAlarm>"
        "<StaticAlarmRanges><WarningRange minInclusive='10' "
        "maxInclusive='50'/><CriticalRange minInclusive='5' "
        "maxInclusive='90'/></StaticAlarmRanges></DefaultAlarm>"
        "</FloatParameterType></ParameterTypeSet><ParameterSet>");
    for (int i = 0; i < WIDE; i++)
        strbuf_addf(&x, "<Parameter name='W%d' parameterTypeRef='t'/>", i);
    for (int i = 0; i < LONE; i++)
        strbuf_addf(&x, "<Parameter name='L%d_0' parameterTypeRef='t'/>", i);
    strbuf_adds(&x, "</ParameterSet><ContainerSet>");
    add_container(&x, "WIDE", "W", WIDE);
    for (int i = 0; i < LONE; i++) {
        char name[16], prefix[16];
        snprintf(name, sizeof name, "L%d", i);
        snprintf(prefix, sizeof prefix, "L%d_", i);
        add_container(&x, name, prefix, 1);
    }
    strbuf_adds(&x, "</ContainerSet></TelemetryMetaData></SpaceSystem>");
    free(check_write(dir, "db.xml", x.s, x.len));
    strbuf_fini(&x);
}

static uint32_t
container(const struct mdb *mdb, const char *name)
{
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        if (strcmp(mdb->container[i].name, name) == 0)
            return i;
    fail_msg("no container %s", name);
    return 0;
}

static void
make_mission(struct rig *r)
{
    static const char conf[] = "name = \"B\"\ndatabase = \"db.xml\"\n"
                               "instance sim {\n kind = sim\n"
                               " link a { type = udp host = \"127.0.0.1\" "
                               "port = 31999 }\n process limits { }\n}\n";
    write_database(r->dir);
    r->conf = check_write(r->dir, "mission.conf", conf, SIZE_MAX);
    char *path = xasprintf("%s/db.xml", r->dir);
    struct notes notes = {0};
    const enum err e =
        mdb_load(path, &(struct mdb_options){0}, &notes, &r->mdb);
    notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    free(path);
    r->wide = container(r->mdb, "/B/WIDE");
    for (int i = 0; i < LONE; i++) {
        char name[16];
        snprintf(name, sizeof name, "/B/L%d", i);
        r->lone[i] = container(r->mdb, name);
    }
}

/* ---- who answers --------------------------------------------------------- */

struct echo {
    const struct rig *rig;
    struct bus *bus;
    uint64_t sum;
};

static void
on_tm(void *arg, const char *topic, const struct msg *msg)
{
    struct echo *o = arg;
    const struct msg_tm *tm = &msg->u.tm;
    struct tm_view v;
    (void)topic;
    if (msg->envelope.type != MSG_TM)
        return;
    const bool is_wide = tm->container == o->rig->wide;
    if (tm_view_init(&v, tm, is_wide ? WIDE : 1) != ERR_OK)
        _exit(1);
    for (size_t i = 0; i < v.count; i++)
        for (size_t k = 0; k < v.n; k++)
            o->sum += tm_raw(&v, i, k) ^ tm_eng(&v, i, k);
    if (is_wide)
        return;
    const struct mdb_container *c = &o->rig->mdb->container[tm->container];
    uint64_t item = c->layout[0];
    uint8_t state = (uint8_t)(o->sum & 1);
    struct msg answer = {.envelope.type = MSG_LIMIT};
    answer.u.limit = (struct msg_limit){.mdb_hash = tm->mdb_hash,
        .container = tm->container,
        .generation = tm_generation(&v, 0),
        .items = {.v = &item, .n = 1},
        .states = {.p = &state, .len = 1}};
    char name[64];
    snprintf(name, sizeof name, "limit%s", c->name);
    bus_publish(o->bus, name, &answer);
}

static void
on_gap(void *arg, const char *topic, uint64_t missed)
{
    (void)arg, (void)topic, (void)missed;
    _exit(1); /* nobody answers then, and the bench fails */
}

static void
run_echo(const struct rig *r)
{
    struct bus_loop *loop = bus_loop_new();
    struct echo o = {.rig = r};
    const struct bus_config config = {
        .instance = "sim", .source = "limits", .publishes = true};
    if (bus_open(loop, &config, &o.bus) != ERR_OK)
        _exit(1);
    bus_on_gap(o.bus, on_gap, NULL);
    bus_subscribe(o.bus, "tm/", on_tm, &o);
    _exit(bus_loop_run(loop));
}

static void
run_limits(const struct rig *r)
{
    const char *bin = getenv("COLUMBA_BIN");
    char *program = xasprintf("%s/columba-limits", bin != NULL ? bin : "bin");
    char *journal = xasprintf("%s/journal-%d", r->dir, (int)getpid());
    if (freopen("/dev/null", "w", stderr) == NULL)
        _exit(126);
    execl(program, program, "-i", "sim", "-m", r->conf, "-j", journal,
        (char *)NULL);
    _exit(127);
}

static pid_t
fork_answerer(const struct rig *r, bool is_ours)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (is_ours)
        run_limits(r);
    run_echo(r);
    _exit(1);
}

/* ---- this side ----------------------------------------------------------- */

static void
on_limit(void *arg, const char *topic, const struct msg *msg)
{
    struct rig *r = arg;
    (void)topic;
    if (msg->envelope.type == MSG_LIMIT &&
        msg->u.limit.container == r->awaited &&
        msg->u.limit.generation.ns == r->generation.ns)
        r->has_come = true;
}

static void
on_summary(void *arg, const char *topic, const struct msg *msg)
{
    struct rig *r = arg;
    (void)topic;
    if (msg->envelope.type == MSG_SUMMARY)
        r->samples = msg->u.summary.samples;
}

static void
open_bus(struct rig *r)
{
    const struct bus_config config = {
        .instance = "sim", .source = "pub", .publishes = true};
    r->loop = bus_loop_new();
    r->builder = tm_builder_new();
    assert_int_equal(bus_open(r->loop, &config, &r->bus), ERR_OK);
    bus_subscribe(r->bus, "limit/", on_limit, r);
    bus_subscribe(r->bus, "alarms", on_summary, r);
    while (!bus_is_connected(r->bus) || !bus_is_complete(r->bus))
        bus_loop_turn(r->loop, NS_PER_MS);
}

static void
close_bus(struct rig *r)
{
    bus_close(&r->bus);
    bus_loop_free(&r->loop);
    tm_builder_free(&r->builder);
}

static void
build(const struct rig *r, struct tm_builder *builder, uint32_t to, size_t n,
    size_t packets, double value, struct utc now)
{
    uint64_t cell[WIDE];
    const struct tm_batch batch = {
        .mdb_hash = r->mdb->hash, .container = to, .link = "a", .n = n};
    for (size_t i = 0; i < n; i++)
        cell[i] = mdb_cell_float(value);
    tm_builder_begin(builder, &batch);
    for (size_t i = 0; i < packets; i++) {
        const struct tm_packet packet = {
            .generation = now, .reception = now, .raw = cell, .eng = cell};
        assert_int_equal(tm_builder_add(builder, &packet), ERR_OK);
    }
}

static void
send(const struct rig *r, struct tm_builder *builder, uint32_t to)
{
    char topic[64];
    snprintf(topic, sizeof topic, "tm%s", r->mdb->container[to].name);
    struct msg msg;
    tm_builder_message(builder, &msg);
    bus_publish(r->bus, topic, &msg);
}

/* The next value of container `i`, on the other side of its limit. */
static void
send_lone(struct rig *r, unsigned i)
{
    while (mono_diff_ns(mono_now(), r->sent[i]) < GAP_NS)
        bus_loop_turn(r->loop, NS_PER_MS);
    r->sent[i] = mono_now();
    r->is_out[i] = !r->is_out[i];
    r->generation = utc_now();
    r->awaited = r->lone[i];
    r->has_come = false;
    build(
        r, r->builder, r->lone[i], 1, 1, r->is_out[i] ? 70 : 30, r->generation);
    send(r, r->builder, r->lone[i]);
}

static bool
await(struct rig *r, int64_t timeout_ns)
{
    const struct mono began = mono_now();
    while (!r->has_come && mono_diff_ns(mono_now(), began) < timeout_ns)
        bus_loop_turn(r->loop, 10 * NS_PER_MS);
    return r->has_come;
}

static void
await_ready(struct rig *r)
{
    for (int i = 0; i < 100; i++) {
        send_lone(r, 0);
        if (await(r, 200 * NS_PER_MS))
            return;
    }
    fail_msg("nobody answers");
}

/* CPU time that process `pid` has taken. */
static int64_t
cpu_ns(pid_t pid)
{
    clockid_t clock;
    struct timespec t;
    assert_int_equal(clock_getcpuclockid(pid, &clock), 0);
    assert_int_equal(clock_gettime(clock, &t), 0);
    return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void
stream(struct rig *r, pid_t pid, struct figures *out)
{
    const struct utc first = utc_now();
    const double samples = (double)MESSAGES * PACKETS * WIDE;
    for (int i = 0; i < MESSAGES; i++)
        build(r, r->stream[i], r->wide, WIDE, PACKETS, 20 + i % 16,
            utc_add_ns(first, i));
    const int64_t cpu = cpu_ns(pid);
    const struct mono began = mono_now();
    for (int i = 0; i < MESSAGES; i++)
        send(r, r->stream[i], r->wide);
    send_lone(r, 1);
    if (!await(r, GIVEUP))
        fail_msg("the last packet is not answered");
    out->rate = 1e9 * samples / (double)mono_diff_ns(mono_now(), began);
    out->cpu = 1e9 * samples / (double)(cpu_ns(pid) - cpu);
}

/* Not one of the samples was lost on the way. */
static void
check_samples(struct rig *r)
{
    const uint64_t sent = (uint64_t)MESSAGES * PACKETS * WIDE;
    const struct mono began = mono_now();
    while (r->samples < sent && mono_diff_ns(mono_now(), began) < GIVEUP)
        bus_loop_turn(r->loop, 10 * NS_PER_MS);
    if (r->samples < sent)
        fail_msg("%llu of %llu samples were looked at",
            (unsigned long long)r->samples, (unsigned long long)sent);
}

static void
measure(struct rig *r, bool is_ours, struct figures *out)
{
    static const char *const args[] = {"sim", NULL};
    static double us[TIMED];
    struct hub_process hub = {0};
    hub_start(&hub, args);
    pid_t pid = fork_answerer(r, is_ours);
    open_bus(r);
    await_ready(r);
    r->samples = 0;
    stream(r, pid, out);
    if (is_ours)
        check_samples(r);
    for (unsigned i = 0; i < LONE; i++) { /* the first of each is apart */
        send_lone(r, i);
        if (!await(r, GIVEUP))
            fail_msg("packet %u is not answered", i);
    }
    struct mono next = mono_now();
    for (unsigned i = 0; i < TIMED; i++) {
        next = mono_add_ns(next, PACE_NS);
        while (mono_diff_ns(next, mono_now()) > 0)
            bus_loop_turn(r->loop, mono_diff_ns(next, mono_now()));
        send_lone(r, i % LONE);
        if (!await(r, GIVEUP))
            fail_msg("packet %u is not answered", i);
        us[i] = (double)mono_diff_ns(mono_now(), r->sent[i % LONE]) / NS_PER_US;
    }
    out->p50 = percentile(us, TIMED, 0.50);
    out->p99 = percentile(us, TIMED, 0.99);
    close_bus(r);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    hub_kill(&hub);
}

static void
report(struct figures got[2][ROUNDS])
{
    double rate[2][ROUNDS], cpu[2][ROUNDS], p50[2][ROUNDS], p99[2][ROUNDS];
    for (int who = 0; who < 2; who++)
        for (int i = 0; i < ROUNDS; i++) {
            rate[who][i] = got[who][i].rate / 1e6;
            cpu[who][i] = got[who][i].cpu / 1e6;
            p50[who][i] = got[who][i].p50;
            p99[who][i] = got[who][i].p99;
        }
    double m[4][2];
    for (int who = 0; who < 2; who++) {
        m[0][who] = percentile(rate[who], ROUNDS, 0.5);
        m[1][who] = percentile(p50[who], ROUNDS, 0.5);
        m[2][who] = percentile(p99[who], ROUNDS, 0.5);
        m[3][who] = percentile(cpu[who], ROUNDS, 0.5);
    }
    printf("L4\tsamples from the bus to a decision\t%.1f M/s\t%.1f M/s\t%.2f\t"
           ">= 0.50\n",
        m[0][1], m[0][0], m[0][1] / m[0][0]);
    printf("L4\tsamples a second of a core\t%.1f M/s\t%.1f M/s\t%.2f\t"
           ">= 0.50\n",
        m[3][1], m[3][0], m[3][1] / m[3][0]);
    printf("B4\tpacket to limit state, p50\t%.0f us\t%.0f us\t%.2f\t<= 1.25\n",
        m[1][1], m[1][0], m[1][1] / m[1][0]);
    printf("B4\tpacket to limit state, p99\t%.0f us\t%.0f us\t%.2f\t<= 1.50\n",
        m[2][1], m[2][0], m[2][1] / m[2][0]);
}

int
main(void)
{
    static struct rig r;
    static struct figures got[2][ROUNDS];
    r.dir = hub_run_dir();
    log_quiet(true);
    make_mission(&r);
    for (int i = 0; i < MESSAGES; i++)
        r.stream[i] = tm_builder_new();
    for (int i = 0; i < ROUNDS; i++)
        for (int who = 0; who < 2; who++)
            measure(&r, who == 1, &got[who][i]);
    report(got);
    for (int i = 0; i < MESSAGES; i++)
        tm_builder_free(&r.stream[i]);
    mdb_free(&r.mdb);
    free(r.conf);
    check_rmdir(&r.dir);
    return 0;
}
