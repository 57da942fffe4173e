// In the reader, words and the facts they carry light each other up.
const parts = [...document.querySelectorAll("[data-c]")];
const ids = (part) => part.dataset.c.split(" ");

function light(part) {
  const wanted = part ? new Set(ids(part)) : new Set();
  for (const other of parts) other.classList.toggle("lit", ids(other).some((id) => wanted.has(id)));
}

for (const part of parts) {
  part.addEventListener("pointerenter", () => light(part));
  part.addEventListener("pointerleave", () => light(null));
  part.addEventListener("focusin", (event) => { event.stopPropagation(); light(part); });
}

// A click on highlighted words leads to the first fact they carry.
for (const mark of document.querySelectorAll("mark[data-c]")) {
  mark.addEventListener("click", () => {
    const fact = parts.find((part) => part.matches(".carried-fact") && ids(part).includes(ids(mark)[0]));
    fact?.querySelector("a").focus();
    fact?.scrollIntoView({ block: "nearest" });
  });
}
