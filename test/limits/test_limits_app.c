/*
 * test_limits_app.c - samples in; states, alarms, answers and a journal out.
 *
 * Real database, rules, engine, journal; only bus and clock are ours.
 *
 * SPDX-License-Identifier: ISC
 */
#include "limits/limits_app.h"

#include <signal.h>
#include <sys/resource.h>

#include "bus/tm.h"
#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "support/check.h"

#define N_WIDE 1000

struct bench {
    struct mdb *mdb;
    struct rules *rules;
    char *dir, *path;
    struct journal *journal;
    struct limits_app *app;
    struct utc now;
    uint32_t container, temp;
    enum limit_mode mode;
    /* what came out */
    unsigned alarms, limits, summaries, events[800];
    char last_name[64], last_what[20], last_event[256], last_rule[128];
    uint64_t last_state, last_number;
    struct msg_summary summary;
    uint8_t states[N_WIDE];
    size_t n_states;
    struct utc states_made;
    struct msg_reply reply;
    char text[200];
    char order[32]; /* of messages: L limit, A alarm, S summary */
    bool looks;     /* into the journal when an alarm is told */
};

static void
note_order(struct bench *b, char what)
{
    const size_t n = strlen(b->order);
    if (n + 1 < sizeof b->order)
        b->order[n] = what;
}

/* What is told is in the file, so that nobody hears it twice. */
static void
look_into_journal(const struct bench *b, uint64_t number)
{
    char field[32];
    (void)snprintf(field, sizeof field, "\t%llu\t", (unsigned long long)number);
    char *text = check_read(b->path, NULL);
    assert_non_null(strstr(text, field));
    free(text);
}

static void
on_publish(void *arg, const char *topic, struct msg *msg)
{
    struct bench *b = arg;
    struct msg_buffer packed = {0};
    msg->envelope.source = msg_str("limits");
    msg->envelope.instance = msg_str("t");
    struct msg back;
    assert_int_equal(msg_pack(msg, &packed), ERR_OK);
    assert_int_equal(msg_unpack(packed.p, packed.len, &back), ERR_OK);
    assert_true(msg_topic_is_valid(topic, strlen(topic)));
    if (back.envelope.type == MSG_ALARM) {
        const struct msg_alarm *a = &back.u.alarm;
        b->alarms += !msg_str_eq(a->what, "update");
        msg_str_copy(b->last_name, sizeof b->last_name, a->name);
        msg_str_copy(b->last_what, sizeof b->last_what, a->what);
        msg_str_copy(b->last_rule, sizeof b->last_rule, a->rule);
        b->last_state = a->state;
        b->last_number = a->number;
        note_order(b, 'A');
        if (b->looks)
            look_into_journal(b, a->number);
        assert_true(str_prefix(topic, "alarm/S/"));
    } else if (back.envelope.type == MSG_LIMIT) {
        b->limits++;
        note_order(b, 'L');
        b->n_states = back.u.limit.states.len;
        assert_int_equal(b->n_states, back.u.limit.items.n);
        b->states_made = back.u.limit.generation;
        assert_string_equal(
            topic, back.u.limit.mode == TM_DUMP     ? "limit/S/PKT@dump"
                   : back.u.limit.mode == TM_REPLAY ? "limit/S/PKT@replay"
                                                    : "limit/S/PKT");
        memcpy(b->states, back.u.limit.states.p, b->n_states);
    } else if (back.envelope.type == MSG_SUMMARY) {
        b->summaries++;
        note_order(b, 'S');
        b->summary = back.u.summary;
    }
    msg_fini(&back);
    free(packed.p);
}

static void
on_event(void *arg, enum event_id id, const char *text)
{
    struct bench *b = arg;
    b->events[id]++;
    (void)str_copy(b->last_event, sizeof b->last_event, text);
}

/* W000 with another critical limit, W001 named `second`, W002 with limits or
 * without. */
