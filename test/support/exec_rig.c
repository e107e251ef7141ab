/*
 * exec_rig.c - an executor with real files, database and procedures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/exec_rig.h"

#include <sys/stat.h>

#include "bus/tm.h"
#include "common/str.h"
#include "common/xalloc.h"

#define BEGIN INT64_C(1795163640)

/* ---- what comes out ------------------------------------------------------ */

static void
join(struct msg_strv v, char *out, size_t size)
{
    struct strbuf text = {0};
    for (size_t i = 0; i < v.n; i++) {
        strbuf_adds(&text, i > 0 ? " " : "");
        strbuf_add(&text, v.v[i].s, v.v[i].len);
    }
    (void)str_copy(out, size, strbuf_get(&text));
    strbuf_fini(&text);
}

#define COPY(to, from) msg_str_copy((to), sizeof(to), (from))

static void
on_run(struct exec_rig *r, const struct msg_run *m)
{
    assert_true(m->slot < EXEC_RUNS_MAX);
    struct exec_rig_run *t = &r->run[m->slot];
    const unsigned told = t->told;
    *t = (struct exec_rig_run){.told = told + 1};
    COPY(t->id, m->id);
    COPY(t->procedure, m->procedure);
    COPY(t->parent, m->parent);
    COPY(t->state, m->state);
    COPY(t->outcome, m->outcome);
    COPY(t->reason, m->reason);
    COPY(t->detail, m->detail);
    COPY(t->controller, m->controller);
    COPY(t->asked_by, m->asked_by);
    COPY(t->approval, m->approval);
    COPY(t->current, m->current_number);
    join(m->breaks, t->breaks, sizeof t->breaks);
    t->number = m->number;
    t->slot = m->slot;
    t->prompts = m->prompts;
    t->steps = m->steps;
    t->steps_done = m->steps_done;
    t->asrun_lines = m->asrun_lines;
    t->watchers = m->watchers.n;
    t->needs_operator = m->needs_operator;
}

static void
on_prompt(struct exec_rig *r, const struct msg_prompt *m)
{
    size_t i = 0;
    while (i < r->n_prompts && r->prompt[i].number != m->number)
        i++;
    if (i == ARRAY_LEN(r->prompt)) { /* the oldest goes */
        memmove(r->prompt, r->prompt + 1, sizeof r->prompt - sizeof *r->prompt);
        i--;
    } else if (i == r->n_prompts) {
        r->n_prompts++;
    }
    struct exec_rig_prompt *p = &r->prompt[i];
    const struct exec_rig_prompt before = *p;
    p->number = m->number;
    p->is_open = m->is_open;
    COPY(p->kind, m->kind);
    COPY(p->text, m->text);
    COPY(p->answered, m->answered);
    COPY(p->answered_by, m->answered_by);
    join(m->answers, p->answers, sizeof p->answers);
    if (!m->is_open) {
        memcpy(p->kind, before.kind, sizeof p->kind);
        memcpy(p->text, before.text, sizeof p->text);
    }
}

static void
on_asrun(struct exec_rig *r, const struct msg_asrun *m)
{
    r->record = xreallocarray(r->record, r->record_len + m->text.len + 2, 1);
    memcpy(r->record + r->record_len, m->text.s, m->text.len);
    r->record_len += m->text.len;
    r->record[r->record_len++] = '\n';
    r->record[r->record_len] = '\0';
}

/* Everything goes over the wire and back. */
static void
on_publish(void *arg, const char *topic, struct msg *msg)
{
    struct exec_rig *r = arg;
    struct msg_buffer packed = {0};
    struct msg back;
    msg->envelope.source = msg_str("exec");
    msg->envelope.instance = msg_str("sim");
    assert_int_equal(msg_pack(msg, &packed), ERR_OK);
    if (msg_unpack(packed.p, packed.len, &back) != ERR_OK)
        fail_msg("the message at %s is refused", topic);
    assert_true(msg_topic_is_valid(topic, strlen(topic)));
    switch ((unsigned)back.envelope.type) {
    case MSG_RUN:
        on_run(r, &back.u.run);
        break;
    case MSG_PROMPT:
        on_prompt(r, &back.u.prompt);
        break;
    case MSG_ASRUN:
        on_asrun(r, &back.u.asrun);
        break;
    case MSG_ITEMS:
        r->n_items++;
        break;
    case MSG_PROCEDURE:
        r->n_procedures++;
        break;
    default:
        fail_msg("a message of type %d", (int)back.envelope.type);
    }
    msg_fini(&back);
    free(packed.p);
}

