// Runs packed by hand, so small that every code can be read: 2 racers, batch sizes with 2 and 3
// records, 2 learning rates, 2 parameters; a code is its own value.

const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel, near } = require("./page.js");

const { Runs } = page(["Runs"]);
const OFF = 65535;
const bytes = (Type, values) => new DataView(Type.from(values).buffer);

// Losses count 0, 1, 2 … through the whole packing, places 100, 101, 102 …
function makeRuns(changes = {}, packing = {}) {
  const records = Array.from({ length: 20 }, (_, k) => k);
  const values = {
    positions: bytes(
      Uint16Array,
      records.flatMap((k) => [100 + 2 * k, 101 + 2 * k]),
    ),
    losses: bytes(Uint16Array, records),
    clock: bytes(Float32Array, [0, 0, 0, 5, 1, 50, 0, 0, 0, 7, 1, 60, 9, 2, 70]),
    learning_rates: [0.1, 0.2],
    seconds_per_update: [0.5, 0.25],
    ...changes,
  };
  const layout = {
    n_params: 2,
    n_records: [2, 3],
    range: [
      [0, OFF - 1],
      [0, OFF - 1],
    ],
    loss_range: [0, OFF - 1],
    loss_is_log: false,
    diverged_above: 1e9,
    batches: [],
    n_shown: 0,
  };
  return new Runs(makeModel({ packing: { ...layout, ...packing }, ...values }));
}

test("runs lie racer by racer, in them by batch size, in these by learning rate", () => {
  const runs = makeRuns();
  const losses = (i, j, racer) => [...runs.run(i, j, racer).loss];
  assert.deepStrictEqual(losses(0, 0), [0, 1]);
  assert.deepStrictEqual(losses(1, 0), [2, 3]);
  assert.deepStrictEqual(losses(0, 1), [4, 5, 6]);
  assert.deepStrictEqual(losses(1, 1), [7, 8, 9]);
  assert.deepStrictEqual(losses(1, 0, 1), [12, 13]);
  assert.deepStrictEqual(losses(1, 1, 1), [17, 18, 19]);
  const { at } = runs.run(1, 1, 1);
  assert.deepStrictEqual(
    at.map((axis) => [...axis]),
    [
      [134, 136, 138],
      [135, 137, 139],
    ],
  );
});

test("codes stand for evenly spaced places, losses also by ratio; the last one for none", () => {
  const [low, high] = [-3, 5];
  const runs = makeRuns(
    {
      positions: bytes(Uint16Array, [0, OFF - 1, (OFF - 1) / 2, OFF]),
      losses: bytes(Uint16Array, [0, (OFF - 1) / 2, OFF - 1, OFF]),
      learning_rates: [0.1],
    },
    { n_records: [4], range: [[low, high]], n_params: 1, loss_range: [-2, 4], loss_is_log: true },
  );
  const { at, loss } = runs.run(0, 0);
  near([...at[0]], [-3, 5, 1, NaN]);
  near([...loss].slice(0, 3), [0.01, 10, 1e4], 1e-9);
  assert.ok(Number.isNaN(loss[3]));
});

// One run of each line of losses, all with the same five records.
function makeLosses(lines, diverged_above, more = {}) {
  const counts = { n_records: [5], n_params: 1, range: [[0, OFF - 1]], diverged_above };
  const changes = {
    losses: bytes(Uint16Array, lines.flat()),
    clock: bytes(
      Float32Array,
      [0, 3, 6, 9, 12].flatMap((step) => [step, step / 3, step]),
    ),
    learning_rates: lines.map((_, i) => i + 1),
    ...more,
  };
  return makeRuns(changes, counts);
}

test("a run has diverged from the update on that it stays away after", () => {
  const runs = makeLosses(
    [
      [5, 9, 5, 9, 2],
      [5, 9, 5, 9, OFF],
      [5, 8, 8, 9, 9],
      [9, 9, 9, 9, 9],
      [5, OFF, 5, 5, 8],
    ],
    8,
  );
  const ends = [0, 1, 2, 3, 4].map((i) => [runs.run(i, 0).diverged, runs.run(i, 0).last]);
  assert.deepStrictEqual(ends, [
    [null, 4],
    [9, 3],
    [9, 3],
    [0, 0],
    [null, 4],
  ]);
});

