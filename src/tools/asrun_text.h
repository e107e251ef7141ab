/*
 * asrun_text.h - as-run records for people and programs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_ASRUN_TEXT_H
#define TOOLS_ASRUN_TEXT_H

#include "exec/asrun_diff.h"

/* All appended. */
void asrun_text_head(const struct asrun_head *head, struct strbuf *out);
void asrun_text_event(const struct asrun_event *e, struct utc start,
    bool is_verbose, struct strbuf *out);
void asrun_text_difference(
    const struct asrun_difference *d, struct utc start, struct strbuf *out);
void asrun_text_summary(const struct asrun_summary *s, struct strbuf *out);

/* The same as JSON, a line each. */
void asrun_json_difference(
    const struct asrun_difference *d, struct strbuf *out);
void asrun_json_summary(const struct asrun_summary *s, struct strbuf *out);

/* A run in one line of a list: "" in `last` when it has no line. */
void asrun_text_run(const struct asrun_head *head, const char *dir,
    const struct asrun_event *last, uint64_t lines, struct strbuf *out);
void asrun_json_run(const struct asrun_head *head, const char *dir,
    const struct asrun_event *last, uint64_t lines, struct strbuf *out);

/* "+1.234 s", "-62 s" */
void asrun_text_gap(int64_t ns, struct strbuf *out);

#endif
