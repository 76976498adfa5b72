"""Fits the models of the library implicit, imports each and compares the lists of everybody.

    pip install -r tests/implicit/requirements.txt
    cargo run --release -- generate --format csv --users 300 --movies 400 --ratings 20000 --out DATA
    python tests/implicit/compare.py DATA target/release/matinee

Ends with 1 where a list is not that of implicit. Without stars in the order, nothing but float rounding parts them.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import implicit
import numpy
import scipy.sparse

K = 10
data, program = Path(sys.argv[1]), sys.argv[2]
with open(data / "ratings.csv", encoding="utf-8", newline="") as file:
    ratings = [(int(row["userId"]), int(row["movieId"]), float(row["rating"])) for row in csv.DictReader(file)]
users = sorted({user for user, _, _ in ratings})
items = sorted({item for _, item, _ in ratings})
user_rows = {user: row for row, user in enumerate(users)}
item_rows = {item: row for row, item in enumerate(items)}
stars = [rating for _, _, rating in ratings]
cells = ([user_rows[user] for user, _, _ in ratings], [item_rows[item] for _, item, _ in ratings])
matrix = scipy.sparse.csr_matrix((stars, cells), dtype=numpy.float32)

MODELS = {
    "als": (implicit.als.AlternatingLeastSquares(factors=32, alpha=2.0, random_state=1), []),
    "bpr": (implicit.bpr.BayesianPersonalizedRanking(factors=32, random_state=1), ["--alpha", "2"]),
    "lmf": (implicit.lmf.LogisticMatrixFactorization(factors=32, random_state=1), ["--alpha", "2"]),
}


def run(*arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def main():
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        numpy.save(folder / "users.npy", numpy.array(users))
        numpy.save(folder / "items.npy", numpy.array(items))
        for name, (model, options) in MODELS.items():
            model.fit(matrix, show_progress=False)
            model.save(folder / f"{name}.npz")
            imported = folder / f"{name}.matinee"
            run(
                "import", "--implicit", folder / f"{name}.npz", "--user-ids", folder / "users.npy",
                "--item-ids", folder / "items.npy", "--items", data / "movies.csv",
                "--ratings", data / "ratings.csv", "--counted-as", "stars", "--stars-weight", "0",
                "--precision", "full", "--out", imported, *options,
            )
            others = 0
            for user in users:
                row = user_rows[user]
                rows, scores = model.recommend(row, matrix[row], N=K)
                listed = json.loads(run("recommend", "--model", imported, "--user", user, "-k", K, "--json"))
                movies = [entry["movie"] for entry in listed["movies"]]
                expected = [items[row] for row in rows]
                of = dict(zip(expected, scores))
                # Scores of two movies that change places are the same but for rounding.
                if any(movie not in of for movie in movies) or any(
                    of[after] > of[before] + 1e-4 for before, after in zip(movies, movies[1:])
                ):
                    others += 1
                    print(f"{name}, user {user}: {movies}, implicit {expected}")
            print(f"implicit {implicit.__version__} {name}: {len(users) - others} of {len(users)} lists are the same")
            differing += others
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
