// Building elements. Text is only ever put in as text.

export const root = document.documentElement.dataset.root;
/** What the server put into the page under a name, if it did. */
export function given(id) {
  const place = document.getElementById(id);
  return place ? JSON.parse(place.content.textContent) : null;
}

const svg = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; `false` and `null` among either are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return made;
}

/** One of the icons that the page carries. */
export function icon(name, more = '') {
  const drawing = document.createElementNS(svg, 'svg');
  drawing.setAttribute('class', `icon ${more}`);
  drawing.setAttribute('aria-hidden', 'true');
  drawing.setAttribute('focusable', 'false');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#i-${name}`);
  drawing.append(use);
  return drawing;
}

/** A small button with an icon. */
export function action(name, words, click, attributes = {}) {
  return element('button', { type: 'button', class: 'plain', click, ...attributes }, name && icon(name), element('span', {}, words));
}

/** Whether the reader asked for little motion. */
export const still = matchMedia('(prefers-reduced-motion: reduce)');
