/** A button that shows a sign instead of words, for what everyone knows and what is needed often. */

import { forwardRef } from 'react';

import type { Sign } from '../host';
import { useHost } from '../host';

/** Props of `IconButton`. */
export interface IconButtonProps {
  sign: Sign;
  /** What it does: spoken, and shown to who points at it. */
  label: string;
  /** What is shown to who points at it, where that is shorter. */
  title?: string;
  onClick: () => void;
  disabled?: boolean | undefined;
  /** For a button that switches something. */
  pressed?: boolean | undefined;
  /** Its work goes on. */
  busy?: boolean | undefined;
  /** False where another key leads to it, and Tab goes past it. */
  inTabOrder?: boolean | undefined;
}

/** As small as a toolbar's. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(props, ref) {
  const { sign, label, title = label, onClick, disabled, pressed, busy, inTabOrder = true } = props;
  const { Icon } = useHost();
  return (
    <button
      ref={ref}
      type="button"
      className="tw-Button tw-IconButton"
      data-quiet
      aria-label={label}
      title={title}
      aria-pressed={pressed}
      aria-busy={busy}
      disabled={disabled}
      tabIndex={inTabOrder ? undefined : -1}
      onClick={onClick}
    >
      <Icon sign={sign} />
    </button>
  );
});
