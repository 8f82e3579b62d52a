/** How I appear in all rooms: my name, where the server leaves it to me, and my colour. */

import type * as React from 'react';
import { useId, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { MePatchBody, Presence, Server } from '../../core/records';
import { Form } from '../common/Form';
import { Problem } from '../common/Problem';
import { TextField } from '../common/TextField';
import { useAttempt } from '../common/useAttempt';
import { useHost, useWords } from '../host';

/** A button that opens a form. */
export function MyLook({ me }: { me: Presence }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const id = useId();
  const [server, setServer] = useState<Server | null>(null);
  const [name, setName] = useState('');
  const { problem, attempt } = useAttempt();
  const open = async (): Promise<void> => {
    try {
      const found = await host.api.server();
      setServer(found);
      setName(found.me?.display_name ?? '');
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
    }
  };
  const change = (body: MePatchBody): void => {
    void attempt(() => host.api.changeMe(body));
  };
  const close = (): void => {
    setServer(null);
  };
  if (!server) {
    return (
      <button type="button" className="tw-Button" onClick={() => void open()}>
        {words.__('My name and colour')}
      </button>
    );
  }
  return (
    <Form
      onSubmit={() => {
        change({ display_name: name });
      }}
      onCancel={close}
    >
      {server.me?.name_fixed === true ? (
        <p>
          {words.__('My name')}
          <span className="tw-Hint">
            {words.__('%1 (this server gives people their names)', me.display_name)}
          </span>
        </p>
      ) : (
        <TextField label={words.__('My name')} value={name} onValue={setName}>
          <button type="submit" className="tw-Button" disabled={name.trim() === '' || name === me.display_name}>
            {words.__('Change')}
          </button>
        </TextField>
      )}
      <fieldset className="tw-Colors">
        <legend>{words.__('My colour')}</legend>
        {server.colors.map((color, index) => (
          <label key={color} className="tw-Color" style={{ backgroundColor: color }}>
            <input
              type="radio"
              name={`${id}-color`}
              aria-label={words.__('Colour %1', index + 1)}
              checked={color === me.color}
              onChange={() => { change({ color }); }}
            />
          </label>
        ))}
      </fieldset>
      <Problem text={problem} />
      <button type="button" className="tw-Button" onClick={close}>
        {words.__('Done')}
      </button>
    </Form>
  );
}
