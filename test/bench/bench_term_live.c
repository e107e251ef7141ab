/*
 * bench_term_live.c - the real console in a real pty beside htop and btop in
 * the same run: CPU and bytes a second, and from a key to the screen.
 *
 * All have 60 rows and 200 columns; the others refresh once a second, the
 * console on the demonstration mission four times.  CPU is that of the process
 * alone, from /proc, after a warm-up; bytes are those read from the pty.  What
 * is not installed is left out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/attr.h"
#include "common/time.h"

#define WARM_S    6
#define MEASURE_S 20
#define KEYS      300
#define FRAMES_HZ 4 /* of the console; the goal is for one frame a second */

struct peer {
    const char *name, *path;
    const char *argv[6];
    const char *keys; /* typed after two seconds */
    pid_t pid;
    int master;
    double cpu_s;
    uint64_t bytes;
};

static char home[] = "/tmp/columba-bench-XXXXXX";

/* ---- a program on a pty -------------------------------------------------- */

static void
write_config(void)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/btop", home);
    mkdir(path, 0700);
    (void)snprintf(path, sizeof path, "%s/btop/btop.conf", home);
    FILE *f = fopen(path, "w");
    if (f == NULL)
        return;
    fputs("update_ms = 1000\n", f);
    fclose(f);
}

static bool
start(struct peer *p)
{
    struct winsize size = {.ws_row = 60, .ws_col = 200};
    if (access(p->path, X_OK) != 0)
        return false;
    p->pid = forkpty(&p->master, NULL, NULL, &size);
    if (p->pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        setenv("XDG_CONFIG_HOME", home, 1);
        execv(p->path, (char *const *)(uintptr_t)p->argv);
        _exit(127);
    }
    return p->pid > 0;
}

static void
stop(struct peer *p)
{
    if (p->pid <= 0)
        return;
    kill(p->pid, SIGTERM);
    char rest[65536];
    struct pollfd readable = {.fd = p->master, .events = POLLIN};
    while (
        poll(&readable, 1, 3000) == 1 && read(p->master, rest, sizeof rest) > 0)
        ;
    waitpid(p->pid, NULL, 0);
    close(p->master);
}

