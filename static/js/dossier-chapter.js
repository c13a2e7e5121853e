// The page of a chapter: say how many proofs are ticked, tick or untick all that are shown.
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
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-proof]")) say();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick]");
    if (!button) return;
    boxes.forEach((box) => { box.checked = button.dataset.tick === "all"; });
    say();
  });
  say();
})();
