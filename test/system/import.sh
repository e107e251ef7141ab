#!/bin/sh
# A COSMOS screen becomes a display that columba check takes without a word;
# what it leaves out is told with file and line; nothing is written over by
# itself; what is no screen is refused with a reason, however large it is.
. "$(dirname "$0")/lib.sh"
db=test/tools/cosmos/data/inst.xml
mkdir -p "$work/INST/screens"
hs=$work/INST/screens/hs.txt
cat >"$hs" <<'EOS'
SCREEN AUTO AUTO 0.5
VERTICAL
  TITLE "<%= target_name %> health"
  VERTICALBOX "Heat"
    LABELVALUELIMITSBAR <%= target_name %> HS TEMP1
    LABELVALUE <%= target_name %> HS HEATER
  END
  BUTTON 'Send' "api.cmd('INST ABORT')"
  <%= render "_footer.txt" %>
END
EOS
out() { columba import cosmos-screen "$@"; }
expect 0 out --mdb $db -o "$work/hs.dsp" "$hs"
has "$hs:8:0: warning: left out: BUTTON 'Send'"
has "$hs:9:0: warning: left out: Ruby is not run"
has "2 things are not as in the screen"
grep -qx 'display INST-HS "INST health"' "$work/hs.dsp" || fail "no head"
grep -q '^ TEMP1  {temp1  .* degC {temp1:bar' "$work/hs.dsp" || fail "no bar"
grep -q "^# line 8: left out: BUTTON 'Send'" "$work/hs.dsp" || fail "no comment"
expect 0 columba check --strict --mdb $db "$work/hs.dsp"
expect 73 out --mdb $db -o "$work/hs.dsp" "$hs"
has "--force"
expect 0 out --mdb $db -f -o "$work/hs.dsp" "$hs"
columba import cosmos-screen --mdb $db "$hs" 2>/dev/null >"$work/two.dsp"
cmp "$work/hs.dsp" "$work/two.dsp" || fail "it differs on standard output"
expect 0 out --id X-1 --target OTHER --columns 40 "$hs"
has 'display X-1 "OTHER health"'

expect 64 out
expect 64 columba import yamcs "$hs"
has "only cosmos-screen"
expect 64 out --id 'a b' "$hs"
expect 64 out --columns 5 "$hs"
expect 66 out "$work/none.txt"
expect 66 out --mdb "$work/none.xml" "$hs"
expect 65 out --mdb "$hs" "$hs"
head -c 20000 /bin/sh >"$work/binary"
expect 65 out "$work/binary"
has "it is no text"
echo "LABEL a" >"$work/plain"
expect 65 out "$work/plain"
has "there is no line SCREEN"
yes 'LABEL x' | head -c 10000000 >"$work/large"
expect 65 out "$work/large"
has "larger than"
{ echo 'SCREEN AUTO AUTO 1'; yes 'VALUE A B C' | head -n 80000; } >"$work/wide"
expect 65 out "$work/wide"
has "divide the screen"
