"""What people write about a show, read and checked; and the first lines of it, written for them."""

from podcast.show.categories import CATEGORIES
from podcast.show.consents import FORM_MARK, SignedForm, file_consent
from podcast.show.languages import HEARD, TRANSLATED, is_heard
from podcast.show.load import SHOW_FILE, find_root, load_show, show_alone
from podcast.show.mistakes import unknown_value
from podcast.show.names import RECORDINGS, is_slug, slug_of
from podcast.show.protected import is_protected
from podcast.show.register import REGISTER, guid_digest, note_withdrawal
from podcast.show.source import Source, read_source, source_of
from podcast.show.tags import judge_tag, learn_spelling
from podcast.show.values import CONTROL
from podcast.show.write import (
    Added,
    NewEpisode,
    NewShow,
    add_episode,
    bring_territory,
    new_show,
    refuse_second_show,
)

__all__ = [
    "CATEGORIES",
    "CONTROL",
    "FORM_MARK",
    "HEARD",
    "RECORDINGS",
    "REGISTER",
    "SHOW_FILE",
    "TRANSLATED",
    "Added",
    "NewEpisode",
    "NewShow",
    "SignedForm",
    "Source",
    "add_episode",
    "bring_territory",
    "file_consent",
    "find_root",
    "guid_digest",
    "is_heard",
    "is_protected",
    "is_slug",
    "judge_tag",
    "learn_spelling",
    "load_show",
    "new_show",
    "note_withdrawal",
    "read_source",
    "refuse_second_show",
    "show_alone",
    "slug_of",
    "source_of",
    "unknown_value",
]
