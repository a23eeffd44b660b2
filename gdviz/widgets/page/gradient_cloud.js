// The cloud of mini-batch gradients at one place: here a record is one more mini-batch drawn.

// [var₀, cov, var₁] of the first n points.
function covariance(run, n) {
  const mean = run.at.map((axis) => axis.subarray(0, n).reduce((sum, value) => sum + value, 0) / n);
  const sums = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [u, v] = run.at.map((axis, c) => axis[k] - mean[c]);
    sums[0] += u * u;
    sums[1] += u * v;
    sums[2] += v * v;
  }
  return sums.map((sum) => sum / (n - 1));
}

const trace = ([a, , c]) => a + c;

// Two standard deviations around the middle, by the square root of the matrix.
function ellipse([a, b, c]) {
  const root = Math.sqrt(Math.max(0, a * c - b * b));
  const size = Math.sqrt(a + c + 2 * root);
  if (!(size > 0)) return [];
  return Array.from({ length: 73 }, (_, k) => {
    const [u, v] = [2 * Math.cos((k * Math.PI) / 36), 2 * Math.sin((k * Math.PI) / 36)];
    return [((a + root) * u + b * v) / size, (b * u + (c + root) * v) / size];
  });
}

painters.cloud = (pen, { run, m, model }) => {
  const { colors } = pen;
  const points = Array.from({ length: m + 1 }, (_, k) => run.at.map((axis) => axis[k]));
  pen.inside(() => {
    for (const point of points)
      pen.dots([point], { color: colors.batch, edge: colors.edge, radius: 3.4, width: 0.7 });
    pen.line(ellipse(model.get("predicted")[run.j]), {
      color: colors.text,
      width: 2.5,
      dash: [7, 5],
      halo: true,
    });
    if (m > 1) pen.line(ellipse(covariance(run, m + 1)), { color: colors.limit, width: 2.5 });
    pen.dots([[0, 0]], { color: colors.data, edge: colors.panel, radius: 6 });
    pen.dots([points.at(-1)], { color: colors.batch, edge: colors.edge, radius: 6, width: 2 });
  });
};

painters.law = (pen, { run, m, model, runs }) => {
  const { colors } = pen;
  const sizes = model.get("batch_sizes");
  const measured = sizes.map((b, j) => [b, m > 0 ? trace(covariance(runs.run(0, j), m + 1)) : NaN]);
  pen.inside(() => {
    pen.line(
      sizes.map((b, j) => [b, trace(model.get("predicted")[j])]),
      { color: colors.text, width: 2.5, dash: [7, 5] },
    );
    pen.dots(measured, { color: colors.limit, edge: colors.panel, radius: 5 });
    pen.line(
      [
        [sizes[run.j], pen.panel.ylim[0]],
        [sizes[run.j], pen.panel.ylim[1]],
      ],
      { color: colors.text, width: 1.5, alpha: 0.55 },
    );
    pen.dots([measured[run.j]], { color: colors.limit, edge: colors.text, radius: 7.5, width: 2 });
  });
};

painters.place = (pen, { run, m, model, wanted }) => {
  const { colors } = pen;
  const here = model.get("start");
  pen.inside(() => {
    paintArrow(pen, here, run.runs.arrow(run, m, 1), {
      color: colors.data,
      edge: colors.panel,
      width: 6,
    });
    paintArrow(pen, here, run.runs.arrow(run, m, 0), {
      color: colors.batch,
      edge: colors.edge,
      width: 3,
    });
    pen.dots([here], { color: colors.path, edge: colors.panel, radius: 7, width: 2 });
    if (wanted)
      pen.dots([wanted], { color: "transparent", edge: colors.text, radius: 9, width: 2 });
  });
};
