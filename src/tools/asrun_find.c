/*
 * asrun_find.c - where as-run records lie.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/asrun_find.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/say.h"
#include "common/xalloc.h"
#include "exec/asrun_scan.h"

void
asrun_place_fini(struct asrun_place *place)
{
    free(place->dir);
    free(place->file);
    *place = (struct asrun_place){0};
}

static bool
is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* The file that is read of a directory: NULL when it has no record. */
static char *
file_of(const char *dir)
{
    char *json = xasprintf("%s/" ASRUN_JSON_FILE, dir);
    if (is_there(json))
        return json;
    free(json);
    char *text = xasprintf("%s/" ASRUN_TEXT_FILE, dir);
    if (is_there(text))
        return text;
    free(text);
    return NULL;
}

/* ---- runs ---------------------------------------------------------------- */

/* With a backslash before what glob(3) would take for itself. */
static void
add_escaped(struct strbuf *out, const char *s)
{
    for (; *s != '\0'; s++) {
        if (strchr("*?[\\", *s) != NULL)
            strbuf_addc(out, '\\');
        strbuf_addc(out, *s);
    }
}

char **
asrun_find_all(const char *instance, size_t *n)
{
    struct strbuf pattern = {0};
    char *state = paths_state_dir(), **found = NULL;
    size_t cap = 0;
    glob_t g;
    *n = 0;
    add_escaped(&pattern, state);
    strbuf_addc(&pattern, '/');
    if (instance != NULL)
        add_escaped(&pattern, instance);
    strbuf_adds(&pattern, instance != NULL ? "" : "*");
    strbuf_adds(&pattern, "/exec/runs/*");
    if (glob(strbuf_get(&pattern), GLOB_ONLYDIR, NULL, &g) == 0) {
        for (size_t i = 0; i < g.gl_pathc; i++) {
            char *file = file_of(g.gl_pathv[i]);
            if (file == NULL)
                continue;
            found = xgrow(found, *n, &cap, sizeof *found);
            found[(*n)++] = xstrdup(g.gl_pathv[i]);
            free(file);
        }
        globfree(&g);
    }
    strbuf_fini(&pattern);
    free(state);
    return found;
}

void
asrun_find_free(char ***dir, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free((*dir)[i]);
    free(*dir);
    *dir = NULL;
}

static enum err
find_run(const char *name, const char *instance, struct asrun_place *out)
{
    size_t n, hits = 0;
    char **dir = asrun_find_all(instance, &n);
    for (size_t i = 0; i < n; i++) {
        const char *id = strrchr(dir[i], '/') + 1;
        if (!str_prefix(id, name) || name[0] == '\0')
            continue;
        if (hits++ == 0)
            out->dir = xstrdup(dir[i]);
        else
            say("columba asrun: %s is one of several: %s\n", name, dir[i]);
    }
    asrun_find_free(&dir, n);
    if (hits == 0)
        say("columba asrun: %s: no file, no directory and no run begins so; "
            "`columba asrun list` shows all\n",
            name);
    if (hits > 1)
        say("columba asrun: %s is one of several: %s\n", name, out->dir);
    return hits == 1 ? ERR_OK : hits == 0 ? ERR_NOTFOUND : ERR_EXISTS;
}

/* ---- any of them --------------------------------------------------------- */

/* A file of a record that lies beside its twin is the record. */
static void
take_file(const char *name, struct asrun_place *out)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    out->file = xstrdup(name);
    const bool is_text = str_eq(base, ASRUN_TEXT_FILE);
    if (!is_text && !str_eq(base, ASRUN_JSON_FILE))
        return;
    char *dir = slash == NULL   ? xstrdup(".")
                : slash == name ? xstrdup("/")
                                : xstrndup(name, (size_t)(slash - name));
    char *twin =
        xasprintf("%s/%s", dir, is_text ? ASRUN_JSON_FILE : ASRUN_TEXT_FILE);
    if (is_there(twin))
        out->dir = dir;
    else
        free(dir);
    free(twin);
}

enum err
asrun_find(const char *name, const char *instance, struct asrun_place *out)
{
    struct stat st;
    *out = (struct asrun_place){0};
    enum err e = ERR_OK;
    if (stat(name, &st) != 0)
        e = find_run(name, instance, out);
    else if (S_ISDIR(st.st_mode))
        out->dir = xstrdup(name);
    else
        take_file(name, out);
    if (e == ERR_OK && out->file == NULL)
        out->file = file_of(out->dir);
    if (e == ERR_OK && out->file == NULL) {
        say("columba asrun: %s: there is no as-run record in it\n", name);
        e = ERR_NOTFOUND;
    }
    if (e != ERR_OK)
        asrun_place_fini(out);
    return e;
}

/* ---- reading ------------------------------------------------------------- */

static enum err
load(int fd, const char *file, struct asrun_record *out)
{
    struct asrun_scan *scan = asrun_scan_new(fd);
    struct asrun_step step;
    enum asrun_found found;
    uint64_t lines = 0;
    for (;;) {
        found = asrun_scan_next(scan, &step);
        if (found == ASRUN_FOUND_END || found == ASRUN_FOUND_ERROR)
            break;
        if (found == ASRUN_FOUND_LINE) {
            asrun_record_add(out, step.line);
            lines++;
        } else if (out->faults++ < 10) {
            say("columba asrun: %s:%llu: %s; it is left out\n", file,
                (unsigned long long)step.number,
                step.why != NULL ? step.why : "the line is not finished");
        }
    }
    asrun_scan_free(&scan);
    if (out->faults > 10)
        say("columba asrun: %s: and %llu more\n", file,
            (unsigned long long)out->faults - 10);
    return found == ASRUN_FOUND_ERROR ? ERR_IO
           : lines == 0               ? ERR_FORMAT
                                      : ERR_OK;
}

enum err
asrun_load(const char *file, struct asrun_record *out)
{
    *out = (struct asrun_record){0};
    struct stat st;
    const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum err e = fd < 0 ? ERR_NOTFOUND : ERR_OK;
    if (e == ERR_OK && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)))
        e = ERR_IO;
    if (e == ERR_OK)
        e = load(fd, file, out);
    if (fd >= 0)
        (void)close(fd);
    if (e != ERR_OK) {
        say("columba asrun: %s: %s\n", file,
            e == ERR_FORMAT ? "this is no as-run record" : err_str(e));
        asrun_record_fini(out);
    }
    return e;
}
