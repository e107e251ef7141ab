/*
 * check.c - columba check: everything that is wrong with a file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "command/people.h"
#include "common/cli.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mdb/mdb.h"
#include "mission/mission.h"
#include "tools/check_console.h"
#include "tools/check_display.h"
#include "tools/check_limits.h"
#include "tools/check_procedure.h"
#include "tools/check_scenario.h"
#include "tools/check_stack.h"
#include "tools/check_theme.h"
#include "tools/tools.h"

#define MAX_BYTES (256u << 20)
#define HEAD      512 /* bytes that tell what a file is */

enum kind {
    KIND_UNKNOWN,
    KIND_XTCE,
    KIND_MISSION,
    KIND_LIMITS,
    KIND_PEOPLE,
    KIND_DISPLAY,
    KIND_THEME,
    KIND_LAYOUT,
    KIND_KEYS,
    KIND_SETTINGS,
    KIND_STACK,
    KIND_SCENARIO,
    KIND_SCENARIOS, /* a directory of them */
    KIND_PROCEDURE,
    KIND_PROCEDURES,
    KIND_WORLD,
};

/* XML begins with '<', in UTF-8 or UTF-16, after a mark or blanks. */
static bool
looks_like_xml(const char *head, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)head[i];
        if (c == '<')
            return true;
        if (c != '\0' && c != ' ' && c != '\t' && c != '\r' && c != '\n' &&
            strchr("\xEF\xBB\xBF\xFE\xFF", c) == NULL)
            return false;
    }
    return false;
}

static enum kind
kind_of(const char *path, const char *head, size_t len)
{
    if (str_suffix(path, ".dsp"))
        return KIND_DISPLAY;
    if (str_suffix(path, ".theme"))
        return KIND_THEME;
    if (str_suffix(path, ".layout"))
        return KIND_LAYOUT;
    if (str_suffix(path, ".stack") || str_suffix(path, ".ycs"))
        return KIND_STACK;
    if (str_suffix(path, ".scn"))
        return KIND_SCENARIO;
    if (str_suffix(path, ".world"))
        return KIND_WORLD;
    if (check_is_procedure(path))
        return KIND_PROCEDURE;
    const char *slash = strrchr(path, '/');
    if (str_eq(slash != NULL ? slash + 1 : path, "keys") ||
        str_suffix(path, ".keys"))
        return KIND_KEYS;
    if (str_suffix(path, "console.conf"))
        return KIND_SETTINGS;
    if (str_suffix(path, "limits.conf"))
        return KIND_LIMITS;
    if (str_suffix(path, "people.conf"))
        return KIND_PEOPLE;
    if (str_suffix(path, ".conf"))
        return KIND_MISSION;
    if (str_suffix(path, ".xml") || str_suffix(path, ".xtce") ||
        looks_like_xml(head, len))
        return KIND_XTCE;
    return KIND_UNKNOWN;
}

static void
check_mission(
    const char *path, bool is_strict, struct notes *notes, unsigned *n_files)
{
    struct mission *mission = NULL;
    if (mission_load(path, notes, &mission) != ERR_OK)
        return;
    *n_files += mission->database != NULL;
    const struct mdb_options options = {.is_strict = is_strict};
    struct mdb *mdb = NULL;
    if (mission->database != NULL &&
        mdb_load(mission->database, &options, notes, &mdb) == ERR_OK) {
        if (mission->root != NULL &&
            mdb_find_container(mdb, mission->root) == MDB_NIL)
            notes_add(notes, NOTE_ERROR, mission->file, 0, 0,
                "the database has no container '%s', the root", mission->root);
        *n_files += mission->limits != NULL;
        check_rules(mdb, mission->limits, mission->dir, is_strict, notes);
        check_displays(mdb, mission->dir, is_strict, notes, n_files);
        check_scenarios(mdb, mission->dir, is_strict, notes, n_files);
        check_procedures(mdb, mission, is_strict, notes, n_files);
        mdb_free(&mdb);
    }
    mission_free(&mission);
}

/* Whole standard input; NULL when it cannot be read. */
static char *
read_all(FILE *f, size_t *len)
{
    size_t cap = 65536, n = 0;
    char *data = xreallocarray(NULL, cap, 1);
    for (size_t got; (got = fread(data + n, 1, cap - n, f)) > 0;) {
        n += got;
        if (n > MAX_BYTES)
            break;
        if (n == cap) {
            cap *= 2;
            data = xreallocarray(data, cap, 1);
        }
    }
    *len = n;
    return data;
}

static enum err
check_stdin(bool is_strict, struct notes *notes)
{
    size_t len;
    char *data = read_all(stdin, &len);
    const struct mdb_options options = {.is_strict = is_strict};
    struct mdb *mdb = NULL;
    enum err err = mdb_load_memory("-", data, len, &options, notes, &mdb);
    mdb_free(&mdb);
    free(data);
    return err;
}

