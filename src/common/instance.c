/*
 * instance.c - which instances run on this machine, and one supervisor each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/instance.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "common/lock.h"
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
    const enum err e = lock_take(path, fd);
    free(path);
    return e;
}

pid_t
instance_pid(const char *instance)
{
    char *path = lock_path(instance);
    const pid_t pid = lock_owner(path);
    free(path);
    return pid;
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
