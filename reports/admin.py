"""The back office of reports. States, snapshots, editions and the log are looked at here, never changed."""

from .backoffice import records, reports  # noqa: F401  (importing registers the classes)
