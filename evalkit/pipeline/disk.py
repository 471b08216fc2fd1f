"""What an operator is told when a disk refuses: that it is full, may not be written to, or why else."""

import errno
from pathlib import Path

from evalkit.errors import EvalkitError, InvalidInputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM)


def disk_error(error: OSError, place: Path) -> EvalkitError:
    """Return what to tell of an error of the disk.

    Parameters
    ----------
    error : OSError
        As the system gave it.
    place : pathlib.Path
        What was being written, told where the system names no file.
    """
    where = str(error.filename or place)
    if error.errno in FULL:
        return EvalkitError(
            "P-DISK-01",
            "磁盘已满，没有写完",
            found=_said(error),
            expected="有足够的空间；此前发布的报告没有改动",
            remedy="腾出空间后再运行一次，不需要清理",
        ).at(where)
    if error.errno in REFUSED:
        return unwritable(place, _said(error))
    return EvalkitError(
        "P-DISK-02",
        "写入失败",
        found=_said(error),
        expected="可以写入；此前发布的报告没有改动",
        remedy="检查磁盘和网络共享，关闭正打开该文件夹中文件的程序，再运行一次",
    ).at(where)


def unwritable(folder: Path, why: str) -> EvalkitError:
    """Return what to tell of a folder in which nothing can be written."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    found = why if nearest.is_dir() else f"{nearest} 是文件"
    remedy = "用 --output 换一个文件夹，或取得写入权限"
    return InvalidInputError("P-OUT-01", "不能写入报告文件夹", found=found, expected="可以写入的文件夹", remedy=remedy).at(
        str(folder)
    )


def _said(error: OSError) -> str:
    return f"{error.strerror or error}（{errno.errorcode.get(error.errno or 0, type(error).__name__)}）"
