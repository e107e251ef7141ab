/*
 * display_line.c - see display_line.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/view/display_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "console/model/alarm_text.h"
#include "console/model/value_text.h"
#include "console/view/shown.h"
#include "mdb/mdb.h"

#define EXACT_CELLS 40 /* of a value in words */

/* ---- parts of a line ----------------------------------------------------- */

struct part {
    const struct area *area;
    int col;
};

/* The text, two blanks apart from what stands before. */
static void
put(struct part *at, enum role role, const char *text)
{
    if (text[0] == '\0')
        return;
    if (at->col > 0)
        at->col += 2;
    at->col += area_text(at->area, 0, at->col, role, text);
}

static const char *
source_name(const struct display_page *p, const struct ui *ui,
    const struct display_def *def)
{
    const struct mdb *mdb = values_mdb(ui->model->values);
    bool is_blind = display_page_eye(p, ui).is_blind;
    if (def->source == DISPLAY_EXPRESSION || is_blind || mdb == NULL)
        return def->name;
    return def->source == DISPLAY_PARAM ? mdb->item[def->item].name
                                        : mdb->container[def->container].name;
}

static void
put_value(struct part *at, struct strbuf *b, const struct display_def *def,
    const struct display_now *now)
{
    const struct value *x = now->value;
    (void)display_now_text(b, def, now, EXACT_CELLS);
    const char *text = strbuf_get(b);
    text += strspn(text, " ");
    bool has_unit = !display_now_is_blank(now) && now->named == NULL;
    const char *unit = has_unit ? display_now_unit(def, now) : "";
    struct strbuf whole = {0};
    strbuf_addf(&whole, "%s%s%s", text, unit[0] != '\0' ? " " : "", unit);
    put(at, display_role(now), strbuf_get(&whole));
    strbuf_reset(&whole);
    if (x != NULL && x->count > 0 && x->raw_kind != MDB_NONE) {
        strbuf_adds(&whole, "raw ");
        value_raw_text(&whole, x);
        put(at, ROLE_TEXT_LABEL, strbuf_get(&whole));
    }
    strbuf_fini(&whole);
}

static void
put_state(struct part *at, struct strbuf *b, const struct ui *ui,
    const struct display_now *now)
{
    const struct alarm_row *a =
        now->value != NULL ? alarms_find(&ui->model->alarms, now->value->item)
                           : NULL;
    strbuf_reset(b);
    bool is_said = now->quality != MDB_ACQUIRED && /* by the quality */
                   !limit_state_is_out(now->state);
    strbuf_adds(b, is_said ? "" : shown_limit_str(now->state));
    if (a != NULL && limit_state_is_out(now->state)) {
        strbuf_addc(b, ' ');
        alarm_threshold_text(b, ui->model->values, a);
    }
    put(at, shown_limit_role(now->state), strbuf_get(b));
    if (a == NULL)
        return;
    strbuf_reset(b);
    alarm_state_text(b, a);
    put(at, alarm_is_unacknowledged(a) ? ROLE_ALARM_UNACK : ROLE_TEXT_LABEL,
        strbuf_get(b));
}

/* "within 26..30": what no limit speaks against now. */
static void
put_bounds(struct part *at, struct strbuf *b, const struct display_eye *eye,
    const struct display_def *def)
{
    struct bounds_range level[LIMIT_LEVEL_COUNT] = {{0}};
    if (!display_bounds(eye, def, level))
        return;
    strbuf_reset(b);
    struct bounds_range in = display_bounds_inner(level);
    strbuf_adds(b, "within ");
    if (isfinite(in.low))
        strbuf_addf(b, "%.6g", in.low);
    strbuf_adds(b, "..");
    if (isfinite(in.high))
        strbuf_addf(b, "%.6g", in.high);
    put(at, ROLE_TEXT_LABEL, strbuf_get(b));
}

static void
paint_def(struct display_page *p, const struct ui *ui,
    const struct display_def *def, struct part *at)
{
    struct display_eye eye = display_page_eye(p, ui);
    struct display_now now = display_now_of(&eye, def);
    struct strbuf *b = &p->text;
    char age[SHOWN_SIZE];
    strbuf_reset(b);
    put_value(at, b, def, &now);
    if (now.quality != MDB_ACQUIRED)
        put(at, shown_quality_role(now.quality), quality_str(now.quality));
    if (now.age_ns >= 0) {
        strbuf_reset(b);
        strbuf_addf(b, "age %s", shown_age(age, now.age_ns));
        put(at, ROLE_TEXT_LABEL, strbuf_get(b));
    }
    put_state(at, b, ui, &now);
    put_bounds(at, b, &eye, def);
    const struct stream *s =
        now.value != NULL
            ? values_stream(ui->model->values, now.value->container)
            : NULL;
    if (s != NULL)
        put(at, ROLE_TEXT_LABEL, s->name);
    if (def->source == DISPLAY_EXPRESSION)
        put(at, ROLE_TEXT_DIM, "computed from others");
}

