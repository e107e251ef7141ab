/*
 * test_command.c - columba command: answers, refusals and exit statuses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <fcntl.h>
#include <unistd.h>

#include "tools/tools.h"

#define WORDS_MAX 12

/* Words separated by '|'; *out is what it prints, *err what it says. */
static int
run(const char *line, char **out, char **err)
{
    char paths[2][32] = {"/tmp/command-out-XXXXXX", "/tmp/command-err-XXXXXX"};
    char name[] = "command", *argv[WORDS_MAX + 2] = {name};
    char *own = strdup(line), *rest = own, *word;
    int argc = 1, fd[2], old[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
    size_t len;
    while ((word = strsep(&rest, "|")) != NULL && argc <= WORDS_MAX)
        argv[argc++] = word;
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        fd[i] = mkstemp(paths[i]);
        dup2(fd[i], STDOUT_FILENO + i);
    }
    int status = tool_command(argc, argv);
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        dup2(old[i], STDOUT_FILENO + i);
        close(old[i]);
        close(fd[i]);
    }
    *out = check_read(paths[0], &len);
    *err = check_read(paths[1], &len);
    unlink(paths[0]);
    unlink(paths[1]);
    free(own);
    return status;
}

#define SIF "--mission|missions/sif|"
#define MDB "--mdb|missions/sif/sif.xml|"

static const struct {
    const char *line;
    int status;
    const char *prints, *says;
} row[] = {
    {SIF "HTR_ON|Heater=HTR03", 0, "HTR_ON, ", ""},
    {SIF "HTR_ON|Heater=HTR03", 0, "CRC-16", ""},
    {MDB "HTR_ON|Heater=HTR03|--crc", 0, "CRC-16", ""},
    {MDB "--json|HTR_ON|Heater=3", 0, "\"arguments\":{\"Heater\":\"HTR04\"}",
        ""},
    {MDB "--json|--sequence=5|PING", 0, "\"hex\":\"1c0cc005", ""},
    {MDB "--no-ccsds|--json|PING", 0, "\"hex\":\"1c0cc0000000", ""},
    {MDB "-l", 0, "\nPING ", ""},
    {MDB "-l|heater|limits", 0, "HEATER_LIMITS", ""},
    {MDB "-l|nosuchthing", 65, "", "no command matches"},
    {MDB "-lj|HEATER_LIMITS", 0,
        "\"name\":\"Low\",\"range\":\"-50 .. 60 degC\",\"unit\":\"degC\"", ""},
    {MDB "HEATER_LIMITS", 64, "", "Low=  -50 .. 60 degC\n"},
    {MDB "HEATER_LIMITS|Heater=1|Low=-51|High=99", 65, "",
        "command: Low: -51 is not in -50 .. 60 degC\n"
        "columba command: High: 99 is not in -50 .. 60 degC\n"},
    {MDB "HEATER_LIMITS|Heater=1|Lw=1|High=9", 65, "", "is Low meant?"},
    {MDB "-j|HEATER_LIMITS|Heater=1|Low=1", 65,
        "{\"v\":1,\"what\":\"refusal\",\"command\":\"/SIF/TC/HEATER_LIMITS\","
        "\"argument\":\"High\",\"text\":\"it is missing: -50 .. 60 degC\"}\n",
        "it is missing"},
    {MDB "HTR_ONN", 65, "", "near are /SIF/TC/HTR_ON"},
    {MDB "HTR_ON|Heater", 64, "", "'Heater' is not ARG=VALUE"},
    {MDB "HTR_ON|@/nonexistent/file", 64, "", "/nonexistent/file"},
    {MDB "PING|--pus=1", 64, "", "SERVICE,SUBTYPE"},
    {MDB "PING|--pus=1,2,16", 64, "", "SERVICE,SUBTYPE"},
    {MDB "PING|--pus=1,2,3,4,5", 64, "", "SERVICE,SUBTYPE"},
    {MDB "PING|--sequence=16384", 64, "", "0 .. 16383"},
    {MDB "", 65, "", "there is no command ''"},
    {"--mdb|/nonexistent.xml|PING", 66, "", "nonexistent"},
    {"--mission|/nonexistent|PING", 66, "", "nonexistent"},
    {SIF "--instance=moon|PING", 66, "", "has no instance moon"},
};

static void
each_question_has_its_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char *out, *err;
        int status = run(row[i].line, &out, &err);
        if (status != row[i].status || strstr(out, row[i].prints) == NULL ||
            strstr(err, row[i].says) == NULL)
            fail_msg("%s\n%d\n%s\n%s", row[i].line, status, out, err);
        if (row[i].status == 0)
            assert_string_equal(err, "");
        free(out);
        free(err);
    }
}

static void
a_command_line_needs_a_command(void **state)
{
    (void)state;
    char *out, *err;
    assert_int_equal(run("--mdb|missions/sif/sif.xml", &out, &err), 64);
    assert_non_null(strstr(err, "a command is missing"));
    free(out);
    free(err);
}

static void
arguments_come_from_files(void **state)
{
    (void)state;
    char *dir = check_tmpdir(), *out, *err, line[256];
    char *file = check_write(
        dir, "a.txt", "# limits\nHeater=HTR01\r\n\nLow=1\nHigh=9", SIZE_MAX);
    snprintf(line, sizeof line, MDB "--json|HEATER_LIMITS|@%s", file);
    assert_int_equal(run(line, &out, &err), 0);
    assert_non_null(strstr(out, "{\"Heater\":\"HTR01\",\"Low\":\"1\","
                                "\"High\":\"9\"}"));
    free(out);
    free(err);
    free(file);
    file = check_write(dir, "b.txt", "Heater HTR01\nLow=1\n", SIZE_MAX);
    snprintf(line, sizeof line, MDB "HEATER_LIMITS|@%s", file);
    assert_int_equal(run(line, &out, &err), 64);
    assert_non_null(strstr(err, "a line 'Heater HTR01' is not ARG=VALUE"));
    free(out);
    free(err);
    free(file);
    check_rmdir(&dir);
}

static void
raw_bytes_are_the_packet(void **state)
{
    (void)state;
    char *out, *err;
    assert_int_equal(run(MDB "--raw|--crc|HTR_ON|Heater=1", &out, &err), 0);
    static const uint8_t want[] = {0x1c, 0x0c, 0xc0};
    assert_memory_equal(out, want, sizeof want);
    free(out);
    free(err);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_question_has_its_answer),
        cmocka_unit_test(a_command_line_needs_a_command),
        cmocka_unit_test(arguments_come_from_files),
        cmocka_unit_test(raw_bytes_are_the_packet),
    };
    return check_run(tests);
}
