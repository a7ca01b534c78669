"""Votes in JSON: the cases of RFC 8259 on which parsers disagree, and damage in every part of the grammar."""

from case import HERE, accepted, refused


def label(value):
    return f'{{"o": {{"u": {value}}}}}'


def user(key):
    return f'{{"o": {{{key}: 1}}}}'


def no_number(name, text, *words):
    return refused("json", f"number_{name}", label(HERE + text), *words)


NUMBERS = [
    no_number("leading_zero", "01", "01"),
    no_number("leading_zeros", "007", "007"),
    no_number("negative_leading_zero", "-01", "-01"),
    no_number("plus", "+1"),
    no_number("minus_alone", "-"),
    no_number("two_minuses", "--1"),
    no_number("fraction_without_digits", "1."),
    no_number("fraction_without_whole", ".5"),
    no_number("exponent_without_digits", "1e"),
    no_number("exponent_sign_alone", "1e+"),
    no_number("two_points", "1.2.3"),
    no_number("hexadecimal", "0x1F"),
    no_number("octal", "0o17"),
    no_number("underscore", "1_000"),
    no_number("nan", "NaN", "NaN"),
    no_number("minus_nan", "-NaN"),
    no_number("infinity", "Infinity"),
    no_number("minus_infinity", "-Infinity"),
    no_number("inf", "inf"),
    no_number("full_width", "１"),
    no_number("letter_behind", "1a"),
    no_number("fraction", "1.5", "1.5", "64 bits"),
    no_number("whole_fraction", "1.0", "1.0"),
    no_number("exponent", "1e2", "1e2"),
    no_number("too_large_for_a_double", "1e999", "1e999"),
    no_number("too_small_for_a_double", "1e-999", "1e-999"),
    no_number("above_64_bits", "9223372036854775808", "9223372036854775808"),
    no_number("below_64_bits", "-9223372036854775809", "-9223372036854775809"),
    no_number("above_unsigned_64_bits", "18446744073709551616", "18446744073709551616"),
    no_number("of_400_digits", "1" * 400),
    accepted("json", "number_largest", label("9223372036854775807"), o="9223372036854775807"),
    accepted("json", "number_smallest", label("-9223372036854775808"), o="-9223372036854775808"),
    accepted("json", "number_zero", label("0"), o="0"),
    accepted("json", "number_negative", label("-7"), o="-7"),
]

LITERALS = [
    refused("json", f"literal_{name}", label(HERE + text))
    for name, text in [
        ("true_in_capitals", "TRUE"),
        ("null_with_capital", "Null"),
        ("none_of_python", "None"),
        ("undefined", "undefined"),
        ("cut_off_true", "tru"),
        ("cut_off_null", "nul"),
        ("longer_null", "nullx"),
        ("word", "abc"),
    ]
] + [
    accepted("json", "literal_null_is_an_abstention", label("null"), o=""),
    accepted("json", "literal_true_is_a_label", label("true"), o="true"),
    accepted("json", "literal_false_is_a_label", label("false"), o="false"),
]


def no_string(name, text, *words):
    return refused("json", f"string_{name}", label(text), *words)


STRINGS = [
    no_string("single_quotes", HERE + "'a'"),
    no_string("backticks", HERE + "`a`"),
    no_string("escape_x", f'"a{HERE}\\x41"', "\\"),
    no_string("escape_apostrophe", f'"a{HERE}\\\'"', "\\"),
    no_string("escape_zero", f'"a{HERE}\\0"', "\\"),
    no_string("escape_a", f'"{HERE}\\a"', "\\"),
    no_string("escape_e", f'"{HERE}\\e"', "\\"),
    no_string("escape_capital_u", f'"{HERE}\\U0041"', "\\"),
    no_string("escape_blank", f'"{HERE}\\ "', "\\"),
    no_string("escape_u_three_digits", f'"{HERE}\\u041"', "hexadecimal"),
    no_string("escape_u_no_digits", f'"{HERE}\\u"', "hexadecimal"),
    no_string("escape_u_no_hexadecimal", f'"{HERE}\\u00zz"', "hexadecimal"),
    no_string("lone_high_surrogate", f'"{HERE}\\ud800"'),
    no_string("lone_low_surrogate", f'"{HERE}\\udc00"'),
    no_string("two_high_surrogates", f'"{HERE}\\ud800\\ud800"'),
    no_string("surrogates_in_wrong_order", f'"{HERE}\\udc00\\ud800"'),
    no_string("high_surrogate_and_letter", f'"{HERE}\\ud800a"'),
    no_string("high_surrogate_and_escape", f'"{HERE}\\ud800\\n"'),
    no_string("nul_escaped", f'"a{HERE}\\u0000"', "NUL"),
    refused("json", "string_tabulator", label(f'"a{HERE}\tb"')),
    refused("json", "string_escape_character", label(f'"a{HERE}\x1bb"')),
    refused("json", "string_unit_separator", label(f'"a{HERE}\x1fb"')),
    refused("json", "string_line_feed", label(f'"a{HERE}\nb"')),
    refused("json", "string_carriage_return", label(f'"a{HERE}\rb"')),
    refused("json", "string_nul", label(f'"a{HERE}\0b"')),
    refused("json", "key_nul_escaped", user(f'"a{HERE}\\u0000"'), "NUL"),
    refused("json", "key_tabulator", user(f'"a{HERE}\tb"')),
    refused("json", "key_bad_escape", user(f'"a{HERE}\\q"'), "\\"),
    refused("json", "key_lone_surrogate", user(f'"{HERE}\\ud800"')),
    refused("json", "key_of_observation_lone_surrogate", f'{{"{HERE}\\udfff": {{"u": 1}}}}'),
    refused("json", "key_of_observation_nul", f'{{"o{HERE}\\u0000": {{"u": 1}}}}', "NUL"),
    accepted("json", "string_escapes", label(r'"\" \\ \/ A"'), o='" \\ / A'),
    accepted("json", "string_escaped_letter", label(r'"A"'), o="A"),
    accepted("json", "string_escaped_digit_is_the_number", label(r'"1"'), o="1"),
    accepted("json", "string_surrogate_pair", label(r'"\ud83c\udf39"'), o="🌹"),
    accepted("json", "string_capital_hexadecimal", label(r'"\u00E9"'), o="é"),
    accepted("json", "string_delete_character", label('"a\x7fb"'), o="a\x7fb"),
    accepted("json", "string_noncharacter", label('"a\uffff"'), o="a\uffff"),
    accepted("json", "string_line_separator", label('"a\u2028b"'), o="a\u2028b"),
    accepted("json", "string_last_character", label('"\U0010ffff"'), o="\U0010ffff"),
    accepted("json", "string_empty_is_an_abstention", label('""'), o=""),
    accepted("json", "string_number_is_the_number", label('"1"'), o="1"),
    accepted("json", "string_with_zeros_is_text", label('"007"'), o="007"),
]


