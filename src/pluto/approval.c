/*
 * approval.c - draft, reviewed, approved: what the lines come to.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/approval.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/attr.h"
#include "common/hash.h"
#include "common/nearest.h"
#include "common/xalloc.h"

#define MARK "sha256:"
#define WORD_MAX                                                               \
    96 /* bytes of a word that is kept; the longest is a digest                \
        */

static const char *const state_text[APPROVAL_STATE_COUNT] = {
    [APPROVAL_DRAFT] = "draft",
    [APPROVAL_REVIEWED] = "reviewed",
    [APPROVAL_APPROVED] = "approved",
};

static const char *const verb_text[APPROVAL_VERB_COUNT] = {
    [APPROVAL_REVIEW] = "reviewed",
    [APPROVAL_APPROVE] = "approved",
    [APPROVAL_WITHDRAW] = "withdrawn",
};

const char *
approval_state_str(enum approval_state state)
{
    return (unsigned)state < APPROVAL_STATE_COUNT ? state_text[state] : "?";
}

const char *
approval_verb_str(enum approval_verb verb)
{
    return (unsigned)verb < APPROVAL_VERB_COUNT ? verb_text[verb] : "?";
}

/* ---- digest -------------------------------------------------------------- */

/* Lengths go before the bytes, so that no byte can move from one file to the
 * other; no file at all is not an empty one. */
static void
add_part(struct strbuf *b, const void *data, size_t len)
{
    const uint64_t n = data != NULL ? len : UINT64_MAX;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        strbuf_addc(b, (char)(n >> (shift - 8) & 0xff));
    if (data != NULL)
        strbuf_add(b, data, len);
}

void
approval_digest(const void *text, size_t text_len, const void *conf,
    size_t conf_len, char out[DIGEST_HEX])
{
    struct strbuf all = {0};
    add_part(&all, text, text_len);
    add_part(&all, conf, conf_len);
    digest_hex_of(all.s, all.len, out);
    strbuf_fini(&all);
}

/* ---- the rules ----------------------------------------------------------- */

