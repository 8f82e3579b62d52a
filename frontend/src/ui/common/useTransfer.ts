/** A file on its way: how far it has come, why it did not arrive, and stopping it. */

import { useEffect, useRef, useState } from 'react';

import { messageOf } from '../../core/language';
import type { Watched } from '../../core/transfer';
import type { Notice, ProgressNotice } from '../host';
import { useHost } from '../host';

/** How far; `total` is null where nobody knows. */
export interface Progress {
  done: number;
  total: number | null;
}

/** What is to be done, and what follows. */
export interface Job<Result> {
  /** What goes on. */
  label: string;
  work: (watched: Watched) => Promise<Result>;
  /** Whether it can be stopped on its way. */
  canStop: boolean;
  /** What follows where the panel is still there. */
  here: (result: Result) => void;
  /** What is told where it is not. */
  elsewhere: (result: Result) => Notice;
}

/** What came of the last one, and how to begin one. */
export interface Transfers {
  /** Null while nothing is on its way. */
  progress: Progress | null;
  /** Why the last one failed; empty if it did not, or was stopped. */
  problem: string;
  run: <Result>(job: Job<Result>) => Promise<void>;
  stop: () => void;
}

interface Running {
  stop: () => void;
  /** The panel goes. */
  leave: () => void;
}

/** One at a time. It goes on when the panel goes, with a notice that tells how far it is, and its end. */
export function useTransfer(): Transfers {
  const host = useHost();
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState('');
  const running = useRef<Running | null>(null);
  useEffect(
    () => () => {
      running.current?.leave();
    },
    []
  );
  const run = async <Result>(job: Job<Result>): Promise<void> => {
    const control = new AbortController();
    const { signal } = control;
    const outside: { notice: ProgressNotice | null } = { notice: null };
    let last: Progress = { done: 0, total: null };
    const stop = (): void => {
      control.abort();
    };
    running.current = {
      stop,
      leave: () => {
        outside.notice = host.progress(job.label, job.canStop ? stop : null);
        outside.notice.told(last.done, last.total);
      }
    };
    const told = (done: number, total: number | null): void => {
      if (!signal.aborted) {
        last = { done, total };
        outside.notice?.told(done, total);
        setProgress(last);
      }
    };
    const failed = (reason: string): void => {
      outside.notice?.end(reason === '' ? null : { kind: 'error', text: reason });
      setProblem(reason);
    };
    setProblem('');
    told(0, null);
    try {
      const result = await job.work({ told, signal });
      if (outside.notice) {
        outside.notice.end(job.elsewhere(result));
      } else {
        job.here(result);
      }
    } catch (error) {
      failed(signal.aborted ? '' : messageOf(error));
    } finally {
      running.current = null;
      setProgress(null);
    }
  };
  return { progress, problem, run, stop: () => running.current?.stop() };
}
