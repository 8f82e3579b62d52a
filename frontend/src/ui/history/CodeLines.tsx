/** A program to be read, of which only the lines near what is seen are in the page. */

import type * as React from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Up to so many lines all are in the page. */
const WHOLE = 200;
const MARGIN_LINES = 40;
/** Several write at once, and nobody can read a page that leaps with each key of another: it stays for so long. */
const STAY_MS = 1_000;
/** Until the page says better. */
const GUESS_PX = 18;

/** Props of `CodeLines`. */
export interface CodeLinesProps {
  className: string;
  label: string;
  count: number;
  /** A line with its end, as an element with a key. */
  line: (index: number) => React.ReactNode;
  /** A line that is brought into view whenever it is another one. */
  follow?: number | null;
  /** Whether the line moves on by itself: then the page stays for a while before it goes after it. */
  calm?: boolean;
}

interface View {
  top: number;
  height: number;
  line: number;
}

/** All lines are as high as the style sheet says, and none is wrapped: so it is known where each is. */
export function CodeLines({ className, label, count, line, follow = null, calm = false }: CodeLinesProps): React.JSX.Element {
  const box = useRef<HTMLPreElement>(null);
  const left = useRef(-Infinity);
  const [view, setView] = useState<View>({ top: 0, height: 600, line: GUESS_PX });
  const look = useRef(() => {
    const element = box.current;
    if (element && element.clientHeight > 0) {
      const seen = viewOf(element);
      setView(before => (isSame(before, seen) ? before : seen));
    }
  }).current;
  useLayoutEffect(look, [look, count]);
  useEffect(() => {
    const element = box.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [look]);
  useLayoutEffect(() => {
    const now = performance.now();
    if (box.current && follow !== null && !(calm && now - left.current < STAY_MS) && bringIntoView(box.current, follow)) {
      left.current = now;
      look(); // the lines that are there come with this frame, not an empty page
    }
  }, [look, follow, calm]);
  const [first, last] = range(view, count);
  return (
    <pre ref={box} className={className} role="region" tabIndex={0} aria-label={label} dir="ltr" onScroll={look}>
      {first > 0 && <Space lines={first} height={view.line} />}
      {Array.from({ length: last - first }, (_none, i) => line(first + i))}
      {last < count && <Space lines={count - last} height={view.line} />}
    </pre>
  );
}

function Space({ lines, height }: { lines: number; height: number }): React.JSX.Element {
  return <span className="tw-Lines-space" aria-hidden="true" style={{ height: lines * height }} />;
}

function viewOf(element: HTMLElement): View {
  const line = parseFloat(getComputedStyle(element).lineHeight);
  return { top: element.scrollTop, height: element.clientHeight, line: line > 0 ? line : GUESS_PX };
}

function isSame(a: View, b: View): boolean {
  return a.top === b.top && a.height === b.height && a.line === b.line;
}

function range({ top, height, line }: View, count: number): [first: number, last: number] {
  if (count <= WHOLE) {
    return [0, count];
  }
  const last = Math.min(count, Math.ceil((top + height) / line) + MARGIN_LINES);
  // A text that has become shorter is scrolled back only after this.
  return [Math.max(0, Math.min(Math.floor(top / line), last) - MARGIN_LINES), last];
}

/** Answers whether it was elsewhere. */
function bringIntoView(element: HTMLElement, index: number): boolean {
  const { top, height, line } = viewOf(element);
  const at = index * line;
  const isElsewhere = at < top || at + 2 * line > top + height;
  if (isElsewhere) {
    element.scrollTop = Math.max(0, at - height / 2);
  }
  return isElsewhere;
}
