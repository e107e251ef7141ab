/*
 * asrun_line.c - one line of an as-run record, written in both forms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "exec/asrun_line.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/chain.h"
#include "common/json.h"
#include "common/xalloc.h"
#include "exec/asrun_line_priv.h"

/* Years that every form of a time can say: 1678 to 2261. */
#define TIME_MAX_NS (INT64_C(9200000000) * NS_PER_S)

const char *
asrun_kind_str(unsigned kind)
{
    return kind == ASRUN_FILE ? "FILE"
                              : pluto_trace_str((enum pluto_trace_kind)kind);
}

const char *const asrun_outcome_text[PLUTO_OUTCOME_COUNT] = {
    [PLUTO_CONFIRMED] = "confirmed",
    [PLUTO_NOT_CONFIRMED] = "not confirmed",
    [PLUTO_ABORTED] = "aborted",
};

/* ---- what is kept of it -------------------------------------------------- */

/* Down to the millisecond; "no time" is none that a record has. */
static struct utc
keep_time(struct utc t)
{
    if (utc_is_none(t))
        return (struct utc){0};
    if (t.ns > TIME_MAX_NS)
        t.ns = TIME_MAX_NS;
    if (t.ns < -TIME_MAX_NS)
        t.ns = -TIME_MAX_NS;
    const int64_t rest = t.ns % NS_PER_MS;
    return (struct utc){t.ns - rest - (rest < 0 ? NS_PER_MS : 0)};
}

/* Is it kept as it is?  Nearly all texts are: printable ASCII, not too long, no
 * blanks around it. */
static bool
is_plain(const char *text)
{
    size_t n = 0;
    while (text[n] >= ' ' && text[n] <= '~')
        n++;
    return text[n] == '\0' && n <= ASRUN_TEXT_MAX &&
           (n == 0 || (text[0] != ' ' && text[n - 1] != ' '));
}

/* Clean, without blanks around it, of at most ASRUN_TEXT_MAX bytes. */
struct kept {
    const char *text;
    char *owned; /* or NULL: as it was given */
};

static struct kept
keep(const char *given)
{
    if (given == NULL || is_plain(given))
        return (struct kept){given != NULL ? given : "", NULL};
    struct strbuf clean = {0};
    str_sanitize(&clean, given, strlen(given), false);
    const char *from = strbuf_get(&clean);
    from += strspn(from, " ");
    char *text = xcalloc(ASRUN_TEXT_MAX + 1, 1);
    (void)str_copy(text, ASRUN_TEXT_MAX + 1, from);
    size_t len = strlen(text);
    while (len > 0 && text[len - 1] == ' ')
        text[--len] = '\0';
    strbuf_fini(&clean);
    return (struct kept){text, text};
}

/* ---- members ------------------------------------------------------------- */

struct forms { /* both, as they grow */
    struct json json;
    struct strbuf *text;
};

static void
put_STR(struct forms *f, const char *key, const char *given)
{
    struct kept value = keep(given);
    if (value.text[0] != '\0') {
        json_str(&f->json, key, value.text);
        strbuf_addc(f->text, '\t');
        strbuf_adds(f->text, key);
        strbuf_addc(f->text, '=');
        strbuf_adds(f->text, value.text);
    }
    free(value.owned);
}

static void
put_U64(struct forms *f, const char *key, uint64_t value)
{
    if (value == 0)
        return;
    json_uint(&f->json, key, value);
    strbuf_addf(f->text, "\t%s=%" PRIu64, key, value);
}

static void
put_U32(struct forms *f, const char *key, uint32_t value)
{
    put_U64(f, key, value);
}

static void
put_HEX(struct forms *f, const char *key, uint64_t value)
{
    char text[17];
    (void)snprintf(text, sizeof text, "%016" PRIx64, value);
    put_STR(f, key, text);
}

static void
put_OUTCOME(struct forms *f, const char *key, enum pluto_outcome value)
{
    if ((unsigned)value < PLUTO_OUTCOME_COUNT)
        put_STR(f, key, asrun_outcome_text[value]);
}

