// Copying, on https and on plain http; and what is copied for a memo.

import { element } from './dom.js';
import { day, kind, languageOf, say } from './words.js';

/** Copies text (and its HTML form). Says whether it worked. */
export async function copy(text, html = '') {
  const both = (event) => {
    event.preventDefault();
    event.clipboardData.setData('text/plain', text);
    if (html) event.clipboardData.setData('text/html', html);
  };
  document.addEventListener('copy', both, { once: true, capture: true });
  try {
    if (document.execCommand('copy')) return true;
  } finally {
    document.removeEventListener('copy', both, { capture: true });
  }
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A box with the text selected, for a browser that lets no page copy. */
export function byHand(text) {
  const box = element('textarea', { class: 'by-hand', readonly: true, dir: 'auto', 'aria-label': say('copy_by_hand') });
  box.value = text;
  queueMicrotask(() => box.select());
  return box;
}

/** An answer for a memo, as plain text and as HTML in the answer's direction. */
export function memo(answer) {
  const direction = answer.language === 'ar' ? 'rtl' : 'ltr';
  const sentences = answer.sentences.map((one) => `${one.text.trim()} ${one.citations.map((n) => `[${n}]`).join('')}`.trim());
  const sources = answer.citations.map((one) => ({ n: one.n, quote: one.quote, link: new URL(one.url, location.href).href, facts: factsOf(one) }));
  const consulted = say('consulted', { date: day(today()) });
  const text = [
    ...sentences,
    '',
    ...sources.flatMap((one) => [`[${one.n}] ${one.facts.map(([name, value]) => `${name}${say('colon')}${value}`).join(say('comma'))}`, `«${one.quote.trim()}»`, one.link]),
    consulted,
  ].join('\n');
  const list = element('ol', {}, sources.map((one) => memoItem(one)));
  const whole = element('div', { dir: direction, lang: answer.language }, sentences.map((one) => element('p', {}, one)), list, element('p', {}, consulted));
  return { text, html: whole.outerHTML };
}

function memoItem({ n, quote, link, facts }) {
  const told = facts.map(([name, value]) => `${name}${say('colon')}${value}`).join(say('comma'));
  return element(
    'li',
    { value: n },
    told,
    element('blockquote', { lang: languageOf(quote), dir: languageOf(quote) === 'ar' ? 'rtl' : 'ltr' }, quote),
    element('a', { href: link, dir: 'ltr' }, link),
  );
}

function factsOf(citation) {
  const date = citation.date && day(citation.date) !== citation.date ? `${day(citation.date)} (${citation.date})` : citation.date;
  return [
    [kind(citation.type) || say('source'), citation.title],
    [say('number'), citation.number],
    [say('issuer'), citation.issuer],
    [say('edition', { edition: '' }).trim(), citation.edition],
    [say('date'), date],
    [say('page', { page: '' }).trim(), citation.page_label || String(citation.page)],
    [say('article'), citation.heading],
  ].filter(([, value]) => value);
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}
