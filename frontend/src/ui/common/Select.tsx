/** One of several, with a label. */

import type * as React from 'react';
import { useId } from 'react';

import { LONGEST_NAME } from './isolated';
import { shortened } from './shortened';

/** What can be chosen, by value and name. */
export type Options<Value extends string = string> = readonly (readonly [value: Value, name: string])[];

/** Props of `Select`. */
export interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: Options<Value>;
  onValue: (value: Value) => void;
  disabled?: boolean;
  /** The label is only for screen readers: what is around says it. */
  bare?: boolean;
  /** No wider than its text. */
  small?: boolean;
}

/** The label stands above. */
export function Select<Value extends string>(props: SelectProps<Value>): React.JSX.Element {
  const { label, value, options, onValue, disabled = false, bare = false, small = false } = props;
  const id = useId();
  return (
    <>
      {!bare && <label htmlFor={id}>{label}</label>}
      <select
        {...(bare ? { 'aria-label': label } : { id })}
        className="tw-Input"
        data-small={small ? true : undefined}
        disabled={disabled}
        value={value}
        onChange={event => {
          onValue(event.target.value as Value);
        }}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each} dir="auto">
            {shortened(name, LONGEST_NAME)}
          </option>
        ))}
      </select>
    </>
  );
}
