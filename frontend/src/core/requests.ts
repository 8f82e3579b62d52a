/** Requests to the server: JSON both ways, and its errors as `ApiError`. */

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

/** There was no answer: no network, or no server. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('The server cannot be reached.', { cause });
    this.name = 'Unreachable';
  }
}

/** What `work` comes to; a `TypeError`, which is how browsers tell that there was no connection, becomes `Unreachable`. */
export async function reaching<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TypeError ? new Unreachable(error) : error;
  }
}

/** Sends a request to a path below the server's base URL; the host brings cookies and tokens. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Parameters behind the `?`; what is undefined is left out. */
export type Query = Record<string, string | number | boolean | undefined>;

/** What a request may bring. */
export interface Extra {
  body?: unknown;
  query?: Query | undefined;
  signal?: AbortSignal | undefined;
}

/** Sends requests. Rejects with `ApiError`, with `Unreachable`, or with what else `send` rejects with. */
export class Requests {
  constructor(private readonly send: Send) {}

  /** The answer's JSON; undefined where the answer is empty. */
  async call<T>(method: string, path: string, extra: Extra = {}): Promise<T> {
    return jsonOf<T>(await this.raw(method, path, extra));
  }

  /** The answer, if it is none of an error. */
  async raw(method: string, path: string, extra: Extra = {}): Promise<Response> {
    const init: RequestInit = { method };
    if (extra.body !== undefined) {
      init.body = JSON.stringify(extra.body);
    }
    if (extra.signal) {
      init.signal = extra.signal;
    }
    return checked(await reaching(this.send(withQuery(path, extra.query), init)));
  }
}

/** The answer, if it is none of an error. Rejects with `ApiError`. */
export async function checked(response: Response): Promise<Response> {
  if (!response.ok) {
    throw await errorOf(response);
  }
  return response;
}

/** What an answer holds; undefined where it is empty. */
export async function jsonOf<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A path with its parameters. */
export function withQuery(path: string, query: Query = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      given.set(name, String(value));
    }
  }
  const text = given.toString();
  return text === '' ? path : `${path}?${text}`;
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