static struct mdb *
make_mdb_of(const char *critical, const char *second, bool is_third_checked)
{
    struct strbuf x = {0};
    strbuf_adds(&x,
        "<SpaceSystem name='S' xmlns='http://www.omg.org/spec/XTCE/20180204'>"
        "<TelemetryMetaData><ParameterTypeSet>"
        "<IntegerParameterType name='t' signed='false'><UnitSet><Unit>V</Unit>"
        "</UnitSet><IntegerDataEncoding sizeInBits='16'/><DefaultAlarm>"
        "<StaticAlarmRanges><WarningRange minInclusive='10' "
        "maxInclusive='50'/><CriticalRange minInclusive='5' maxInclusive='");
    strbuf_adds(&x, critical);
    strbuf_adds(&x,
        "'/></StaticAlarmRanges></DefaultAlarm></IntegerParameterType>"
        "<IntegerParameterType name='u' signed='false'><UnitSet/>"
        "<IntegerDataEncoding sizeInBits='16'/></IntegerParameterType>"
        "</ParameterTypeSet><ParameterSet>");
    for (unsigned i = 0; i < N_WIDE; i++) {
        const char *type = i == 2 && !is_third_checked ? "u" : "t";
        if (i == 1)
            strbuf_addf(&x, "<Parameter name='%s' parameterTypeRef='%s'/>",
                second, type);
        else
            strbuf_addf(
                &x, "<Parameter name='W%03u' parameterTypeRef='%s'/>", i, type);
    }
    strbuf_adds(&x, "</ParameterSet><ContainerSet>"
                    "<SequenceContainer name='PKT'><EntryList>");
    for (unsigned i = 0; i < N_WIDE; i++)
        if (i == 1)
            strbuf_addf(&x, "<ParameterRefEntry parameterRef='%s'/>", second);
        else
            strbuf_addf(&x, "<ParameterRefEntry parameterRef='W%03u'/>", i);
    strbuf_adds(&x, "</EntryList></SequenceContainer></ContainerSet>"
                    "</TelemetryMetaData></SpaceSystem>");
    struct notes notes = {0};
    struct mdb *mdb;
    const enum err e = mdb_load_memory(
        "t.xml", x.s, x.len, &(struct mdb_options){0}, &notes, &mdb);
    notes_print(&notes, stderr, false);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    strbuf_fini(&x);
    return mdb;
}

static struct mdb *
make_mdb(void)
{
    return make_mdb_of("90", "W001", true);
}

struct records {
    char *record[5000];
    size_t n;
};

static void
on_record(void *arg, const char *record)
{
    struct records *r = arg;
    assert_true(r->n < ARRAY_LEN(r->record));
    r->record[r->n++] = xstrdup(record);
}

static void
start(struct bench *b)
{
    static struct records records;
    struct journal_report report;
    records.n = 0;
    assert_int_equal(
        journal_open(b->path, on_record, &records, &report, &b->journal),
        ERR_OK);
    assert_int_equal(report.damaged + report.torn_bytes, 0);
    const struct limits_config config = {.rules = b->rules,
        .mode = b->mode,
        .outbox = {.arg = b, .publish = on_publish, .event = on_event},
        .journal = b->journal};
    b->app = limits_app_new(&config, b->now);
    for (size_t i = 0; i < records.n; i++) {
        limits_app_restore(b->app, records.record[i]);
        free(records.record[i]);
    }
    limits_app_begin(b->app, b->now);
}

/* Without a last word, as after kill -9. */
static void
stop(struct bench *b)
{
    limits_app_free(&b->app);
    journal_close(&b->journal);
}

/* `conf` is limits.conf, NULL: none. */
static void
bench_open(struct bench *b, enum limit_mode mode, const char *conf)
{
    *b = (struct bench){.now = {INT64_C(1790000000) * NS_PER_S}, .mode = mode};
    b->mdb = make_mdb();
    struct notes notes = {0};
    char *dir = check_tmpdir(), *path = NULL;
    if (conf != NULL)
        path = check_write(dir, "limits.conf", conf, strlen(conf));
    assert_int_equal(rules_load(b->mdb, path, &notes, &b->rules), ERR_OK);
    free(path);
    check_rmdir(&dir);
    notes_fini(&notes);
    b->container = mdb_find_container(b->mdb, "/S/PKT");
    b->temp = mdb_find_item(b->mdb, "/S/W000");
    b->dir = check_tmpdir();
    b->path = xasprintf("%s/alarms/journal", b->dir);
    start(b);
    limits_app_announce(b->app, b->now);
}

static void
bench_init(struct bench *b)
{
    bench_open(b, LIMIT_REALTIME, NULL);
}

static void
bench_fini(struct bench *b)
{
    stop(b);
    rules_free(&b->rules);
    mdb_free(&b->mdb);
    free(b->path);
    check_rmdir(&b->dir);
}

/* Half a second later, a packet of this number, made at `made`: W000 is
 * `first`, the `n - 1` next are `others`, the rest 20. */
