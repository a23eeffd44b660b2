// What JupyterLab stores of a cell that shows a widget of ours: the picture, not the view. Without
// its kernel, a view says that there is no model, and hides the picture. Where the kernel still
// runs when the notebook is opened again, the view comes back.

const VIEW = "application/vnd.jupyter.widget-view+json";

// Returns what takes it all back.
/** @param {Model} model */
function keepPicture(model) {
  const manager = model.widget_manager;
  const context = manager?.context;
  if (!context?.saveState) return () => {};
  const onSave = (_, state) => {
    // With the widgets' own state in the notebook, views live without a kernel.
    if (state === "started" && !manager._settings?.saveState) storeWithoutViews(context.model);
  };
  context.saveState.connect(onSave);
  showAgain(model, context.model);
  return () => context.saveState.disconnect(onSave);
}

// JupyterLab asks for the content right after it has said that it saves.
function storeWithoutViews(notebook) {
  if (Object.hasOwn(notebook, "toJSON")) return; // another widget has seen to it
  notebook.toJSON = () => {
    delete notebook.toJSON;
    return withoutViews(notebook.toJSON());
  };
}

// The notebook with each view of ours put aside, where showAgain finds it.
function withoutViews(notebook) {
  const cells = notebook.cells.map((cell) =>
    cell.outputs ? { ...cell, outputs: cell.outputs.map(withoutView) } : cell,
  );
  return { ...notebook, cells };
}

function withoutView(output) {
  const { [VIEW]: view, ...data } = output.data ?? {};
  if (!view || !output.metadata?.gdviz) return output;
  return { ...output, data, metadata: { ...output.metadata, gdviz: { view } } };
}

// A notebook that was opened anew has pictures; this model may still belong to one of them.
/** @param {Model} model */
async function showAgain(model, notebook) {
  for (const { outputs } of notebook?.cells ?? []) {
    for (let k = 0; k < (outputs?.length ?? 0); k++) {
      const output = outputs.get(k);
      const view = output.metadata?.gdviz?.view;
      const isOurs = view && (await isOf(model, view));
      if (isOurs && outputs.get(k) === output) outputs.set(k, withView(output.toJSON(), view));
    }
  }
}

/** @param {Model} model */
async function isOf(model, { model_id }) {
  const { widget_manager: manager } = model;
  if (!manager.has_model(model_id)) return false;
  return (await manager.get_model(model_id)).get("layout") === model.get("layout");
}

function withView(output, view) {
  return {
    ...output,
    data: { ...output.data, [VIEW]: view },
    metadata: { ...output.metadata, gdviz: {} },
  };
}
