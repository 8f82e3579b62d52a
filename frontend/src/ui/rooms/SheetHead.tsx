/** The title of what lies over a room, and how to close it. */

import type * as React from 'react';
import { useEffect, useRef, useState } from 'react';

import { IconButton } from '../common/IconButton';
import { isLost } from '../common/useFocusBack';
import { useWords } from '../host';

/**
 * Takes the focus, so that a screen reader hears where one is. Escape closes from anywhere beside it, and the focus
 * goes back to what had it.
 */
export function SheetHead({ title, onClose }: { title: string; onClose: () => void }): React.JSX.Element {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [opener] = useState(() => document.activeElement);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const sheet = head.current?.parentElement;
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented && !isOverIt(event)) {
        event.preventDefault(); // nothing that was opened before is closed by it
        close.current();
      }
    };
    heading.current?.focus();
    sheet?.addEventListener('keydown', pressed);
    return () => {
      sheet?.removeEventListener('keydown', pressed);
      if (isLost() || sheet?.contains(document.activeElement)) {
        backTo(opener);
      }
    };
  }, [opener]);
  return (
    <div className="tw-Sheet-head" ref={head}>
      <h3 className="tw-Heading" tabIndex={-1} ref={heading}>
        {title}
      </h3>
      <IconButton sign="close" label={words.__('Close')} onClick={onClose} />
    </div>
  );
}

/** Whether a key belongs to a dialog that was opened from the sheet. */
function isOverIt({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}

/** What opened the sheet may be gone, as a button of another sheet is: the tabs are where one was before both. */
function backTo(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
  const back = isThere ? opener : document.querySelector<HTMLElement>('.tw-Tabs [aria-selected="true"]');
  back?.focus();
}
