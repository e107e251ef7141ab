/*
 * alarm_keys.c - see alarm_keys.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/alarm_keys.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "console/model/model.h"
#include "console/view/shown.h"
#include "mdb/mdb.h"

void
alarm_keys_fini(struct alarm_keys *k)
{
    alarm_ask_fini(&k->ask);
    free(k->sight);
    *k = (struct alarm_keys){0};
}

void
alarm_keys_clear(struct alarm_keys *k)
{
    k->n = 0;
}

void
alarm_keys_see(struct alarm_keys *k, const struct ui *ui, uint32_t item)
{
    const struct alarm_row *a = alarms_find(&ui->model->alarms, item);
    if (item == MDB_NIL)
        return;
    k->sight = xgrow(k->sight, k->n, &k->cap, sizeof *k->sight);
    k->sight[k->n++] = (struct alarm_sight){item, a ? a->number : 0};
}

static const struct alarm_sight *
sight_of(const struct alarm_keys *k, uint32_t item)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->sight[i].item == item)
            return &k->sight[i];
    return NULL;
}

static uint32_t
find_name(const struct ui *ui, const char *name)
{
    const struct values *values = ui->model->values;
    const struct alarms *alarms = &ui->model->alarms;
    const struct mdb *mdb = values_mdb(values);
    for (size_t i = 0; i < alarms->n; i++)
        if (strcmp(alarms->row[i]->name, name) == 0)
            return alarms->row[i]->item;
    if (mdb)
        return mdb_find_item(mdb, name);
    for (size_t i = 0; i < values_count(values); i++) {
        const struct value *x = values_get(values, i);
        if (x && strcmp(x->name, name) == 0)
            return x->item;
    }
    return MDB_NIL;
}

uint32_t
alarm_keys_named(const struct ui *ui, const char *text)
{
    uint32_t item = MDB_NIL;
    for (const char *p = text; *p && item == MDB_NIL;) {
        size_t len = strcspn(p, " ");
        size_t n = len;
        while (n > 0 && strchr(":;,.", p[n - 1]))
            n--;
        if (p[0] == '/' && n > 1) {
            char *name = xstrndup(p, n);
            item = find_name(ui, name);
            free(name);
        }
        p += len + (p[len] == ' ');
    }
    return item;
}

bool
alarm_keys_knows(enum action action)
{
    static const enum action keys[] = {ALARM_KEYS};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i] == action)
            return true;
    return false;
}

/* Also for a parameter that has no alarm. */
static bool
makes(enum action action)
{
    return action == ACTION_SHELVE || action == ACTION_ENABLE;
}

/* Is any alarm on the screen that takes it? */
static bool
has_any(const struct alarm_keys *k, const struct ui *ui, enum action action)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct alarm_row *a =
            alarms_find(&ui->model->alarms, k->sight[i].item);
        if (a && k->sight[i].number && !alarm_ask_why_not(action, a))
            return true;
    }
    return false;
}

static const char *
why_not_item(const struct alarm_keys *k, const struct ui *ui,
    enum action action, uint32_t item)
{
    const struct alarms *alarms = &ui->model->alarms;
    const struct alarm_row *a = alarms_find(alarms, item);
    const struct value *x = values_get(ui->model->values, item);
    const struct alarm_sight *sight = sight_of(k, item);
    if (!a && (!x || shown_state(ui, x) == LIMIT_UNCHECKED))
        return "this parameter has no limits";
    if (!a && !makes(action))
        return "this parameter has no alarm";
    if (!sight || (a && !sight->number))
        return "it came this moment: look, then press again";
    if (!a && sight->number)
        return "this alarm is gone";
    return a ? alarm_ask_why_not(action, a) : NULL;
}

const char *
alarm_keys_why_not(const struct alarm_keys *k, const struct ui *ui,
    enum action action, uint32_t item)
{
    bool operates = action_row(action)->needs & ACTION_OPERATOR;
    if (operates && ui->is_readonly)
        return "read-only: ask an operator";
    if (action != ACTION_ACKNOWLEDGE_ALL && item == MDB_NIL)
        return "no parameter is selected";
    if (action == ACTION_GUIDANCE)
        return alarms_find(&ui->model->alarms, item)
                   ? NULL
                   : "this parameter has no alarm";
    if (!operates)
        return NULL;
    if (!alarms_are_live(&ui->model->alarms, shown_clock(ui)))
        return "limits not running: nobody takes it";
    if (action == ACTION_ACKNOWLEDGE_ALL)
        return has_any(k, ui, action) ? NULL
                                      : "no alarm on the screen waits for it";
    return why_not_item(k, ui, action, item);
}

static void
add(struct alarm_keys *k, const struct ui *ui, const struct alarm_sight *sight)
{
    const struct alarm_row *a = alarms_find(&ui->model->alarms, sight->item);
    const struct value *x = values_get(ui->model->values, sight->item);
    if (a && sight->number)
        alarm_ask_add(&k->ask, a, sight->number);
    else if (!a && x)
        alarm_ask_add_param(&k->ask, x->name);
}

unsigned
alarm_keys_act(
    struct alarm_keys *k, struct ui *ui, enum action action, uint32_t item)
{
    if (!alarm_keys_knows(action) || alarm_keys_why_not(k, ui, action, item))
        return 0;
    if (action == ACTION_WHY || action == ACTION_GUIDANCE) {
        const struct value *x = values_get(ui->model->values, item);
        const struct alarm_row *a = alarms_find(&ui->model->alarms, item);
        if (x || a)
            ui_open(ui, "alarm", x ? x->name : a->name);
        return UI_HANDLED;
    }
    alarm_ask_begin(&k->ask, ui, action);
    for (size_t i = 0; i < k->n; i++)
        if (action == ACTION_ACKNOWLEDGE_ALL || k->sight[i].item == item) {
            add(k, ui, &k->sight[i]);
            if (action != ACTION_ACKNOWLEDGE_ALL)
                break;
        }
    alarm_ask_go(&k->ask, action == ACTION_ACKNOWLEDGE_ALL);
    return UI_REDRAW | UI_HANDLED;
}
