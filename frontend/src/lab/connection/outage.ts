/** The time in which the server cannot be reached, told once and told to be over. */

import type { ITranslator } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import { Poll } from '@lumino/polling';

const SHORTEST = 2000;
const LONGEST = 10000;
const TOLD_FOR = 4000;

/** Where it is told. */
export interface Notices {
  begin(message: string, actions: { label: string; run: () => void }[]): void;
  end(message: string, milliseconds: number): void;
}

/** What an outage asks of its surroundings. */
export interface Surroundings {
  notices: Notices;
  /** Whether the server answers; rejects where it does not. */
  answers: () => Promise<boolean>;
  /** How to have the hub start the server again, as of now; null where there is no hub. */
  restart: () => (() => void) | null;
}

/** Begins with the first request that fails, and ends with the first that is answered. */
export class Outage {
  private ended: Promise<void> | null = null;

  constructor(private readonly around: Surroundings) {}

  /** Tell of it, once for however many requests fail. Resolves when the server is back. */
  begin(translator?: ITranslator): Promise<void> {
    this.ended ??= this.last(translator ?? nullTranslator).finally(() => {
      this.ended = null;
    });
    return this.ended;
  }

  private async last(translator: ITranslator): Promise<void> {
    if (await this.around.answers().catch(() => false)) {
      return; // one request was lost: nothing to tell
    }
    const trans = translator.load('timewarp_jupyter');
    const { notices } = this.around;
    const restart = this.around.restart();
    const close = { label: trans.__('Close'), run: () => undefined };
    notices.begin(
      trans.__('The server cannot be reached. Go on: what you type in programs of rooms is sent as soon as it is back.'),
      restart ? [{ label: trans.__('Restart Server'), run: restart }, close] : [close]
    );
    await this.untilItAnswers();
    notices.end(trans.__('The server is back.'), TOLD_FOR);
  }

  private async untilItAnswers(): Promise<void> {
    const poll = new Poll({
      auto: false,
      factory: async () => {
        if (!(await this.around.answers())) {
          throw new Error('The server refuses.');
        }
      },
      frequency: { interval: SHORTEST, backoff: true, max: LONGEST }
    });
    void poll.schedule({ phase: 'standby' });
    for await (const { phase } of poll) {
      if (phase === 'resolved') {
        break;
      }
    }
    poll.dispose();
  }
}
