/*
 * run_scene.c - see run_scene.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/run_scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/note.h"
#include "pluto/parse.h"
#include "support/check.h"

const char *
run_scene_str(enum run_scene scene)
{
    static const char *const names[RUNS_SCENE_COUNT] = {"none", "waiting",
        "asking", "critical", "value", "paused", "held", "orphan", "silent",
        "hostile", "failed"};
    return names[scene];
}

/* clang-format off */
const char *const run_scene_source =
    "procedure\n"
    "  preconditions\n"
    "    if Bus Voltage of Heliograph between 26 V and 30 V;\n"
    "  end preconditions\n"
    "  main\n"
    "    initiate and confirm step Start DPU\n"
    "      initiate and confirm Power On DPU of Heliograph;\n"
    "      wait until Mode of DPU of Heliograph = 'standby' with timeout 60 s;\n"
    "    end step;\n"
    "    initiate and confirm step Observe\n"
    "      declare\n"
    "        variable i of type unsigned integer\n"
    "      end declare\n"
    "      main\n"
    "        for i := 1 to 4 do\n"
    "          initiate and confirm Take Image of Detector of Heliograph\n"
    "            with arguments Number := i end with\n"
    "            in case not confirmed: ask user; end case;\n"
    "          wait for 10 s;\n"
    "        end for;\n"
    "      end main\n"
    "      watchdog\n"
    "        initiate and confirm step Thermal Guard\n"
    "          preconditions\n"
    "            wait until Temperature of Detector of Heliograph > -5 degC;\n"
    "          end preconditions\n"
    "          main\n"
    "            initiate and confirm Close Shutter of Heliograph;\n"
    "          end main\n"
    "        end step;\n"
    "      end watchdog\n"
    "      confirmation\n"
    "        if Mode of DPU of Heliograph = 'observe';\n"
    "      end confirmation\n"
    "    end step;\n"
    "    initiate and confirm step Close Down\n"
    "      initiate and confirm Close Shutter of Heliograph;\n"
    "      inform user \"shutter is closed\";\n"
    "    end step;\n"
    "  end main\n"
    "end procedure\n";

static const char catalogue[] =
    "id = \"PO-008\"\n"
    "title = \"Observe with guard\"\n"
    "version = \"1.3\"\n"
    "duration = \"3min\"\n"
    "step \"Observe\" { duration = \"1min\" note = {\"The sun is in view until 11:02.\"} }\n"
    "step \"Close Down\" { actor = \"CREW\" caution = {\"shutter must be closed first\"} }\n";
/* clang-format on */

#define HOSTILE "\x1b]0;x\x07\xE2\x80\xAE\x1b[2J"

/* ---- items --------------------------------------------------------------- */

struct state {
    const char *number; /* "" the procedure */
    enum pluto_execution execution;
    enum pluto_outcome outcome;
    enum pluto_mark mark;
    enum pluto_reason reason;
    uint32_t attempt, iteration, iterations;
    double from_s, to_s, until_s; /* from now; NAN none */
    bool is_current, is_held;
    const char *detail;
};

#define NO   (double)NAN
#define DONE PLUTO_X_COMPLETED, PLUTO_CONFIRMED, PLUTO_MARK_OK, PLUTO_R_NONE
#define ON   PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE, PLUTO_MARK_NOW, PLUTO_R_NONE

static const struct state waiting[] = {
    {"", ON, 1, 0, 0, -82, NO, NO, false, false, ""},
    {"P1", DONE, 1, 0, 0, -82, -82, NO, false, false, "28.3 V, valid"},
    {"1", DONE, 1, 0, 0, -82, -44, NO, false, false, NULL},
    {"1.1", DONE, 1, 0, 0, -82, -78, NO, false, false, "completed 4/4"},
    {"1.2", DONE, 1, 0, 0, -78, -44, NO, false, false,
        "was 'standby' after 34 s"},
    {"2", ON, 1, 0, 0, -44, NO, NO, false, false, NULL},
    {"2.1", ON, 1, 2, 4, -44, NO, NO, false, false, NULL},
    {"2.1.1", DONE, 1, 0, 0, -8, -3.9, NO, false, false, "completed 4/4"},
    {"2.1.2", ON, 1, 0, 0, -3.8, NO, 6.2, true, false, NULL},
    {"2.W1", PLUTO_X_PRECONDITIONS, PLUTO_NOT_AVAILABLE, PLUTO_MARK_ARMED,
        PLUTO_R_NONE, 1, 0, 0, -44, NO, NO, false, false,
        "now -20.1 degC, valid, 0.8 s old"},
};

