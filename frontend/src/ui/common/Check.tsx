/** Something that is so, or is not. */

import type * as React from 'react';

/** Props of `Check`. */
export interface CheckProps {
  label: string;
  value: boolean;
  onValue: (value: boolean) => void;
  disabled?: boolean;
}

/** A box with its label behind it. */
export function Check({ label, value, onValue, disabled = false }: CheckProps): React.JSX.Element {
  return (
    <label className="tw-Check">
      <input
        type="checkbox"
        disabled={disabled}
        checked={value}
        onChange={event => {
          onValue(event.target.checked);
        }}
      />
      {label}
    </label>
  );
}
