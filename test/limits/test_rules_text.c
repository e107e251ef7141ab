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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_seen_in_the_print),
    };
    return check_run(tests);
}
