// The card over a mark, on hover and focus: which document, which page, and the quotation.

import { element } from './dom.js';
import { citationFacts } from './facts.js';
import { language, languageOf, say } from './words.js';

const card = document.getElementById('card');
const PATIENCE_MS = 120;
let over = null;
let timer = 0;

/** Shows cards for the marks inside `place`; `citationOf` gives a mark's citation. */
export function watch(place, citationOf) {
  const asked = (event) => {
    const mark = event.target.closest?.('.cite');
    if (mark) later(() => show(mark, citationOf(mark)));
  };
  place.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && asked(event));
  place.addEventListener('pointerout', () => later(hide));
  place.addEventListener('focusin', (event) => event.target.matches('.cite:focus-visible') && asked(event));
  place.addEventListener('focusout', () => later(hide));
  place.addEventListener('click', hide);
}

card.addEventListener('pointerover', () => clearTimeout(timer));
card.addEventListener('pointerout', () => later(hide));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && over) {
    hide();
    event.stopPropagation();
  }
}, { capture: true });
document.addEventListener('scroll', () => over && hide(), { passive: true, capture: true });

function later(what) {
  clearTimeout(timer);
  timer = setTimeout(what, PATIENCE_MS);
}

function show(mark, citation) {
  if (!citation || !mark.isConnected) return;
  const written = languageOf(citation.quote);
  card.replaceChildren(
    element('strong', { dir: 'auto', lang: citation.language || null }, citation.title),
    citationFacts(citation),
    element('blockquote', { dir: written === 'ar' ? 'rtl' : 'ltr', lang: written }, citation.quote),
    ...(written === language ? [] : [element('p', { class: 'note' }, say('other_language_quote'))]),
  );
  card.hidden = false;
  over?.removeAttribute('aria-describedby');
  over = mark;
  mark.setAttribute('aria-describedby', 'card');
  place(mark.getBoundingClientRect());
}

function place(at) {
  const { offsetWidth: wide, offsetHeight: high } = card;
  const gap = 8;
  const left = Math.min(Math.max(gap, at.left + at.width / 2 - wide / 2), innerWidth - wide - gap);
  const below = at.bottom + gap;
  const top = below + high < innerHeight - gap ? below : Math.max(gap, at.top - gap - high);
  card.style.left = `${left}px`;
  card.style.top = `${top}px`;
}

function hide() {
  clearTimeout(timer);
  over?.removeAttribute('aria-describedby');
  over = null;
  card.hidden = true;
}
