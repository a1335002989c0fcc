"""What was handed in before: fingerprints of earlier submissions, and how much is new since the last one."""

from reports.comparison import changes
from reports.models import Signature, Version

from . import guards


def signed_fingerprints(version: Version) -> list[str]:
    """Of everything handed in, the last first; a signature made void by a return or a recall counts too."""
    signed = Signature.objects.filter(version=version, act="sign").order_by("-pk")
    return list(signed.values_list("fingerprint", flat=True))


def changes_since_last(version: Version) -> int | None:
    """Changes of the content now to be signed since the last submission, of a correction since what is public.

    None: it is handed in for the first time. Asked once, before the new signature.
    """
    earlier = signed_fingerprints(version)
    older = (
        guards.facts_of_snapshot(version, earlier[0])
        if earlier
        else guards.facts_of_edition(version.previous)
    )
    newer = guards.facts_of_snapshot(version, version.fingerprint)
    return None if older is None or newer is None else len(changes(older, newer))
