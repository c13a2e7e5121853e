// Demonstration only: "Choisir" fills the form with that account.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill-login]");
  if (!button) return;
  document.getElementById("id_login").value = button.dataset.fillLogin;
  document.getElementById("id_password").value = button.dataset.fillPassword;
  document.querySelector(".entrance-form button[type=submit]").focus();
});