test("each run may have its own limit", () => {
  const line = [5, 5, 5, 6, 7];
  const runs = makeLosses([line, line, line], [5, 6, 7]);
  assert.deepStrictEqual(
    [0, 1, 2].map((i) => runs.run(i, 0).last),
    [3, 4, 4],
  );
  assert.deepStrictEqual(
    [0, 1, 2].map((i) => runs.run(i, 0).diverged),
    [9, 12, null],
  );
});

test("racers that do not depend on the second slider have one block of runs for all of it", () => {
  const [rates, n] = [2, 5]; // three blocks: the first racer's, and the second's two
  const losses = Array.from({ length: 3 * rates * n }, (_, k) => k);
  const changes = {
    losses: bytes(Uint16Array, losses),
    clock: bytes(Float32Array, new Array(2 * n * 3).fill(0)),
    learning_rates: [0.1, 0.2],
  };
  const runs = makeRuns(changes, {
    n_records: [n, n],
    blocks: [0, 0, 1, 2],
    n_params: 1,
    range: [[0, OFF - 1]],
    diverged_above: [99, 3, 99, 99, 99, 24],
  });
  const firsts = (racer, i) => [0, 1].map((j) => runs.run(i, j, racer).loss[0]);
  assert.deepStrictEqual(
    [firsts(0, 0), firsts(0, 1)],
    [
      [0, 0],
      [5, 5],
    ],
  );
  assert.deepStrictEqual(
    [firsts(1, 0), firsts(1, 1)],
    [
      [10, 20],
      [15, 25],
    ],
  );
  const limits = [0, 1].map((j) => [runs.limitOf(0, j, 1), runs.limitOf(1, j, 1)]);
  assert.deepStrictEqual(limits, [
    [3, 99],
    [3, 24],
  ]);
});

test("the median over the seeds has losses and an end of its own", () => {
  const own = [
    [5, 4, 3, 2, 1],
    [5, 4, 3, 2, 1],
  ];
  const median = [5, 6, 7, 8, 9, 5, 9, 9, 5, 4];
  const runs = makeLosses(own, 8, { median_losses: bytes(Uint16Array, median) });
  assert.deepStrictEqual([...runs.median(0, 0).loss], [5, 6, 7, 8, 9]);
  assert.deepStrictEqual([runs.median(0, 0).diverged, runs.median(0, 0).last], [4, 4]);
  assert.deepStrictEqual([runs.median(1, 0).diverged, runs.median(1, 0).last], [null, 4]);
  assert.strictEqual(runs.run(0, 0).diverged, null);
});

test("updates, epochs and samples are those of the batch size; seconds come from its pace", () => {
  const { step, epoch, samples_seen, seconds } = makeRuns().run(1, 1, 1);
  assert.deepStrictEqual([...step], [0, 7, 9]);
  assert.deepStrictEqual([...epoch], [0, 1, 2]);
  assert.deepStrictEqual([...samples_seen], [0, 60, 70]);
  assert.deepStrictEqual([...seconds], [0, 1.75, 2.25]);
  assert.deepStrictEqual([...makeRuns().run(0, 0).seconds], [0, 2.5]);
});

test("an arrow is one number a record, and nothing where there is no such record", () => {
  const codes = Array.from({ length: 20 }, (_, k) => k);
  const runs = makeRuns({ arrows: bytes(Uint32Array, codes) });
  const run = runs.run(1, 1);
  assert.strictEqual(runs.arrow(run, 2), 9);
  assert.strictEqual(runs.arrow(runs.run(1, 1, 1), 9), 0);
  assert.strictEqual(makeRuns().arrow(run, 0), 0);
});

test("slopes, where there are some", () => {
  const runs = makeRuns({
    slopes: bytes(
      Float32Array,
      Array.from({ length: 20 }, (_, k) => -k),
    ),
  });
  assert.strictEqual(runs.slope(runs.run(1, 1), 2), -9);
  assert.ok(Number.isNaN(makeRuns().slope(runs.run(1, 1), 2)));
});

