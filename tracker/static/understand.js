// Says while somebody types how a date or a value will be read. What is shown is what the form then carries,
// so that saving needs no second look.
const DELAY = 250;
// What a claim measures, in its own form: a number without a unit is in that of its metric.
const metricOf = (box) => box.dataset.field === "value_text" && box.closest("form")?.querySelector('input[name$="metric"]');

for (const box of document.querySelectorAll(".understand")) {
  const [input, output] = [box.querySelector("input"), box.querySelector("output")];
  const carried = box.querySelector('input[name$=".understood"]');
  const anchor = box.querySelector('input[type="date"]');
  const metric = metricOf(box);
  let timer = 0;
  let asked = 0;
  output.setAttribute("aria-live", "polite");

  async function read() {
    const words = input.value.trim();
    const number = ++asked;
    if (!words) return show("", "");
    const about = new URLSearchParams({ kind: box.dataset.kind, field: box.dataset.field, words });
    if (anchor?.value) about.set("anchor", anchor.value);
    if (metric?.value) about.set("metric", metric.value);
    const answer = await fetch(`/understand?${about}`);
    const { reads, error } = answer.ok ? await answer.json() : {};
    return number === asked ? show(reads ?? "", error ?? "Not understood yet. Saving says what can be written here.") : undefined;
  }

  function show(reads, otherwise) {
    carried.value = reads;
    output.classList.toggle("not", !reads);
    output.replaceChildren();
    if (!reads) return void (output.textContent = otherwise);
    const lead = document.createElement("span");
    lead.className = "quiet";
    lead.textContent = "Understood as ";
    output.append(lead, reads);
    return undefined;
  }

  const soon = () => { clearTimeout(timer); timer = setTimeout(read, DELAY); };
  input.addEventListener("input", soon);
  anchor?.addEventListener("input", soon);
  if (metric) metric.addEventListener("change", soon);
}
