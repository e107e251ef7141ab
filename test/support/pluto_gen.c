/*
 * pluto_gen.c - random procedures.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/pluto_gen.h"

#include "common/attr.h"

const char *const pluto_gen_parameters[] = {
    "Temperature of Detector of Heliograph", "Bus Voltage of Heliograph",
    "Position of Filter Wheel of Heliograph", "Power_Used of Heliograph", NULL};
const char *const pluto_gen_modes[] = {
    "Mode of DPU of Heliograph", "Link Status of Ground Station", NULL};
const char *const pluto_gen_activities[] = {"Power On DPU of Heliograph",
    "Take Image of Detector of Heliograph", "TC_pafMODE of Platform", NULL};

struct gen {
    struct strbuf *out;
    uint64_t state;
    unsigned left, depth, names;
    bool has_comments, in_watchdog;
};

static unsigned
pick(struct gen *g, unsigned n)
{
    g->state ^= g->state << 13;
    g->state ^= g->state >> 7;
    g->state ^= g->state << 17;
    return (unsigned)((g->state >> 20) % n);
}

static const char *
one_of(struct gen *g, const char *const *list)
{
    unsigned n = 0;
    while (list[n] != NULL)
        n++;
    return list[pick(g, n)];
}

/* White space, and now and then a comment. */
static void
gap(struct gen *g)
{
    static const char *const odd[] = {" ", "\n", "  ", "\t", " /* why */ ",
        " // so\n", "\r\n", "\n\n\n", "\n  /* two\n  lines */\n", "\n// own\n",
        NULL};
    strbuf_adds(
        g->out, g->has_comments && pick(g, 6) == 0 ? one_of(g, odd) : " ");
}

/* Text, with a gap for each '~'. */
static void
put(struct gen *g, const char *text)
{
    for (; *text != '\0'; text++) {
        bool is_upper =
            g->has_comments && *text >= 'a' && *text <= 'z' && pick(g, 40) == 0;
        if (*text == '~')
            gap(g);
        else
            strbuf_addc(g->out, (char)(is_upper ? *text & ~0x20 : *text));
    }
}

/* As it is: names, texts, units. */
static void
raw(struct gen *g, const char *text)
{
    strbuf_adds(g->out, text);
}

/* ---- expressions --------------------------------------------------------- */

static void
number(struct gen *g, unsigned depth)
{
    static const char *const plain[] = {
        "1", "2.5", "0x1F", "3e2", "Count", "Level", NULL};
    static const char *const op[] = {"~+~", "~-~", "~*~", "~/~", NULL};
    if (depth == 0) {
        raw(g, one_of(g, plain));
        return;
    }
    switch (pick(g, 6)) {
    case 0:
        raw(g, "-");
        number(g, 0);
        break;
    case 1:
        raw(g, "(");
        number(g, depth - 1);
        put(g, "~)");
        break;
    case 2:
        put(g, "minimum (");
        number(g, depth - 1);
        put(g, ",~");
        number(g, depth - 1);
        raw(g, ")");
        break;
    case 3:
        put(g, "abs (");
        number(g, depth - 1);
        put(g, ")~**~2");
        break;
    default:
        number(g, depth - 1);
        put(g, one_of(g, op));
        number(g, depth - 1);
    }
}

static void
compare(struct gen *g)
{
    static const char *const op[] = {
        "~=~", "~!=~", "~<~", "~>~", "~<=~", "~>=~", NULL};
    switch (pick(g, 6)) {
    case 0:
        raw(g, one_of(g, pluto_gen_parameters));
        put(g, "~between~1~and~20");
        break;
    case 1:
        raw(g, one_of(g, pluto_gen_parameters));
        put(g, "~within~10~%~of~(");
        number(g, 1);
        raw(g, ")");
        break;
    case 2:
        raw(g, one_of(g, pluto_gen_modes));
        put(g, "~in~('on',~'safe')");
        break;
    case 3:
        put(g, "validity status of ");
        raw(g, one_of(g, pluto_gen_parameters));
        put(g, "~=~'valid'");
        break;
    case 4:
        raw(g, one_of(g, pluto_gen_modes));
        put(g, "~=~'off'");
        break;
    default:
        raw(g, one_of(g, pluto_gen_parameters));
        put(g, one_of(g, op));
        number(g, 1);
    }
}

static void
truth(struct gen *g, unsigned depth)
{
    static const char *const op[] = {"~and~", "~or~", "~xor~", NULL};
    if (depth == 0) {
        compare(g);
        return;
    }
    switch (pick(g, 4)) {
    case 0:
        put(g, "not~(");
        truth(g, depth - 1);
        raw(g, ")");
        break;
    case 1:
        raw(g, "(");
        truth(g, depth - 1);
        raw(g, ")");
        put(g, one_of(g, op));
        compare(g);
        break;
    default:
        compare(g);
    }
}

