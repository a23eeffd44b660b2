const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel } = require("./page.js");

// Frames and timers that pass when a test says so.
function makeWorld({ lessMotion = false } = {}) {
  const [frames, timers] = [new Map(), new Map()];
  let [now, id] = [0, 0];
  return {
    window: { matchMedia: () => ({ matches: lessMotion }) },
    requestAnimationFrame: (callback) => frames.set(++id, callback) && id,
    cancelAnimationFrame: (which) => frames.delete(which),
    setTimeout: (callback, ms) => timers.set(++id, { callback, at: now + ms }) && id,
    clearTimeout: (which) => timers.delete(which),
    frames,
    pass(ms) {
      now += ms;
      for (const [which, callback] of [...frames]) {
        frames.delete(which);
        callback(now);
      }
      for (const [which, { callback, at }] of [...timers]) {
        if (at > now) continue;
        timers.delete(which);
        callback();
      }
    },
  };
}

const bytes = (array) => new DataView(array.buffer);

// Two learning rates, batch sizes with 5, 3 and 9 records of 0, s, 2s … updates; none diverges,
// unless a loss is made high.
function makeValues({ counts = [5, 3, 9], strides = [1, 10, 2], gone = [] } = {}) {
  const n_runs = 2 * counts.reduce((sum, n) => sum + n, 0);
  const losses = new Uint16Array(n_runs).fill(100);
  for (const record of gone) losses[record] = 65535;
  const clock = counts.flatMap((n, j) =>
    Array.from({ length: n }, (_, m) => [m * strides[j], m, m * strides[j]]).flat(),
  );
  return {
    kind: "descent",
    live: true,
    packing: {
      version: 1,
      n_params: 1,
      start: [0],
      n_records: counts,
      range: [[0, 1]],
      loss_range: [0, 65534],
      loss_is_log: false,
      diverged_above: 1e9,
      batches: [],
      n_shown: 0,
    },
    positions: bytes(new Uint16Array(n_runs)),
    losses: bytes(losses),
    clock: bytes(Float32Array.from(clock)),
    fan_positions: bytes(new Uint8Array(0)),
    knobs: [
      { name: "learning_rate", values: "learning_rates", index: "learning_rate_index" },
      { name: "batch_size", values: "batch_sizes", index: "batch_size_index" },
    ],
    words: { no_kernel: "no kernel", no_answer: "no answer", restarted: "restarted" },
    learning_rates: [0.1, 0.2],
    batch_sizes: [1, 10, 100],
    learning_rate_index: 0,
    batch_size_index: 0,
    seconds_per_update: [0.5, 0.25, 0.125],
    racers: [],
    pinned: [],
    step: 0,
    playing: false,
    speed: 1,
    loop: false,
    asked: 0,
    answered: 0,
    message: "",
  };
}

function start(changes = {}, packing = {}, options = {}) {
  const world = makeWorld(options);
  const model = makeModel({ ...makeValues(packing), ...changes });
  const { Playback } = page(["Playback"], world);
  const playback = new Playback(model);
  const view = { drawn: 0, draw: () => view.drawn++, loaded() {}, restyle() {}, answered() {} };
  playback.views.add(view);
  return { world, model, playback, view };
}

test("begins at the step that the model says", () => {
  assert.strictEqual(start({ step: 3 }).playback.position, 3);
  assert.strictEqual(start({ step: 10, batch_size_index: 1 }).playback.position, 1);
});

test("a step between two records shows the one before it; one past the end, the last", () => {
  const { playback, model } = start({ batch_size_index: 1 });
  model.set("step", 19);
  assert.strictEqual(playback.position, 1);
  model.set("step", 20);
  assert.strictEqual(playback.position, 2);
  model.set("step", 1000);
  assert.strictEqual(playback.position, 2);
  model.set("step", 0);
  assert.strictEqual(playback.position, 0);
});

test("each index has its own run, whatever the lengths of the others", () => {
  const { playback, model } = start();
  const shown = () => [playback.run.i, playback.run.j, playback.run.n, playback.run.first];
  assert.deepStrictEqual(shown(), [0, 0, 5, 0]);
  model.set("learning_rate_index", 1);
  assert.deepStrictEqual(shown(), [1, 0, 5, 5]);
  model.set("batch_size_index", 1);
  assert.deepStrictEqual(shown(), [1, 1, 3, 13]);
  model.set("batch_size_index", 2);
  assert.deepStrictEqual(shown(), [1, 2, 9, 25]);
});

