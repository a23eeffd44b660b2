const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel } = require("./page.js");

const { kinds, setting, roundedStart, track, drawing, PLAIN_TRACK } = page([
  "kinds",
  "setting",
  "roundedStart",
  "track",
  "drawing",
  "PLAIN_TRACK",
]);

const words = {
  setting: "[{batch_size}|{learning_rate}]",
  update: "{loss} at {step} ({epoch}, {samples})",
  diverged: "gone {n}",
  diverged_at_once: "gone at once",
  diverged_at: "{state}: {loss}",
  reached: "{state}, there: {time}",
  missed: "{state}, not there",
  times: { step: "{n} updates", epoch: "{n} epochs" },
  ranges: { step: "{low} to {high}" },
  never_reached: "never",
  cloud: "{n}: {measured} for {predicted}",
  lab: "{epoch}, best {best}: {loss}",
};
const run = {
  step: [0, 10, 1200],
  epoch: [0, 0.5, 60],
  samples_seen: [0, 40, 4800],
  loss: [9, 4, 0.012345],
  last: 2,
  diverged: null,
};
const model = makeModel({ words });
const say = (scene) => kinds.descent.state({ model, run, target: null, count: "step", ...scene });

test("what the sliders stand at", () => {
  const values = { learning_rates: [0.1, 0.25], batch_sizes: [1, 1000], rate: 1, size: 1, words };
  const knobs = [
    { name: "learning_rate", values: "learning_rates", index: "rate" },
    { name: "batch_size", values: "batch_sizes", index: "size" },
  ];
  assert.strictEqual(setting(makeModel({ ...values, knobs })), "[1,000|0.25]");
});

test("where a run is", () => {
  assert.strictEqual(say({ m: 2 }), "0.0123 at 1,200 (60, 4,800)");
});

test("a target that there is, is reached or not; one that there is not, is not mentioned", () => {
  assert.strictEqual(say({ m: 1, target: 4 }), "4.00 at 10 (0.5, 40), there: 10 updates");
  assert.strictEqual(
    say({ m: 0, target: 4, count: "epoch" }),
    "9.00 at 0 (0, 0), there: 0.5 epochs",
  );
  assert.strictEqual(say({ m: 0, target: 0.01 }), "9.00 at 0 (0, 0), not there");
});

test("with the rest hidden, a target that lies ahead is not given away", () => {
  model.set("show_future", false);
  assert.strictEqual(say({ m: 0, target: 4 }), "9.00 at 0 (0, 0)");
  assert.strictEqual(say({ m: 0, target: 0.01 }), "9.00 at 0 (0, 0)");
  assert.match(say({ m: 2, target: 4 }), /, there: 10 updates$/);
  assert.match(say({ m: 2, target: 1e-9 }), /, not there$/);
  model.set("show_future", true);
});

test("a run that has diverged says when, once it is there", () => {
  const gone = { ...run, diverged: 1200, last: 1 };
  assert.strictEqual(say({ run: gone, m: 0 }), "9.00 at 0 (0, 0)");
  assert.strictEqual(say({ run: gone, m: 1 }), "gone 1,200: 4.00");
  const lost = { ...gone, loss: [9, NaN, NaN] };
  assert.strictEqual(say({ run: lost, m: 1 }), "gone 1,200: 9.00"); // the last that is known
  assert.strictEqual(say({ run: { ...gone, diverged: 1 }, m: 1 }), "gone at once: 4.00");
});

test("in a race each entry of the legend has its loss", () => {
  const gone = { ...run, diverged: 7, last: 1 };
  const runners = [
    { run, m: 2 },
    { run: gone, m: 1 },
    { run: gone, m: 0 },
  ];
  assert.deepStrictEqual(kinds.race.key({ model, runners }), ["0.0123", "gone 7", "9.00"]);
});

