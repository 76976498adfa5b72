#!/usr/bin/env python3
"""Prints the RMSE of Spark's own model on rows that it was not fitted to, as it predicts and clipped to 1 to 5.

    python tests/spark/rmse.py out/stars test.csv

Rows are a table userId, movieId, rating; those whose user or movie the model does not know are dropped.
"""

import math
import sys

from pyspark.ml.recommendation import ALSModel
from pyspark.sql import SparkSession


def main():
    spark = SparkSession.builder.getOrCreate()
    model = ALSModel.load(sys.argv[1]).setColdStartStrategy("drop")
    columns = ["cast(userId as int) user", "cast(movieId as int) item", "cast(rating as float) stars"]
    rows = model.transform(spark.read.csv(sys.argv[2], header=True).selectExpr(*columns)).collect()

    def rmse(predict):
        squares = [(predict(row["prediction"]) - row["stars"]) ** 2 for row in rows]
        return math.sqrt(sum(squares) / len(squares))

    clipped = rmse(lambda stars: min(5.0, max(1.0, stars)))
    print(f"{len(rows)} rows: RMSE {rmse(float):.5f}, clipped {clipped:.5f}")
    spark.stop()


if __name__ == "__main__":
    main()
