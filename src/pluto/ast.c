/*
 * ast.c - places, numbers and texts of a procedure's statements.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/ast.h"

#include <string.h>

#include "pluto/parse.h"

/* ---- places -------------------------------------------------------------- */

/* Farther to the right, bytes are counted and not characters, so that a file
 * of one line and ten thousand errors is no work. */
#define COLUMNS_COUNTED 65536

static uint32_t
column(const char *s, uint32_t len)
{
    if (len > COLUMNS_COUNTED)
        return len + 1;
    uint32_t col = 1;
    for (uint32_t i = 0; i < len; i++)
        col += ((unsigned char)s[i] & 0xc0) != 0x80;
    return col;
}

void
pluto_place(const struct pluto *p, uint32_t off, uint32_t *line, uint32_t *col)
{
    uint32_t low = 0, high = p->n_lines;
    while (high - low > 1) {
        uint32_t mid = low + (high - low) / 2;
        if (p->line[mid] <= off)
            low = mid;
        else
            high = mid;
    }
    uint32_t begin = p->n_lines > 0 ? p->line[low] : 0;
    if (off > p->len)
        off = (uint32_t)p->len;
    *line = low + 1;
    *col = column(p->source + begin, off - begin);
}

uint32_t
pluto_find_line(const struct pluto *p, uint32_t line)
{
    if (line == 0 || line > p->n_lines)
        return PLUTO_NIL;
    uint32_t begin = p->line[line - 1];
    uint32_t end = line < p->n_lines ? p->line[line] : (uint32_t)p->len + 1;
    uint32_t low = 0, high = p->n_stmts;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (p->stmt[mid]->span.off < begin)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == p->n_stmts || p->stmt[low]->span.off >= end)
        return PLUTO_NIL;
    return low;
}

/* ---- numbers ------------------------------------------------------------- */

static const char part_letter[PLUTO_PART_COUNT][2] = {
    [PLUTO_MAIN] = "",
    [PLUTO_PRECONDITIONS] = "P",
    [PLUTO_WATCHDOG] = "W",
    [PLUTO_CONFIRMATION] = "C",
};

void
pluto_number(const struct pluto *p, uint32_t stmt, struct strbuf *out)
{
    uint32_t chain[PLUTO_NESTING_MAX + 1], n = 0;
    while (stmt != PLUTO_NIL && n < PLUTO_NESTING_MAX + 1) {
        chain[n++] = stmt;
        stmt = p->stmt[stmt]->parent;
    }
    for (uint32_t i = n; i-- > 0;) {
        const struct pluto_stmt *s = p->stmt[chain[i]];
        strbuf_addf(out, "%s%s%u", i + 1 < n ? "." : "", part_letter[s->part],
            s->ordinal);
    }
}

/* One level: "P12", up to '.' or the end; false: something else. */
static bool
take_level(const char **s, enum pluto_part *part, uint32_t *ordinal)
{
    *part = PLUTO_MAIN;
    for (unsigned i = 1; i < PLUTO_PART_COUNT; i++) {
        if ((**s & ~0x20) == part_letter[i][0]) {
            *part = (enum pluto_part)i;
            ++*s;
            break;
        }
    }
    const char *digits = *s;
    for (*ordinal = 0; **s >= '0' && **s <= '9' && *s - digits < 9; ++*s)
        *ordinal = *ordinal * 10 + (uint32_t)(**s - '0');
    return *s > digits && *digits != '0' && (**s == '.' || **s == '\0');
}

static uint32_t
child(const struct pluto *p, uint32_t parent, enum pluto_part part,
    uint32_t ordinal)
{
    for (uint32_t i = parent == PLUTO_NIL ? 0 : parent + 1; i < p->n_stmts;
         i++) {
        const struct pluto_stmt *s = p->stmt[i];
        if (s->parent == parent && s->part == part && s->ordinal == ordinal)
            return i;
    }
    return PLUTO_NIL;
}

uint32_t
pluto_find_number(const struct pluto *p, const char *number)
{
    uint32_t at = PLUTO_NIL;
    for (const char *s = number;; s++) {
        enum pluto_part part;
        uint32_t ordinal;
        if (!take_level(&s, &part, &ordinal))
            return PLUTO_NIL;
        at = child(p, at, part, ordinal);
        if (at == PLUTO_NIL || *s == '\0')
            return at;
    }
}

/* ---- texts --------------------------------------------------------------- */

