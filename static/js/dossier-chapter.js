// The page of a chapter: say how many proofs are ticked, tick or untick all that are shown, and propose
// the kind that the ANS expects, and the form of words that fits it, until the person chooses one.
(() => {
  const words = document.querySelector("[data-ticks]");
  if (!words) return;
  const boxes = [...document.querySelectorAll("[data-proof]")];
  const say = () => {
    const count = boxes.filter((box) => box.checked).length;
    if (count === 0) words.textContent = words.dataset.none;
    else if (count === 1) words.textContent = words.dataset.one;
    else words.textContent = words.dataset.many.replace("%d", count);
  };
  const kind = document.querySelector("#answer-form [name=kind]");
  const nature = document.querySelector("#answer-form [name=nature]");
  const natures = { test_run_id: "run", gazelle_permalink: "link" };
  let chosen = false;
  let formed = false;
  const propose = () => {
    const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.kind));
    if (kinds.size !== 1) return;
    const [only] = kinds;
    if (!chosen) kind.value = only;
    if (!formed) nature.value = natures[only] || "text";
  };
  document.addEventListener("change", (event) => {
    if (event.target === kind) chosen = true;
    if (event.target === nature) formed = true;
    if (!event.target.matches("[data-proof]")) return;
    say();
    propose();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick]");
    if (!button) return;
    boxes.forEach((box) => { box.checked = button.dataset.tick === "all"; });
    say();
  });
  say();
})();
