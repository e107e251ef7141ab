/*
 * err.c - the texts of the error codes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/err.h"

static const struct {
    const char *text;
    int status;
} rows[ERR_COUNT] = {
#define X(name, text, status) [name] = {text, status},
    ERR_LIST(X)
#undef X
};

const char *
err_str(enum err e)
{
    if ((unsigned)e >= ERR_COUNT)
        return "unknown error";
    return rows[e].text;
}

int
err_exit_status(enum err e)
{
    if ((unsigned)e >= ERR_COUNT)
        return 70;
    return rows[e].status;
}
