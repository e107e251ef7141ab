/*
 * command.h - commands of the mission database: XTCE MetaCommands, resolved.
 *
 * The loader flattens inheritance: a command has all arguments of its bases,
 * in the order base first, and all entries of its container's bases.  What an
 * operator can give is a *leaf*: a scalar argument ("Battery"), a member
 * ("Pos.x") or an element ("Table[3]").  Types are those of model.h; sections
 * of XTCE 1.2 (OMG formal/20-02-02) stand in brackets.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MDB_COMMAND_H
#define MDB_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdb/model.h"

/*
 * In criteria and integer values of a command, an item index with this bit set
 * is the command's own leaf (ArgumentInstanceRef) `item & ~MDB_LEAF`; without
 * it, it is an item of telemetry as everywhere else.
 */
#define MDB_LEAF UINT32_C(0x80000000)

/* Where a leaf's value comes from. */
enum mdb_leaf_source {
    MDB_LEAF_GIVEN,    /* the operator has to give it */
    MDB_LEAF_DEFAULT,  /* the operator may give it; else `text` */
    MDB_LEAF_ASSIGNED, /* ArgumentAssignment of this or a base command: `text`,
                          nobody can change it */
};

struct mdb_leaf {
    const char *name;  /* "Battery", "Pos.x", "Table[3]" */
    uint32_t argument; /* index into command->argument */
    uint32_t type;     /* scalar, index into mdb->type */
    enum mdb_leaf_source source;
    const char *text; /* its default or assigned value as it would be
                         typed; NULL for MDB_LEAF_GIVEN */
};

struct mdb_argument {
    const char *name;
    const char *short_description, *description; /* or NULL */
    uint32_t type;                               /* of any class */
    uint32_t first_leaf, n_leaves;               /* contiguous */
    uint32_t line;
};

enum mdb_tc_entry_kind {
    MDB_TC_ARGUMENT, /* ArgumentRefEntry */
    MDB_TC_PARAM,    /* ParameterRefEntry: what it is set to, else the
                        parameter's initial value */
    MDB_TC_FIXED,    /* FixedValueEntry */
};

/* The value that a container which extends another one asks for there
 * (RestrictionCriteria "P == text"): of a parameter, or of a member. */
struct mdb_tc_set {
    uint32_t item;
    const char *text; /* as typed */
};

struct mdb_tc_entry {
    enum mdb_tc_entry_kind kind;
    uint32_t ref;         /* argument or parameter */
    const char *name;     /* of a fixed value, or NULL */
    const uint8_t *fixed; /* (fixed_bits + 7) / 8 bytes; the value's last bit
                             is the last bit of the last byte */
    uint32_t fixed_bits;  /* 0: only a place, where an included container
                             begins */
    const struct mdb_tc_set *set; /* of a parameter: what it is set to */
    uint32_t n_sets;              /* the last one of an item counts */
    enum mdb_location location;   /* MDB_PREVIOUS_END or MDB_CONTAINER_START */
    struct mdb_int_value offset_bits;
    struct mdb_criteria include; /* MDB_ALWAYS when unconditional */
    const char *container; /* qualified name of the container that has it */
    uint32_t line;
};

/* ISO 14950 and XTCE consequence levels; what they ask for is decided by
 * command/ceremony.h. */
enum mdb_consequence {
    MDB_CONSEQUENCE_NONE,
    MDB_CONSEQUENCE_WATCH,
    MDB_CONSEQUENCE_WARNING,
    MDB_CONSEQUENCE_DISTRESS, /* also "vital", "user1", "user2" */
    MDB_CONSEQUENCE_CRITICAL,
    MDB_CONSEQUENCE_SEVERE, /* also "forbidden" */
    MDB_CONSEQUENCE_COUNT
};
const char *mdb_consequence_str(enum mdb_consequence level); /* "distress" */

struct mdb_significance {
    struct mdb_criteria criteria; /* ContextSignificance; default: ALWAYS */
    enum mdb_consequence level;
    const char *reason; /* reasonForWarning, or NULL */
};

/* TransmissionConstraint: must hold on live telemetry before release. */
struct mdb_constraint {
    struct mdb_criteria criteria;
    int64_t timeout_ns; /* wait so long for it; 0: refuse at once */
    const char *text;   /* "MODE == SCIENCE", for a person */
    uint32_t line;
};