test("of several sliders the first counts most, and the learning rate by itself", () => {
  const counts = Array.from({ length: 12 }, (_, j) => j + 2);
  const knobs = [
    { name: "size", values: "sizes", index: "size_index" },
    { name: "learning_rate", values: "learning_rates", index: "learning_rate_index" },
    { name: "penalty", values: "penalties", index: "penalty_index" },
    { name: "dropout", values: "dropouts", index: "dropout_index" },
  ];
  const values = { sizes: [1, 2], penalties: [0, 1, 2], dropouts: [0, 0.5] };
  const indices = { size_index: 0, penalty_index: 0, dropout_index: 0 };
  const packing = { counts, strides: counts.map(() => 1) };
  const { playback, model } = start({ knobs, ...values, ...indices }, packing);
  for (const [size, penalty, dropout, rate] of [
    [0, 0, 1, 0],
    [0, 2, 0, 1],
    [1, 0, 0, 0],
    [1, 2, 1, 1],
  ]) {
    model.set("size_index", size);
    model.set("penalty_index", penalty);
    model.set("dropout_index", dropout);
    model.set("learning_rate_index", rate);
    const { i, j } = playback.run;
    assert.deepStrictEqual([i, j], [rate, 6 * size + 2 * penalty + dropout]);
    assert.strictEqual(playback.chosen.length, 1); // it is no race
  }
});

test("another run keeps the share of the budget, and tells the kernel where that is", () => {
  const { playback, model } = start({ step: 2 });
  playback.set({ batch_size_index: 2 });
  assert.deepStrictEqual([playback.position, model.get("step")], [4, 8]);
  assert.deepStrictEqual(model.sent, [{ batch_size_index: 2, step: 8 }]);
  playback.set({ batch_size_index: 1 });
  assert.deepStrictEqual([playback.position, model.get("step")], [1, 10]);
});

test("a run that the kernel chose shows the same share, and sends nothing back", () => {
  const { playback, model } = start({ step: 4 });
  model.set("batch_size_index", 1);
  assert.strictEqual(playback.position, 2);
  assert.deepStrictEqual(model.sent, []);
});

test("half of a thinned run is half of its updates, not of its records", () => {
  const { shareAt, placeOfShare } = page(["shareAt", "placeOfShare"]);
  const run = { step: [0, 1, 2, 3, 10, 20], n: 6 };
  assert.strictEqual(shareAt(run, 4), 0.5);
  assert.strictEqual(shareAt(run, 3.5), 6.5 / 20);
  for (const place of [0, 1.25, 3.5, 4, 5]) {
    assert.ok(Math.abs(placeOfShare(run, shareAt(run, place)) - place) < 1e-12);
  }
  assert.strictEqual(shareAt({ step: [0], n: 1 }, 0), 1);
  assert.strictEqual(placeOfShare({ step: [0], n: 1 }, 1), 0);
});

test("one record on and back, never past the ends", () => {
  const { playback, model } = start({ batch_size_index: 1 });
  playback.jump(-1);
  assert.strictEqual(model.get("step"), 0);
  playback.jump(1);
  playback.jump(1);
  playback.jump(1);
  assert.deepStrictEqual([playback.position, model.get("step")], [2, 20]);
  playback.jump(-1);
  assert.deepStrictEqual([playback.position, model.get("step")], [1, 10]);
  assert.strictEqual(model.sent.at(-1).step, 10);
});

test("a short run plays 1.5 records a second, by the clock, however many frames there are", () => {
  for (const ms of [10, 50, 200]) {
    const { world, playback } = start();
    playback.toggle();
    world.pass(1000); // the first frame only starts the clock
    assert.strictEqual(playback.position, 0);
    for (let t = 0; t < 1000; t += ms) world.pass(ms);
    assert.ok(Math.abs(playback.position - 1.5) < 1e-9, `${playback.position} at ${ms}`);
  }
});

test("speed multiplies, and a long run lasts eight seconds", () => {
  const long = { counts: [161, 3, 9], strides: [1, 10, 2] };
  for (const speed of [0.25, 1, 4]) {
    const { world, playback } = start({ speed }, long);
    playback.toggle();
    world.pass(1);
    for (let k = 0; k < 10; k++) world.pass(100);
    assert.ok(Math.abs(playback.position - 20 * speed) < 1e-9);
  }
});

