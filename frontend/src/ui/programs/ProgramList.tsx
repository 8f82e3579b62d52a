/** The programs of a room: opened, made, renamed, deleted, brought back. */

import type * as React from 'react';
import { useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { LONGEST_NAME } from '../common/isolated';
import { Problem } from '../common/Problem';
import { shortened } from '../common/shortened';
import { useAttempt } from '../common/useAttempt';
import { useFocusBack } from '../common/useFocusBack';
import { useKeptFocus } from '../common/useKeptFocus';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import type { SidebarStore } from '../sidebarStore';
import { bringBack, deleteProgram } from './deleteProgram';
import { DeletedPrograms } from './DeletedPrograms';
import { NewProgram } from './NewProgram';
import { ProgramItem } from './ProgramItem';
import { workspacePath } from './paths';

/** Props of `ProgramList`. */
export interface ProgramListProps {
  session: RoomSession;
  sidebar: SidebarStore;
}

/** Programs by path; other files behind them. */
export function ProgramList({ session, sidebar }: ProgramListProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { room, role, documents, files, loaded } = useStore(session.store, state => state);
  const { newProgram: making, renaming, deletedPrograms } = useStore(sidebar, state => state);
  const setMaking = (newProgram: boolean): void => {
    sidebar.setState({ newProgram });
  };
  const opener = useFocusBack<HTMLButtonElement>(making);
  const { problem, attempt } = useAttempt();
  const around = useRef<HTMLElement>(null);
  useKeptFocus(around);
  const over = useOver(session);
  const writable = !over && (role === 'owner' || (role === 'editor' && room?.locked !== true));
  const programs = Object.values(documents).sort((a, b) => a.path.localeCompare(b.path));
  const open = (path: string): void => {
    if (room) {
      host.open(workspacePath(room, path));
    }
  };
  return (
    <section ref={around} aria-label={words.__('Programs')}>
      <h3 className="tw-Heading">{words.__('Programs')}</h3>
      <Problem text={problem} />
      {loaded && programs.length === 0 && (
        <Empty text={words.__('There is no program yet. Make the first one.')} />
      )}
      <ul className="tw-List">
        {programs.map(program => (
          <ProgramItem
            key={program.id}
            program={program}
            session={session}
            writable={writable}
            renaming={renaming === program.id}
            onRenaming={on => {
              sidebar.setState({ renaming: on ? program.id : null });
            }}
            onOpen={() => {
              open(program.path);
            }}
            onRename={path =>
              attempt(async () => {
                await host.api.changeDocument(session.id, program.id, { path });
              })
            }
            onDelete={() => void attempt(() => deleteProgram(host, session, program))}
          />
        ))}
        {files.map(file => (
          <li key={file.path} className="tw-Row">
            <button
              type="button"
              className="tw-Item"
              onClick={() => {
                open(file.path);
              }}
            >
              <host.FileIcon path={file.path} />
              <bdi>{shortened(file.path, LONGEST_NAME)}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {writable && making && (
        <NewProgram
          onMake={async (path, content) => {
            await host.api.createDocument(session.id, { path, content });
            setMaking(false);
            open(path);
          }}
          onCancel={() => {
            setMaking(false);
          }}
        />
      )}
      {writable && !making && (
        <button
          ref={opener}
          type="button"
          className="tw-Button"
          onClick={() => {
            setMaking(true);
          }}
        >
          {words.__('New program')}
        </button>
      )}
      {writable && (
        <DeletedPrograms
          session={session}
          open={deletedPrograms}
          onOpen={open => {
            sidebar.setState({ deletedPrograms: open });
          }}
          onBringBack={program => attempt(() => bringBack(host, session, program))}
        />
      )}
    </section>
  );
}
