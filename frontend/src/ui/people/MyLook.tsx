/** How I appear in all rooms: my name, where the server leaves it to me, and my colour. */

import type * as React from 'react';
import { useId, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { Presence, Server } from '../../core/records';
import { Problem } from '../common/Problem';
import { useHost, useWords } from '../host';

/** A button that opens a form. */
export function MyLook({ me }: { me: Presence }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const id = useId();
  const [server, setServer] = useState<Server | null>(null);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const open = async (): Promise<void> => {
    try {
      const found = await host.api.server();
      setServer(found);
      setName(found.me?.display_name ?? '');
      setProblem('');
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
    }
  };
  const change = async (body: { display_name?: string; color?: string }): Promise<void> => {
    try {
      await host.api.changeMe(body);
      setProblem('');
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  if (!server) {
    return (
      <button type="button" className="tw-Button" onClick={() => void open()}>
        {words.__('My name and colour')}
      </button>
    );
  }
  return (
    <form
      className="tw-Form"
      onSubmit={event => {
        event.preventDefault();
        void change({ display_name: name });
      }}
    >
      <label htmlFor={`${id}-name`}>{words.__('My name')}</label>
      {server.me?.name_fixed === true ? (
        <p className="tw-Hint">{words.__('%1 (this server gives people their names)', me.display_name)}</p>
      ) : (
        <div className="tw-Bar">
          <input
            id={`${id}-name`}
            className="tw-Input"
            dir="auto"
            value={name}
            onChange={event => {
              setName(event.target.value);
            }}
          />
          <button type="submit" className="tw-Button" disabled={name.trim() === '' || name === me.display_name}>
            {words.__('Change')}
          </button>
        </div>
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
              onChange={() => void change({ color })}
            />
          </label>
        ))}
      </fieldset>
      <Problem text={problem} />
      <button
        type="button"
        className="tw-Button"
        onClick={() => {
          setServer(null);
        }}
      >
        {words.__('Done')}
      </button>
    </form>
  );
}
