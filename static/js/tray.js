// The tray: send each dropped file by itself, a few at a time, with its progress; search in the list of proofs.
(() => {
  const form = document.querySelector("form[data-tray]");

  if (form) {
    const words = form.dataset;
    const zone = form.querySelector("[data-drop]");
    const input = form.querySelector("input[type=file]");
    const tick = form.querySelector("[name=no_patient_data]");
    const area = form.querySelector("[data-sending]");
    const queue = form.querySelector("[data-queue]");
    const sum = form.querySelector("[data-sum]");
    const retryAll = form.querySelector("[data-retry-all]");
    const cancelAll = form.querySelector("[data-cancel-all]");
    const template = form.querySelector("template[data-line]");
    const jobs = [];

    const count = (...states) => jobs.filter((job) => states.includes(job.state)).length;
    // Once the list below shows the new files, their lines up here say nothing more.
    const refresh = async () => {
      area.setAttribute("aria-busy", "true");
      await window.htmx.ajax("GET", window.location.href, {
        target: "#tray-list", select: "#tray-list", swap: "outerHTML",
      });
      jobs.filter((job) => job.listed && job.state === "done").forEach((job) => job.line.remove());
      queue.hidden = !queue.children.length;
      area.removeAttribute("aria-busy");
    };
    const sayAll = () => {
      const failed = count("failed");
      const parts = [words.summary.replace("{done}", count("done")).replace("{all}", jobs.length - count("cancelled"))];
      if (failed) parts.push(words.failed.replace("{failed}", failed));
      if (!tick.checked && count("waiting")) parts.push(words.tick);
      sum.textContent = parts.join(" · ");
      retryAll.hidden = failed === 0;
      cancelAll.hidden = count("waiting", "sending") === 0;
    };
    const say = (job, state, text) => {
      job.state = state;
      job.figure.textContent = text;
      job.line.dataset.state = state;
      job.retry.hidden = state !== "failed";
      job.cancel.hidden = !["waiting", "sending"].includes(state);
      job.bar.hidden = ["failed", "cancelled"].includes(state);
      if (state === "done") job.bar.value = 100;
    };
    const answer = (job, request) => {
      const signedOut = request.responseURL && new URL(request.responseURL).pathname === words.login;
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { told = {}; }
      const { message } = told;
      job.listed = told.new === true;
      if (request.status === 200 && message) say(job, "done", message);
      else if (signedOut) say(job, "failed", words.signedOut);
      else if (request.status === 413) say(job, "failed", words.big);
      else say(job, "failed", message || words.broken);
    };
    const send = (job) => {
      const request = new XMLHttpRequest();
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      data.append("no_patient_data", "on");
      data.append("uploads", job.file);
      job.request = request;
      say(job, "sending", "0\u00a0%");
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable || job.state !== "sending") return;
        job.bar.value = Math.round((100 * event.loaded) / event.total);
        job.figure.textContent = `${job.bar.value}\u00a0%`;
      });
      request.addEventListener("load", () => answer(job, request));
      request.addEventListener("error", () => say(job, "failed", words.offline));
      request.addEventListener("abort", () => say(job, "cancelled", words.cancelled));
      request.addEventListener("loadend", next);
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.send(data);
    };
    const next = () => {
      while (tick.checked && count("sending") < Number(words.atOnce) && count("waiting")) {
        send(jobs.find((job) => job.state === "waiting"));
      }
      sayAll();
      if (count("done") && !count("waiting", "sending")) refresh();
    };
    const add = (file) => {
      const line = template.content.firstElementChild.cloneNode(true);
      const job = {
        file, line,
        bar: line.querySelector("progress"),
        figure: line.querySelector(".tray-figure"),
        retry: line.querySelector("[data-retry]"),
        cancel: line.querySelector("[data-cancel]"),
      };
      line.querySelector(".tray-name").textContent = file.name;
      job.bar.setAttribute("aria-label", file.name);
      line.querySelectorAll("button .visually-hidden").forEach((place) => { place.textContent = ` ${file.name}`; });
      job.retry.addEventListener("click", () => { say(job, "waiting", words.waiting); next(); });
      job.cancel.addEventListener("click", () => {
        if (job.state === "sending") job.request.abort();
        else { say(job, "cancelled", words.cancelled); sayAll(); }
      });
      say(job, "waiting", words.waiting);
      jobs.push(job);
      queue.append(line);
    };
    const take = (files) => {
      if (!files.length) return;
      area.hidden = false;
      queue.hidden = false;
      [...files].forEach(add);
      next();
      if (!tick.checked) tick.focus();
    };

    tick.addEventListener("change", next);
    input.addEventListener("change", () => { take(input.files); input.value = ""; });
    retryAll.addEventListener("click", () => {
      jobs.filter((job) => job.state === "failed").forEach((job) => say(job, "waiting", words.waiting));
      next();
    });
    cancelAll.addEventListener("click", () => {
      jobs.filter((job) => job.state === "waiting").forEach((job) => say(job, "cancelled", words.cancelled));
      jobs.filter((job) => job.state === "sending").forEach((job) => job.request.abort());
      sayAll();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    // A file dropped beside the zone must not make the browser leave the page.
    ["dragover", "drop"].forEach((name) => document.addEventListener(name, (event) => event.preventDefault()));
    zone.addEventListener("dragover", () => zone.classList.add("is-over"));
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    document.addEventListener("drop", (event) => {
      zone.classList.remove("is-over");
      if (event.dataTransfer) take(event.dataTransfer.files);
    });
    window.addEventListener("beforeunload", (event) => {
      if (count("waiting", "sending")) event.preventDefault();
    });
  }

  // The dialog of one file: show the proofs that have every typed word, tick a group of them at once;
  // propose the kind of the ticked ones.
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const search = (field) => {
    const wanted = fold(field.value).split(/\s+/).filter(Boolean);
    const root = field.closest("[data-choose]");
    const found = root.querySelector("[data-found]");
    let shown = 0;
    root.querySelectorAll("[data-group]").forEach((group) => {
      let any = false;
      group.querySelectorAll("[data-choice]").forEach((choice) => {
        const text = fold(`${choice.dataset.choice} ${group.dataset.group}`);
        choice.hidden = !wanted.every((word) => text.includes(word));
        if (!choice.hidden) { any = true; shown += 1; }
      });
      group.hidden = !any;
      if (any) nameTurn(group);
    });
    if (!wanted.length) found.textContent = "";
    else if (shown === 0) found.textContent = found.dataset.none;
    else found.textContent = shown === 1 ? found.dataset.one : found.dataset.many.replace("%d", shown);
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-search]")) search(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-search]")) event.preventDefault();
  });
  // Those without a file first: the others are already answered. Once these are ticked, all; then none.
  const turn = (group) => {
    const boxes = [...group.querySelectorAll("[data-choice]:not([hidden]) input")];
    const bare = boxes.filter((box) => !("laid" in box.dataset));
    if (bare.some((box) => !box.checked)) return ["bare", bare, true];
    return boxes.every((box) => box.checked) ? ["none", boxes, false] : ["all", boxes, true];
  };
  const nameTurn = (group) => {
    const { dataset, firstElementChild: place } = group.querySelector("[data-tick-all]");
    dataset.bare ??= place.textContent;
    place.textContent = dataset[turn(group)[0]];
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick-all]");
    if (!button) return;
    const [, boxes, ticked] = turn(button.closest("[data-group]"));
    boxes.forEach((box) => { box.checked = ticked; });
    boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const root = event.target.closest("[data-choose]");
    if (event.target.name === "kind") event.target.dataset.chosen = "yes";
    if (!root || !event.target.matches("[name=proofs]")) return;
    nameTurn(event.target.closest("[data-group]"));
    const kind = root.closest("form").querySelector("[name=kind]");
    const kinds = new Set([...root.querySelectorAll("[name=proofs]:checked")].map((box) => box.dataset.kind));
    if (!kind.disabled && !kind.dataset.chosen && kinds.size === 1) [kind.value] = kinds;
  });
})();
