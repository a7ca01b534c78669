"""Configurations: text that is not TOML, and TOML that does not contain options of the program."""

from case import HERE, VOTES, Case


def config(name, content, *words, code=2):
    data = content if isinstance(content, bytes) else content.encode()
    place = ""
    if HERE.encode() in data:
        place = f":{data[:data.index(HERE.encode())].count(10) + 1}"
        data = data.replace(HERE.encode(), b"")
    return Case(f"config_{name}", "run.toml", data, place, words, ("votes.json", "--config", "run.toml"), code, others={"votes.json": VOTES})


CASES = [
    config("text_without_quotes", "threads = 1\nstrategy = @@mv\n"),
    config("quote_never_closed", '@@strategy = "mv\n'),
    config("no_value", "threads = 1\n@@strategy =\n"),
    config("no_equals_sign", "threads = 1\n@@strategy\n"),
    config("key_twice", 'strategy = "mv"\n@@strategy = "wawa"\n', "strategy"),
    config("table_not_closed", "threads = 1\n@@[max-drop\n"),
    config("list_not_closed", 'abstain = ["a",\n"b"\n'),
    config("bad_escape", '@@strategy = "m\\qv"\n'),
    config("two_values", "@@threads = 1 2\n"),
    config("leading_zero", "@@threads = 01\n"),
    config("no_utf8", b'threads = 1\nstrategy = "m@@\xff"\n'),
    config("nul", 'strategy = "m@@\0v"\n'),
    config("json", '@@{"strategy": "mv"}\n'),
    config("unknown_key", "threads = 1\n@@treads = 2\n", "treads"),
    config("unknown_strategy", '@@strategy = "oracle"\n', "oracle"),
    config("threads_negative", "@@threads = -1\n", "-1"),
    config("threads_zero", "@@threads = 0\n", "0"),
    config("threads_a_word", '@@threads = "many"\n', "many"),
    config("threads_a_fraction", "@@threads = 1.5\n", "1.5"),
    config("threads_too_large", "@@threads = 9223372036854775807\n"),
    config("number_above_64_bits", "@@threads = 99999999999999999999\n"),
    config("flag_a_word", '@@strict = "maybe"\n', "maybe"),
    config("option_a_date", "@@seed = 1979-05-27\n"),
    config("option_a_table", "[strategy]\nname = 1\n", "strategy"),
    config("nested_deep", "abstain = " + "[" * 10000),
    config("memory_of_a_word", '@@memory-limit = "lots"\n', "lots"),
    config("memory_negative", '@@memory-limit = "-1GB"\n', "-1GB"),
    config("ties_of_a_word", '@@ties = "best"\n', "best"),
]
