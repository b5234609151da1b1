"""The way in: on first use `python main.py` sets up .venv beside this file, then starts HelloGPT in it.

`python main.py test` does the same with the test tools and runs every check, `python main.py bench` the benchmarks,
which measure beside some of those tools. Standard library only, in a grammar that any Python 3 can parse, so that a
Python too old gets as far as the sentence that says so.
"""

import hashlib
import os
import re
import signal
import subprocess
import sys
from typing import Any

ROOT = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.join(ROOT, "pyproject.toml")
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "hellogpt.stamp")  # written last: what stands in it has been installed whole
MAKING = os.path.join(VENV, "hellogpt.making")  # there until Python's venv and pip in it are whole
LOG = os.path.join(VENV, "pip.log")
REPORT = os.path.join(VENV, "torch.json")

OLDEST, NEWEST = (3, 11), (3, 14)
PIP = "pip>=25.3"  # the first whose --dry-run reads a wheel's metadata without fetching the wheel
DISK_NEEDED = 2.5e9  # bytes: the environment with torch's CPU build, and room to unpack it
TORCH_INDEX = "https://download.pytorch.org/whl/"
DRIVER_FOR = {"cu12": 525, "cu13": 580}  # the oldest NVIDIA driver that runs builds for CUDA 12 and 13

SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile"]  # the whole suite: half of its time is waiting

AGAIN = "then run the same command again"


class SetUpError(Exception):
    """HelloGPT cannot be set up here; the message says why and what to do."""


class PipError(SetUpError):
    """pip failed for a reason of its own, with disk and network in order."""


def main(arguments: "list[str]") -> int:
    """Set up what is missing, then run the checks (`test`) or hand over to the benchmarks or the program."""
    testing = arguments[:1] == ["test"]
    measuring = arguments[:1] == ["bench"]
    try:
        check_python(sys.version_info[:2], sys.maxsize > 2**32, sys.executable)
        if not (stamp_covers(read(STAMP), wanted_stamp(testing or measuring)) and os.path.exists(venv_python())):
            set_up(testing or measuring)
        if testing:
            return run_checks(arguments[1:])
    except SetUpError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("Interrupted. Run the same command again and it goes on from here.")
        return 3
    if measuring:
        return hand_over([venv_python(), os.path.join(ROOT, "benchmarks")] + arguments[1:])
    if inside_venv():
        return start_program()
    return hand_over([venv_python(), os.path.join(ROOT, "main.py")] + arguments)


# Starting


def start_program() -> int:
    """Run HelloGPT in this process, from this folder whatever folder the person stands in."""
    if sys.path[:1] != [ROOT]:
        sys.path.insert(0, ROOT)
    from hellogpt_gui.__main__ import main as program

    return program()


def hand_over(command: "list[str]") -> int:
    """Become the program; Windows cannot, so there it runs as a child that hears Ctrl+C itself."""
    if os.name != "nt":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(command[0], command)
    try:
        code = run(command)
    except KeyboardInterrupt as interrupted:
        code = interrupted.args[0]
    return code - 2**32 if code >= 2**31 else code  # a crash's code, in the form that sys.exit takes


def run(command: "list[str]", **options: object) -> int:
    """Run a command to its own end, which Ctrl+C hastens but does not cut off; raises KeyboardInterrupt(exit code)."""
    interrupted = []
    # Noted, not raised: an exception between the child's end and the reading of its exit code would lose that code.
    noted = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if noted:
        signal.signal(signal.SIGINT, lambda number, frame: interrupted.append(number))
    try:
        code = subprocess.Popen(command, **options).wait()  # type: ignore[call-overload]
    finally:
        if noted:
            signal.signal(signal.SIGINT, signal.default_int_handler)
    if interrupted:
        raise KeyboardInterrupt(code)
    return int(code)


