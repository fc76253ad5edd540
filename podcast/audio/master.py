"""Mastering: analyse once, plan for each target, render once into every file, measure every file.

No encoder is trusted: each file is decoded and measured, and what misses is planned again from what was
measured and rendered again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from podcast import disk
from podcast.audio.encode import Codec, Delivery, Encoding, Target, encoding, overshoot_db
from podcast.audio.filters import Levels
from podcast.audio.limit import Limiter, Plan, plan
from podcast.audio.loudness import KEnergy, integrated_lufs, metered
from podcast.audio.pcm import Downmixed, Kept, Pcm, even_blocks, reopen
from podcast.audio.peaks import Amplitudes, BinPeaks
from podcast.audio.wave_file import write_loudness
from podcast.errors import AudioError, RecordingError, Remark
from podcast.model import Loudness

__all__ = ["Mastered", "master"]

logger = logging.getLogger(__name__)

Progress = Callable[[float], None]

_TRIES = 4
_SAFE_DB = 0.05  # aimed under a ceiling that was just exceeded
# Peaks less than this over the programme's loudness need no exact value: at the loudest target a station may
# ask for, -14 LUFS, they stay under the lowest ceiling of ours, -3 dBTP less 0.9 for an encoder. Where a
# station asks for a lower one, the upper bound that stands in for them has the limiter work a little earlier.
_LOUD_DB = 14.0 - 4.0
_TOO_MUCH_DB = 24.0  # a limiter that takes this away leaves something else than what was recorded
_HEARD_DB = 10.0  # more than this, taken off in 5 ms, is no longer hidden by what it is taken off
_ANALYSIS, _RENDER = 0.15, 0.8  # shares of the progress bar at the end of each part


@dataclass(frozen=True, slots=True)
class Mastered:
    """A finished file as measured after decoding; `gain_db` is what its programme was raised by."""

    path: Path
    loudness: Loudness
    bytes: int
    duration_ms: int
    gain_db: float
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Analysis:
    energy: Levels
    peaks: Amplitudes
    frames: int


@dataclass
class _Job:
    """A delivery under way: where it aims, and what came out last time."""

    delivery: Delivery
    file: Path
    aim_lufs: float
    ceiling_dbtp: float
    plan: Plan | None = None
    measured: Loudness | None = None
    duration_ms: int = 0

    @property
    def target(self) -> Target:
        return self.delivery.target

    def misses(self) -> bool:
        return self.measured is None or not self.target.met_by(self.measured)

    def aim_again(self) -> None:
        """Move the aim by what was missed."""
        assert self.measured is not None
        short = self.target.integrated_lufs - self.measured.integrated_lufs
        if abs(short) > self.target.tolerance_lu / 2:
            self.aim_lufs += short
        over = self.measured.true_peak_dbtp - self.target.max_true_peak_dbtp
        if over > 0:
            self.ceiling_dbtp -= over + _SAFE_DB


def master(
    programme: Pcm, deliveries: Sequence[Delivery], on_progress: Progress | None = None
) -> tuple[Mastered, ...]:
    """Make every delivery of a 48 kHz programme, each within its target when decoded.

    Files appear under their names only when all of them are right. Raises RecordingError for a programme
    without sound, AudioError where a target cannot be met. `on_progress` gets 0 to 1.
    """
    tell = on_progress or (lambda _: None)
    with ExitStack() as files:
        jobs = [_job(each, files.enter_context(disk.replacing(each.path))) for each in deliveries]
        by_channels: dict[int, list[_Job]] = {}
        for job in jobs:
            by_channels.setdefault(job.delivery.channels or programme.channels, []).append(job)
        for number, (channels, group) in enumerate(by_channels.items()):
            part = _part(tell, number, len(by_channels))
            with TemporaryFile(dir=group[0].file.parent, buffering=0) as room:
                _make(Kept(Downmixed(programme, channels), room), group, part)
        return tuple(_mastered(job) for job in jobs)


def _part(tell: Progress, number: int, parts: int) -> Progress:
    return lambda done: tell((number + done) / parts)


def _job(delivery: Delivery, file: Path) -> _Job:
    target = delivery.target
    ceiling = target.max_true_peak_dbtp - overshoot_db(delivery)
    return _Job(delivery, file, target.integrated_lufs, ceiling)


def _make(programme: Pcm, jobs: Sequence[_Job], tell: Progress) -> None:
    """Make the deliveries that share a number of channels."""
    analysis = _analyse(programme)
    tell(_ANALYSIS)
    _try(programme, analysis, jobs, tell)
    for _ in range(_TRIES - 1):
        missing = [job for job in jobs if job.misses()]
        for job in missing:
            job.aim_again()
        if missing:
            _try(programme, analysis, missing, lambda _: None)
    for job in jobs:
        if job.misses():
            raise _missed(job)


def _try(programme: Pcm, analysis: _Analysis, jobs: Sequence[_Job], tell: Progress) -> None:
    _render(programme, analysis, jobs, tell)
    for number, job in enumerate(jobs, start=1):
        _measure(job)
        tell(_RENDER + (1 - _RENDER) * number / len(jobs))


def _analyse(programme: Pcm) -> _Analysis:
    """Read a programme once: K energy per 10 ms, true peak per 0.5 ms."""
    energy = KEnergy(programme.rate_hz, programme.channels)
    peaks = BinPeaks(programme.rate_hz, programme.channels)
    frames = 0
    for block in programme.blocks():
        channels_first = np.ascontiguousarray(block.T)
        energy.push(channels_first)
        peaks.push(channels_first, 10 ** ((energy.so_far_lufs() + _LOUD_DB) / 20))
        frames += len(block)
    found = _Analysis(energy.grid(), peaks.result(), frames)
    if not np.isfinite(integrated_lufs(found.energy)):
        raise RecordingError(
            "the programme holds no sound that can be measured: it is silent, or shorter than 0.4 s",
            hint="listen to its recordings, and check that the microphone was on",
        )
    return found


def _render(programme: Pcm, analysis: _Analysis, jobs: Sequence[_Job], tell: Progress) -> None:
    """Render once; jobs with one aim share one stream and one ffmpeg."""
    streams = _streams(analysis, jobs)
    with ExitStack() as running:
        encoders = [running.enter_context(_encoding(group, programme)) for _, group in streams]
        curves = [limiter.curves() for limiter, _ in streams]
        done = 0
        for block, *gains in zip(even_blocks(programme), *curves, strict=True):
            for (limiter, _), encoder, curve in zip(streams, encoders, gains, strict=True):
                encoder.write(limiter.limited(block, curve))
            done += len(block)
            tell(_ANALYSIS + (_RENDER - _ANALYSIS) * done / analysis.frames)
        for encoder in encoders:
            encoder.close()


def _streams(analysis: _Analysis, jobs: Sequence[_Job]) -> list[tuple[Limiter, list[_Job]]]:
    """Plan one stream for each aim; its ceiling is the lowest of those who share it."""
    by_aim: dict[float, list[_Job]] = {}
    for job in jobs:
        by_aim.setdefault(round(job.aim_lufs, 3), []).append(job)
    streams = []
    for aim_lufs, group in by_aim.items():
        planned = plan(analysis.energy, analysis.peaks, aim_lufs, min(job.ceiling_dbtp for job in group))
        if planned.reduction_db > _TOO_MUCH_DB:
            raise _out_of_reach(group[0], planned)
        logger.info("%s: %s", ", ".join(job.delivery.path.name for job in group), planned)
        for job in group:
            job.plan = planned
        streams.append((Limiter(analysis.peaks, planned.gain_db, planned.ceiling_dbtp), group))
    return streams


def _encoding(group: Sequence[_Job], programme: Pcm) -> AbstractContextManager[Encoding]:
    wanted = [(job.delivery, job.file) for job in group]
    return encoding(wanted, programme.rate_hz, programme.channels)


def _measure(job: _Job) -> None:
    meter = metered(reopen(job.file))
    job.measured, job.duration_ms = meter.result(), meter.duration_ms
    if job.delivery.codec is Codec.WAV:
        write_loudness(job.file, job.measured)


def _out_of_reach(job: _Job, planned: Plan) -> AudioError:
    return AudioError(
        "{file} cannot be brought to {wanted_lufs} LUFS: its loudest sounds would have to lose "
        "{reduction_db} dB",
        hint="turn down or cut the sounds that are far louder than the voices, then run podcast build again",
        file=job.delivery.path.name,
        wanted_lufs=job.target.integrated_lufs,
        reduction_db=round(planned.reduction_db),
    )


def _missed(job: _Job) -> AudioError:
    assert job.measured is not None
    return AudioError(
        "{file} comes out at {got_lufs} LUFS and {got_dbtp} dBTP, but must be {wanted_lufs} LUFS "
        "within {tolerance_lu} LU and stay under {ceiling_dbtp} dBTP",
        hint="turn down or cut the sounds that are far louder than the voices, then run podcast build again",
        file=job.delivery.path.name,
        got_lufs=round(job.measured.integrated_lufs, 2),
        got_dbtp=round(job.measured.true_peak_dbtp, 2),
        wanted_lufs=job.target.integrated_lufs,
        tolerance_lu=job.target.tolerance_lu,
        ceiling_dbtp=job.target.max_true_peak_dbtp,
    )


def _mastered(job: _Job) -> Mastered:
    assert job.plan is not None and job.measured is not None
    return Mastered(
        job.delivery.path,
        job.measured,
        job.file.stat().st_size,
        job.duration_ms,
        job.plan.gain_db,
        _remarks(job.delivery, job.plan),
    )


def _remarks(delivery: Delivery, planned: Plan) -> tuple[Remark, ...]:
    if planned.reduction_db <= _HEARD_DB:
        return ()
    minutes, seconds = divmod(planned.hardest_ms // 1000, 60)
    values: dict[str, str | int | float] = {
        "file": delivery.path.name,
        "reduction_db": round(planned.reduction_db, 1),
        "time": f"{minutes}:{seconds:02d}",
    }
    said = (
        "{file}: the limiter takes up to {reduction_db} dB off the loudest moments, the most at {time}: "
        "listen there, and if it is heard turn down in the recording what is so much louder than the voices"
    )
    return (Remark(said, values),)