enum err
check_file(const char *path, const struct check_options *set,
    struct notes *notes, unsigned *n_files)
{
    bool is_strict = set->is_strict;
    struct stat st;
    char head[HEAD];
    ++*n_files;
    if (str_eq(path, "-"))
        return check_stdin(is_strict, notes);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &st) != 0) {
        notes_add(notes, NOTE_ERROR, path, 0, 0, "cannot be read: %s",
            strerror(errno));
        if (fd >= 0)
            close(fd);
        return ERR_NOTFOUND;
    }
    bool is_dir = S_ISDIR(st.st_mode), is_file = S_ISREG(st.st_mode);
    ssize_t got = is_file ? read(fd, head, sizeof head) : 0;
    size_t len = got > 0 ? (size_t)got : 0;
    close(fd);
    if (!is_dir && !is_file) { /* a fifo would be waited for */
        notes_add(notes, NOTE_ERROR, path, 0, 0, "is not a regular file");
        return ERR_NOTFOUND;
    }
    const struct mdb_options options = {.is_strict = is_strict};
    struct mdb *mdb = NULL;
    enum kind kind = !is_dir                     ? kind_of(path, head, len)
                     : check_is_scenarios(path)  ? KIND_SCENARIOS
                     : check_is_procedures(path) ? KIND_PROCEDURES
                                                 : KIND_MISSION;
    switch (kind) {
    case KIND_MISSION:
        check_mission(path, is_strict, notes, n_files);
        break;
    case KIND_LIMITS:
        check_limits(path, set, notes);
        break;
    case KIND_PEOPLE:
        if (people_check(path, notes) == ERR_NOTFOUND)
            return ERR_NOTFOUND;
        break;
    case KIND_DISPLAY:
        return check_display(path, set, notes);
    case KIND_THEME:
        if (check_theme(path, notes) != ERR_OK)
            return ERR_NOTFOUND;
        break;
    case KIND_LAYOUT:
        return check_layout(path, notes);
    case KIND_KEYS:
        return check_keys(path, notes);
    case KIND_SETTINGS:
        return check_settings(path, notes);
    case KIND_STACK:
        return check_stack(path, set, notes);
    case KIND_SCENARIO:
        return check_scenario(path, set, notes);
    case KIND_SCENARIOS:
        return check_scenario_dir(path, set, notes, n_files);
    case KIND_PROCEDURE:
        return check_procedure(path, set, notes);
    case KIND_WORLD:
        return check_world(path, set, notes);
    case KIND_PROCEDURES:
        return check_procedure_dir(path, set, notes, n_files);
    case KIND_XTCE:
        if (mdb_load(path, &options, notes, &mdb) == ERR_IO)
            return ERR_NOTFOUND;
        mdb_free(&mdb);
        break;
    case KIND_UNKNOWN:
        notes_add(notes, NOTE_ERROR, path, 0, 0,
            "not a kind of file that can be checked: a mission database "
            "(XTCE, .xml), a mission.conf, a limits.conf, a people.conf, a "
            "display (.dsp), a "
            "theme (.theme), a layout (.layout), keys or console.conf of the "
            "console, a command stack (.stack, .ycs), a scenario (.scn), a "
            "procedure (.pluto, .plp), a world (.world), or the directory of a "
            "mission, of "
            "scenarios or of procedures");
    }
    return notes->errors > 0 ? ERR_FORMAT : ERR_OK;
}

static void
print_summary(const struct notes *notes, unsigned files)
{
    if (notes->errors + notes->warnings == 0)
        fprintf(stderr, "%u file%s checked, nothing found\n", files,
            files == 1 ? "" : "s");
    else
        fprintf(stderr, "%u file%s checked: %zu error%s, %zu warning%s\n",
            files, files == 1 ? "" : "s", notes->errors,
            notes->errors == 1 ? "" : "s", notes->warnings,
            notes->warnings == 1 ? "" : "s");
}

int
tool_check(int argc, char **argv)
{
    struct check_options options = {0};
    bool is_json = false, with_source = false;
    const struct cli_option option[] = {
        {'s', "strict", NULL, CLI_FLAG, &options.is_strict,
            "what is not supported is an error, too"},
        {'m', "mdb", "FILE", CLI_STRING, &options.mdb,
            "the database for limits, displays and stacks; else their "
            "mission's"},
        {'M', "mission", "PATH", CLI_STRING, &options.mission,
            "the mission of displays that stand in none"},
        {'j', "json", NULL, CLI_FLAG, &is_json, "one JSON object a line"},
        {'e', "excerpt", NULL, CLI_FLAG, &with_source,
            "show the line of each problem"},
    };
    const struct cli cli = {
        .name = "columba check",
        .operands = "FILE...",
        .summary = "find everything that is wrong with mission files",
        .examples = "  $ columba check mission.conf database.xml\n"
                    "  $ columba check --strict --json database.xml\n"
                    "  $ columba check missions/sif\n"
                    "  $ columba check --mdb database.xml limits.conf\n"
                    "  $ columba check displays/pwr01.dsp\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    struct notes all = {0};
    unsigned files = 0;
    status = 0;
    for (int i = 0; i < n; i++) {
        struct notes notes = {0};
        enum err err = check_file(argv[i], &options, &notes, &files);
        if (is_json)
            notes_print_json(&notes, stdout);
        else
            notes_print(
                &notes, stdout, with_source || str_suffix(argv[i], ".dsp"));
        if (err == ERR_NOTFOUND)
            status = EX_NOINPUT;
        notes_move(&all, &notes);
    }
    if (status == 0 && all.errors > 0)
        status = EX_DATAERR;
    print_summary(&all, files);
    notes_fini(&all);
    return status;
}
