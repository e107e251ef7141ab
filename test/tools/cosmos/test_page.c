/*
 * test_page.c - COSMOS screens as display files: the page, its definitions,
 * what is said of the rest.  Each result is a right display file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include "common/str.h"
#include "console/display/display.h"
#include "tools/cosmos/page.h"

static struct mdb *mdb;

static int
setup(void **state)
{
    (void)state;
    struct notes notes = {0};
    char *path = check_path("tools/cosmos/data/inst.xml");
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    mdb_free(&mdb);
    return 0;
}

static char *
import(const char *screen, const struct mdb *with, int cols, char **said)
{
    struct notes notes = {0};
    struct strbuf text = {0};
    struct cosmos_options options = {
        .target = "INST", .id = "INST-T", .title = "INST-T", .cols = cols};
    char *out =
        cosmos_import("t.txt", screen, strlen(screen), with, &options, &notes);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&text, "%u: %s\n", notes.note[i].line, notes.note[i].text);
    *said = strdup(strbuf_get(&text));
    strbuf_fini(&text);
    notes_fini(&notes);
    return out;
}

static void
is_right(const char *text, const struct mdb *with)
{
    struct notes notes = {0};
    struct display *page;
    enum err e = display_parse(
        "t.dsp", text, strlen(text), with, NULL, NULL, &notes, &page);
    if (e != ERR_OK) {
        notes_print(&notes, stderr, true);
        fputs(text, stderr);
    }
    assert_int_equal(e, ERR_OK);
    assert_string_equal(page->id, "INST-T");
    display_free(&page);
    notes_fini(&notes);
}

/* What stands between "screen" and the comments, and what is said. */
static void
expect_of(const char *screen, const struct mdb *with, int cols,
    const char *page, const char *says)
{
    char *said, *out = import(screen, with, cols, &said);
    assert_non_null(out);
    is_right(out, with);
    char *begin = strstr(out, "screen\n"), *end = strstr(out, "\n# ");
    assert_non_null(begin);
    char *got = strndup(
        begin + 7, end != NULL ? (size_t)(end - begin) - 7 : strlen(begin + 7));
    assert_string_equal(got, page);
    assert_string_equal(said, says);
    free(got);
    free(said);
    free(out);
}

static void
expect(const char *body, const char *page, const char *says)
{
    struct strbuf screen = {0};
    strbuf_addf(&screen, "SCREEN AUTO AUTO 1.0\n%s", body);
    expect_of(strbuf_get(&screen), mdb, 78, page, says);
    strbuf_fini(&screen);
}

static void
names_are_as_wide_as_the_widest_beside_them(void **state)
{
    (void)state;
    expect("VERTICALBOX \"Power\"\n"
           "  LABELVALUE INST HS TEMP1\n"
           "  LABELVALUE INST HS HEATER\n"
           "  LABELVALUEDESC INST HS COUNT \"Packets sent\"\n"
           "END\n",
        " Power ------------------------\n"
        " TEMP1        {temp1     } degC\n"
        " HEATER       {heater}\n"
        " Packets sent {count }\n"
        "end\n\n"
        "temp1  /INST/HS/TEMP1\n"
        "heater /INST/HS/HEATER\n"
        "count  /INST/HS/COUNT\n",
        "");
}

static void
columns_stand_beside_each_other_while_there_is_room(void **state)
{
    (void)state;
    static const char screen[] = "SCREEN AUTO AUTO 1\n"
                                 "HORIZONTAL\n"
                                 "VALUE INST HS COUNT\nLABEL \"of all\"\n"
                                 "END\n"
                                 "MATRIXBYCOLUMNS 2\n"
                                 "LABEL A\nVALUE INST HS HEATER\n"
                                 "LABEL BBB\nVALUE INST HS COUNT\n"
                                 "END\n";
    static const char defs[] = "end\n\n"
                               "count  /INST/HS/COUNT\n"
                               "heater /INST/HS/HEATER\n";
    struct strbuf page = {0};
    strbuf_addf(
        &page, " {count }  of all\n A    {heater}\n BBB  {count }\n%s", defs);
    expect_of(screen, mdb, 78, strbuf_get(&page), "");
    strbuf_reset(&page);
    strbuf_addf(
        &page, " {count }\n of all\n A    {heater}\n BBB  {count }\n%s", defs);
    expect_of(screen, mdb, 12, strbuf_get(&page), "");
    strbuf_fini(&page);
}

