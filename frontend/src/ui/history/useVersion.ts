/** A version of a program as lines to show: its text, or how it differs from another. */

import { useCallback, useEffect, useState } from 'react';

import { messageOf } from '../../core/language';
import type { Revision } from '../../core/records';
import type { RoomApi } from '../../core/roomApi';
import type { DiffLine, LineKind } from '../../core/unifiedDiff';
import { diffLines } from '../../core/unifiedDiff';
import { useHost } from '../host';

/** What to show of a version. */
export type Aspect = 'text' | 'now' | 'other' | 'before';

/** Which version. */
export interface VersionPlace {
  room: string;
  document: string;
  revision: Revision;
  /** Whether nothing was written before it. */
  isFirst: boolean;
  /** The seq to compare with. */
  other: number;
}

/** What was read. */
export interface ReadVersion {
  aspect: Aspect;
  /** The seq that it was compared with. */
  compared: number | null;
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
  const { room, document, revision, isFirst, other } = place;
  const [version, setVersion] = useState<ReadVersion | null>(null);
  const [problem, setProblem] = useState('');
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => {
    setAttempt(count => count + 1);
  }, []);
  const compared = comparesWith(aspect, other);
  useEffect(() => {
    let current = true;
    setProblem('');
    read(api, aspect, { room, document, revision, isFirst, other }).then(
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
  }, [api, aspect, room, document, revision.seq, isFirst, compared, attempt]);
  // The lines of another aspect, or against another version, are not what was asked for.
  const isAsked = version?.aspect === aspect && (aspect === 'now' || version.compared === compared);
  return { version: isAsked ? version : null, problem, retry };
}

/** Versions are compared with one that is chosen, or with the newest: not where only one is looked at. */
function comparesWith(aspect: Aspect, other: number): number | null {
  return aspect === 'now' || aspect === 'other' ? other : null;
}

async function read(api: RoomApi, aspect: Aspect, place: VersionPlace): Promise<ReadVersion> {
  const { room, document, revision, isFirst, other } = place;
  const compared = comparesWith(aspect, other);
  if (aspect === 'text' || (aspect === 'before' && isFirst)) {
    const { content } = await api.version(room, document, revision.seq);
    // There is no text before the first one: all of it is new.
    return { aspect, compared, lines: textLines(content, aspect === 'text' ? 'same' : 'added'), text: content };
  }
  // From the earlier one to the later one, whichever was chosen first: what is added is what came later.
  const [from, to] =
    compared === null
      ? [revision.first_seq - 1, revision.seq]
      : [Math.min(revision.seq, compared), Math.max(revision.seq, compared)];
  const { diff } = await api.diff(room, document, from, to);
  return { aspect, compared, lines: diffLines(diff), text: null };
}

function textLines(text: string, kind: LineKind): DiffLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return lines.map(line => ({ kind, text: line }));
}
