/*
 * test_mdb.c - columba mdb: summaries, lists, one thing in full.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <unistd.h>

#include "tools/mdb.h"

static int
run(char **argv, char **out)
{
    char path[] = "/tmp/mdb-out-XXXXXX";
    int fd = mkstemp(path), old = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    int null = open("/dev/null", O_WRONLY), argc = 0;
    size_t len;
    while (argv[argc] != NULL)
        argc++;
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    int status = tool_mdb(argc, argv);
    fflush(stdout);
    dup2(old, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(old);
    close(err);
    close(null);
    close(fd);
    *out = check_read(path, &len);
    unlink(path);
    return status;
}

static size_t
count_lines(const char *s)
{
    size_t n = 0;
    for (; *s != '\0'; s++)
        n += *s == '\n';
    return n;
}

static void
each_question_has_its_answer(void **state)
{
    (void)state;
    static const struct {
        const char *file, *option, *name;
        int status;
        size_t lines; /* 0: any */
        const char *says[3];
    } cases[] = {
        {"types", "", "", 0, 8,
            {"T, version 3.1, 2026-11-20", "33, with 2093 values", "hash"}},
        {"types", "--json", "", 0, 1,
            {"{\"v\":1,\"what\":\"database\"", "\"parameters\":33",
                "\"version\":\"3.1\""}},
        {"types", "--params", "", 0, 33, {"/T/U12", "unsigned", "/T/STATE"}},
        {"types", "--params", "U*", 0, 3, {"/T/U12", "/T/U64", "/T/UPTIME"}},
        {"types", "--types", "", 0, 34, {"/T/u12", "/T/vec", "MIL-STD-1750A"}},
        {"containers", "--containers", "", 0, 5,
            {"/C/Root", "Root when ID == 0x101", "dynamic"}},
        {"containers", "", "Static", 0, 0,
            {"extends      /C/Root", "when         ID == 0x101",
                "20.0    8 bits  /C/M: enumeration"}},
        {"containers", "", "Dynamic", 0, 0,
            {"the packet decides", "/C/B, when N != 0", "/C/A, repeated"}},
        {"containers", "", "A", 0, 0,
            {"in           /C/Dynamic, where the packet says",
                "/C/Part, from bit 0 (byte 0)", "declared"}},
        {"types", "", "MODE", 0, 0,
            {"about        what it does", "16 to 31 = SAFE",
                "alias        M0001"}},
        {"types", "", "POLY", 0, 0,
            {"unit         1000 W^2/m^2/s",
                "polynomial -1.5 + 0.05 x + 0.001 x^3", "when MODE == SAFE"}},
        {"types", "", "STATE.mode", 0, 0,
            {"/T/STATE", "STATE.at.x: float", "STATE.grid[1][3]"}},
        {"types", "", "grid", 0, 0, {"6 of /T/u12", "array", "used by"}},
        {"types", "--json", "MODE", 0, 1,
            {"\"what\":\"parameter\",\"name\":\"/T/MODE\"",
                "{\"value\":16,\"max\":31,\"label\":\"SAFE\"}",
                "\"containers\":[]"}},
        {"containers", "--json", "Static", 0, 1,
            {"\"what\":\"container\"",
                "{\"name\":\"/C/M\",\"bit\":160,"
                "\"bits\":8}",
                "\"period_s\":4"}},
        {"types", "", "*F*", 0, 0, {"/T/F16", "/T/BFIX", "/T/SFIX"}},
        {"types", "", "NOTHING", 65, 0, {NULL}},
        {"types", "--params", "NOTHING*", 65, 0, {NULL}},
        {"errors", "", "", 65, 0, {NULL}},
        {"missing", "", "", 66, 0, {NULL}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char file[64], name[] = "mdb", option[16], what[32], *out;
        char *argv[5] = {name};
        int n = 1;
        snprintf(file, sizeof file, "mdb/data/%s.xml", cases[i].file);
        snprintf(option, sizeof option, "%s", cases[i].option);
        snprintf(what, sizeof what, "%s", cases[i].name);
        char *path = check_path(file);
        if (option[0] != '\0')
            argv[n++] = option;
        argv[n++] = path;
        if (what[0] != '\0')
            argv[n++] = what;
        print_message("%s %s %s\n", cases[i].file, option, what);
        assert_int_equal(run(argv, &out), cases[i].status);
        for (size_t k = 0; k < 3 && cases[i].says[k] != NULL; k++)
            if (strstr(out, cases[i].says[k]) == NULL)
                fail_msg("no '%s' in:\n%s", cases[i].says[k], out);
        if (cases[i].lines > 0)
            assert_int_equal(count_lines(out), cases[i].lines);
        free(out);
        free(path);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_question_has_its_answer),
    };
    return check_run(tests);
}
