#!/bin/sh
# anomaly_live.sh - a scripted anomaly raises its alarms in a running instance,
# and a console that comes late hears of them from the events.
. "$(dirname "$0")/lib.sh"
own_mission
sed 's/program = "columba-sim"/& args = { "--anomaly", "walk", "--rate", "5" }/' \
    "$mission" >"$work/walk.conf"
grep -q anomaly "$work/walk.conf" || fail "no process to give arguments to"
columba up -m "$work/walk.conf" sim >/dev/null

raised() { columba events | grep -q "ALARM_RAISED.*$1"; }
until_ok 15 raised 'PDU_FEEDB_V is warning-low'
until_ok 15 raised 'SPA_DET_T is watch-high'
until_ok 15 raised 'PDU_SPB_ST is distress'
! raised PDU_P15_V || fail "a spike is an alarm"
columba status | grep -q 'limits *ready' || fail "$(columba status)"
columba down sim >/dev/null
