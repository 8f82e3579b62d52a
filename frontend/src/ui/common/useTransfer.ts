/** A file on its way: how far it has come, why it did not arrive, and stopping it. */

import { useEffect, useRef, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { Watched } from '../../core/transfer';

/** How far; `total` is null where nobody knows. */
export interface Progress {
  done: number;
  total: number | null;
}

/** What came of the last one, and how to begin one. */
export interface Transfers {
  /** Null while nothing is on its way. */
  progress: Progress | null;
  /** Why the last one failed; empty if it did not, or was stopped. */
  problem: string;
  /** Whether it succeeded. */
  run: (work: (watched: Watched) => Promise<void>) => Promise<boolean>;
  stop: () => void;
}

/** One at a time. It is stopped when the panel goes. */
export function useTransfer(): Transfers {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState('');
  const control = useRef<AbortController | null>(null);
  const stop = (): void => {
    control.current?.abort();
  };
  useEffect(() => stop, []);
  const run = async (work: (watched: Watched) => Promise<void>): Promise<boolean> => {
    const { signal } = (control.current = new AbortController());
    const told = (done: number, total: number | null): void => {
      if (!signal.aborted) {
        setProgress({ done, total });
      }
    };
    setProblem('');
    told(0, null);
    try {
      await work({ told, signal });
      return true;
    } catch (error) {
      setProblem(signal.aborted ? '' : messageOf(error));
      return false;
    } finally {
      setProgress(null);
    }
  };
  return { progress, problem, run, stop };
}