test("a pause of the browser is no leap", () => {
  const { world, playback } = start();
  playback.toggle();
  world.pass(1);
  world.pass(60000);
  assert.ok(playback.position <= 0.25 * 1.5);
});

test("playing ends at the last record, once, and says so", () => {
  const { world, playback, model } = start({ step: 3 });
  playback.toggle();
  assert.strictEqual(model.get("playing"), true);
  for (let k = 0; k < 20; k++) world.pass(200);
  assert.deepStrictEqual([playback.position, model.get("playing")], [4, false]);
  assert.strictEqual(world.frames.size, 0);
  assert.strictEqual(model.sent.at(-1).playing, false);
});

test("play at the end begins anew; a loop goes on by itself", () => {
  const { world, playback, model } = start({ step: 4, loop: true });
  playback.toggle();
  assert.strictEqual(playback.position, 0);
  for (let k = 0; k < 16; k++) world.pass(200);
  assert.ok(model.get("playing") && playback.position < 4);
});

test("pause stops on a whole record", () => {
  const { world, playback, model } = start();
  playback.toggle();
  for (let k = 0; k < 6; k++) world.pass(200);
  assert.ok(playback.position % 1);
  playback.toggle();
  assert.deepStrictEqual([playback.position, model.get("step")], [1, 1]);
  world.pass(5000);
  assert.strictEqual(playback.position, 1);
});

test("with less motion wanted the picture changes a few times a second, by whole records", () => {
  const { world, playback, view } = start({}, {}, { lessMotion: true });
  playback.toggle();
  world.pass(1);
  const before = view.drawn;
  for (let k = 0; k < 100; k++) world.pass(10);
  assert.ok(view.drawn - before <= 3);
  assert.strictEqual(playback.position % 1, 0);
  assert.ok(playback.position > 0);
});

test("a run that diverges ends there", () => {
  const { world, playback } = start({ learning_rate_index: 1 }, { gone: [7, 8, 9] });
  assert.deepStrictEqual([playback.run.diverged, playback.run.last], [2, 2]);
  playback.toggle();
  for (let k = 0; k < 20; k++) world.pass(200);
  assert.strictEqual(playback.position, 2);
});

test("nothing is drawn for views that are gone, and no frame is asked for", () => {
  const { world, playback, view } = start();
  playback.views.delete(view);
  playback.toggle();
  assert.strictEqual(world.frames.size, 0);
});

test("a pin keeps its run; a pair that is no run pins nothing", () => {
  const { playback, model } = start({ learning_rate_index: 1, batch_size_index: 2 });
  playback.togglePin();
  assert.deepStrictEqual(model.get("pinned"), [1, 2]);
  model.set("batch_size_index", 0);
  assert.deepStrictEqual([playback.ghost.i, playback.ghost.j], [1, 2]);
  const { ghost } = playback;
  playback.load(); // other runs, from another start
  model.set("pinned", [1, 2]);
  assert.strictEqual(playback.ghost, ghost);
  playback.togglePin();
  assert.strictEqual(playback.ghost, null);
  for (const pinned of [[99, 99], [-1, -1], [0, 3], [2, 0], [0.5, 0], [0]]) {
    model.set("pinned", pinned);
    assert.strictEqual(playback.ghost, null, `${pinned}`);
  }
});

test("disposing takes every listener, frame and timer back", () => {
  const { world, playback, model } = start();
  playback.toggle();
  playback.ask({ seed: 1 });
  playback.dispose();
  assert.strictEqual(model.count(), 0);
  assert.strictEqual(world.frames.size, 0);
  world.pass(60000);
  assert.strictEqual(playback.message, "");
});

