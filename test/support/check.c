/*
 * check.c - what all tests share.
 *
 * SPDX-License-Identifier: ISC
 */
#include "support/check.h"

#include <ftw.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"

void
check_near(double a, double b, double tol, const char *file, int line)
{
    if ((isnan(a) && isnan(b)) || a == b || fabs(a - b) <= tol)
        return;
    print_error("%.17g is not %.17g +- %g\n", a, b, tol);
    _fail(file, line);
}

static char *
test_dir(void)
{
    const char *dir = getenv("COLUMBA_TEST_DIR");
    return xstrdup(dir != NULL ? dir : "test");
}

char *
check_path(const char *relative)
{
    char *dir = test_dir();
    char *path = xasprintf("%s/%s", dir, relative);
    free(dir);
    return path;
}

char *
check_shared(const char *relative)
{
    const char *dir = getenv("COLUMBA_SHARED_DATA");
    char *root = dir != NULL ? xstrdup(dir) : check_path("../../shared/data");
    char *path = xasprintf("%s/%s", root, relative);
    free(root);
    if (access(path, R_OK) == 0)
        return path;
    printf("skip: no recording %s\n", relative);
    free(path);
    return NULL;
}

char *
check_read(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        fail_msg("cannot read %s", path);
    size_t cap = 65536, n = 0;
    char *p = xcalloc(cap, 1);
    for (;;) {
        size_t got = fread(p + n, 1, cap - n - 1, f);
        n += got;
        if (got == 0)
            break;
        if (n + 1 >= cap)
            p = xreallocarray(p, cap *= 2, 1);
    }
    fclose(f);
    p[n] = '\0';
    if (len != NULL)
        *len = n;
    return p;
}

char *
check_tmpdir(void)
{
    char *dir = xstrdup("/tmp/columba-test-XXXXXX");
    if (mkdtemp(dir) == NULL)
        fail_msg("mkdtemp failed");
    return dir;
}

char *
check_ramdir(void)
{
    char *dir = xstrdup("/dev/shm/columba-test-XXXXXX");
    if (mkdtemp(dir) != NULL)
        return dir;
    free(dir);
    return check_tmpdir();
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

void
check_rmdir(char **dir)
{
    if (*dir != NULL)
        nftw(*dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*dir);
    *dir = NULL;
}

char *
check_write(const char *dir, const char *name, const void *p, size_t len)
{
    char *path = xasprintf("%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        fail_msg("cannot write %s", path);
    if (len == SIZE_MAX)
        len = strlen(p);
    assert_int_equal(fwrite(p, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

void
check_golden(const char *name, const char *text)
{
    char *relative = xasprintf("golden/%s", name);
    char *path = check_path(relative);
    free(relative);
    if (getenv("GOLDEN_UPDATE") != NULL) {
        char *slash = strrchr(path, '/');
        *slash = '\0';
        (void)mkdir(path, 0777); /* of a view that is new */
        *slash = '/';
        FILE *f = fopen(path, "wb");
        if (f == NULL)
            fail_msg("cannot write %s", path);
        fputs(text, f);
        fclose(f);
    } else {
        char *want = check_read(path, NULL);
        if (strcmp(want, text) != 0) {
            print_error("%s differs; drawn now:\n%s\n", name, text);
            free(want);
            free(path);
            fail();
        }
        free(want);
    }
    free(path);
}
