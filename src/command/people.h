/*
 * people.h - who may do what: people.conf(5), columba-people(5).
 *
 * A person is known by the kernel's word: the uid of the process that asks
 * (ipc).  The file and its directory belong to root and nobody else may write
 * them; otherwise it is refused whole, and nobody commands.  In training they
 * may also belong to the user of the gate.
 *
 *   person FC-1 { login = "anna"  roles = {command, hazardous} }
 *   person FC-2 { uid = 1002      roles = {command, hazardous, approve} }
 *
 * Without the file: in an instance of kind sim (training) everybody who
 * reaches the socket has all roles, under the login's name or a claimed one;
 * in any other instance nobody has any.  With it, in training and with
 * `allow_claims = true`, a person may be without login and uid: that name is
 * for whoever claims it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_PEOPLE_H
#define COMMAND_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bus/bus.h"
#include "command/order.h"
#include "common/err.h"
#include "common/note.h"

enum role { /* bits */
    ROLE_WATCH = 1 << 0,
    ROLE_LOG = 1 << 1,
    ROLE_ACK = 1 << 2,
    ROLE_PROPOSE = 1 << 3,   /* submit what another person then fires */
    ROLE_COMMAND = 1 << 4,   /* hold authority, send normal commands */
    ROLE_HAZARDOUS = 1 << 5, /* arm and fire */
    ROLE_APPROVE = 1 << 6,   /* be the second person */
    ROLE_ADMIN = 1 << 7,     /* break authority */
};
#define ROLE_ALL 0xffu

#define PEOPLE_NO_UID UINT32_MAX

struct people;

/*
 * Read `path`.  `is_training`: kind sim.  ERR_OK also when the file is not
 * there (see above); ERR_DENIED: not root's, or others may write it; ERR_FORMAT
 * with all notes; ERR_IO.  A login that does not exist is a warning: that
 * person cannot ask for anything.  On failure *out is NULL.
 */
NODISCARD enum err people_load(const char *path, bool is_training,
    struct notes *notes, struct people **out);
/* The same for somebody who wants to know whether it is good: what depends on
 * the place where it stands is a warning.  ERR_NOTFOUND, ERR_FORMAT, ERR_IO. */
NODISCARD enum err people_check(const char *path, struct notes *notes);
void people_free(struct people **people);

struct person {
    char name[ORDER_PERSON_MAX + 1];
    unsigned roles;  /* enum role bits */
    uint32_t uid;    /* PEOPLE_NO_UID: a name to claim, or no such login */
    bool is_open;    /* training: without login, for whoever claims it */
    bool is_claimed; /* training: he says so himself */
};

/*
 * Who asks?  `claimed` may be NULL or "".  ERR_DENIED and one sentence in
 * `why`: unknown peer, uid without a person, a claimed name where names are
 * proven, one that is not in the file, or one that belongs to another uid.
 */
NODISCARD enum err people_find(const struct people *people,
    const struct bus_peer *peer, const char *claimed, struct person *out,
    char *why, size_t why_size);

/*
 * A person for whom the executor orders: by name alone, for the executor knows
 * its operators as people_find() does.  ERR_DENIED and one sentence in `why`:
 * nobody of that name, or nobody who could ask for anything himself.
 */
NODISCARD enum err people_named(const struct people *people, const char *name,
    struct person *out, char *why, size_t why_size);

bool people_is_training(const struct people *people); /* names are claimed */
/* Can there be a person of this name?  In training without a file: any. */
bool people_exists(const struct people *people, const char *name);
size_t people_count(const struct people *people); /* of the file */
const struct person *people_get(const struct people *people, size_t i);

const char *people_role_str(enum role role);        /* "hazardous" */
void roles_fmt(unsigned roles, struct strbuf *out); /* "command,hazardous" */

#endif
