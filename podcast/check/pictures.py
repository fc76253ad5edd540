"""The pictures a feed names: are they there, and would directories take them?"""

from __future__ import annotations

from collections.abc import Iterator

from podcast.check.feed import ITUNES, PODCAST, Feed
from podcast.check.finding import Finding, Rule
from podcast.check.site import Site
from podcast.check.sound import NO_FILE
from podcast.publish import artwork_problems

__all__ = ["pictures"]

_SAVE = "save it again as a square JPEG or PNG of 1400 to 3000 pixels in RGB, then: podcast build"

UNREADABLE = Rule("PV601", "error", "{file} cannot be read: {reason}", "check that you may read the file")
NO_PICTURE = Rule("PV602", "error", "{file} is neither a JPEG nor a PNG picture", _SAVE)
OTHER_KIND = Rule("PV603", "error", "{file} is really a {kind} picture: rename it to end in .{kind}", _SAVE)
NO_SQUARE = Rule("PV604", "error", "{file} is {width} × {height} pixels: artwork must be square", _SAVE)
TOO_SMALL = Rule("PV605", "error", "{file} is {width} × {height} pixels: 1400 × 1400 is the least", _SAVE)
TOO_LARGE = Rule("PV606", "error", "{file} is {width} × {height} pixels: 3000 × 3000 is the most", _SAVE)
NO_RGB = Rule("PV607", "error", "{file} has {colours} colours: save it in RGB", _SAVE)

# What publish says of a picture is a rule here, word for word.
_BY_MESSAGE = {
    rule.message: rule
    for rule in (UNREADABLE, NO_PICTURE, OTHER_KIND, NO_SQUARE, TOO_SMALL, TOO_LARGE, NO_RGB)
}


def pictures(feed: Feed, site: Site, seen: set[str]) -> Iterator[Finding]:
    """The pictures of a feed that lie in the site; `seen` are those looked at before, and grows."""
    nodes = [*feed.everywhere(f"{ITUNES}image"), *feed.everywhere(f"{PODCAST}image")]
    for node in nodes:
        path = site.path_of(node.get("href", ""))
        if path is None or path in seen:
            continue
        seen.add(path)
        file = site.file(path)
        if file is None:
            yield feed.found(NO_FILE, node, path=path)
            continue
        for problem in artwork_problems(file):
            yield Finding(_BY_MESSAGE[problem.message], site.shown(path), values=problem.values)
