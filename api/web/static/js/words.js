// The page's own words, in its language, from the table that the server put into the page.

import { given } from './dom.js';

const root = document.documentElement;
const table = given('words');

export const language = root.lang;
const arabicDigits = root.dataset.digits === 'arabic';
const plurals = new Intl.PluralRules(language);
const arabic = /[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]/g;

/** The words under a key, with values put in. */
export function say(key, values = {}) {
  return String(table[key]).replace(/\{(\w+)\}/g, (_, name) => number(values[name] ?? ''));
}

/** The words for `n` of something, in the form that the language has for that number. */
export function count(key, n) {
  const forms = table[key];
  const form = n === 0 && forms.zero ? 'zero' : plurals.select(n);
  return (forms[form] ?? forms.other).replace('{n}', number(n));
}

/** A whole number in the reader's digits; anything else as it is. */
export function number(value) {
  const shown = String(value);
  return arabicDigits && /^\d+$/.test(shown) ? shown.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[digit]) : shown;
}

/** An ISO date as `24 November 2026`; what is no date as it was written. */
export function day(written) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written);
  return parts ? `${number(Number(parts[3]))} ${table.months[parts[2] - 1]} ${number(Number(parts[1]))}` : written;
}

/** What a type of document is called; an unknown one as it was written. */
export function kind(type) {
  return table[`type_${type}`] ?? type;
}

/** The language in which most of a text's letters are written. */
export function languageOf(text) {
  return (text.match(arabic) ?? []).length >= (text.match(/[A-Za-z]/g) ?? []).length ? 'ar' : 'en';
}