static void
numbered(struct bench *b, enum tm_mode mode, struct utc made, uint64_t serial,
    unsigned first, size_t n, unsigned others)
{
    uint64_t cells[N_WIDE];
    b->now = utc_add_ns(b->now, NS_PER_S / 2);
    for (size_t i = 0; i < N_WIDE; i++)
        cells[i] = i == 0 ? first : i < n ? others : 20;
    struct tm_builder *builder = tm_builder_new();
    tm_builder_begin(builder, &(struct tm_batch){.mdb_hash = b->mdb->hash,
                                  .container = b->container,
                                  .apid = 1,
                                  .mode = mode,
                                  .link = "u",
                                  .n = N_WIDE});
    assert_int_equal(
        tm_builder_add(builder, &(struct tm_packet){.generation = made,
                                    .reception = b->now,
                                    .serial = serial,
                                    .raw = cells,
                                    .eng = cells}),
        ERR_OK);
    struct msg msg = {.envelope.type = MSG_TM};
    tm_builder_message(builder, &msg);
    limits_app_message(b->app, &msg, b->now);
    limits_app_flush(b->app, b->now);
    tm_builder_free(&builder);
}

static void
packet(struct bench *b, enum tm_mode mode, unsigned first, size_t n,
    unsigned others)
{
    numbered(b, mode, utc_add_ns(b->now, NS_PER_S / 2), 0, first, n, others);
}

static enum err
ask_as(struct bench *b, bool may_change, const char *verb, size_t n,
    const char *const *args)
{
    struct msg_str v[12];
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(args[i]);
    const struct msg_request r = {
        .verb = msg_str(verb), .args = {.v = v, .n = n}};
    limits_app_request(b->app, may_change, "anna", &r, &b->reply, b->now);
    msg_str_copy(b->text, sizeof b->text, b->reply.text);
    struct msg msg = {.envelope = {.type = MSG_REPLY,
                          .source = msg_str("limits"),
                          .instance = msg_str("t")},
        .u.reply = b->reply};
    struct msg_buffer packed = {0};
    struct msg back; /* what it says can be read at the other end */
    assert_int_equal(msg_pack(&msg, &packed), ERR_OK);
    assert_int_equal(msg_unpack(packed.p, packed.len, &back), ERR_OK);
    msg_fini(&back);
    free(packed.p);
    return (enum err)b->reply.status;
}

#define ASK(b, verb, ...)                                                      \
    ask_as((b), true, (verb),                                                  \
        sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *),                \
        (const char *[]){__VA_ARGS__})

static bool
has_row(const struct bench *b, const char *begin)
{
    for (size_t i = 0; i < b->reply.rows.n; i++)
        if (strncmp(b->reply.rows.v[i].s, begin, strlen(begin)) == 0)
            return true;
    return false;
}

/* ---- tests --------------------------------------------------------------- */

static void
an_event_of_an_alarm_names_value_limit_and_unit(void **state)
{
    (void)state;
    static const struct {
        unsigned value;
        bool acknowledges;
        const char *text;
    } row[] = {{60, false, "/S/W000 is warning-high (60 > 50 V), first of /S"},
        {95, false, "/S/W000 is now critical-high (95 > 90 V)"},
        {20, false, ""},
        {61, true, "/S/W000 is again warning-high (61 > 50 V)"},
        {4, false, "/S/W000 is now critical-low (4 < 5 V)"}, {8, false, ""},
        {3, false, "/S/W000 is now critical-low (3 < 5 V)"},
        {20, false, "/S/W000 returned (20 V), not acknowledged"}};
    struct bench b;
    bench_init(&b);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        char number[24];
        b.last_event[0] = '\0';
        packet(&b, TM_REALTIME, row[i].value, 1, 20);
        if (row[i].text[0] != '\0')
            assert_string_equal(b.last_event, row[i].text);
        (void)snprintf(
            number, sizeof number, "%llu", (unsigned long long)b.last_number);
        if (row[i].acknowledges)
            assert_int_equal(ASK(&b, "acknowledge", number, "/S/W000"), ERR_OK);
    }
    bench_fini(&b);
}

static void
a_sample_out_of_limits_is_an_alarm_and_a_state(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 20, 1, 20);
    assert_int_equal(b.alarms, 0);
    assert_int_equal(b.n_states, N_WIDE);
    packet(&b, TM_REALTIME, 60, 1, 20);
    assert_int_equal(b.alarms, 1);
    assert_string_equal(b.last_name, "/S/W000");
    assert_string_equal(b.last_what, "raised");
    assert_int_equal(b.last_state, ALARM_UNACK);
    assert_non_null(strstr(b.last_rule, "10 .. 50"));
    assert_string_equal(limit_state_str(b.states[0]), "warning-high");
    assert_int_equal(b.states[1], LIMIT_NORMAL);
    assert_int_equal(b.events[EV_ALARM_RAISED], 1);
    limits_app_second(b.app, b.now);
    assert_int_equal(b.summary.unacknowledged, 1);
    assert_true(b.summary.journal_ok);
    assert_int_equal(b.summary.checked, N_WIDE);
    bench_fini(&b);
}

