#!/usr/bin/env bash
# pyspark 4.3.0 (Java 17): an ALSModel of which a part was lost loads without a word, and predicts nothing for a tenth
# of the people.
#
# `model.save` writes a Parquet file for each block of users that has somebody in it. A block is the id modulo
# the number of blocks (10), so ids that end in 3 fill one block, and the folder has part-00000, with no rows in it,
# part-00003 and nothing else: gaps are nothing wrong. So a part that was lost, in a copy that broke off, say, looks like a
# block that nobody falls into, `_SUCCESS` stands for both, and nothing in the metadata counts the people.
# `ALSModel.load` reads what is there; with coldStartStrategy="drop", the setting for evaluation, the rows of those
# who are missing are left out of what is measured, too.
#
# Seen: ids that end in 3 are saved as parts 0 and 3; of 100 people 90 are left after a part was deleted, no
# error. Matinee compares the numbers that examples/spark/train.py notes in matinee.json, names a part whose checksum is
# left behind, and tells of every other gap (crates/cli/src/import/spark/folder.rs).
#
# Needs Java 17 or newer on PATH; PYTHONPATH may name a folder with pyspark, else it is installed into a folder of
# its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! python3 -c 'import pyspark' 2>/dev/null; then
  python3 -m pip install --quiet --target "$folder/packages" pyspark==4.3.0 numpy
  export PYTHONPATH="$folder/packages"
fi

python3 - "$folder" 2>/dev/null <<'EOF2'
import pathlib, sys
from pyspark.ml.recommendation import ALS, ALSModel
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").getOrCreate()
als = ALS(userCol="u", itemCol="i", ratingCol="r", rank=3, maxIter=2, seed=1, coldStartStrategy="drop")

def saved(ids, name):
    rows = [(u, i, float((u + i) % 5 + 1)) for u in ids for i in range(20)]
    table = spark.createDataFrame(rows, ["u", "i", "r"])
    path = f"{sys.argv[1]}/{name}"
    als.fit(table).save(path)
    return table, path, sorted(pathlib.Path(path, "userFactors").glob("part-*"))

_, _, parts = saved(range(3, 63, 10), "threes")
numbers = [int(part.name.split("-")[1]) for part in parts]
table, path, parts = saved(range(100), "lost")
parts[4].unlink()
parts[4].with_name(f".{parts[4].name}.crc").unlink()
model = ALSModel.load(path)
n_people, n_rows = model.userFactors.count(), model.transform(table).count()
print(f"parts of ids that end in 3: {numbers}; without a part: {n_people} people of 100, {n_rows} rows of 2000")
assert numbers == [0, 3] and n_people == 90 and n_rows == 1800
EOF2
