/*
 * input.c - bytes from a terminal to keys, paste and mouse.
 *
 * Sequences follow ECMA-48 section 5.4 (CSI parameters, intermediates, final)
 * and what xterm, rxvt and the Linux console send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "console/keys/input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define ESC        '\033'
#define STRING_MAX 4096 /* bytes of an answer that does not end */
#define QUEUE_SIZE (INPUT_FEED_MAX + STRING_MAX)

/* Long enough for a slow link, short enough not to lock an operator out. */
#define ESCAPE_WAIT_MS 25
#define PASTE_WAIT_MS  5000

static const char paste_end[] = "\033[201~";

struct input {
    char byte[QUEUE_SIZE];
    size_t start, end;
    bool is_timed_out; /* what is begun will not go on */
    bool in_paste;
    char paste[INPUT_PASTE_MAX];
    size_t paste_len;
    bool paste_is_cut;
    struct {
        char sequence[16];
        uint8_t len;
        keysym key;
    } defined[INPUT_DEFINED_MAX];
    size_t n_defined;
    unsigned long unknown;
};

struct input *
input_new(void)
{
    return xcalloc(1, sizeof(struct input));
}

void
input_free(struct input **input)
{
    free(*input);
    *input = NULL;
}

void
input_define(struct input *input, const char *sequence, keysym key)
{
    size_t n = strlen(sequence);
    if (n < 2 || n > sizeof input->defined->sequence || sequence[0] != ESC ||
        input->n_defined == INPUT_DEFINED_MAX)
        return;
    memcpy(input->defined[input->n_defined].sequence, sequence, n);
    input->defined[input->n_defined].len = (uint8_t)n;
    input->defined[input->n_defined++].key = key;
}

void
input_reset(struct input *input)
{
    input->start = input->end = 0;
    input->in_paste = input->is_timed_out = false;
    input->paste_len = 0;
}

unsigned long
input_unknown(const struct input *input)
{
    return input->unknown;
}

/* ---- paste --------------------------------------------------------------- */

static void
keep_paste(struct input *input, const char *bytes, size_t n)
{
    size_t room = INPUT_PASTE_MAX - input->paste_len;
    if (n > room) {
        n = room;
        input->paste_is_cut = true;
    }
    memcpy(input->paste + input->paste_len, bytes, n);
    input->paste_len += n;
}

/*
 * Move pasted bytes from the queue; true when the end of the paste was among
 * them.  A part of the end mark stays in the queue.
 */
static bool
take_paste(struct input *input)
{
    const size_t n_end = sizeof paste_end - 1;
    while (input->start < input->end) {
        const char *p = input->byte + input->start;
        size_t left = input->end - input->start;
        const char *esc = memchr(p, ESC, left);
        size_t n = esc == NULL ? left : (size_t)(esc - p);
        keep_paste(input, p, n);
        input->start += n;
        left -= n;
        if (left == 0)
            break;
        size_t same = left < n_end ? left : n_end;
        if (memcmp(esc, paste_end, same) == 0) {
            if (same < n_end)
                break; /* the rest may follow */
            input->start += n_end;
            return true;
        }
        keep_paste(input, esc, 1);
        input->start++;
    }
    return false;
}

void
input_feed(struct input *input, const char *bytes, size_t len)
{
    assert(len <= INPUT_FEED_MAX);
    input->is_timed_out = false;
    memmove(input->byte, input->byte + input->start, input->end - input->start);
    input->end -= input->start;
    input->start = 0;
    size_t room = QUEUE_SIZE - input->end, n = len < room ? len : room;
    memcpy(input->byte + input->end, bytes, n);
    input->end += n;
}

/* ---- sequences ----------------------------------------------------------- */

enum parse {
    PARSE_MORE, /* it is not finished */
    PARSE_KEY,
    PARSE_MOUSE,
    PARSE_PASTE_BEGIN,
    PARSE_UNKNOWN, /* complete, and means nothing */
};

