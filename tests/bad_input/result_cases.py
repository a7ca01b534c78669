"""Results of earlier runs: labels to grade, numpy arrays, baselines and models."""

import struct

from case import HERE, VOTES, Case, marked

TRUTH = b"observation,label\n0,3\n1,4\n2,5\n"


def labels(name, content, *words, kind="npy", place=""):
    file = f"labels.{kind}"
    data, found = marked(content, kind == "json") if HERE.encode() in (content if isinstance(content, bytes) else content.encode()) else (
        content if isinstance(content, bytes) else content.encode(), place)
    return Case(f"labels_{kind}_{name}", file, data, found, words, ("evaluate", file, "--truth", "truth.csv"), others={"truth.csv": TRUTH})


def npy(header, body=struct.pack("<3q", 3, 4, 5), version=b"\x01\x00", length=None):
    text = header.encode().ljust(117) + b"\n"
    size = len(text) if length is None else length
    return b"\x93NUMPY" + version + struct.pack("<H" if version[0] == 1 else "<I", size) + text + body


def described(kind="'<i8'", order="False", shape="(3,)"):
    return f"{{'descr': {kind}, 'fortran_order': {order}, 'shape': {shape}, }}"


NPY = [
    labels("magic_alone", b"\x93NUMPY"),
    labels("cut_in_the_length", b"\x93NUMPY\x01\x00\x76"),
    labels("cut_in_the_header", npy(described())[:60]),
    labels("cut_in_the_values", npy(described())[:-1]),
    labels("without_values", npy(described(), b"")),
    labels("values_behind", npy(described(), struct.pack("<4q", 3, 4, 5, 6))),
    labels("version_9", npy(described(), version=b"\x09\x00")),
    labels("header_longer_than_the_file", npy(described(), length=60000)),
    labels("header_of_4_gigabytes", npy(described(), version=b"\x02\x00", length=0xFFFFFFFF)),
    labels("header_is_no_dictionary", npy("hello")),
    labels("header_without_shape", npy("{'descr': '<i8', 'fortran_order': False, }")),
    labels("header_without_type", npy("{'fortran_order': False, 'shape': (3,), }")),
    labels("objects", npy(described("'|O'"), b"\x80\x04]\x94."), "astype"),
    labels("fractions", npy(described("'<f8'"), struct.pack("<3d", 3, 4, 5))),
    labels("texts", npy(described("'<U1'"), "abc".encode("utf-32-le"))),
    labels("records", npy(described("[('a', '<i8')]"))),
    labels("complex", npy(described("'<c16'"), bytes(48))),
    labels("whole_numbers_of_16_bytes", npy(described("'<i16'"), bytes(48))),
    labels("two_dimensions", npy(described(shape="(3, 2)"), bytes(48))),
    labels("no_dimension", npy(described(shape="()"), bytes(8))),
    labels("shape_negative", npy(described(shape="(-3,)"))),
    labels("shape_of_2_to_the_61", npy(described(shape="(2305843009213693952,)"))),
    labels("shape_above_64_bits", npy(described(shape="(99999999999999999999,)"))),
    labels("shape_not_closed", npy(described(shape="(3"))),
]

OTHERS = [
    labels("empty", "", "empty", kind="csv"),
    labels("no_label", "observation,colour\n0,3\n", "label", kind="csv", place=":1"),
    labels("short_row", "observation,label\n0@@\n", "1 cell", kind="csv"),
    labels("valid_is_a_word", "observation,label,valid\n0,3,@@perhaps\n", "perhaps", kind="csv"),
    labels("conf_is_a_word", "observation,label,valid,conf\n0,3,1,@@high\n", "high", kind="csv"),
    labels("quote_never_closed", 'observation,label\n0,@@"3\n', "never closed", kind="csv"),
    labels("cut", '{"0": 3, "1"', kind="json"),
    labels("entry_is_a_list", '{"0": @@[3]}', kind="json"),
    labels("no_id_of_the_truth", "observation,label\nx,3\n", kind="csv"),
]


