/** The programs of a room: opened, made, renamed, deleted, brought back. */

import type * as React from 'react';
import { useCallback, useMemo, useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';
import type { RoomState } from '../../core/roomState';
import { canChange } from '../../core/roomState';
import { Empty } from '../common/Empty';
import { LONGEST_NAME } from '../common/isolated';
import { Problem } from '../common/Problem';
import { shortened } from '../common/shortened';
import { useAttempt } from '../common/useAttempt';
import { useFocusBack } from '../common/useFocusBack';
import { useGrowing } from '../common/useGrowing';
import { useKeptFocus } from '../common/useKeptFocus';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import type { SidebarStore } from '../sidebarStore';
import { bringBack, deleteProgram } from './deleteProgram';
import { DeletedPrograms } from './DeletedPrograms';
import { NewProgram } from './NewProgram';
import type { ProgramDeeds } from './ProgramItem';
import { ProgramItem } from './ProgramItem';
import { workspacePath } from './paths';

/** Props of `ProgramList`. */
export interface ProgramListProps {
  session: RoomSession;
  sidebar: SidebarStore;
}

/** Compares paths many times faster than `localeCompare` does. */
const paths = new Intl.Collator();

/** Programs by path; other files behind them. */
export function ProgramList({ session, sidebar }: ProgramListProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const writable = useStore(session.store, canChange);
  const { documents, files, loaded } = useListed(session);
  const { newProgram: making, renaming, deletedPrograms } = useStore(sidebar, state => state);
  const setMaking = (newProgram: boolean): void => {
    sidebar.setState({ newProgram });
  };
  const opener = useFocusBack<HTMLButtonElement>(making);
  const { problem, attempt } = useAttempt();
  const around = useRef<HTMLElement>(null);
  useKeptFocus(around);
  const programs = useMemo(() => Object.values(documents).sort((a, b) => paths.compare(a.path, b.path)), [documents]);
  const shown = useGrowing(programs.length);
  const open = useCallback(
    (path: string): void => {
      const { room } = session.store.getState();
      if (room) {
        host.open(workspacePath(room, path));
      }
    },
    [host, session]
  );
  const deeds = useMemo<ProgramDeeds>(
    () => ({
      open,
      startRenaming: id => {
        sidebar.setState({ renaming: id });
      },
      rename: (id, path) =>
        attempt(async () => {
          await host.api.changeDocument(session.id, id, { path });
        }),
      remove: program => void attempt(() => deleteProgram(host, session, program))
    }),
    [open, sidebar, attempt, host, session]
  );
  return (
    <section ref={around} aria-label={words.__('Programs')}>
      <h3 className="tw-Heading">{words.__('Programs')}</h3>
      <Problem text={problem} />
      {loaded && programs.length === 0 && (
        <Empty text={words.__('There is no program yet. Make the first one.')} />
      )}
      <ul className="tw-List">
        {programs.slice(0, shown).map(program => (
          <ProgramItem
            key={program.id}
            program={program}
            session={session}
            writable={writable}
            renaming={renaming === program.id}
            deeds={deeds}
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

/** What the list is made of. People move all the time: that is no reason to make it anew. */
function useListed(session: RoomSession): Pick<RoomState, 'documents' | 'files' | 'loaded'> {
  const documents = useStore(session.store, state => state.documents);
  const files = useStore(session.store, state => state.files);
  const loaded = useStore(session.store, state => state.loaded);
  return { documents, files, loaded };
}
