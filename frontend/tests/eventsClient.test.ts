import { beforeEach, describe, expect, it, vi } from 'vitest';

import { EventsClient } from '../src/core/eventsClient';
import type { ServerEvent } from '../src/core/records';
import { hello, message, posted, TextSocket } from './fakeRoom';

beforeEach(() => {
  TextSocket.accepted = [];
  vi.useFakeTimers();
  return () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  };
});

interface Heard {
  client: EventsClient;
  events: ServerEvent['type'][];
  states: string[];
}

function connected(): Heard {
  const events: ServerEvent['type'][] = [];
  const states: string[] = [];
  const client = new EventsClient({
    url: after => `ws://x/?after=${after ?? ''}`,
    listener: {
      event: event => events.push(event.type),
      connection: state => states.push(state)
    },
    WebSocket: TextSocket as unknown as typeof WebSocket
  });
  client.start();
  TextSocket.last.open();
  return { client, events, states };
}

/** What the next connection asks for. */
function resumesAfter(): string {
  TextSocket.last.end(1006);
  vi.advanceTimersByTime(20_000);
  return TextSocket.last.url.split('=')[1] ?? '';
}

describe('resuming', () => {
  it('asks for nothing at first, then for what came after the newest event', () => {
    connected();
    expect(TextSocket.last.url).toBe('ws://x/?after=');
    TextSocket.last.tell(hello({ seq: 7 }));
    TextSocket.last.tell(posted(message(9, 'hi')));
    TextSocket.last.tell({ type: 'pong', seq: null });
    expect(resumesAfter()).toBe('9');
  });

  it('does not take a resuming greeting for what comes behind it', () => {
    connected();
    TextSocket.last.tell(hello({ seq: 7 }));
    expect(resumesAfter()).toBe('7');
    TextSocket.last.open();
    TextSocket.last.tell(hello({ seq: 20, resumed: true }));
    expect(resumesAfter()).toBe('7');
    TextSocket.last.open();
    TextSocket.last.tell(hello({ seq: 20, resumed: true }));
    TextSocket.last.tell(posted(message(12, 'missed')));
    expect(resumesAfter()).toBe('12');
  });

  it('goes to where the room is when all is read anew, also back', () => {
    connected();
    TextSocket.last.tell(hello({ seq: 50 }));
    expect(resumesAfter()).toBe('50');
    TextSocket.last.open();
    TextSocket.last.tell(hello({ seq: 30, resumed: false })); // the room came out of a backup
    expect(resumesAfter()).toBe('30');
  });
});

describe('the connection', () => {
  it('is there when the server has greeted, not before', () => {
    const { states } = connected();
    expect(states).toEqual(['connecting']);
    TextSocket.last.tell(hello());
    TextSocket.last.end(1006);
    expect(states).toEqual(['connecting', 'connected', 'reconnecting']);
  });

  it.each(['rubbish', 'null', '[]', '7', '{"seq": 3}', '{"type": 5, "seq": 1}'])('ends with %s', text => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { events } = connected();
    TextSocket.last.tell(hello({ seq: 7 }));
    const first = TextSocket.last;
    first.onmessage?.({ data: text });
    expect(first.readyState).toBe(3);
    expect(events).toEqual(['hello']);
    vi.advanceTimersByTime(20_000);
    expect(TextSocket.last.url).toBe('ws://x/?after=7');
  });

  it('passes over an event of a later version, and stays', () => {
    connected();
    TextSocket.last.tell(hello({ seq: 7 }));
    TextSocket.last.onmessage?.({ data: '{"type": "of.tomorrow"}' });
    expect(TextSocket.accepted).toHaveLength(1);
    expect(resumesAfter()).toBe('7');
  });

  it('ends for good when it is left', () => {
    const { client } = connected();
    client.dispose();
    vi.advanceTimersByTime(60_000);
    expect(client.say({ type: 'ping' })).toBe(false);
    expect(TextSocket.accepted).toHaveLength(1);
  });
});
