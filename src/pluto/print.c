/*
 * print.c - a procedure as people read it on paper.
 *
 * SPDX-License-Identifier: ISC
 */
#include "pluto/print.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define ACTOR_COLS  10
#define NUMBER_COLS 9
#define HANG_COLS   6
#define ROOM_COLS   12 /* for words, at least */
#define BARS_MAX    8  /* deeper blocks stand no further in */

struct printer {
    const struct pluto *p;
    const struct catalogue *catalogue;
    const struct pluto_print *o;
    struct strbuf *out;
    unsigned depth;    /* blocks around */
    const char *actor; /* in the margin last */
};

static void block(struct printer *pr, const struct pluto_block *b);

/* ---- lines --------------------------------------------------------------- */

static unsigned
columns(const char *s, size_t len)
{
    unsigned n = 0;
    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)s[i] & 0xc0) != 0x80;
    return n;
}

static void
pad(struct strbuf *out, const char *text, unsigned cols)
{
    strbuf_adds(out, text);
    for (unsigned n = columns(text, strlen(text)); n < cols; n++)
        strbuf_addc(out, ' ');
}

/* Bytes of `text` that go into `room` columns: whole words if there are any. */
static size_t
fit(const char *text, unsigned room)
{
    size_t blank = 0, i = 0;
    for (unsigned col = 0; text[i] != '\0'; i++) {
        if (((unsigned char)text[i] & 0xc0) != 0x80 && col++ == room)
            return blank > 0 ? blank : i;
        if (text[i] == ' ')
            blank = i;
    }
    return i;
}

static void
trim(struct strbuf *out)
{
    while (out->len > 0 && out->s[out->len - 1] == ' ')
        out->s[--out->len] = '\0';
}

/* Bars of the blocks around, as many as leave room for words. */
static unsigned
bars_of(const struct printer *pr)
{
    const unsigned used = ACTOR_COLS + NUMBER_COLS + HANG_COLS + ROOM_COLS;
    const unsigned most = pr->o->width > used ? (pr->o->width - used) / 2 : 0;
    const unsigned bars = pr->depth < BARS_MAX ? pr->depth : BARS_MAX;
    return bars < most ? bars : most;
}

static void
margin(struct printer *pr, const char *actor, const char *number, unsigned bars)
{
    pad(pr->out, actor, ACTOR_COLS);
    pad(pr->out, number, NUMBER_COLS);
    for (unsigned i = 0; i < bars; i++)
        strbuf_adds(pr->out, pr->o->is_ascii ? "| " : "\xe2\x94\x82 ");
}

/* One line, or several: `hang` more columns from the second on.  A number that
 * is wider than its column has a line of its own. */
static void
line(struct printer *pr, const char *actor, const char *number, unsigned hang,
    const char *text)
{
    const unsigned bars = bars_of(pr);
    unsigned used = ACTOR_COLS + NUMBER_COLS + 2 * bars;
    if (columns(number, strlen(number)) > NUMBER_COLS) {
        margin(pr, actor, number, 0);
        trim(pr->out);
        strbuf_addc(pr->out, '\n');
        actor = number = "";
    }
    margin(pr, actor, number, bars);
    for (;;) {
        const size_t n = fit(text,
            used + ROOM_COLS < pr->o->width ? pr->o->width - used : ROOM_COLS);
        strbuf_add(pr->out, text, n);
        trim(pr->out);
        strbuf_addc(pr->out, '\n');
        text += n;
        text += strspn(text, " ");
        if (text[0] == '\0')
            return;
        used = ACTOR_COLS + NUMBER_COLS + 2 * bars + hang;
        margin(pr, "", "", bars);
        for (unsigned i = 0; i < hang; i++)
            strbuf_addc(pr->out, ' ');
    }
}

