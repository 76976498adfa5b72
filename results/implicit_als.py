"""ALS of `implicit` on a folder's `u.data`, to measure `matinee train` beside (docs/decisions/35-*.md).

    python3 -m venv venv && venv/bin/pip install implicit==0.7.3
    OPENBLAS_NUM_THREADS=1 venv/bin/python results/implicit_als.py data/made-20m

Only the fit is timed, not the reading.
"""

import os
import sys
import time

import numpy as np
import scipy.sparse as sp
from implicit.cpu.als import AlternatingLeastSquares

rows = np.fromfile(os.path.join(sys.argv[1], "u.data"), dtype=np.int64, sep=" ").reshape(-1, 4)
users, movies, stars = (rows[:, column].astype(np.int32) for column in range(3))
del rows
ratings = sp.csr_matrix((stars.astype(np.float32), (users, movies)))
del users, movies, stars
started, cpu = time.time(), time.process_time()
model = AlternatingLeastSquares(factors=24, iterations=15, num_threads=os.cpu_count())
model.fit(ratings, show_progress=False)
print(f"{time.time() - started:.1f} s, {time.process_time() - cpu:.1f} s of CPU")