static const struct state asking[] = {
    {"2.1.1", PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED, PLUTO_MARK_FAILED,
        PLUTO_R_NONE, 2, 0, 0, -38, -30, NO, true, false,
        "not confirmed: start not reported in 30 s -> ask user"},
    {"2.1.2", PLUTO_X_NOT_INITIATED, PLUTO_NOT_AVAILABLE, PLUTO_MARK_TODO,
        PLUTO_R_NONE, 0, 0, 0, NO, NO, NO, false, false, NULL},
};

static const struct state paused[] = {
    {"2.1.1", PLUTO_X_NOT_INITIATED, PLUTO_NOT_AVAILABLE, PLUTO_MARK_HELD,
        PLUTO_R_NONE, 1, 0, 0, NO, NO, NO, true, false,
        "paused before it by FC-1"},
    {"2.1.2", PLUTO_X_NOT_INITIATED, PLUTO_NOT_AVAILABLE, PLUTO_MARK_TODO,
        PLUTO_R_NONE, 0, 0, 0, NO, NO, NO, false, false, NULL},
};

static const struct state held[] = {
    {"2.1", PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE, PLUTO_MARK_HELD,
        PLUTO_R_NONE, 1, 2, 4, -44, NO, NO, false, true,
        "held by Thermal Guard since 08:46:36"},
    {"2.1.2", PLUTO_X_EXECUTING, PLUTO_NOT_AVAILABLE, PLUTO_MARK_HELD,
        PLUTO_R_NONE, 1, 0, 0, -3.8, NO, NO, false, true,
        "held by Thermal Guard since 08:46:36"},
    {"2.W1", ON, 1, 0, 0, -6, NO, NO, false, false, "fired: -4.2 degC > -5"},
    {"2.W1.1", ON, 1, 0, 0, -6, NO, NO, true, false, "accepted 1/4"},
};

static const struct state failed[] = {
    {"", PLUTO_X_COMPLETED, PLUTO_ABORTED, PLUTO_MARK_FAILED, PLUTO_R_INNER, 1,
        0, 0, -82, -2, NO, false, false, "Observe"},
    {"2", PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED, PLUTO_MARK_FAILED,
        PLUTO_R_CONFIRMATION, 1, 0, 0, -44, -2, NO, false, false,
        "Mode of DPU of Heliograph = 'observe'"},
    {"2.1", DONE, 1, 4, 4, -44, -2, NO, false, false, NULL},
    {"2.1.1", PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED, PLUTO_MARK_FAILED,
        PLUTO_R_ACTIVITY, 2, 0, 0, -38, -30, NO, false, false,
        "start not reported in 30 s"},
    {"2.1.2", DONE, 1, 0, 0, -12, -2, NO, false, false, NULL},
    {"2.W1", PLUTO_X_COMPLETED, PLUTO_NOT_AVAILABLE, PLUTO_MARK_TODO,
        PLUTO_R_NONE, 1, 0, 0, -44, -2, NO, false, false, NULL},
    {"2.C1", PLUTO_X_COMPLETED, PLUTO_NOT_CONFIRMED, PLUTO_MARK_FAILED,
        PLUTO_R_NONE, 1, 0, 0, -2, -2, NO, false, false,
        "Mode of DPU of Heliograph = 'observe': now standby, valid, 0.4 s old"},
};

static int64_t
at(struct clock now, double s)
{
    return isnan(s) ? 0 : now.utc.ns + (int64_t)(s * 1e9);
}

