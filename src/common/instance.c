/*
 * instance.c - which instances run on this machine, and one supervisor each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/instance.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/xalloc.h"

static char *
lock_path(const char *instance)
{
    char *dir = paths_instance_dir(instance);
    char *path = xasprintf("%s/up.lock", dir);
    free(dir);
    return path;
}

enum err
instance_lock(const char *instance, int *fd)
{
    char *path = lock_path(instance);
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    free(path);
    if (*fd < 0)
        return ERR_IO;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(*fd, F_SETLK, &lock) != 0) {
        enum err e = errno == EACCES || errno == EAGAIN ? ERR_EXISTS : ERR_IO;
        close(*fd);
        *fd = -1;
        return e;
    }
    char pid[32];
    int n = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
    if (ftruncate(*fd, 0) != 0 || write(*fd, pid, (size_t)n) != n)
        errno = 0; /* the lock counts, the text is for people */
    return ERR_OK;
}

pid_t
instance_pid(const char *instance)
{
    char *path = lock_path(instance);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    free(path);
    if (fd < 0)
        return 0;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int got = fcntl(fd, F_GETLK, &lock);
    close(fd);
    return got == 0 && lock.l_type != F_UNLCK ? lock.l_pid : 0;
}

size_t
instance_running(char ***names)
{
    char *run = paths_run_dir();
    struct dirent **entry = NULL;
    int n = scandir(run, &entry, NULL, alphasort);
    size_t found = 0;
    *names = xcalloc(n > 0 ? (size_t)n : 1, sizeof **names);
    for (int i = 0; i < n; i++) {
        const char *name = entry[i]->d_name;
        if (paths_instance_is_valid(name) && instance_pid(name) != 0)
            (*names)[found++] = xstrdup(name);
        free(entry[i]);
    }
    free(entry);
    free(run);
    return found;
}

void
instance_names_free(char ***names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free((*names)[i]);
    free(*names);
    *names = NULL;
}

char *
instance_default(void)
{
    const char *env = getenv("COLUMBA_INSTANCE");
    if (env != NULL && env[0] != '\0')
        return xstrdup(env);
    char **names, *found = NULL;
    size_t n = instance_running(&names);
    for (size_t i = 0; i < n; i++)
        if (n == 1 || strcmp(names[i], "flight") == 0)
            found = xstrdup(names[i]);
    instance_names_free(&names, n);
    return found;
}
