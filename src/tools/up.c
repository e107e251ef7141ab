/*
 * * up.c - columba up: start the processes of an instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/instance.h"
#include "common/log.h"
#include "common/paths.h"
#include "supervise/daemon.h"
#include "supervise/supervise.h"
#include "tools/pick.h"
#include "tools/tools.h"

struct options {
    const char *mission;
    bool foreground, check, quiet;
};

static int
run(const struct pick *pick, const struct options *o)
{
    const char *name = pick->instance->name;
    if (o->foreground) {
        log_open("up");
        struct supervise_config config = {.mission = pick->mission,
            .instance = pick->instance,
            .report_fd = -1,
            .echo = true};
        return supervise_run(&config);
    }
    if (!o->quiet)
        printf("instance %s (%s) of %s, %s\n", name,
            mission_kind_str(pick->instance->kind), pick->mission->name,
            pick->mission->file);
    struct daemon_config config = {.mission = pick->mission,
        .instance = pick->instance,
        .progress = o->quiet ? NULL : stdout};
    fflush(stdout);
    int status = daemon_start(&config);
    if (status == 0 && !o->quiet)
        printf("up; 'columba -i %s' opens a console, "
               "'columba down %s' stops it\n",
            name, name);
    return status;
}

int
tool_up(int argc, char **argv)
{
    struct options o = {0};
    const struct cli_option options[] = {
        {'m', "mission", "FILE", CLI_STRING, &o.mission,
            "mission.conf or its directory"},
        {'f', "foreground", NULL, CLI_FLAG, &o.foreground,
            "stay, and show the logs of all processes"},
        {'n', "check", NULL, CLI_FLAG, &o.check,
            "check mission.conf, print it, start nothing"},
        {'q', "quiet", NULL, CLI_FLAG, &o.quiet, "say nothing when it works"},
    };
    const struct cli cli = {
        .name = "columba up",
        .operands = "[INSTANCE]",
        .summary = "start and supervise the processes of an instance",
        .examples = "  $ columba up                  the first instance of the "
                    "mission\n"
                    "  $ columba up flight -m /etc/columba/sif/mission.conf\n"
                    "  $ columba up sim --foreground\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    struct pick pick;
    status = pick_open(&pick, "up", o.mission, n > 0 ? argv[0] : NULL);
    if (status >= 0)
        return status;
    if (o.check) {
        mission_print(pick.mission, stdout);
        status = 0;
    } else {
        status = run(&pick, &o);
    }
    pick_close(&pick);
    return status;
}
