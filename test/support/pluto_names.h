/*
 * pluto_names.h - names with values of all kinds, for expressions in tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_PLUTO_NAMES_H
#define SUPPORT_PLUTO_NAMES_H

#include "pluto/eval.h"

/* A, B: signed, U: unsigned, R: real; Volt, Milli: V, mV; Amp: A; Temp: degC,
 * Kelvin: K; Angle: deg; Text, Mode: enumerated; Yes, No; At, Epoch: absolute;
 * Span: relative; Seconds: a real in s; Odd: NaN; Gone: unknown; Bad: an
 * error; Any: its type is not known, 7. */
struct pluto_static pluto_names_type(
    void *arg, const struct pluto_ref *ref, enum pluto_property property);
enum pluto_known pluto_names_get(void *arg, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why);

#endif
