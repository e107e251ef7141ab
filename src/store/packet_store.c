/*
 * packet_store.c - every packet that was received, in SQLite, one file a day.
 *
 * After a failed write or fsync the descriptor is never trusted again: Linux
 * may drop the dirty pages and report the next fsync as fine.
 *
 * SPDX-License-Identifier: ISC
 */
#include "store/packet_store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "common/str.h"
#include "common/version.h"
#include "common/xalloc.h"

#define SCHEMA_VERSION 1
#define PACKET_MAX     65542

struct packet_store {
    char *dir, *instance, *mission;
    uint64_t mdb_hash;
    sqlite3 *db; /* NULL: no file is open */
    sqlite3_stmt *insert;
    int64_t day;      /* of the open file, since 1970 */
    unsigned attempt; /* files of this day that were given up */
    bool is_dirty;    /* a transaction is open */
    struct strbuf reason;
};

static const char schema[] =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "CREATE TABLE IF NOT EXISTS origin(key TEXT PRIMARY KEY, value);"
    "CREATE TABLE IF NOT EXISTS packet("
    " id INTEGER PRIMARY KEY, serial INTEGER NOT NULL, link TEXT NOT NULL,"
    " apid INTEGER NOT NULL, sequence INTEGER NOT NULL,"
    " status INTEGER NOT NULL, reception INTEGER NOT NULL,"
    " generation INTEGER, data BLOB NOT NULL);";

static enum err
err_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
        return ERR_OK;
    case SQLITE_FULL:
        return ERR_LIMIT;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return ERR_DENIED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_FORMAT;
    default:
        return ERR_IO;
    }
}

static void
close_file(struct packet_store *s)
{
    sqlite3_finalize(s->insert);
    sqlite3_close(s->db);
    s->insert = NULL;
    s->db = NULL;
    s->is_dirty = false;
}

/* Give the file up without a commit, remembering why. */
static void
give_up(struct packet_store *s)
{
    strbuf_reset(&s->reason);
    if (s->db != NULL)
        strbuf_adds(&s->reason, sqlite3_errmsg(s->db));
    /* A file that could not even be opened is tried again; one that was
       written to, or is damaged, is not. */
    int code = s->db != NULL ? sqlite3_errcode(s->db) & 0xff : SQLITE_OK;
    if (s->insert != NULL || code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        s->attempt++;
    close_file(s);
}

static enum err
run(struct packet_store *s, const char *sql)
{
    return err_of(sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

static enum err
put_origin(struct packet_store *s, const char *key, const char *value)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(
        s->db, "INSERT OR IGNORE INTO origin VALUES(?,?)", -1, &st, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, value, -1, SQLITE_STATIC);
        rc = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK
                                             : sqlite3_errcode(s->db);
    }
    sqlite3_finalize(st);
    return err_of(rc);
}

static enum err
put_origins(struct packet_store *s)
{
    char hash[24], version[16];
    snprintf(hash, sizeof hash, "%016" PRIx64, s->mdb_hash);
    snprintf(version, sizeof version, "%d", SCHEMA_VERSION);
    const char *const rows[][2] = {{"version", version},
        {"instance", s->instance}, {"mission", s->mission}, {"mdb_hash", hash},
        {"columba", columba_version()}};
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(rows); i++)
        e = put_origin(s, rows[i][0], rows[i][1]);
    return e;
}

static char *
file_name(const struct packet_store *s, struct utc t)
{
    struct civil c = utc_civil(t, false);
    if (s->attempt == 0)
        return xasprintf("%s/%04d-%03d.packets", s->dir, c.year, c.doy);
    return xasprintf(
        "%s/%04d-%03d-%u.packets", s->dir, c.year, c.doy, s->attempt + 1);
}

