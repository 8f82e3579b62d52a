/** A long list of which only what can be seen is in the page. */

import type * as React from 'react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

/** Above so many items only those near what is seen are rendered. */
const WHOLE = 60;
const MARGIN_PX = 600;
const GUESS_PX = 48;
/** So near the end counts as there. */
const END_PX = 40;
const SETTLE_MS = 500;

/** Props of `WindowedList`. */
export interface WindowedListProps<Item> {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  render: (item: Item, index: number) => React.ReactNode;
  label: string;
  /** `log`: new items come at the end, are spoken, and are scrolled to if the end was in view. */
  role?: 'list' | 'log';
  /** The first item has come near: read what is before it. */
  onStart?: () => void;
  /** The last item has come near: read what is behind it. */
  onEnd?: () => void;
  /** Begin at this key, as the first that is seen: once for each object, as soon as the list can be seen. */
  start?: { key: string } | null;
  /** Scroll to this key when it changes. */
  focusKey?: string | null;
}

/** Measures items as they are rendered, and keeps what is seen in its place when others come before it. */
export function WindowedList<Item>(props: WindowedListProps<Item>): React.JSX.Element {
  const { items, keyOf, render, label, role = 'list', onStart, onEnd, start = null, focusKey } = props;
  const box = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<string, number>());
  const [view, setView] = useState({ top: 0, height: 600 });
  const [, measured] = useState(0);
  const atEnd = useRef(role === 'log');
  const settled = useRef(false);
  const lastTop = useRef(0);
  const begun = useRef<{ key: string } | null>(null);
  const anchor = useRef<{ key: string; offset: number } | null>(null);

  const keys = useMemo(() => items.map(keyOf), [items, keyOf]);
  const tops = offsets(keys, heights.current);
  const [first, last] = range(tops, keys.length, view);

  const look = (): void => {
    const element = box.current;
    if (!element) {
      return;
    }
    const { scrollTop, clientHeight, scrollHeight } = element;
    if (clientHeight === 0) {
      return; // hidden: nothing is near, and where one was stays
    }
    // The observer below speaks after each rendering: the same view must not lead to another one.
    setView(before =>
      before.top === scrollTop && before.height === clientHeight ? before : { top: scrollTop, height: clientHeight }
    );
    if (scrollTop < MARGIN_PX) {
      onStart?.();
    }
    if (scrollHeight - scrollTop - clientHeight < MARGIN_PX) {
      onEnd?.();
    }
  };

  const scrolled = (): void => {
    const element = box.current;
    if (!element || element.clientHeight === 0) {
      return;
    }
    const { scrollTop, clientHeight, scrollHeight } = element;
    const isNear = scrollHeight - scrollTop - clientHeight < END_PX;
    // Items grow when they are rendered: the end goes away then, and nobody has left it.
    atEnd.current = role === 'log' && (isNear || (atEnd.current && scrollTop >= lastTop.current));
    lastTop.current = scrollTop;
    speak(element, role, settled.current && atEnd.current);
    const index = indexAt(tops, scrollTop);
    const key = keys[index];
    anchor.current = key === undefined ? null : { key, offset: scrollTop - (tops[index] ?? 0) };
    look();
  };

  const begin = (): void => {
    const element = box.current;
    const index = start === null ? -1 : keys.indexOf(start.key);
    if (!element || !start || index < 0 || begun.current === start || element.clientHeight === 0) {
      return; // hidden: it begins when it is shown
    }
    begun.current = start;
    // What is above and below is measured only when it is rendered: the anchor holds the place until then.
    anchor.current = { key: start.key, offset: 0 };
    element.scrollTop = tops[index] ?? 0;
    lastTop.current = element.scrollTop;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX;
    speak(element, role, settled.current && atEnd.current);
  };

  const resized = (): void => {
    begin();
    if (box.current && measure(box.current, heights.current)) {
      measured(count => count + 1);
    }
    look();
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    if (measure(element, heights.current)) {
      measured(count => count + 1);
    }
    if (atEnd.current) {
      element.scrollTop = element.scrollHeight;
    } else if (anchor.current) {
      const index = keys.indexOf(anchor.current.key);
      const wanted = (tops[index] ?? 0) + anchor.current.offset;
      if (index >= 0 && Math.abs(wanted - element.scrollTop) > 1) {
        element.scrollTop = wanted;
      }
    }
    lastTop.current = element.scrollTop;
    speak(element, role, settled.current && atEnd.current);
  });

  // Not while the first items come: nobody wants to hear a hundred of them at once.
  const isFilled = items.length > 0;
  useEffect(() => {
    if (!isFilled) {
      return;
    }
    const timer = setTimeout(() => {
      settled.current = true;
      if (box.current) {
        speak(box.current, role, atEnd.current);
      }
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isFilled, role]);

  useLayoutEffect(begin, [start]); // not whenever the list grows

  useEffect(() => {
    const index = focusKey ? keys.indexOf(focusKey) : -1;
    if (index >= 0 && box.current) {
      atEnd.current = false;
      speak(box.current, role, false);
      anchor.current = null;
      box.current.scrollTop = Math.max(0, (tops[index] ?? 0) - box.current.clientHeight / 3);
    }
  }, [focusKey]); // not whenever the list grows

  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(resized);
    observer.observe(element);
    for (const item of itemsIn(element)) {
      observer.observe(item);
    }
    return () => {
      observer.disconnect();
    };
  });

  return (
    <div
      ref={box}
      className="tw-Windowed"
      role={role}
      aria-label={label}
      tabIndex={0}
      onScroll={scrolled}
    >
      <div style={{ height: tops[first] ?? 0 }} />
      {items.slice(first, last).map((item, i) => (
        <div key={keys[first + i]} data-key={keys[first + i]} role={role === 'list' ? 'listitem' : undefined}>
          {render(item, first + i)}
        </div>
      ))}
      <div style={{ height: (tops[keys.length] ?? 0) - (tops[last] ?? 0) }} />
    </div>
  );
}

/** New items are spoken while one is at the end; what comes into view by scrolling is not new. */
function speak(element: HTMLElement, role: 'list' | 'log', isNew: boolean): void {
  if (role === 'log') {
    element.setAttribute('aria-live', isNew ? 'polite' : 'off');
  }
}

/** Where each item begins, and where the last one ends. */
function offsets(keys: readonly string[], heights: ReadonlyMap<string, number>): number[] {
  const tops = [0];
  for (const key of keys) {
    tops.push((tops.at(-1) ?? 0) + (heights.get(key) ?? GUESS_PX));
  }
  return tops;
}

function range(tops: readonly number[], count: number, view: { top: number; height: number }): [number, number] {
  if (count <= WHOLE) {
    return [0, count];
  }
  const first = indexAt(tops, view.top - MARGIN_PX);
  const last = indexAt(tops, view.top + view.height + MARGIN_PX);
  return [first, Math.min(count, last + 1)];
}

/** The item at a height: the last one that begins at or above it. */
function indexAt(tops: readonly number[], height: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= height) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

function itemsIn(element: HTMLElement): Iterable<HTMLElement> {
  return element.querySelectorAll<HTMLElement>(':scope > [data-key]');
}

function measure(element: HTMLElement, heights: Map<string, number>): boolean {
  let changed = false;
  for (const child of itemsIn(element)) {
    const key = child.dataset.key ?? '';
    const height = child.offsetHeight;
    if (height > 0 && heights.get(key) !== height) {
      heights.set(key, height);
      changed = true;
    }
  }
  return changed;
}
