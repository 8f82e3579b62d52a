/** What a new invitation is to be. */

import type * as React from 'react';
import { useState } from 'react';

import type { InvitationsPostBody, Role } from '../../core/records';
import { Form } from '../common/Form';
import { Select } from '../common/Select';
import { TextField } from '../common/TextField';
import { useWords } from '../host';
import { roleOptions } from './roles';

const HOUR = 3_600;
const MOST_USES = 100_000;

/** Props of `InvitationForm`. */
export interface InvitationFormProps {
  onMake: (body: InvitationsPostBody) => Promise<void>;
  /** The button that makes the link. */
  maker?: React.RefObject<HTMLButtonElement>;
}

/** Role, end and number of uses. */
export function InvitationForm({ onMake, maker }: InvitationFormProps): React.JSX.Element {
  const words = useWords();
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
    <Form onSubmit={() => void make()}>
      <Select label={words.__('They come in as')} value={role} options={roleOptions(words)} onValue={setRole} />
      <Select
        label={words.__('The link works for')}
        value={hours}
        options={[
          ['1', words.__('one hour')],
          ['24', words.__('one day')],
          ['168', words.__('one week')],
          ['', words.__('as long as I do not revoke it')]
        ]}
        onValue={setHours}
      />
      <TextField
        label={words.__('For how many people (empty: any number)')}
        type="number"
        min={1}
        max={MOST_USES}
        value={uses}
        onValue={setUses}
      />
      <button type="submit" className="tw-Button" data-main disabled={busy} ref={maker}>
        {words.__('Make a link')}
      </button>
    </Form>
  );
}