static void
timeout(struct gen *g)
{
    static const char *const forms[] = {"~with~timeout~30 s",
        "~timeout~1min30s", "~with~timeout~2 s~raise~event~Too Slow", "", NULL};
    put(g, one_of(g, forms));
}

/* ---- statements ---------------------------------------------------------- */

static void block(struct gen *g, unsigned most);
static void step(struct gen *g, bool is_guard);

static void
continuation(struct gen *g)
{
    static const char *const arms[] = {"not confirmed~:~restart max times 2~;",
        "aborted~:~abort;", "not confirmed:~raise~event~Too Slow;",
        "aborted~:~ask~user;~not confirmed~:~terminate;",
        "not confirmed~:~restart~with timeout 5 s;", NULL};
    if (pick(g, 3) > 0)
        return;
    put(g, "~in~case~");
    put(g, one_of(g, arms));
    put(g, g->in_watchdog ? "~confirmed~:~resume;" : "~confirmed~:~continue;");
    put(g, "~end~case");
}

static void
activity(struct gen *g)
{
    bool is_confirmed = pick(g, 3) > 0;
    put(g, is_confirmed ? "initiate~and~confirm~" : "initiate~");
    raw(g, one_of(g, pluto_gen_activities));
    if (pick(g, 2) == 0) {
        put(g, "~with~arguments~Number~:=~");
        number(g, 1);
        if (pick(g, 3) == 0)
            put(g, ",~Rest~record~A~:=~1,~B~array~1,~2~end~array~end~record");
        put(g, "~end~with");
    }
    if (pick(g, 5) == 0)
        put(g, "~with~directives~Priority~:=~1~end~with");
    if (pick(g, 4) == 0) {
        put(g, "~refer~by~");
        strbuf_addf(g->out, "Call %u", g->names++);
    }
    if (is_confirmed)
        continuation(g);
}

static void
case_of(struct gen *g)
{
    put(g, "in~case~");
    raw(g, one_of(g, pluto_gen_parameters));
    put(g, "~is~<~3~:~");
    block(g, 2);
    put(g, "or~is~between~4~and~5~:~");
    block(g, 2);
    put(g, "or~is~7~:~");
    block(g, 1);
    if (pick(g, 2) == 0) {
        put(g, "otherwise~:~");
        block(g, 1);
    }
    put(g, "end~case");
}

static void
branch(struct gen *g)
{
    put(g, "if~");
    truth(g, 2);
    put(g, "~then~");
    block(g, 3);
    if (pick(g, 2) == 0) {
        put(g, "else~");
        block(g, 2);
    }
    put(g, "end~if");
}

static void
loop(struct gen *g)
{
    switch (pick(g, 3)) {
    case 0:
        put(g, "while~Count~<~3");
        timeout(g);
        put(g, "~do~Count~:=~Count + 1;~");
        block(g, 2);
        put(g, "end~while");
        break;
    case 1:
        put(g, "for~Count~:=~1~to~3~by~2~do~");
        block(g, 2);
        put(g, "end~for");
        break;
    default:
        put(g, "repeat~Level~:=~Level + 1;~");
        block(g, 2);
        put(g, "until~Level~>~2");
        timeout(g);
    }
}

static void
wait_for(struct gen *g)
{
    switch (pick(g, 4)) {
    case 0:
        put(g, "wait~for~5s");
        break;
    case 1:
        put(g, "wait~for~event~Too Slow~with~timeout~3 s");
        break;
    case 2:
        put(g, "wait~until~2027-03-14T09:26:53.5Z");
        break;
    default:
        put(g, "wait~until~");
        truth(g, 1);
        put(g, "~with~timeout~3 s");
    }
}

static void
parallel(struct gen *g)
{
    put(g, pick(g, 2) == 0 ? "in~parallel~until~all~complete~"
                           : "in~parallel~until~one~completes~");
    put(g, "initiate~and~confirm~");
    raw(g, one_of(g, pluto_gen_activities));
    put(g, ";~");
    step(g, false);
    put(g, ";~end~parallel");
}

static void
nested(struct gen *g)
{
    switch (pick(g, 6)) {
    case 0:
        branch(g);
        break;
    case 1:
        case_of(g);
        break;
    case 2:
        loop(g);
        break;
    case 3:
        parallel(g);
        break;
    case 4:
        put(g, "in~the~context~of~Heliograph~do~");
        block(g, 2);
        put(g, "end~context");
        break;
    default:
        step(g, false);
    }
}

