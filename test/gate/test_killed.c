/*
 * test_killed.c - kill -9 at each write, each sync and each hand-over of
 * submit, approve, arm, fire and release: after the restart nothing is on the
 * wire twice, and nothing that was confirmed is lost.
 *
 * The gate runs in a child with the real log; this program's write(), fsync()
 * and fdatasync() stand before the library's, and kill it at the n-th step, for
 * every n.  The frontend is memory that both share and that outlives it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/note.h"
#include "common/str.h"
#include "support/gate_rig.h"

#define COMMANDS 8

static struct wire { /* shared with the child, survives it */
    unsigned n;
    struct {
        char id[DIGEST_ID_HEX];
        unsigned handed; /* how often to the frontend */
    } command[COMMANDS];
    unsigned answered;  /* bits: the gate was told "sent" */
    unsigned confirmed; /* bits: "submitted" was told to the person */
} * wire;

/* ---- the n-th step is the last ------------------------------------------- */

static struct {
    bool is_on;
    unsigned at, last; /* steps so far; kill at this one */
} killer;

static bool
is_step(void)
{
    return killer.is_on && ++killer.at == killer.last;
}

static void
step(void)
{
    if (is_step())
        (void)kill(getpid(), SIGKILL);
}

ssize_t
write(int fd, const void *p, size_t len)
{
    step();
    if (is_step()) { /* a torn line */
        (void)syscall(SYS_write, fd, p, len / 2);
        (void)kill(getpid(), SIGKILL);
    }
    const ssize_t n = syscall(SYS_write, fd, p, len);
    step();
    return n;
}

int
fsync(int fd)
{
    const int n = (int)syscall(SYS_fsync, fd);
    step();
    return n;
}

int
fdatasync(int fd)
{
    const int n = (int)syscall(SYS_fdatasync, fd);
    step();
    return n;
}

/* ---- the frontend -------------------------------------------------------- */

static unsigned
find(const char *id, size_t len)
{
    unsigned i = 0;
    while (i < wire->n && memcmp(wire->command[i].id, id, len) != 0)
        i++;
    return i;
}

static void
on_sent(const struct msg_transmit *m)
{
    if (!msg_str_eq(m->verb, "transmit"))
        return;
    step(); /* the log has it, the frontend has not */
    const unsigned i = find(m->id.s, m->id.len);
    if (i == wire->n)
        _exit(3);
    wire->command[i].handed++;
    step();
}

/* ---- the sequence -------------------------------------------------------- */

static void
must(const struct gate_rig *r, enum err e)
{
    if (e == ERR_OK)
        return;
    fprintf(stderr, "refused: %s\n", r->text);
    _exit(2);
}

static void
submit(struct gate_rig *r, const char *command)
{
    const unsigned i = wire->n++;
    (void)snprintf(wire->command[i].id, DIGEST_ID_HEX, "%032llx",
        (unsigned long long)r->n_random + 1 + 0xabc000);
    must(r, gate_rig_order(r, "FC-1", command, NULL, NULL));
    wire->confirmed |= 1u << i;
    step();
}

static void
goes_out(struct gate_rig *r)
{
    gate_rig_wait(r, 0.5);
    step(); /* no answer yet */
    gate_rig_answer(r, "sent");
    wire->answered |= 1u << (wire->n - 1);
    step();
}

static void
fire(struct gate_rig *r, const char *name)
{
    must(r, gate_rig_word(r, "FC-1", "arm", r->id, r->digest, NULL));
    step();
    must(r, gate_rig_word(r, "FC-1", "fire", r->id, r->token, name));
    step();
    goes_out(r);
}

static void
play(struct gate_rig *r)
{
    must(r, gate_rig_word(r, "FC-1", "take", NULL, NULL, NULL));
    submit(r, "PING");
    goes_out(r);
    submit(r, "FIRE");
    fire(r, "FIRE");
    submit(r, "BOOM");
    must(r, gate_rig_word(r, "FC-2", "approve", r->id, r->digest, NULL));
    step();
    fire(r, "BOOM");
    must(r, gate_rig_word(r, "FC-1", "yield", NULL, NULL, NULL));
}

