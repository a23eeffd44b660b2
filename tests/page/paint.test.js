// What the painters draw, by a canvas that remembers it. The panel has 50 pixels a unit, from
// (50, 320) upwards; colors are called by their roles.

const assert = require("node:assert");
const test = require("node:test");
const { page, makeCanvas, makeModel, near } = require("./page.js");

// The picture that the lab stretches over its panel: its canvas keeps the colors of its pixels.
function makePicture() {
  const image = { data: new Uint8ClampedArray(4 * 96 * 96) };
  const brush = { createImageData: () => image, putImageData() {} };
  return { image, getContext: () => brush };
}

const { Panel, Pen, View, painters, kinds, decodeArrow, FACTS } = page(
  ["Panel", "Pen", "View", "painters", "kinds", "decodeArrow", "FACTS"],
  { window: { devicePixelRatio: 2 }, document: { createElement: makePicture } },
);

const ROLES = ["path", "ghost", "batch", "data", "edge", "panel", "text", "grid", "limit"];
const colors = {
  ...Object.fromEntries(ROLES.map((role) => [role, role])),
  series: ["red", "green", "blue"],
  surface: ["#ffffff", "#000000"],
  classes: ["circle", "square"],
  tints: [
    [1, 0, 0],
    [0, 0, 1],
  ],
};

function makePen(axes = {}) {
  const canvas = makeCanvas(500, 400);
  const labels = ["a", "b"];
  const where = {
    name: "params",
    labels,
    tile: [0.25, 0.5],
    left: 0.3,
    top: 0.05,
    width: 0.4,
    height: 0.75,
  };
  const limits = { xlim: [0, 8], ylim: [0, 6], xscale: "linear", yscale: "linear" };
  const panel = new Panel({ ...where, ...limits, ...axes }, [1000, 400]);
  const pen = new Pen(canvas, panel, colors);
  return { pen, drawn: canvas.drawn, panel };
}

const at = (x, y) => [50 + 50 * x, 320 - 50 * y];
const along = (xs, ys) => xs.map((x, k) => at(x, ys[k]));
const placesOf = (one) => one.places.filter((place) => place !== null);
const lines = (drawn, color) =>
  drawn.filter((one) => one.how === "stroke" && one.color === color && !one.circles.length);
const dots = (drawn, color) =>
  drawn
    .filter(({ how, circles }) => how === "fill" && circles.length)
    .filter((one) => one.color === color)
    .flatMap(({ circles }) => circles.map(([x, y]) => [x, y]));

const rings = (drawn) =>
  drawn
    .filter(({ how, color, circles }) => how === "stroke" && color === "text" && circles.length)
    .map(({ circles: [[x, y]] }) => [x, y]);
// The code of an arrow: shares of a turn, 0 to 1, and a length code from 1 on.
const codeOf = (turn, length, toward = 0) =>
  ((toward ? 1 + 255 * toward : 0) * FACTS.arrow_angles + turn * FACTS.arrow_angles) *
    FACTS.arrow_lengths +
  length;
const RANGE = "[[-64, 72], [-48, 54]]";
const FAR = { range: JSON.parse(RANGE), has_arrows: true, has_step: true };

// Five records; the run above them leaves at record 3 if it is `gone`.
function makeRun({ gone = false, ...more } = {}) {
  const asked = [];
  return {
    i: 1,
    j: 0,
    n: 5,
    last: gone ? 3 : 4,
    diverged: gone ? 3 : null,
    at: [
      [0, 1, 3, 4, 6],
      [5, 3, 4, 2, 1],
    ],
    toward: Array(5).fill(NaN),
    loss: [5, 4, 2, 3, 1],
    step: [0, 1, 2, 3, 4],
    epoch: [0, 0.5, 1, 1.5, 2],
    asked,
    runs: {
      batch: (_run, m) => asked.push(m) && [2, 0],
      arrow: () => codeOf(0.25, 6110), // upwards, a fifth of the panel's height
      tip: () => null,
      packing: FAR,
      far: [],
      slope: (_run, m) => -m,
    },
    ...more,
  };
}

function makeScene({ run = makeRun(), m = 2, glide = 0, ...more } = {}) {
  return {
    model: makeModel({ batch_loss_factor: 0.5 }),
    runs: run.runs,
    run,
    m,
    glide,
    ghost: null,
    showsFuture: true,
    count: "step",
    end: 4,
    wanted: null,
    runners: [{ run, m, glide, color: "path" }],
    fan: [],
    label: "update",
    target: null,
    hasBatchLoss: false,
    points: (k) => [k + 1, 2 * k],
    fit: ([a, b]) => [
      [0, a],
      [8, b],
    ],
    ...more,
  };
}

function paint(painter, scene, axes) {
  const { pen, drawn, panel } = makePen(axes);
  painter(pen, makeScene(scene));
  return { drawn, panel };
}