test("the map says how long the fastest and the slowest cell take", () => {
  const runOf = (i) => ({ ...run, loss: [9, i ? 1 : 9, 1] });
  const map = makeModel({ words, learning_rates: [1, 2], batch_sizes: [1] });
  const scene = { model: map, count: "step", target: 2 };
  assert.deepStrictEqual(kinds.map.key({ ...scene, runs: { run: runOf } }), ["10 to 1,200"]);
  const away = { run: () => ({ ...run, diverged: 10 }) };
  assert.deepStrictEqual(kinds.map.key({ ...scene, runs: away }), ["never"]);
});

test("the cloud counts its batches and holds their spread to the law", () => {
  const cloud = makeModel({ words, predicted: [[1, 0.5, 2]] });
  const drawn = {
    j: 0,
    at: [
      [0, 2, 4],
      [1, 1, 4],
    ],
  };
  assert.strictEqual(kinds.cloud.state({ model: cloud, run: drawn, m: 0 }), "1: – for 3.00");
  assert.strictEqual(kinds.cloud.state({ model: cloud, run: drawn, m: 2 }), "3: 7.00 for 3.00");
});

test("the lab knows its best epoch", () => {
  const held = { loss: Float64Array.from([3, 1, 2]), epoch: [0, 20, 40] };
  const runs = { run: (_, j, racer) => (j === 5 && racer === 1 ? held : null) };
  const scene = { model, run: { ...run, j: 5, epoch: [0, 20, 40] }, m: 2, runs };
  assert.strictEqual(kinds.lab.state(scene), "40, best 20: 1.00");
});

test("a start is written with four digits, and what is nearly zero as zero", () => {
  assert.strictEqual(roundedStart(1.23456, 2), 1.235);
  assert.strictEqual(roundedStart(1e-12, 2), 0);
  assert.strictEqual(roundedStart(1e-12, 1e-12), 1e-12);
});

test("the track is hatched from the limit on, by ratio", () => {
  assert.match(track([0.01, 1, 100], 1), /\* 0\.5000\)/);
  assert.match(track([0.01, 100], 0.001), /\* 0\.0000\)/);
  for (const limit of [null, 100, 1e9]) assert.strictEqual(track([0.01, 100], limit), PLAIN_TRACK);
  assert.strictEqual(track([1], 0.5), PLAIN_TRACK);
});

test("marks are drawn in roles of the palette", () => {
  const svg = drawing([
    { d: "M0 0H9", stroke: "path", width: 3, dash: [7, 4] },
    { d: "M1 1Z", fill: "data" },
  ]);
  assert.match(svg, /d="M0 0H9" stroke="var\(--path\)" fill="none".*stroke-dasharray="7 4"/);
  assert.match(svg, /d="M1 1Z" stroke="none" fill="var\(--data\)" fill-opacity="1"/);
});

test("the limit of η is that of the batch on the slider, or of all rows, and says so", () => {
  const { limitOf, limitInWords } = page(["limitOf", "limitInWords"]);
  const templates = {
    limit: "below {limit}",
    limit_of_all: "below {limit} for all {b}",
    limit_of_batch: "below {limit} for b = {b}",
  };
  const sizes = { batch_sizes: [1, 4, 2000], learning_rate_limits: [0.125, 0.5, 2] };
  const told = (changes) => {
    const values = { n_samples: 2000, learning_rate_limit: 2, ...sizes, words: templates };
    const own = makeModel({ ...values, batch_size_index: 1, ...changes });
    return limitInWords(own, limitOf(own));
  };
  assert.strictEqual(told({}), "below 0.500 for b = 4");
  assert.strictEqual(told({ batch_size_index: 2 }), "below 2.00 for all 2,000");
  assert.strictEqual(told({ learning_rate_limits: undefined }), "below 2.00");
  assert.strictEqual(told({ n_samples: 1 }), "below 0.500");
  assert.strictEqual(told({ learning_rate_limits: undefined, learning_rate_limit: null }), "");
});
