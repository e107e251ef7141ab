/*
 * limit_ranges.h - the ranges of a rule as numbers, for screens that draw them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_LIMIT_RANGES_H
#define LIMITS_LIMIT_RANGES_H

#include "common/str.h"
#include "limits/rules.h"

/*
 * Append "watch 26 30 warning 25 inf": for each level what is within limits, in
 * the unit of the parameter, exact, "-inf" and "inf" where it is open.  Returns
 * whether there is any: rules that check something else than the value against
 * what is within limits, and rules that are switched off, have none.
 */
bool limit_ranges_text(struct strbuf *out, const struct limit_rule *rule);

#endif
