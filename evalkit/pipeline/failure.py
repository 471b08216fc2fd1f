"""Why a notebook failed, in the words of the operator, with what to do about it."""

import re

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from evalkit.personal.found import masked_text
from evalkit.pipeline.disk import FULL

TOLD = re.compile(r"\[[A-Z]+-|输入数据有")
"""How the messages begin that say everything themselves; see :mod:`evalkit.errors`."""
FULL_DISK = "磁盘已满，腾出空间后再运行一次："
NO_MEMORY = "内存不足：关闭其他程序，或用 --jobs 1 一次只运行一个笔记本"
LONGEST = 500


def failure_of(error: Exception, cell: int, cell_seconds: int) -> str:
    """Return why a notebook failed; what is personal in a message is masked.

    Parameters
    ----------
    error : Exception
        As papermill gave it.
    cell : int
        How many code cells were begun.
    cell_seconds : int
        How long one cell was allowed to run.
    """
    return masked_text(_told(error, cell, cell_seconds))


def _told(error: Exception, cell: int, cell_seconds: int) -> str:
    if isinstance(error, PapermillExecutionError):
        return _failure_of_cell(error)
    if isinstance(error, CellTimeoutError):
        return f"第 {cell} 个代码单元格运行超过 {cell_seconds} 秒的时限，已终止；确需更久时用 --cell-timeout 放宽（CellTimeoutError）"
    if isinstance(error, DeadKernelError):
        return f"第 {cell} 个代码单元格运行时内核意外结束（DeadKernelError），多因{NO_MEMORY}"
    told = f"{type(error).__name__}：{str(error).strip()[:LONGEST]}"
    full = isinstance(error, OSError) and error.errno in FULL
    return f"{FULL_DISK}{told}" if full else f"内核或执行环境出错：{told}"


def _failure_of_cell(error: PapermillExecutionError) -> str:
    value = error.evalue.strip()
    if TOLD.match(value):
        return value
    hint = f"{NO_MEMORY}。" if error.ename == "MemoryError" else ""
    hint = FULL_DISK if error.ename == "OSError" and value.startswith(tuple(f"[Errno {code}]" for code in FULL)) else hint
    return f"第 {error.exec_count} 个代码单元格出错：{hint}{error.ename}：{value}"
