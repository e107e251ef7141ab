/*
 * fuzz_mission.c - mission.conf: no input crashes, and what is accepted prints
 * to something that is accepted again and prints the same.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memfd_create */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mission/mission.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The file is one in memory, so that nothing is written to a disk. */
static struct mission *
load(const void *data, size_t size)
{
    static int fd = -1;
    static char path[64];
    if (fd < 0) {
        fd = memfd_create("mission", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    struct notes notes = {0};
    struct mission *m = NULL;
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    enum err e = mission_load(path, &notes, &m);
    assert((e == ERR_OK) == (m != NULL));
    assert((e == ERR_OK) == (notes.errors == 0));
    for (size_t i = 0; i < notes.n; i++)
        assert(notes.note[i].text[0] != '\0');
    notes_fini(&notes);
    return m;
}

static char *
print(const struct mission *m, size_t *len)
{
    char *text = NULL;
    FILE *f = open_memstream(&text, len);
    mission_print(m, f);
    fclose(f);
    return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mission *m = load(data, size);
    if (m == NULL)
        return 0;
    size_t first_len, second_len;
    char *first = print(m, &first_len);
    mission_free(&m);
    m = load(first, first_len);
    assert(m != NULL);
    char *second = print(m, &second_len);
    assert(first_len == second_len && memcmp(first, second, first_len) == 0);
    mission_free(&m);
    free(first);
    free(second);
    return 0;
}
