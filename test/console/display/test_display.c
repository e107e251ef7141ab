/*
 * test_display.c - what a display file is once it is read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "console/display/display.h"

#define HEAD "display T \"T\"\nprefix @E = /COL/RACK3/EPM\n"

static struct mdb *mdb;

static int
load_database(void **state)
{
    (void)state;
    struct notes notes = {0};
    char *path = check_path("console/display/data/epm-v12.xml");
    enum err e = mdb_load(path, &(struct mdb_options){0}, &notes, &mdb);
    free(path);
    notes_fini(&notes);
    return e == ERR_OK ? 0 : -1;
}

static int
free_database(void **state)
{
    (void)state;
    mdb_free(&mdb);
    return 0;
}

/* The page of a text without anything to note. */
static struct display *
good(const char *text)
{
    struct notes notes = {0};
    struct display *d;
    enum err e =
        display_parse("f", text, strlen(text), mdb, NULL, NULL, &notes, &d);
    if (notes.n > 0)
        notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    return d;
}

static const char *
item_name(uint32_t item)
{
    assert_true(item < mdb->n_items);
    return mdb->item[item].name;
}

static void
the_example_is_the_page_that_is_drawn(void **state)
{
    (void)state;
    static const struct {
        enum display_kind kind;
        int row, col, cols, rows;
        const char *what;
    } want[] = {
        {DISPLAY_VALUE, 0, 8, 9, 1, "va"},
        {DISPLAY_BAR, 0, 21, 21, 1, "va"},
        {DISPLAY_VALUE, 0, 56, 6, 1, "h1"},
        {DISPLAY_VALUE, 0, 66, 6, 1, "h2"},
        {DISPLAY_VALUE, 1, 8, 9, 1, "vb"},
        {DISPLAY_BAR, 1, 21, 21, 1, "vb"},
        {DISPLAY_VALUE, 1, 54, 6, 1, "pmp"},
        {DISPLAY_VALUE, 1, 61, 8, 1, "rpm"},
        {DISPLAY_VALUE, 2, 8, 9, 1, "pw"},
        {DISPLAY_SPARK, 2, 21, 21, 1, "pw"},
        {DISPLAY_VALUE, 2, 54, 12, 1, "mode"},
        {DISPLAY_PLOT, 4, 44, 27, 4, "t1"},
        {DISPLAY_VALUE, 5, 7, 9, 1, "t1"},
        {DISPLAY_VALUE, 5, 24, 9, 1, "t2"},
        {DISPLAY_VALUE, 6, 7, 9, 1, "tc"},
        {DISPLAY_VALUE, 6, 24, 9, 1, "tt"},
        {DISPLAY_VALUE, 7, 7, 9, 1, "tr"},
        {DISPLAY_VALUE, 7, 24, 9, 1, "tl"},
        {DISPLAY_AGE, 9, 14, 10, 1, "pkt"},
        {DISPLAY_VALUE, 9, 45, 7, 1, "gap"},
        {DISPLAY_LINK, 10, 2, 13, 1, "THM-02"},
        {DISPLAY_COMMAND, 10, 45, 13, 1, "HTR1_ON"},
    };
    char *path = check_path("console/display/data/pwr01.dsp");
    size_t len;
    char *text = check_read(path, &len);
    struct display *d = good(text);
    assert_string_equal(d->id, "PWR-01");
    assert_string_equal(d->title, "Payload power and thermal");
    assert_int_equal(d->cols, 78);
    assert_int_equal(d->rows, 11);
    assert_int_equal(d->n_text, 11);
    assert_string_equal(d->text[6], "  CPU              TRAY");
    assert_string_equal(d->text[8], "");
    assert_true(d->mdb_hash == mdb->hash);
    assert_int_equal(d->n_fields, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        const struct display_field *f = &d->field[i];
        assert_int_equal(f->kind, want[i].kind);
        assert_int_equal(f->row, want[i].row);
        assert_int_equal(f->col, want[i].col);
        assert_int_equal(f->cols, want[i].cols);
        assert_int_equal(f->rows, want[i].rows);
        assert_string_equal(
            f->target != NULL ? f->target : d->def[f->def].name, want[i].what);
    }
    display_free(&d);
    assert_null(d);
    free(text);
    free(path);
}

static void
the_manual_shows_the_same_example(void **state)
{
    (void)state;
    char *path = check_path("console/display/data/pwr01.dsp");
    char *page = check_path("../man/columba-display.5");
    size_t len;
    char *example = check_read(path, &len), *manual = check_read(page, &len);
    assert_non_null(strstr(manual, example));
    free(manual);
    free(example);
    free(page);
    free(path);
}

