// Taking a time from the bars: by dragging over them, or with arrow keys and Shift. The form and the links do
// the same without this.
const field = document.getElementById("brush");
if (field) {
  const bars = [...field.querySelectorAll(".bar-link")];
  const from = document.getElementById("window-from");
  const to = document.getElementById("window-to");
  const said = document.getElementById("brush-said");
  let anchor = -1, at = -1, dragging = false;

  const ends = () => [Math.min(anchor, at), Math.max(anchor, at)];

  function take() {
    const [first, last] = ends();
    bars.forEach((bar, place) => bar.classList.toggle("taken", place >= first && place <= last));
    from.value = bars[first].dataset.from;
    to.value = bars[last].dataset.to;
    said.textContent = first === last ? bars[first].getAttribute("aria-label") : `${from.value} to ${to.value}: press Enter to show it.`;
  }

  const show = () => from.form.requestSubmit();

  // One stop for the keyboard; the arrows go from bar to bar.
  if (bars.length) bars[0].tabIndex = 0;
  function go(place, extend) {
    at = Math.max(0, Math.min(bars.length - 1, place));
    if (!extend) anchor = at;
    for (const bar of bars) bar.tabIndex = -1;
    bars[at].tabIndex = 0;
    bars[at].focus();
    take();
  }
  field.addEventListener("keydown", (event) => {
    const here = bars.indexOf(event.target.closest(".bar-link"));
    const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: bars.length - 1 };
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) {
      if (anchor < 0) anchor = here;
      event.preventDefault();
      go(steps[event.key], event.shiftKey);
    } else if (event.key === "Enter" && anchor >= 0 && anchor !== at) {
      event.preventDefault();
      show();
    }
  });

  // A drag takes the bars it passes over; a click without one follows its bar's link.
  const nearest = (event) => {
    const middles = bars.map((bar) => { const box = bar.getBoundingClientRect(); return box.left + box.width / 2; });
    return middles.reduce((best, x, place) => (Math.abs(x - event.clientX) < Math.abs(middles[best] - event.clientX) ? place : best), 0);
  };
  field.classList.add("js-brush");
  field.addEventListener("dragstart", (event) => event.preventDefault());
  field.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !bars.length) return;
    anchor = at = nearest(event);
    dragging = true;
  });
  addEventListener("pointermove", (event) => {
    if (!dragging || nearest(event) === at) return;
    at = nearest(event);
    take();
  });
  addEventListener("pointercancel", () => { dragging = false; });
  addEventListener("pointerup", () => {
    if (dragging && anchor !== at) show();
    dragging = false;
  });
  field.addEventListener("click", (event) => { if (anchor >= 0 && anchor !== at) event.preventDefault(); }, true);
}
