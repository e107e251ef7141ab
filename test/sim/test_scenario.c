/*
 * test_scenario.c - scenario files: what they say, and what is wrong with them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"
#include "support/sif.h"

#include <glob.h>
#include <math.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "sim/power.h"
#include "sim/scenario.h"
#include "sim/spectrometer.h"
#include "sim/thermal.h"

static struct mdb *mdb;

static int
load_database(void **state)
{
    (void)state;
    mdb = sif_load();
    return 0;
}

static int
free_database(void **state)
{
    (void)state;
    mdb_free(&mdb);
    return 0;
}

static struct scenario *
good(const char *text)
{
    struct notes notes = {0};
    struct scenario *s = NULL;
    enum err e =
        scenario_load_memory("a.scn", text, strlen(text), mdb, &notes, &s);
    notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    assert_int_equal(notes.n, 0);
    notes_fini(&notes);
    return s;
}

/* All that is noted, "line:col text" each. */
static char *
noted(const char *text, size_t len)
{
    struct notes notes = {0};
    struct scenario *s = NULL;
    struct strbuf out = {0};
    enum err e = scenario_load_memory("a.scn", text, len, mdb, &notes, &s);
    assert_int_equal(e == ERR_OK, notes.errors == 0);
    assert_int_equal(e == ERR_OK, s != NULL);
    for (size_t i = 0; i < notes.n; i++)
        strbuf_addf(&out, "%u:%u %s\n", notes.note[i].line, notes.note[i].col,
            notes.note[i].text);
    notes_fini(&notes);
    scenario_free(&s);
    return strbuf_take(&out);
}

#define HEAD  "scenario A \"An exercise\"\n"
#define FAULT HEAD "fault F \"One\"\n"

static void
a_scenario_says_what_goes_wrong_and_when(void **state)
{
    (void)state;
    struct scenario *s = good(
        "# before\n"
        "scenario HEATER \"A heater that does not switch off\"\r\n"
        "duration 25 min\nplace 80 deg\nbeta -3\nseed 7\n"
        "brief\n  You take over.\n\n  # not a comment\nend\n"
        "notes\n  Let them look.\n  end\n"
        "\n"
        "fault SENSOR-HEATER \"Sun sensor heater stuck on\"\n"
        "  heater SUN_SENSOR stuck on\n"
        "  heater 10 at 300 % power   # of its mat\n"
        "  begins   at 1:00\n"
        "  ends     when PDU_HTRB_ST == OFF and raw(PDU_HTRB_I) < 3 for 60 s\n"
        "  detect   alarm THM_SS_T, PDU_HTRB_I\n"
        "  diagnose display THM-02, PWR-01\n"
        "  recover  when THM_SS_T < 40\n"
        "  hint     after 5 min \"Look at the currents.\"\n"
        "fault NEXT \"Another\"\n"
        "\tsignal lost\n"
        "\tbegins 90s after SENSOR-HEATER ends\n"
        "\tends after 1:02:03\n");
    assert_string_equal(s->id, "HEATER");
    assert_string_equal(s->title, "A heater that does not switch off");
    assert_true(s->duration_s == 1500 && s->place_deg == 80);
    assert_true(s->beta_deg == -3 && s->has_seed && s->seed == 7);
    assert_string_equal(s->brief, "You take over.\n\n# not a comment\n");
    assert_string_equal(s->notes, "Let them look.\n");
    assert_int_equal(s->n_faults, 2);
    const struct scenario_fault *f = &s->fault[0];
    assert_int_equal(f->n_effects, 2);
    assert_int_equal(f->effect[0].kind, EFFECT_HEATER_ON);
    assert_int_equal(f->effect[0].unit, HEATER_SUN_SENSOR);
    assert_int_equal(f->effect[1].kind, EFFECT_HEATER_POWER);
    assert_int_equal(f->effect[1].unit, HEATER_SUN_SENSOR);
    assert_true(f->effect[1].a == 3.0);
    assert_string_equal(f->effect[1].text, "heater 10 at 300 % power");
    assert_int_equal(f->begins.kind, WHEN_AT);
    assert_true(f->begins.s == 60);
    assert_int_equal(f->ends.kind, WHEN_CONDITION);
    assert_true(f->ends.s == 60);
    assert_int_equal(f->ends.criteria.op, MDB_AND);
    assert_string_equal(f->ends.text,
        "when PDU_HTRB_ST == OFF and raw(PDU_HTRB_I) < 3 for 60 s");
    assert_int_equal(f->n_detect, 2);
    assert_true(str_suffix(f->detect[0].name, "/THM_SS_T"));
    assert_int_equal(f->n_diagnose, 2);
    assert_string_equal(f->diagnose[1].name, "PWR-01");
    assert_int_equal(f->diagnose[1].kind, SIGN_DISPLAY);
    assert_true(f->has_recover && f->recover.s == 0);
    assert_true(f->hint_s == 300);
    assert_string_equal(f->hint, "Look at the currents.");
    f = &s->fault[1];
    assert_int_equal(f->begins.kind, WHEN_ENDED);
    assert_int_equal(f->begins.fault, 0);
    assert_true(f->begins.s == 90);
    assert_int_equal(f->ends.kind, WHEN_AFTER);
    assert_true(f->ends.s == 3723);
    scenario_free(&s);
    scenario_free(&s);
}

