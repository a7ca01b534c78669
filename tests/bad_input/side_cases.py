"""Files beside the votes: in each of their formats, and with invalid values."""

from case import side_file

OBSERVATIONS = [("--truth", "label"), ("--gold", "label"), ("--authors", "user"), ("--ai-votes", "label"), ("--ai-scores", "score")]
OPTIONS = {"--gold": ("-s", "dawid-skene")}


def each_kind(option, column):
    more = {"options": OPTIONS.get(option, ())}
    return [
        side_file(option, "empty", "", "empty", **more),
        side_file(option, "one_line_too_few", "1\n1\n", "2 lines", "3 observations", **more),
        side_file(option, "one_line_too_many", "1\n1\n1\n1\n", "4 lines", "3 observations", **more),
        side_file(option, "cut_json", '{"0": 1, "1"', kind="json", place="", **more),
        side_file(option, "json_without_value", '{"0": 1, "1":@@}', kind="json", **more),
        side_file(option, "json_comma_behind", '{"0": 1,@@}', kind="json", **more),
        side_file(option, "json_text_behind", '{"0": 1} @@x', kind="json", **more),
        side_file(option, "json_leading_zero", '{"0": @@01}', kind="json", **more),
        side_file(option, "json_lone_surrogate", '{"@@\\ud800": 1}', kind="json", **more),
        side_file(option, "json_nul", '{"0@@\\u0000": 1}', "NUL", kind="json", **more),
        side_file(option, "json_no_utf8", b'{"0": 1, "a@@\xff": 1}', "UTF-8", kind="json", **more),
        side_file(option, "csv_short_row", f"observation,{column}\n0,1\n1@@\n", "1 cell", kind="csv", **more),
        side_file(option, "csv_long_row", f"observation,{column}\n0,1,@@2\n", "3 cells", kind="csv", **more),
        side_file(option, "csv_quote_never_closed", f'observation,{column}\n0,@@"1\n', "never closed", kind="csv", **more),
        side_file(option, "csv_text_behind_a_quote", f'observation,{column}\n"0"@@x,1\n', "closing quote", kind="csv", **more),
        side_file(option, "csv_nul", f"observation,{column}\n0,@@\0\n", "NUL", kind="csv", **more),
        side_file(option, "csv_no_utf8", f"observation,{column}\n".encode() + b"0@@\xe9,1\n", "UTF-8", kind="csv", **more),
        side_file(option, "csv_without_observation", f"observation,{column}\n@@,1\n", "observation", kind="csv", **more),
        side_file(option, "csv_without_header", "0,1\n1,1\n", "header", kind="csv", place=":1", **more),
        side_file(option, "csv_header_of_other_columns", f"observation,colour\n0,1\n", column, kind="csv", place=":1", **more),
        side_file(option, "text_no_utf8", b"1\n@@\xe9\n1\n", "UTF-8", **more),
        side_file(option, "text_nul", "1\n@@\0\n1\n", "NUL", **more),
        side_file(option, "gzip_cut", b"\x1f\x8b\x08\x00\x00\x00", kind="gz", **more),
        side_file(option, "missing_id_in_a_strict_run", f"observation,{column}\nnowhere,1\n0,1\n", "nowhere", kind="csv",
                  options=(*more["options"], "--strict"), place=""),
    ]


def score(name, text, *words):
    return [
        side_file("--ai-scores", f"text_{name}", f"0.5\n@@{text}\n0.5\n", text, *words),
        side_file("--ai-scores", f"csv_{name}", f"observation,score\n0,@@{text}\n", text, *words, kind="csv"),
    ]


def weight(name, text, *words):
    return side_file("--weights", name, f"user,weight\nann,@@{text}\n", text, *words, kind="csv")


CASES = [
    *(case for option, column in OBSERVATIONS for case in each_kind(option, column)),
    *(case for name, text in [("above_1", "1.2"), ("below_0", "-0.1"), ("nan", "nan"), ("infinity", "inf"), ("a_word", "high"),
                              ("too_large", "1e999"), ("hexadecimal", "0x1p-1"), ("decimal_comma", "0;5"), ("per_cent", "50%")]
      for case in score(name, text)),
    side_file("--ai-scores", "json_above_1", '{"0": @@1.2}', "1.2", kind="json"),
    side_file("--ai-scores", "json_too_large", '{"0": @@1e999}', "1e999", kind="json"),
    side_file("--ai-scores", "json_label_above_1", '{"0": {"3": @@7}}', "7", kind="json"),
    side_file("--ai-scores", "json_nan", '{"0": @@NaN}', "NaN", kind="json"),
    weight("negative", "-1", "from 0"),
    weight("nan", "nan"),
    weight("infinity", "inf"),
    weight("too_large", "1e999"),
    weight("a_word", "heavy"),
    side_file("--weights", "json_negative", '{"ann": @@-1}', "-1", kind="json"),
    side_file("--weights", "json_too_large", '{"ann": @@1e999}', "1e999", kind="json"),
    side_file("--weights", "sums_overflow", "user,weight\nann,@@1e308\nbob,1e308\n", "1e308", "1e+298", kind="csv"),
    side_file("--weights", "text", "1\n2\n", place=""),
    side_file("--experts", "empty", "", "empty"),
    side_file("--experts", "no_utf8", b"ann\n@@\xe9\n", "UTF-8"),
    side_file("--experts", "nul", "ann\n@@\0\n", "NUL"),
    side_file("--truth", "no_id_of_the_votes", "observation,label\nx,1\ny,1\n", kind="csv", place=""),
    side_file("--truth", "npy_of_a_cut_header", b"\x93NUMPY\x01", kind="npy", place=""),
]
