/*
 * gate_priv.h - what the files of gate_app share.
 *
 * gate_app.c life and time; gate_message.c what comes from the bus;
 * gate_contact.c links and signal; gate_release.c the queue and the frontend;
 * gate_say.c what is logged and told; gate_request.c the words of order.h,
 * gate_lease.c those about authority,
 * gate_submit.c those with an order; gate_ask.c questions.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef GATE_GATE_PRIV_H
#define GATE_GATE_PRIV_H

#include "command/guard.h"
#include "gate/arms.h"
#include "gate/gate_app.h"
#include "gate/interlock.h"
#include "gate/verify.h"
#include "mdb/encode.h"

#define GATE_LINKS_MAX 32

struct gate_link {
    char name[MSG_NAME_MAX + 1];
    char state[16], signal[16], detail[96];
    bool is_uplink;
    uint64_t missing; /* packets, as it counts them */
    struct mono heard;
};

enum gate_signal {
    GATE_SIGNAL_UNKNOWN,
    GATE_SIGNAL_AOS,
    GATE_SIGNAL_LOS
};

struct gate_app {
    struct gate_config config;
    struct mission_commands commands;
    struct people *people;
    const struct mdb *mdb;
    struct ledger *ledger;     /* NULL until gate_app_begin() */
    struct moment now, before; /* before: of the last turn */

    struct authority authority;
    struct arms *arms;
    struct guard *guard;
    struct command_book *book;
    struct interlock *interlock;
    struct mdb_encoder *encoder;

    /* gate_contact.c */
    struct gate_link link[GATE_LINKS_MAX];
    size_t n_links;
    struct mono frontend_heard, tm_heard;
    struct utc frontend_started, signal_since;
    struct mono contact_since; /* MONO_NONE: no contact */

    /* gate_message.c: by container */
    bool *is_relevant; /* has watched items, or verifies */
    mdb_cell *raw, *eng;
    uint32_t *items;
    size_t row_cap;
    bool *is_expired;
    struct utc *expired_last;
    uint64_t foreign, refused_messages;

    /* gate_release.c */
    struct mono next_release;

    /* gate_say.c */
    uint64_t line; /* number of the log's newest line */
    bool is_gate_dirty, is_authority_dirty;
    bool was_sound;
    size_t n_restored;
    struct mono tried;                  /* the log, again */
    unsigned n_refused, n_refused_more; /* in this second */
    uint64_t refused;                   /* since the start */
    bool has_uncommitted;               /* lines that no commit has seen */
    char told[160];                     /* the last refusal */

    /* the reply */
    char *text;
    char **row;
    size_t n_rows, cap_rows;
    struct msg_str *row_str;
    char line_text[160];
};

/* ---- gate_say.c ---------------------------------------------------------- */

/* The command has this state now; `detail` is for a person.  It is logged with
 * the next commit, and told after that. */
