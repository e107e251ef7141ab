/*
 * arms.c - armed commands: the token that fires one, once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/arms.h"

#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/str.h"
#include "common/xalloc.h"

struct armed {
    struct arm arm;
    char token[DIGEST_ID_HEX];
    struct mono until;
};

struct arms {
    char *instance;
    struct armed *armed;
    size_t n, cap;
};

struct arms *
arms_new(const char *instance)
{
    struct arms *a = xcalloc(1, sizeof *a);
    a->instance = xstrdup(instance);
    return a;
}

void
arms_free(struct arms **at)
{
    struct arms *a = *at;
    *at = NULL;
    if (a == NULL)
        return;
    arms_clear(a);
    free(a->armed);
    free(a->instance);
    free(a);
}

static struct armed *
find(const struct arms *a, const char *id)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->armed[i].arm.id, id) == 0)
            return &a->armed[i];
    return NULL;
}

bool
arms_remove(struct arms *a, const char *id)
{
    struct armed *armed = find(a, id);
    if (armed == NULL)
        return false;
    *armed = a->armed[--a->n];
    memset(&a->armed[a->n], 0, sizeof a->armed[a->n]);
    return true;
}

void
arms_add(struct arms *a, const struct arm *arm, const char token[DIGEST_ID_HEX],
    struct mono until)
{
    (void)arms_remove(a, arm->id);
    a->armed = xgrow(a->armed, a->n, &a->cap, sizeof *a->armed);
    struct armed *armed = &a->armed[a->n++];
    *armed = (struct armed){.arm = *arm, .until = until};
    (void)str_copy(armed->token, sizeof armed->token, token);
}

static bool
is_token(const struct armed *armed, const char *token, size_t len)
{
    return len == sizeof armed->token - 1 &&
           digest_equal(armed->token, token, len);
}

enum arms_result
arms_fire(struct arms *a, const struct arm *arm, const char *token,
    size_t token_len, const char *instance, struct mono now)
{
    const struct armed *armed = find(a, arm->id);
    if (armed == NULL || strcmp(instance, a->instance) != 0)
        return ARMS_NOT;
    if (armed->arm.uid != arm->uid ||
        strcmp(armed->arm.person, arm->person) != 0)
        return ARMS_PERSON;
    if (!digest_equal(armed->arm.session, arm->session, sizeof arm->session))
        return ARMS_SESSION;
    if (!is_token(armed, token, token_len))
        return ARMS_TOKEN;
    if (!digest_equal(armed->arm.digest, arm->digest, sizeof arm->digest))
        return ARMS_DIGEST;
    const bool is_over = mono_is_over(armed->until, now);
    (void)arms_remove(a, arm->id);
    return is_over ? ARMS_OVER : ARMS_FIRED;
}

void
arms_clear(struct arms *a)
{
    if (a->n > 0)
        memset(a->armed, 0, a->n * sizeof *a->armed);
    a->n = 0;
}

bool
arms_has(const struct arms *a, const char *id)
{
    return find(a, id) != NULL;
}

size_t
arms_count(const struct arms *a)
{
    return a->n;
}
