"""Files that are not text are reported by their kind, and text in other encodings is read or refused."""

import struct

from case import Case, refused


def foreign(name, data, *words, file=None):
    file = file or f"{name}.bin"
    return Case(f"foreign_{name}", file, data, "", words, (file,))


def zip_with(member):
    return b"PK\x03\x04\x14\0\0\0\0\0" + bytes(16) + struct.pack("<HH", len(member), 0) + member + bytes(40)


CASES = [
    foreign("zip", zip_with(b"votes.csv"), "zip"),
    foreign("xlsx", zip_with(b"xl/workbook.xml"), "spreadsheet", "CSV", file="votes.xlsx"),
    foreign("ods", zip_with(b"mimetype") + b"application/vnd.oasis.opendocument.spreadsheet", "CSV", file="votes.ods"),
    foreign("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "CSV", file="votes.xls"),
    foreign("sqlite", b"SQLite format 3\0" + bytes(84), "SQLite"),
    foreign("pickle", b"\x80\x04\x95\x10\0\0\0\0\0\0\0}\x94.", "pickle"),
    foreign("npz", zip_with(b"arr_0.npy"), file="votes.npz"),
    foreign("hdf5", b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5"),
    foreign("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    foreign("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20)),
    foreign("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20)),
    foreign("elf", b"\x7fELF\x02\x01\x01" + bytes(60)),
    foreign("bzip2", b"BZh91AY&SY" + bytes(range(128, 168)), "bzip2"),
    foreign("xz", b"\xfd7zXZ\0\0\x04" + bytes(24), "xz"),
    foreign("seven_zip", b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(24), "7"),
    foreign("rar", b"Rar!\x1a\x07\x01\0" + bytes(24)),
    foreign("tar", b"votes.csv" + bytes(91) + b"0000644\0" + bytes(149) + b"ustar\x0000" + bytes(247)),
    foreign("avro", b"Obj\x01\x04\x16avro.schema" + bytes(24)),
    foreign("arrow", b"ARROW1\0\0" + bytes(24), "Arrow"),
    foreign("html", b"<!DOCTYPE html>\n<html><body>votes</body></html>\n", "web page"),
    foreign("html_after_blanks", b"\n  <html lang='en'>\n<body></body></html>\n", "web page"),
    foreign("xml", b"<?xml version='1.0'?>\n<votes/>\n", "XML"),
    foreign("parquet_cut", b"PAR1" + bytes(20)),
    foreign("npy_as_votes", b"\x93NUMPY\x01\x00\x76\x00" + b"{'descr': '<i8', 'fortran_order': False, 'shape': (0,), }".ljust(117) + b"\n"),
    foreign("zeros", bytes(4096)),
    foreign("git_lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 5000\n"),
    foreign("utf16_without_a_mark", "task,worker,label\no,u,1\n".encode("utf-16-le")),
    foreign("utf16_cut_in_a_unit", "\ufefftask,worker,label\no,u,1\n".encode("utf-16-le") + b"x"),
    foreign("utf16_lone_surrogate", "\ufefftask,worker,label\no,u,".encode("utf-16-le") + b"\x00\xd8\n\0"),
    foreign("utf32_above_unicode", "\ufefftask,worker,label\no,u,".encode("utf-32-le") + b"\x00\x00\x11\x00\n\0\0\0"),
    *(
        Case(f"foreign_{name}_with_a_mark", "votes.csv", ("\ufeff" + "task,worker,label\no,u,1\n").encode(code), "", (),
             ("votes.csv",), 0, {"o": "1"})
        for name, code in [("utf16_le", "utf-16-le"), ("utf16_be", "utf-16-be"), ("utf32_le", "utf-32-le"), ("utf32_be", "utf-32-be")]
    ),
]
