/*
 * load_value.c - attributes and texts of XTCE as numbers and words.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "common/num.h"
#include "common/str.h"
#include "mdb/load.h"

bool
load_parse_double(const char *s, double *out)
{
    if (*s == '+' && s[1] != '+' && s[1] != '-')
        s++;
    return num_parse_double(s, out);
}

bool
load_parse_int(const char *s, int64_t *out)
{
    if (*s == '+' && s[1] != '+' && s[1] != '-')
        s++;
    uint64_t u;
    if (num_parse_i64(s, out))
        return true;
    if (num_parse_u64(s, &u)) { /* 64-bit constants keep their bits */
        *out = (int64_t)u;
        return true;
    }
    double d;
    if (!num_parse_double(s, &d) || d != floor(d) || fabs(d) > 0x1p53)
        return false;
    *out = (int64_t)d;
    return true;
}

/* One "12.5H" of a duration; the designators come in the order of `order`. */
static const char *
duration_part(const char *s, const char **order, double *seconds)
{
    size_t len = strspn(s, "0123456789.");
    char number[32];
    double v;
    const char *is = len > 0 && s[len] != '\0' ? strchr(*order, s[len]) : NULL;
    if (is == NULL || len >= sizeof number)
        return NULL;
    memcpy(number, s, len);
    number[len] = '\0';
    if (!num_parse_double(number, &v))
        return NULL;
    *order = is + 1;
    *seconds += v * (*is == 'D'      ? 86400
                        : *is == 'H' ? 3600
                        : *is == 'M' ? 60
                                     : 1);
    return s + len + 1;
}

bool
load_parse_duration(const char *s, int64_t *out)
{
    bool is_negative = *s == '-', has_part = false, has_time = false;
    const char *order = "D";
    double seconds = 0;
    s += is_negative;
    if (*s++ != 'P')
        return false;
    while (s != NULL && *s != '\0') {
        if (*s == 'T' && !has_time) {
            has_time = true;
            order = "HMS";
            s++;
        }
        s = duration_part(s, &order, &seconds);
        has_part = true;
    }
    if (s == NULL || !has_part || !(seconds < 9e9))
        return false;
    *out = (int64_t)floor((is_negative ? -seconds : seconds) * 1e9 + 0.5);
    return true;
}

bool
load_bool(
    struct load *ld, const struct xml_node *node, enum xml_at at, bool missing)
{
    const char *s = xml_get(node, at);
    if (s == NULL)
        return missing;
    if (strcasecmp(s, "true") == 0 || str_eq(s, "1"))
        return true;
    if (strcasecmp(s, "false") == 0 || str_eq(s, "0"))
        return false;
    load_error(ld, node, at, "'%.40s' is not true or false", s);
    return missing;
}

static int64_t
in_range(struct load *ld, const struct xml_node *node, enum xml_at at,
    const char *s, int64_t low, int64_t high, int64_t missing)
{
    int64_t v;
    const char *what = at == AT_NONE ? xml_el_str(node) : xml_at_str(at);
    if (!load_parse_int(s, &v)) {
        load_error(ld, node, at, "%s '%.40s' is not a whole number", what, s);
        return missing;
    }
    if (v < low || v > high) {
        load_error(ld, node, at,
            "%s %" PRId64 " is not in the range %" PRId64 " to %" PRId64, what,
            v, low, high);
        return missing;
    }
    return v;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *
load_trim(struct load *ld, const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || !(is_blank(s[0]) || is_blank(s[n - 1])))
        return s;
    while (n > 0 && is_blank(s[n - 1]))
        n--;
    while (n > 0 && is_blank(*s))
        s++, n--;
    return arena_strndup(ld->arena, s, n);
}

int64_t
load_int(struct load *ld, const struct xml_node *node, enum xml_at at,
    int64_t low, int64_t high, int64_t missing)
{
    const char *s = xml_get(node, at);
    return s == NULL ? missing : in_range(ld, node, at, s, low, high, missing);
}

int64_t
load_text_int(struct load *ld, const struct xml_node *node, int64_t low,
    int64_t high, int64_t missing)
{
    return in_range(ld, node, AT_NONE, node->text != NULL ? node->text : "",
        low, high, missing);
}

double
load_double(struct load *ld, const struct xml_node *node, enum xml_at at,
    double missing)
{
    const char *s = xml_get(node, at);
    double v;
    if (s == NULL)
        return missing;
    if (load_parse_double(s, &v) && !isnan(v))
        return v;
    load_error(ld, node, at, "%s '%.40s' is not a number", xml_at_str(at), s);
    return missing;
}

bool
load_text_double(struct load *ld, const struct xml_node *node, double *out)
{
    const char *s = node->text != NULL ? node->text : "";
    if (load_parse_double(s, out))
        return true;
    load_error(
        ld, node, AT_NONE, "%s '%.40s' is not a number", xml_el_str(node), s);
    return false;
}

int
load_word(const struct xml_node *node, enum xml_at at, const char *const *word,
    int n, int missing)
{
    const char *s = xml_get(node, at);
    if (s == NULL)
        return missing;
    for (int i = 0; i < n; i++)
        if (strcasecmp(s, word[i]) == 0)
            return i;
    return -1;
}

const char *
load_long_description(const struct xml_node *node)
{
    const struct xml_node *text = xml_child(node, EL_LONG_DESCRIPTION);
    return text != NULL && text->text[0] != '\0' ? text->text : NULL;
}
