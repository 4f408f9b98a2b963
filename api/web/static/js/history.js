// Recent conversations, kept in this browser; the one that is open, and what was typed, for as long as the tab lives.

const STORE = 'dalil.conversations';
const OPEN = 'dalil.open';
const DRAFT = 'dalil.draft';
const MOST = 20;

/** Every conversation, the latest first: `{id, at, turns: [{question, language, answer}]}`. */
export function conversations() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

/** Keeps a conversation as the latest. A full or closed store keeps nothing, and that is no failure of the answer. */
export function keep(conversation) {
  const others = conversations().filter((one) => one.id !== conversation.id);
  for (let most = MOST; most > 0; most = Math.floor(most / 2)) {
    try {
      localStorage.setItem(STORE, JSON.stringify([{ ...conversation, at: Date.now() }, ...others].slice(0, most)));
      return;
    } catch {
      // too much for the store: keep fewer
    }
  }
}

/** Forgets every conversation. */
export function clear() {
  remember(localStorage, STORE, '');
  setOpen('');
}

/** The conversation that was open in this tab, if any. */
export function opened() {
  const id = recall(sessionStorage, OPEN);
  return conversations().find((one) => one.id === id) ?? null;
}

export const setOpen = (id) => remember(sessionStorage, OPEN, id);
export const draft = () => recall(sessionStorage, DRAFT);
export const setDraft = (text) => remember(sessionStorage, DRAFT, text);

/** A conversation without turns. */
export function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return { id: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), turns: [] };
}

function remember(store, name, text) {
  try {
    if (text) store.setItem(name, text);
    else store.removeItem(name);
  } catch {
    // a browser that keeps nothing
  }
}

function recall(store, name) {
  try {
    return store.getItem(name) ?? '';
  } catch {
    return '';
  }
}
