/*
 * fuzz_exec.c - any bytes as the state of an execution, any texts as requests
 * to the executor: no crash, what is read is written back as the same, and
 * every answer and message is one that the bus takes.
 *
 * The first byte chooses: 's' frames of a state file, 'j' a state, else
 * requests, one a line, words with blanks between; '1' or '2' before one says
 * who asks, '.' lets time go by.
 *
 * SPDX-License-Identifier: ISC
 */
#include <assert.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "exec/exec_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- states -------------------------------------------------------------- */

static struct exec_run *
new_run(void)
{
    struct exec_run *run = xcalloc(1, sizeof *run);
    return run;
}

static void
try_state(const char *data, size_t len)
{
    struct exec_run *run = new_run(), *again = new_run();
    struct strbuf why = {0}, out = {0}, twice = {0};
    const char *pluto;
    uint64_t lines;
    if (exec_saved_read(run, data, len, &pluto, &lines, &why)) {
        run->kept = xstrndup(pluto, len - (size_t)(pluto - data));
        exec_saved_write(run, &out);
        assert(exec_saved_read(
            again, strbuf_get(&out), out.len, &pluto, &lines, &why));
        again->kept = xstrdup(pluto);
        exec_saved_write(again, &twice);
        assert(strcmp(strbuf_get(&out), strbuf_get(&twice)) == 0);
    } else {
        assert(why.len > 0);
    }
    strbuf_fini(&why);
    strbuf_fini(&out);
    strbuf_fini(&twice);
    exec_run_free(&run);
    exec_run_free(&again);
}

static void
try_file(const char *data, size_t len)
{
    size_t n;
    const char *last = exec_state_last(data, len, &n);
    assert(last == NULL ||
           (last >= data && n <= len && (size_t)(last - data) <= len - n));
    if (last != NULL)
        try_state(last, n);
}

/* ---- requests ------------------------------------------------------------ */

static struct mdb *mdb;
static char dir[] = "/tmp/columba-fuzz-XXXXXX";
static char state_dir[64], procedures[64];
static struct mission mission;
static struct mission_instance instance;
static struct moment now;
static uint64_t ids, seq;

static void
write_file(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", procedures, name);
    FILE *f = fopen(path, "w");
    assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
}

static int
forget(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st, (void)kind, (void)at;
    return remove(path);
}

static void
clean_up(void)
{
    (void)nftw(dir, forget, 16, FTW_DEPTH | FTW_PHYS);
}

static void
begin(void)
{
    struct notes notes = {0};
    static char name[] = "G", in[] = "sim";
    (void)signal(SIGXFSZ, SIG_IGN);
    assert(mkdtemp(dir) != NULL);
    (void)atexit(clean_up);
    (void)snprintf(state_dir, sizeof state_dir, "%s/exec", dir);
    (void)snprintf(procedures, sizeof procedures, "%s/p", dir);
    assert(mkdir(procedures, 0700) == 0);
    write_file("A.pluto",
        "procedure\nmain\ninitiate and confirm step S\n"
        "initiate and confirm PING of G;\nwait for 3 s;\nend step\n"
        "in case aborted : ask user; end case;\n"
        "end main\nend procedure\n");
    write_file("A.conf", "argument T { type = real unit = degC min = 1 }\n");
    write_file("B.pluto",
        "procedure\nmain\ninitiate and confirm A with arguments T := 3 end "
        "with;\nend main\nend procedure\n");
    assert(mdb_load("test/gate/data/gate.xml", &(struct mdb_options){0}, &notes,
               &mdb) == ERR_OK);
    notes_fini(&notes);
    mission.name = name;
    mission.dir = dir;
    mission.procedures.directory = procedures;
    mission.expiry_factor = 1.9;
    instance.name = in;
    instance.kind = MISSION_SIM;
    instance.commands.is_ccsds = true;
}

static void
publish(void *arg, const char *topic, struct msg *msg)
{
    struct msg_buffer packed = {0};
    struct msg back;
    (void)arg;
    msg->envelope.source = msg_str("exec");
    msg->envelope.instance = msg_str("sim");
    assert(msg_topic_is_valid(topic, strlen(topic)));
    assert(msg_pack(msg, &packed) == ERR_OK);
    assert(msg_unpack(packed.p, packed.len, &back) == ERR_OK);
    msg_fini(&back);
    free(packed.p);
}

