// Warns some minutes before the session ends. What was typed stays: the page is not left.
"use strict";

const leaving = document.querySelector("dialog.leaving");
if (leaving) {
  const form = leaving.querySelector("form");
  const stay = leaving.querySelector("[data-stay]");
  const back = leaving.querySelector("[data-back]");
  const unused = Number(leaving.dataset.unused) * 1000;
  const latest = Date.now() + Number(leaving.dataset.latest) * 1000;
  const warning = Math.min(3 * 60_000, unused / 2);
  let used = Date.now();
  let told = false;

  const say = (which) => {
    for (const words of leaving.querySelectorAll("[data-leaving]")) {
      words.hidden = words.dataset.leaving !== which;
    }
    stay.hidden = which !== "unused";
    back.hidden = which === "unused";
    if (!leaving.open) leaving.showModal();
    (stay.hidden ? back : stay).focus();
  };

  const look = () => {
    const now = Date.now();
    if (now > latest - warning) {
      if (!told) say("latest");
      told = true;
    } else if (now > used + unused - warning) {
      if (!leaving.open) say("unused");
    } else if (leaving.open && !told) {
      leaving.close();
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      redirect: "manual",
    });
    if (!answer.ok) {
      say("over");
      return;
    }
    used = Date.now();
    localStorage.setItem("used", String(used));
    leaving.close();
  });
  back.addEventListener("click", () => leaving.close());
  // A page that was opened in another tab counts here too.
  window.addEventListener("storage", (event) => {
    if (event.key === "used") used = Math.max(used, Number(event.newValue));
  });
  localStorage.setItem("used", String(used));
  window.setInterval(look, 5000);
}
