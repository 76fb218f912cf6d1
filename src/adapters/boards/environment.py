"""Makes one environment of Python on a board: `python3 environment.py`, as an attempt in the attempt's own folder.

`job.json` says what: name, version, packages, alone (installed without what they say they need), and from: `index` (pip asks
the index that it is configured with) or `files` (only what lies beside this file). The environment is a folder of its own below
the board's state folder. Its scripts hold its path, hence it is made where it will stay; `packages.json` comes last, and a
folder without it is no environment: probes do not see it, and the next try removes it. Python 3.7 and newer.

Exit status: 10 this Python makes no venv, 11 pip refused, 12 the disk did, 13 there is no pip.
"""
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.parse

NO_VENV, REFUSED, NO_DISK, NO_PIP = 10, 11, 12, 13


class Stop(Exception):
    pass


def main():
    with open("job.json", encoding="utf-8") as file:
        job = json.load(file)
    # The attempt's folder lies at STATE/attempts/NAME.
    state = os.path.dirname(os.path.dirname(os.getcwd()))
    folder = os.path.join(state, "environments", job["name"], job["version"])
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    try:
        make(folder, job)
        return 0
    except Stop as stopped:
        remove(folder)
        return stopped.args[0]
    except OSError as error:
        print(error, file=sys.stderr, flush=True)
        remove(folder)
        return NO_DISK


def stop(number, _):
    raise Stop(128 + number)


def remove(folder):
    # The record first: half of a folder on its way out is no environment either.
    record = os.path.join(folder, "packages.json")
    if os.path.lexists(record):
        os.remove(record)
    shutil.rmtree(folder, ignore_errors=True)


def make(folder, job):
    pip = pip_of(job["from"])
    if pip is None:
        raise Stop(NO_PIP)
    remove(folder)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    # By its full name: python3 may be another one after an upgrade, and its packages would lie where nobody looks.
    base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    if subprocess.call([base, "-m", "venv", "--without-pip", folder], env=surroundings()) != 0:
        raise Stop(NO_VENV)
    python = os.path.join(folder, "bin", "python")
    words = [python, os.path.join(pip, "pip"), "install"]
    words += ["--no-cache-dir", "--only-binary=:all:", "--progress-bar=off", "--retries=2", "--timeout=20"]
    if job["from"] == "files":
        # Whatever else pip is configured to look at: these are all.
        words += ["--isolated", "--no-input", "--no-index", "--find-links=files"]
    reports = []
    for at, (more, packages) in enumerate([([], job["packages"]), (["--no-deps"], job["alone"])]):
        if packages:
            reports.append("report-%d.json" % at)
            install(words + more + reported(pip, reports[-1]) + packages)
    record(folder, job, reports)


def surroundings():
    """Without what a login sets for a Python of its own, which would lead pip elsewhere."""
    foreign = re.compile("PYTHON.*|PIP_(TARGET|PREFIX|ROOT|CONSTRAINT|REQUIREMENT|REQUIRE_VIRTUALENV|CACHE_DIR|PYTHON)$")
    kept = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    # A /tmp in memory is too small for a framework.
    temporary = os.path.join(os.getcwd(), "tmp")
    os.makedirs(temporary, exist_ok=True)
    kept.update(TMPDIR=temporary, PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    return kept


def pip_of(source):
    """The wheel of pip, which is run and not installed: the one that was sent, that of this Python, or that of Debian."""
    folders = [os.path.abspath("files"), "/usr/share/python-wheels"]
    try:
        import ensurepip

        folders.insert(1, os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"))
    except ImportError:
        pass
    found = [wheel for folder in folders for wheel in sorted(glob.glob(os.path.join(folder, "pip-*.whl")))]
    return found[0] if found else None


def reported(pip, name):
    """Before 22.2 pip makes no report; then the digests of the wheels stay unknown."""
    version = re.match(r"pip-(\d+)\.(\d+)", os.path.basename(pip))
    return ["--report", name] if version and tuple(map(int, version.groups())) >= (22, 2) else []


def install(words):
    if subprocess.call(words, env=surroundings()) != 0:
        raise Stop(REFUSED)


def record(folder, job, reports):
    digests = {}
    for name in reports:
        if os.path.exists(name):
            with open(name, encoding="utf-8") as file:
                for item in json.load(file).get("install", []):
                    digests[plain(item["metadata"]["name"])] = digest_in(item.get("download_info", {}))
    packages = []
    for info in glob.glob(os.path.join(folder, "lib", "python3*", "site-packages", "*.dist-info")):
        name, _, version = os.path.basename(info)[: -len(".dist-info")].partition("-")
        packages.append({"name": plain(name), "version": version, "sha256": digests.get(plain(name))})
    python = "%d.%d.%d" % sys.version_info[:3]
    packages.sort(key=lambda package: package["name"])
    asked = {"packages": job["packages"], "alone": job["alone"]}
    whole = {"format": 1, "name": job["name"], "version": job["version"], "python": python, "asked": asked}
    whole["packages"] = packages
    text = json.dumps(whole, separators=(",", ":")) + "\n"
    draft = os.path.join(folder, "packages.json.draft")
    for path in (draft, "out"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    # On the disk before a measurement begins, not during it.
    os.sync()
    os.rename(draft, os.path.join(folder, "packages.json"))


def digest_in(download):
    """As pip reports it; of a wheel of this machine older ones say nothing, but it is there to be read."""
    told = download.get("archive_info", {}).get("hashes", {}).get("sha256")
    url = urllib.parse.urlsplit(download.get("url", ""))
    if told or url.scheme != "file" or not url.path.endswith(".whl"):
        return told
    digest = hashlib.sha256()
    with open(urllib.parse.unquote(url.path), "rb") as wheel:
        for chunk in iter(lambda: wheel.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()


def plain(name):
    return re.sub("[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