def inside_venv() -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def venv_python() -> str:
    if os.name == "nt":
        return os.path.join(VENV, "Scripts", "python.exe")
    return os.path.join(VENV, "bin", "python")


# The checks


def check_commands(python: str) -> "list[tuple[str, list[str]]]":
    """Every check before pytest: its name and its command."""
    import_rules = (
        "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint(['--no-logo']))"
    )
    return [
        ("ruff check", [python, "-m", "ruff", "check", "."]),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        ("mypy", [python, "-m", "mypy"]),
        ("import rules", [python, "-c", import_rules]),
    ]


def run_checks(options: "list[str]") -> int:
    """Run each check even if one before failed, pytest last; with pytest options, pytest alone."""
    python = venv_python()
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")  # tests click by themselves; no window need be seen
    failed = []
    if not options:
        for name, command in check_commands(python):
            tell("\n== " + name)
            if run(command, cwd=ROOT, env=environment) != 0:
                failed.append(name)
        tell("\nFailed before pytest: " + ", ".join(failed) if failed else "\nAll checks before pytest passed.")
        tell("\n== pytest")
    code = run([python, "-m", "pytest"] + (options or SIDE_BY_SIDE), cwd=ROOT, env=environment)
    return code or (1 if failed else 0)


# Setting up


def check_python(version: "tuple[int, ...]", is_64_bit: bool, executable: str) -> None:
    """Refuse a Python that HelloGPT's libraries do not exist for."""
    this = "Python %d.%d (%s)" % (version[0], version[1], executable)
    needed = "HelloGPT needs Python %d.%d to %d.%d" % (OLDEST + NEWEST)
    if version < OLDEST:
        raise SetUpError("%s, and this is %s: install a newer one from python.org, %s with it." % (needed, this, AGAIN))
    if version > NEWEST:
        raise SetUpError("%s, and this is %s: install one of those beside it, %s with it." % (needed, this, AGAIN))
    if not is_64_bit:
        raise SetUpError("%s in its 64-bit form, and this is a 32-bit %s: install that, %s." % (needed, this, AGAIN))


