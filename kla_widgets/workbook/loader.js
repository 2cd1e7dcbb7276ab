/* The widget that a notebook holds: it fetches the form from Python when it is shown.

   What a widget has as state is stored in every executed notebook; what it is told by a message is not. */

const ASK_EVERY = 3000; // milliseconds; a question asked before the connection stood is asked again

function fetched(model) {
  const view = `${Date.now()}-${Math.random()}`;
  return new Promise((resolve) => {
    const ask = () => {
      try {
        model.send({ type: "begin", view });
      } catch {
        return; // no connection yet
      }
    };
    const timer = setInterval(ask, ASK_EVERY);
    const receive = (message) => {
      if (message.type !== "form" || message.view !== view) return;
      clearInterval(timer);
      model.off("msg:custom", receive);
      resolve(message);
    };
    model.on("msg:custom", receive);
    ask();
  });
}

async function imported(script) {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    return (await import(/* webpackIgnore: true */ address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function render({ model, el }) {
  const { script, style, content } = await fetched(model);
  for (const name in content) model.set(name, content[name]); // stays in this browser: nobody saves it
  const sheet = document.createElement("style");
  sheet.textContent = style;
  el.append(sheet);
  return (await imported(script)).render({ model, el });
}

export default { render };
