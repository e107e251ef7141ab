/*
 * trends_export.c - the visible span as JSON lines or CSV: what is kept, not
 * what is drawn.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdlib.h>

#include "common/json.h"
#include "common/num.h"
#include "console/model/model.h"
#include "console/view/trends_view.h"

static void
each(struct trends *t, struct ui *ui, struct strbuf *out,
    void (*line)(const struct value *x, const struct history_bucket *b,
        struct strbuf *out))
{
    struct trend_source source = trend_source_live(ui->model->values);
    struct history_buckets data = {0};
    struct utc from = trend_utc(t->x_min), to = trend_utc(t->x_max);
    for (size_t i = 0; i < t->n; i++) {
        const struct value *x = trends_value(t, ui, i);
        if (x == NULL)
            continue;
        source.read(source.arg, x->item, from, to, 0, &data);
        for (size_t k = 0; k < data.n; k++)
            if (data.bucket[k].to.ns >= from.ns &&
                data.bucket[k].from.ns <= to.ns)
                line(x, &data.bucket[k], out);
    }
    history_buckets_fini(&data);
}

static void
bucket_json(
    const struct value *x, const struct history_bucket *b, struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", 1);
    json_str(&j, "name", x->name);
    json_str(&j, "unit", x->unit);
    json_str(&j, "time", utc_fmt_iso(time, b->from, false));
    json_str(&j, "until", utc_fmt_iso(time, b->to, false));
    json_uint(&j, "samples", b->n);
    if (b->n > 0) {
        json_double(&j, "first", b->first);
        json_double(&j, "min", b->min);
        json_double(&j, "mean", b->mean);
        json_double(&j, "max", b->max);
        json_double(&j, "last", b->last);
    }
    json_bool(&j, "after_gap", b->after_gap);
    json_bool(&j, "has_invalid", b->has_bad);
    json_end(&j);
    char *text = json_take(&j);
    strbuf_addf(out, "%s\n", text);
    free(text);
}

void
trends_json(struct trends *t, struct ui *ui, struct strbuf *out)
{
    each(t, ui, out, bucket_json);
}

static void
csv_number(struct strbuf *out, uint32_t n, double y)
{
    char text[NUM_DOUBLE_SIZE];
    strbuf_addc(out, ',');
    if (n == 0)
        return;
    (void)num_fmt_double(text, y);
    strbuf_adds(out, text);
}

/* Quoted as RFC 4180 says: names and units are other people's text. */
static void
csv_text(struct strbuf *out, const char *text)
{
    strbuf_addc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            strbuf_addc(out, '"');
        strbuf_addc(out, *text);
    }
    strbuf_addc(out, '"');
}

static void
bucket_csv(
    const struct value *x, const struct history_bucket *b, struct strbuf *out)
{
    char time[TIME_TEXT_SIZE];
    csv_text(out, x->name);
    strbuf_addc(out, ',');
    csv_text(out, x->unit);
    strbuf_addf(out, ",%s", utc_fmt_iso(time, b->from, false));
    strbuf_addf(out, ",%s", utc_fmt_iso(time, b->to, false));
    strbuf_addf(out, ",%" PRIu32, b->n);
    csv_number(out, b->n, b->first);
    csv_number(out, b->n, b->min);
    csv_number(out, b->n, b->mean);
    csv_number(out, b->n, b->max);
    csv_number(out, b->n, b->last);
    strbuf_addf(out, ",%d,%d\n", b->after_gap, b->has_bad);
}

void
trends_csv(struct trends *t, struct ui *ui, struct strbuf *out)
{
    strbuf_adds(out, "name,unit,time,until,samples,first,min,mean,max,last,"
                     "after_gap,has_invalid\n");
    each(t, ui, out, bucket_csv);
}
