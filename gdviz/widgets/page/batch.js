// The loss of the mini-batch alone, which is what a step really descends. Least squares of a line.

/** @param {{runs: Runs, run: Run, m: number}} scene @returns {Place[]} */
function batchData({ runs, run, m }) {
  return runs.batch(run, m).map((k) => [runs.points[2 * k], runs.points[2 * k + 1]]);
}

// J_B at a place: factor/b Σ (θᵀx − y)².
function batchLoss(data, place, factor) {
  const features = (x) => (place.length === 2 ? [1, x] : [x]);
  const residual = ([x, y]) => features(x).reduce((sum, f, k) => sum + f * place[k], -y);
  return (factor / data.length) * data.reduce((sum, row) => sum + residual(row) ** 2, 0);
}

// J_B along a run, each at the place where its batch is drawn.
/** @param {Runs} runs @param {Run} run */
function batchLosses(runs, run, factor) {
  run.batchLosses ??= Float64Array.from({ length: run.last + 1 }, (_, m) =>
    batchLoss(batchData({ runs, run, m }), placeNow(run, m, 0), factor),
  );
  return run.batchLosses;
}

// Where J_B is as high as here: an ellipse around the batch's own minimum; for one row two lines.
/** @param {{runs: Runs, run: Run, m: number}} scene @param {Place} place @returns {Place[]} */
function batchContour(scene, place, reach) {
  const rows = batchData(scene);
  const mean = (value) => rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  const [sx, sxx] = [mean(([x]) => x), mean(([x]) => x * x)];
  const residual = ([x, y]) => place[0] + place[1] * x - y;
  const [g0, g1] = [mean(residual), mean((row) => row[0] * residual(row))];
  // Keeps a flat valley on the panel.
  const floor = 1e-6 + mean((row) => residual(row) ** 2) / reach ** 2;
  const [a, b, c] = [1 + floor, sx, sxx + floor];
  const det = a * c - b * b;
  const step = [(c * g0 - b * g1) / det, (a * g1 - b * g0) / det]; // from the minimum to here
  const height = Math.sqrt(g0 * step[0] + g1 * step[1]) / 2;
  const [var0, cov, var1] = [c / det, -b / det, a / det].map((value) => value * height ** 2);
  return ellipse([var0, cov, var1]).map(([u, v]) => [
    place[0] - step[0] + u,
    place[1] - step[1] + v,
  ]);
}
