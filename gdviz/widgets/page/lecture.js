// Lecture mode: marks the notebook for lecture.css, and hides the code of cells tagged hide-input.

const TAG = "hide-input";

// JupyterLab's own model of the notebook knows the tags; the elements on the page do not.
function notebookOf(model) {
  return model.widget_manager?.context?.model ?? null;
}

function taggedCells(notebook) {
  return [...notebook.cells].flatMap((cell, k) =>
    (cell.getMetadata("tags") ?? []).includes(TAG) ? [k] : [],
  );
}

// Marks the element; returns the function that takes everything back.
function mark(page, model) {
  page.dataset.gdvizLecture = model.get("size");
  page.style.setProperty("--gdviz-letter", `${model.get("letter")}px`);
  page.style.setProperty("--gdviz-zoom", model.get("zoom"));
  return () => {
    delete page.dataset.gdvizLecture;
    page.style.removeProperty("--gdviz-letter");
    page.style.removeProperty("--gdviz-zoom");
  };
}

// A rule for the numbers that JupyterLab keeps on its cells: it also holds for cells not yet there.
function hideCode(page, notebook, tell) {
  const sheet = document.head.appendChild(document.createElement("style"));
  page.dataset.gdvizNotebook = crypto.getRandomValues(new Uint32Array(1))[0];
  const where = `[data-gdviz-notebook="${page.dataset.gdvizNotebook}"]`;
  const update = () => {
    const cells = taggedCells(notebook);
    const selector = cells.map((k) => `[data-windowed-list-index="${k}"]`).join();
    const folded = '--gdviz-code: "code"; --gdviz-height: 0; --gdviz-overflow: hidden;';
    const rule = `${where} :is(${selector}) { ${folded} }`;
    if (sheet.textContent !== rule) sheet.textContent = rule;
    tell(cells.length);
  };
  const toggle = ({ target }) => {
    // the word "code" belongs to the wrapper itself
    if (target.matches(".jp-Cell-inputWrapper"))
      target.parentElement.classList.toggle("gdviz-shown");
  };
  notebook.contentChanged.connect(update);
  page.addEventListener("click", toggle);
  update();
  return () => {
    notebook.contentChanged.disconnect(update);
    page.removeEventListener("click", toggle);
    sheet.remove();
  };
}

// What the output itself says, and the button for all cells at once.
function makeText(model, el) {
  const text = document.createElement("span");
  const button = Object.assign(document.createElement("button"), { type: "button", hidden: true });
  button.onclick = () =>
    show(el.closest("[data-gdviz-lecture]").toggleAttribute("data-gdviz-code"));
  const show = (isShown) => {
    button.textContent = isShown ? "Hide code" : "Show all code";
  };
  const say = (n_cells) => {
    const hidden =
      n_cells === 1 ? "The code of one cell is hidden." : `The code of ${n_cells} cells is hidden.`;
    text.textContent = `Lecture mode, ${model.get("size")} pixels.${n_cells ? ` ${hidden}` : ""}`;
    button.hidden = !n_cells;
  };
  show(false);
  el.classList.add("gdviz-lecture-note");
  el.append(text, " ", button);
  return { text, say };
}

export default {
  render({ model, el }) {
    const { text, say } = makeText(model, el);
    let [waiting, undo] = [0, []];
    const end = () => {
      clearTimeout(waiting);
      undo.forEach((take) => take());
      undo = [];
    };
    const begin = () => {
      const [page, notebook] = [el.closest(".jp-Notebook"), notebookOf(model)];
      if (!el.isConnected) {
        waiting = setTimeout(begin, 100);
        return;
      }
      say(0);
      if (page) undo.push(mark(page, model));
      if (page && notebook) undo.push(hideCode(page, notebook, say));
      else text.textContent += " This page does not say which cells are tagged, so all code stays.";
    };
    const change = () => {
      end();
      if (model.get("is_on")) begin();
      else el.replaceChildren("Lecture mode is off.");
    };
    model.on("change:is_on", change);
    change();
    return () => {
      model.off("change:is_on", change);
      end();
    };
  },
};
