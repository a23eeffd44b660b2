// The map of learning rates × batch sizes: how long each run takes to a target, and which diverge.

// The first record with a loss at or below the target, or −1.
/** @param {{loss: ArrayLike<number>, last: number}} run */
function arrival(run, target) {
  for (let m = 0; m <= run.last; m++) if (run.loss[m] <= target) return m;
  return -1;
}

// For every cell the time to the target; NaN for never, Infinity for diverged.
/** @param {{model: Model, runs: Runs, target: number, count: Count}} scene @returns {number[][]} */
function times({ model, runs, target, count }) {
  const timeOf = (i, j) => {
    const run = runs.run(i, j);
    const seen = runs.medians?.length ? runs.median(i, j) : run;
    if (seen.diverged !== null) return Infinity;
    const m = arrival(seen, target);
    return m < 0 ? NaN : Math.max(run[count][m], run[count][1] ?? 1);
  };
  return model
    .get("batch_sizes")
    .map((_, j) => model.get("learning_rates").map((_, i) => timeOf(i, j)));
}

// What the map shows, computed once for the runs, the target and what is counted.
/** @param {Scene} scene @returns {TimeMap} */
function mapOf(scene) {
  const { runs, count, model, target } = scene;
  const key = `${count} ${target}`;
  if (runs.map?.key !== key) runs.map = makeMap(key, scene, model.get("words"));
  return runs.map;
}

/** @returns {TimeMap} */
function makeMap(key, scene, words) {
  const cells = times(scene);
  const known = cells.flat().filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // The fastest cell keeps a tint: the bare ground is for the target not reached.
  const depth = (time) => (high > low ? Math.log(time / low) / Math.log(high / low) : 0);
  const share = (time) => FACTS.tint + (1 - FACTS.tint) * depth(time);
  const shares = cells.map((row) => row.map((time) => (Number.isFinite(time) ? share(time) : 0)));
  const range = { low: brief(low), high: brief(high) };
  const text = known.length ? fill(words.ranges[scene.count], range) : words.never_reached;
  return { key, cells, shares, text, fills: [], colors: null };
}

// The colors of the cells in a theme.
/** @param {TimeMap} map @param {Colors} colors */
function fillsOf(map, colors) {
  if (map.colors !== colors) {
    map.fills = map.shares.map((row) => row.map((share) => mix(colors.surface, share)));
    map.colors = colors;
  }
  return map.fills;
}

/** @type {Painter} */
function paintMap(pen, scene) {
  const { run, model } = scene;
  const map = mapOf(scene);
  const fills = fillsOf(map, pen.colors);
  const { x, y } = model.get("borders");
  pen.inside(() => {
    for (const [j, row] of map.cells.entries()) {
      for (const [i, time] of row.entries()) {
        paintCell(pen, box(pen.panel, x, y, i, j), time, fills[j][i]);
      }
    }
    outline(pen, box(pen.panel, x, y, run.i, run.j));
  });
}

// Left, top, width and height of a cell.
/** @param {Panel} panel @returns {[number, number, number, number]} */
function box(panel, x, y, i, j) {
  const [left, top] = [panel.x(x[i]), panel.y(y[j + 1])];
  return [left, top, panel.x(x[i + 1]) - left, panel.y(y[j]) - top];
}

/** @param {Pen} pen */
function paintCell({ ctx, colors }, [left, top, width, height], time, fill) {
  if (Number.isNaN(time)) {
    strike(ctx, colors.ghost, [left, top, width, height]);
    strike(ctx, colors.ghost, [left, top + height, width, -height]);
    return;
  }
  const isGone = time === Infinity;
  const overlap = isGone ? 0 : 0.5; // without it the ground shines through the seams
  ctx.fillStyle = isGone ? colors.limit : fill;
  ctx.globalAlpha = isGone ? 0.3 : 1;
  ctx.fillRect(left, top, width + overlap, height + overlap);
  ctx.globalAlpha = 1;
  if (isGone) strike(ctx, colors.limit, [left, top, width, height]);
}

// A line across a cell, upward where its height is positive.
function strike(ctx, strokeStyle, [left, top, width, height]) {
  ctx.beginPath();
  ctx.moveTo(left + 0.2 * width, top + 0.8 * height);
  ctx.lineTo(left + 0.8 * width, top + 0.2 * height);
  Object.assign(ctx, { strokeStyle, lineWidth: 1.5 });
  ctx.stroke();
}

/** @param {Pen} pen @param {[number, number, number, number]} cell */
function outline({ ctx, colors }, cell) {
  ctx.beginPath();
  ctx.rect(...cell);
  for (const [strokeStyle, lineWidth] of [
    [colors.panel, 6],
    [colors.path, 3],
  ]) {
    Object.assign(ctx, { strokeStyle, lineWidth });
    ctx.stroke();
  }
}

// A click chooses the run of that cell.
/** @param {Model} model @param {Place} place */
function cellAt(model, [rate, size]) {
  const { x, y } = model.get("borders");
  const cell = (borders, value) => borders.slice(1, -1).filter((border) => border <= value).length;
  return { learning_rate_index: cell(x, rate), batch_size_index: cell(y, size) };
}

kinds.map = {
  ...kinds.descent,
  painters: { ...painters, map: paintMap },
  key: (scene) => [mapOf(scene).text],
  choose: { map: cellAt, loss: (_, [, target]) => ({ target }) },
};
