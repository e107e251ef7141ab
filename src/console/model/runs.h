/*
 * runs.h - the executions of procedures, as columba-exec tells: state, items,
 * record, questions; and what has to be asked to have all of it.
 *
 * Fed with run, items, asrun and prompt messages and the answers to requests;
 * knows no socket and no clock.  Details (items, text, record) are kept of
 * runs that a person looks at; a gap in them means that all is asked again.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_MODEL_RUNS_H
#define CONSOLE_MODEL_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/msg.h"
#include "command/order.h"
#include "common/err.h"
#include "console/model/clock.h"
#include "console/model/run_source.h"
#include "console/model/text.h"
#include "pluto/item.h"

#define RUNS_MAX        256
#define RUN_ID_SIZE     40
#define RUN_PROMPTS_MAX 64
#define RUN_RECORD_MAX  500     /* lines of the record that are kept */
#define RUN_STMTS_MAX   1000000 /* more are no procedure */
#define RUN_PERSON_SIZE (ORDER_PERSON_MAX + 1)
#define RUN_WANTED_NS   (5 * NS_PER_S) /* a run is looked at for so long */
#define RUN_RETRY_NS    NS_PER_S       /* after a request without an answer */
#define RUN_WATCH_NS    (10 * NS_PER_S)

enum run_state {
    RUN_LOADED,
    RUN_RUNNING,
    RUN_WAITING,
    RUN_PAUSED,
    RUN_ASKING, /* "prompt" */
    RUN_FINISHED,
    RUN_STATE_COUNT
};
const char *runs_state_str(enum run_state state); /* "waiting" */

/* A question to a person; all text is clean. */
struct run_prompt {
    uint64_t number;
    uint32_t stmt;
    char *kind, *item, *actor, *text, *short_name, *type, *unit; /* owned */
    struct texts answers, effects, labels; /* effects: as many as answers */
    double min, max;                       /* NAN: open */
    struct utc since;
};

/* What is asked for a run. */
enum run_need {
    RUN_NEED_ITEMS,
    RUN_NEED_SOURCE,
    RUN_NEED_CATALOGUE,
    RUN_NEED_RECORD,
    RUN_NEED_PROMPTS,
    RUN_NEED_COUNT
};

struct run {
    char id[RUN_ID_SIZE];
    uint64_t slot, number, change;
    char *procedure, *title, *version, *approval, *digest, *file, *display,
        *link, *parent, *mode, *execution, *outcome, *reason, *detail,
        *current_number, *current_text, *where, *asrun_file; /* owned */
    struct texts arguments, watchers, breaks;
    enum run_state state;
    uint32_t current; /* PLUTO_NIL: none */
    uint64_t steps_done, steps, attempt, open_prompts, record_lines;
    struct utc started, ended;
    double expected_s; /* 0: not said */
    char controller[RUN_PERSON_SIZE], offered_to[RUN_PERSON_SIZE],
        asked_by[RUN_PERSON_SIZE];
    bool needs_operator;
    struct mono heard; /* its newest message, when it was sent */
    struct utc sent;

    /* details, while somebody looks */
    struct pluto_item **item; /* owned; by statement, NULL: not initiated */
    uint64_t *item_change;    /* of the message each came with */
    size_t n_items;
    struct pluto_item whole; /* of the procedure itself */
    uint64_t whole_change;
    uint64_t items_first, items_last; /* changes that came without a gap; 0:
                                         none did */
    bool has_items;
    struct run_source source;
    char *record[RUN_RECORD_MAX]; /* owned; line n at n % RUN_RECORD_MAX */
    uint64_t record_first, record_last; /* kept; last 0: none */
    uint64_t record_asked;              /* from here lines were asked last */
    struct run_prompt *prompt[RUN_PROMPTS_MAX]; /* owned; open, oldest first */
    size_t n_prompts;
    bool has_prompts;
    struct {
        uint64_t ticket; /* waits for an answer; 0: no */
        uint64_t from;
        struct mono retry; /* not before; ns 0: at once */
    } need[RUN_NEED_COUNT];

    /* this console */
    struct mono wanted;   /* looked at last; ns 0: never */
    struct mono watched;  /* told that we watch; ns 0: never */
    bool was_ours;        /* controlled here when it was looked at last */
    uint64_t told_prompt; /* the newest question that called here */
    bool told_need;       /* that it needs an operator */
    bool is_taken;        /* control was given to this console's session */
    unsigned changes;     /* changes with everything here */
};

struct runs {
    struct run *run[RUNS_MAX]; /* owned; running first, newest first */
    size_t n;
    uint64_t tickets; /* so far */
    long pid;         /* of this console, 0: not told */
    bool is_known;    /* a message of an executor ever came */
    unsigned version; /* changes with everything here */
    /* text of a procedure that is not run, for its page */
    struct {
        char id[128];
        struct run_source source;
        uint64_t ticket[2];
        uint64_t from;
        struct mono retry;
    } shown;
};

void runs_fini(struct runs *r);

/* Apply a message; `sent` is when, on our clock.  ERR_FORMAT: what cannot be,
 * and changes nothing; ERR_LIMIT. */
NODISCARD enum err runs_run(
    struct runs *r, const struct msg_run *m, struct utc utc, struct mono sent);
NODISCARD enum err runs_items(struct runs *r, const struct msg_items *m);
NODISCARD enum err runs_asrun(struct runs *r, const struct msg_asrun *m);
NODISCARD enum err runs_prompt(struct runs *r, const struct msg_prompt *m);

/* Messages under `topic` were missed: what hangs on them is asked again. */
void runs_gap(struct runs *r, const char *topic);

/* By id, or as a person names it ("7", "#7", the id of a procedure: its newest
 * run); NULL. */
struct run *runs_find(struct runs *r, const char *id);
struct run *runs_named(struct runs *r, const char *text);

/* The item of a statement, PLUTO_NIL the procedure; NULL: not initiated. */
const struct pluto_item *runs_item(const struct run *run, uint32_t stmt);

/* A line of the record, NULL: it is not kept. */
const char *runs_record(const struct run *run, uint64_t line);

/* Has this console its control?  `person` is who we are. */
bool runs_is_ours(
    const struct runs *r, const struct run *run, const char *person);

/* Its question that is open longest, NULL. */
const struct run_prompt *runs_question(const struct run *run);
const struct run_prompt *runs_prompt_find(
    const struct run *run, uint64_t number);

/* It was heard lately (an ended one need not be). */
bool runs_is_live(const struct run *run, struct clock now);

/* ---- asking (runs_ask.c) ------------------------------------------------- */

struct run_request {
    uint64_t ticket;
    const char *verb;
    char arg[3][128];
    size_t n_args;
};

/* Somebody looks at it now. */
void runs_want(struct runs *r, struct run *run, struct clock now);
/* Somebody looks at the text of a procedure; the source as far as it is
 * there. */
const struct run_source *runs_want_procedure(
    struct runs *r, const char *id, struct clock now);

/* What is to be asked now, on the observers' socket; false: nothing. */
bool runs_next_request(
    struct runs *r, struct clock now, struct run_request *out);

/* The answer, NULL: none came. */
void runs_answer(struct runs *r, uint64_t ticket, const struct msg_reply *reply,
    struct clock now);

/* A line of the record in its JSON form, for a person; appended. */
void runs_record_text(const char *json, size_t len, struct strbuf *out);

#endif
