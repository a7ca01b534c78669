"""Compressed votes: truncated, damaged, with trailing bytes, and decompression bombs."""

import gzip
import struct
import zlib

from case import Case, accepted, refused

TEXT = b"task,worker,label\n" + b"".join(b"o%d,u%d,%d\n" % (i, i * 7 % 11, i % 3) for i in range(200))
LABELS = {f"o{i}": str(i % 3) for i in range(200)}
GZIP = gzip.compress(TEXT, mtime=0)


def zstd_frame(text):
    """A frame with one raw block and no checksum, according to RFC 8878."""
    block = struct.pack("<I", len(text) << 3 | 1)[:3] + text
    return struct.pack("<IB", 0xFD2FB528, 0b1010_0000) + struct.pack("<I", len(text)) + block


ZSTD = zstd_frame(TEXT)


def zstd_of_one_byte(count):
    """A frame that decompresses to COUNT blanks: its blocks repeat one byte 128 KiB times."""
    blocks, size = [], 128 * 1024
    while count > 0:
        length = min(size, count)
        count -= length
        blocks.append(struct.pack("<I", length << 3 | 1 << 1 | (count == 0))[:3] + b" ")
    return struct.pack("<IBB", 0xFD2FB528, 0, (17 - 10) << 3) + b"".join(blocks)


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:]


def packed(name, data, *words, kind="csv.gz", options=(), code=3):
    file = "votes." + kind
    return Case(f"packed_{name}", file, data, "", words, (file, *options), code)


def whole(name, data, kind="csv.gz"):
    file = "votes." + kind
    return Case(f"packed_{name}", file, data, "", (), (file,), 0, LABELS)


CASES = [
    *(packed(f"gzip_cut_behind_{at}_bytes", GZIP[:at]) for at in (3, 9, 10, 11, 20, len(GZIP) // 2, len(GZIP) - 9, len(GZIP) - 8,
                                                                    len(GZIP) - 4, len(GZIP) - 1)),
    packed("gzip_wrong_checksum", flipped(GZIP, len(GZIP) - 6)),
    packed("gzip_wrong_size", flipped(GZIP, len(GZIP) - 2)),
    packed("gzip_damaged_in_the_middle", flipped(GZIP, len(GZIP) // 2)),
    packed("gzip_unknown_method", flipped(GZIP, 2)),
    packed("gzip_reserved_flags", GZIP[:3] + b"\xe0" + GZIP[4:]),
    packed("gzip_second_member_cut", GZIP + GZIP[:30]),
    packed("gzip_text_behind", GZIP + b"o1,u1,1\n"),
    packed("gzip_of_nothing", gzip.compress(b"", mtime=0), "empty"),
    packed("gzip_with_a_bad_row", gzip.compress(TEXT + b'o,u,"1\n', mtime=0), "never closed"),
    packed("gzip_in_gzip", gzip.compress(GZIP, mtime=0)),
    packed("zlib_without_gzip", zlib.compress(TEXT), kind="csv"),
    *(packed(f"zstd_cut_behind_{at}_bytes", ZSTD[:at], kind="csv.zst") for at in (4, 5, 8, 12, 100, len(ZSTD) // 2, len(ZSTD) - 1)),
    packed("zstd_reserved_block", ZSTD[:9] + bytes([ZSTD[9] | 0b110]) + ZSTD[10:], kind="csv.zst"),
    packed("zstd_wrong_size_of_content", flipped(ZSTD, 5), kind="csv.zst"),
    packed("zstd_text_behind", ZSTD + b"o1,u1,1\n", kind="csv.zst"),
    packed("zstd_second_frame_cut", ZSTD + ZSTD[:40], kind="csv.zst"),
    packed("zstd_of_nothing", zstd_frame(b""), "empty", kind="csv.zst"),
    packed("zstd_with_a_bad_row", zstd_frame(TEXT + b'o,u,"1\n'), "never closed", kind="csv.zst"),
    packed("zstd_with_a_dictionary", struct.pack("<IBI", 0xFD2FB528, 0b1010_0011, 7) + ZSTD[5:], kind="csv.zst"),
    packed("zstd_bomb_of_blanks", zstd_of_one_byte(2 << 30), kind="json.zst", options=("--memory-limit", "300MB")),
    packed("zstd_bomb_in_a_key", zstd_frame(b'{"') + zstd_of_one_byte(1 << 30), "--max-field", kind="json.zst"),
    packed("zstd_bomb_in_a_cell", zstd_frame(b'task,worker,label\no,u,"') + zstd_of_one_byte(1 << 30), "--max-field", kind="csv.zst"),
    packed("zstd_bomb_in_a_line", zstd_frame(b'{"task":"') + zstd_of_one_byte(1 << 30), "--max-field", kind="jsonl.zst"),
    packed("gzip_bomb_in_a_cell", gzip.compress(b'task,worker,label\no,u,"' + bytes(40 << 20).replace(b"\0", b"x"), mtime=0),
           "--max-field"),
    whole("gzip_whole", GZIP),
    whole("gzip_of_two_members", gzip.compress(TEXT[:500], mtime=0) + gzip.compress(TEXT[500:], mtime=0)),
    whole("gzip_by_another_name", GZIP, kind="csv"),
    whole("zstd_whole", ZSTD, kind="csv.zst"),
    whole("zstd_of_two_frames", zstd_frame(TEXT[:500]) + zstd_frame(TEXT[500:]), kind="csv.zst"),
    whole("zstd_with_a_frame_to_skip", struct.pack("<II", 0x184D2A50, 5) + b"later" + ZSTD, kind="csv.zst"),
]
