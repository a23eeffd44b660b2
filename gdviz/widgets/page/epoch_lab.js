// The epoch lab: the rows of one epoch as a strip, each as high as it weighs in its update.

// The epoch on the screen, and how many of its rows were read: epoch_lab.py has the same.
/** @param {Scene} scene */
function epochNow({ model, run, m }) {
  const [n, b] = [model.get("n_samples"), model.get("batch_sizes")[model.get("batch_size_index")]];
  const isDropped = tailWeight(model) === 0;
  const rows = isDropped ? n - (n % b) : n;
  const perEpoch = Math.ceil(rows / b);
  const step = run.step[m];
  const epoch = Math.floor(Math.max(0, step - 1) / perEpoch);
  return { n, b, rows, epoch, read: Math.min(rows, (step - epoch * perEpoch) * b) };
}

/** @param {Model} model */
const tailWeight = (model) =>
  model.get("tail_weights")[model.get("batch_size_index")][model.get("last_index")];

// The rows that an epoch reads, in the order of reading. A batch of all rows has no order to draw;
// where rows are drawn with replacement it has.
/** @param {Model} model @returns {number[]} */
function rowsOf(model, epoch) {
  const draws = model.get("draws");
  const drawing = model.get("drawing_index");
  const isWhole =
    model.get("batch_sizes")[model.get("batch_size_index")] === model.get("n_samples");
  const isReplaced = drawing === draws.length - 1;
  const lying = model.get("rows")[model.get("order_index")];
  return draws[isWhole && !isReplaced ? 0 : drawing][epoch].map((place) => lying[place]);
}

/** @type {Painter} */
function paintStrip(pen, scene) {
  const { model } = scene;
  const { n, b, rows, epoch, read } = epochNow(scene);
  const [shades, weight] = [model.get("shades"), tailWeight(model)];
  const { ramp, batch, edge } = pen.colors;
  const color = (row) => ramp[Math.round(shades[row] * (ramp.length - 1))];
  pen.inside(() => {
    for (const [place, row] of rowsOf(model, epoch).entries()) {
      const height = place < n - (n % b) ? 1 : weight;
      paintBar(pen, place, height, color(row), place < read ? 1 : 0.3);
    }
    const next = [read, Math.min(rows, read + b)];
    if (next[1] > next[0]) paintFrame(pen, next, batch, edge);
  });
}

// A bar, and below zero a foot that says which row it is, however little it weighs.
/** @param {Pen} pen */
function paintBar({ ctx, panel }, place, height, color, alpha) {
  const [left, right] = [panel.x(place), panel.x(place + 1)];
  const [bottom, top] = [panel.y(panel.ylim[0]), panel.y(height)];
  ctx.globalAlpha = alpha;
  ctx.fillStyle = color;
  ctx.fillRect(left, top, Math.max(right - left, 1), bottom - top);
  ctx.globalAlpha = 1;
}

// Around the rows of the next batch.
/** @param {Pen} pen @param {number[]} places */
function paintFrame(pen, [first, last], color, edge) {
  const [low, high] = pen.panel.ylim;
  const margin = 0.01 * (high - low);
  const [bottom, top] = [low + margin, high - margin];
  const frame = [
    [first, bottom],
    [first, top],
    [last, top],
    [last, bottom],
    [first, bottom],
  ];
  pen.line(frame, { color: edge, width: 4 });
  pen.line(frame, { color, width: 2.4 });
}

// How many rows were not read: in this epoch so far, and in any.
/** @param {Scene} scene */
function unread(scene) {
  const { model } = scene;
  const { n, rows, epoch, read } = epochNow(scene);
  const now = new Set(rowsOf(model, epoch).slice(0, read));
  const ever = new Set(now);
  for (let e = 0; e < epoch; e++) for (const row of rowsOf(model, e).slice(0, rows)) ever.add(row);
  return { now: n - now.size, ever: n - ever.size };
}

kinds.epoch = {
  painters: {
    params: (pen, scene) => painters.params(pen, { ...scene, runners: scene.runners.slice(0, 1) }),
    strip: paintStrip,
    excess: painters.loss,
  },
  start: "params",

  state(scene) {
    const { model, run, m } = scene;
    const words = model.get("words");
    if (isGone(run, m)) return goneInWords(run, words);
    const { n, epoch } = epochNow(scene);
    const { now, ever } = unread(scene);
    return fill(words.epoch_lab, {
      epoch: counted(epoch + 1),
      unread: counted(now),
      n: counted(n),
      never: counted(ever),
    });
  },

  key: lossesInWords,
};