static void
on_event(void *arg, enum event_id id, const char *text)
{
    struct exec_rig *r = arg;
    assert_non_null(event_row(id));
    r->events[id]++;
    (void)str_copy(r->event, sizeof r->event, text);
}

static void
random_id(void *arg, char out[DIGEST_ID_HEX])
{
    struct exec_rig *r = arg;
    (void)snprintf(out, DIGEST_ID_HEX, "%032x", 0xa0000u + r->n_ids++);
}

/* ---- the gate ------------------------------------------------------------ */

static struct exec_rig_order *
find_order(struct exec_rig *r, const char *id)
{
    for (size_t i = 0; i < r->n_orders; i++)
        if (strcmp(r->order[i].id, id) == 0)
            return &r->order[i];
    return NULL;
}

static void
take_order(struct exec_rig *r, const struct order_head *head,
    const struct order *o, struct exec_rig_asked *a)
{
    struct strbuf values = {0};
    if (r->refuses != ERR_OK) {
        a->status = r->refuses;
        (void)str_copy(a->text, sizeof a->text, r->refusal);
        return;
    }
    if (find_order(r, o->id) != NULL) {
        a->status = ERR_EXISTS;
        return;
    }
    assert_true(r->n_orders < EXEC_RIG_ORDERS);
    struct exec_rig_order *n = &r->order[r->n_orders++];
    *n = (struct exec_rig_order){.state = COMMAND_QUEUED};
    assert_string_equal(o->origin, "exec");
    (void)str_copy(n->id, sizeof n->id, o->id);
    (void)str_copy(n->command, sizeof n->command, o->command);
    (void)str_copy(n->comment, sizeof n->comment, o->comment);
    (void)str_copy(n->person, sizeof n->person, head->on_behalf);
    for (size_t i = 0; i < o->n_values; i++)
        strbuf_addf(&values, "%s%s=%s", i > 0 ? " " : "", o->value[i].name,
            o->value[i].text);
    (void)str_copy(n->values, sizeof n->values, strbuf_get(&values));
    strbuf_fini(&values);
}

static void
on_submit(
    struct exec_rig *r, const struct msg_strv *args, struct exec_rig_asked *a)
{
    struct order_head head;
    struct order o = {0};
    struct msg_str rest[1];
    struct strbuf why = {0};
    size_t n;
    r->submits++;
    assert_int_equal(order_parse(args, &head, &o, rest, 1, &n, &why), ERR_OK);
    if (!r->is_gate_silent)
        take_order(r, &head, &o, a);
    order_fini(&o);
    strbuf_fini(&why);
}

static void
on_show(struct exec_rig *r, const char *id, struct exec_rig_asked *a)
{
    const struct exec_rig_order *o = find_order(r, id);
    r->shows++;
    if (o == NULL) {
        a->status = ERR_NOTFOUND;
        return;
    }
    (void)snprintf(a->row[a->n_rows++], sizeof a->row[0], "state: %s",
        command_state_str(o->state));
    (void)snprintf(
        a->row[a->n_rows++], sizeof a->row[0], "person: %s", o->person);
}

static void
on_cancel(
    struct exec_rig *r, const struct msg_strv *args, struct exec_rig_asked *a)
{
    struct order_head head;
    struct msg_str rest[2];
    struct strbuf why = {0};
    size_t n;
    char id[DIGEST_ID_HEX];
    assert_int_equal(order_parse(args, &head, NULL, rest, 2, &n, &why), ERR_OK);
    assert_int_equal(n, 2);
    struct exec_rig_order *o =
        find_order(r, msg_str_copy(id, sizeof id, rest[0]));
    if (o == NULL)
        fail_msg("the gate never saw what is cancelled");
    r->cancels++;
    assert_string_equal(head.on_behalf, o != NULL ? o->person : "");
    if (o != NULL && o->state < COMMAND_RELEASED)
        o->is_cancelled = true; /* its message comes with the next turn */
    else
        a->status = ERR_AGAIN;
    strbuf_fini(&why);
}

