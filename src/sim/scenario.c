/*
 * scenario.c - scenario files: blocks of lines to tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/nearest.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "mdb/command.h"
#include "sim/scenario_effect.h"
#include "sim/scenario_name.h"
#include "sim/scenario_when.h"
#include "sim/scenario_words.h"

#define EFFECTS_MAX 16 /* of a fault */
#define SIGNS_MAX   16 /* of one kind of a fault */

struct reader {
    const char *next, *end; /* of the text */
    struct scenario_line line;
    const struct mdb *mdb;
    struct scenario *out;
    struct scenario_fault
        *fault;                 /* array of SCENARIO_FAULTS_MAX, in the arena */
    struct scenario_fault *now; /* the block above, or NULL */
    struct scenario_effect *effect;          /* of `now`, EFFECTS_MAX */
    struct scenario_sign *detect, *diagnose; /* of `now`, SIGNS_MAX */
    bool has_begins, has_ends, is_named;
    struct scenario_open open[2 * SCENARIO_FAULTS_MAX];
    size_t n_open;
};

/* ---- lines --------------------------------------------------------------- */

/* The next line as it stands; false at the end. */
static bool
next_text(struct reader *r)
{
    if (r->next == r->end)
        return false;
    const char *eol = memchr(r->next, '\n', (size_t)(r->end - r->next));
    const char *stop = eol != NULL ? eol : r->end;
    r->line.line++;
    r->line.text = r->next;
    r->line.len = (size_t)(stop - r->next);
    if (r->line.len > 0 && r->next[r->line.len - 1] == '\r')
        r->line.len--;
    r->next = eol != NULL ? eol + 1 : r->end;
    return true;
}

/* Text up to a line "end", without its common indentation of two blanks. */
static const char *
read_prose(struct reader *r)
{
    struct strbuf text = {0};
    unsigned begun = r->line.line;
    bool is_closed = false;
    while (!is_closed && next_text(r)) {
        size_t skip = 0;
        while (skip < r->line.len && r->line.text[skip] == ' ')
            skip++;
        is_closed = r->line.len - skip == 3 &&
                    memcmp(r->line.text + skip, "end", 3) == 0;
        if (is_closed)
            break;
        skip = skip < 2 ? skip : 2;
        str_sanitize(&text, r->line.text + skip, r->line.len - skip, false);
        strbuf_addc(&text, '\n');
    }
    if (!is_closed) {
        r->line.is_bad = true;
        notes_add(r->line.notes, NOTE_ERROR, r->line.file, begun, 1,
            "the text that begins here has no line 'end'");
    }
    const char *kept = arena_strdup(&r->out->arena, strbuf_get(&text));
    strbuf_fini(&text);
    return kept;
}

static bool
read_title(
    struct reader *r, const char *what, const char **id, const char **title)
{
    const struct scenario_word *w = NULL;
    if (!scenario_line_name(&r->line, what, &w))
        return false;
    *id = arena_strdup(&r->out->arena, w->text);
    w = scenario_line_next(&r->line);
    if (w == NULL || !w->is_quoted) {
        scenario_line_error(&r->line, "a title in \"quotes\" is expected here");
        return false;
    }
    r->line.at++;
    *title = arena_strdup(&r->out->arena, w->text);
    return scenario_line_end(&r->line);
}

/* ---- lines of the whole -------------------------------------------------- */

static void
line_scenario(struct reader *r)
{
    if (r->is_named)
        scenario_line_error(&r->line, "there is one scenario in a file");
    r->is_named = true;
    (void)read_title(r, "the scenario's name", &r->out->id, &r->out->title);
}

static void
line_duration(struct reader *r)
{
    if (scenario_line_seconds(&r->line, &r->out->duration_s))
        (void)scenario_line_end(&r->line);
}

static void
read_angle(struct reader *r, double most, double *out)
{
    double v = 0;
    size_t at = r->line.at;
    if (!scenario_line_number(&r->line, &v))
        return;
    if (!(fabs(v) <= most)) {
        r->line.at = at;
        scenario_line_error(&r->line, "-%g to %g degrees", most, most);
        return;
    }
    *out = v;
    (void)scenario_line_take(&r->line, "deg");
    (void)scenario_line_end(&r->line);
}

static void
line_place(struct reader *r)
{
    read_angle(r, 180, &r->out->place_deg);
}

static void
line_beta(struct reader *r)
{
    read_angle(r, 75, &r->out->beta_deg);
}

