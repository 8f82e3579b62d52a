// @vitest-environment jsdom
import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import { act, createElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { WindowedList } from '../src/ui/common/WindowedList';

const SEEN_PX = 300;

/** Stands for a browser's layout: each item as high as this says, one above the other. */
let heightOf: (key: string) => number;
let root: Root;
let renders: number;
let starts: number;
const observers = new Set<FakeObserver>();

/** Speaks once for what is newly observed, as browsers do, when the test says that a frame is over. */
class FakeObserver {
  private news = false;

  constructor(private readonly callback: () => void) {
    observers.add(this);
  }

  observe(): void {
    this.news = true;
  }

  disconnect(): void {
    observers.delete(this);
  }

  frame(changed: boolean): boolean {
    const speaks = this.news || changed;
    this.news = false;
    if (speaks) {
      this.callback();
    }
    return speaks;
  }
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('ResizeObserver', FakeObserver);
  heightOf = () => 50;
  renders = starts = 0;
  const layout = HTMLElement.prototype;
  vi.spyOn(layout, 'offsetHeight', 'get').mockImplementation(function (this: HTMLElement) {
    return heightOf(this.dataset.key ?? '');
  });
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(SEEN_PX);
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockImplementation(function (this: Element) {
    const items = [...this.querySelectorAll<HTMLElement>('[data-key]')];
    const spaces = [...this.querySelectorAll<HTMLElement>(':scope > :not([data-key])')];
    return (
      items.reduce((sum, item) => sum + heightOf(item.dataset.key ?? ''), 0) +
      spaces.reduce((sum, space) => sum + Number.parseFloat(space.style.height), 0)
    );
  });
  root = createRoot(document.body.appendChild(document.createElement('div')));
});

afterEach(() => {
  act(() => {
    root.unmount();
  });
  document.body.replaceChildren();
  observers.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function list(): Element {
  const found = document.querySelector('[role="log"]');
  if (!found) {
    throw new Error('there is no list');
  }
  return found;
}

function shows(count: number, start: { key: string } | null = null): void {
  const items = Array.from({ length: count }, (_each, index) => `m${index}`);
  act(() => {
    root.render(
      createElement(WindowedList<string>, {
        items,
        keyOf: item => item,
        render: item => {
          renders += item === 'm0' ? 1 : 0;
          return item;
        },
        label: 'Messages',
        role: 'log',
        start,
        onStart: () => {
          starts += 1;
        }
      })
    );
  });
}

/** Frames until nothing changes any more; answers how many. */
function rests(changed = false): number {
  for (let frames = 0; frames < 50; frames++) {
    const spoke: boolean[] = [];
    act(() => {
      for (const observer of [...observers]) {
        spoke.push(observer.frame(changed && frames === 0));
      }
    });
    if (!spoke.includes(true)) {
      return frames;
    }
  }
  throw new Error('the list is rendered again and again');
}

function scrollsTo(top: number): void {
  act(() => {
    list().scrollTop = top;
    list().dispatchEvent(new Event('scroll', { bubbles: true }));
  });
  rests();
}

describe('the list of messages', () => {
  it('comes to rest, and is not rendered then', () => {
    shows(20);
    rests();
    const before = renders;
    expect(rests()).toBe(0);
    expect(renders).toBe(before);
  });

  it('stays at its end while what is in it grows, also where the browser tells of the scrolling late', () => {
    shows(20);
    rests();
    expect(list().scrollTop).toBe(1_000);
    heightOf = () => 80;
    act(() => {
      list().dispatchEvent(new Event('scroll', { bubbles: true }));
    });
    rests(true);
    expect(list().scrollTop).toBe(1_600);
  });

  it('stays where somebody reads, whatever comes at the end', () => {
    shows(20);
    rests();
    scrollsTo(200);
    shows(21);
    rests();
    expect(list().scrollTop).toBe(200);
  });

  it('speaks what is new, not what there was and not what comes into view', () => {
    const live = (): string | null => list().getAttribute('aria-live');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    shows(0);
    shows(20);
    rests();
    expect(live()).toBe('off');
    vi.advanceTimersByTime(1_000);
    vi.useRealTimers();
    expect(live()).toBe('polite');
    shows(21);
    rests();
    expect(live()).toBe('polite');
    scrollsTo(200);
    expect(live()).toBe('off');
    scrollsTo(1_050 - SEEN_PX);
    expect(live()).toBe('polite');
  });

  it('begins where it is told to, also where it was hidden then, and stays there', () => {
    const height = vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(0);
    const start = { key: 'm5' };
    shows(20, start);
    rests();
    height.mockReturnValue(SEEN_PX);
    rests(true);
    expect(list().scrollTop).toBe(250);
    shows(21, start);
    rests();
    expect(list().scrollTop).toBe(250);
    scrollsTo(600);
    shows(22, start);
    expect(list().scrollTop, 'once only').toBe(600);
    shows(22, { key: 'm5' });
    expect(list().scrollTop, 'and again when it is opened again').toBe(250);
  });

  it('reads nothing while it is hidden', () => {
    shows(20);
    rests();
    const before = starts;
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(0);
    rests(true);
    scrollsTo(0);
    expect(starts).toBe(before);
  });
});
