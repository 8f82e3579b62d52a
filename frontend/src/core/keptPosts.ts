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
    const text = this.read('posts');
    return text === '' ? [] : (JSON.parse(text) as MessagesPostBody[]);
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
    return this.shelf?.getItem(`${this.key}:${what}`) ?? '';
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
