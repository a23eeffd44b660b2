const assert = require("node:assert");
const test = require("node:test");
const { page, near } = require("./page.js");

const names = ["covariance", "trace", "ellipse", "batchLoss", "batchContour", "zeroLine"];
const { covariance, trace, ellipse, batchLoss, batchContour, zeroLine, crossing, centers, rgb } =
  page([...names, "crossing", "centers", "rgb"]);

const cloud = {
  at: [
    [1, 2, 3, 4, 100],
    [2, 1, 4, 3, -100],
  ].map((axis) => Float64Array.from(axis)),
};

test("covariance of the first n points, divided by n − 1", () => {
  near(covariance(cloud, 4), [5 / 3, 1, 5 / 3]);
  near(covariance(cloud, 2), [0.5, -0.5, 0.5]);
  near(trace([2, 9, 3]), 5);
});

test("every place of the ellipse is two standard deviations away", () => {
  const [a, b, c] = [3, 1.2, 0.8];
  const det = a * c - b * b;
  const places = ellipse([a, b, c]);
  assert.strictEqual(places.length, 73);
  for (const [u, v] of places) {
    near((c * u * u - 2 * b * u * v + a * v * v) / det, 4, 1e-9); // Mahalanobis
  }
  const [u, v] = places.reduce((far, place) => (place[0] > far[0] ? place : far));
  assert.ok(u > 0 && v > 0); // leans as the covariance does
});

test("an ellipse without a spread is none", () => {
  assert.deepStrictEqual(ellipse([0, 0, 0]), []);
});

test("the loss of a batch", () => {
  const data = [
    [1, 2],
    [3, 5],
  ];
  near(batchLoss(data, [0.5, 1], 0.5), (0.5 / 2) * ((1.5 - 2) ** 2 + (3.5 - 5) ** 2));
  near(batchLoss(data, [2], 1), (1 / 2) * (0 + 1)); // without an intercept
});

test("on the contour of a batch its loss is as high as here", () => {
  const points = new Float32Array([0, 1, 1, 3, 2, 4, 4, 4]);
  const rows = [0, 1, 3];
  const runs = { points, batch: () => rows };
  const place = [2.5, -0.25];
  const data = rows.map((k) => [points[2 * k], points[2 * k + 1]]);
  const here = batchLoss(data, place, 0.5);
  const contour = batchContour({ runs, run: {}, m: 0 }, place, 1e6);
  for (const there of contour) near(batchLoss(data, there, 0.5), here, 1e-3 * here);
  assert.ok(contour.some(([u, v]) => Math.hypot(u - place[0], v - place[1]) < 0.2));
});

const panel = { xlim: [-1, 1], ylim: [-2, 2] };
const field = (height) => {
  const [xs, ys] = [centers(panel.xlim), centers(panel.ylim)];
  return Float64Array.from({ length: 96 * 96 }, (_, k) =>
    height(xs[k % 96], ys[(k - (k % 96)) / 96]),
  );
};

test("grid points are the middles of cells", () => {
  near([centers([0, 96])[0], centers([0, 96])[95]], [0.5, 95.5], 1e-9);
});

// How long all pieces are together: a gap or a piece too many changes it.
function lengthOf(pairs) {
  let sum = 0;
  for (let k = 0; k + 1 < pairs.length; k += 3) {
    sum += Math.hypot(pairs[k + 1][0] - pairs[k][0], pairs[k + 1][1] - pairs[k][1]);
  }
  return sum;
}

test("the line of zeros lies where the function is zero", () => {
  const pairs = zeroLine(
    field((x, y) => 0.3 + 2 * x - y),
    panel,
  );
  const drawn = pairs.filter(([x]) => Number.isFinite(x));
  assert.ok(drawn.length > 100);
  for (const [x, y] of drawn) near(0.3 + 2 * x - y, 0, 1e-9);
  assert.strictEqual(pairs.length, 1.5 * drawn.length); // a gap after each piece
  // From the first column of the grid to the last, or as far as its rows go.
  const [wide, high] = [2 - 2 / 96, 4 - 4 / 96];
  near(lengthOf(pairs), Math.hypot(1, 2) * (wide / 2 + (high / 2 - 0.3) / 2), 1e-9);
  for (const [a, b, length] of [
    [0.01, 1, wide],
    [1, 0.01, high],
  ]) {
    const other = zeroLine(
      field((x, y) => a * x + b * y - 0.001),
      panel,
    );
    near(lengthOf(other), length, 1e-3 * length);
  }
});

test("a circle of zeros is closed: pieces lie on it in every direction", () => {
  const pieces = zeroLine(
    field((x, y) => x * x + y * y - 0.5),
    panel,
  );
  const drawn = pieces.filter(([x]) => Number.isFinite(x));
  for (const [x, y] of drawn) near(Math.hypot(x, y), Math.SQRT1_2, 2e-3);
  near(lengthOf(pieces), 2 * Math.PI * Math.SQRT1_2, 0.002);
  const sectors = new Set(drawn.map(([x, y]) => Math.floor((16 * Math.atan2(y, x)) / Math.PI)));
  assert.strictEqual(sectors.size, 32);
});

test("no sign changes, no line; and cells that are left out leave gaps", () => {
  assert.deepStrictEqual(
    zeroLine(
      field(() => 1),
      panel,
    ),
    [],
  );
  const level = field((_, y) => y);
  const all = zeroLine(level, panel).length;
  const some = zeroLine(level, panel, (_row, column) => column % 2 === 0).length;
  assert.ok(some > 0.4 * all && some < 0.6 * all);
});

test("a crossing is as far along the edge as the heights say", () => {
  const z = new Float64Array(96 * 96);
  z.set([-1, 3], 0);
  near(crossing(z, [0, 0], [1, 0], [10, 20], [5, 6]), [12.5, 5]);
  assert.strictEqual(crossing(z, [2, 0], [3, 0], [0, 0, 0, 0], [0]), null);
});

test("colors as numbers", () => {
  assert.deepStrictEqual(rgb("#0080ff"), [0, 128, 255]);
});
