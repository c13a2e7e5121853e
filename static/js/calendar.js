// The page of a calendar address: copy it by one press; pressing the field selects it whole.
(() => {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-select]")) event.target.select();
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // not allowed here: the address is selected, the keyboard copies it
    }
    button.querySelector("span").textContent = button.dataset.copied;
  });
})();
