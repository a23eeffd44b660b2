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

function near(found, expected, tolerance = 1e-12) {
  const [a, b] = [[found].flat(9), [expected].flat(9)];
  const isNear = (x, k) => Math.abs(x - b[k]) <= tolerance || Object.is(x, b[k]);
  if (a.length !== b.length || !a.every(isNear)) {
    throw new Error(`got ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
  }
}

module.exports = { page, makeModel, near };