/* One person in two spellings is one person. */
static bool
is_same_person(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

const char *
approval_refusal(
    const struct approval *a, enum approval_verb verb, const char *person)
{
    if (verb != APPROVAL_APPROVE)
        return NULL;
    if (a->state == APPROVAL_DRAFT)
        return "nobody reviewed it as it is: it is reviewed first";
    if (is_same_person(a->reviewed_by, person))
        return "the person who reviewed it does not approve it: another one "
               "has to";
    return NULL;
}

static void
apply(struct approval *a, enum approval_verb verb, struct utc time,
    const char *person)
{
    switch (verb) {
    case APPROVAL_REVIEW:
        *a = (struct approval){.state = APPROVAL_REVIEWED, .reviewed = time};
        (void)str_copy(a->reviewed_by, sizeof a->reviewed_by, person);
        break;
    case APPROVAL_APPROVE:
        a->state = APPROVAL_APPROVED;
        a->approved = time;
        (void)str_copy(a->approved_by, sizeof a->approved_by, person);
        break;
    case APPROVAL_WITHDRAW:
    case APPROVAL_VERB_COUNT:
        *a = (struct approval){0};
        break;
    }
}

/* ---- a line -------------------------------------------------------------- */

struct version { /* what became of one digest */
    char digest[DIGEST_HEX];
    struct approval approval;
    UT_hash_handle hh;
};

struct reading {
    const char *file;
    struct notes *notes;
    struct version *version; /* hash */
    unsigned line;
    struct utc last; /* time of the line before */
};

struct word {
    char text[WORD_MAX + 1]; /* cut when it is longer */
    unsigned col, len;
};

struct line {
    const char *at, *begin, *end;
};

static void
note(const struct reading *r, enum note_severity severity, unsigned col,
    unsigned cols, const char *text)
{
    notes_add_token(
        r->notes, severity, r->file, r->line, col, cols, "%s", text);
}

/* The next word; false: there is none. */
static bool
next_word(struct line *l, struct word *out)
{
    while (l->at < l->end && *l->at == ' ')
        l->at++;
    const char *begin = l->at;
    while (l->at < l->end && *l->at != ' ')
        l->at++;
    out->col = (unsigned)(begin - l->begin) + 1;
    out->len = (unsigned)(l->at - begin);
    const size_t kept = out->len < WORD_MAX ? out->len : WORD_MAX;
    memcpy(out->text, begin, kept);
    out->text[kept] = '\0';
    return out->len > 0;
}

static bool
read_verb(struct reading *r, const struct word *w, enum approval_verb *out)
{
    for (unsigned i = 0; i < APPROVAL_VERB_COUNT; i++)
        if (str_eq(w->text, verb_text[i])) {
            *out = (enum approval_verb)i;
            return true;
        }
    struct nearest near = nearest_to(w->text);
    nearest_try_all(&near, verb_text, APPROVAL_VERB_COUNT);
    const char *meant = near.best;
    notes_add_token(r->notes, NOTE_ERROR, r->file, r->line, w->col, w->len,
        "'%s' is no act%s%s%s", w->text,
        meant != NULL ? "; did you mean '" : ": reviewed, approved, withdrawn",
        meant != NULL ? meant : "", meant != NULL ? "'?" : "");
    return false;
}

static bool
read_time(struct reading *r, const struct word *w, struct utc *out)
{
    if (w->len <= WORD_MAX && str_suffix(w->text, "Z") &&
        utc_parse(w->text, out) == ERR_OK)
        return true;
    note(r, NOTE_ERROR, w->col, w->len,
        "a time is expected: 2026-11-20T10:12:00Z");
    return false;
}

bool
approval_person_is_valid(const char *name)
{
    const size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789._-");
    return n > 0 && n <= APPROVAL_PERSON_MAX && name[n] == '\0';
}

static bool
read_person(struct reading *r, const struct word *w)
{
    if (approval_person_is_valid(w->text))
        return true;
    note(r, NOTE_ERROR, w->col, w->len,
        "that is no name of a person: 1 to 32 of A-Z a-z 0-9 . _ -");
    return false;
}

static bool
read_digest(struct reading *r, const struct word *w, const char **out)
{
    *out = w->text + strlen(MARK);
    if (str_prefix(w->text, MARK) && w->len == strlen(MARK) + DIGEST_HEX - 1 &&
        digest_is_hex(*out, DIGEST_HEX - 1, DIGEST_BYTES))
        return true;
    note(r, NOTE_ERROR, w->col, w->len,
        "a digest is expected: sha256: and 64 of 0-9 a-f");
    return false;
}

static bool
read_comment(struct reading *r, struct line *l)
{
    while (l->at < l->end && *l->at == ' ')
        l->at++;
    if (l->end - l->at <= APPROVAL_COMMENT_MAX)
        return true;
    note(r, NOTE_ERROR, (unsigned)(l->at - l->begin) + 1, 0,
        "the comment is longer than 240 bytes");
    return false;
}

/* ---- the file ------------------------------------------------------------ */

static struct version *
version_of(struct reading *r, const char *digest)
{
    struct version *v;
    HASH_FIND_STR(r->version, digest, v);
    if (v != NULL)
        return v;
    v = xcalloc(1, sizeof *v);
    (void)str_copy(v->digest, sizeof v->digest, digest);
    HASH_ADD_STR(r->version, digest, v);
    return v;
}

static void
check_order(struct reading *r, const struct word *w, struct utc time)
{
    if (time.ns < r->last.ns)
        note(r, NOTE_WARNING, w->col, w->len,
            "its time is before that of the line above");
    r->last = time;
}

static bool
has_words(struct reading *r, struct line *l, struct word w[4])
{
    for (unsigned i = 0; i < 4; i++)
        if (!next_word(l, &w[i])) {
            note(r, NOTE_ERROR, w[i].col, 0,
                "an act, a time, a person and a digest are expected");
            return false;
        }
    return true;
}

static void
read_act(struct reading *r, struct line *l)
{
    struct word w[4];
    enum approval_verb verb = APPROVAL_WITHDRAW;
    struct utc time = {0};
    const char *digest;
    if (!has_words(r, l, w))
        return;
    bool is_good = read_verb(r, &w[0], &verb);
    is_good = read_time(r, &w[1], &time) && is_good;
    is_good = read_person(r, &w[2]) && is_good;
    is_good = read_digest(r, &w[3], &digest) && is_good;
    is_good = read_comment(r, l) && is_good;
    if (!is_good)
        return;
    check_order(r, &w[1], time);
    struct version *v = version_of(r, digest);
    const char *why = approval_refusal(&v->approval, verb, w[2].text);
    if (why != NULL)
        note(r, NOTE_WARNING, w[0].col, w[0].len, why);
    else
        apply(&v->approval, verb, time, w[2].text);
}

static void
read_line(struct reading *r, const char *text, size_t len)
{
    struct line l = {text, text, text + len};
    char *copy = xstrndup(text, len);
    const bool is_clean =
        memchr(text, '\0', len) == NULL && str_is_clean(copy, len);
    free(copy);
    while (l.at < l.end && *l.at == ' ')
        l.at++;
    if (!is_clean)
        note(r, NOTE_ERROR, 1, 0, "the line holds more than clean UTF-8 text");
    else if (l.at < l.end && *l.at != '#')
        read_act(r, &l);
}

/* Moves the states out of the hash, which is released. */
static void
settle(struct reading *r, const char *digest, struct approval *out)
{
    struct version *v, *next;
    bool was_approved = false;
    HASH_ITER (hh, r->version, v, next) {
        if (strcmp(v->digest, digest) == 0)
            *out = v->approval;
        else if (v->approval.state == APPROVAL_APPROVED)
            was_approved = true;
        HASH_DEL(r->version, v);
        free(v);
    }
    out->was_approved = was_approved;
}

enum err
approval_parse(const char *file, const char *text, size_t len,
    const char *digest, struct notes *notes, struct approval *out)
{
    struct reading r = {.file = file, .notes = notes, .last = {INT64_MIN}};
    const size_t errors = notes->errors;
    *out = (struct approval){0};
    for (size_t at = 0; at < len;) {
        const char *feed = memchr(text + at, '\n', len - at);
        const size_t n = feed != NULL ? (size_t)(feed - text) - at : len - at;
        r.line++;
        read_line(&r, text + at, n);
        at += n + 1;
    }
    settle(&r, digest, out);
    if (notes->errors == errors)
        return ERR_OK;
    *out = (struct approval){0};
    return ERR_FORMAT;
}

void
approval_line(enum approval_verb verb, struct utc time, const char *person,
    const char *digest, const char *comment, struct strbuf *out)
{
    char at[TIME_TEXT_SIZE];
    strbuf_addf(out, "%s %s %s %s%s%s%s\n", approval_verb_str(verb),
        utc_fmt_iso(at, time, false), person, MARK, digest,
        comment[0] != '\0' ? " " : "", comment);
}
