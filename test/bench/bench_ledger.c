/*
 * bench_ledger.c - the command log beside bare system calls on the same bytes.
 *
 * C1: one commit of a released command, against one write and fdatasync of a
 * line as long.  C2: opening a log of 100 000 commands, against reading the
 * file and SHA-256 over it; and what the ids then take of memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "support/log_rig.h"

#define ROUNDS   9
#define COMMITS  200 /* in a round */
#define COMMANDS 100000
#define FEW      20000
#define BATCH    100 /* of them in a commit */
#define FILE_1   "commands-2026-324.jsonl"

static double
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int
by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_size);
    return v[ROUNDS / 2];
}

/* ---- one commit ------------------------------------------------------------
 */

static double
ours_ns(struct log_rig *rig)
{
    static unsigned n;
    const double begin = now_ns();
    for (unsigned i = 0; i < COMMITS; i++, n++) {
        log_rig_command(rig, 0, n, 100, (uint16_t)(n % 16384));
        if (ledger_commit(rig->ledger) != ERR_OK)
            exit(1);
    }
    return (now_ns() - begin) / COMMITS;
}

static double
bare_ns(int fd, const char *line, size_t len)
{
    const double begin = now_ns();
    for (unsigned i = 0; i < COMMITS; i++)
        if (write(fd, line, len) != (ssize_t)len || fdatasync(fd) != 0)
            exit(1);
    return (now_ns() - begin) / COMMITS;
}

static size_t
size_of(const struct log_rig *rig)
{
    struct stat st;
    char *path = log_rig_path(rig, FILE_1);
    if (stat(path, &st) != 0)
        exit(1);
    free(path);
    return (size_t)st.st_size;
}

static void
bench_commit(struct log_rig *rig)
{
    double ours[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
    (void)ours_ns(rig);
    const size_t before = size_of(rig);
    (void)ours_ns(rig);
    const size_t len = (size_of(rig) - before) / COMMITS;
    char *line = xcalloc(len, 1), *path = log_rig_path(rig, "bare");
    memset(line, 'x', len);
    const int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        exit(1);
    (void)bare_ns(fd, line, len);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = ours_ns(rig) / 1e3;
        bare[i] = bare_ns(fd, line, len) / 1e3;
        ratio[i] = ours[i] / bare[i];
    }
    printf("C1\tone command on disk, %zu bytes\t%.0f us\t%.0f us\t%.2f\t"
           "<= 1.50\n",
        len, median(ours), median(bare), median(ratio));
    (void)close(fd);
    free(path);
    free(line);
}

/* ---- opening ---------------------------------------------------------------
 */

static double
open_ns(struct log_rig *rig)
{
    ledger_close(&rig->ledger);
    struct ledger_report report;
    const double begin = now_ns();
    if (ledger_open(rig->dir, NULL, NULL, &report, &rig->ledger) != ERR_OK)
        exit(1);
    if (report.lines < FEW)
        exit(1);
    return now_ns() - begin;
}

static double
digest_ns(const struct log_rig *rig)
{
    char *path = log_rig_path(rig, FILE_1), digest[DIGEST_HEX];
    const double begin = now_ns();
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    static char bytes[65536];
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
        digest_hex_of(bytes, (size_t)n, digest);
    (void)close(fd);
    free(path);
    return now_ns() - begin;
}

/* In a process that does nothing else. */
static int
open_and_tell(char *dir)
{
    struct log_rig rig = {.dir = dir};
    (void)open_ns(&rig);
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL || fscanf(f, "%*s %ld", &pages) != 1)
        return 1;
    fclose(f);
    printf("%ld\n", pages);
    return 0;
}

static double
resident_mb(const struct log_rig *rig)
{
    char *command = xasprintf("/proc/%d/exe %s", (int)getpid(), rig->dir);
    FILE *f = popen(command, "re");
    long pages = 0;
    if (f == NULL || fscanf(f, "%ld", &pages) != 1)
        exit(1);
    pclose(f);
    free(command);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static void
add_commands(struct log_rig *rig, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        log_rig_command(rig, 1, i + 1000000, 100, (uint16_t)(i % 16384));
        if (i % BATCH == BATCH - 1 && ledger_commit(rig->ledger) != ERR_OK)
            exit(1);
    }
}

static void
bench_memory(struct log_rig *rig)
{
    add_commands(rig, 0, FEW);
    ledger_close(&rig->ledger);
    const double mb = resident_mb(rig);
    printf("C2\tmemory of a process that opened %d\t%.1f MB\t15 MB\t%.2f\t"
           "<= 1\n",
        FEW, mb, mb / 15);
    (void)open_ns(rig);
}

static void
bench_open(struct log_rig *rig)
{
    double ours[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
    add_commands(rig, FEW, COMMANDS);
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = open_ns(rig) / 1e6;
        bare[i] = digest_ns(rig) / 1e6;
        ratio[i] = ours[i] / bare[i];
    }
    printf("C2\topening %d commands, %.0f MB\t%.0f ms\t%.0f ms\t%.2f\t"
           "<= 4\n",
        COMMANDS, (double)size_of(rig) / 1e6, median(ours), median(bare),
        median(ratio));
    printf("C2\topening %d commands, against 1 s\t%.0f ms\t1000 ms\t%.2f\t"
           "<= 1\n",
        COMMANDS, median(ours), median(ours) / 1e3);
}

/* On a disk, where there is one: /tmp may be in memory. */
int
main(int argc, char **argv)
{
    if (argc == 2)
        return open_and_tell(argv[1]);
    char dir[] = "/var/tmp/columba-bench-XXXXXX";
    if (mkdtemp(dir) == NULL)
        return 1;
    struct log_rig rig = {.tmp = xstrdup(dir)};
    rig.dir = xasprintf("%s/log", dir);
    if (log_rig_open(&rig) != ERR_OK || !ledger_is_sound(rig.ledger))
        return 1;
    bench_commit(&rig);
    bench_memory(&rig);
    bench_open(&rig);
    log_rig_fini(&rig);
    return 0;
}
