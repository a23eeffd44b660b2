const assert = require("node:assert");
const test = require("node:test");
const { page, makeModel } = require("./page.js");

// What a browser's canvas makes of some colors: it knows notations that no pattern would.
const KNOWN = {
  transparent: [0, 0, 0, 0],
  "rgba(0, 0, 0, 0)": [0, 0, 0, 0],
  "rgb(255, 255, 255)": [255, 255, 255, 255],
  "rgb(17, 21, 27)": [17, 21, 27, 255],
  "rgba(255, 255, 255, 0.2)": [255, 255, 255, 51],
  "color(srgb 0.975 0.975 0.975)": [249, 249, 249, 255],
  "oklch(0.98 0.01 90)": [250, 248, 243, 255],
  "lab(98 0 0)": [249, 249, 249, 255],
  "oklch(0.2 0.02 250)": [15, 22, 29, 255],
};

function makeBrush() {
  let color = "transparent";
  return {
    clearRect() {},
    fillRect() {},
    set fillStyle(wanted) {
      if (wanted in KNOWN) color = wanted; // a canvas ignores what it does not understand
    },
    getImageData: () => ({ data: KNOWN[color] }),
  };
}

const element = (ground, around = {}) => ({
  ground,
  assignedSlot: null,
  parentElement: null,
  getRootNode: () => ({}),
  ...around,
});

function world({ body = {}, scheme = "normal", prefersDark = false } = {}) {
  const documentElement = { ground: "transparent", colorScheme: scheme };
  return {
    document: {
      body: { dataset: body },
      documentElement,
      createElement: () => ({ getContext: makeBrush }),
    },
    getComputedStyle: ({ ground, colorScheme }) => ({ backgroundColor: ground, colorScheme }),
    window: { matchMedia: () => ({ matches: prefersDark }) },
  };
}

const dark = (el, options) => page(["isDarkBehind"], world(options)).isDarkBehind(el);

test("grounds in any notation", () => {
  for (const [ground, [red, , , alpha]] of Object.entries(KNOWN)) {
    assert.strictEqual(dark(element(ground)), alpha < 128 ? null : red < 128, ground);
  }
});

test("the first ground that is not see-through decides", () => {
  const parentElement = element("rgb(17, 21, 27)", {
    parentElement: element("rgb(255, 255, 255)"),
  });
  assert.strictEqual(dark(element("rgba(255, 255, 255, 0.2)", { parentElement })), true);
});

test("the way leads out of shadow trees, and through slots", () => {
  const host = element("transparent", { parentElement: element("oklch(0.2 0.02 250)") });
  assert.strictEqual(dark(element("transparent", { getRootNode: () => ({ host }) })), true);
  const assignedSlot = element("rgb(17, 21, 27)");
  const parentElement = element("rgb(255, 255, 255)");
  assert.strictEqual(dark(element("transparent", { assignedSlot, parentElement })), true);
});

test("a color that the browser does not know is see-through", () => {
  assert.strictEqual(dark(element("color(unheard-of 1 2 3)")), null);
});

test("the widget's theme, then the host's, the ground, the frame's, the system's", () => {
  const isDark = (theme, ground, options) =>
    page(["isDark"], world(options)).isDark(makeModel({ theme }), element(ground));
  const [white, black] = ["rgb(255, 255, 255)", "rgb(17, 21, 27)"];
  assert.strictEqual(isDark("dark", white, { body: { jpThemeLight: "true" } }), true);
  assert.strictEqual(isDark("light", black, { prefersDark: true }), false);
  assert.strictEqual(isDark("auto", white, { body: { jpThemeLight: "false" } }), true);
  assert.strictEqual(isDark("auto", black, { body: { jpThemeLight: "true" } }), false);
  assert.strictEqual(isDark("auto", white, { prefersDark: true }), false);
  for (const [kind, expected] of [
    ["vscode-dark", true],
    ["vscode-light", false],
    ["vscode-high-contrast", true],
    ["vscode-high-contrast-light", false],
  ]) {
    const body = { vscodeThemeKind: kind };
    assert.strictEqual(isDark("auto", "transparent", { body, prefersDark: !expected }), expected);
  }
  for (const prefersDark of [false, true]) {
    assert.strictEqual(isDark("auto", "transparent", { prefersDark }), prefersDark);
    assert.strictEqual(isDark("auto", "transparent", { scheme: "dark", prefersDark }), true);
    assert.strictEqual(isDark("auto", "transparent", { scheme: "only light", prefersDark }), false);
  }
});

test("what looks are watched by is let go", () => {
  const listeners = new Set();
  let [queries, observers] = [[], 0];
  const list = (query) => ({
    addEventListener(_, listener, { signal, once = false }) {
      const entry = { query, listener, once };
      listeners.add(entry);
      signal.addEventListener("abort", () => listeners.delete(entry));
    },
  });
  const { watchTheme } = page(["watchTheme"], {
    window: { matchMedia: (query) => list(query), devicePixelRatio: 1 },
    document: { body: {}, documentElement: {} },
    MutationObserver: class {
      observe = () => observers++;
      disconnect = () => {
        observers = 0;
      };
    },
  });
  let restyled = 0;
  const stop = watchTheme(() => restyled++);
  queries = [...listeners].map(({ query }) => query);
  assert.ok(queries.includes("(prefers-color-scheme: dark)"));
  assert.ok(queries.includes("(resolution: 1dppx)"));
  for (const entry of [...listeners].filter(({ query }) => query.includes("resolution"))) {
    if (entry.once) listeners.delete(entry);
    entry.listener();
  }
  assert.strictEqual(restyled, 1); // on the other screen, whose resolution is now watched
  stop();
  assert.deepStrictEqual([listeners.size, observers], [0, 0]);
});
