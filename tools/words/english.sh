#!/bin/sh
# Makes english.fst, the compact list of English words that spelling correction must leave alone.
#
#     tools/words/english.sh crates/task-router-engine/src/text/english.fst     (from the repository; needs apt-get or $SCOWL)
#
# Source: SCOWL (Spell Checker Oriented Word Lists) as Debian packages it (`scowl` 2020.12.07), sizes 10 to 60, the lists of
# words common to all English, American and British, without names, abbreviations and contractions. Licence: SCOWL beside
# this file. The same input gives the same bytes.
set -eu
output=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lists=${SCOWL:-/usr/share/dict/scowl}
if [ ! -d "$lists" ]; then
    (cd "$work" && apt-get download scowl >&2 && dpkg -x scowl_*.deb unpacked)
    lists=$work/unpacked/usr/share/dict/scowl
fi
for size in 10 20 35 40 50 55 60; do
    for list in english american british british_z variant_1; do
        [ ! -f "$lists/$list-words.$size" ] || cat "$lists/$list-words.$size"
    done
done | iconv -f latin1 -t utf8 | LC_ALL=C grep -E '^[a-z]+$' | LC_ALL=C sort -u >"$work/words"
cargo run --quiet --release -p task-router-engine --example word-list <"$work/words" >"$output"
echo "$(wc -l <"$work/words") words, $(wc -c <"$output") bytes" >&2
