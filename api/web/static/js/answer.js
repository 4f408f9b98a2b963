// An answer as it is read: sentences with their marks, notes, sources; or that the library doesn't say.

import { element, root } from './dom.js';
import { citationFacts, mark } from './facts.js';
import { count, languageOf, number, say } from './words.js';

const CELL = ' | ';
const ITEM = /^\s*(?:[-•*▪◦–]|\(?[\d\u0660-\u0669]{1,3}[.)-])\s/;

/** The sentences of an answer, laid out as they come. Marks are put in once the citations are known. */
export class Sentences {
  constructor() {
    this.element = element('div', { class: 'answer', 'aria-live': 'polite', 'aria-busy': 'true' });
    this.kind = '';
  }

  /** Adds a sentence at the end. */
  add(sentence) {
    const kind = sentence.text.includes(CELL) ? 'table' : ITEM.test(sentence.text) ? 'item' : 'paragraph';
    if (!this.element.lang) this.speak(languageOf(sentence.text));
    const place = kind === 'table' ? this.row(sentence, kind) : this.line(sentence, kind);
    place.append(element('span', { class: 'cites', 'data-numbers': sentence.citations.join(' ') }));
    if (kind !== 'table') place.append(' ');
    this.kind = kind;
  }

  /** Puts the marks in and says that the answer is whole. */
  finish(answer) {
    this.speak(answer.language);
    const known = new Map(answer.citations.map((citation) => [String(citation.n), citation]));
    for (const place of this.element.querySelectorAll('.cites')) {
      const numbers = (place.dataset.numbers ?? '').split(' ').filter((n) => known.has(n));
      place.replaceChildren(...numbers.map((n) => mark(known.get(n))));
    }
    this.element.removeAttribute('aria-busy');
  }

  speak(language) {
    this.element.lang = language;
    this.element.dir = language === 'ar' ? 'rtl' : 'ltr';
  }

