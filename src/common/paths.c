/*
 * paths.c - where things live: instances, shipped content, the user's files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/paths.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/str.h"
#include "common/xalloc.h"

#define SUN_PATH_MAX 107

static const struct {
    const char *name;
    const char *group;
    mode_t mode;
} dirs[] = {
    [PATHS_FEED] = {"feed", NULL, 0700},
    [PATHS_OBSERVE] = {"observe", "columba-watch", 0750},
    [PATHS_OPERATE] = {"operate", "columba-ops", 0750},
    [PATHS_SEND] = {"send", NULL, 0700},
};

bool
paths_instance_is_valid(const char *instance)
{
    size_t n = strlen(instance);
    if (n == 0 || n > 32 || instance[0] == '.' || instance[0] == '-')
        return false;
    for (const char *c = instance; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("._-", *c) == NULL)
            return false;
    return true;
}

char *
paths_run_dir(void)
{
    const char *run = getenv("COLUMBA_RUN");
    if (run != NULL && run[0] != '\0')
        return xstrdup(run);
    if (access("/run/columba", W_OK) == 0)
        return xstrdup("/run/columba");
    const char *xdg = getenv("XDG_RUNTIME_DIR");
    if (xdg != NULL && xdg[0] == '/')
        return xasprintf("%s/columba", xdg);
    return xasprintf("/tmp/columba-%u", (unsigned)getuid());
}

char *
paths_instance_dir(const char *instance)
{
    char *run = paths_run_dir();
    char *dir = xasprintf("%s/%s", run, instance);
    free(run);
    return dir;
}

char *
paths_endpoint(const char *instance, enum paths_dir dir, const char *name)
{
    char *at = paths_instance_dir(instance);
    char *endpoint = xasprintf("ipc://%s/%s/%s", at, dirs[dir].name, name);
    free(at);
    return endpoint;
}

static char *
lock_of(const char *instance, const char *process)
{
    char *at = paths_instance_dir(instance);
    char *path = xasprintf("%s/send/%s.lock", at, process);
    free(at);
    return path;
}

char *
paths_gate_lock(const char *instance)
{
    return lock_of(instance, "gate");
}

char *
paths_exec_lock(const char *instance)
{
    return lock_of(instance, "exec");
}

static enum err
from_errno(void)
{
    return errno == EACCES || errno == EPERM ? ERR_DENIED : ERR_IO;
}

/* mkdir that accepts a directory of our own and refuses anything else. */
static enum err
make_dir(const char *path, mode_t mode)
{
    struct stat st;
    if (mkdir(path, mode) != 0 && errno != EEXIST)
        return from_errno();
    if (lstat(path, &st) != 0)
        return from_errno();
    if (!S_ISDIR(st.st_mode))
        return ERR_EXISTS;
    if (st.st_uid != geteuid())
        return ERR_DENIED;
    return chmod(path, mode) == 0 ? ERR_OK : from_errno();
}

static void
give_to_group(const char *path, const char *group)
{
    const struct group *g = group != NULL ? getgrnam(group) : NULL;
    if (g != NULL && chown(path, (uid_t)-1, g->gr_gid) != 0)
        errno = 0; /* only root or a member may: the mode still protects */
}

enum err
paths_instance_create(const char *instance)
{
    if (!paths_instance_is_valid(instance))
        return ERR_RANGE;
    char *run = paths_run_dir(), *at = paths_instance_dir(instance);
    enum err e = ERR_OK;
    if (strlen(at) + strlen("/operate/frontend-control") > SUN_PATH_MAX)
        e = ERR_LIMIT;
    struct stat st;
    if (e == ERR_OK && stat(run, &st) != 0)
        e = make_dir(run, 0755);
    if (e == ERR_OK)
        e = make_dir(at, 0755);
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(dirs); i++) {
        char *path = xasprintf("%s/%s", at, dirs[i].name);
        e = make_dir(path, dirs[i].mode);
        if (e == ERR_OK)
            give_to_group(path, dirs[i].group);
        free(path);
    }
    free(run);
    free(at);
    return e;
}

/* The directory of our own program, owned; "." when it cannot be known. */
static char *
exe_dir(void)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return xstrdup(".");
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (slash == NULL)
        return xstrdup(".");
    *slash = '\0';
    return xstrdup(exe);
}

char *
paths_program(const char *name)
{
    char *dir = exe_dir();
    char *path = xasprintf("%s/%s", dir, name);
    free(dir);
    return path;
}

char *
paths_data(const char *kind)
{
    const char *data = getenv("COLUMBA_DATA");
    if (data != NULL && data[0] != '\0')
        return xasprintf("%s/%s", data, kind);
    /* bin/ or build/<variant>/bin/ of a source tree */
    static const char *const ups[] = {"..", "../../.."};
    char *dir = exe_dir(), *found = NULL;
    for (size_t i = 0; found == NULL && i < ARRAY_LEN(ups); i++) {
        char *path = xasprintf("%s/%s/%s", dir, ups[i], kind);
        char *layers = xasprintf("%s/%s/src/LAYERS", dir, ups[i]);
        if (access(path, R_OK) == 0 && access(layers, R_OK) == 0)
            found = realpath(path, NULL);
        free(path);
        free(layers);
    }
    free(dir);
    return found != NULL ? found : xasprintf("/usr/share/columba/%s", kind);
}

static char *
xdg_dir(const char *variable, const char *fallback)
{
    const char *xdg = getenv(variable);
    if (xdg != NULL && xdg[0] == '/')
        return xasprintf("%s/columba", xdg);
    const char *home = getenv("HOME");
    return xasprintf("%s/%s/columba", home != NULL ? home : "", fallback);
}

char *
paths_config_dir(void)
{
    return xdg_dir("XDG_CONFIG_HOME", ".config");
}

char *
paths_system_dir(void)
{
    const char *etc = getenv("COLUMBA_ETC");
    return xstrdup(etc != NULL && etc[0] == '/' ? etc : "/etc/columba");
}

char *
paths_state_dir(void)
{
    return xdg_dir("XDG_STATE_HOME", ".local/state");
}
