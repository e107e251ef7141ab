/*
 * demo.c - columba demo: a ground model, a console on top, and nothing left
 * behind.
 *
 * The instance runs in a directory of its own, so a demonstration never meets
 * an instance that is there for real.  The console is a child: however it
 * ends, this process is still there to stop the instance; and should this
 * process be killed, the supervisor ends with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "supervise/daemon.h"
#include "tools/pick.h"
#include "tools/tools.h"

#define STOP_NS (20 * NS_PER_S)
#define SEND_S  15 /* for a command */

/* ---- a place of its own ----------------------------------------------------
 */

/* A short path: sockets allow 107 bytes.  Owned, NULL when there is none. */
static char *
make_dir(void)
{
    const char *xdg = getenv("XDG_RUNTIME_DIR");
    bool fits = xdg != NULL && xdg[0] == '/' && strlen(xdg) < 40 &&
                access(xdg, W_OK) == 0;
    char *dir = xasprintf("%s/columba-demo-XXXXXX", fits ? xdg : "/tmp");
    if (mkdtemp(dir) != NULL)
        return dir;
    free(dir);
    return NULL;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static int
bound_socket(const char *host, uint16_t *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(*port)};
    socklen_t len = sizeof at;
    if (host == NULL || inet_pton(AF_INET, host, &at.sin_addr) != 1)
        at.sin_addr.s_addr = htonl(INADDR_ANY);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *port = ntohs(at.sin_port);
    return fd;
}

/*
 * Claim `port` among demonstrations for as long as this process lives: a
 * socket that is nowhere in the file system.  Between our look at a port and
 * the frontend's use of it another demonstration could look, too.
 */
static bool
claim(uint16_t port)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int n = snprintf(
        at.sun_path + 1, sizeof at.sun_path - 1, "columba-demo-%u", port);
    socklen_t len =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0)
        return true; /* kept open */
    if (fd >= 0)
        close(fd);
    return false;
}

/* *port, when it is free and ours among demonstrations, else another one in
 * its place; true: it is another one. */
static bool
free_port(const char *host, uint16_t *port)
{
    const uint16_t wanted = *port;
    int fd = claim(*port) ? bound_socket(host, port) : -1;
    for (int tries = 0; fd < 0 && tries < 10; tries++) {
        *port = 0;
        fd = bound_socket(host, port);
        if (fd >= 0 && !claim(*port)) {
            close(fd);
            fd = -1;
        }
    }
    if (fd >= 0)
        close(fd);
    return *port != wanted;
}

/*
 * Two demonstrations at once need ports of their own, for packets and for
 * commands: what is commanded here must reach no other model.  When one of the
 * mission is in use, the demonstration gets a mission.conf with a free one.
 */
static bool
free_ports(const struct pick *pick)
{
    struct mission_instance *in =
        &pick->mission->instance[pick->instance - pick->mission->instance];
    bool is_changed = false;
    for (size_t i = 0; i < in->n_links; i++)
        if (in->link[i].type == MISSION_UDP && in->link[i].is_enabled)
            is_changed |= free_port(in->link[i].host, &in->link[i].port);
    for (size_t i = 0; in->kind == MISSION_SIM && i < in->n_uplinks; i++)
        if (in->uplink[i].type == MISSION_UDP && in->uplink[i].is_enabled)
            is_changed |= free_port(in->uplink[i].host, &in->uplink[i].port);
    return is_changed;
}

/* Write the mission with its new ports to `dir` and load it from there. */
static int
move_mission(struct pick *pick, const char *dir)
{
    char *path = xasprintf("%s/mission.conf", dir);
    char *instance = xstrdup(pick->instance->name);
    FILE *f = fopen(path, "we");
    if (f != NULL) {
        mission_print(pick->mission, f);
        fclose(f);
    }
    pick_close(pick);
    int status = pick_open(pick, "demo", path, instance);
    free(instance);
    free(path);
    return status;
}

/* ---- what runs on top ------------------------------------------------------
 */

static pid_t
start_self(const char *const *args)
{
    const char *argv[16] = {"columba"};
    for (size_t i = 0; args[i] != NULL && i + 2 < ARRAY_LEN(argv); i++)
        argv[i + 1] = args[i];
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    union {
        const char **from;
        char *const *to;
    } cast = {argv};
    execv("/proc/self/exe", cast.to);
    _exit(127);
}

/* The next of `set`; 0 when none came in `limit_s` (0: wait for one). */
static int
next_signal(const sigset_t *set, time_t limit_s)
{
    const struct timespec limit = {.tv_sec = limit_s};
    int number = 0;
    if (limit_s == 0)
        sigwait(set, &number);
    else
        number = sigtimedwait(set, NULL, &limit);
    return number > 0 ? number : 0;
}

/*
 * Run ourselves with `args` and wait.  Signals that ask us to end go to the
 * child; when it is suspended (Ctrl-Z), so are we.  With `limit_s` it is asked
 * to end after so long.
 */
