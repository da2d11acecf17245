"""Why a row of the files is not among the records behind a figure."""

from __future__ import annotations

from apk_lib.text import Text

# what `Explorer.left_out` says of a row; `outside_days` is only counted (`Explorer.accounts`)
REASONS = {
    "rejected": Text(cs="zamítnutý řádek", en="rejected row"),
    "not_yet_recorded": Text(cs="ke dni stavu ještě nezapsáno", en="not yet recorded at the as-of date"),
    "superseded": Text(cs="nahrazeno pozdějším zápisem", en="superseded by a later entry"),
    "withdrawn": Text(cs="zrušeno", en="withdrawn"),
    "duplicate": Text(cs="týž řádek podruhé", en="the same row again"),
    "not_counted": Text(cs="platný záznam, který definice nezapočítává", en="a valid record that the definition does "
                        "not count"),
    "outside_days": Text(cs="mimo zvolené dny", en="outside the chosen days"),
}  # fmt: skip
# what else becomes of a row
COUNTED = {
    "counted": Text(cs="započítáno", en="counted"),
    "other_category": Text(cs="patří do jiné kategorie", en="of another category"),
    "context": Text(cs="jen souvislosti, řádky k záznamu nevedou", en="context only, no row leads to the record"),
}
