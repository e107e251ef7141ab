/*
 * command_shown.c - see command_shown.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/command_shown.h"

#include <inttypes.h>
#include <string.h>

#include "console/model/model.h"
#include "console/view/shown.h"
#include "mdb/mdb.h"

static const struct {
    const char *word;
    char mark;
    enum role role;
} looks[COMMAND_STATE_COUNT] = {
    [COMMAND_HELD] = {"HELD", 'o', ROLE_CMD_WAITING},
    [COMMAND_PROPOSED] = {"PROPOSED", 'o', ROLE_CMD_WAITING},
    [COMMAND_APPROVED] = {"APPROVED", 'a', ROLE_CMD_WAITING},
    [COMMAND_ARMED] = {"ARMED", '!', ROLE_CMD_ARMED},
    [COMMAND_QUEUED] = {"QUEUED", ':', ROLE_CMD_QUEUED},
    [COMMAND_RELEASED] = {"RELEASED", '>', ROLE_CMD_SENT},
    [COMMAND_SENT] = {"SENT", '>', ROLE_CMD_SENT},
    [COMMAND_COMPLETED] = {"COMPLETED", '+', ROLE_CMD_VERIFIED},
    [COMMAND_FAILED] = {"FAILED", 'x', ROLE_CMD_FAILED},
    [COMMAND_UNKNOWN] = {"UNKNOWN", '?', ROLE_CMD_UNKNOWN},
    [COMMAND_NOT_SENT] = {"NOT-SENT", '-', ROLE_CMD_OVER},
    [COMMAND_REFUSED] = {"REFUSED", '-', ROLE_CMD_OVER},
    [COMMAND_EXPIRED] = {"EXPIRED", '-', ROLE_CMD_OVER},
    [COMMAND_CANCELLED] = {"CANCELLED", '-', ROLE_CMD_OVER},
};

static bool
has_passed(const struct telecommand *t)
{
    for (size_t i = 0; i < t->n_stages; i++)
        if (t->stage[i].state == STAGE_PASSED)
            return true;
    return false;
}

enum role
command_role(const struct telecommand *t)
{
    if (t->state == COMMAND_SENT && has_passed(t))
        return ROLE_CMD_ACCEPTED;
    if (t->state == COMMAND_UNKNOWN && !telecommand_is_unknown(t))
        return ROLE_CMD_OVER;
    return looks[t->state].role;
}

char
command_mark(enum command_state state)
{
    return looks[state].mark;
}

/* Without a verifier nothing was verified. */
const char *
command_word(const struct telecommand *t)
{
    return t->state == COMMAND_COMPLETED && has_passed(t)
               ? "VERIFIED"
               : looks[t->state].word;
}

static bool
has_end(const struct telecommand *t)
{
    return t->end.ns != 0 &&
           (t->state == COMMAND_PROPOSED || t->state == COMMAND_APPROVED ||
               t->state == COMMAND_ARMED || t->state == COMMAND_QUEUED);
}

void
command_state_text(
    const struct telecommand *t, struct clock now, struct strbuf *out)
{
    strbuf_adds(out, command_word(t));
    if (t->state == COMMAND_UNKNOWN)
        strbuf_adds(out, telecommand_is_unknown(t) ? " check TM" : " closed");
    if (!has_end(t))
        return;
    int left = telecommand_seconds_left(t, now);
    if (left >= 3600)
        strbuf_addf(out, " %d:%02d h", left / 3600, left / 60 % 60);
    else
        strbuf_addf(out, " %02d:%02d%s", left / 60, left % 60,
            t->state == COMMAND_ARMED ? " left" : "");
}

static struct utc
first_of(struct utc a, struct utc b)
{
    return utc_is_none(a) ? b : a;
}

struct utc
command_since(const struct telecommand *t)
{
    switch (t->state) {
    case COMMAND_APPROVED:
        return first_of(t->approved, t->submitted);
    case COMMAND_ARMED:
        return first_of(t->armed, t->submitted);
    case COMMAND_RELEASED:
        return first_of(t->released, t->submitted);
    case COMMAND_SENT:
        return first_of(t->sent, first_of(t->released, t->submitted));
    case COMMAND_UNKNOWN:
        return first_of(t->ended, first_of(t->sent, t->released));
    case COMMAND_COMPLETED:
    case COMMAND_FAILED:
    case COMMAND_NOT_SENT:
    case COMMAND_REFUSED:
    case COMMAND_EXPIRED:
    case COMMAND_CANCELLED:
        return first_of(t->ended, t->submitted);
    case COMMAND_HELD:
    case COMMAND_PROPOSED:
    case COMMAND_QUEUED:
    case COMMAND_STATE_COUNT:
        break;
    }
    return t->submitted;
}

static void
stage_text(
    const struct command_stage *s, struct utc released, struct strbuf *out)
{
    static const char letters[MDB_STAGE_COUNT] = {[MDB_STAGE_TRANSFERRED] = 'T',
        [MDB_STAGE_SENT] = 'S',
        [MDB_STAGE_RECEIVED] = 'R',
        [MDB_STAGE_ACCEPTED] = 'A',
        [MDB_STAGE_QUEUED] = 'Q',
        [MDB_STAGE_EXECUTION] = 'E',
        [MDB_STAGE_COMPLETE] = 'C',
        [MDB_STAGE_FAILED] = 'F'};
    static const char marks[STAGE_STATE_COUNT] = {[STAGE_WAITING] = '.',
        [STAGE_PASSED] = '+',
        [STAGE_FAILED] = 'x',
        [STAGE_TIMEOUT] = '!',
        [STAGE_NOT_KNOWN] = '?',
        [STAGE_SKIPPED] = '-'};
    strbuf_addf(out, "%c%c", letters[s->stage], marks[s->state]);
    int64_t after = utc_diff_ns(s->time, released);
    if (s->state != STAGE_PASSED || utc_is_none(s->time) ||
        utc_is_none(released) || after < 0)
        return;
    if (after < 100 * NS_PER_S)
        strbuf_addf(out, "%.1f", (double)after / 1e9);
    else
        strbuf_addf(out, "%" PRId64, after / NS_PER_S);
}