static bool
is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind a comment that begins at `i`; `i` itself when none does. */
static uint32_t
comment_end(const char *s, uint32_t i, uint32_t end)
{
    if (s[i] != '/' || i + 1 >= end || (s[i + 1] != '/' && s[i + 1] != '*'))
        return i;
    bool is_line = s[i + 1] == '/';
    for (i += 2; i < end; i++) {
        if (is_line && s[i] == '\n')
            return i;
        if (!is_line && s[i] == '*' && i + 1 < end && s[i + 1] == '/')
            return i + 2;
    }
    return end;
}

static uint32_t
quoted_end(const char *s, uint32_t i, uint32_t end)
{
    char quote = s[i];
    for (i++; i < end && s[i] != '\n'; i++) {
        if (s[i] == '\\' && quote == '"' && i + 1 < end &&
            (s[i + 1] == '"' || s[i + 1] == '\\'))
            i++;
        else if (s[i] == quote)
            return i + 1;
    }
    return i;
}

void
pluto_text(const struct pluto *p, struct pluto_span span, struct strbuf *out)
{
    const char *s = p->source;
    uint32_t end = span.off + span.len;
    if (end > p->len)
        end = (uint32_t)p->len;
    bool is_blank = false, is_first = true;
    for (uint32_t i = span.off; i < end;) {
        uint32_t e = comment_end(s, i, end);
        if (e > i || is_white(s[i])) {
            is_blank = true;
            i = e > i ? e : i + 1;
            continue;
        }
        if (is_blank && !is_first)
            strbuf_addc(out, ' ');
        is_blank = is_first = false;
        e = s[i] == '"' || s[i] == '\'' ? quoted_end(s, i, end) : i + 1;
        strbuf_add(out, s + i, e - i);
        i = e;
    }
}

static void
named(const struct pluto *p, const char *word, const struct pluto_expr *e,
    struct strbuf *out)
{
    strbuf_adds(out, word);
    if (e != NULL)
        pluto_text(p, e->span, out);
}

static void
timeout(
    const struct pluto *p, const struct pluto_timeout *t, struct strbuf *out)
{
    if (t->expr == NULL)
        return;
    named(p, " with timeout ", t->expr, out);
    if (t->event != NULL) {
        strbuf_adds(out, " raise event ");
        pluto_text(p, t->event->span, out);
    }
}

static void
loop(const struct pluto *p, const struct pluto_stmt *s, struct strbuf *out)
{
    if (s->kind == PLUTO_S_FOR) {
        strbuf_adds(out, "for ");
        if (s->loop.counter != NULL)
            pluto_text(p, s->loop.counter->span, out);
        named(p, " := ", s->loop.from, out);
        named(p, " to ", s->loop.to, out);
        if (s->loop.by != NULL)
            named(p, " by ", s->loop.by, out);
        return;
    }
    named(p, s->kind == PLUTO_S_WHILE ? "while " : "repeat until ",
        s->loop.test, out);
    timeout(p, &s->loop.timeout, out);
}

static void
reference(const struct pluto *p, const char *word, const struct pluto_ref *ref,
    struct strbuf *out)
{
    strbuf_adds(out, word);
    if (ref != NULL)
        pluto_text(p, ref->span, out);
}

void
pluto_heading(const struct pluto *p, uint32_t stmt, struct strbuf *out)
{
    const struct pluto_stmt *s = p->stmt[stmt];
    switch ((enum pluto_stmt_kind)s->kind) {
    case PLUTO_S_STEP:
        strbuf_adds(out, s->step.name != NULL ? s->step.name->text : "");
        return;
    case PLUTO_S_CONFIRM:
    case PLUTO_S_INITIATE:
        reference(p, "", s->call.ref, out);
        return;
    case PLUTO_S_CONTEXT:
        reference(p, "in the context of ", s->context.ref, out);
        return;
    case PLUTO_S_PARALLEL:
        strbuf_adds(out, s->parallel.until_one
                             ? "in parallel until one completes"
                             : "in parallel until all complete");
        return;
    case PLUTO_S_IF:
        named(p, "if ", s->branch.test, out);
        return;
    case PLUTO_S_CASE:
        named(p, "in case ", s->case_of.subject, out);
        return;
    case PLUTO_S_WHILE:
    case PLUTO_S_FOR:
    case PLUTO_S_REPEAT:
        loop(p, s, out);
        return;
    case PLUTO_S_OBJECT:
        reference(p, "", s->object.ref, out);
        return;
    case PLUTO_S_INFORM:
    case PLUTO_S_LOG:
    case PLUTO_S_ASSIGN:
    case PLUTO_S_WAIT_UNTIL:
    case PLUTO_S_WAIT_FOR:
    case PLUTO_S_WAIT_EVENT:
    case PLUTO_S_RAISE:
    case PLUTO_S_SAVE:
    case PLUTO_S_CHECK:
    case PLUTO_S_ASK:
    case PLUTO_S_COUNT:
        pluto_text(p, s->span, out);
        return;
    }
}

