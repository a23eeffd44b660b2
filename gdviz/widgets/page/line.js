// The fit of a line in numbers: minimum, curvature, limits, and a run. The only arithmetic of
// gradient descent in JavaScript; what is random comes from Python, and NumPy holds the rest.
// J(θ) = 1/(2N) Σ (θ₀ + θ₁x − y)².

// N, and the means, centered where that keeps digits.
function lineMoments(points) {
  const mean = (value) => points.reduce((sum, point) => sum + value(point), 0) / points.length;
  const [x, y] = [mean((point) => point[0]), mean((point) => point[1])];
  const [xx, xy] = [mean((p) => (p[0] - x) ** 2), mean((p) => (p[0] - x) * (p[1] - y))];
  return { n: points.length, x, y, xx, xy, yy: mean((p) => (p[1] - y) ** 2) };
}

// θ* and J*; where all x are equal, the shortest θ of those that fit best.
function lineMinimum({ x, y, xx, xy, yy }) {
  const isFlat = !(xx > 1e-24 * (x * x + 1));
  const slope = isFlat ? (x * y) / (1 + x * x) : xy / xx;
  const left = isFlat ? yy : Math.max(0, yy - (xy * xy) / xx);
  return { params: [y - slope * x, slope], loss: left / 2 };
}

// The Hessian [[1, x̄], [x̄, mean of x²]]: its eigenvalues, the larger first, and its first axis.
function lineCurvature({ x, xx }) {
  const [trace, det] = [1 + x * x + xx, xx];
  const large = (trace + Math.sqrt(Math.max(0, trace * trace - 4 * det))) / 2;
  const length = Math.hypot(x, large - 1);
  const axis = length > 0 ? [x / length, (large - 1) / length] : [0, 1];
  return { large, small: det / large, axis };
}

// J at a place: from the minimum upwards, so that near it no digits are lost.
function lineLoss({ x, xx }, minimum, place) {
  const [d0, d1] = [place[0] - minimum.params[0], place[1] - minimum.params[1]];
  return minimum.loss + ((d0 + d1 * x) ** 2 + xx * d1 * d1) / 2;
}

// ∇J over some points.
/** @param {Place[]} points @param {Place} params */
function lineGradient(points, [intercept, slope]) {
  let [g0, g1] = [0, 0];
  for (const [x, y] of points) {
    const residual = intercept + slope * x - y;
    g0 += residual;
    g1 += residual * x;
  }
  return [g0 / points.length, g1 / points.length];
}

// The η from which on E‖θ − θ*‖² grows, for batches of b rows drawn without replacement; of all
// rows 2/λ_max. The spread M of θ moves by M − η(HM + MH) + η²(HMH + c(E[xxᵀMxxᵀ] − HMH)),
// c = (N − b)/(b(N − 1)), so at the limit 1/η is the largest eigenvalue of the second bracket
// against the first. In the axes of H the first is diagonal.
function lineLimit(points, b) {
  const moments = lineMoments(points);
  const { large, small, axis } = lineCurvature(moments);
  const share = points.length > 1 ? (points.length - b) / (b * (points.length - 1)) : 0;
  const [l, s] = [large, small > 1e-14 * large ? small : 0];
  const scales = [2 * l, l + s, 2 * s].map((sum) => (sum > 0 ? 1 / Math.sqrt(sum) : 0));
  const squares = [l * l, l * s, s * s];
  const sums = Array.from({ length: 3 }, () => [0, 0, 0]);
  for (const [x] of points) {
    const [u, v] = [axis[0] + axis[1] * x, axis[0] * x - axis[1]];
    const parts = [u * u, Math.SQRT2 * u * v, v * v];
    parts.forEach((one, i) => parts.forEach((other, j) => (sums[i][j] += one * other)));
  }
  const entry = (i, j) =>
    scales[i] *
    scales[j] *
    ((share * sums[i][j]) / points.length + (i === j ? (1 - share) * squares[i] : 0));
  return 1 / largestEigenvalue([0, 1, 2].map((i) => [0, 1, 2].map((j) => entry(i, j))));
}

// Of a symmetric 3 × 3 matrix, by the cosine of a third of an angle.
function largestEigenvalue(a) {
  const middle = (a[0][0] + a[1][1] + a[2][2]) / 3;
  const off = a[0][1] ** 2 + a[0][2] ** 2 + a[1][2] ** 2;
  const spread = a.reduce((sum, row, i) => sum + (row[i] - middle) ** 2, 2 * off);
  const size = Math.sqrt(spread / 6);
  if (!(size > 0)) return middle;
  const b = a.map((row, i) => row.map((value, j) => (value - (i === j ? middle : 0)) / size));
  const det =
    b[0][0] * (b[1][1] * b[2][2] - b[1][2] ** 2) -
    b[0][1] * (b[0][1] * b[2][2] - b[1][2] * b[0][2]) +
    b[0][2] * (b[0][1] * b[1][2] - b[1][1] * b[0][2]);
  return middle + 2 * size * Math.cos(Math.acos(Math.max(-1, Math.min(1, det / 2))) / 3);
}

// The rows of one epoch in the order of their random numbers, cut into batches.
function lineBatches(uniforms, n, b) {
  const rows = Array.from({ length: n }, (_, k) => k);
  if (b < n) rows.sort((one, other) => uniforms[one] - uniforms[other] || one - other);
  return Array.from({ length: Math.ceil(n / b) }, (_, k) => rows.slice(k * b, (k + 1) * b));
}

// A run of n_steps updates; `epochs` holds the random numbers of every epoch. It ends before a
// place that is not finite.
function lineRun(points, { start, rate, b, epochs, n_steps }) {
  /** @type {[number[][], number[][]]} */
  const [path, batches] = [[start], []];
  for (let epoch = 0; path.length <= n_steps; epoch++) {
    for (const rows of lineBatches(epochs[epoch % epochs.length], points.length, b)) {
      if (path.length > n_steps) break;
      const here = path[path.length - 1];
      const slopes = lineGradient(
        rows.map((k) => points[k]),
        here,
      );
      const next = here.map((value, k) => value - rate * slopes[k]);
      if (!next.every(Number.isFinite)) return { path, batches, diverged: path.length };
      path.push(next);
      batches.push(rows);
    }
  }
  return { path, batches, diverged: null };
}
