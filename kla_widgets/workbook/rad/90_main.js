/* What anywidget calls to show a grid; the function it gets back is called when the grid is taken away. */

const LIBRARY = Symbol.for("kla.tabulator");

/* One copy of the library serves all grids of the page. */
function tabulator(model) {
  window[LIBRARY] ??= new Promise((resolve) => {
    const receive = async (message) => {
      if (message.type !== "library") return;
      model.off("msg:custom", receive);
      const address = URL.createObjectURL(new Blob([message.script], { type: "text/javascript" }));
      resolve((await import(/* webpackIgnore: true */ address)).default);
      URL.revokeObjectURL(address);
    };
    model.on("msg:custom", receive);
    model.send({ type: "library" });
  });
  return window[LIBRARY];
}

async function render({ model, el }) {
  const grid = new Grid(model, el, await tabulator(model));
  return () => grid.stop();
}

export default { render };
