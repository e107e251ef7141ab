/*
 * mission.c - mission.conf: loaded, found, released.
 *
 * conf_scan finds where things stand, libconfuse reads the values, and
 * mission_read checks what they mean; all problems are reported in one run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mission/mission.h"

#include <confuse.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/paths.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "mission/conf_scan.h"
#include "mission/mission_read.h"
#include "mission/rules.h"

/* libconfuse's view of the rules.  It copies them, but not as const. */
#define OPT_VALUE(name)    CFG_STR(name, NULL, CFGF_NODEFAULT)
#define OPT_LIST(name)     CFG_STR_LIST(name, NULL, CFGF_NODEFAULT)
#define OPT_time           CFG_SEC("time", time_opts, CFGF_NODEFAULT)
#define OPT_procedures     CFG_SEC("procedures", procedures_opts, CFGF_NODEFAULT)
#define OPT_instance       TITLED("instance", instance_opts)
#define OPT_link           TITLED("link", link_opts)
#define OPT_uplink         TITLED("uplink", uplink_opts)
#define OPT_commands       CFG_SEC("commands", commands_opts, CFGF_NODEFAULT)
#define OPT_process        TITLED("process", process_opts)
#define TITLED(name, opts) CFG_SEC(name, opts, CFGF_MULTI | CFGF_TITLE)
/* clang-format off */
#define X_VALUE(name)   OPT_VALUE(#name)
#define X_LIST(name)    OPT_LIST(#name)
#define X_SECTION(name) OPT_##name
#define X_TITLED(name)  OPT_##name
#define X(kind, section, name) X_##kind(name),
static cfg_opt_t time_opts[] = { RULES_TIME(X) CFG_END() };
static cfg_opt_t procedures_opts[] = { RULES_PROCEDURES(X) CFG_END() };
static cfg_opt_t link_opts[] = { RULES_LINK(X) CFG_END() };
static cfg_opt_t uplink_opts[] = { RULES_UPLINK(X) CFG_END() };
static cfg_opt_t commands_opts[] = { RULES_COMMANDS(X) CFG_END() };
static cfg_opt_t process_opts[] = { RULES_PROCESS(X) CFG_END() };
static cfg_opt_t instance_opts[] = { RULES_INSTANCE(X) CFG_END() };
static cfg_opt_t top_opts[] = { RULES_TOP(X) CFG_END() };
#undef X
/* clang-format on */

/* libconfuse has no place for an argument of its error function. */
static const struct reading *parsing;

static void on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static void
on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    struct conf_place at = {cfg != NULL ? (unsigned)cfg->line : 0, 0};
    strbuf_addv(&text, fmt, ap);
    reading_error(parsing, at, "%s", strbuf_get(&text));
    strbuf_fini(&text);
}

static void
parse(struct mission *m, const char *text, size_t len, struct notes *notes)
{
    struct conf_scan scan;
    conf_scan(m->file, "a mission", text, len, rules, rules_n, notes, &scan);
    static const struct conf_place top = {1, 1};
    struct reading r = {
        .file = m->file,
        .dir = m->dir,
        .mission = m,
        .notes = notes,
        .scan = &scan,
        .cfg = cfg_init(top_opts, CFGF_NONE),
        .section = CONF_ROOT,
        .missing = &top,
        .what = "the mission",
    };
    cfg_set_error_function(r.cfg, on_parse_error);
    parsing = &r;
    if (cfg_parse_buf(r.cfg, scan.text) == CFG_SUCCESS)
        mission_read(&r);
    else if (notes->errors == 0)
        reading_error(&r, top, "libconfuse refuses the file");
    parsing = NULL;
    cfg_free(r.cfg);
    conf_scan_fini(&scan);
}

/* `path` itself, or the mission.conf in it when it is a directory.  Owned. */
static char *
file_of(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return xstrdup(path);
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    return xasprintf("%.*s/mission.conf", (int)n, path);
}

static char *
dir_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    if (slash == NULL)
        return xstrdup(".");
    return slash == file ? xstrdup("/")
                         : xstrndup(file, (size_t)(slash - file));
}

