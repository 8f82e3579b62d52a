/** A program whose edits were refused, and what of it is shown where it cannot be opened again. */

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { beforeEach, expect, it, vi } from 'vitest';

import { showDifference } from '../src/lab/provider/difference';
import type { RoomEvent } from '../src/lab/provider/provider';
import { Recovery } from '../src/lab/provider/recovery';
import type { Desk } from '../src/lab/provider/reopen';
import { reopen } from '../src/lab/provider/reopen';
import type { RoomProvider } from '../src/lab/provider/roomProvider';

vi.mock('@jupyterlab/apputils', () => ({ Notification: { error: vi.fn() } }));
vi.mock('../src/lab/provider/difference', () => ({ showDifference: vi.fn(() => Promise.resolve()) }));
vi.mock('../src/lab/provider/reopen', () => ({ reopen: vi.fn(), closeQuietly: vi.fn() }));

const model = {};
const widget = {};
const context = { path: 'club/maze.logo', model: { sharedModel: model } };
const desk = {
  app: { shell: { widgets: () => [widget] } },
  docManager: { contextForWidget: () => context },
  labShell: null
} as unknown as Desk;

function spoiled(handOver = (): Promise<void> => Promise.resolve()): void {
  const provider = {
    options: { model },
    live: { text: 'FD 50\nmine\n', client: { syncedText: 'FD 50\n' }, handOver }
  };
  const events = new Signal<RoomProvider, RoomEvent>(provider as unknown as RoomProvider);
  new Recovery(desk, nullTranslator.load('')).watch({ ...provider, events } as unknown as RoomProvider);
  events.emit({ kind: 'spoiled', why: 'refused' });
}

function opensAgain(ready: Promise<void>, text = ''): void {
  const fresh = { ready, model: { sharedModel: { getSource: () => text } } };
  vi.mocked(reopen).mockReturnValue(fresh as unknown as ReturnType<typeof reopen>);
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.spyOn(console, 'error').mockReturnValue();
});

it('what was refused is shown beside what the room has now', async () => {
  opensAgain(Promise.resolve(), 'FD 60\n');
  spoiled();
  await vi.waitFor(() => {
    expect(vi.mocked(showDifference).mock.calls[0]?.slice(0, 2)).toEqual(['FD 60\n', 'FD 50\nmine\n']);
  });
  expect(Notification.error).not.toHaveBeenCalled();
});

it.each([
  ['cannot be read', () => { opensAgain(Promise.reject(new Error('no server'))); }],
  ['has no editor', () => { vi.mocked(reopen).mockReturnValue(null); }]
])('where the program %s it is shown beside what was known, and what to do is said', async (_, fails) => {
  fails();
  spoiled();
  await vi.waitFor(() => {
    expect(vi.mocked(showDifference).mock.calls[0]?.slice(0, 2)).toEqual(['FD 50\n', 'FD 50\nmine\n']);
    expect(Notification.error).toHaveBeenCalledWith('Close this program and open it again.', { autoClose: false });
  });
});

it('whatever else fails, what to do is said', async () => {
  spoiled(() => Promise.reject(new Error('no disk')));
  await vi.waitFor(() => {
    expect(Notification.error).toHaveBeenCalledWith('Close this program and open it again.', { autoClose: false });
  });
});
