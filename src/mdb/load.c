/*
 * load.c - read a file, run the steps of the loader, collect its notes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mdb/load.h"

#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/xalloc.h"
#include "mdb/layout.h"
#include "mdb/load_command.h"

#define DEFAULT_ELEMENTS 1024
#define NOTE_TEXT        480 /* bytes of one note; names in it are cut shorter */

static void note(struct load *ld, enum note_severity severity,
    const struct xml_node *node, enum xml_at at, const char *fmt, va_list ap)
    PRINTF_LIKE(5, 0);

static void
note(struct load *ld, enum note_severity severity, const struct xml_node *node,
    enum xml_at at, const char *fmt, va_list ap)
{
    char text[NOTE_TEXT];
    unsigned line = 0, col = 0;
    if (ld->notes->n < NOTES_MAX) {
        vsnprintf(text, sizeof text, fmt, ap);
        xml_place(&ld->xml,
            at == AT_NONE ? node->at
                          : xml_attr_offset(&ld->xml, node, xml_at_str(at)),
            &line, &col);
    } else {
        text[0] = '\0'; /* is only counted */
    }
    notes_add(ld->notes, severity, ld->path, line, col, "%s", text);
}

void
load_error(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(ld, NOTE_ERROR, node, at, fmt, ap);
    va_end(ap);
    ld->command_errors += ld->is_command;
    ld->is_broken |= ld->is_command;
}

void
load_warn(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(ld, ld->options->is_strict ? NOTE_ERROR : NOTE_WARNING, node, at, fmt,
        ap);
    va_end(ap);
}

void
load_leave_out(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(ld, ld->options->is_strict ? NOTE_ERROR : NOTE_WARNING, node, at, fmt,
        ap);
    va_end(ap);
    ld->is_broken = true;
}

void
load_other(struct load *ld, const struct xml_node *parent,
    const struct xml_node *child)
{
    if (xml_el_is_quiet((enum xml_el)child->name) ||
        child->name == EL_LONG_DESCRIPTION || child->name == EL_ALIAS_SET ||
        child->name == EL_ANCILLARY_DATA_SET ||
        child->name == EL_ERROR_DETECT_CORRECT)
        return;
    if (child->name == EL_NONE)
        load_warn(ld, child, AT_NONE, "'%.80s' is not known and is left out",
            xml_el_str(child));
    else if (xml_el_is_left_out((enum xml_el)child->name))
        load_warn(ld, child, AT_NONE, "%s is not supported and is left out",
            xml_el_str(child));
    else
        load_warn(ld, child, AT_NONE, "%s has no place in %s and is left out",
            xml_el_str(child), xml_el_str(parent));
}

uint32_t
load_line(struct load *ld, const struct xml_node *node)
{
    return xml_line(&ld->xml, node->at);
}

/*
 * Identity of a database on the bus.  Words of 8 bytes, little-endian, the
 * last one padded with zeros, are mixed in one after the other; documented in
 * columba-xtce(5), never change it.
 */
static uint64_t
hash_file(const uint8_t *p, size_t len)
{
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ len;
    uint64_t word;
    for (; len >= sizeof word; p += sizeof word, len -= sizeof word) {
        memcpy(&word, p, sizeof word);
        h = (h ^ le64toh(word)) * factor;
        h ^= h >> 32;
    }
    word = 0;
    memcpy(&word, p, len);
    h = (h ^ le64toh(word)) * factor;
    h ^= h >> 29;
    return h * factor;
}

static void
load_fini(struct load *ld)
{
    xml_fini(&ld->xml);
    arena_fini(&ld->scratch);
    free(ld->system);
    free(ld->types.v);
    free(ld->params.v);
    free(ld->containers.v);
    free(ld->argument_types.v);
    free(ld->commands.v);
    free(ld->tc_containers.v);
    free(ld->symbol);
    free(ld->bound);
}

