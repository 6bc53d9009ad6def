"""Signals as something to wait for.

A supervisor that is interrupted between starting a child and writing its number down loses the
child. So the signals are blocked and taken at one place only; a blocked signal is kept even where
the parent shell ignores it, as it does with SIGINT for background commands.
"""

from __future__ import annotations

import signal

_STOP = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def hold_signals() -> None:
    """From here on, a request to stop and a child's end are seen by ``stop_requested`` only.

    A hang-up that is ignored was meant to be: that is what nohup does.
    """
    kept = _STOP | {signal.SIGCHLD}
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        kept = kept - {signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, kept)


def stop_requested(seconds: float) -> bool:
    """Wait this long, less when a child ends; True as soon as we are asked to stop."""
    seen = signal.sigtimedwait(_STOP | {signal.SIGCHLD}, seconds)
    return seen is not None and seen.si_signo in _STOP


def release_signals() -> None:
    """For a child between fork and exec: a mask is inherited, and would make it deaf."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
