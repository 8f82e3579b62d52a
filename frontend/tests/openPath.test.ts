import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Api } from '../src/core/api';
import { openPath } from '../src/core/openPath';
import { askStanding, standingAsker } from '../src/core/standing';
import type { Send } from '../src/core/requests';
import { ApiError } from '../src/core/requests';

const ROOM = { id: 'r1', name: 'Maze club', locked: false, role: 'editor' };
const FOUND = { room: ROOM, document: 'd1', role: 'editor', history_id: 'h1', joined: false };

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status });
}

function refusal(status: number, code: string, reason = ''): Response {
  return json(status, { error: { code, message: 'No.', reason } });
}

function apiOf(...answers: (() => Response | Promise<Response>)[]) {
  const send = vi.fn<Send>(() => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return Promise.resolve(answer ? answer() : refusal(500, 'internal'));
  });
  return { api: new Api(send), send };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('opening a path', () => {
  const signal = new AbortController().signal;

  it('finds the document, and joins by asking with POST', async () => {
    const { api, send } = apiOf(() => json(200, FOUND));
    const opened = await openPath(api, 'club/maze.logo', signal);
    expect(opened).toMatchObject({ room: 'r1', document: 'd1', historyId: 'h1' });
    expect(send.mock.calls[0]?.[0]).toBe('api/timewarp/lookup');
    expect(send.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"path":"club/maze.logo"}' });
  });

  it('knows a file that is in no room', async () => {
    const { api } = apiOf(() => refusal(404, 'not_in_a_room'));
    expect(await openPath(api, 'x.txt', signal)).toBeNull();
  });

  it('knows a file of a room that is no program', async () => {
    const { api } = apiOf(() => json(200, { ...FOUND, document: null, history_id: null }));
    expect(await openPath(api, 'club', signal)).toBeNull();
  });

  it.each([
    [403, 'not_a_member'],
    [404, ''],
    [400, 'invalid']
  ])('takes %i %s as final, and never as "in no room"', async (status, code) => {
    const { api, send } = apiOf(() => refusal(status, code, 'Maze club'));
    await expect(openPath(api, 'x', signal)).rejects.toMatchObject({ status, reason: 'Maze club' });
    expect(send).toHaveBeenCalledOnce();
  });

  it('tries again while the server is starting or cannot be reached', async () => {
    const { api, send } = apiOf(
      () => refusal(503, 'unavailable'),
      () => Promise.reject(new TypeError('network')),
      () => json(200, FOUND)
    );
    const opening = openPath(api, 'x', signal);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await opening).toMatchObject({ document: 'd1' });
    expect(send).toHaveBeenCalledTimes(3);
  });

  it('gives up in the end, with the last reason', async () => {
    const { api } = apiOf(() => refusal(503, 'unavailable'));
    const opening = expect(openPath(api, 'x', signal)).rejects.toBeInstanceOf(ApiError);
    await vi.advanceTimersByTimeAsync(120_000);
    await opening;
  });

  it('stops when the editor is closed', async () => {
    const closing = new AbortController();
    const { api, send } = apiOf(() => refusal(503, 'unavailable'));
    const opening = expect(openPath(api, 'x', closing.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await vi.advanceTimersByTimeAsync(10);
    closing.abort();
    await opening;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(send).toHaveBeenCalledOnce();
  });
});

describe('the standing', () => {
  it.each([
    ['owner', true, 'writable'],
    ['editor', false, 'writable'],
    ['editor', true, 'readonly'],
    ['viewer', false, 'readonly'],
    [null, false, 'readonly']
  ])('of %s with lock %s is %s', async (role, locked, standing) => {
    const { api } = apiOf(() => json(200, { ...ROOM, role, locked }));
    expect(await askStanding(api, 'r1')).toBe(standing);
  });

  it('is unknown when the server cannot say', async () => {
    expect(await askStanding(apiOf(() => Promise.reject(new TypeError('network'))).api, 'r1')).toBe('unknown');
    expect(await askStanding(apiOf(() => refusal(503, 'unavailable')).api, 'r1')).toBe('unknown');
    expect(await askStanding(apiOf(() => refusal(403, 'not_a_member')).api, 'r1')).toBe('readonly');
  });

  it('of before a newer question is no news', async () => {
    const answers: ((answer: Response) => void)[] = [];
    const api = new Api(() => new Promise(resolve => answers.push(resolve)));
    const told = vi.fn();
    const ask = standingAsker(api, told);
    const [old, newer] = [ask('r1'), ask('r1')];
    answers[0]?.(json(200, { ...ROOM, locked: false }));
    await vi.advanceTimersByTimeAsync(0);
    answers[1]?.(json(200, { ...ROOM, locked: true }));
    expect([await old, await newer]).toEqual(['readonly', 'readonly']);
    expect(told.mock.calls).toEqual([[{ role: 'editor', locked: true }]]);
    const last = ask('r1');
    answers[2]?.(json(200, ROOM));
    expect(await last).toBe('writable');
  });
});
