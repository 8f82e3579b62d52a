// @vitest-environment jsdom
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ServiceManager } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import { CommandRegistry } from '@lumino/commands';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Banner } from '../src/lab/connection/banner';
import { Outage } from '../src/lab/connection/outage';
import { connectionPlugin } from '../src/lab/connection/plugin';

// The whole of it needs more of a browser than there is here.
vi.mock('@jupyterlab/application', () => ({ IConnectionLost: {} }));

const LOST =
  'The server cannot be reached. Go on: what you type in programs of rooms is sent as soon as it is back.';

describe('an outage', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  it('is told once for many failed requests, and for a while that it is over', async () => {
    let up = false;
    const outage = begin(() => Promise.resolve(up));
    const both = Promise.all([outage.begin(), outage.begin()]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(told()).toEqual([LOST]);
    up = true;
    for (let second = 0; second < 15 && told()[0] === LOST; second++) {
      await vi.advanceTimersByTimeAsync(1000);
    }
    await both;
    expect(told()).toEqual(['The server is back.']);
    await vi.advanceTimersByTimeAsync(10000);
    expect(told()).toEqual([]);
  });

  it('is not told where only one request was lost', async () => {
    await begin(() => Promise.resolve(true)).begin();
    expect(told()).toEqual([]);
  });

  it('goes on while asking fails', async () => {
    const answers = vi.fn(() => Promise.reject(new Error('refused')));
    void begin(answers).begin();
    await vi.advanceTimersByTimeAsync(60000);
    expect(answers.mock.calls.length).toBeGreaterThan(4);
    expect(told()).toEqual([LOST]);
  });

  it('can be ended on a hub by starting the server again', async () => {
    const restart = vi.fn();
    void begin(() => Promise.resolve(false), restart).begin();
    await vi.advanceTimersByTimeAsync(1000);
    press('Restart Server');
    expect(restart).toHaveBeenCalledOnce();
  });

  it('is ended by the command that JupyterHub has added after us', async () => {
    const commands = new CommandRegistry();
    const serverSettings = { baseUrl: 'http://x/', fetch: () => Promise.reject(new TypeError('no network')) };
    const app = { commands, serviceManager: { serverSettings } } as unknown as JupyterFrontEnd;
    const lost = await connectionPlugin.activate(app);
    const restart = vi.fn();
    commands.addCommand('hub:restart', { execute: restart });
    void lost({} as ServiceManager.IManager, new ServerConnection.NetworkError(new TypeError('no network')));
    await vi.advanceTimersByTimeAsync(1000);
    press('Restart Server');
    expect(restart).toHaveBeenCalledOnce();
  });

  it('that was closed stays closed, and the next one is told', async () => {
    let up = false;
    const outage = begin(() => Promise.resolve(up));
    const first = outage.begin();
    await vi.advanceTimersByTimeAsync(1000);
    press('Close');
    up = true;
    await vi.advanceTimersByTimeAsync(20000);
    await first;
    expect(told()).toEqual([]);
    up = false;
    void outage.begin();
    await vi.advanceTimersByTimeAsync(1000);
    expect(told()).toEqual([LOST]);
  });

  it('gives the focus back where it was taken from, when it is closed and when it is over', async () => {
    let up = false;
    const [editor, chat] = [document.createElement('textarea'), document.createElement('input')];
    document.body.append(editor, chat);
    const outage = begin(() => Promise.resolve(up));
    editor.focus();
    const first = outage.begin();
    await vi.advanceTimersByTimeAsync(1000);
    chat.focus();
    document.querySelector<HTMLElement>('[role=alert] button')?.focus();
    press('Close');
    expect(document.activeElement).toBe(chat);
    up = true;
    await vi.advanceTimersByTimeAsync(20000);
    await first;
    up = false;
    editor.focus();
    const second = outage.begin();
    await vi.advanceTimersByTimeAsync(1000);
    document.querySelector<HTMLElement>('[role=alert] button')?.focus();
    up = true;
    await vi.advanceTimersByTimeAsync(20000);
    await second;
    expect(document.activeElement).toBe(editor);
  });

  function begin(answers: () => Promise<boolean>, restart: (() => void) | null = null): Outage {
    return new Outage({ notices: new Banner(), answers, restart: () => restart });
  }

  function told(): (string | null | undefined)[] {
    return [...document.querySelectorAll('[role=alert]')].map(each => each.querySelector('span')?.textContent);
  }

  function press(label: string): void {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent === label)?.click();
  }
});
