/*
 * import.c - columba import: pages of other systems as display files.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/str.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "console/display/display.h"
#include "mission/mission.h"
#include "tools/cosmos/page.h"
#include "tools/offline.h"
#include "tools/tools.h"

#define KIND "cosmos-screen"

struct request {
    const char *mdb, *target, *id, *out;
    uint64_t cols;
    bool is_forced;
};

/* ---- names of the file --------------------------------------------------- */

/* "TARGET/screens/hs.txt": the target, owned, or NULL. */
static char *
target_of_path(const char *path)
{
    char *full = realpath(path, NULL), *target = NULL;
    char *file = full != NULL ? strrchr(full, '/') : NULL;
    if (file != NULL)
        *file = '\0';
    char *dir = file != NULL ? strrchr(full, '/') : NULL;
    if (dir != NULL && strcmp(dir, "/screens") == 0) {
        *dir = '\0';
        const char *name = strrchr(full, '/');
        if (name != NULL && name[1] != '\0')
            target = xstrdup(name + 1);
    }
    free(full);
    return target;
}

/* "INST-HS" of target INST and hs.txt; owned. */
static char *
id_of(const char *target, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    char id[DISPLAY_ID_MAX + 1], *all;
    size_t n = 0;
    all = target != NULL ? xasprintf("%s-%s", target, base) : xstrdup(base);
    char *dot = strrchr(all, '.');
    if (dot != NULL && dot != all)
        *dot = '\0';
    for (const char *p = all; *p != '\0' && n < DISPLAY_ID_MAX; p++)
        if (isalnum((unsigned char)*p) || (n > 0 && strchr("._-", *p) != NULL))
            id[n++] = (char)toupper((unsigned char)*p);
    id[n] = '\0';
    free(all);
    return xstrdup(n > 0 ? id : "SCREEN");
}

/* ---- the result ---------------------------------------------------------- */

static int
write_out(const struct request *r, const char *text)
{
    if (r->out == NULL || strcmp(r->out, "-") == 0) {
        bool failed = fputs(text, stdout) < 0 || fflush(stdout) != 0;
        return failed ? EX_IOERR : 0;
    }
    int fd = open(r->out,
        O_WRONLY | O_CREAT | O_CLOEXEC | (r->is_forced ? O_TRUNC : O_EXCL),
        0666);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (f == NULL) {
        fprintf(stderr, "columba import: %s: %s%s\n", r->out, strerror(errno),
            errno == EEXIST ? "; --force writes it anew" : "");
        return EX_CANTCREAT;
    }
    bool failed = fputs(text, f) < 0;
    failed = fclose(f) != 0 || failed;
    if (failed)
        fprintf(stderr, "columba import: %s: %s\n", r->out, strerror(errno));
    return failed ? EX_IOERR : 0;
}

/* What the display's own parser says of it; true: it is right. */
static bool
is_right(const char *name, const char *text, const struct mdb *mdb)
{
    struct notes notes = {0};
    struct display *page = NULL;
    enum err e =
        display_parse(name, text, strlen(text), mdb, NULL, NULL, &notes, &page);
    if (e != ERR_OK)
        notes_print(&notes, stderr, true);
    display_free(&page);
    notes_fini(&notes);
    return e == ERR_OK;
}

static void
summarize(const struct notes *notes, const char *file)
{
    if (notes->warnings > 0)
        fprintf(stderr, "%s: %zu thing%s not as in the screen\n", file,
            notes->warnings, notes->warnings == 1 ? " is" : "s are");
}

static int
import(const struct request *r, const struct mdb *mdb, const char *file,
    const char *text, size_t len)
{
    struct notes notes = {0};
    char *target =
        r->target != NULL ? xstrdup(r->target) : target_of_path(file);
    char *id = r->id != NULL ? xstrdup(r->id) : id_of(target, file);
    struct cosmos_options options = {
        .target = target, .id = id, .title = id, .cols = (int)r->cols};
    char *out = cosmos_import(file, text, len, mdb, &options, &notes);
    int status = EX_DATAERR;
    notes_print(&notes, stderr, false);
    if (out != NULL && is_right(r->out != NULL ? r->out : "-", out, mdb)) {
        status = write_out(r, out);
        summarize(&notes, file);
    }
    notes_fini(&notes);
    free(out);
    free(id);
    free(target);
    return status;
}

/* The database, or that of a mission; NULL: what is wrong was said. */
static struct mdb *
load_database(const char *path)
{
    struct notes notes = {0};
    struct mission *mission = NULL;
    struct mdb *mdb = NULL;
    enum err e = ERR_OK;
    if (offline_is_mission(path)) {
        e = mission_load(path, &notes, &mission);
        path = e == ERR_OK ? mission->database : path;
    }
    if (e == ERR_OK)
        e = mdb_load(path, &(struct mdb_options){0}, &notes, &mdb);
    if (e != ERR_OK)
        notes_print(&notes, stderr, false);
    notes_fini(&notes);
    mission_free(&mission);
    return mdb;
}

static int
run(const struct request *r, const char *file)
{
    struct notes notes = {0};
    size_t len;
    enum err e;
    int status;
    struct mdb *mdb = r->mdb != NULL ? load_database(r->mdb) : NULL;
    if (r->mdb != NULL && mdb == NULL)
        return access(r->mdb, F_OK) == 0 ? EX_DATAERR : EX_NOINPUT;
    char *text = text_file_read(file, COSMOS_BYTES_MAX, &notes, &len, &e);
    notes_print(&notes, stderr, false);
    notes_fini(&notes);
    if (text != NULL)
        status = import(r, mdb, file, text, len);
    else
        status = e == ERR_LIMIT ? EX_DATAERR : EX_NOINPUT;
    free(text);
    mdb_free(&mdb);
    return status;
}

int
tool_import(int argc, char **argv)
{
    struct request r = {.cols = 78};
    const struct cli_option option[] = {
        {'d', "mdb", "FILE", CLI_STRING, &r.mdb,
            "the database, or the mission, that has the parameters"},
        {'t', "target", "NAME", CLI_STRING, &r.target,
            "the target (default: the directory above screens/)"},
        {'\0', "id", "ID", CLI_STRING, &r.id,
            "of the display (default: TARGET-FILE)"},
        {'c', "columns", "N", CLI_UINT, &r.cols,
            "columns begin a new row there, 20 to 198 (default 78)"},
        {'o', "output", "FILE", CLI_STRING, &r.out,
            "write there, not to standard output"},
        {'f', "force", NULL, CLI_FLAG, &r.is_forced,
            "write over a file that is there"},
    };
    const struct cli cli = {
        .name = "columba import",
        .operands = KIND " FILE",
        .summary = "turn a page of another system into a display file",
        .examples = "  $ columba import " KIND " INST/screens/hs.txt\n"
                    "  $ columba import " KIND
                    " --mdb inst.xml -o displays/hs.dsp hs.txt\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 2,
        .max_operands = 2,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    if (strcmp(argv[0], KIND) != 0)
        return cli_usage(&cli, "cannot import '%s', only " KIND, argv[0]);
    if (r.cols < 20 || r.cols > 198)
        return cli_usage(&cli, "columns are 20 to 198");
    if (r.id != NULL && !display_id_is_valid(r.id))
        return cli_usage(&cli, "'%s' is no id of a display", r.id);
    return run(&r, argv[1]);
}
