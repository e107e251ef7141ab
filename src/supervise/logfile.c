/*
 * logfile.c - what a process writes to stderr, kept in a file that is rotated.
 *
 * SPDX-License-Identifier: ISC
 */
#include "supervise/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

#define LINE_MAX_BYTES 4096 /* a longer line is cut into several */

static enum err
reopen(struct logfile *log)
{
    struct stat st;
    log->size = 0;
    log->fd = open(log->path,
        O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (log->fd < 0)
        return ERR_IO;
    if (fstat(log->fd, &st) == 0)
        log->size = (size_t)st.st_size;
    return ERR_OK;
}

enum err
logfile_open(struct logfile *log, const char *path)
{
    *log = (struct logfile){.path = xstrdup(path), .max = LOGFILE_MAX};
    return reopen(log);
}

static void
rotate(struct logfile *log)
{
    char *old = xasprintf("%s.1", log->path);
    close(log->fd);
    log->fd = -1;
    if (rename(log->path, old) != 0)
        (void)unlink(log->path);
    free(old);
    if (reopen(log) != ERR_OK)
        log->fd = -1;
}

static void
write_all(int fd, const char *data, size_t len)
{
    while (fd >= 0 && len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* a full disk must not stop the instance */
        data += n;
        len -= (size_t)n;
    }
}

/* Over "<6>" at the beginning of a line; the letter of its severity. */
static char
take_priority(const char **text)
{
    const char *s = *text;
    if (s[0] != '<' || s[1] < '0' || s[1] > '7' || s[2] != '>')
        return ' ';
    *text += 3;
    return "CCCEWWII"[s[1] - '0'];
}

/* One whole line: its newline is added here. */
static void
flush_line(struct logfile *log, struct utc now)
{
    const char *text = strbuf_get(&log->line);
    char time[TIME_TEXT_SIZE], letter = take_priority(&text);
    struct strbuf line = {0}, clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    if (letter != 'I' && clean.len > 0)
        str_copy(log->last, sizeof log->last, clean.s);
    strbuf_addf(&line, "%s %c %s\n", utc_fmt_doy(time, now, false, 3), letter,
        strbuf_get(&clean));
    if (log->echo != NULL)
        fprintf(stderr, "%-10s %s", log->echo, line.s);
    if (log->size + line.len > log->max && log->size > 0 && log->fd >= 0)
        rotate(log);
    write_all(log->fd, line.s, line.len);
    log->size += line.len;
    strbuf_fini(&line);
    strbuf_fini(&clean);
    strbuf_reset(&log->line);
}

void
logfile_write(struct logfile *log, struct utc now, const char *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (data[i] != '\n' && data[i] != '\0')
            strbuf_addc(&log->line, data[i]);
        if (data[i] == '\n' || log->line.len >= LINE_MAX_BYTES)
            flush_line(log, now);
    }
}

void
logfile_close(struct logfile *log)
{
    if (log->line.len > 0)
        flush_line(log, utc_now());
    if (log->fd >= 0 && log->path != NULL)
        close(log->fd);
    free(log->path);
    strbuf_fini(&log->line);
    *log = (struct logfile){.fd = -1};
}
