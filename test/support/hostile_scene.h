/*
 * hostile_scene.h - a gate among people of whom some mean harm.
 *
 * Names are proven by uid: FC-1 and FC-2 may do all, OPS commands but nothing
 * hazardous, MON watches.  FC-1 holds the authority and works; what others send
 * meanwhile is made here, from requests that were good once or nearly are.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_HOSTILE_SCENE_H
#define SUPPORT_HOSTILE_SCENE_H

#include "common/attr.h"
#include "support/gate_rig.h"

enum hostile_who {
    FC1,
    FC1_ELSEWHERE,
    FC2,
    OPS,
    MON,
    NOBODY,
    WHO_COUNT
};

#define HOSTILE_ARGS 32
#define HOSTILE_PAST 64

struct hostile_ask { /* a request as it goes over the socket */
    enum hostile_who who;
    const char *verb;
    char *arg[HOSTILE_ARGS]; /* owned; may have NUL inside: see len */
    size_t len[HOSTILE_ARGS];
    size_t n;
    bool is_watcher, is_unknown;
};

struct hostile_scene {
    struct gate_rig r;
    uint64_t random;
    uint64_t seq[WHO_COUNT]; /* the last that was used */
    uint64_t taken;          /* FC-1's last that was accepted */
    struct hostile_ask past[HOSTILE_PAST];
    size_t n_past;
    size_t messages, good, released;
    char text[1024]; /* of the last reply */
    /* The command that FC-1 is busy with. */
    const char *command;
    char id[DIGEST_ID_HEX], digest[DIGEST_HEX], token[DIGEST_ID_HEX];
    /* The one fired before. */
    char old_id[DIGEST_ID_HEX], old_digest[DIGEST_HEX];
    char old_token[DIGEST_ID_HEX], old_name[16];
};

void hostile_scene_init(struct hostile_scene *s, uint64_t seed);
void hostile_scene_fini(struct hostile_scene *s);

uint64_t hostile_random(struct hostile_scene *s, uint64_t below);

/* Make: a word, or an order of `command` ("Level" when it is not NULL). */
struct hostile_ask hostile_word(struct hostile_scene *s, enum hostile_who who,
    const char *verb, const char *a, const char *b, const char *c);
struct hostile_ask hostile_order(struct hostile_scene *s, enum hostile_who who,
    const char *command, const char *level);
/* Some whole earlier request. */
struct hostile_ask hostile_replay(struct hostile_scene *s);
void hostile_free(struct hostile_ask *a);

/* The index of "key=", which must be there. */
size_t hostile_find(const struct hostile_ask *a, const char *key);
const char *hostile_value(const struct hostile_ask *a, const char *key);
void hostile_set(struct hostile_ask *a, const char *key, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void hostile_add(struct hostile_ask *a, const char *p, size_t len);
void hostile_drop(struct hostile_ask *a, size_t at);

/* Send; the text of the reply is in s->text. */
enum err hostile_send(struct hostile_scene *s, const struct hostile_ask *a);
/* Send what must be accepted, remember it for replays; consumed. */
void hostile_good(struct hostile_scene *s, struct hostile_ask a);

#endif
