/*
 * asker.c - where a request comes from.
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/asker.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"

/* The program's name, or "". */
static void
read_name(unsigned pid, char *out, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%u/comm", pid);
    out[0] = '\0';
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    const ssize_t n = read(fd, out, size - 1);
    close(fd);
    out[n > 0 ? n : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
}

/* Its terminal, "pts/3", or "". */
static void
read_terminal(unsigned pid, char *out, size_t size)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%u/fd/0", pid);
    const ssize_t n = readlink(path, out, size - 1);
    out[n > 0 ? n : 0] = '\0';
    if (str_prefix(out, "/dev/pts/") || str_prefix(out, "/dev/tty"))
        memmove(out, out + 5, strlen(out + 5) + 1);
    else
        out[0] = '\0';
}

void
asker_where(const struct bus_peer *peer, char *out, size_t size)
{
    char name[32], terminal[64];
    struct strbuf text = {0}, clean = {0};
    if (peer->is_known && peer->pid != 0) {
        read_name(peer->pid, name, sizeof name);
        read_terminal(peer->pid, terminal, sizeof terminal);
        strbuf_addf(&text, "%s%spid %u%s%s", name, name[0] != '\0' ? ", " : "",
            (unsigned)peer->pid, terminal[0] != '\0' ? " on " : "", terminal);
    } else {
        strbuf_adds(&text, "somewhere");
    }
    str_sanitize(&clean, strbuf_get(&text), text.len, false);
    (void)str_copy(out, size, strbuf_get(&clean));
    strbuf_fini(&clean);
    strbuf_fini(&text);
}
