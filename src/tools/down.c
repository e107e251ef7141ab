/*
 * down.c - columba down: stop the processes of an instance.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cli.h"
#include "common/instance.h"
#include "common/paths.h"
#include "common/say.h"
#include "common/time.h"
#include "common/xalloc.h"
#include "supervise/daemon.h"
#include "tools/tools.h"

static int
stop(const char *instance, int64_t timeout_ns, bool is_quiet)
{
    if (!paths_instance_is_valid(instance)) {
        say("columba down: '%s' is no name of an instance\n", instance);
        return EX_USAGE;
    }
    enum err e = daemon_stop(instance, timeout_ns);
    if (e == ERR_OK) {
        if (!is_quiet)
            printf("instance %s is down\n", instance);
        return 0;
    }
    if (e == ERR_NOTFOUND) {
        say("columba down: instance %s does not run\n", instance);
        return EX_UNAVAILABLE;
    }
    say("columba down: instance %s: %s\n", instance,
        e == ERR_AGAIN ? "it still stops" : err_str(e));
    return err_exit_status(e);
}

static int
stop_all(int64_t timeout_ns, bool is_quiet)
{
    char **names;
    size_t n = instance_running(&names);
    int status = 0;
    for (size_t i = 0; i < n; i++) {
        int one = stop(names[i], timeout_ns, is_quiet);
        status = one != 0 ? one : status;
    }
    instance_names_free(&names, n);
    return status;
}

/*
 * $COLUMBA_INSTANCE or the only one that runs, owned.  Unlike for watching,
 * none is preferred when there are several: stopping wants a name.
 */
static char *
only_one(void)
{
    const char *env = getenv("COLUMBA_INSTANCE");
    if (env != NULL && env[0] != '\0')
        return xstrdup(env);
    char **names, *name = NULL;
    size_t n = instance_running(&names);
    if (n == 1)
        name = xstrdup(names[0]);
    else
        say("columba down: %s\n",
            n == 0 ? "no instance runs"
                   : "several instances run; name one, or --all");
    instance_names_free(&names, n);
    return name;
}

int
tool_down(int argc, char **argv)
{
    bool all = false, quiet = false;
    int64_t timeout_ns = 20 * NS_PER_S;
    const struct cli_option options[] = {
        {'a', "all", NULL, CLI_FLAG, &all, "all running instances"},
        {'t', "timeout", "TIME", CLI_DURATION, &timeout_ns,
            "wait at most so long (20 s)"},
        {'q', "quiet", NULL, CLI_FLAG, &quiet, "say nothing when it works"},
    };
    const struct cli cli = {
        .name = "columba down",
        .operands = "[INSTANCE]",
        .summary = "stop the processes of an instance",
        .examples = "  $ columba down sim\n"
                    "  $ columba down --all\n",
        .option = options,
        .n_options = ARRAY_LEN(options),
        .max_operands = 1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (all && n > 0)
        return cli_usage(&cli, "--all needs no name");
    if (all)
        return stop_all(timeout_ns, quiet);
    if (n > 0)
        return stop(argv[0], timeout_ns, quiet);
    char *name = only_one();
    if (name == NULL)
        return EX_UNAVAILABLE;
    status = stop(name, timeout_ns, quiet);
    free(name);
    return status;
}
