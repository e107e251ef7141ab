#!/bin/sh
# The command log's disk is full, its files may not grow, its syncs fail:
# nothing is taken, armed or released, the gate and columba authority say why,
# telemetry goes on, and commanding too as soon as it can.
. "$(dirname "$0")/lib.sh"
gate_mission
gate_part hub
gate_part frontend -R
trial() { # KIND DIR
    gate_part gate -l "$2"
    timeout 60 /usr/bin/python3 test/system/gate_disk.py "$run" "$tc_port" "$port" "$last" "$2" "$1" ||
        fail "$1: see above; $(tail -n 20 "$work/gate.log")"
    kill "$last"
    wait "$last" || fail "the gate ended badly"
    expect 0 columba commands --verify-log "$2"
}
trial limit "$work/limit"
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    trial eio "$work/eio"
else
    echo "skip: no strace, so no EIO"
fi
mkdir "$work/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=2m,mode=700 none "$work/small" 2>/dev/null; then
    trap 'status=$?; umount -l "$work/small"; (exit $status); finish' EXIT
    trial full "$work/small"
else
    echo "skip: no file system of our own to fill"
fi
