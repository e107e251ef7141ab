/*
 * test_gate_rules.c - the rules of requests, queue and log, each broken once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate/gate_priv.h"

#include <signal.h>
#include <sys/resource.h>

#include "common/attr.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "support/gate_rig.h"

#define CREW                                                                   \
    "person FC-1 { uid = 1000 roles = {command, hazardous} }\n"                \
    "person FC-2 { uid = 1001 roles = {command, hazardous, approve} }\n"       \
    "person PI   { uid = 1002 roles = {propose} }\n"                           \
    "person LOG  { uid = 1004 roles = {watch, log} }\n"

static void
fill_disk(bool is_full)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = is_full ? 1 : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void
begin(struct gate_rig *r)
{
    gate_rig_init(r);
    gate_rig_take(r);
}

static void
says(const struct gate_rig *r, const char *text)
{
    if (strstr(r->text, text) == NULL)
        fail_msg("'%s', not '%s'", r->text, text);
}

static void
detail_is(struct gate_rig *r, const char *text)
{
    const char *detail = gate_rig_command(r)->detail;
    if (strstr(detail, text) == NULL)
        fail_msg("'%s', not '%s'", detail, text);
}

/* ---- the form of a request ----------------------------------------------- */

static void
words_have_all_their_arguments_and_a_command(void **state)
{
    (void)state;
    static const struct {
        const char *verb, *b, *c; /* behind the id */
    } row[] = {{"approve", NULL, NULL}, {"approve", "x", "y"},
        {"arm", NULL, NULL}, {"arm", "x", "y"}, {"fire", "x", NULL},
        {"fire", NULL, NULL}};
    static const char *const verb[] = {
        "approve", "arm", "fire", "cancel", "close"};
    struct gate_rig r;
    begin(&r);
    for (size_t i = 0; i < ARRAY_LEN(verb); i++) {
        assert_int_equal(
            gate_rig_word(&r, "FC-1", verb[i], NULL, NULL, NULL), ERR_FORMAT);
        says(&r, "ID");
        assert_int_equal(
            gate_rig_word(&r, "FC-1", verb[i], "none", "x", "y"), ERR_NOTFOUND);
    }
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        gate_rig_submit(&r, i < 2 ? "BOOM" : "FIRE", NULL);
        if (i >= 4)
            assert_int_equal(
                gate_rig_word(&r, "FC-1", "arm", r.id, r.digest, NULL), ERR_OK);
        assert_int_equal(
            gate_rig_word(&r, "FC-1", row[i].verb, r.id, row[i].b, row[i].c),
            ERR_FORMAT);
        says(&r, row[i].verb);
    }
    assert_int_equal(gate_rig_ask(&r, "take", "bogus", NULL), ERR_FORMAT);
    assert_int_equal(gate_rig_ask(&r, "submit", "bogus", NULL), ERR_FORMAT);
    assert_int_equal(gate_rig_ask(&r, "check", "bogus", NULL), ERR_FORMAT);
    gate_rig_wait(&r, 1.5); /* the flood is over */
    assert_int_equal(
        gate_rig_ask(
            &r, "a_verb_that_is_longer_than_thirty_two_bytes", NULL, NULL),
        ERR_NOTFOUND);
    assert_non_null(strstr(r.event, "a_verb_that_is_longer_than_thirt:"));
    gate_rig_fini(&r);
}

static void
an_order_has_nothing_behind_it(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    struct order o = {.ttl_ns = ORDER_TTL_NS, .mdb_hash = r.mdb->hash};
    struct order_head h = {.seq = 9, .issued = r.now.utc};
    (void)snprintf(h.session, sizeof h.session, "%032x", 7u);
    (void)snprintf(o.id, sizeof o.id, "%032x", 8u);
    (void)memset(o.digest, '0', sizeof o.digest - 1);
    o.mission = xstrdup("G");
    o.instance = xstrdup("sim");
    o.command = xstrdup("PING");
    o.origin = xstrdup("console");
    o.comment = xstrdup("");
    size_t n;
    char **args = order_args(&h, &o, NULL, 0, &n);
    struct msg_str v[32];
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(args[i]);
    v[n] = msg_str("more");
    const struct bus_peer peer = {.is_known = true, .uid = 1, .pid = 2};
    const struct gate_asker asker = {true, &peer, "test"};
    const struct msg_request q = {
        .id = 1, .verb = msg_str("submit"), .args = {v, n + 1}};
    struct msg_reply reply = {0};
    gate_app_request(r.app, &asker, &q, &reply, r.now);
    assert_int_equal(reply.status, ERR_FORMAT);
    assert_null(command_book_at(gate_app_book(r.app), 0));
    order_args_free(&args, n);
    order_fini(&o);
    gate_rig_fini(&r);
}

