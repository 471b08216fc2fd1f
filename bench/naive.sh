#!/usr/bin/env bash
# The baseline: what works today without evalkit's runner. Every notebook through papermill's command, its page
# through nbconvert's, one after another; the page across years last. Writes into OUT only, a copy of the data included.
# usage: bench/naive.sh DATA OUT YEAR [YEAR ...]       (BIN: the folder of the programs, .venv/bin by default)
set -eu
data=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
shift 2
first=$1
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}

mkdir -p "$out/data/raw"
for year in "$@"; do
  cp -R "$data/raw/$year" "$out/data/raw/"
done

page() { # page NAME FOLDER PARAMETER ...
  local name=$1 folder=$2
  shift 2
  mkdir -p "$folder"
  "$bin/papermill" --no-progress-bar "notebooks/$name.ipynb" "$folder/$name.ipynb" -p data_dir "$out/data" "$@"
  "$bin/jupyter" nbconvert --log-level ERROR --to html --no-input "$folder/$name.ipynb"
}

for year in "$@"; do
  for notebook in notebooks/[0-9]*.ipynb; do
    name=$(basename "$notebook" .ipynb)
    if [ "$name" != 95_trend ]; then
      page "$name" "$out/$year" -p fiscal_year "$year"
    fi
  done
done
page 95_trend "$out" -p fiscal_year "$year" -p first_year "$first"
