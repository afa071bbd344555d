// The drop zone, and the page that moves by itself through the stages. Everything works without.
"use strict";

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-drop-list]");
  const name = () => {
    list.replaceChildren(
      ...Array.from(input.files, (file) => {
        const line = document.createElement("li");
        line.textContent = file.name;
        return line;
      }),
    );
  };
  input.addEventListener("change", name);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("drop-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove("drop-over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    name();
  });
}

const stages = document.querySelector("[data-stage]");
if (stages) {
  const words = document.querySelector("[data-stage-words]");
  const ask = async () => {
    try {
      const answer = await fetch(stages.dataset.stage, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const stage = await answer.json();
        words.textContent = stage.words;
        if (stage.state === "checking") {
          stages.querySelector("[data-stage-checking]").className = "stage-now";
        }
        if (stage.done) {
          window.location.reload();
          return;
        }
      }
    } catch {
      // The next question comes anyway: the portal may be starting again.
    }
    window.setTimeout(ask, 700);
  };
  window.setTimeout(ask, 400);
}

// The list of returns moves when one of them is done.
const waiting = Array.from(document.querySelectorAll("[data-waits]"), (row) => row.dataset.waits);
if (waiting.length) {
  const ask = async () => {
    try {
      const answers = await Promise.all(
        waiting.map((address) => fetch(address, { headers: { Accept: "application/json" } })),
      );
      const stages = await Promise.all(answers.filter((one) => one.ok).map((one) => one.json()));
      if (stages.some((stage) => stage.done)) {
        window.location.reload();
        return;
      }
    } catch {
      // The next question comes anyway.
    }
    window.setTimeout(ask, 1000);
  };
  window.setTimeout(ask, 700);
}

// The cell in question stands in view, also on a phone.
for (const strip of document.querySelectorAll(".strip")) {
  const cell = strip.querySelector(".cell-bad");
  if (cell) {
    strip.scrollLeft = cell.offsetLeft + cell.offsetWidth - strip.clientWidth;
  }
}
