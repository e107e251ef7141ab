/*
 * spawn.c - start a process of an instance.
 *
 * Between fork(2) and exec(2) only what is safe in a signal handler happens:
 * everything else is prepared before.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* pipe2, strerrordesc_np */
#include "supervise/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/xalloc.h"

struct prepared {
    char *path;  /* owned */
    char **argv; /* owned array of borrowed strings */
    char **envp; /* the same */
    const char *dir;
    int output;
    pid_t parent;
};

/* Where the program is; a name that is nowhere is left to fail in exec. */
static char *
locate(const char *program)
{
    if (strchr(program, '/') != NULL)
        return xstrdup(program);
    char *beside = paths_program(program);
    if (access(beside, X_OK) == 0)
        return beside;
    const char *path = getenv("PATH");
    for (const char *p = path != NULL ? path : ""; *p != '\0';) {
        size_t n = strcspn(p, ":");
        char *at = xasprintf("%.*s/%s", (int)n, p, program);
        if (n > 0 && access(at, X_OK) == 0) {
            free(beside);
            return at;
        }
        free(at);
        p += n + (p[n] == ':' ? 1 : 0);
    }
    return beside;
}

/* Does `list` set the variable that `entry` ("NAME=value") sets? */
static bool
is_replaced(const char *entry, const char *const *list)
{
    size_t n = strcspn(entry, "=");
    for (; *list != NULL; list++)
        if (strncmp(entry, *list, n + 1) == 0)
            return true;
    return false;
}

static char **
merge_env(const char *const *added)
{
    size_t n = 0, ours = 0;
    while (environ[ours] != NULL)
        ours++;
    while (added[n] != NULL)
        n++;
    char **envp = xcalloc(ours + n + 1, sizeof *envp);
    size_t at = 0;
    for (size_t i = 0; i < ours; i++)
        if (!is_replaced(environ[i], added))
            envp[at++] = environ[i];
    memcpy(envp + at, added, n * sizeof *envp);
    return envp;
}

static void
say(const char *text)
{
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    (void)n;
}

static NORETURN void
child(const struct prepared *p)
{
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != p->parent) /* it died before we asked to be told */
        _exit(1);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(null, STDIN_FILENO);
    dup2(p->output, STDOUT_FILENO);
    dup2(p->output, STDERR_FILENO);
    if (p->dir != NULL && chdir(p->dir) != 0)
        say("<4>the working directory cannot be entered\n");
    execve(p->path, p->argv, p->envp);
    say("<3>");
    say(p->path);
    say(": ");
    say(strerrordesc_np(errno));
    say("\n");
    _exit(127);
}

enum err
spawn(const struct spawn *what, pid_t *pid, int *output)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return errno == EMFILE || errno == ENFILE ? ERR_LIMIT : ERR_IO;
    size_t n = 0;
    while (what->args[n] != NULL)
        n++;
    struct prepared p = {
        .path = locate(what->program),
        .argv = xcalloc(n + 2, sizeof *p.argv),
        .envp = merge_env(what->env),
        .dir = what->dir,
        .output = ends[1],
        .parent = getpid(),
    };
    p.argv[0] = p.path;
    memcpy(p.argv + 1, what->args, n * sizeof *p.argv);
    *pid = fork();
    if (*pid == 0)
        child(&p);
    close(ends[1]);
    free(p.path);
    free(p.argv);
    free(p.envp);
    if (*pid < 0) {
        close(ends[0]);
        return ERR_LIMIT;
    }
    *output = ends[0];
    return ERR_OK;
}
