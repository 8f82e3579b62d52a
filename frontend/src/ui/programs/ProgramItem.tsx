/** One program: who is in it, and what can be done with it. */

import type * as React from 'react';
import { memo, useState } from 'react';

import type { Document } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { Form } from '../common/Form';
import { IconButton } from '../common/IconButton';
import { LONGEST_NAME, named } from '../common/isolated';
import { shortened } from '../common/shortened';
import { TextField } from '../common/TextField';
import { useFocusBack } from '../common/useFocusBack';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { insideOf } from '../people/inside';

const MOST_AVATARS = 4;

/** Props of `ProgramItem`. */
export interface ProgramItemProps {
  program: Document;
  session: RoomSession;
  writable: boolean;
  renaming: boolean;
  /** Must not change from one rendering to the next. */
  deeds: ProgramDeeds;
}

/** What can be done with a program. */
export interface ProgramDeeds {
  open: (path: string) => void;
  /** The program that is being renamed from now on, by its id; null for none. */
  startRenaming: (id: string | null) => void;
  /** Whether it has the new name. */
  rename: (id: string, path: string) => Promise<boolean>;
  remove: (program: Document) => void;
}

/** A row of the list; renaming takes its place. Rendered anew only when somebody comes into the program or leaves it. */
export const ProgramItem = memo(function ProgramItem(props: ProgramItemProps): React.JSX.Element {
  const { program, session, writable, renaming, deeds } = props;
  const words = useWords();
  const host = useHost();
  const opener = useFocusBack<HTMLButtonElement>(renaming && writable);
  const inside = useStore(session.store, state => insideOf(state.presence, program.id));
  if (renaming && writable) {
    return (
      <li>
        <Rename
          path={program.path}
          onRename={path => deeds.rename(program.id, path)}
          onDone={() => {
            deeds.startRenaming(null);
          }}
        />
      </li>
    );
  }
  return (
    <li className="tw-Row">
      <button type="button" className="tw-Item" data-document={program.id} onClick={() => { deeds.open(program.path); }}>
        <host.FileIcon path={program.path} />
        <bdi>{shortened(program.path, LONGEST_NAME)}</bdi>
        {inside.length > 0 && (
          <span className="tw-Inside" title={inside.map(person => named(person.display_name)).join(', ')}>
            {inside.slice(0, MOST_AVATARS).map(person => (
              <Avatar key={person.username} name={person.display_name} color={person.color} />
            ))}
            <span className="tw-Spoken">{words._n('%1 person inside', '%1 people inside', inside.length)}</span>
            {inside.length > MOST_AVATARS && <span aria-hidden="true">+{inside.length - MOST_AVATARS}</span>}
          </span>
        )}
      </button>
      {writable && (
        <>
          <IconButton
            ref={opener}
            sign="rename"
            label={words.__('Rename %1', program.path)}
            title={words.__('Rename')}
            onClick={() => {
              deeds.startRenaming(program.id);
            }}
          />
          <IconButton
            sign="delete"
            label={words.__('Delete %1', program.path)}
            title={words.__('Delete')}
            onClick={() => {
              deeds.remove(program);
            }}
          />
        </>
      )}
    </li>
  );
});

interface RenameProps {
  path: string;
  onRename: (path: string) => Promise<boolean>;
  onDone: () => void;
}

/** What was typed stays where the server refuses it. */
function Rename({ path, onRename, onDone }: RenameProps): React.JSX.Element {
  const words = useWords();
  const [name, setName] = useState(path);
  const rename = async (): Promise<void> => {
    if (name === path || (await onRename(name))) {
      onDone();
    }
  };
  return (
    <Form className="tw-Bar" onSubmit={() => void rename()} onCancel={onDone}>
      <TextField bare autoFocus label={words.__('New name of %1', path)} value={name} onValue={setName} />
      <button type="submit" className="tw-Button" disabled={name.trim() === ''}>
        {words.__('Rename')}
      </button>
    </Form>
  );
}