test("a line is broken where a place is not known, and goes on to its end", () => {
  const { pen, drawn } = makePen();
  const places = [
    [1, 1],
    [2, 2],
    [NaN, 3],
    [4, 4],
    [5, 5],
  ];
  pen.line(places, { color: "path", width: 2, dash: [3, 1], halo: true, end: [6, 6] });
  const [halo, line] = drawn;
  const expected = [null, at(1, 1), at(2, 2), null, at(4, 4), at(5, 5), at(6, 6)];
  assert.deepStrictEqual(line.places, expected);
  assert.deepStrictEqual([line.color, line.width, line.dash], ["path", 2, [3, 1]]);
  assert.deepStrictEqual([halo.color, halo.places, halo.dash], ["panel", expected, []]);
  assert.ok(halo.width > line.width && halo.alpha < 1);
});

test("what is pale, or dashed, leaves no trace on what follows", () => {
  const { pen, drawn } = makePen();
  pen.line(
    [
      [1, 1],
      [2, 2],
    ],
    { color: "a", alpha: 0.3, dash: [1, 1] },
  );
  pen.line(
    [
      [1, 1],
      [2, 2],
    ],
    { color: "b" },
  );
  pen.dots([[1, 1]], { color: "c", alpha: 0.4 });
  pen.dots(
    [
      [1, 1],
      [NaN, 0],
      [2, NaN],
    ],
    { color: "d", edge: "e", radius: 4 },
  );
  const looks = drawn.map(({ color, alpha, dash }) => [color, alpha, dash]);
  assert.deepStrictEqual(looks.slice(0, 4), [
    ["a", 0.3, [1, 1]],
    ["b", 1, []],
    ["c", 0.4, undefined],
    ["d", 1, undefined],
  ]);
  assert.deepStrictEqual(drawn[3].circles, [[...at(1, 1), 4]]);
  assert.deepStrictEqual([drawn[3].color, drawn[4].color], ["d", "e"]);
});

test("an arrow begins at its place and its tip is where it is said to be", () => {
  const tips = [
    [60, 0],
    [0, -40],
    [-30, 30],
    [5, 0],
  ];
  for (const [dx, dy] of tips) {
    const { pen, drawn } = makePen();
    pen.arrow([2, 3], dx, dy, { color: "batch", edge: "edge", width: 4 });
    const [outline, arrow] = drawn;
    assert.deepStrictEqual([outline.color, arrow.color], ["edge", "batch"]);
    const [x, y] = at(2, 3);
    const length = Math.hypot(dx, dy);
    const [u, v] = [dx / length, dy / length];
    const own = placesOf(arrow).map(([px, py]) => [
      (px - x) * u + (py - y) * v,
      (py - y) * u - (px - x) * v,
    ]);
    const far = own.map(([forward]) => forward);
    near([Math.min(...far), Math.max(...far)], [0, length], 1e-5);
    near(own[3], [length, 0], 1e-5);
    for (const [k, [forward, aside]] of own.slice(0, 7).entries()) {
      near(own[6 - k], [forward, -aside], 1e-5); // as wide on either side
    }
    assert.ok(own[2][1] > own[1][1]); // the head is wider than the shaft
    assert.ok(own[2][0] >= 0);
  }
  const { pen, drawn } = makePen();
  pen.arrow([2, 3], 2, -2, { color: "batch", edge: "edge" });
  assert.deepStrictEqual(drawn, []); // too short to point anywhere
});

test("nothing moves out of the axes, and pictures are as sharp as the screen", () => {
  const canvas = makeCanvas(500, 400);
  const { panel } = makePen();
  const sharp = new Pen(canvas, panel, colors);
  assert.deepStrictEqual([canvas.width, canvas.height], [1000, 800]);
  sharp.inside(() =>
    sharp.line(
      [
        [1, 1],
        [2, 2],
      ],
      { color: "path" },
    ),
  );
  assert.strictEqual(canvas.drawn[0].depth, 1);
  new Pen(canvas, panel, colors);
  assert.deepStrictEqual(canvas.drawn, []); // the next moment begins on an empty canvas
});

test("the marker stands at its update; the path leads there from a hollow start", () => {
  const { drawn } = paint(painters.params, { m: 2 });
  const path = lines(drawn, "path").find(({ places }) => places.length === 4);
  assert.deepStrictEqual(placesOf(path), along([0, 1, 3], [5, 3, 4]));
  assert.deepStrictEqual(dots(drawn, "path").at(-1), at(3, 4));
  assert.deepStrictEqual(dots(drawn, "panel"), [at(0, 5)]);
});

test("every update has its dot, as long as they are not too many", () => {
  const count = (n) => {
    const axis = Array.from({ length: n }, (_, k) => k / n);
    const run = makeRun({ n, last: n - 1, at: [axis, axis] });
    return dots(paint(painters.params, { run, m: n - 1 }).drawn, "path").length;
  };
  assert.deepStrictEqual([5, 100, 500].map(count), [6, 101, 1]); // and the marker
});

