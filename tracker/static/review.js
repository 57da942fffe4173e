// Review by keys. Every key presses what stands on the page, so that nothing can be done here that a pointer
// or a browser without scripts cannot do.
const cards = [...document.querySelectorAll(".card")];
const marks = [...document.querySelectorAll("mark[data-draft]")];
let current = cards.find((card) => `#${card.id}` === location.hash) ?? cards.find((card) => card.classList.contains("now")) ?? cards[0];

// A card that the pointer is on stays where it is, or the click would miss what it was aimed at.
function show(card, focus = true, still = false) {
  current = card;
  for (const other of cards) other.classList.toggle("now", other === card);
  for (const mark of marks) {
    mark.classList.toggle("now", mark.dataset.draft.split(" ").includes(card?.dataset.draft));
    mark.classList.toggle("bears-now", mark.dataset.bears.split(" ").includes(card?.dataset.draft));
  }
  if (!card) return;
  if (focus) card.focus({ preventScroll: true });
  if (!still) card.scrollIntoView({ block: "nearest" });
  centre(document.querySelector("mark.bears-now") ?? document.querySelector("mark.now"));
}

// The words scroll into the middle of their own pane, and leave the page where it is.
function centre(mark) {
  const pane = mark?.closest(".review-text");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const place = mark.getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  pane.scrollTop += place.top - frame.top - (frame.height - place.height) / 2;
}

function move(by) {
  const next = cards[cards.indexOf(current) + by];
  if (next) show(next);
}

const press = (element) => { if (element) element.click(); return Boolean(element); };
const find = (what) => current?.querySelector(what);

function unfold(key) {
  const part = find(`details[data-key="${key}"]`);
  if (!part) return;
  part.open = !part.open;
  const first = part.querySelector("input:checked, input:not([type=hidden]), select");
  if (part.open) first?.focus();
  else current.focus();
}

// While a fact is being rejected, the keys are about the rejection and about nothing else.
const rejecting = () => find('details[data-key="x"][open]');
const reject = () => press(rejecting()?.querySelector('button[value="reject"]'));

// Words selected in the text go into the forms that take them, with where they stand.
// Returns whether there are any.
function carry() {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  const node = range?.startContainer;
  const paragraph = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-start]");
  const words = getSelection().toString().trim();
  if (!paragraph || !words) return false;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const at = Number(paragraph.dataset.start) + before.toString().length;
  for (const form of [find(".card-form"), document.querySelector("form.fill")].filter(Boolean)) {
    form.elements.quote.value = words;
    form.elements.at.value = at;
  }
  current?.classList.add("selecting");
  const editor = find('details[data-key="e"]');
  if (editor) editor.open = true;
  const begin = document.querySelector("details.by-hand");
  if (begin && !editor) begin.open = true;
  return true;
}
document.querySelector(".review-text")?.addEventListener("pointerup", () => setTimeout(carry, 0));
document.querySelector(".review-text")?.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") carry(); });

document.addEventListener("selectionchange", () => {
  if (getSelection().isCollapsed) for (const card of cards) card.classList.remove("selecting");
});

function choose(digit) {
  if (!rejecting() && carry()) return press(find(`button[data-fill="${digit}"]`));
  const pick = rejecting()?.querySelectorAll('input[type="radio"]')[digit - 1] ?? (!rejecting() && find(`input[data-pick="${digit}"]`));
  if (!pick) return false;
  pick.checked = true;
  if (rejecting()) pick.focus();
  return true;
}

// What is asked on a card and not answered is said there, instead of by a page that refuses it.
function unanswered(form) {
  return [...form.querySelectorAll(".question")].find((question) => {
    const typed = form.elements[question.dataset.asks];
    return !question.querySelector("input:checked") && typed?.value === typed?.defaultValue;
  });
}
for (const form of document.querySelectorAll(".card-form")) {
  form.addEventListener("submit", (event) => {
    const question = event.submitter?.value === "accept" && unanswered(form);
    if (!question) return;
    event.preventDefault();
    question.querySelector(".missing").hidden = false;
    question.querySelector("input")?.focus();
  });
}

// What was typed or chosen on a card and not sent yet.
const TYPED = 'textarea, select, input:not([type="hidden"])';
const OF_SENDING = ".fill"; // words being put into a field are not part of the fact yet
function typed(form, within = form) {
  return [...form.elements].some((one) => {
    if (!within.contains(one) || !one.matches(TYPED) || one.closest(OF_SENDING)) return false;
    if (one.matches("select")) return [...one.options].some((option) => option.selected !== option.defaultSelected && one.value !== "");
    return one.matches('[type="radio"], [type="checkbox"]') ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
  });
}
let sent = null;
for (const form of document.forms) form.addEventListener("submit", (event) => { if (!event.defaultPrevented) sent = form; });
addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll(".card-form, .about-form")];
  const others = forms.filter((form) => form !== sent && !form.closest(".card")?.contains(sent));
  if (others.some((form) => typed(form))) event.preventDefault();
});

const KEYS = {
  a: () => rejecting() || press(find('button[data-key="a"]')),
  " ": () => rejecting() || press(find('button[data-key="space"]')),
  u: () => press(document.querySelector('button[data-key="u"]')),
  e: () => unfold("e"),
  x: () => reject() || unfold("x"),
  j: () => move(1),
  k: () => move(-1),
};

const WRITING = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';
const ACTING = "button, summary, a, input";
const off = () => document.getElementById("keys-on")?.checked === false;

function onKey(event) {
  const { key, target } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const about = target.closest(".about-form");
    if (about) return press(about.querySelector("button"));
    const editing = target.closest(".card-form") ?? find(".card-form");
    const closed = editing?.querySelector('details[data-key="e"]:not([open])');
    if (closed && typed(editing, closed)) {  // what is accepted has to be seen
      closed.open = true;
      return true;
    }
    const edited = target.closest('details[data-key="e"]') || (editing && typed(editing));
    return edited ? press(editing.querySelector('.card-inputs button[value="accept"]')) : press(document.querySelector("[data-finish], .finished .primary"));
  }
  if (key === "Escape" && target.closest(".card-more")) {
    target.closest(".card-more").open = false;
    current?.focus();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || off() || target.closest(WRITING)) return false;
  if (key === "Enter" && !target.closest("button, summary, a")) return reject();
  // A button that has the focus answers to the space bar itself.
  if (key === " " && target.closest(ACTING)) return false;
  if (/^[1-9]$/.test(key)) return choose(Number(key));
  if (!KEYS[key]) return false;
  KEYS[key]();
  return true;
}
document.addEventListener("keydown", (event) => { if (onKey(event)) event.preventDefault(); });

for (const card of cards) {
  card.addEventListener("focusin", () => { if (card !== current) show(card, false); });
  card.addEventListener("pointerdown", () => { if (card !== current) show(card, false, true); });
}
for (const mark of marks) {
  mark.addEventListener("click", () => {
    if (!getSelection().isCollapsed) return; // words inside it are being selected
    const card = cards.find((one) => mark.dataset.draft.split(" ").includes(one.dataset.draft));
    document.getElementById("pane-facts").checked = true;
    if (card) show(card);
  });
}
for (const link of document.querySelectorAll(".card-quote a")) {
  link.addEventListener("click", () => { document.getElementById("pane-text").checked = true; });
}
if (current && !document.querySelector("#summary")) show(current);
else if (current) show(current, false);