static void say_line(struct printer *pr, unsigned hang, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

static void
say_line(struct printer *pr, unsigned hang, const char *fmt, ...)
{
    struct strbuf text = {0};
    va_list ap;
    va_start(ap, fmt);
    strbuf_addv(&text, fmt, ap);
    va_end(ap);
    line(pr, "", "", hang, strbuf_get(&text));
    strbuf_fini(&text);
}

static void
empty(struct printer *pr)
{
    const size_t n = pr->out->len;
    if (n >= 2 && (pr->out->s[n - 1] != '\n' || pr->out->s[n - 2] != '\n'))
        strbuf_addc(pr->out, '\n');
}

static const char *
tick(const struct printer *pr)
{
    return pr->o->is_ascii ? "v " : "\xe2\x9c\x93 ";
}

/* Source on one line, owned. */
static char *
source(const struct printer *pr, struct pluto_span span)
{
    struct strbuf text = {0}, clean = {0};
    pluto_text(pr->p, span, &text);
    str_sanitize(&clean, strbuf_get(&text), text.len, false);
    strbuf_fini(&text);
    return strbuf_take(&clean);
}

/* "LEAD source" */
static void
said(
    struct printer *pr, unsigned hang, const char *lead, struct pluto_span span)
{
    char *text = source(pr, span);
    say_line(pr, hang, "%s%s", lead, text);
    free(text);
}

/* ---- conditions ---------------------------------------------------------- */

static const char *
operator_str(unsigned op)
{
    static const char *const text[] = {[PLUTO_EQ] = "",
        [PLUTO_NE] = "not ",
        [PLUTO_LT] = "< ",
        [PLUTO_GT] = "> ",
        [PLUTO_LE] = "<= ",
        [PLUTO_GE] = ">= "};
    return op >= PLUTO_EQ && op <= PLUTO_GE ? text[op] : NULL;
}

/* "v item: expected", a line for each of what has to hold at once. */
static void
verify(struct printer *pr, const struct pluto_expr *e)
{
    if (e->kind == PLUTO_E_BINARY && e->op == PLUTO_AND && !e->in_parens) {
        verify(pr, e->a);
        verify(pr, e->b);
        return;
    }
    const char *op = e->kind == PLUTO_E_BINARY ? operator_str(e->op) : NULL;
    if (op != NULL) {
        char *item = source(pr, e->a->span), *want = source(pr, e->b->span);
        say_line(pr, 4, "%s%s: %s%s", tick(pr), item, op, want);
        free(item);
        free(want);
    } else {
        said(pr, 4, tick(pr), e->span);
    }
}

static void
timeout(struct printer *pr, const struct pluto_timeout *t)
{
    if (t->expr == NULL)
        return;
    char *limit = source(pr, t->expr->span);
    char *event = t->event != NULL ? source(pr, t->event->span) : xstrdup("");
    say_line(pr, 4, "  at most %s%s%s", limit,
        event[0] != '\0' ? ", then raise event " : "", event);
    free(limit);
    free(event);
}

/* ---- what the catalogue says before a step ------------------------------- */

static void
box(struct printer *pr, const char *word, const char *const *text, size_t n)
{
    const unsigned bars = pr->depth < BARS_MAX ? pr->depth : BARS_MAX;
    const unsigned used = ACTOR_COLS + NUMBER_COLS + 2 * bars;
    unsigned cols = pr->o->width > used + 20 ? pr->o->width - used : 20;
    cols = cols < 72 ? cols : 72;
    char *edge = xcalloc(cols + 1, 1);
    memset(edge, str_eq(word, "NOTE") ? '-' : '*', cols);
    line(pr, "", "", 0, edge);
    for (size_t i = 0; i < n; i++)
        say_line(pr, 9, "%-9s%s", i == 0 ? word : "", text[i]);
    line(pr, "", "", 0, edge);
    free(edge);
}

static void
before_step(struct printer *pr, const struct catalogue_step *c)
{
    if (c == NULL)
        return;
    if (c->n_warnings > 0)
        box(pr, "WARNING", c->warning, c->n_warnings);
    if (c->n_cautions > 0)
        box(pr, "CAUTION", c->caution, c->n_cautions);
    if (c->n_notes > 0)
        box(pr, "NOTE", c->note, c->n_notes);
    if (c->acknowledge && c->n_warnings + c->n_cautions > 0)
        line(pr, "", "", 4, "[ ] acknowledged");
}

static void
values(struct printer *pr, const struct catalogue_step *c)
{
    for (size_t i = 0; c != NULL && i < c->n_enters; i++) {
        const struct catalogue_enter *e = &c->enter[i];
        say_line(pr, 4, "input %s = ____________ %s%s%s%s", e->name,
            e->unit_text != NULL ? e->unit_text : "",
            e->prompt != NULL ? " (" : "", e->prompt != NULL ? e->prompt : "",
            e->prompt != NULL ? ")" : "");
    }
}

static void
ticked_off(struct printer *pr, const struct catalogue_step *c)
{
    if (c != NULL && c->tick)
        line(pr, "", "", 4, "[ ] done");
}

/* Whose line it is; "" when it is that of the line before. */
static const char *
actor_of(struct printer *pr, const struct catalogue_step *c)
{
    const char *actor = c != NULL ? c->actor : pr->actor;
    if (str_eq(actor, pr->actor))
        return "";
    pr->actor = actor;
    return actor;
}

/* ---- statements ---------------------------------------------------------- */

static bool
has_arms(const struct pluto_stmt *s)
{
    for (unsigned i = 0; s->has_test && i < PLUTO_OUTCOME_COUNT; i++)
        if (s->test[i].action != PLUTO_A_DEFAULT)
            return true;
    return false;
}

static void
arms(struct printer *pr, const struct pluto_stmt *s)
{
    for (unsigned i = 0; s->has_test && i < PLUTO_OUTCOME_COUNT; i++) {
        const struct pluto_arm *a = &s->test[i];
        if (a->action == PLUTO_A_DEFAULT)
            continue;
        struct strbuf text = {0};
        strbuf_addf(&text, "if %s: %s",
            pluto_outcome_str((enum pluto_outcome)i),
            pluto_action_str((enum pluto_action)a->action));
        if (a->event != NULL) {
            char *event = source(pr, a->event->span);
            strbuf_addf(&text, " %s", event);
            free(event);
        }
        if (a->times != NULL) {
            char *times = source(pr, a->times->span);
            strbuf_addf(&text, " at most %s times", times);
            free(times);
        }
        line(pr, "", "", 4, strbuf_get(&text));
        strbuf_fini(&text);
        timeout(pr, &a->timeout);
    }
}

static void
arguments(struct printer *pr, const char *lead, const struct pluto_argument *a,
    uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        said(pr, 6, lead, a[i].span);
}

static void
call(struct printer *pr, const struct pluto_stmt *s)
{
    const struct pluto_call *c = &s->call;
    arguments(pr, "  ", c->argument, c->n_arguments);
    if (c->value_set != NULL)
        said(pr, 6, "  values of ", c->value_set->span);
    arguments(pr, "  directive ", c->directive, c->n_directives);
    if (c->refer_by != NULL)
        say_line(pr, 6, "  called %s below", c->refer_by->text);
    if (s->kind == PLUTO_S_CONFIRM)
        say_line(pr, 4, "%sconfirmed", tick(pr));
    else
        line(pr, "", "", 4, "  go on without waiting");
    arms(pr, s);
}

static void
branch(struct printer *pr, const char *lead, const struct pluto_expr *test,
    const struct pluto_block *b)
{
    if (test != NULL)
        said(pr, 4, lead, test->span);
    else
        line(pr, "", "", 4, lead);
    pr->depth++;
    block(pr, b);
    pr->depth--;
}

static void
saves(struct printer *pr, const struct pluto_save *s)
{
    for (uint32_t i = 0; s != NULL && i < s->n; i++) {
        char *what = source(pr, s->item[i].ref->span);
        say_line(pr, 6, "  note %s as %s", what, s->item[i].by->text);
        free(what);
    }
}

static void
declarations(struct printer *pr, const struct pluto_body *b)
{
    for (uint32_t i = 0; i < b->n_vars; i++)
        said(pr, 4, "let ", b->var[i].span);
    for (uint32_t i = 0; i < b->n_sets; i++)
        said(pr, 4, "let ", b->set[i].span);
    for (uint32_t i = 0; i < b->n_events; i++)
        said(pr, 4, "let ", b->event[i].span);
}

static void
body(struct printer *pr, const struct pluto_body *b, bool is_step,
    const struct catalogue_step *c)
{
    const char *what = is_step ? "IT" : "THE PROCEDURE";
    declarations(pr, b);
    if (b->part[PLUTO_PRECONDITIONS].n > 0) {
        say_line(pr, 4, "BEFORE %s:", what);
        block(pr, &b->part[PLUTO_PRECONDITIONS]);
    }
    values(pr, c);
    if (b->part[PLUTO_WATCHDOG].n > 0) {
        say_line(pr, 4, "WHILE %s RUNS, WATCH:", what);
        pr->depth++;
        block(pr, &b->part[PLUTO_WATCHDOG]);
        pr->depth--;
    }
    block(pr, &b->part[PLUTO_MAIN]);
    ticked_off(pr, c);
    if (b->part[PLUTO_CONFIRMATION].n > 0) {
        if (!is_step)
            empty(pr);
        say_line(pr, 4, "TO CONFIRM %s:", what);
        block(pr, &b->part[PLUTO_CONFIRMATION]);
    }
}

static void
step(struct printer *pr, const struct pluto_stmt *s,
    const struct catalogue_step *c)
{
    struct strbuf number = {0};
    body(pr, &s->step.body, true, c);
    pluto_number(pr->p, s->id, &number);
    if (has_arms(s))
        say_line(pr, 4, "AFTER STEP %s:", strbuf_get(&number));
    strbuf_fini(&number);
    arms(pr, s);
}

static void
loop(struct printer *pr, const struct pluto_stmt *s)
{
    timeout(pr, &s->loop.timeout);
    pr->depth++;
    block(pr, &s->loop.block);
    pr->depth--;
    if (s->kind == PLUTO_S_REPEAT)
        said(pr, 4, "until ", s->loop.test->span);
}

static void
cases(struct printer *pr, const struct pluto_stmt *s)
{
    for (uint32_t i = 0; i < s->case_of.n; i++)
        branch(pr, s->case_of.tag[i].test != NULL ? "is " : "otherwise",
            s->case_of.tag[i].test, &s->case_of.tag[i].block);
}

/* What stands below the first line of a statement. */
static void
rest(struct printer *pr, const struct pluto_stmt *s,
    const struct catalogue_step *c)
{
    switch ((enum pluto_stmt_kind)s->kind) {
    case PLUTO_S_STEP:
        step(pr, s, c);
        return;
    case PLUTO_S_CONFIRM:
    case PLUTO_S_INITIATE:
        call(pr, s);
        break;
    case PLUTO_S_CONTEXT:
    case PLUTO_S_PARALLEL:
        pr->depth++;
        block(pr, s->kind == PLUTO_S_CONTEXT ? &s->context.block
                                             : &s->parallel.block);
        pr->depth--;
        break;
    case PLUTO_S_IF:
        pr->depth++;
        block(pr, &s->branch.then);
        pr->depth--;
        if (s->branch.otherwise.n > 0)
            branch(pr, "Else", NULL, &s->branch.otherwise);
        break;
    case PLUTO_S_CASE:
        cases(pr, s);
        break;
    case PLUTO_S_WHILE:
    case PLUTO_S_FOR:
    case PLUTO_S_REPEAT:
        loop(pr, s);
        break;
    case PLUTO_S_WAIT_UNTIL:
    case PLUTO_S_CHECK:
        verify(pr, s->wait.until);
        timeout(pr, &s->wait.timeout);
        saves(pr, s->wait.save);
        break;
    case PLUTO_S_WAIT_FOR:
    case PLUTO_S_WAIT_EVENT:
        timeout(pr, &s->wait.timeout);
        saves(pr, s->wait.save);
        break;
    case PLUTO_S_SAVE:
        saves(pr, s->save);
        break;
    case PLUTO_S_OBJECT:
    case PLUTO_S_INFORM:
    case PLUTO_S_LOG:
    case PLUTO_S_ASSIGN:
    case PLUTO_S_RAISE:
    case PLUTO_S_ASK:
    case PLUTO_S_COUNT:
        break;
    }
    ticked_off(pr, c);
}

static void
add_capitals(struct strbuf *out, const char *name)
{
    for (; *name != '\0'; name++)
        strbuf_addc(out, (char)toupper((unsigned char)*name));
}

/* ---- the first line, its verb first -------------------------------------- */

static void
add_source(const struct printer *pr, const char *lead, struct pluto_span span,
    struct strbuf *out)
{
    char *text = source(pr, span);
    strbuf_addf(out, "%s%s", lead, text);
    free(text);
}

static void
add_exprs(const struct printer *pr, const char *lead,
    const struct pluto_stmt *s, struct strbuf *out)
{
    strbuf_adds(out, lead);
    for (uint32_t i = 0; i < s->text.n; i++)
        add_source(pr, i > 0 ? ", " : "", s->text.expr[i]->span, out);
}

static void
add_for(
    const struct printer *pr, const struct pluto_stmt *s, struct strbuf *out)
{
    add_source(pr, "For ", s->loop.counter->span, out);
    add_source(pr, " := ", s->loop.from->span, out);
    add_source(pr, " to ", s->loop.to->span, out);
    if (s->loop.by != NULL)
        add_source(pr, " by ", s->loop.by->span, out);
    strbuf_adds(out, ":");
}

static void
add_first(
    const struct printer *pr, const struct pluto_stmt *s, struct strbuf *out)
{
    switch ((enum pluto_stmt_kind)s->kind) {
    case PLUTO_S_STEP:
        add_capitals(out, s->step.name->text);
        break;
    case PLUTO_S_CONFIRM:
    case PLUTO_S_INITIATE:
        add_source(pr, "cmd ", s->call.ref->span, out);
        break;
    case PLUTO_S_CONTEXT:
        add_source(pr, "At ", s->context.ref->span, out);
        strbuf_adds(out, ":");
        break;
    case PLUTO_S_PARALLEL:
        strbuf_addf(out, "Do at the same time, until %s:",
            s->parallel.until_one ? "one is done" : "all are done");
        break;
    case PLUTO_S_INFORM:
        add_exprs(pr, "tell ", s, out);
        break;
    case PLUTO_S_LOG:
        add_exprs(pr, "record ", s, out);
        break;
    case PLUTO_S_ASSIGN:
        add_source(pr, "set ", s->assign.ref->span, out);
        add_source(pr, " := ", s->assign.expr->span, out);
        break;
    case PLUTO_S_IF:
        add_source(pr, "If ", s->branch.test->span, out);
        break;
    case PLUTO_S_CASE:
        add_source(pr, "In case ", s->case_of.subject->span, out);
        break;
    case PLUTO_S_WHILE:
        add_source(pr, "While ", s->loop.test->span, out);
        break;
    case PLUTO_S_FOR:
        add_for(pr, s, out);
        break;
    case PLUTO_S_REPEAT:
        strbuf_adds(out, "Repeat:");
        break;
    case PLUTO_S_WAIT_UNTIL:
        strbuf_adds(out, "wait until");
        break;
    case PLUTO_S_WAIT_FOR:
        add_source(pr, "wait ", s->wait.until->span, out);
        break;
    case PLUTO_S_WAIT_EVENT:
        add_source(pr, "wait for event ", s->wait.event->span, out);
        break;
    case PLUTO_S_RAISE:
        add_source(pr, "raise event ", s->raise->span, out);
        break;
    case PLUTO_S_SAVE:
        strbuf_adds(out, "note values:");
        break;
    case PLUTO_S_OBJECT:
        add_source(pr, "do ", s->span, out);
        break;
    case PLUTO_S_CHECK:
        strbuf_adds(out, "verify");
        break;
    case PLUTO_S_ASK:
        strbuf_addf(out, "HOLD: on GO%s%s",
            s->ask != NULL ? ": " : " of the operator",
            s->ask != NULL ? s->ask : "");
        break;
    case PLUTO_S_COUNT:
        break;
    }
}

static void
statement(struct printer *pr, const struct pluto_stmt *s)
{
    const struct catalogue_step *c = catalogue_step_of(pr->catalogue, s->id);
    struct strbuf number = {0}, text = {0}, clean = {0};
    if (s->kind == PLUTO_S_STEP || s->kind == PLUTO_S_PARALLEL)
        empty(pr);
    before_step(pr, c);
    pluto_number(pr->p, s->id, &number);
    add_first(pr, s, &text);
    str_sanitize(&clean, strbuf_get(&text), text.len, false);
    strbuf_addc(&number, ' ');
    line(pr, actor_of(pr, c), strbuf_get(&number), 4, strbuf_get(&clean));
    strbuf_fini(&number);
    strbuf_fini(&text);
    strbuf_fini(&clean);
    rest(pr, s, c);
}

static void
block(struct printer *pr, const struct pluto_block *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        statement(pr, b->stmt[i]);
}

/* ---- the head ------------------------------------------------------------ */

static void
field(struct printer *pr, const char *name, const char *value)
{
    struct strbuf text = {0};
    if (value != NULL && value[0] != '\0') {
        pad(pr->out, name, 13);
        str_sanitize(&text, value, strlen(value), false);
        strbuf_addf(pr->out, "%s\n", strbuf_get(&text));
    }
    strbuf_fini(&text);
}

static void
fields(struct printer *pr, const char *name, const char *const *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        field(pr, i == 0 ? name : "", value[i]);
}

static void
approval(struct printer *pr)
{
    const struct approval *a = pr->o->approval;
    struct strbuf text = {0};
    if (a == NULL)
        return;
    strbuf_adds(&text, a->state == APPROVAL_DRAFT
                           ? "DRAFT, not approved"
                           : approval_state_str(a->state));
    if (a->reviewed_by[0] != '\0')
        strbuf_addf(&text, ", reviewed by %s", a->reviewed_by);
    if (a->approved_by[0] != '\0')
        strbuf_addf(&text, ", approved by %s", a->approved_by);
    field(pr, "Approval", strbuf_get(&text));
    strbuf_fini(&text);
    field(pr, "Digest", pr->o->digest);
}

static void
arguments_head(struct printer *pr)
{
    for (uint32_t i = 0; i < pr->catalogue->n_arguments; i++) {
        struct strbuf text = {0};
        strbuf_addf(
            &text, "%s = ____________", pr->catalogue->argument[i].name);
        field(pr, i == 0 ? "Arguments" : "", strbuf_get(&text));
        strbuf_fini(&text);
    }
}

static void
head(struct printer *pr)
{
    const struct catalogue *c = pr->catalogue;
    char *edge = xcalloc(pr->o->width + 1, 1);
    char time[TIME_TEXT_SIZE] = "";
    memset(edge, '=', pr->o->width);
    if (c->duration_ns > 0)
        (void)duration_fmt(time, c->duration_ns);
    strbuf_addf(pr->out, "%s\n", edge);
    field(pr, "Procedure", c->id);
    field(pr, "Title", c->title);
    field(pr, "Version", c->version);
    field(pr, "Author", c->author);
    approval(pr);
    field(pr, "Objective", c->objective);
    field(pr, "Location", c->location);
    field(pr, "Duration", time);
    field(pr, "Actor", c->actor);
    field(pr, "Criticality", c->criticality);
    field(pr, "Link",
        c->link == CATALOGUE_LINK_COMMAND     ? "command"
        : c->link == CATALOGUE_LINK_TELEMETRY ? "telemetry"
                                              : "");
    field(pr, "Display", c->display);
    fields(pr, "Parts", c->part, c->n_parts);
    fields(pr, "Tools", c->tool, c->n_tools);
    fields(pr, "References", c->reference, c->n_references);
    arguments_head(pr);
    strbuf_addf(pr->out, "%s\n\n", edge);
    free(edge);
}

void
pluto_print(const struct pluto *p, const struct catalogue *catalogue,
    const struct pluto_print *options, struct strbuf *out)
{
    struct printer pr = {p, catalogue, options, out, 0, ""};
    head(&pr);
    body(&pr, &p->body, false, NULL);
}
