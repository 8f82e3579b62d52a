/** The title of what lies over a room, and how to close it. */

import type * as React from 'react';
import { useEffect, useRef } from 'react';

import { IconButton } from '../common/IconButton';
import { useWords } from '../host';

/** Takes the focus, so that a screen reader hears where one is; Escape closes. */
export function SheetHead({ title, onClose }: { title: string; onClose: () => void }): React.JSX.Element {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div
      className="tw-Sheet-head"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
    >
      <h3 className="tw-Heading" tabIndex={-1} ref={heading}>
        {title}
      </h3>
      <IconButton sign="close" label={words.__('Close')} onClick={onClose} />
    </div>
  );
}
