// What is in view. A run that leaves the window takes the camera along: it moves back, and comes
// closer again after the run. Beyond that a mark at the edge says where the run is.

// How far a place is from the middle of the window, in halves of its sides: 1 is the edge.
/** @param {Place} place @param {[number, number][]} limits */
function distanceOf(place, limits) {
  const far = place.map((value, k) => {
    const [low, high] = limits[k];
    return Math.abs(2 * value - low - high) / (high - low);
  });
  return Math.max(...far);
}

// The greatest of a run's values so far, the older the less; or of all, undiminished.
/** @param {Runner} runner @param {(m: number) => number} valueAt @param {boolean} isFitted */
function lasting({ run, m, glide }, valueAt, isFitted) {
  let most = 0;
  const end = isFitted ? run.last : m;
  for (let k = 0; k <= end; k++) {
    const value = valueAt(k) * (isFitted ? 1 : FACTS.kept ** (m + glide - k));
    if (value > most) most = value; // NaN is not
  }
  return most;
}

const zoomOf = (far, most) => (far > 1 ? Math.min(most, 1 + FACTS.clear * (far - 1)) : 1);

// How many times the window is in view; at most as far as places are packed.
/** @param {Runner} runner @param {Limits} still @param {boolean} isFitted */
function zoomOfRun(runner, { xlim, ylim }, isFitted) {
  const { run, m, glide } = runner;
  const limits = run.at.length > 1 ? [xlim, ylim] : [xlim];
  const ends = limits.map((_, k) => run.runs.packing.range[k][1]);
  const most = distanceOf(ends, limits);
  const at = (k) => {
    const far = distanceOf(placeNow(run, k, 0), limits);
    return Number.isFinite(far) ? far : Number.isFinite(run.loss[k]) ? most : 0;
  };
  const now = distanceOf(placeNow(run, m, glide), limits);
  return zoomOf(Math.max(now || 0, lasting(runner, at, isFitted)), most);
}

const widened = ([low, high], zoom) => {
  const [middle, half] = [(low + high) / 2, (zoom * (high - low)) / 2];
  return /** @type {[number, number]} */ ([middle - half, middle + half]);
};

// Of one run; in a race one that leaves would take the others out of sight.
/** @param {Pen} pen @param {Scene} scene */
function followRun(pen, scene) {
  const { panel } = pen;
  const { runners, isFitted } = scene;
  Object.assign(panel, panel.still);
  if (runners.length > 1 && !isFitted) return;
  const zooms = runners.map((runner) => zoomOfRun(runner, panel.still, isFitted));
  const zoom = Math.max(...zooms);
  const isCurve = scene.run.at.length === 1;
  const { xlim, ylim } = panel.still;
  if (zoom > 1) panel.xlim = widened(xlim, zoom);
  if (isCurve) panel.ylim = grown(panel, lossesOf(scene));
  else if (zoom > 1) panel.ylim = widened(ylim, zoom);
  if (panel.xlim !== xlim || panel.ylim !== ylim) paintFarther(pen, scene);
}

// The losses that a panel has to hold: of each runner so far, of a ghost all.
/** @param {Scene} scene @returns {number[]} */
function lossesOf({ runners, ghost, isFitted }) {
  const of = (/** @type {Run} */ { loss }, end) => Array.from(loss).slice(0, end + 1);
  const now = runners.map(({ run, m, glide }) => valueNow(run.loss, m, m < run.last ? glide : 0));
  const past = runners.flatMap(({ run, m }) => of(run, isFitted ? run.last : m));
  return [...past, ...now, ...(ghost ? of(ghost, ghost.last) : [])].filter(Number.isFinite);
}

// The limits of the panel's y axis, wider where a value is outside.
/** @param {Panel} panel @param {number[]} values @returns {[number, number]} */
function grown({ still, yscale }, values) {
  const { ylim } = still;
  const shares = values
    .filter((value) => yscale === "linear" || value > 0)
    .map((value) => shareOf(value, ylim, yscale));
  const [low, high] = [Math.min(0, ...shares), Math.max(1, ...shares)];
  if (low === 0 && high === 1) return ylim;
  const room = 1 + FACTS.axis_room * (high - low);
  const most = Math.min(between(1 + (high - 1) * room, ylim, yscale), 1e300);
  return [between(low * room, ylim, yscale), most];
}

const shareOf = (value, [low, high], scale) =>
  scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);

/** @param {Pen} pen @param {Scene} scene */
function growLosses(pen, scene) {
  const { panel, colors } = pen;
  Object.assign(panel, panel.still);
  panel.ylim = grown(panel, lossesOf(scene));
  if (panel.ylim === panel.still.ylim) return;
  coverStill(pen);
  paintGround(pen, colors.panel);
  paintNumbers(pen, ["y"]);
  const lowest = scene.model.get("lowest");
  if (typeof lowest !== "number") return;
  const level = panel.xlim.map((x) => [x, lowest]);
  pen.inside(() => pen.line(level, { color: colors.minimum, width: 1, dash: [1, 3] }));
}

