// One question and its answer on the page: how it comes, what went wrong, and what can be done with it.

import { Sentences, abstention, addTwins, clarification, notes, social, sources, support, understood } from './answer.js';
import { byHand, copy, memo } from './copy.js';
import { action, element, root } from './dom.js';
import { Lost, Refused, answerEvents, sendFeedback, wholeAnswer } from './stream.js';
import { count, language as pageLanguage, languageOf, say } from './words.js';

const SLOW_MS = 8000;

export class Turn {
  /** `desk` knows the page: `ask(text, language)`, `changed()`, `examples(language)`, `longest`, `feedback`, `say(words)`. */
  constructor(desk, { id = '', question, language = '', state = 'whole', withheld = false, answer = null }) {
    this.desk = desk;
    this.id = id;
    this.question = question;
    this.language = language;
    this.state = state;
    this.withheld = withheld;
    this.body = element('div', { class: 'turn-body' });
    this.element = element('article', { class: 'turn' }, element('h2', { class: 'question', dir: 'auto', lang: languageOf(question), tabindex: '-1' }, question), this.body);
    if (state === 'new') this.element.prepend(element('p', { class: 'new-mark' }, say('new_answer')));
    if (state === 'stopped') this.cutBefore();
    else if (withheld) this.body.append(element('p', { class: 'note' }, say('withheld')));
    else if (answer) this.show(answer, { quietly: true });
  }

  /** A question whose answer was stopped before the page was loaded. */
  cutBefore() {
    this.begin();
    clearTimeout(this.slow);
    this.told(say('stopped'), { calm: true });
  }

  /** Asks, and shows the answer as it comes. Ends when it is whole, stopped or failed. */
  async run(conversation) {
    const asked = { question: this.question, conversation, language: this.language, replaces: this.id };
    this.stopping = new AbortController();
    this.begin();
    try {
      for await (const event of answerEvents({ ...asked, signal: this.stopping.signal })) this.take(event);
    } catch (failure) {
      await this.failed(failure, asked);
    } finally {
      clearTimeout(this.slow);
      this.stopping = null;
    }
  }

  stop() {
    this.stopping?.abort();
  }

  begin() {
    this.progress = element('p', { class: 'progress', role: 'status' }, say('starting'));
    this.sentences = new Sentences();
    this.body.replaceChildren(this.progress);
    this.slow = setTimeout(() => this.progress.append('. ', say('slow')), SLOW_MS);
  }

  take({ name, data }) {
    if (name === 'status' && data.id) this.id = data.id;
    if (name === 'status') this.progress.textContent = data.stage === 'searching' ? count('searching', data.documents) : say(data.stage === 'writing' ? 'writing' : 'reading');
    if (name === 'sources' && data.sources.length) this.progress.textContent = reading(data.sources);
    if (name === 'text') this.sentence(data.sentence);
    if (name === 'done') this.show(data);
  }

  sentence(sentence) {
    if (!this.sentences.element.isConnected) this.body.append(this.sentences.element);
    this.sentences.add(sentence);
  }

  /** The whole answer, in the place of what had come of it. */
  show(answer, { quietly = false } = {}) {
    this.answer = answer;
    this.id = answer.id ?? this.id;
    this.body.replaceChildren(...this.parts(answer).flat().filter(Boolean));
    if (!quietly) this.desk.say(answer.abstained ? say('silent') : say('answer_ready'));
  }

  parts(answer) {
    if (answer.kind === 'clarification') return clarification(answer, (text) => this.desk.ask(text));
    if (answer.kind === 'social') return social(answer, answer.choices?.map((one) => one.question) ?? this.desk.examples(answer.language), (text) => this.desk.ask(text));
    if (answer.abstained) return [understood(answer), notes(answer), abstention(answer), this.passOn(answer)];
    const sentences = new Sentences();
    for (const sentence of answer.sentences) sentences.add(sentence);
    sentences.finish(answer);
    const section = sources(answer);
    addTwins(section);
    return [understood(answer), notes(answer), sentences.element, section, support(answer), element('p', { class: 'caution' }, say('caution')), this.actions(answer)];
  }

