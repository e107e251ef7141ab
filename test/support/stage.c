/*
 * stage.c - see stage.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/utf8.h"
#include "mdb/decode.h"
#include "mdb/mdb.h"
#include "support/check.h"

#define END_MS 30000 /* a scene is so long */

const char *
scene_str(enum scene scene)
{
    static const char *const text[SCENE_COUNT] = {
        [SCENE_GOOD] = "good",
        [SCENE_EXPIRED] = "expired",
        [SCENE_INVALID] = "invalid",
        [SCENE_MISSING] = "missing",
        [SCENE_LOS] = "los",
        [SCENE_NO_FRONTEND] = "no-frontend",
        [SCENE_NO_HUB] = "no-hub",
        [SCENE_WRONG_DATABASE] = "wrong-database",
        [SCENE_NOTHING] = "nothing",
    };
    return text[scene];
}

/* ---- the instance ----------------------------------------------------------
 */

static const char *const processes[] = {"frontend", "hub", "sim", "up"};

static const struct feed_item power[] = {
    {0, "/SIF/CCSDS_SEQ", "", "", MDB_UINT, MDB_UINT},
    {1, "/SIF/PWR/BUS_A_I", "A", "", MDB_UINT, MDB_FLOAT},
    {2, "/SIF/PWR/BUS_A_V", "V", "", MDB_UINT, MDB_FLOAT},
    {3, "/SIF/PWR/HTR1_ON", "", "0=OFF,1=ON", MDB_UINT, MDB_BOOL},
    {4, "/SIF/PWR/MODE", "", "0=IDLE,1=SCIENCE,2=SAFE", MDB_UINT, MDB_ENUM},
    {5, "/SIF/PWR/TEMP", "degC", "", MDB_INT, MDB_FLOAT},
};
static const struct feed_item thermal[] = {
    {0, "/SIF/CCSDS_SEQ", "", "", MDB_UINT, MDB_UINT},
    {6, "/SIF/THM/RADIATOR_OUTER_PANEL_TEMPERATURE_LEFT", "degC", "", MDB_INT,
        MDB_FLOAT},
    {7, "/SIF/THM/TEMP", "degC", "", MDB_INT, MDB_FLOAT},
};
static const struct feed_item handling[] = {
    {8, "/SIF/DHS/BOOT_COUNT", "", "", MDB_UINT, MDB_UINT},
    {9, "/SIF/DHS/LAST_ERROR", "", "", MDB_STRING, MDB_STRING},
    {10, "/SIF/DHS/UPTIME", "s", "", MDB_UINT, MDB_DURATION},
    {11, "/SIF/DHS/EVIL\033[2J\xe2\x80\xaeNAME", "", "", MDB_UINT, MDB_UINT},
};

static void
layouts(struct model *m, struct clock now)
{
    feed_layout(m, now, FEED_HASH, 7, "/SIF/PWR/PWR_HK", NS_PER_S, power,
        ARRAY_LEN(power));
    feed_layout(m, now, FEED_HASH, 8, "/SIF/THM/THM_HK", 2 * NS_PER_S, thermal,
        ARRAY_LEN(thermal));
    feed_layout(m, now, FEED_HASH, 9, "/SIF/DHS/DHS_EVT", 0, handling,
        ARRAY_LEN(handling));
}

