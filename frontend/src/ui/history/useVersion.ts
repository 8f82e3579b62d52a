/** A version of a program as lines to show: its text, or how it differs from another. */

import { useCallback, useEffect, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { Revision } from '../../core/records';
import type { RoomApi } from '../../core/roomApi';
import type { DiffLine, LineKind } from '../../core/unifiedDiff';
import { diffLines } from '../../core/unifiedDiff';
import { useHost } from '../host';

/** What to show of a version. */
export type Aspect = 'text' | 'now' | 'before';

/** Which version. */
export interface VersionPlace {
  room: string;
  document: string;
  revision: Revision;
  /** Whether nothing was written before it. */
  isFirst: boolean;
  /** The seq of the newest version. */
  newest: number;
}

/** What was read. */
export interface ReadVersion {
  aspect: Aspect;
  lines: readonly DiffLine[];
  /** The text, where that was asked for. */
  text: string | null;
}

/** Reads it, and again when there is a newer version to compare with. */
export function useVersion(
  aspect: Aspect,
  place: VersionPlace
): { version: ReadVersion | null; problem: string; retry: () => void } {
  const { api } = useHost();
  const { room, document, revision, isFirst, newest } = place;
  const [version, setVersion] = useState<ReadVersion | null>(null);
  const [problem, setProblem] = useState('');
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setAttempt(count => count + 1);
  }, []);
  const other = aspect === 'now' ? newest : null;
  useEffect(() => {
    let current = true;
    setProblem('');
    read(api, aspect, { room, document, revision, isFirst, newest }).then(
      found => {
        if (current) {
          setVersion(found);
        }
      },
      (error: unknown) => {
        if (current) {
          setProblem(messageOf(error));
        }
      }
    );
    return () => {
      current = false;
    };
  }, [api, aspect, room, document, revision.seq, isFirst, other, attempt]);
  // The lines of another aspect are not what was asked for.
  return { version: version?.aspect === aspect ? version : null, problem, retry };
}

async function read(api: RoomApi, aspect: Aspect, place: VersionPlace): Promise<ReadVersion> {
  const { room, document, revision, isFirst, newest } = place;
  if (aspect === 'text' || (aspect === 'before' && isFirst)) {
    const { content } = await api.version(room, document, revision.seq);
    // There is no text before the first one: all of it is new.
    return { aspect, lines: textLines(content, aspect === 'text' ? 'same' : 'added'), text: content };
  }
  const [from, to] = aspect === 'now' ? [revision.seq, newest] : [revision.first_seq - 1, revision.seq];
  const { diff } = await api.diff(room, document, from, to);
  return { aspect, lines: diffLines(diff), text: null };
}

function textLines(text: string, kind: LineKind): DiffLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return lines.map(line => ({ kind, text: line }));
}
