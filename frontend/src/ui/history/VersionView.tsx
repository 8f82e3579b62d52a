/** One version of a program: its text, or what is different from another, and going back to it. */

import type * as React from 'react';
import { useEffect, useRef, useState } from 'react';

import type { Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { useActorLook } from '../activity/actors';
import { Empty } from '../common/Empty';
import { IconButton } from '../common/IconButton';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import { isLost } from '../common/useFocusBack';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { DiffLines } from './DiffLines';
import { OtherVersion } from './OtherVersion';
import { useRestore } from './useRestore';
import type { Aspect } from './useVersion';
import { useVersion } from './useVersion';

/** Props of `VersionView`. */
export interface VersionViewProps {
  session: RoomSession;
  document: string;
  revision: Revision;
  /** Whether nothing was written before it. */
  isFirst: boolean;
  /** Those of the list, newest first. */
  versions: readonly Revision[];
  currentText?: (() => string) | undefined;
  /** What is shown at first. */
  begin?: Aspect;
  onBack: () => void;
}

/** Shows a version in one of four ways; Escape leads back to the list. */
export function VersionView(props: VersionViewProps): React.JSX.Element {
  const { session, document, revision, isFirst, versions, currentText, begin = 'text', onBack } = props;
  const words = useWords();
  const [aspect, setAspect] = useState<Aspect>(begin);
  const others = versions.filter(each => each.first_seq !== revision.first_seq);
  const [chosen, setChosen] = useState<number | null>(null);
  const newest = Math.max(versions[0]?.seq ?? 0, revision.seq);
  const other = aspect === 'now' ? newest : (chosen ?? others[0]?.seq ?? revision.seq);
  const { name } = useActorLook(session, revision.author);
  const { version, problem, retry } = useVersion(aspect, { room: session.id, document, revision, isFirst, other });
  const isNow = aspect === 'text' && version !== null && version.text === currentText?.();
  return (
    <section
      className="tw-Version"
      onKeyDown={event => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.preventDefault();
          onBack();
        }
      }}
    >
      <Actions session={session} document={document} revision={revision} onBack={onBack}>
        {words.__('%1, %2', name, clockTime(revision.ended_at, Date.now()))}
      </Actions>
      <Aspects chosen={aspect} onChoose={setAspect} />
      {aspect === 'other' && (
        <OtherVersion session={session} versions={others} chosen={other} onChoose={setChosen} />
      )}
      <Problem text={problem} action={{ label: words.__('Try again'), run: retry }} />
      {version === null && problem === '' && <Empty text={words.__('Reading…')} />}
      {isNow && <p className="tw-Hint">{words.__('The program is like this now.')}</p>}
      {version?.lines.length === 0 && aspect !== 'text' && <Empty text={words.__('There is no difference.')} />}
      <DiffLines key={aspect} lines={version?.lines ?? []} />
    </section>
  );
}

type ActionsProps = React.PropsWithChildren<Pick<VersionViewProps, 'session' | 'document' | 'revision' | 'onBack'>>;

/** The way back, whose version it is, and going back to it. */
function Actions({ session, document, revision, onBack, children }: ActionsProps): React.JSX.Element {
  const words = useWords();
  const restore = useRestore(session.id, document);
  const mayWrite = useStore(
    session.store,
    ({ role, room, connection }) =>
      connection !== 'ended' && (role === 'owner' || (role === 'editor' && room?.locked !== true))
  );
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isLost()) {
      back.current?.focus(); // the item that was pressed is gone
    }
  }, []);
  const goBack = async (): Promise<void> => {
    if (await restore(revision)) {
      onBack();
    }
  };
  return (
    <div className="tw-Bar">
      <IconButton ref={back} sign="back" label={words.__('All versions')} onClick={onBack} />
      <span className="tw-Version-of">{children}</span>
      {mayWrite && (
        <button type="button" className="tw-Button" data-main onClick={() => void goBack()}>
          {words.__('Go back to this version')}
        </button>
      )}
    </div>
  );
}

function Aspects({ chosen, onChoose }: { chosen: Aspect; onChoose: (aspect: Aspect) => void }): React.JSX.Element {
  const words = useWords();
  const aspects: [Aspect, string][] = [
    ['text', words.__('Text')],
    ['now', words.__('Compare with now')],
    ['other', words.__('Compare with another')],
    ['before', words.__('What changed here')]
  ];
  return (
    <div className="tw-Bar" role="group" aria-label={words.__('What to show')}>
      {aspects.map(([aspect, label]) => (
        <button
          key={aspect}
          type="button"
          className="tw-Button"
          aria-pressed={aspect === chosen}
          onClick={() => {
            onChoose(aspect);
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
