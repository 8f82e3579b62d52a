/** The events socket of a room: JSON both ways, resumed where it broke off. */

import { CLOSE } from './closeCodes';
import type { ClientEvent, ServerEvent } from './records';
import type { SocketState } from './socket';
import { ReconnectingSocket } from './socket';

/** What the owner of the socket hears. */
export interface EventsListener {
  /** One event, in the order of the server. */
  event(event: ServerEvent): void;
  /** The connection is another; `code` is why the last one ended, `retryAt` when the next is tried. */
  connection(state: SocketState, code: number | null, retryAt: number | null): void;
}

/** What it needs. */
export interface EventsOptions {
  /** The address; with the newest seq that has been heard, where one has. */
  url: (after: number | null) => string;
  listener: EventsListener;
  WebSocket?: typeof WebSocket;
}

/** Listens to a room, and says what this tab has to say. */
export class EventsClient {
  private readonly socket: ReconnectingSocket;
  private heard: number | null = null;

  constructor(private readonly options: EventsOptions) {
    this.socket = new ReconnectingSocket({
      url: () => options.url(this.heard),
      WebSocket: options.WebSocket ?? WebSocket,
      events: {
        opened: () => undefined, // connected is who was greeted
        received: () => undefined, // the server sends text
        receivedText: text => {
          this.received(text);
        },
        closed: (state, code) => {
          options.listener.connection(state, code, this.socket.retryAt);
        },
        probe: () => {
          this.say({ type: 'ping' });
        }
      }
    });
  }

  /** Connect. */
  start(): void {
    this.options.listener.connection('connecting', null, null);
    this.socket.start();
  }

  /** Say something, if there is a connection; it is not kept for later. */
  say(event: ClientEvent): boolean {
    return this.socket.send(JSON.stringify(event));
  }

  /** The network or the person is back: connect now. */
  wake(): void {
    this.socket.wake();
  }

  /** Leave. */
  dispose(): void {
    this.socket.stop();
  }

  private received(text: string): void {
    const event = parse(text);
    if (event === null) {
      this.socket.drop();
      return;
    }
    if (event.type === 'hello') {
      this.options.listener.connection('connected', null, null);
    }
    this.options.listener.event(event);
    this.heard = newest(this.heard, event);
  }
}

/** The seq behind which to go on after an event. */
function newest(heard: number | null, event: ServerEvent): number | null {
  if (event.type === 'hello') {
    // What was missed comes behind the greeting: until it has come, this is not as new as the room.
    // Otherwise all is read anew, and a room that was put back from a backup may be behind what was heard.
    return event.resumed === true ? heard : event.seq;
  }
  return typeof event.seq === 'number' ? Math.max(heard ?? 0, event.seq) : heard;
}

/** Whether a close code means that this person has nothing to look for in the room any longer. */
export function isOut(code: number | null): boolean {
  return code === CLOSE.forbidden || code === CLOSE.gone;
}

/** Null for what is no event: then the two do not speak the same, and the connection is of no use. */
function parse(text: string): ServerEvent | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') {
      return value as ServerEvent;
    }
    console.warn('The server sent what is no event:', value);
  } catch (error) {
    console.warn('The server sent an event that is no JSON:', error);
  }
  return null;
}
