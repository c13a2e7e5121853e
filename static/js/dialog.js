// Links marked data-dialog open their act in the one <dialog> of the page; without script they are plain links.
(() => {
  const dialog = document.getElementById("act-dialog");
  const body = document.getElementById("act-dialog-body");
  const messages = document.getElementById("messages");
  let opener = null;
  let waiting = 0;

  const showWaiting = () => {
    const text = document.createElement("p");
    text.className = "dialog-waiting";
    text.textContent = dialog.dataset.waiting;
    body.replaceChildren(text);
  };
  const say = (words) => {
    const notice = document.createElement("div");
    notice.className = "notice notice--red";
    notice.setAttribute("role", "alert");
    notice.textContent = words;
    (dialog.open ? body : messages).prepend(notice);
  };
  const open = (link) => {
    opener = link;
    window.clearTimeout(waiting);
    body.replaceChildren();
    waiting = window.setTimeout(showWaiting, 300);
    if (!dialog.open) dialog.showModal();
    window.htmx.ajax("GET", link.href, { target: body, swap: "innerHTML" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (link && !modified && event.button === 0 && window.htmx) {
      event.preventDefault();
      open(link);
      return;
    }
    if (event.target.closest("[data-close-dialog]") && dialog.open) {
      event.preventDefault();
      dialog.close();
    }
  });
  let downOutside = false;
  dialog.addEventListener("mousedown", (event) => { downOutside = event.target === dialog; });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && downOutside) dialog.close();
  });
  dialog.addEventListener("close", () => {
    window.clearTimeout(waiting);
    body.replaceChildren();
    // An opener in a menu that closed meanwhile cannot take the focus: the menu itself does.
    const menu = opener && opener.closest("details:not([open])");
    if (opener && opener.isConnected) (menu ? menu.querySelector("summary") : opener).focus();
    opener = null;
  });

  // A session that ended meanwhile answers with the sign-in page: go there instead of showing it inside.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL;
    if (answered && new URL(answered).pathname === dialog.dataset.login) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    window.clearTimeout(waiting);
    if (event.detail.target === messages) {
      if (dialog.open) dialog.close();
      messages.focus();
      return;
    }
    if (event.detail.target !== body) return;
    const wrong = body.querySelector(".is-invalid, .alert-danger");
    const first = body.querySelector("input:not([type=hidden]), select, textarea");
    const title = body.querySelector(".dialog-title");
    const place = wrong && wrong.matches("input, select, textarea") ? wrong : wrong ? title : first || title;
    if (place) place.focus();
  });
  document.addEventListener("htmx:sendError", () => { window.clearTimeout(waiting); say(dialog.dataset.offline); });
  document.addEventListener("htmx:responseError", (event) => {
    window.clearTimeout(waiting);
    if (event.detail.xhr.status >= 500 && event.detail.xhr.status !== 507) say(dialog.dataset.broken);
  });
})();
