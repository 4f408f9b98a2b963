// Asking: `POST /api/chat`, and its answer as server-sent events, one after another.

import { root } from './dom.js';

/** The server said why it can't answer: `problem` is its problem detail. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title ?? 'refused');
    this.problem = problem;
  }
}

/** The connection was lost; `begun` says whether anything had come. */
export class Lost extends Error {
  constructor(begun) {
    super('the connection was lost');
    this.begun = begun;
  }
}

/** The events of one answer, as `{name, data}`, up to `done`. Throws Refused, Lost, or an AbortError. */
export async function* answerEvents({ question, conversation, language, replaces, signal }) {
  const response = await post({ question, conversation, language, replaces, stream: true }, 'text/event-stream', signal);
  let begun = false;
  for await (const event of eventsOf(response.body.getReader(), signal)) {
    begun = true;
    if (event.name === 'error') throw new Refused(event.data);
    yield event;
    if (event.name === 'done') return;
  }
  throw new Lost(begun);
}

/** The whole answer at once. */
export async function wholeAnswer({ question, conversation, language, replaces, signal }) {
  const response = await post({ question, conversation, language, replaces, stream: false }, 'application/json', signal);
  return response.json();
}

/** Sends what a reader thinks of an answer; says whether it was taken. */
export async function sendFeedback(body) {
  try {
    const response = await fetch(`${root}/api/feedback`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return response.ok;
  } catch {
    return false;
  }
}

async function post(body, accept, signal) {
  let response;
  try {
    response = await fetch(`${root}/api/chat`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: accept },
      body: JSON.stringify(body),
      signal,
    });
  } catch (failure) {
    throw failure.name === 'AbortError' ? failure : new Lost(false);
  }
  if (response.ok) return response;
  throw new Refused(await response.json().catch(() => ({ status: response.status })));
}

async function* eventsOf(reader, signal) {
  const decoder = new TextDecoder();
  let waiting = '';
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch (failure) {
      if (signal?.aborted) throw new DOMException('stopped', 'AbortError');
      throw new Lost(true);
    }
    if (piece.done) return;
    waiting += decoder.decode(piece.value, { stream: true }).replace(/\r\n?/g, '\n');
    const blocks = waiting.split('\n\n');
    waiting = blocks.pop();
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

function eventOf(block) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return data.length ? { name, data: JSON.parse(data.join('\n')) } : null;
}
