"""Defines a bad input and the message that it must cause."""

from dataclasses import dataclass, field

HERE = "@@"  # marks the error in a text, and is not part of the file


@dataclass(frozen=True)
class Case:
    name: str
    file: str  # the bad file
    content: bytes
    place: str  # follows the name of the file in the message, such as ':2:5' or ': byte 12'
    words: tuple  # parts of the message
    arguments: tuple  # without the program and the output
    code: int = 3
    labels: dict = None  # for a valid input: the label of each observation
    others: dict = field(default_factory=dict)  # further files


def marked(text, one_line_json=False):
    """The bytes of a text, and the position marked in it: a byte offset in single-line JSON, else line and column."""
    data = text if isinstance(text, bytes) else text.encode()
    mark = HERE.encode()
    if mark not in data:
        return data, ""
    at = data.index(mark)
    data = data.replace(mark, b"", 1)
    if one_line_json and b"\n" not in data.rstrip(b"\r\n"):
        return data, f": byte {at}"
    before = data[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data, f":{before.count(bytes([10])) + 1}:{at - max(data.rfind(bytes([10]), 0, at), data.rfind(bytes([13]), 0, at))}"


def refused(kind, name, text, *words, options=(), file=None, code=3, place=None):
    """A file of votes that is refused at its mark."""
    file = file or f"votes.{kind}"
    data, found = marked(text, kind == "json")
    return Case(f"{kind}_{name}", file, data, found if place is None else place, words, (file, *options), code)


def accepted(kind, name, text, options=(), **labels):
    """A valid file of votes that other programs refuse or misread: every vote must count."""
    file = f"votes.{kind}"
    data, _ = marked(text)
    return Case(f"{kind}_{name}", file, data, "", (), (file, *options), 0, labels or {"o": "1"})


VOTES = b'{"0": {"ann": 3, "bob": 3}, "1": {"ann": 4}, "2": {"bob": 5}}'


def side_file(option, name, text, *words, options=(), kind="txt", place=None):
    """A file beside valid votes on the observations 0, 1 and 2."""
    file = f"{option.strip('-')}.{kind}"
    data, found = marked(text, kind == "json")
    if option.startswith("--ai"):
        options = (*options, "--ai-strategy", "fixed")
    if option == "--weights":
        options = (*options, "-s", "wmv")
    return Case(f"{option.strip('-')}_{name}", file, data, found if place is None else place, words,
                ("votes.json", option, file, *options), others={"votes.json": VOTES})