static void
packets(struct model *m, int64_t ms, uint8_t quality, uint64_t hash)
{
    struct clock now = feed_clock(ms);
    uint64_t n = (uint64_t)(ms / 1000);
    double wave = (double)(ms / 1000 % 20) / 20;
    const struct feed_cell pwr[] = {{n, n, 0},
        {312, mdb_cell_float(3.12 + wave / 100), 0},
        {2831, mdb_cell_float(28.31 + wave), quality}, {1, 1, 0}, {1, 1, 0},
        {(mdb_cell)-12, mdb_cell_float(-1.2), quality}};
    static const uint8_t bytes[] = {0x08, 0x65, 0xc0, 0x01, 0x00, 0x09, 0x0b,
        0x0f, 0x01, 0x38, 0x01, 0x01, 0xff, 0xf4, 0x1b, 0x5b};
    feed_tm(m, now,
        &(struct feed_tm){.hash = hash,
            .container = 7,
            .apid = 101,
            .serial = 3 * n,
            .cell = pwr,
            .n = ARRAY_LEN(pwr)});
    feed_packet(m, now, "tm", 101, 3 * n, 7, bytes, sizeof bytes);
    feed_apid(m, now, "tm", 101, 7, "/SIF/PWR/PWR_HK", n);
    if (n % 2 == 0) {
        const struct feed_cell thm[] = {{n, n, 0},
            {40, mdb_cell_float(1234567.5 * wave), 0},
            {221, mdb_cell_float(22.1), 0}};
        feed_tm(m, now,
            &(struct feed_tm){.hash = hash,
                .container = 8,
                .apid = 102,
                .serial = 3 * n + 1,
                .cell = thm,
                .n = ARRAY_LEN(thm)});
        feed_apid(m, now, "tm", 102, 8, "/SIF/THM/THM_HK", n / 2);
    }
    if (n == 7) {
        const struct feed_cell dhs[] = {{3, 3, 0},
            {mdb_cell_span(0, 20), mdb_cell_span(0, 20), 0},
            {900, mdb_cell_float(900), 0}, {1, 1, 0}};
        feed_tm(m, now,
            &(struct feed_tm){.hash = hash,
                .container = 9,
                .apid = 103,
                .serial = 3 * n + 2,
                .cell = dhs,
                .n = ARRAY_LEN(dhs),
                .blob = "SPW\033[31m timeout\x9b"
                        "3J!",
                .blob_len = 20});
        feed_apid(m, now, "tm", 103, 9, "/SIF/DHS/DHS_EVT", 1);
    }
}

/* ---- an instance with a mission database ------------------------------------
 */

static struct mdb *facility;
static struct mdb_decoder *decoder;

static void
facility_close(void)
{
    mdb_decoder_free(&decoder);
    mdb_free(&facility);
}

static const struct mdb *
facility_open(void)
{
    if (!facility) {
        struct notes notes = {0};
        char *path = check_path("console/data/facility.xml");
        if (mdb_load(path, NULL, &notes, &facility) != ERR_OK)
            fail_msg("%s is refused", path);
        free(path);
        notes_fini(&notes);
        decoder = mdb_decoder_new(facility);
        atexit(facility_close);
    }
    return facility;
}

/* Receive bytes as the frontend does: decode, publish values and packet. */
static void
receive(struct model *m, struct clock now, uint64_t serial, uint8_t *bytes,
    size_t len, uint8_t quality)
{
    struct mdb_frame f;
    mdb_decode(decoder, MDB_NIL, bytes, len, &f);
    if (f.result == MDB_DECODED) {
        struct feed_cell *cell = calloc(f.n, sizeof *cell);
        for (size_t i = 0; i < f.n; i++)
            cell[i] = (struct feed_cell){
                f.raw[i], f.eng[i], i >= 8 && i < 12 ? quality : f.quality[i]};
        feed_tm(m, now,
            &(struct feed_tm){.hash = facility->hash,
                .container = f.container,
                .apid = (bytes[0] & 7u) << 8 | bytes[1],
                .serial = serial,
                .generation = {now.utc.ns / NS_PER_S * NS_PER_S},
                .cell = cell,
                .n = f.n,
                .blob = f.blob,
                .blob_len = f.blob_len});
        free(cell);
    }
    struct msg msg = {.envelope.type = MSG_PACKET,
        .u.packet = {.link = msg_str("tm"),
            .apid = (bytes[0] & 7u) << 8 | bytes[1],
            .sequence = (bytes[2] & 63u) << 8 | bytes[3],
            .serial = serial,
            .generation = {now.utc.ns / NS_PER_S * NS_PER_S},
            .reception = now.utc,
            .status = (uint64_t)f.result,
            .mdb_hash = facility->hash,
            .container = f.container,
            .data = {bytes, len}}};
    feed_message(m, now, "pkt", &msg);
}

