/*
 * note.c - everything that is wrong with a file, in one run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "common/note.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/str.h"
#include "common/xalloc.h"

void
notes_fini(struct notes *notes)
{
    for (size_t i = 0; i < notes->n; i++) {
        free(notes->note[i].file);
        free(notes->note[i].text);
    }
    free(notes->note);
    *notes = (struct notes){0};
}

static void add(struct notes *notes, const char *file, struct note note,
    const char *fmt, va_list ap) PRINTF_LIKE(4, 0);

static void
add(struct notes *notes, const char *file, struct note note, const char *fmt,
    va_list ap)
{
    if (note.severity == NOTE_ERROR)
        notes->errors++;
    else
        notes->warnings++;
    if (notes_are_full(notes))
        return;
    struct strbuf raw = {0}, clean = {0};
    strbuf_addv(&raw, fmt, ap);
    str_sanitize(&clean, strbuf_get(&raw), raw.len, false);
    strbuf_fini(&raw);
    notes->note =
        xgrow(notes->note, notes->n, &notes->cap, sizeof *notes->note);
    note.file = xstrdup(file != NULL ? file : "-");
    note.text = strbuf_take(&clean);
    notes->note[notes->n++] = note;
}

void
notes_add(struct notes *notes, enum note_severity severity, const char *file,
    unsigned line, unsigned col, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add(notes, file,
        (struct note){.severity = severity, .line = line, .col = col}, fmt, ap);
    va_end(ap);
}

void
notes_add_token(struct notes *notes, enum note_severity severity,
    const char *file, unsigned line, unsigned col, unsigned cols,
    const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    notes_add_tokenv(notes, severity, file, line, col, cols, fmt, ap);
    va_end(ap);
}

void
notes_add_tokenv(struct notes *notes, enum note_severity severity,
    const char *file, unsigned line, unsigned col, unsigned cols,
    const char *fmt, va_list ap)
{
    add(notes, file,
        (struct note){
            .severity = severity, .line = line, .col = col, .cols = cols},
        fmt, ap);
}

void
notes_move(struct notes *notes, struct notes *from)
{
    for (size_t i = 0; i < from->n; i++) {
        if (notes->n >= NOTES_MAX) {
            free(from->note[i].file);
            free(from->note[i].text);
            continue;
        }
        notes->note =
            xgrow(notes->note, notes->n, &notes->cap, sizeof *notes->note);
        notes->note[notes->n++] = from->note[i];
    }
    notes->errors += from->errors;
    notes->warnings += from->warnings;
    free(from->note);
    *from = (struct notes){0};
}

static int
by_place(const void *va, const void *vb)
{
    const struct note *a = va, *b = vb;
    int c = strcmp(a->file, b->file);
    if (c != 0)
        return c;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->col != b->col)
        return a->col < b->col ? -1 : 1;
    return 0;
}

/* Of notes that say the same of the same place, keep the first. */
static void
drop_doubles(struct notes *notes)
{
    size_t n = 0;
    for (size_t i = 0; i < notes->n; i++) {
        struct note *note = &notes->note[i];
        if (n > 0 && by_place(&notes->note[n - 1], note) == 0 &&
            notes->note[n - 1].severity == note->severity &&
            strcmp(notes->note[n - 1].text, note->text) == 0) {
            if (note->severity == NOTE_ERROR)
                notes->errors--;
            else
                notes->warnings--;
            free(note->file);
            free(note->text);
            continue;
        }
        notes->note[n++] = *note;
    }
    notes->n = n;
}

static bool
is_sorted(const struct notes *notes)
{
    for (size_t i = 1; i < notes->n; i++)
        if (by_place(&notes->note[i - 1], &notes->note[i]) > 0)
            return false;
    return true;
}

/* Two sorted runs [from, mid) and [mid, to) of `a` become one of `b`; of equals
 * those of the first go first. */
