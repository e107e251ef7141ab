/*
 * check.h - cmocka with its headers in the right order, and what it lacks.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_CHECK_H
#define SUPPORT_CHECK_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* |a - b| <= tol, or both NaN; cmocka 1.1.5's own casts to float. */
#define assert_near(a, b, tol) check_near((a), (b), (tol), __FILE__, __LINE__)
void check_near(double a, double b, double tol, const char *file, int line);

/* Run all; for `return check_run(tests)` at the end of main(). */
#define check_run(tests) cmocka_run_group_tests(tests, NULL, NULL)

/*
 * A file of the recordings in ../shared/data, or NULL (and a line "skip: …")
 * where they are not there.  Owned.
 */
char *check_shared(const char *relative);

/* A file of the tree's test/ folder.  Owned. */
char *check_path(const char *relative);

/* The whole file; owned, NUL-terminated; fails the test when unreadable. */
char *check_read(const char *path, size_t *len);

/* A new directory under /tmp, removed by check_rmdir().  Owned. */
char *check_tmpdir(void);
/* The same in memory, where there is such a place: tests that sync thousands
 * of times do not wait for a busy disk.  Processes are killed in tests, power
 * is not lost, so it keeps what a disk keeps. */
char *check_ramdir(void);
void check_rmdir(char **dir);

/* Write a file of `len` bytes (strlen when SIZE_MAX) below `dir`.  Owned. */
char *check_write(const char *dir, const char *name, const void *p, size_t len);

/*
 * Compare `text` with test/golden/<name>.  With GOLDEN_UPDATE=1 in the
 * environment the file is written instead.
 */
void check_golden(const char *name, const char *text);

#endif
