// The overfitting lab: a network that is evaluated here, at every record, and three knobs.

const GRID = 96; // points along each axis at which the network is asked
const LAB_KNOBS = [
  ["sizes", "size_index", "hidden units"],
  ["penalties", "penalty_index", "L2 penalty λ"],
  ["dropouts", "dropout_index", "dropout"],
];

class LabPlayback extends Playback {
  constructor(model) {
    super(model);
    for (const [, index] of LAB_KNOBS) {
      this.listeners[`change:${index}`] = () => this.select();
      model.on(`change:${index}`, this.listeners[`change:${index}`]);
    }
  }

  // Racer 0 is the loss over the training rows, racer 1 that over the validation rows.
  selected() {
    const [size, penalty, dropout] = LAB_KNOBS.map(([, index]) => this.model.get(index));
    const j =
      (size * this.model.get("penalties").length + penalty) * this.model.get("dropouts").length +
      dropout;
    return [0, 1].map((racer) => this.runs.run(0, j, racer));
  }
}

class LabView extends View {
  makeKnobs() {
    this.knob = { show() {} };
    this.knobs = LAB_KNOBS.map(([values, index, label]) => ({
      index,
      slider: makeSlider({
        label,
        values: this.model.get(values),
        text: brief,
        set: (chosen) => this.playback.set({ [index]: chosen }),
      }),
    }));
    return this.knobs.map(({ slider }) => slider.node);
  }

  makeChoices() {
    super.makeChoices();
    Object.assign(this.reshuffle, {
      textContent: "Other weights",
      title: "start from other random weights",
    });
    return [this.reshuffle];
  }

  loaded() {
    this.weights = numbers(Int16Array, this.model.get("networks"));
    super.loaded();
  }

  scene() {
    const { runs } = this.playback;
    return {
      ...super.scene(),
      logits: (run, m, panel) =>
        logits(runs, this.model.get("sizes"), this.weights, run.j, m, panel),
    };
  }

  showControls(scene) {
    for (const { index, slider } of this.knobs) slider.show(this.model.get(index));
    super.showControls(scene);
  }
}

kinds.lab = [LabPlayback, LabView];

states.lab = ({ run, m, runs }) => {
  const { loss, epoch } = runs.run(0, run.j, 1);
  const best = loss.indexOf(Math.min(...loss));
  const lowest = `validation loss lowest at epoch ${counted(epoch[best])}: ${format(loss[best])}`;
  return `epoch ${counted(run.epoch[m])}, ${lowest}`;
};

states.lab.knobs = ({ model }) => {
  const [size, penalty, dropout] = LAB_KNOBS.map(([values, index]) =>
    brief(model.get(values)[model.get(index)]),
  );
  return `${size} hidden units, λ = ${penalty}, dropout ${dropout}`;
};

// log P(y = 1)/P(y = 0) on the grid, from the weights of network j at record m.
function logits(runs, sizes, weights, j, m, panel) {
  const n_records = runs.n_records[0];
  const size = Math.floor(j / runs.n_per_size);
  const before = sizes
    .slice(0, size)
    .reduce((sum, h) => sum + runs.n_per_size * n_records * (4 * h + 1), 0);
  const h = sizes[size];
  const first = before + ((j % runs.n_per_size) * n_records + m) * (4 * h + 1);
  const scale = (2 * runs.scales[size]) / 32767;
  const w = Float64Array.from(weights.subarray(first, first + 4 * h + 1), (code) => code * scale);
  const [xs, ys] = [centers(panel.xlim), centers(panel.ylim)];
  const z = new Float64Array(GRID * GRID).fill(w[4 * h]);
  for (let k = 0; k < h; k++) {
    const [across, up, bias, out] = [w[k], w[h + k], w[2 * h + k], w[3 * h + k]];
    for (let row = 0, place = 0; row < GRID; row++) {
      for (let column = 0; column < GRID; column++, place++) {
        const hidden = across * xs[column] + up * ys[row] + bias;
        if (hidden > 0) z[place] += out * hidden;
      }
    }
  }
  return z;
}

function centers([low, high]) {
  return Float64Array.from({ length: GRID }, (_, k) => low + ((k + 0.5) / GRID) * (high - low));
}