static void
paint_target(struct display_page *p, const struct ui *ui,
    const struct display_field *f, struct part *at)
{
    (void)p;
    if (f->kind == DISPLAY_COMMAND) {
        if (f->values != NULL)
            put(at, ROLE_TEXT, f->values);
        put(at, ROLE_HINT, "Enter puts it into the stack; it is not sent");
        return;
    }
    const struct display_set_row *row =
        ui->displays != NULL ? display_set_get(ui->displays, f->target) : NULL;
    put(at, ROLE_TEXT, row != NULL ? row->title : "there is no such display");
    if (row != NULL)
        put(at, ROLE_HINT, "Enter opens it");
}

void
display_line_paint(
    struct display_page *p, struct ui *ui, const struct area *line)
{
    const struct display_field *f = display_page_field(p);
    struct part at = {.area = line};
    if (f == NULL) {
        put(&at, ROLE_HINT,
            "arrows or Tab select a field; Enter opens it, / finds");
        return;
    }
    const struct display_def *def = display_page_def(p);
    if (def == NULL) {
        put(&at, ROLE_TEXT_STRONG, f->target);
        paint_target(p, ui, f, &at);
    } else {
        put(&at, ROLE_TEXT_STRONG, source_name(p, ui, def));
        paint_def(p, ui, def, &at);
    }
}

/* ---- JSON ---------------------------------------------------------------- */

static const char *
kind_str(enum display_kind kind)
{
    static const char *const text[] = {[DISPLAY_VALUE] = "value",
        [DISPLAY_BAR] = "bar",
        [DISPLAY_SPARK] = "spark",
        [DISPLAY_PLOT] = "plot",
        [DISPLAY_AGE] = "age",
        [DISPLAY_LINK] = "link",
        [DISPLAY_COMMAND] = "command"};
    return text[kind];
}

static void
json_def(struct json *j, const struct display_page *p, const struct ui *ui,
    const struct display_def *def)
{
    struct display_eye eye = display_page_eye(p, ui);
    struct display_now now = display_now_of(&eye, def);
    struct strbuf b = {0};
    json_str(j, "field", def->name);
    json_str(j, "source", source_name(p, ui, def));
    bool has_value = !display_now_is_blank(&now);
    if (has_value)
        (void)display_now_text(&b, def, &now, DISPLAY_COLS_MAX);
    json_str(j, "text",
        has_value ? strbuf_get(&b) + strspn(strbuf_get(&b), " ") : "");
    if (has_value && isfinite(now.number))
        json_double(j, "value", now.number);
    else
        json_null(j, "value");
    json_str(j, "unit", display_now_unit(def, &now));
    json_str(j, "quality", quality_str(now.quality));
    json_str(j, "limit", limit_state_str(now.state));
    json_bool(j, "abnormal", now.named != NULL && now.named->is_abnormal);
    if (now.age_ns >= 0)
        json_double(j, "age_s", (double)now.age_ns / (double)NS_PER_S);
    else
        json_null(j, "age_s");
    strbuf_fini(&b);
}

void
display_line_json(
    const struct display_page *p, struct ui *ui, struct strbuf *out)
{
    for (size_t i = 0; p->page != NULL && i < p->page->n_fields; i++) {
        const struct display_field *f = &p->page->field[i];
        struct json j = {0};
        if (!display_page_can_select(p, ui, i))
            continue;
        json_object(&j);
        json_int(&j, "v", 1);
        json_str(&j, "display", p->page->id);
        json_str(&j, "kind", kind_str(f->kind));
        json_int(&j, "row", f->row + 1);
        json_int(&j, "column", f->col + 1);
        if (f->target != NULL)
            json_str(&j, "target", f->target);
        else
            json_def(&j, p, ui, &p->page->def[f->def]);
        json_end(&j);
        char *line = json_take(&j);
        strbuf_addf(out, "%s\n", line);
        free(line);
    }
}
