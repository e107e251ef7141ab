#!/bin/sh
# exercise.sh - an exercise with the real chain: three faults (by time, by
# condition, by hand), alarms of columba-limits, an acknowledgement, a display
# that a console tells, a freeze, and a debrief whose figures are in order.
. "$(dirname "$0")/lib.sh"
own_mission
mkdir -p "$work/m/scenarios"
cp missions/sif/* "$work/m/" 2>/dev/null || true
for d in displays limits; do
    [ -d "missions/sif/$d" ] && cp -r "missions/sif/$d" "$work/m/"
done
sed "s/31810/$port/; s/31811/$tc_port/" \
    missions/sif/mission.conf >"$work/m/mission.conf"
mission=$work/m/mission.conf
cat >"$work/m/scenarios/small.scn" <<'EOC'
scenario SMALL "Three small faults"
duration 10 min
place    80
seed     3
brief
  Watch the feeds.
end
notes
  Nobody but the instructor reads this.
end
fault HEATER "A heater is stuck"
  heater SUN_SENSOR stuck on
  heater SUN_SENSOR at 300 % power
  begins   at 2
  ends     never
  detect   alarm HTR10_I, HTR10_MODE
  diagnose display THM-02
fault DIP "The feeds dip"
  feeds sag by 9 V
  begins   when PDU_FEEDA_V > 20 for 3 s
  ends     after 20 s
  detect   alarm PDU_FEEDA_V, PDU_FEEDB_V
  hint     after 3 "Look at the feeds."
fault POINT "The Sun is lost"
  pointing lost
  begins   by hand
EOC

# what is wrong is told with its place
expect 0 columba check "$work/m/scenarios/small.scn"
sed 's/THM-02/THM-O2/; s/pointing lost/pointing lots/' \
    "$work/m/scenarios/small.scn" >"$work/bad.scn"
expect 65 columba check -m "$work/m" "$work/bad.scn"
has "bad.scn:25:12: "
has "'lost' is expected here"
sed 's/THM-02/THM-O2/' "$work/m/scenarios/small.scn" >"$work/near.scn"
expect 0 columba check -m "$work/m" "$work/near.scn"
has "there is no display THM-O2; did you mean THM-02?"
expect 0 columba check scenarios
expect 0 columba instruct --list -m "$work/m"
has "Three small faults"
has "heater"

# without an instance there is nobody to ask
expect 69 columba instruct --debrief
columba up sim -q -m "$mission"
expect 66 columba instruct --debrief
has "no exercise has begun"
expect 65 columba instruct "$work/bad.scn" --once 80x20
has "bad.scn:25:"
# the instructor's console loads it and shows what is planned
until_ok 20 sh -c 'columba instruct small --once 80x24 >"$0" && grep -q "POINT .*planned by hand" "$0"' "$work/screen"
grep -q INSTRUCTOR "$work/screen" || fail "no INSTRUCTOR: $(cat "$work/screen")"
# a trainee's console does not have the view
columba --once 80x24 -v instruct >"$work/screen" || true
grep -q POINT "$work/screen" && fail "a trainee saw what is planned"

# a trainee at a terminal, and the instructor at his
tmux -L "$tmux_name" new-session -d -s t -x 80 -y 24 "columba --as FC-2 -v OVR-01"
tmux -L "$tmux_name" new-session -d -s i -x 120 -y 40 columba instruct
screen() { tmux -L "$tmux_name" capture-pane -p -t "$1"; }
shows() { screen "$1" | grep -q "$2"; } # SESSION TEXT
keys() { s=$1; shift; tmux -L "$tmux_name" send-keys -t "$s" "$@"; }
until_ok 20 shows i "READY"
keys i B
until_ok 10 shows i "Begin SMALL?"
keys i y
until_ok 10 shows i "RUNNING"
until_ok 10 shows t "EXERCISE"
until_ok 20 shows t "HINT: Look at the feeds."
until_ok 10 shows i "HEATER  *ON"
keys t ':THM-02' Enter
until_ok 30 shows i "FC-2, display THM-02"
# the loudest alarm is acknowledged
alarm() { columba alarms --json | grep -o '"name":"[^"]*HTR10_[IM][^"]*"' | head -n 1 | cut -d '"' -f 4 | grep .; }
until_ok 60 alarm
columba alarms --ack "$(alarm)" --reason 'seen' >/dev/null
# by hand, what is in no plan, and a note
keys i ':fault trigger POINT' Enter
until_ok 10 shows i "POINT begins"
keys i ':fault heater 3 stuck on' Enter
until_ok 10 shows i "hand-1 begins"
keys i ':note Well done' Enter
until_ok 10 shows i "noted"
# frozen: the exercise stands still, and trainees see it
keys i p
until_ok 10 shows i "FROZEN"
until_ok 10 shows t "FROZEN"
keys i p
until_ok 10 shows i "RUNNING"
keys t ':brief' Enter
until_ok 10 shows t "Watch the feeds"
screen t | grep -q "Nobody but" && fail "a trainee read the notes"
expect 75 columba instruct heater
has "an exercise is on"
until_ok 40 sh -c 'columba instruct --debrief --json | python3 -c "import json, sys
d = json.load(sys.stdin)
sys.exit(any(f[\"ended_s\"] is None for f in d[\"faults\"] if f[\"id\"] == \"DIP\"))"'
keys i X
until_ok 10 shows i "End SMALL?"
keys i y
until_ok 10 shows i " OVER "

expect 0 columba instruct --debrief
has "DEBRIEF  SMALL  Three small faults"
has "FC-2, display THM-02"
has "note        Well done"
has "freeze"
kept() { ls "$XDG_STATE_HOME"/columba/sim/debrief-*.json; }
until_ok 10 kept
columba instruct --debrief "$(kept)" >"$work/page"
cmp "$work/page" "$(kept | sed 's/json$/txt/')" || fail "the kept page differs"
columba events >"$work/events"
grep -q "DEBRIEF.*debrief-.*txt" "$work/events" || fail "no event tells where"
python3 - "$(kept)" <<'EOC'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["v"] == 1 and d["scenario"] == "SMALL" and d["is_over"], d
f = {x["id"]: x for x in d["faults"]}
assert set(f) == {"HEATER", "DIP", "POINT", "hand-1"}, f
h, dip = f["HEATER"], f["DIP"]
assert abs(h["begun_s"] - 2) < 0.2, h
assert 0 <= h["detect_s"] <= h["acknowledge_s"], h
assert h["diagnose_s"] >= 0 and "FC-2" in h["by"]["diagnosed"], h
assert h["begun_s"] + h["acknowledge_s"] <= d["elapsed_s"] < 600, d
assert dip["begun_s"] >= 3 and dip["detect_s"] >= 0, dip
assert abs(dip["ended_s"] - dip["begun_s"] - 20) < 0.3, dip
assert f["POINT"]["begun_s"] > h["begun_s"], f
assert f["hand-1"]["origin"] == "instructor", f
what = [m["what"] for m in d["marks"]]
assert what.index("freeze") < what.index("continue"), what
s = [m["s"] for m in d["marks"]]
assert s == sorted(s), s
EOC
