/*
 * conf_rules.h - every option of limits.conf, one row each: columba-limits(5).
 *
 * The scan and libconfuse's tables come from these rows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIMITS_CONF_RULES_H
#define LIMITS_CONF_RULES_H

#include "mission/conf_scan.h"

/* X(kind, section, name); kinds as enum conf_kind */
#define CONF_RULES_TOP(X)                                                      \
    X(TITLED, "", parameter)                                                   \
    X(TITLED, "", set)
#define CONF_RULES_SET(X)                                                      \
    X(VALUE, "set", from)                                                      \
    X(VALUE, "set", until)                                                     \
    X(VALUE, "set", when)                                                      \
    X(TITLED, "set", parameter)
#define CONF_RULES_PARAMETER(X)                                                \
    X(LIST, "parameter", normal)                                               \
    X(LIST, "parameter", watch)                                                \
    X(LIST, "parameter", warning)                                              \
    X(LIST, "parameter", distress)                                             \
    X(LIST, "parameter", critical)                                             \
    X(LIST, "parameter", severe)                                               \
    X(VALUE, "parameter", unit)                                                \
    X(SECTION, "parameter", change)                                            \
    X(SECTION, "parameter", condition)                                         \
    X(VALUE, "parameter", default_level)                                       \
    X(VALUE, "parameter", violations)                                          \
    X(VALUE, "parameter", conformance)                                         \
    X(VALUE, "parameter", violation_time)                                      \
    X(VALUE, "parameter", conformance_time)                                    \
    X(VALUE, "parameter", deadband)                                            \
    X(VALUE, "parameter", stuck)                                               \
    X(VALUE, "parameter", stuck_level)                                         \
    X(VALUE, "parameter", spike)                                               \
    X(VALUE, "parameter", disabled)                                            \
    X(VALUE, "parameter", reason)                                              \
    X(VALUE, "parameter", until)                                               \
    X(VALUE, "parameter", latch)                                               \
    X(VALUE, "parameter", announce)                                            \
    X(VALUE, "parameter", guidance)                                            \
    X(VALUE, "parameter", display)                                             \
    X(VALUE, "parameter", procedure)                                           \
    X(VALUE, "parameter", group)                                               \
    X(VALUE, "parameter", suppressed_when)
#define CONF_RULES_CHANGE(X)                                                   \
    X(LIST, "change", watch)                                                   \
    X(LIST, "change", warning)                                                 \
    X(LIST, "change", distress)                                                \
    X(LIST, "change", critical)                                                \
    X(LIST, "change", severe)                                                  \
    X(VALUE, "change", per)                                                    \
    X(VALUE, "change", over)                                                   \
    X(VALUE, "change", percent)
#define CONF_RULES_CONDITION(X)                                                \
    X(VALUE, "condition", watch)                                               \
    X(VALUE, "condition", warning)                                             \
    X(VALUE, "condition", distress)                                            \
    X(VALUE, "condition", critical)                                            \
    X(VALUE, "condition", severe)

#endif
