// @vitest-environment jsdom
/** Rooms as files: downloaded, made from a file, copied; with how far it is and why not. */

import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';

import { RoomList } from '../src/core/roomList';
import { RoomApi } from '../src/core/roomApi';
import type { Upload } from '../src/core/transfer';
import { received } from '../src/core/transfer';
import { byteSize } from '../src/ui/common/sizes';
import { CopyRoom } from '../src/ui/rooms/CopyRoom';
import { DownloadRoom } from '../src/ui/rooms/DownloadRoom';
import { ImportRoom } from '../src/ui/rooms/ImportRoom';
import type { ProgressNotice } from '../src/ui/host';
import { button, field, progress, puts, save } from './fakeHost';
import { ROOM } from './fakeRoom';
import { chooses, clicks, does, enters, place, room, sees, shows } from './historyHarness';

const COPY = { ...ROOM, id: 'r2', name: 'Copy' };

function problem(): string | null | undefined {
  return place.querySelector('[role="alert"]')?.textContent;
}

describe('a download', () => {
  it('is saved when it is whole', async () => {
    room.answers.set('GET /export', () => [200, 'archive']);
    await shows(createElement(DownloadRoom, { session: await enters() }));
    await clicks('Download the room');
    await sees(() => {
      expect(save).toHaveBeenCalledOnce();
    });
    const [name, file] = save.mock.lastCall ?? [];
    expect([name, file?.size]).toEqual(['maze.timewarp.zip', '"archive"'.length]);
  });

  it('that is refused says why, and saves nothing', async () => {
    room.answers.set('GET /export', () => [503, { error: { code: 'busy', message: 'Try again soon.', reason: '' } }]);
    await shows(createElement(DownloadRoom, { session: await enters() }));
    await clicks('Download the room');
    await sees(() => {
      expect(problem()).toBe('Try again soon.');
    });
    expect(save).not.toHaveBeenCalled();
    expect(button('Download the room').disabled).toBe(false);
  });

  it('tells how far it has come, and rejects where it breaks off', async () => {
    const told: unknown[] = [];
    const body = new ReadableStream<Uint8Array>({
      start(control) {
        control.enqueue(new Uint8Array(3));
        control.enqueue(new Uint8Array(2));
      },
      pull(control) {
        control.error(new TypeError('network error'));
      }
    });
    const response = new Response(body, { headers: { 'Content-Length': '9' } });
    await expect(received(response, (...each) => told.push(each))).rejects.toThrow('The server cannot be reached.');
    expect(told).toEqual([[3, 9], [5, 9]]);
  });
});

describe('a panel that is closed meanwhile', () => {
  const told = vi.fn<ProgressNotice['told']>();
  const end = vi.fn<ProgressNotice['end']>();
  let finish: (response: Response) => void = () => undefined;

  /** The server takes its time with one address. */
  function slowly(path: string): RoomApi {
    progress.mockReturnValue({ told, end });
    return new RoomApi((where, init) =>
      where.endsWith(path)
        ? new Promise((done, reject) => {
            finish = done;
            init.signal?.addEventListener('abort', () => {
              reject(new DOMException('stopped', 'AbortError'));
            });
          })
        : room.send(where, init)
    );
  }

  it('does not end a download: it is told how far it is, and saved', async () => {
    const api = slowly('/export');
    await puts(createElement(DownloadRoom, { session: await enters() }), api);
    await clicks('Download the room');
    expect(progress).not.toHaveBeenCalled(); // the panel shows it
    await puts(null, api);
    expect(progress).toHaveBeenCalledWith('Downloading the room…', expect.any(Function));
    await does(() => {
      finish(new Response('archive', { headers: { 'Content-Length': '7' } }));
    });
    await sees(() => {
      expect(save).toHaveBeenCalledOnce();
    });
    expect(told).toHaveBeenLastCalledWith(7, 7);
    expect(end).toHaveBeenCalledWith({ kind: 'success', text: 'The room has been downloaded: maze.timewarp.zip' });
  });

  it('leaves a way to stop it, which is no problem, and tells what is one', async () => {
    const api = slowly('/export');
    const session = await enters();
    await puts(createElement(DownloadRoom, { session }), api);
    await clicks('Download the room');
    await puts(null, api);
    await does(() => progress.mock.lastCall?.[1]?.());
    expect(end).toHaveBeenLastCalledWith(null);
    await puts(createElement(DownloadRoom, { session }), api);
    await clicks('Download the room');
    await puts(null, api);
    await does(() => {
      finish(new Response('{"error": {"code": "busy", "message": "Try again soon."}}', { status: 503 }));
    });
    expect(end).toHaveBeenLastCalledWith({ kind: 'error', text: 'Try again soon.' });
  });

  it('is not taken to the copy, but told that it is there', async () => {
    const list = new RoomList(room.api, () => room.enter());
    const enter = vi.spyOn(list, 'enter');
    const api = slowly('/copy');
    await puts(createElement(CopyRoom, { list, session: await enters(), onClose: vi.fn() }), api);
    await clicks('Make the copy');
    await puts(null, api);
    expect(progress).toHaveBeenCalledWith('Copying…', null);
    await does(() => {
      finish(new Response(JSON.stringify(COPY), { status: 201 }));
    });
    const notice = end.mock.lastCall?.[0];
    expect([notice?.text.replace(/[\u2068\u2069]/gu, ''), enter.mock.calls]).toEqual(['The room Copy has been made.', []]);
    notice?.action?.run();
    expect(enter).toHaveBeenCalledWith(COPY);
  });
});

