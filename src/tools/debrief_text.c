/*
 * debrief_text.c - a debrief that was kept as JSON, as the page it was.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/debrief_text.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "common/attr.h"
#include "sim/exercise.h"

static void
add_clean(struct strbuf *out, const char *text)
{
    str_sanitize(out, text, strlen(text), false);
}

/* A member's text, "" when it has none. */
static const char *
text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s != NULL ? s : "";
}

static double
number_of(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

static const struct {
    const char *name, *key;
} moments[] = {{"detected", "detect_s"}, {"acknowledged", "acknowledge_s"},
    {"diagnosed", "diagnose_s"}, {"recovered", "recover_s"}};

static void
add_by(struct strbuf *out, const json_t *by, const char *key)
{
    const char *who = text_of(by, key);
    if (who[0] != '\0') {
        strbuf_adds(out, " by ");
        add_clean(out, who);
    }
}

static void
add_fault(const json_t *f, struct strbuf *out)
{
    char at[EXERCISE_CLOCK_SIZE];
    const json_t *by = json_object_get(f, "by");
    strbuf_addc(out, '\n');
    add_clean(out, text_of(f, "id"));
    strbuf_adds(out, "  ");
    add_clean(out, text_of(f, "title"));
    strbuf_addc(out, '\n');
    if (isnan(number_of(f, "begun_s"))) {
        strbuf_adds(out, "  did not begin\n");
        return;
    }
    exercise_clock(at, number_of(f, "begun_s"));
    strbuf_addf(out, "  begun at %s", at);
    add_by(out, by, "begun");
    if (!isnan(number_of(f, "ended_s"))) {
        bool is_cleared = str_eq(text_of(f, "state"), "cleared");
        exercise_clock(at, number_of(f, "ended_s"));
        strbuf_addf(out, ", %s at %s", is_cleared ? "cleared" : "ended", at);
        add_by(out, by, "ended");
    }
    strbuf_addc(out, '\n');
    for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
        double s = number_of(f, moments[i].key);
        exercise_clock(at, s);
        if (isnan(s)) {
            strbuf_addf(out, "  %-13s not\n", moments[i].name);
            continue;
        }
        strbuf_addf(out, "  %-13s after %-8s ", moments[i].name, at);
        add_clean(out, text_of(by, moments[i].name));
        strbuf_addc(out, '\n');
    }
}

static void
add_means(const json_t *faults, struct strbuf *out)
{
    strbuf_adds(out, "\nOf all faults that began\n");
    for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
        double sum = 0;
        size_t n = 0, begun = 0, at;
        const json_t *f;
        char mean[EXERCISE_CLOCK_SIZE];
        json_array_foreach(faults, at, f)
        {
            double s = number_of(f, moments[i].key);
            begun += isnan(number_of(f, "begun_s")) ? 0 : 1;
            n += isnan(s) ? 0 : 1;
            sum += isnan(s) ? 0 : s;
        }
        exercise_clock(mean, n > 0 ? sum / (double)n : (double)NAN);
        strbuf_addf(out, "  %-13s %zu of %zu, after %s on average\n",
            moments[i].name, n, begun, mean);
    }
}

static void
add_marks(const json_t *marks, struct strbuf *out)
{
    size_t i;
    const json_t *m;
    strbuf_adds(out, "\nWhat was done\n");
    json_array_foreach(marks, i, m)
    {
        char at[EXERCISE_CLOCK_SIZE];
        struct strbuf person = {0}, what = {0};
        exercise_clock(at, number_of(m, "s"));
        add_clean(&person, text_of(m, "person"));
        add_clean(&what, text_of(m, "what"));
        strbuf_addf(out, "  %8s  %-12s %-11s ", at,
            person.len > 0 ? strbuf_get(&person) : "-", strbuf_get(&what));
        add_clean(out, text_of(m, "text"));
        if (text_of(m, "fault")[0] != '\0') {
            strbuf_adds(out, "  (");
            add_clean(out, text_of(m, "fault"));
            strbuf_addc(out, ')');
        }
        strbuf_addc(out, '\n');
        strbuf_fini(&person);
        strbuf_fini(&what);
    }
}

static void
add_all(const json_t *root, struct strbuf *out)
{
    char at[EXERCISE_CLOCK_SIZE];
    const char *id = text_of(root, "scenario"), *title = text_of(root, "title");
    exercise_clock(at, number_of(root, "elapsed_s"));
    strbuf_adds(out, "DEBRIEF  ");
    add_clean(out, id[0] != '\0' ? id : "-");
    strbuf_adds(out, "  ");
    add_clean(out, title[0] != '\0' ? title : "no scenario");
    strbuf_addf(out, "\n%s after %s\n",
        json_is_true(json_object_get(root, "is_over")) ? "over" : "running",
        at);
    const json_t *faults = json_object_get(root, "faults");
    size_t i;
    const json_t *f;
    json_array_foreach(faults, i, f) add_fault(f, out);
    add_means(faults, out);
    add_marks(json_object_get(root, "marks"), out);
}

enum err
debrief_text(const char *file, const char *text, size_t len,
    struct notes *notes, struct strbuf *out)
{
    json_error_t error;
    json_t *root = json_loadb(text, len, 0, &error);
    if (root == NULL) {
        notes_add(notes, NOTE_ERROR, file,
            error.line > 0 ? (unsigned)error.line : 0,
            error.column > 0 ? (unsigned)error.column : 0, "no JSON: %s",
            error.text);
        return ERR_FORMAT;
    }
    bool is_one = json_integer_value(json_object_get(root, "v")) == 1 &&
                  json_is_array(json_object_get(root, "faults")) &&
                  json_is_array(json_object_get(root, "marks")) &&
                  json_is_string(json_object_get(root, "scenario"));
    if (is_one)
        add_all(root, out);
    else
        notes_add(
            notes, NOTE_ERROR, file, 1, 1, "this is no debrief of an exercise");
    json_decref(root);
    return is_one ? ERR_OK : ERR_FORMAT;
}
