"""What tests/engines/run, tests/packaging/run and benches/peers share: a list of tests, folders below target/, and what has to be installed."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time
import traceback

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]


def run(tests):
    """Runs the tests that the command line names, or all, and says how many passed."""
    tests = {test.__name__: test for test in tests}
    unknown = [name for name in sys.argv[1:] if name not in tests]
    if unknown:
        sys.exit(f"no test {unknown[0]}; there are: {', '.join(tests)}")
    passed = failed = 0
    for name in sys.argv[1:] or tests:
        print(f"== {name}", flush=True)
        start = time.monotonic()
        try:
            tests[name]()
            passed += 1
            said = "ok"
        except Exception:
            traceback.print_exc()
            failed += 1
            said = "FAILED"
        print(f"{said}: {name}, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


def virtual_environment(folder, lock, options=()):
    """The Python of a virtual environment in `folder` that holds what the file `lock` fixes by hash, and nothing else."""
    assert sys.version_info >= (3, 11), f"the locked versions need Python 3.11, this is {sys.version.split()[0]}"
    folder = folder.with_name(f"{folder.name}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}")
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
        install += options
        subprocess.run([str(python), *install], check=True)
        (folder / "complete").touch()
    return python


def need(program, package):
    """Installs a program of the system where it is missing and may be installed."""
    if shutil.which(program):
        return
    assert os.geteuid() == 0 and shutil.which("apt-get"), f"{program} is missing; install it, then run this again"
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "check": True}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **quiet)


def fresh(folder):
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def output(call, given=None, **options):
    """What a program prints; its failure is the test's."""
    return subprocess.run(call, input=given, stdout=subprocess.PIPE, check=True, **options).stdout.decode()
