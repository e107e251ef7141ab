#!/bin/sh
# Ctrl-Z gives the terminal back to the shell; fg brings the console back and
# says how long it was away.  Without a shell behind it, it refuses.
. "$(dirname "$0")/lib.sh"
t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
shows() { t capture-pane -p | grep -q -F -e "$1"; }
seen() { until_ok 15 shows "$1"; }

t new-session -d -x 80 -y 24 "bash --norc -i"
t send-keys "PS1='prompt> '; clear; columba -i nobody" Enter
seen "?Help"
t send-keys C-z
seen "Stopped"
t send-keys "echo typed\$((40 + 2))" Enter # echo and lines work again
seen "typed42"
t resize-window -x 100 -y 30
t send-keys "fg" Enter
seen "suspended for"
seen "?Help"
t send-keys ':q' Enter
seen "prompt>"

# Started by a script: the script stops and goes on with it.
t send-keys "clear; sh -c 'columba -i nobody; echo after-\$?'" Enter
seen "?Help"
t send-keys C-z
seen "Stopped"
t send-keys "fg" Enter
seen "suspended for"
t send-keys ':q' Enter
seen "after-0"

# A script without a shell behind it, as ForceCommand has: nobody could
# continue us.
t respawn-window -k "columba -i nobody; echo done"
seen "?Help"
t send-keys C-z
seen "there is no shell behind this console"
t respawn-window -k "exec columba -i nobody"
seen "?Help"
t send-keys C-z
seen "there is no shell behind this console"