static void
line_seed(struct reader *r)
{
    double v = 0;
    size_t at = r->line.at;
    if (!scenario_line_number(&r->line, &v))
        return;
    if (!(v >= 0 && v <= 1e15 && v == floor(v))) {
        r->line.at = at;
        scenario_line_error(&r->line, "a whole number from 0 is expected here");
        return;
    }
    r->out->seed = (uint64_t)v;
    r->out->has_seed = scenario_line_end(&r->line);
}

static void
line_brief(struct reader *r)
{
    if (scenario_line_end(&r->line))
        r->out->brief = read_prose(r);
}

static void
line_notes(struct reader *r)
{
    if (scenario_line_end(&r->line))
        r->out->notes = read_prose(r);
}

/* ---- lines of a fault ---------------------------------------------------- */

static const struct scenario_fault *
find_fault(const struct reader *r, const char *id)
{
    for (size_t i = 0; i < r->out->n_faults; i++)
        if (str_eq(r->fault[i].id, id))
            return &r->fault[i];
    return NULL;
}

static void
line_fault(struct reader *r)
{
    struct arena *arena = &r->out->arena;
    const char *id = NULL, *title = NULL;
    size_t at = r->line.at;
    bool is_good = read_title(r, "the fault's name", &id, &title);
    const struct scenario_fault *other = is_good ? find_fault(r, id) : NULL;
    if (other != NULL) {
        r->line.at = at;
        scenario_line_error(&r->line, "there is a fault '%s' in line %u", id,
            (unsigned)other->line);
    }
    if (r->out->n_faults == SCENARIO_FAULTS_MAX) {
        scenario_line_error(
            &r->line, "more than %d faults", SCENARIO_FAULTS_MAX);
        return;
    }
    r->now = &r->fault[r->out->n_faults++];
    r->effect = arena_alloc(arena, EFFECTS_MAX * sizeof *r->effect);
    r->detect = arena_alloc(arena, SIGNS_MAX * sizeof *r->detect);
    r->diagnose = arena_alloc(arena, SIGNS_MAX * sizeof *r->diagnose);
    r->has_begins = r->has_ends = false;
    *r->now = (struct scenario_fault){.id = id != NULL ? id : "",
        .title = title != NULL ? title : "",
        .effect = r->effect,
        .detect = r->detect,
        .diagnose = r->diagnose,
        .begins = {.kind = WHEN_HAND, .text = "by hand"},
        .ends = {.kind = WHEN_NEVER, .text = "never"},
        .line = r->line.line};
}

static bool
read_when(struct reader *r, struct scenario_when *out)
{
    struct scenario_open open;
    if (!scenario_when_line(&r->line, r->mdb, &r->out->arena, out, &open))
        return false;
    if (open.fault[0] != '\0')
        r->open[r->n_open++] = open;
    return true;
}

static void
once(struct reader *r, bool *has)
{
    if (*has) {
        r->line.at--;
        scenario_line_error(&r->line, "'%s' stands twice in this fault",
            scenario_line_next(&r->line)->text);
        r->line.at++;
    }
    *has = true;
}

static void
line_begins(struct reader *r)
{
    bool had = r->has_begins;
    once(r, &r->has_begins);
    if (had || !read_when(r, &r->now->begins))
        return;
    if (r->now->begins.kind == WHEN_AFTER ||
        r->now->begins.kind == WHEN_NEVER) {
        r->line.at = 1;
        scenario_line_error(&r->line,
            "a fault begins at a time, when a condition holds, after another "
            "one, or by hand");
    }
}

static void
line_ends(struct reader *r)
{
    bool had = r->has_ends;
    once(r, &r->has_ends);
    if (!had)
        (void)read_when(r, &r->now->ends);
}

static void
line_recover(struct reader *r)
{
    bool had = r->now->has_recover;
    once(r, &r->now->has_recover);
    if (had || !read_when(r, &r->now->recover))
        return;
    if (r->now->recover.kind != WHEN_CONDITION &&
        r->now->recover.kind != WHEN_COMMAND) {
        r->line.at = 1;
        scenario_line_error(&r->line,
            "'when CONDITION' or 'after command NAME' is expected here");
    }
}

static void
line_hint(struct reader *r)
{
    const struct scenario_word *w = NULL;
    (void)scenario_line_take(&r->line, "after");
    if (!scenario_line_seconds(&r->line, &r->now->hint_s))
        return;
    w = scenario_line_next(&r->line);
    if (w == NULL || !w->is_quoted) {
        scenario_line_error(&r->line, "a text in \"quotes\" is expected here");
        return;
    }
    r->line.at++;
    r->now->hint = arena_strdup(&r->out->arena, w->text);
    (void)scenario_line_end(&r->line);
}

