/*
 * crew_child.h - a test program that is also the process it supervises.
 *
 * Call crew_child() first in main(): started by a supervisor (with
 * COLUMBA_SUPERVISED set) it plays a process that says it is ready, lives
 * until SIGTERM, or ends at once, as its last argument says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_CREW_CHILD_H
#define SUPPORT_CREW_CHILD_H

#include "support/check.h"

#include <signal.h>
#include <unistd.h>

#include "common/note.h"
#include "common/notify.h"
#include "common/xalloc.h"
#include "mission/mission.h"

static inline void
crew_child(int argc, char **argv)
{
    if (getenv("COLUMBA_SUPERVISED") == NULL || argc < 2)
        return;
    if (strcmp(argv[argc - 1], "refuse") == 0) {
        fprintf(stderr, "<3>nothing suits me\n");
        exit(78);
    }
    sigset_t set;
    int number;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    (void)notify_send("READY=1");
    sigwait(&set, &number);
    exit(0);
}

/* A mission in `dir` whose instance "t" has ourselves as processes a and b. */
static inline struct mission *
crew_mission(const char *dir, const char *how_b)
{
    char exe[1024];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    assert_true(n > 0);
    exe[n] = '\0';
    char *text = xasprintf("name = T\ndatabase = db.xml\n"
                           "instance t { kind = sim\n"
                           "process a { program = \"%s\" args = {live} }\n"
                           "process b { program = \"%s\" args = {%s} } }\n",
        exe, exe, how_b);
    free(check_write(dir, "db.xml", "<x/>", SIZE_MAX));
    char *path = check_write(dir, "mission.conf", text, SIZE_MAX);
    struct notes notes = {0};
    struct mission *m;
    assert_int_equal(mission_load(path, &notes, &m), ERR_OK);
    free(path);
    free(text);
    return m;
}

#endif