static double
cpu_s(pid_t pid)
{
    char path[64], line[1024];
    unsigned long user = 0, system = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    if (fgets(line, sizeof line, f) != NULL && strrchr(line, ')') != NULL)
        (void)sscanf(strrchr(line, ')') + 2,
            "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
            &system);
    fclose(f);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

/* The console of a demonstration is a child of it. */
static pid_t
only_child(pid_t pid)
{
    char path[64];
    int child = 0;
    (void)snprintf(
        path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return pid;
    if (fscanf(f, "%d", &child) != 1)
        child = (int)pid;
    fclose(f);
    return (pid_t)child;
}

/* Read all of them for so long. */
static void
drain(struct peer *peers, size_t n, double seconds)
{
    static char bytes[65536];
    struct mono end = mono_add_ns(mono_now(), (int64_t)(seconds * 1e9));
    struct pollfd readable[8];
    for (int64_t left; (left = mono_diff_ns(end, mono_now())) > 0;) {
        for (size_t i = 0; i < n; i++)
            readable[i] =
                (struct pollfd){.fd = peers[i].pid > 0 ? peers[i].master : -1,
                    .events = POLLIN};
        poll(readable, n, (int)(left / NS_PER_MS) + 1);
        for (size_t i = 0; i < n; i++)
            if (readable[i].revents & POLLIN) {
                ssize_t got = read(peers[i].master, bytes, sizeof bytes);
                peers[i].bytes += got > 0 ? (uint64_t)got : 0;
            }
    }
}

/* ---- from a key to the screen -------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The help opens and closes: whole screens. */
static void
measure_keys(struct peer *console)
{
    static double ms[KEYS];
    char bytes[65536];
    struct pollfd readable = {.fd = console->master, .events = POLLIN};
    for (unsigned i = 0; i < KEYS; i++) {
        size_t got = 0;
        drain(console, 1, 0.02);
        struct mono pressed = mono_now();
        if (write(console->master, i % 2 == 0 ? "?" : "q", 1) != 1)
            return;
        /* a tick's frame may come first: it is smaller */
        while (got < 1000 && poll(&readable, 1, 1000) == 1) {
            ssize_t n = read(console->master, bytes, sizeof bytes);
            got += n > 0 ? (size_t)n : 0;
        }
        ms[i] = (double)mono_diff_ns(mono_now(), pressed) / 1e6;
    }
    qsort(ms, KEYS, sizeof *ms, by_size);
    printf("key\tfrom a key to a screen in a pty, p50\t%.1f ms\t30 ms\t%.2f\t"
           "<= 1.00\n",
        ms[KEYS / 2], ms[KEYS / 2] / 30);
    printf("key\tthe same, p99\t%.1f ms\t30 ms\t%.2f\t<= 1.00\n",
        ms[KEYS * 99 / 100], ms[KEYS * 99 / 100] / 30);
}

/* ---- beside the others --------------------------------------------------- */

static void
say(const struct peer *ours, const struct peer *other, double cpu, double bytes)
{
    double our_cpu = ours->cpu_s / MEASURE_S * 100,
           our_bytes = (double)ours->bytes / MEASURE_S,
           their_cpu = other->cpu_s / MEASURE_S * 100,
           their_bytes = (double)other->bytes / MEASURE_S;
    char wanted[32] = "-";
    if (cpu > 0)
        (void)snprintf(wanted, sizeof wanted, "<= %.2f", cpu);
    printf(
        "T3\tlive console (4 Hz) beside %s: CPU\t%.2f %%\t%.2f %%\t%.2f\t%s\n",
        other->name, our_cpu, their_cpu, our_cpu / their_cpu, wanted);
    (void)snprintf(wanted, sizeof wanted, "-");
    if (bytes > 0)
        (void)snprintf(wanted, sizeof wanted, "<= %.2f", bytes);
    printf("T3\tlive console (4 Hz) beside %s: bytes\t%.0f B/s\t%.0f "
           "B/s\t%.3f\t%s\n",
        other->name, our_bytes, their_bytes, our_bytes / their_bytes, wanted);
}

int
main(void)
{
    char columba[512];
    const char *bin = getenv("COLUMBA_BIN");
    (void)snprintf(
        columba, sizeof columba, "%s/columba", bin != NULL ? bin : "bin");
    struct peer peer[] = {
        {.name = "columba",
            .path = columba,
            .argv = {"columba", "demo"},
            .keys = ":params\r"},
        {.name = "htop", .path = "/usr/bin/htop", .argv = {"htop", "-d", "10"}},
        {.name = "btop", .path = "/usr/bin/btop", .argv = {"btop"}},
    };
    size_t n = ARRAY_LEN(peer);
    if (mkdtemp(home) == NULL)
        return 71;
    write_config();
    for (size_t i = 0; i < n; i++)
        if (!start(&peer[i]))
            fprintf(stderr, "skip: no %s\n", peer[i].name);
    drain(peer, n, WARM_S / 2.0);
    if (write(peer[0].master, peer[0].keys, strlen(peer[0].keys)) < 0)
        return 71;
    drain(peer, n, WARM_S / 2.0);
    pid_t console = only_child(peer[0].pid);
    for (size_t i = 0; i < n; i++) {
        peer[i].bytes = 0;
        peer[i].cpu_s = cpu_s(i == 0 ? console : peer[i].pid);
    }
    drain(peer, n, MEASURE_S);
    for (size_t i = 0; i < n; i++)
        peer[i].cpu_s = cpu_s(i == 0 ? console : peer[i].pid) - peer[i].cpu_s;
    if (peer[1].pid > 0)
        say(&peer[0], &peer[1], 1, 0);
    if (peer[2].pid > 0)
        say(&peer[0], &peer[2], 1, FRAMES_HZ * 0.05);
    stop(&peer[1]);
    stop(&peer[2]);
    measure_keys(&peer[0]);
    stop(&peer[0]);
    char command[64];
    (void)snprintf(command, sizeof command, "rm -rf %s", home);
    return system(command) == 0 ? 0 : 71;
}
