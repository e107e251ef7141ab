# SPDX-License-Identifier: ISC
"""core.py - which files are core: what `make mcdc` and `make mutate` measure.

Core decides whether an alarm is raised and whether a command goes out.  Around
it stands the process: sockets, requests, the journal's file, disks."""
import glob
import os
import re

# Of these folders all but what matches.
FOLDERS = {
    'limits': r'^(main|limits_.*|journal.*|syncer)$',
    'gate': r'^(main|gate_app|gate_ask|outlet)$',
}
# And single files.
FILES = ['src/command/authority.c', 'src/command/guard.c',
         'src/command/order.c', 'src/command/people.c',
         'src/command/people_read.c', 'src/command/state.c',
         'src/frontend/sender.c']


def stem(path):
    return os.path.basename(path)[:-2]


def every():
    found = []
    for folder, shell in FOLDERS.items():
        found += [f for f in sorted(glob.glob(f'src/{folder}/*.c'))
                  if not re.match(shell, stem(f))]
    return found + FILES


def files(words):
    """The core files of these names or folders; without any, those with the
    word in their name."""
    all_files = every()
    exact = [f for f in all_files
             if stem(f) in words or f.split('/')[1] in words]
    return exact or [f for f in all_files
                     if not words or any(w in stem(f) for w in words)]


def tests(chosen):
    """Test programs, below a build directory, that are about these files."""
    out = set()
    for f in chosen:
        folder = f.split('/')[1]
        # order.c and sender.c are the gate's in all but the folder
        about = ['limits'] if folder == 'limits' else ['gate']
        for a in about:
            out.update(t[:-2] for t in glob.glob(f'test/{a}/test_*.c'))
        if f in FILES:
            out.update(t[:-2] for t in glob.glob(
                f'test/{folder}/test_{stem(f)}*.c'))
    return sorted(out)
