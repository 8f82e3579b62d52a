/** A form that does not leave the page. */

import type * as React from 'react';

/** Props of `Form`. */
export interface FormProps extends React.PropsWithChildren {
  onSubmit: () => void;
  /** Escape was pressed in it. */
  onCancel?: (() => void) | undefined;
  className?: string;
}

/** Enter sends it, Escape leaves it. */
export function Form({ onSubmit, onCancel, className = 'tw-Form', children }: FormProps): React.JSX.Element {
  return (
    <form
      className={className}
      onSubmit={event => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape' && onCancel && !event.nativeEvent.isComposing) {
          event.preventDefault(); // nothing that was opened before is closed by it
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      {children}
    </form>
  );
}
