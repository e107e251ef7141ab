/*
 * test_run_control.c - what a person does to an execution.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_host.h"

#include "common/attr.h"

#define STEP(body)                                                             \
    "procedure initiate and confirm step S " body " end step; end procedure"

static const struct host_tc bad[] = {{"Act", 2, PLUTO_NOT_CONFIRMED}, {0}};

static const struct {
    const char *name, *text;
    struct host_script script;
} scene[] = {
    {"skip-goto",
        STEP("log \"1\"; wait for 5 s; log \"2\"; log \"3\"; log \"4\";"),
        {.say = (const struct host_say[]){{1, "skip", "x", ERR_AGAIN},
             {2, "pause", NULL, 0}, {2, "pause", NULL, ERR_AGAIN},
             {2, "skip", "", ERR_RANGE}, {3, "skip", "not needed", 0},
             {4, "goto 1.5", "because", 0}, {5, "goto 9", "x", ERR_NOTFOUND},
             {5, "goto 1", "x", ERR_DENIED}, {6, "step", NULL, 0},
             {7, "resume", NULL, ERR_DENIED}, {.does = NULL}},
            .more = true}},
    {"abort-step",
        "procedure initiate and confirm step S wait for 50 s; end step in case "
        "aborted : continue; end case; log \"on\"; end procedure",
        {.say = (const struct host_say[]){{3, "abort 1", "bad", 0},
             {.does = NULL}},
            .more = true}},
    {"abort-all",
        "procedure initiate and confirm step S wait for 50 s; end step in case "
        "aborted : continue; end case; log \"on\"; end procedure",
        {.say = (const struct host_say[]){{3, "abort all", "bad", 0},
             {.does = NULL}},
            .more = true}},
    {"abort-leaves",
        "procedure initiate and confirm step S initiate and confirm Act; end "
        "step; end procedure",
        {.say = (const struct host_say[]){{1, "abort 1.1", "late", 0},
             {.does = NULL}},
            .tc = (const struct host_tc[]){{"Act", 9, PLUTO_CONFIRMED}, {0}},
            .more = true}},
    {"by-statement",
        STEP("log \"1\"; if 1 = 1 then log \"2\"; end if; log \"3\";"),
        {.mode = PLUTO_MODE_BY_STATEMENT,
            .say = (const struct host_say[]){{1, "step", NULL, 0},
                {2, "step", NULL, 0}, {3, "over", NULL, 0},
                {4, "resume", NULL, 0}, {.does = NULL}},
            .more = true}},
    {"by-step",
        "procedure initiate and confirm step A log \"a\"; end step; initiate "
        "and confirm step B log \"b\"; end step; end procedure",
        {.mode = PLUTO_MODE_BY_STEP,
            .say = (const struct host_say[]){{1, "resume", NULL, 0},
                {2, "over", NULL, 0}, {3, "resume", NULL, ERR_DENIED},
                {.does = NULL}},
            .more = true}},
    {"breakpoint", STEP("log \"1\"; log \"2\"; log \"3\";"),
        {.stop = "1.2",
            .say = (const struct host_say[]){{1, "resume", NULL, 0},
                {.does = NULL}},
            .more = true}},
    {"dry-run",
        STEP("initiate and confirm Act; wait until Flag = 7 with timeout 3 s; "
             "log \"x\";"),
        {.mode = PLUTO_MODE_DRY,
            .say = (const struct host_say[]){{1, "confirmed", NULL, 0},
                {2, "timeout", NULL, 0}, {.does = NULL}},
            .more = true}},
    {"ask-user",
        "procedure initiate and confirm Act in case not confirmed : ask user; "
        "end case; log \"on\"; end procedure",
        {.tc = bad,
            .say = (const struct host_say[]){{1, "pause", NULL, 0},
                {2, "resume", NULL, 0}, {3, "resume", NULL, ERR_AGAIN},
                {4, "whatever", NULL, ERR_DENIED}, {4, "restart", NULL, 0},
                {8, "continue", NULL, 0}, {.does = NULL}},
            .more = true}},
    {"ask-skip",
        "procedure initiate and confirm Act in case not confirmed : ask user; "
        "end case; log \"on\"; end procedure",
        {.tc = bad,
            .say = (const struct host_say[]){{3, "skip", "known fault", 0},
                {.does = NULL}},
            .more = true}},
};

static void
traces_are_as_they_were_reviewed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(scene); i++)
        host_scene(scene[i].name, scene[i].text, &scene[i].script);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_are_as_they_were_reviewed),
    };
    return check_run(tests);
}
