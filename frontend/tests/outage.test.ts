import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Surroundings } from '../src/lab/connection/outage';
import { Outage } from '../src/lab/connection/outage';

const LOST =
  'The server cannot be reached. Go on: what you type in programs of rooms is kept and sent later.';

/** The notifications of JupyterLab, as far as an outage uses them. */
class Notices {
  readonly shown = new Map<string, string>();
  restart: (() => void) | undefined;

  warning(message: string, options: { actions?: { label: string; callback: () => void }[] }): string {
    const id = `notice ${String(this.shown.size)}`;
    this.shown.set(id, `warning: ${message}`);
    this.restart = options.actions?.find(({ label }) => label === 'Restart Server')?.callback;
    return id;
  }

  update({ id, message, type }: { id: string; message: string; type: string }): boolean {
    return this.shown.has(id) && !!this.shown.set(id, `${type}: ${message}`);
  }
}

describe('an outage', () => {
  let notices: Notices;

  beforeEach(() => {
    vi.useFakeTimers();
    notices = new Notices();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told once for many failed requests, and that it is over', async () => {
    let up = false;
    const outage = begin(() => Promise.resolve(up));
    const both = Promise.all([outage.begin(), outage.begin()]);
    await vi.advanceTimersByTimeAsync(5000);
    expect([...notices.shown.values()]).toEqual([`warning: ${LOST}`]);
    up = true;
    await vi.advanceTimersByTimeAsync(20000);
    await both;
    expect([...notices.shown.values()]).toEqual(['success: The server is back.']);
  });

  it('is not told where only one request was lost', async () => {
    await begin(() => Promise.resolve(true)).begin();
    expect(notices.shown.size).toBe(0);
  });

  it('goes on while asking fails', async () => {
    const answers = vi.fn(() => Promise.reject(new Error('refused')));
    void begin(answers).begin();
    await vi.advanceTimersByTimeAsync(60000);
    expect(answers.mock.calls.length).toBeGreaterThan(4);
    expect(notices.shown.size).toBe(1);
  });

  it('can be ended on a hub by starting the server again', async () => {
    const restart = vi.fn();
    void begin(() => Promise.resolve(false), restart).begin();
    await vi.advanceTimersByTimeAsync(1000);
    notices.restart?.();
    expect(restart).toHaveBeenCalledOnce();
  });

  it('that was closed stays closed, and the next one is told', async () => {
    let up = false;
    const outage = begin(() => Promise.resolve(up));
    const first = outage.begin();
    await vi.advanceTimersByTimeAsync(1000);
    notices.shown.clear();
    up = true;
    await vi.advanceTimersByTimeAsync(20000);
    await first;
    expect(notices.shown.size).toBe(0);
    up = false;
    void outage.begin();
    await vi.advanceTimersByTimeAsync(1000);
    expect([...notices.shown.values()]).toEqual([`warning: ${LOST}`]);
  });

  function begin(answers: () => Promise<boolean>, restart: (() => void) | null = null): Outage {
    return new Outage({ notices: notices as unknown as Surroundings['notices'], answers, restart });
  }
});
