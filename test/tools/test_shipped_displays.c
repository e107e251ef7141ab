/*
 * test_shipped_displays.c - the pages of displays/ fit the demonstration
 * mission, a screen of 24 rows, each other, and its alarms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <dirent.h>
#include <strings.h>

#include "common/str.h"
#include "common/utf8.h"
#include "console/display/display.h"
#include "limits/rules.h"
#include "mdb/command.h"
#include "mdb/mdb.h"

#define PAGES_MAX 64
#define FIRST     "OVR-01"

struct shipped {
    struct mdb *mdb;
    struct rules *rules;
    struct display *page[PAGES_MAX];
    char *id[PAGES_MAX]; /* owned */
    size_t n;
};

static int failures;

/* Says all that is wrong; at_end() fails the test then. */
__attribute__((format(printf, 2, 3))) static void
expect(bool is_met, const char *fmt, ...)
{
    va_list ap;
    if (is_met)
        return;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    failures++;
}

static void
at_end(void)
{
    int n = failures;
    failures = 0;
    assert_int_equal(n, 0);
}

static int
is_display(const struct dirent *e)
{
    return str_suffix(e->d_name, ".dsp");
}

static const char *
id_at(void *arg, size_t i)
{
    const struct shipped *s = arg;
    return i < s->n ? s->id[i] : NULL;
}

static void
nothing_noted(struct notes *notes)
{
    for (size_t i = 0; i < notes->n; i++)
        print_error("%s:%u:%u: %s\n", notes->note[i].file, notes->note[i].line,
            notes->note[i].col, notes->note[i].text);
    assert_int_equal(notes->n, 0);
    notes_fini(notes);
}

static void
load_mission(struct shipped *s)
{
    struct notes notes = {0};
    char *xml = check_path("../missions/sif/sif.xml");
    char *conf = check_path("../missions/sif/limits.conf");
    assert_int_equal(
        mdb_load(xml, &(struct mdb_options){0}, &notes, &s->mdb), ERR_OK);
    assert_int_equal(rules_load(s->mdb, conf, &notes, &s->rules), ERR_OK);
    notes_fini(&notes);
    free(xml);
    free(conf);
}

static int
setup(void **state)
{
    struct shipped *s = calloc(1, sizeof *s);
    struct notes notes = {0};
    struct dirent **entry;
    char *dir = check_path("../displays"), *path[PAGES_MAX];
    load_mission(s);
    int n = scandir(dir, &entry, is_display, alphasort);
    assert_in_range(n, 10, PAGES_MAX);
    for (int i = 0; i < n; i++) {
        char *title, at[4096];
        snprintf(at, sizeof at, "%s/%s", dir, entry[i]->d_name);
        path[i] = strdup(at);
        assert_int_equal(display_head(path[i], &s->id[i], &title), ERR_OK);
        free(title);
        free(entry[i]);
    }
    s->n = (size_t)n;
    for (size_t i = 0; i < s->n; i++) {
        assert_int_equal(
            display_load(path[i], s->mdb, id_at, s, &notes, &s->page[i]),
            ERR_OK);
        free(path[i]);
    }
    nothing_noted(&notes);
    free(entry);
    free(dir);
    *state = s;
    return 0;
}

static int
teardown(void **state)
{
    struct shipped *s = *state;
    for (size_t i = 0; i < s->n; i++) {
        display_free(&s->page[i]);
        free(s->id[i]);
    }
    rules_free(&s->rules);
    mdb_free(&s->mdb);
    free(s);
    return 0;
}

static size_t
find(const struct shipped *s, const char *id)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcasecmp(s->id[i], id) == 0)
            return i;
    return s->n;
}

static void
each_page_fits_a_screen_of_80_columns_and_24_rows(void **state)
{
    const struct shipped *s = *state;
    for (size_t i = 0; i < s->n; i++) {
        expect(s->page[i]->cols <= 78 && s->page[i]->rows <= 17, "%s is %dx%d",
            s->id[i], s->page[i]->cols, s->page[i]->rows);
    }
    at_end();
}

static void
file_names_tell_the_id(void **state)
{
    const struct shipped *s = *state;
    for (size_t i = 0; i < s->n; i++) {
        char want[64];
        const char *name = strrchr(s->page[i]->file, '/') + 1;
        size_t len = 0;
        for (const char *c = s->id[i]; *c != '\0'; c++)
            if (*c != '-')
                want[len++] = (char)(*c | ('A' <= *c && *c <= 'Z' ? 0x20 : 0));
        snprintf(want + len, sizeof want - len, ".dsp");
        assert_string_equal(name, want);
    }
}

/* Marks what links lead to from `i`, over any number of steps. */
static void
follow(const struct shipped *s, size_t i, bool *is_seen)
{
    if (is_seen[i])
        return;
    is_seen[i] = true;
    for (size_t k = 0; k < s->page[i]->n_fields; k++) {
        const struct display_field *f = &s->page[i]->field[k];
        if (f->kind == DISPLAY_LINK) {
            assert_in_range(find(s, f->target), 0, s->n - 1);
            follow(s, find(s, f->target), is_seen);
        }
    }
}

static void
links_lead_from_each_page_to_each_other(void **state)
{
    const struct shipped *s = *state;
    for (size_t i = 0; i < s->n; i++) {
        bool is_seen[PAGES_MAX] = {0};
        follow(s, i, is_seen);
        for (size_t k = 0; k < s->n; k++) {
            expect(is_seen[k], "no way from %s to %s", s->id[i], s->id[k]);
        }
    }
    at_end();
}

