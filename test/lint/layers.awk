# layers.awk LAYERS FILES... - each folder of src/ includes only what
# src/LAYERS allows, and a few system headers have one home.
FILENAME ~ /LAYERS$/ {
    if ($0 ~ /^#/ || NF == 0) next
    folder = $1; sub(/:$/, "", folder); known[folder] = 1
    for (i = 2; i <= NF; i++) may[folder, $i] = 1
    next
}
FNR == 1 {
    path = FILENAME; sub(/^src\//, "", path)
    folder = path; sub(/\/.*/, "", folder)
    if (!known[folder] && !told[folder]++) {
        printf "src/LAYERS: no line for %s\n", folder; bad = 1
    }
}
/^#[ ]*include "/ {
    split($0, part, "\""); target = part[2]; sub(/\/.*/, "", target)
    if (part[2] !~ /\//) { printf "%s:%d: include with its folder\n", FILENAME, FNR; bad = 1 }
    else if (target != folder && !((folder, target) in may)) {
        printf "%s:%d: %s may not include %s\n", FILENAME, FNR, folder, target; bad = 1
    }
}
/^#[ ]*include <(zmq|msgpack)/ && folder != "bus" { printf "%s:%d: only src/bus knows this library\n", FILENAME, FNR; bad = 1 }
/^#[ ]*include <(curses|ncurses|term\.h|panel|form|menu)/ && path !~ /^console\/term\.c$/ { printf "%s:%d: only src/console/term.c knows curses\n", FILENAME, FNR; bad = 1 }
/^#[ ]*include <sqlite3/ && folder != "store" { printf "%s:%d: only src/store knows SQLite\n", FILENAME, FNR; bad = 1 }
/^#[ ]*include <libxml/ && folder != "mdb" { printf "%s:%d: only src/mdb knows libxml2\n", FILENAME, FNR; bad = 1 }
END { exit bad }
