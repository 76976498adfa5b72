#!/usr/bin/env python3
"""Trains on made-up ratings as examples/spark/train.py does, and writes beside the models what Spark itself predicts
and recommends with them: what the tests of `matinee import` compare with.

    python tests/spark/make.py DATA OUT

DATA is a folder with ratings.csv and movies.csv, of `matinee generate --format csv`. `cargo xtask test-spark` runs it
on fresh data; crates/cli/fixtures/spark/ was made by

    matinee generate --format csv --users 40 --movies 60 --ratings 1200 --seed 7 --out DATA
    python tests/spark/make.py DATA crates/cli/fixtures/spark
"""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    data, out = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    for name in ["ratings.csv", "movies.csv"]:
        shutil.copyfile(data / name, out / name)
    train = [sys.executable, ROOT / "examples/spark/train.py", "--ratings", out / "ratings.csv", "--out", out]
    sizes = ["--rank", "4", "--order-rank", "5", "--blocks", "3", "--iterations", "8", "--liked", "4"]
    subprocess.run([*map(str, train), *sizes], check=True)

    from pyspark.ml.recommendation import ALSModel
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("expected").getOrCreate()
    tables = {}
    for name in ["stars", "order"]:
        model = ALSModel.load(str(out / name))
        pairs = model.userFactors.selectExpr("id as user").crossJoin(model.itemFactors.selectExpr("id as item"))
        predicted = model.transform(pairs).collect()
        tables[name] = {(row["user"], row["item"]): row["prediction"] for row in predicted}
        # Of all items: Spark lists what somebody has rated, too.
        lists = model.recommendForAllUsers(model.itemFactors.count()).collect()
        rows = [(row["user"], *(entry["item"] for entry in row["recommendations"])) for row in lists]
        write(out / f"lists-{name}.csv", sorted(rows))
    pairs = sorted(tables["stars"])
    write(out / "predictions.csv", [(*pair, *(repr(tables[name][pair]) for name in tables)) for pair in pairs])
    spark.stop()


def write(path, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main()
