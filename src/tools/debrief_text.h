/*
 * debrief_text.h - a debrief that was kept as JSON, as the page it was.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_DEBRIEF_TEXT_H
#define TOOLS_DEBRIEF_TEXT_H

#include <stddef.h>

#include "common/err.h"
#include "common/note.h"
#include "common/str.h"

#define DEBRIEF_BYTES_MAX (16u << 20)

/*
 * The page of the JSON object in `text`, which columba-sim wrote; appended.
 * ERR_FORMAT with a note at the place (`file` names it) when it is none.
 */
NODISCARD enum err debrief_text(const char *file, const char *text, size_t len,
    struct notes *notes, struct strbuf *out);

#endif