painters.boundary = (pen, { run, m, ghost, runs, logits: at }) => {
  const { colors, panel } = pen;
  const z = at(run, m, panel);
  const samples = Array.from({ length: runs.points.length / 3 }, (_, k) =>
    runs.points.subarray(3 * k, 3 * k + 3),
  );
  const ofClass = (label) => samples.filter(([, , y]) => y === label);
  pen.inside(() => {
    paintShading(pen, z);
    if (ghost)
      pen.line(zeroLine(at(ghost, ghost.last, panel), panel, isDash), {
        color: colors.ghost,
        width: 2.5,
      });
    pen.line(zeroLine(z, panel), { color: colors.text, width: 3, halo: true });
    pen.dots(ofClass(0), { color: colors.classes[0], edge: colors.panel, radius: 5.5 });
    paintSquares(pen, ofClass(1), colors.classes[1]);
  });
};

// The curves of the race, and for a ghost its validation loss as well.
painters.curves = (pen, scene) => {
  painters.loss(pen, scene);
  const { ghost, runs, count } = scene;
  if (!ghost) return;
  const held = ghost.runs.run(0, ghost.j, 1);
  pen.inside(() => pen.line(curve(held, count, held.n), { color: pen.colors.ghost, dash: [2, 4] }));
};

function paintSquares(pen, pairs, color) {
  const { ctx, panel, colors, size } = pen;
  const side = 10 * size;
  Object.assign(ctx, { fillStyle: color, strokeStyle: colors.panel, lineWidth: 1.5 * size });
  for (const [x, y] of pairs) {
    const corner = [panel.x(x) - side / 2, panel.y(y) - side / 2];
    ctx.fillRect(...corner, side, side);
    ctx.strokeRect(...corner, side, side);
  }
}

const shading = { canvas: null };

// P(y = 1 | x) as a picture of GRID × GRID pixels, stretched over the panel.
function paintShading(pen, z) {
  const { colors, panel, ctx } = pen;
  shading.canvas ??= Object.assign(document.createElement("canvas"), { width: GRID, height: GRID });
  const brush = shading.canvas.getContext("2d");
  const image = brush.createImageData(GRID, GRID);
  const ground = rgb(colors.panel);
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const lean = 2 / (1 + Math.exp(-z[(GRID - 1 - row) * GRID + column])) - 1;
      const tint = colors.tints[lean < 0 ? 0 : 1];
      const place = 4 * (row * GRID + column);
      for (let k = 0; k < 3; k++)
        image.data[place + k] = ground[k] + Math.abs(lean) * (255 * tint[k] - ground[k]);
      image.data[place + 3] = 255;
    }
  }
  brush.putImageData(image, 0, 0);
  const { x, y, width, height } = panel.rect;
  ctx.drawImage(shading.canvas, x, y, width, height);
}

function rgb(hex) {
  return [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
}

// The pieces of a line are shorter than a dash, so every few cells some are left out.
const isDash = (row, column) => (row + column) % 7 < 4;

// Where z changes its sign: pieces of line through the cells of the grid, each followed by a gap.
function zeroLine(z, panel, isDrawn = () => true) {
  const [xs, ys] = [centers(panel.xlim), centers(panel.ylim)];
  const pairs = [];
  for (let row = 0; row + 1 < GRID; row++) {
    for (let column = 0; column + 1 < GRID; column++) {
      const place = row * GRID + column;
      const n_above =
        (z[place] > 0) + (z[place + 1] > 0) + (z[place + GRID] > 0) + (z[place + GRID + 1] > 0);
      if (n_above % 4 === 0 || !isDrawn(row, column)) continue;
      const corners = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      const crossings = corners
        .map((corner, k) => crossing(z, corner, corners[(k + 1) % 4], xs, ys))
        .filter(Boolean);
      for (let k = 0; k + 1 < crossings.length; k += 2)
        pairs.push(crossings[k], crossings[k + 1], [NaN, NaN]);
    }
  }
  return pairs;
}

function crossing(z, [i0, j0], [i1, j1], xs, ys) {
  const [from, to] = [z[j0 * GRID + i0], z[j1 * GRID + i1]];
  if (from > 0 === to > 0) return null;
  const share = from / (from - to);
  return [xs[i0] + share * (xs[i1] - xs[i0]), ys[j0] + share * (ys[j1] - ys[j0])];
}
