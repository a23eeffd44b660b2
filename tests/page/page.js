// The page's scripts, joined as the page has them, in a world that a test furnishes.

const { readFileSync } = require("node:fs");

// test_units.py writes them to a file: Python knows which they are, and in which order.
const text = readFileSync(process.env.GDVIZ_PAGE, "utf8");

// Returns the named functions; `world` holds what they would find in a browser.
function page(names, world = {}) {
  const parts = `${text}\nreturn { ${names.join(", ")} };`;
  return new Function(...Object.keys(world), parts)(...Object.values(world));
}

// What a widget's model does, as far as the page uses it; `sent` are the changes told to a kernel.
function makeModel(values) {
  const listeners = new Map();
  const model = {
    sent: [],
    changed: {},
    get: (name) => values[name],
    set(name, value) {
      if (values[name] === value) return;
      values[name] = value;
      model.changed[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event, listener) =>
      listeners.set(
        event,
        listeners.get(event).filter((one) => one !== listener),
      ),
    save_changes() {
      model.sent.push(model.changed);
      model.changed = {};
    },
    trigger: (event) => (listeners.get(event) ?? []).forEach((listener) => listener()),
    count: () => [...listeners.values()].flat().length,
  };
  return model;
}

// A canvas that remembers what was drawn: strokes and fills with their looks, places in pixels,
// circles as [x, y, radius]; words and rectangles as they came.
function makeCanvas(clientWidth, clientHeight) {
  const drawn = [];
  let [places, circles, from, turn] = [[], [], [0, 0], 0];
  const pixel = (value) => Math.round(value * 1e6) / 1e6 + 0; // and 0 for −0
  const there = (x, y) => [
    pixel(from[0] + x * Math.cos(turn) - y * Math.sin(turn)),
    pixel(from[1] + x * Math.sin(turn) + y * Math.cos(turn)),
  ];
  const keep = (how, color, more) =>
    drawn.push({ how, color, alpha: ctx.globalAlpha, ...more, depth: ctx.depth });
  const ctx = {
    depth: 0, // how many clips are in force
    dash: [],
    globalAlpha: 1,
    setTransform() {},
    clearRect: (x, y, width, height) => {
      const isAll = x <= 0 && y <= 0 && width >= clientWidth && height >= clientHeight;
      if (isAll) drawn.splice(0);
    },
    save: () => undefined,
    restore: () => ([from, turn, ctx.depth] = [[0, 0], 0, 0]),
    clip: () => ctx.depth++,
    beginPath: () => ([places, circles] = [[], []]),
    closePath: () => places.push(places[0]),
    moveTo: (x, y) => places.push(null, there(x, y)), // null: the pen was lifted
    lineTo: (x, y) => places.push(there(x, y)),
    rect: (...box) => places.push(box),
    // A circle of its own: whole, and not joined to what was drawn before.
    arc(x, y, radius, begin, end) {
      const isLifted = places.at(-2) === null && `${places.at(-1)}` === `${there(x + radius, y)}`;
      if (isLifted && end - begin >= 2 * Math.PI) circles.push([...there(x, y), radius]);
    },
    translate: (x, y) => (from = [x, y]),
    rotate: (angle) => (turn = angle),
    setLineDash: (dash) => (ctx.dash = dash),
    stroke: () =>
      keep("stroke", ctx.strokeStyle, { places, circles, width: ctx.lineWidth, dash: ctx.dash }),
    fill: () => keep("fill", ctx.fillStyle, { places, circles }),
    fillRect: (...box) => keep("box", ctx.fillStyle, { box }),
    drawImage: (image, ...box) => keep("image", null, { image, box }),
    strokeRect: (...box) => keep("frame", ctx.strokeStyle, { box }),
    measureText: (text) => ({ width: 8 * text.length }),
    strokeText() {},
    fillText: (text, x, y) =>
      keep("text", ctx.fillStyle, { text, place: [x, y], align: ctx.textAlign, font: ctx.font }),
  };
  return { clientWidth, clientHeight, width: 0, height: 0, getContext: () => ctx, drawn };
}

function near(found, expected, tolerance = 1e-12) {
  const [a, b] = [[found].flat(9), [expected].flat(9)];
  const isNear = (x, k) => Math.abs(x - b[k]) <= tolerance || Object.is(x, b[k]);
  if (a.length !== b.length || !a.every(isNear)) {
    throw new Error(`got ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
  }
}

module.exports = { page, makeModel, makeCanvas, near };