static int
run_self(const char *const *args, time_t limit_s)
{
    static const int passed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};
    sigset_t set, before;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(passed); i++)
        sigaddset(&set, passed[i]);
    sigprocmask(SIG_BLOCK, &set, &before);
    pid_t pid = start_self(args);
    int status = 0;
    while (pid > 0) {
        const int number = next_signal(&set, limit_s);
        if (number != SIGCHLD) {
            kill(pid, number != 0 ? number : SIGTERM);
            limit_s = 0;
            continue;
        }
        pid_t got = waitpid(pid, &status, WNOHANG | WUNTRACED);
        if (got == pid && WIFSTOPPED(status)) {
            raise(SIGSTOP);
            kill(pid, SIGCONT);
        } else if (got == pid) {
            break;
        }
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        return EX_OSERR;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
headline(const char *text)
{
    printf("\n--- %s\n", text);
}

/* A command that changes nothing; a slow machine may not see its end, which is
 * no fault of the demonstration. */
static void
show_command(const char *instance)
{
    const char *send[] = {"send", "-i", instance, "PING", NULL};
    headline("columba send PING: a command, until its reports have come");
    (void)run_self(send, SEND_S);
}

/* The page that is opened first; other missions have their own. */
#define FIRST_VIEW "display OVR-01"

/* Without a terminal: what an operator would see, as text. */
static int
run_headless(const char *instance, const char *duration, bool is_shipped)
{
    /* of the shipped mission; another one shows what it has */
    const char *watch[] = {"watch", "-i", instance, "--count", "12",
        "--duration", duration, "ANC_LIGHT", "ANC_SUN_EL", "PTG_TARGET",
        "RAD_CAV_A_T", "THM_BASE_T", "HTR_TOTAL_P", NULL};
    const char *any[] = {"watch", "-i", instance, "--count", "12", "--duration",
        duration, "*", NULL};
    const char *screen[] = {"-i", instance, "--once", "80x24",
        is_shipped ? "-v" : NULL, FIRST_VIEW, NULL};
    const char *report[] = {"status", "-i", instance, NULL};
    const char *events[] = {"events", "-i", instance, NULL};
    headline("columba watch: live values");
    int status = run_self(is_shipped ? watch : any, 0);
    if (is_shipped)
        show_command(instance);
    headline("the console at 80x24");
    int one = run_self(screen, 0);
    status = status != 0 ? status : one;
    headline("columba status");
    one = run_self(report, 0);
    status = status != 0 ? status : one;
    headline("columba events");
    one = run_self(events, 0);
    return status != 0 ? status : one;
}

static int
show(const char *instance, const char *duration, bool is_shipped)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return run_headless(instance, duration, is_shipped);
    const char *console[] = {
        "-i", instance, is_shipped ? "-v" : NULL, FIRST_VIEW, NULL};
    return run_self(console, 0);
}

static int
run(struct pick *pick, const char *dir, const char *duration, bool is_shipped)
{
    if (free_ports(pick)) {
        int status = move_mission(pick, dir);
        if (status >= 0)
            return status;
    }
    const char *name = pick->instance->name;
    struct daemon_config config = {.mission = pick->mission,
        .instance = pick->instance,
        .ends_with_us = true,
        .progress = stdout};
    printf("demonstration of %s, %s (sockets and logs in %s)\n",
        pick->mission->name, pick->mission->title, dir);
    fflush(stdout);
    int status = daemon_start(&config);
    if (status != 0)
        return status;
    status = show(name, duration, is_shipped);
    enum err e = daemon_stop(name, STOP_NS);
    if (e != ERR_OK) {
        fprintf(stderr, "columba demo: stopping: %s\n", err_str(e));
        return status != 0 ? status : err_exit_status(e);
    }
    return status;
}

int
tool_demo(int argc, char **argv)
{
    const char *mission = NULL, *duration = "4s", *anomaly = NULL,
               *scenario = NULL;
    const struct cli_option options[] = {
        {'m', "mission", "FILE", CLI_STRING, &mission,
            "another mission than the shipped one"},
        {'a', "anomaly", "NAME", CLI_STRING, &anomaly,
            "what goes wrong in the ground model: walk, heater"},
        {'s', "scenario", "SCENARIO", CLI_STRING, &scenario,
            "the exercise that the ground model plays"},
        {'d', "duration", "TIME", CLI_STRING, &duration,
            "without a terminal: watch so long (4s)"},
    };
    const struct cli cli = {
        .name = "columba demo",
        .operands = "[INSTANCE]",
        .summary = "a ground model with the console on top, to look around",
        .examples = "  $ columba demo\n"
                    "  $ columba demo --anomaly walk\n"
                    "  $ columba demo </dev/null     print what one would "
                    "see\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    int64_t ns;
    if (duration_parse(duration, &ns) != ERR_OK)
        return cli_usage(&cli, "'%s' is no time", duration);
    if (anomaly != NULL && scenario != NULL)
        return cli_usage(&cli, "--anomaly and --scenario exclude each other");
    struct pick pick;
    status = pick_open(&pick, "demo", mission, n > 0 ? argv[0] : NULL);
    if (status >= 0)
        return status;
    char *dir = make_dir();
    if (dir == NULL) {
        perror("columba demo: no directory for sockets");
        pick_close(&pick);
        return EX_CANTCREAT;
    }
    if (anomaly != NULL)
        setenv("COLUMBA_ANOMALY", anomaly, 1);
    if (scenario != NULL)
        setenv("COLUMBA_SCENARIO", scenario, 1);
    setenv("COLUMBA_RUN", dir, 1);
    setenv("XDG_STATE_HOME", dir, 1); /* recordings, too, are for now only */
    status = run(&pick, dir, duration, mission == NULL);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(dir);
    pick_close(&pick);
    return status;
}
