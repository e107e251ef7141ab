/*
 * reading.c - one section of a configuration file and the values in it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/num.h"
#include "common/str.h"
#include "common/xalloc.h"

void
reading_error(
    const struct reading *r, struct conf_place at, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    notes_add(r->notes, NOTE_ERROR, r->file, at.line, at.col, "%s",
        strbuf_get(&text));
    strbuf_fini(&text);
}

const struct conf_entry *
reading_given(const struct reading *r, const char *name)
{
    const struct conf_entry *e =
        conf_scan_find(r->scan, r->section, name, NULL);
    return e != NULL && e->n_values > 0 ? e : NULL;
}

/* The text of an option and where it stands; NULL when it is not given. */
const char *
reading_text_at(
    const struct reading *r, const char *name, struct conf_place *at)
{
    const struct conf_entry *e = reading_given(r, name);
    const char *text = e != NULL ? cfg_getstr(r->cfg, name) : NULL;
    if (text != NULL)
        *at = e->value[0];
    return text;
}

void
reading_need(const struct reading *r, const char *name)
{
    struct conf_place at;
    if (reading_text_at(r, name, &at) == NULL)
        reading_error(r, *r->missing, "%s has no '%s'", r->what, name);
}

uint64_t
reading_uint(const struct reading *r, const char *name, uint64_t least,
    uint64_t most, uint64_t otherwise)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    uint64_t v;
    if (text == NULL)
        return otherwise;
    if (!num_parse_u64(text, &v) || v < least || v > most) {
        reading_error(r, at,
            "%s = %.40s: a whole number from %" PRIu64 " to %" PRIu64
            " is expected",
            name, text, least, most);
        return otherwise;
    }
    return v;
}

double
reading_double(const struct reading *r, const char *name, double least,
    double most, double otherwise)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    double v;
    if (text == NULL)
        return otherwise;
    if (!num_parse_double(text, &v) || !(v >= least && v <= most)) {
        reading_error(r, at, "%s = %.40s: a number from %g to %g is expected",
            name, text, least, most);
        return otherwise;
    }
    return v;
}

unsigned
reading_choice(const struct reading *r, const char *name,
    const struct names *names, unsigned otherwise)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    if (text == NULL)
        return otherwise;
    for (unsigned i = 0; i < names->n; i++)
        if (strcmp(text, names->name[i]) == 0)
            return i;
    struct strbuf all = {0};
    for (unsigned i = 0; i < names->n; i++)
        strbuf_addf(&all, "%s%s",
            i == 0             ? ""
            : i + 1 < names->n ? ", "
                               : " or ",
            names->name[i]);
    reading_error(
        r, at, "%s = %.40s: %s is expected", name, text, strbuf_get(&all));
    strbuf_fini(&all);
    return otherwise;
}

bool
reading_bool(const struct reading *r, const char *name, bool otherwise)
{
    return reading_choice(r, name, &names_bool, otherwise) != 0;
}

char *
reading_text(const struct reading *r, const char *name, size_t longest)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    if (text == NULL)
        return NULL;
    if (!str_is_clean(text, strlen(text)))
        reading_error(r, at, "%s has characters that cannot be shown", name);
    else if (strlen(text) > longest)
        reading_error(r, at, "%s is longer than %zu bytes", name, longest);
    else
        return xstrdup(text);
    return NULL;
}

/* A path, joined to the directory of the file. */
char *
reading_path(const struct reading *r, const char *name)
{
    struct conf_place at;
    char *path = reading_text(r, name, 1024);
    if (path == NULL || path[0] == '/')
        return path;
    if (path[0] == '\0') {
        (void)reading_text_at(r, name, &at);
        reading_error(r, at, "%s is empty", name);
        free(path);
        return NULL;
    }
    char *joined = xasprintf("%s/%s", r->dir, path);
    free(path);
    return joined;
}

struct utc
reading_time(const struct reading *r, const char *name)
{
    struct conf_place at;
    const char *text = reading_text_at(r, name, &at);
    struct utc t = UTC_NONE;
    if (text != NULL && utc_parse(text, &t) != ERR_OK) {
        reading_error(r, at,
            "%s = %.40s: a time like 2026-11-20T08:00:00Z is expected", name,
            text);
        return UTC_NONE;
    }
    return t;
}

struct reading
reading_enter(
    const struct reading *r, const struct conf_entry *e, const char *what)
{
    struct reading inner = *r;
    inner.section = (uint32_t)(e - r->scan->entry);
    inner.missing = &e->at;
    inner.what = what;
    inner.cfg = e->title != NULL ? cfg_gettsec(r->cfg, e->rule->name, e->title)
                                 : cfg_getsec(r->cfg, e->rule->name);
    return inner;
}

/* The next section `name` of this one from entry `from` on, or NULL. */
const struct conf_entry *
reading_next(const struct reading *r, const char *name, size_t from)
{
    for (size_t i = from; i < r->scan->n; i++) {
        const struct conf_entry *e = &r->scan->entry[i];
        if (e->parent == r->section && strcmp(e->rule->name, name) == 0)
            return e;
    }
    return NULL;
}
