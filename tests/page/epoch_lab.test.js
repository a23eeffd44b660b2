const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel } = require("./page.js");

const { epochNow, rowsOf, unread, tailWeight } = page([
  "epochNow",
  "rowsOf",
  "unread",
  "tailWeight",
]);

// Ten rows, lying from the last to the first; two epochs; b = 4 leaves a batch of two.
function scene(step, values = {}) {
  const model = makeModel({
    n_samples: 10,
    batch_sizes: [4, 10],
    batch_size_index: 0,
    tail_weights: [
      [2, 0, 1],
      [1, 0, 1],
    ],
    last_index: 0,
    order_index: 0,
    rows: [[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
    drawing_index: 0,
    draws: [
      [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      ],
      [
        [3, 1, 2, 0, 4, 5, 6, 7, 9, 8],
        [8, 9, 2, 3, 4, 5, 6, 7, 0, 1],
      ],
      [
        [0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
        [3, 3, 3, 3, 4, 4, 4, 4, 5, 5],
      ],
    ],
    ...values,
  });
  return { model, run: { step: [step] }, m: 0 };
}

const now = (step, values) => {
  const { epoch, read, rows } = epochNow(scene(step, values));
  return [epoch, read, rows];
};

test("an update belongs to the epoch that it ends or goes on with", () => {
  assert.deepStrictEqual(
    [0, 1, 3, 4, 6].map((step) => now(step)),
    [
      [0, 0, 10],
      [0, 4, 10],
      [0, 10, 10],
      [1, 4, 10],
      [1, 10, 10],
    ],
  );
  assert.deepStrictEqual(now(3, { last_index: 1 }), [1, 4, 8]);
});

test("rows are read as they lie, in the order that was drawn", () => {
  const { model } = scene(0, { drawing_index: 1 });
  assert.deepStrictEqual(rowsOf(model, 0).slice(0, 4), [6, 8, 7, 9]);
});

test("a batch of all rows has no order, unless rows are drawn with replacement", () => {
  const whole = { batch_size_index: 1, drawing_index: 1 };
  assert.strictEqual(rowsOf(scene(0, whole).model, 0)[0], 9);
  const replaced = { batch_size_index: 1, drawing_index: 2 };
  assert.deepStrictEqual(rowsOf(scene(0, replaced).model, 1).slice(0, 5), [6, 6, 6, 6, 5]);
});

test("what was not read is counted in this epoch and in all", () => {
  assert.deepStrictEqual(unread(scene(0)), { now: 10, ever: 10 });
  assert.deepStrictEqual(unread(scene(4)), { now: 6, ever: 0 });
  assert.deepStrictEqual(unread(scene(4, { last_index: 1 })), { now: 2, ever: 2 });
  assert.deepStrictEqual(unread(scene(6, { drawing_index: 2 })), { now: 7, ever: 4 });
});

test("a row of the short last batch has the weight that Python sent", () => {
  const weights = [0, 1, 2].map((last_index) => tailWeight(scene(0, { last_index }).model));
  assert.deepStrictEqual(weights, [2, 0, 1]);
});
