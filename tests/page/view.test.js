const assert = require("node:assert");
const test = require("node:test");
const { page, near } = require("./page.js");

const { momentOf, runnerOf, looksOf, placeOf, Panel, Runs, FACTS } = page([
  "momentOf",
  "runnerOf",
  "looksOf",
  "placeOf",
  "Panel",
  "Runs",
  "FACTS",
]);

test("a moment is a record and a share of the way to the next; past its end a run rests", () => {
  assert.deepStrictEqual(momentOf({ last: 9 }, 3.25), [3, 0.25]);
  assert.deepStrictEqual(momentOf({ last: 9 }, 9), [9, 0]);
  assert.deepStrictEqual(momentOf({ last: 3 }, 7.5), [3, 0]);
  const runner = runnerOf({ last: 3 }, 2.5, { color: "red" });
  assert.deepStrictEqual(runner, { run: { last: 3 }, m: 2, glide: 0.5, color: "red" });
});

test("every racer has a color and dashes, however many there are", () => {
  const colors = { path: "p", series: ["a", "b", "c", "d", "e", "f"] };
  assert.deepStrictEqual(looksOf(0, 1, colors), { color: "p" });
  for (let k = 0; k < 20; k++) {
    const { color, dash } = looksOf(k, 20, colors);
    assert.strictEqual(color, colors.series[k % 6]);
    assert.strictEqual(dash, FACTS.dashes[k % FACTS.dashes.length]);
  }
});

test("a click is a place in the panel's units, outside of the axes none", () => {
  const axes = { xlim: [0, 10], ylim: [-1, 1], xscale: "linear", yscale: "linear" };
  const where = { tile: [0, 1], left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
  const panel = new Panel({ ...axes, ...where }, [100, 100]);
  const canvas = {
    clientWidth: 100,
    clientHeight: 100,
    getBoundingClientRect: () => ({ left: 1000, top: 500 }),
  };
  panel.resize(canvas, 1);
  const at = (x, y) => placeOf({ clientX: 1000 + x, clientY: 500 + y }, canvas, panel);
  near(at(25, 25), [0, 1]);
  near(at(50, 75), [5, -1]);
  assert.strictEqual(at(24, 50), null);
  assert.strictEqual(at(50, 76), null);
});

test("the model's output along x", () => {
  const fitted = (kind, n_params, values, place) =>
    Runs.prototype.fitted.call(
      { fit: Float32Array.from(values), packing: { n_params, fit: { kind } } },
      place,
    );
  near(fitted("line", 2, [0, 1, 0, 2, 1, 2], [3, -0.5]), [0, 3, 2, 2]);
  near(fitted("logistic", 1, [0, 0, 1, 1], [2]), [0, 0.5, 1, 1 / (1 + Math.exp(-2))]);
});