test("between two updates the marker is on the line, and the path ends there", () => {
  const { drawn } = paint(painters.params, { m: 2, glide: 0.5 });
  const path = lines(drawn, "path").find(({ places }) => places.length === 5);
  assert.deepStrictEqual(placesOf(path), along([0, 1, 3, 3.5], [5, 3, 4, 3]));
  assert.deepStrictEqual(dots(drawn, "path").at(-1), at(3.5, 3));
  const end = paint(painters.params, { m: 4 }).drawn;
  assert.deepStrictEqual(dots(end, "path").at(-1), at(6, 1));
});

// Where arrows of a color begin, and where they point.
function arrows(drawn, color) {
  return drawn
    .filter(({ how, circles }) => how === "fill" && !circles.length)
    .filter((one) => one.color === color)
    .map((one) => {
      const [a, , , tip, , , b] = placesOf(one);
      const from = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
      return { from, to: [tip[0] - from[0], tip[1] - from[1]] };
    });
}

test("the arrow of the mini-batch lies over that of all data; both begin at the update", () => {
  const { drawn } = paint(painters.params, { m: 2, glide: 0.7 });
  const [[batch], [all]] = [arrows(drawn, "batch"), arrows(drawn, "data")];
  near([batch.from, all.from], [at(3, 4), at(3, 4)], 1e-5);
  near(batch.to, [50, 100], 1e-5); // to the next place: one to the right, two down
  near(all.to, [0, -300 * decodeArrow(codeOf(0.25, 6110)).length], 1e-5); // upwards on the screen
  const order = drawn.filter(({ places }) => places?.length > 6).map(({ color }) => color);
  assert.deepStrictEqual(order, ["panel", "data", "edge", "batch"]);
});

test("arrows lean as the panel is wide and high; where nothing is packed there are none", () => {
  const run = makeRun();
  run.runs.arrow = () => codeOf(0.125, 6500);
  const [{ to }] = arrows(paint(painters.params, { run }).drawn, "data");
  near(to[1] / to[0], -300 / 400, 1e-5);
  run.runs.arrow = () => 0;
  assert.deepStrictEqual(arrows(paint(painters.params, { run }).drawn, "data"), []);
  const last = paint(painters.params, { run, m: 4 }).drawn; // where the next place is not known
  assert.deepStrictEqual(arrows(last, "batch"), []);
});

test("where a run is thinned the tip is packed, and a step that says it all is blue", () => {
  const run = makeRun({ step: [0, 1, 2, 30, 60] });
  run.runs.tip = (_run, m) => (m === 2 ? [5, 5] : null);
  const [{ to }] = arrows(paint(painters.params, { run }).drawn, "batch");
  near(to, [100, -50], 1e-5);
  run.runs.packing = { ...FAR, has_step: false };
  const { drawn } = paint(painters.params, { run });
  assert.deepStrictEqual(arrows(drawn, "batch"), []);
  near(arrows(drawn, "data")[0].to, [100, -50], 1e-5);
});

test("a step too short to see has a pale stub in its direction", () => {
  const run = makeRun({
    at: [
      [0, 1, 3, 3.001, 6],
      [5, 3, 4, 4, 1],
    ],
  });
  run.runs.arrow = () => codeOf(0, 0, 0.2 / 0.8 + 1e-9);
  const stub = lines(paint(painters.params, { run }).drawn, "batch")[0];
  const [from, to] = placesOf(stub);
  near(from, at(3, 4), 1e-5);
  assert.ok(Math.abs(to[0] - from[0]) < 1 && to[1] < from[1] - 15); // upwards: a quarter turn
  assert.ok(stub.alpha < 0.7);
});

test("a run that leaves the window stays in view, and what is near comes closer again", () => {
  const leaving = {
    at: [
      [0, 1, 12, -20, 4],
      [5, 3, 4, 4, 3],
    ],
  };
  for (const [m, glide] of [
    [2, 0],
    [2, 0.5],
    [3, 0],
  ]) {
    const { drawn } = paint(painters.params, { run: makeRun(leaving), m, glide });
    const [x, y] = dots(drawn, "path").at(-1);
    assert.ok(x > 50 && x < 450 && y > 20 && y < 320, [x, y]);
  }
  const far = paint(painters.params, { run: makeRun(leaving), m: 3 }).panel;
  const back = paint(painters.params, { run: makeRun(leaving), m: 4 }).panel;
  const wide = ({ xlim: [low, high] }) => high - low;
  assert.ok(wide(far) > 40 && wide(back) > 8 && wide(back) < wide(far));
  assert.deepStrictEqual(
    paint(painters.params, { run: makeRun(leaving), m: 1 }).panel.xlim,
    [0, 8],
  );
  const fitted = { run: makeRun(leaving), m: 1, isFitted: true };
  assert.ok(wide(paint(painters.params, fitted).panel) > 40);
});

