// The page for questions: asks, keeps the conversation, and leads to the sources.

import { watch } from './card.js';
import { element, given, root, still } from './dom.js';
import * as history from './history.js';
import { openCitation, openLink } from './panel.js';
import { Turn } from './turn.js';
import { languageOf, say } from './words.js';

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
  await turn.run(conversation.id);
  running = null;
  busy(false);
  if (!turn.answer) return;
  if (field.value.trim() === turn.question || !field.value) history.setDraft(field.value);
  conversation.turns = turns.filter((one) => one.answer).map(({ question, language, answer }) => ({ question, language, answer }));
  history.keep(conversation);
  history.setOpen(conversation.id);
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

function open(kept) {
  running?.stop();
  conversation = { id: kept.id, turns: kept.turns };
  turns = [];
  place.replaceChildren();
  for (const turn of kept.turns) add(new Turn(desk, turn));
  history.setOpen(kept.id);
  told.textContent = '';
}

function busy(is) {
  go.hidden = is;
  stop.hidden = !is;
}

/** The recent conversations, in the menu and on the first view. */
function list() {
  const kept = history.conversations().filter((one) => one.turns?.length);
  for (const where of document.querySelectorAll('.recent-list')) {
    const most = where.closest('.menu') ? kept.length : 3;
    where.replaceChildren(...kept.slice(0, most).map((one) => recentRow(one)));
  }
  document.getElementById('recent-first').hidden = !kept.length;
  document.querySelector('.recent-none').hidden = kept.length > 0;
  document.getElementById('clear').hidden = !kept.length;
  document.getElementById('recent').hidden = false;
}

function recentRow(kept) {
  const [{ question }] = kept.turns;
  const click = () => {
    document.getElementById('recent').open = false;
    open(kept);
    scrollTo({ top: 0 });
    turns[0].element.querySelector('.question').focus({ preventScroll: true });
  };
  return element('li', {}, element('button', { type: 'button', click }, element('bdi', { lang: languageOf(question) }, question)));
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
document.getElementById('clear').addEventListener('click', () => {
  if (!confirm(say('recent_clear_sure'))) return;
  history.clear();
  list();
});

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
const before = answered ? null : history.opened();
if (answered) {
  place.replaceChildren();
  conversation.turns = [answered];
  open(conversation);
  history.keep(conversation);
  window.history.replaceState(null, '', `${root}/`);
} else if (before) {
  open(before);
}
document.getElementById('language').href = `${root}/?lang=${document.documentElement.lang === 'ar' ? 'en' : 'ar'}`; // the conversation goes along
list();
field.value = history.draft();
typed();
if (matchMedia('(pointer: fine)').matches && !answered && !before) field.focus({ preventScroll: true });