/* ---- signs --------------------------------------------------------------- */

static bool
sign_name(struct reader *r, struct scenario_sign *sign)
{
    const struct mdb *mdb = r->mdb;
    const char *name = NULL;
    if (sign->kind == SIGN_ALARM) {
        uint32_t item = scenario_name_item(&r->line, mdb);
        name = item != MDB_NIL ? mdb->item[item].name : NULL;
    } else if (sign->kind == SIGN_COMMAND) {
        uint32_t command = scenario_name_command(&r->line, mdb);
        name = command != MDB_NIL ? mdb->command[command].short_name : NULL;
    } else {
        const struct scenario_word *w = scenario_line_word(&r->line);
        name = w != NULL ? w->text : NULL;
        if (w == NULL)
            scenario_line_error(&r->line, "a name is expected here");
    }
    if (name != NULL)
        sign->name = arena_strdup(&r->out->arena, name);
    return name != NULL;
}

/* "display THM-02, command HTR_MODE": a word without a kind has the one
 * before. */
static void
read_signs(
    struct reader *r, bool is_detect, struct scenario_sign *sign, size_t *n)
{
    static const char *const kind[] = {"alarm", "display", "command"};
    int last = -1;
    while (last < 0 || scenario_line_next(&r->line) != NULL) {
        struct scenario_sign s = {.line = r->line.line};
        for (int k = 0; k < (int)ARRAY_LEN(kind); k++)
            if ((k == SIGN_ALARM) == is_detect &&
                scenario_line_take(&r->line, kind[k]))
                last = k;
        if (last < 0) {
            scenario_line_error(&r->line,
                is_detect ? "'alarm PARAMETER' is expected here"
                          : "'display ID' or 'command NAME' is expected here");
            return;
        }
        const struct scenario_word *w = scenario_line_next(&r->line);
        s.kind = (enum scenario_sign_kind)last;
        s.col = w != NULL ? w->col : 0;
        if (*n == SIGNS_MAX) {
            scenario_line_error(&r->line, "more than %d of them", SIGNS_MAX);
            return;
        }
        if (!sign_name(r, &s))
            return;
        sign[(*n)++] = s;
    }
}

static void
line_detect(struct reader *r)
{
    read_signs(r, true, r->detect, &r->now->n_detect);
}

static void
line_diagnose(struct reader *r)
{
    read_signs(r, false, r->diagnose, &r->now->n_diagnose);
}

static void
line_effect(struct reader *r)
{
    if (r->now->n_effects == EFFECTS_MAX) {
        scenario_line_error(
            &r->line, "more than %d things at fault", EFFECTS_MAX);
        return;
    }
    struct scenario_effect *e = &r->effect[r->now->n_effects];
    if (scenario_effect_line(&r->line, r->mdb, &r->out->arena, e))
        r->now->n_effects++;
}

/* ---- the whole ----------------------------------------------------------- */

static const struct {
    const char *word;
    bool is_inner; /* of a fault */
    void (*read)(struct reader *r);
} words[] = {
    {"scenario", false, line_scenario},
    {"duration", false, line_duration},
    {"place", false, line_place},
    {"beta", false, line_beta},
    {"seed", false, line_seed},
    {"brief", false, line_brief},
    {"notes", false, line_notes},
    {"fault", false, line_fault},
    {"begins", true, line_begins},
    {"ends", true, line_ends},
    {"detect", true, line_detect},
    {"diagnose", true, line_diagnose},
    {"recover", true, line_recover},
    {"hint", true, line_hint},
};

static void
unknown_word(struct reader *r)
{
    const char *text = scenario_line_next(&r->line)->text;
    struct nearest near = nearest_to(text);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].is_inner == r->line.is_inner)
            nearest_try(&near, words[i].word);
    scenario_line_error(&r->line, "'%s' is not known here%s%s%s", text,
        near.best != NULL ? "; did you mean '" : "",
        near.best != NULL ? near.best : "", near.best != NULL ? "'?" : "");
}

static void
read_line(struct reader *r)
{
    const char *first = scenario_line_next(&r->line)->text;
    bool is_inner = r->line.is_inner;
    if (is_inner && r->now == NULL) {
        scenario_line_error(&r->line,
            "a line that begins with a blank belongs to a fault, and there is "
            "none above it");
        return;
    }
    if (is_inner && scenario_effect_begins(&r->line)) {
        line_effect(r);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i].is_inner != is_inner || !str_eq(words[i].word, first))
            continue;
        if (!is_inner)
            r->now = NULL;
        r->line.at++;
        words[i].read(r);
        return;
    }
    unknown_word(r);
}

