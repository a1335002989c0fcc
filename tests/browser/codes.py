"""Codes for the second factor of the walks' accounts, read from the walks' own database; each walk may use one anew."""

import sqlite3
from pathlib import Path

from django_otp.oath import TOTP

DATABASE: list[Path] = []  # of the running site; the fixture that starts it puts it here
FRESH = """
    UPDATE otp_totp_totpdevice
    SET last_t = -1, drift = 0, throttling_failure_count = 0, throttling_failure_timestamp = NULL
    WHERE user_id = (SELECT id FROM institutions_user WHERE username = ?)
    RETURNING key
"""


def code_of(name: str) -> str:
    """The present code, as if none of this half minute had been used."""
    with sqlite3.connect(DATABASE[-1], timeout=20) as connection:
        (key,) = connection.execute(FRESH, [name]).fetchone()
    connection.close()
    return f"{TOTP(bytes.fromhex(key)).token():06d}"
