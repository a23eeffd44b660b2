// A page without Jupyter: it holds what a widget's model would, and answers for the kernel.

// What saving.py packed: a table of the values, then the bytes of those that are binary.
async function unpack(text) {
  if (typeof DecompressionStream === "undefined") {
    throw new Unshown(hostWords.lacks.replace("{feature}", DECOMPRESSION));
  }
  try {
    return unplaned(await inflated(text));
  } catch (error) {
    throw new Unshown(hostWords.damaged, { cause: error });
  }
}

const DECOMPRESSION = "DecompressionStream";

// A reason that a person can do something about; it is said without an error's name.
class Unshown extends Error {}

async function inflated(text) {
  const letters = atob(text.trim());
  const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const unzipped = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return await new Response(unzipped).arrayBuffer();
}

function unplaned(buffer) {
  let place = 4 + new DataView(buffer).getUint32(0, true);
  const table = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, place - 4)));
  for (const [name, size] of table.sizes) {
    const bytes = woven(new Uint8Array(buffer, place, size));
    table.values[name] = new DataView(bytes.buffer);
    place += size;
  }
  return table.values;
}

// The bytes of even places come first, then those of odd ones.
function woven(planes) {
  const half = Math.ceil(planes.length / 2);
  return planes.map((_, k) => planes[k % 2 ? half + (k - 1) / 2 : k / 2]);
}

// Values, and listeners that hear when one changes.
/** @returns {Model} */
function makeModel(values) {
  const listeners = new Map();
  return {
    get: (name) => values[name],
    set(name, value) {
      if (values[name] === value) return;
      values[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event, listener) =>
      listeners.set(
        event,
        listeners.get(event).filter((one) => one !== listener),
      ),
    save_changes() {},
  };
}

function show(widget, values, el) {
  const model = makeModel(values);
  widget.initialize({ model });
  widget.render({ model, el });
  return model;
}

// Why there is no player: an error is shown as what it is.
function reason(error) {
  return error instanceof Unshown ? error.message : `${error.name}: ${error.message}`;
}
