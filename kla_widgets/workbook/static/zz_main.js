/* What anywidget calls to show the form; the function it gets back is called when the form is taken away. */

function render({ model, el }) {
  const form = new Form(model, el);
  return () => form.stop();
}

export default { render };
