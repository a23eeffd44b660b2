// Fills the places that build.py left in the pages, each when it is about to be seen.

window.gdviz = { widgets: {}, states: {} };

(() => {
  const folder = new URL("players/", document.currentScript.src);
  const asked = new Map();

  // A script, and not fetch: it loads in a page that was opened from a disk, too.
  function load(name) {
    if (!asked.has(name)) {
      asked.set(
        name,
        new Promise((done, fail) => {
          const script = document.createElement("script");
          Object.assign(script, {
            src: new URL(`${name}.js`, folder),
            onload: done,
            onerror: fail,
          });
          document.head.append(script);
        }),
      );
    }
    return asked.get(name);
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
    place.querySelector("img").remove(); // the picture that held the place
    if ("autoplay" in place.dataset && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      model.set("loop", true);
      model.set("step", 0);
      model.set("playing", true);
    }
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        fill(target).catch((error) => {
          target.append("The sliders need a browser of 2023 or later.");
          throw error;
        });
      }
    },
    { rootMargin: "800px" },
  );

  // What can be moved sideways can be reached by keyboard.
  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    document
      .querySelectorAll("pre, .cell_output, .table-wrapper, div.math")
      .forEach((box) => scrollers.observe(box));
    document.querySelectorAll(".gdviz-place").forEach((place) => near.observe(place));
    if (location.protocol === "file:")
      document.querySelectorAll("[download]").forEach((link) => link.remove());
  });

  // Paper has no triangle to click on.
  addEventListener("beforeprint", () =>
    document.querySelectorAll("details").forEach((one) => {
      one.open = true;
    }),
  );
})();
