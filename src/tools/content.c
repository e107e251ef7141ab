/*
 * content.c - which displays and procedures there are: their names only.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/content.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"

#define MAX_BYTES (64 * 1024)

static void
add(struct content *c, const char *name, size_t len)
{
    c->name = xgrow(c->name, c->n, &c->cap, sizeof *c->name);
    c->name[c->n++] = xstrndup(name, len);
}

/* The id in the first line `display ID …`. */
static void
add_display(struct content *c, const char *dir, const char *file)
{
    struct notes notes = {0};
    size_t len;
    enum err e;
    char *path = xasprintf("%s/%s", dir, file);
    char *text = text_file_read(path, MAX_BYTES, &notes, &len, &e);
    const char *s = text;
    while (s != NULL && *s != '\0') {
        s += strspn(s, " \t");
        if (strncmp(s, "display", 7) == 0 && strchr(" \t", s[7]) != NULL) {
            s += 7 + strspn(s + 7, " \t");
            size_t n = strcspn(s, " \t\r\n\"");
            if (n > 0)
                add(c, s, n);
            break;
        }
        s += strcspn(s, "\n");
        s += *s == '\n';
    }
    free(text);
    free(path);
    notes_fini(&notes);
}

static void
add_procedure(struct content *c, const char *dir, const char *file)
{
    (void)dir;
    add(c, file, strlen(file) - strlen(".pluto"));
}

static void
scan(struct content *c, const char *path, const char *suffix,
    void (*fn)(struct content *c, const char *dir, const char *file))
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return;
    for (const struct dirent *e; (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.' && str_suffix(e->d_name, suffix))
            fn(c, path, e->d_name);
    closedir(dir);
}

void
content_add_displays(struct content *c, const char *dir)
{
    scan(c, dir, ".dsp", add_display);
}

void
content_add_procedures(struct content *c, const char *dir)
{
    scan(c, dir, ".pluto", add_procedure);
}

bool
content_has(const struct content *c, const char *name)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcasecmp(c->name[i], name) == 0)
            return true;
    return false;
}

/* Of equally near ones the first in the alphabet: directories have no order. */
const char *
content_nearest(const struct content *c, const char *name)
{
    unsigned most = (unsigned)(strlen(name) / 3 + 1), least = most + 1;
    const char *nearest = NULL;
    for (size_t i = 0; i < c->n; i++) {
        unsigned d = str_distance(name, c->name[i], most);
        bool is_first =
            d == least && nearest != NULL && strcmp(c->name[i], nearest) < 0;
        if (d < least || is_first) {
            least = d;
            nearest = c->name[i];
        }
    }
    return nearest;
}

void
content_fini(struct content *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->name[i]);
    free(c->name);
    *c = (struct content){0};
}
