/*
 * pluto_names.c - names with values of all kinds, for expressions in tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/pluto_names.h"

#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "pluto/unit.h"

static const char *const modes[] = {"off", "standby", "observe", "not_ready"};

static const struct name {
    const char *key, *saved; /* as pluto_value_save() writes it */
} names[] = {
    {"a", "i:7"},
    {"b", "i:-3"},
    {"u", "u:5"},
    {"r", "d:2.5"},
    {"volt", "d:5[V]"},
    {"milli", "i:5001[mV]"},
    {"amp", "d:0.47[A]"},
    {"temp", "d:-14[degC]"},
    {"kelvin", "d:260[K]"},
    {"angle", "d:30[deg]"},
    {"rate", "d:0.2[deg/s]"},
    {"text", "s:\"abc\""},
    {"mode", "e:\"Standby\""},
    {"yes", "b:1"},
    {"no", "b:0"},
    {"at", "a:1804929700500000000"},
    {"epoch", "a:5000000000"},
    {"span", "r:90000000000"},
    {"seconds", "d:250[ms]"},
    {"odd", "d:nan"},
    {"odd temp", "d:nan[degC]"},
    {"big", "i:9223372036854775807"},
    {"gone", "n:"},
    {"bad", "n:"},
    {"any", "i:7"},
};

static const struct name *
find(const struct pluto_ref *ref)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i].key, ref->name[0]->key) == 0)
            return &names[i];
    return NULL;
}

enum pluto_known
pluto_names_get(void *arg, const struct pluto_ref *ref,
    enum pluto_property property, struct pluto_value *out, struct strbuf *why)
{
    (void)arg;
    size_t used;
    const struct name *name = find(ref);
    if (property == PLUTO_P_VALIDITY) {
        *out = pluto_enum("valid", 5);
        return PLUTO_KNOWN;
    }
    if (name == NULL || strcmp(name->key, "bad") == 0) {
        strbuf_adds(why, "Bad has no value yet");
        return PLUTO_FAILED;
    }
    if (strcmp(name->key, "gone") == 0) {
        strbuf_adds(why, "Gone is expired");
        return PLUTO_UNKNOWN;
    }
    if (!pluto_value_load(name->saved, strlen(name->saved), out, &used))
        abort();
    return PLUTO_KNOWN;
}

struct pluto_static
pluto_names_type(
    void *arg, const struct pluto_ref *ref, enum pluto_property property)
{
    struct strbuf why = {0};
    struct pluto_value v = {0};
    struct pluto_static s = {0};
    (void)pluto_names_get(arg, ref, property, &v, &why);
    strbuf_fini(&why);
    const struct name *name = find(ref);
    if (name != NULL && strcmp(name->key, "any") == 0)
        return s;
    s.type = v.type;
    s.unit = v.unit;
    s.unit_is_known = true;
    if (name != NULL && strcmp(name->key, "mode") == 0) {
        s.label = modes;
        s.n_labels = ARRAY_LEN(modes);
    }
    pluto_value_fini(&v);
    return s;
}
