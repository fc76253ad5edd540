"""Read-only verdicts on what was built, and on anybody's feed: each with a code, a place and a fix."""

from podcast.check.fetch import fetch
from podcast.check.finding import Finding, Rule
from podcast.check.verdict import RULES, check_feed, check_show

__all__ = ["RULES", "Finding", "Rule", "check_feed", "check_show", "fetch"]