test("a run that stays leaves the still picture as it is", () => {
  for (const at of [undefined, [[0, 1, 3, 4, 6]]]) {
    const { drawn, panel } = paint(painters.params, {
      run: at ? makeRun({ at }) : makeRun(),
      m: 3,
    });
    assert.deepStrictEqual(
      drawn.filter(({ how }) => how === "box"),
      [],
    );
    assert.deepStrictEqual(
      [panel.xlim, panel.ylim],
      [
        [0, 8],
        [0, 6],
      ],
    );
  }
});

test("a runner out of view has a mark at the edge, and its loss", () => {
  const words = { away: "J = {loss}" };
  const model = makeModel({ words });
  const away = {
    at: [
      [0, 1, NaN, NaN, NaN],
      [5, 3, NaN, NaN, NaN],
    ],
  };
  for (const [toward, [x, y]] of [
    [0, [441, 170]],
    [Math.PI, [59, 170]],
    [Math.PI / 2, [250, 29]],
  ]) {
    const run = makeRun({ ...away, loss: [5, 4, 765, 3, 1], toward: [NaN, NaN, toward, NaN, NaN] });
    const { drawn } = paint(painters.params, { run, model, m: 2 });
    const mark = drawn.find(
      ({ how, color, circles, places }) =>
        how === "fill" && color === "path" && !circles.length && places.length,
    );
    const [tip] = placesOf(mark);
    assert.ok(Math.hypot(tip[0] - x, tip[1] - y) < 12, [tip, x, y]);
    assert.ok(drawn.some(({ text }) => text === "J = 765"));
  }
});

test("the loss axis grows with the run, up and down, and not before it", () => {
  const axes = { ylim: [0.1, 10], yscale: "log" };
  const limits = (loss, m) => {
    const run = makeRun({ loss });
    return paint(painters.loss, { run, m, runners: [{ run, m, glide: 0, color: "path" }] }, axes)
      .panel.ylim;
  };
  const loss = [5, 4, 2000, 1e-5, 1];
  assert.deepStrictEqual(limits(loss, 1), [0.1, 10]);
  assert.ok(limits(loss, 2)[1] > 2000 && limits(loss, 2)[0] <= 0.1);
  assert.ok(limits(loss, 3)[0] < 1e-5 && limits(loss, 3)[1] > 2000);
});

test("in a race every racer has its color, and there are no arrows", () => {
  const slow = makeRun({
    at: [
      [0, 0, 1, 1, 2],
      [5, 5, 5, 4, 4],
    ],
    loss: [5, 5, 5, 4, 4],
  });
  const runners = [
    { run: makeRun(), m: 3, glide: 0, color: "red", dash: [] },
    { run: slow, m: 2, glide: 0, color: "green", dash: [4, 2] },
  ];
  for (const [painter, ends] of [
    [painters.params, [at(4, 2), at(1, 5)]],
    [
      painters.loss,
      [
        [3, 3],
        [2, 5],
      ],
    ],
  ]) {
    const { drawn, panel } = paint(painter, { runners });
    const wanted =
      painter === painters.loss ? ends.map(([x, y]) => [panel.x(x), panel.y(y)]) : ends;
    near([dots(drawn, "red").at(-1), dots(drawn, "green").at(-1)], wanted, 1e-5);
    assert.deepStrictEqual(lines(drawn, "green").at(-1).dash, [4, 2]);
    assert.strictEqual(dots(drawn, "red").length, 1); // no dot at each update
    assert.deepStrictEqual(arrows(drawn, "batch"), []);
  }
});

test("a ghost is drawn to its end, in dashes of its own", () => {
  const ghost = makeRun({
    gone: true,
    at: [
      [0, 2, 5, 7, NaN],
      [5, 5, 2, 3, NaN],
    ],
  });
  const { drawn } = paint(painters.params, { m: 1, ghost });
  const line = lines(drawn, "ghost").at(-1);
  assert.deepStrictEqual(placesOf(line), along([0, 2, 5, 7], [5, 5, 2, 3]));
  assert.deepStrictEqual(line.dash, FACTS.ghost_dash);
  assert.deepStrictEqual(dots(drawn, "ghost"), [at(7, 3)]);
  const loss = paint(painters.loss, { m: 1, ghost, end: 4 });
  const { panel } = loss;
  const curve = lines(loss.drawn, "ghost").at(-1);
  near(
    placesOf(curve),
    ghost.step.map((t, k) => [panel.x(t), panel.y(ghost.loss[k])]),
    1e-5,
  );
});

test("the paths of other seeds, and where runs are asked from", () => {
  const fan = [
    [
      [0, 5],
      [1, 1],
    ],
    [
      [0, 5],
      [2, 2],
    ],
  ];
  const { drawn } = paint(painters.params, { fan, wanted: [6, 5] });
  const pale = lines(drawn, "ghost").filter(({ alpha }) => alpha < 1);
  assert.deepStrictEqual(
    pale.map(placesOf),
    fan.map((path) => path.map((place) => at(...place))),
  );
  assert.deepStrictEqual(rings(drawn), [at(6, 5)]);
});