void
command_stages_text(const struct telecommand *t, struct strbuf *out)
{
    for (size_t i = 0; i < t->n_stages; i++) {
        if (i > 0)
            strbuf_addc(out, ' ');
        stage_text(&t->stage[i], first_of(t->released, t->sent), out);
    }
}

static bool
is_assigned(const struct mdb_command *command, const char *value)
{
    size_t len = strcspn(value, "=");
    for (uint32_t i = 0; command != NULL && i < command->n_leaves; i++)
        if (strlen(command->leaf[i].name) == len &&
            strncmp(command->leaf[i].name, value, len) == 0)
            return command->leaf[i].source == MDB_LEAF_ASSIGNED;
    return false;
}

void
command_values_text(const struct ui *ui, const struct telecommand *t,
    bool assigned, struct strbuf *out)
{
    const struct mdb *mdb = values_mdb(ui->model->values);
    bool is_ours = mdb != NULL && mdb->hash == t->mdb_hash;
    uint32_t at = is_ours ? mdb_find_command(mdb, t->name) : MDB_NIL;
    const struct mdb_command *command =
        at != MDB_NIL ? &mdb->command[at] : NULL;
    for (size_t i = 0; i < t->n_values; i++)
        if (is_assigned(command, t->value[i]) == assigned)
            strbuf_addf(out, "%s%s", out->len > 0 ? " " : "", t->value[i]);
}

void
command_fold(const char *text, int width, struct strbuf *out)
{
    int run = 0;
    for (size_t len; *text != '\0'; text += len) {
        len = 1;
        while (((unsigned char)text[len] & 0xc0) == 0x80)
            len++;
        run = *text == ' ' ? 0 : run + 1;
        if (run > width) {
            strbuf_addc(out, ' ');
            run = 1;
        }
        strbuf_add(out, text, len);
    }
}

const char *
ceremony_mark(enum command_ceremony ceremony)
{
    static const char *const marks[CEREMONY_COUNT] = {[CEREMONY_NORMAL] = "",
        [CEREMONY_HAZARDOUS] = "!",
        [CEREMONY_CRITICAL] = "!!"};
    return marks[ceremony];
}

void
command_name_text(const struct telecommand *t, struct strbuf *out)
{
    strbuf_addf(out, "#%" PRIu64 " %s", t->number, t->short_name);
}

const struct telecommand *
command_of_event(const struct ui *ui, const char *source, const char *text)
{
    char number[24];
    const char *mark = strchr(text, '#');
    size_t n = mark != NULL ? strspn(mark + 1, "0123456789") : 0;
    if (!str_eq(source, "gate") || n == 0 || n + 1 > sizeof number)
        return NULL;
    (void)str_copy(number, n + 1, mark + 1);
    return commands_named(&ui->model->commands, number);
}

/* ---- keys ----------------------------------------------------------------
 */

static const char *
why_not_arm(const struct orders *o, const struct telecommand *t)
{
    bool is_to_approve = t->state == COMMAND_PROPOSED;
    if (is_to_approve)
        return orders_is_me(o, t->person) ? "another person has to approve it"
                                          : NULL;
    if (t->state == COMMAND_ARMED)
        return "it is armed already; D disarms it";
    if (t->state != COMMAND_HELD && t->state != COMMAND_APPROVED)
        return "only a command that is held, proposed or approved";
    return o->holds ? NULL
                    : "you do not have command authority: :authority take";
}

static const char *
why_not_cancel(const struct telecommand *t)
{
    if (t->state == COMMAND_UNKNOWN)
        return "it may have been sent: look at telemetry, then :close";
    if (command_state_is_final(t->state))
        return "it has ended";
    return command_state_was_released(t->state)
               ? "it is released: nothing brings it back"
               : NULL;
}

bool
command_may_have_gate(const struct model *m)
{
    if (m->commands.has_gate || m->processes.n == 0 ||
        processes_find(&m->processes, "gate") != NULL)
        return true;
    for (size_t i = 0; i < m->links.n; i++)
        if (str_prefix(m->links.row[i].kind, "uplink"))
            return true;
    return false;
}

const char *
command_why_no_gate(const struct model *m, struct clock now)
{
    if (commands_are_live(&m->commands, now))
        return NULL;
    if (m->commands.has_gate)
        return "no gate: nothing can be commanded";
    if (m->processes.n == 0)
        return "nothing is known of this instance yet";
    return command_may_have_gate(m)
               ? "the gate has not been heard yet"
               : "this instance has no gate: it cannot command";
}

const char *
command_why_not(
    const struct ui *ui, enum action action, const struct telecommand *t)
{
    const char *why = command_why_no_gate(ui->model, shown_clock(ui));
    if (ui->is_readonly)
        return "read-only: ask an operator";
    if (why != NULL)
        return why;
    if (t == NULL)
        return "no command is selected";
    return action == ACTION_CANCEL ? why_not_cancel(t)
                                   : why_not_arm(&ui->model->orders, t);
}