static void
a_format_with_a_blank_stands_in_quotes(void **state)
{
    (void)state;
    struct display *d = good(HEAD "screen\n{a     }\nend\n"
                                  "a @E/SMALL \"% 5d\"\n");
    assert_true(d->def[0].format.blank);
    assert_int_equal(d->def[0].format.width, 5);
    display_free(&d);
}

static void
definitions_of_the_example_say_what_is_written(void **state)
{
    (void)state;
    char *path = check_path("console/display/data/pwr01.dsp");
    size_t len;
    char *text = check_read(path, &len);
    struct display *page = good(text);
    const struct display_def *d = display_find_def(page, "va");
    assert_string_equal(item_name(d->item), "/COL/RACK3/EPM/PDU/BUS_A_V");
    assert_int_equal(d->source, DISPLAY_PARAM);
    assert_int_equal(d->line, 21);
    assert_int_equal(d->format.conversion, 'f');
    assert_int_equal(d->format.width, 5);
    assert_int_equal(d->format.precision, 2);
    assert_true(d->has_bar);
    assert_near(d->bar_low, 20, 0);
    assert_near(d->bar_high, 34, 0);
    assert_true(d->stale_ns == INT64_C(3000000000));
    assert_true(d->spark_ns == INT64_C(600000000000));

    d = display_find_def(page, "h2");
    assert_int_equal(d->n_states, 3);
    assert_string_equal(d->state[2].text, "FLT");
    assert_true(d->state[2].is_abnormal);
    assert_false(d->state[1].is_abnormal);
    assert_string_equal(item_name(d->item), "/COL/RACK3/EPM/HTR2/STATE");

    d = display_find_def(page, "tt");
    assert_true(d->has_plot_range);
    assert_near(d->plot_high, 65, 0);
    assert_true(d->stale_ns == INT64_C(10000000000));

    d = display_find_def(page, "gap");
    assert_int_equal(d->source, DISPLAY_PACKET_GAPS);
    assert_string_equal(
        mdb->container[d->container].name, "/COL/RACK3/EPM/EPM_HK");
    assert_null(display_find_def(page, "gaps"));
    display_free(&page);
    free(text);
    free(path);
}

/* "A_V A_I * B_V B_I * +": numbers, last letters of items, operators. */
static char *
polish(const struct display_def *d)
{
    static const char *const op[] = {[DISPLAY_ADD] = "+",
        [DISPLAY_SUB] = "-",
        [DISPLAY_MUL] = "*",
        [DISPLAY_DIV] = "/",
        [DISPLAY_NEG] = "~"};
    struct strbuf out = {0};
    for (size_t i = 0; i < d->n_ops; i++) {
        if (i > 0)
            strbuf_addc(&out, ' ');
        if (d->op[i].kind == DISPLAY_PUSH_NUMBER)
            strbuf_addf(&out, "%g", d->op[i].number);
        else if (d->op[i].kind == DISPLAY_PUSH_ITEM)
            strbuf_adds(&out, strrchr(item_name(d->op[i].item), '/') + 1);
        else
            strbuf_adds(&out, op[d->op[i].kind]);
    }
    return strbuf_take(&out);
}

static void
expressions_become_steps_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *text, *polish;
    } rows[] = {
        {"1 + 2 * 3", "1 2 3 * +"},
        {"( 1 + 2 ) * 3", "1 2 + 3 *"},
        {"(1 + 2) * -(3 - 4)", "1 2 + 3 4 - ~ *"},
        {"8 - 4 - 2", "8 4 - 2 -"},
        {"8 / 4 / -2", "8 4 / 2 ~ /"},
        {"1e3 * .5", "1000 0.5 *"},
        {"v - @E/PDU/BUS_B_V", "BUS_A_V BUS_B_V -"},
        {"- v * BUS_A_I", "BUS_A_V ~ BUS_A_I *"},
        {"w + 1", "BUS_A_V BUS_A_I * 1 +"},
        {"t + 1", "CPU 1.8 * 32 + 1 +"},
        {"@E/CELL[2] + @E/PAIR.x", "CELL[2] PAIR.x +"},
        {"@E/MODE", "MODE"},
        {"1   %5.2f", "1"},
        {"v bar 0..1", "BUS_A_V"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *text = NULL;
        size_t len;
        FILE *f = open_memstream(&text, &len);
        fprintf(f,
            HEAD "screen\n{x     }{v   }{w  }{t  }\nend\n"
                 "v @E/PDU/BUS_A_V\nw = v * @E/PDU/BUS_A_I\n"
                 "t @E/THM/CPU in degF\nx = %s\n",
            rows[i].text);
        fclose(f);
        struct display *d = good(text);
        char *is = polish(display_find_def(d, "x"));
        assert_string_equal(is, rows[i].polish);
        free(is);
        display_free(&d);
        free(text);
    }
}