static void
a_bar_has_its_range_from_the_screen_or_the_database(void **state)
{
    (void)state;
    expect("LABELVALUELIMITSBAR INST HS TEMP1\n"
           "RANGEBAR INST HS COUNT 0 100\n"
           "LABELPROGRESSBAR INST HS RATE 2\n"
           "LIMITSBAR INST HS RATE\n"
           "  SETTING MIN_VALUE -5\n"
           "  SETTING MAX_VALUE 5.5\n",
        " TEMP1 {temp1     } degC {temp1:bar             }\n"
        " {count:bar             }\n"
        " RATE  {rate      } {rate:bar              }\n"
        " {rate.2:bar            }\n"
        "end\n\n"
        "temp1  /INST/HS/TEMP1   bar -20..100\n"
        "count  /INST/HS/COUNT   bar 0..100\n"
        "rate   /INST/HS/RATE    bar 0..50\n"
        "rate.2 /INST/HS/RATE    bar -5..5.5\n",
        "");
    expect("VALUELIMITSBAR INST HS RATE\nVALUERANGEBAR INST HS RATE 9 1\n"
           "LIMITSBAR INST HS HEATER\n",
        " {rate      }\n {rate      }\n {heater}\n"
        "end\n\nrate   /INST/HS/RATE\nheater /INST/HS/HEATER\n",
        "2: left out: the bar of RATE: its range is not known; write 'bar "
        "LOW..HIGH'\n"
        "3: left out: the bar of RATE: its range is not known; write 'bar "
        "LOW..HIGH'\n"
        "4: left out: the bar of HEATER, which is no number\n");
}

static void
formats_are_those_that_displays_know(void **state)
{
    (void)state;
    expect("FORMATVALUE INST HS COUNT \"0x%04X\"\n"
           "FORMATVALUE INST HS TEMP1 %0.2f\n",
        " 0x{count}\n {temp1     } degC\n"
        "end\n\n"
        "count /INST/HS/COUNT   %04X\n"
        "temp1 /INST/HS/TEMP1   %0.2f\n",
        "");
    expect(
        "FORMATVALUE INST HS TEMP1 %x\nFORMATVALUE INST HS COUNT %n\n"
        "FORMATVALUE INST HS COUNT \"%d %d\"\nFORMATVALUE INST HS COUNT no\n",
        " {temp1     } degC\n {count }\n {count }\n {count }\n"
        "end\n\ntemp1 /INST/HS/TEMP1\ncount /INST/HS/COUNT\n",
        "2: left out: the format '%x' of TEMP1\n"
        "3: left out: the format '%n' of COUNT\n"
        "4: left out: the format '%d %d' of COUNT\n"
        "5: left out: the format 'no' of COUNT\n");
}

static void
lamps_become_states_and_what_is_not_green_is_abnormal(void **state)
{
    (void)state;
    expect("LED INST HS HEATER\n"
           "  SETTING LED_COLOR ON GREEN\n"
           "  SETTING LED_COLOR BROKEN RED\n"
           "  SETTING LED_COLOR ANY YELLOW\n"
           "  SETTING LED_COLOR 7 BLUE\n"
           "LED INST HS COUNT RAW 20 20\n"
           "  SETTING LED_COLOR 0 GREEN\n"
           "  SETTING LED_COLOR 1 RED\n",
        " {heater          }\n {count           }\n"
        "end\n\n"
        "heater /INST/HS/HEATER   states 1=ON 7=BROKEN!\n"
        "count  /INST/HS/COUNT    states 0=GREEN 1=RED!\n",
        "2: left out: the colour of HEATER for 'ANY'\n"
        "2: left out: the colour of HEATER for '7'\n"
        "7: left out: RAW of COUNT; the engineering value is shown\n");
}