/* Owned rows. */
static void
add_rows(const struct pluto *p, const struct state *s, size_t n,
    struct clock now, struct texts *out)
{
    for (size_t i = 0; i < n; i++) {
        struct strbuf row = {0};
        char detail[200];
        (void)snprintf(detail, sizeof detail, "%s", msg_str(s[i].detail).s);
        struct pluto_item item = {
            .stmt = s[i].number[0] != '\0' ? pluto_find_number(p, s[i].number)
                                           : PLUTO_NIL,
            .execution = s[i].execution,
            .outcome = s[i].outcome,
            .reason = s[i].reason,
            .mark = s[i].mark,
            .is_current = s[i].is_current,
            .is_held = s[i].is_held,
            .attempt = s[i].attempt,
            .iteration = s[i].iteration,
            .iterations = s[i].iterations,
            .started = at(now, s[i].from_s),
            .ended = at(now, s[i].to_s),
            .deadline = at(now, s[i].until_s),
            .detail = s[i].detail != NULL ? detail : NULL};
        if (s[i].number[0] != '\0' && item.stmt == PLUTO_NIL)
            fail_msg("no statement %s", s[i].number);
        pluto_item_fmt(&item, &row);
        out->text[out->n++] = strbuf_take(&row);
    }
}

static struct pluto *
parse(void)
{
    struct notes notes = {0};
    struct pluto *p = NULL;
    if (pluto_parse("PO-008", run_scene_source, strlen(run_scene_source),
            &notes, &p) != ERR_OK)
        fail_msg("%s", notes.n > 0 ? notes.note[0].text : "?");
    notes_fini(&notes);
    return p;
}

static void
items(enum run_scene scene, struct clock now, struct texts *out)
{
    struct pluto *p = parse();
    out->text = calloc(40, sizeof *out->text);
    add_rows(p, waiting, ARRAY_LEN(waiting), now, out);
    if (scene == RUNS_ASKING || scene == RUNS_CRITICAL)
        add_rows(p, asking, ARRAY_LEN(asking), now, out);
    if (scene == RUNS_PAUSED)
        add_rows(p, paused, ARRAY_LEN(paused), now, out);
    if (scene == RUNS_HELD)
        add_rows(p, held, ARRAY_LEN(held), now, out);
    if (scene == RUNS_FAILED)
        add_rows(p, failed, ARRAY_LEN(failed), now, out);
    pluto_free(&p);
}

/* ---- replies ------------------------------------------------------------- */

static void
lines(const char *text, struct texts *out)
{
    out->text = calloc(200, sizeof *out->text);
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        out->text[out->n++] = strndup(text, n);
        text += n + (text[n] == '\n');
    }
}

static void
record(enum run_scene scene, struct texts *out)
{
    static const struct {
        const char *time, *kind, *number, *item, *text, *person;
    } rows[] = {
        {"08:45:20", "STEP", "1", "Start DPU", "executing", ""},
        {"08:45:58", "STEP", "1", "Start DPU", "completed [confirmed]", ""},
        {"08:45:58", "STEP", "2", "Observe", "executing", ""},
        {"08:45:58", "INFO", "", "", "detector at -20 degC", ""},
        {"08:46:34", "TC", "2.1.1", "Take Image", "initiated", "FC-1"},
        {"08:46:38", "TC", "2.1.1", "Take Image", "completed [confirmed]", ""},
    };
    out->text = calloc(20, sizeof *out->text);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char line[400];
        (void)snprintf(line, sizeof line,
            "{\"n\":1,\"t\":\"2026-11-20T%s.000Z\",\"kind\":\"%s\","
            "\"step\":\"%s\",\"item\":\"%s\",\"text\":\"%s\","
            "\"person\":\"%s\"}",
            rows[i].time, rows[i].kind, rows[i].number, rows[i].item,
            scene == RUNS_HOSTILE ? "\\u001b[31m\\u202ered" : rows[i].text,
            rows[i].person);
        out->text[out->n++] = strdup(line);
    }
}

