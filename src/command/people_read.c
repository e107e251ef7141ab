/*
 * people_read.c - the text of people.conf.
 *
 * SPDX-License-Identifier: ISC
 */
#include <confuse.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "command/people_priv.h"
#include "common/nearest.h"
#include "common/str.h"
#include "common/xalloc.h"
#include "mission/conf_scan.h"
#include "mission/reading.h"

#define LOGIN_MAX 255

static const struct conf_rule conf_rules[] = {
    {"", "allow_claims", CONF_VALUE},
    {"", "person", CONF_TITLED},
    {"person", "login", CONF_VALUE},
    {"person", "uid", CONF_VALUE},
    {"person", "roles", CONF_LIST},
};

/* libconfuse's view of the same.  It copies them, but not as const. */
static cfg_opt_t person_opts[] = {
    CFG_STR("login", NULL, CFGF_NODEFAULT),
    CFG_STR("uid", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("roles", NULL, CFGF_NODEFAULT),
    CFG_END(),
};
static cfg_opt_t top_opts[] = {
    CFG_STR("allow_claims", NULL, CFGF_NODEFAULT),
    CFG_SEC("person", person_opts, CFGF_MULTI | CFGF_TITLE),
    CFG_END(),
};

/* ---- roles --------------------------------------------------------------- */

static const char *const role_text[] = {"watch", "log", "ack", "propose",
    "command", "hazardous", "approve", "admin"};

const char *
people_role_str(enum role role)
{
    for (unsigned i = 0; i < ARRAY_LEN(role_text); i++)
        if ((unsigned)role == 1u << i)
            return role_text[i];
    return "?";
}

void
roles_fmt(unsigned roles, struct strbuf *out)
{
    const char *comma = "";
    for (unsigned i = 0; i < ARRAY_LEN(role_text); i++) {
        if ((roles & 1u << i) == 0)
            continue;
        strbuf_addf(out, "%s%s", comma, role_text[i]);
        comma = ",";
    }
}

static unsigned
read_role(const struct reading *r, const char *text, struct conf_place at)
{
    for (unsigned i = 0; i < ARRAY_LEN(role_text); i++)
        if (strcmp(text, role_text[i]) == 0)
            return 1u << i;
    struct nearest near = nearest_to(text);
    nearest_try_all(&near, role_text, ARRAY_LEN(role_text));
    if (near.best != NULL)
        reading_error(r, at, "'%.40s' is not a role; did you mean '%s'?", text,
            near.best);
    else
        reading_error(r, at,
            "'%.40s' is not a role: watch, log, ack, propose, command, "
            "hazardous, approve or admin",
            text);
    return 0;
}

static unsigned
read_roles(const struct reading *r)
{
    const struct conf_entry *e = reading_given(r, "roles");
    unsigned roles = 0;
    if (e == NULL) {
        reading_error(r, *r->missing, "%s has no roles", r->what);
        return 0;
    }
    for (unsigned i = 0; i < e->n_values; i++) {
        const char *text = cfg_getnstr(r->cfg, "roles", i);
        if (text == NULL) { /* left out as not well formed */
            reading_error(r, e->value[i], "a role is expected here");
            continue;
        }
        const unsigned role = read_role(r, text, e->value[i]);
        if ((roles & role) != 0)
            reading_error(r, e->value[i], "role %s stands here again",
                people_role_str((enum role)role));
        roles |= role;
    }
    if ((roles & ROLE_HAZARDOUS) != 0 && (roles & ROLE_COMMAND) == 0)
        notes_add(r->notes, NOTE_WARNING, r->file, e->at.line, e->at.col,
            "%s may fire, but without role command never has the authority",
            r->what);
    return roles;
}

/* ---- persons ------------------------------------------------------------- */

bool
people_name_is_valid(const char *name)
{
    const size_t n = strlen(name);
    return n >= 1 && n <= ORDER_PERSON_MAX &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789._-") == n;
}

static uint32_t
read_login(const struct reading *r)
{
    struct conf_place at = {0};
    char *login = reading_text(r, "login", LOGIN_MAX);
    (void)reading_text_at(r, "login", &at);
    if (login == NULL)
        return PEOPLE_NO_UID;
    const struct passwd *p = getpwnam(login);
    const uint32_t uid = p != NULL ? p->pw_uid : PEOPLE_NO_UID;
    if (p == NULL)
        notes_add(r->notes, NOTE_WARNING, r->file, at.line, at.col,
            "there is no login '%.40s' on this host: nobody can be %s", login,
            r->what);
    free(login);
    return uid;
}

static uint32_t
read_uid(const struct reading *r, bool allows_claims)
{
    const struct conf_entry *login = reading_given(r, "login");
    const struct conf_entry *uid = reading_given(r, "uid");
    if (login != NULL && uid != NULL)
        reading_error(
            r, uid->at, "%s has a login and a uid; give one", r->what);
    else if (login == NULL && uid == NULL && !allows_claims)
        reading_error(r, *r->missing,
            "%s has neither login nor uid: nobody can be known as that person",
            r->what);
    if (uid != NULL)
        return (uint32_t)reading_uint(
            r, "uid", 0, PEOPLE_NO_UID - 1, PEOPLE_NO_UID);
    return read_login(r);
}

static void
read_person(struct people *people, const struct reading *top,
    const struct conf_entry *e)
{
    char *what = xasprintf("person %.40s", e->title);
    struct reading r = reading_enter(top, e, what);
    struct person p = {0};
    if (!people_name_is_valid(e->title))
        reading_error(&r, e->title_at,
            "'%.40s' is no name of a person: 1 to %d of A-Z a-z 0-9 . _ -",
            e->title, ORDER_PERSON_MAX);
    else
        (void)str_copy(p.name, sizeof p.name, e->title);
    p.roles = read_roles(&r);
    p.uid = read_uid(&r, people->allows_claims);
    p.is_open =
        reading_given(&r, "login") == NULL && reading_given(&r, "uid") == NULL;
    for (size_t i = 0; i < people->n && p.uid != PEOPLE_NO_UID; i++)
        if (people->person[i].uid == p.uid)
            reading_error(&r, e->title_at,
                "%s has the uid of %s: who would ask?", what,
                people->person[i].name);
    people->person = xgrow(people->person, people->n, &people->cap, sizeof p);
    people->person[people->n++] = p;
    free(what);
}

static void
read_all(struct people *people, const struct reading *r, bool is_strict)
{
    struct conf_place at;
    people->allows_claims = reading_bool(r, "allow_claims", false);
    if (people->allows_claims && is_strict && !people->is_training) {
        (void)reading_text_at(r, "allow_claims", &at);
        reading_error(r, at,
            "names are claimed in training only (an instance of kind sim)");
    }
    for
        EACH_SECTION(r, "person", e)
        {
            read_person(people, r, e);
        }
}

/* ---- the file ------------------------------------------------------------ */

/* libconfuse has no place for an argument of its error function. */
static const struct reading *parsing;

static void on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
    PRINTF_LIKE(2, 0);

static void
on_parse_error(cfg_t *cfg, const char *fmt, va_list ap)
{
    struct strbuf text = {0};
    const struct conf_place at = {cfg != NULL ? (unsigned)cfg->line : 0, 0};
    strbuf_addv(&text, fmt, ap);
    reading_error(parsing, at, "%s", strbuf_get(&text));
    strbuf_fini(&text);
}

void
people_read(struct people *people, const char *file, const char *text,
    size_t len, bool is_strict, struct notes *notes)
{
    static const struct conf_place top = {1, 1};
    struct conf_scan scan;
    const size_t errors = notes->errors;
    conf_scan(file, "people.conf", text, len, conf_rules, ARRAY_LEN(conf_rules),
        notes, &scan);
    struct reading r = {
        .file = file,
        .dir = ".",
        .notes = notes,
        .scan = &scan,
        .cfg = cfg_init(top_opts, CFGF_NONE),
        .section = CONF_ROOT,
        .missing = &top,
        .what = "people.conf",
    };
    cfg_set_error_function(r.cfg, on_parse_error);
    parsing = &r;
    if (cfg_parse_buf(r.cfg, scan.text) == CFG_SUCCESS)
        read_all(people, &r, is_strict);
    else if (notes->errors == errors)
        reading_error(&r, top, "libconfuse refuses the file");
    parsing = NULL;
    cfg_free(r.cfg);
    conf_scan_fini(&scan);
    notes_sort(notes);
}
