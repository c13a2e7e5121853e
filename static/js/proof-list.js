// The list of proofs: count the ticks, tick a page or a range (shift), walk from box to box by the arrows.
(() => {
  const boxes = () => [...document.querySelectorAll("[data-proof]")];
  const all = () => document.querySelector("[data-everything]");
  let last = null;
  let shift = false;

  const say = () => {
    const words = document.querySelector("[data-ticks]");
    if (!words) return;
    const list = boxes();
    const ticked = list.filter((box) => box.checked).length;
    const count = all() && all().checked ? Number(all().dataset.count) : ticked;
    if (count === 0) words.textContent = words.dataset.none;
    else words.textContent = count === 1 ? words.dataset.one : words.dataset.many.replace("%d", count);
    const page = document.querySelector("[data-tick-page]");
    page.checked = ticked === list.length;
    page.indeterminate = ticked > 0 && ticked < list.length;
  };
  const range = (from, to, checked) => {
    const list = boxes();
    const [start, end] = [list.indexOf(from), list.indexOf(to)].sort((one, other) => one - other);
    if (start >= 0) list.slice(start, end + 1).forEach((box) => { box.checked = checked; });
  };

  document.addEventListener("keydown", (event) => {
    shift = event.shiftKey;
    if (!event.target.matches("[data-proof]") || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const list = boxes();
    const next = list[list.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    if (!next) return;
    if (event.shiftKey) {
      event.target.checked = true;
      next.checked = true;
      last = next;
      say();
    }
    next.focus();
  });
  document.addEventListener("keyup", (event) => {
    // The space bar ticks on its way up, before this is heard: the state of shift is still the one of its press.
    if (event.key === "Shift") shift = false;
  });
  document.addEventListener("mousedown", (event) => {
    shift = event.shiftKey;
    if (shift && event.target.closest(".proof-list")) event.preventDefault(); // no text is selected on the way
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-tick-page]")) boxes().forEach((each) => { each.checked = box.checked; });
    if (box.matches("[data-proof]")) {
      if (shift && last && last.isConnected) range(last, box, box.checked);
      last = box;
    }
    if (box.matches("[data-tick-page], [data-proof]") && all()) all().checked = false;
    say();
  });
  document.addEventListener("htmx:afterSettle", say);
  say();
})();
