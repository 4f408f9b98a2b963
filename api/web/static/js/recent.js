// The list of conversations: on the first view the latest, in the menu all of them, searched, renamed, taken along and deleted.

import { action, element } from './dom.js';
import * as history from './history.js';
import { languageOf, number, say } from './words.js';

const PATIENCE_MS = 200;
const FIRST = 3;
const menu = document.getElementById('recent');
const search = document.getElementById('recent-search');
const none = document.querySelector('.recent-none');
const clear = document.getElementById('clear');
let timer = 0;
let asked = 0;
let desk = null;

/** Begins: `opening(id)` opens a conversation, `gone(id)` is told of one that was deleted (empty: all were). */
export function begin(opening, gone) {
  desk = { opening, gone };
  menu.hidden = !history.kept;
  if (!history.kept) return;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(list, PATIENCE_MS);
  });
  menu.addEventListener('toggle', () => menu.open && list());
  clear.addEventListener('click', async () => {
    if (confirm(say('recent_clear_sure')) && await history.clear()) desk.gone('');
    list();
  });
  list();
}

/** Asks for the conversations anew and shows them. */
export async function list() {
  if (!history.kept) return;
  const turn = ++asked;
  const text = search.value.trim();
  const found = await history.conversations(text);
  if (turn !== asked || !found) return;
  menu.querySelector('.recent-list').replaceChildren(...found.map((one) => row(one)));
  none.textContent = say(text ? 'recent_not_found' : 'recent_none');
  none.hidden = found.length > 0;
  clear.hidden = !found.length && !text;
  if (text) return;
  const first = document.getElementById('recent-first');
  first.hidden = !found.length;
  first.querySelector('.recent-list').replaceChildren(...found.slice(0, FIRST).map((one) => element('li', {}, title(one))));
  menu.classList.toggle('has-new', found.some((one) => one.new));
}

function title(one) {
  const click = () => {
    menu.open = false;
    desk.opening(one.id);
  };
  const fresh = one.new > 0 && element('span', { class: 'new-mark' }, say('new_answer'));
  return element('button', { type: 'button', class: 'recent-title', click }, element('bdi', { lang: languageOf(one.title) }, one.title), fresh);
}

function row(one) {
  const what = element('div', { class: 'recent-actions', hidden: true }, [
    action(null, say('rename'), () => renaming(one, what)),
    element('a', { class: 'plain', href: history.file(one.id, 'docx'), download: true }, say('as_word')),
    element('a', { class: 'plain', href: history.file(one.id, 'md'), download: true }, say('as_markdown')),
    action(null, say('delete'), () => deleting(one)),
  ]);
  const more = element('button', {
    type: 'button',
    class: 'tool',
    'aria-expanded': 'false',
    'aria-label': say('more_of', { title: one.title }),
    click: () => {
      what.hidden = !what.hidden;
      more.setAttribute('aria-expanded', String(!what.hidden));
    },
  }, '⋯');
  return element('li', { class: 'recent-row' }, title(one), element('span', { class: 'recent-count' }, number(one.turns)), more, what);
}

function renaming(one, place) {
  const field = element('input', { type: 'text', value: one.title, dir: 'auto', maxlength: '120', 'aria-label': say('title') });
  const save = async (event) => {
    event.preventDefault();
    if (field.value.trim()) await history.rename(one.id, field.value.trim());
    list();
  };
  place.replaceChildren(element('form', { class: 'recent-name', submit: save }, field, element('button', { class: 'plain' }, say('save'))));
  field.select();
}

async function deleting(one) {
  if (!confirm(say('delete_sure'))) return;
  if (await history.remove(one.id)) desk.gone(one.id);
  list();
}
