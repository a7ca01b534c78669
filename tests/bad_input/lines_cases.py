"""Votes in JSON lines: a bad line is reported with its number, and the lines after it are read."""

from case import accepted, refused

GOOD = '{"task":"o","worker":"u","label":1}\n'
TAIL = '{"task":"o","worker":"z","label":1}\n'


def bad_line(name, text, *words):
    return refused("jsonl", name, GOOD + text + "\n" + TAIL, *words)


CASES = [
    bad_line("no_value", '{"task":"o","worker":"v","label":@@}'),
    bad_line("no_label", '@@{"task":"o","worker":"v"}', "label"),
    bad_line("no_user", '@@{"task":"o","label":1}', "user"),
    bad_line("no_observation", '@@{"worker":"v","label":1}', "observation"),
    bad_line("user_is_null", '{"task":"o",@@"worker":null,"label":1}', "user"),
    bad_line("observation_is_empty", '{@@"task":"","worker":"v","label":1}', "observation"),
    bad_line("label_is_an_object", '{"task":"o","worker":"v",@@"label":{"a":{"b":1}}}', "label"),
    bad_line("label_is_a_long_list", '{"task":"o","worker":"v",@@"label":[1,2]}', "label"),
    bad_line("label_is_a_fraction", '{"task":"o","worker":"v",@@"label":1.5}', "1.5"),
    bad_line("label_is_too_large", '{"task":"o","worker":"v",@@"label":9223372036854775808}', "9223372036854775808"),
    bad_line("label_is_nan", '{"task":"o","worker":"v","label":@@NaN}', "NaN"),
    bad_line("leading_zero", '{"task":"o","worker":"v","label":@@01}', "01"),
    bad_line("single_quotes", "{@@'task':'o','worker':'v','label':1}"),
    bad_line("comma_behind", '{"task":"o","worker":"v","label":1,@@}'),
    bad_line("no_comma", '{"task":"o" @@"worker":"v","label":1}'),
    bad_line("not_closed", '{"task":"o","worker":"v","label":1@@'),
    bad_line("string_not_closed", '{"task":"o","worker":"v,"@@label":1}'),
    bad_line("a_word", "@@word"),
    bad_line("a_list", "@@[1,2]"),
    bad_line("a_number", "@@12"),
    bad_line("text_behind", '{"task":"o","worker":"v","label":1} @@x'),
    bad_line("two_objects", '{"task":"o","worker":"v","label":1}@@{"task":"o","worker":"w","label":1}'),
    bad_line("escape", '{"task":"o","worker":"v","label":"a@@\\q"}', "\\"),
    bad_line("lone_surrogate", '{"task":"o","worker":"v","label":"@@\\ud800"}'),
    bad_line("nul_escaped", '{"task":"o","worker":"v","label":"a@@\\u0000"}', "NUL"),
    bad_line("tabulator", '{"task":"o","worker":"v","label":"a@@\tb"}'),
    bad_line("nul", '{"task":"o","worker":"v","label":"a@@\0b"}', "NUL"),
    refused("jsonl", "no_utf8", GOOD.encode() + b'{"task":"o","worker":"v","label":"a@@\xe9"}\n', "UTF-8"),
    refused("jsonl", "no_known_key", '{"a":1,"b":2}\n', "observation", "user", "label", place=":1"),
    refused("jsonl", "last_line_cut", GOOD + '{"task":"o","worker":"v",@@"lab'),
    accepted("jsonl", "windows_line_ends", GOOD.replace("\n", "\r\n") * 2),
    accepted("jsonl", "blank_lines", "\n\n" + GOOD + "\n \n" + TAIL),
    accepted("jsonl", "no_last_line_end", GOOD + TAIL.strip()),
    accepted("jsonl", "byte_order_mark", "\ufeff" + GOOD),
    accepted("jsonl", "keys_in_any_order", GOOD + '{"label":1,"task":"o","worker":"v"}\n'),
    accepted("jsonl", "list_of_one", GOOD + '{"task":["o"],"worker":"u","label":[1]}\n'),
]