static void
event(void *arg, enum event_id id, const char *text)
{
    (void)arg, (void)text;
    assert(event_row(id) != NULL);
}

static void
random_id(void *arg, char out[DIGEST_ID_HEX])
{
    (void)arg;
    (void)snprintf(out, DIGEST_ID_HEX, "%032llx", (unsigned long long)++ids);
}

static void
ask_gate(void *arg, uint64_t ticket, const char *verb, const char *const *args,
    size_t n)
{
    (void)arg, (void)ticket, (void)verb, (void)args, (void)n;
}

static void
ask(struct exec_app *app, const char *line, size_t len)
{
    static struct msg_str v[600];
    const char *words[500];
    struct order_head head = {.seq = ++seq, .issued = now.utc};
    const struct bus_peer peer = {true, 1000, 1000, 1};
    const bool has_head = len > 0 && (line[0] == '1' || line[0] == '2');
    const struct exec_asker asker = {has_head, &peer, "fuzz"};
    struct msg_reply reply = {0};
    char *text = xstrndup(line, len), *save = NULL, **args = NULL;
    size_t n = 0, n_args = 0;
    for (char *w = strtok_r(text, " ", &save); w != NULL && n < 500;
         w = strtok_r(NULL, " ", &save))
        words[n++] = w;
    if (n == 0) {
        free(text);
        return;
    }
    struct msg_request request = {.verb = msg_str(words[0] + has_head)};
    if (has_head) {
        memset(head.session, line[0] == '1' ? 'a' : 'b', DIGEST_ID_HEX - 1);
        (void)snprintf(head.as, sizeof head.as, "FC-%c", line[0]);
        args = order_args(&head, NULL, words + 1, n - 1, &n_args);
    }
    for (size_t i = 0; i < (has_head ? n_args : n - 1); i++)
        v[i] = msg_str(has_head ? args[i] : words[i + 1]);
    request.args = (struct msg_strv){v, has_head ? n_args : n - 1};
    exec_app_request(app, &asker, &request, &reply, now);
    assert(reply.status < ERR_COUNT);
    assert(str_is_clean(reply.text.s, reply.text.len));
    for (size_t i = 0; i < reply.rows.n; i++)
        assert(str_is_clean(reply.rows.v[i].s, reply.rows.v[i].len));
    if (args != NULL)
        order_args_free(&args, n_args);
    free(text);
}

static void
wait_s(struct exec_app *app)
{
    now.utc.ns += NS_PER_S;
    now.mono.ns += NS_PER_S;
    exec_app_turn(app, now);
    exec_app_second(app, now);
}

static void
try_requests(const char *data, size_t size)
{
    struct notes notes = {0};
    struct people *people;
    const struct exec_config config = {.mission = &mission,
        .instance = &instance,
        .mdb = mdb,
        .dir = state_dir,
        .version = "0",
        .outbox = {NULL, publish, event, random_id, ask_gate}};
    unsigned lines = 0;
    (void)nftw(state_dir, forget, 16, FTW_DEPTH | FTW_PHYS);
    now = (struct moment){{INT64_C(1795163640) * NS_PER_S}, {NS_PER_S}};
    seq = ids = 0;
    assert(people_load("/nonexistent", true, &notes, &people) == ERR_OK);
    notes_fini(&notes);
    struct exec_app *app = exec_app_new(&config, people, now);
    now.utc.ns++;
    while (size > 0 && lines++ < 40) {
        const char *nl = memchr(data, '\n', size);
        const size_t len = nl != NULL ? (size_t)(nl - data) : size;
        if (len > 0 && data[0] == '.')
            wait_s(app);
        else
            ask(app, data, len);
        exec_app_turn(app, now);
        data += len + (nl != NULL);
        size -= len + (nl != NULL);
    }
    wait_s(app);
    exec_app_free(&app);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xcalloc(size + 1, 1); /* with its own end, for the sanitizer */
    if (mdb == NULL)
        begin();
    memcpy(text, data, size);
    if (size > 0 && text[0] == 's')
        try_file(text + 1, size - 1);
    else if (size > 0 && text[0] == 'j')
        try_state(text + 1, size - 1);
    else
        try_requests(text, size);
    free(text);
    return 0;
}
