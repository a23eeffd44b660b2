// Points and the start are moved: by mouse, pen, finger, and keys.

const GRIP = { mouse: 14, pen: 16, touch: 26 }; // pixels
const CHOICE = { after: 1, before: -1 };

// The point under the pointer, or null.
/** @param {LineControls} lab @param {Tile} tile */
function pointAt(lab, { canvas, panel }, event) {
  const frame = canvas.getBoundingClientRect();
  const [px, py] = [event.clientX - frame.left, event.clientY - frame.top];
  const far = lab.points.map(([x, y]) => Math.hypot(panel.x(x) - px, panel.y(y) - py));
  const nearest = far.indexOf(Math.min(...far));
  return far[nearest] <= (GRIP[event.pointerType] ?? GRIP.touch) ? nearest : null;
}

// The place under the pointer, held within the axes.
/** @param {Tile} tile @returns {Place} */
function placeWithin({ canvas, panel }, event) {
  const frame = canvas.getBoundingClientRect();
  const { x, y, width, height } = panel.rect;
  const held = (value, low, size) => Math.max(low, Math.min(low + size, value));
  return panel.valueAt(
    held(event.clientX - frame.left, x, width),
    held(event.clientY - frame.top, y, height),
  );
}

/** @param {View} view @param {Tile} tile */
function preparePoints(view, tile) {
  const { canvas, node, panel } = tile;
  const lab = () => /** @type {any} */ (view.own);
  makeReachable(view, tile, "edit_points");
  canvas.classList.add("editable");
  // A finger on a point drags it; elsewhere it scrolls the page.
  canvas.addEventListener(
    "touchstart",
    (event) => {
      const [touch] = event.changedTouches;
      const { clientX, clientY } = touch;
      const isOn = pointAt(lab(), tile, { clientX, clientY, pointerType: "touch" }) !== null;
      if (isOn) event.preventDefault();
    },
    { passive: false },
  );
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const k = pointAt(lab(), tile, event);
    lab().choose(k);
    if (k !== null) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const isHeld = canvas.hasPointerCapture(event.pointerId) && lab().chosen !== null;
    if (isHeld && event.buttons === 1) lab().move(lab().chosen, placeWithin(tile, event));
  });
  canvas.addEventListener("pointerup", () => lab().settle());
  canvas.addEventListener("click", (event) => {
    const place = placeOf(event, canvas, panel);
    const isEmpty = lab().chosen === null && pointAt(lab(), tile, { ...where(event) }) === null;
    if (place && isEmpty) lab().add(place);
  });
  canvas.addEventListener("keydown", (event) => editByKey(lab(), event));
  canvas.addEventListener("blur", () => lab().settle());
  node.addEventListener("dragover", (event) => event.preventDefault());
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    file?.text().then((text) => lab().take(text));
  });
}

// A click has the place, but not always the kind of pointer.
const where = ({ clientX, clientY, pointerType = "mouse" }) => ({ clientX, clientY, pointerType });

/** @param {View} view @param {Tile} tile */
function makeReachable(view, { canvas }, hint) {
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-description", view.model.get("words")[hint]);
  for (const [name, value] of Object.entries(KEEP_KEYS)) canvas.setAttribute(name, value);
}

/** @type {Record<string, Place>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

// One press is a hundredth of the axis, with Shift a tenth.
/** @param {Place} place @param {number[][]} limits @returns {Place} */
function pushed(place, limits, event) {
  const share = event.shiftKey ? 0.1 : 0.01;
  return place.map((value, k) => {
    const [low, high] = limits[k];
    const next = value + ARROWS[event.key][k] * share * (high - low);
    return Math.max(low, Math.min(high, next));
  });
}

/** @param {LineControls} lab */
function editByKey(lab, event) {
  const { key } = event;
  if (key === "Tab") {
    const next = lab.nextPoint(event.shiftKey ? CHOICE.before : CHOICE.after);
    lab.choose(next);
    if (next === null) return; // on to the next control
  } else if (key === "Escape") {
    lab.choose(null);
    lab.view.root.focus();
  } else if (lab.chosen === null) return;
  else if (ARROWS[key]) {
    lab.move(lab.chosen, pushed(lab.points[lab.chosen], lab.model.get("view").data, event));
  } else if (key === "Delete" || key === "Backspace") lab.remove();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The start follows the pointer, and the arrow keys.
/** @param {View} view @param {Tile} tile */
function prepareStart(view, tile) {
  const { canvas } = tile;
  const put = (start) => view.playback.set({ start });
  makeReachable(view, tile, "edit_start");
  canvas.classList.add("startable");
  canvas.addEventListener("click", (event) => {
    const place = placeOf(event, canvas, tile.panel);
    if (place) put(place);
  });
  canvas.addEventListener("pointerdown", ({ pointerType, pointerId }) => {
    if (pointerType !== "touch") canvas.setPointerCapture(pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const isHeld = event.buttons === 1 && canvas.hasPointerCapture(event.pointerId);
    if (isHeld) put(placeWithin(tile, event));
  });
  canvas.addEventListener("keydown", (event) => {
    if (!ARROWS[event.key]) return;
    put(pushed(view.model.get("start"), view.model.get("view").params, event));
    event.preventDefault();
    event.stopPropagation();
  });
}
