/*
 * bench_mdb_load.c - D2: a mission database of 1.67 MB until it is ready,
 * beside a bare DOM parse of the same bytes by libxml2; time and memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libxml/parser.h>

#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "support/mdbgen.h"

#define ROUNDS 21
#define PARAMS 4660  /* about 1.67 MB */
#define LARGE  10000 /* parameters */

static double
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double
median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

static void
parse_dom(const char *data, size_t len)
{
    xmlDoc *doc = xmlReadMemory(data, (int)len, "x", NULL, XML_PARSE_NONET);
    if (doc == NULL)
        abort();
    xmlFreeDoc(doc);
}

static void
load(const char *data, size_t len)
{
    struct notes notes = {0};
    struct mdb *mdb;
    if (mdb_load_memory("x", data, len, NULL, &notes, &mdb) != ERR_OK)
        abort();
    mdb_free(&mdb);
    notes_fini(&notes);
}

static void
time_both(const char *what, const char *data, size_t len)
{
    double ours[ROUNDS], dom[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        double t = now_ms();
        parse_dom(data, len);
        dom[i] = now_ms() - t;
        t = now_ms();
        load(data, len);
        ours[i] = now_ms() - t;
    }
    double a = median(ours, ROUNDS), b = median(dom, ROUNDS);
    printf("D2\t%s\t%.2f ms\t%.2f ms\t%.2f\t<= 2\n", what, a, b, a / b);
}

/* Largest resident set of this program doing `how` with the file, in MB. */
static double
peak_mb(const char *self, const char *how, const char *path)
{
    char command[1200];
    snprintf(command, sizeof command, "'%s' %s '%s'", self, how, path);
    FILE *f = popen(command, "r");
    long kb = 0;
    if (f == NULL || fscanf(f, "%ld", &kb) != 1 || pclose(f) != 0)
        abort();
    return (double)kb / 1024;
}

/* VmHWM counts from the start of the program, unlike ru_maxrss. */
static void
print_peak(void)
{
    char line[256];
    FILE *f = fopen("/proc/self/status", "r");
    if (f == NULL)
        abort();
    while (fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            printf("%ld\n", strtol(line + 6, NULL, 10));
    fclose(f);
}

/* What parsing adds to a process that only reads the file. */
static void
memory_both(const char *self, const char *path)
{
    enum {
        N = 5
    };
    double ours[N], dom[N];
    for (size_t i = 0; i < N; i++) {
        double none = peak_mb(self, "--read", path);
        dom[i] = peak_mb(self, "--dom", path) - none;
        ours[i] = peak_mb(self, "--load", path) - none;
    }
    double a = median(ours, N), b = median(dom, N);
    printf("D2\tpeak memory of a process, above reading\t%.1f MB\t%.1f MB\t"
           "%.2f\t<= 1\n",
        a, b, a / b);
}

static void
memory_kept(const char *data, size_t len)
{
    size_t before = mallinfo2().uordblks;
    xmlDoc *doc = xmlReadMemory(data, (int)len, "x", NULL, XML_PARSE_NONET);
    double dom = (double)(mallinfo2().uordblks - before);
    xmlFreeDoc(doc);
    struct notes notes = {0};
    struct mdb *mdb;
    if (mdb_load_memory("x", data, len, NULL, &notes, &mdb) != ERR_OK)
        abort();
    double ours = (double)mdb->arena.used_bytes;
    mdb_free(&mdb);
    printf("D2\tmemory of the database\t%.1f MB\t%.1f MB\t%.2f\t<= 1\n",
        ours / 1048576, dom / 1048576, ours / dom);
}

/* Wall time of a program until it ends, in ms. */
static double
run_ms(char *const argv[])
{
    double t = now_ms();
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, 1);
        execv(argv[0], argv);
        _exit(127);
    }
    int status;
    waitpid(pid, &status, 0);
    if (status != 0)
        abort();
    return now_ms() - t;
}

/* The whole program against a program that only parses. */
static void
time_programs(const char *self, char *path)
{
    char program[512];
    const char *bin = getenv("COLUMBA_BIN");
    snprintf(program, sizeof program, "%s/columba", bin ? bin : "bin");
    double ours[ROUNDS], dom[ROUNDS];
    char *mine = xstrdup(self);
    char *mdb[] = {program, (char[]){"mdb"}, path, NULL};
    char *bare[] = {mine, (char[]){"--dom"}, path, NULL};
    for (size_t i = 0; i < ROUNDS; i++) {
        dom[i] = run_ms(bare);
        ours[i] = run_ms(mdb);
    }
    free(mine);
    double a = median(ours, ROUNDS), b = median(dom, ROUNDS);
    printf("D2\tprocess start to database ready\t%.2f ms\t%.2f ms\t%.2f\t"
           "<= 2\n",
        a, b, a / b);
}

static void
with_programs(const char *data, size_t len)
{
    char path[] = "/tmp/bench-mdb-XXXXXX", self[512];
    int fd = mkstemp(path);
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    if (fd < 0 || write(fd, data, len) != (ssize_t)len || n <= 0)
        abort();
    close(fd);
    time_programs(self, path);
    memory_both(self, path);
    unlink(path);
}

/* One part of the work, in a process of its own. */
static int
part_main(const char *how, const char *path)
{
    size_t len;
    char *data = check_read(path, &len);
    if (strcmp(how, "--dom") == 0)
        parse_dom(data, len);
    else if (strcmp(how, "--load") == 0)
        load(data, len);
    free(data);
    print_peak();
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 3)
        return part_main(argv[1], argv[2]);
    size_t len, large_len;
    char *data = mdbgen_xtce(PARAMS, &len);
    char *large = mdbgen_xtce(LARGE, &large_len);
    char what[80];
    snprintf(what, sizeof what, "load XTCE of %.2f MB", (double)len / 1e6);
    time_both(what, data, len);
    snprintf(what, sizeof what, "load XTCE of %d parameters", LARGE);
    time_both(what, large, large_len);
    with_programs(data, len);
    memory_kept(data, len);
    free(large);
    free(data);
    return 0;
}
