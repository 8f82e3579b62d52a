/** Who uses a tab: kept for it, and said with every request to the server, and to nobody else. */

import { describe, expect, it, vi } from 'vitest';

import { ended, ledOn, TabPerson } from '../src/core/tabPerson';

const BASE = 'http://127.0.0.1:8888/a/';

function shelf(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key)
  };
}

describe('a tab', () => {
  it('is the first person of the browser until somebody chooses', async () => {
    const person = new TabPerson(shelf(), BASE);
    const fetch = vi.fn<typeof globalThis.fetch>(() => Promise.resolve(new Response()));
    expect(person.username).toBeNull();
    expect(person.telling(fetch)).toBe(fetch);
    expect([person.headers(), `${person.told(new URLSearchParams({ a: '1' }))}`]).toEqual([{}, 'a=1']);
    await person.telling(fetch)(`${BASE}api/me`);
    expect(fetch).toHaveBeenCalledWith(`${BASE}api/me`);
  });

  it('says with every request to the server who uses it', async () => {
    const kept = shelf();
    new TabPerson(kept, BASE).choose('bo');
    const person = new TabPerson(kept, BASE);
    const asked: Request[] = [];
    const fetch = person.telling(request => {
      asked.push(request as Request);
      return Promise.resolve(new Response());
    });
    await fetch(`${BASE}api/x`, { method: 'POST', body: 'text', headers: { 'X-A': '1' } });
    await fetch(new Request(`${BASE}api/y`));
    await fetch('https://elsewhere.example/api');
    expect(asked.map(each => [each.method, each.headers.get('X-Timewarp-Person')])).toEqual([
      ['POST', 'bo'],
      ['GET', 'bo'],
      ['GET', null]
    ]);
    expect([await asked[0]?.text(), asked[0]?.headers.get('X-A')]).toEqual(['text', '1']);
    expect(person.headers()).toEqual({ 'X-Timewarp-Person': 'bo' });
    expect(`${person.told(new URLSearchParams({ after: '3' }))}`).toBe('after=3&timewarp_person=bo');
  });

  it('is another one of another server, and can be given back', () => {
    const kept = shelf();
    const person = new TabPerson(kept, BASE);
    person.choose('bo');
    expect(person.username).toBeNull(); // until it is loaded again
    expect(new TabPerson(kept, 'http://127.0.0.1:9999/').username).toBeNull();
    expect(new TabPerson(kept, BASE).username).toBe('bo');
    person.choose(null);
    expect(new TabPerson(kept, BASE).username).toBeNull();
  });
});

describe('the page of an invitation', () => {
  it('makes somebody of the tab once', () => {
    const bo = '0123456789abcdef'.repeat(2);
    expect(ledOn(`_xsrf=1; timewarp-tab-person=${bo}; a=b`)).toBe(bo);
    expect(ledOn('timewarp-tab-person=""')).toBeNull();
    expect(ledOn('timewarp-tab-person=x')).toBeNull();
    expect(ledOn('_xsrf=1')).toBeUndefined();
    expect(ended(BASE)).toBe('timewarp-tab-person=; Max-Age=0; Path=/a/; SameSite=Lax');
  });
});
