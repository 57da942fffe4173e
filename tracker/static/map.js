// The map under the hand: dragging, Ctrl and the wheel, and the arrow keys from place to place. All of it ends in
// an address that works without this script; only the parts that depend on the window are fetched anew.
const WIDTH = 20000, HEIGHT = 9734, DEEPEST = 7;
const FRESH = ["#map", ".twins", ".view-tabs"];
const frame = () => document.getElementById("map");
const svg = () => frame().querySelector(".map");

// -- the window: the inverse of the Equal Earth projection, as tracker/overview/world.py has it --

const [A, B, C, D] = [1.340264, -0.081106, 0.000893, 0.003796];
const ROOT = Math.sqrt(3) / 2;
function equalEarth(longitude, latitude) {
  const angle = Math.asin(ROOT * Math.sin(latitude)), square = angle ** 2, sixth = square ** 3;
  const stretch = ROOT * (A + 3 * B * square + sixth * (7 * C + 9 * D * square));
  return [longitude * Math.cos(angle) / stretch, angle * (A + B * square + sixth * (C + D * square))];
}
const RIGHT = equalEarth(Math.PI, 0)[0], TOP = equalEarth(0, Math.PI / 2)[1];

function degrees(x, y) {
  let low = -Math.PI / 2, high = Math.PI / 2;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if ((1 - equalEarth(0, middle)[1] / TOP) * HEIGHT / 2 > y) low = middle; else high = middle;
  }
  const edge = equalEarth(Math.PI, low)[0] / RIGHT * WIDTH / 2;
  return [Math.max(-180, Math.min(180, (x - WIDTH / 2) / edge * 180)), low * 180 / Math.PI];
}

function shown() {
  const [left, top, width, height] = frame().dataset.box.split(",").map(Number);
  return { left, top, width, height, zoom: Number(frame().dataset.zoom) };
}

// The address of the window whose middle is this point of the plane.
function addressAt(x, y, zoom) {
  const address = new URL(location.href);
  const [longitude, latitude] = degrees(x, y);
  address.searchParams.set("_view", `${longitude.toFixed(2)},${latitude.toFixed(2)},${zoom}`);
  address.hash = "";
  return address.href;
}

let asked = 0;
async function show(address, keep = true) {
  const turn = asked += 1;
  const answer = await fetch(address);
  if (!answer.ok) { location.href = address; return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn !== asked) return;
  const pressed = document.activeElement?.dataset.move;
  const scrolled = frame().querySelector(".map-scroll").scrollLeft;
  for (const part of FRESH) {
    const there = fresh.querySelector(part);
    if (there) document.querySelector(part)?.replaceWith(document.adoptNode(there));
  }
  frame().querySelector(".map-scroll").scrollLeft = scrolled;
  if (keep) history.pushState(null, "", address);
  if (pressed) (frame().querySelector(`a[data-move="${pressed}"]`) ?? frame().querySelector("a.move"))?.focus();
  rove();
  document.dispatchEvent(new Event("redrawn"));
}
addEventListener("popstate", () => show(location.href, false));

// -- the buttons, the mouse and the wheel --

document.addEventListener("click", (event) => {
  const button = event.target.closest("#map a.move");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(button.href);
});

let drag = null;
document.addEventListener("pointerdown", (event) => {
  // A finger moves the picture by scrolling it, and the page with it.
  if (event.pointerType === "touch" || event.button !== 0 || !event.target.closest("#map .map")) return;
  drag = { x: event.clientX, y: event.clientY, moved: false };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const right = event.clientX - drag.x, down = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(right, down) < 4) return;
  drag.moved = true;
  svg().classList.add("dragged");
  const { left, top, width, height } = shown(), scale = width / svg().clientWidth;
  svg().querySelector(".map-land").setAttribute("viewBox", `${left - right * scale} ${top - down * scale} ${width} ${height}`);
  const marks = svg().querySelector(".map-marks");
  marks.setAttribute("x", right);
  marks.setAttribute("y", down);
});
document.addEventListener("pointerup", (event) => {
  const ended = drag;
  drag = null;
  if (!ended?.moved) return;
  svg().classList.remove("dragged");
  addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
  setTimeout(() => dispatchEvent(new Event("click")));
  const { left, top, width, height, zoom } = shown(), scale = width / svg().clientWidth;
  show(addressAt(left + width / 2 - (event.clientX - ended.x) * scale, top + height / 2 - (event.clientY - ended.y) * scale, zoom));
});
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("#map")) event.preventDefault(); });

let turned = 0;
document.addEventListener("wheel", (event) => {
  if (!event.ctrlKey || !event.target.closest("#map .map")) return;
  event.preventDefault();
  if (event.timeStamp - turned < 250) return;
  turned = event.timeStamp;
  const { left, top, width, height, zoom } = shown(), next = Math.max(0, Math.min(DEEPEST, zoom + (event.deltaY < 0 ? 1 : -1)));
  if (next === zoom) return;
  // The point under the hand stays under it.
  const box = svg().getBoundingClientRect(), grown = 2 ** (zoom - next);
  const across = (event.clientX - box.left) / box.width, along = (event.clientY - box.top) / box.height;
  show(addressAt(left + width * (across + (0.5 - across) * grown), top + height * (along + (0.5 - along) * grown), next));
}, { passive: false });

// -- the keyboard: one stop for all places, the arrow keys between them --

const places = () => [...frame().querySelectorAll(".map-marks a")];
function rove() {
  places().forEach((place, number) => place.setAttribute("tabindex", number ? "-1" : "0"));
}
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(element) {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

// The nearest place that way; what lies aside counts double, and what lies further aside than ahead not at all.
function nextTo(from, [right, down]) {
  const [x, y] = middle(from);
  let best = null, nearest = Infinity;
  for (const place of places()) {
    const [a, b] = middle(place);
    const ahead = (a - x) * right + (b - y) * down, aside = Math.abs((a - x) * down) + Math.abs((b - y) * right);
    const far = ahead + 2 * aside;
    if (place !== from && ahead > 0.5 && aside <= ahead && far < nearest) [best, nearest] = [place, far];
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  const place = event.target.closest?.("#map .map-marks a");
  if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = places();
  const next = { Home: all[0], End: all.at(-1) }[event.key] ?? (ARROWS[event.key] && nextTo(place, ARROWS[event.key]));
  if (!next && !ARROWS[event.key]) return;
  event.preventDefault();
  if (!next) return;
  place.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
});
rove();

// Where the picture is wider than its window, begin with the place where most is.
const region = frame().querySelector(".map-scroll");
const most = places().sort((one, other) => Number(other.textContent.match(/\d+/)) - Number(one.textContent.match(/\d+/)))[0];
if (most) region.scrollLeft += middle(most)[0] - middle(region)[0];