enum err
mission_load(const char *path, struct notes *notes, struct mission **out)
{
    *out = NULL;
    char *file = file_of(path);
    size_t len, errors = notes->errors;
    enum err e;
    char *text = text_file_read(file, CONF_BYTES_MAX, notes, &len, &e);
    if (text == NULL) {
        free(file);
        return e;
    }
    struct mission *m = xcalloc(1, sizeof *m);
    char *real = realpath(file, NULL);
    m->file = real != NULL ? real : xstrdup(file);
    m->dir = dir_of(m->file);
    m->met_epoch = UTC_NONE;
    parse(m, text, len, notes);
    free(text);
    free(file);
    notes_sort(notes);
    if (notes->errors > errors) {
        mission_free(&m);
        return ERR_FORMAT;
    }
    *out = m;
    return ERR_OK;
}

static void
instance_fini(struct mission_instance *in)
{
    for (size_t i = 0; i < in->n_links; i++) {
        free(in->link[i].name);
        free(in->link[i].host);
        free(in->link[i].path);
    }
    for (size_t i = 0; i < in->n_uplinks; i++) {
        free(in->uplink[i].name);
        free(in->uplink[i].host);
        free(in->uplink[i].path);
        free(in->uplink[i].header);
    }
    for (size_t i = 0; i < in->n_processes; i++) {
        free(in->process[i].name);
        free(in->process[i].program);
        for (char **a = in->process[i].args; a != NULL && *a != NULL; a++)
            free(*a);
        free(in->process[i].args);
    }
    free(in->link);
    free(in->uplink);
    free(in->commands.people);
    free(in->process);
    free(in->name);
    free(in->relay);
}

void
mission_free(struct mission **mission)
{
    struct mission *m = *mission;
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n_instances; i++)
        instance_fini(&m->instance[i]);
    free(m->instance);
    free(m->window);
    free(m->file);
    free(m->dir);
    free(m->name);
    free(m->title);
    free(m->database);
    free(m->limits);
    free(m->root);
    free(m->procedures.directory);
    free(m);
    *mission = NULL;
}

const struct mission_instance *
mission_instance(const struct mission *m, const char *name)
{
    if (name == NULL)
        return m->n_instances > 0 ? &m->instance[0] : NULL;
    for (size_t i = 0; i < m->n_instances; i++)
        if (strcmp(m->instance[i].name, name) == 0)
            return &m->instance[i];
    return NULL;
}

/* What a running instance wrote down: the first line of its `mission`. */
static char *
running_mission(const char *instance)
{
    char *dir = paths_instance_dir(instance);
    char *path = xasprintf("%s/mission", dir);
    FILE *f = fopen(path, "re");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n = f != NULL ? getline(&line, &cap, f) : -1;
    if (n > 0 && line[n - 1] == '\n')
        line[--n] = '\0';
    if (n <= 0 || line[0] != '/') {
        free(line);
        line = NULL;
    }
    if (f != NULL)
        fclose(f);
    free(path);
    free(dir);
    return line;
}

/* The first directory of `missions`, by name, that has a mission.conf. */
static char *
shipped_mission(void)
{
    char *missions = paths_data("missions"), *found = NULL;
    struct dirent **entry = NULL;
    int n = scandir(missions, &entry, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char *path =
            xasprintf("%s/%s/mission.conf", missions, entry[i]->d_name);
        if (found == NULL && entry[i]->d_name[0] != '.' &&
            access(path, R_OK) == 0)
            found = path;
        else
            free(path);
        free(entry[i]);
    }
    free(entry);
    if (found == NULL)
        found = xasprintf("%s/sif/mission.conf", missions);
    free(missions);
    return found;
}

char *
mission_default_path(const char *instance)
{
    const char *env = getenv("COLUMBA_MISSION");
    if (env != NULL && env[0] != '\0')
        return xstrdup(env);
    char *path = instance != NULL ? running_mission(instance) : NULL;
    return path != NULL ? path : shipped_mission();
}
