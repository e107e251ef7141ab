/*
 * approve.c - columba approve: a procedure is reviewed, approved, withdrawn.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/cli.h"
#include "common/say.h"
#include "common/text_file.h"
#include "common/xalloc.h"
#include "pluto/approval.h"
#include "pluto/parse.h"
#include "tools/check.h"
#include "tools/tools.h"

struct approve {
    const char *file; /* the procedure */
    char *conf, *approval;
    const char *person, *comment;
    bool is_act;
    enum approval_verb verb;
    struct check_options check;
    char digest[DIGEST_HEX];
    struct notes notes;
};

/* "dir/PO-001.pluto" and ".conf": "dir/PO-001.conf"; NULL: no procedure. */
static char *
beside(const char *file, const char *suffix)
{
    const char *end = str_suffix(file, ".pluto") ? ".pluto"
                      : str_suffix(file, ".plp") ? ".plp"
                                                 : NULL;
    if (end == NULL)
        return NULL;
    return xasprintf("%.*s%s", (int)(strlen(file) - strlen(end)), file, suffix);
}

static int
failed(struct approve *a, const char *file, const char *why)
{
    say("columba approve: %s: %s\n", file, why);
    notes_print(&a->notes, stderr, false);
    return EX_DATAERR;
}

/* ---- what it is now ------------------------------------------------------ */

/* The text of a file, which may lack when `is_optional`: then NULL, and ERR_OK
 * in *e. */
static char *
read_text(struct approve *a, const char *file, size_t max, bool is_optional,
    size_t *len, enum err *e)
{
    *len = 0;
    *e = ERR_OK;
    if (is_optional && access(file, F_OK) != 0 && errno == ENOENT)
        return NULL;
    return text_file_read(file, max, &a->notes, len, e);
}

static enum err
take_digest(struct approve *a)
{
    size_t len, conf_len;
    enum err e, e_conf;
    char *text = read_text(a, a->file, PLUTO_SOURCE_MAX, false, &len, &e);
    char *conf =
        read_text(a, a->conf, PLUTO_SOURCE_MAX, true, &conf_len, &e_conf);
    if (text != NULL && (conf != NULL || e_conf == ERR_OK)) {
        approval_digest(text, len, conf, conf_len, a->digest);
        e = ERR_OK;
    } else if (text != NULL) {
        e = e_conf;
    }
    free(text);
    free(conf);
    return e;
}

static enum err
read_state(struct approve *a, struct approval *out)
{
    size_t len;
    enum err e;
    char *text = read_text(a, a->approval, APPROVAL_FILE_MAX, true, &len, &e);
    *out = (struct approval){0};
    if (text != NULL)
        e = approval_parse(a->approval, text, len, a->digest, &a->notes, out);
    free(text);
    return e;
}

static void
show(const struct approve *a, const struct approval *s)
{
    char time[TIME_TEXT_SIZE];
    printf("%s: %s\n", a->file, approval_state_str(s->state));
    if (s->reviewed_by[0] != '\0')
        printf("reviewed by %s, %s\n", s->reviewed_by,
            utc_fmt_iso(time, s->reviewed, false));
    if (s->approved_by[0] != '\0')
        printf("approved by %s, %s\n", s->approved_by,
            utc_fmt_iso(time, s->approved, false));
    if (s->was_approved && s->state != APPROVAL_APPROVED)
        puts("another text or catalogue entry is approved: it changed since");
    printf("sha256:%s\n", a->digest);
}

/* ---- an act -------------------------------------------------------------- */

/* What has an error is not reviewed, nor approved; anything is withdrawn. */
static bool
is_good(struct approve *a)
{
    unsigned files = 0;
    struct notes notes = {0};
    const bool good = a->verb == APPROVAL_WITHDRAW ||
                      check_file(a->file, &a->check, &notes, &files) == ERR_OK;
    notes_print(&notes, stderr, false);
    notes_fini(&notes);
    return good;
}

/* Does the file end in the middle of a line? */
static bool
needs_feed(int fd)
{
    char last;
    const off_t size = lseek(fd, 0, SEEK_END);
    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* In one write, and to the disk, or not at all. */
static bool
append(int fd, const struct strbuf *line)
{
    const off_t size = lseek(fd, 0, SEEK_END);
    if (write(fd, line->s, line->len) == (ssize_t)line->len && fsync(fd) == 0)
        return true;
    const int error = errno;
    (void)!ftruncate(fd, size);
    errno = error;
    return false;
}

/* Nobody else adds a line between the look at the state and this one. */
static int
act_locked(struct approve *a, int fd)
{
    struct approval state;
    struct strbuf line = {0};
    int status = EX_NOPERM;
    if (read_state(a, &state) != ERR_OK)
        return failed(a, a->approval, "it has errors: nothing is added");
    const char *why = approval_refusal(&state, a->verb, a->person);
    if (why == NULL && a->verb == APPROVAL_REVIEW &&
        state.state == APPROVAL_APPROVED)
        why = "it is approved as it is; a review would take that back: "
              "withdraw it first";
    if (why != NULL) {
        say("columba approve: %s: %s\n", a->file, why);
    } else {
        if (needs_feed(fd))
            strbuf_addc(&line, '\n');
        approval_line(
            a->verb, utc_now(), a->person, a->digest, a->comment, &line);
        status = append(fd, &line) ? 0 : EX_IOERR;
        if (status != 0)
            say("columba approve: %s: %s\n", a->approval, strerror(errno));
    }
    strbuf_fini(&line);
    if (status == 0 && read_state(a, &state) == ERR_OK)
        show(a, &state);
    return status;
}

static int
act(struct approve *a)
{
    if (!is_good(a)) {
        say("columba approve: %s: what is wrong comes first\n", a->file);
        return EX_DATAERR;
    }
    const int fd = open(a->approval,
        O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
        0644);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        flock(fd, LOCK_EX) != 0) {
        say("columba approve: %s: %s\n", a->approval,
            fd >= 0 && !S_ISREG(st.st_mode) ? "no regular file"
                                            : strerror(errno));
        if (fd >= 0)
            (void)close(fd);
        return EX_CANTCREAT;
    }
    const int status = act_locked(a, fd);
    (void)close(fd);
    return status;
}

