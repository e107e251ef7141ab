/*
 * msg_json.c - a message as one JSON object, for people and debugging.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/msg.h"
#include "common/json.h"
#include "common/str.h"

#define BIN_SHOWN 4096 /* bytes; the rest is only counted */

static void
json_U64(struct json *j, const char *key, const uint64_t *v)
{
    json_uint(j, key, *v);
}

static void
json_I64(struct json *j, const char *key, const int64_t *v)
{
    json_int(j, key, *v);
}

static void
json_F64(struct json *j, const char *key, const double *v)
{
    json_double(j, key, *v);
}

static void
json_BOOL(struct json *j, const char *key, const bool *v)
{
    json_bool(j, key, *v);
}

static void
json_STR(struct json *j, const char *key, const struct msg_str *v)
{
    json_strn(j, key, v->s, v->len);
}

static void
json_TIME(struct json *j, const char *key, const struct utc *v)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(*v))
        json_null(j, key);
    else
        json_str(j, key, utc_fmt_iso(text, *v, false));
}

static void
json_BIN(struct json *j, const char *key, const struct msg_bin *v)
{
    struct strbuf text = {0};
    strbuf_adds(&text, "hex:");
    strbuf_addhex(&text, v->p, v->len < BIN_SHOWN ? v->len : BIN_SHOWN);
    if (v->len > BIN_SHOWN)
        strbuf_addf(&text, "... (%zu bytes)", v->len);
    json_str(j, key, strbuf_get(&text));
    strbuf_fini(&text);
}

static void
json_STRV(struct json *j, const char *key, const struct msg_strv *v)
{
    json_array_at(j, key);
    for (size_t i = 0; i < v->n; i++)
        json_STR(j, NULL, &v->v[i]);
    json_end(j);
}

static void
json_U64V(struct json *j, const char *key, const struct msg_u64v *v)
{
    json_array_at(j, key);
    for (size_t i = 0; i < v->n; i++)
        json_uint(j, NULL, v->v[i]);
    json_end(j);
}

#define F(kind, field) json_##kind(j, #field, &m->field);
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    static void json_of_##name(struct json *j, const struct msg_##name *m)     \
    {                                                                          \
        FIELDS                                                                 \
    }
#include "bus/messages.def"
#undef MESSAGE
#undef F

char *
msg_json(const char *topic, const struct msg *msg)
{
    const struct msg_envelope *e = &msg->envelope;
    struct json j = {0};
    json_object(&j);
    json_str(&j, "topic", topic);
    json_str(&j, "type", msg_type_str((unsigned)e->type));
    json_STR(&j, "source", &e->source);
    json_STR(&j, "instance", &e->instance);
    json_uint(&j, "sequence", e->sequence);
    json_int(&j, "mono_ns", e->mono.ns);
    json_TIME(&j, "utc", &e->utc);
    json_object_at(&j, "fields");
    switch (e->type) {
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    case MSG_##NAME:                                                           \
        json_of_##name(&j, &msg->u.name);                                      \
        break;
#include "bus/messages.def"
#undef MESSAGE
    }
    json_end(&j);
    json_end(&j);
    return json_take(&j);
}
