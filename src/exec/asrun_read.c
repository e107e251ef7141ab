/*
 * asrun_read.c - one line of an as-run record, read from either form.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "common/chain.h"
#include "common/json_scan.h"
#include "common/num.h"
#include "exec/asrun_line_priv.h"

#define BAD_FORM "its form is not that of a line"

static const struct asrun_event no_event = {.outcome = PLUTO_NOT_AVAILABLE,
    .number = "",
    .item = "",
    .text = "",
    .more = "",
    .person = "",
    .command = ""};

static const struct asrun_head no_head = {.run = "",
    .procedure = "",
    .title = "",
    .procedure_version = "",
    .approval = "",
    .digest = "",
    .mission = "",
    .instance = "",
    .mode = "",
    .person = "",
    .program = ""};

/* ---- words --------------------------------------------------------------- */

static bool
read_kind(const char *word, unsigned *out)
{
    for (*out = 0; *out <= ASRUN_FILE; ++*out)
        if (str_eq(word, asrun_kind_str(*out)))
            return true;
    return false;
}

static bool
read_outcome(const char *word, enum pluto_outcome *out)
{
    for (unsigned i = 0; i < PLUTO_OUTCOME_COUNT; i++)
        if (str_eq(word, asrun_outcome_text[i])) {
            *out = (enum pluto_outcome)i;
            return true;
        }
    return false;
}

static bool
read_hex(const char *word, uint64_t *out)
{
    char text[19] = "0x";
    (void)str_copy(text + 2, sizeof text - 2, word);
    return digest_is_hex(word, strlen(word), sizeof *out) &&
           num_parse_u64(text, out);
}

/* Decimal without sign or leading zeros. */
static bool
read_uint(const char *word, uint64_t most, uint64_t *out)
{
    return word[0] >= '0' && word[0] <= '9' &&
           (word[0] != '0' || word[1] == '\0') && num_parse_u64(word, out) &&
           *out <= most;
}

/* ---- JSON ---------------------------------------------------------------- */

static const char *
get_str(struct json_scan *c)
{
    size_t len;
    return json_scan_str(c, &len);
}

static void
get_STR(struct json_scan *c, struct asrun_keep *keep, const char **out)
{
    (void)keep;
    *out = get_str(c);
}

static void
get_U64(struct json_scan *c, struct asrun_keep *keep, uint64_t *out)
{
    (void)keep;
    *out = json_scan_uint(c, UINT64_MAX);
}

static void
get_U32(struct json_scan *c, struct asrun_keep *keep, uint32_t *out)
{
    (void)keep;
    *out = (uint32_t)json_scan_uint(c, UINT32_MAX);
}

static void
get_HEX(struct json_scan *c, struct asrun_keep *keep, uint64_t *out)
{
    (void)keep;
    if (!read_hex(get_str(c), out))
        c->is_bad = true;
}

static void
get_OUTCOME(
    struct json_scan *c, struct asrun_keep *keep, enum pluto_outcome *out)
{
    (void)keep;
    if (!read_outcome(get_str(c), out))
        c->is_bad = true;
}

/* Elements of an array; returns how many. */
static size_t
get_array(struct json_scan *c, const char **out, size_t max)
{
    size_t n = 0;
    json_scan_want(c, "[");
    while (!c->is_bad && !json_scan_try(c, "]")) {
        if (n > 0)
            json_scan_want(c, ",");
        if (n == max)
            c->is_bad = true;
        else
            out[n++] = get_str(c);
    }
    return c->is_bad ? 0 : n;
}

static void
get_begin(struct json_scan *c, uint64_t *n, struct utc *time)
{
    json_scan_want(c, "\"n\":");
    *n = json_scan_uint(c, UINT64_MAX);
    json_scan_want_key(c, "t");
    if (utc_parse(get_str(c), time) != ERR_OK)
        c->is_bad = true;
}

