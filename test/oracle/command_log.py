"""command_log.py DIR - verify a command log by columba-commands(5) alone.

Prints the digest of the last line, or what is wrong and where; exit 1 then.
"""
import hashlib
import json
import os
import re
import sys


def main(directory):
    names = [n for n in os.listdir(directory)
             if re.fullmatch(r"commands-\d{4}-\d{3}(\.\d+)?\.jsonl", n)]
    names.sort(key=lambda n: [int(x) for x in re.findall(r"\d+", n)[:3]])
    data, counts = {}, {}
    for name in names:
        data[name] = open(os.path.join(directory, name), "rb").read()
        found = re.search(rb'"before":"([^"]*)","bytes":(\d+)', data[name])
        if found:
            counts[found[1].decode()] = int(found[2])
    head, number, before, faults = None, None, "", []
    for name in names:
        *lines, rest = data[name][:counts.get(name)].split(b"\n")
        if rest or not lines:
            faults.append(f"{name}: unfinished")
        for i, line in enumerate(lines):
            sha = hashlib.sha256(line[:-74]).hexdigest()
            try:
                o = json.loads(line)
                first = o.get("what") == "file"
                good = (o["sha"] == sha == line[-66:-2].decode()
                        and first == (i == 0)
                        and head in (None, o["prev"])
                        and number in (None, o["n"] - (not first))
                        and (not first or o["before"] in (before, "") or head is None))
                head, number = o["sha"], o["n"]
            except (ValueError, KeyError):
                good = False
            if not good:
                faults.append(f"{name}:{i + 1}: changed, or does not follow")
        before = name
    print("\n".join(faults) or head or "0" * 64)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
