/*
 * people.c - who may do what: people.conf(5).
 *
 * SPDX-License-Identifier: ISC
 */
#include "command/people.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/people_priv.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/trust.h"
#include "common/xalloc.h"
#include "mission/conf_scan.h"

/* ---- the file ------------------------------------------------------------ */

static enum err
read_place(struct people *people, const char *path, const struct trust_place *p,
    bool is_strict, struct notes *notes)
{
    enum err e;
    size_t len;
    const size_t errors = notes->errors;
    const char *why = trust_fault(p, people->is_training);
    if (why != NULL)
        notes_add(notes, is_strict ? NOTE_ERROR : NOTE_WARNING, path, 0, 0,
            "%s: nobody commands by it", why);
    if (why != NULL && is_strict)
        return ERR_DENIED;
    char *text =
        text_file_read_fd(p->file, path, CONF_BYTES_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    people->has_file = true;
    people_read(people, path, text, len, is_strict, notes);
    free(text);
    return notes->errors > errors ? ERR_FORMAT : ERR_OK;
}

static enum err
load(struct people *people, const char *path, bool is_strict,
    struct notes *notes)
{
    struct trust_place p = trust_open(path);
    enum err e = ERR_NOTFOUND;
    if (p.file >= 0)
        e = read_place(people, path, &p, is_strict, notes);
    else if (p.error != ENOENT && p.error != ENOTDIR) {
        notes_add(notes, NOTE_ERROR, path, 0, 0, "%s",
            p.error == ELOOP ? "it is a symbolic link: nobody commands by it"
                             : strerror(p.error));
        e = p.error == ELOOP ? ERR_DENIED : ERR_IO;
    }
    trust_close(&p);
    return e;
}

enum err
people_load(const char *path, bool is_training, struct notes *notes,
    struct people **out)
{
    struct people *people = xcalloc(1, sizeof *people);
    people->is_training = is_training;
    enum err e = load(people, path, true, notes);
    if (e == ERR_NOTFOUND)
        e = ERR_OK;
    if (e != ERR_OK)
        people_free(&people);
    *out = people;
    return e;
}

enum err
people_check(const char *path, struct notes *notes)
{
    struct people *people = xcalloc(1, sizeof *people);
    const enum err e = load(people, path, false, notes);
    if (e == ERR_NOTFOUND)
        notes_add(notes, NOTE_ERROR, path, 0, 0, "there is no such file");
    people_free(&people);
    return e;
}

void
people_free(struct people **people)
{
    if (*people == NULL)
        return;
    free((*people)->person);
    free(*people);
    *people = NULL;
}

/* ---- who asks ------------------------------------------------------------ */

static const struct person *
by_name(const struct people *people, const char *name)
{
    for (size_t i = 0; i < people->n; i++)
        if (strcmp(people->person[i].name, name) == 0)
            return &people->person[i];
    return NULL;
}

static const struct person *
by_uid(const struct people *people, uint32_t uid)
{
    for (size_t i = 0; i < people->n; i++)
        if (people->person[i].uid == uid)
            return &people->person[i];
    return NULL;
}

/* Training without a file: the login's name, or what he says. */
static const char *
find_anybody(
    const struct bus_peer *peer, const char *claimed, struct person *out)
{
    *out = (struct person){.roles = ROLE_ALL, .uid = peer->uid};
    if (claimed != NULL) {
        if (!people_name_is_valid(claimed))
            return "that is no name of a person";
        const struct passwd *p = getpwnam(claimed);
        if (p != NULL && p->pw_uid != peer->uid)
            return "that name is the login of somebody else";
        out->is_claimed = p == NULL;
        (void)str_copy(out->name, sizeof out->name, claimed);
        return NULL;
    }
    const struct passwd *p = getpwuid(peer->uid);
    if (p != NULL && people_name_is_valid(p->pw_name))
        (void)str_copy(out->name, sizeof out->name, p->pw_name);
    else
        (void)snprintf(out->name, sizeof out->name, "uid-%" PRIu32, peer->uid);
    return NULL;
}

/* By the file, where names are proven. */
static const char *
find_proven(const struct people *people, const struct bus_peer *peer,
    struct person *out)
{
    const struct person *p = by_uid(people, peer->uid);
    if (!people->has_file)
        return "there is no people.conf: nobody may command here";
    if (p == NULL)
        return "no person of people.conf has this login";
    *out = *p;
    return NULL;
}

static const char *
find_claimed(const struct people *people, const struct bus_peer *peer,
    const char *claimed, struct person *out)
{
    const struct person *p = by_name(people, claimed);
    if (p != NULL && p->uid == peer->uid) {
        *out = *p;
        return NULL;
    }
    if (!people_is_training(people))
        return "who asks is known by the login here: no other name may be "
               "claimed";
    if (p == NULL)
        return "there is no person of that name";
    if (!p->is_open)
        return "that name belongs to another login";
    *out = *p;
    out->uid = peer->uid;
    out->is_claimed = true;
    return NULL;
}

enum err
people_find(const struct people *people, const struct bus_peer *peer,
    const char *claimed, struct person *out, char *why, size_t why_size)
{
    const char *text;
    *out = (struct person){.uid = PEOPLE_NO_UID};
    if (claimed != NULL && claimed[0] == '\0')
        claimed = NULL;
    if (!peer->is_known || peer->uid == PEOPLE_NO_UID)
        text = "the system does not say who asks";
    else if (!people->has_file && people->is_training)
        text = find_anybody(peer, claimed, out);
    else if (claimed != NULL)
        text = find_claimed(people, peer, claimed, out);
    else
        text = find_proven(people, peer, out);
    (void)str_copy(why, why_size, text != NULL ? text : "");
    return text != NULL ? ERR_DENIED : ERR_OK;
}

/* Training without a file: anybody of a good name. */
static const char *
name_anybody(const char *name, struct person *out)
{
    if (!people_name_is_valid(name))
        return "that is no name of a person";
    const struct passwd *p = getpwnam(name);
    *out = (struct person){.roles = ROLE_ALL,
        .uid = p != NULL ? p->pw_uid : PEOPLE_NO_UID,
        .is_claimed = p == NULL};
    (void)str_copy(out->name, sizeof out->name, name);
    return NULL;
}

enum err
people_named(const struct people *people, const char *name, struct person *out,
    char *why, size_t why_size)
{
    const struct person *p = by_name(people, name);
    const char *text = NULL;
    *out = (struct person){.uid = PEOPLE_NO_UID};
    if (!people->has_file)
        text = people->is_training
                   ? name_anybody(name, out)
                   : "there is no people.conf: nobody may command here";
    else if (p == NULL)
        text = "there is no person of that name";
    else if (p->uid == PEOPLE_NO_UID && !p->is_open)
        text = "that person has no login: nobody can be it";
    else
        *out = *p;
    if (text == NULL && people->has_file)
        out->is_claimed = p->is_open;
    (void)str_copy(why, why_size, text != NULL ? text : "");
    return text != NULL ? ERR_DENIED : ERR_OK;
}

bool
people_is_training(const struct people *people)
{
    return people->is_training && (!people->has_file || people->allows_claims);
}

bool
people_exists(const struct people *people, const char *name)
{
    return by_name(people, name) != NULL ||
           (!people->has_file && people->is_training &&
               people_name_is_valid(name));
}

size_t
people_count(const struct people *people)
{
    return people->n;
}

const struct person *
people_get(const struct people *people, size_t i)
{
    return &people->person[i];
}
