/** The focus goes back to where it was when what had it is closed. */

import type * as React from 'react';
import { useEffect, useRef } from 'react';

/**
 * For a form that takes the place of the button that opens it: give the ref to that button. When the form is closed
 * and the focus was in it, what had the focus before has it again, else the button, which is another element by then.
 */
export function useFocusBack<Opener extends HTMLElement>(isOpen: boolean): React.RefObject<Opener> {
  const button = useRef<Opener>(null);
  const before = useRef<Element | null>(null);
  const was = useRef(false);
  if (isOpen && !was.current) {
    before.current = document.activeElement; // while it is still in the page
  }
  useEffect(() => {
    if (was.current && !isOpen && isLost()) {
      (isThere(before.current) ? before.current : button.current)?.focus();
    }
    was.current = isOpen;
  }, [isOpen]);
  return button;
}

/** Whether nothing has the focus: it was in something that is gone. */
export function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function isThere(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element !== document.body && element.isConnected;
}
