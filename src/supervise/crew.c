/*
 * crew.c - which processes of an instance run, and what to do about it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "supervise/crew.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"

#define NEVER ((struct mono){INT64_MAX})

struct crew {
    struct crew_member *member; /* owned */
    size_t n;
    struct crew_order *order; /* owned; [first .. first + n_orders) */
    size_t first, n_orders, cap;
    bool was_up;      /* CREW_ORDER_UP was given */
    bool is_stopping; /* crew_stop() */
    bool is_done;     /* CREW_ORDER_DONE was given */
};

struct crew *
crew_new(const char *const *names, size_t n, struct mono now)
{
    struct crew *c = xcalloc(1, sizeof *c);
    c->n = n;
    c->member = xcalloc(n, sizeof *c->member);
    for (size_t i = 0; i < n; i++)
        c->member[i] =
            (struct crew_member){.name = names[i], .since = now, .due = NEVER};
    return c;
}

void
crew_free(struct crew **crew)
{
    if (*crew == NULL)
        return;
    free((*crew)->member);
    free((*crew)->order);
    free(*crew);
    *crew = NULL;
}

size_t
crew_count(const struct crew *c)
{
    return c->n;
}

const struct crew_member *
crew_member(const struct crew *c, size_t i)
{
    return &c->member[i];
}

/* ---- orders -------------------------------------------------------------- */

static struct crew_order *
order(struct crew *c, enum crew_order_kind kind, const struct crew_member *m)
{
    size_t used = c->first + c->n_orders;
    c->order = xgrow(c->order, used, &c->cap, sizeof *c->order);
    struct crew_order *o = &c->order[used];
    *o = (struct crew_order){.kind = kind};
    if (m != NULL)
        o->member = (size_t)(m - c->member);
    c->n_orders++;
    return o;
}

bool
crew_take(struct crew *c, struct crew_order *out)
{
    if (c->n_orders == 0)
        return false;
    *out = c->order[c->first++];
    if (--c->n_orders == 0)
        c->first = 0;
    return true;
}

static void order_event(struct crew *c, const struct crew_member *m,
    enum event_id event, const char *fmt, ...) PRINTF_LIKE(4, 5);

static void
order_event(struct crew *c, const struct crew_member *m, enum event_id event,
    const char *fmt, ...)
{
    struct crew_order *o = order(c, CREW_ORDER_EVENT, m);
    va_list ap;
    o->event = event;
    va_start(ap, fmt);
    vsnprintf(o->text, sizeof o->text, fmt, ap);
    va_end(ap);
}

static void
order_signal(struct crew *c, const struct crew_member *m, int signal)
{
    struct crew_order *o = order(c, CREW_ORDER_SIGNAL, m);
    o->pid = m->pid;
    o->signal = signal;
}

static void
enter(struct crew *c, struct crew_member *m, enum crew_state state,
    struct mono due, struct mono now)
{
    m->state = state;
    m->since = now;
    m->due = due;
    order(c, CREW_ORDER_TELL, m);
}

/* ---- life ---------------------------------------------------------------- */

static void
start(struct crew *c, struct crew_member *m, struct mono now)
{
    m->is_killed = false;
    m->is_stopping = false;
    m->begun = now;
    m->alive = now;
    enter(c, m, CREW_STARTING, mono_add_ns(now, CREW_START_NS), now);
    order(c, CREW_ORDER_START, m);
}

/* Start the next one that waits, unless one before it is still starting. */
static void
start_next(struct crew *c, struct mono now)
{
    if (c->is_stopping)
        return;
    for (size_t i = 0; i < c->n; i++) {
        struct crew_member *m = &c->member[i];
        if (m->state == CREW_STARTING && m->failures == 0)
            return;
        if (m->state == CREW_WAITING) {
            start(c, m, now);
            return;
        }
    }
}

void
crew_begin(struct crew *c, struct mono now)
{
    start_next(c, now);
}

/* Stop the last one that still runs; when there is none, all is done. */
static void
stop_next(struct crew *c, struct mono now)
{
    for (size_t i = c->n; i-- > 0;) {
        struct crew_member *m = &c->member[i];
        if (m->pid != 0 && m->is_stopping)
            return;
        if (m->pid != 0) {
            m->is_stopping = true;
            m->due = mono_add_ns(now, CREW_STOP_NS);
            order_signal(c, m, SIGTERM);
            order_signal(c, m, SIGCONT);
            return;
        }
        if (m->state != CREW_STOPPED)
            enter(c, m, CREW_STOPPED, NEVER, now);
    }
    if (!c->is_done)
        order(c, CREW_ORDER_DONE, NULL);
    c->is_done = true;
}