test("on the loss axis: the curve so far, the rest pale, lines at now and at the target", () => {
  const { drawn, panel } = paint(painters.loss, { m: 2, glide: 0.5, target: 1.5 });
  assert.deepStrictEqual(panel.xlim, [0, 4.16]);
  const on = (ts, ys) => ts.map((t, k) => [panel.x(t), panel.y(ys[k])]);
  const [rest, so_far] = lines(drawn, "path");
  near(placesOf(rest), on([0, 1, 2, 3, 4], [5, 4, 2, 3, 1]), 1e-5);
  near(placesOf(so_far), on([0, 1, 2], [5, 4, 2]), 1e-5);
  assert.ok(rest.alpha < 0.5 && so_far.alpha === 1);
  near(dots(drawn, "path"), on([2], [2]), 1e-5);
  const [target, now] = lines(drawn, "text");
  near(placesOf(target), on([0, 4.16], [1.5, 1.5]), 1e-5);
  near(placesOf(now), on([2.5, 2.5], [0, 6]), 1e-5);
  const end = lines(paint(painters.loss, { m: 4 }).drawn, "path");
  assert.ok(end.every(({ alpha }) => alpha === 1)); // there is no rest
});

test("time is what is counted, and its ticks are round and below the axes", () => {
  const { drawn, panel } = paint(painters.loss, { count: "epoch", end: 2, label: "epoch" });
  const words = drawn.filter(({ how }) => how === "text");
  assert.deepStrictEqual(
    words.map(({ text }) => text),
    ["0", "0.5", "1", "1.5", "2", "epoch"],
  );
  for (const [k, { place, align }] of words.slice(0, -1).entries()) {
    near(place[0], panel.x(k / 2), 1e-5);
    assert.ok(place[1] > 320 && place[1] < words.at(-1).place[1]);
    assert.strictEqual(align, "center");
  }
  near(words.at(-1).place[0], 250, 1e-5); // the middle of the axis
  near(
    placesOf(lines(drawn, "grid")[1]),
    [
      [panel.x(0.5), 20],
      [panel.x(0.5), 320],
    ],
    1e-5,
  );
  near(dots(drawn, "path")[0], [panel.x(1), panel.y(2)], 1e-5);
});

test("the loss of the batch: a dot for each update so far, its contour through the marker", () => {
  const points = [1, 2, 2, 1, 3, 6];
  const run = makeRun();
  const runs = { ...run.runs, points, batch: () => [0, 2] };
  const scene = { run: { ...run, runs }, runs, hasBatchLoss: true, m: 1 };
  const { drawn, panel } = paint(painters.loss, scene);
  const J = ([a, b]) => (0.5 / 2) * ((a + b - 2) ** 2 + (a + 3 * b - 6) ** 2);
  near(
    dots(drawn, "batch"),
    [
      [panel.x(0), panel.y(J([0, 5]))],
      [panel.x(1), panel.y(J([1, 3]))],
    ],
    1e-5,
  );
  const contour = lines(paint(painters.params, scene).drawn, "batch")[0];
  const places = placesOf(contour).map(([x, y]) => [(x - 50) / 50, (320 - y) / 50]);
  assert.deepStrictEqual(places[0], places.at(-1));
  for (const place of places) near(J(place), J([1, 3]), 0.02);
});

test("the data panel: the line that fits now, the next batch, and the ghost's last line", () => {
  const ghost = makeRun({
    at: [
      [0, 0, 0, 0, 1],
      [0, 0, 0, 0, 2],
    ],
  });
  const run = makeRun();
  const { drawn } = paint(painters.data, { run, m: 2, glide: 0.5, ghost });
  assert.deepStrictEqual(run.asked, [2]);
  assert.deepStrictEqual(dots(drawn, "batch"), [at(3, 4), at(1, 0)]);
  assert.deepStrictEqual(placesOf(lines(drawn, "path")[0]), [at(0, 3.5), at(8, 3)]);
  assert.deepStrictEqual(placesOf(lines(drawn, "ghost")[0]), [at(0, 1), at(8, 2)]);
});

test("on a curve: hops so far, the tangent, a level step, and the drop to the next place", () => {
  const run = makeRun({ at: [[0, 1, 3, 4, 6]] });
  const { drawn } = paint(painters.params, { run, m: 1 });
  const [hops] = lines(drawn, "path");
  assert.deepStrictEqual(placesOf(hops), along([0, 1], [5, 4]));
  const [[x0, y0], [x1, y1]] = placesOf(lines(drawn, "limit").at(-1));
  near((y1 - y0) / (x1 - x0), 1, 1e-5); // slope −1, and pixels count downward
  near([(x0 + x1) / 2, (y0 + y1) / 2], at(1, 4), 1e-5);
  const [step] = arrows(drawn, "path");
  near([step.from, step.to], [at(1, 4), [100, 0]], 1e-5);
  const [drop] = lines(drawn, "text");
  assert.deepStrictEqual(placesOf(drop), along([3, 3], [4, 2]));
  assert.deepStrictEqual(dots(drawn, "path").at(-1), at(1, 4));
});

