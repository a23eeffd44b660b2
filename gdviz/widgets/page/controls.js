// The controls: native, labeled inputs. Each one sets a trait of the model and is set by it.

// JupyterLab takes arrow keys and space from inputs that do not say they want them.
const KEEP_KEYS = { "data-lm-suppress-shortcuts": "true" };

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

// A range input over the indices of `values`, with the value itself written beside it.
function makeSlider({ label, values, text, beyond = () => false, limit = null, set }) {
  const id = `gdviz-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const input = make("input", {
    id,
    type: "range",
    min: 0,
    max: Math.max(1, values.length - 1),
    step: 1,
    ...KEEP_KEYS,
    disabled: values.length < 2,
    oninput: () => set(Number(input.value)),
  });
  const output = make("output", { for: id });
  input.style.setProperty("--track", track(values, limit));
  const show = (index) => {
    input.value = index;
    const words = text(values[index]);
    output.textContent = words;
    output.classList.toggle("beyond", beyond(values[index]));
    input.setAttribute(
      "aria-valuetext",
      beyond(values[index]) ? `${words}, above the stable limit` : words,
    );
  };
  return {
    node: make("div", { class: "gdviz-slider" }, make("label", { for: id }, label), input, output),
    input,
    show,
  };
}

// The slider's track, hatched from the limit on. Its values are spaced evenly in log.
function track(values, limit) {
  const plain = "color-mix(in srgb, var(--text) 28%, var(--figure))";
  const [low, high] = [values[0], values.at(-1)];
  if (limit === null || !(high > low) || limit >= high) return plain;
  const share = Math.max(0, Math.log(limit / low) / Math.log(high / low));
  const edge = `calc(10px + (100% - 20px) * ${share.toFixed(4)})`;
  const hatch =
    "repeating-linear-gradient(135deg, var(--limit) 0 5px, " +
    "color-mix(in srgb, var(--limit) 55%, var(--figure)) 5px 8px)";
  return `linear-gradient(90deg, ${plain} ${edge}, transparent ${edge}), ${hatch}`;
}

function makeButton(text, title, onclick, extra = {}) {
  return make("button", { type: "button", title, onclick, ...KEEP_KEYS, ...extra }, text);
}

function makeCheckbox(text, onchange) {
  const input = make("input", {
    type: "checkbox",
    ...KEEP_KEYS,
    onchange: () => onchange(input.checked),
  });
  return { node: make("label", {}, input, text), input };
}

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const SPEED_NAMES = ["¼×", "½×", "1×", "2×", "4×"];

function makeSpeed(set) {
  const options = SPEEDS.map((speed, k) => make("option", { value: speed }, SPEED_NAMES[k]));
  const select = make(
    "select",
    { "aria-label": "speed", ...KEEP_KEYS, onchange: () => set(Number(select.value)) },
    ...options,
  );
  return select;
}

const COUNTS = {
  step: "updates",
  epoch: "epochs",
  samples_seen: "samples seen",
  seconds: "seconds",
};

// What the loss curve's x axis counts.
function makeCounts(counts, set) {
  const name = `gdviz-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const inputs = counts.map((value) =>
    make("input", { type: "radio", name, value, ...KEEP_KEYS, onchange: () => set(value) }),
  );
  const labels = inputs.map((input) => make("label", {}, input, COUNTS[input.value]));
  const node = make("fieldset", {}, make("legend", {}, "x axis:"), ...labels);
  const show = (count) =>
    inputs.forEach((input) => {
      input.checked = input.value === count;
    });
  return { node, show };
}

// Numbers for the start, so that it can be chosen without a mouse.
function makeStart(names, set) {
  // JupyterLab keeps Enter from being a change.
  const onEnter = (event) => event.key === "Enter" && send();
  const inputs = names.map((name) =>
    make("input", {
      type: "number",
      step: "any",
      "aria-label": `start ${name}`,
      ...KEEP_KEYS,
      onchange: () => send(),
      onkeydown: onEnter,
    }),
  );
  const send = () => {
    const start = inputs.map((input) => input.valueAsNumber);
    if (start.every(Number.isFinite)) set(start);
  };
  const rounded = (value, size) =>
    Math.abs(value) < 1e-9 * size ? 0 : Number(value.toPrecision(4));
  const show = (start) =>
    inputs.forEach((input, k) => {
      if (input === document.activeElement) return; // it is being typed
      input.value = rounded(start[k], Math.max(...start.map(Math.abs)));
    });
  return {
    node: make("span", {}, "start ", ...inputs.flatMap((input) => [input, " "])),
    inputs,
    show,
  };
}

// The legend of what moves. Each mark is drawn as it looks on the canvas.
const stroke = (d, color, width, more = "") =>
  `<path d="${d}" fill="none" stroke="var(--${color})" stroke-width="${width}" ${more}/>`;
const arrowMark = (color) => `${stroke("M1 7H16", color, 5)}${solid("M14 0L26 7L14 14Z", color)}`;
const solid = (d, color) => `<path d="${d}" fill="var(--${color})"/>`;
const circle = (x, color, edge = "none") =>
  `<circle cx="${x}" cy="7" r="5" fill="var(--${color})" stroke="${edge}" stroke-width="1.4"/>`;

const MARKS = {
  path: stroke("M1 7H25", "path", 3) + circle(19, "path"),
  batch:
    arrowMark("edge-of-marks") +
    stroke("M2 7H17", "batch", 3) +
    solid("M15.5 2.5L23.5 7L15.5 11.5Z", "batch"),
  all: arrowMark("data"),
  rows: circle(13, "batch", "var(--edge-of-marks)"),
  tangent: stroke("M1 12L25 2", "limit", 3, 'stroke-dasharray="7 4"'),
  step: arrowMark("path"),
  ellipse: stroke("M2 7A11 5.5 0 0 1 24 7A11 5.5 0 0 1 2 7Z", "limit", 2.5),
  law: stroke("M1 7H25", "text", 2.5, 'stroke-dasharray="6 4"'),
  gone:
    '<rect width="26" height="14" fill="var(--limit)" fill-opacity="0.3"/>' +
    stroke("M2 13L12 1M12 13L22 1", "limit", 2),
  never: stroke("M1 1H25V13H1Z", "text", 1),
  few:
    solid("M1 1H25V13H1Z", "surface-0") +
    stroke("M1 1H25V13H1Z", "text", 1) +
    solid("M9 1H17V13H9Z", "surface-2") +
    solid("M17 1H25V13H17Z", "surface-4"),
  ghost: stroke("M1 7H25", "ghost", 2.5, 'stroke-dasharray="6 4"'),
};

// Lines of a race are told apart by color and by dashes.
const DASHES = [[], [10, 4], [3, 3], [10, 4, 3, 4], [16, 4], []];

function racerMark(k) {
  const dash = DASHES[k % DASHES.length].join(" ");
  return stroke("M1 7H25", `series-${k}`, 3, `stroke-dasharray="${dash}"`);
}

// Returns the list, and where to write a value beside each text.
function makeKey(entries) {
  const outputs = entries.map(() => make("span"));
  const item = ([mark, text], k) => {
    const node = make("li", {}, text, " ", outputs[k]);
    const drawing = MARKS[mark] ?? racerMark(k);
    node.insertAdjacentHTML(
      "afterbegin",
      `<svg viewBox="0 0 26 14" aria-hidden="true">${drawing}</svg>`,
    );
    return node;
  };
  return { node: make("ul", { class: "gdviz-key" }, ...entries.map(item)), outputs };
}
