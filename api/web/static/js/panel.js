// A source beside its answer: the source page of the server, in a panel from 1100 px and in a sheet below.

import { action, element, icon, still } from './dom.js';
import { copy } from './copy.js';
import { say } from './words.js';

const wide = matchMedia('(min-width: 1100px)');
const panel = document.getElementById('panel');
const body = element('div', { class: 'panel-body' });
const heading = element('span', { class: 'title', dir: 'auto', 'aria-hidden': 'true' });
const counted = element('span', { class: 'count' });
const previous = turnButton('back', 'previous_mark', -1);
const next = turnButton('forward', 'next_mark', 1);
const close = action('close', '', () => shut(), { class: 'tool', 'aria-label': say('close'), title: say('close') });
panel.append(element('div', { class: 'panel-bar' }, heading, previous, counted, next, close), body);

let citations = [];
let at = -1;
let opener = null;
let article = null;
let asked = 0;
let view = wide.matches ? 'image' : 'text'; // the rendered page where there is room for it; then as the reader last chose

/** Opens the citation `n` of an answer that stands in `turn`; `from` is the mark that gets the focus back. */
export function openCitation(turn, all, n, from) {
  citations = all;
  at = all.findIndex((citation) => citation.n === n);
  article = turn;
  opener = from;
  return step(0);
}

/** Opens a source page that no citation points to. */
export function openLink(href, from) {
  [citations, at, article, opener] = [[], -1, null, from];
  return load(href);
}

export const isOpen = () => panel.open;

function turnButton(name, words, by) {
  return element('button', { type: 'button', class: 'tool', 'aria-label': say(words), title: say(words), click: () => step(by) }, icon(name, 'flips'));
}

function step(by) {
  at += by;
  const citation = citations[at];
  const also = citations
    .filter((one) => one !== citation && one.document === citation.document && one.version === citation.version)
    .map((one) => `${one.start}-${one.end}`);
  return load(citation.url + (also.length ? `&also=${also.join(',')}` : '') + (view === 'image' ? '&view=image' : ''));
}

async function load(href) {
  const turn = ++asked;
  for (const part of [previous, counted, next]) part.hidden = citations.length < 2;
  counted.textContent = citations.length ? say('mark_of', { n: at + 1, all: citations.length }) : '';
  previous.disabled = at <= 0;
  next.disabled = at >= citations.length - 1;
  point();
  let source;
  try {
    const response = await fetch(href, { headers: { Accept: 'text/html' } });
    source = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('source');
  } catch {
    source = null;
  }
  if (turn !== asked) return;
  if (!source) {
    location.assign(href); // whatever stands in the way (a sign-in, a server that is away) the browser shows it better
    return;
  }
  body.replaceChildren(document.adoptNode(source));
  heading.textContent = body.querySelector('#source-title').textContent;
  unveil();
}

function unveil() {
  const opening = !panel.open;
  if (opening) {
    if (wide.matches) panel.show();
    else panel.showModal();
    document.body.classList.toggle('beside', wide.matches);
  }
  const words = body.querySelector('#mark');
  if (words) words.scrollIntoView({ block: 'center', behavior: 'instant' });
  else body.scrollTop = 0;
  if (opening) body.querySelector('#source-title')?.focus({ preventScroll: true });
  watchImage();
}

function watchImage() {
  const image = body.querySelector('.facsimile img');
  image?.addEventListener('error', () => image.closest('figure').replaceWith(element('p', { class: 'note' }, say('image_away'))), { once: true });
  const rect = body.querySelector('.facsimile rect:not(.also)');
  if (image && rect) image.addEventListener('load', () => rect.scrollIntoView({ block: 'center', inline: 'center', behavior: still.matches ? 'instant' : 'smooth' }), { once: true });
}

/** Shows in the answer which mark is open. */
function point() {
  for (const mark of document.querySelectorAll('.cite[aria-current]')) mark.removeAttribute('aria-current');
  for (const sentence of document.querySelectorAll('.sentence.lit')) sentence.classList.remove('lit');
  if (!article || at < 0) return;
  for (const mark of article.querySelectorAll(`.cite[data-n="${citations[at].n}"]`)) {
    mark.setAttribute('aria-current', 'true');
    mark.closest('.cites').previousElementSibling?.classList.add('lit');
  }
}

function shut() {
  if (!panel.open) return;
  asked += 1;
  panel.close();
}

panel.addEventListener('close', () => {
  document.body.classList.remove('beside');
  [citations, at] = [[], -1];
  point();
  if (opener?.isConnected) opener.focus();
});

panel.addEventListener('click', async (event) => {
  if (event.target === panel) shut(); // the backdrop of the sheet
  const link = event.target.closest('a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.target === '_blank') return;
  event.preventDefault();
  if (link.classList.contains('permalink')) {
    if (!await copy(link.href)) location.assign(link.href);
    link.classList.add('done');
    document.getElementById('told').textContent = say('copied');
    setTimeout(() => link.classList.remove('done'), 1600);
    return;
  }
  if (link.closest('.switch')) view = new URL(link.href).searchParams.get('view') === 'image' ? 'image' : 'text';
  await load(link.href);
  body.querySelector('#source-title')?.focus({ preventScroll: true });
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && panel.open && !event.defaultPrevented) {
    event.preventDefault();
    shut();
  }
});
