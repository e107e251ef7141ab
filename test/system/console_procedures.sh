#!/bin/sh
# Procedures by console, in the real chain: FC-1 on 80x24 starts one and
# controls it, FC-2 on 200x60 watches and may not have a hand in it.  A question
# calls on every screen, is not answered by Enter, and is by a number; it is
# paused, stepped and skipped; a console that is killed leaves the run, a new
# one attaches and takes control; it is aborted by its typed name.
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "no tmux here"
[ -x "$COLUMBA_BIN/columba-exec" ] || skip "no columba-exec"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#" "$mission"
mkdir -p "$work/procedures"
cat >"$work/procedures/ASK-01.pluto" <<'EOF'
procedure
  main
    initiate and confirm step First
      main
        log "begun";
        wait until PDU_BUS_V > 900 V with timeout 1 s;
      end main
    end step
      in case aborted : ask user; end case;
    initiate and confirm step Second
      main
        wait for 10 min;
        log "one";
        log "two";
        log "three";
      end main
    end step;
  end main
end procedure
EOF
printf 'id = "ASK-01"\ntitle = "Questions"\n' >"$work/procedures/ASK-01.conf"

t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
console() { # SESSION COLUMNS ROWS ARGUMENT...
    s=$1 w=$2 h=$3
    shift 3
    t new-session -d -s "$s" -x "$w" -y "$h" \
        "exec env TERM=tmux-256color columba -i sim -m $mission $* 2>$work/$s.err"
}
shows() { # SESSION PATTERN
    t capture-pane -p -t "$1" >"$work/screen"
    cat "$work/screen"
    grep -q -e "$2" "$work/screen"
}
seen() { until_ok 15 shows "$1" "$2"; }
keys() { s=$1; shift; t send-keys -t "$s" "$@"; }
# A key that may be dropped while something is new: until what it does is seen.
once() { # SESSION KEY PATTERN
    shows "$1" "$3" && return
    keys "$1" "$2"
    for _ in 1 2 3 4 5 6 7 8; do
        sleep 0.1
        shows "$1" "$3" && return
    done
    return 1
}
press() { until_ok 15 once "$@"; }
spell() { # SESSION WORD: as fingers do
    sleep 0.4
    keys "$1" C-u
    for k in $(echo "$2" | sed 's/./& /g'); do
        sleep 0.06
        t send-keys -t "$1" -l -- "$k"
    done
    sleep 0.2
    shows "$1" "> $2"
}
typed() { until_ok 20 spell "$@"; }
line() { # SESSION COMMAND LINE
    keys "$1" :
    seen "$1" '^:'
    t send-keys -t "$1" -l "$2"
    keys "$1" Enter
}

columba up -m "$mission" sim >/dev/null
console one 80 24 -v procedures --as FC-1
console two 200 60 -v procedures --as FC-2
seen one 'ASK-01 .*DRAFT'
seen two 'ASK-01 .*DRAFT'

# ---- started, it asks: both see it, who controls it is called
line one 'proc start ASK-01 mode=automatic'
seen one 'Run ASK-01 #1'
seen one 'CONTROL FC-1'
seen one '? ASKS operator: 1 First'
seen one '3PROC!'
seen two '3PROC!'
line two 'run 1'
seen two 'FC-1 controls'
seen two 'First is aborted'
keys two p
seen two 'p: FC-1 controls'

# ---- Enter alone answers nothing; a number and Enter do
press one a 'its number or letter, then Enter'
press one Enter 'choose first: Enter alone answers nothing'
press one c 'Enter: continue'
keys one Enter
seen one '2.1 .*wait for 10 min'
seen two '1 .*First .*!!'
seen one 'WAITING'

# ---- a hand in it
press one p 'PAUSED'
press one K 'because:'
t send-keys -t one -l 'no time'
keys one Enter
seen one '2.1 .* SK no time'
keys one .
seen one '2.2 .* OK'
line one 'goto 2.4 late'
seen one '2.3 .* SK'
seen two '2.3 .* SK'

# ---- the console dies, the run stays; another one attaches
kill -9 "$(t list-panes -t one -F '#{pane_pid}')"
console again 80 24 -v "'run 1'" --as FC-1
seen again 'PAUSED'
seen again '2.1 .* SK no time'
keys again .
seen again 'p\{0,1\}.*:proc take'
line again 'proc take'
seen again 'CONTROL FC-1'

# ---- aborted by its name, not by Enter
keys again X
seen again 'because:'
t send-keys -t again -l 'enough'
keys again Enter
seen again 'ABORT A PROCEDURE'
typed again ASK-01
keys again Enter
seen again 'ENDED aborted'
seen two 'ENDED aborted'
columba -i sim -m "$mission" --once 80x24 -v procedures >"$work/once"
grep -q 'ASK-01 .*ENDED' "$work/once" || fail "a screen as text has no runs"