static void
packets_of_one_time_are_samples_each_unless_their_number_came_before(
    void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    const struct utc t = b.now;
    numbered(&b, TM_REALTIME, t, 0, 20, 1, 20);
    assert_int_equal(b.alarms, 0);
    numbered(&b, TM_REALTIME, t, 1, 60, 1, 20);
    assert_int_equal(b.alarms, 1);
    numbered(&b, TM_REALTIME, t, 0, 20, 1, 20); /* from the hub's cache */
    assert_string_equal(limit_state_str(b.states[0]), "warning-high");
    numbered(&b, TM_DUMP, t, 0, 60, 1, 20); /* of another mode: a first one */
    assert_string_equal(limit_state_str(b.states[0]), "warning-high");
    numbered(&b, TM_REALTIME, t, 2, 20, 1, 20);
    assert_int_equal(b.states[0], LIMIT_NORMAL);
    assert_string_equal(b.last_what, "returned");
    bench_fini(&b);
}

static void
dumped_data_has_states_but_no_alarms(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    const unsigned limits = b.limits;
    packet(&b, TM_DUMP, 99, N_WIDE, 99);
    limits_app_second(b.app, b.now);
    assert_int_equal(b.alarms, 0);
    assert_int_equal(b.events[EV_LIMIT_DUMPED], 1);
    assert_true(b.limits > limits);
    bench_fini(&b);
}

static void
requests_of_watchers_change_nothing(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 1, 20);
    const char *args[] = {"1", "W000", "why"};
    assert_int_equal(ask_as(&b, false, "acknowledge", 3, args), ERR_DENIED);
    assert_int_equal(b.last_state, ALARM_UNACK);
    assert_int_equal(ask_as(&b, false, "ranges", 3, args), ERR_OK);
    assert_true(has_row(&b, "/S/W000: "));
    assert_int_equal(ask_as(&b, false, "why", 1, &args[1]), ERR_OK);
    assert_true(has_row(&b, "threshold: 50 V"));
    assert_true(has_row(&b, "first: 60 V at "));
    assert_true(has_row(&b, "context: always"));
    assert_true(has_row(&b, "written: t.xml:"));
    bench_fini(&b);
}

static void
requests_are_checked_before_they_are_done(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 1, 20);
    assert_int_equal(ASK(&b, "acknowledge", "1"), ERR_FORMAT);
    assert_int_equal(ASK(&b, "acknowledge", "x", "W000"), ERR_FORMAT);
    assert_int_equal(ASK(&b, "acknowledge", "1", "W00X"), ERR_NOTFOUND);
    assert_non_null(strstr(b.text, "did you mean"));
    assert_int_equal(ASK(&b, "acknowledge", "7", "W000"), ERR_AGAIN);
    assert_int_equal(ASK(&b, "shelve", "1", "W000", "soon", "w"), ERR_FORMAT);
    assert_int_equal(ASK(&b, "shelve", "1", "W000", "31d", "w"), ERR_RANGE);
    assert_int_equal(ASK(&b, "explode", "1"), ERR_NOTFOUND);
    assert_int_equal(b.alarms, 1);
    assert_int_equal(ASK(&b, "acknowledge", "1", "W000", "seen"), ERR_OK);
    assert_int_equal(ASK(&b, "acknowledge", "1", "W000", "too"), ERR_AGAIN);
    assert_int_equal(b.events[EV_ALARM_ACKNOWLEDGED], 1);
    bench_fini(&b);
}

static void
what_people_write_is_kept_whole_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *verb;
        size_t most; /* a comment is kept behind "anna: " */
    } rows[] = {{"comment", 153}, {"acknowledge", 159}};
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 1, 20);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[200] = {0};
        memset(text, 'x', rows[i].most + 1);
        assert_int_equal(ASK(&b, rows[i].verb, "1", "W000", text), ERR_RANGE);
        assert_non_null(strstr(b.text, "at most"));
        text[rows[i].most] = '\0';
        assert_int_equal(ASK(&b, rows[i].verb, "1", "W000", text), ERR_OK);
        const struct alarm *a = alarm_book_at(limits_app_book(b.app), 0);
        const char *kept = i == 0 ? a->comment : a->acknowledged.reason;
        assert_non_null(strstr(kept, text));
    }
    bench_fini(&b);
}

