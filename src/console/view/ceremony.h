/*
 * ceremony.h - the dialog before something hazardous is done: fire a command,
 * approve another person's, break authority; abort a procedure, take it from
 * another, answer a question of it that is critical.
 *
 * It names what was captured when it was opened, whatever lists do meanwhile.
 * Cancel has the focus; Enter alone never does anything but cancel.  To do it a
 * person types a word (the command's short name) and then Enter.  What was
 * typed before the dialog was on the screen, and CEREMONY_QUIET_NS after, is
 * dropped; pasted text and keys faster than fingers are refused; a screen that
 * changes its size begins it anew.
 *
 * Pure: what came of a key is returned, and done by the caller.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_CEREMONY_H
#define CONSOLE_VIEW_CEREMONY_H

#include <stdbool.h>
#include <stddef.h>

#include "console/canvas.h"
#include "console/keys/key.h"
#include "console/model/clock.h"
#include "console/model/commands.h"
#include "console/model/orders.h"

#define CEREMONY_QUIET_NS (300 * NS_PER_MS)
/* Three keys in less, or Enter so soon after a key, are no fingers. */
#define CEREMONY_BURST_NS (20 * NS_PER_MS)
#define CEREMONY_WORD     256
#define CEREMONY_REASON   (ORDER_COMMENT_MAX + 1)

enum ceremony_kind {
    CEREMONY_OFF,
    CEREMONY_FIRE,    /* token, id */
    CEREMONY_APPROVE, /* id, digest */
    CEREMONY_BREAK,   /* reason */
    /* of procedures: id is the run's */
    CEREMONY_ABORT,  /* reason; word is the procedure's id */
    CEREMONY_SEIZE,  /* reason; word is who controls it */
    CEREMONY_ANSWER, /* number, answer, reason */
};

enum ceremony_result {
    CEREMONY_STAYS,  /* paint it again */
    CEREMONY_GO,     /* the word was typed: do it */
    CEREMONY_CLOSES, /* nothing is done; what is armed has to be disarmed */
};

struct ceremony { /* zero: off */
    enum ceremony_kind kind;
    /* what it is about, as it was when it opened */
    char id[DIGEST_ID_HEX], digest[DIGEST_HEX], token[ORDERS_TOKEN];
    uint64_t number;
    char word[CEREMONY_WORD]; /* to be typed */
    char *name, *values;      /* owned */
    char level[16], reason[CEREMONY_REASON];
    char person[ORDER_PERSON_MAX + 1], approved_by[ORDER_PERSON_MAX + 1];
    size_t len;      /* bytes of the packet */
    char answer[64]; /* CEREMONY_ANSWER: the word; `number` the question's */
    bool is_all;     /* CEREMONY_ABORT: without continuations */

    struct mono end;         /* ns 0: not known yet, or none */
    bool was_armed, is_over; /* nothing can be done any more */
    char typed[CEREMONY_WORD];
    bool in_field;             /* the focus, else on Cancel */
    bool asks;                 /* whether to disarm and close */
    bool is_painted, is_shown; /* all of it fitted; it is on the screen */
    struct mono shown;
    struct mono key[2];      /* the newest keys' times, newest first */
    struct mono quiet_until; /* what comes before is dropped */
    char message[160];
};

/* Captures the command; `arguments` for a person.  ceremony_fini() first. */
void ceremony_open(struct ceremony *c, enum ceremony_kind kind,
    const struct telecommand *t, const char *arguments);
/* CEREMONY_BREAK: take authority from `holder`. */
void ceremony_open_break(
    struct ceremony *c, const char *holder, const char *reason);
/* Those of procedures: what it is about, more of it, what is to be typed; `run`
 * is its id. */
void ceremony_open_run(struct ceremony *c, enum ceremony_kind kind,
    const char *run, const char *name, const char *more, const char *word,
    const char *reason);
void ceremony_fini(struct ceremony *c);

/* Is it about a procedure, not about the gate? */
bool ceremony_is_of_run(const struct ceremony *c);

/* The command as it is now, NULL: it is not known any more. */
void ceremony_follow(
    struct ceremony *c, const struct telecommand *t, struct clock now);

/* In the middle of `area`; a note instead where it does not fit whole. */
void ceremony_paint(
    struct ceremony *c, const struct area *area, struct clock now);
/* What was painted is on the screen now. */
void ceremony_shown(struct ceremony *c, struct clock now);
/* The screen changes: nothing typed so far counts. */
void ceremony_hide(struct ceremony *c);

enum ceremony_result ceremony_key(
    struct ceremony *c, keysym k, struct clock now);
void ceremony_paste(struct ceremony *c, struct clock now);

/* There is nothing to be done any more. */
void ceremony_end(struct ceremony *c, const char *why);

/* It cannot be done now: `why` is told, and the word has to be typed anew. */
void ceremony_refuse(struct ceremony *c, const char *why);

#endif