def no_utf8(name, data):
    return refused("json", f"utf8_{name}", b'{"o": {"u": "a@@' + data + b'"}}', "UTF-8")


UTF8 = [
    no_utf8("ff", b"\xff"),
    no_utf8("fe", b"\xfe"),
    no_utf8("latin1", b"\xe9"),
    no_utf8("continuation_alone", b"\x80"),
    no_utf8("two_bytes_cut", b"\xc3"),
    no_utf8("three_bytes_cut", b"\xe2\x82"),
    no_utf8("four_bytes_cut", b"\xf0\x9f\x8c"),
    no_utf8("overlong_slash", b"\xc0\xaf"),
    no_utf8("overlong_nul", b"\xc0\x80"),
    no_utf8("overlong_three_bytes", b"\xe0\x80\xaf"),
    no_utf8("overlong_four_bytes", b"\xf0\x80\x80\xaf"),
    no_utf8("surrogate", b"\xed\xa0\x80"),
    no_utf8("above_unicode", b"\xf4\x90\x80\x80"),
    no_utf8("five_bytes", b"\xf8\x88\x80\x80\x80"),
    refused("json", "utf8_in_a_key", b'{"o": {"a@@\xff": 1}}', "UTF-8"),
    refused("json", "utf8_in_an_observation", b'{"a@@\xff": {"u": 1}}', "UTF-8"),
    refused("json", "utf8_outside_strings", b'{"o": @@\xff{"u": 1}}'),
    refused("json", "utf8_behind_the_object", b'{"o": {"u": 1}}@@\xff'),
]


def structure(name, text, *words):
    return refused("json", f"structure_{name}", text, *words)