static void
nothing_is_done_before_the_log_is_open(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    struct ledger *open = r.app->ledger;
    r.app->ledger = NULL;
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "renew", NULL, NULL, NULL), ERR_AGAIN);
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_AGAIN);
    assert_int_equal(gate_rig_check(&r, "FC-1", "PING", NULL, NULL), ERR_IO);
    says(&r, "not open");
    gate_app_turn(r.app, r.now);
    gate_app_second(r.app, r.now);
    r.app->ledger = open;
    assert_int_equal(gate_rig_check(&r, "FC-1", "PING", NULL, NULL), ERR_OK);
    gate_rig_fini(&r);
}

/* ---- who may ------------------------------------------------------------- */

static void
each_word_asks_for_its_role(void **state)
{
    (void)state;
    struct gate_rig r;
    gate_rig_init_people(&r, CREW);
    assert_int_equal(gate_rig_word(&r, "=a", "take", 0, 0, 0), ERR_OK);
    r.uid = 1002; /* who proposes, leaves it to others */
    assert_int_equal(gate_rig_order(&r, "=p", "FIRE", NULL, NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_HELD);
    assert_int_equal(gate_rig_order(&r, "=p", "BOOM", NULL, NULL), ERR_OK);
    gate_rig_is(&r, COMMAND_PROPOSED);
    r.uid = 1004;
    assert_int_equal(gate_rig_order(&r, "=l", "PING", NULL, NULL), ERR_DENIED);
    says(&r, "command");
    assert_int_equal(
        gate_rig_word(&r, "=l", "cancel", r.id, NULL, NULL), ERR_NOTFOUND);
    r.uid = 1002;
    assert_int_equal(gate_rig_order(&r, "=p", "BOOM", NULL, NULL), ERR_OK);
    r.uid = 1004;
    assert_int_equal(
        gate_rig_word(&r, "=l", "cancel", r.id, NULL, NULL), ERR_DENIED);
    gate_rig_is(&r, COMMAND_PROPOSED);
    r.uid = 1000;
    assert_int_equal(
        gate_rig_word(&r, "=a", "approve", r.id, r.digest, NULL), ERR_DENIED);
    says(&r, "approve");
    r.uid = 1001; /* approves, so may say no as well */
    assert_int_equal(
        gate_rig_word(&r, "=b", "cancel", r.id, NULL, NULL), ERR_OK);
    r.uid = 1000;
    assert_int_equal(gate_rig_order(&r, "=a", "PING", NULL, NULL), ERR_OK);
    gate_rig_turn(&r);
    gate_rig_answer(&r, "unknown");
    r.uid = 1002;
    assert_int_equal(
        gate_rig_word(&r, "=p", "close", r.id, "seen", NULL), ERR_DENIED);
    r.uid = 5;
    assert_int_equal(gate_rig_order(&r, "=x", "PING", NULL, NULL), ERR_DENIED);
    assert_int_equal(gate_rig_check(&r, "=x", "PING", NULL, NULL), ERR_DENIED);
    gate_rig_fini(&r);
}

/* People.conf gives the login another name: it is the same person. */
static void
one_login_with_a_new_name_is_no_second_person(void **state)
{
    (void)state;
    struct gate_rig r;
    struct notes notes = {0};
    struct people *people;
    gate_rig_init_people(&r, CREW);
    assert_int_equal(gate_rig_word(&r, "=a", "take", 0, 0, 0), ERR_OK);
    assert_int_equal(gate_rig_order(&r, "=a", "BOOM", NULL, NULL), ERR_OK);
    free(check_write(r.tmp, "people.conf",
        "person FC-9 { uid = 1000 roles = {approve, hazardous, command} }\n"
        "person FC-2 { uid = 1001 roles = {approve, hazardous, command} }\n",
        SIZE_MAX));
    assert_int_equal(people_load(r.people, true, &notes, &people), ERR_OK);
    gate_app_reload(r.app, people, &r.instance.commands, r.now);
    assert_int_equal(
        gate_rig_word(&r, "=n", "approve", r.id, r.digest, NULL), ERR_DENIED);
    says(&r, "another person than FC-1");
    r.uid = 1001;
    assert_int_equal(
        gate_rig_word(&r, "=b", "approve", r.id, r.digest, NULL), ERR_OK);
    notes_fini(&notes);
    gate_rig_fini(&r);
}

/* ---- the checks of an order ---------------------------------------------- */

static void
without_an_uplink_nothing_is_ordered(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.instance.n_uplinks = 0;
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_NOTFOUND);
    says(&r, "no uplink");
    r.instance.n_uplinks = 1;
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_OK);
    gate_rig_fini(&r);
}