static void
every_kind_of_effect_can_be_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum scenario_effect_kind kind;
        unsigned unit;
        double a;
        const char *name;
    } rows[] = {
        {"measurement PDU_BUS_V stuck", EFFECT_STUCK, 0, 0, "PDU_BUS_V"},
        {"measurement /SIF/PDU/PDU_BUS_V off by -2", EFFECT_BIAS, 0, -2,
            "PDU_BUS_V"},
        {"measurement PDU_BUS_V off by 2 V", EFFECT_BIAS, 0, 2, "PDU_BUS_V"},
        {"measurement PDU_BUS_V drifts by 6 V per minute", EFFECT_DRIFT, 0, 0.1,
            "PDU_BUS_V"},
        {"measurement PDU_BUS_V drifts by 36 per hour", EFFECT_DRIFT, 0, 0.01,
            "PDU_BUS_V"},
        {"measurement PDU_BUS_V noisy by 0.5", EFFECT_NOISE, 0, 0.5,
            "PDU_BUS_V"},
        {"measurement PDU_BUS_V shows 30 V", EFFECT_SHOWS, 0, 30, "PDU_BUS_V"},
        {"measurement PDU_BUS_V dead", EFFECT_DEAD, 0, 0, "PDU_BUS_V"},
        {"packets PDU_HK silent", EFFECT_SILENT, 0, 0, "PDU_HK"},
        {"packets all lost 20%", EFFECT_LOSS, 0, 0.2, "all"},
        {"packets THM_HK corrupted 5 %", EFFECT_CORRUPTED, 0, 0.05, "THM_HK"},
        {"signal lost", EFFECT_LOS, 0, 0, NULL},
        {"command all refused", EFFECT_REFUSED, 0, 0, "all"},
        {"command all not executed", EFFECT_NOT_EXECUTED, 0, 0, "all"},
        {"command all not reported", EFFECT_NO_REPORT, 0, 0, "all"},
        {"command all reported as another", EFFECT_WRONG_REPORT, 0, 0, "all"},
        {"payload goes to mode SAFE", EFFECT_MODE, 0, 0, "SAFE"},
        {"heater BASE stuck on", EFFECT_HEATER_ON, HEATER_BASE, 0, NULL},
        {"heater 1 stuck off", EFFECT_HEATER_POWER, 0, 0, NULL},
        {"pointing lost", EFFECT_POINTING_LOST, 0, 0, NULL},
        {"sun sensor noisy by 300 arcsec", EFFECT_SUN_SENSOR, 0, 300, NULL},
        {"feeds sag by 9 V", EFFECT_FEED_SAG, 0, 9, NULL},
        {"outlet SPB overloaded by 90 W", EFFECT_OVERLOAD, OUTLET_SPB, 90,
            NULL},
        {"cooler B at 0 %", EFFECT_COOLER, SPECTROMETER_B, 0, NULL},
        {"terminal 4 dead", EFFECT_TERMINAL, 3, 0, NULL},
    };
    bool seen[EFFECT_COUNT] = {false};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena arena = {0};
        struct notes notes = {0};
        struct scenario_effect e;
        bool is_good =
            scenario_effect_read(rows[i].text, mdb, &arena, &notes, &e);
        notes_print(&notes, stderr, false);
        if (!is_good)
            fail_msg("%s", rows[i].text);
        assert_int_equal(e.kind, rows[i].kind);
        assert_int_equal(e.unit, rows[i].unit);
        assert_true(fabs(e.a - rows[i].a) < 1e-12);
        assert_true(str_eq(e.name, rows[i].name));
        assert_string_equal(e.text, rows[i].text);
        seen[e.kind] = true;
        arena_fini(&arena);
        notes_fini(&notes);
    }
    for (size_t k = 0; k < EFFECT_COUNT; k++)
        assert_true(seen[k]);
    assert_non_null(scenario_effect_usage(0));
    assert_null(scenario_effect_usage(1000));
}

