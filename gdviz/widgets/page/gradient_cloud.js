// The cloud of mini-batch gradients at one place: here a record is one more mini-batch drawn.

// [var₀, cov, var₁] of the first n points.
/** @param {{at: ArrayLike<number>[]}} run @returns {number[]} */
function covariance(run, n) {
  const means = run.at.map((axis) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += axis[k];
    return sum / n;
  });
  const sums = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [u, v] = [run.at[0][k] - means[0], run.at[1][k] - means[1]];
    sums[0] += u * u;
    sums[1] += u * v;
    sums[2] += v * v;
  }
  return sums.map((sum) => sum / (n - 1));
}

const trace = (matrix) => matrix[0] + matrix[2];

// Two standard deviations around the middle, by the square root of the matrix.
/** @param {number[]} matrix @returns {Place[]} */
function ellipse([a, b, c]) {
  const root = Math.sqrt(Math.max(0, a * c - b * b));
  const size = Math.sqrt(a + c + 2 * root);
  if (!(size > 0)) return [];
  return Array.from({ length: 73 }, (_, k) => {
    const [u, v] = [2 * Math.cos((k * Math.PI) / 36), 2 * Math.sin((k * Math.PI) / 36)];
    return [((a + root) * u + b * v) / size, (b * u + (c + root) * v) / size];
  });
}

/** @type {Painter} */
function paintCloud(pen, { run, m, model }) {
  const { batch, edge, text, limit, data, panel } = pen.colors;
  const [xs, ys] = run.at;
  const looks = { color: batch, edge, radius: 3.4, width: 0.7 };
  pen.inside(() => {
    for (let k = 0; k <= m; k++) pen.dots([[xs[k], ys[k]]], looks); // each with its own edge
    const law = ellipse(model.get("predicted")[run.j]);
    pen.line(law, { color: text, width: 2.5, dash: FACTS.ghost_dash, halo: true });
    if (m > 1) pen.line(ellipse(covariance(run, m + 1)), { color: limit, width: 2.5 });
    pen.dots([[0, 0]], { color: data, edge: panel, radius: 6 });
    pen.dots([[xs[m], ys[m]]], { color: batch, edge, radius: 6, width: 2 });
  });
}

/** @type {Painter} */
function paintLaw(pen, { run, m, model, runs }) {
  const { text, limit, panel } = pen.colors;
  const sizes = model.get("batch_sizes");
  const law = model.get("predicted").map((matrix, j) => [sizes[j], trace(matrix)]);
  const measured = sizes.map((b, j) => [b, m > 0 ? trace(covariance(runs.run(0, j), m + 1)) : NaN]);
  pen.inside(() => {
    pen.line(law, { color: text, width: 2.5, dash: FACTS.ghost_dash });
    pen.dots(measured, { color: limit, edge: panel, radius: 5 });
    pen.upright(sizes[run.j], { alpha: 0.55 });
    pen.dots([measured[run.j]], { color: limit, edge: text, radius: 7.5, width: 2 });
  });
}

// −η∇J and −η∇J_B of the last mini-batch: what is packed is the noise ∇J_B − ∇J.
/** @param {Run} run @returns {[Place, Place]} */
function cloudSteps({ runs, at }, m) {
  const { rate = 0, gradient = [0, 0] } = runs.packing;
  return [
    gradient.map((slope) => -rate * slope),
    gradient.map((slope, k) => -rate * (slope + at[k][m])),
  ];
}

/** @type {Painter} */
function paintPlace(pen, { run, m, model, wanted }) {
  const { path, panel, data, batch, edge } = pen.colors;
  const here = model.get("start");
  const moves = cloudSteps(run, m).map((step) => {
    return moveBetween(
      pen.panel,
      here,
      here.map((value, k) => value + step[k]),
    );
  });
  pen.inside(() => {
    paintArrow(pen, here, moves[0], { color: data, edge: panel, width: 6 });
    paintArrow(pen, here, moves[1], { color: batch, edge, width: 3 });
    pen.dots([here], { color: path, edge: panel, radius: 7, width: 2 });
    if (wanted) paintWanted(pen, wanted);
  });
}

kinds.cloud = {
  painters: { cloud: paintCloud, law: paintLaw, place: paintPlace },
  start: "place",

  state({ run, m, model }) {
    const predicted = model.get("predicted")[run.j];
    return fill(model.get("words").cloud, {
      n: counted(m + 1),
      measured: format(m > 0 ? trace(covariance(run, m + 1)) : NaN),
      predicted: format(trace(predicted)),
    });
  },
};