static void
units_are_converted_from_that_of_the_database(void **state)
{
    (void)state;
    struct display *page = good(HEAD "screen\n{a   }{b   }{c   }\nend\n"
                                     "a @E/THM/CPU in degF\n"
                                     "b @E/PDU/BUS_A_V %4.0f in mV\n"
                                     "c @E/PDU/BUS_B_V like b\n");
    const struct display_def *d = display_find_def(page, "a");
    assert_true(d->convert.is_set);
    assert_string_equal(d->convert.unit, "degF");
    assert_near(d->convert.scale, 1.8, 1e-12);
    assert_near(d->convert.offset, 32, 1e-9);
    d = display_find_def(page, "c");
    assert_true(d->convert.is_set);
    assert_near(d->convert.scale, 1000, 1e-9);
    assert_near(d->convert.offset, 0, 0);
    assert_int_equal(d->format.width, 4);
    display_free(&page);
}

static void
what_follows_like_and_stands_before_it_overrides(void **state)
{
    (void)state;
    struct display *page = good(
        HEAD "screen\n{a   }{b   }{c   }\nend\n"
             "b @E/PDU/BUS_B_V  bar 0..1 like a %3.1f stale 5s\n"
             "c @E/PDU/BUS_B_V  like b plot 1m\n"
             "a @E/PDU/BUS_A_V  %4.1f bar 20..34 plot 5m y 1..2 stale 9s\n");
    const struct display_def *d = display_find_def(page, "b");
    assert_near(d->bar_high, 1, 0);
    assert_int_equal(d->format.width, 3);
    assert_true(d->stale_ns == INT64_C(5000000000));
    assert_true(d->plot_ns == INT64_C(300000000000));
    assert_near(d->plot_high, 2, 0);
    assert_string_equal(item_name(d->item), "/COL/RACK3/EPM/PDU/BUS_B_V");
    d = display_find_def(page, "c");
    assert_near(d->bar_high, 1, 0);
    assert_true(d->plot_ns == INT64_C(60000000000));
    assert_false(d->has_plot_range);
    display_free(&page);
}

static void
states_may_have_blanks_signs_and_marks(void **state)
{
    (void)state;
    struct display *page =
        good(HEAD "screen\n{a         }\nend\n"
                  "a @E/SMALL states -1=\"NOT OK\"! 0x10=A=B 2=\"#!\" like a2\n"
                  "a2 @E/SMALL %d\n");
    const struct display_def *d = display_find_def(page, "a");
    assert_int_equal(d->n_states, 3);
    assert_int_equal(d->state[0].value, -1);
    assert_string_equal(d->state[0].text, "NOT OK");
    assert_true(d->state[0].is_abnormal);
    assert_int_equal(d->state[1].value, 16);
    assert_string_equal(d->state[1].text, "A=B");
    assert_string_equal(d->state[2].text, "#!");
    assert_false(d->state[2].is_abnormal);
    display_free(&page);
}

/* A line end, a mark or a missing end of the last line change nothing. */
static void
files_of_other_systems_are_the_same_page(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD "screen\n a {a }\nend\na @E/MODE\n",
        HEAD "screen\n a {a }\nend\na @E/MODE",
        "\xef\xbb\xbf" HEAD "screen\n a {a }\nend\na @E/MODE\n",
        "display T \"T\"\r\nscreen\r\n a {a }   \r\nend  \r\n"
        "a /COL/RACK3/EPM/MODE\r\n",
        "\n#\n\tdisplay\tT\t\"T\"\t# x\nscreen # y\n a {a }\nend # z\n"
        "a\t/COL/RACK3/EPM/MODE",
        "a /COL/RACK3/EPM/MODE\nscreen\n a { a}\nend\ndisplay T \"T\"",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct display *d = good(texts[i]);
        assert_string_equal(d->title, "T");
        assert_int_equal(d->n_text, 1);
        assert_string_equal(d->text[0], " a");
        assert_int_equal(d->cols, 7);
        assert_int_equal(d->n_fields, 1);
        assert_int_equal(d->field[0].col, 3);
        display_free(&d);
    }
}

