/** Who uses this tab, where two pupils share a browser. The server has the list; the tab only chooses from it. */

/** The part of `sessionStorage` that is used: what is in it belongs to one tab, and outlives its reloading. */
export type TabShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const HEADER = 'X-Timewarp-Person';
const ARGUMENT = 'timewarp_person';

/** Who comes by an invitation says there who it is; the server leads the tab on with this cookie for a minute. */
const LED_ON = 'timewarp-tab-person';
const USERNAME = /^[0-9a-f]{32}$/u;

/**
 * Whom the page of an invitation has made of this tab: a user name, null for the first person of the browser,
 * undefined where it comes from elsewhere. No address can say it, for one could be sent to somebody.
 */
export function ledOn(cookies: string): string | null | undefined {
  const entry = cookies.split('; ').find(each => each.startsWith(`${LED_ON}=`));
  const value = entry?.slice(LED_ON.length + 1).replace(/"/gu, '');
  return value === undefined ? undefined : USERNAME.test(value) ? value : null;
}

/** The cookie that ends it. */
export function ended(baseUrl: string): string {
  return `${LED_ON}=; Max-Age=0; Path=${new URL(baseUrl).pathname}; SameSite=Lax`;
}

/** The person of one tab. */
export class TabPerson {
  private readonly key: string;
  /** The user name of who uses this tab since it was loaded; null for the first person of the browser. */
  readonly username: string | null;

  constructor(
    private readonly shelf: TabShelf | null,
    private readonly baseUrl: string
  ) {
    this.key = `timewarp:person:${baseUrl}`;
    this.username = shelf?.getItem(this.key) ?? null;
  }

  /** Be somebody else from the next loading of the page on; null is the first person of the browser. */
  choose(username: string | null): void {
    if (username === null) {
      this.shelf?.removeItem(this.key);
    } else {
      this.shelf?.setItem(this.key, username);
    }
  }

  /** A `fetch` whose requests to the server say who asks. */
  telling(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
    const { username } = this;
    if (username === null) {
      return fetch;
    }
    return (input, init) => {
      const request = new Request(input, init);
      if (request.url.startsWith(this.baseUrl)) {
        request.headers.set(HEADER, username);
      }
      return fetch(request);
    };
  }

  /** Headers for requests of another kind. */
  headers(): Record<string, string> {
    return this.username === null ? {} : { [HEADER]: this.username };
  }

  /** What has to stand behind the `?` of addresses that take no headers. */
  told(query: URLSearchParams): URLSearchParams {
    if (this.username !== null) {
      query.set(ARGUMENT, this.username);
    }
    return query;
  }
}
