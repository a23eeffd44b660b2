// Fills the places that build.py left in the pages, each when it is about to be seen.

window.gdviz = { widgets: {}, states: {} };

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const folder = new URL("players/", script.src);
  const asked = new Map();

  // A script, and not fetch: it loads in a page that was opened from a disk, too.
  function load(name) {
    if (!asked.has(name)) asked.set(name, loaded(`${new URL(`${name}.js`, folder)}`));
    return asked.get(name);
  }

  function loaded(src) {
    return new Promise((done, fail) => {
      const onerror = () => fail(new Error(src, { cause: "missing" }));
      const script = document.createElement("script");
      document.head.append(Object.assign(script, { src, onload: done, onerror }));
    });
  }

  async function fill(place) {
    const { state, widget, door } = place.dataset;
    await Promise.all([load(state), load(widget)]);
    const { start, unpack, show } = gdviz.widgets[widget];
    const values = await unpack(gdviz.states[state]);
    delete gdviz.states[state];
    const stage = document.createElement("div");
    place.append(stage);
    const model = show(start(), { ...values, door }, stage);
    place.querySelector(".gdviz-still").remove(); // what held the place
    if ("autoplay" in place.dataset && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      model.set("loop", true);
      model.set("step", 0);
      model.set("playing", true);
    }
  }

  // The picture stays, and below it stands why it does not move.
  function explain(place, error) {
    const { missing, widget } = place.dataset;
    const isMissing = error.cause === "missing";
    const reason = gdviz.widgets[widget]?.reason ?? String;
    place.append(isMissing ? missing.replace("{file}", error.message) : reason(error));
  }

  async function fillOrExplain(place) {
    try {
      await fill(place);
    } catch (error) {
      explain(place, error);
      throw error;
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        fillOrExplain(target);
      }
    },
    { rootMargin: "800px" },
  );

  // What can be moved sideways can be reached by keyboard.
  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
    each("pre, .cell_output, .table-wrapper, div.math", (box) => scrollers.observe(box));
    each("[data-widget]", (place) => near.observe(place));
    if (location.protocol === "file:") each("[download]", (link) => link.remove());
  });

  // Paper has no triangle to click on.
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
})();
