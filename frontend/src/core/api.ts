/** The HTTP interface of the server, as far as a live document needs it. */

import type { DocumentWithContent, Found, LookupPostBody, Room } from './records';

/** A request that the server answered with an error, in the one shape of its errors. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly reason: string
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Whether asking again later may help. */
  get retryable(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** Sends a request to a path below the server's base URL; the host brings cookies and tokens. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** The calls. All of them reject with `ApiError`, or with what `send` rejects with. */
export class Api {
  constructor(private readonly send: Send) {}

  /**
   * Open a path: its room and document. In an open room this makes the caller a member.
   * 404 `not_in_a_room` if the path is in none, 403 `not_a_member` with the room's name.
   */
  async open(path: string, signal?: AbortSignal): Promise<Found> {
    const body: LookupPostBody = { path };
    return (await this.call('api/timewarp/lookup', 'POST', { body, signal })) as Found;
  }

  /** A room. */
  async room(room: string): Promise<Room> {
    return (await this.call(`api/timewarp/rooms/${encodeURIComponent(room)}`, 'GET')) as Room;
  }

  /** Write the document's file now. */
  async save(room: string, document: string): Promise<DocumentWithContent> {
    const path = `${documentPath(room, document)}/save`;
    return (await this.call(path, 'POST')) as DocumentWithContent;
  }

  private async call(path: string, method: string, extra: CallExtra = {}): Promise<unknown> {
    const init: RequestInit = { method };
    if (extra.body !== undefined) {
      init.body = JSON.stringify(extra.body);
    }
    if (extra.signal) {
      init.signal = extra.signal;
    }
    const response = await this.send(path, init);
    if (!response.ok) {
      throw await errorOf(response);
    }
    return response.json() as Promise<unknown>;
  }
}

interface CallExtra {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The path of a document below the base URL. */
export function documentPath(room: string, document: string): string {
  return `api/timewarp/rooms/${encodeURIComponent(room)}/documents/${encodeURIComponent(document)}`;
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const parsed = parseError(text);
  return new ApiError(
    response.status,
    parsed?.code ?? '',
    parsed?.message ?? response.statusText,
    parsed?.reason ?? ''
  );
}

function parseError(text: string): { code: string; message: string; reason: string } | null {
  try {
    const body = JSON.parse(text) as { error?: { code?: string; message?: string; reason?: string } };
    if (typeof body.error?.code !== 'string') {
      return null;
    }
    const { code, message = '', reason = '' } = body.error;
    return { code, message, reason };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null; // an error page of something on the way
    }
    throw error;
  }
}
