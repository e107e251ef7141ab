/*
 * ledger_line.c - one line of the command log as text, and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/ledger_line.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define FORMAT    "columba-commands"
#define PREV      ",\"prev\":\""
#define SHA       "\",\"sha\":\""
#define HEX       (DIGEST_HEX - 1)
#define SHA_BYTES (sizeof ",\"sha\":\"" - 1 + HEX + 2)
#define END_BYTES (sizeof PREV - 1 + HEX + sizeof SHA - 1 + HEX + 2)
#define COUNTS    16384 /* of 14 bits */

/* Of messages.def only the fields of the command message. */
#define SECOND(a, b, ...) b
#define CHOOSE(...)       SECOND(__VA_ARGS__)
#define DROP(version, FIELDS)
#define ONLY_COMMAND ~, KEEP
#define MESSAGE(number, NAME, name, version, FIELDS)                           \
    CHOOSE(ONLY_##NAME, DROP, ~)(version, FIELDS)

enum {
    COMMAND_VERSION =
#define KEEP(version, FIELDS) version
#include "bus/messages.def"
#undef KEEP
};

static const char *const what_text[LEDGER_WHAT_COUNT] = {
    [LEDGER_START] = "start",
    [LEDGER_AUTHORITY] = "authority",
    [LEDGER_COMMAND] = "command",
    [LEDGER_REFUSED] = "refused",
};

static const char *const why_text[LEDGER_WHY_COUNT] = {
    [LEDGER_BEGIN] = "begin",
    [LEDGER_DAY] = "day",
    [LEDGER_RECOVERY] = "recovery",
    [LEDGER_DAMAGE] = "damage",
};

const char *
ledger_what_str(enum ledger_what what)
{
    return (unsigned)what < LEDGER_WHAT_COUNT ? what_text[what] : "?";
}

/* ---- writing ------------------------------------------------------------- */

static void
put_U64(struct json *j, const char *key, const uint64_t *v)
{
    json_uint(j, key, *v);
}

static void
put_STR(struct json *j, const char *key, const struct msg_str *v)
{
    json_strn(j, key, v->s, v->len);
}

static void
put_TIME(struct json *j, const char *key, const struct utc *v)
{
    char text[TIME_TEXT_SIZE];
    if (utc_is_none(*v))
        json_null(j, key);
    else
        json_str(j, key, utc_fmt_iso(text, *v, false));
}

static void
put_BIN(struct json *j, const char *key, const struct msg_bin *v)
{
    static const char digit[] = "0123456789abcdef";
    struct strbuf hex = {0};
    for (size_t i = 0; i < v->len; i++) {
        strbuf_addc(&hex, digit[v->p[i] >> 4]);
        strbuf_addc(&hex, digit[v->p[i] & 15]);
    }
    json_str(j, key, strbuf_get(&hex));
    strbuf_fini(&hex);
}

static void
put_STRV(struct json *j, const char *key, const struct msg_strv *v)
{
    json_array_at(j, key);
    for (size_t i = 0; i < v->n; i++)
        put_STR(j, NULL, &v->v[i]);
    json_end(j);
}

static void
put_command(struct json *j, const struct msg_command *m)
{
    json_object_at(j, "command");
    json_int(j, "v", COMMAND_VERSION);
#define F(kind, field)        put_##kind(j, #field, &m->field);
#define KEEP(version, FIELDS) FIELDS
#include "bus/messages.def"
#undef KEEP
#undef F
    json_end(j);
}

static void
put_begin(struct json *j, uint64_t number, struct utc time, const char *what)
{
    json_uint(j, "n", number);
    put_TIME(j, "t", &time);
    json_int(j, "ns", time.ns);
    json_str(j, "what", what);
}

/* Without the brace that closes it. */
static void
take_body(struct json *j, struct strbuf *out)
{
    json_end(j);
    strbuf_add(out, j->text.s, j->text.len - 1);
    strbuf_fini(&j->text);
}

void
ledger_line_body(const struct ledger_line *line, struct strbuf *out)
{
    struct json j = {0};
    json_object(&j);
    put_begin(&j, line->number, line->time, ledger_what_str(line->what));
    json_str(&j, "person", line->person != NULL ? line->person : "");
    json_str(&j, "where", line->where != NULL ? line->where : "");
    json_str(&j, "text", line->text != NULL ? line->text : "");
    if (line->command != NULL)
        put_command(&j, line->command);
    take_body(&j, out);
}

void
ledger_first_body(const struct ledger_first *first, struct strbuf *out)
{
    struct json j = {0};
    json_object(&j);
    json_str(&j, "format", FORMAT);
    json_int(&j, "version", LEDGER_VERSION);
    put_begin(&j, first->number, first->time, "file");
    json_str(&j, "why", why_text[first->why]);
    json_str(&j, "before", first->before);
    json_uint(&j, "bytes", first->bytes);
    json_uint(&j, "others", first->counts.others);
    json_object_at(&j, "sequences");
    for (unsigned i = 0; i < LEDGER_APIDS; i++) {
        char key[8];
        (void)snprintf(key, sizeof key, "%u", i);
        if (first->counts.is_known[i])
            json_uint(&j, key, first->counts.next[i]);
    }
    json_end(&j);
    take_body(&j, out);
}

void
ledger_line_seal(
    const char *body, size_t len, char head[DIGEST_HEX], struct strbuf *out)
{
    const size_t from = out->len;
    strbuf_add(out, body, len);
    strbuf_addf(out, "%s%s\"", PREV, head);
    digest_hex_of(out->s + from, out->len - from, head);
    strbuf_addf(out, "%s%s\"}\n", &SHA[1], head);
}

/* ---- reading: the parts -------------------------------------------------- */

struct cursor {
    char *at, *end; /* a NUL stands at `end` */
    bool is_bad;
    struct ledger_read *out;
};

/* Over exactly this text, or not at all. */
static bool
try_text(struct cursor *c, const char *text)
{
    const size_t n = strlen(text);
    if (c->is_bad || (size_t)(c->end - c->at) < n ||
        memcmp(c->at, text, n) != 0)
        return false;
    c->at += n;
    return true;
}

static void
want(struct cursor *c, const char *text)
{
    if (!try_text(c, text))
        c->is_bad = true;
}

/* Over `,"key":`, or not at all. */
static bool
try_key(struct cursor *c, const char *key)
{
    char *begin = c->at;
    if (try_text(c, ",\"") && try_text(c, key) && try_text(c, "\":"))
        return true;
    c->at = begin;
    return false;
}

static void
want_key(struct cursor *c, const char *key)
{
    if (!try_key(c, key))
        c->is_bad = true;
}

static uint64_t
get_uint(struct cursor *c, uint64_t most)
{
    uint64_t v = 0;
    const char *begin = c->at;
    for (; !c->is_bad && *c->at >= '0' && *c->at <= '9'; c->at++) {
        const uint64_t digit = (uint64_t)(*c->at - '0');
        if (v > (most - digit) / 10 || (c->at > begin && *begin == '0'))
            c->is_bad = true;
        v = v * 10 + digit;
    }
    if (c->at == begin || v > most)
        c->is_bad = true;
    return c->is_bad ? 0 : v;
}

static int64_t
get_int(struct cursor *c)
{
    const bool is_negative = try_text(c, "-");
    const uint64_t v = get_uint(c, (uint64_t)INT64_MAX + (is_negative ? 1 : 0));
    return is_negative ? (int64_t)(0 - v) : (int64_t)v;
}

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The character of \uXXXX behind the backslash; surrogates and NUL are none. */
static uint32_t
get_escape(struct cursor *c, const char *in)
{
    uint32_t v = 0;
    for (size_t i = 1; i <= 4; i++) {
        const int digit = hex_digit(in[i]);
        if (digit < 0)
            c->is_bad = true;
        if (digit < 0)
            return 0;
        v = v << 4 | (uint32_t)digit;
    }
    if (v == 0 || (v >= 0xd800 && v <= 0xdfff))
        c->is_bad = true;
    return v;
}

/* One step of a string: from *in to *out, which is never ahead of it. */
static void
copy_one(struct cursor *c, char **in, char **out)
{
    if (**in != '\\') {
        uint32_t v;
        const size_t n = utf8_decode(*in, (size_t)(c->end - *in), &v);
        c->is_bad = n == 0 || !utf8_is_safe(v);
        memmove(*out, *in, n);
        *out += n;
        *in += n;
    } else if ((*in)[1] == '"' || (*in)[1] == '\\') {
        *(*out)++ = (*in)[1];
        *in += 2;
    } else if ((*in)[1] == 'u') {
        const uint32_t v = get_escape(c, *in + 1);
        char bytes[4];
        const size_t n = c->is_bad ? 0 : utf8_encode(v, bytes);
        memcpy(*out, bytes, n);
        *out += n;
        *in += c->is_bad ? 0 : 6;
    } else {
        c->is_bad = true;
    }
}

/* Over printable ASCII that stands for itself, which is nearly all there is. */
static void
copy_plain(char **in, char **out)
{
    char *end = *in;
    while (*end >= ' ' && *end <= '~' && *end != '"' && *end != '\\')
        end++;
    const size_t n = (size_t)(end - *in);
    if (*out != *in)
        memmove(*out, *in, n);
    *in = end;
    *out += n;
}

/* A string, where it stands and with a NUL behind. */
static struct msg_str
get_str(struct cursor *c)
{
    want(c, "\"");
    char *in = c->at, *out = c->at, *begin = c->at;
    copy_plain(&in, &out);
    while (!c->is_bad && *in != '"') {
        copy_one(c, &in, &out);
        copy_plain(&in, &out);
    }
    if (c->is_bad)
        return (struct msg_str){.s = "", .len = 0};
    c->at = in + 1;
    *out = '\0';
    return (struct msg_str){.s = begin, .len = (size_t)(out - begin)};
}

static void
get_STR(struct cursor *c, struct msg_str *out)
{
    *out = get_str(c);
}

static void
get_U64(struct cursor *c, uint64_t *out)
{
    *out = get_uint(c, UINT64_MAX);
}

static void
get_TIME(struct cursor *c, struct utc *out)
{
    *out = UTC_NONE;
    if (try_text(c, "null"))
        return;
    const struct msg_str text = get_str(c);
    if (!c->is_bad && utc_parse(text.s, out) != ERR_OK)
        c->is_bad = true;
}

static void
get_BIN(struct cursor *c, struct msg_bin *out)
{
    want(c, "\"");
    char *in = c->at, *to = c->at;
    for (; !c->is_bad && *in != '"'; in += 2) {
        const int high = hex_digit(in[0]);
        const int low = high < 0 ? -1 : hex_digit(in[1]);
        if (low < 0)
            c->is_bad = true;
        else
            *to++ = (char)(high << 4 | low);
    }
    *out = (struct msg_bin){0};
    if (c->is_bad)
        return;
    out->p = (const uint8_t *)c->at;
    out->len = (size_t)(to - c->at);
    c->at = in + 1;
}

static void
get_STRV(struct cursor *c, struct msg_strv *out)
{
    assert(c->out->n_texts < ARRAY_LEN(c->out->texts));
    struct ledger_texts *t = &c->out->texts[c->out->n_texts++];
    t->n = 0;
    want(c, "[");
    while (!c->is_bad && !try_text(c, "]")) {
        if (t->n > 0)
            want(c, ",");
        if (t->n == MSG_STRV_MAX)
            c->is_bad = true;
        if (c->is_bad)
            break;
        t->v = xgrow(t->v, t->n, &t->cap, sizeof *t->v);
        t->v[t->n++] = get_str(c);
    }
    *out = (struct msg_strv){.v = t->v, .n = t->n};
}

static void
get_command(struct cursor *c, struct msg_command *m)
{
    want(c, "{\"v\":");
    if (get_uint(c, COMMAND_VERSION) == 0)
        c->is_bad = true;
#define F(kind, field)                                                         \
    if (try_key(c, #field))                                                    \
        get_##kind(c, &m->field);
#define KEEP(version, FIELDS) FIELDS
#include "bus/messages.def"
#undef KEEP
#undef F
    want(c, "}");
}

/* ---- reading: the line --------------------------------------------------- */

/* Its last bytes: what it follows, and its digest. */
static bool
get_end(const char *text, size_t len, struct ledger_read *out)
{
    out->prev[0] = out->sha[0] = '\0';
    if (len < END_BYTES)
        return false;
    const char *prev = text + len - END_BYTES + sizeof PREV - 1;
    const char *sha = prev + HEX + sizeof SHA - 1;
    if (memcmp(prev - sizeof PREV + 1, PREV, sizeof PREV - 1) != 0 ||
        memcmp(prev + HEX, SHA, sizeof SHA - 1) != 0 ||
        memcmp(sha + HEX, "\"}", 2) != 0 ||
        !digest_is_hex(prev, HEX, DIGEST_BYTES) ||
        !digest_is_hex(sha, HEX, DIGEST_BYTES))
        return false;
    memcpy(out->prev, prev, HEX);
    memcpy(out->sha, sha, HEX);
    out->prev[HEX] = out->sha[HEX] = '\0';
    return true;
}

static bool
is_sealed(const char *text, size_t len, struct ledger_read *end)
{
    char sha[DIGEST_HEX];
    if (!get_end(text, len, end))
        return false;
    digest_hex_of(text, len - SHA_BYTES, sha);
    return strcmp(sha, end->sha) == 0;
}

static void
get_begin(struct cursor *c, uint64_t *number, struct utc *time)
{
    struct utc shown;
    want(c, "\"n\":");
    get_U64(c, number);
    want_key(c, "t");
    get_TIME(c, &shown);
    want_key(c, "ns");
    time->ns = get_int(c);
    if (shown.ns != time->ns)
        c->is_bad = true;
    want_key(c, "what");
}

static unsigned
get_word(struct cursor *c, const char *const *word, unsigned n)
{
    const struct msg_str text = get_str(c);
    for (unsigned i = 0; i < n; i++)
        if (msg_str_eq(text, word[i]))
            return i;
    c->is_bad = true;
    return 0;
}

static void
get_sequences(struct cursor *c, struct ledger_counts *counts)
{
    want(c, "{");
    for (int64_t last = -1; !c->is_bad && !try_text(c, "}");) {
        if (last >= 0)
            want(c, ",");
        want(c, "\"");
        const uint64_t apid = get_uint(c, LEDGER_APIDS - 1);
        want(c, "\":");
        counts->next[apid] = (uint16_t)get_uint(c, COUNTS - 1);
        counts->is_known[apid] = true;
        if ((int64_t)apid <= last)
            c->is_bad = true;
        last = (int64_t)apid;
    }
}

static void
get_first(struct cursor *c, struct ledger_first *first)
{
    *first = (struct ledger_first){0};
    want(c, "{\"format\":\"" FORMAT "\",\"version\":1,");
    get_begin(c, &first->number, &first->time);
    want(c, "\"file\"");
    want_key(c, "why");
    first->why = (enum ledger_why)get_word(c, why_text, LEDGER_WHY_COUNT);
    want_key(c, "before");
    const struct msg_str before = get_str(c);
    if (before.len >= sizeof first->before)
        c->is_bad = true;
    (void)msg_str_copy(first->before, sizeof first->before, before);
    want_key(c, "bytes");
    get_U64(c, &first->bytes);
    want_key(c, "others");
    first->counts.others = (uint16_t)get_uint(c, COUNTS - 1);
    want_key(c, "sequences");
    get_sequences(c, &first->counts);
}

static void
get_line(struct cursor *c, struct ledger_read *out)
{
    struct ledger_line *line = &out->line;
    *line = (struct ledger_line){0};
    want(c, "{");
    get_begin(c, &line->number, &line->time);
    line->what = (enum ledger_what)get_word(c, what_text, LEDGER_WHAT_COUNT);
    want_key(c, "person");
    line->person = get_str(c).s;
    want_key(c, "where");
    line->where = get_str(c).s;
    want_key(c, "text");
    line->text = get_str(c).s;
    out->command = (struct msg_command){0};
    if (try_key(c, "command")) {
        get_command(c, &out->command);
        line->command = &out->command;
    }
    if ((line->what == LEDGER_COMMAND) != (line->command != NULL))
        c->is_bad = true;
}

const char *
ledger_line_read(char *text, size_t len, struct ledger_read *out)
{
    out->n_texts = 0;
    if (!is_sealed(text, len, out))
        return out->sha[0] == '\0' ? "the end of the line is not that of a line"
                                   : "its digest does not fit: it was changed";
    struct cursor c = {
        .at = text,
        .end = text + len - END_BYTES,
        .out = out,
    };
    *c.end = '\0';
    out->is_first = str_prefix(text, "{\"format\":");
    if (out->is_first)
        get_first(&c, &out->first);
    else
        get_line(&c, out);
    return c.is_bad || c.at != c.end ? "its form is not that of a line" : NULL;
}

void
ledger_read_fini(struct ledger_read *read)
{
    for (size_t i = 0; i < ARRAY_LEN(read->texts); i++)
        free(read->texts[i].v);
    *read = (struct ledger_read){0};
}

bool
ledger_line_is_newer(const char *text, size_t len)
{
    static const char ours[] = "{\"format\":\"" FORMAT "\",\"version\":1,";
    struct ledger_read end = {0};
    return len > sizeof ours && is_sealed(text, len, &end) &&
           memcmp(text, ours, sizeof ours - 3) == 0 &&
           memcmp(text, ours, sizeof ours - 1) != 0;
}

bool
ledger_line_find_id(
    const char *text, size_t len, size_t *at, char id[DIGEST_ID_HEX])
{
    static const char key[] = "\"id\":\"";
    const size_t n = sizeof key - 1, hex = DIGEST_ID_HEX - 1;
    for (; *at + n + hex <= len; ++*at) {
        const char *p = text + *at;
        if (memcmp(p, key, n) != 0 ||
            !digest_is_hex(p + n, hex, DIGEST_ID_BYTES))
            continue;
        memcpy(id, p + n, hex);
        id[hex] = '\0';
        *at += n + hex;
        return true;
    }
    return false;
}

bool
ledger_line_apid(const struct msg_command *command, uint16_t *apid)
{
    if (command->sequence >= COUNTS || command->data.len < 2)
        return false;
    const uint8_t *p = command->data.p;
    *apid = (uint16_t)((p[0] & 7u) << 8 | p[1]);
    return true;
}
