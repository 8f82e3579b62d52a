/** The buttons at the end of a form. */

import type * as React from 'react';

import { useWords } from '../host';

/** Props of `FormButtons`. */
export interface FormButtonsProps {
  /** What sending the form does. */
  send: string;
  disabled: boolean;
  onCancel: () => void;
}

/** One that sends it, one that leaves it. */
export function FormButtons({ send, disabled, onCancel }: FormButtonsProps): React.JSX.Element {
  const words = useWords();
  return (
    <div className="tw-Bar">
      <button type="submit" className="tw-Button" data-main disabled={disabled}>
        {send}
      </button>
      <button type="button" className="tw-Button" onClick={onCancel}>
        {words.__('Cancel')}
      </button>
    </div>
  );
}
