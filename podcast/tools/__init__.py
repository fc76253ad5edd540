"""The only room that starts programs."""

from podcast.tools.ffmpeg import Ffmpeg, find
from podcast.tools.process import Result, Running, run, start

__all__ = ["Ffmpeg", "Result", "Running", "find", "run", "start"]
