// The review: keys for everything, the focus on each new proof, and no typed word lost on the way.
(() => {
  const root = document.querySelector("[data-review]");
  if (!root) return;
  const form = document.getElementById("review-form");
  const help = document.getElementById("review-help");
  const field = (name) => form && form.elements[name];
  const store = (area, act) => { try { return act(area); } catch { return null; } };

  // Keys of one letter can be turned off: some voices and tools type them.
  const setting = help.querySelector("[data-keys]");
  setting.checked = store(window.localStorage, (area) => area.getItem("review-keys")) !== "off";
  setting.addEventListener("change", () => {
    store(window.localStorage, (area) => area.setItem("review-keys", setting.checked ? "on" : "off"));
  });
  document.querySelector("[data-help]").addEventListener("click", () => help.showModal());
  help.querySelector("[data-close-help]").addEventListener("click", () => help.close());

  // What is typed stays in this window until it is saved, whatever one opens meanwhile.
  const key = `review-${root.dataset.review}`;
  const texts = form ? ["ground", "comment"].filter((name) => field(name)) : [];
  const plain = (text) => text.replace(/\r\n?/g, "\n").trim();
  const served = Object.fromEntries(texts.map((name) => [name, field(name).value]));
  const keep = () => {
    const typed = texts.filter((name) => plain(field(name).value) !== plain(served[name]));
    const draft = Object.fromEntries(typed.map((name) => [name, field(name).value]));
    store(window.sessionStorage, (area) => (typed.length ? area.setItem(key, JSON.stringify(draft)) : area.removeItem(key)));
  };
  const wrong = form && form.querySelector("[role=alert], .is-invalid");
  const draft = JSON.parse(store(window.sessionStorage, (area) => area.getItem(key)) || "{}");
  const changed = texts.filter((name) => name in draft && plain(draft[name]) !== plain(served[name]));
  if (changed.length && !wrong) {
    const notice = form.querySelector("[data-draft]");
    changed.forEach((name) => { field(name).value = draft[name]; });
    notice.hidden = false;
    notice.querySelector("[data-forget]").addEventListener("click", () => {
      changed.forEach((name) => { field(name).value = served[name]; });
      notice.hidden = true;
      keep();
      field("comment").focus();
    });
  }
  if (form) form.addEventListener("input", keep);
  if (!wrong) keep();

  const title = root.querySelector("[data-review-title]");
  const invalid = form && form.querySelector("textarea.is-invalid, input.is-invalid");
  // A first visit begins at the top of the page, like any other; a step to a proof, at that proof.
  if (wrong) (invalid || form.querySelector("[type=submit]")).focus();
  else if (new URLSearchParams(window.location.search).has("preuve")) title.focus({ preventScroll: true });

  const follow = (mark) => {
    const link = root.querySelector(mark);
    if (link) link.click();
  };
  const judge = (rank) => {
    const radios = form ? form.querySelectorAll("[name=outcome]") : [];
    if (!radios.length) return;
    radios[rank].checked = true;
    radios[rank].focus();
  };
  const write = () => {
    const chosen = form && form.querySelector("[name=outcome]:checked");
    const refused = chosen && ["ko", "incomplete"].includes(chosen.value);
    if (form) field(refused ? "ground" : "comment").focus();
  };
  const acts = {
    j: () => follow("[data-next]"),
    k: () => follow("[data-previous]"),
    ArrowRight: () => follow("[data-next]"),
    ArrowLeft: () => follow("[data-previous]"),
    1: () => judge(0),
    2: () => judge(1),
    3: () => judge(2),
    c: write,
    "?": () => help.showModal(),
    Enter: () => form && form.requestSubmit(),
  };
  document.addEventListener("keydown", (event) => {
    const place = event.target;
    const typing = place.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (event.defaultPrevented || document.querySelector("dialog[open]") || event.altKey) return;
    if (typing) {
      if (event.key === "Escape") title.focus();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && place.matches("a, button, summary")) return;
    if (event.key.startsWith("Arrow") && place.matches("[type=radio]")) return;
    if (event.key.length === 1 && !setting.checked) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  root.dataset.ready = "yes";
})();