test("a tangent is as long on the screen whatever its slope", () => {
  const run = makeRun({ at: [[0, 1, 3, 4, 6]] });
  for (const slope of [0, -0.5, 4, 1000]) {
    run.runs.slope = () => slope;
    const { drawn } = paint(painters.params, { run, m: 1 });
    const [[x0, y0], [x1, y1]] = placesOf(lines(drawn, "limit").at(-1));
    near(Math.hypot((x1 - x0) / 400, (y1 - y0) / 300), 0.34, 1e-5); // of the panel's sides
  }
});

test("at the end of a curve there is no next hop; without a slope, no tangent", () => {
  const run = makeRun({ at: [[0, 1, 3, 4, 6]] });
  const end = paint(painters.params, { run, m: 4 }).drawn;
  assert.deepStrictEqual([arrows(end, "path"), lines(end, "text")], [[], []]);
  run.runs.slope = () => NaN;
  const { drawn } = paint(painters.params, { run, m: 1, wanted: [7] });
  assert.deepStrictEqual(lines(drawn, "limit"), []);
  assert.deepStrictEqual(placesOf(lines(drawn, "text").at(-1)), along([7, 7], [0, 6]));
});

test("on a curve a ghost's hops lie where its losses were", () => {
  const ghost = makeRun({ gone: true, at: [[7, 5, 4, 2, NaN]] });
  const run = makeRun({ at: [[0, 1, 3, 4, 6]] });
  const { drawn } = paint(painters.params, { run, m: 0, ghost });
  const expected = along([7, 5, 4, 2], [5, 4, 2, 3]);
  assert.deepStrictEqual(placesOf(lines(drawn, "ghost")[0]), expected);
  assert.deepStrictEqual(dots(drawn, "ghost"), expected);
});

test("cells of the map: deeper the later, gone in the limits' color, never reached crossed", () => {
  const time = { step: [0, 10, 20], epoch: [0, 1, 2] };
  const runs = {
    run: (i, j) => ({
      ...time,
      loss: [
        [9, 2, 1],
        [9, 8, 2],
        [9, 8, 8],
        [9, NaN, NaN],
      ][i + 2 * j],
      diverged: i + j === 2 ? 1 : null,
      last: i + j === 2 ? 0 : 2,
    }),
  };
  const borders = { x: [0, 4, 8], y: [0, 2, 6] };
  const words = { ranges: { step: "{low} {high}" }, never_reached: "never" };
  const values = { learning_rates: [0.1, 1], batch_sizes: [1, 4], borders, words };
  const scene = { runs, model: makeModel(values), run: makeRun({ i: 1, j: 0 }), target: 3 };
  const { drawn } = paint(kinds.map.painters.map, scene);
  const boxes = drawn.filter(({ how }) => how === "box");
  const tint = Math.round(255 * (1 - FACTS.tint));
  assert.deepStrictEqual(
    boxes.map(({ color, alpha }) => [color, alpha]),
    [
      [`rgb(${tint} ${tint} ${tint})`, 1],
      ["rgb(0 0 0)", 1],
      ["limit", 0.3],
    ],
  );
  const corners = [at(0, 2), at(4, 2), at(4, 6)];
  for (const [k, { box }] of boxes.entries()) near(box.slice(0, 2), corners[k], 1e-5);
  near(boxes[0].box.slice(2), [200.5, 100.5], 1e-5);
  near(boxes[2].box.slice(2), [200, 200], 1e-5);
  const strokes = (color) =>
    drawn.filter(({ how, ...one }) => how === "stroke" && one.color === color);
  const [up, down] = strokes("ghost").map(placesOf); // across the cell of η = 0.1, b = 4
  near(up, along([0.8, 3.2], [2.8, 5.2]), 1e-5);
  near(down, along([0.8, 3.2], [5.2, 2.8]), 1e-5);
  near(placesOf(strokes("limit")[0]), along([4.8, 7.2], [2.8, 5.2]), 1e-5);
  near(placesOf(strokes("path")[0])[0], [...at(4, 2), 200, 100], 1e-5); // the run on the screen
});

test("the cloud: a point for each batch drawn so far, and the ellipse of the law", () => {
  const predicted = [[1, 0, 1]];
  const model = makeModel({ predicted, batch_sizes: [2], start: [3, 2] });
  const run = makeRun({ j: 0 });
  run.runs.run = () => run;
  const window = { xlim: [-8, 8], ylim: [-6, 6] };
  const { drawn, panel } = paint(kinds.cloud.painters.cloud, { run, model, m: 2 }, window);
  const on = (x, y) => [panel.x(x), panel.y(y)];
  near(dots(drawn, "batch"), [on(0, 5), on(1, 3), on(3, 4), on(3, 4)], 1e-5);
  near(dots(drawn, "data"), [on(0, 0)], 1e-5);
  for (const [x, y] of placesOf(lines(drawn, "text")[0])) {
    near(Math.hypot((x - 250) / 25, (170 - y) / 25), 2, 1e-5); // two standard deviations
  }
  assert.deepStrictEqual(
    lines(paint(kinds.cloud.painters.cloud, { run, model, m: 1 }, window).drawn, "limit"),
    [],
  );
  assert.strictEqual(lines(drawn, "limit").length, 1);
});

