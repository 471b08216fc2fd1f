"""Locks by which programs that run at once wait for each other, and know who holds them.

The operating system holds a lock for a process and lets go of it when the process ends, however it ends: what is left after
a crash is a file that nobody holds, so nothing has to be cleaned. Who holds it stands in a file beside it, which is only
read when the lock cannot be had. Between machines that share a folder a lock is worth what the share makes of it: NFS and
SMB pass it on unless mounted otherwise (``nolock``, ``nobrl``); where a disk knows no locks at all, ``filelock`` falls back
on a file that exists as long as it is held, and after a crash of another machine that file has to be removed by hand.
"""

import json
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from evalkit.errors import EvalkitError

FOLDER = ".locks"


class LockHeldError(EvalkitError):
    """What was to be held is held by another process."""


@contextmanager
def held(path: Path, what: str, *, wait: float, on_wait: Callable[[str], None] = lambda message: None) -> Iterator[None]:
    """Hold a lock for as long as the context lasts.

    Parameters
    ----------
    path : pathlib.Path
        The file of the lock; its folder is made where it is not there.
    what : str
        What is held, in Chinese, such as ``2022 年度``.
    wait : float
        How many seconds to wait for another process that holds it.
    on_wait : callable
        Told, in Chinese, who holds it, if there is anybody to wait for.

    Raises
    ------
    LockHeldError
        ``P-LOCK-01`` if another process still holds it when the time is over.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock, beside = FileLock(path), path.with_suffix(".json")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait(f"{what}正由{_holder(beside)}使用，最多等待 {wait:g} 秒")
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise LockHeldError(
                "P-LOCK-01",
                f"{what}正由另一次运行使用",
                found=f"{_holder(beside)}，等了 {wait:g} 秒仍未结束",
                expected="同一年度同时只有一次运行",
                remedy="等那次运行结束后再运行，或用 --wait 等久一些；那次运行若已无响应，结束它的进程即可，不需要清理",
            ).at(str(path)) from None
    try:
        _sign(beside)
        yield
    finally:
        lock.release()


def _sign(beside: Path) -> None:
    """Write who holds a lock, for those who wait; a disk that is full does not keep anybody from holding it."""
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    with suppress(OSError):
        beside.write_text(json.dumps({"process": os.getpid(), "host": platform.node(), "since": since}), encoding="utf-8")


def _holder(beside: Path) -> str:
    try:
        said = json.loads(beside.read_bytes())
        return f"进程 {said['process']}（主机 {said['host']}，自 {said['since']} 起）"
    except (OSError, ValueError, KeyError, TypeError):
        return "另一个进程"