describe('a copy', () => {
  it('takes what is chosen, and is entered', async () => {
    room.answers.set('POST /copy', () => [201, COPY]);
    const list = new RoomList(room.api, () => room.enter());
    const enter = vi.spyOn(list, 'enter');
    await shows(createElement(CopyRoom, { list, session: await enters(), onClose: vi.fn() }));
    expect(field('Name of the copy').value).toBe('Copy of Maze club');
    await does(() => {
      field('With the chat').click();
    });
    await clicks('Make the copy');
    await sees(() => {
      expect(enter).toHaveBeenCalledWith(COPY);
    });
    expect(room.of('POST /copy')).toEqual([{ name: 'Copy of Maze club', history: false, chat: true, activity: false }]);
  });

  it('that is refused says why', async () => {
    room.answers.set('POST /copy', () => [429, { error: { code: 'too_many_rooms', message: 'Too many rooms.', reason: '' } }]);
    const list = new RoomList(room.api, () => room.enter());
    await shows(createElement(CopyRoom, { list, session: await enters(), onClose: vi.fn() }));
    await clicks('Make the copy');
    await sees(() => {
      expect(problem()).toBe('Too many rooms.');
    });
  });
});

describe('a room from an archive', () => {
  const limits = { max_archive_bytes: 2 ** 20 };

  async function opens(upload: Upload, size: number): Promise<RoomList> {
    room.answers.set('GET api/timewarp', () => [200, { limits }]);
    const send = room.send;
    const list = new RoomList(room.api, () => room.enter());
    await puts(createElement(ImportRoom, { list, onDone: vi.fn() }), new RoomApi(send, upload));
    const file = new File([new Uint8Array(size)], 'maze.timewarp.zip');
    const input = field('Archive of a room (.timewarp.zip)');
    await does(() => {
      Object.defineProperty(input, 'files', { value: [file], configurable: true });
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    return list;
  }

  it('is sent with what was said, tells how far it is, and is entered', async () => {
    const upload = vi.fn<Upload>((_path, _file, { told }) => {
      told(50, 100);
      return new Promise(done => {
        finish = () => {
          told(100, 100);
          done(new Response(JSON.stringify(COPY), { status: 201 }));
        };
      });
    });
    let finish = (): void => undefined;
    const list = await opens(upload, 100);
    const enter = vi.spyOn(list, 'enter');
    await chooses('Name (empty: as in the archive)', 'Mazes & more');
    await clicks('Make the room');
    expect(place.querySelector('progress')?.value).toBe(50);
    expect(upload.mock.lastCall?.[0]).toBe('api/timewarp/rooms/import?name=Mazes+%26+more');
    await does(() => {
      finish();
    });
    await sees(() => {
      expect(enter).toHaveBeenCalledWith(COPY);
    });
  });

  it('that is too large is not sent', async () => {
    const upload = vi.fn<Upload>();
    await opens(upload, 2 ** 20 + 1);
    await sees(() => {
      expect(problem()).toMatch(/This file has .* This server takes archives of up to 1\sMB/u);
    });
    expect(button('Make the room').disabled).toBe(true);
  });

  it('that is refused says why', async () => {
    const answer = { error: { code: 'not_an_archive', message: 'This is no archive of a room.', reason: '' } };
    await opens(() => Promise.resolve(new Response(JSON.stringify(answer), { status: 400 })), 10);
    await clicks('Make the room');
    await sees(() => {
      expect(problem()).toBe('This is no archive of a room.');
    });
  });

  it('can be stopped on its way, which is no problem', async () => {
    const upload: Upload = (_path, _file, { signal }) =>
      new Promise((_done, reject) => {
        signal.addEventListener('abort', () => {
          reject(new DOMException('stopped', 'AbortError'));
        });
      });
    await opens(upload, 10);
    await clicks('Make the room');
    await clicks('Stop');
    await sees(() => {
      expect(button('Make the room').disabled).toBe(false);
    });
    expect(problem()).toBe('');
  });
});

it('sizes are told as people say them', () => {
  expect([1, 1536, 3 * 2 ** 20].map(each => byteSize(each))).toEqual(['0.1 kB', '1.5 kB', '3 MB']);
});