void
run_scene_reply(enum run_scene scene, struct clock now, const char *verb,
    const char *const *args, size_t n_args, struct msg_reply *reply)
{
    static struct texts kept;
    static struct msg_str rows[200];
    (void)args, (void)n_args;
    texts_fini(&kept);
    *reply = (struct msg_reply){.status = ERR_OK, .text = msg_str("")};
    if (strcmp(verb, "items") == 0) {
        items(scene, now, &kept);
        reply->text = msg_str("change 5");
    } else if (strcmp(verb, "source") == 0) {
        lines(run_scene_source, &kept);
        reply->text = msg_str("end");
    } else if (strcmp(verb, "catalogue") == 0)
        lines(catalogue, &kept);
    else if (strcmp(verb, "asrun") == 0)
        record(scene, &kept);
    else if (strcmp(verb, "prompts") == 0) {
        kept.text = calloc(1, sizeof *kept.text);
        if (run_message(now, scene).prompts > 0)
            kept.text[kept.n++] = strdup("3");
    } else
        reply->status = ERR_NOTFOUND;
    for (size_t i = 0; i < kept.n; i++)
        rows[i] = msg_str(kept.text[i]);
    reply->rows = (struct msg_strv){rows, kept.n};
}

void
run_scene_serve(struct model *m, enum run_scene scene, struct clock now)
{
    struct run_request r;
    while (runs_next_request(&m->runs, now, &r)) {
        const char *args[ARRAY_LEN(r.arg)];
        struct msg_reply reply;
        for (size_t i = 0; i < r.n_args; i++)
            args[i] = r.arg[i];
        run_scene_reply(scene, now, r.verb, args, r.n_args, &reply);
        runs_answer(&m->runs, r.ticket, &reply, now);
    }
}

/* ---- messages ------------------------------------------------------------ */

static bool
asks(enum run_scene scene)
{
    return scene == RUNS_ASKING || scene == RUNS_CRITICAL ||
           scene == RUNS_VALUE || scene == RUNS_ORPHAN || scene == RUNS_HOSTILE;
}

struct msg_run
run_message(struct clock now, enum run_scene scene)
{
    static const struct msg_str args[] = {{"Target=20 degC", 14}};
    static const struct msg_str watchers[] = {
        {"FC-2 console, pid 4712 on pts/4", 31}};
    static char break_at[16];
    static struct msg_str breaks[1];
    bool is_hostile = scene == RUNS_HOSTILE;
    bool is_paused = scene == RUNS_PAUSED;
    struct pluto *p = parse();
    const char *number =
        is_paused || scene == RUNS_ASKING || scene == RUNS_CRITICAL ? "2.1.1"
        : scene == RUNS_HELD                                        ? "2.W1.1"
                                                                    : "2.1.2";
    uint32_t current = pluto_find_number(p, number);
    (void)snprintf(
        break_at, sizeof break_at, "%u", pluto_find_number(p, "2.C1"));
    breaks[0] = msg_str(break_at);
    pluto_free(&p);
    return (struct msg_run){.mdb_hash = FEED_HASH,
        .id = msg_str(RUN_SCENE_ID),
        .number = 12,
        .change = 40,
        .slot = 3,
        .procedure = msg_str(is_hostile ? HOSTILE "PO" : "PO-008"),
        .title = msg_str(is_hostile ? HOSTILE "t" : "Observe with guard"),
        .version = msg_str("1.3"),
        .approval = msg_str(is_paused ? "draft" : "approved"),
        .digest = msg_str("00ff"),
        .file = msg_str("/nowhere/PO-008.pluto"),
        .display = msg_str("FAC-01"),
        .link = msg_str("command"),
        .arguments = {args, 1},
        .parent = msg_str(""),
        .state = msg_str(asks(scene) ? "prompt"
                         : is_paused ? "paused"
                                     : "waiting"),
        .mode = msg_str("automatic"),
        .execution = msg_str("executing"),
        .outcome = msg_str("not available"),
        .reason = msg_str(""),
        .detail = msg_str(is_hostile           ? "\x1b[5mblink\n" HOSTILE
                          : scene == RUNS_HELD ? "runs Thermal Guard: Close "
                                                 "Shutter of Heliograph"
                          : is_paused          ? "paused by FC-1"
                          : asks(scene)        ? "asks the operator"
                                               : "waits for 10 s: 6.2 s left"),
        .current = current,
        .current_number = msg_str(number),
        .current_text = msg_str(is_paused || asks(scene)
                                    ? "Take Image of Detector of Heliograph"
                                    : "wait for 10 s"),
        .steps_done = 1,
        .steps = 3,
        .started = utc_add_ns(now.utc, -82 * NS_PER_S),
        .ended = UTC_NONE,
        .expected_s = 180,
        .controller = msg_str(scene == RUNS_ORPHAN ? "" : "FC-1"),
        .where = msg_str("console on pts/3"),
        .offered_to = msg_str(""),
        .asked_by = msg_str(""),
        .watchers = {watchers, 1},
        .needs_operator = scene == RUNS_ORPHAN,
        .prompts = asks(scene),
        .attempt = 1,
        .breaks = {breaks, is_paused},
        .asrun_lines = 6,
        .asrun_head = msg_str(""),
        .asrun_file = msg_str("/nowhere/asrun.txt")};
}

