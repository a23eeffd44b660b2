const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel, near } = require("./page.js");

const { arrival, times, cellAt, mix } = page(["arrival", "times", "cellAt", "mix"]);

test("a run arrives at its first record at or below the target", () => {
  assert.strictEqual(arrival({ loss: [5, 3, 2, 2, 1], last: 4 }, 2), 2);
  assert.strictEqual(arrival({ loss: [5, 3], last: 1 }, 2), -1);
  assert.strictEqual(arrival({ loss: [5, 9, 1], last: 1 }, 2), -1); // after it was gone
  assert.strictEqual(arrival({ loss: [5, NaN], last: 1 }, 2), -1);
});

// Half way between neighbors in ratio, as Python computes it.
const borders = {
  x: [0.01 / 10 ** 0.5, 0.1 / 10 ** 0.5, 10 ** -0.5, 10 ** 0.5],
  y: [0.5, 2, 16, 80, 125],
};
const model = makeModel({ borders });

test("a click chooses the learning rate along x and the batch size along y", () => {
  const at = (rate, size) => Object.values(cellAt(model, [rate, size]));
  assert.deepStrictEqual(at(0.1, 4), [1, 1]);
  assert.deepStrictEqual(at(0.0301, 1.9), [0, 0]);
  assert.deepStrictEqual(at(0.033, 2.1), [1, 1]);
  assert.deepStrictEqual(at(0.9, 79), [2, 2]);
  assert.deepStrictEqual(at(0.9, 81), [2, 3]);
  const chosen = cellAt(model, [0.01, 100]);
  assert.deepStrictEqual(chosen, { learning_rate_index: 0, batch_size_index: 3 });
});

test("the time of each cell: learning rates along a row, batch sizes from row to row", () => {
  const time = { step: [0, 10, 20], epoch: [0, 1, 2] };
  const known = {
    "0,0": { loss: [9, 8, 7], diverged: null, last: 2 },
    "1,0": { loss: [9, 2, 1], diverged: null, last: 2 },
    "0,1": { loss: [9, NaN, NaN], diverged: 10, last: 1 },
    "1,1": { loss: [1, 1, 1], diverged: null, last: 2 },
  };
  const runs = { run: (i, j) => ({ ...known[`${i},${j}`], ...time }) };
  const small = makeModel({ learning_rates: [0.1, 1], batch_sizes: [1, 4] });
  const found = times({ model: small, runs, target: 3, count: "step" });
  near(found[0], [NaN, 10]);
  near(found[1], [Infinity, 10]); // at the start already: the least time there is
});

test("colors are mixed in numbers", () => {
  const colors = ["#000000", "#ff0080", "#ffffff"];
  assert.strictEqual(mix(colors, 0), "rgb(0 0 0)");
  assert.strictEqual(mix(colors, 0.25), "rgb(128 0 64)");
  assert.strictEqual(mix(colors, 0.5), "rgb(255 0 128)");
  assert.strictEqual(mix(colors, 0.75), "rgb(255 128 192)");
  assert.strictEqual(mix(colors, 1), "rgb(255 255 255)");
  assert.strictEqual(mix(colors, 7), "rgb(255 255 255)");
});
