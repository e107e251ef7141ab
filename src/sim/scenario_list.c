/*
 * scenario_list.c - which scenarios there are.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sim/scenario_list.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "sim/scenario.h"

#define SUFFIX ".scn"

/* What stands in quotes in the line `scenario NAME "title"`; owned, clean. */
static char *
title_of(const char *path)
{
    struct notes notes = {0};
    struct strbuf title = {0};
    size_t len;
    enum err e;
    char *text = text_file_read(path, SCENARIO_BYTES_MAX, &notes, &len, &e);
    const char *s = text;
    while (s != NULL && *s != '\0' && !str_prefix(s, "scenario ")) {
        s += strcspn(s, "\n");
        s += *s == '\n';
    }
    if (s != NULL && *s != '\0') {
        s += strcspn(s, "\"\n");
        if (*s == '"')
            str_sanitize(&title, s + 1, strcspn(s + 1, "\"\n"), false);
    }
    free(text);
    notes_fini(&notes);
    strbuf_adds(&title, "");
    return strbuf_take(&title);
}

static int
is_scenario(const struct dirent *entry)
{
    return str_suffix(entry->d_name, SUFFIX) && entry->d_name[0] != '.' &&
           str_is_clean(entry->d_name, strlen(entry->d_name));
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void
add(struct scenario_list *list, const char *dir, const char *file)
{
    if (scenario_list_get(list, file) != NULL)
        return;
    list->row = xgrow(list->row, list->n, &list->cap, sizeof *list->row);
    struct scenario_row *r = &list->row[list->n++];
    r->name = xstrndup(file, strlen(file) - strlen(SUFFIX));
    r->path = xasprintf("%s/%s", dir, file);
    r->title = title_of(r->path);
}

void
scenario_list_add(struct scenario_list *list, const char *dir)
{
    struct dirent **entry = NULL;
    int n = scandir(dir, &entry, is_scenario, by_name);
    for (int i = 0; i < n; i++) {
        add(list, dir, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
}

void
scenario_list_find(struct scenario_list *list, const char *mission_dir)
{
    char *shipped = paths_data("scenarios");
    if (mission_dir != NULL && mission_dir[0] != '\0') {
        char *own = xasprintf("%s/scenarios", mission_dir);
        scenario_list_add(list, own);
        free(own);
    }
    scenario_list_add(list, shipped);
    free(shipped);
}

void
scenario_list_fini(struct scenario_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->row[i].name);
        free(list->row[i].title);
        free(list->row[i].path);
    }
    free(list->row);
    *list = (struct scenario_list){0};
}

const struct scenario_row *
scenario_list_get(const struct scenario_list *list, const char *name)
{
    size_t n = strlen(name);
    if (str_suffix(name, SUFFIX))
        n -= strlen(SUFFIX);
    for (size_t i = 0; i < list->n; i++)
        if (strlen(list->row[i].name) == n &&
            strncmp(list->row[i].name, name, n) == 0)
            return &list->row[i];
    return NULL;
}