static size_t
header(uint8_t *p, unsigned apid, uint64_t n, size_t len)
{
    struct writer w = writer_init(p, len);
    writer_be(&w, 0x0800 | apid, 2);
    writer_be(&w, 0xc000 | (n & 0x3fff), 2);
    writer_be(&w, len - 7, 2);
    return len;
}

static void
facility_packets(struct model *m, int64_t ms, uint8_t quality)
{
    struct clock now = feed_clock(ms);
    uint64_t n = (uint64_t)(ms / 1000);
    uint8_t pwr[34], thm[14];
    struct writer w = writer_init(pwr + 6, sizeof pwr - 6);
    (void)header(pwr, 101, n, sizeof pwr);
    writer_be(&w, (uint64_t)(now.utc.ns / NS_PER_S), 4);
    writer_be(&w, (2700 + n % 20 * 7) << 4 | 9, 2);
    writer_be(&w, 65536 - 120 - n, 2);
    writer_be(&w, 0x42f6e979, 4); /* 123.456 */
    writer_be(&w, 0xc1200000, 4); /* -10 */
    writer_bytes(&w, "FM\033[2J\0", 8);
    writer_be(&w, 0xdeadbeef, 4);
    receive(m, now, 2 * n, pwr, sizeof pwr, quality);
    feed_apid(m, now, "tm", 101, mdb_find_container(facility, "PWR_HK"),
        "/SIF/PWR/PWR_HK", n);
    if (n % 2)
        return;
    w = writer_init(thm + 6, sizeof thm - 6);
    (void)header(thm, 102, n / 2, sizeof thm);
    writer_be(&w, (uint64_t)(now.utc.ns / NS_PER_S), 4);
    writer_be(&w, 221, 2);
    writer_be(&w, 7, 2);
    /* Every tenth one is cut short. */
    receive(m, now, 2 * n + 1, thm, sizeof thm - (n % 20 == 10 ? 3 : 0), 0);
    feed_apid(m, now, "tm", 102, mdb_find_container(facility, "THM_HK"),
        "/SIF/THM/THM_HK", n / 2);
}

static void
beat(struct model *m, int64_t ms, bool has_frontend)
{
    struct clock now = feed_clock(ms);
    model_connected(m, true, now);
    for (size_t i = 0; i < ARRAY_LEN(processes); i++)
        if (has_frontend || strcmp(processes[i], "frontend") != 0)
            feed_heartbeat(m, now, processes[i], "ready", 0);
    model_tick(m, now);
}

static void
spare(struct msg_link *m)
{
    m->kind = msg_str("tcp");
    m->address = msg_str("gs.example.org:3000");
    m->detail = msg_str("connection refused, tried again in 4 s");
    m->packets = m->bytes = 0;
    m->packets_per_s = m->bytes_per_s = 0;
    m->connects = 0;
    m->signal_since = m->signal_until = UTC_NONE;
    m->last = UTC_NONE;
}

static void
quiet(struct msg_link *m)
{
    m->packets_per_s = m->bytes_per_s = 0;
    m->last.ns -= 40 * NS_PER_S;
}

static void
start(struct model *m, struct clock now)
{
    model_connected(m, true, now);
    feed_instance(m, now, "sim", processes, ARRAY_LEN(processes));
    for (size_t i = 0; i < ARRAY_LEN(processes); i++)
        feed_process(m, now, processes[i], "ready", i == 0,
            i == 0 ? "killed by signal 9" : "");
    feed_event(m, now, "up", EVENT_INFO, "INSTANCE_UP", "sim is up");
    feed_event(m, now, "frontend", EVENT_INFO, "LINK_UP", "link tm is up");
    feed_event(m, now, "frontend", EVENT_WARNING, "SEQUENCE_GAP",
        "APID 101: 3 packets missing after 1203");
    feed_event(m, now, "sim\033c", EVENT_ERROR, "EVIL",
        "text with \033]0;title\007 and \xe2\x80\xae bidi");
    feed_event(m, now, "up", EVENT_CRITICAL, "PROCESS_GIVEN_UP",
        "frontend keeps ending at once: exit status 78, mission.conf:12:3: "
        "no such database file; it is tried again in 60 s");
}

