// The overfitting lab: a network that is evaluated here, at every record of its run.

const GRID = 96; // points along each axis at which the network is asked

// log P(y = 1)/P(y = 0) on the grid, from the weights of network j at record m.
/** @param {Runs} runs @param {number[]} sizes @param {Panel} panel */
function logits(runs, sizes, j, m, panel) {
  const { n_records, n_per_size = 1, scales = [] } = runs.packing;
  const size = Math.floor(j / n_per_size);
  const before = sizes
    .slice(0, size)
    .reduce((sum, h) => sum + n_per_size * n_records[0] * (4 * h + 1), 0);
  const h = sizes[size];
  const first = before + ((j % n_per_size) * n_records[0] + m) * (4 * h + 1);
  const scale = (2 * scales[size]) / FACTS.largest_weight;
  const codes = runs.networks.subarray(first, first + 4 * h + 1);
  const w = Float64Array.from(codes, (code) => code * scale);
  return onGrid(w, h, centers(panel.xlim), centers(panel.ylim));
}

// out · ReLU(across x + up y + bias), summed over h hidden units, plus a constant.
function onGrid(w, h, xs, ys) {
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

/** @param {number[]} limits */
function centers([low, high]) {
  return Float64Array.from({ length: GRID }, (_, k) => low + ((k + 0.5) / GRID) * (high - low));
}

/** @type {Painter} */
function paintBoundary(pen, { run, m, ghost, runs, model }) {
  const { colors, panel } = pen;
  const at = (one, record) => logits(runs, model.get("sizes"), one.j, record, panel);
  const z = at(run, m);
  pen.inside(() => {
    paintShading(pen, z);
    if (ghost) {
      const pale = zeroLine(at(ghost, ghost.last), panel, isDash);
      pen.line(pale, { color: colors.ghost, width: 2.5 });
    }
    pen.line(zeroLine(z, panel), { color: colors.text, width: 3, halo: true });
    const [circles, squares] = [0, 1].map((label) => samplesOf(runs, label));
    pen.dots(circles, { color: colors.classes[0], edge: colors.panel, radius: 5.5 });
    paintSquares(pen, squares, colors.classes[1]);
  });
}

/** @param {Runs} runs @returns {Place[]} */
function samplesOf({ points }, label) {
  const all = Array.from({ length: points.length / 3 }, (_, k) => [
    ...points.subarray(3 * k, 3 * k + 3),
  ]);
  return all.filter(([, , y]) => y === label);
}

// The curves of the race, and for a ghost its validation loss as well.
/** @type {Painter} */
function paintCurves(pen, scene) {
  painters.loss(pen, scene);
  const { ghost, count } = scene;
  if (!ghost) return;
  const held = ghost.runs.run(0, ghost.j, 1);
  const looks = { color: pen.colors.ghost, dash: [2, 4] };
  pen.inside(() => pen.curve(held.n, held[count], held.loss, looks));
}

/** @param {Pen} pen @param {Place[]} places */
function paintSquares({ ctx, panel, colors, size }, places, color) {
  const side = 10 * size;
  Object.assign(ctx, { fillStyle: color, strokeStyle: colors.panel, lineWidth: 1.5 * size });
  for (const [x, y] of places) {
    const [left, top] = [panel.x(x) - side / 2, panel.y(y) - side / 2];
    ctx.fillRect(left, top, side, side);
    ctx.strokeRect(left, top, side, side);
  }
}

/** @type {{canvas: HTMLCanvasElement | null}} */
const shading = { canvas: null };

// P(y = 1 | x) as a picture of GRID × GRID pixels, stretched over the panel.
/** @param {Pen} pen */
function paintShading({ colors, panel, ctx }, z) {
  shading.canvas ??= Object.assign(document.createElement("canvas"), { width: GRID, height: GRID });
  const brush = /** @type {CanvasRenderingContext2D} */ (shading.canvas.getContext("2d"));
  const image = brush.createImageData(GRID, GRID);
  const ground = rgb(colors.panel);
  const tints = colors.tints.map((tint) => tint.map((part) => 255 * part));
  for (let row = 0, place = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++, place += 4) {
      const lean = Math.tanh(z[(GRID - 1 - row) * GRID + column] / 2);
      const tint = tints[lean < 0 ? 0 : 1];
      for (let k = 0; k < 3; k++) {
        image.data[place + k] = ground[k] + Math.abs(lean) * (tint[k] - ground[k]);
      }
      image.data[place + 3] = 255;
    }
  }
  brush.putImageData(image, 0, 0);
  const { x, y, width, height } = panel.rect;
  ctx.drawImage(shading.canvas, x, y, width, height);
}

// The pieces of a line are shorter than a dash, so every few cells some are left out.
const isDash = (row, column) => (row + column) % 7 < 4;

// Where z changes its sign: pieces of line through the cells of the grid, each followed by a gap.
/** @param {{xlim: number[], ylim: number[]}} panel @returns {Place[]} */
function zeroLine(z, panel, isDrawn = (_row, _column) => true) {
  const [xs, ys] = [centers(panel.xlim), centers(panel.ylim)];
  /** @type {Place[]} */
  const places = [];
  for (let row = 0; row + 1 < GRID; row++) {
    for (let column = 0; column + 1 < GRID; column++) {
      if (!isCut(z, row * GRID + column) || !isDrawn(row, column)) continue;
      const found = crossings(z, row, column, xs, ys);
      for (let k = 0; k + 1 < found.length; k += 2) places.push(found[k], found[k + 1], [NaN, NaN]);
    }
  }
  return places;
}

function isCut(z, place) {
  const corners = [place, place + 1, place + GRID, place + GRID + 1];
  return corners.filter((corner) => z[corner] > 0).length % 4 !== 0;
}

// Where z is zero on the four sides of a cell.
function crossings(z, row, column, xs, ys) {
  const corners = [
    [column, row],
    [column + 1, row],
    [column + 1, row + 1],
    [column, row + 1],
  ];
  return corners
    .map((corner, k) => crossing(z, corner, corners[(k + 1) % 4], xs, ys))
    .filter((place) => place !== null);
}

/** @returns {Place | null} */
function crossing(z, from, to, xs, ys) {
  const [[i0, j0], [i1, j1]] = [from, to];
  const [before, after] = [z[j0 * GRID + i0], z[j1 * GRID + i1]];
  if (before > 0 === after > 0) return null;
  const share = before / (before - after);
  return [xs[i0] + share * (xs[i1] - xs[i0]), ys[j0] + share * (ys[j1] - ys[j0])];
}

kinds.lab = {
  painters: { boundary: paintBoundary, curves: paintCurves },

  state({ model, run, m, runs, showsFuture }) {
    const { loss, epoch } = runs.run(0, run.j, 1);
    const best = loss.indexOf(Math.min(...loss.slice(0, showsFuture ? run.n : m + 1)));
    return fill(model.get("words").lab, {
      epoch: counted(run.epoch[m]),
      best: counted(epoch[best]),
      loss: format(loss[best]),
    });
  },

  key: lossesInWords,
};