/* In a child, until the step `last`: true when it was killed there. */
static bool
run(struct gate_rig *r, void (*what)(struct gate_rig *r), unsigned last)
{
    int status;
    const pid_t pid = fork();
    if (pid == 0) {
        killer.is_on = true;
        killer.at = 0;
        killer.last = last;
        gate_rig_begin(r);
        gate_rig_wait(r, 0.5);
        what(r);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return true;
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

static void
nothing(struct gate_rig *r)
{
    gate_rig_wait(r, 1);
}

/* ---- what must be true afterwards ---------------------------------------- */

/* The frontend tells what it knows, or began anew and knows nothing. */
static void
settle(struct gate_rig *r, bool knows)
{
    for (size_t i = 0; i < r->n_sent; i++) {
        assert_string_equal(r->sent[i].verb, "settle");
        const unsigned k = find(r->sent[i].id, DIGEST_ID_HEX - 1);
        assert_true(k < wire->n);
        gate_rig_answer_id(r, r->sent[i].id,
            !knows                        ? "unknown"
            : wire->command[k].handed > 0 ? "sent"
                                          : "not-sent");
    }
    r->n_sent = 0;
}

static void
check_command(struct gate_rig *r, unsigned i, bool knows)
{
    const char *id = wire->command[i].id;
    const unsigned handed = wire->command[i].handed;
    assert_true(handed <= 1);
    const struct gate_command *c =
        command_book_find(gate_app_book(r->app), id, DIGEST_ID_HEX - 1);
    if (c == NULL) { /* never confirmed, never sent */
        assert_int_equal(wire->confirmed & 1u << i, 0);
        assert_int_equal(handed, 0);
        return;
    }
    const bool is_sure = knows || (wire->answered & 1u << i) != 0;
    if (c->state == COMMAND_COMPLETED)
        assert_int_equal(handed, 1);
    else if (c->state == COMMAND_CANCELLED || c->state == COMMAND_NOT_SENT)
        assert_int_equal(handed, 0);
    else if (c->state != COMMAND_UNKNOWN || is_sure)
        fail_msg("%s is %s, handed over %u times", c->short_name,
            command_state_str(c->state), handed);
}

static void
check(struct gate_rig *r, bool knows)
{
    struct notes notes = {0};
    struct ledger_report report;
    char head[DIGEST_HEX];
    r->n_sent = 0;
    gate_rig_begin(r);
    for (unsigned i = 0; i < 30; i++) {
        gate_rig_wait(r, 1);
        settle(r, knows);
    }
    assert_true(ledger_is_sound(r->ledger));
    assert_int_equal(r->report.damaged, 0);
    assert_false(gate_app_authority(r->app)->is_held);
    for (unsigned i = 0; i < wire->n; i++)
        check_command(r, i, knows);
    assert_int_equal(
        ledger_verify(r->log, ledger_head(r->ledger), &notes, &report, head),
        ERR_OK);
    assert_int_equal(notes.errors, 0);
    notes_fini(&notes);
    gate_rig_kill(r);
}

static void
begin(struct gate_rig *r)
{
    gate_rig_init(r);
    gate_rig_kill(r);
    r->on_sent = on_sent;
    memset(wire, 0, sizeof *wire);
}

static void
end(struct gate_rig *r)
{
    gate_rig_begin(r);
    gate_rig_fini(r);
}

/* Kill it at step `n`, and `more` times while it begins again; false: it came
 * to its end before. */
static bool
trial(unsigned n, unsigned more, bool knows)
{
    struct gate_rig r;
    begin(&r);
    const bool was_killed = run(&r, play, n);
    for (unsigned i = 1; i <= more; i++)
        (void)run(&r, nothing, i);
    check(&r, knows);
    end(&r);
    return was_killed;
}

static void
killed_at_any_step_nothing_is_doubled_or_lost(void **state)
{
    (void)state;
    unsigned n = 1;
    while (trial(n, 0, true))
        n++;
    print_message("%u steps\n", n - 1);
    assert_true(n > 80);
}

static void
with_a_frontend_that_forgot_it_is_unknown_and_not_sent_again(void **state)
{
    (void)state;
    unsigned n = 1;
    while (trial(n, 0, false))
        n++;
    assert_true(n > 80);
}

static void
killed_again_while_it_begins_it_begins_once_more(void **state)
{
    (void)state;
    unsigned n = 1;
    while (trial(n, 12, n % 2 == 0))
        n += 7;
    assert_true(n > 80);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_any_step_nothing_is_doubled_or_lost),
        cmocka_unit_test(
            with_a_frontend_that_forgot_it_is_unknown_and_not_sent_again),
        cmocka_unit_test(killed_again_while_it_begins_it_begins_once_more),
    };
    wire = mmap(NULL, sizeof *wire, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (wire == MAP_FAILED)
        return 1;
    return check_run(tests);
}
