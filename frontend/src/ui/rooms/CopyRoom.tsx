/** Another room like this one: to hand out, or to go on with next year. */

import type * as React from 'react';
import { useState } from 'react';

import type { RoomList } from '../../core/roomList';
import { Check } from '../common/Check';
import { Form } from '../common/Form';
import { Problem } from '../common/Problem';
import { TextField } from '../common/TextField';
import { useStore } from '../common/useStore';
import { useTransfer } from '../common/useTransfer';
import { useHost, useWords } from '../host';
import { MOST_NAME } from './CreateRoom';
import type { SheetProps } from './InviteSheet';
import { roomIsMade } from './made';
import { SheetHead } from './SheetHead';

/** Its name, and what goes along besides the programs. Who makes it is its owner, and goes there. */
export function CopyRoom({ list, session, onClose }: SheetProps & { list: RoomList }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const original = useStore(session.store, state => state.room?.name ?? '');
  const [name, setName] = useState(() => Array.from(words.__('Copy of %1', original)).slice(0, MOST_NAME).join(''));
  const [parts, setParts] = useState({ history: false, chat: false, activity: false });
  const { problem, progress, run } = useTransfer();
  const busy = progress !== null;
  const make = (): void => {
    void run({
      label: words.__('Copying…'),
      work: () => host.api.copyRoom(session.id, { name, ...parts }),
      canStop: false,
      here: made => {
        onClose();
        list.enter(made);
      },
      elsewhere: made => roomIsMade(made, list, words)
    });
  };
  const part = (which: keyof typeof parts, label: string): React.JSX.Element => (
    <Check
      label={label}
      value={parts[which]}
      onValue={value => {
        setParts({ ...parts, [which]: value });
      }}
    />
  );
  return (
    <section className="tw-Sheet">
      <SheetHead title={words.__('Copy the room')} onClose={onClose} />
      <p className="tw-Hint">
        {words.__('All programs go along. You own the copy, and are its only member until you invite others.')}
      </p>
      <Form onSubmit={make} onCancel={onClose}>
        <TextField label={words.__('Name of the copy')} required maxLength={MOST_NAME} value={name} onValue={setName} />
        {part('history', words.__('With the history of the programs'))}
        {part('chat', words.__('With the chat'))}
        {part('activity', words.__('With the activity'))}
        <Problem text={problem} />
        <button type="submit" className="tw-Button" data-main disabled={busy || name.trim() === ''}>
          {busy ? words.__('Copying…') : words.__('Make the copy')}
        </button>
      </Form>
    </section>
  );
}