static void
many_bad_values(struct order *o, struct order_head *h)
{
    (void)h;
    for (size_t i = 0; i < o->n_values; i++) {
        free(o->value[i].name);
        free(o->value[i].text);
    }
    free(o->value);
    o->n_values = 45;
    o->value = xcalloc(o->n_values, sizeof *o->value);
    for (size_t i = 0; i < o->n_values; i++)
        o->value[i] =
            (struct order_value){xasprintf("Argument%02zu", i), xstrdup("123")};
}

static void
all_that_is_wrong_with_values_is_told_within_bounds(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.edit = many_bad_values;
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "SET", "Level", "1"), ERR_RANGE);
    says(&r, "Argument00: ");
    says(&r, "; Argument01: ");
    assert_null(strstr(r.text, "Argument44"));
    gate_rig_fini(&r);
}

static void
what_waits_or_is_open_fills_its_room_too(void **state)
{
    (void)state;
    static const char *const command[] = {"FIRE", "SET"};
    for (size_t i = 0; i < ARRAY_LEN(command); i++) {
        struct gate_rig r;
        gate_rig_init(&r);
        r.instance.commands.queue = 2;
        gate_rig_kill(&r);
        gate_rig_begin(&r);
        gate_rig_wait(&r, 1);
        gate_rig_take(&r);
        for (unsigned k = 0; k < 2; k++) {
            gate_rig_submit(&r, command[i], i == 1 ? "3" : NULL);
            gate_rig_wait(&r, 1);
            if (i == 1)
                gate_rig_answer(&r, "sent");
        }
        assert_int_equal(
            gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_LIMIT);
        says(&r, "the queue is full");
        gate_rig_fini(&r);
    }
}

static char known[DIGEST_ID_HEX];

static void
known_id(struct order *o, struct order_head *h)
{
    (void)h;
    (void)str_copy(o->id, sizeof o->id, known);
}

/* It may stand in the log after all. */
static void
an_id_that_could_not_be_logged_is_used_up(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    fill_disk(true);
    assert_int_equal(gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_IO);
    gate_rig_is(&r, COMMAND_CANCELLED);
    (void)str_copy(known, sizeof known, r.id);
    gate_rig_wait(&r, 6); /* tried again, in vain */
    assert_false(r.gate.log_ok);
    fill_disk(false);
    gate_rig_wait(&r, 6);
    assert_true(r.gate.log_ok);
    gate_rig_word(&r, "FC-1", "take", NULL, NULL, NULL);
    r.edit = known_id;
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "PING", NULL, NULL), ERR_EXISTS);
    gate_rig_wait(&r, 5);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

/* Constraints are looked at where they can be: FALSE refuses in any case, what
 * nobody knows without contact waits for it. */
static void
without_contact_only_what_is_false_is_refused(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.signal = "unknown"; /* no contact, and values are live */
    gate_rig_wait(&r, 0.5);
    assert_int_equal(
        gate_rig_order(&r, "FC-1", "NEEDS", NULL, NULL), ERR_AGAIN);
    says(&r, "MODE is STANDBY");
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    assert_int_equal(gate_rig_order(&r, "FC-1", "NEEDS", NULL, NULL), ERR_OK);
    gate_rig_fini(&r);
}

/* ---- the queue ----------------------------------------------------------- */

static void
the_first_waits_for_values_of_the_new_contact_10_s(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 1);
    gate_rig_submit(&r, "NEEDS", NULL);
    gate_rig_expire(&r);
    r.signal = "aos"; /* and nothing comes in this pass */
    gate_rig_wait(&r, 9.5);
    gate_rig_is(&r, COMMAND_QUEUED);
    detail_is(&r, "MODE is stale");
    gate_rig_wait(&r, 1);
    gate_rig_is(&r, COMMAND_REFUSED);
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

static void
what_may_have_become_hazardous_waits_10_s_then_is_refused(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 1);
    r.signal = "unknown"; /* no contact; MODE is STANDBY: normal */
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "MOVE", NULL);
    r.signal = "aos";
    gate_rig_expire(&r);
    gate_rig_wait(&r, 9);
    gate_rig_is(&r, COMMAND_QUEUED);
    detail_is(&r, "waits for the telemetry its significance needs");
    gate_rig_wait(&r, 2);
    gate_rig_is(&r, COMMAND_REFUSED);
    detail_is(&r, "it has become hazardous since: The exposure is lost");
    assert_int_equal(r.n_sent, 0);
    gate_rig_fini(&r);
}