  actions(answer) {
    const other = answer.language === 'ar' ? 'en' : 'ar';
    const row = element(
      'div',
      { class: 'actions' },
      action('copy', say('copy_memo'), (event) => this.copied(event, memo(answer))),
      action('language', say(`in_${other}_action`), () => this.desk.ask(this.question, other)),
      action('link', say('copy_link'), (event) => this.copied(event, { text: this.link() })),
      action('print', say('print'), () => print()),
      answer.id && this.desk.feedback && this.useful(answer),
    );
    return row;
  }

  link() {
    const link = new URL(`${root}/`, location.href);
    link.searchParams.set('q', this.question);
    if (this.language) link.searchParams.set('language', this.language);
    return link.href;
  }

  async copied(event, { text, html }) {
    const button = event.currentTarget;
    const label = button.querySelector('span');
    const words = label.textContent;
    if (await copy(text, html)) {
      label.textContent = say('copied');
      this.desk.say(say('copied'));
      setTimeout(() => { label.textContent = words; }, 1600);
    } else {
      button.closest('.actions').after(byHand(text));
    }
  }

  useful(answer) {
    const place = element('div', { class: 'useful', role: 'group', 'aria-label': say('useful') }, element('span', {}, say('useful')));
    const thanks = async (body) => {
      const taken = await sendFeedback({ id: answer.id, ...body });
      place.replaceChildren(element('span', { role: 'status' }, say(taken ? 'thanks' : 'not_sent')));
    };
    const why = () => {
      const reasons = ['wrong', 'incomplete', 'source', 'old'].map((reason) => action(null, say(`reason_${reason}`), () => thanks({ useful: false, reason })));
      place.replaceChildren(element('span', {}, say('why_not')), ...reasons);
      reasons[0].focus();
    };
    place.append(action(null, say('yes'), () => thanks({ useful: true })), action(null, say('no'), why));
    return place;
  }

  passOn(answer) {
    if (!answer.id || !this.desk.feedback) return null;
    const place = element('p', { class: 'pass-on' });
    const pass = async () => {
      const taken = await sendFeedback({ id: answer.id, pass_on: true });
      place.replaceChildren(element('span', { role: 'status' }, say(taken ? 'passed_on' : 'not_sent')));
    };
    place.append(action(null, say('pass_on'), pass));
    return place;
  }

  async failed(failure, asked) {
    if (failure.name === 'AbortError') return this.told(say('stopped'), { calm: true });
    if (failure instanceof Lost && failure.begun) {
      this.progress.textContent = say('fetching_again');
      try {
        return this.show(await wholeAnswer({ ...asked, replaces: this.id, signal: this.stopping.signal }));
      } catch (again) {
        return this.told(again.name === 'AbortError' ? say('stopped') : say('away'), {});
      }
    }
    if (failure instanceof Lost) return this.told(say('away'), {});
    if (failure instanceof Refused) return this.refused(failure.problem);
    throw failure;
  }

  refused(problem) {
    const kind = String(problem.type ?? '').split(':').at(-1);
    if (problem.status === 401) {
      this.told(say('sign_in_again'), { more: element('a', { class: 'plain', href: `${root}/sign-in?next=${encodeURIComponent(`${root}/`)}` }, say('sign_in')) });
    } else if (kind === 'question-too-long') {
      this.told(say('too_long', { limit: this.desk.longest }), { retry: false });
    } else if (kind === 'nothing-indexed') {
      this.told(say('nothing_indexed'), {});
    } else {
      this.told(say('failed'), { detail: pageLanguage === 'en' ? problem.detail : '' });
    }
  }

  /** Says what happened, beside what had come of the answer, with a way to try again. */
  told(words, { calm = false, retry = true, more = null, detail = '' }) {
    this.progress.remove();
    this.sentences.element.removeAttribute('aria-busy');
    const again = retry && action(null, say('retry'), () => this.desk.again(this));
    this.body.append(
      element('div', { class: calm ? 'failed calm' : 'failed', role: 'alert' }, element('p', {}, words, detail && element('br'), detail && element('small', {}, detail)), element('span', {}, more, again)),
    );
  }
}

function reading(found) {
  const titles = [...new Set(found.map((source) => source.title))].slice(0, 2);
  return titles.length ? say('reading_these', { titles: titles.map((title) => `«\u2068${title}\u2069»`).join(say('comma')) }) : say('reading');
}
