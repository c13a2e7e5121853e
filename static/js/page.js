// Small manners of every page: the menu of the phone, closing menus and messages, forms that are sent once.
(() => {
  const ready = (root) => {
    root.querySelectorAll("[data-dismiss], [data-menu]").forEach((button) => { button.hidden = false; });
    root.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
    root.querySelectorAll("[data-only-plain]").forEach((element) => { element.hidden = true; });
  };
  ready(document);
  document.addEventListener("htmx:afterSettle", (event) => ready(event.target));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (button) {
      const open = document.getElementById(button.dataset.menu).classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    }
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".notice").remove();
    document.querySelectorAll("details[data-menu-details][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu-details][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.querySelectorAll("[data-menu][aria-expanded=true]").forEach((button) => {
      document.getElementById(button.dataset.menu).classList.remove("is-open");
      button.setAttribute("aria-expanded", "false");
      button.focus();
    });
  });

  // A form that is on its way is not sent a second time.
  const buttons = (form) => form.querySelectorAll("button[type=submit], button:not([type]), input[type=submit]");
  const release = (form) => {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
    buttons(form).forEach((button) => { button.disabled = false; });
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sending = "yes";
    form.setAttribute("aria-busy", "true");
    window.setTimeout(() => buttons(form).forEach((button) => { button.disabled = true; }));
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector && event.target.querySelector(".upload-progress");
    if (!bar || !event.detail.lengthComputable || event.detail.total < 1e6) return;
    bar.hidden = false;
    bar.value = Math.round((100 * event.detail.loaded) / event.detail.total);
  });
})();