static void
get_head(struct json_scan *c, struct asrun_keep *keep, struct asrun_line *out)
{
    struct asrun_head *h = &out->head;
    json_scan_want(c, ",\"version\":1,");
    get_begin(c, &out->n, &h->time);
#define GET_STR(name) get_STR(c, keep, &h->name)
#define GET_HEX(name) get_HEX(c, keep, &h->name)
#define GET_STRV(name)                                                         \
    h->name = keep->name,                                                      \
    h->n_arguments = get_array(c, keep->name, ASRUN_ARGS_MAX)
#define F(kind, name)                                                          \
    if (json_scan_try_key(c, #name))                                           \
        GET_##kind(name);
    ASRUN_HEAD_FIELDS(F)
#undef F
}

static void
get_event(struct json_scan *c, struct asrun_keep *keep, struct asrun_line *out)
{
    struct asrun_event *e = &out->event;
    get_begin(c, &out->n, &e->time);
    json_scan_want_key(c, "step");
    e->number = get_str(c);
    json_scan_want_key(c, "kind");
    if (!read_kind(get_str(c), &e->kind))
        c->is_bad = true;
    json_scan_want_key(c, "item");
    e->item = get_str(c);
    json_scan_want_key(c, "text");
    e->text = get_str(c);
#define F(kind, name)                                                          \
    if (json_scan_try_key(c, #name))                                           \
        get_##kind(c, keep, &e->name);
    ASRUN_EVENT_FIELDS(F)
#undef F
}

static void
begin_line(struct asrun_line *out)
{
    *out = (struct asrun_line){.head = no_head, .event = no_event};
}

const char *
asrun_line_read_json(
    char *json, size_t len, struct asrun_keep *keep, struct asrun_line *out)
{
    struct chain_end end;
    begin_line(out);
    const bool is_sealed = chain_is_sealed(json, len, &end);
    memcpy(out->prev, end.prev, sizeof out->prev);
    memcpy(out->sha, end.sha, sizeof out->sha);
    if (!is_sealed)
        return end.sha[0] == '\0' ? "the end of the line is not that of a line"
                                  : "its digest does not fit: it was changed";
    struct json_scan c = {.at = json, .end = json + end.body};
    *c.end = '\0';
    json_scan_want(&c, "{");
    out->is_head = json_scan_try(&c, "\"format\":\"" ASRUN_FORMAT "\"");
    if (out->is_head)
        get_head(&c, keep, out);
    else
        get_event(&c, keep, out);
    return c.is_bad || c.at != c.end ? BAD_FORM : NULL;
}

/* ---- text ---------------------------------------------------------------- */

struct columns {
    char *at; /* what is left of the line; NULL: nothing */
    bool is_bad;
};

/* The next column, blanks at its end cut off; NULL when there is none. */
static const char *
next_column(struct columns *c)
{
    char *begin = c->at;
    if (begin == NULL)
        return NULL;
    char *tab = strchr(begin, '\t');
    char *end = tab != NULL ? tab : begin + strlen(begin);
    c->at = tab != NULL ? tab + 1 : NULL;
    while (end > begin && end[-1] == ' ')
        end--;
    *end = '\0';
    return begin;
}

/* One that has to be there. */
static const char *
want_column(struct columns *c)
{
    const char *column = next_column(c);
    if (column == NULL)
        c->is_bad = true;
    return column != NULL ? column : "";
}

/* "2026-324/10:14:31.123" */
static bool
read_time(const char *column, struct utc *out)
{
    char text[TIME_TEXT_SIZE];
    if (strlen(column) >= sizeof text - 1)
        return false;
    (void)str_copy(text, sizeof text, column);
    char *slash = strchr(text, '/');
    if (slash == NULL)
        return false;
    *slash = 'T';
    return utc_parse(text, out) == ERR_OK;
}

static void
read_begin(struct columns *c, uint64_t *n, struct utc *time)
{
    const char *column = want_column(c);
    column += strspn(column, " ");
    if (!read_uint(column, UINT64_MAX, n))
        c->is_bad = true;
    if (!read_time(want_column(c), time))
        c->is_bad = true;
}

/* The value of "name=value", or NULL. */
static const char *
value_of(const char *column, const char *name)
{
    const size_t n = strlen(name);
    const bool is_it =
        column != NULL && strncmp(column, name, n) == 0 && column[n] == '=';
    return is_it ? column + n + 1 : NULL;
}

static bool
take_STR(const char *value, const char **out)
{
    *out = value;
    return value[0] != '\0';
}

static bool
take_HEX(const char *value, uint64_t *out)
{
    return read_hex(value, out);
}

static bool
take_U64(const char *value, uint64_t *out)
{
    return read_uint(value, UINT64_MAX, out);
}

static bool
take_U32(const char *value, uint32_t *out)
{
    uint64_t v = 0;
    const bool is_good = read_uint(value, UINT32_MAX, &v);
    *out = (uint32_t)v;
    return is_good;
}

static bool
take_OUTCOME(const char *value, enum pluto_outcome *out)
{
    return read_outcome(value, out);
}

static void
take_head(struct columns *c, struct asrun_keep *keep, struct asrun_head *h)
{
    const char *column = next_column(c), *value;
#define TAKE_STR(name)                                                         \
    if ((value = value_of(column, #name)) != NULL) {                           \
        c->is_bad = !take_STR(value, &h->name) || c->is_bad;                   \
        column = next_column(c);                                               \
    }
#define TAKE_HEX(name)                                                         \
    if ((value = value_of(column, #name)) != NULL) {                           \
        c->is_bad = !take_HEX(value, &h->name) || c->is_bad;                   \
        column = next_column(c);                                               \
    }
#define TAKE_STRV(name)                                                        \
    h->name = keep->name;                                                      \
    while ((value = value_of(column, #name)) != NULL &&                        \
           h->n_arguments < ASRUN_ARGS_MAX) {                                  \
        keep->name[h->n_arguments++] = value;                                  \
        column = next_column(c);                                               \
    }
#define F(kind, name) TAKE_##kind(name)
    ASRUN_HEAD_FIELDS(F)
#undef F
    if (column != NULL)
        c->is_bad = true;
}

static void
take_event(struct columns *c, struct asrun_event *e)
{
    const char *column = next_column(c), *value;
#define F(kind, name)                                                          \
    if ((value = value_of(column, #name)) != NULL) {                           \
        c->is_bad = !take_##kind(value, &e->name) || c->is_bad;                \
        column = next_column(c);                                               \
    }
    ASRUN_EVENT_FIELDS(F)
#undef F
    if (column != NULL)
        c->is_bad = true;
}

static void
take_line(struct columns *c, struct asrun_keep *keep, struct asrun_line *out)
{
    struct asrun_event *e = &out->event;
    read_begin(c, &out->n, &e->time);
    e->number = want_column(c);
    const char *kind = want_column(c);
    e->item = want_column(c);
    e->text = want_column(c);
    out->is_head = str_eq(kind, "HEAD");
    if (out->is_head) {
        if (e->number[0] != '\0' || !str_eq(e->item, ASRUN_FORMAT) ||
            !str_eq(e->text, "1"))
            c->is_bad = true;
        out->head.time = e->time;
        out->event = no_event;
        take_head(c, keep, &out->head);
    } else {
        if (!read_kind(kind, &e->kind))
            c->is_bad = true;
        take_event(c, e);
    }
}

/* Cut off the digest at its end. */
static bool
take_sha(char *text, size_t len, char sha[DIGEST_HEX])
{
    static const char mark[] = "\t" ASRUN_SHA;
    const size_t n = sizeof mark - 1 + DIGEST_HEX - 1;
    if (len < n || memcmp(text + len - n, mark, sizeof mark - 1) != 0 ||
        !digest_is_hex(
            text + len - DIGEST_HEX + 1, DIGEST_HEX - 1, DIGEST_BYTES))
        return false;
    memcpy(sha, text + len - DIGEST_HEX + 1, DIGEST_HEX - 1);
    sha[DIGEST_HEX - 1] = '\0';
    text[len - n] = '\0';
    return true;
}

const char *
asrun_line_read_text(
    char *text, size_t len, struct asrun_keep *keep, struct asrun_line *out)
{
    begin_line(out);
    text[len] = '\0';
    if (memchr(text, '\0', len) != NULL)
        return "a NUL stands in it";
    if (!take_sha(text, len, out->sha))
        return "the end of the line is not that of a line";
    struct columns c = {.at = text};
    take_line(&c, keep, out);
    return c.is_bad ? BAD_FORM : NULL;
}
