/*
 * people_priv.h - what reading people.conf fills.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef COMMAND_PEOPLE_PRIV_H
#define COMMAND_PEOPLE_PRIV_H

#include "command/people.h"

struct people {
    bool is_training, has_file, allows_claims;
    struct person *person; /* owned */
    size_t n, cap;
};

bool people_name_is_valid(const char *name); /* 1 to 32 of A-Z a-z 0-9 . _ - */

/*
 * Fill `people` from the `len` bytes of the text of `file`.  What is wrong goes
 * to `notes`.  `is_strict`: claims are refused outside of training.
 */
void people_read(struct people *people, const char *file, const char *text,
    size_t len, bool is_strict, struct notes *notes);

#endif
