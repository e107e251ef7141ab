/*
 * test_complete.c - shells are offered what the tables of options say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/complete.h"

#include "support/check.h"

#include "common/attr.h"
#include "common/cli.h"
#include "common/xalloc.h"
#include "tools/tools.h"

/* What is offered for words separated by '|'. */
static void
offered(const char *line, struct strbuf *out)
{
    const char *word[16];
    size_t n = 0;
    char *copy = xasprintf("%s", line), *p = copy;
    for (word[n++] = p; (p = strchr(p, '|')) != NULL; word[n++] = p)
        *p++ = '\0';
    complete_words(word, n, out);
    free(copy);
}

static void
each_place_is_offered_what_belongs_there(void **state)
{
    (void)state;
    static const struct {
        const char *line, *has, *lacks;
    } cases[] = {
        {"", "status\tprocesses", "--"},
        {"sta", "status\t", "up\t"},
        {"he", "help\t", "up\t"},
        {"help|al", "alarms\t", "help\t"},
        {"--th", "--theme=\t", "--json"},
        {"--theme=gr", "--theme=grey\t", "dark"},
        {"--theme|gr", "grey\t", "dark"},
        {"-t|gr", "grey\t", "dark"},
        {"--graph=", "--graph=braille\t", ":"},
        {"--color|a", "always\t", "never"},
        {"--view|even", "events\t", "links"},
        {"--mission|", ":file\n", "\t"},
        {"--mission=x", ":file\n", "\t"},
        {"status|--", "--json\t", "--theme"},
        {"status|-", "--help\t", "--theme"},
        {"check|", ":file\n", "\t"},
        {"check|--mdb|x", ":file\n", "\t"},
        {"up|", "flight\t", ":file"},
        {"watch|THM_BASE_", "THM_BASE_T\t/SIF/THM/THM_BASE_T", "ANC"},
        {"watch|/SIF/THM/THM_BASE_", "/SIF/THM/THM_BASE_T\t", "ANC"},
        {"alarms|--why=THM_BASE_", "--why=THM_BASE_T\t", "ANC"},
        {"command|HTR_", "HTR_ON\t", "PING"},
        {"command|--json|HTR_", "HTR_ON\t", "PING"},
        {"command|--mdb|missions/sif/sif.xml|HTR_", "HTR_ON\t", "PING"},
        {"command|HTR_ON|", "Heater=\tHTR01", "PING"},
        {"command|HTR_ON|Heater=", "Heater=HTR01\t", "PING"},
        {"command|-i|sim|HTR_ON|Heater=|", "HTR01\t", "="},
        {"command|--", "--mdb=\t", "PING"},
        {"send|HTR_", "HTR_ON\t", "PING"},
        {"send|-i|sim|HTR_ON|", "Heater=\tHTR01", "PING"},
        {"send|HTR_ON|Heater=", "Heater=HTR01\t", "PING"},
        {"send|--comment|text|HTR_ON|Heater=|", "HTR01\t", "="},
        {"send|--until|se", "sent\t", "queued"},
        {"send|--until=", "--until=completed\t", "PING"},
        {"send|--stack|", ":file\n", "PING"},
        {"send|--", "--dry-run\t", "PING"},
        {"commands|", "approve\t", "heater="},
        {"commands|PI", "PING\t", "HTR_ON"},
        {"commands|--all|sh", "show\t", "PING"},
        {"authority|", "break\t", "PING"},
        {"stack|", ":file\n", "PING"},
        {"completion|", "fish\t", ":file"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct strbuf out = {0};
        offered(cases[i].line, &out);
        if (strstr(strbuf_get(&out), cases[i].has) == NULL ||
            strstr(strbuf_get(&out), cases[i].lacks) != NULL)
            fail_msg("'%s' is offered:\n%s", cases[i].line, strbuf_get(&out));
        strbuf_fini(&out);
    }
}

static void
nothing_is_offered_where_nothing_is_known(void **state)
{
    (void)state;
    static const char *const lines[] = {"nosuch|", "zzz", "--color|zzz",
        "--nosuch=", "status|zzz", "commands|show|", "commands|cancel|3|",
        "send|HTR_ON|Nothing=", "send|NOSUCH|", "authority|break|",
        "alarms|--reason|", "watch|NOSUCHPARAM"};
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct strbuf out = {0};
        offered(lines[i], &out);
        assert_string_equal(strbuf_get(&out), "");
        strbuf_fini(&out);
    }
    complete_words(NULL, 0, NULL);
}

static void
expect_table(void *arg, const struct cli *cli)
{
    bool *was_asked = arg;
    *was_asked = cli->name != NULL;
}

static void
every_tool_can_be_asked_for_its_table_and_does_nothing_else(void **state)
{
    (void)state;
    size_t n;
    const struct tool *t = tools_all(&n);
    for (size_t i = 0; i < n; i++) {
        bool was_asked = false;
        char name[] = "x", *argv[] = {name, NULL};
        cli_ask(expect_table, &was_asked);
        assert_int_equal(t[i].fn(1, argv), 0);
        cli_ask(NULL, NULL);
        assert_true(was_asked);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_place_is_offered_what_belongs_there),
        cmocka_unit_test(nothing_is_offered_where_nothing_is_known),
        cmocka_unit_test(
            every_tool_can_be_asked_for_its_table_and_does_nothing_else),
    };
    setenv("COLUMBA_MISSION", "missions/sif", 1);
    return check_run(tests);
}
