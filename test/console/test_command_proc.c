/*
 * test_command_proc.c - what `:proc` can become.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <string.h>

#include "common/attr.h"
#include "console/command.h"
#include "console/view/views.h"
#include "support/feed.h"

static bool
persons(void *arg, const char *kind, size_t i, struct strbuf *out)
{
    static const char *const names[] = {"FC-1", "FC-2", "PD-7"};
    (void)arg;
    if (strcmp(kind, "person") != 0 || i >= ARRAY_LEN(names))
        return false;
    strbuf_adds(out, names[i]);
    return true;
}

static void
open_model(struct model *m)
{
    static const struct msg_str arguments[] = {
        {"Target real degC 10 .. 30 = 20", 30}, {"Unit string", 11}};
    static const char *const ids[] = {"SIF-ACT-01", "SIF-THM-01"};
    model_init(m, "sim", NULL, feed_clock(0));
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        struct msg msg = {.envelope.type = MSG_PROCEDURE,
            .u.procedure = {.mdb_hash = FEED_HASH,
                .id = msg_str(ids[i]),
                .title = msg_str("a title"),
                .arguments = {arguments, i == 1 ? 2 : 0},
                .may_run = i == 1,
                .why_not = msg_str("it has errors")}};
        feed_message(
            m, feed_clock(0), i == 0 ? "procedure/0" : "procedure/1", &msg);
    }
}

static void
each_word_has_its_own_names(void **state)
{
    (void)state;
    static const struct {
        const char *line, *want;
        size_t start;
    } cases[] = {
        {"proc t", "take", 5},
        {"proc ab", "abort ,abort-all ", 5},
        {"proc give fc", "FC-1,FC-2", 10},
        {"proc mode by", "by-step,by-statement", 10},
        {"proc mode mode", "", 10},
        {"proc start sif", "SIF-ACT-01 ,SIF-THM-01 ", 11},
        {"proc load  thm", "SIF-THM-01 ", 11},
        {"proc start SIF-THM-01 ", "Target=,Unit=", 22},
        {"proc start SIF-THM-01 T", "Target=", 22},
        {"proc start SIF-THM-01 Target=2 ", "Unit=", 31},
        {"proc start sif-thm-01 m",
            "mode=automatic ,mode=by-step ,mode=by-statement ,mode=dry-run ",
            22},
        {"proc start sif-thm-01 mode=by-step m", "", 35},
        {"proc load SIF-THM-01 m", "", 21},
        {"proc start NONE ", "", 16},
        {"proc skip x", "", 10},
        {"proc nonsense x", "", 14},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct model m;
        struct strbuf b = {0};
        struct completions c = {0};
        open_model(&m);
        struct ui ui = {.model = &m};
        struct command_world w = {
            .classes = view_classes, .ui = &ui, .names = persons};
        command_complete(cases[i].line, &w, &c);
        for (size_t k = 0; k < c.n; k++)
            strbuf_addf(&b, "%s%s", k > 0 ? "," : "", c.row[k].word);
        if (strcmp(strbuf_get(&b), cases[i].want) != 0 ||
            c.start != cases[i].start)
            fail_msg("'%s': %s at %zu", cases[i].line, strbuf_get(&b), c.start);
        completions_fini(&c);
        strbuf_fini(&b);
        model_fini(&m);
    }
}

static void
what_may_not_run_says_why(void **state)
{
    (void)state;
    struct model m;
    struct completions c = {0};
    open_model(&m);
    struct ui ui = {.model = &m};
    struct command_world w = {.classes = view_classes, .ui = &ui};
    command_complete("proc start act", &w, &c);
    assert_int_equal(c.n, 1);
    assert_string_equal(c.row[0].help, "it has errors");
    completions_fini(&c);
    model_fini(&m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_has_its_own_names),
        cmocka_unit_test(what_may_not_run_says_why),
    };
    return check_run(tests);
}
