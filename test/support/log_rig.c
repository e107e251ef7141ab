/*
 * log_rig.c - a command log in a directory of its own, and what it gives.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/log_rig.h"

#include <inttypes.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "gate/ledger_line.h"

void
log_rig_init(struct log_rig *rig)
{
    *rig = (struct log_rig){.tmp = check_ramdir()};
    rig->dir = xasprintf("%s/state/sim", rig->tmp);
}

void
log_rig_fini(struct log_rig *rig)
{
    ledger_close(&rig->ledger);
    strbuf_fini(&rig->seen);
    notes_fini(&rig->notes);
    free(rig->dir);
    check_rmdir(&rig->tmp);
}

static void
on_line(void *arg, const struct ledger_line *line)
{
    struct log_rig *rig = arg;
    assert_true(line->number > rig->last);
    rig->last = line->number;
    rig->n_seen++;
    strbuf_addf(&rig->seen, "%" PRIu64 " %s %s;", line->number,
        ledger_what_str(line->what), line->text);
}

enum err
log_rig_open(struct log_rig *rig)
{
    strbuf_reset(&rig->seen);
    rig->n_seen = 0;
    rig->last = 0;
    ledger_close(&rig->ledger);
    return ledger_open(rig->dir, on_line, rig, &rig->report, &rig->ledger);
}

enum err
log_rig_verify(struct log_rig *rig, const char *expected)
{
    struct ledger_report report;
    notes_fini(&rig->notes);
    rig->notes = (struct notes){0};
    return ledger_verify(rig->dir, expected, &rig->notes, &report, rig->head);
}

static struct utc
at(int64_t at_s)
{
    return (struct utc){(LOG_BEGIN + at_s) * NS_PER_S + 123456789};
}

uint64_t
log_rig_add(struct log_rig *rig, int64_t at_s, const char *text)
{
    const struct ledger_line line = {
        .time = at(at_s),
        .what = LEDGER_START,
        .person = "FC-1",
        .where = "console, pid 4711 on pts/3",
        .text = text,
    };
    return ledger_add(rig->ledger, &line);
}

void
log_rig_id(char out[DIGEST_ID_HEX], unsigned i)
{
    (void)snprintf(out, DIGEST_ID_HEX, "%08x%024x", i * 2654435761u, i);
}

uint64_t
log_rig_command(struct log_rig *rig, int64_t at_s, unsigned i, uint16_t apid,
    uint16_t sequence)
{
    return log_rig_state(rig, at_s, i, apid, sequence, COMMAND_RELEASED);
}

uint64_t
log_rig_state(struct log_rig *rig, int64_t at_s, unsigned i, uint16_t apid,
    uint16_t sequence, enum command_state state)
{
    char id[DIGEST_ID_HEX];
    const uint8_t data[] = {(uint8_t)(0x18 | apid >> 8), (uint8_t)apid,
        (uint8_t)(0xc0 | sequence >> 8), (uint8_t)sequence, 0, 1, 0xca, 0xfe};
    const struct msg_str values[] = {
        msg_str("Battery=3"), msg_str("Mode=\"DEEP\\SLEEP\"")};
    const struct msg_str stages[] = {msg_str("accepted\tpassed\t1\t2\tseen")};
    log_rig_id(id, i);
    const struct msg_command command = {
        .mdb_hash = UINT64_C(0xfedcba9876543210),
        .id = msg_str(id),
        .number = i,
        .state = state,
        .name = msg_str("/SIF/PWR/BATTERY_ON"),
        .short_name = msg_str("BATTERY_ON"),
        .values = {.v = values, .n = 2},
        .person = msg_str("FC-1"),
        .data = {.p = data, .len = sizeof data},
        .sequence = sequence,
        .submitted = at(at_s),
        .approved = UTC_NONE,
        .armed = UTC_NONE,
        .until = UTC_NONE,
        .released = at(at_s),
        .sent = UTC_NONE,
        .ended = UTC_NONE,
        .stages = {.v = stages, .n = 1},
    };
    const struct ledger_line line = {
        .time = at(at_s),
        .what = LEDGER_COMMAND,
        .person = "FC-1",
        .where = "console",
        .text = "released",
        .command = &command,
    };
    return ledger_add(rig->ledger, &line);
}

void
log_rig_commit(struct log_rig *rig)
{
    assert_int_equal(ledger_commit(rig->ledger), ERR_OK);
}

char *
log_rig_path(const struct log_rig *rig, const char *name)
{
    return xasprintf("%s/%s", rig->dir, name);
}

char *
log_rig_read(const struct log_rig *rig, const char *name, size_t *len)
{
    char *path = log_rig_path(rig, name);
    char *text = check_read(path, len);
    free(path);
    return text;
}

void
log_rig_write(
    const struct log_rig *rig, const char *name, const void *p, size_t len)
{
    free(check_write(rig->dir, name, p, len));
}

bool
log_rig_has(const struct log_rig *rig, const char *name)
{
    char *path = log_rig_path(rig, name);
    const bool is_there = access(path, F_OK) == 0;
    free(path);
    return is_there;
}
