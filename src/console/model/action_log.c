/*
 * action_log.c - see action_log.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/model/action_log.h"

#include <assert.h>
#include <stdlib.h>

#include "bus/msg.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "console/model/text.h"

const char *
deed_kind_str(enum deed_kind kind)
{
    static const char *const names[] = {[DEED_TOLD] = "told",
        [DEED_TYPED] = "typed",
        [DEED_ASKED] = "asked",
        [DEED_ANSWER] = "answer",
        [DEED_REFUSED] = "refused",
        [DEED_BELL] = "bell",
        [DEED_SCREEN] = "screen",
        [DEED_GAP] = "gap"};
    assert(kind < DEED_KIND_COUNT);
    return names[kind];
}

const char *
deed_result_str(enum deed_result result)
{
    static const char *const names[] = {
        [DEED_OK] = "ok", [DEED_WARNING] = "warning", [DEED_FAILED] = "failed"};
    assert(result < DEED_RESULT_COUNT);
    return names[result];
}

void
action_log_fini(struct action_log *log)
{
    for (size_t i = 0; log->ring != NULL && i < ACTION_LOG_KEPT; i++)
        free(log->ring[i].text);
    free(log->ring);
    *log = (struct action_log){0};
}

/* A key that is held down must not push everything else out. */
static bool
is_again(const struct action_log *log, enum deed_kind kind,
    enum deed_result result, const char *text)
{
    if (log->n == 0)
        return false;
    const struct deed *last = action_log_get(log, log->n - 1);
    return last->kind == kind && last->result == result &&
           str_eq(last->text, text);
}

void
action_log_add(struct action_log *log, enum deed_kind kind,
    enum deed_result result, const char *text, struct utc now)
{
    char clean[ACTION_LOG_TEXT_MAX];
    model_text(clean, sizeof clean, msg_str(text));
    log->by_result[result]++;
    if (log->ring == NULL)
        log->ring = xcalloc(ACTION_LOG_KEPT, sizeof *log->ring);
    if (is_again(log, kind, result, clean)) {
        struct deed *last =
            &log->ring[(log->next + ACTION_LOG_KEPT - 1) % ACTION_LOG_KEPT];
        last->times++;
        last->time = now;
        return;
    }
    struct deed *deed = &log->ring[log->next];
    free(deed->text);
    *deed = (struct deed){.number = ++log->count,
        .time = now,
        .kind = kind,
        .result = result,
        .times = 1,
        .text = xstrdup(clean)};
    log->next = (log->next + 1) % ACTION_LOG_KEPT;
    if (log->n < ACTION_LOG_KEPT)
        log->n++;
}

const struct deed *
action_log_get(const struct action_log *log, size_t index)
{
    assert(index < log->n);
    return &log->ring[(log->next + ACTION_LOG_KEPT - log->n + index) %
                      ACTION_LOG_KEPT];
}
