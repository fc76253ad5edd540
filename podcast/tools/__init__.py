"""The only room that starts programs."""

from podcast.tools.ffmpeg import SAFE_INPUT, Ffmpeg, find
from podcast.tools.process import Result, Running, run, start

__all__ = ["SAFE_INPUT", "Ffmpeg", "Result", "Running", "find", "run", "start"]
