// Adding: a paste is read at once, Ctrl+Enter reads what was typed, and the line below says that it goes on.
const form = document.getElementById("add-form");
const box = document.getElementById("text");
const reading = document.getElementById("reading");
const LINK = /^\s*https?:\/\/\S+\s*$/i;
const ENOUGH = 200; // characters: what is shorter is a phrase on its way to somewhere else

function send() {
  if (!form.hasAttribute("aria-busy")) form.requestSubmit(document.getElementById("go"));
}

form.addEventListener("submit", () => {
  form.setAttribute("aria-busy", "true");
  if (reading) reading.textContent = LINK.test(box.value) ? "Fetching and reading … Esc stops it." : "Reading …";
});
// Coming back by the browser's own button finds the form ready again.
addEventListener("pageshow", () => {
  form.removeAttribute("aria-busy");
  if (reading) reading.textContent = "";
});

box.addEventListener("keydown", (event) => {
  const link = LINK.test(box.value) && form.dataset.needsText !== "yes";
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey || link)) {
    event.preventDefault();
    send();
  }
});

box.addEventListener("paste", (event) => {
  const words = event.clipboardData?.getData("text") ?? "";
  const whole = box.value.trim() === "" && (LINK.test(words) || words.length >= ENOUGH);
  if (whole) setTimeout(send, 0);
});
