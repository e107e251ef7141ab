/*
 * daemon.c - start an instance in the background, and end one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "supervise/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/instance.h"
#include "common/log.h"
#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "supervise/supervise.h"

/* Relative paths of the environment must survive the change of directory. */
static void
fix_run_dir(void)
{
    char *run = paths_run_dir();
    char *real = realpath(run, NULL);
    if (real != NULL)
        setenv("COLUMBA_RUN", real, 1);
    free(real);
    free(run);
}

/* Away from the terminal: a session of our own, logs to a file. */
static void
detach(const char *log)
{
    (void)setsid();
    fix_run_dir();
    (void)umask(027);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int out =
        open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(out >= 0 ? out : null, STDERR_FILENO);
    if (chdir("/") != 0)
        return; /* it only pins a file system */
}

static NORETURN void
child(const struct daemon_config *config, const char *log, int report_fd,
    pid_t parent)
{
    if (config->ends_with_us) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
            _exit(EX_TEMPFAIL);
    }
    detach(log);
    log_open("up");
    struct supervise_config c = {
        .mission = config->mission,
        .instance = config->instance,
        .report_fd = report_fd,
        .log = log,
    };
    exit(supervise_run(&c));
}

/* One line of the report; true when it is the last one. */
static bool
take_line(const struct daemon_config *config, char *line, int *status)
{
    char *rest = strchr(line, ' ');
    if (rest != NULL)
        *rest++ = '\0';
    if (strcmp(line, "up") == 0) {
        *status = 0;
        return true;
    }
    if (strcmp(line, "failed") == 0) {
        fprintf(stderr, "columba up: %s\n", rest != NULL ? rest : "");
        *status = EX_UNAVAILABLE;
        return true;
    }
    char *pid = rest != NULL ? strchr(rest, ' ') : NULL;
    if (pid == NULL || config->progress == NULL)
        return false;
    *pid++ = '\0';
    fprintf(config->progress, "  %-12s ready, process %s\n", rest, pid);
    fflush(config->progress);
    return false;
}

/* Read reports until it is up or failed; -1 when it ended without a word. */
static int
follow(const struct daemon_config *config, int fd)
{
    FILE *f = fdopen(fd, "r");
    char *line = NULL;
    size_t cap = 0;
    int status = -1;
    for (ssize_t n; (n = getline(&line, &cap, f)) > 0;) {
        if (line[n - 1] == '\n')
            line[n - 1] = '\0';
        if (take_line(config, line, &status))
            break;
    }
    free(line);
    fclose(f);
    return status;
}

/* The log of the supervisor; its directory is made. */
static char *
log_path(const char *instance)
{
    char *dir = paths_instance_dir(instance);
    char *logs = xasprintf("%s/log", dir);
    (void)mkdir(logs, 0750);
    char *path = xasprintf("%s/up.log", logs);
    free(logs);
    free(dir);
    return path;
}

static int
refuse(const char *name, enum err e)
{
    pid_t pid = instance_pid(name);
    if (pid != 0) {
        fprintf(stderr,
            "columba up: instance %s runs already (process %d); "
            "'columba down %s' stops it\n",
            name, (int)pid, name);
        return err_exit_status(ERR_EXISTS);
    }
    char *dir = paths_instance_dir(name);
    fprintf(stderr, "columba up: %s cannot be used: %s%s%s\n", dir, err_str(e),
        e == ERR_LIMIT ? " (the path is too long for a socket)" : "",
        e == ERR_EXISTS ? " (something else has this name)" : "");
    free(dir);
    return err_exit_status(e);
}

int
daemon_start(const struct daemon_config *config)
{
    const char *name = config->instance->name;
    enum err e = paths_instance_create(name);
    if (e != ERR_OK || instance_pid(name) != 0)
        return refuse(name, e);
    int ends[2];
    if (pipe(ends) != 0)
        return EX_OSERR;
    for (size_t i = 0; i < 2; i++)
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    char *log = log_path(name);
    fflush(NULL);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(config, log, ends[1], parent);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        free(log);
        return EX_OSERR;
    }
    int status = follow(config, ends[0]);
    if (status != 0) {
        int ended = 0;
        (void)waitpid(pid, &ended, 0);
        if (status < 0)
            fprintf(stderr, "columba up: the supervisor ended\n");
        status = WIFEXITED(ended) && WEXITSTATUS(ended) != 0
                     ? WEXITSTATUS(ended)
                     : EX_UNAVAILABLE;
        fprintf(stderr, "the logs are in %.*s\n",
            (int)(strrchr(log, '/') - log), log);
    }
    free(log);
    return status;
}

enum err
daemon_stop(const char *instance, int64_t timeout_ns)
{
    pid_t pid = instance_pid(instance);
    if (pid == 0)
        return ERR_NOTFOUND;
    int fd = pidfd_open(pid, 0);
    if (fd < 0)
        return errno == ESRCH ? ERR_NOTFOUND : ERR_IO;
    enum err e = ERR_OK;
    if (pidfd_send_signal(fd, SIGTERM, NULL, 0) != 0)
        e = errno == EPERM ? ERR_DENIED : ERR_IO;
    struct pollfd end = {fd, POLLIN, 0};
    struct mono until = mono_add_ns(mono_now(), timeout_ns);
    while (e == ERR_OK && end.revents == 0) {
        int64_t left = mono_diff_ns(until, mono_now());
        if (left <= 0)
            e = ERR_AGAIN;
        else if (poll(&end, 1, (int)(left / NS_PER_MS) + 1) < 0 &&
                 errno != EINTR)
            e = ERR_IO;
    }
    close(fd);
    /* Its children are ours to reap when we started it. */
    (void)waitpid(pid, NULL, WNOHANG);
    return e;
}