struct parsed {
    enum parse what;
    size_t len;
    keysym key;
    int row, col, button;
    bool is_press;
};

/* xterm's modifier parameter: 1 + (1 shift, 2 alt, 4 control). */
static keysym
modifiers(int parameter)
{
    int bits = parameter > 1 && parameter <= 16 ? parameter - 1 : 0;
    return (bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? KEY_ALT : 0) |
           (bits & 4 ? KEY_CTRL : 0);
}

static keysym
letter_key(char final)
{
    static const char letters[] = "ABCDHFPQRSM";
    static const keysym keys[] = {KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_RIGHT,
        KEY_CODE_LEFT, KEY_CODE_HOME, KEY_CODE_END, KEY_CODE_F0 + 1,
        KEY_CODE_F0 + 2, KEY_CODE_F0 + 3, KEY_CODE_F0 + 4, KEY_CODE_ENTER};
    const char *at = final != '\0' ? strchr(letters, final) : NULL;
    return at != NULL ? keys[at - letters] : 0;
}

static keysym
tilde_key(int parameter)
{
    static const struct {
        int number;
        keysym key;
    } keys[] = {
        {1, KEY_CODE_HOME},
        {2, KEY_CODE_INSERT},
        {3, KEY_CODE_DELETE},
        {4, KEY_CODE_END},
        {5, KEY_CODE_PAGE_UP},
        {6, KEY_CODE_PAGE_DOWN},
        {7, KEY_CODE_HOME},
        {8, KEY_CODE_END},
        {11, KEY_CODE_F0 + 1},
        {12, KEY_CODE_F0 + 2},
        {13, KEY_CODE_F0 + 3},
        {14, KEY_CODE_F0 + 4},
        {15, KEY_CODE_F0 + 5},
        {17, KEY_CODE_F0 + 6},
        {18, KEY_CODE_F0 + 7},
        {19, KEY_CODE_F0 + 8},
        {20, KEY_CODE_F0 + 9},
        {21, KEY_CODE_F0 + 10},
        {23, KEY_CODE_F0 + 11},
        {24, KEY_CODE_F0 + 12},
    };
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i].number == parameter)
            return keys[i].key;
    return 0;
}

#define PARAMETERS_MAX 4

/* Decimal parameters separated by ';'; absent ones are 0. */
static int
parameters(const char *p, size_t n, int out[PARAMETERS_MAX])
{
    int count = 0;
    for (int i = 0; i < PARAMETERS_MAX; i++)
        out[i] = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == ';') {
            if (++count >= PARAMETERS_MAX)
                return count;
        } else if (p[i] >= '0' && p[i] <= '9' && out[count] < 100000)
            out[count] = out[count] * 10 + (p[i] - '0');
    }
    return count + 1;
}

/* SGR mouse report: ESC [ < button ; column ; row M (press) or m. */
static void
parse_mouse(const char *p, size_t n, char final, struct parsed *out)
{
    int v[PARAMETERS_MAX];
    if (parameters(p, n, v) != 3 || v[1] < 1 || v[2] < 1)
        return;
    out->what = PARSE_MOUSE;
    out->button = v[0];
    out->col = v[1] - 1;
    out->row = v[2] - 1;
    out->is_press = final == 'M';
}

static void
parse_csi_final(const char *p, size_t n, char final, struct parsed *out)
{
    int v[PARAMETERS_MAX];
    out->what = PARSE_UNKNOWN;
    if (n > 0 && p[0] == '<' && (final == 'M' || final == 'm')) {
        parse_mouse(p + 1, n - 1, final, out);
        return;
    }
    if (n > 0 && (p[0] < '0' || p[0] > ';'))
        return; /* private: answers of the terminal */
    parameters(p, n, v);
    if (final == '~' && v[0] == 200) {
        out->what = PARSE_PASTE_BEGIN;
        return;
    }
    out->key = final == 'Z'   ? KEY_CODE_TAB | KEY_SHIFT
               : final == '~' ? tilde_key(v[0])
               : final == 'M' ? 0
                              : letter_key(final);
    if (out->key == 0)
        return;
    out->what = PARSE_KEY;
    out->key |= modifiers(v[1]);
}

