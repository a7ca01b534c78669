"""Votes in CSV and TSV: all kinds of errors in quoting, rows and headers."""

from case import accepted, refused

HEAD = "task,worker,label\n"


def row(name, text, *words, options=()):
    """A bad row between two good ones."""
    return refused("csv", name, HEAD + "o,u,1\n" + text + "\no,z,1\n", *words, options=options)


def good(name, text, options=(), **labels):
    return accepted("csv", name, text, options=options, **labels)


CASES = [
    row("quote_never_closed", 'o,v,@@"1', "never closed"),
    row("quote_never_closed_first_cell", '@@"o,v,1', "never closed"),
    row("quote_never_closed_with_doubled", 'o,v,@@"a""', "never closed"),
    row("quote_text_behind", 'o,v,"a"@@b', "closing quote", "twice"),
    row("quote_blank_and_text_behind", 'o,v,"a" @@b', "closing quote"),
    row("quote_text_behind_first_cell", '"o"@@x,v,1', "closing quote"),
    row("quote_escaped_by_backslash", 'o,v,"a \\"@@b\\""', "closing quote"),
    row("quote_three_open", 'o,v,@@"""', "never closed"),
    row("quote_behind_line_break", 'o,v,"a\nb"@@c', "closing quote"),
    row("short_row", "o,v@@", "2 cells", "3"),
    row("row_without_user", "o,@@,1", "user"),
    row("row_without_observation", "@@,v,1", "observation"),
    row("long_row", "o,v,1,@@2", "4 cells", "3"),
    row("long_row_by_a_separator", "o,v,Rosa, @@L.", "4 cells"),
    row("long_row_by_an_empty_cell", "o,v,1,@@", "4 cells"),
    row("tab_for_comma", "o\tv\t1@@", "1 cell"),
    row("semicolon_for_comma", "o;v;1@@", "1 cell"),
    row("nul", "o,v,a@@\0b", "NUL"),
    row("nul_in_quotes", 'o,v,"a@@\0b"', "NUL"),
    refused("csv", "second_header_in_another_order", HEAD + "o,u,1\nworker,task,label\nv,o,1\n", "second header", place=":3"),
    refused("csv", "latin1", HEAD.encode() + b"o,u,Gen@@\xeat\n", "0xEA", "UTF-8"),
    refused("csv", "overlong", HEAD.encode() + b"o,u,@@\xc0\xaf\n", "UTF-8"),
    refused("csv", "surrogate_bytes", HEAD.encode() + b"o,u,@@\xed\xa0\x80\n", "UTF-8"),
    refused("csv", "cut_character_at_the_end", HEAD.encode() + b"o,u,@@\xc3", "UTF-8"),
    refused("csv", "latin1_in_quotes", HEAD.encode() + b'o,u,"x,@@\xe9"\n', "UTF-8"),
    refused("csv", "latin1_behind_a_quoted_line_break", HEAD.encode() + b'o,u,"x\n@@\xe9"\n', "UTF-8"),
    refused("csv", "no_column_of_labels", "task,worker,opinion\no,u,1\n", "label", "opinion", "--columns", place=":1"),
    refused("csv", "no_column_of_users", "task,label\no,1\n", "user", "--columns", place=":1"),
    refused("csv", "no_column_of_observations", "worker,label\nu,1\n", "observation", "--columns", place=":1"),
    refused("csv", "two_columns_of_observations", "task,subject_id,worker,label\na,b,u,1\n", "task", "subject_id",
            "--columns observation=", place=":1"),
    refused("csv", "column_twice", "task,worker,label,label\no,u,1,2\n", "label", place=":1"),
    refused("csv", "no_header", "o1,u1,1\no1,u2,1\n", "no column", place=":1"),
    refused("csv", "header_alone_in_quotes_never_closed", 'task,worker,@@"label\no,u,1\n', "never closed"),
    refused("csv", "columns_that_are_not_there", HEAD + "o,u,1\n", "judge", options=("--columns", "user=judge"), place=":1"),
    refused("csv", "column_number_too_large", HEAD + "o,u,1\n", "9", options=("--columns", "observation=1,user=2,label=9"), place=""),
    refused("csv", "author_neither_yes_nor_no", "task,worker,label,author\no,u,1,@@maybe\n", "maybe", "author"),
    refused("csv", "count_negative", "task,label,n\no,1,@@-1\n", "-1", options=("--columns", "count=n")),
    refused("csv", "count_fraction", "task,label,n\no,1,@@1.5\n", "1.5", options=("--columns", "count=n")),
    refused("csv", "count_too_large", "task,label,n\no,1,@@99999999999999999999\n", "4294967294 votes",
            options=("--columns", "count=n")),
    refused("csv", "time_is_a_word", "task,worker,label,t\no,u,1,@@yesterday\n", "yesterday", options=("--columns", "time=t")),
    refused("csv", "time_in_month_13", "task,worker,label,t\no,u,1,@@2024-13-01\n", "2024-13-01", options=("--columns", "time=t")),
    refused("csv", "time_on_30_february", "task,worker,label,t\no,u,1,@@2024-02-30\n", "2024-02-30", options=("--columns", "time=t")),
    refused("csv", "repeated_vote", HEAD + "o,u,1\n@@o,u,2\n", "o", "u", options=("--repeats", "error"), place=":3"),
    refused("csv", "row_longer_than_the_limit", HEAD + "o,u," + "x" * 3000 + "\n", "--max-field", options=("--max-field", "1000"), place=":2:1"),
    refused("csv", "path_behind_a_text", 'task,worker,answer\no,u,@@"""Pos"""\n', "Pos", "choices",
            options=("--columns", "label=answer.choices")),
    good("byte_order_mark", "\ufeff" + HEAD + "o,u,1\n"),
    good("windows_line_ends", "task,worker,label\r\no,u,1\r\no,v,1\r\n"),
    good("old_mac_line_ends", "task,worker,label\ro,u,1\ro,v,1\r"),
    good("mixed_line_ends", "task,worker,label\r\no,u,1\no,v,1\ro,w,1"),
    good("no_last_line_end", HEAD + "o,u,1"),
    good("empty_quotes_are_an_abstention", HEAD + 'o,u,""\n', o=""),
    good("quoted_number_is_the_number", HEAD + '"o","u","1"\n'),
    good("quotes_doubled", HEAD + 'o,u,"Rosa ""Peace"", hybrid"\n', o='Rosa "Peace", hybrid'),
    good("nothing_but_doubled_quotes", HEAD + 'o,u,""""\n', o='"'),
    good("quote_inside_a_bare_cell", HEAD + 'o,u,5" pot\n', o='5" pot'),
    good("line_break_in_quotes", HEAD + 'o,u,"a\nb"\n', o="a\nb"),
    good("separator_in_quotes", HEAD + 'o,u,"a,b"\n', o="a,b"),
    good("quoted_header", '"task","worker","label"\no,u,1\n'),
    good("separator_named_in_line_1", "sep=;\ntask;worker;label\no;u;1\n"),
    good("semicolons", "task;worker;label\no;u;1,5\n", o="1,5"),
    good("empty_rows", HEAD + "\n,,\no,u,1\n\n"),
    good("header_repeated", HEAD + "o,u,1\n" + HEAD + "o,v,1\n"),
    good("zeros_in_front_are_kept", HEAD + "o,u,007\n", o="007"),
    good("plus_is_kept", HEAD + "o,u,+4\n", o="+4"),
    good("number_above_64_bits_is_text", HEAD + "o,u,9223372036854775808\n", o="9223372036854775808"),
    good("minus_zero_is_text", HEAD + "o,u,-0\n", o="-0"),
    good("single_quotes_by_option", HEAD + "o,u,'a,b'\n", options=("--quote", "single"), o="a,b"),
    good("no_quotes_by_option", HEAD + 'o,u,"a\n', options=("--quote", "none"), o='"a'),
    good("comments_by_option", HEAD + "# o,v,2\no,u,1\n", options=("--comment", "#")),
    accepted("tsv", "quotes", 'task\tworker\tlabel\no\tu\t"a\tb"\n', o="a\tb"),
    accepted("tsv", "comma_in_a_cell", "task\tworker\tlabel\no\tu\ta,b\n", o="a,b"),
    refused("tsv", "short_row", "task\tworker\tlabel\no\tu\t1\no\tv@@\n", "2 cells"),
    refused("tsv", "quote_never_closed", 'task\tworker\tlabel\no\tu\t@@"1\n', "never closed"),
]
