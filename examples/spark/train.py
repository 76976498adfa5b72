#!/usr/bin/env python3
"""Fits Spark MLlib's ALS twice, for stars and for order, and writes both models for `matinee import`.

    spark-submit train.py --ratings hdfs:///ratings.parquet --out hdfs:///model
    python train.py --ratings ml-25m/ratings.csv --out model        # pip install pyspark

Then, where the folder can be read:

    matinee import --spark model/stars --order model/order --items movies.csv --out m.matinee

Ratings are a table userId, movieId, rating, as CSV with a header or as Parquet, on any file system that Spark
reads; other names are told by --columns. Ids are whole numbers from 0 to 2147483647, which is what ALS takes.

Written: stars/ and order/ (ALSModel), items.csv (how often each movie was rated and liked) and matinee.json, which
says what Spark's own files do not: what each model was fitted to, and how.
"""

import argparse
import csv
import io
import json

from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

# Stars as half stars, 1 to 10: what matinee.json lists counts by.
HALVES = [n / 2 for n in range(1, 11)]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ratings", required=True, help="table of ratings, .csv or Parquet")
    parser.add_argument("--columns", default="userId,movieId,rating", help="its columns: user,item,stars")
    parser.add_argument("--out", required=True, help="folder to write to; what is in it is replaced")
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--iterations", type=int, default=15)
    parser.add_argument("--reg", type=float, default=0.1, help="regParam of the stars")
    parser.add_argument("--order-rank", type=int, default=32)
    parser.add_argument("--order-reg", type=float, default=0.05)
    parser.add_argument("--alpha", type=float, default=2.0)
    parser.add_argument("--liked", type=float, default=3.5, help="stars from which on somebody liked a movie; only "
                        "these ratings count for the order")
    parser.add_argument("--blocks", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def read(spark, path, columns):
    user, item, stars = columns.split(",")
    table = spark.read.csv(path, header=True) if path.endswith(".csv") else spark.read.parquet(path)
    return table.select(
        F.col(user).cast("int").alias("user"),
        F.col(item).cast("int").alias("item"),
        F.col(stars).cast("float").alias("stars"),
    )


def write_text(spark, path, text):
    """Writes a small file wherever Spark can write one."""
    jvm = spark.sparkContext._jvm
    place = jvm.org.apache.hadoop.fs.Path(path)
    files = place.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    stream = files.create(place, True)
    stream.write(bytearray(text.encode()))
    stream.close()


def fit(ratings, column, told, args):
    als = ALS(
        userCol="user",
        itemCol="item",
        ratingCol=column,
        numUserBlocks=args.blocks,
        numItemBlocks=args.blocks,
        maxIter=args.iterations,
        seed=args.seed,
        # Somebody whom the model does not know gets no number; matinee folds them in.
        coldStartStrategy="drop",
        **told,
    )
    return als.fit(ratings)


def main():
    args = options()
    spark = SparkSession.builder.appName("matinee").getOrCreate()
    ratings = read(spark, args.ratings, args.columns).cache()
    # What somebody did not like counts 0: they have seen it, and it says nothing for it. Left out, people and
    # movies without anything liked would have no factors, and both models must have the same.
    liked = F.when(F.col("stars") >= args.liked, 1.0).otherwise(0.0).cast("float")
    ratings = ratings.withColumn("liked", liked)
    counts = [float(stars >= args.liked) for stars in HALVES]
    fits = {
        "stars": ("stars", {"rank": args.rank, "regParam": args.reg}),
        "order": (
            "liked",
            {"rank": args.order_rank, "regParam": args.order_reg, "alpha": args.alpha, "implicitPrefs": True},
        ),
    }
    told = {"written_by": "examples/spark/train.py", "spark": spark.version, "items": "items.csv"}
    for name, (column, parameters) in fits.items():
        model = fit(ratings, column, parameters, args)
        model.write().overwrite().save(f"{args.out}/{name}")
        told[name] = {
            "folder": name,
            "implicitPrefs": False,
            **parameters,
            "users": model.userFactors.count(),
            "items": model.itemFactors.count(),
        }
    told["order"]["counts"] = counts
    of_items = ratings.groupBy("item").agg(
        F.count("*").alias("n_ratings"), F.sum((F.col("stars") >= 4).cast("int")).alias("n_liked")
    )
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["movieId", "n_ratings", "n_liked"])
    rows.writerows(sorted(tuple(row) for row in of_items.collect()))
    write_text(spark, f"{args.out}/items.csv", text.getvalue())
    write_text(spark, f"{args.out}/matinee.json", json.dumps(told, indent=2) + "\n")
    spark.stop()


if __name__ == "__main__":
    main()