def baseline(name, content, *words):
    return Case(f"baseline_{name}", "baseline.json", content if isinstance(content, bytes) else content.encode(), "", words,
                ("votes.json", "--truth", "truth.csv", "--baseline", "baseline.json"), others={"votes.json": VOTES, "truth.csv": TRUTH})


def accuracy(value):
    return '{"counts": {"observations": 3, "valid": 3}, "metrics": {"expert": {"n": 3, "valid": 3, "accuracy": %s}}}' % value


BASELINES = [
    baseline("empty", ""),
    baseline("blank", "  \n"),
    baseline("cut", accuracy("0.5")[:-3]),
    baseline("number_cut", accuracy("0.")),
    baseline("null", "null"),
    baseline("list", "[]"),
    baseline("text", '"summary"'),
    baseline("without_metrics", '{"counts": {"votes": 3}}', "baseline"),
    baseline("metrics_are_a_number", '{"counts": {"observations": 3, "valid": 3}, "metrics": 7}', "metrics"),
    baseline("metrics_alone", '{"metrics": null}', "/counts"),
    baseline("accuracy_is_a_text", accuracy('"high"'), "accuracy"),
    baseline("accuracy_is_a_list", accuracy("[0.5]"), "accuracy"),
    baseline("accuracy_above_1", accuracy("1.5"), "accuracy"),
    baseline("accuracy_negative", accuracy("-0.5"), "accuracy"),
    baseline("accuracy_too_large", accuracy("1e999")),
    baseline("accuracy_nan", accuracy("NaN")),
    baseline("no_utf8", accuracy("0.5").encode() + b"\xff"),
    baseline("nul", accuracy("0.5").encode() + b"\0"),
    baseline("text_behind", accuracy("0.5") + " x"),
    baseline("nested_100000_deep", "[" * 100000),
    baseline("packed_and_cut", b"\x1f\x8b\x08\0\0\0"),
]


def model(name, content, *words):
    return Case(f"model_{name}", "model.json", content if isinstance(content, bytes) else content.encode(), "", words,
                ("votes.json", "--use-model", "model.json"), others={"votes.json": VOTES})


def wawa(users='{"ann": {"weight": 0.5}}', format="crowdvote model", version="1", strategy='"wawa"', newcomer='{"weight": 0.5}', options='{"rounds": 1}'):
    return (f'{{"format": "{format}", "format_version": {version}, "program_version": "0.1.0", "strategy": {strategy}, '
            f'"options": {options}, "newcomer": {newcomer}, "users": {users}}}')


MODELS = [
    model("empty", ""),
    model("cut", wawa()[:-5]),
    model("null", "null"),
    model("list", "[]"),
    model("votes_in_its_place", VOTES, "model"),
    model("of_another_format", wawa(format="another model")),
    model("of_a_later_version", wawa(version="2"), "2"),
    model("version_is_a_text", wawa(version='"one"')),
    model("unknown_strategy", wawa(strategy='"oracle"'), "oracle"),
    model("strategy_is_a_number", wawa(strategy="7")),
    model("strategy_without_a_model", wawa(strategy='"mv"'), "mv"),
    model("unknown_option", wawa(options='{"colour": 1}'), "colour"),
    model("option_out_of_range", wawa(options='{"rounds": -4}'), "rounds"),
    model("users_are_a_list", wawa(users="[]"), "users"),
    model("user_without_weight", wawa(users='{"ann": {}}'), "weight"),
    model("weight_is_a_text", wawa(users='{"ann": {"weight": "much"}}'), "weight"),
    model("weight_negative", wawa(users='{"ann": {"weight": -1}}'), "weight"),
    model("weight_too_large", wawa(users='{"ann": {"weight": 1e999}}')),
    model("weight_nan", wawa(users='{"ann": {"weight": NaN}}')),
    model("without_newcomer", wawa().replace('"newcomer": {"weight": 0.5}, ', ""), "newcomer"),
    model("no_utf8", wawa().encode().replace(b"ann", b"\xff")),
    model("user_with_nul", wawa(users='{"a\\u0000": {"weight": 0.5}}')),
    model("text_behind", wawa() + "x"),
    model("nested_100000_deep", '{"format":' + "[" * 100000),
]

CASES = NPY + OTHERS + BASELINES + MODELS
