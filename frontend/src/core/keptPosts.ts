/** Posts and drafts that wait in this browser: what was written offline is sent once. */

import type { MessagesPostBody } from './records';

/** The part of `localStorage` that is used. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Keeps posts and the draft of one person in one room. */
export class KeptPosts {
  constructor(
    private readonly shelf: Shelf | null,
    private readonly key: string
  ) {}

  /** The posts that have not been stored by the server yet, oldest first. */
  posts(): MessagesPostBody[] {
    const kept = parse(this.read('posts'));
    return Array.isArray(kept) ? kept.filter(isPost) : [];
  }

  /** Keep a post until it is dropped. */
  keep(post: MessagesPostBody): void {
    this.write('posts', JSON.stringify([...this.posts(), post]));
  }

  /** The post has been stored, or given up. */
  drop(clientId: string): void {
    const left = this.posts().filter(post => post.client_id !== clientId);
    this.write('posts', left.length === 0 ? '' : JSON.stringify(left));
  }

  /** What was being written. */
  get draft(): string {
    return this.read('draft');
  }

  /** Keep what is being written. */
  set draft(text: string) {
    this.write('draft', text);
  }

  private read(what: string): string {
    try {
      return this.shelf?.getItem(`${this.key}:${what}`) ?? '';
    } catch (error) {
      console.warn('This browser gives no drafts back:', error);
      return '';
    }
  }

  private write(what: string, text: string): void {
    try {
      if (text === '') {
        this.shelf?.removeItem(`${this.key}:${what}`);
      } else {
        this.shelf?.setItem(`${this.key}:${what}`, text);
      }
    } catch (error) {
      console.warn('This browser keeps no drafts:', error); // full, or a private window
    }
  }
}

/** Anything may have been written there: what cannot be read is as if it were not. */
function parse(text: string): unknown {
  if (text === '') {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    console.warn('What waited in this browser cannot be read:', error);
    return null;
  }
}

function isPost(value: unknown): value is MessagesPostBody {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { body, client_id } = value as Partial<MessagesPostBody>;
  return typeof body === 'string' && typeof client_id === 'string';
}