static enum err
open_file(struct packet_store *s, struct utc t)
{
    char *path = file_name(s, t);
    int rc = sqlite3_open_v2(
        path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    enum err e = err_of(rc);
    if (e == ERR_OK) {
        sqlite3_busy_timeout(s->db, 1000);
        e = run(s, schema);
    }
    if (e == ERR_OK)
        e = put_origins(s);
    if (e == ERR_OK)
        e = err_of(sqlite3_prepare_v3(s->db,
            "INSERT INTO packet(serial,link,apid,sequence,status,reception,"
            "generation,data) VALUES(?,?,?,?,?,?,?,?)",
            -1, SQLITE_PREPARE_PERSISTENT, &s->insert, NULL));
    if (e != ERR_OK)
        give_up(s);
    free(path);
    return e;
}

enum err
packet_store_open(const char *dir, const struct packet_store_origin *origin,
    struct packet_store **out)
{
    *out = NULL;
    if (mkdir(dir, 0750) != 0 && errno != EEXIST)
        return errno == EACCES || errno == EPERM ? ERR_DENIED : ERR_IO;
    if (access(dir, W_OK | X_OK) != 0)
        return ERR_DENIED;
    struct packet_store *s = xcalloc(1, sizeof *s);
    s->dir = xstrdup(dir);
    s->instance = xstrdup(origin->instance);
    s->mission = xstrdup(origin->mission);
    s->mdb_hash = origin->mdb_hash;
    *out = s;
    return ERR_OK;
}

void
packet_store_close(struct packet_store **store)
{
    struct packet_store *s = *store;
    if (s == NULL)
        return;
    (void)!packet_store_commit(s);
    close_file(s);
    strbuf_fini(&s->reason);
    free(s->dir);
    free(s->instance);
    free(s->mission);
    free(s);
    *store = NULL;
}

static int64_t
day_of(struct utc t)
{
    int64_t day_ns = 86400 * NS_PER_S;
    return t.ns / day_ns - (t.ns % day_ns < 0 ? 1 : 0);
}

/* The file of `t` is open and in a transaction afterwards. */
static enum err
prepare(struct packet_store *s, struct utc t)
{
    enum err e = ERR_OK;
    if (s->day != day_of(t)) {
        e = packet_store_commit(s);
        if (e != ERR_OK)
            return e;
        close_file(s);
        s->day = day_of(t);
        s->attempt = 0;
    }
    if (s->db == NULL)
        e = open_file(s, t);
    if (e == ERR_OK && !s->is_dirty) {
        e = run(s, "BEGIN IMMEDIATE");
        if (e != ERR_OK)
            give_up(s);
        s->is_dirty = e == ERR_OK;
    }
    return e;
}

enum err
packet_store_add(struct packet_store *s, const struct stored_packet *p)
{
    if (p->len > PACKET_MAX)
        return ERR_RANGE;
    enum err e = prepare(s, p->reception);
    if (e != ERR_OK)
        return e;
    sqlite3_bind_int64(s->insert, 1, (int64_t)p->serial);
    sqlite3_bind_text(s->insert, 2, p->link, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s->insert, 3, p->apid);
    sqlite3_bind_int64(s->insert, 4, p->sequence);
    sqlite3_bind_int64(s->insert, 5, p->status);
    sqlite3_bind_int64(s->insert, 6, p->reception.ns);
    if (utc_is_none(p->generation))
        sqlite3_bind_null(s->insert, 7);
    else
        sqlite3_bind_int64(s->insert, 7, p->generation.ns);
    sqlite3_bind_blob(s->insert, 8, p->data, (int)p->len, SQLITE_STATIC);
    int rc = sqlite3_step(s->insert);
    if (rc == SQLITE_DONE) {
        sqlite3_reset(s->insert);
        return ERR_OK;
    }
    e = err_of(rc);
    give_up(s);
    return e == ERR_OK ? ERR_IO : e;
}

enum err
packet_store_commit(struct packet_store *s)
{
    if (!s->is_dirty)
        return ERR_OK;
    enum err e = run(s, "COMMIT");
    if (e != ERR_OK)
        give_up(s);
    s->is_dirty = false;
    return e;
}

const char *
packet_store_reason(const struct packet_store *s)
{
    return strbuf_get(&s->reason);
}

static struct stored_packet
row_of(sqlite3_stmt *st)
{
    struct stored_packet p = {
        .serial = (uint64_t)sqlite3_column_int64(st, 0),
        .link = (const char *)sqlite3_column_text(st, 1),
        .apid = (uint32_t)sqlite3_column_int64(st, 2),
        .sequence = (uint32_t)sqlite3_column_int64(st, 3),
        .status = (uint32_t)sqlite3_column_int64(st, 4),
        .reception = {sqlite3_column_int64(st, 5)},
        .generation = UTC_NONE,
        .data = sqlite3_column_blob(st, 7),
        .len = (size_t)sqlite3_column_bytes(st, 7),
    };
    if (sqlite3_column_type(st, 6) != SQLITE_NULL)
        p.generation.ns = sqlite3_column_int64(st, 6);
    if (p.link == NULL)
        p.link = "";
    if (p.data == NULL)
        p.data = "";
    return p;
}

static enum err
check_version(sqlite3 *db)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db,
        "SELECT CAST(value AS INTEGER) FROM origin WHERE key='version'", -1,
        &st, NULL);
    enum err e = rc == SQLITE_ERROR ? ERR_FORMAT : err_of(rc);
    if (e == ERR_OK && sqlite3_step(st) != SQLITE_ROW)
        e = ERR_FORMAT;
    else if (e == ERR_OK && sqlite3_column_int(st, 0) != SCHEMA_VERSION)
        e = ERR_VERSION;
    sqlite3_finalize(st);
    return e;
}

/* SQLite reads what is missing from a cut page as zeros: look first. */
static enum err
check_whole(sqlite3 *db)
{
    sqlite3_stmt *st = NULL;
    enum err e =
        err_of(sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &st, NULL));
    if (e == ERR_OK) {
        int rc = sqlite3_step(st);
        const char *answer =
            rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
        e = str_eq(answer, "ok") ? ERR_OK : ERR_FORMAT;
    }
    sqlite3_finalize(st);
    return e;
}

enum err
packet_store_read(const char *path, stored_packet_fn fn, void *arg)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    if (access(path, R_OK) != 0)
        return ERR_NOTFOUND;
    enum err e = err_of(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
    if (e == ERR_OK)
        e = check_version(db);
    if (e == ERR_OK)
        e = check_whole(db);
    if (e == ERR_OK)
        e = err_of(sqlite3_prepare_v2(db,
            "SELECT serial,link,apid,sequence,status,reception,generation,data"
            " FROM packet ORDER BY id",
            -1, &st, NULL));
    int rc = SQLITE_DONE, is_enough = 0;
    while (e == ERR_OK && !is_enough && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        struct stored_packet p = row_of(st);
        is_enough = fn(arg, &p);
    }
    if (e == ERR_OK && !is_enough && rc != SQLITE_DONE)
        e = err_of(rc);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return e;
}
