/*
 * trust.c - see trust.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

struct trust_place
trust_open(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash == NULL   ? xstrdup(".")
                : slash == path ? xstrdup("/")
                                : xstrndup(path, (size_t)(slash - path));
    struct trust_place p = {.file = -1};
    p.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p.dir >= 0)
        p.file = openat(p.dir, slash != NULL ? slash + 1 : path,
            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    p.error = p.file < 0 ? errno : 0;
    free(dir);
    return p;
}

void
trust_close(struct trust_place *p)
{
    if (p->file >= 0)
        (void)close(p->file);
    if (p->dir >= 0)
        (void)close(p->dir);
    *p = (struct trust_place){.dir = -1, .file = -1};
}

static bool
is_owned(const struct stat *st, bool owner_too)
{
    return st->st_uid == 0 || (owner_too && st->st_uid == geteuid());
}

const char *
trust_fault(const struct trust_place *p, bool owner_too)
{
    struct stat file, dir;
    if (p->file < 0)
        return p->error == ELOOP    ? "it is a symbolic link"
               : p->error == ENOENT ? "there is no such file"
                                    : "it cannot be opened";
    if (fstat(p->file, &file) != 0 || fstat(p->dir, &dir) != 0)
        return "its owner is not known";
    if (!is_owned(&file, owner_too))
        return "it does not belong to root";
    if ((file.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return "others may write it";
    if (!is_owned(&dir, owner_too))
        return "its directory does not belong to root";
    if ((dir.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return "others may write its directory";
    return NULL;
}

const char *
trust_fault_of(const char *path, bool owner_too)
{
    struct trust_place p = trust_open(path);
    const char *why = trust_fault(&p, owner_too);
    trust_close(&p);
    return why;
}
