#!/usr/bin/env python3
"""Trains libraries for recommenders and `matinee` on the base rows of u1 and measures all of them by one function.

    python tests/peers/native.py data/ml-100k target/release/matinee    # prints a table; `cargo xtask peers` runs it

Every fit that is reported is in a process of its own. Hyper-parameters of the libraries are chosen on a fifth of the
base rows, drawn at random; the test rows are read once, by the reported fit. Of `matinee`, whose recipes were chosen
so before, what is measured here must be what `matinee evaluate` says.
"""

import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

import libraries

N_TEST = 20_000
K = 10
LIKED = 4
# Of the draws of the libraries and of the part of the base rows.
SEED = 1
# Numbers of two programs that are printed with so many digits.
CLOSE = 2e-5


class Rows:
    """Ratings as columns. Ids begin with 1, and so do the rows and columns of what is predicted."""

    def __init__(self, table, n_users, n_items):
        self.users, self.items = (table[:, column].astype(np.int32) for column in (0, 1))
        self.stars = table[:, 2].astype(np.float32)
        self.table, self.n_users, self.n_items = table, n_users, n_items

    def of(self, mask):
        return Rows(self.table[mask], self.n_users, self.n_items)

    def __len__(self):
        return len(self.table)


def u1(data):
    """The first canonical fold: the first 20,000 lines are held out."""
    table = np.loadtxt(data / "u.data", dtype=np.int64)
    rows = Rows(table, int(table[:, 0].max()), int(table[:, 1].max()))
    is_test = np.arange(len(table)) < N_TEST
    return rows.of(~is_test), rows.of(is_test)


def parts(base):
    """Four fifths of the base rows to learn from, one fifth to choose by."""
    is_held_out = np.random.default_rng(SEED).random(len(base)) < 0.2
    return base.of(~is_held_out), base.of(is_held_out)


def rmse(stars, test):
    predicted = np.clip(stars[test.users, test.items], 1, 5)
    return float(np.sqrt(np.mean((predicted - test.stars.astype(np.float64)) ** 2)))


def ndcg(scores, train, test):
    """Mean over the people with something relevant, of all movies that they have not rated in training."""
    discounts = 1 / np.log2(np.arange(K) + 2)
    counts = np.bincount(train.items, minlength=train.n_items + 1)
    ids = np.arange(train.n_items + 1)
    gains = []
    for user in np.unique(test.users):
        relevant = test.items[(test.users == user) & (test.stars >= LIKED)]
        if not len(relevant):
            continue
        row = np.nan_to_num(scores[user], nan=-np.inf).astype(np.float64)
        candidates = np.ones(train.n_items + 1, bool)
        candidates[0] = False
        candidates[train.items[train.users == user]] = False
        order = np.lexsort((ids, -counts, -row))
        order = order[candidates[order]][:K]
        gain = (np.isin(order, relevant) * discounts).sum()
        gains.append(gain / discounts[: min(K, len(relevant))].sum())
    return float(np.mean(gains))


def measure(fitted, train, test):
    stars, scores = fitted.stars(), fitted.scores()
    return {
        "rmse": None if stars is None else rmse(stars, test),
        "ndcg": ndcg(scores, train, test),
    }


def settings(grid):
    return [dict(zip(grid, values)) for values in itertools.product(*grid.values())]


def tune(system, data):
    """The best settings of a system on a part of the base rows."""
    train, held_out = parts(u1(data)[0])
    library = libraries.SYSTEMS[system]
    best, best_value, n = None, None, 0
    for options in settings(library.grid):
        found = measure(library.fit(train, options, SEED), train, held_out)
        value = found[library.chosen_by] * (1 if library.chosen_by == "rmse" else -1)
        if best is None or value < best_value:
            best, best_value = options, value
        n += 1
    return {"options": best, "tried": n}


def fit(system, options, data, begun):
    """A reported fit, from files to a saved model, and what it is worth."""
    base, test = u1(data)
    library = libraries.SYSTEMS[system]
    library.prepare(base)
    start = time.time()
    fitted = library.fit(base, options, SEED)
    seconds, peak = time.time() - start, fitted.peak_memory()
    with tempfile.TemporaryDirectory() as folder:
        fitted.save(Path(folder))
        whole = time.time() - begun
        n_bytes = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    found = measure(fitted, base, test)
    return {"fit": seconds, "whole": whole, "peak": peak, "bytes": n_bytes, **found}