void
crew_stop(struct crew *c, struct mono now)
{
    if (c->is_stopping)
        return;
    c->is_stopping = true;
    order_event(c, NULL, EV_INSTANCE_DOWN, "the instance stops");
    stop_next(c, now);
}

/* How long to wait before the next start, after `failures` in a row. */
static int64_t
backoff_ns(unsigned failures)
{
    if (failures <= 1)
        return 0;
    int64_t ns = CREW_BACKOFF_NS;
    for (unsigned i = 2; i < failures && ns < CREW_BACKOFF_MAX; i++)
        ns *= 2;
    return ns < CREW_BACKOFF_MAX ? ns : CREW_BACKOFF_MAX;
}

/* It does not run any more, or could not be started: `detail` says why. */
static void
failed(struct crew *c, struct crew_member *m, struct mono now)
{
    bool was_steady =
        m->state == CREW_READY && mono_diff_ns(now, m->since) >= CREW_STEADY_NS;
    bool was_at_once = mono_diff_ns(now, m->begun) < CREW_AT_ONCE_NS;
    m->failures = was_steady ? 1 : m->failures + 1;
    m->at_once = was_at_once ? m->at_once + 1 : 0;
    m->pid = 0;
    int64_t wait = backoff_ns(m->failures);
    char when[TIME_TEXT_SIZE] = "at once";
    if (wait > 0) {
        char text[TIME_TEXT_SIZE];
        snprintf(when, sizeof when, "in %.20s", duration_fmt(text, wait));
    }
    order_event(c, m, EV_PROCESS_DIED, "%s ended: %s; it is started again %s",
        m->name, m->detail, when);
    enum crew_state state = CREW_RESTARTING;
    if (m->at_once >= CREW_GIVE_UP) {
        state = CREW_GIVEN_UP;
        wait = CREW_BACKOFF_MAX;
        if (m->at_once == CREW_GIVE_UP)
            order_event(c, m, EV_PROCESS_GIVEN_UP,
                "%s ended %u times at once; from now on it is tried every "
                "30 s only",
                m->name, m->at_once);
    }
    enter(c, m, state, mono_add_ns(now, wait), now);
    crew_tick(c, now);
    start_next(c, now);
}

void
crew_started(
    struct crew *c, size_t i, pid_t pid, const char *failure, struct mono now)
{
    struct crew_member *m = &c->member[i];
    if (failure == NULL) {
        m->pid = pid;
        order(c, CREW_ORDER_TELL, m);
        return;
    }
    str_copy(m->detail, sizeof m->detail, failure);
    failed(c, m, now);
}

static struct crew_member *
by_pid(struct crew *c, pid_t pid)
{
    for (size_t i = 0; pid > 0 && i < c->n; i++)
        if (c->member[i].pid == pid)
            return &c->member[i];
    return NULL;
}

static void
check_up(struct crew *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->member[i].state != CREW_READY)
            return;
    if (c->was_up)
        return;
    c->was_up = true;
    order_event(c, NULL, EV_INSTANCE_UP, "all %zu processes are ready", c->n);
    order(c, CREW_ORDER_UP, NULL);
}

static void
became_ready(struct crew *c, struct crew_member *m, struct mono now)
{
    enter(c, m, CREW_READY, mono_add_ns(now, CREW_WATCHDOG_NS), now);
    char text[TIME_TEXT_SIZE];
    order_event(c, m, EV_PROCESS_STARTED, "%s is ready after %s as process %d",
        m->name, duration_fmt(text, mono_diff_ns(now, m->begun)), (int)m->pid);
    check_up(c);
    start_next(c, now);
}

/* Does one of the lines of `text` equal `line`? */
static bool
has_line(const char *text, const char *line)
{
    size_t n = strlen(line);
    for (const char *p = text; p != NULL; p = strchr(p, '\n')) {
        p += *p == '\n' ? 1 : 0;
        if (strncmp(p, line, n) == 0 && (p[n] == '\0' || p[n] == '\n'))
            return true;
    }
    return false;
}

void
crew_notified(struct crew *c, pid_t pid, const char *text, struct mono now)
{
    struct crew_member *m = by_pid(c, pid);
    if (m == NULL || m->is_stopping || m->is_killed)
        return;
    m->alive = now;
    if (m->state == CREW_READY)
        m->due = mono_add_ns(now, CREW_WATCHDOG_NS);
    else if (m->state == CREW_STARTING && has_line(text, "READY=1"))
        became_ready(c, m, now);
}

