const assert = require("node:assert");
const test = require("node:test");
const { page, near } = require("./page.js");

const { Panel, fraction, between, hop, placeNow, valueNow } = page([
  "Panel",
  "fraction",
  "between",
  "hop",
  "placeNow",
  "valueNow",
]);

test("fractions of an axis, linear and logarithmic", () => {
  near(fraction(2, [1, 5], "linear"), 0.25);
  near(fraction(-3, [1, 5], "linear"), -1);
  near(fraction(10, [1, 1000], "log"), 1 / 3);
  near(fraction(0, [1, 10], "log"), -50); // zero is far below, not NaN
  near([fraction(1e300, [0, 1], "linear"), fraction(-1e300, [0, 1], "linear")], [50, -50]);
});

test("between is the inverse of fraction", () => {
  for (const scale of ["linear", "log"]) {
    for (const value of [0.02, 0.5, 3, 70]) {
      near(between(fraction(value, [0.01, 80], scale), [0.01, 80], scale), value, 1e-12 * value);
    }
  }
});

function panel() {
  const spec = { tile: [0.5, 0.5], left: 0.6, top: 0.1, width: 0.3, height: 0.8 };
  const axes = { xlim: [0, 10], ylim: [1, 100], xscale: "linear", yscale: "log" };
  const made = new Panel({ ...spec, ...axes }, [800, 400]);
  const canvas = { clientWidth: 200, clientHeight: 200, width: 0, height: 0 };
  made.resize(canvas, 2);
  return { made, canvas };
}

test("a panel of a tile half as wide as it was drawn", () => {
  const { made, canvas } = panel();
  assert.deepStrictEqual([canvas.width, canvas.height], [400, 400]);
  near(made.scale, 0.5);
  near(Object.values(made.rect), [40, 20, 120, 160], 1e-9);
});

test("numbers become pixels, and pixels numbers: to the right and up", () => {
  const { made } = panel();
  near([made.x(0), made.x(5), made.x(10)], [40, 100, 160], 1e-9);
  near([made.y(1), made.y(10), made.y(100)], [180, 100, 20], 1e-9);
  near(made.valueAt(100, 100), [5, 10], 1e-9);
  near(made.valueAt(made.x(2.5), made.y(4)), [2.5, 4], 1e-9);
});

test("a hop goes along the arrow first, then down", () => {
  near(hop([1, 9], [4, 3], 0), [1, 9]);
  near(hop([1, 9], [4, 3], 1 / 3), [2.5, 9]);
  near(hop([1, 9], [4, 3], 2 / 3), [4, 9]);
  near(hop([1, 9], [4, 3], 5 / 6), [4, 6]);
  near(hop([1, 9], [4, 3], 1), [4, 3]);
});

const run = {
  at: [
    [0, 1, 4],
    [10, 20, 40],
  ],
  last: 2,
};

test("the marker glides between two updates, and stops at the last", () => {
  near(placeNow(run, 0, 0), [0, 10]);
  near(placeNow(run, 1, 0.25), [1.75, 25]);
  near(placeNow(run, 2, 0.25), [4, 40]);
});

test("a value glides as the marker does", () => {
  near(valueNow([3, 5, 1], 1, 0.25), 4);
  near(valueNow([3, 5, 1], 2, 0), 1);
});
