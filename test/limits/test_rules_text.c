/*
 * test_rules_text.c - rules as sentences, and all of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits_try.h"

#include <stdio.h>

/* Without the directories before each file name. */
static char *
without_directories(const char *text)
{
    struct strbuf out = {0};
    for (const char *line = text; *line != '\0';) {
        const char *end = strchr(line, '\n');
        const char *field = end;
        while (field > line && field[-1] != '\t')
            field--;
        const char *slash = end;
        while (slash > field && slash[-1] != '/')
            slash--;
        bool is_place = line[0] == '\t' && field > line + 1 && *field == '/';
        strbuf_add(&out, line, (size_t)((is_place ? field : end) - line));
        if (is_place)
            strbuf_add(&out, slash, (size_t)(end - slash));
        strbuf_addc(&out, '\n');
        line = end + 1;
    }
    return strbuf_take(&out);
}

static void
every_option_is_seen_in_the_print(void **state)
{
    (void)state;
    size_t len;
    char *path = check_path("limits/data/all.conf");
    char *conf = check_read(path, &len), *text = NULL;
    struct try t = try_bytes(conf, len);
    char *notes = try_notes(&t);
    assert_string_equal(notes, "");
    assert_non_null(t.rules);
    FILE *out = open_memstream(&text, &len);
    rules_print(t.rules, out);
    fclose(out);
    char *shown = without_directories(text);
    check_golden("limits/all.ok", shown);
    free(shown);
    free(text);
    free(notes);
    free(conf);
    free(path);
    try_fini(&t);
}

static void
a_sentence_has_what_is_given_and_its_unit(void **state)
{
    (void)state;
    struct try t = try_text("parameter COUNT { watch = \"[2,]\" }");
    struct limit_rule plain = *try_rule(&t, "COUNT", 0),
                      rule[] = {
                          plain, plain, plain, plain, plain, plain, plain};
    rule[1].deadband = 0.25;
    rule[2].deadband = 3;
    rule[3].deadband = 25;
    rule[4].is_disabled = true;
    rule[5].is_disabled = true;
    rule[5].disabled_reason = "broken";
    rule[6].is_disabled = true;
    rule[6].disabled_until = (struct utc){0};
    static const char *const want[] = {
        "watch below 2",
        "watch below 2; deadband 0.25",
        "watch below 2; deadband 3",
        "watch below 2; deadband 25",
        "disabled; else watch below 2",
        "disabled (broken); else watch below 2",
        "disabled until 1970-01-01T00:00:00Z; else watch below 2",
    };
    for (size_t i = 0; i < ARRAY_LEN(rule); i++) {
        char *text = rules_text(t.rules, &rule[i]);
        assert_string_equal(text, want[i]);
        free(text);
    }
    try_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_seen_in_the_print),
        cmocka_unit_test(a_sentence_has_what_is_given_and_its_unit),
    };
    return check_run(tests);
}
