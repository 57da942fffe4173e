// Judging pairs by keys. Every key presses what stands on the page.
const pairs = [...document.querySelectorAll(".couple")];
const keysOn = document.getElementById("keys-on");
let current = pairs.find((pair) => `#${pair.id}` === location.hash) ?? pairs[0];

function mark() {
  for (const pair of pairs) pair.classList.toggle("now", pair === current);
}

function show(pair) {
  if (!pair) return;
  current = pair;
  mark();
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "nearest" });
}

const move = (by) => show(pairs[pairs.indexOf(current) + by]);
const press = (key) => current?.querySelector(`[data-key="${key}"]`)?.click();
const KEYS = { j: () => move(1), k: () => move(-1), s: () => press("s"), d: () => press("d"), u: () => press("u") };

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  const typing = event.target.closest("input, textarea, select");
  if (!act || typing || !keysOn.checked || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
mark();
for (const pair of pairs) {
  pair.addEventListener("focusin", () => {
    current = pair;
    mark();
  });
}
