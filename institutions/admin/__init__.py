"""The back office of this app. `base` holds what every admin class of the house must inherit."""

from . import accounts, dictionaries, places, values  # noqa: F401  (importing registers the classes)