// Hides the still panel with its numbers and labels, all but the title, and writes the labels anew.
/** @param {Pen} pen */
function coverStill(pen) {
  const { ctx, colors, panel } = pen;
  const { x, y, width, height } = panel.rect;
  const [wide, high] = panel.tileSize;
  const above = 8 * panel.scale; // half a number
  ctx.fillStyle = colors.figure;
  ctx.fillRect(0, y - 1, wide, high - y + 1);
  ctx.fillRect(0, y - above, x, above);
  if (panel.name === "params")
    pen.text(panel.labels[0], x + width / 2, y + height + 32 * panel.scale, 17);
  pen.sideways(panel.labels[1], 9 * panel.scale, y + height / 2, 17);
}

/** @param {Pen} pen @param {string} color */
function paintGround({ ctx, panel: { rect }, colors }, color) {
  Object.assign(ctx, { fillStyle: color, strokeStyle: colors.grid, lineWidth: 1 });
  ctx.fillRect(rect.x, rect.y, rect.width, rect.height);
  ctx.strokeRect(rect.x, rect.y, rect.width, rect.height);
}

// The window becomes smaller, and around it appears what Python drew of the land beyond.
/** @param {Pen} pen @param {Scene} scene */
function paintFarther(pen, scene) {
  const { colors } = pen;
  const isSurface = scene.run.at.length > 1;
  coverStill(pen);
  const { far } = scene.runs;
  const isKnown = isSurface && far.length > 0;
  const ground = isKnown ? colors.surface[colors.surface.length - 1] : colors.panel;
  if (!isSurface) paintGround(pen, ground);
  paintNumbers(pen, ["x", "y"]);
  pen.inside(() => {
    if (isSurface) paintGround(pen, ground);
    const looks = isSurface ? { width: 1, alpha: 0.5 } : { width: 3.2 };
    pen.line(far, { color: isSurface ? colors.panel : colors.data, ...looks });
    if (isSurface) paintStill(pen);
  });
}

// The still picture of the window, where that is now.
/** @param {Pen} pen */
function paintStill({ ctx, panel, image, colors }) {
  const { still, left, top, width, height } = panel;
  const [x0, x1] = still.xlim.map((value) => panel.x(value));
  const [y1, y0] = still.ylim.map((value) => panel.y(value));
  if (image?.naturalWidth) {
    const [wide, high] = [image.naturalWidth, image.naturalHeight];
    /** @type {[number, number, number, number]} */
    const source = [left * wide, top * high, width * wide, height * high];
    ctx.drawImage(image, ...source, x0, y0, x1 - x0, y1 - y0);
  }
  Object.assign(ctx, { strokeStyle: colors.text, lineWidth: 1, globalAlpha: 0.5 });
  ctx.strokeRect(x0, y0, x1 - x0, y1 - y0);
  ctx.globalAlpha = 1;
}

// Where a runner that is out of view is: a mark at the edge, and its loss.
/** @param {Pen} pen @param {Runner} runner @param {Model} model */
function paintAway(pen, { run, m, glide, color }, model) {
  const turn = outward(pen.panel, run, m, glide);
  if (turn === null) return;
  const { x, y, width, height } = pen.panel.rect;
  const [u, v] = [Math.cos(turn), -Math.sin(turn)];
  const reach = 0.5 / Math.max(Math.abs(u), Math.abs(v));
  const inset = 9 * pen.size;
  const fit = (value, low, size) => Math.max(low + inset, Math.min(low + size - inset, value));
  const px = fit(x + width * (0.5 + reach * u), x, width);
  const py = fit(y + height * (0.5 + reach * v), y, height);
  pen.pointer(px, py, Math.atan2(v * height, u * width), { color, edge: pen.colors.panel });
  const loss = fill(model.get("words").away, { loss: format(run.loss[m]) });
  pen.note(loss, px - 16 * pen.size * Math.sign(u || 1), py, u > 0 ? "right" : "left");
}

// The direction, both sides of the panel as long, in which a runner is out of view; null in view.
/** @param {Panel} panel @param {Run} run @returns {number | null} */
function outward(panel, run, m, glide) {
  const isCurve = run.at.length === 1;
  const place = placeNow(run, m, glide);
  if (!place.every(Number.isFinite)) {
    const known = run.toward[m];
    return Number.isFinite(known) ? known : null;
  }
  const { xlim, ylim, xscale, yscale } = panel;
  const height = isCurve ? valueNow(run.loss, m, glide) : place[1];
  const u = shareOf(place[0], xlim, xscale) - 0.5;
  const v = shareOf(height, ylim, yscale) - 0.5;
  const isAtEnd = distanceOf(place, run.runs.packing.range) > 0.9999; // it may be farther
  const isIn = Math.max(Math.abs(u), Math.abs(v)) <= 0.5 && !isAtEnd;
  return isIn ? null : Math.atan2(v, u);
}
