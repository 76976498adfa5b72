#!/usr/bin/env python3
"""Makes up a model of 200,000 people and 100,000 items with 32 factors, in the form in which Spark saves one.

    python tests/spark/large.py OUT        # needs numpy and pyarrow
    matinee import --spark OUT/als --feedback explicit --reg 0.1 --items OUT/movies.csv --counts OUT/items.csv --out m.matinee
"""

import json
import sys
import uuid
from pathlib import Path

import numpy
import pyarrow
import pyarrow.parquet

RANK = 32
BLOCKS = 10


def main():
    out = Path(sys.argv[1])
    draw = numpy.random.default_rng(1)
    metadata = {"class": "org.apache.spark.ml.recommendation.ALSModel", "sparkVersion": "4.3.0", "rank": RANK}
    folder(out / "als" / "metadata")
    (out / "als" / "metadata" / "part-00000").write_text(json.dumps(metadata) + "\n")
    for name, n in [("userFactors", 200_000), ("itemFactors", 100_000)]:
        place, run = folder(out / "als" / name), uuid.uuid4()
        for block in range(BLOCKS):
            ids = numpy.arange(block or BLOCKS, n + 1, BLOCKS, dtype=numpy.int32)
            values = draw.normal(0.3, 0.3, len(ids) * RANK).astype(numpy.float32)
            starts = numpy.arange(0, len(values) + 1, RANK, dtype=numpy.int32)
            lists = pyarrow.ListArray.from_arrays(starts, values)
            table = pyarrow.table({"id": ids, "features": lists})
            part = place / f"part-{block:05}-{run}-c000.snappy.parquet"
            pyarrow.parquet.write_table(table, part, use_dictionary=False)
    with open(out / "movies.csv", "w") as movies, open(out / "items.csv", "w") as counts:
        print("movieId,title,genres", file=movies)
        print("movieId,n_ratings,n_liked", file=counts)
        for item in range(1, 100_001):
            n = int(20_000 / item**0.7) + 3
            print(f"{item},Movie number {item} ({1950 + item % 70}),Drama", file=movies)
            print(f"{item},{n},{n // 2}", file=counts)


def folder(path):
    path.mkdir(parents=True, exist_ok=True)
    (path / "_SUCCESS").touch()
    return path


if __name__ == "__main__":
    main()
