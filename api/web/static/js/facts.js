// What is told of a cited document beside its title.

import { element } from './dom.js';
import { day, kind, number, say } from './words.js';

/** A line of facts: type, number, edition, page, date, language. */
export function citationFacts(citation, pages = [citation.page_label || String(citation.page)]) {
  const shown = pages.map(number);
  const facts = [
    kind(citation.type),
    citation.number && element('bdi', {}, citation.number),
    citation.edition && say('edition', { edition: citation.edition }),
    shown.length === 1 ? say('page', { page: shown[0] }) : say('pages_list', { pages: shown.join(say('comma')) }),
    citation.date && day(citation.date),
    ['ar', 'en'].includes(citation.language) && say(`in_${citation.language}`),
  ].filter(Boolean);
  return element('p', { class: 'facts' }, facts.map((fact) => element('span', {}, fact)));
}

/** A numbered mark: a link to the place in the document. */
export function mark(citation) {
  const words = say('mark', { n: citation.n, title: citation.title, page: citation.page_label || citation.page });
  return element('a', { class: 'cite', href: citation.url, 'data-n': String(citation.n), 'aria-label': words }, element('bdi', {}, number(citation.n)));
}