static void
ask_gate(void *arg, uint64_t ticket, const char *verb, const char *const *args,
    size_t n)
{
    struct exec_rig *r = arg;
    struct msg_str v[ORDER_ARGS_MAX];
    assert_true(r->n_asked < ARRAY_LEN(r->asked) && n <= ARRAY_LEN(v));
    struct exec_rig_asked *a = &r->asked[r->n_asked++];
    *a = (struct exec_rig_asked){
        .ticket = ticket, .is_silent = r->is_gate_silent || r->loses_answers};
    for (size_t i = 0; i < n; i++)
        v[i] = msg_str(args[i]);
    if (strcmp(verb, "submit") == 0)
        on_submit(r, &(struct msg_strv){v, n}, a);
    else if (strcmp(verb, "show") == 0)
        on_show(r, args[0], a);
    else if (strcmp(verb, "cancel") == 0)
        on_cancel(r, &(struct msg_strv){v, n}, a);
    else
        fail_msg("the gate was asked %s", verb);
}

/* What was asked is answered now. */
static void
answer_all(struct exec_rig *r)
{
    const size_t n = r->n_asked;
    struct exec_rig_asked asked[ARRAY_LEN(r->asked)];
    memcpy(asked, r->asked, sizeof asked);
    r->n_asked = 0;
    for (size_t i = 0; i < n; i++) {
        struct msg_str rows[4];
        struct msg_reply reply = {.status = (uint64_t)asked[i].status,
            .text = msg_str(asked[i].text),
            .rows = {rows, asked[i].n_rows}};
        for (unsigned k = 0; k < asked[i].n_rows; k++)
            rows[k] = msg_str(asked[i].row[k]);
        exec_app_answer(r->app, asked[i].ticket,
            asked[i].is_silent ? NULL : &reply, r->now);
    }
}

static void
give(struct exec_rig *r, struct msg *msg, const char *source)
{
    msg->envelope.source = msg_str(source);
    msg->envelope.instance = msg_str("sim");
    msg->envelope.utc = r->now.utc;
    msg->envelope.mono = r->now.mono;
    exec_app_message(r->app, msg, r->now);
}

void
exec_rig_command(
    struct exec_rig *r, struct exec_rig_order *o, enum command_state s)
{
    struct msg m = {.envelope.type = MSG_COMMAND};
    o->state = s;
    m.u.command = (struct msg_command){.id = msg_str(o->id),
        .change = ++o->change,
        .state = s,
        .person = msg_str(o->person),
        .submitted = UTC_NONE,
        .released = s >= COMMAND_RELEASED ? r->now.utc : UTC_NONE};
    give(r, &m, "gate");
}

static void
advance_commands(struct exec_rig *r)
{
    for (size_t i = 0; i < r->n_orders; i++) {
        struct exec_rig_order *o = &r->order[i];
        if (o->is_cancelled && o->state != COMMAND_CANCELLED)
            exec_rig_command(r, o, COMMAND_CANCELLED);
        if (r->is_frozen)
            continue;
        if (o->state >= COMMAND_QUEUED && o->state < COMMAND_COMPLETED)
            exec_rig_command(r, o, (enum command_state)(o->state + 1));
    }
}

/* ---- time ---------------------------------------------------------------- */

static void
give_heartbeats(struct exec_rig *r)
{
    struct msg m = {.envelope.type = MSG_HEARTBEAT};
    give(r, &m, "frontend");
    if (r->is_gate_silent)
        return;
    m = (struct msg){.envelope.type = MSG_GATE};
    m.u.gate = (struct msg_gate){
        .mdb_hash = r->mdb->hash, .holder = msg_str(r->holder), .log_ok = true};
    give(r, &m, "gate");
}

void
exec_rig_turn(struct exec_rig *r)
{
    answer_all(r);
    exec_app_turn(r->app, r->now);
}