static void
courses_become_sparks_and_plots(void **state)
{
    (void)state;
    expect("SPARKLINE INST HS TEMP1\n  SETTING HISTORY 1h\n"
           "LINEGRAPH INST HS TEMP1\n  SETTING SECONDSGRAPHED 60\n"
           "  SETTING ITEM INST HS RATE\n",
        " {temp1:spark           }\n"
        " {temp1.2:plot                            }\n"
        " {temp1.2                                 }\n"
        " {temp1.2                                 }\n"
        " {temp1.2                                 }\n"
        " {temp1.2                                 }\n"
        " {temp1.2                                 }\n"
        " {temp1.2                                 }\n"
        " {temp1.2                                 }\n"
        "end\n\n"
        "temp1   /INST/HS/TEMP1   spark 1h\n"
        "temp1.2 /INST/HS/TEMP1   plot 60s\n",
        "4: left out: further curves in the plot of TEMP1\n");
}

static void
a_value_below_its_plot_is_no_row_of_it(void **state)
{
    (void)state;
    char *said, *out = import("SCREEN A A 1\nVERTICAL\nLINEGRAPH INST HS RATE\n"
                              "VALUE INST HS RATE\nEND\n",
                    mdb, 78, &said);
    assert_non_null(strstr(out, "\n {rate.2    }\nend\n"));
    is_right(out, mdb);
    free(said);
    free(out);
}

static void
elements_of_arrays_are_shown(void **state)
{
    (void)state;
    expect("LABELVALUE INST HS ARY\nVALUE INST HS ARY[1] CONVERTED\n",
        " ARY  {ary   }  {ary.2 }  {ary.3 }\n {ary.2 }\n"
        "end\n\n"
        "ary   /INST/HS/ARY[0]\n"
        "ary.2 /INST/HS/ARY[1]\n"
        "ary.3 /INST/HS/ARY[2]\n",
        "");
}

static void
times_of_packets_become_their_age(void **state)
{
    (void)state;
    expect("LABELVALUE INST HS PACKET_TIMEFORMATTED FORMATTED 30\n"
           "LABELVALUE INST HS RECEIVED_COUNT\n"
           "SPARKLINE INST HS RECEIVED_COUNT\n",
        " PACKET_TIMEFORMATTED {hs:age  }\n"
        " RECEIVED_COUNT       {hs      }\n"
        " {hs      }\n"
        "end\n\n"
        "hs packet /INST/HS/HS\n",
        "4: left out: the course of RECEIVED_COUNT, which is no number\n");
}

static void
what_leads_to_a_screen_becomes_a_link(void **state)
{
    (void)state;
    expect("BUTTON 'Go' \"screen.open('INST', 'adcs')\"\n"
           "LABEL x\n  SETTING SCREEN INST HS\n",
        " {>INST-ADCS }\n x  {>INST-HS }\nend\n\n", "");
}

static void
what_has_no_place_is_said(void **state)
{
    (void)state;
    expect("TITLE \"One {a}\"\nTITLE Two\n"
           "  SETTING BACKCOLOR red\n"
           "BUTTON 'Send' 'api.cmd(1)'\n"
           "NAMED_WIDGET X COMBOBOX A B\n"
           "BIG INST HS TEMP1\n"
           "CANVAS 1 2\nCANVASLABEL 1 2 \"x\"\nEND\nEND\n"
           "VERTICAL\nLABEL z\n",
        " Two\n x\n z\nend\n\n",
        "4: left out: 1 setting of colour, size and the like, here and on\n"
        "5: left out: BUTTON 'Send'\n"
        "6: left out: COMBOBOX 'A'\n"
        "7: left out: BIG 'INST'\n"
        "8: left out: places on the canvas; its texts stand below each other\n"
        "11: END without a layout before it\n"
        "12: VERTICAL has no END\n");
}

