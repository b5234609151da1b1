"""What the program shows but does not work out: icons, themes and help texts, as files.

A package of data, read with ``importlib.resources``. It knows no Qt and holds no code but ``read``.
"""

from importlib.resources import files


def read(name: str) -> str:
    """The text of one file, for example ``themes/tokens.json``.

    Raises:
        FileNotFoundError: there is no such file in the package.
    """
    return files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """The names, without ``suffix``, of the files of a folder, sorted."""
    inside = files(__name__).joinpath(folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(suffix) for entry in inside if entry.name.endswith(suffix)))
