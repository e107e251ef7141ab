/*
 * test_run_manual.c - steps of people: told, begun, values entered, ticked off.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/pluto_host.h"

#include "common/attr.h"

#define STEP(body)                                                             \
    "procedure initiate and confirm step S " body " end step; end procedure"

static const char conf[] =
    "id = \"P\"\nstep \"S\" { actor = \"CREW\" warning = {\"hot\"} caution = "
    "{\"Fingers clear.\"} note = {\"right-handed\"} acknowledge = true tick = "
    "true enter \"A\" { prompt = "
    "\"dial\" unit = deg type = real min = 0 max = 5 } }\n";

static const struct {
    const char *name, *text;
    struct host_script script;
} scene[] = {
    {"manual",
        "procedure initiate and confirm step S declare variable A of type real "
        "with units deg end declare main log \"close at \", A; end main "
        "confirmation "
        "if A < 4 deg; end confirmation end step; end procedure",
        {.conf = conf,
            .more = true,
            .say = (const struct host_say[]){{1, "acknowledged", NULL, 0},
                {2, "begin", NULL, 0}, {3, "value", "9", ERR_RANGE},
                {3, "value", "much", ERR_RANGE}, {3, "value", "1 V", ERR_RANGE},
                {4, "value", "0.05 rad", 0}, {5, "failed", "", ERR_DENIED},
                {6, "done", NULL, 0}, {.does = NULL}}}},
    {"manual-failed",
        "procedure initiate and confirm step S declare variable A of type real "
        "with units deg end declare main log \"close at \", A; end main "
        "confirmation "
        "if A < 4 deg; end confirmation end step; end procedure",
        {.conf = conf,
            .more = true,
            .say = (const struct host_say[]){{1, "acknowledged", NULL, 0},
                {2, "begin", NULL, 0}, {4, "value", "3", 0},
                {6, "failed", "latch broken", 0}, {.does = NULL}}}},
    {"manual-skip",
        "procedure initiate and confirm step S declare variable A of type real "
        "with units deg end declare main log \"close\"; end main confirmation "
        "if A < 4 deg; end confirmation end step; end procedure",
        {.conf = conf,
            .more = true,
            .say = (const struct host_say[]){{1, "acknowledged", NULL, 0},
                {2, "skip", "", ERR_DENIED}, {2, "skip", "no crew", 0},
                {.does = NULL}}}},
    {"ask-condition",
        STEP("preconditions ask user \"valve open?\"; end preconditions main "
             "log \"x\"; end main"),
        {.more = true,
            .say =
                (const struct host_say[]){{2, "no", NULL, 0}, {.does = NULL}}}},
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
