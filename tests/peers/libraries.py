"""Other libraries for recommenders, each behind the same few calls: `native.py` trains and measures them."""

import os
import pickle
import resource
import sys
import tempfile

import numpy as np

THREADS = os.cpu_count()


def peak_of(pid="self"):
    """The most memory that a process had, bytes."""
    if pid == "self":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    with open(f"/proc/{pid}/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def chosen_rows(rows, options):
    """All rows, or those with four stars or more."""
    return rows if options.get("rows", "all") == "all" else rows.of(rows.stars >= 4)


class Library:
    """What can be fitted: a grid of settings, and by which figure one of them is chosen."""

    def __init__(self, fitted, chosen_by, **grid):
        self.fitted, self.chosen_by, self.grid = fitted, chosen_by, grid

    def prepare(self, rows):
        self.fitted.prepare(rows)

    def fit(self, rows, options, seed):
        return self.fitted(rows, options, seed)


class Fitted:
    """A fitted model. Row and column 0 of what is predicted are nobody's."""

    @staticmethod
    def prepare(rows):
        """Loads what is loaded once, before a fit is timed."""

    def stars(self):
        """Predicted stars, or nothing where a model predicts none."""
        return None

    def peak_memory(self):
        return peak_of()


def products(users, items, rows):
    """Scores of all pairs, of rows that begin with id 0 and may end early."""
    scores = np.full((rows.n_users + 1, rows.n_items + 1), np.nan)
    scores[: len(users), : len(items)] = users @ items.T
    return scores


class Implicit(Fitted):
    """A model of `implicit`, which is fitted to a sparse matrix of weights."""

    @staticmethod
    def prepare(rows):
        import implicit.cpu.als  # noqa: F401
        import implicit.cpu.bpr  # noqa: F401

    def __init__(self, rows, options, seed):
        import scipy.sparse as sparse

        self.rows = rows
        used = chosen_rows(rows, options)
        weights = used.stars if options.get("rows") == "all" else np.ones(len(used), np.float32)
        matrix = sparse.csr_matrix((weights, (used.users, used.items)), (rows.n_users + 1, rows.n_items + 1))
        self.model = self.make({name: value for name, value in options.items() if name != "rows"}, seed)
        self.model.fit(matrix, show_progress=False)

    def scores(self):
        return products(self.model.user_factors, self.model.item_factors, self.rows)

    def save(self, folder):
        self.model.save(folder / "model.npz")


class ImplicitAls(Implicit):
    def make(self, options, seed):
        from implicit.cpu.als import AlternatingLeastSquares

        return AlternatingLeastSquares(iterations=15, num_threads=THREADS, random_state=seed, **options)


class ImplicitBpr(Implicit):
    def make(self, options, seed):
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        return BayesianPersonalizedRanking(num_threads=THREADS, random_state=seed, **options)


class LensKit(Fitted):
    """A scorer of LensKit, which is fitted to a data set and asked for one person at a time."""

    predicts_stars = False

    @staticmethod
    def prepare(rows):
        import lenskit.als
        import lenskit.knn

        # The names of a package are loaded when they are first used.
        lenskit.als.BiasedMFScorer, lenskit.als.ImplicitMFScorer
        lenskit.knn.ItemKNNScorer, lenskit.knn.EASEScorer

    def __init__(self, rows, options, seed):
        import pandas
        from lenskit.data import from_interactions_df
        from lenskit.training import TrainingOptions

        self.rows, used = rows, chosen_rows(rows, options)
        columns = {"user_id": used.users, "item_id": used.items, "rating": used.stars}
        self.dataset = from_interactions_df(pandas.DataFrame(columns))
        self.scorer = self.make({name: value for name, value in options.items() if name != "rows"})
        self.scorer.train(self.dataset, TrainingOptions(rng=seed))

    def scores(self):
        from lenskit.data import ItemList, RecQuery

        scores = np.full((self.rows.n_users + 1, self.rows.n_items + 1), np.nan)
        items = ItemList(item_ids=np.arange(1, self.rows.n_items + 1))
        for user in range(1, self.rows.n_users + 1):
            history = self.dataset.user_row(user)
            if history is not None:
                scores[user, 1:] = self.scorer(RecQuery(user_id=user, user_items=history), items).scores()
        return scores

    def stars(self):
        return with_mean(self.scores(), self.rows) if self.predicts_stars else None

    def save(self, folder):
        with open(folder / "model.pkl", "wb") as file:
            pickle.dump(self.scorer, file)


def with_mean(stars, rows):
    """Where a model predicts nothing, the mean of the training rows."""
    return np.where(np.isnan(stars), rows.stars.mean(), stars)


class LensKitBiasedMf(LensKit):
    predicts_stars = True

    def make(self, options):
        from lenskit.als import BiasedMFScorer

        return BiasedMFScorer(user_embeddings="prefer", **options)


class LensKitImplicitMf(LensKit):
    def make(self, options):
        from lenskit.als import ImplicitMFScorer

        return ImplicitMFScorer(user_embeddings="prefer", **options)


class LensKitItemKnn(LensKit):
    predicts_stars = True

    def make(self, options):
        from lenskit.knn import ItemKNNScorer

        return ItemKNNScorer(feedback="explicit", **options)


class LensKitEase(LensKit):
    def make(self, options):
        from lenskit.knn import EASEScorer

        return EASEScorer(**options)


class Spark(Fitted):
    """ALS of Spark, in one process with as many threads as there are cores."""

    session = None

    @classmethod
    def prepare(cls, rows):
        from pyspark.sql import SparkSession

        if cls.session is None:
            builder = SparkSession.builder.master(f"local[{THREADS}]").appName("peers")
            # Two hundred parts, as Spark has it for a cluster, would cost a small table most of its time.
            builder = builder.config("spark.sql.shuffle.partitions", THREADS).config("spark.ui.enabled", False)
            cls.session = builder.getOrCreate()
            cls.session.sparkContext.setLogLevel("ERROR")

    def __init__(self, rows, options, seed):
        from pyspark.ml.recommendation import ALS

        self.prepare(rows)
        self.rows, used = rows, chosen_rows(rows, options)
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
            # Rows that Python hands over are read by processes of Python: slower.
            np.savetxt(file, used.table[:, :3], fmt="%d", delimiter="\t")
            file.flush()
            frame = self.session.read.csv(file.name, "user int, item int, stars float", sep="\t").cache()
            frame.count()
        options = {name: value for name, value in options.items() if name != "rows"}
        als = ALS(userCol="user", itemCol="item", ratingCol="stars", seed=seed, numUserBlocks=THREADS,
                  numItemBlocks=THREADS, implicitPrefs=self.is_implicit, **options)
        self.model = als.fit(frame)
        frame.unpersist()

    def scores(self):
        users, items = (self.factors(it) for it in (self.model.userFactors, self.model.itemFactors))
        return products(users, items, self.rows)

    def stars(self):
        return None if self.is_implicit else with_mean(self.scores(), self.rows)

    def factors(self, frame):
        rows = frame.collect()
        factors = np.full((max(row["id"] for row in rows) + 1, self.model.rank), np.nan)
        for row in rows:
            factors[row["id"]] = row["features"]
        return factors

    def save(self, folder):
        self.model.save(str(folder / "model"))

    def peak_memory(self):
        """Of Spark itself, besides that of Python."""
        return peak_of() + peak_of(self.session.sparkContext._gateway.proc.pid)


class SparkExplicit(Spark):
    is_implicit = False


class SparkImplicit(Spark):
    is_implicit = True


ROWS = ("all", "liked")

SYSTEMS = {
    "implicit, ALS": Library(
        ImplicitAls, "ndcg", factors=(16, 32, 64), regularization=(0.1, 1, 10), alpha=(1, 4, 16), rows=ROWS
    ),
    "implicit, BPR": Library(
        ImplicitBpr, "ndcg", factors=(32, 64), learning_rate=(0.02, 0.05), regularization=(0.01, 0.05),
        iterations=(100, 300), rows=("liked",),
    ),
    "LensKit, BiasedMF": Library(
        LensKitBiasedMf, "rmse", embedding_size=(8, 16, 32, 64), regularization=(0.05, 0.1, 0.2), epochs=(10, 20)
    ),
    "LensKit, item-kNN": Library(LensKitItemKnn, "rmse", max_nbrs=(20, 40, 80), min_nbrs=(1, 3)),
    "LensKit, ImplicitMF": Library(
        LensKitImplicitMf, "ndcg", embedding_size=(16, 32, 64), regularization=(0.1, 1, 10), weight=(4, 16, 40),
        rows=ROWS,
    ),
    "LensKit, EASE": Library(LensKitEase, "ndcg", regularization=(100, 200, 300, 500, 1000), rows=ROWS),
    "Spark, ALS": Library(SparkExplicit, "rmse", rank=(8, 16, 32), regParam=(0.05, 0.1, 0.15)),
    "Spark, ALS of implicit feedback": Library(
        SparkImplicit, "ndcg", rank=(16, 32), regParam=(0.1,), alpha=(4.0, 16.0), rows=ROWS
    ),
}
