"""Recordings in: checksummed, looked at once from end to end, never rewritten."""

from podcast.ingest.originals import SUMS, check_originals
from podcast.ingest.probe import look, probe, probe_from_json, probe_to_json

__all__ = ["SUMS", "check_originals", "look", "probe", "probe_from_json", "probe_to_json"]
