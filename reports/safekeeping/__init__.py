"""Keeping what is stored safe: backups that prove themselves, restoring them, and the invariants of the stored state."""
