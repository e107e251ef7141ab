/*
 * fire_line.c - the short name that a person types to fire a command.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tools/fire_line.h"

#include <string.h>

#include "common/utf8.h"

static void
clear(struct fire_line *line)
{
    line->len = 0;
    line->text[0] = '\0';
}

static enum fire_line_result
spoil(struct fire_line *line)
{
    clear(line);
    return FIRE_LINE_SPOILED;
}

static void
take_back(struct fire_line *line)
{
    while (line->len > 0 &&
           ((unsigned char)line->text[line->len - 1] & 0xc0) == 0x80)
        line->len--;
    line->len -= line->len > 0;
    line->text[line->len] = '\0';
}

static enum fire_line_result
take_control(struct fire_line *line, char c)
{
    switch (c) {
    case '\r':
    case '\n':
        return line->len > 0 ? FIRE_LINE_TYPED : FIRE_LINE_CANCEL;
    case '\x7f':
    case '\b':
        take_back(line);
        return FIRE_LINE_MORE;
    case '\x15': /* Ctrl-U */
        clear(line);
        return FIRE_LINE_MORE;
    case '\x03':
    case '\x04':
    case '\x1b':
        return FIRE_LINE_CANCEL;
    default:
        return FIRE_LINE_MORE;
    }
}

enum fire_line_result
fire_line_take(
    struct fire_line *line, const char *bytes, size_t n, struct mono now)
{
    uint32_t c;
    if (n == 0)
        return FIRE_LINE_CANCEL;
    bool is_fast =
        line->has_key && mono_diff_ns(now, line->last) < FIRE_LINE_KEY_NS;
    line->has_key = true;
    line->last = now;
    if (n == 1 && ((unsigned char)bytes[0] < ' ' || bytes[0] == '\x7f')) {
        bool is_enter = bytes[0] == '\r' || bytes[0] == '\n';
        return is_fast && is_enter && line->len > 0
                   ? spoil(line)
                   : take_control(line, bytes[0]);
    }
    if (is_fast || utf8_decode(bytes, n, &c) != n || !utf8_is_safe(c) ||
        line->len + n > ORDER_NAME_MAX)
        return spoil(line);
    memcpy(line->text + line->len, bytes, n);
    line->len += n;
    line->text[line->len] = '\0';
    return FIRE_LINE_MORE;
}
