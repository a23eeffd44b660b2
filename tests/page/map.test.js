const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel, near } = require("./page.js");

const { arrival, times, cellAt, borders } = page(["arrival", "times", "cellAt", "borders"]);

test("a run arrives at its first record at or below the target", () => {
  assert.strictEqual(arrival({ loss: [5, 3, 2, 2, 1], last: 4 }, 2), 2);
  assert.strictEqual(arrival({ loss: [5, 3], last: 1 }, 2), -1);
  assert.strictEqual(arrival({ loss: [5, 9, 1], last: 1 }, 2), -1); // after it was gone
  assert.strictEqual(arrival({ loss: [5, NaN], last: 1 }, 2), -1);
});

test("cells are bordered half way between their neighbors, in ratio", () => {
  near(borders([1, 4, 16]), [0.5, 2, 8, 32], 1e-9);
  near(borders([1, 100]), [0.1, 10, 1000], 1e-9);
  near(borders([8]), [4, 16], 1e-9);
});

const model = makeModel({ learning_rates: [0.01, 0.1, 1], batch_sizes: [1, 4, 64, 100] });

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