static void
some_packets(
    struct model *m, int64_t ms, enum scene scene, const struct mdb *mdb)
{
    uint8_t quality = scene == SCENE_INVALID ? MDB_INVALID : MDB_ACQUIRED;
    if (scene == SCENE_WRONG_DATABASE || !mdb)
        packets(m, ms, quality,
            scene == SCENE_WRONG_DATABASE ? 0xbad0000000000000 : FEED_HASH);
    else
        facility_packets(m, ms, quality);
}

static void
tell_scene(
    struct model *m, enum scene scene, struct clock *now, const struct mdb *mdb)
{
    *now = feed_clock(END_MS);
    model_init(m, "sim", mdb, feed_clock(0));
    if (scene == SCENE_NOTHING)
        return;
    start(m, feed_clock(0));
    if (!mdb)
        layouts(m, feed_clock(0));
    int64_t stop = scene == SCENE_EXPIRED || scene == SCENE_NO_FRONTEND ||
                           scene == SCENE_NO_HUB
                       ? END_MS - 12000
                       : END_MS;
    for (int64_t ms = 0; ms <= END_MS; ms += 1000) {
        bool is_alive = ms <= stop;
        if (scene == SCENE_NO_HUB && !is_alive)
            break;
        beat(m, ms, is_alive || scene != SCENE_NO_FRONTEND);
        if (is_alive && scene != SCENE_MISSING && scene != SCENE_LOS)
            some_packets(m, ms, scene, mdb);
        if (scene == SCENE_LOS && ms <= 1000)
            some_packets(m, ms, scene, mdb);
        if (is_alive || scene != SCENE_NO_FRONTEND) {
            feed_link(m, feed_clock(ms), "tm", "up",
                scene == SCENE_LOS && ms > 1000 ? "los" : "aos",
                scene == SCENE_LOS ? quiet : NULL);
            feed_link(
                m, feed_clock(ms), "spare", "connecting", "unknown", spare);
        }
    }
    if (scene == SCENE_NO_HUB)
        model_connected(m, false, feed_clock(stop + 1000));
    model_tick(m, *now);
}

void
stage_scene(struct model *m, enum scene scene, struct clock *now)
{
    tell_scene(m, scene, now, NULL);
}

void
stage_scene_facility(struct model *m, enum scene scene, struct clock *now)
{
    tell_scene(m, scene, now, facility_open());
}

/* ---- the console around the view -------------------------------------------
 */

static void
on_toast(void *console, enum toast kind, const char *text)
{
    struct stage *s = console;
    (void)kind;
    (void)str_copy(s->toast, sizeof s->toast, text);
}

static void
on_open(void *console, const char *view, const char *argument)
{
    struct stage *s = console;
    (void)snprintf(s->opened, sizeof s->opened, "%s %s", view, argument);
}

static void
on_confirm(
    void *console, const char *question, void (*yes)(void *arg), void *arg)
{
    struct stage *s = console;
    (void)str_copy(s->question, sizeof s->question, question);
    s->yes = yes;
    s->yes_arg = arg;
}

static void
on_ask(void *console, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct stage *s = console;
    struct strbuf b = {0};
    strbuf_addf(&b, "%s %s", name, verb);
    for (size_t i = 0; i < n_args; i++)
        strbuf_addf(&b, " %s", args[i]);
    (void)str_copy(s->asked, sizeof s->asked, strbuf_get(&b));
    s->asks++;
    strbuf_fini(&b);
}

static void
on_inquire(void *console, const char *name, const char *verb,
    const char *const *args, size_t n_args)
{
    struct stage *s = console;
    (void)snprintf(s->inquired, sizeof s->inquired, "%s %s %s", name, verb,
        n_args ? args[0] : "");
}

static void
on_prompt(void *console, const char *question,
    void (*told)(void *arg, const char *text), void *arg)
{
    struct stage *s = console;
    (void)str_copy(s->question, sizeof s->question, question);
    s->told = told;
    s->yes_arg = arg;
}

