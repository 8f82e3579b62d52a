/** Files on their way to and from the server, and how far they have come. */

import type { Send } from './requests';
import { reaching, Unreachable } from './requests';

/** Called with the bytes that have come, and how many there will be: null where nobody knows. */
export type Told = (done: number, total: number | null) => void;

/** Somebody who watches a file on its way, and may stop it. */
export interface Watched {
  told: Told;
  signal: AbortSignal;
}

/** Sends a file to a path below the server's base URL. */
export type Upload = (path: string, file: Blob, watched: Watched) => Promise<Response>;

/** The body of an answer. Rejects with `Unreachable` where the connection ends before it. */
export async function received(response: Response, told: Told): Promise<Blob> {
  const total = Number(response.headers.get('Content-Length') ?? '0');
  const reader = response.body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for (;;) {
    const part = reader && (await reaching(reader.read()));
    if (!part?.value) {
      break;
    }
    parts.push(part.value);
    done += part.value.length;
    told(done, total > 0 ? total : null);
  }
  return new Blob(parts, { type: response.headers.get('Content-Type') ?? '' });
}

/** Sends a file as an ordinary request: nobody knows how far it has come. */
export function byRequest(send: Send): Upload {
  return (path, file, { told, signal }) => {
    told(0, null);
    return reaching(send(path, { method: 'POST', body: file, signal }));
  };
}

/** What a browser's older request needs, which knows how far a file has come. */
export interface UploadTarget {
  url: (path: string) => string;
  headers: () => Record<string, string>;
}

/** Sends a file and tells how far it has come. Rejects with `Unreachable` without a network. */
export function byOlderRequest({ url, headers }: UploadTarget): Upload {
  return (path, file, { told, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const stopped = (): void => {
        request.abort();
      };
      request.open('POST', url(path));
      for (const [name, value] of Object.entries(headers())) {
        request.setRequestHeader(name, value);
      }
      request.withCredentials = true;
      request.upload.onprogress = ({ loaded, total }) => {
        told(loaded, total);
      };
      request.onload = () => {
        resolve(new Response(request.status === 204 ? null : request.responseText, { status: request.status }));
      };
      request.onerror = () => {
        reject(new Unreachable());
      };
      request.onabort = () => {
        reject(new DOMException('This was stopped.', 'AbortError'));
      };
      request.onloadend = () => {
        signal.removeEventListener('abort', stopped);
      };
      signal.addEventListener('abort', stopped);
      request.send(file);
    });
}
