#!/usr/bin/env python3
"""Replaces the numeric names in a simulated votes.json with texts: http://example.org/1, user 2, Species number 3.

    bench/text_names.py votes.json texts.json
"""

import re
import sys
from pathlib import Path

PIECE = 1 << 22  # characters
KEY = re.compile(r'"(\d+)":(\d+|\{)')


def as_text(match):
    key, value = match.groups()
    return f'"http://example.org/{key}":{{' if value == "{" else f'"user {key}":"Species number {value}"'


def main():
    votes = Path(sys.argv[1]).read_text()
    with Path(sys.argv[2]).open("w") as file:
        begin = 0
        while begin < len(votes):
            end = min(len(votes), begin + PIECE)
            if end < len(votes):
                end = votes.rindex('},"', begin, end) + 1
            file.write(KEY.sub(as_text, votes[begin:end]))
            begin = end


if __name__ == "__main__":
    main()
