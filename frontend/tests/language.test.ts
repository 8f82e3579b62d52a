// @vitest-environment jsdom
/** Failures and dates in the person's language. */

import { afterEach, describe, expect, it, vi } from 'vitest';

import { messageOf, speak } from '../src/core/language';
import { Requests } from '../src/core/requests';
import { errorWords, languageOf } from '../src/ui/errors/language';
import type { Words } from '../src/ui/host';
import { relativeTime } from '../src/ui/common/times';
import { words } from './fakeHost';

/** As if everything were translated. */
const german: Words = { ...words, __: (text, ...values) => `de: ${words.__(text, ...values)}` };

/** What is said of what a request comes to. */
async function saidOf(send: () => Promise<Response>): Promise<string> {
  try {
    await new Requests(send).call('GET', 'api');
  } catch (error) {
    return messageOf(error);
  }
  throw new Error('it did not fail');
}

function answer(status: number, body: string): () => Promise<Response> {
  return () => Promise.resolve(new Response(body, { status }));
}

afterEach(() => {
  speak(languageOf(words, ''));
  vi.restoreAllMocks();
});

describe('a failure', () => {
  it('is told in our words for its code, in those of the server where there are none', async () => {
    speak(languageOf(german, 'de-DE'));
    const failed = (code: string): string => JSON.stringify({ error: { code, message: 'In English.' } });
    expect(await saidOf(answer(409, failed('last_owner')))).toMatch(/^de: A room needs an owner/u);
    expect(await saidOf(answer(409, failed('made_next_year')))).toBe('In English.');
  });

  it('of something on the way is told without its page', async () => {
    speak(languageOf(german, 'de-DE'));
    expect(await saidOf(answer(502, '<h1>Bad Gateway</h1>'))).toBe('de: The server answers with an error (502).');
  });

  it('without a network is no "Failed to fetch"', async () => {
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
    speak(languageOf(german, 'de-DE'));
    const lost = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
    expect(await saidOf(lost)).toBe('de: The server cannot be reached.');
    online.mockReturnValue(false);
    expect(await saidOf(lost)).toBe('de: You are offline.');
  });

  it('has one sentence for each code', () => {
    const known = errorWords(words);
    expect(known.get('archive_nested')).toBe('This archive is damaged, or was made by something else.');
    expect([...known.values()].filter(text => text.trim() === '')).toEqual([]);
  });
});

describe('a time', () => {
  it.each([
    ['de-DE', 'vor 5 Minuten'],
    ['es_ES', 'hace 5 minutos'],
    ['no such tag', '5 minutes ago']
  ])('is in the language of JupyterLab: %s', (tag, said) => {
    speak(languageOf(words, tag));
    expect(relativeTime('2026-11-20T12:00:00Z', Date.parse('2026-11-20T12:05:00Z'))).toBe(said);
  });
});
