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

#include "common/chain.h"
#include "common/json.h"
#include "common/json_scan.h"
#include "common/xalloc.h"

#define FORMAT "columba-commands"
#define COUNTS 16384 /* of 14 bits */

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
    chain_seal(body, len, head, out);
}

/* ---- reading: the parts -------------------------------------------------- */

struct cursor {
    struct json_scan scan;
    struct ledger_read *out;
};

static struct msg_str
get_str(struct cursor *c)
{
    struct msg_str out;
    out.s = json_scan_str(&c->scan, &out.len);
    return out;
}

static void
get_STR(struct cursor *c, struct msg_str *out)
{
    *out = get_str(c);
}

static void
get_U64(struct cursor *c, uint64_t *out)
{
    *out = json_scan_uint(&c->scan, UINT64_MAX);
}

static void
get_TIME(struct cursor *c, struct utc *out)
{
    *out = UTC_NONE;
    if (json_scan_try(&c->scan, "null"))
        return;
    const struct msg_str text = get_str(c);
    if (!c->scan.is_bad && utc_parse(text.s, out) != ERR_OK)
        c->scan.is_bad = true;
}

static void
get_BIN(struct cursor *c, struct msg_bin *out)
{
    *out = (struct msg_bin){0};
    out->p = json_scan_hex(&c->scan, &out->len);
}

static void
get_STRV(struct cursor *c, struct msg_strv *out)
{
    assert(c->out->n_texts < ARRAY_LEN(c->out->texts));
    struct ledger_texts *t = &c->out->texts[c->out->n_texts++];
    t->n = 0;
    json_scan_want(&c->scan, "[");
    while (!c->scan.is_bad && !json_scan_try(&c->scan, "]")) {
        if (t->n > 0)
            json_scan_want(&c->scan, ",");
        if (t->n == MSG_STRV_MAX)
            c->scan.is_bad = true;
        if (c->scan.is_bad)
            break;
        t->v = xgrow(t->v, t->n, &t->cap, sizeof *t->v);
        t->v[t->n++] = get_str(c);
    }
    *out = (struct msg_strv){.v = t->v, .n = t->n};
}

static void
get_command(struct cursor *c, struct msg_command *m)
{
    json_scan_want(&c->scan, "{\"v\":");
    if (json_scan_uint(&c->scan, COMMAND_VERSION) == 0)
        c->scan.is_bad = true;
#define F(kind, field)                                                         \
    if (json_scan_try_key(&c->scan, #field))                                   \
        get_##kind(c, &m->field);
#define KEEP(version, FIELDS) FIELDS
#include "bus/messages.def"
#undef KEEP
#undef F
    json_scan_want(&c->scan, "}");
}

/* ---- reading: the line --------------------------------------------------- */

static void
get_begin(struct cursor *c, uint64_t *number, struct utc *time)
{
    struct utc shown;
    json_scan_want(&c->scan, "\"n\":");
    get_U64(c, number);
    json_scan_want_key(&c->scan, "t");
    get_TIME(c, &shown);
    json_scan_want_key(&c->scan, "ns");
    time->ns = json_scan_int(&c->scan);
    if (shown.ns != time->ns)
        c->scan.is_bad = true;
    json_scan_want_key(&c->scan, "what");
}

static unsigned
get_word(struct cursor *c, const char *const *word, unsigned n)
{
    const struct msg_str text = get_str(c);
    for (unsigned i = 0; i < n; i++)
        if (msg_str_eq(text, word[i]))
            return i;
    c->scan.is_bad = true;
    return 0;
}

static void
get_sequences(struct cursor *c, struct ledger_counts *counts)
{
    json_scan_want(&c->scan, "{");
    for (int64_t last = -1; !c->scan.is_bad && !json_scan_try(&c->scan, "}");) {
        if (last >= 0)
            json_scan_want(&c->scan, ",");
        json_scan_want(&c->scan, "\"");
        const uint64_t apid = json_scan_uint(&c->scan, LEDGER_APIDS - 1);
        json_scan_want(&c->scan, "\":");
        counts->next[apid] = (uint16_t)json_scan_uint(&c->scan, COUNTS - 1);
        counts->is_known[apid] = true;
        if ((int64_t)apid <= last)
            c->scan.is_bad = true;
        last = (int64_t)apid;
    }
}

static void
get_first(struct cursor *c, struct ledger_first *first)
{
    *first = (struct ledger_first){0};
    json_scan_want(&c->scan, "{\"format\":\"" FORMAT "\",\"version\":1,");
    get_begin(c, &first->number, &first->time);
    json_scan_want(&c->scan, "\"file\"");
    json_scan_want_key(&c->scan, "why");
    first->why = (enum ledger_why)get_word(c, why_text, LEDGER_WHY_COUNT);
    json_scan_want_key(&c->scan, "before");
    const struct msg_str before = get_str(c);
    if (before.len >= sizeof first->before)
        c->scan.is_bad = true;
    (void)msg_str_copy(first->before, sizeof first->before, before);
    json_scan_want_key(&c->scan, "bytes");
    get_U64(c, &first->bytes);
    json_scan_want_key(&c->scan, "others");
    first->counts.others = (uint16_t)json_scan_uint(&c->scan, COUNTS - 1);
    json_scan_want_key(&c->scan, "sequences");
    get_sequences(c, &first->counts);
}

static void
get_line(struct cursor *c, struct ledger_read *out)
{
    struct ledger_line *line = &out->line;
    *line = (struct ledger_line){0};
    json_scan_want(&c->scan, "{");
    get_begin(c, &line->number, &line->time);
    line->what = (enum ledger_what)get_word(c, what_text, LEDGER_WHAT_COUNT);
    json_scan_want_key(&c->scan, "person");
    line->person = get_str(c).s;
    json_scan_want_key(&c->scan, "where");
    line->where = get_str(c).s;
    json_scan_want_key(&c->scan, "text");
    line->text = get_str(c).s;
    out->command = (struct msg_command){0};
    if (json_scan_try_key(&c->scan, "command")) {
        get_command(c, &out->command);
        line->command = &out->command;
    }
    if ((line->what == LEDGER_COMMAND) != (line->command != NULL))
        c->scan.is_bad = true;
}

const char *
ledger_line_read(char *text, size_t len, struct ledger_read *out)
{
    struct chain_end end;
    const bool is_sealed = chain_is_sealed(text, len, &end);
    out->n_texts = 0;
    memcpy(out->prev, end.prev, sizeof out->prev);
    memcpy(out->sha, end.sha, sizeof out->sha);
    if (!is_sealed)
        return out->sha[0] == '\0' ? "the end of the line is not that of a line"
                                   : "its digest does not fit: it was changed";
    struct cursor c = {
        .scan = {.at = text, .end = text + end.body},
        .out = out,
    };
    *c.scan.end = '\0';
    out->is_first = str_prefix(text, "{\"format\":");
    if (out->is_first)
        get_first(&c, &out->first);
    else
        get_line(&c, out);
    return c.scan.is_bad || c.scan.at != c.scan.end
               ? "its form is not that of a line"
               : NULL;
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
    struct chain_end end;
    return len > sizeof ours && chain_is_sealed(text, len, &end) &&
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