void
feed_run(struct model *m, struct clock now, const struct msg_run *run)
{
    char topic[32];
    struct msg msg = {.envelope.type = MSG_RUN, .u.run = *run};
    (void)snprintf(
        topic, sizeof topic, "run/%llu", (unsigned long long)run->slot);
    feed_message(m, now, topic, &msg);
}

struct msg_prompt
prompt_message(struct clock now, enum run_scene scene)
{
    static const struct msg_str answers[] = {
        {"restart", 7}, {"continue", 8}, {"abort", 5}, {"terminate", 9}};
    static const struct msg_str effects[] = {
        {"Take Image is initiated again (attempt 3)", 41},
        {"the next statement, as if it were confirmed", 43},
        {"Observe ends aborted; then its continuation: abort (default)", 60},
        {"Observe ends now; its confirmation body runs", 44}};
    static const struct msg_str labels[] = {{"LOW", 3}, {"HIGH", 4}};
    bool is_value = scene == RUNS_VALUE;
    struct pluto *p = parse();
    uint32_t stmt = pluto_find_number(p, "2.1.1");
    pluto_free(&p);
    return (struct msg_prompt){.id = msg_str(RUN_SCENE_ID),
        .number = 3,
        .kind = msg_str(is_value ? "value" : "action"),
        .is_open = true,
        .stmt = stmt,
        .item = msg_str(
            scene == RUNS_HOSTILE ? HOSTILE "item" : "2.1.1 Take Image"),
        .actor = msg_str("operator"),
        .text = msg_str(scene == RUNS_HOSTILE ? "a\nb" HOSTILE
                        : is_value ? "Cover Angle: the angle on the dial"
                                   : "Take Image of Detector of Heliograph was "
                                     "not confirmed: start was not reported "
                                     "within 30 s. What now?"),
        .answers = {answers, is_value ? 0 : 4},
        .effects = {effects, is_value ? 0 : 4},
        .short_name = msg_str(scene == RUNS_CRITICAL ? "TAKE_IMAGE" : ""),
        .type = msg_str(is_value ? "real" : ""),
        .unit = msg_str(is_value ? "deg" : ""),
        .labels = {labels, 0},
        .min = is_value ? 0 : NO,
        .max = is_value ? 5 : NO,
        .since = utc_add_ns(now.utc, -42 * NS_PER_S),
        .answered = msg_str(""),
        .answered_by = msg_str("")};
}

void
feed_prompt(struct model *m, struct clock now, const struct msg_prompt *prompt)
{
    struct msg msg = {.envelope.type = MSG_PROMPT, .u.prompt = *prompt};
    feed_message(m, now, "prompt/3/3", &msg);
}

/* ---- the library --------------------------------------------------------- */

