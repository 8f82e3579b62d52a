/** The title of what lies over a room, and how to close it. */

import type * as React from 'react';
import { useEffect, useRef, useState } from 'react';

import { IconButton } from '../common/IconButton';
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
      if (event.key === 'Escape' && !event.isComposing && !event.defaultPrevented) {
        close.current();
      }
    };
    heading.current?.focus();
    sheet?.addEventListener('keydown', pressed);
    return () => {
      sheet?.removeEventListener('keydown', pressed);
      const { activeElement } = document;
      const isLost = activeElement === null || activeElement === document.body || sheet?.contains(activeElement);
      if (isLost && opener instanceof HTMLElement && opener.isConnected) {
        opener.focus();
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