STRUCTURE = [
    structure("comma_behind_last_user", '{"o": {"u": 1,@@}}'),
    structure("comma_behind_last_observation", '{"o": {"u": 1},@@}'),
    structure("comma_first", '{@@,"o": {"u": 1}}'),
    structure("two_commas", '{"o": {"u": 1,@@, "v": 1}}'),
    structure("comma_alone", '{"o": {@@,}}'),
    structure("no_comma_between_users", '{"o": {"u": 1 @@"v": 1}}'),
    structure("no_comma_between_observations", '{"o": {"u": 1} @@"p": {"u": 1}}'),
    structure("semicolon", '{"o": {"u": @@1; "v": 1}}'),
    structure("no_colon", '{"o": {"u" @@1}}'),
    structure("two_colons", '{"o": {"u":@@: 1}}'),
    structure("equals_sign", '{"o": {"u" @@= 1}}'),
    structure("no_value", '{"o": {"u":@@}}'),
    structure("no_inner_object", '{"o":@@}'),
    structure("key_without_quotes", '{"o": {@@u: 1}}'),
    structure("key_in_single_quotes", '{"o": {@@\'u\': 1}}'),
    structure("key_number", '{"o": {@@1: 1}}'),
    structure("key_null", '{"o": {@@null: 1}}'),
    structure("key_alone", '{"o": {"u"@@}}'),
    structure("observation_without_quotes", '{"a": {"u": 1}, @@o: {"u": 1}}'),
    structure("bracket_for_brace", '{"o": {"u": 1@@]}'),
    structure("bracket_closes_the_object", '{"o": {"u": 1}@@]'),
    structure("label_is_a_list", '{"o": {"u": @@[1]}}', "array"),
    structure("label_is_an_object", '{"o": {"u": @@{"v": 1}}}', "object"),
    structure("votes_are_a_list", '{"a": {"u": 1}, "o": @@[1]}'),
    structure("votes_are_a_number", '{"a": {"u": 1}, "o": @@1}'),
    structure("votes_are_a_text", '{"a": {"u": 1}, "o": @@"u"}'),
    structure("votes_are_null", '{"a": {"u": 1}, "o": @@null}'),
    structure("line_comment", '{"o": {"u": 1 @@// one\n}}'),
    structure("block_comment", '{"o": {"u": @@/* one */ 1}}'),
    structure("hash_comment", '{"o": {"u": 1}} @@# end'),
    structure("no_break_space", '{"o": @@\u00a0{"u": 1}}'),
    structure("form_feed", '{"o": @@\f{"u": 1}}'),
    structure("vertical_tabulator", '{"o": @@\v{"u": 1}}'),
    structure("line_separator", '{"o": @@\u2028{"u": 1}}'),
    structure("word_joiner", '{"o": @@\u2060{"u": 1}}'),
    structure("nul_between", '{"o": @@\0{"u": 1}}'),
    structure("nul_behind", '{"o": {"u": 1}}@@\0'),
    structure("mark_in_the_middle", '{"o": @@\ufeff{"u": 1}}'),
    structure("brace_behind", '{"o": {"u": 1}}@@}'),
    structure("comma_behind_all", '{"o": {"u": 1}}@@,'),
    structure("text_behind", '{"o": {"u": 1}} @@end'),
    structure("second_line_is_bad", '{"o": {"u": 1},\n "p": {"u": @@}}'),
    structure("third_line_is_bad", '{"o": {"u": 1},\r\n "p": {},\r\n "q": {"u": @@x}}\r\n'),
    structure("backslash_outside", '{"o": @@\\n{"u": 1}}'),
    structure("nested_10000_deep", '{"o": {"u": @@' + "[" * 10000 + "]" * 10000 + "}}"),
    structure("objects_10000_deep", '{"o": {"u": @@' + '{"a":' * 10000 + "1" + "}" * 10000 + "}}"),
    accepted("json", "structure_blanks_of_all_kinds", ' \t\r\n{ \t\r\n"o"\n:\r{\t"u" :\n1 } }\r\n\t '),
    accepted("json", "structure_byte_order_mark", '\ufeff{"o": {"u": 1}}'),
    accepted("json", "structure_key_twice_is_joined", '{"o": {"u": 1}, "o": {"v": 1}}'),
    accepted("json", "structure_user_twice_last_counts", '{"o": {"u": 2, "u": 1}}'),
    accepted("json", "structure_same_key_by_escape", '{"o": {"u": 1}, "\\u006f": {"v": 1, "w": 1}}'),
    accepted("json", "structure_number_key_and_text_key", '{"7": {"u": 1}, "07": {"u": 2}}', **{"7": "1", "07": "2"}),
    accepted("json", "structure_braces_in_strings", '{"o": {"}{,:[]": 1}}'),
    accepted("json", "structure_observation_without_votes", '{"o": {}}', o=""),
]

# A file that is cut at any byte must never be accepted as complete.
WHOLE = '{"o": {"u": 1, "v": "x\\u0041"}, "p": {}}'
CUT = [
    refused("json", f"cut_behind_{at}_bytes", WHOLE[:at], file="cut.json", place="")
    for at in range(1, len(WHOLE))
]

KINDS = [
    refused("json", "kind_empty", "", "empty"),
    refused("json", "kind_blanks", " \n\t\r\n", "empty"),
    refused("json", "kind_byte_order_mark_alone", "\ufeff", "empty"),
    refused("json", "kind_null", "null"),
    refused("json", "kind_number", "42"),
    refused("json", "kind_text", '"votes"'),
    refused("json", "kind_list_of_numbers", "[1, 2, 3]"),
    refused("json", "kind_empty_list", "[]", "no record"),
    refused("json", "kind_list_of_lists", '[["o", "u", 1]]'),
    refused("json", "kind_columns", '{"task": {"0": "a", "1": "b"}, "worker": {"0": "u", "1": "v"}, "label": {"0": 1, "1": 2}}',
            "columns", "orient='columns'"),
    refused("json", "kind_two_lists", '{"data": [{"task": 1, "worker": 2, "label": 3}], "users": [{"task": 1, "worker": 2, "label": 3}]}',
            "data", "users", "--records"),
    refused("json", "kind_records_not_closed", '[{"task": 1, "worker": 2, "label": 3}'),
    refused("json", "kind_records_comma_behind", '[{"task": 1, "worker": 2, "label": 3},]'),
    refused("json", "kind_records_without_comma", '[{"task": 1, "worker": 2, "label": 3} @@{"task": 1, "worker": 3, "label": 3}]'),
]

CASES = NUMBERS + LITERALS + STRINGS + UTF8 + STRUCTURE + CUT + KINDS
