/*
 * alarms_view.h - what the parts of the Alarm view share; for alarms*.c only.
 *
 * A place is where an alarm stands; rows are what is shown of the places: an
 * alarm, a group that stands for its members, or the title of a part.  Places
 * only change their order when nobody aims at one: see alarms.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CONSOLE_VIEW_ALARMS_VIEW_H
#define CONSOLE_VIEW_ALARMS_VIEW_H

#include "console/model/alarms.h"
#include "console/view/alarm_ask.h"
#include "console/view/list.h"
#include "console/view/short_names.h"

#define ALARMS_OPEN_MAX 64 /* groups that a person opened */

enum alarms_column {
    COL_MARKS,
    COL_GMT,
    COL_NAME,
    COL_VALUE,
    COL_THRESHOLD,
    COL_UNIT,
    COL_LEVEL,
    COL_STATE,
    COL_NOTE,
    COL_SINCE,
    COL_WHO,
    COL_GROUP,
    COL_GUIDANCE,
};

enum part {
    PART_UNACK,
    PART_SEEN,
    PART_ASIDE,
    PART_COUNT
};

/* An alarm in its place. */
struct place {
    uint32_t item;
    enum part part; /* where it stands, not what it is now */
    bool is_marked;
    uint64_t number; /* of the change that was on the screen last, 0: none */
};

enum row_kind {
    ROW_ALARM,
    ROW_GROUP,
    ROW_TITLE,
};

struct row {
    enum row_kind kind;
    enum part part;
    size_t place; /* of a group, its first */
    uint64_t key;
    size_t n, n_unack; /* of a group or part */
    limit_state worst;
};

struct alarms_view {
    struct list_view list; /* first */
    struct short_names names;
    struct place *place; /* owned; in the order shown */
    size_t n_places;
    struct row *row; /* owned */
    size_t n_rows, cap_rows;
    unsigned version; /* of the alarms when it was ordered */
    bool is_made, is_in_order, was_flood;
    struct mono touched; /* the newest key */
    struct mono lost; /* until then no key acts: the selected one is forgotten
                         and another has its line */
    uint64_t open[ALARMS_OPEN_MAX];
    size_t n_open;
    struct alarm_ask ask;
};

/* ---- alarms_rows.c: which alarms, in which order, as which rows -----------
 */

extern const struct list_source alarms_source;

const struct alarms *alarms_view_model(const struct alarms_view *v);

/* The alarm in a place; NULL: it is forgotten, or there is no such place. */
const struct alarm_row *alarms_view_at(
    const struct alarms_view *v, size_t place);

/* Take what is new; `resorts`: nobody aims at a row, put all in order. */
void alarms_view_refresh(struct alarms_view *v, bool resorts);

/* Did another alarm come under the cursor just now? */
bool alarms_view_is_lost(const struct alarms_view *v);

/* Groups by the key of their row. */
bool alarms_view_is_open(const struct alarms_view *v, uint64_t key);
void alarms_view_set_open(struct alarms_view *v, uint64_t key, bool opens);
bool alarms_view_is_member(
    const struct alarms_view *v, size_t place, uint64_t key);

/* ---- alarms_cells.c: what a row says --------------------------------------
 */

#define ALARMS_COLUMNS (COL_GUIDANCE + 1)
extern const struct table_column alarms_columns[ALARMS_COLUMNS];

/* A table_cell_fn; `arg` is a struct alarms_view. */
void alarms_view_cell(
    void *arg, size_t row, unsigned column, struct table_cell *cell);

#endif
