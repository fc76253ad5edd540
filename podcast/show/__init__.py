"""What people write about a show, read and checked; and the first lines of it, written for them."""

from podcast.show.load import RECORDINGS, SHOW_FILE, find_root, is_recording_name, load_show
from podcast.show.names import feed_url, is_slug, slug_of

__all__ = [
    "RECORDINGS",
    "SHOW_FILE",
    "feed_url",
    "find_root",
    "is_recording_name",
    "is_slug",
    "load_show",
    "slug_of",
]