void
crew_ended(struct crew *c, pid_t pid, int status, const char *last_words,
    struct mono now)
{
    struct crew_member *m = by_pid(c, pid);
    if (m == NULL)
        return;
    m->status = status;
    m->has_ended = true;
    if (!m->is_killed) {
        char how[64];
        crew_status_text(how, sizeof how, status);
        struct strbuf text = {0};
        strbuf_adds(&text, how);
        if (last_words[0] != '\0')
            strbuf_addf(&text, ": %s", last_words);
        str_copy(m->detail, sizeof m->detail, text.s);
        strbuf_fini(&text);
    }
    if (c->is_stopping) {
        m->pid = 0;
        enter(c, m, CREW_STOPPED, NEVER, now);
        stop_next(c, now);
        return;
    }
    failed(c, m, now);
}

/* No restart will help a process that ended so. */
static bool
is_refusal(const struct crew_member *m)
{
    static const int codes[] = {EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_CANTCREAT,
        EX_NOPERM, EX_CONFIG, 127};
    if (!m->has_ended || m->is_killed || !WIFEXITED(m->status))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        if (WEXITSTATUS(m->status) == codes[i])
            return true;
    return false;
}

size_t
crew_hopeless(const struct crew *c)
{
    for (size_t i = 0; i < c->n && !c->was_up; i++)
        if (is_refusal(&c->member[i]) || c->member[i].failures >= 3)
            return i;
    return c->n;
}

/* What was due at m->due. */
static void
overdue(struct crew *c, struct crew_member *m, struct mono now)
{
    char age[TIME_TEXT_SIZE];
    if (m->state == CREW_RESTARTING || m->state == CREW_GIVEN_UP) {
        m->restarts++;
        start(c, m, now);
        return;
    }
    m->due = NEVER;
    if (m->pid == 0)
        return;
    if (!m->is_stopping) {
        bool is_ready = m->state == CREW_READY;
        duration_fmt(age, mono_diff_ns(now, is_ready ? m->alive : m->begun));
        snprintf(m->detail, sizeof m->detail, "killed: %s for %s",
            is_ready ? "no sign of life" : "not ready", age);
        order_event(c, m, EV_PROCESS_HUNG, "%s gave %s for %s; it is killed",
            m->name, is_ready ? "no sign of life" : "no sign that it is ready",
            age);
    }
    m->is_killed = true;
    order_signal(c, m, SIGKILL);
}

void
crew_tick(struct crew *c, struct mono now)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->member[i].due.ns <= now.ns)
            overdue(c, &c->member[i], now);
}

struct mono
crew_due(const struct crew *c)
{
    struct mono due = NEVER;
    for (size_t i = 0; i < c->n; i++)
        if (c->member[i].due.ns < due.ns)
            due = c->member[i].due;
    return due;
}

const char *
crew_state_str(enum crew_state state)
{
    static const char *const names[CREW_STATE_COUNT] = {
        [CREW_WAITING] = "waiting",
        [CREW_STARTING] = "starting",
        [CREW_READY] = "ready",
        [CREW_RESTARTING] = "restarting",
        [CREW_GIVEN_UP] = "given-up",
        [CREW_STOPPED] = "stopped",
    };
    return (unsigned)state < CREW_STATE_COUNT ? names[state] : "unknown";
}

void
crew_status_text(char *out, size_t size, int status)
{
    static const struct {
        int status;
        const char *text;
    } known[] = {{EX_USAGE, "usage"}, {EX_DATAERR, "bad data"},
        {EX_NOINPUT, "missing file"}, {EX_UNAVAILABLE, "unavailable"},
        {EX_SOFTWARE, "internal error"}, {EX_OSERR, "system error"},
        {EX_CANTCREAT, "cannot create"}, {EX_IOERR, "input or output failed"},
        {EX_NOPERM, "not permitted"}, {EX_CONFIG, "bad configuration"},
        {127, "program not found"}};
    if (WIFSIGNALED(status)) {
        snprintf(out, size, "killed by signal %d (%s)", WTERMSIG(status),
            strsignal(WTERMSIG(status)));
        return;
    }
    int code = WEXITSTATUS(status);
    const char *why = "";
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (known[i].status == code)
            why = known[i].text;
    snprintf(out, size, "exit status %d%s%s%s", code, why[0] ? " (" : "", why,
        why[0] ? ")" : "");
}