test("a batch is all samples, bits from the left, or a list of numbers of two bytes", () => {
  const lit = [0b10000001, 0b01000000, 0b00000000, 0b11000000, 7, 0, 1, 2, 3, 1, 255, 255];
  const batches = [
    ["all", 0, 0, 0],
    ["bits", 2, 0, 0],
    ["list", 4, 4, 0],
    ["list", 4, 4, 1000],
  ];
  const runs = makeRuns({ lit: bytes(Uint8Array, lit) }, { batches, n_shown: 10 });
  const rows = (j, m) => [...runs.batch({ j }, m)];
  assert.deepStrictEqual(rows(0, 1), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepStrictEqual(rows(1, 0), [0, 7, 9]);
  assert.deepStrictEqual(rows(1, 1), [8, 9]);
  assert.deepStrictEqual(rows(2, 1), [3 + 256]); // the last one is short
  assert.deepStrictEqual(rows(3, 0), [1007, 1001 + 512]);
  assert.deepStrictEqual(rows(2, 0), [7, 513]);
  assert.deepStrictEqual(rows(7, 0), []); // no samples are shown for it
});

test("the fan: seed by seed as the runs are, up to the update on the screen", () => {
  const fan_steps = [
    [0, 4],
    [0, 2, 6],
  ];
  // 3 seeds · 2 rates · (2 + 3) records of 2 coordinates
  const codes = Array.from({ length: 60 }, (_, k) => k);
  const shape = { fan_steps, n_seeds: 3 };
  const runs = makeRuns({ fan_positions: bytes(Uint16Array, codes) }, shape);
  assert.strictEqual(runs.hasFan, true);
  assert.deepStrictEqual(runs.fan(0, 0, 4)[1], [
    [4, 5],
    [6, 7],
  ]);
  assert.deepStrictEqual(runs.fan(1, 0, 3)[2], [[20, 21]]);
  assert.deepStrictEqual(runs.fan(1, 1, 5).length, 3);
  // After 12 records of b₀ and 9 of the first rate: the 3rd seed begins at record 27.
  assert.deepStrictEqual(runs.fan(1, 1, 5)[2], [
    [54, 55],
    [56, 57],
  ]);
  assert.deepStrictEqual(runs.fan(0, 1, 5)[0][1], [26, 27]);
  assert.deepStrictEqual(makeRuns({}, shape).fan(0, 0, 4), []);
});

test("a model that only Python knows is interpolated between the places of a table", () => {
  const window = [
    [0, 4],
    [10, 12],
  ];
  const height = (u, v, x) => 2 * u - v + u * v + x; // bilinear: exact in between
  const x = [5, 7];
  const table = [0, 2, 4].flatMap((u) =>
    [10, 11, 12].flatMap((v) => x.map((value) => height(u, v, value))),
  );
  const fit = { kind: "table", n: 3, window, x };
  const runs = makeRuns({ fit: bytes(Float32Array, table) }, { fit });
  for (const [u, v] of [
    [0, 10],
    [4, 12],
    [1, 10.25],
    [3.5, 11.5],
    [2, 12],
  ]) {
    near(
      runs.fitted([u, v]),
      x.map((value) => [value, height(u, v, value)]),
      1e-9,
    );
  }
  for (const outside of [
    [-0.1, 11],
    [4.1, 11],
    [1, 9.9],
    [1, 12.1],
    [NaN, 11],
  ]) {
    assert.deepStrictEqual(runs.fitted(outside), []);
  }
});

test("only pairs of indices that there are have runs, and a run is decoded once", () => {
  const runs = makeRuns();
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 0],
    [0, 2],
    [-1, 0],
    [0, -1],
    [0.5, 0],
    [undefined, 0],
  ];
  assert.deepStrictEqual(
    pairs.map(([i, j]) => runs.has(i, j)),
    [true, true, false, false, false, false, false, false],
  );
  assert.strictEqual(runs.run(1, 0), runs.run(1, 0));
});
