/*
 * exec_given.h - arguments of a procedure as a person types them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_EXEC_GIVEN_H
#define EXEC_EXEC_GIVEN_H

#include <stddef.h>

#include "common/err.h"
#include "pluto/catalogue.h"
#include "pluto/run.h"

/*
 * "Target" and "20 degC" as the catalogue has the argument: its name, a value
 * of its type, in one of its ranges.  ERR_OK: the name is borrowed from the
 * catalogue, the value is owned.  ERR_NOTFOUND, ERR_RANGE and one sentence.
 */
NODISCARD enum err exec_given_parse(const struct catalogue *catalogue,
    const char *name, const char *text, struct pluto_given *out,
    struct strbuf *why);
void exec_given_free(struct pluto_given **given, size_t n);

#endif