static void
warn_unknown(struct load *ld)
{
    for (size_t i = 0; i < ld->xml.n_unknown; i++) {
        const struct xml_unknown *u = &ld->xml.unknown[i];
        unsigned line, col;
        xml_place(
            &ld->xml, xml_attr_offset(&ld->xml, u->node, u->name), &line, &col);
        notes_add(ld->notes, ld->options->is_strict ? NOTE_ERROR : NOTE_WARNING,
            ld->path, line, col,
            "attribute '%.80s' of %.80s is not known and is left out", u->name,
            xml_el_str(u->node));
    }
}

static void
run_steps(struct load *ld)
{
    if (!load_collect(ld))
        return;
    warn_unknown(ld);
    load_types(ld);
    load_params(ld);
    load_codings(ld);
    load_alarms(ld);
    load_containers(ld);
    if (ld->notes->errors == ld->command_errors)
        mdb_layouts_init(ld->mdb, ld->container);
    load_commands(ld);
}

enum err
mdb_load_memory(const char *path, const void *data, size_t len,
    const struct mdb_options *options, struct notes *notes, struct mdb **out)
{
    struct mdb_options set =
        options != NULL ? *options : (struct mdb_options){0};
    struct mdb *mdb = xcalloc(1, sizeof *mdb);
    if (set.max_elements == 0 || set.max_elements > LOAD_MAX_ITEMS)
        set.max_elements = DEFAULT_ELEMENTS;
    struct notes own = {0};
    struct load ld = {
        .options = &set,
        .notes = &own,
        .path = path,
        .mdb = mdb,
        .arena = &mdb->arena,
    };
    mdb->file = arena_strdup(&mdb->arena, path);
    mdb->root = MDB_NIL;
    mdb->hash = hash_file(data, len);
    if (xml_parse(&ld.xml, data, len, path, &mdb->arena, &own) == ERR_OK)
        run_steps(&ld);
    load_fini(&ld);
    notes_sort(&own);
    bool is_bad = own.errors > (set.is_strict ? 0 : ld.command_errors);
    notes_move(notes, &own);
    if (is_bad)
        mdb_free(&mdb);
    *out = mdb;
    return is_bad ? ERR_FORMAT : ERR_OK;
}

/* The whole file; NULL and a note when it cannot be read. */
static char *
read_file(const char *path, struct notes *notes, size_t *len, enum err *err)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    *err = f == NULL && (errno == ENOENT || errno == ENOTDIR) ? ERR_NOTFOUND
                                                              : ERR_IO;
    if (f == NULL || fstat(fileno(f), &st) != 0 || S_ISDIR(st.st_mode)) {
        notes_add(notes, NOTE_ERROR, path, 0, 0, "cannot be read: %s",
            f != NULL ? "it is a directory" : strerror(errno));
        if (f != NULL)
            fclose(f);
        return NULL;
    }
    size_t cap = st.st_size > 0 && st.st_size <= (off_t)XML_MAX_BYTES
                     ? (size_t)st.st_size + 1
                     : 65536;
    char *data = xreallocarray(NULL, cap, 1);
    size_t n = 0;
    for (size_t got; (got = fread(data + n, 1, cap - n, f)) > 0;) {
        n += got;
        if (n > XML_MAX_BYTES)
            break;
        if (n == cap) {
            cap *= 2;
            data = xreallocarray(data, cap, 1);
        }
    }
    bool is_bad = ferror(f) != 0;
    fclose(f);
    if (is_bad) {
        notes_add(notes, NOTE_ERROR, path, 0, 0, "reading failed");
        free(data);
        return NULL;
    }
    *len = n;
    return data;
}

enum err
mdb_load(const char *path, const struct mdb_options *options,
    struct notes *notes, struct mdb **out)
{
    size_t len = 0;
    enum err err;
    *out = NULL;
    char *data = read_file(path, notes, &len, &err);
    if (data == NULL)
        return err;
    err = mdb_load_memory(path, data, len, options, notes, out);
    free(data);
    return err;
}

void
mdb_free(struct mdb **mdb)
{
    if (*mdb == NULL)
        return;
    arena_fini(&(*mdb)->arena);
    free(*mdb);
    *mdb = NULL;
}
