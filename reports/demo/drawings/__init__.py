"""The demonstration's pictures, drawn by code: calm flat illustrations, no faces, the same for the same seed.

Each takes `title` (a short label on the drawing, mostly empty), `seed`, and `width` × `height` in pixels.
"""

from collections.abc import Callable

from PIL import Image

from .handicraft import handicraft
from .outdoors import community, farmland, sports
from .places import building, campus
from .rooms import classroom, meeting
from .shows import ceremony, stage
from .things import book, certificate, flowchart
from .work import vehicle, workshop

DRAWINGS: dict[str, Callable[..., Image.Image]] = {
    drawing.__name__: drawing
    for drawing in (
        certificate, ceremony, workshop, campus, classroom, handicraft, farmland, stage, meeting, vehicle,
        flowchart, building, sports, community, book,
    )
}  # fmt: skip
