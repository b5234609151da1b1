"""Every word of the terminal but ``get`` with a book or address works without the network; none reads what could run.

One process says them all, in turn, while two things watch it: Python's audit hooks note every socket and every class
that a pickle asks for; on Linux the kernel kills the process at its first internet socket, whoever makes it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.paths import Home

from .conftest import CHECKOUT, QUICK

SCRIPT = """
import ctypes, io, json, os, pickle, platform, socket, struct, sys

SOCKETS = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.Request")
WATCHED = (*SOCKETS, "pickle.find_class")
seen = []
sys.addaudithook(lambda event, facts: seen.append(event) if event in WATCHED else None)

# A filter of the kernel (man 2 seccomp): kill the process where the system call is socket() and its first argument,
# the family, is 2 or 10 (IPv4, IPv6); allow everything else.
CALL = {"x86_64": 41, "aarch64": 198}.get(platform.machine()) if sys.platform == "linux" else None

def forbid():
    rule = lambda code, yes, no, value: struct.pack("HBBI", code, yes, no, value)
    rules = b"".join((
        rule(0x20, 0, 0, 0),          # load the number of the call
        rule(0x15, 0, 4, CALL),       # another one: allow
        rule(0x20, 0, 0, 16),         # load its first argument
        rule(0x15, 1, 0, 2), rule(0x15, 0, 1, 10),
        rule(0x06, 0, 0, 0x80000000),  # kill the process
        rule(0x06, 0, 0, 0x7fff0000),  # allow
    ))
    held = ctypes.create_string_buffer(rules)
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules) // 8, ctypes.addressof(held)))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.addressof(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")

def death_of(deed):
    pid = os.fork()
    if pid == 0:
        deed()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

kernel = "not on this system"
if CALL:
    try:
        forbid()
        families = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)
        kernel = [death_of(lambda: socket.socket(family)) for family in families]
    except OSError as error:
        kernel = str(error)
seen.clear()

from core.cli import main
words = json.loads(sys.argv[1])
sys.stdin = io.StringIO("The fox\\n\\n")
codes = [main(line) for line in words]
found = sorted(set(seen))

# What would be seen: or the lists above could not but be empty.
seen.clear()
pickle.loads(pickle.dumps(OSError))
if kernel == "not on this system" or isinstance(kernel, str):
    socket.socket().close()
else:
    socket.socket(socket.AF_UNIX).close()
print(json.dumps({"codes": codes, "seen": found, "would be seen": sorted(set(seen)), "kernel": kernel}))
"""
KILLED, WENT_WELL = -31, 0  # SIGSYS


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, story: Path) -> dict:
    """All words of the terminal in one process, and what was seen meanwhile."""
    place = tmp_path_factory.mktemp("watched")
    home = Home(place / "home")
    out = {form: str(place / f"out.{form}") for form in ("hf", "gguf", "zip")}
    budget = ("--steps=8", "--save-every=4", "--eval-every=8")
    words = [
        ["train", "--text", str(story), *QUICK, *budget, "--name", "demo", "--json"],
        ["estimate", "--text", str(story), *QUICK, *budget, "--json"],
        ["train", "--resume", "demo@4"],
        ["train", "--fork", "demo", "--steps=2", "--name", "child"],
        ["sample", "demo", "--prompt", "The", "--max-new-tokens", "5"],
        ["chat", "demo@best", "--max-new-tokens", "5"],
        ["inspect", "demo", "--view", "attention", "--prompt", "The fox", "--json"],
        ["inspect", "demo@2", "--view", "next-token", "--prompt", "The fox"],
        ["runs", "--json"],
        ["get"],
        ["look-inside", "--text", str(story)],
        *(["export", "demo", path, "--to", form] for form, path in out.items()),
        ["import", out["hf"], "--name", "from-hf"],
        ["import", out["zip"], "--name", "from-zip"],
        ["sample", "from-hf", "--max-new-tokens", "5"],
    ]
    environment = os.environ | {"HELLOGPT_HOME": str(home.root), "PYTHONPATH": str(CHECKOUT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", SCRIPT, json.dumps(words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: dict = json.loads(done.stdout.splitlines()[-1])
    assert found["codes"] == [0] * len(words), done.stderr
    return found


pytestmark = pytest.mark.integration


def test_no_network_is_used_by_any_word(watched: dict) -> None:
    assert [event for event in watched["seen"] if not event.startswith("pickle")] == []
    assert "socket.__new__" in watched["would be seen"]


def test_the_kernel_would_have_killed_who_opens_an_internet_socket(watched: dict) -> None:
    if isinstance(watched["kernel"], str):
        pytest.skip(f"no filter of system calls: {watched['kernel']}")
    assert watched["kernel"] == [KILLED, KILLED, WENT_WELL]


def test_no_pickle_is_read_by_any_word(watched: dict) -> None:
    assert "pickle.find_class" not in watched["seen"]
    assert "pickle.find_class" in watched["would be seen"]
