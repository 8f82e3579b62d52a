/** Tells who comes back to a program what others have changed in it meanwhile. */

import type { RoomApi } from '../../core/roomApi';
import type { CodeMirror } from '../authorship/authorship';
import { changesBetween, newOfOthers, ownedAfter } from '../authorship/owned';
import type { Edited } from '../sidebar/editing';
import type { Cut } from './cuts';
import { cutsBetween } from './cuts';
import { setNews } from './highlight';
import type { LastSeen, Seen } from './lastSeen';

/** How often it is looked whether the person is there. */
export const TICK_MS = 5_000;
/** Who was not there for so long has been away. */
export const AWAY_MS = 60_000;
/** So many versions are asked for who has deleted something. */
const LATELY = 100;

/** What it asks of its surroundings. */
export interface AwayParts {
  api: Pick<RoomApi, 'authors' | 'version' | 'revisions'>;
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
        await this.tell({ text: last.text, at: this.presentAt ?? last.at });
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

  private async tell(seen: Seen): Promise<void> {
    const { api, me, nameOf } = this.parts;
    const { room, document } = this.edited;
    const { seq, spans } = await api.authors(room.id, document);
    const { content } = await api.version(room.id, document, seq);
    const { cuts, by } = await this.deletedByOthers(seen);
    const now = this.text;
    const parts = newOfOthers(ownedAfter(spans, changesBetween(content, now)), seen.text, now, me());
    if (parts.length + cuts.length > 0 && !this.editor.isDisposed) {
      const writers = parts.map(({ author }) => author);
      const changers = cuts.some(({ lines }) => lines === 0) ? [...writers, ...by] : writers;
      const names = [...new Set(changers)].map(nameOf);
      this.editor.editor.dispatch({ effects: setNews.of({ parts, names, cuts, deletedBy: by.map(nameOf), seen }) });
    }
  }

  /** What is gone, and whose work that may be. What only this person has deleted, in another place, is no news. */
  private async deletedByOthers(seen: Seen): Promise<{ cuts: readonly Cut[]; by: readonly string[] }> {
    const { api, me } = this.parts;
    const { room, document } = this.edited;
    if (cutsBetween(seen.text, this.text).length === 0) {
      return { cuts: [], by: [] };
    }
    const { items } = await api.revisions(room.id, document, { limit: LATELY });
    const since = items.filter(each => each.removed > 0 && Date.parse(each.ended_at) > seen.at);
    const by = [...new Set(since.map(({ author }) => author))];
    const others = by.filter(author => author !== me());
    const cuts = by.length > 0 && others.length === 0 ? [] : cutsBetween(seen.text, this.text);
    return { cuts, by: others };
  }

  private get text(): string {
    return this.editor.editor.state.doc.toString();
  }

  private get editor(): CodeMirror {
    return this.edited.editor as unknown as CodeMirror;
  }
}
