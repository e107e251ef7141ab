/*
 * hub.c - a real columba-hub for a test, in directories of its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/hub.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/check.h"

#define READY_MS 10000

char *
hub_run_dir(void)
{
    char *dir = check_tmpdir();
    setenv("COLUMBA_RUN", dir, 1);
    return dir;
}

static int
open_notify(char path[108])
{
    static unsigned serial;
    const char *run = getenv("COLUMBA_RUN");
    assert_non_null(run);
    snprintf(path, 108, "%s/notify-%d-%u", run, (int)getpid(), ++serial);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static void
exec_hub(const char *const *args, const char *notify)
{
    const char *bin = getenv("COLUMBA_BIN");
    char *program = xasprintf("%s/columba-hub", bin != NULL ? bin : "bin");
    char *argv[32] = {program};
    for (size_t i = 0; args[i] != NULL && i < 30; i++)
        argv[i + 1] = xstrdup(args[i]);
    setenv("NOTIFY_SOCKET", notify, 1);
    /* With sanitizers freed memory would be kept, and look like growth. */
    const char *asan = getenv("ASAN_OPTIONS");
    char *options = xasprintf(
        "%s:quarantine_size_mb=1", asan != NULL ? asan : "detect_leaks=1");
    setenv("ASAN_OPTIONS", options, 1);
    free(options);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlive a test that dies */
    if (getenv("TEST_HUB_LOG") == NULL &&
        freopen("/dev/null", "w", stderr) == NULL)
        _exit(126);
    execv(program, argv);
    _exit(127);
}

/* Wait for READY=1 or the end of the child. */
static bool
wait_ready(int fd, pid_t pid)
{
    for (int waited = 0; waited < READY_MS; waited += 50) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        char text[64] = "";
        if (poll(&p, 1, 50) == 1 && recv(fd, text, sizeof text - 1, 0) > 0 &&
            strcmp(text, "READY=1") == 0)
            return true;
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return false;
    }
    return false;
}

void
hub_start(struct hub_process *hub, const char *const *args)
{
    char notify[108];
    int fd = open_notify(notify);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        exec_hub(args, notify);
    hub->pid = pid;
    if (!wait_ready(fd, pid))
        fail_msg("columba-hub does not get ready");
    close(fd);
    unlink(notify);
}

void
hub_stop(struct hub_process *hub)
{
    int status = 0;
    kill(hub->pid, SIGTERM);
    assert_int_equal(waitpid(hub->pid, &status, 0), hub->pid);
    hub->pid = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void
hub_kill(struct hub_process *hub)
{
    if (hub->pid == 0)
        return;
    kill(hub->pid, SIGKILL);
    waitpid(hub->pid, NULL, 0);
    hub->pid = 0;
}

size_t
hub_rss(pid_t pid)
{
    char *path = xasprintf("/proc/%d/statm", (int)pid);
    char *text = check_read(path, NULL);
    size_t size = 0, resident = 0;
    assert_int_equal(sscanf(text, "%zu %zu", &size, &resident), 2);
    free(text);
    free(path);
    return resident * (size_t)sysconf(_SC_PAGESIZE);
}
