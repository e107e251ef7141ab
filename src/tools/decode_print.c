/*
 * decode_print.c - what `columba decode` writes: lines of values, or JSON.
 *
 * Lines go through one large buffer: millions of values cost few calls.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/decode_print.h"

#include <inttypes.h>
#include <string.h>

#include "common/json.h"
#include "mdb/format.h"

#define FLUSH_BYTES (256 * 1024)

static void
flush(struct decode_printer *p)
{
    fwrite(strbuf_get(&p->text), 1, p->text.len, p->out);
    strbuf_reset(&p->text);
}

static const struct mdb_type *
type_of(const struct decode_printer *p, const struct mdb_frame *f, size_t i)
{
    return &p->mdb->type[p->mdb->item[f->item[i]].type];
}

/* What lies outside of its valid range is invalid, but still a value. */
static bool
has_value(const struct mdb_type *type, const struct mdb_frame *f, size_t i)
{
    return f->quality[i] == MDB_ACQUIRED ||
           (type->has_valid_range &&
               f->eng[i] != mdb_cell_none(type->eng_kind));
}

static void
print_lines(struct decode_printer *p, const struct decode_packet *packet)
{
    const struct mdb_frame *f = packet->frame;
    size_t n = (size_t)snprintf(
        p->number, sizeof p->number, "%" PRIu64 "\t", packet->number);
    for (size_t i = 0; i < f->n; i++) {
        const struct mdb_type *type = type_of(p, f, i);
        const char *name = p->mdb->item[f->item[i]].name;
        strbuf_add(&p->text, p->number, n);
        strbuf_add(&p->text, name, strlen(name));
        strbuf_addc(&p->text, '\t');
        mdb_format(
            &p->text, type->raw_kind, type, f->raw[i], f->blob, f->blob_len);
        strbuf_addc(&p->text, '\t');
        if (has_value(type, f, i))
            mdb_format(&p->text, type->eng_kind, type, f->eng[i], f->blob,
                f->blob_len);
        else
            strbuf_add(&p->text, "invalid", 7);
        strbuf_addc(&p->text, '\n');
    }
}

static const char *
result_str(enum mdb_result result)
{
    static const char *const text[MDB_RESULT_COUNT] = {
        [MDB_DECODED] = "decoded",
        [MDB_UNKNOWN_PACKET] = "unknown",
        [MDB_TOO_SHORT] = "too short",
        [MDB_BAD_SIZE] = "bad size",
    };
    return text[result];
}

static void
json_value(struct json *j, const struct decode_printer *p,
    const struct mdb_frame *f, size_t i)
{
    const struct mdb_type *type = type_of(p, f, i);
    json_object(j);
    json_str(j, "name", p->mdb->item[f->item[i]].name);
    mdb_format_json(
        j, "raw", type->raw_kind, type, f->raw[i], f->blob, f->blob_len);
    if (has_value(type, f, i))
        mdb_format_json(
            j, "eng", type->eng_kind, type, f->eng[i], f->blob, f->blob_len);
    else
        json_null(j, "eng");
    if (type->unit != NULL && type->unit[0] != '\0')
        json_str(j, "unit", type->unit);
    json_uint(j, "bit", f->bit[i]);
    json_uint(j, "width", f->width[i]);
    if (f->quality[i] != MDB_ACQUIRED)
        json_str(j, "quality", "invalid");
    json_end(j);
}

static void
print_json(struct decode_printer *p, const struct decode_packet *packet)
{
    const struct mdb_frame *f = packet->frame;
    struct json j = {.text = p->text};
    struct utc t = mdb_frame_time(p->mdb, f);
    char time[TIME_TEXT_SIZE];
    json_object(&j);
    json_int(&j, "v", 1);
    json_uint(&j, "packet", packet->number);
    json_str(&j, "file", packet->file);
    json_uint(&j, "offset", packet->offset);
    json_uint(&j, "bytes", packet->len);
    json_uint(&j, "apid", packet->header.apid);
    json_uint(&j, "sequence", packet->header.sequence);
    json_str(&j, "container",
        f->container == MDB_NIL ? NULL : p->mdb->container[f->container].name);
    json_str(&j, "result", result_str(f->result));
    json_str(&j, "time", utc_is_none(t) ? NULL : utc_fmt_iso(time, t, false));
    json_array_at(&j, "values");
    for (size_t i = 0; i < f->n; i++)
        json_value(&j, p, f, i);
    json_end(&j);
    json_end(&j);
    p->text = j.text;
    strbuf_addc(&p->text, '\n');
}

void
decode_print(struct decode_printer *p, const struct decode_packet *packet)
{
    if (p->is_json)
        print_json(p, packet);
    else
        print_lines(p, packet);
    if (p->text.len >= FLUSH_BYTES)
        flush(p);
}

bool
decode_print_end(struct decode_printer *p)
{
    flush(p);
    strbuf_fini(&p->text);
    return fflush(p->out) == 0 && !ferror(p->out);
}