static void
merge(const struct note *a, size_t from, size_t mid, size_t to, struct note *b)
{
    size_t i = from, j = mid;
    for (size_t k = from; k < to; k++) {
        bool is_first = j == to || (i < mid && by_place(&a[i], &a[j]) <= 0);
        b[k] = is_first ? a[i++] : a[j++];
    }
}

static size_t
at_most(size_t i, size_t n)
{
    return i < n ? i : n;
}

/* Runs of 1, 2, 4 ... become one; equals keep their order. */
static void
sort(struct notes *notes)
{
    size_t n = notes->n;
    struct note *other = xcalloc(n, sizeof *other);
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t i = 0; i < n; i += 2 * run)
            merge(notes->note, i, at_most(i + run, n), at_most(i + 2 * run, n),
                other);
        struct note *was = notes->note;
        notes->note = other;
        other = was;
    }
    notes->cap = n;
    free(other);
}

void
notes_sort(struct notes *notes)
{
    if (!is_sorted(notes))
        sort(notes);
    drop_doubles(notes);
}

static const char *
severity_str(enum note_severity s)
{
    return s == NOTE_ERROR ? "error" : "warning";
}

/* "^~~~" under the token, not beyond the end of its line. */
static void
print_caret(const struct note *note, unsigned len, FILE *out)
{
    fprintf(out, "      | %*s^", (int)note->col - 1, "");
    for (unsigned i = 1; i < note->cols && note->col + i <= len; i++)
        fputc('~', out);
    fputc('\n', out);
}

/* The source line a note is about, cut to what a person wants to see. */
static void
print_excerpt(const struct note *note, FILE *out)
{
    FILE *f = note->line > 0 ? fopen(note->file, "r") : NULL;
    if (f == NULL)
        return;
    char *line = NULL;
    size_t cap = 0;
    ssize_t len = 0;
    for (unsigned i = 0; i < note->line && len >= 0; i++)
        len = getline(&line, &cap, f);
    fclose(f);
    if (len > 0 && len <= 400) {
        struct strbuf clean = {0};
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        if (note->line == 1 && len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
            memmove(line, line + 3, (size_t)(len -= 3));
        for (ssize_t i = 0; i < len; i++)
            if (line[i] == '\t')
                line[i] = ' ';
        str_sanitize(&clean, line, (size_t)len, false);
        fprintf(out, "%5u | %s\n", note->line, strbuf_get(&clean));
        if (note->col > 0 && note->col <= (unsigned)len + 1)
            print_caret(note, (unsigned)len, out);
        strbuf_fini(&clean);
    }
    free(line);
}

static void
print_clean(const char *text, FILE *out)
{
    struct strbuf clean = {0};
    str_sanitize(&clean, text, strlen(text), false);
    fputs(strbuf_get(&clean), out);
    strbuf_fini(&clean);
}

void
notes_print(const struct notes *notes, FILE *out, bool excerpt)
{
    for (size_t i = 0; i < notes->n; i++) {
        const struct note *n = &notes->note[i];
        print_clean(n->file, out); /* names of files may hold anything */
        if (n->line > 0)           /* else it is about the file as a whole */
            fprintf(out, ":%u:%u", n->line, n->col);
        fprintf(out, ": %s: %s\n", severity_str(n->severity), n->text);
        if (excerpt)
            print_excerpt(n, out);
    }
    size_t left = notes->errors + notes->warnings - notes->n;
    if (left > 0)
        fprintf(out, "%zu more not shown\n", left);
}

void
notes_print_json(const struct notes *notes, FILE *out)
{
    for (size_t i = 0; i < notes->n; i++) {
        const struct note *n = &notes->note[i];
        struct json j = {0};
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "file", n->file);
        json_int(&j, "line", n->line);
        json_int(&j, "col", n->col);
        json_str(&j, "severity", severity_str(n->severity));
        json_str(&j, "text", n->text);
        json_end(&j);
        json_line(&j, out);
    }
}