/* From ESC [ on; `n` bytes are there. */
static void
parse_csi(const char *p, size_t n, struct parsed *out)
{
    size_t i = 2;
    if (n > 2 && p[2] == '[') { /* Linux console: ESC [ [ A .. E */
        out->len = n > 3 ? 4 : 0;
        out->what = n > 3 ? PARSE_UNKNOWN : PARSE_MORE;
        if (n > 3 && p[3] >= 'A' && p[3] <= 'E') {
            out->what = PARSE_KEY;
            out->key = KEY_CODE_F0 + 1 + (keysym)(p[3] - 'A');
        }
        return;
    }
    if (n > 2 && p[2] == 'M') { /* old mouse report: three bytes follow */
        out->what = n >= 6 ? PARSE_UNKNOWN : PARSE_MORE;
        out->len = 6;
        return;
    }
    while (i < n && p[i] >= 0x20 && p[i] <= 0x3f)
        i++;
    if (i == n) {
        out->what = n < INPUT_SEQUENCE_MAX ? PARSE_MORE : PARSE_UNKNOWN;
        out->len = n;
        return;
    }
    out->len = p[i] >= 0x40 && p[i] <= 0x7e ? i + 1 : i;
    out->what = PARSE_UNKNOWN;
    if (out->len == i + 1)
        parse_csi_final(p + 2, i - 2, p[i], out);
}

/* Strings (OSC, DCS, APC, PM, SOS): up to BEL or ESC \. */
static void
parse_string(const char *p, size_t n, struct parsed *out)
{
    for (size_t i = 2; i < n; i++) {
        if (p[i] == '\a' || (p[i] == '\\' && p[i - 1] == ESC)) {
            out->what = PARSE_UNKNOWN;
            out->len = i + 1;
            return;
        }
    }
    /* an answer that does not end is dropped as it comes */
    out->what = n < STRING_MAX ? PARSE_MORE : PARSE_UNKNOWN;
    out->len = n;
}

static void
parse_ss3(const char *p, size_t n, struct parsed *out)
{
    out->what = n < 3 ? PARSE_MORE : PARSE_UNKNOWN;
    out->len = 3;
    if (n >= 3 && letter_key(p[2]) != 0) {
        out->what = PARSE_KEY;
        out->key = letter_key(p[2]);
    }
}

static keysym
control_key(unsigned char c)
{
    switch (c) {
    case '\r':
    case '\n':
        return KEY_CODE_ENTER;
    case '\t':
        return KEY_CODE_TAB;
    case '\b':
    case 0x7f:
        return KEY_CODE_BACKSPACE;
    case ESC:
        return KEY_CODE_ESCAPE;
    case 0:
        return ' ' | KEY_CTRL;
    default:
        return (keysym)(c < 27 ? c + 'a' - 1 : c + '@') | KEY_CTRL;
    }
}

static void
parse_character(const char *p, size_t n, bool is_timed_out, struct parsed *out)
{
    unsigned char c = (unsigned char)p[0];
    uint32_t code;
    out->what = PARSE_KEY;
    out->len = 1;
    if (c < 0x20 || c == 0x7f) {
        out->key = control_key(c);
        return;
    }
    size_t len = utf8_decode(p, n, &code);
    if (len > 0 && utf8_is_safe(code)) {
        out->len = len;
        out->key = code;
        return;
    }
    size_t want = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
    bool is_cut = len == 0 && n < want;
    for (size_t i = 1; i < n && is_cut; i++)
        is_cut = ((unsigned char)p[i] & 0xc0) == 0x80;
    out->what = is_cut && !is_timed_out ? PARSE_MORE : PARSE_UNKNOWN;
    out->len = len > 0 ? len : 1;
}