/* Stages in the order of XTCE's VerifierSet. */
enum mdb_stage {
    MDB_STAGE_TRANSFERRED, /* TransferredToRangeVerifier */
    MDB_STAGE_SENT,        /* SentFromRangeVerifier */
    MDB_STAGE_RECEIVED,    /* ReceivedVerifier */
    MDB_STAGE_ACCEPTED,    /* AcceptedVerifier */
    MDB_STAGE_QUEUED,      /* QueuedVerifier */
    MDB_STAGE_EXECUTION,   /* ExecutionVerifier: start and progress */
    MDB_STAGE_COMPLETE,    /* CompleteVerifier */
    MDB_STAGE_FAILED,      /* FailedVerifier: when it holds, it failed */
    MDB_STAGE_COUNT
};
const char *mdb_stage_str(enum mdb_stage stage); /* "accepted" … */

enum mdb_verifier_kind {
    MDB_VERIFY_CONTAINER, /* a packet of `container` (or derived) arrives */
    MDB_VERIFY_VALUE,     /* `criteria` hold on a sample newer than release */
    MDB_VERIFY_CHANGE,    /* ParameterValueChange: `item` moved by `delta` or
                             more since release (negative: downwards) */
};

enum mdb_window_from {
    MDB_WINDOW_RELEASE,       /* commandRelease */
    MDB_WINDOW_LAST_VERIFIER, /* timeLastVerifierPassed */
};

struct mdb_verifier {
    enum mdb_stage stage;
    const char *name; /* attribute name, or NULL */
    enum mdb_verifier_kind kind;
    uint32_t container;           /* MDB_NIL unless MDB_VERIFY_CONTAINER */
    struct mdb_criteria criteria; /* also beside a container: must hold in that
                              very packet */
    uint32_t item;
    double delta;
    bool has_window; /* CheckWindow; else it waits until completion */
    enum mdb_window_from from;
    int64_t start_ns, stop_ns; /* start 0 when not given */
    uint32_t line;
};

/* ParameterToSet: known on the ground when the verifier stage passed. */
struct mdb_param_to_set {
    uint32_t param;
    enum mdb_stage on; /* setOnVerification; MDB_STAGE_SENT: on release */
    const char *text;  /* the new value as typed, or NULL */
    uint32_t leaf;     /* or the leaf it comes from, else MDB_NIL */
};

struct mdb_command {
    const char *name;       /* qualified, "/SIF/TC/HTR_ON" */
    const char *short_name; /* "HTR_ON": typed to fire */
    const char *short_description, *description; /* or NULL */
    bool is_abstract;                            /* cannot be sent */
    uint32_t base;                               /* index, or MDB_NIL */
    const struct mdb_argument *argument;         /* bases first */
    uint32_t n_arguments;
    const struct mdb_leaf *leaf;
    uint32_t n_leaves;
    const struct mdb_tc_entry *entry; /* base containers first */
    uint32_t n_entries;
    uint64_t size_bits; /* BinaryEncoding of its container, or 0 */
    bool has_crc;       /* ErrorDetectCorrect: CRC-16-CCITT at the end
                           [XTCE ErrorDetectCorrectType] */
    const struct mdb_significance *significance; /* contexts first, then the
                               default (always last, always there) */
    uint32_t n_significances;
    const struct mdb_constraint *constraint; /* of bases too */
    uint32_t n_constraints;
    const struct mdb_verifier *verifier; /* by stage, then as in the file; a
                               command's own replace its bases' of that stage */
    uint32_t n_verifiers;
    const struct mdb_param_to_set *param_to_set;
    uint32_t n_params_to_set;
    /*
     * AncillaryData "columba:sequence-count" of the command or a base: the
     * telemetry item in which a report names the sequence count of the command
     * it is about.  A verifier's packet that has this item only counts when it
     * equals the count sent.  MDB_NIL: reports do not say.
     */
    uint32_t report_count;
    const char *alias;       /* first alias, or NULL */
    const char *system_name; /* systemName: whom it is for, or NULL */
    uint32_t line;
};

/* By qualified name or a suffix at a name boundary that only one command has;
 * MDB_NIL.  Abstract ones are found too. */
uint32_t mdb_find_command(const struct mdb *mdb, const char *name);

/* The qualified names nearest to a mistyped one; returns how many (<= max). */
size_t mdb_nearest_commands(
    const struct mdb *mdb, const char *name, uint32_t *command, size_t max);

/* Criteria of a command as mdb_criteria_text() has them, its own values by
 * their names.  Owned. */
char *mdb_command_criteria_text(const struct mdb *mdb,
    const struct mdb_command *command, const struct mdb_criteria *criteria);

/* A leaf by name ("Pos.x"); MDB_NIL. */
uint32_t mdb_command_leaf(const struct mdb_command *command, const char *name);

#endif