  line(sentence, kind) {
    const joins = kind === 'paragraph' && this.kind === 'paragraph';
    const paragraph = joins ? this.element.lastElementChild : element('p', { class: /^[\s(]*\d/.test(sentence.text) && kind === 'item' ? 'item numbered' : kind, dir: 'auto' });
    paragraph.append(element('span', { class: 'sentence' }, sentence.text));
    if (!joins) this.element.append(paragraph);
    return paragraph;
  }

  row(sentence, kind) {
    const cells = sentence.text.split(CELL).map((text) => element('td', {}, element('bdi', {}, text)));
    const row = element('tr', {}, cells);
    if (this.kind === kind) this.element.lastElementChild.querySelector('tbody').append(row);
    else this.element.append(element('div', { class: 'wide', tabindex: '0' }, element('table', {}, element('tbody', {}, row))));
    return cells.at(-1);
  }
}

/** The notes that stand above the sentences. */
export function notes(answer) {
  if (!answer.notes?.length) return null;
  return element('ul', { class: 'notes', lang: answer.language, dir: answer.language === 'ar' ? 'rtl' : 'ltr' }, answer.notes.map((note) => element('li', {}, note)));
}

/** How a follow-up was understood. */
export function understood(answer) {
  if (!answer.understood_as) return null;
  return element('p', { class: 'understood' }, say('understood_as', { question: '' }).trim(), ' ', element('bdi', { lang: languageOf(answer.understood_as) }, answer.understood_as));
}

/** "From 3 documents": each once, with the marks that point into it. */
export function sources(answer) {
  const documents = new Map();
  for (const citation of answer.citations) {
    const key = `${citation.document} ${citation.version}`;
    documents.set(key, [...(documents.get(key) ?? []), citation]);
  }
  return element(
    'section',
    { class: 'sources' },
    element('h3', {}, count('from', documents.size)),
    element('ol', {}, [...documents.values()].map((cited) => sourceRow(cited))),
  );
}

function sourceRow(cited) {
  const [first] = cited;
  const pages = [...new Set(cited.map((one) => one.page_label || String(one.page)))];
  const title = element('a', { class: 'source-title', href: first.url, 'data-n': String(first.n) }, element('bdi', { lang: first.language || null }, first.title));
  const quotes = element('ul', { class: 'quotes' }, cited.map((one) => quoteRow(one)));
  return element('li', { 'data-document': first.document }, title, citationFacts(first, pages), element('p', { class: 'cites' }, cited.map(mark)), quotes);
}

function quoteRow(citation) {
  const written = languageOf(citation.quote);
  const quote = element('q', { lang: written, dir: written === 'ar' ? 'rtl' : 'ltr' }, citation.quote);
  return element('li', {}, `[${citation.n}] `, quote, ' ', element('bdi', { dir: 'ltr' }, new URL(citation.url, location.href).href));
}

/** Adds to each source a link to the same document in the other language, where there is one. */
export async function addTwins(section) {
  for (const row of section.querySelectorAll('li[data-document]')) {
    try {
      const response = await fetch(`${root}/api/documents/${path(row.dataset.document)}`);
      const { twin, language } = response.ok ? await response.json() : {};
      if (!twin) continue;
      const other = language === 'ar' ? 'en' : 'ar';
      row.querySelector('.facts').append(element('span', {}, element('a', { href: `${root}/documents/${path(twin)}`, hreflang: other, class: 'twin' }, say(`twin_${other}`))));
    } catch {
      return; // it is an extra: an answer is whole without it
    }
  }
}

/** That the library doesn't say, and what came closest. */
export function abstention(answer) {
  const closest = answer.closest ?? [];
  return element(
    'div',
    { class: 'silent' },
    element('h3', {}, say('silent')),
    element('p', { class: 'searched' }, count('searched', answer.searched ?? 0)),
    closest.length > 0 && element('h4', {}, say('closest')),
    closest.length > 0 && element('ul', { class: 'closest' }, closest.map(closestRow)),
  );
}

function closestRow(passage) {
  const href = passage.url ?? `${root}/documents/${path(passage.document)}?page=${passage.page}`;
  return element(
    'li',
    {},
    element('a', { href, 'data-source': true }, element('bdi', { lang: languageOf(passage.title) }, passage.title)),
    element('span', { class: 'where' }, say('page', { page: passage.page })),
    element('blockquote', { dir: 'auto', lang: languageOf(passage.text) }, passage.text),
  );
}

/** How far the sources hold each sentence: in a line where all of them are quotations, else sentence by sentence. */
export function support(answer) {
  if (answer.sentences.every((one) => one.support >= 1)) return element('p', { class: 'support' }, say('support_quoted'));
  const rows = answer.sentences.map((one) =>
    element(
      'li',
      {},
      element('meter', { min: '0', max: '1', low: '0.5', high: '0.8', optimum: '1', value: String(one.support), 'aria-label': say('support') }),
      element('bdi', { class: 'support-share', dir: 'ltr' }, `${number(Math.round(one.support * 100))}%`),
      element('span', { lang: answer.language, dir: 'auto' }, one.text, one.why && element('small', {}, ` ${one.why}`)),
    ),
  );
  return element('details', { class: 'support' }, element('summary', {}, say('support_each')), element('ol', {}, rows));
}

/** A question back, with what its asker may mean. */
export function clarification(answer, ask) {
  const direction = answer.language === 'ar' ? 'rtl' : 'ltr';
  const choices = (answer.choices ?? []).map((choice) =>
    element('li', {}, element('button', { type: 'button', class: 'choice', click: () => ask(choice.question) }, element('bdi', { lang: languageOf(choice.label) }, choice.label))),
  );
  const [asked] = answer.answer.split('\n');
  return [element('div', { class: 'answer', lang: answer.language, dir: direction }, element('p', {}, asked)), element('ul', { class: 'examples' }, choices)];
}

/** A reply to a greeting, with questions to begin with. */
export function social(answer, examples, ask) {
  const direction = answer.language === 'ar' ? 'rtl' : 'ltr';
  const links = examples.slice(0, 3).map((text) => {
    const click = (event) => {
      event.preventDefault();
      ask(text);
    };
    return element('li', {}, element('a', { href: `${root}/?q=${encodeURIComponent(text)}`, click, lang: answer.language, dir: direction }, text));
  });
  return [
    element('div', { class: 'answer', lang: answer.language, dir: direction }, element('p', {}, answer.answer)),
    links.length > 0 && element('h3', { class: 'examples-title' }, say('examples')),
    links.length > 0 && element('ul', { class: 'examples' }, links),
  ];
}

const path = (id) => id.split('/').map(encodeURIComponent).join('/');
