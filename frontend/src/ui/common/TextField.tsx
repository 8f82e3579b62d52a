/** A line of text with a label. */

import type * as React from 'react';
import { useId } from 'react';

type Native = Omit<React.InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'className' | 'id'>;

/** Props of `TextField`; what an `input` takes besides goes to it. */
export interface TextFieldProps extends Native {
  label: string;
  value: string;
  onValue?: (value: string) => void;
  /** The label is only for screen readers: what is around says it. */
  bare?: boolean;
  /** What stands beside it. */
  children?: React.ReactNode;
}

/** The label stands above. The direction is that of the text. */
export function TextField({ label, value, onValue, bare = false, children, ...native }: TextFieldProps): React.JSX.Element {
  const id = useId();
  const input = (
    <input
      dir="auto"
      {...native}
      {...(bare ? { 'aria-label': label } : { id })}
      className="tw-Input"
      value={value}
      onChange={event => {
        onValue?.(event.target.value);
      }}
    />
  );
  if (bare) {
    return input;
  }
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {children === undefined ? (
        input
      ) : (
        <div className="tw-Bar">
          {input}
          {children}
        </div>
      )}
    </>
  );
}