static void
statement(struct gen *g)
{
    g->left -= g->left > 0;
    if (g->depth < 6 && g->left > 0 && pick(g, 3) == 0) {
        g->depth++;
        nested(g);
        g->depth--;
        return;
    }
    switch (pick(g, 7)) {
    case 0:
        put(g, "Count~:=~1");
        break;
    case 1:
        put(g, "Level~:=~");
        number(g, 2);
        break;
    case 2:
        put(g, "log~");
        raw(g, "\"count \\\"now\\\" \", Count, to string (current time ()");
        put(g, "~)");
        break;
    case 3:
        put(g, "inform~user~\"level \",~");
        number(g, 1);
        break;
    case 4:
        wait_for(g);
        break;
    case 5:
        put(g, "raise~event~Too Slow");
        break;
    default:
        activity(g);
    }
}

static void
block(struct gen *g, unsigned most)
{
    for (unsigned n = 1 + pick(g, most); n > 0; n--) {
        statement(g);
        put(g, "~;~");
    }
}

/* ---- bodies -------------------------------------------------------------- */

static void
guard_conditions(struct gen *g)
{
    put(g, "preconditions~wait~until~");
    truth(g, 1);
    put(g, "~save~context~refer~to~Bus Voltage of Heliograph~by~Start Volts;~");
    put(g, "end~preconditions~");
}

static void
conditions(struct gen *g)
{
    put(g, "preconditions~if~");
    truth(g, 1);
    put(g, ";~if~");
    truth(g, 0);
    put(g, "~then~wait~for~1 s;~else~ask~user~\"go on?\";~end~if;~");
    put(g, "end~preconditions~");
}

static void
step(struct gen *g, bool is_guard)
{
    bool was = g->in_watchdog, has_words = pick(g, 2) == 0 || is_guard;
    put(g, "initiate~and~confirm~step~");
    strbuf_addf(g->out, "Step %u", g->names++);
    put(g, "~declare~variable~Count~of~type~unsigned integer,~"
           "variable~Level~of~type~real~described~by~\"level\",~"
           "enumerated~State~('on',~'off'),~event~Local~end~declare~");
    if (is_guard)
        guard_conditions(g);
    else if (pick(g, 3) == 0)
        conditions(g);
    put(g, has_words ? "main~Count~:=~0;~Level~:=~0.5;~"
                     : "Count~:=~0;~Level~:=~0.5;~");
    g->in_watchdog = false;
    block(g, 4);
    if (pick(g, 8) == 0)
        put(g, "save~context~refer~to~Bus Voltage of Heliograph~by~Volts;~");
    if (has_words)
        put(g, "end~main~");
    if (g->depth < 4 && pick(g, 5) == 0) {
        put(g, "watchdog~");
        g->depth += 2;
        step(g, true);
        g->depth -= 2;
        put(g, ";~end~watchdog~");
    }
    if (pick(g, 4) == 0) {
        put(g, "confirmation~if~");
        truth(g, 1);
        put(g, ";~end~confirmation~");
    }
    put(g, "end~step");
    g->in_watchdog = is_guard;
    continuation(g);
    g->in_watchdog = was;
}

void
pluto_gen(const struct pluto_gen *options, struct strbuf *out)
{
    struct gen g = {.out = out,
        .state = options->seed * UINT64_C(0x9e3779b97f4a7c15) | 1,
        .left = options->stmts,
        .has_comments = options->has_comments};
    put(&g, "procedure~declare~event~Too Slow~described~by~\"late\"~"
            "end~declare~");
    put(&g, "main~");
    do {
        step(&g, false);
        put(&g, "~;~");
    } while (g.left > 0);
    put(&g, "log~\"over\";~end~main~");
    if (pick(&g, 2) == 0)
        put(&g, "confirmation~if~Bus Voltage of Heliograph~>~1;~"
                "end~confirmation~");
    put(&g, "end~procedure\n");
}

void
pluto_gen_timeline(unsigned lines, struct strbuf *out)
{
    strbuf_adds(out, "procedure\n  initiate and confirm step Timeline\n");
    for (unsigned i = 0; i + 4 < lines; i += 4) {
        strbuf_addf(out,
            "    log \"Running command %u at \", to string (current time "
            "());\n"
            "    initiate TC_pafCCDMain of MATS with arguments CCDSEL := %u, "
            "PWR := 1, WDW := 128 end with;\n"
            "    log \"Waiting\";\n"
            "    wait for %us;\n",
            i / 4, i % 7, 1 + i % 60);
    }
    strbuf_adds(out, "  end step;\nend procedure\n");
}
