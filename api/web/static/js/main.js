// The page for questions: asks, keeps the conversation, and leads to the sources.

import { watch } from './card.js';
import { given, root, still } from './dom.js';
import * as history from './history.js';
import { begin, list } from './recent.js';
import { openCitation, openLink } from './panel.js';
import { Turn } from './turn.js';
import { say } from './words.js';

const form = document.getElementById('ask');
const field = document.getElementById('question');
const go = document.getElementById('go');
const stop = document.getElementById('stop');
const left = document.getElementById('left');
const place = document.getElementById('turns');
const told = document.getElementById('told');
const suggestions = given('suggestions');
const longest = Number(form.dataset.longest);
const title = document.title.split(' · ').slice(-2).join(' · ');

let conversation = history.fresh();
let turns = [];
let running = null;

const desk = {
  longest,
  feedback: form.dataset.feedback === 'yes',
  examples: (language) => suggestions[language] ?? [],
  say: (words) => { told.textContent = words; },
  ask,
  again: (turn) => run(turn),
};

/** Asks a question in this conversation. */
function ask(question, language = '') {
  if (running) return;
  const turn = new Turn(desk, { question, language });
  add(turn);
  turn.element.scrollIntoView({ block: 'start', behavior: still.matches ? 'instant' : 'smooth' });
  run(turn);
}

async function run(turn) {
  running = turn;
  busy(true);
  history.setDraft(turn.question);
  history.setOpen(conversation);
  await turn.run(conversation);
  running = null;
  busy(false);
  if (!turn.answer) return;
  if (field.value.trim() === turn.question || !field.value) history.setDraft(field.value);
  list();
}

function add(turn) {
  turns.push(turn);
  place.append(turn.element);
  document.body.dataset.view = 'talk';
  document.getElementById('new').hidden = false;
  document.title = `${turn.question.slice(0, 60)} · ${title}`;
  field.placeholder = say('follow_up');
}

/** Shows a conversation as the server keeps it. Says whether it is there. */
async function open(id) {
  const kept = await history.conversation(id);
  if (!kept) return false;
  show(id, kept.said);
  scrollTo({ top: 0 });
  if (kept.new) {
    turns.find((turn) => turn.state === 'new')?.element.scrollIntoView({ block: 'start', behavior: 'instant' });
    await history.seen(id);
    list();
  }
  return true;
}

function show(id, said) {
  running?.stop();
  conversation = id;
  turns = [];
  place.replaceChildren();
  for (const turn of said) add(new Turn(desk, turn));
  history.setOpen(id);
  told.textContent = '';
}

async function opening(id) {
  if (await open(id)) turns[0]?.element.querySelector('.question').focus({ preventScroll: true });
}

/** A conversation was deleted (without an id: all were): the one on the page goes with it. */
function gone(id) {
  if (id && id !== conversation) return;
  history.setOpen('');
  location.assign(`${root}/`);
}

function busy(is) {
  go.hidden = is;
  stop.hidden = !is;
}

function typed() {
  history.setDraft(field.value);
  const rest = longest - [...field.value].length;
  left.hidden = rest > longest / 10;
  left.textContent = say('left', { n: rest });
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const question = field.value.trim();
  if (!question || running) return;
  field.value = '';
  typed();
  ask(question);
});
field.addEventListener('input', typed);
field.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
stop.addEventListener('click', () => {
  running?.stop();
  field.focus();
});

document.getElementById('suggested')?.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.textContent.trim());
});

for (const link of document.querySelectorAll('[data-new]')) {
  link.addEventListener('click', () => {
    history.setOpen('');
    history.setDraft('');
  });
}
function citationOf(mark) {
  const turn = turns.find((one) => one.element.contains(mark));
  return turn?.answer?.citations.find((one) => String(one.n) === mark.dataset.n);
}

watch(place, citationOf);
place.addEventListener('click', (event) => {
  const link = event.target.closest('.cite, .source-title, .twin, [data-source]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const citation = citationOf(link);
  const turn = turns.find((one) => one.element.contains(link));
  if (citation) openCitation(turn.element, turn.answer.citations, citation.n, link);
  else openLink(link.href, link);
});

// What was there before: an answer that the server wrote, or this tab's conversation; and what was typed.
const answered = given('answered');
const before = history.opened();
if (answered) {
  show(answered.answer.conversation ?? history.fresh(), [answered]);
  window.history.replaceState(null, '', `${root}/`);
}
document.getElementById('language').href = `${root}/?lang=${document.documentElement.lang === 'ar' ? 'en' : 'ar'}`; // the conversation goes along
begin(opening, gone);
field.value = history.draft();
typed();
if (!answered && !(before && await open(before)) && matchMedia('(pointer: fine)').matches) field.focus({ preventScroll: true });