static void
many_are_acknowledged_at_once_and_those_that_moved_on_are_named(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 4, 60); /* numbers 1 .. 4 */
    packet(&b, TM_REALTIME, 95, 4, 60); /* W000 is worse: 5 */
    assert_int_equal(ASK(&b, "acknowledge", "1", "W000", "2", "W001", "3", "-",
                         "777", "-", "seen"),
        ERR_AGAIN);
    assert_string_equal(b.text, "2 of 4 done, 2 refused");
    assert_int_equal(b.reply.rows.n, 2);
    assert_true(has_row(&b, "/S/W000: the alarm moved on"));
    assert_true(has_row(&b, "777: no alarm had this number"));
    const struct alarm_book *book = limits_app_book(b.app);
    static const char *const name[] = {"W000", "W001", "W002", "W003"};
    for (size_t i = 0; i < ARRAY_LEN(name); i++)
        assert_int_equal(
            alarm_book_find(book, mdb_find_item(b.mdb, name[i]))->state,
            i == 1 || i == 2 ? ALARM_ACK : ALARM_UNACK);
    assert_int_equal(b.events[EV_ALARM_ACKNOWLEDGED], 2);
    assert_int_equal(ASK(&b, "acknowledge", "5", "W000", "4", "W003"), ERR_OK);
    assert_string_equal(b.text, "all 2 done");
    assert_int_equal(
        ASK(&b, "shelve", "5", "W000", "1", "W001", "1h"), ERR_FORMAT);
    assert_int_equal(ASK(&b, "enable", "W000", "W001", "W002"), ERR_FORMAT);
    bench_fini(&b);
}

static void
a_disabled_parameter_is_not_checked_until_it_is_enabled(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 20, 1, 20);
    assert_int_equal(ASK(&b, "disable", "W000", "1h", "test"), ERR_OK);
    packet(&b, TM_REALTIME, 60, 1, 20);
    assert_string_equal(b.last_what, "disabled");
    assert_int_equal(b.states[0], LIMIT_DISABLED);
    b.now = utc_add_ns(b.now, 3600 * NS_PER_S);
    limits_app_second(b.app, b.now);
    assert_string_equal(b.last_what, "enabled");
    packet(&b, TM_REALTIME, 60, 1, 20);
    assert_string_equal(b.last_what, "raised");
    bench_fini(&b);
}

/* What the hub kept comes again after the restart. */
static void
what_went_out_while_shelved_is_an_alarm_when_that_ends(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 20, 2, 20);
    assert_int_equal(ASK(&b, "shelve", "0", "W000", "1h", "drift"), ERR_OK);
    packet(&b, TM_REALTIME, 60, 1, 20);
    limits_app_second(b.app, b.now);
    stop(&b); /* nothing comes afterwards */
    start(&b);
    const struct alarm_book *book = limits_app_book(b.app);
    assert_int_equal(alarm_book_find(book, b.temp)->state, ALARM_SHELVED);
    assert_true(alarm_book_find(book, b.temp)->is_out);
    b.now = utc_add_ns(b.now, 3601 * NS_PER_S);
    limits_app_second(b.app, b.now);
    limits_app_flush(b.app, b.now);
    assert_int_equal(alarm_book_find(book, b.temp)->state, ALARM_UNACK);
    assert_int_equal(b.events[EV_ALARM_UNSHELVED], 1);
    assert_string_equal(
        b.last_event, "/S/W000 unshelved: its time is over (by anna: drift)");
    bench_fini(&b);
}

static void
a_restart_keeps_alarms_and_tells_nothing_twice(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 3, 99);
    assert_int_equal(ASK(&b, "acknowledge", "1", "W000", "seen"), ERR_OK);
    assert_int_equal(ASK(&b, "shelve", "2", "W001", "1h", "drift"), ERR_OK);
    const unsigned raised = b.events[EV_ALARM_RAISED];
    stop(&b);
    b.alarms = 0;
    start(&b);
    assert_int_equal(b.alarms, 3); /* published, as "kept" */
    packet(&b, TM_REALTIME, 60, 3, 99);
    limits_app_announce(b.app, b.now);
    assert_int_equal(b.alarms, 3);
    assert_int_equal(b.events[EV_ALARM_RAISED], raised);
    const struct alarm_book *book = limits_app_book(b.app);
    const struct alarm *a = alarm_book_find(book, b.temp);
    assert_int_equal(a->state, ALARM_ACK);
    assert_string_equal(a->acknowledged.name, "anna");
    assert_string_equal(a->acknowledged.reason, "seen");
    assert_int_equal(alarm_book_find(book, mdb_find_item(b.mdb, "W001"))->state,
        ALARM_SHELVED);
    assert_int_equal(alarm_book_find(book, mdb_find_item(b.mdb, "W002"))->state,
        ALARM_UNACK);
    bench_fini(&b);
}