static void
feed_procedures(struct model *m, struct clock now, bool is_hostile)
{
    static const struct msg_str args[] = {
        {"Target real degC 10 .. 30 = 20", 30}, {"Orbit unsigned integer", 22}};
    static const struct msg_str problems[] = {
        {"12:9: error: no activity 'Take Imge'; nearest: Take Image", 57},
        {"30:3: warning: wait without timeout", 35}};
    static const struct {
        const char *id, *title, *version, *approval;
        double expected_s;
        uint64_t errors, warnings;
        bool may_run, was_approved;
        const char *why_not;
    } rows[] = {
        {"PO-002", "Start the DPU", "2.0", "approved", 60, 0, 0, true, false,
            ""},
        {"PO-008", "Observe with guard", "1.3", "approved", 180, 0, 1, true,
            false, ""},
        {"PO-011", "Safe the instrument after a long night", "0.4", "draft", 45,
            0, 0, true, true, ""},
        {"PO-020", "Broken", "0.1", "draft", 0, 1, 1, false, false,
            "it has errors"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char topic[32];
        struct msg msg = {.envelope.type = MSG_PROCEDURE,
            .u.procedure = {.mdb_hash = FEED_HASH,
                .id = msg_str(rows[i].id),
                .file = msg_str("/nowhere/procedures/x.pluto"),
                .title = msg_str(is_hostile ? HOSTILE "t" : rows[i].title),
                .version = msg_str(rows[i].version),
                .author = msg_str("B.USOC"),
                .approval = msg_str(rows[i].approval),
                .reviewed_by = msg_str(""),
                .approved_by = msg_str(i < 2 ? "FD-1" : ""),
                .approved =
                    i < 2 ? utc_add_ns(now.utc, -86400 * NS_PER_S) : UTC_NONE,
                .was_approved = rows[i].was_approved,
                .digest = msg_str("00ff"),
                .objective = msg_str("Take four images of the sun, with the "
                                     "detector guarded."),
                .expected_s = rows[i].expected_s,
                .actor = msg_str("operator"),
                .criticality = msg_str(""),
                .link = msg_str("command"),
                .display = msg_str("FAC-01"),
                .arguments = {args, 2},
                .steps = 3,
                .statements = 15,
                .errors = rows[i].errors,
                .warnings = rows[i].warnings,
                .problems = {problems + (rows[i].errors == 0),
                    rows[i].errors + rows[i].warnings},
                .may_run = rows[i].may_run,
                .why_not = msg_str(rows[i].why_not)}};
        (void)snprintf(topic, sizeof topic, "procedure/%zu", i);
        feed_message(m, now, topic, &msg);
    }
}

static void
end(struct msg_run *run, struct clock now, const char *outcome,
    const char *reason)
{
    run->state = msg_str("finished");
    run->execution = msg_str("completed");
    run->outcome = msg_str(outcome);
    run->reason = msg_str(reason);
    run->detail = msg_str("");
    run->steps_done = str_eq(outcome, "confirmed") ? 3 : 1;
    run->ended = utc_add_ns(now.utc, -5 * NS_PER_S);
    run->controller = msg_str("");
}

static void
feed_ended(struct model *m, struct clock now, uint64_t number,
    const char *outcome, const char *reason)
{
    struct msg_run run = run_message(now, RUNS_WAITING);
    char id[33];
    (void)snprintf(id, sizeof id, "%032llx", (unsigned long long)number);
    run.id = msg_str(id);
    run.number = number;
    run.slot = number;
    end(&run, now, outcome, reason);
    feed_run(m, now, &run);
}

void
run_scene(struct model *m, enum run_scene scene, struct clock now)
{
    struct clock then = now;
    if (m->orders.person[0] == '\0')
        orders_begin(
            &m->orders, "00112233445566778899aabbccddeeff", "FC-1", "");
    if (scene == RUNS_SILENT)
        then = (struct clock){mono_add_ns(now.mono, -12 * NS_PER_S),
            utc_add_ns(now.utc, -12 * NS_PER_S)};
    feed_heartbeat(m, then, "exec", "ready", 0);
    feed_procedures(m, then, scene == RUNS_HOSTILE);
    if (scene == RUNS_NONE)
        return;
    struct msg_run run = run_message(then, scene);
    if (scene == RUNS_FAILED)
        end(&run, then, "aborted", "INNER");
    feed_run(m, then, &run);
    feed_ended(m, then, 11, "confirmed", "");
    feed_ended(m, then, 10, "aborted", "USER");
    runs_find(&m->runs, RUN_SCENE_ID)->is_taken = true;
    if (asks(scene)) {
        struct msg_prompt prompt = prompt_message(then, scene);
        feed_prompt(m, then, &prompt);
    }
}
