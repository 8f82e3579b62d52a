/** How I appear in all rooms: my name, where the server leaves it to me, and my colour; and who I am here. */

import type * as React from 'react';
import { useEffect, useId, useState } from 'react';

import { messageOf } from '../../core/language';
import type { MePatchBody, Person } from '../../core/records';
import { Form } from '../common/Form';
import { Isolated, named } from '../common/isolated';
import { Problem } from '../common/Problem';
import { TextField } from '../common/TextField';
import { useAttempt } from '../common/useAttempt';
import { useFocusBack } from '../common/useFocusBack';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import type { SidebarStore } from '../sidebarStore';
import { SomeoneElse } from './SomeoneElse';

/** What the server said when the form was opened, and after each change. */
interface Known {
  me: Person;
  colors: readonly string[];
}

/** A button that opens a form; the command of the host opens it, too. */
export function MyLook({ sidebar }: { sidebar: SidebarStore }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [known, setKnown] = useState<Known | null>(null);
  const opener = useFocusBack<HTMLButtonElement>(known !== null);
  const open = async (): Promise<void> => {
    try {
      const { me, colors } = await host.api.server();
      setKnown(me && { me, colors });
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
    }
  };
  const naming = useStore(sidebar, state => state.naming);
  useEffect(() => {
    if (naming) {
      sidebar.setState({ naming: false });
      void open();
    }
  }); // whenever it is wanted
  if (known) {
    return <Look known={known} onClose={() => { setKnown(null); }} />;
  }
  return (
    <button ref={opener} type="button" className="tw-Button" onClick={() => void open()}>
      {words.__('My name and colour')}
    </button>
  );
}

function Look({ known, onClose }: { known: Known; onClose: () => void }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [me, setMe] = useState(known.me);
  const [name, setName] = useState(me.display_name);
  const { problem, attempt } = useAttempt();
  const change = (body: MePatchBody): void => {
    void attempt(async () => {
      setMe(await host.api.changeMe(body));
    });
  };
  return (
    <Form
      onSubmit={() => {
        change({ display_name: name });
      }}
      onCancel={onClose}
    >
      {me.name_fixed ? (
        <p>
          {words.__('My name')}{' '}
          <span className="tw-Hint">
            <Isolated text={words.__('%1 (this server gives people their names)', named(me.display_name))} />
          </span>
        </p>
      ) : (
        <TextField label={words.__('My name')} autoFocus value={name} onValue={setName}>
          <button type="submit" className="tw-Button" disabled={name.trim() === '' || name === me.display_name}>
            {words.__('Change')}
          </button>
        </TextField>
      )}
      <Colors colors={known.colors} chosen={me.color} autoFocus={me.name_fixed} onChoose={color => { change({ color }); }} />
      <Problem text={problem} />
      {!me.name_fixed && <SomeoneElse />}
      <button type="button" className="tw-Button" onClick={onClose}>
        {words.__('Done')}
      </button>
    </Form>
  );
}

interface ColorsProps {
  colors: readonly string[];
  chosen: string;
  autoFocus: boolean;
  onChoose: (color: string) => void;
}

function Colors({ colors, chosen, autoFocus, onChoose }: ColorsProps): React.JSX.Element {
  const words = useWords();
  const id = useId();
  return (
    <fieldset className="tw-Colors">
      <legend>{words.__('My colour')}</legend>
      {colors.map((color, index) => (
        <label key={color} className="tw-Color" style={{ backgroundColor: color }}>
          <input
            type="radio"
            name={id}
            aria-label={words.__('Colour %1', index + 1)}
            autoFocus={autoFocus && color === chosen}
            checked={color === chosen}
            onChange={() => {
              onChoose(color);
            }}
          />
        </label>
      ))}
    </fieldset>
  );
}