static void
states_come_first_and_alarms_are_in_the_journal_when_they_are_told(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 20, 1, 20);
    memset(b.order, 0, sizeof b.order);
    b.looks = true;
    packet(&b, TM_REALTIME, 60, 3, 60);
    assert_string_equal(b.order, "LAAAS");
    packet(&b, TM_REALTIME, 95, 3, 20);
    stop(&b); /* nothing that was told is lost, though nobody synced it */
    b.looks = false;
    start(&b);
    const struct alarm *a = alarm_book_find(limits_app_book(b.app), b.temp);
    assert_string_equal(limit_state_str(a->worst), "critical-high");
    assert_int_equal(a->number, 4);
    bench_fini(&b);
}

/* As main.c does it on SIGHUP. */
static void
reload(struct bench *b, struct mdb *mdb)
{
    struct mdb *old_mdb = b->mdb;
    struct rules *old_rules = b->rules;
    struct limits_app *old = b->app;
    struct notes notes = {0};
    limits_app_tell(old, b->now);
    b->mdb = mdb;
    assert_int_equal(rules_load(b->mdb, NULL, &notes, &b->rules), ERR_OK);
    notes_fini(&notes);
    const struct limits_config config = {.rules = b->rules,
        .mode = LIMIT_REALTIME,
        .outbox = {.arg = b, .publish = on_publish, .event = on_event},
        .journal = b->journal};
    b->app = limits_app_new(&config, b->now);
    limits_app_inherit(b->app, old);
    limits_app_free(&old);
    rules_free(&old_rules);
    mdb_free(&old_mdb);
    limits_app_begin(b->app, b->now);
}

static enum alarm_state
state_of(const struct bench *b, const char *name)
{
    const struct alarm *a =
        alarm_book_find(limits_app_book(b->app), mdb_find_item(b->mdb, name));
    return a != NULL ? a->state : ALARM_NORMAL;
}

static void
a_reload_keeps_alarms_by_name_and_names_those_that_nothing_checks(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 4, 60); /* numbers 1 .. 4 */
    assert_int_equal(ASK(&b, "acknowledge", "1", "W000", "2", "W001", "3",
                         "W002", "4", "W003"),
        ERR_OK);
    const unsigned raised = b.events[EV_ALARM_RAISED];
    reload(&b, make_mdb_of("55", "RENAMED", false));
    assert_int_equal(b.events[EV_LIMITS_JOURNAL], 1);
    assert_non_null(strstr(b.last_event, "2 alarms are left out"));
    assert_non_null(strstr(b.last_event, "/S/W001, /S/W002"));
    assert_int_equal(state_of(&b, "W000"), ALARM_ACK); /* as it was */
    assert_int_equal(state_of(&b, "W003"), ALARM_ACK);
    assert_int_equal(state_of(&b, "RENAMED"), ALARM_NORMAL);
    limits_app_announce(b.app, b.now);
    packet(&b, TM_REALTIME, 60, 4, 60); /* beyond 55 is critical now */
    assert_int_equal(state_of(&b, "W000"), ALARM_UNACK);
    assert_int_equal(b.events[EV_ALARM_WORSE], 2); /* W000, W003 */
    assert_int_equal(state_of(&b, "RENAMED"), ALARM_UNACK);
    assert_int_equal(b.events[EV_ALARM_RAISED], raised + 1);
    assert_int_equal(state_of(&b, "W002"), ALARM_NORMAL);
    reload(&b, make_mdb_of("90", "RENAMED", false)); /* milder again */
    packet(&b, TM_REALTIME, 60, 4, 60);
    assert_string_equal(b.last_what, "better");
    assert_int_equal(b.events[EV_LIMITS_JOURNAL], 1);
    bench_fini(&b);
}