/* ---- the tool ------------------------------------------------------------ */

static int
run(struct approve *a)
{
    struct approval state;
    const enum err e = take_digest(a);
    if (e != ERR_OK) {
        (void)failed(a, a->file, err_str(e));
        return err_exit_status(e);
    }
    if (a->is_act)
        return act(a);
    if (read_state(a, &state) != ERR_OK)
        return failed(
            a, a->approval, "it has errors: the procedure is a draft");
    notes_print(&a->notes, stderr, false);
    show(a, &state);
    return 0;
}

/* The comment's words with blanks between; owned. */
static char *
join(char **word, int n)
{
    struct strbuf text = {0};
    for (int i = 0; i < n; i++)
        strbuf_addf(&text, "%s%s", i > 0 ? " " : "", word[i]);
    return strbuf_take(&text);
}

/* NULL, or why the arguments do not do. */
static const char *
take_person(struct approve *a)
{
    const struct passwd *p = getpwuid(getuid());
    if (a->person == NULL)
        a->person = p != NULL ? p->pw_name : "";
    if (!approval_person_is_valid(a->person))
        return "--as PERSON: 1 to 32 of A-Z a-z 0-9 . _ -";
    if (strlen(a->comment) > APPROVAL_COMMENT_MAX ||
        !str_is_clean(a->comment, strlen(a->comment)))
        return "a comment is clean text of at most 240 bytes";
    return NULL;
}

int
tool_approve(int argc, char **argv)
{
    struct approve a = {0};
    bool is_review = false, is_approve = false, is_withdraw = false;
    const struct cli_option option[] = {
        {'r', "review", NULL, CLI_FLAG, &is_review, "it was looked at"},
        {'a', "approve", NULL, CLI_FLAG, &is_approve,
            "it may be used; by another person than the one who reviewed it"},
        {'w', "withdraw", NULL, CLI_FLAG, &is_withdraw, "it is a draft again"},
        {'u', "as", "PERSON", CLI_STRING, &a.person,
            "a name of people.conf (the login)"},
        {'m', "mdb", "FILE", CLI_STRING, &a.check.mdb,
            "the database it is checked against; else its mission's"},
        {'M', "mission", "PATH", CLI_STRING, &a.check.mission,
            "the mission of a procedure that stands in none"},
    };
    const struct cli cli = {
        .name = "columba approve",
        .operands = "PROCEDURE [COMMENT]...",
        .summary = "what people say of a procedure: reviewed, approved, "
                   "withdrawn",
        .examples = "  $ columba approve SIF-ACT-01.pluto\n"
                    "  $ columba approve --review SIF-ACT-01.pluto limits "
                    "checked\n"
                    "  $ columba approve --approve --as PD SIF-ACT-01.pluto\n",
        .option = option,
        .n_options = ARRAY_LEN(option),
        .min_operands = 1,
        .max_operands = -1,
    };
    int n;
    int status = cli_parse(&cli, argc, argv, &n);
    if (status >= 0)
        return status;
    a.file = argv[0];
    a.is_act = is_review || is_approve || is_withdraw;
    a.verb = is_review    ? APPROVAL_REVIEW
             : is_approve ? APPROVAL_APPROVE
                          : APPROVAL_WITHDRAW;
    if (is_review + is_approve + is_withdraw > 1)
        return cli_usage(&cli, "one of --review, --approve, --withdraw");
    if (!a.is_act && n > 1)
        return cli_usage(&cli, "a comment goes with an act");
    a.conf = beside(a.file, ".conf");
    a.approval = beside(a.file, APPROVAL_SUFFIX);
    char *comment = join(argv + 1, n - 1);
    a.comment = comment;
    const char *why =
        a.conf == NULL ? "a procedure ends in .pluto or .plp" : take_person(&a);
    status = why != NULL ? cli_usage(&cli, "%s", why) : run(&a);
    notes_fini(&a.notes);
    free(comment);
    free(a.conf);
    free(a.approval);
    return status;
}
