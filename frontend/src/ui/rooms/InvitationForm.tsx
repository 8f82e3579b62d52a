/** What a new invitation is to be. */

import type * as React from 'react';
import { useId, useState } from 'react';

import type { InvitationsPostBody, Role } from '../../core/records';
import { useWords } from '../host';
import { ROLES, roleName } from './roles';

const HOUR = 3_600;

/** Role, end and number of uses. */
export function InvitationForm({ onMake }: { onMake: (body: InvitationsPostBody) => Promise<void> }): React.JSX.Element {
  const words = useWords();
  const id = useId();
  const [role, setRole] = useState<Role>('editor');
  const [hours, setHours] = useState('168');
  const [uses, setUses] = useState('');
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    await onMake({
      role,
      expires_in: hours === '' ? null : Number(hours) * HOUR,
      max_uses: uses === '' ? null : Number(uses)
    });
    setBusy(false);
  };
  return (
    <form
      className="tw-Form"
      onSubmit={event => {
        event.preventDefault();
        void make();
      }}
    >
      <label htmlFor={`${id}-role`}>{words.__('They come in as')}</label>
      <select
        id={`${id}-role`}
        className="tw-Input"
        value={role}
        onChange={event => {
          setRole(event.target.value as Role);
        }}
      >
        {ROLES.map(each => (
          <option key={each} value={each}>
            {roleName(each, words)}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-end`}>{words.__('The link works for')}</label>
      <select
        id={`${id}-end`}
        className="tw-Input"
        value={hours}
        onChange={event => {
          setHours(event.target.value);
        }}
      >
        <option value="1">{words.__('one hour')}</option>
        <option value="24">{words.__('one day')}</option>
        <option value="168">{words.__('one week')}</option>
        <option value="">{words.__('as long as I do not revoke it')}</option>
      </select>
      <label htmlFor={`${id}-uses`}>{words.__('For how many people (empty: any number)')}</label>
      <input
        id={`${id}-uses`}
        className="tw-Input"
        type="number"
        min={1}
        max={100_000}
        value={uses}
        onChange={event => {
          setUses(event.target.value);
        }}
      />
      <button type="submit" className="tw-Button" data-main disabled={busy}>
        {words.__('Make a link')}
      </button>
    </form>
  );
}