static void
a_thousand_at_once_are_told_in_groups(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 99, N_WIDE, 99);
    limits_app_second(b.app, b.now);
    assert_int_equal(b.alarms, N_WIDE);
    assert_int_equal(b.events[EV_ALARM_RAISED], LIMITS_TOLD_MAX);
    assert_int_equal(b.events[EV_ALARM_MORE], 1);
    assert_int_equal(b.events[EV_ALARM_FLOOD], 1);
    assert_true(b.summary.is_flood);
    assert_int_equal(b.summary.unacknowledged, N_WIDE);
    for (unsigned i = 0; i < 20; i++) /* and then they chatter */
        packet(&b, TM_REALTIME, i % 2 ? 99 : 20, N_WIDE, i % 2 ? 99 : 20);
    limits_app_second(b.app, b.now);
    assert_int_equal(
        alarm_book_summary(limits_app_book(b.app), b.now).open, N_WIDE);
    bench_fini(&b);
}

static void
limit_files(rlim_t most)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = most;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
with_a_full_disk_requests_are_refused_and_checking_goes_on(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 1, 20);
    limits_app_second(b.app, b.now);
    limit_files(journal_bytes(b.journal) / 2);
    assert_int_equal(ASK(&b, "acknowledge", "1", "W000", "seen"), ERR_IO);
    assert_non_null(strstr(b.text, "cannot be written"));
    assert_int_equal(b.last_state, ALARM_UNACK);
    assert_int_equal(
        alarm_book_find(limits_app_book(b.app), b.temp)->state, ALARM_UNACK);
    assert_int_equal(
        ASK(&b, "acknowledge", "1", "W000", "1", "W000", "seen"), ERR_IO);
    assert_int_equal(
        alarm_book_find(limits_app_book(b.app), b.temp)->state, ALARM_UNACK);
    b.now = utc_add_ns(b.now, NS_PER_S);
    limits_app_second(b.app, b.now);
    assert_int_equal(b.events[EV_LIMITS_JOURNAL], 1);
    assert_false(b.summary.journal_ok);
    packet(&b, TM_REALTIME, 95, 1, 20);
    assert_string_equal(b.last_what, "worse");
    limit_files(RLIM_INFINITY);
    b.now = utc_add_ns(b.now, LIMITS_JOURNAL_NS);
    limits_app_second(b.app, b.now);
    assert_int_equal(b.events[EV_LIMITS_JOURNAL_AGAIN], 1);
    char number[24];
    (void)snprintf(
        number, sizeof number, "%llu", (unsigned long long)b.last_number);
    assert_int_equal(ASK(&b, "acknowledge", number, "W000", "seen"), ERR_OK);
    bench_fini(&b);
}

static void
what_is_of_another_database_is_refused_and_told_each_minute(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    struct msg msg = {.envelope.type = MSG_TM};
    msg.u.tm = (struct msg_tm){.mdb_hash = 1, .count = 1};
    limits_app_message(b.app, &msg, b.now);
    limits_app_message(b.app, &msg, b.now);
    assert_int_equal(b.events[EV_MDB_MISMATCH], 1);
    msg.u.tm.mdb_hash = b.mdb->hash;
    msg.u.tm.container = 4711;
    limits_app_message(b.app, &msg, b.now);
    msg.u.tm.container = b.container;
    limits_app_message(b.app, &msg, b.now);
    assert_int_equal(b.events[EV_MESSAGE_REFUSED], 1);
    assert_non_null(strstr(limits_app_text(b.app, b.now), "another database"));
    b.now = utc_add_ns(b.now, 61 * NS_PER_S);
    assert_null(strstr(limits_app_text(b.app, b.now), "another database"));
    msg.u.tm.mdb_hash = 1; /* it goes on: said again */
    limits_app_message(b.app, &msg, b.now);
    assert_int_equal(b.events[EV_MDB_MISMATCH], 2);
    bench_fini(&b);
}

static void
expired_values_make_an_alarm_stale(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    packet(&b, TM_REALTIME, 60, 1, 20);
    struct msg msg = {.envelope.type = MSG_QUALITY};
    msg.u.quality = (struct msg_quality){.mdb_hash = b.mdb->hash,
        .container = b.container,
        .quality = MDB_EXPIRED,
        .last = b.now};
    b.now = utc_add_ns(b.now, 5 * NS_PER_S);
    limits_app_message(b.app, &msg, b.now);
    limits_app_flush(b.app, b.now);
    assert_string_equal(b.last_what, "stale");
    assert_int_equal(b.last_state, ALARM_UNACK);
    assert_int_equal(b.states[0], LIMIT_EXPIRED);
    packet(&b, TM_REALTIME, 60, 1, 20);
    assert_string_equal(b.last_what, "fresh");
    bench_fini(&b);
}

