/*
 * bench_pluto.c - a procedure of 40 000 lines to its tree, beside a bare DOM
 * parse of an XML file of the same size by libxml2; time and memory.  Both are
 * freed inside the time, and the allocator keeps what was freed: neither pays
 * for pages that the other gave back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <libxml/parser.h>
#include <malloc.h>

#include "common/time.h"
#include "pluto/check.h"
#include "pluto/format.h"
#include "pluto/model.h"
#include "pluto/parse.h"
#include "support/mdbgen.h"
#include "support/pluto_gen.h"

#define ROUNDS 21
#define LINES  40000

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double
median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

/* What was freed in small pieces is put together before the next time begins,
 * not inside it; and it is kept. */
static void
settle(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, -1);
}

static double
ms_since(struct mono t)
{
    return (double)mono_diff_ns(mono_now(), t) / 1e6;
}

static void
parse_dom(const char *xml, size_t len)
{
    xmlDoc *doc = xmlReadMemory(
        xml, (int)len, "x", NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    if (doc == NULL)
        abort();
    xmlFreeDoc(doc);
}

/* Bytes of the tree. */
static size_t
load(const struct strbuf *text, bool has_check, double *ms)
{
    struct notes notes = {0};
    settle();
    struct mono t = mono_now();
    struct pluto *p;
    if (pluto_parse("p", text->s, text->len, &notes, &p) != ERR_OK) {
        notes_print(&notes, stderr, false);
        abort();
    }
    if (has_check) {
        struct pluto_model *model = pluto_model_new();
        const struct pluto_check_options options = {.is_open = true};
        enum err e = pluto_check(p, model, &options, &notes);
        (void)e; /* the varied one is full of errors */
        pluto_model_free(&model);
    }
    size_t used = p->arena.used_bytes + p->n_stmts * sizeof(void *);
    pluto_free(&p);
    notes_fini(&notes);
    *ms = ms_since(t);
    return used;
}

static void
time_all(const char *what, const struct strbuf *text)
{
    double parse[ROUNDS], both[ROUNDS], dom[ROUNDS];
    size_t used = 0, xml_len;
    char *xml = mdbgen_xtce((unsigned)(text->len / 440), &xml_len);
    for (size_t i = 0; i < ROUNDS; i++) {
        settle();
        struct mono t = mono_now();
        parse_dom(xml, xml_len);
        dom[i] = ms_since(t) * (double)text->len / (double)xml_len;
        used = load(text, false, &parse[i]);
        load(text, true, &both[i]);
    }
    double d = median(dom, ROUNDS), a = median(parse, ROUNDS),
           b = median(both, ROUNDS);
    printf("PL\t%s: %.2f MB, parse\t%.2f ms\t%.2f ms\t%.2f\t<= 1\n", what,
        (double)text->len / 1e6, a, d, a / d);
    printf("PL\t%s: parse and check\t%.2f ms\t%.2f ms\t%.2f\t<= 1\n", what, b,
        d, b / d);
    printf("PL\t%s: memory of the tree\t%.1f MB\t%.1f MB\t%.2f\t<= 20\n", what,
        (double)used / 1e6, (double)text->len / 1e6,
        (double)used / (double)text->len);
    free(xml);
}

/* Steps as people write them, with nothing to be said about them. */
static void
steps_of_people(unsigned lines, struct strbuf *out)
{
    static const char step[] =
        "    initiate and confirm step Cool Detector %u\n"
        "      declare\n"
        "        variable Frame of type unsigned integer,\n"
        "        variable Sum of type real\n"
        "      end declare\n"
        "      preconditions\n"
        "        wait until Bus Voltage of Power > 27 with timeout 2 min;\n"
        "      end preconditions\n"
        "      main\n"
        "        Sum := 0.0; // of the means\n"
        "        initiate and confirm Cooler On of Detector\n"
        "          with arguments Unit := %u, Set := -18.5 end with\n"
        "          in case\n"
        "            not confirmed : restart max times 2;\n"
        "            aborted : ask user;\n"
        "          end case;\n"
        "        for Frame := 1 to 3 do\n"
        "          initiate and confirm Take Dark of Detector\n"
        "            with arguments Exposure := 100 * Frame end with;\n"
        "          Sum := Sum + Mean Level of Detector;\n"
        "          if Mean Level of Detector > 2000 then\n"
        "            log \"frame \", Frame, \" is bright: \", Sum / Frame;\n"
        "          else\n"
        "            wait for 5 s;\n"
        "          end if;\n"
        "        end for;\n"
        "        inform user \"detector at \", Temperature of Detector;\n"
        "      end main\n"
        "      confirmation\n"
        "        if Temperature of Detector within 0.5 of -18.5;\n"
        "      end confirmation\n"
        "    end step\n"
        "      in case\n"
        "        not confirmed : continue;\n"
        "      end case;\n";
    strbuf_adds(out, "procedure\n  main\n");
    for (unsigned i = 0; i * 35 < lines; i++)
        strbuf_addf(out, step, i, i % 8);
    strbuf_adds(out, "  end main\nend procedure\n");
}

int
main(void)
{
    settle();
    struct strbuf timeline = {0}, raw = {0}, varied = {0};
    struct notes notes = {0};
    pluto_gen_timeline(LINES, &timeline);
    const struct pluto_gen options = {.seed = 1, .stmts = LINES};
    pluto_gen(&options, &raw);
    if (pluto_format("p", raw.s, raw.len, &notes, &varied) != ERR_OK)
        abort();
    strbuf_fini(&raw);
    struct strbuf people = {0};
    steps_of_people(LINES, &people);
    time_all("timeline", &timeline);
    time_all("steps", &people);
    time_all("varied, full of errors", &varied);
    strbuf_fini(&people);
    strbuf_fini(&timeline);
    strbuf_fini(&varied);
    return 0;
}
