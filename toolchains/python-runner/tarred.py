"""Formats that are folders (or several files) travel as one file: a tar without compression, with sorted names and no
times or owners in it, so that the same content has the same bytes."""
import os
import tarfile


def pack(folder, out):
    """Writes the files of a folder, and of those in it, to `out`. Empty folders are left out: nothing loads them."""
    draft = out + ".draft"
    # GNU's way to write long names is the same in every version of Python; the default changed in 3.8.
    with tarfile.open(draft, "w", format=tarfile.GNU_FORMAT) as tar:
        for name in sorted(names_under(folder)):
            member = tarfile.TarInfo(name)
            path = os.path.join(folder, *name.split("/"))
            member.size = os.path.getsize(path)
            member.mode = 0o644
            with open(path, "rb") as file:
                tar.addfile(member, file)
    os.rename(draft, out)


def names_under(folder):
    """Relative, with slashes."""
    for at, _, files in os.walk(folder):
        for file in files:
            yield os.path.relpath(os.path.join(at, file), folder).replace(os.sep, "/")


def unpack(path, folder):
    """The files of a tar into a folder that is made for them. Hostile until read: no links, and nothing outside."""
    os.makedirs(folder)
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            if member.isdir():
                continue
            parts = member.name.split("/")
            if parts[0] == ".":
                parts = parts[1:]
            if not member.isfile() or not parts or any(part in ("", ".", "..") for part in parts):
                raise ValueError("%s holds %s, which is no file inside of it" % (path, member.name))
            target = os.path.join(folder, *parts)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                write(tar.extractfile(member), file)
    return folder


def write(source, file):
    while True:
        piece = source.read(2**20)
        if not piece:
            return
        file.write(piece)