static void
settle(struct reader *r)
{
    for (size_t i = 0; i < r->n_open; i++) {
        const struct scenario_open *o = &r->open[i];
        struct nearest near = nearest_to(o->fault);
        const struct scenario_fault *f = find_fault(r, o->fault);
        for (size_t k = 0; k < r->out->n_faults; k++)
            nearest_try(&near, r->fault[k].id);
        if (f != NULL)
            o->when->fault = (uint32_t)(f - r->fault);
        else
            notes_add_token(r->line.notes, NOTE_ERROR, r->line.file, o->line,
                o->col, o->cols, "there is no fault '%s'%s%s%s", o->fault,
                near.best != NULL ? "; did you mean '" : "",
                near.best != NULL ? near.best : "",
                near.best != NULL ? "'?" : "");
    }
}

static void
check_whole(struct reader *r)
{
    const struct scenario *s = r->out;
    if (!r->is_named)
        notes_add(r->line.notes, NOTE_ERROR, r->line.file, 1, 1,
            "a scenario begins with: scenario NAME \"TITLE\"");
    for (size_t i = 0; i < s->n_faults; i++) {
        const struct scenario_fault *f = &r->fault[i];
        if (f->n_effects == 0)
            notes_add(r->line.notes, NOTE_ERROR, r->line.file, f->line, 1,
                "fault '%s' does nothing", f->id);
        if (f->begins.kind == WHEN_AT && s->duration_s > 0 &&
            f->begins.s >= s->duration_s)
            notes_add(r->line.notes, NOTE_WARNING, r->line.file, f->line, 1,
                "fault '%s' begins after the end", f->id);
        if (f->begins.kind == WHEN_AT && f->ends.kind == WHEN_AT &&
            f->ends.s <= f->begins.s)
            notes_add(r->line.notes, NOTE_ERROR, r->line.file, f->line, 1,
                "fault '%s' ends before it begins", f->id);
    }
}

enum err
scenario_load_memory(const char *path, const char *text, size_t len,
    const struct mdb *mdb, struct notes *notes, struct scenario **out)
{
    struct scenario *s = xcalloc(1, sizeof *s);
    struct reader *r = xcalloc(1, sizeof *r);
    size_t errors = notes->errors;
    *s = (struct scenario){.place_deg = NAN,
        .beta_deg = NAN,
        .id = "",
        .title = "",
        .brief = "",
        .notes = ""};
    s->file = arena_strdup(&s->arena, path);
    r->fault = arena_alloc(&s->arena, SCENARIO_FAULTS_MAX * sizeof *r->fault);
    s->fault = r->fault;
    r->next = text;
    r->end = text + len;
    r->mdb = mdb;
    r->out = s;
    r->line.file = path;
    r->line.notes = notes;
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        r->next += 3;
    while (next_text(r))
        if (scenario_line_split(&r->line) && r->line.n > 0)
            read_line(r);
    settle(r);
    check_whole(r);
    free(r);
    *out = s;
    if (notes->errors > errors)
        scenario_free(out);
    return *out != NULL ? ERR_OK : ERR_FORMAT;
}

enum err
scenario_load(const char *path, const struct mdb *mdb, struct notes *notes,
    struct scenario **out)
{
    size_t len = 0;
    enum err e = ERR_OK;
    *out = NULL;
    char *text = text_file_read(path, SCENARIO_BYTES_MAX, notes, &len, &e);
    if (text == NULL)
        return e;
    e = scenario_load_memory(path, text, len, mdb, notes, out);
    free(text);
    return e;
}

void
scenario_free(struct scenario **scenario)
{
    if (*scenario == NULL)
        return;
    struct arena arena = (*scenario)->arena;
    arena_fini(&arena);
    free(*scenario);
    *scenario = NULL;
}

bool
scenario_effect_read(const char *text, const struct mdb *mdb,
    struct arena *arena, struct notes *notes, struct scenario_effect *effect)
{
    struct scenario_line *line = xcalloc(1, sizeof *line);
    line->file = "";
    line->notes = notes;
    line->line = 1;
    line->text = text;
    line->len = strlen(text);
    bool is_good = scenario_line_split(line);
    if (is_good && line->n == 0) {
        scenario_line_error(line, "what is at fault?");
        is_good = false;
    }
    is_good = is_good && scenario_effect_line(line, mdb, arena, effect);
    free(line);
    return is_good;
}
