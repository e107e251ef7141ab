/*
 * test_check_rules.c - each static rule: a text that breaks it with all that is
 * said of it, and a neighbour that is fine.  The texts are in check_rules.txt.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "common/attr.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "pluto/catalogue.h"
#include "pluto/check.h"
#include "pluto/parse.h"
#include "support/check.h"
#include "support/pluto_scene.h"

#define RULES_MAX (1u << 20)

/* What stands in the file as one line, as a procedure. */
static char *
whole(char kind, const char *text)
{
    const char *bar = strstr(text, " || ");
    switch (kind) {
    case 'M':
        return xasprintf("procedure\n%s\nend procedure\n", text);
    case 'S':
        return xasprintf("procedure\ninitiate and confirm step S main\n%s\n"
                         "end main end step;\nend procedure\n",
            text);
    case 'W':
        assert_non_null(bar);
        return xasprintf("procedure\ninitiate and confirm step S declare\n"
                         "%.*s end declare main\n%s\nend main end step;\n"
                         "end procedure\n",
            (int)(bar - text), text, bar + 4);
    default:
        fail_msg("neither M nor S nor W: %s", text);
        return NULL;
    }
}

static void
try_rule(const char *rule, const char *want, unsigned *wrong)
{
    struct pluto_model *m = pluto_scene();
    struct strbuf out = {0};
    char *text = whole(rule[0], rule + 2);
    struct pluto *p = pluto_scene_check(m, text, NULL, &out);
    if (strcmp(strbuf_get(&out), want) != 0) {
        print_error("%s\nsaid:\n%swanted:\n%s", rule, strbuf_get(&out), want);
        ++*wrong;
    }
    if (p != NULL)
        assert_int_equal(p->is_bound, strstr(want, ": error: ") == NULL);
    pluto_free(&p);
    free(text);
    strbuf_fini(&out);
    pluto_model_free(&m);
}

static void
each_rule_has_its_sentence_and_no_more(void **state)
{
    (void)state;
    struct notes notes = {0};
    struct strbuf want = {0};
    size_t len = 0, n = 0;
    unsigned wrong = 0;
    enum err e;
    char *path = check_path("pluto/check_rules.txt"), *rule = NULL,
         *rest = NULL;
    char *file = text_file_read(path, RULES_MAX, &notes, &len, &e);
    assert_non_null(file);
    for (char *l = strtok_r(file, "\n", &rest); l != NULL;
         l = strtok_r(NULL, "\n", &rest)) {
        if (l[0] == '#')
            continue;
        if (l[0] == ' ') {
            strbuf_addf(&want, "%s\n", l + 4);
            continue;
        }
        if (rule != NULL)
            try_rule(rule, strbuf_get(&want), &wrong);
        strbuf_reset(&want);
        rule = l;
        n++;
    }
    assert_non_null(rule);
    try_rule(rule, strbuf_get(&want), &wrong);
    assert_int_equal(wrong, 0);
    assert_true(n >= 180);
    strbuf_fini(&want);
    notes_fini(&notes);
    free(file);
    free(path);
}

/* ---- with the file beside it --------------------------------------------- */

static void
beside(const char *conf, const char *text, const char *want)
{
    struct notes notes = {0};
    struct catalogue *catalogue = NULL;
    struct pluto *p = NULL;
    struct pluto_model *m = pluto_scene();
    struct strbuf out = {0};
    assert_int_equal(
        catalogue_parse("A.conf", "A", conf, strlen(conf), &notes, &catalogue),
        ERR_OK);
    assert_int_equal(
        pluto_parse("A.pluto", text, strlen(text), &notes, &p), ERR_OK);
    const struct pluto_check_options options = {.catalogue = catalogue};
    (void)!catalogue_bind(catalogue, p, &notes);
    (void)!pluto_check(p, m, &options, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%s:%u: %s\n", notes.note[i].file, notes.note[i].line,
            notes.note[i].text);
    assert_string_equal(strbuf_get(&out), want);
    strbuf_fini(&out);
    notes_fini(&notes);
    pluto_free(&p);
    catalogue_free(&catalogue);
    pluto_model_free(&m);
}

