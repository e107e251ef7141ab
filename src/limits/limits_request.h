/*
 * limits_request.h - what the parts that answer requests share; for
 * limits_request.c, limits_change.c and limits_why.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_LIMITS_REQUEST_H
#define LIMITS_LIMITS_REQUEST_H

#include "bus/msg.h"
#include "common/attr.h"
#include "common/err.h"

struct limits_app;

struct asked {
    struct limits_app *app;
    const char *who;
    const struct msg_request *request;
};

/* ---- limits_request.c: arguments and the reply --------------------------- */

/* A row "key: …" of the reply. */
void limits_add_row(struct limits_app *app, const char *key, const char *fmt,
    ...) PRINTF_LIKE(3, 4);

/* The reply's text (taken); returns `e`. */
enum err limits_reply(struct limits_app *app, enum err e, char *text);

/* The `i`-th argument without control characters, "" when there is none;
 * owned by the caller. */
char *limits_arg_text(const struct asked *q, size_t i);

/* It names a parameter; if not: ERR_NOTFOUND, and the reply says so. */
enum err limits_arg_item(const struct asked *q, size_t i, uint32_t *item);

/* ---- limits_change.c ----------------------------------------------------- */

struct limits_change;

/* What `verb` changes, NULL: it changes nothing. */
const struct limits_change *limits_change_of(struct msg_str verb);

enum err limits_change(
    const struct asked *q, const struct limits_change *change);

/* ---- limits_why.c -------------------------------------------------------- */

enum err limits_why(const struct asked *q);

#endif
