/*
 * exec_saved.c - the state of an execution as text.
 *
 * One line of JSON with what is the executor's, then the interpreter's own
 * text.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "exec/exec_priv.h"

static void
write_activity(struct json *j, const struct exec_activity *a)
{
    json_object(j);
    json_uint(j, "instance", a->instance);
    json_uint(j, "stmt", a->stmt);
    json_uint(j, "attempt", a->attempt);
    json_uint(j, "kind", (uint64_t)a->kind);
    json_str(j, "id", a->id);
    json_bool(j, "is_left", a->is_left);
    json_str(j, "name", a->name);
    json_str(j, "item", a->item);
    json_str(j, "digest", a->digest);
    if (a->problem != NULL)
        json_str(j, "problem", a->problem);
    json_array_at(j, "values");
    for (size_t i = 0; i < a->n_values; i++) {
        json_str(j, NULL, a->value[i].name);
        json_str(j, NULL, a->value[i].text);
    }
    json_end(j);
    json_end(j);
}

static void
write_texts(struct json *j, const struct exec_run *run)
{
    json_array_at(j, "arguments");
    for (size_t i = 0; i < run->n_arguments; i++)
        json_str(j, NULL, run->argument[i]);
    json_end(j);
    json_array_at(j, "activities");
    for (size_t i = 0; i < run->n_activities; i++)
        write_activity(j, &run->activity[i]);
    json_end(j);
}

void
exec_saved_write(const struct exec_run *run, struct strbuf *out)
{
    struct json j = {0};
    json_object(&j);
    json_int(&j, "v", EXEC_SAVED_VERSION);
    json_str(&j, "id", run->id);
    json_uint(&j, "number", run->number);
    json_str(&j, "procedure", run->name);
    json_str(&j, "file", run->file);
    json_str(&j, "digest", run->digest);
    json_str(&j, "approval", run->approval);
    json_str(&j, "person", run->person);
    json_uint(&j, "mode", (uint64_t)run->mode);
    json_str(&j, "parent", run->parent);
    json_uint(&j, "parent_instance", run->parent_instance);
    json_uint(&j, "depth", run->depth);
    json_int(&j, "started", run->started.ns);
    json_int(&j, "ended", run->ended.ns);
    json_int(&j, "last", run->last);
    json_bool(&j, "is_over", run->is_over);
    json_uint(&j, "lines", run->asrun != NULL ? asrun_lines(run->asrun) : 0);
    write_texts(&j, run);
    json_end(&j);
    char *text = json_take(&j);
    strbuf_adds(out, text);
    strbuf_addc(out, '\n');
    free(text);
    if (run->pluto != NULL)
        pluto_run_save(run->pluto, out);
    else if (run->kept != NULL)
        strbuf_adds(out, run->kept);
}