/* `s` seconds after a recording began that is years old. */
static struct utc
recorded(double s)
{
    return (struct utc){
        INT64_C(1500000000) * NS_PER_S + (int64_t)(s * (double)NS_PER_S)};
}

static void
values_of_a_replay_expire_by_its_own_clock(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, LIMIT_REPLAY, NULL);
    numbered(&b, TM_REPLAY, recorded(7), 1, 60, 1, 20);
    struct msg msg = {.envelope.type = MSG_QUALITY};
    msg.u.quality = (struct msg_quality){.mdb_hash = b.mdb->hash,
        .container = b.container,
        .quality = MDB_EXPIRED,
        .last = b.now};
    b.now = utc_add_ns(b.now, 5 * NS_PER_S);
    limits_app_message(b.app, &msg, b.now);
    limits_app_flush(b.app, b.now);
    assert_int_equal(b.states[0], LIMIT_EXPIRED);
    assert_int_equal(b.states_made.ns, recorded(7).ns);
    bench_fini(&b);
}

static void
link_says(struct bench *b, const char *signal)
{
    struct msg msg = {.envelope.type = MSG_LINK};
    msg.u.link.name = msg_str("u");
    msg.u.link.is_enabled = true;
    msg.u.link.signal = msg_str(signal);
    b->now = utc_add_ns(b->now, 5 * NS_PER_S);
    limits_app_message(b->app, &msg, b->now);
}

/* Ten seconds out of limits make an alarm; the signal is away for 40 s of the
 * recording, which is played faster. */
static void
persistence_of_a_replay_stands_while_its_signal_is_away(void **state)
{
    (void)state;
    static const struct {
        bool is_away;
        double made; /* of the packet after it */
        unsigned alarms;
    } row[] = {{true, 45, 0}, {false, 45, 1}};
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct bench b;
        bench_open(
            &b, LIMIT_REPLAY, "parameter W000 { violation_time = 10s }\n");
        link_says(&b, "aos");
        numbered(&b, TM_REPLAY, recorded(0), 1, 60, 1, 20);
        numbered(&b, TM_REPLAY, recorded(5), 2, 60, 1, 20);
        if (row[i].is_away) {
            link_says(&b, "los");
            link_says(&b, "los");
            link_says(&b, "aos");
        }
        numbered(&b, TM_REPLAY, recorded(row[i].made), 3, 60, 1, 20);
        link_says(&b, "aos");
        assert_string_equal(
            b.last_what, row[i].alarms > 0 ? "raised" : "pending");
        numbered(&b, TM_REPLAY, recorded(row[i].made + 4.5), 4, 60, 1, 20);
        assert_string_equal(
            b.last_what, row[i].alarms > 0 ? "raised" : "pending");
        numbered(&b, TM_REPLAY, recorded(row[i].made + 5), 5, 60, 1, 20);
        assert_string_equal(b.last_what, "raised");
        bench_fini(&b);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_a_replay_expire_by_its_own_clock),
        cmocka_unit_test(
            persistence_of_a_replay_stands_while_its_signal_is_away),
        cmocka_unit_test(an_event_of_an_alarm_names_value_limit_and_unit),
        cmocka_unit_test(a_sample_out_of_limits_is_an_alarm_and_a_state),
        cmocka_unit_test(
            packets_of_one_time_are_samples_each_unless_their_number_came_before),
        cmocka_unit_test(dumped_data_has_states_but_no_alarms),
        cmocka_unit_test(requests_of_watchers_change_nothing),
        cmocka_unit_test(requests_are_checked_before_they_are_done),
        cmocka_unit_test(what_people_write_is_kept_whole_or_refused),
        cmocka_unit_test(
            many_are_acknowledged_at_once_and_those_that_moved_on_are_named),
        cmocka_unit_test(
            a_disabled_parameter_is_not_checked_until_it_is_enabled),
        cmocka_unit_test(
            what_went_out_while_shelved_is_an_alarm_when_that_ends),
        cmocka_unit_test(a_restart_keeps_alarms_and_tells_nothing_twice),
        cmocka_unit_test(
            states_come_first_and_alarms_are_in_the_journal_when_they_are_told),
        cmocka_unit_test(
            a_reload_keeps_alarms_by_name_and_names_those_that_nothing_checks),
        cmocka_unit_test(a_thousand_at_once_are_told_in_groups),
        cmocka_unit_test(
            with_a_full_disk_requests_are_refused_and_checking_goes_on),
        cmocka_unit_test(
            what_is_of_another_database_is_refused_and_told_each_minute),
        cmocka_unit_test(expired_values_make_an_alarm_stale),
    };
    return check_run(tests);
}
