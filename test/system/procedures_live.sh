#!/bin/sh
# Shipped procedures fly the ground model, eight times as fast as real: the end
# of a shift with values and answers of a person; from SCIENCE to deactivation,
# with a caution acknowledged and hazardous commands fired; activation, a science
# run in the window, preparation for LOS.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 -c 'import zmq, msgpack' 2>/dev/null || skip "no python3 with zmq and msgpack"
own_mission
sed -i "s#^database.*#database = \"$tree/missions/sif/sif.xml\"#
    s#program = \"columba-sim\"#&\n    args = { \"--rate\", \"8\" }#" "$mission"
columba up --quiet -m "$mission" sim
has_contact() { columba authority | grep -q '^signal  *aos'; }
until_ok 20 has_contact
export PYTHONPATH="$tree/test/system" PYTHONDONTWRITEBYTECODE=1
fly() {
    /usr/bin/python3 "$tree/test/system/procedures_live.py" "$COLUMBA_RUN/sim" "$@" \
        >"$work/flown" || { cat "$work/flown" && fail "$1"; }
}
fly SIF-EOS-01 "Console Room=begin" "Console Room=value:21.5" "Console Room=value:0" \
    "Console Room=done" "holds=yes"
fly SIF-DEA-01 "Coolers Off=acknowledged"
fly SIF-ACT-01
fly SIF-SCI-01 +Exposure=500 +Blocks=1
fly SIF-LOS-01