static void
the_queue_says_behind_which_one_it_waits(void **state)
{
    (void)state;
    struct gate_rig r;
    char second[DIGEST_ID_HEX];
    begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_submit(&r, "PING", NULL);
    (void)str_copy(second, sizeof second, r.id);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_wait(&r, 1);
    detail_is(&r, "behind #2");
    assert_string_equal(gate_rig_find(&r, second)->detail, "behind #1");
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "cancel", second, NULL, NULL), ERR_OK);
    const size_t told = r.n_told;
    gate_rig_wait(&r, 1);
    detail_is(&r, "behind #1");
    assert_int_equal(r.n_told, told + 1);
    gate_rig_fini(&r);
}

static void
a_new_rule_about_los_holds_for_the_queue(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "PING", NULL);
    r.app->commands.los = MISSION_LOS_REFUSE;
    gate_rig_turn(&r);
    gate_rig_is(&r, COMMAND_REFUSED);
    detail_is(&r, "no contact (los)");
    gate_rig_fini(&r);
}

static void
the_queue_waits_for_log_and_uplink_and_says_so(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    assert_true(mono_is_none(gate_app_next(r.app)));
    r.signal = "los";
    gate_rig_wait(&r, 0.5);
    gate_rig_submit(&r, "PING", NULL);
    fill_disk(true);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "yield", NULL, NULL, NULL), ERR_OK);
    r.signal = "aos";
    gate_rig_wait(&r, 1);
    gate_rig_is(&r, COMMAND_QUEUED);
    detail_is(&r, "the command log: ");
    fill_disk(false);
    r.app->n_links = 0;
    gate_rig_jump(&r, GATE_RECOVER_NS);
    r.app->frontend_heard = r.now.mono;
    gate_app_second(r.app, r.now);
    gate_rig_turn(&r);
    detail_is(&r, "nothing is heard of uplink tc");
    struct msg m = {.envelope = {.type = MSG_LINK, .utc = r.now.utc}};
    m.u.link = (struct msg_link){.name = msg_str("tc"),
        .state = msg_str("fault"),
        .detail = msg_str("no route")};
    gate_app_message(r.app, &m, r.now);
    gate_rig_turn(&r);
    detail_is(&r, "uplink tc is fault: no route");
    gate_rig_wait(&r, 1);
    gate_rig_is(&r, COMMAND_RELEASED);
    assert_int_equal(r.n_sent, 1);
    gate_rig_take(&r);
    gate_rig_submit(&r, "PING", NULL);
    assert_false(mono_is_none(gate_app_next(r.app)));
    gate_rig_fini(&r);
}

/* Nobody can change them; should it happen, it does not go out. */
static void
bytes_that_differ_from_those_ordered_are_not_sent(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct gate_rig r;
        begin(&r);
        gate_rig_submit(&r, "SET", "3");
        struct gate_command *c =
            command_book_find(r.app->book, r.id, strlen(r.id));
        c->given[0].text[0] = i == 0 ? '4' : 'x';
        gate_rig_turn(&r);
        gate_rig_is(&r, COMMAND_REFUSED);
        detail_is(&r, "its bytes would differ");
        assert_int_equal(r.n_sent, 0);
        gate_rig_fini(&r);
    }
}

/* ---- the frontend's answer ----------------------------------------------- */

static void
answers_without_times_and_with_texts(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    struct msg_transmitted m = {.id = msg_str(r.id),
        .result = msg_str("unknown"),
        .time = UTC_NONE,
        .since = UTC_NONE,
        .text = msg_str("the disk\033 was full")};
    gate_app_transmitted(r.app, &m, r.now);
    gate_rig_is(&r, COMMAND_UNKNOWN);
    detail_is(&r, "whether it was sent: the disk");
    m.text = msg_str("again");
    gate_app_transmitted(r.app, &m, r.now); /* no news */
    detail_is(&r, "the disk");
    m.result = msg_str("sent");
    gate_app_transmitted(r.app, &m, r.now);
    gate_rig_is(&r, COMMAND_COMPLETED);
    assert_int_equal(gate_rig_command(&r)->sent.ns, r.now.utc.ns);
    gate_rig_wait(&r, 1);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    m.id = msg_str(r.id);
    m.result = msg_str("not-sent"); /* by one that does not say since when */
    gate_app_transmitted(r.app, &m, r.now);
    gate_rig_is(&r, COMMAND_NOT_SENT);
    gate_rig_fini(&r);
}

