"""What goes public: records, feed, pages. Everything here takes a Cleared or an Item, never an Episode."""

from podcast.publish.artwork import artwork_problems
from podcast.publish.audiogram import Heard, still_png
from podcast.publish.card import card_png
from podcast.publish.chart import Chart, Row, chart_of
from podcast.publish.extras import trailers_of
from podcast.publish.feed import Scope, chapters_json, feed_pages, write_feed
from podcast.publish.film import FILM_NEEDS, write_film
from podcast.publish.hub import ping
from podcast.publish.item import (
    Call,
    Item,
    Label,
    Made,
    MadeExtra,
    Voice,
    describe,
    item_from_json,
    item_to_json,
)
from podcast.publish.labels import calls_of, labels_of
from podcast.publish.looks import appearance
from podcast.publish.outlines import MAP_FILE
from podcast.publish.pages import prose_page, withdrawn_page
from podcast.publish.paper import transcript_pdf
from podcast.publish.search import FOLDER as SEARCH
from podcast.publish.search import build_search
from podcast.publish.site import (
    Neighbours,
    assets,
    episode_page,
    episode_pages,
    index_page,
    passage_address,
    transcript_page,
    translated_pages,
)
from podcast.publish.turns import Whence
from podcast.publish.upload import copy_out, is_remote, rsync_out, take_back
from podcast.publish.whole import site_files
from podcast.publish.words import Words, words_of

__all__ = [
    "FILM_NEEDS",
    "MAP_FILE",
    "SEARCH",
    "Call",
    "Chart",
    "Heard",
    "Item",
    "Label",
    "Made",
    "MadeExtra",
    "Neighbours",
    "Row",
    "Scope",
    "Voice",
    "Whence",
    "Words",
    "appearance",
    "artwork_problems",
    "assets",
    "build_search",
    "calls_of",
    "card_png",
    "chapters_json",
    "chart_of",
    "copy_out",
    "describe",
    "episode_page",
    "episode_pages",
    "feed_pages",
    "index_page",
    "is_remote",
    "item_from_json",
    "item_to_json",
    "labels_of",
    "passage_address",
    "ping",
    "prose_page",
    "rsync_out",
    "site_files",
    "still_png",
    "take_back",
    "trailers_of",
    "transcript_page",
    "transcript_pdf",
    "translated_pages",
    "withdrawn_page",
    "words_of",
    "write_feed",
    "write_film",
]