static void
stage_start(struct stage *s, const char *argument, enum scene scene, int rows,
    int cols, const struct mdb *mdb)
{
    struct clock now;
    tell_scene(&s->model, scene, &now, mdb);
    s->ui = (struct ui){.model = &s->model,
        .now = now.mono,
        .utc = now.utc,
        .has_focus = true,
        .theme = theme_built_in(),
        .console = s,
        .toast = on_toast,
        .open = on_open,
        .confirm = on_confirm,
        .prompt = on_prompt,
        .inquire = on_inquire,
        .ask = on_ask};
    canvas_init(&s->canvas, rows, cols, false);
    s->view = s->class->open(&s->ui, argument);
    stage_paint(s);
}

void
stage_open(struct stage *s, const struct view_class *class,
    const char *argument, enum scene scene, int rows, int cols)
{
    *s = (struct stage){.class = class};
    stage_start(s, argument, scene, rows, cols, NULL);
}

void
stage_open_facility(struct stage *s, const struct view_class *class,
    const char *argument, enum scene scene, int rows, int cols)
{
    *s = (struct stage){.class = class};
    stage_start(s, argument, scene, rows, cols, facility_open());
}

void
stage_close(struct stage *s)
{
    s->class->close(s->view);
    canvas_fini(&s->canvas);
    model_fini(&s->model);
}

void
stage_paint(struct stage *s)
{
    struct strbuf title = {0}, right = {0};
    (void)s->class->update(s->view, &s->ui);
    canvas_clear(&s->canvas);
    struct area all = area_all(&s->canvas);
    struct area inside = area_sub(&all, 1, 0, all.rows - 1, all.cols);
    s->class->paint(s->view, &s->ui, &inside);
    strbuf_adds(&title, s->class->title);
    if (s->class->status)
        s->class->status(s->view, &s->ui, &title, &right);
    area_rule(&all, 0, strbuf_get(&title), strbuf_get(&right), true);
    strbuf_fini(&title);
    strbuf_fini(&right);
}

void
stage_act(struct stage *s, enum action action)
{
    if (!s->class->why_not || !s->class->why_not(s->view, &s->ui, action))
        (void)s->class->act(s->view, &s->ui, action);
    stage_paint(s);
}

void
stage_resize(struct stage *s, int rows, int cols)
{
    canvas_resize(&s->canvas, rows, cols);
    stage_paint(s);
}

void
stage_time(struct stage *s, int64_t ms)
{
    struct clock now = feed_clock(ms);
    s->ui.now = now.mono;
    s->ui.utc = now.utc;
    model_tick(&s->model, now);
    stage_paint(s);
}

const char *
stage_text(struct stage *s)
{
    static struct strbuf text;
    strbuf_reset(&text);
    canvas_text(&s->canvas, &text);
    return strbuf_get(&text);
}

typedef void (*opener_fn)(struct stage *s, const struct view_class *class,
    const char *argument, enum scene scene, int rows, int cols);

static void
goldens(opener_fn opener, const struct view_class *class, const char *argument)
{
    static const struct {
        int rows, cols;
        const char *name;
    } size[] = {{20, 80, "24x80"}, {56, 200, "60x200"}, {6, 40, "10x40"},
        {1, 1, "1x1"}};
    char name[128];
    struct stage s;
    for (size_t i = 0; i < ARRAY_LEN(size); i++)
        for (enum scene scene = 0; scene < SCENE_COUNT; scene++) {
            if (i > 0 && scene != SCENE_GOOD && scene != SCENE_NO_FRONTEND)
                continue;
            opener(&s, class, argument, scene, size[i].rows, size[i].cols);
            (void)snprintf(name, sizeof name, "console/%s/%s-%s.txt",
                class->name, scene_str(scene), size[i].name);
            assert_true(stage_is_clean(&s));
            stage_golden(&s, name);
            stage_close(&s);
        }
}

void
stage_goldens(const struct view_class *class, const char *argument)
{
    goldens(stage_open, class, argument);
}

