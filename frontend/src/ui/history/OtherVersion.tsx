/** The choice of a version to compare with. */

import type * as React from 'react';
import { useMemo } from 'react';

import type { Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { useActorLooks } from '../activity/actors';
import { Empty } from '../common/Empty';
import { Select } from '../common/Select';
import { clockTime } from '../common/times';
import { useWords } from '../host';

/** Props of `OtherVersion`. */
export interface OtherVersionProps {
  session: RoomSession;
  /** Newest first. */
  versions: readonly Revision[];
  /** The seq of one of them. */
  chosen: number;
  onChoose: (seq: number) => void;
}

/** Who wrote it and when; a text where there is no other. */
export function OtherVersion({ session, versions, chosen, onChoose }: OtherVersionProps): React.JSX.Element {
  const words = useWords();
  const authors = useMemo(() => [...new Set(versions.map(each => each.author))], [versions]);
  const looks = useActorLooks(session, authors);
  if (versions.length === 0) {
    return <Empty text={words.__('There is no other version yet.')} />;
  }
  const options = versions.map(({ seq, author, ended_at }) => {
    const name = looks.get(author)?.name ?? author;
    return [String(seq), words.__('%1, %2', name, clockTime(ended_at, Date.now()))] as const;
  });
  return (
    <Select
      label={words.__('Compare with')}
      value={String(chosen)}
      options={options}
      onValue={value => {
        onChoose(Number(value));
      }}
    />
  );
}
