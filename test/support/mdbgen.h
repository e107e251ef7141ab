/*
 * mdbgen.h - large mission databases for benches, the same every time.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SUPPORT_MDBGEN_H
#define SUPPORT_MDBGEN_H

#include <stddef.h>

/*
 * An XTCE file with `n` parameters in CCSDS packets of 50 parameters each,
 * types of their own for every second one (calibrated, enumerated, float,
 * integer of odd sizes), descriptions and declared rates.  10 000 parameters
 * make about 4.4 MB, 3800 make 1.67 MB.  Owned; *len without the NUL.
 *
 * Packets have APID 100 and up, no secondary header, and MDBGEN_PACKET_BYTES
 * at most; root container "/GEN/CCSDS".
 */
char *mdbgen_xtce(unsigned n, size_t *len);

#define MDBGEN_PER_PACKET   50
#define MDBGEN_PACKET_BYTES 256

#endif
