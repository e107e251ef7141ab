#!/bin/sh
# A console that is opened late is complete at once: what the hub kept is on
# its first whole screen, also when it comes with another mission's database;
# and in a terminal (tmux) it shows live values and leaves the screen clean.
. "$(dirname "$0")/lib.sh"
own_mission
columba up -q sim -m "$mission"

# The slowest housekeeping packets come every few seconds.
known() { [ "$(status_of data '' acquired 2>/dev/null)" -ge 880 ]; }
status_of() { # of data: it has no name
    columba status --json | python3 -c 'import json, sys
for line in sys.stdin:
    o = json.loads(line)
    if o["type"] == sys.argv[1]:
        print(o[sys.argv[3]])
        break' "$@"
}
until_ok 20 known

echo '<x/>' >"$work/db.xml"
printf 'name=X database=db.xml instance sim {kind=sim}' >"$work/other.conf"
for m in "$mission" "$work/other.conf"; do
    expect 0 columba -i sim -m "$m" --once 80x24 -v params
    has " SIM  SIF "
    good=$(echo "$out" | sed -n 's/.*good \([0-9]*\) .*/\1/p')
    [ "${good:-0}" -ge 880 ] || fail "only ${good:-0} values are good: $out"
    echo "$out" | python3 -c 'import sys
assert all(len(line.rstrip("\n")) <= 80 for line in sys.stdin), "too wide"'
done

command -v tmux >/dev/null || skip "no tmux"
tmux -L "$tmux_name" -f /dev/null new-session -d -x 80 -y 24 \
    "columba -i sim -m $mission -v params; echo status=\$?; exec sleep 100"
screen() { tmux -L "$tmux_name" capture-pane -p; }
shows() { screen | grep -q -- "$1"; }
until_ok 5 shows 'SIM  SIF'
until_ok 5 shows 'good [89][0-9][0-9]'
tmux -L "$tmux_name" resize-window -x 1 -y 1
tmux -L "$tmux_name" resize-window -x 200 -y 60
until_ok 5 shows 'SIM  SIF'
tmux -L "$tmux_name" resize-window -x 80 -y 24
until_ok 5 shows 'good [89][0-9][0-9]'

# The hub dies under it: it says so, and is live again by itself.
hub=$(columba status --json | python3 -c 'import json, sys
for line in sys.stdin:
    o = json.loads(line)
    if o.get("name") == "hub":
        print(o["pid"])')
kill -9 "$hub"
until_ok 10 shows 'good [89][0-9][0-9]'

tmux -L "$tmux_name" send-keys :q Enter
until_ok 5 shows 'status='
