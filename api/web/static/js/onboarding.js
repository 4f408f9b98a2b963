// Keeps what a learner types, sends it again when the connection is back, and forgets it once it was judged.

const PREFIX = "dalil-draft:";

function remembered(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) || "null");
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    if (value) localStorage.setItem(PREFIX + name, JSON.stringify(value));
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // A browser that keeps nothing: the form works as it is.
  }
}

function valuesOf(form) {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

function fill(form, values) {
  for (const [name, value] of values) {
    for (const field of form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else if (name === "sent" || !field.value) field.value = value;
    }
  }
}

const done = document.body.dataset.sentDraft;
if (done) remember(done, null);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const name = form.dataset.draft;
  const state = form.querySelector(".c-state");
  const kept = remembered(name);
  const keep = () => remember(name, valuesOf(form));
  const typed = [...form.elements].some((field) => field.value !== field.defaultValue && field.type === "textarea");
  if (typed) keep(); // on a slow line the first words come before this file
  else if (kept) fill(form, kept);
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    state.textContent = form.dataset.offline;
    window.addEventListener("online", () => form.requestSubmit(), { once: true });
  });
}

document.querySelector(".c-reply, .c-verdict")?.scrollIntoView({ block: "nearest" });
