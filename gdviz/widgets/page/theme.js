// Colors as numbers, and whether the page behind a widget is dark.

/** @type {{brush: CanvasRenderingContext2D | null}} */
const probe = { brush: null };

// [red, green, blue, opacity] of a color in any notation: a canvas knows what the browser knows.
function rgba(color) {
  probe.brush ??= makeProbe();
  const { brush } = probe;
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = "transparent"; // stays, where the color is not understood
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function makeProbe() {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return /** @type {CanvasRenderingContext2D} */ (brush);
}

const rgb = (hex) => [1, 3, 5].map((k) => Number.parseInt(hex.slice(k, k + 2), 16));

// The color at a share of the way through a list of hexadecimal colors.
function mix(colors, share) {
  const place = Math.max(0, Math.min(1, share)) * (colors.length - 1);
  const k = Math.min(Math.floor(place), colors.length - 2);
  const [from, to] = [rgb(colors[k]), rgb(colors[k + 1])];
  const mixed = from.map((channel, c) => Math.round(channel + (place - k) * (to[c] - channel)));
  return `rgb(${mixed.join(" ")})`;
}

// What the widget's own theme, the host or the ground behind it says, in this order.
function isDark(model, el) {
  const theme = model.get("theme");
  if (theme === "light" || theme === "dark") return theme === "dark";
  const lab = document.body.dataset.jpThemeLight;
  return lab ? lab === "false" : (isDarkBehind(el) ?? isDarkHost());
}

// The first ground behind the element that is not see-through decides; null where there is none.
function isDarkBehind(el) {
  for (let node = el; node; node = around(node)) {
    const [red, green, blue, alpha] = rgba(getComputedStyle(node).backgroundColor);
    if (alpha > 0.5) return 0.3 * red + 0.59 * green + 0.11 * blue < 128;
  }
  return null;
}

// The element around this one, out of a shadow tree as well.
function around(node) {
  return node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
}

// A frame may be see-through: then the host's name for its theme counts, or the system's.
function isDarkHost() {
  const kind = document.body.dataset.vscodeThemeKind;
  if (kind) return /dark|^vscode-high-contrast$/.test(kind);
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  if (/^(only )?(light|dark)( only)?$/.test(scheme)) return scheme.includes("dark");
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

// Calls back when the page, the system or the screen may look different; returns how to stop.
function watchTheme(restyle) {
  const stop = new AbortController();
  const themes = new MutationObserver(restyle);
  for (const node of [document.body, document.documentElement]) {
    themes.observe(node, { attributes: true });
  }
  const { signal } = stop;
  const listen = (query) => {
    const list = window.matchMedia(query);
    list.addEventListener("change", restyle, { signal });
    return list;
  };
  listen("(prefers-color-scheme: dark)");
  const watchScreen = () => {
    const screen = listen(`(resolution: ${window.devicePixelRatio}dppx)`);
    screen.addEventListener("change", watchScreen, { signal, once: true });
  };
  watchScreen();
  return () => {
    themes.disconnect();
    stop.abort();
  };
}