void
stage_goldens_facility(const struct view_class *class, const char *argument)
{
    goldens(stage_open_facility, class, argument);
}

void
stage_golden(struct stage *s, const char *name)
{
    struct strbuf dump = {0};
    canvas_dump(&s->canvas, &dump);
    check_golden(name, strbuf_get(&dump));
    strbuf_fini(&dump);
}

bool
stage_is_clean(const struct stage *s)
{
    for (int i = 0; i < s->canvas.rows * s->canvas.cols; i++) {
        uint32_t glyph = s->canvas.cell[i].glyph;
        if (glyph != CELL_WIDE_RIGHT && !utf8_is_safe(glyph))
            return false;
    }
    return true;
}

/* ---- the robot -------------------------------------------------------------
 */

static unsigned
roll(unsigned *seed, unsigned n)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % n;
}

static void
type(struct stage *s, unsigned *seed)
{
    static const char *const text[] = {"", "temp", "!temp", "!", "xyzzy",
        "expired", "\033[2J", "PWR", "tm", "\xff\xfe", "a"};
    const char *t = text[roll(seed, ARRAY_LEN(text))];
    if (s->class->filter && roll(seed, 2))
        s->class->filter(s->view, &s->ui, t);
    else if (s->class->search)
        (void)s->class->search(s->view, &s->ui, t, (int)roll(seed, 3) - 1);
}

static void
happen(struct stage *s, unsigned *seed, int64_t *ms)
{
    *ms += roll(seed, 1500);
    struct clock now = feed_clock(*ms);
    if (values_mdb(s->model.values))
        facility_packets(&s->model, *ms / 1000 * 1000, (uint8_t)roll(seed, 2));
    else
        packets(&s->model, *ms / 1000 * 1000, (uint8_t)roll(seed, 2),
            values_hash(s->model.values));
    switch (roll(seed, 6)) {
    case 0:
        model_connected(&s->model, roll(seed, 2), now);
        break;
    case 1:
        beat(&s->model, *ms, roll(seed, 2));
        break;
    case 2:
        feed_event(&s->model, now, "robot", roll(seed, 4), "R", "\033[1m");
        break;
    case 3:
        feed_apid(&s->model, now, "tm", roll(seed, 300), 1, "/X", 3);
        break;
    case 4:
        if (roll(seed, 20) == 0)
            model_set_mdb(
                &s->model, roll(seed, 2) ? facility : NULL, "swapped");
        if (!values_mdb(s->model.values))
            layouts(&s->model, now);
        break;
    default:
        break;
    }
    s->ui.now = now.mono;
    s->ui.utc = now.utc;
}

void
stage_robot(const struct view_class *class, const char *argument, unsigned n,
    unsigned seed)
{
    struct stage s;
    int64_t ms = END_MS;
    if (argument[0])
        stage_open_facility(&s, class, argument, SCENE_GOOD, 24, 80);
    else
        stage_open(&s, class, argument, SCENE_GOOD, 24, 80);
    for (unsigned i = 0; i < n; i++) {
        unsigned what = roll(&seed, 40);
        if (what == 0)
            canvas_resize(
                &s.canvas, 1 + (int)roll(&seed, 70), 1 + (int)roll(&seed, 220));
        else if (what == 1)
            type(&s, &seed);
        else if (what < 5)
            happen(&s, &seed, &ms);
        else if (what == 5 && class->press)
            (void)class->press(s.view, &s.ui, (int)roll(&seed, 80) - 5,
                (int)roll(&seed, 200) - 5);
        else {
            enum action action = roll(&seed, ACTION_COUNT);
            if (!class->why_not || !class->why_not(s.view, &s.ui, action))
                (void)class->act(s.view, &s.ui, action);
        }
        if (i % 8 == 0) {
            stage_paint(&s);
            assert_true(stage_is_clean(&s));
        }
    }
    stage_close(&s);
}

unsigned
stage_robot_keys(void)
{
    const char *text = getenv("ROBOT_KEYS");
    return text ? (unsigned)strtoul(text, NULL, 10) : 20000;
}
