#!/bin/sh
# The console in tmux on the demonstration mission: opened before everything
# else it says so, fills when the instance comes up, filters, resizes from
# 80x24 to 200x60, 1x1 and back, says what the loss of the frontend means and
# shows it coming back, and leaves the shell's screen clean.
. "$(dirname "$0")/lib.sh"
own_mission
t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
shows() { t capture-pane -p | grep -q -F -e "$1"; }
lacks() { ! shows "$1"; }
seen() { until_ok 15 shows "$1"; }
gone() { until_ok 15 lacks "$1"; }

t new-session -d -x 80 -y 24 "sh"
t send-keys "PS1='\$ '; clear; echo before; columba -i sim -m $mission; echo status=\$?" Enter
seen "?Help"
seen "connecting to instance sim"
seen "no data yet"
t send-keys ':packets' Enter
seen "Packets"

columba up -q sim -m "$mission"
seen "PDU_HK"
seen "AOS"
gone "no data yet"

t send-keys 7 '&' 'THM_BASE_T' Enter
seen "1 of 982, filter:"
seen "degC"
t send-keys Enter
seen "THM_BASE_T"
seen "acquired"
t send-keys q q
gone "filter:"

t resize-window -x 200 -y 60
seen "Alarms"
seen "Events"
seen "Commands"
t resize-window -x 1 -y 1
t resize-window -x 25 -y 5
seen "need 30x8"
t resize-window -x 80 -y 24
seen "?Help"

# the frontend is killed: that is said, and it comes back
t send-keys ':health' Enter
seen "frontend"
before=$(status_of process frontend pid)
kill -9 "$before"
came_back() { p=$(status_of process frontend pid) && [ "$p" != "$before" ] && [ "$p" != 0 ]; }
until_ok 15 came_back
seen "7 of 7 ready"
t send-keys 5
seen "signal 9"

# all processes go: the console stays and says so
columba down --quiet sim
seen "▲"
t send-keys '?'
seen "HELP"
t send-keys q
t send-keys C-c
seen ":q leaves the console"
t send-keys ':q' Enter
seen "status=0"
seen "before"
lacks "?Help" || fail "the console left rows behind"