test("the law: predicted and measured variance over the batch size", () => {
  const model = makeModel({
    predicted: [
      [3, 0, 1],
      [1, 0, 1],
    ],
    batch_sizes: [2, 6],
  });
  const two = makeRun({
    at: [
      [0, 1, 2, 3, 4],
      [1, 1, 1, 1, 1],
    ],
    j: 1,
  }); // variance 1, then 5/3
  const runs = { run: (_i, j) => (j ? two : makeRun()) };
  const { drawn } = paint(kinds.cloud.painters.law, { run: two, runs, model, m: 2 });
  assert.deepStrictEqual(placesOf(lines(drawn, "text")[0]), [at(2, 4), at(6, 2)]);
  const first = 7 / 3 + 1; // of 0, 1, 3 and of 5, 3, 4
  near(dots(drawn, "limit"), [at(2, first), at(6, 1), at(6, 1)], 1e-5);
  assert.deepStrictEqual(placesOf(lines(drawn, "text")[1]), along([6, 6], [0, 6]));
});

test("where the cloud is measured: the place and its two arrows", () => {
  const model = makeModel({ start: [3, 2] });
  const run = makeRun();
  run.runs.packing = { rate: 0.5, gradient: [2, -4] };
  const { drawn } = paint(kinds.cloud.painters.place, { run, model, m: 1, wanted: [1, 1] });
  assert.deepStrictEqual(dots(drawn, "path"), [at(3, 2)]);
  near([arrows(drawn, "batch")[0].from, arrows(drawn, "data")[0].from], [at(3, 2), at(3, 2)], 1e-5);
  assert.deepStrictEqual(rings(drawn), [at(1, 1)]); // asked for, not there yet
  assert.deepStrictEqual(rings(paint(kinds.cloud.painters.place, { run, model }).drawn), []);
  near(arrows(drawn, "data")[0].to, [-50, -100], 1e-5); // −0.5 (2, −4)
  near(arrows(drawn, "batch")[0].to, [-75, -25], 1e-5); // and the noise (1, 3)
});

test("a dot on the curve of each schedule, where it is now", () => {
  const schedules = [
    [4, 3, 2, 1, 0],
    [1, 1, 3, 5, 5],
  ];
  const runners = ["red", "green"].map((color) => ({ run: makeRun(), m: 2, glide: 0.5, color }));
  const runs = { packing: { schedules } };
  const { drawn } = paint(kinds.schedules.painters.schedule, { runs, runners, m: 2, glide: 0.5 });
  assert.deepStrictEqual(dots(drawn, "red"), [at(2.5, 1.5)]);
  assert.deepStrictEqual(dots(drawn, "green"), [at(2.5, 4)]);
  assert.deepStrictEqual(placesOf(lines(drawn, "text")[0]), along([2.5, 2.5], [0, 6]));
});

// Networks of 1 and of 2 hidden units, 2 of each, 2 records each; weights are across, up, bias and
// out of all units, then a constant. In the window 50·ReLU(y + 1) − 50 is 50 y.
function makeLab() {
  const one = [0, 0, 0, 0, -9];
  const none = [0, 0, 0, 0, 0, 0, 0, 0, -9];
  const upward = [0, 0, 1, 0, 1, 0, 50, 0, -50];
  const rightward = [1, 0, 0, 0, 1, 0, 50, 0, -50];
  const networks = Int16Array.from([one, one, one, one, none, none, upward, rightward].flat());
  const scales = [1, 1].map((scale) => (scale * FACTS.largest_weight) / 2); // a code is a weight
  const points = Float32Array.from([0.5, 0.5, 0, -0.5, 0.25, 1, 0, -0.5, 0]);
  const runs = { networks, points, packing: { n_records: [2, 2, 2, 2], n_per_size: 2, scales } };
  return { runs, model: makeModel({ sizes: [1, 2] }) };
}