void
exec_rig_wait(struct exec_rig *r, double seconds)
{
    const unsigned steps = (unsigned)(seconds * 10 + 0.5);
    for (unsigned i = 0; i < steps; i++) {
        r->now.utc.ns += NS_PER_S / 10;
        r->now.mono.ns += NS_PER_S / 10;
        give_heartbeats(r);
        exec_rig_turn(r);
        if (!r->is_gate_silent)
            advance_commands(r);
        exec_rig_turn(r);
        if (i % 10 == 9)
            exec_app_second(r->app, r->now);
    }
}

void
exec_rig_hk(struct exec_rig *r, uint64_t mode, uint64_t temp)
{
    const uint32_t c = mdb_find_container(r->mdb, "/G/HK");
    const size_t n = r->mdb->container[c].n_layout;
    uint64_t cell[16] = {0};
    cell[n - 2] = mode;
    cell[n - 1] = temp;
    struct tm_builder *builder = tm_builder_new();
    tm_builder_begin(builder, &(struct tm_batch){.mdb_hash = r->mdb->hash,
                                  .container = c,
                                  .mode = TM_REALTIME,
                                  .link = "tm",
                                  .n = n});
    assert_int_equal(
        tm_builder_add(builder, &(struct tm_packet){.generation = r->now.utc,
                                    .reception = r->now.utc,
                                    .raw = cell,
                                    .eng = cell}),
        ERR_OK);
    struct msg msg = {.envelope.type = MSG_TM};
    tm_builder_message(builder, &msg);
    give(r, &msg, "frontend");
    tm_builder_free(&builder);
    exec_rig_turn(r);
}

/* ---- asking -------------------------------------------------------------- */

static void
take_reply(struct exec_rig *r, const struct msg_reply *reply)
{
    for (size_t i = 0; i < r->n_rows; i++)
        free(r->row[i]);
    r->n_rows = 0;
    r->status = (enum err)reply->status;
    msg_str_copy(r->text, sizeof r->text, reply->text);
    for (size_t i = 0; i < reply->rows.n; i++) {
        assert_true(r->n_rows < ARRAY_LEN(r->row));
        assert_true(str_is_clean(reply->rows.v[i].s, reply->rows.v[i].len));
        r->row[r->n_rows++] =
            xstrndup(reply->rows.v[i].s, reply->rows.v[i].len);
    }
}

enum err
exec_rig_ask(struct exec_rig *r, const char *person, const char *verb, ...)
{
    struct order_head head = {.seq = ++r->seq, .issued = r->now.utc};
    const struct bus_peer peer = {true, 1000, 1000, 0};
    const struct exec_asker asker = {person[0] != '\0', &peer, "test"};
    const char *word[16];
    struct msg_str v[64];
    struct msg_request request = {.id = 1, .verb = msg_str(verb)};
    struct msg_reply reply = {0};
    char **args = NULL;
    size_t n = 0, n_args = 0;
    va_list ap;
    va_start(ap, verb);
    while ((word[n] = va_arg(ap, const char *)) != NULL)
        n++;
    va_end(ap);
    if (person[0] != '\0') {
        memset(head.session, person[3] == '1' ? 'a' : 'b', DIGEST_ID_HEX - 1);
        (void)str_copy(head.as, sizeof head.as, person);
        args = order_args(&head, NULL, word, n, &n_args);
    }
    for (size_t i = 0; i < n_args; i++)
        v[i] = msg_str(args[i]);
    for (size_t i = 0; args == NULL && i < n; i++)
        v[n_args++] = msg_str(word[i]);
    request.args = (struct msg_strv){v, n_args};
    exec_app_request(r->app, &asker, &request, &reply, r->now);
    take_reply(r, &reply);
    if (args != NULL)
        order_args_free(&args, n_args);
    return r->status;
}

void
exec_rig_start(struct exec_rig *r, const char *procedure)
{
    if (exec_rig_ask(r, "FC-1", "start", procedure, NULL) != ERR_OK)
        fail_msg("start %s: %s", procedure, r->text);
    (void)str_copy(r->id, sizeof r->id, r->text);
}

