"use strict";
// Small things that plain HTML cannot do. Every page works without them.

// What is wrong is read first.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A second click on a button that is at work sends nothing twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.hasAttribute("data-once") || event.defaultPrevented) return;
  if (button.dataset.sent) event.preventDefault();
  button.dataset.sent = "yes";
  setTimeout(() => delete button.dataset.sent, 4000);
});

// A page that is to be kept on paper offers to be printed.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