static void
what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    unsigned failed = 0;
    static const struct {
        const char *text, *notes;
    } rows[] = {
        {"", "1:1 a scenario begins with: scenario NAME \"TITLE\"\n"},
        {HEAD HEAD, "2:10 there is one scenario in a file\n"},
        {"scenario A B\n", "1:12 a title in \"quotes\" is expected here\n"},
        {HEAD "duration\n",
            "2:9 a time is expected here: 1:30, 90 s, 5 min, 2 h\n"},
        {HEAD "duration 25 h\n",
            "2:10 a time of at most 24 h is expected here\n"},
        {HEAD "duration 1:60\n",
            "2:10 a time is expected here: 1:30, 90 s, 5 min, 2 h\n"},
        {HEAD "duration nan\n",
            "2:10 a time of at most 24 h is expected here\n"},
        {HEAD "place 181\n", "2:7 -180 to 180 degrees\n"},
        {HEAD "place east\n", "2:7 a number is expected here\n"},
        {HEAD "seed 1.5\n", "2:6 a whole number from 0 is expected here\n"},
        {HEAD "durations 3 min\n",
            "2:1 'durations' is not known here; did you mean 'duration'?\n"},
        {HEAD "  pointing lost\n",
            "2:3 a line that begins with a blank belongs to a fault, and there "
            "is none above it\n"},
        {HEAD "brief\nfoo\n",
            "2:1 the text that begins here has no line 'end'\n"},
        {HEAD "seed \"7\n", "2:6 the quote is not closed\n"},
        {FAULT, "2:1 fault 'F' does nothing\n"},
        {FAULT "  signal lots\n", "3:10 'lost' is expected here: \"signal "
                                  "lost\"\n2:1 fault 'F' does nothing\n"},
        {FAULT "  signal lost\n  begins never\n",
            "4:10 a fault begins at a time, when a condition holds, after "
            "another one, or by hand\n"},
        {FAULT "  signal lost\n  begins at 2:00\n  begins at 3:00\n",
            "5:3 'begins' stands twice in this fault\n"},
        {FAULT "  signal lost\n  begins at 2:00\n  ends at 1:00\n",
            "2:1 fault 'F' ends before it begins\n"},
        {FAULT "  signal lost\n  begins after G ends\n",
            "4:16 there is no fault 'G'\n"},
        {FAULT "  signal lost\n  begins after F\n",
            "4:17 begins or ends is expected here\n"},
        {FAULT "  signal lost\n  begins soon\n",
            "4:10 a moment is expected here: at TIME, when CONDITION, after "
            "TIME, TIME after FAULT begins, by hand, never\n"},
        {FAULT "  signal lost\n  begins when\n",
            "4:14 a condition is expected here\n"},
        {FAULT "  signal lost\n  begins when PDU_BUS_VV > 3\n",
            "4:15 there is no parameter 'PDU_BUS_VV'; did you mean "
            "'/SIF/PDU/PDU_BUS_V'?\n"},
        {FAULT "  signal lost\n  recover at 3:00\n",
            "4:11 'when CONDITION' or 'after command NAME' is expected here\n"},
        {FAULT "  signal lost\n  detect display X\n",
            "4:10 'alarm PARAMETER' is expected here\n"},
        {FAULT "  signal lost\n  detect alarm PDU_BUS_VV\n",
            "4:16 there is no parameter 'PDU_BUS_VV'; did you mean "
            "'/SIF/PDU/PDU_BUS_V'?\n"},
        {FAULT "  signal lost\n  diagnose THM-02\n",
            "4:12 'display ID' or 'command NAME' is expected here\n"},
        {FAULT "  signal lost\n  hint 5 min Look\n",
            "4:14 a text in \"quotes\" is expected here\n"},
        {FAULT "  heater BASS stuck on\n  signal lost\n",
            "3:10 there is no heater 'BASS'; did you mean 'BASE'?\n"},
        {FAULT "  heater 11 stuck on\n  signal lost\n",
            "3:10 there is no heater '11'\n"},
        {FAULT "  measurement PDU_BUS_V off by 2 A\n  signal lost\n",
            "3:34 the unit of PDU_BUS_V is 'V'\n"},
        {FAULT "  packets PDU_KH silent\n  signal lost\n",
            "3:11 there is no packet type 'PDU_KH'; did you mean 'PDU_HK'?\n"},
        {FAULT "  packets all lost 120 %\n  signal lost\n",
            "3:20 a percentage of 0 to 100 is expected here\n"},
        {FAULT "  payload goes to mode SAVE\n  signal lost\n",
            "3:24 there is no mode to go to 'SAVE'; did you mean 'SAFE'?\n"},
        {FAULT "  command NO_SUCH refused\n  signal lost\n", NULL},
        {FAULT "  command Function refused\n  signal lost\n",
            "3:11 'Function' is abstract: nobody sends it as it is\n"},
        {HEAD "fault F \"a\"\n  signal lost\nfault F \"b\"\n  signal lost\n",
            "4:7 there is a fault 'F' in line 2\n"},
        {HEAD
            "duration 1 min\nfault F \"a\"\n  signal lost\n  begins at 2:00\n",
            "3:1 fault 'F' begins after the end\n"},
        {HEAD "seed \x1b[31m\n",
            "2:6 there are characters that cannot be printed\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *all = noted(rows[i].text, strlen(rows[i].text));
        if (rows[i].notes == NULL)
            assert_non_null(strstr(all, "3:11 there is no command 'NO_SUCH'"));
        else if (!str_eq(all, rows[i].notes))
            print_error("%s: %s", rows[i].text, all), failed++;
        free(all);
    }
    assert_int_equal(failed, 0);
}