static void
put_STRV(
    struct forms *f, const char *key, const char *const *value, size_t given)
{
    const size_t n = given < ASRUN_ARGS_MAX ? given : ASRUN_ARGS_MAX;
    if (n == 0)
        return;
    json_array_at(&f->json, key);
    for (size_t i = 0; i < n; i++) {
        struct kept one = keep(value[i]);
        json_str(&f->json, NULL, one.text);
        strbuf_addf(f->text, "\t%s=%s", key, one.text);
        free(one.owned);
    }
    json_end(&f->json);
}

/* ---- columns ------------------------------------------------------------- */

static void
put_begin(struct forms *f, uint64_t n, struct utc given)
{
    char iso[TIME_TEXT_SIZE], doy[TIME_TEXT_SIZE];
    const struct utc t = keep_time(given);
    json_uint(&f->json, "n", n);
    json_str(&f->json, "t", utc_fmt_iso(iso, t, false));
    strbuf_addf(f->text, "%6" PRIu64 "\t%04d-%s\t", n, utc_civil(t, false).year,
        utc_fmt_doy(doy, t, false, 3));
}

static void
put_column(struct forms *f, const char *key, const char *given, size_t width)
{
    struct kept value = keep(given);
    const size_t len = strlen(value.text);
    json_str(&f->json, key, value.text);
    strbuf_add(f->text, value.text, len);
    for (size_t i = len; i < width; i++)
        strbuf_addc(f->text, ' ');
    if (width > 0)
        strbuf_addc(f->text, '\t');
    free(value.owned);
}

static void
put_head(struct forms *f, const struct asrun_head *h)
{
    json_str(&f->json, "format", ASRUN_FORMAT);
    json_int(&f->json, "version", ASRUN_VERSION);
    put_begin(f, 0, h->time);
    strbuf_addf(f->text, "%-8s\t%-6s\t%-32s\t%d", "", "HEAD", ASRUN_FORMAT,
        ASRUN_VERSION);
#define PUT_STR(name)  put_STR(f, #name, h->name);
#define PUT_HEX(name)  put_HEX(f, #name, h->name);
#define PUT_STRV(name) put_STRV(f, #name, h->name, h->n_arguments);
#define F(kind, name)  PUT_##kind(name)
    ASRUN_HEAD_FIELDS(F)
#undef F
}

static void
put_event(struct forms *f, uint64_t n, const struct asrun_event *e)
{
    put_begin(f, n, e->time);
    put_column(f, "step", e->number, 8);
    put_column(f, "kind", asrun_kind_str(e->kind), 6);
    put_column(f, "item", e->item, 32);
    put_column(f, "text", e->text, 0);
#define F(kind, name) put_##kind(f, #name, e->name);
    ASRUN_EVENT_FIELDS(F)
#undef F
}

void
asrun_line_fmt(uint64_t n, const struct asrun_head *head,
    const struct asrun_event *event, char chain[DIGEST_HEX],
    struct strbuf *text, struct strbuf *json)
{
    struct forms f = {.text = text};
    json_object(&f.json);
    if (head != NULL)
        put_head(&f, head);
    else
        put_event(&f, n, event);
    json_end(&f.json);
    chain_seal(f.json.text.s, f.json.text.len - 1, chain, json);
    strbuf_addf(text, "\t" ASRUN_SHA "%s\n", chain);
    strbuf_fini(&f.json.text);
}

bool
asrun_line_check(const struct asrun_line *line, const char *prev)
{
    struct strbuf text = {0}, json = {0};
    char chain[DIGEST_HEX];
    (void)str_copy(chain, sizeof chain, prev);
    asrun_line_fmt(line->n, line->is_head ? &line->head : NULL, &line->event,
        chain, &text, &json);
    strbuf_fini(&text);
    strbuf_fini(&json);
    return strcmp(chain, line->sha) == 0;
}
