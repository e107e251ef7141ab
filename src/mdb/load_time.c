/*
 * load_time.c - absolute and relative times: encoding, scale, epoch.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "mdb/load.h"

/* Seconds of a time unit, 0 when it has no fixed length. */
static double
seconds_of(const char *unit)
{
    static const struct {
        const char *name;
        double seconds;
    } known[] = {
        {"seconds", 1},
        {"milliSeconds", 1e-3},
        {"microSeconds", 1e-6},
        {"nanoSeconds", 1e-9},
        {"picoSeconds", 1e-12},
        {"minutes", 60},
        {"hours", 3600},
        {"days", 86400},
        {"s", 1},
        {"ms", 1e-3},
        {"us", 1e-6},
        {"ns", 1e-9},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcasecmp(unit, known[i].name) == 0)
            return known[i].seconds;
    return 0;
}

static void
read_encoding(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type)
{
    const char *units = xml_get(node, AT_UNITS);
    double seconds = seconds_of(units != NULL ? units : "seconds");
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        if (load_is_encoding(c))
            load_encoding(ld, system, c, type);
        else
            load_other(ld, node, c);
    }
    if (seconds == 0) {
        load_warn(ld, node, AT_UNITS,
            "time unit '%.40s' is not supported: the value is left out", units);
        type->calibrator = (struct mdb_calibrator){.kind = MDB_CAL_UNSUPPORTED};
        seconds = 1;
    }
    type->time_scale = load_double(ld, node, AT_SCALE, 1) * seconds;
    type->time_offset = load_double(ld, node, AT_OFFSET, 0) * seconds;
}

/* A date, a date and time, or one of XTCE's words. */
static void
read_epoch(struct load *ld, const struct xml_node *node, struct mdb_type *type)
{
    static const struct {
        const char *name;
        enum mdb_epoch epoch;
    } known[] = {
        {"TAI", MDB_EPOCH_TAI},
        {"J2000", MDB_EPOCH_J2000},
        {"UNIX", MDB_EPOCH_UNIX},
        {"POSIX", MDB_EPOCH_UNIX},
        {"GPS", MDB_EPOCH_GPS},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcasecmp(node->text, known[i].name) == 0) {
            type->epoch = known[i].epoch;
            return;
        }
    char text[TIME_TEXT_SIZE];
    const char *suffix = strlen(node->text) == 10 ? "T00:00:00" : "";
    snprintf(text, sizeof text, "%.29s%s", node->text, suffix);
    type->epoch = MDB_EPOCH_CUSTOM;
    if (utc_parse(text, &type->custom_epoch) != ERR_OK)
        load_error(ld, node, AT_NONE,
            "Epoch '%.40s' is none of TAI, J2000, UNIX, POSIX, GPS and no "
            "date",
            node->text);
}

static void
read_reference(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type)
{
    for (const struct xml_node *c = node->child; c != NULL; c = c->next) {
        switch (c->name) {
        case EL_EPOCH:
            type->time_from_item = MDB_NIL;
            read_epoch(ld, c, type);
            break;
        case EL_OFFSET_FROM:
            type->time_from_item =
                load_find_item(ld, system, c, AT_PARAMETER_REF);
            break;
        default:
            load_other(ld, node, c);
        }
    }
}

void
load_time(struct load *ld, uint32_t system, const struct xml_node *node,
    struct mdb_type *type)
{
    if (node->name == EL_ENCODING)
        read_encoding(ld, system, node, type);
    else
        read_reference(ld, system, node, type);
}
