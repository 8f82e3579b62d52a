/** Something that the server may refuse. */

import { useCallback, useState } from 'react';

import { messageOf } from '../../core/language';

/** What came of the last one, and how to try one. */
export interface Attempts {
  /** Why the last one failed; empty if it did not. */
  problem: string;
  busy: boolean;
  /** Whether it succeeded. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** The reason of a failure is kept until the next attempt. */
export function useAttempt(): Attempts {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setProblem('');
    setBusy(true);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(messageOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { problem, busy, attempt };
}
