// Conversations as the server keeps them, each its asker's own; which one is open and what was typed, for as long as the tab lives.

import { root } from './dom.js';

const OPEN = 'dalil.open';
const DRAFT = 'dalil.draft';

/** Whether the server keeps conversations. */
export const kept = document.getElementById('ask')?.dataset.kept === 'yes';

/** The conversations that hold all words of a text, the latest first: `{id, title, last, turns, new}`; null when they can't be had. */
export async function conversations(text = '') {
  const found = await ask(`?${new URLSearchParams({ q: text })}`);
  return found?.conversations ?? null;
}

/** One of them with its turns: `{id, title, said: [{id, question, language, state, withheld, answer}]}`; null when it can't be had. */
export const conversation = (id) => ask(`/${encodeURIComponent(id)}`);

/** Gives a conversation another title; says whether it worked. */
export const rename = (id, title) => send('PUT', `/${encodeURIComponent(id)}`, { title });

/** Deletes a conversation; says whether it worked. */
export const remove = (id) => send('DELETE', `/${encodeURIComponent(id)}`);

/** Deletes every conversation; says whether it worked. */
export const clear = () => send('DELETE', '', { erase: true });

/** Says that what is new in a conversation was seen. */
export const seen = (id) => send('POST', `/${encodeURIComponent(id)}/seen`);

/** The address of a conversation as a file: `md` or `docx`. */
export const file = (id, form) => `${root}/api/conversations/${encodeURIComponent(id)}/export?form=${form}`;

export const opened = () => recall(OPEN);
export const setOpen = (id) => remember(OPEN, id);
export const draft = () => recall(DRAFT);
export const setDraft = (text) => remember(DRAFT, text);

/** The id of a conversation that is about to begin. */
export function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function ask(path) {
  if (!kept) return null;
  try {
    const response = await fetch(`${root}/api/conversations${path}`, { headers: { Accept: 'application/json' } });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // away: what is on the page stays
  }
}

async function send(method, path, body) {
  const said = body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {};
  try {
    return (await fetch(`${root}/api/conversations${path}`, { method, ...said })).ok;
  } catch {
    return false;
  }
}

function remember(name, text) {
  try {
    if (text) sessionStorage.setItem(name, text);
    else sessionStorage.removeItem(name);
  } catch {
    // a browser that keeps nothing
  }
}

function recall(name) {
  try {
    return sessionStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}