test("time counted in updates, epochs, samples, and seconds of the run's batch size", () => {
  const { playback } = start({ batch_size_index: 2 });
  const { step, epoch, samples_seen, seconds } = playback.run;
  assert.deepStrictEqual([...step], [0, 2, 4, 6, 8, 10, 12, 14, 16]);
  assert.deepStrictEqual([...epoch], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepStrictEqual([...samples_seen], [...step]);
  assert.deepStrictEqual([...seconds], [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]);
});

test("while it moves the kernel hears of the update about once a second", () => {
  const long = { counts: [161, 3, 9], strides: [1, 10, 2] };
  const { world, playback, model } = start({}, long);
  playback.toggle();
  const before = model.sent.length;
  for (let k = 0; k < 300; k++) world.pass(10);
  const steps = model.sent.slice(before).map(({ step }) => step);
  assert.ok(steps.length >= 2 && steps.length <= 4, `${steps}`);
  assert.ok(steps.every((step, k) => k === 0 || step > steps[k - 1]));
  assert.ok(playback.position - steps.at(-1) <= 21);
});

test("an echo of what the page told does not move it back", () => {
  const { world, playback, model } = start({}, { counts: [161, 3, 9] });
  playback.toggle();
  for (let k = 0; k < 150; k++) world.pass(10);
  const [told, here] = [model.get("step"), playback.position];
  assert.ok(here > told);
  model.set("step", told);
  assert.strictEqual(playback.position, here);
});

test("a pause tells the kernel the update that is shown then", () => {
  const { world, playback, model } = start();
  playback.toggle();
  for (let k = 0; k < 6; k++) world.pass(200);
  playback.toggle();
  const { playing, step } = Object.assign({}, ...model.sent);
  assert.deepStrictEqual([playing, step], [false, 1]);
});

test("if the kernel stops it, it rests on a whole record and says which", () => {
  const { world, playback, model } = start();
  playback.toggle();
  for (let k = 0; k < 6; k++) world.pass(200);
  model.set("playing", false);
  assert.strictEqual(playback.position, 1);
  assert.strictEqual(Object.assign({}, ...model.sent).step, 1);
});

test("places and packing that come together are read once", async () => {
  const { playback, model, view } = start();
  let loads = 0;
  view.loaded = () => loads++;
  const before = playback.runs;
  model.set("positions", bytes(new Uint16Array(34)));
  model.set("fan_positions", bytes(new Uint16Array(2)));
  model.set("packing", { ...model.get("packing"), version: 2 });
  await Promise.resolve();
  assert.strictEqual(loads, 1);
  assert.notStrictEqual(playback.runs, before);
  assert.strictEqual(playback.run.runs, playback.runs);
  model.set("positions", bytes(new Uint16Array(34)));
  playback.dispose();
  await Promise.resolve();
  assert.strictEqual(loads, 1); // nobody is there to see them
});

test("without a kernel a wish is refused at once, and nothing is set", () => {
  for (const gone of [
    { live: false },
    { kernel: null },
    { kernel: { isDisposed: true } },
    { kernel: { status: "dead" } },
  ]) {
    const { playback, model } = start({ live: gone.live ?? true });
    if ("kernel" in gone) model.widget_manager = { kernel: gone.kernel };
    playback.ask({ seed: 1 });
    assert.strictEqual(playback.message, "no kernel");
    assert.deepStrictEqual([model.get("seed"), model.get("asked")], [undefined, 0]);
    playback.set({ speed: 2 });
    assert.deepStrictEqual(model.sent, []);
  }
});

test("a restarted kernel does not know the widget: that is said at once", () => {
  const { playback, model } = start({ layout: { comm_live: false } });
  model.widget_manager = { kernel: { status: "idle", isDisposed: false } };
  playback.ask({ seed: 1 });
  assert.strictEqual(playback.message, "restarted");
  assert.deepStrictEqual(model.sent, []);
});

test("silence is mentioned two seconds after the first wish, however many follow", () => {
  const { world, playback } = start();
  for (let k = 0; k < 30; k++) {
    playback.ask({ seed: k });
    world.pass(100);
    assert.strictEqual(playback.message, k < 19 ? "" : "no answer", `after ${k}`);
  }
});

test("a message goes after a while", () => {
  const { world, playback } = start({ live: false });
  playback.ask({ seed: 1 });
  world.pass(7900);
  assert.strictEqual(playback.message, "no kernel");
  world.pass(100);
  assert.strictEqual(playback.message, "");
});

test("an answer in time is no silence; one that is owed still is", () => {
  const { world, playback, model } = start();
  playback.ask({ seed: 1 });
  playback.ask({ seed: 2 });
  world.pass(1000);
  model.set("answered", 1);
  world.pass(1900);
  assert.strictEqual(playback.message, "");
  world.pass(200);
  assert.strictEqual(playback.message, "no answer");
  model.set("answered", 2);
  world.pass(5000);
  assert.strictEqual(playback.message, "");
});

test("a refusal is shown, and what was wished is forgotten", () => {
  const { playback, model, view } = start();
  let answers = 0;
  view.answered = () => answers++;
  playback.ask({ start: [1e200] });
  model.set("message", "params must have a finite loss.");
  model.set("answered", 1);
  assert.strictEqual(playback.message, "params must have a finite loss.");
  assert.strictEqual(answers, 1);
});
