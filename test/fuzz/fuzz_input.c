/*
 * fuzz_input.c - any bytes from a terminal, in any pieces, with pauses: no
 * crash, no hang, no unsafe key, and a known key still arrives afterwards.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdint.h>
#include <stdlib.h>

#include "common/utf8.h"
#include "console/keys/input.h"
#include "console/widget/edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(struct input *input, struct edit *edit)
{
    struct input_event event;
    while (input_next(input, &event)) {
        char text[KEY_TEXT_SIZE];
        if (event.kind == INPUT_PASTE)
            edit_paste(edit, event.text, event.text_len);
        if (event.kind != INPUT_KEY)
            continue;
        key_fmt(text, event.key);
        keysym code = event.key & KEY_CODE_MASK;
        if (code < KEY_CODE_FIRST && !utf8_is_safe(code))
            abort();
        edit_key(edit, event.key);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input *input = input_new();
    struct edit edit;
    edit_init(&edit, NULL);
    while (size > 1) {
        size_t n = data[0] & 0x7f;
        int pauses = data[0] & 0x80;
        data++, size--;
        n = n < size ? n : size;
        input_feed(input, (const char *)data, n);
        data += n;
        size -= n;
        take(input, &edit);
        if (pauses) {
            input_timeout(input);
            take(input, &edit);
            if (input_wait_ms(input) != 0)
                abort();
        }
    }
    input_timeout(input);
    take(input, &edit);
    struct input_event event;
    input_feed(input, "\033[A", 3);
    if (!input_next(input, &event) || event.key != KEY_CODE_UP)
        abort();
    input_free(&input);
    return 0;
}
