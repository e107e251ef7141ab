/*
 * decoded.c - small databases and what packets become with them, as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/decoded.h"

#include "support/check.h"

#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/decoder.h"
#include "mdb/format.h"
#include "support/snippets.h"

struct mdb *
decoded_mdb(const char *types, const char *params, const char *containers)
{
    char *text = xasprintf(
        "<SpaceSystem name=\"T\" "
        "xmlns=\"http://www.omg.org/spec/XTCE/20180204\"><TelemetryMetaData>\n"
        "<ParameterTypeSet>%s</ParameterTypeSet>\n"
        "<ParameterSet>%s</ParameterSet>\n"
        "<ContainerSet>%s</ContainerSet>\n"
        "</TelemetryMetaData></SpaceSystem>",
        types, params, containers);
    struct notes notes = {0};
    struct mdb *mdb = NULL;
    enum err e = mdb_load_memory(
        "test.xml", text, strlen(text), &(struct mdb_options){0}, &notes, &mdb);
    if (notes.n > 0)
        notes_print(&notes, stdout, false);
    assert_int_equal(e, ERR_OK);
    notes_fini(&notes);
    free(text);
    return mdb;
}

static void
say(struct strbuf *out, const struct mdb *mdb, const struct mdb_frame *f)
{
    static const char *const word[MDB_RESULT_COUNT] = {
        [MDB_UNKNOWN_PACKET] = "UNKNOWN ",
        [MDB_TOO_SHORT] = "TOO_SHORT ",
        [MDB_BAD_SIZE] = "BAD_SIZE ",
    };
    for (size_t i = 0; i < f->n; i++) {
        const struct mdb_item *item = &mdb->item[f->item[i]];
        const struct mdb_type *type = &mdb->type[item->type];
        struct strbuf raw = {0}, eng = {0};
        mdb_format(&raw, type->raw_kind, type, f->raw[i], f->blob, f->blob_len);
        mdb_format(&eng, type->eng_kind, type, f->eng[i], f->blob, f->blob_len);
        const char *name = item->name;
        if (str_prefix(name, "/T/"))
            name += 3;
        strbuf_addf(out, "%s=%s", name, strbuf_get(&raw));
        bool is_none = f->quality[i] != MDB_ACQUIRED &&
                       f->eng[i] == mdb_cell_none(type->eng_kind);
        if (is_none && type->eng_kind != MDB_FLOAT)
            strbuf_adds(out, "/--");
        else if (!str_eq(strbuf_get(&raw), strbuf_get(&eng)))
            strbuf_addf(out, "/%s", strbuf_get(&eng));
        strbuf_adds(out, f->quality[i] == MDB_ACQUIRED ? " " : "! ");
        strbuf_fini(&raw);
        strbuf_fini(&eng);
    }
    if (word[f->result] != NULL)
        strbuf_adds(out, word[f->result]);
}

/* The database's own, or one of the name "R". */
static uint32_t
root_of(const struct mdb *mdb)
{
    return mdb->root != MDB_NIL ? mdb->root : mdb_find_container(mdb, "R");
}

/* The same frame by a walk alone. */
static void
walk(struct mdb_decoder *d, const void *packet, size_t len, struct mdb_frame *f)
{
    uint32_t unplanned;
    decoder_begin(d, packet, len);
    *f = (struct mdb_frame){
        .container = walk_packet(d, root_of(d->mdb), &unplanned)};
    assert_int_equal(unplanned, MDB_NIL);
    bool is_abstract = d->mdb->container[f->container].is_abstract;
    f->result = d->result == MDB_DECODED && is_abstract ? MDB_UNKNOWN_PACKET
                                                        : d->result;
    f->n = d->n;
    f->item = d->item;
    f->raw = d->raw;
    f->eng = d->eng;
    f->quality = d->quality;
    f->bit = d->bit;
    f->width = d->width;
    f->blob = d->blob;
    f->blob_len = d->blob_len;
    f->end_bit = d->end_bit;
    f->has_invalid = d->has_invalid;
}

static void
say_positions(struct strbuf *out, const struct mdb_frame *f)
{
    for (size_t i = 0; i < f->n; i++)
        strbuf_addf(out, "%u+%u ", f->bit[i], f->width[i]);
    strbuf_addf(out, "container %u, end %u, invalid %d", f->container,
        (unsigned)f->end_bit, f->has_invalid);
}

char *
decoded_bytes(const struct mdb *mdb, const void *packet, size_t len)
{
    struct strbuf a = {0}, b = {0};
    struct mdb_frame f;
    uint8_t *exact = malloc(len == 0 ? 1 : len);
    memcpy(exact, packet, len);
    struct mdb_decoder *d = mdb_decoder_new(mdb);
    uint32_t root = root_of(mdb);
    assert_int_not_equal(root, MDB_NIL);
    mdb_decode(d, root, exact, len, &f);
    say(&a, mdb, &f);
    char *text = xstrdup(strbuf_get(&a));
    say_positions(&a, &f);
    mdb_decode(d, root, exact, len, &f); /* plans and scratch are warm */
    walk(d, exact, len, &f);
    say(&b, mdb, &f);
    say_positions(&b, &f);
    assert_string_equal(strbuf_get(&a), strbuf_get(&b));
    mdb_decoder_free(&d);
    free(exact);
    strbuf_fini(&a);
    strbuf_fini(&b);
    if (text[0] != '\0' && text[strlen(text) - 1] == ' ')
        text[strlen(text) - 1] = '\0';
    return text;
}

char *
decoded(const struct mdb *mdb, const char *hex)
{
    uint8_t *p = xcalloc(strlen(hex) / 2 + 1, 1);
    size_t digits = 0;
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        char one[2] = {*hex, '\0'};
        p[digits / 2] =
            (uint8_t)(p[digits / 2] << 4 | (uint8_t)strtoul(one, NULL, 16));
        digits++;
    }
    assert_int_equal(digits % 2, 0);
    char *text = decoded_bytes(mdb, p, digits / 2);
    free(p);
    return text;
}

void
decoded_rows(struct mdb *mdb, const struct decoded_row *row, unsigned long n)
{
    for (unsigned long i = 0; i < n; i++) {
        char *got = decoded(mdb, row[i].hex);
        print_message("%s\n", row[i].hex);
        assert_string_equal(got, row[i].want);
        free(got);
    }
    mdb_free(&mdb);
}
