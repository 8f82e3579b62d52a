/** Tells who comes back to a program what others have changed in it meanwhile. */

import type { RoomApi } from '../../core/roomApi';
import type { CodeMirror } from '../authorship/authorship';
import { changesBetween, newOfOthers, ownedAfter } from '../authorship/owned';
import type { Edited } from '../sidebar/editing';
import { setNews } from './highlight';
import type { LastSeen, Seen } from './lastSeen';

/** How often it is looked whether the person is there. */
export const TICK_MS = 5_000;
/** Who was not there for so long has been away. */
export const AWAY_MS = 60_000;

/** What it asks of its surroundings. */
export interface AwayParts {
  api: Pick<RoomApi, 'authors' | 'version'>;
  seen: LastSeen;
  me: () => string;
  nameOf: (author: string) => string;
  /** Whether the person has the program in front of them, connected and with all that has come. */
  isPresent: () => boolean;
}

/** Follows one editor. */
export class Away {
  private readonly timer: ReturnType<typeof setInterval>;
  private looking = false;
  /** What was noted last, and when the person was there last, which is not worth writing each time. */
  private noted: Seen | null = null;
  private presentAt: number | null = null;

  constructor(
    private readonly edited: Edited,
    private readonly parts: AwayParts
  ) {
    this.timer = setInterval(() => void this.look(Date.now()), TICK_MS);
    void this.look(Date.now());
  }

  /** Follow it no more. */
  dispose(): void {
    clearInterval(this.timer);
  }

  /** Note what is seen; first say what is new to who comes back. */
  private async look(now: number): Promise<void> {
    const { seen, isPresent } = this.parts;
    const { document } = this.edited;
    if (this.looking || this.editor.isDisposed || !isPresent()) {
      return;
    }
    const last = this.noted ?? seen.of(document);
    this.looking = true;
    try {
      if (last && now - (this.presentAt ?? last.at) >= AWAY_MS && last.text !== this.text) {
        await this.tell(last.text);
      }
      this.presentAt = now;
      if (this.noted?.text !== this.text || now - this.noted.at >= AWAY_MS / 2) {
        this.noted = { text: this.text, at: now };
        seen.keep(document, this.noted);
      }
    } catch (error) {
      // Offline, or too many ask: it is tried with the next look, as nothing was noted.
      console.warn('What others have changed could not be read:', error);
    } finally {
      this.looking = false;
    }
  }

  private async tell(before: string): Promise<void> {
    const { api, me, nameOf } = this.parts;
    const { room, document } = this.edited;
    const { seq, spans } = await api.authors(room.id, document);
    const { content } = await api.version(room.id, document, seq);
    const now = this.text;
    const parts = newOfOthers(ownedAfter(spans, changesBetween(content, now)), before, now, me());
    if (parts.length > 0 && !this.editor.isDisposed) {
      const names = [...new Set(parts.map(({ author }) => author))].map(nameOf);
      this.editor.editor.dispatch({ effects: setNews.of({ parts, names }) });
    }
  }

  private get text(): string {
    return this.editor.editor.state.doc.toString();
  }

  private get editor(): CodeMirror {
    return this.edited.editor as unknown as CodeMirror;
  }
}
