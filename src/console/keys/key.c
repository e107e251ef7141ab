/*
 * key.c - keys to text and back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/attr.h"
#include "common/utf8.h"

static const struct {
    const char *name;
    keysym code;
} names[] = {
    {"Up", KEY_CODE_UP},
    {"Down", KEY_CODE_DOWN},
    {"Left", KEY_CODE_LEFT},
    {"Right", KEY_CODE_RIGHT},
    {"Home", KEY_CODE_HOME},
    {"End", KEY_CODE_END},
    {"PgUp", KEY_CODE_PAGE_UP},
    {"PgDn", KEY_CODE_PAGE_DOWN},
    {"Ins", KEY_CODE_INSERT},
    {"Del", KEY_CODE_DELETE},
    {"Backspace", KEY_CODE_BACKSPACE},
    {"Tab", KEY_CODE_TAB},
    {"Enter", KEY_CODE_ENTER},
    {"Esc", KEY_CODE_ESCAPE},
    {"Space", ' '},
};

static const char *
name_of(keysym code)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].code == code)
            return names[i].name;
    return NULL;
}

const char *
key_special(size_t i)
{
    return i < ARRAY_LEN(names) ? names[i].name : NULL;
}

char *
key_fmt(char out[KEY_TEXT_SIZE], keysym k)
{
    keysym code = k & KEY_CODE_MASK;
    char text[16];
    const char *name = name_of(code);
    if (name != NULL)
        snprintf(text, sizeof text, "%s", name);
    else if (code > KEY_CODE_F0 && code <= KEY_CODE_LAST)
        snprintf(text, sizeof text, "F%u", code - KEY_CODE_F0);
    else if (code < KEY_CODE_FIRST && utf8_is_safe(code)) {
        if ((k & KEY_CTRL) && code >= 'a' && code <= 'z')
            code -= 'a' - 'A';
        text[utf8_encode(code, text)] = '\0';
    } else
        snprintf(text, sizeof text, "U+%04X", code);
    snprintf(out, KEY_TEXT_SIZE, "%s%s%s%s", k & KEY_ALT ? "M-" : "",
        k & KEY_SHIFT ? "S-" : "",
        k & KEY_CTRL ? name != NULL || code > KEY_CODE_F0 ? "C-" : "^" : "",
        text);
    return out;
}

static bool
parse_function(const char *text, keysym *out)
{
    if (text[0] != 'F' || text[1] < '1' || text[1] > '9')
        return false;
    unsigned n = (unsigned)(text[1] - '0');
    if (text[2] >= '0' && text[2] <= '9' && text[3] == '\0')
        n = n * 10 + (unsigned)(text[2] - '0');
    else if (text[2] != '\0')
        return false;
    *out = KEY_CODE_F0 + n;
    return n <= KEY_CODE_LAST - KEY_CODE_F0;
}

/* "U+0023": a character by its number. */
static bool
parse_number(const char *text, keysym *out)
{
    size_t n = strspn(text + 2, "0123456789ABCDEFabcdef");
    if (n < 2 || n > 6 || text[2 + n] != '\0')
        return false;
    *out = (keysym)strtoul(text + 2, NULL, 16);
    return *out > ' ' && *out < KEY_CODE_FIRST && utf8_is_safe(*out);
}

bool
key_parse(const char *text, keysym *out)
{
    keysym modifiers = 0;
    for (; text[0] != '\0' && text[1] == '-' && text[2] != '\0'; text += 2) {
        if (text[0] == 'M')
            modifiers |= KEY_ALT;
        else if (text[0] == 'S')
            modifiers |= KEY_SHIFT;
        else if (text[0] == 'C')
            modifiers |= KEY_CTRL;
        else
            return false;
    }
    if (text[0] == '^' && text[1] != '\0') {
        modifiers |= KEY_CTRL;
        text++;
    }
    *out = 0;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcasecmp(names[i].name, text) == 0)
            *out = names[i].code | modifiers;
    if (*out != 0)
        return true;
    if (parse_function(text, out)) {
        *out |= modifiers;
        return true;
    }
    if (text[0] == 'U' && text[1] == '+' && text[2] != '\0') {
        bool is_key = parse_number(text, out);
        *out |= modifiers;
        return is_key;
    }
    uint32_t c;
    size_t n = utf8_decode(text, strlen(text), &c);
    if (n == 0 || text[n] != '\0' || !utf8_is_safe(c))
        return false;
    if ((modifiers & KEY_CTRL) && c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    *out = c | modifiers;
    return true;
}

bool
key_is_text(keysym k)
{
    return k >= ' ' && k < KEY_CODE_FIRST && utf8_is_safe(k);
}
