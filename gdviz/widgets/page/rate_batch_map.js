// The map of learning rates × batch sizes: how long each run takes to a target, and which diverge.

const TINT = 0.15; // of the fastest cell, as in rate_batch_map.py

// The first record with a loss at or below the target, or −1.
function arrival(run, target) {
  return run.loss.findIndex((loss, m) => m <= run.last && loss <= target);
}

// The borders between neighboring values, half way in ratio.
function borders(values) {
  const ratio = values.length > 1 ? Math.sqrt(values[1] / values[0]) : 2;
  const inner = values.slice(1).map((value, k) => Math.sqrt(value * values[k]));
  return [
    values[0] / ratio,
    ...inner,
    values.at(-1) ** 2 / (inner.at(-1) ?? values.at(-1) / ratio),
  ];
}

function mix(colors, share) {
  const place = Math.max(0, Math.min(1, share)) * (colors.length - 1);
  const k = Math.min(Math.floor(place), colors.length - 2);
  return `color-mix(in srgb, ${colors[k + 1]} ${Math.round(100 * (place - k))}%, ${colors[k]})`;
}

// For every cell the time to the target; NaN for never, Infinity for diverged.
function times({ model, runs, target, count }) {
  return model.get("batch_sizes").map((_, j) =>
    model.get("learning_rates").map((_, i) => {
      const run = runs.run(i, j);
      if (run.diverged !== null) return Infinity;
      const m = arrival(run, target);
      return m < 0 ? NaN : Math.max(run[count][m], run[count][1] ?? 1);
    }),
  );
}

// The times of all cells, and the shortest and longest of them.
function timesOf(scene) {
  scene.runs.cells ??= {};
  const all = scene.runs.cells;
  if (all[scene.count]) return all[scene.count];
  const cells = times(scene);
  const known = cells.flat().filter(Number.isFinite);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // The fastest cell keeps a tint: white is for the target not reached.
  const share = (time) =>
    TINT + (1 - TINT) * (high > low ? Math.log(time / low) / Math.log(high / low) : 0);
  const words = known.length
    ? `${brief(low)} … ${brief(high)} ${COUNTS[scene.count]}`
    : "never reached";
  all[scene.count] = { cells, share, words };
  return all[scene.count];
}

painters.map = (pen, scene) => {
  const { model, run } = scene;
  const { cells, share } = timesOf(scene);
  const [x, y] = [borders(model.get("learning_rates")), borders(model.get("batch_sizes"))];
  pen.inside(() => {
    cells.forEach((row, j) =>
      row.forEach((time, i) => paintCell(pen, [x[i], x[i + 1]], [y[j], y[j + 1]], time, share)),
    );
    outline(pen, [x[run.i], x[run.i + 1]], [y[run.j], y[run.j + 1]]);
  });
};

function box(panel, [x0, x1], [y0, y1]) {
  const [left, top] = [panel.x(x0), panel.y(y1)];
  return [left, top, panel.x(x1) - left, panel.y(y0) - top];
}

function paintCell({ ctx, panel, colors }, xs, ys, time, share) {
  const [left, top, width, height] = box(panel, xs, ys);
  if (Number.isNaN(time)) return;
  ctx.fillStyle = time === Infinity ? colors.limit : mix(colors.surface, share(time));
  ctx.globalAlpha = time === Infinity ? 0.3 : 1;
  const overlap = time === Infinity ? 0 : 0.5; // without it the ground shines through the seams
  ctx.fillRect(left, top, width + overlap, height + overlap);
  ctx.globalAlpha = 1;
  if (time !== Infinity) return;
  ctx.beginPath();
  ctx.moveTo(left + 0.2 * width, top + 0.8 * height);
  ctx.lineTo(left + 0.8 * width, top + 0.2 * height);
  Object.assign(ctx, { strokeStyle: colors.limit, lineWidth: 1.5 });
  ctx.stroke();
}

function outline({ ctx, panel, colors }, xs, ys) {
  ctx.beginPath();
  ctx.rect(...box(panel, xs, ys));
  for (const [strokeStyle, lineWidth] of [
    [colors.panel, 6],
    [colors.path, 3],
  ]) {
    Object.assign(ctx, { strokeStyle, lineWidth });
    ctx.stroke();
  }
}

// A click chooses the run of that cell.
function cellAt(model, [rate, size]) {
  const nearest = (values, wanted) => {
    const distance = (value) => Math.abs(Math.log(value / wanted));
    return values.reduce(
      (best, value, k) => (distance(value) < distance(values[best]) ? k : best),
      0,
    );
  };
  return {
    learning_rate_index: nearest(model.get("learning_rates"), rate),
    batch_size_index: nearest(model.get("batch_sizes"), size),
  };
}