static void
a_name_that_is_not_there_is_said_with_the_nearest(void **state)
{
    (void)state;
    char *said, *out = import("SCREEN AUTO AUTO 1\nLABELVALUE INST HS TEMPP1\n"
                              "LABELVALUE INST HS TEMPP1\nVALUE INST HS\n",
                    mdb, 78, &said);
    assert_non_null(strstr(out,
        "# TODO no parameter for INST HS TEMPP1; nearest: /INST/HS/TEMP1\n"));
    assert_non_null(strstr(out, "\n [TEMPP1?]\n"));
    assert_non_null(
        strstr(said, "4: left out: VALUE without target, packet and item\n"));
    is_right(out, mdb);
    free(said);
    free(out);
    out = import("SCREEN AUTO AUTO 1\nVALUE INST HS A\nVALUE INST HS <|>\n",
        NULL, 78, &said);
    assert_non_null(strstr(out, "a INST/HS/A\n"));
    assert_non_null(strstr(out, "# TODO no parameter for INST HS <|>\n"));
    is_right(out, NULL);
    free(said);
    free(out);
}

static void
names_like_directives_are_no_directives(void **state)
{
    (void)state;
    char *said, *out = import("SCREEN AUTO AUTO 1\nVALUE INST HS END\n"
                              "VALUE INST HS STALE\nVALUE INST HS GREEN\n",
                    NULL, 78, &said);
    assert_non_null(strstr(out, "val_end   INST/HS/END\n"));
    is_right(out, NULL);
    free(said);
    free(out);
}

static void
what_no_display_can_hold_is_refused(void **state)
{
    (void)state;
    struct strbuf fields = {0}, rows = {0}, deep = {0};
    strbuf_adds(&fields, "SCREEN A A 1\nHORIZONTAL\n");
    strbuf_adds(&rows, "SCREEN A A 1\n");
    strbuf_adds(&deep, "SCREEN A A 1\n");
    for (int i = 0; i < 2001; i++) {
        strbuf_adds(&fields, "VALUE INST HS COUNT\n");
        strbuf_adds(&rows, "LABEL x\n");
        strbuf_adds(&deep, i < 100 ? "VERTICAL\n" : "");
    }
    const struct {
        const char *screen, *says;
    } cases[] = {
        {"", "there is no line SCREEN"},
        {"VALUE INST HS COUNT\n", "there is no line SCREEN"},
        {"SCREEN A A 1\n", "nothing of it can be shown"},
        {"SCREEN A A 1\nTITLE only\n", "nothing of it can be shown"},
        {strbuf_get(&fields), "too many fields"},
        {strbuf_get(&rows), "too many rows"},
        {strbuf_get(&deep), "nested deeper than 64"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char *said, *out = import(cases[i].screen, mdb, 78, &said);
        assert_null(out);
        assert_non_null(strstr(said, cases[i].says));
        free(said);
    }
    strbuf_fini(&fields);
    strbuf_fini(&rows);
    strbuf_fini(&deep);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_as_wide_as_the_widest_beside_them),
        cmocka_unit_test(columns_stand_beside_each_other_while_there_is_room),
        cmocka_unit_test(a_bar_has_its_range_from_the_screen_or_the_database),
        cmocka_unit_test(formats_are_those_that_displays_know),
        cmocka_unit_test(lamps_become_states_and_what_is_not_green_is_abnormal),
        cmocka_unit_test(courses_become_sparks_and_plots),
        cmocka_unit_test(a_value_below_its_plot_is_no_row_of_it),
        cmocka_unit_test(elements_of_arrays_are_shown),
        cmocka_unit_test(times_of_packets_become_their_age),
        cmocka_unit_test(what_leads_to_a_screen_becomes_a_link),
        cmocka_unit_test(what_has_no_place_is_said),
        cmocka_unit_test(a_name_that_is_not_there_is_said_with_the_nearest),
        cmocka_unit_test(names_like_directives_are_no_directives),
        cmocka_unit_test(what_no_display_can_hold_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
