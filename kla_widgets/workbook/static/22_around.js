/* Whatever is around a page may not clip it; see 10_base.css. Marked elements are noted, so that they can be freed. */

function openAround(root, around) {
  for (let outer = root.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
    outer.classList.add("kf-around");
    around.add(outer);
  }
}
