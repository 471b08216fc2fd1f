"""Real kernels forked from the warm parent, for unmodified papermill.

A job forks its kernel before it does anything else, since a process that has used ZeroMQ or asyncio must not be forked.
The kernel waits for its connection file; :class:`WarmProvisioner`, which jupyter_client finds by its entry point, hands it
over when papermill asks for a kernel. Kernel and job talk over sockets in the file system, and the kernel dies with its job.
"""

import asyncio
import ctypes
import json
import os
import signal
import socket
import sys
import time
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_client.utils import ensure_async
from jupyter_core.paths import jupyter_runtime_dir

LAUNCHER = "ipykernel_launcher"
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
POLL_SECONDS = 0.005
RECONNECT_MILLISECONDS = 5
STATUS_SECONDS = 0.02
WELL = 0

_waiting: "WaitingKernel | None" = None


class WaitingKernel:
    """A kernel process that waits to be told its connection file; offers what jupyter_client asks of a process.

    Attributes
    ----------
    pid : int
    returncode : int or None
        ``None`` while it runs, negative for the signal that ended it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket):
        self.pid, self.returncode, self._line = pid, None, line

    def start(self, arguments: list[str], environment: dict[str, str], folder: str) -> None:
        """Tell the kernel what to run with."""
        with self._line:
            self._line.sendall(json.dumps({"arguments": arguments, "environment": environment, "folder": folder}).encode())

    def poll(self) -> int | None:
        """Return the exit status, ``None`` while the kernel runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self) -> int:
        """Wait for the kernel to end, and return its exit status."""
        while self.poll() is None:
            time.sleep(POLL_SECONDS)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


def die_with_parent() -> None:
    """Have the kernel of the operating system end this process when its parent ends; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def fork_kernel() -> None:
    """Fork the kernel of this job; to be called first of all, while the job has one thread and no sockets."""
    global _waiting
    ours, theirs = socket.socketpair()
    job = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            ours.close()
            status = _be_kernel(theirs, job)
        finally:
            os._exit(status)
    theirs.close()
    _waiting = WaitingKernel(pid, ours)


def _be_kernel(line: socket.socket, job: int) -> int:
    """Wait for the connection file, then be an ordinary IPython kernel until it is shut down."""
    die_with_parent()
    if os.getppid() != job:
        return 1
    os.setpgid(0, 0)
    _close_all_but(line.fileno())
    with line:
        told = b"".join(iter(lambda: line.recv(65536), b""))
    if not told:
        return WELL
    given = json.loads(told)
    os.environ.clear()
    os.environ.update(given["environment"])
    os.chdir(given["folder"])
    import atexit

    import numpy
    from ipykernel.kernelapp import IPKernelApp

    numpy.random.seed()
    try:
        IPKernelApp.launch_instance(argv=given["arguments"])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else WELL
    finally:
        atexit._run_exitfuncs()
    return WELL


def _close_all_but(kept: int) -> None:
    """Close what was inherited, above all the pipe that tells the batch that the job has ended; silence the standard streams."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


class WarmProvisioner(LocalProvisioner):
    """Launches the kernel that waits in this process; a kernel of another language, or a second one, is started as usual."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Hand the connection file to the waiting kernel."""
        global _waiting
        if _waiting is None or LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, _waiting = _waiting, None
        self.process.start(cmd[cmd.index(LAUNCHER) + 1 :], dict(kwargs["env"]), os.fspath(kwargs.get("cwd") or os.getcwd()))
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel to end, without the pauses that are usual."""
        while self.process is not None and self.process.poll() is None:
            await asyncio.sleep(POLL_SECONDS)
        code = WELL if self.process is None else self.process.returncode
        self.process = None
        return code


class WarmClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has answered; usually a fifth of a second of silence is waited for.

    The kernel's sockets appear while the client waits, so it looks for them more often than ZeroMQ does by itself.
    """

    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MILLISECONDS)
        return context

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            self.kernel_info()
            try:
                reply = await ensure_async(self.shell_channel.get_msg(timeout=1))
                await ensure_async(self.iopub_channel.get_msg(timeout=STATUS_SECONDS))
            except Empty:
                reply = None
            if reply is not None and reply["msg_type"] == "kernel_info_reply":
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel did not respond in {timeout} seconds")

    wait_for_ready = _async_wait_for_ready


class WarmManager(AsyncKernelManager):
    """A manager that asks for :class:`WarmProvisioner`, talks over the file system and does not pause between looks."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        folder = jupyter_runtime_dir()
        self.connection_file, self.transport, self.ip = f"{folder}/kernel.json", "ipc", f"{folder}/socket"
        self.client_class = f"{__name__}.WarmClient"

    async def _async_wait(self, pollinterval: float = POLL_SECONDS) -> None:
        await super()._async_wait(pollinterval=POLL_SECONDS)