void gate_change(struct gate_app *app, struct gate_command *c,
    enum command_state state, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Its state stays, its stages or detail are others; told, and `is_logged`. */
void gate_note(struct gate_app *app, struct gate_command *c, bool is_logged);

/* What it waits for, told when it is news. */
void gate_wait(struct gate_app *app, struct gate_command *c, const char *why);

/* Authority changed: a line of the log, and an event. */
void gate_authority(struct gate_app *app, enum event_id id, const char *person,
    const char *where, const char *fmt, ...) PRINTF_LIKE(5, 6);

/*
 * Write what was changed to disk, then tell it.  False: it could not be
 * written; what it was about is undone: commands that changed and were not
 * released are CANCELLED, those that were are NOT_SENT, authority is free.
 */
bool gate_commit(struct gate_app *app);

/* A refused request; logged with the next commit. */
void gate_log_refused(struct gate_app *app, const char *text,
    const char *person, const char *where);

void gate_say_gate(struct gate_app *app);
void gate_say_again(struct gate_app *app); /* open commands, every 10 s */
void gate_say_second(struct gate_app *app);
bool gate_is_sound(const struct gate_app *app);
void gate_event(struct gate_app *app, enum event_id id, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* ---- gate_app.c ---------------------------------------------------------- */

/* What ran out until now: leases, offers, states. */
void gate_tick(struct gate_app *app);

/* ---- gate_contact.c ------------------------------------------------------ */

void gate_on_link(struct gate_app *app, const struct msg *msg);
void gate_on_heartbeat(struct gate_app *app, const struct msg *msg);
void gate_follow_contact(struct gate_app *app);
enum gate_signal gate_signal(const struct gate_app *app);
const char *gate_signal_str(enum gate_signal signal);
const struct gate_link *gate_uplink(const struct gate_app *app); /* or NULL */
const char *gate_uplink_name(const struct gate_app *app);        /* or "" */
/* Is there contact, so that a command may go out?  Else why not. */
bool gate_has_contact(const struct gate_app *app, const char **why);
bool gate_sees_telemetry(const struct gate_app *app);
bool gate_is_fresh(const struct gate_app *app, const struct msg *msg);

/* ---- gate_release.c ------------------------------------------------------ */

void gate_release_turn(struct gate_app *app);
/* Those behind the first say behind which one they wait. */
void gate_tell_queue(struct gate_app *app);
void gate_settle_turn(struct gate_app *app);
void gate_conclude(struct gate_app *app, struct gate_command *c);
bool gate_is_live(const struct gate_command *c); /* verifiers run */

/* `by` was released after others of its name. */
void gate_succeed(struct gate_app *app, const struct gate_command *by);

/* Do all constraints hold?  FALSE or UNKNOWN with the reason; `timeout_ns` is
 * the one's that does not, 0: refuse at once. */
enum truth gate_constraints(struct gate_app *app, const struct gate_command *c,
    struct strbuf *why, int64_t *timeout_ns);

/* What it asks of its people now; `is_sure` false: telemetry is missing that
 * could ask for less. */
const struct mdb_significance *gate_significance(
    struct gate_app *app, const struct gate_command *c, bool *is_sure);

struct mdb_encode_options gate_options(
    const struct gate_app *app, uint16_t sequence);

/* ---- gate_request.c ------------------------------------------------------ */

struct gate_asked {
    struct gate_app *app;
    const struct gate_asker *asker;
    const struct msg_request *request;
    enum order_word word;
    struct order_head head;
    bool is_executor; /* it orders on behalf of `person` */
    struct person person;
    struct authority_person who;
};

enum err gate_reply(struct gate_app *app, enum err e, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void gate_row(struct gate_app *app, const char *key, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
enum err gate_find_person(struct gate_asked *q, const char *claimed);
/* By the head of a request: who asks, or for whom the executor does. */
enum err gate_find_asker(struct gate_asked *q);
/* "exec for FC-1", or the person's name; appended. */
void gate_add_asker(const struct gate_asked *q, struct strbuf *out);
enum err gate_find_guard(struct gate_asked *q, int64_t ttl_ns);
/* "take command authority first", ERR_DENIED; ERR_OK when he has it. */
enum err gate_need_authority(const struct gate_asked *q);
enum err gate_need_role(const struct gate_asked *q, unsigned roles);
enum err gate_need_log(struct gate_app *app);
/* What would refuse the command at once if it were released now. */
enum err gate_need_interlocks(
    struct gate_asked *q, const struct gate_command *c);
/* Commit what was changed; ERR_OK and `text`, or ERR_IO. */
enum err gate_done(struct gate_asked *q, const char *text);

/* The texts with blanks between, clean. */
void gate_join(const struct msg_str *rest, size_t n, char *out, size_t size);

/* ---- gate_lease.c -------------------------------------------------------- */

/* Authority left its holder, or his session: what was armed has to be armed
 * anew.  "; 2 commands stay queued" or "" about the others, valid until the
 * next call. */
const char *gate_hand_over(struct gate_app *app);

enum err gate_take(struct gate_asked *q, const struct msg_str *rest, size_t n);
enum err gate_renew(struct gate_asked *q, const struct msg_str *rest, size_t n);
enum err gate_give(struct gate_asked *q, const struct msg_str *rest, size_t n);
enum err gate_yield(struct gate_asked *q, const struct msg_str *rest, size_t n);
enum err gate_break(struct gate_asked *q, const struct msg_str *rest, size_t n);

/* ---- gate_submit.c, gate_ask.c ------------------------------------------- */

enum err gate_submit(struct gate_asked *q);
enum err gate_check_order(struct gate_asked *q);
bool gate_ask(struct gate_asked *q, enum err *out); /* false: another verb */

#endif
