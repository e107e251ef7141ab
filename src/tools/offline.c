/*
 * offline.c - what tools share that read files of packets without a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/offline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/note.h"
#include "common/say.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mission/mission.h"

#define READ_BYTES (1 << 20)

/* ---- files --------------------------------------------------------------- */

struct reader {
    const char *file; /* as it is named in messages */
    uint32_t skip_bytes;
    offline_fn fn;
    void *arg;
};

static void
drain(const struct reader *r, struct packets *packets)
{
    struct packets_item item;
    enum packets_event event;
    while ((event = packets_next(packets, &item)) != PACKETS_NEED_MORE)
        r->fn(r->arg, r->file, event, &item);
}

/* Read it to its end; false: errno says why not. */
static bool
read_packets(const struct reader *r, int fd)
{
    struct packets_options o = {.skip_bytes = r->skip_bytes, .confirms = true};
    struct packets *packets = packets_new(&o);
    uint8_t *buffer = xreallocarray(NULL, READ_BYTES, 1);
    ssize_t n;
    do {
        n = read(fd, buffer, READ_BYTES);
        if (n > 0) {
            packets_feed(packets, buffer, (size_t)n);
            drain(r, packets);
        }
    } while (n > 0 || (n < 0 && errno == EINTR));
    int why = errno;
    packets_end(packets);
    drain(r, packets);
    packets_free(&packets);
    free(buffer);
    errno = why;
    return n == 0;
}

int
offline_read(const struct offline *o, const char *path, uint32_t skip_bytes,
    offline_fn fn, void *arg)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct reader r = {.file = is_stdin ? "(standard input)" : path,
        .skip_bytes = skip_bytes,
        .fn = fn,
        .arg = arg};
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        say("%s: %s: %s\n", o->tool, r.file, strerror(errno));
        return EX_NOINPUT;
    }
    int status = 0;
    if (!read_packets(&r, fd)) {
        say("%s: %s: %s\n", o->tool, r.file, strerror(errno));
        status = EX_IOERR;
    }
    if (!is_stdin)
        close(fd);
    return status;
}

/* ---- database ------------------------------------------------------------ */

bool
offline_is_mission(const char *path)
{
    struct stat s;
    return str_suffix(path, ".conf") ||
           (stat(path, &s) == 0 && S_ISDIR(s.st_mode));
}

/* `path`: an XTCE file, a mission.conf, or a mission's directory. */
static int
load(struct offline *o, const char *path)
{
    struct notes notes = {0};
    enum err e = ERR_OK;
    if (offline_is_mission(path))
        e = mission_load(path, &notes, &o->mission);
    if (e == ERR_OK)
        e = mdb_load(o->mission != NULL ? o->mission->database : path,
            &(struct mdb_options){0}, &notes, &o->mdb);
    if (e != ERR_OK)
        notes_print(&notes, stderr, false);
    else if (notes.warnings > 0)
        say("%s: %s: %zu warning%s; 'columba check' shows %s\n", o->tool, path,
            notes.warnings, notes.warnings == 1 ? "" : "s",
            notes.warnings == 1 ? "it" : "them");
    notes_fini(&notes);
    return e == ERR_OK ? 0 : err_exit_status(e);
}

static void
list_roots(const struct mdb *mdb)
{
    for (uint32_t i = 0; i < mdb->n_containers; i++)
        if (mdb->container[i].base == MDB_NIL)
            say("  %s%s\n", mdb->container[i].name,
                mdb->container[i].n_children > 0 ? "" : " (not extended)");
}

/* The container packets begin with, or an exit status. */
static int
choose_root(
    const char *tool, const struct mdb *mdb, const char *name, uint32_t *root)
{
    *root = name != NULL ? mdb_find_container(mdb, name) : mdb->root;
    if (*root != MDB_NIL)
        return 0;
    if (name != NULL)
        say("%s: %s has no container '%s', or several; those "
            "without a base are:\n",
            tool, mdb->file, name);
    else
        say("%s: %s does not tell which container packets begin "
            "with; choose with --container:\n",
            tool, mdb->file);
    list_roots(mdb);
    return name != NULL ? EX_USAGE : EX_DATAERR;
}

int
offline_open(struct offline *o, const char *tool, const char *path,
    const char *container)
{
    *o = (struct offline){.tool = tool};
    int status = load(o, path);
    if (container == NULL && o->mission != NULL)
        container = o->mission->root;
    if (status == 0)
        status = choose_root(tool, o->mdb, container, &o->root);
    if (status != 0)
        offline_close(o);
    return status;
}

void
offline_close(struct offline *o)
{
    mdb_free(&o->mdb);
    mission_free(&o->mission);
}
