#!/bin/sh
# Settings and keys from files, of the system and of the user: they hold from
# the first screen on, what is wrong is told with its place and changes nothing,
# :keys reload takes what was mended, and typed lines come back in the next
# session, private, but not from a read-only console.
. "$(dirname "$0")/lib.sh"
own_mission
t() { tmux -L "$tmux_name" -f/dev/null "$@"; }
shows() { t capture-pane -p | grep -q -F -e "$1"; }
lacks() { ! shows "$1"; }
seen() { until_ok 15 shows "$1"; }
gone() { until_ok 15 lacks "$1"; }

home=$work/home etc=$work/etc
mkdir -p "$home/config/columba" "$etc"
cat >"$etc/console.conf" <<END
# of the host
time = date
graph = ascii
END
cat >"$home/config/columba/console.conf" <<END
graph = braille
theme = grey
END
echo 'freeze Z H' >"$etc/keys"
echo 'unbind H' >"$home/config/columba/keys"

t new-session -d -x 120 -y 24 "env XDG_CONFIG_HOME=$home/config XDG_STATE_HOME=$home/state COLUMBA_ETC=$etc sh"
t send-keys "PS1='\$ '; clear; columba -i sim -m $mission" Enter
seen "?Help"
shows "$(date -u +%Y)-" || fail "time = date of the system is not in force"
t send-keys ':set' Enter
seen "theme=grey  graph=braille  time=date"
t send-keys H
t send-keys Z
seen "FROZEN"
t send-keys Z
gone "FROZEN"

# an error is told with its place; the keys stay as they were
printf 'freeze F9\nfollow a\n' >"$home/config/columba/keys"
t send-keys ':keys reload' Enter
seen "keys:2:8: 'a' is the key of acknowledge"
t send-keys Z
seen "FROZEN"
t send-keys Z
gone "FROZEN"
expect 65 columba check "$home/config/columba/keys"
has "keys:2:8: error: 'a' is the key of acknowledge"
echo 'freeze F9' >"$home/config/columba/keys"
expect 0 columba check "$home/config/columba/keys"
t send-keys ':keys reload' Enter
seen "keys read"
t send-keys F9
seen "FROZEN"
t send-keys ':q' Enter
seen '$'

# typed lines come back, and only their owner reads them
[ "$(stat -c %a "$home/state/columba/history")" = 600 ] || fail "history is not private"
t send-keys "clear; columba -i sim -m $mission" Enter
seen "?Help"
t send-keys ':' Up Up
seen ":keys reload"
t send-keys C-u C-r 'set'
seen "(history: set) set"
t send-keys Escape Escape ':q' Enter
seen '$'

# a wrong setting does not keep the console from opening
echo 'graph = blocks' >>"$home/config/columba/console.conf"
expect 65 columba check "$home/config/columba/console.conf"
has "console.conf:3:9: error: graph is block, braille, ascii"
lines=$(wc -l <"$home/state/columba/history")
t send-keys "clear; columba -i sim -m $mission --readonly" Enter
seen "console.conf:3:9: graph is block, braille, ascii"
t send-keys ':version' Enter
seen "columba 0"
t send-keys ':q' Enter
seen '$'
[ "$(wc -l <"$home/state/columba/history")" = "$lines" ] || fail "read-only wrote the history"