static void
each_page_leads_back_to_the_first_in_one_step(void **state)
{
    const struct shipped *s = *state;
    for (size_t i = 0; i < s->n; i++) {
        bool is_linked = strcmp(s->id[i], FIRST) == 0;
        for (size_t k = 0; k < s->page[i]->n_fields; k++)
            if (s->page[i]->field[k].kind == DISPLAY_LINK)
                is_linked |= strcmp(s->page[i]->field[k].target, FIRST) == 0;
        expect(is_linked, "%s has no link to " FIRST, s->id[i]);
    }
    at_end();
}

/* As a value with its marks: arithmetic has none. */
static bool
page_shows(const struct display *page, uint32_t item)
{
    for (size_t i = 0; i < page->n_fields; i++) {
        const struct display_field *f = &page->field[i];
        if (f->kind == DISPLAY_VALUE &&
            page->def[f->def].source == DISPLAY_PARAM &&
            page->def[f->def].item == item)
            return true;
    }
    return false;
}

static void
an_alarm_leads_to_a_page_that_shows_its_value(void **state)
{
    const struct shipped *s = *state;
    size_t n = 0;
    for (uint32_t i = 0; i < s->mdb->n_items; i++) {
        if (s->rules->first[i] == s->rules->first[i + 1])
            continue;
        const char *id = s->rules->notes[i].display;
        size_t page = id != NULL ? find(s, id) : s->n;
        expect(page < s->n && page_shows(s->page[page], i),
            "%s leads to %s, where it is not", s->mdb->item[i].name,
            id != NULL ? id : "nothing");
        n++;
    }
    assert_true(n >= 200);
    at_end();
}

/* Cells the longest text of the type takes; 0: not known beforehand. */
static int
longest(const struct mdb_type *type)
{
    int most = 0;
    for (uint32_t i = 0; i < type->n_labels; i++) {
        int n = utf8_str_width(type->label[i].label);
        most = n > most ? n : most;
    }
    if (type->eng_kind == MDB_BOOL) {
        int zero = utf8_str_width(type->zero_text);
        int one = utf8_str_width(type->one_text);
        most = zero > one ? zero : one;
    }
    return most;
}

static void
texts_of_states_fit_their_fields(void **state)
{
    const struct shipped *s = *state;
    for (size_t p = 0; p < s->n; p++) {
        const struct display *page = s->page[p];
        for (size_t i = 0; i < page->n_fields; i++) {
            const struct display_field *f = &page->field[i];
            if (f->kind != DISPLAY_VALUE)
                continue;
            const struct display_def *def = &page->def[f->def];
            if (def->source != DISPLAY_PARAM || def->n_states > 0)
                continue;
            int need = longest(mdb_item_type(s->mdb, def->item));
            expect(need <= f->cols - 2, "%s:%u: '%s' has %d cells, needs %d",
                page->file, f->line, def->name, f->cols - 2, need);
        }
    }
    at_end();
}

static void
each_slot_names_a_command_that_can_be_sent(void **state)
{
    const struct shipped *s = *state;
    size_t n = 0;
    for (size_t p = 0; p < s->n; p++)
        for (size_t i = 0; i < s->page[p]->n_fields; i++) {
            const struct display_field *f = &s->page[p]->field[i];
            if (f->kind != DISPLAY_COMMAND)
                continue;
            const uint32_t c = mdb_find_command(s->mdb, f->target);
            expect(c != MDB_NIL && !s->mdb->command[c].is_abstract,
                "%s: %s is no command", s->page[p]->file, f->target);
            n++;
        }
    assert_true(n >= 40);
    at_end();
}

static void
each_kind_of_field_and_value_is_used_somewhere(void **state)
{
    const struct shipped *s = *state;
    bool kind[DISPLAY_COMMAND + 1] = {0}, source[DISPLAY_PACKET_GAPS + 1] = {0};
    bool has_unit = false, has_block = false, has_abnormal = false;
    for (size_t p = 0; p < s->n; p++) {
        const struct display *page = s->page[p];
        for (size_t i = 0; i < page->n_fields; i++) {
            kind[page->field[i].kind] = true;
            has_block |= page->field[i].rows > 1;
        }
        for (size_t i = 0; i < page->n_defs; i++) {
            source[page->def[i].source] = true;
            has_unit |= page->def[i].convert.is_set;
            for (size_t k = 0; k < page->def[i].n_states; k++)
                has_abnormal |= page->def[i].state[k].is_abnormal;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(kind); i++)
        assert_true(kind[i]);
    for (size_t i = 0; i < ARRAY_LEN(source); i++)
        assert_true(source[i]);
    assert_true(has_unit && has_block && has_abnormal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_page_fits_a_screen_of_80_columns_and_24_rows),
        cmocka_unit_test(file_names_tell_the_id),
        cmocka_unit_test(links_lead_from_each_page_to_each_other),
        cmocka_unit_test(each_page_leads_back_to_the_first_in_one_step),
        cmocka_unit_test(an_alarm_leads_to_a_page_that_shows_its_value),
        cmocka_unit_test(texts_of_states_fit_their_fields),
        cmocka_unit_test(each_slot_names_a_command_that_can_be_sent),
        cmocka_unit_test(each_kind_of_field_and_value_is_used_somewhere),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
