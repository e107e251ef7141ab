/*
 * asrun_line.h - one line of an as-run record, columba-asrun(5): as JSON and as
 * text, and back.
 *
 * Both forms say the same, and either can be made of the other.  A line is
 * sealed by the digest of its JSON form, which holds the digest of the line
 * before (common/chain.h); the text form carries the same digest, so each file
 * can be verified alone, and the two against each other.
 *
 * Pure.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef EXEC_ASRUN_LINE_H
#define EXEC_ASRUN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/digest.h"
#include "common/str.h"
#include "common/time.h"
#include "pluto/trace.h"

#define ASRUN_VERSION   1
#define ASRUN_TEXT_MAX  4096 /* bytes of a field that are kept */
#define ASRUN_ARGS_MAX  256
#define ASRUN_LINE_MAX  (4u << 20) /* bytes, with the line feed */
#define ASRUN_TEXT_FILE "asrun.txt"
#define ASRUN_JSON_FILE "asrun.jsonl"

/* A kind of its own beside those of trace.h: "FILE", what the writer says of
 * the record itself. */
#define ASRUN_FILE ((unsigned)PLUTO_TRACE_COUNT)
const char *asrun_kind_str(unsigned kind);

/* The first line of both files.  Texts are made clean when they are written;
 * NULL is "". */
struct asrun_head {
    struct utc time;       /* it was begun; kept to the millisecond */
    const char *run;       /* id of the run, hex */
    const char *procedure; /* id, "SIF-ACT-01" */
    const char *title, *procedure_version;
    const char *approval; /* "draft", "reviewed", "approved" */
    const char *digest;   /* of text and catalogue file, hex */
    const char *mission, *instance;
    uint64_t mdb_hash;
    const char *mode;            /* pluto_run_mode_str() */
    const char *person;          /* who started it */
    const char *program;         /* "columba-exec 0.4" */
    const char *const *argument; /* "Target=20 degC" */
    size_t n_arguments;          /* at most ASRUN_ARGS_MAX */
};

/* Every other line.  Texts are made clean when they are written; NULL is "". */
struct asrun_event {
    struct utc time;            /* kept to the millisecond */
    unsigned kind;              /* enum pluto_trace_kind, or ASRUN_FILE */
    const char *number;         /* of the statement, "2.1"; "" the procedure */
    uint32_t line;              /* of the source, from 1; 0: none */
    const char *item;           /* "Take Image of Detector" */
    const char *text;           /* status or value: "executing", "-20.1 degC" */
    const char *more;           /* arguments, reason */
    enum pluto_outcome outcome; /* PLUTO_NOT_AVAILABLE: not over */
    uint32_t attempt;           /* from 1; 0: not said */
    const char *person;         /* who did it */
    uint64_t instance;          /* of an activity; 0: none */
    const char *command;        /* id of the gate's command, hex, or "" */
};

/* One record, numbered: 0 is the head. */
struct asrun_line {
    uint64_t n;
    bool is_head;
    struct asrun_head head;   /* is_head */
    struct asrun_event event; /* else */
    char prev[DIGEST_HEX], sha[DIGEST_HEX];
};

/*
 * Append both forms of a line, each with its line feed.  `head` is the digest
 * of the line before (CHAIN_NONE before the first) and becomes its own.
 */
void asrun_line_fmt(uint64_t n, const struct asrun_head *head,
    const struct asrun_event *event, char chain[DIGEST_HEX],
    struct strbuf *text, struct strbuf *json);

/*
 * Read a line of either form, `len` bytes without the line feed, with room for
 * a NUL behind; they are changed, and *out points into them and into `keep`,
 * which is reset.  NULL, or what is wrong with it.  JSON: `prev` and `sha` are
 * set and were checked.  Text: `sha` is what the line says; that it is right
 * asrun_line_check() tells, who knows what stood before.
 */
struct asrun_keep { /* zero-initialise; use again; asrun_keep_fini() */
    const char *argument[ASRUN_ARGS_MAX];
};
const char *asrun_line_read_json(
    char *json, size_t len, struct asrun_keep *keep, struct asrun_line *out);
const char *asrun_line_read_text(
    char *text, size_t len, struct asrun_keep *keep, struct asrun_line *out);

/* Does a line that was read have the digest that it says, behind `prev`? */
bool asrun_line_check(const struct asrun_line *line, const char *prev);

#endif
