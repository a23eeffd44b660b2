// Lecture mode: marks the notebook for lecture.css, and hides the code of cells tagged hide-input
// and the output of those tagged hide-output.

// JupyterLab's own model of the notebook knows the tags; the elements on the page do not.
function notebookOf(model) {
  return model.widget_manager?.context?.model ?? null;
}

function taggedCells(notebook, tag) {
  return [...notebook.cells].flatMap((cell, k) =>
    (cell.getMetadata("tags") ?? []).includes(tag) ? [k] : [],
  );
}

const ofCells = (cells) => cells.map((k) => `[data-windowed-list-index="${k}"]`).join();

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
function hideTagged(page, notebook, words, tell) {
  const sheet = document.head.appendChild(document.createElement("style"));
  page.dataset.gdvizNotebook = crypto.getRandomValues(new Uint32Array(1))[0];
  const where = `[data-gdviz-notebook="${page.dataset.gdvizNotebook}"]`;
  const code = JSON.stringify(words.code);
  const folded = `--gdviz-code: ${code}; --gdviz-height: 0; --gdviz-overflow: hidden;`;
  const waiting = `--gdviz-answer: ${JSON.stringify(words.answer)}; --gdviz-output: none;`;
  const update = () => {
    const [code, answers] = ["hide-input", "hide-output"].map((tag) => taggedCells(notebook, tag));
    const rules = [
      `${where} :is(${ofCells(code)}) { ${folded} }`,
      `${where} :is(${ofCells(answers)}) { ${waiting} }`,
    ].join(" ");
    if (sheet.textContent !== rules) sheet.textContent = rules;
    tell(code.length);
  };
  // The words for code and answer belong to the wrappers themselves. What JupyterLab had collapsed
  // it unfolds itself, by the same click.
  const toggle = ({ target }) => {
    const classes = target.closest(".jp-Cell")?.classList;
    if (target.matches(".jp-Cell-inputWrapper")) classes.toggle("gdviz-shown");
    else if (target.matches(".jp-Cell-outputWrapper")) classes.add("gdviz-answered");
    else if (target.closest(".jp-OutputPlaceholder")) classes.add("gdviz-answered");
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
function makeText(words, el) {
  const text = document.createElement("span");
  const button = Object.assign(document.createElement("button"), { type: "button", hidden: true });
  button.onclick = () =>
    show(el.closest("[data-gdviz-lecture]").toggleAttribute("data-gdviz-code"));
  const show = (isShown) => {
    button.textContent = isShown ? words.hide : words.show;
  };
  const say = (n_cells) => {
    const hidden = n_cells === 1 ? words.one_hidden : words.hidden.replace("{n}", n_cells);
    text.textContent = n_cells ? `${words.on} ${hidden}` : words.on;
    button.hidden = !n_cells;
  };
  show(false);
  el.classList.add("gdviz-lecture-note");
  el.append(text, " ", button);
  return { text, say };
}

export default {
  initialize: ({ model }) => keepPicture(model),

  render({ model, el }) {
    const words = model.get("words");
    const { text, say } = makeText(words, el);
    let waiting = 0;
    /** @type {(() => void)[]} */
    let undo = [];
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
      if (page && notebook) undo.push(hideTagged(page, notebook, words, say));
      else text.textContent += ` ${words.untagged}`;
    };
    const change = () => {
      end();
      if (model.get("is_on")) begin();
      else el.replaceChildren(words.off);
    };
    model.on("change:is_on", change);
    change();
    return () => {
      model.off("change:is_on", change);
      end();
    };
  },
};