/* ---- words --------------------------------------------------------------- */

const char *
pluto_property_str(enum pluto_property property)
{
    static const char *const name[] = {
        [PLUTO_P_VALUE] = "value",
        [PLUTO_P_RAW_VALUE] = "raw value",
        [PLUTO_P_ENGINEERING_VALUE] = "engineering value",
        [PLUTO_P_VALIDITY] = "validity status",
        [PLUTO_P_SAMPLING_TIME] = "sampling time",
        [PLUTO_P_MONITORING] = "monitoring status",
        [PLUTO_P_LIMIT_CHECKING] = "limit-checking status",
        [PLUTO_P_DELTA_CHECKING] = "delta-checking status",
        [PLUTO_P_EXPECTED] = "expected-status status",
        [PLUTO_P_CONSISTENCY] = "status-consistency status",
        [PLUTO_P_EXECUTION] = "execution status",
        [PLUTO_P_CONFIRMATION] = "confirmation status",
        [PLUTO_P_START_TIME] = "start time",
        [PLUTO_P_COMPLETION_TIME] = "completion time",
        [PLUTO_P_LAST_OCCURRENCE] = "last occurrence",
        [PLUTO_P_OCCURRENCE_COUNT] = "occurrence count",
        [PLUTO_P_COUNT] = "",
    };
    return name[property];
}

const char *
pluto_outcome_str(enum pluto_outcome outcome)
{
    static const char *const name[] = {
        [PLUTO_CONFIRMED] = "confirmed",
        [PLUTO_NOT_CONFIRMED] = "not confirmed",
        [PLUTO_ABORTED] = "aborted",
        [PLUTO_NOT_AVAILABLE] = "not available",
    };
    return name[outcome];
}

const char *
pluto_action_str(enum pluto_action action)
{
    static const char *const name[] = {
        [PLUTO_A_DEFAULT] = "default",
        [PLUTO_A_CONTINUE] = "continue",
        [PLUTO_A_RESUME] = "resume",
        [PLUTO_A_ABORT] = "abort",
        [PLUTO_A_TERMINATE] = "terminate",
        [PLUTO_A_RESTART] = "restart",
        [PLUTO_A_RAISE] = "raise event",
        [PLUTO_A_ASK] = "ask user",
        [PLUTO_A_COUNT] = "",
    };
    return name[action];
}

const char *
pluto_stmt_kind_str(enum pluto_stmt_kind kind)
{
    static const char *const name[] = {
        [PLUTO_S_STEP] = "initiate and confirm step",
        [PLUTO_S_CONFIRM] = "initiate and confirm",
        [PLUTO_S_INITIATE] = "initiate",
        [PLUTO_S_CONTEXT] = "in the context of",
        [PLUTO_S_PARALLEL] = "in parallel",
        [PLUTO_S_INFORM] = "inform user",
        [PLUTO_S_LOG] = "log",
        [PLUTO_S_ASSIGN] = "assignment",
        [PLUTO_S_IF] = "if",
        [PLUTO_S_CASE] = "in case",
        [PLUTO_S_WHILE] = "while",
        [PLUTO_S_FOR] = "for",
        [PLUTO_S_REPEAT] = "repeat",
        [PLUTO_S_WAIT_UNTIL] = "wait until",
        [PLUTO_S_WAIT_FOR] = "wait for",
        [PLUTO_S_WAIT_EVENT] = "wait for event",
        [PLUTO_S_RAISE] = "raise event",
        [PLUTO_S_SAVE] = "save context",
        [PLUTO_S_OBJECT] = "object operation",
        [PLUTO_S_CHECK] = "if",
        [PLUTO_S_ASK] = "ask user",
        [PLUTO_S_COUNT] = "",
    };
    return name[kind];
}
