/*
 * play_out.h - where packets are sent to: datagrams or a stream.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TOOLS_PLAY_OUT_H
#define TOOLS_PLAY_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"

struct play_out;

/*
 * Open "udp:HOST:PORT", "tcp:HOST:PORT" (connect) or "listen:[HOST]:PORT" (wait
 * for one connection); HOST may be in brackets.  Waits as long as it takes.
 * Returns 0, or an exit status after a line on stderr: 64 for a destination
 * that is none, 68 for an unknown host, 69 when nobody answers.
 */
NODISCARD int play_out_open(const char *destination, struct play_out **out);
void play_out_close(struct play_out **out);

/*
 * Send one packet, a datagram or the next bytes of the stream.  Returns 0, or
 * an exit status after a line on stderr.
 */
NODISCARD int play_out_send(struct play_out *out, const uint8_t *p, size_t len);

#endif