#define CALL(name)                                                             \
    "procedure\ninitiate " name " with value set Warm end with;\nend "         \
    "procedure\n"

static void
a_value_set_fits_its_activity(void **state)
{
    (void)state;
    static const struct {
        const char *values, *activity, *want;
    } row[] = {
        {"\"Duty=40\", \"Mode=safe\"", CALL("Set Heater"), ""},
        {"\"duty=40\", \"MODE=SAFE\"", CALL("Set Heater"), ""},
        {"\"Duty=40\"", CALL("Set Heater"),
            "A.pluto:2: 'Set Heater' needs the argument 'Mode'\n"},
        {"\"Duty=140\", \"Mode=safe\"", CALL("Set Heater"),
            "A.conf:1: value set 'Warm': argument 'Duty': 140 is out of "
            "range\n"},
        {"\"Duti=40\", \"Mode=safe\"", CALL("Set Heater"),
            "A.conf:1: value set 'Warm': 'Set Heater' has no argument 'Duti'; "
            "do you mean 'Duty'?\n"},
        {"\"Duty=40\", \"Mode=saef\"", CALL("Set Heater"),
            "A.conf:1: value set 'Warm': argument 'Mode': saef is not one of "
            "its values\n"},
        {"\"Duty=40\", \"Mode=safe\", \"Code=3\"", CALL("Set Heater"),
            "A.conf:1: value set 'Warm': argument 'Code': it is fixed by the "
            "database\n"},
        {"\"Duration=3 ms\"", CALL("Expose"), ""},
        {"\"Duration=3 V\"", CALL("Expose"),
            "A.conf:1: value set 'Warm': argument 'Duration': 3 V "
            "(signed integer) is no real in s\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        char *conf =
            xasprintf("value_set Warm { activity = \"x\" values = {%s} }\n",
                row[i].values);
        beside(conf, row[i].activity, row[i].want);
        free(conf);
    }
}

static void
a_variable_that_hides_an_argument_is_told(void **state)
{
    (void)state;
    beside("argument \"Time\" { type = real default = \"1\" }\n",
        "procedure\ninitiate and confirm step S declare\nvariable TIME of type "
        "real end declare main TIME := 1; log TIME; end main end step;\n"
        "log Time;\nend procedure\n",
        "A.pluto:3: 'TIME' hides the procedure's argument of that name\n");
}

static void
an_entered_value_of_a_set_has_its_names(void **state)
{
    (void)state;
    static const char conf[] =
        "step S { enter \"V\" { prompt = \"which\" } }\n";
    static const char text[] =
        "procedure\ninitiate and confirm step S declare enumerated C ('red', "
        "'green'), variable V of type C end declare main log 1; end main "
        "confirmation if V = 'red'; end confirmation end step; end procedure\n";
    struct notes notes = {0};
    struct catalogue *c = NULL;
    struct pluto *p = NULL;
    assert_int_equal(
        catalogue_parse("A.conf", "A", conf, strlen(conf), &notes, &c), ERR_OK);
    assert_int_equal(
        pluto_parse("A.pluto", text, strlen(text), &notes, &p), ERR_OK);
    assert_int_equal(catalogue_bind(c, p, &notes), ERR_OK);
    const struct pluto_model_type *type = &c->step[0].enter[0].type;
    assert_int_equal(type->type, PLUTO_ENUM);
    assert_int_equal(type->n_labels, 2);
    assert_string_equal(type->label[0], "red");
    assert_string_equal(type->label[1], "green");
    pluto_free(&p);
    catalogue_free(&c);
    notes_fini(&notes);
}

int
main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(each_rule_has_its_sentence_and_no_more),
        cmocka_unit_test(a_value_set_fits_its_activity),
        cmocka_unit_test(a_variable_that_hides_an_argument_is_told),
        cmocka_unit_test(an_entered_value_of_a_set_has_its_names),
    };
    return cmocka_run_group_tests(test, NULL, NULL);
}