/* A sequence that terminfo names; the longest wins. */
static bool
parse_defined(
    const struct input *input, const char *p, size_t n, struct parsed *out)
{
    bool begins = false;
    out->len = 0;
    for (size_t i = 0; i < input->n_defined; i++) {
        size_t len = input->defined[i].len;
        if (memcmp(input->defined[i].sequence, p, len < n ? len : n) != 0)
            continue;
        if (len > n)
            begins = true;
        else if (len > out->len) {
            out->what = PARSE_KEY;
            out->len = len;
            out->key = input->defined[i].key;
        }
    }
    if (out->len == 0 && begins && n > 2)
        out->what = PARSE_MORE;
    return out->len > 0;
}

static void
parse_escape(
    const struct input *input, const char *p, size_t n, struct parsed *out)
{
    if (n == 1) {
        out->what = PARSE_MORE;
        return;
    }
    if (parse_defined(input, p, n, out))
        return;
    if (p[1] == '[')
        parse_csi(p, n, out);
    else if (p[1] == 'O')
        parse_ss3(p, n, out);
    else if (p[1] == ']' || p[1] == 'P' || p[1] == '_' || p[1] == '^')
        parse_string(p, n, out);
    else if (p[1] == ESC) { /* Esc, then something new */
        out->what = PARSE_KEY;
        out->len = 1;
        out->key = KEY_CODE_ESCAPE;
    } else {
        parse_character(p + 1, n - 1, false, out);
        out->len++;
        out->key |= KEY_ALT;
    }
}

/* What stands at the start of the queue, which is not empty. */
static struct parsed
parse(const struct input *input)
{
    const char *p = input->byte + input->start;
    size_t n = input->end - input->start;
    struct parsed out = {0};
    if (p[0] != ESC) {
        parse_character(p, n, input->is_timed_out, &out);
        return out;
    }
    parse_escape(input, p, n, &out);
    if (out.what == PARSE_MORE && input->is_timed_out) {
        /* it will not go on: a lone Esc, or half a sequence to drop */
        out.what = n == 1 ? PARSE_KEY : PARSE_UNKNOWN;
        out.key = KEY_CODE_ESCAPE;
        out.len = n;
    }
    return out;
}

static bool
end_paste(struct input *input, struct input_event *event)
{
    if (!take_paste(input) && !input->is_timed_out)
        return false;
    input->in_paste = false;
    *event = (struct input_event){.kind = INPUT_PASTE,
        .text = input->paste,
        .text_len = input->paste_len,
        .is_cut = input->paste_is_cut};
    return true;
}

static void
begin_paste(struct input *input)
{
    input->in_paste = true;
    input->paste_len = 0;
    input->paste_is_cut = false;
}

bool
input_next(struct input *input, struct input_event *event)
{
    while (input->start < input->end || input->in_paste) {
        if (input->in_paste)
            return end_paste(input, event);
        struct parsed parsed = parse(input);
        if (parsed.what == PARSE_MORE)
            return false;
        input->start += parsed.len;
        if (parsed.what == PARSE_PASTE_BEGIN)
            begin_paste(input);
        else if (parsed.what == PARSE_UNKNOWN)
            input->unknown++;
        else {
            *event = (struct input_event){
                .kind = parsed.what == PARSE_KEY ? INPUT_KEY : INPUT_MOUSE,
                .key = parsed.key,
                .row = parsed.row,
                .col = parsed.col,
                .button = parsed.button,
                .is_press = parsed.is_press};
            return true;
        }
    }
    return false;
}

int
input_wait_ms(const struct input *input)
{
    if (input->in_paste)
        return PASTE_WAIT_MS;
    return input->start < input->end ? ESCAPE_WAIT_MS : 0;
}

void
input_timeout(struct input *input)
{
    input->is_timed_out = true;
}