test("the lab: the ground leans to the likelier class, the line lies between them", () => {
  const [white, window] = ["#ffffff", { xlim: [-1, 1], ylim: [-1, 1] }];
  const shown = (scene) => {
    const { pen, drawn } = makePen(window);
    pen.colors = { ...colors, panel: white };
    kinds.lab.painters.boundary(pen, { ...makeScene(scene), ...makeLab() });
    const { image, box } = drawn.find(({ how }) => how === "image");
    const pixel = (row, column) => {
      const place = 4 * (96 * row + column);
      return [...image.image.data.slice(place, place + 4)];
    };
    return { drawn, pixel, box };
  };
  const up = shown({ run: makeRun({ j: 3 }), m: 0 });
  near(up.box, [50, 20, 400, 300], 1e-5);
  assert.deepStrictEqual(up.pixel(0, 7), [0, 0, 255, 255]); // at the top class 1
  assert.deepStrictEqual(up.pixel(95, 90), [255, 0, 0, 255]);
  const near_middle = up.pixel(47, 3)[0]; // y = 1/96
  near(near_middle, 255 * (1 - Math.tanh(25 / 96)), 1);
  const pieces = placesOf(lines(up.drawn, "text")[0]);
  assert.ok(pieces.length > 150 && pieces.every(([, y]) => Math.abs(y - 170) < 1e-4));
  const right = shown({ run: makeRun({ j: 3 }), m: 1 });
  assert.deepStrictEqual(right.pixel(7, 95), [0, 0, 255, 255]);
  assert.deepStrictEqual(right.pixel(7, 0), [255, 0, 0, 255]);
  const ghost = makeRun({ j: 3, last: 0 });
  const pale = lines(shown({ run: makeRun({ j: 3 }), m: 1, ghost }).drawn, "ghost")[0];
  assert.ok(placesOf(pale).every(([, y]) => Math.abs(y - 170) < 1e-4));
  const here = ([x, y]) => [250 + 200 * x, 170 - 150 * y];
  near(dots(up.drawn, "circle"), [here([0.5, 0.5]), here([0, -0.5])], 1e-5);
  const [square] = up.drawn.filter(({ how, color }) => how === "box" && color === "square");
  const [x, y, width, height] = square.box;
  near([x + width / 2, y + height / 2], here([-0.5, 0.25]), 1e-5);
});

test("in the lab a ghost's validation loss is drawn as well", () => {
  const held = makeRun({ loss: [5, 4, 4, 4, 5] });
  const ghost = makeRun({ j: 3 });
  ghost.runs.run = (...which) => (`${which}` === "0,3,1" ? held : null);
  const { drawn, panel } = paint(kinds.lab.painters.curves, { ghost });
  const expected = held.step.map((t, k) => [panel.x(t), panel.y(held.loss[k])]);
  near(placesOf(lines(drawn, "ghost").at(-1)), expected, 1e-5);
});

test("painters get the moment's run, its fan and its samples", () => {
  const asked = [];
  const runs = {
    points: [1, 2, 3, 4],
    fan: (...which) => asked.push(which) && [],
    fitted: (place) => [place],
  };
  const [run, short] = [makeRun({ i: 1, j: 0 }), makeRun({ gone: true, last: 2 })];
  const words = { counts: { epoch: "passes" } };
  const playback = { chosen: [run, short], run, ghost: null, position: 2.5, runs };
  const values = { words, x_axis: "epoch", show_fan: true, show_batch_loss: true };
  const model = makeModel({ ...values, batch_loss_factor: 0.5 });
  const scene = View.prototype.scene.call({ model, playback, wanted: null }, colors);
  assert.deepStrictEqual(asked, [[1, 0, 2]]);
  assert.deepStrictEqual([scene.m, scene.glide, scene.end, scene.label], [2, 0.5, 2, "passes"]);
  assert.deepStrictEqual(scene.points(1), [3, 4]);
  const looks = scene.runners.map(({ m, glide, color }) => [m, glide, color]);
  assert.deepStrictEqual(looks, [
    [2, 0.5, "red"],
    [2, 0, "green"],
  ]);
  assert.deepStrictEqual([scene.hasBatchLoss, scene.target], [true, null]);
  const later = makeRun({ epoch: [0, 1, 2, 3, 4] });
  const both = { model, playback: { ...playback, ghost: later } };
  assert.strictEqual(View.prototype.scene.call(both, colors).end, 4); // the ghost's end fits in
  model.set("show_fan", false);
  model.set("show_batch_loss", false);
  const plain = View.prototype.scene.call({ model, playback, wanted: null }, colors);
  assert.deepStrictEqual([asked.length, plain.hasBatchLoss], [2, false]);
});

test("with the rest hidden, nothing drawn depends on what comes after the next place", () => {
  const other = makeRun({
    at: [
      [0, 1, 3, 4, 2],
      [5, 3, 4, 2, 6],
    ],
    loss: [5, 4, 2, 6, 0.5],
  });
  for (const panel of ["params", "data", "loss"]) {
    const draw = (run, showsFuture) => paint(painters[panel], { run, m: 2, showsFuture }).drawn;
    assert.deepStrictEqual(draw(makeRun(), false), draw(other, false));
  }
  const pale = (showsFuture) => paint(painters.loss, { m: 2, showsFuture }).drawn;
  assert.ok(pale(true).length > pale(false).length);
  const curve = (loss) => {
    const run = makeRun({ at: [[7, 5, 4, 2, 1]], loss });
    return paint(painters.params, { run, m: 1, showsFuture: false }).drawn;
  };
  assert.deepStrictEqual(curve([5, 4, 2, 3, 1]), curve([5, 4, 1, 0, 6]));
});