/* ---- a log that cannot be written ---------------------------------------- */

/* It went to the frontend: NOT_SENT would be a lie. */
static void
what_was_handed_out_stays_released_without_a_log(void **state)
{
    (void)state;
    struct gate_rig r;
    begin(&r);
    gate_rig_submit(&r, "SET", "3");
    gate_rig_turn(&r);
    assert_int_equal(r.n_sent, 1);
    gate_rig_jump(&r, 1000);
    fill_disk(true);
    gate_rig_report(&r, 1, gate_rig_command(&r)->sequence);
    assert_false(gate_is_sound(r.app));
    gate_rig_is(&r, COMMAND_RELEASED);
    gate_rig_answer(&r, "sent");
    gate_rig_is(&r, COMMAND_SENT);
    fill_disk(false);
    gate_rig_wait(&r, 6);
    gate_rig_kill(&r);
    gate_rig_begin(&r);
    gate_rig_is(&r, COMMAND_SENT);
    gate_rig_fini(&r);
}

static void
approvals_and_closings_are_on_disk_or_not_at_all(void **state)
{
    (void)state;
    struct gate_rig r;
    char boom[DIGEST_ID_HEX], digest[DIGEST_HEX];
    begin(&r);
    gate_rig_submit(&r, "BOOM", NULL);
    (void)str_copy(boom, sizeof boom, r.id);
    (void)str_copy(digest, sizeof digest, r.digest);
    gate_rig_submit(&r, "PING", NULL);
    gate_rig_turn(&r);
    gate_rig_answer(&r, "unknown");
    fill_disk(true);
    gate_rig_word(&r, "FC-1", "yield", NULL, NULL, NULL);
    assert_false(gate_is_sound(r.app));
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "approve", boom, digest, NULL), ERR_IO);
    assert_int_equal(gate_rig_find(&r, boom)->state, COMMAND_PROPOSED);
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "close", r.id, "seen", NULL), ERR_IO);
    assert_false(gate_command_is_over(gate_rig_command(&r)));
    assert_int_equal(
        gate_rig_word(&r, "FC-1", "give", "FC-2", NULL, NULL), ERR_IO);
    fill_disk(false);
    gate_rig_wait(&r, 6);
    assert_int_equal(
        gate_rig_word(&r, "FC-2", "approve", boom, digest, NULL), ERR_OK);
    gate_rig_fini(&r);
}

static void
at_most_64_people_are_told(void **state)
{
    (void)state;
    struct gate_rig r;
    struct strbuf conf = {0};
    for (unsigned i = 0; i < 70; i++)
        strbuf_addf(&conf, "person P%u { uid = %u roles = {%s} }\n", i,
            2000 + i, i == 3 ? "watch" : "command");
    gate_rig_init_people(&r, strbuf_get(&conf));
    gate_rig_wait(&r, 1);
    assert_true(r.gate.log_ok);
    strbuf_fini(&conf);
    gate_rig_fini(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_all_their_arguments_and_a_command),
        cmocka_unit_test(an_order_has_nothing_behind_it),
        cmocka_unit_test(nothing_is_done_before_the_log_is_open),
        cmocka_unit_test(each_word_asks_for_its_role),
        cmocka_unit_test(one_login_with_a_new_name_is_no_second_person),
        cmocka_unit_test(without_an_uplink_nothing_is_ordered),
        cmocka_unit_test(all_that_is_wrong_with_values_is_told_within_bounds),
        cmocka_unit_test(what_waits_or_is_open_fills_its_room_too),
        cmocka_unit_test(an_id_that_could_not_be_logged_is_used_up),
        cmocka_unit_test(without_contact_only_what_is_false_is_refused),
        cmocka_unit_test(the_first_waits_for_values_of_the_new_contact_10_s),
        cmocka_unit_test(
            what_may_have_become_hazardous_waits_10_s_then_is_refused),
        cmocka_unit_test(the_queue_says_behind_which_one_it_waits),
        cmocka_unit_test(a_new_rule_about_los_holds_for_the_queue),
        cmocka_unit_test(the_queue_waits_for_log_and_uplink_and_says_so),
        cmocka_unit_test(bytes_that_differ_from_those_ordered_are_not_sent),
        cmocka_unit_test(answers_without_times_and_with_texts),
        cmocka_unit_test(what_was_handed_out_stays_released_without_a_log),
        cmocka_unit_test(approvals_and_closings_are_on_disk_or_not_at_all),
        cmocka_unit_test(at_most_64_people_are_told),
    };
    return check_run(tests);
}
