// Arrows to scale: −η∇J of all data, and the step, whose tip is the next place. steps.py packs
// them.

const TOO_SHORT = 26; // pixels: below this length a faint stub shows where a step leads
const LEAST_SURE = 2; // pixels: places are rounded, so the direction of a shorter step comes packed

// The indices of the records whose next update was not recorded.
/** @param {ArrayLike<number>} step @returns {number[]} */
function loneRecords(step) {
  const all = Array.from({ length: step.length }, (_, m) => m);
  return all.filter((m) => step[m + 1] !== step[m] + 1);
}

// Where the update after a record leads; null where that is not known.
/** @param {Run} run @returns {Place | null} */
function nextPlace(run, m) {
  const { runs, step, at } = run;
  const known = step[m + 1] === step[m] + 1 ? at.map((axis) => axis[m + 1]) : runs.tip(run, m);
  return known?.every(Number.isFinite) ? known : null;
}

// An angle and a length, measured where both sides of the panel are as long as 1; null for none.
/** @param {number} code @returns {Move | null} */
function decodeArrow(code) {
  const length = code % FACTS.arrow_lengths;
  if (length === 0) return null;
  const [low, high] = FACTS.arrow_range;
  const turn = Math.floor(code / FACTS.arrow_lengths) % FACTS.arrow_angles;
  return {
    angle: (turn / FACTS.arrow_angles) * 2 * Math.PI,
    length: low * (high / low) ** ((length - 1) / (FACTS.arrow_lengths - 2)),
  };
}

/** @param {number} code @returns {number | null} */
function decodeDirection(code) {
  const turn = Math.floor(code / (FACTS.arrow_lengths * FACTS.arrow_angles));
  return turn === 0 ? null : ((turn - 1) / 255) * 2 * Math.PI;
}

// A move in pixels.
/** @param {Move | null} move @returns {[number, number] | null} */
function inPixels(move, { rect: { width, height } }) {
  if (!move) return null;
  const { angle, length } = move;
  return [length * width * Math.cos(angle), -length * height * Math.sin(angle)];
}

/** @param {Panel} panel @param {Place} from @param {Place} to @returns {[number, number]} */
function moveBetween(panel, from, to) {
  return [panel.x(to[0]) - panel.x(from[0]), panel.y(to[1]) - panel.y(from[1])];
}

// The step in pixels. Where it is too short for its rounded ends to tell, the direction is packed.
/** @param {Panel} panel @param {Run} run @param {Place} place @returns {[number, number] | null} */
function stepInPixels(panel, run, m, place) {
  const next = nextPlace(run, m);
  const [dx, dy] = next ? moveBetween(panel, place, next) : [0, 0];
  const angle = decodeDirection(run.runs.arrow(run, m));
  if (Math.hypot(dx, dy) >= LEAST_SURE || angle === null) return next ? [dx, dy] : null;
  const unit = inPixels({ angle, length: 1 }, panel) ?? [0, 0];
  const shrink = Math.max(1e-3, Math.hypot(dx, dy)) / Math.hypot(...unit);
  return [shrink * unit[0], shrink * unit[1]];
}

// The step of all data, and over it that of the next update.
/** @param {Pen} pen @param {{run: Run, m: number}} runner @param {Place} place */
function paintArrows(pen, { run, m }, place) {
  if (!run.runs.packing.has_arrows || !place.every(Number.isFinite)) return;
  const { data, panel: rim, batch, edge } = pen.colors;
  const step = stepInPixels(pen.panel, run, m, place);
  const isOne = !run.runs.packing.has_step;
  const whole = (isOne && step) || inPixels(decodeArrow(run.runs.arrow(run, m)), pen.panel);
  paintArrow(pen, place, whole, { color: data, edge: rim, width: 6 });
  if (!isOne) paintArrow(pen, place, step, { color: batch, edge, width: 3 });
}

/** @typedef {[number, number]} Pixels */

/** @param {Pen} pen @param {Place} place @param {Pixels | null} move @param {Looks} looks */
function paintArrow(pen, place, move, looks) {
  const length = move ? Math.hypot(...move) : 0;
  if (!move || !(length > 0)) return;
  const least = TOO_SHORT * pen.size;
  if (length < least)
    paintStub(pen, place, [(move[0] * least) / length, (move[1] * least) / length], looks);
  pen.arrow(place, ...move, looks);
}

/** @param {Pen} pen @param {Place} place @param {[number, number]} move @param {Looks} looks */
function paintStub({ ctx, panel, size }, place, [dx, dy], { color, width = 4 }) {
  const [x, y] = [panel.x(place[0]), panel.y(place[1])];
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x + dx, y + dy);
  Object.assign(ctx, { strokeStyle: color, lineWidth: 0.8 * width * size, globalAlpha: 0.55 });
  ctx.stroke();
  ctx.globalAlpha = 1;
}
