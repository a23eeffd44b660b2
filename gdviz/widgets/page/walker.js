// A walk with a list of functions to choose from.

class FunctionList {
  /** @param {View} view */
  constructor(view) {
    this.model = view.model;
    const names = view.model.get("functions");
    const options = names.map((name, k) => make("option", { value: k }, name));
    const id = newId();
    const onchange = () => chooseFunction(view.playback, Number(this.select.value));
    this.select = make("select", { id, ...KEEP_KEYS, onchange }, ...options);
    const label = make("label", { for: id }, view.model.get("words").function);
    this.nodes = [make("div", { class: "gdviz-row" }, label, this.select)];
  }

  saying() {
    return "";
  }

  show() {
    this.select.value = this.model.get("function_index");
  }
}

// Python answers with all that the function brings along; without it, the page has a copy.
/** @param {Playback} playback */
function chooseFunction(playback, k) {
  const more = playback.hasKernel() ? {} : choiceOf(playback.model, k);
  playback.set({ ...more, function_index: k });
}

/** @param {Model} model */
function choiceOf(model, k) {
  const { buffer, byteOffset } = model.get("packed_functions");
  const entries = Object.entries(model.get("choices")[k]).map(([name, value]) => {
    const isPacked = value?.size !== undefined;
    return [name, isPacked ? new DataView(buffer, byteOffset + value.from, value.size) : value];
  });
  const version = model.get("packing").version + 1;
  const choice = Object.fromEntries(entries);
  return { ...choice, packing: { ...choice.packing, version }, pinned: [] };
}

kinds.walker = { ...kinds.descent, own: (view) => new FunctionList(view) };
