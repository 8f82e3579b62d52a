/** The focus stays in a list when the row that has it goes: who works with the keyboard is not thrown to the top. */

import type * as React from 'react';
import { useEffect } from 'react';

const ROWS = 'li, article';
/** Rows of such a list go when they are scrolled away: the focus does not run after them. */
const WINDOWED = '.tw-Windowed';
/** What gets the focus when the list is empty. */
const BESIDE = 'h3, h4, textarea';

/** What has the focus, and where its row stands. */
interface Focused {
  element: Element;
  row: Element;
  list: Element | null;
  at: number;
}

/**
 * For the element around lists, which is there for as long as the panel. If what has the focus is taken out of the page,
 * its row gets the focus; if that is gone, the next one, else the last one, else the heading.
 */
export function useKeptFocus(around: React.RefObject<HTMLElement>): void {
  useEffect(() => (around.current ? keepFocus(around.current) : undefined), [around]);
}

/** The same without React. Answers how to stop. */
export function keepFocus(around: HTMLElement): () => void {
  let last: Focused | null = null;
  const came = ({ target }: FocusEvent): void => {
    last = target instanceof Element ? focused(target) : null;
  };
  const went = ({ target }: FocusEvent): void => {
    // Some browsers say so as well when the element is taken out: that is what is waited for.
    queueMicrotask(() => {
      if (last?.element === target && last.element.isConnected && document.activeElement !== target) {
        last = null;
      }
    });
  };
  const observer = new MutationObserver(() => {
    if (last?.element.isConnected) {
      last.at = placeOf(last.row); // others come and go
    } else if (last) {
      const next = nextTo(last) ?? around.querySelector(BESIDE);
      last = null;
      give(next);
    }
  });
  observer.observe(around, { childList: true, subtree: true });
  around.addEventListener('focusin', came);
  around.addEventListener('focusout', went);
  return () => {
    observer.disconnect();
    around.removeEventListener('focusin', came);
    around.removeEventListener('focusout', went);
  };
}

function focused(element: Element): Focused | null {
  const row = element.closest(ROWS);
  return row && { element, row, list: row.closest(WINDOWED) ? null : row.parentElement, at: placeOf(row) };
}

function placeOf(row: Element): number {
  return Array.prototype.indexOf.call(row.parentElement?.children ?? [], row);
}

/** The row itself, or the one that is in its place now, or the last one. One that was scrolled away cannot be focused. */
function nextTo({ row, list, at }: Focused): Element | null | undefined {
  if (row.isConnected || !list) {
    return row;
  }
  return list.isConnected ? list.children[Math.min(at, list.children.length - 1)] : null;
}

/** A row is no stop of the Tab key; from it Tab goes to what can be done in it. */
function give(element: Element | null): void {
  const { activeElement } = document;
  if (element instanceof HTMLElement && (activeElement === null || activeElement === document.body)) {
    if (element.tabIndex < 0) {
      element.tabIndex = -1;
    }
    element.focus();
  }
}