static void
all_errors_come_in_one_run(void **state)
{
    (void)state;
    const char text[] = FAULT "  heater BASS stuck on\n  signal lots\n"
                              "  begins soon\nseed x\n";
    char *all = noted(text, strlen(text));
    size_t lines = 0;
    for (const char *p = all; *p != '\0'; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 5);
    free(all);
}

static void
hostile_files_are_refused(void **state)
{
    (void)state;
    char *text = NULL;
    struct strbuf many = {0};
    strbuf_adds(&many, HEAD);
    for (int i = 0; i < 100; i++)
        strbuf_addf(&many, "fault F%d \"x\"\n  signal lost\n", i);
    text = noted(many.s, many.len);
    assert_non_null(strstr(text, "more than 64 faults"));
    free(text);
    strbuf_reset(&many);
    strbuf_adds(&many, FAULT);
    for (int i = 0; i < 20; i++)
        strbuf_adds(&many, "  signal lost\n");
    text = noted(many.s, many.len);
    assert_non_null(strstr(text, "more than 16 things at fault"));
    free(text);
    strbuf_reset(&many);
    for (int i = 0; i < 70; i++)
        strbuf_adds(&many, "a ");
    text = noted(many.s, many.len);
    assert_non_null(strstr(text, "too many words in one line"));
    free(text);
    strbuf_reset(&many);
    for (int i = 0; i < 2000; i++)
        strbuf_addc(&many, 'a');
    text = noted(many.s, many.len);
    assert_non_null(strstr(text, "the line is too long"));
    free(text);
    strbuf_fini(&many);
    text = noted("\0\0\xff\xfe\n", 5);
    assert_true(text[0] != '\0');
    free(text);
}

static void
the_shipped_ones_are_good(void **state)
{
    (void)state;
    char *dir = check_path("../scenarios"), *pattern = NULL;
    glob_t found;
    pattern = xasprintf("%s/*.scn", dir);
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 5);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct notes notes = {0};
        struct scenario *s = NULL;
        (void)!scenario_load(found.gl_pathv[i], mdb, &notes, &s);
        notes_print(&notes, stderr, true);
        assert_int_equal(notes.n, 0);
        assert_true(s->brief[0] != '\0' && s->n_faults > 0);
        scenario_free(&s);
        notes_fini(&notes);
    }
    globfree(&found);
    free(pattern);
    free(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_says_what_goes_wrong_and_when),
        cmocka_unit_test(every_kind_of_effect_can_be_written),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(all_errors_come_in_one_run),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(the_shipped_ones_are_good),
    };
    return cmocka_run_group_tests(tests, load_database, free_database);
}
