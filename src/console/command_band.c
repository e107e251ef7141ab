/*
 * command_band.c - see command_band.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/command_band.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/attr.h"
#include "common/utf8.h"

enum {
    PART_ARMED,
    PART_HOLDER,
    PART_UNKNOWN,
    PART_COUNT
};

struct part {
    char text[160];
    enum role role;
};

/* How much of each is said; widest first. */
static const struct form {
    int armed, person, holder; /* letters; 0: nothing of it */
    bool has_unknown;
} forms[] = {
    {32, 32, 32, true},
    {20, 12, 16, true},
    {12, 8, 12, true},
    {12, 0, 8, true},
    {8, 0, 6, true},
    {6, 0, 0, true},
    {6, 0, 0, false},
    {0, 0, 0, false},
};

/* At most `most` columns of a text, cut ones end in '~'. */
static const char *
cut(char *out, size_t size, const char *text, int most)
{
    if (utf8_str_width(text) <= most)
        (void)snprintf(out, size, "%s", text);
    else {
        (void)str_copy(out, (size_t)most < size ? (size_t)most : size, text);
        size_t n = strnlen(out, size);
        if (n + 1 < size) {
            out[n] = '~';
            out[n + 1] = '\0';
        }
    }
    return out;
}

static void
armed_part(const struct frame *f, const struct form *form, struct part *out)
{
    char name[64], by[48] = "", person[40], more[32] = "";
    size_t n;
    const struct telecommand *t =
        commands_armed(&f->model->commands, f->now, &n);
    if (t == NULL)
        return;
    const struct gate_info *g = &f->model->commands.gate;
    bool is_holder = str_eq(t->person, g->holder);
    if (form->person > 0 && (!is_holder || form == forms))
        (void)snprintf(by, sizeof by, " by %s",
            cut(person, sizeof person, t->person, form->person));
    if (n > 1)
        (void)snprintf(more, sizeof more, " +%zu", n - 1);
    (void)snprintf(out->text, sizeof out->text, "!ARMED %s%s%s%ds%s",
        form->armed > 0 ? cut(name, sizeof name, t->short_name, form->armed)
                        : "",
        by, form->armed > 0 ? " " : "", telecommand_seconds_left(t, f->now),
        more);
    out->role = ROLE_CMD_ARMED;
}

static void
holder_part(const struct frame *f, const struct form *form, struct part *out)
{
    const struct commands *c = &f->model->commands;
    const struct orders *o = &f->model->orders;
    char name[48], other[48];
    if (!commands_are_live(c, f->now)) {
        (void)snprintf(out->text, sizeof out->text, "CMD:gate!");
        out->role = ROLE_CMD_NO_GATE;
        return;
    }
    if (form->holder == 0 && (!o->holds || form->armed == 0))
        return;
    const char *holder = c->gate.holder[0] != '\0' ? c->gate.holder : "-";
    int most = form->holder > 0 ? form->holder : 4;
    (void)snprintf(out->text, sizeof out->text, "CMD:%s%s",
        cut(name, sizeof name, holder, most),
        o->holds && form == forms ? " CONTROL" : "");
    out->role = o->holds ? ROLE_CMD_OWN : ROLE_BAND;
    const char *next =
        c->gate.offered_to[0] != '\0' ? c->gate.offered_to : c->gate.asked_by;
    if (next[0] == '\0' || form > &forms[2])
        return;
    struct strbuf b = {0};
    strbuf_addf(&b, "%s %s %s", out->text,
        c->gate.offered_to[0] != '\0' ? "for" : "asked by",
        cut(other, sizeof other, next, most));
    (void)str_copy(out->text, sizeof out->text, strbuf_get(&b));
    strbuf_fini(&b);
}

static void
unknown_part(const struct frame *f, const struct form *form, struct part *out)
{
    uint64_t n = commands_unknown(&f->model->commands);
    if (n == 0 || !form->has_unknown)
        return;
    (void)snprintf(out->text, sizeof out->text, "?%" PRIu64 "%s", n,
        form == forms ? " UNKNOWN" : " unk");
    out->role = ROLE_CMD_UNKNOWN;
}

/* Parts of the widest form that fits; returns the columns, 0: none. */
static int
make(const struct frame *f, int most, struct part part[PART_COUNT])
{
    if (f->model == NULL || !f->model->commands.has_gate)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        int cols = 1;
        for (size_t k = 0; k < PART_COUNT; k++)
            part[k] = (struct part){.text = ""};
        armed_part(f, &forms[i], &part[PART_ARMED]);
        holder_part(f, &forms[i], &part[PART_HOLDER]);
        unknown_part(f, &forms[i], &part[PART_UNKNOWN]);
        for (size_t k = 0; k < PART_COUNT; k++)
            if (part[k].text[0] != '\0')
                cols += utf8_str_width(part[k].text) + 1;
        if (cols <= most)
            return cols;
    }
    return 0;
}

bool
command_band_is_armed(const struct frame *f)
{
    size_t n;
    return f->model != NULL &&
           commands_armed(&f->model->commands, f->now, &n) != NULL;
}

int
command_band_cols(const struct frame *f, int most)
{
    struct part part[PART_COUNT];
    return make(f, most, part);
}

void
command_band_paint(
    const struct frame *f, const struct area *row, int end, int most)
{
    struct part part[PART_COUNT];
    int cols = make(f, most, part);
    int col = end - cols + 1;
    for (size_t i = 0; cols > 0 && i < PART_COUNT; i++)
        if (part[i].text[0] != '\0')
            col += area_text(row, 0, col, part[i].role, part[i].text) + 1;
}
