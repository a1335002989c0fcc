"""Compares the stored catalogue with one collected anew: every message there, translated, none fuzzy, none left over."""

import sys

import polib

stored, collected = (polib.pofile(path) for path in sys.argv[1:3])
have = {(e.msgctxt, e.msgid): e for e in stored if not e.obsolete}
want = {(e.msgctxt, e.msgid) for e in collected if not e.obsolete}
faults = [f"missing: {msgid!r}" for _context, msgid in sorted(want - have.keys(), key=str)]
faults += [f"left over: {msgid!r}" for _context, msgid in sorted(have.keys() - want, key=str)]
faults += [f"not translated: {e.msgid!r}" for e in have.values() if not e.translated() or e.fuzzy]
print("\n".join(faults) or f"{len(have)} messages, all translated")
sys.exit(bool(faults))