def wanted_stamp(testing: bool) -> str:
    """What the stamp must say: pyproject's hash, the Python version, and the extra."""
    with open(PROJECT, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return "%s python%d.%d %s" % (digest, sys.version_info[0], sys.version_info[1], "test" if testing else "run")


def stamp_covers(found: str, wanted: str) -> bool:
    """True where what was set up is what is wanted, or that and the test tools."""
    return found == wanted or (found[-5:] == " test" and wanted[-4:] == " run" and found[:-5] == wanted[:-4])


def set_up(testing: bool) -> None:
    """Make .venv whole for this pyproject.toml and this Python; started again after any interruption, it goes on."""
    stamp = wanted_stamp(testing or read(STAMP).endswith(" test"))
    requirements = read_requirements(stamp.endswith(" test"))
    try:
        say("HelloGPT installs the libraries it needs into .venv. This happens once and takes a few minutes.")
        if not venv_is_usable():
            make_venv()
        remove(STAMP)
        drop_half_installed(site_packages())
        install_fitting_torch(next(line for line in requirements if re.match(r"torch\b", line)))
        pip(["install"] + requirements)
        write(STAMP, stamp)
    except OSError as error:
        raise fault(str(error), free_bytes())
    say("HelloGPT is set up.")


def read_requirements(testing: bool) -> "list[str]":
    """The dependencies that pyproject.toml declares, with those of the extra `test` where wanted."""
    import tomllib

    with open(PROJECT, "rb") as file:
        project = tomllib.load(file)["project"]
    extra = project["optional-dependencies"]["test"] if testing else []
    return [str(line) for line in project["dependencies"] + extra]


def venv_is_usable() -> bool:
    """True for a .venv made to its end by the Python version that runs now."""
    if inside_venv():
        return True
    version = re.search(r"^version\S* *= *(\d+)\.(\d+)", read(os.path.join(VENV, "pyvenv.cfg")), re.MULTILINE)
    same = version is not None and (int(version.group(1)), int(version.group(2))) == sys.version_info[:2]
    return same and os.path.exists(venv_python()) and not os.path.exists(MAKING)


def make_venv() -> None:
    """Make a .venv with a pip new enough, in place of what may be left of another."""
    import importlib.util

    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = "python%d.%d-venv" % sys.version_info[:2]
        raise SetUpError(
            "This Python comes without its venv module: install it (on Debian and Ubuntu: sudo apt install %s), %s."
            % (package, AGAIN)
        )
    if free_bytes() < DISK_NEEDED:
        raise fault("No space left on device", free_bytes())
    if os.path.exists(VENV):
        import shutil

        say("What is in .venv is incomplete or belongs to another Python: it is made again.")
        shutil.rmtree(VENV)
    os.mkdir(VENV)
    write(MAKING, "")
    if run([sys.executable, "-m", "venv", VENV], stdout=2) != 0:
        raise SetUpError("Python could not make the folder %s; the lines above say why. Mend that, %s." % (VENV, AGAIN))
    try:
        pip(["install", "--upgrade", PIP])
    except PipError:
        say("The pip that came with this Python is used.")
    remove(MAKING)


def site_packages() -> str:
    import sysconfig

    return sysconfig.get_path("purelib", "venv", vars={"base": VENV})


def drop_half_installed(folder: str) -> None:
    """Forget packages whose installation was cut off: pip writes RECORD last, and without it would call them whole."""
    import shutil

    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name.endswith(".dist-info") and not os.path.exists(os.path.join(path, "RECORD")):
            shutil.rmtree(path)


def pip_command(python: str, words: "list[str]") -> "list[str]":
    return [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "--log", LOG] + words


def pip(words: "list[str]") -> None:
    """Run pip with its progress on stderr, since stdout belongs to the program; raises SetUpError where it fails."""
    ours = [name for name in os.environ if name not in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX")]
    environment = dict((name, os.environ[name]) for name in ours)
    environment["PIP_USER"] = "0"
    remove(LOG)
    if run(pip_command(venv_python(), words), stdout=2, env=environment) != 0:
        raise fault(read(LOG), free_bytes())


def fault(told: str, free: float) -> SetUpError:
    """One sentence for what went wrong: `told` is pip's log or an error's text, `free` the bytes left on the disk."""
    if free < 1e8 or re.search(r"No space left|Errno 28|WinError 112|not enough space|Disk quota", told):
        room = "about %.1f GB are needed in %s, and %.1f GB are free" % (DISK_NEEDED / 1e9, ROOT, free / 1e9)
        return SetUpError("The disk is full (%s): make room there and in the temporary folder, %s." % (room, AGAIN))
    if re.search(r"Retry\(total=0|Max retries|NewConnection|NameResolution|Read timed out|IncompleteRead", told):
        return SetUpError("The network did not answer while libraries were fetched: connect this computer, %s." % AGAIN)
    if re.search(r"Permission denied|Errno 13|Read-only|Errno 30|WinError 5\b|Access is denied", told):
        return SetUpError("%s cannot be written: make it yours, or copy HelloGPT elsewhere, %s." % (ROOT, AGAIN))
    said = (re.findall(r"ERROR: (.+)", told) or told.strip().split("\n"))[-1]
    return PipError("The libraries could not be installed (%s): mend that (more is in %s), %s." % (said, LOG, AGAIN))


# Which build of torch


def install_fitting_torch(requirement: str) -> None:
    """Install torch from PyTorch's own index where pip's choice does not fit this machine; else leave it to pip."""
    import json

    remove(REPORT)
    pip(["install", "--dry-run", "--no-deps", "--report", REPORT, requirement])
    index = torch_index(torch_build(json.loads(read(REPORT))), nvidia_driver(), sys.platform)
    remove(REPORT)
    if not index:
        return
    say("The build of torch that fits this computer is at %s" % index)
    try:
        if not answers(index):
            raise SetUpError("no answer within 3 s")
        pip(torch_words(requirement, index))
    except SetUpError:
        say("It could not be had there; the build that pip chooses is taken, which works too.")


def torch_build(report: "dict[str, Any]") -> str:
    """What pip would install: "cpu", "cu12", "cu13", another build's tag, or "" where the installed torch satisfies.

    PyTorch's index marks builds in the local version (2.13.0+cu130); elsewhere the CUDA packages required tell.
    """
    for item in report["install"]:
        metadata = item["metadata"]
        if metadata["name"].lower() != "torch":
            continue
        local = str(metadata["version"]).partition("+")[2]
        if local:
            return local[:4] if local.startswith("cu") else local
        for line in metadata.get("requires_dist", []):
            conditions = re.findall(r"(platform_system|platform_machine|sys_platform) == ['\"](\w+)['\"]", line)
            if all(report["environment"].get(key) == value for key, value in conditions):
                cuda = re.match(r"nvidia-[\w-]+-(cu\d\d)|cuda-toolkit\S*==(\d\d)", line)
                if cuda:
                    return cuda.group(1) or "cu" + cuda.group(2)
        return "cpu"
    return ""


def torch_index(build: str, driver: "int | None", platform: str) -> str:
    """The index whose torch fits this machine better than `build`, or "" where `build` fits.

    `driver` is the NVIDIA driver's major version: None without one, 0 where it is not known.
    """
    if platform == "darwin" or not (build == "cpu" or build.startswith("cu")):
        return ""
    if driver is None:
        return "" if build == "cpu" else TORCH_INDEX + "cpu"
    if build != "cpu" and (driver == 0 or driver >= DRIVER_FOR.get(build, 0)):
        return ""
    return TORCH_INDEX + ("cu130" if driver >= DRIVER_FOR["cu13"] else "cu126")


def torch_words(requirement: str, index: str) -> "list[str]":
    return ["install", "--index-url", index, requirement]


def nvidia_driver() -> "int | None":
    """The NVIDIA driver's major version; 0 where there is one that does not tell, None where there is none."""
    import ctypes.util
    import shutil

    told = ""
    program = shutil.which("nvidia-smi")
    if program:
        asked = [program, "--query-gpu=driver_version", "--format=csv,noheader"]
        try:
            told = subprocess.check_output(asked, stderr=subprocess.DEVNULL, timeout=20).decode("ascii", "replace")
        except (OSError, subprocess.SubprocessError):
            told = ""  # the program is there and no driver answers it
    told = told or read("/proc/driver/nvidia/version")
    version = re.search(r"\b(\d{3,4})\.\d+", told)
    if version:
        return int(version.group(1))
    if os.path.exists("/proc/driver/nvidia") or (os.name == "nt" and ctypes.util.find_library("nvcuda")):
        return 0
    return None


def answers(index: str, seconds: float = 3.0) -> bool:
    """True if the index answers within that time. A thread asks, since looking a name up keeps no time limit."""
    import http.client
    import threading
    import urllib.request

    heard = []

    def ask() -> None:
        try:
            urllib.request.urlopen(urllib.request.Request(index + "/torch/", method="HEAD"), timeout=seconds).close()
            heard.append(True)
        except (OSError, http.client.HTTPException):
            return

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(heard)


# Files and words


def say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def tell(line: str) -> None:
    """A line of the checks' own report: on stdout, before what the next command prints there."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def free_bytes() -> float:
    import shutil

    return shutil.disk_usage(ROOT).free


def read(path: str) -> str:
    """A file's text, or "" where there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def write(path: str, text: str) -> None:
    """Put a file in place whole: under its name there is all of it or none."""
    with open(path + ".new", "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def remove(path: str) -> None:
    if os.path.exists(path):
        os.remove(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