def child(*words):
    """Runs this program in a process of its own; what it prints last."""
    words = [sys.executable, __file__, *map(str, words)]
    # What libraries of linear algebra add to the threads that these libraries have themselves makes them slower.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def timed(command):
    """Runs a command: seconds and the most memory that it had, bytes."""
    start = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(map(str, command))} failed")
    # Linux counts kibibytes.
    return time.time() - start, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def matinee(program, recipe, data):
    """The same of a recipe of `matinee train`; all of the command is timed."""
    base, test = u1(data)
    with tempfile.TemporaryDirectory() as folder:
        model, pairs = Path(folder) / "u1.matinee", Path(folder) / "pairs.tsv"
        words = ["--data", data, "--fold", "1"]
        seconds, peak = timed([program, "train", *recipe, *words, "--out", model])
        everybody = np.unique(test.users)
        with open(pairs, "w") as file:
            for user, item in itertools.product(everybody, range(1, base.n_items + 1)):
                print(user, item, sep="\t", file=file)
        predict = [program, "predict", "--model", model, "--pairs", pairs]
        said = subprocess.run(predict, stdout=subprocess.PIPE, check=True, text=True).stdout
        evaluate = [program, "evaluate", "--model", model, *words, "--json"]
        said_of_all = json.loads(subprocess.run(evaluate, stdout=subprocess.PIPE, check=True, text=True).stdout)
        n_bytes = model.stat().st_size
    table = np.loadtxt(said.splitlines())
    stars, scores = (np.full((base.n_users + 1, base.n_items + 1), np.nan) for _ in range(2))
    at = table[:, 0].astype(int), table[:, 1].astype(int)
    stars[at], scores[at] = table[:, 2], table[:, 3]
    found = {"rmse": rmse(stars, test), "ndcg": ndcg(scores, base, test)}
    # The model comes first, then what it is compared with there.
    results = said_of_all["results"]
    own = next(it for it in results if it["rows"] == "u1" and it["system"] == results[0]["system"])
    for name, value in [("rmse_stars", found["rmse"]), ("ndcg", found["ndcg"])]:
        if abs(value - own[name]) > CLOSE:
            raise SystemExit(f"{name} is {value} here and {own[name]} by matinee evaluate")
    return {"fit": None, "whole": seconds, "peak": peak, "bytes": n_bytes, **found}


# Recipes of `matinee train`: what the page carries, what grows with the ratings, the seed network.
RECIPES = {
    "Matinee, hybrid": ["--network", "hybrid"],
    "Matinee, hybrid, `--preset simple`": ["--network", "hybrid", "--preset", "simple"],
    "Matinee, seed network, `--preset plain`": ["--network", "seed", "--preset", "plain"],
}


def line(name, chosen, row):
    def number(value, digits):
        return "" if value is None else f"{value:.{digits}f}"

    cells = [
        name,
        chosen,
        number(row["fit"], 2),
        number(row["whole"], 1),
        number(row["peak"] / 1e6, 0),
        number(row["bytes"] / 1e3, 0),
        number(row["rmse"], 4),
        number(row["ndcg"], 4),
    ]
    return f"| {' | '.join(cells)} |"


def main():
    data, program = Path(sys.argv[1]), Path(sys.argv[2])
    names = ("implicit", "lenskit", "pyspark", "torch", "numpy", "scipy")
    print(f"Python {platform.python_version()}; {', '.join(f'{name} {version(name)}' for name in names)}.\n")
    print("| system | chosen on a part of the base rows | fit, s | from files to a saved model, s | most memory, MB "
          "| saved model, kB | RMSE | NDCG@10 |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for name, recipe in RECIPES.items():
        print(line(name, "", matinee(program, recipe, data)), flush=True)
    for name in libraries.SYSTEMS:
        print(f"    {name}", file=sys.stderr)
        tuned = child("tune", name, data)
        options = tuned["options"]
        row = child("fit", name, json.dumps(options), data, time.time())
        chosen = ", ".join(f"{option} {value}" for option, value in options.items())
        print(line(name, f"{chosen} (of {tuned['tried']})", row), flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["tune", system, data]:
            print(json.dumps(tune(system, Path(data))))
        case ["fit", system, options, data, begun]:
            print(json.dumps(fit(system, json.loads(options), Path(data), float(begun))))
        case _:
            main()