void
exec_rig_do(struct exec_rig *r, const char *verb, const char *word)
{
    if (exec_rig_ask(r, "FC-1", verb, r->id, word, NULL) != ERR_OK)
        fail_msg("%s: %s", verb, r->text);
}

const struct exec_rig_run *
exec_rig_told(struct exec_rig *r)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (strcmp(r->run[i].id, r->id) == 0)
            return &r->run[i];
    fail_msg("nothing was told of %s", r->id);
    return NULL;
}

const struct exec_rig_run *
exec_rig_numbered(struct exec_rig *r, uint64_t number)
{
    for (size_t i = 0; i < EXEC_RUNS_MAX; i++)
        if (r->run[i].number == number)
            return &r->run[i];
    fail_msg("nothing was told of #%u", (unsigned)number);
    return NULL;
}

const struct exec_rig_prompt *
exec_rig_asks(struct exec_rig *r)
{
    for (size_t i = r->n_prompts; i > 0; i--)
        if (r->prompt[i - 1].is_open)
            return &r->prompt[i - 1];
    fail_msg("nothing is asked");
    return NULL;
}

/* ---- life ---------------------------------------------------------------- */

void
exec_rig_procedure(
    struct exec_rig *r, const char *name, const char *text, const char *conf)
{
    char *file = xasprintf("%s.pluto", name);
    free(check_write(r->procedures, file, text, SIZE_MAX));
    free(file);
    if (conf == NULL)
        return;
    file = xasprintf("%s.conf", name);
    free(check_write(r->procedures, file, conf, SIZE_MAX));
    free(file);
}

void
exec_rig_begin(struct exec_rig *r)
{
    struct notes notes = {0};
    struct people *people;
    const struct exec_config config = {.mission = &r->mission,
        .instance = &r->instance,
        .mdb = r->mdb,
        .dir = r->dir,
        .version = "0",
        .outbox = {.arg = r,
            .publish = on_publish,
            .event = on_event,
            .random_id = random_id,
            .ask_gate = ask_gate}};
    assert_int_equal(
        people_load("/nonexistent/people.conf", true, &notes, &people), ERR_OK);
    notes_fini(&notes);
    r->now.mono.ns += NS_PER_S;
    r->now.utc.ns += NS_PER_S;
    r->app = exec_app_new(&config, people, r->now);
    r->n_asked = 0;
    exec_app_complete(r->app, r->now);
    r->now.utc.ns += NS_PER_S / 10;
    r->now.mono.ns += NS_PER_S / 10;
}

void
exec_rig_kill(struct exec_rig *r)
{
    exec_app_free(&r->app);
    r->n_asked = 0;
}

void
exec_rig_init(struct exec_rig *r)
{
    struct notes notes = {0};
    char *path = check_path("gate/data/gate.xml");
    char name[] = "G", instance[] = "sim";
    *r = (struct exec_rig){.now = {{BEGIN * NS_PER_S}, {NS_PER_S}}};
    r->tmp = check_ramdir();
    r->dir = xasprintf("%s/exec", r->tmp);
    r->procedures = xasprintf("%s/procedures", r->tmp);
    r->mission = (struct mission){
        .name = xstrdup(name), .dir = xstrdup(r->tmp), .expiry_factor = 1.9};
    r->mission.procedures.directory = xstrdup(r->procedures);
    r->instance = (struct mission_instance){
        .name = xstrdup(instance), .kind = MISSION_SIM};
    r->instance.commands.is_ccsds = true;
    assert_int_equal(mkdir(r->procedures, 0700), 0);
    assert_int_equal(
        mdb_load(path, &(struct mdb_options){0}, &notes, &r->mdb), ERR_OK);
    notes_fini(&notes);
    free(path);
}

void
exec_rig_fini(struct exec_rig *r)
{
    exec_app_free(&r->app);
    for (size_t i = 0; i < r->n_rows; i++)
        free(r->row[i]);
    free(r->record);
    free(r->mission.name);
    free(r->mission.dir);
    free(r->mission.procedures.directory);
    free(r->instance.name);
    mdb_free(&r->mdb);
    free(r->dir);
    free(r->procedures);
    check_rmdir(&r->tmp);
}