static void
plots_with_the_same_name_below_are_blocks_of_their_own(void **state)
{
    (void)state;
    struct display *d = good(HEAD "screen\n"
                                  "{t:plot }{t:plot }\n"
                                  "{t      }{t:plot }\n"
                                  "{u:plot } {t     }\n"
                                  "\n"
                                  "{t      }\n"
                                  "end\nt @E/THM/CPU\nu @E/THM/LID\n");
    static const struct {
        enum display_kind kind;
        int row, col, rows;
    } want[] = {{DISPLAY_PLOT, 0, 0, 2}, {DISPLAY_PLOT, 0, 9, 2},
        {DISPLAY_PLOT, 2, 0, 1}, {DISPLAY_VALUE, 2, 10, 1},
        {DISPLAY_VALUE, 4, 0, 1}};
    assert_int_equal(d->n_fields, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_int_equal(d->field[i].kind, want[i].kind);
        assert_int_equal(d->field[i].row, want[i].row);
        assert_int_equal(d->field[i].col, want[i].col);
        assert_int_equal(d->field[i].rows, want[i].rows);
    }
    display_free(&d);
}

static void
wide_characters_keep_fields_in_their_columns(void **state)
{
    (void)state;
    struct display *d =
        good(HEAD "screen\n\xe6\xb8\xa9\xe5\xba\xa6 {a }\xc2\xb0\nend\n"
                  "a @E/MODE\n");
    assert_int_equal(d->field[0].col, 5);
    assert_string_equal(d->text[0], "\xe6\xb8\xa9\xe5\xba\xa6     \xc2\xb0");
    assert_int_equal(d->cols, 10);
    display_free(&d);
}

static void
without_a_database_a_page_is_still_checked(void **state)
{
    (void)state;
    static const char text[] =
        HEAD "screen\n{a}{b      }\nend\na @E/X %5.2f\nb = @E/Y + 1 %5.1f\n";
    struct notes notes = {0};
    struct display *d;
    assert_int_equal(
        display_parse("f", text, sizeof text - 1, NULL, NULL, NULL, &notes, &d),
        ERR_FORMAT);
    assert_int_equal(notes.n, 1);
    assert_non_null(strstr(notes.note[0].text, "needs 7"));
    notes_fini(&notes);
}

static void
ids_have_capital_letters_digits_and_three_marks(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool is;
    } rows[] = {{"PWR-01", true}, {"1", true}, {"A.B_C", true}, {"", false},
        {"a", false}, {"-A", false}, {".A", false}, {"A B", false},
        {"A/B", false}, {"../A", false},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", true},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_int_equal(display_id_is_valid(rows[i].id), rows[i].is);
}

static void
the_head_is_read_even_of_a_broken_file(void **state)
{
    (void)state;
    static const char good_head[] =
        "junk\ndisplay A-1 \"A title\" # x\nscreen\n";
    static const char bad_head[] = "display a-1 \"A title\"\n";
    char *id, *title;
    assert_int_equal(
        display_parse_head(good_head, sizeof good_head - 1, &id, &title),
        ERR_OK);
    assert_string_equal(id, "A-1");
    assert_string_equal(title, "A title");
    free(id);
    free(title);
    assert_int_equal(
        display_parse_head(bad_head, sizeof bad_head - 1, &id, &title),
        ERR_FORMAT);
    assert_null(id);
    assert_null(title);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_is_the_page_that_is_drawn),
        cmocka_unit_test(the_manual_shows_the_same_example),
        cmocka_unit_test(a_format_with_a_blank_stands_in_quotes),
        cmocka_unit_test(definitions_of_the_example_say_what_is_written),
        cmocka_unit_test(expressions_become_steps_in_order),
        cmocka_unit_test(units_are_converted_from_that_of_the_database),
        cmocka_unit_test(what_follows_like_and_stands_before_it_overrides),
        cmocka_unit_test(states_may_have_blanks_signs_and_marks),
        cmocka_unit_test(files_of_other_systems_are_the_same_page),
        cmocka_unit_test(
            plots_with_the_same_name_below_are_blocks_of_their_own),
        cmocka_unit_test(wide_characters_keep_fields_in_their_columns),
        cmocka_unit_test(without_a_database_a_page_is_still_checked),
        cmocka_unit_test(ids_have_capital_letters_digits_and_three_marks),
        cmocka_unit_test(the_head_is_read_even_of_a_broken_file),
    };
    return cmocka_run_group_tests(tests, load_database, free_database);
}
