/*
 * scenario.h - exercises: what goes wrong and when, what a trainee should
 * notice and do, when it is mended.  Format: columba-scenario(5).
 *
 * A scenario is text that an instructor reads aloud.  It is read once into
 * these tables; exercise.h plays it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/note.h"
#include "mdb/mdb.h"

#define SCENARIO_BYTES_MAX   65536
#define SCENARIO_FAULTS_MAX  64
#define SCENARIO_NAME_MAX    32 /* of a scenario or fault: [A-Za-z0-9._-]+ */
#define SCENARIO_SECONDS_MAX 86400.0

/* When something begins or ends. */
enum scenario_when_kind {
    WHEN_AT,        /* `s` seconds after the exercise began */
    WHEN_CONDITION, /* `criteria` hold on telemetry for `s` seconds */
    WHEN_AFTER,     /* `s` seconds later: an end, after its beginning */
    WHEN_BEGUN,     /* `s` seconds after fault `fault` began */
    WHEN_ENDED,     /* … ended */
    WHEN_COMMAND,   /* `s` seconds after command `name` was executed */
    WHEN_HAND,      /* by the instructor alone */
    WHEN_NEVER,     /* an end: with the exercise */
};

struct scenario_when {
    enum scenario_when_kind kind;
    double s; /* 0 .. SCENARIO_SECONDS_MAX */
    struct mdb_criteria criteria;
    uint32_t fault;   /* index */
    const char *name; /* of a command */
    const char *text; /* "at 02:00", "when MODE == SAFE for 30 s" */
};

/* What is at fault; which of unit, item, name, a and b it has: effect table. */
enum scenario_effect_kind {
    EFFECT_STUCK,         /* item: stays as it is */
    EFFECT_BIAS,          /* item: `a` more */
    EFFECT_DRIFT,         /* item: `a` more each second */
    EFFECT_NOISE,         /* item: sigma `a` */
    EFFECT_SHOWS,         /* item: `a`, with sigma `b` */
    EFFECT_DEAD,          /* item: no number */
    EFFECT_SILENT,        /* packets `name`: none is made */
    EFFECT_LOSS,          /* packets `name`, "all": `a` of them, 0 .. 1 */
    EFFECT_CORRUPTED,     /* packets `name`, "all": `a` of them */
    EFFECT_LOS,           /* no contact either way */
    EFFECT_REFUSED,       /* command `name`, "all": refused on board */
    EFFECT_NOT_EXECUTED,  /* command: accepted, completed, and nothing done */
    EFFECT_NO_REPORT,     /* command: done, and nothing reported */
    EFFECT_WRONG_REPORT,  /* command: acknowledged as another one */
    EFFECT_MODE,          /* goes to mode `name` */
    EFFECT_HEATER_ON,     /* heater `unit`: on, whatever is asked */
    EFFECT_HEATER_POWER,  /* heater `unit`: `a` times its power; 0 is open */
    EFFECT_POINTING_LOST, /* the platform does not find the Sun */
    EFFECT_SUN_SENSOR,    /* its noise is `a` arcsec */
    EFFECT_FEED_SAG,      /* both feeds `a` volts lower */
    EFFECT_OVERLOAD,      /* outlet `unit` draws `a` watts more */
    EFFECT_COOLER,        /* spectrometer `unit`: `a` of its cooling is left */
    EFFECT_TERMINAL,      /* terminal `unit` of the internal bus is dead */
    EFFECT_COUNT
};

struct scenario_effect {
    enum scenario_effect_kind kind;
    unsigned unit;
    const char *name; /* packet type, command, mode; measurement's mnemonic */
    double a, b;
    const char *text; /* the line as written */
    uint32_t line;
};

/* What tells that a trainee noticed or understood. */
enum scenario_sign_kind {
    SIGN_ALARM,   /* an alarm of parameter `name` */
    SIGN_DISPLAY, /* display `name` on a trainee's screen */
    SIGN_COMMAND, /* command `name` submitted */
};
struct scenario_sign {
    enum scenario_sign_kind kind;
    const char *name; /* alarm: qualified name; command: qualified or short */
    uint32_t line, col;
};

struct scenario_fault {
    const char *id, *title;
    const struct scenario_effect *effect;
    size_t n_effects;
    struct scenario_when begins, ends;
    const struct scenario_sign *detect; /* any of them */
    size_t n_detect;
    const struct scenario_sign *diagnose; /* any of them */
    size_t n_diagnose;
    bool has_recover;             /* else it is recovered when it ended */
    struct scenario_when recover; /* WHEN_CONDITION or WHEN_COMMAND */
    const char *hint;             /* told to trainees, or NULL */
    double hint_s;                /* after its beginning */
    uint32_t line;
};

struct scenario {
    struct arena arena;
    const char *file, *id, *title;
    const char *brief; /* what trainees are told, or "" */
    const char *notes; /* what the instructor alone reads, or "" */
    double duration_s; /* 0: until it is ended by hand */
    double place_deg;  /* angle past orbit noon, or NAN */
    double beta_deg;   /* or NAN */
    uint64_t seed;
    bool has_seed;
    const struct scenario_fault *fault;
    size_t n_faults;
};

/*
 * Read `path`; names are checked against `mdb` (parameters, commands) and the
 * ground model.  All that is wrong goes to `notes` with line and column.
 * ERR_OK and an owned scenario; ERR_NOTFOUND, ERR_IO, ERR_LIMIT, ERR_FORMAT.
 */
NODISCARD enum err scenario_load(const char *path, const struct mdb *mdb,
    struct notes *notes, struct scenario **out);
NODISCARD enum err scenario_load_memory(const char *path, const char *text,
    size_t len, const struct mdb *mdb, struct notes *notes,
    struct scenario **out);
void scenario_free(struct scenario **scenario);

/* A line of effect as an instructor types it while an exercise runs: "heater 4
 * stuck on".  *effect's texts live in `arena`.  False and notes. */
bool scenario_effect_read(const char *text, const struct mdb *mdb,
    struct arena *arena, struct notes *notes, struct scenario_effect *effect);

/* All kinds of effects for help and completion: "heater HEATER stuck on";
 * NULL at the end. */
const char *scenario_effect_usage(size_t i);

/* The words that may stand for HEATER, OUTLET, SPECTROMETER, TERMINAL, MODE,
 * PACKETS or PER in them; NULL at the end, and for other slots. */
const char *scenario_effect_name(const char *slot, size_t i);

#endif
