import { ChangeSet } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { Carets, NAME_MS } from '../src/lab/cursors/carets';

const TEXT = 'FORWARD 10\nRIGHT 90\n';
const ANA = { display_name: 'Ana', initials: 'A', color: '#aa0000' };

function setUp() {
  const doc = new Y.Doc();
  const text = doc.getText('source');
  text.insert(0, TEXT);
  const awareness = new Awareness(doc);
  const carets = new Carets(awareness, text);
  const at = (index: number): unknown => Y.createRelativePositionFromTypeIndex(text, index);
  const say = (client: number, state: Record<string, unknown> | null): void => {
    if (state) {
      awareness.states.set(client, state);
    } else {
      awareness.states.delete(client);
    }
    carets.refresh([client]);
  };
  const seen = (): string[] =>
    [...carets.all()].map(({ key, anchor, head, who }) => `${key} ${who.name} ${String(anchor)}-${String(head)}`);
  return { doc, text, awareness, carets, at, say, seen };
}

describe('the carets of others', () => {
  it('come, move and go, several of one person among them', () => {
    const { say, at, seen } = setUp();
    say(7, { user: ANA, cursors: [{ anchor: at(0), head: at(4) }, { anchor: at(9), head: at(9), primary: false }] });
    say(8, { user: { display_name: 'Bo' }, cursors: [{ anchor: at(20), head: at(20) }] });
    expect(seen()).toEqual(['7:0 Ana 0-4', '7:1 Ana 9-9', '8:0 Bo 20-20']);
    say(7, { user: ANA, cursors: [{ anchor: at(2), head: at(2) }] });
    say(8, null);
    expect(seen()).toEqual(['7:0 Ana 2-2']);
  });

  it('move with the text as Yjs would move them', () => {
    const { text, say, at, seen, carets } = setUp();
    const places = [0, 3, 11, 20];
    places.forEach((place, client) => {
      say(client + 1, { user: ANA, cursors: [{ anchor: at(place), head: at(place) }] });
    });
    const changes = ChangeSet.of([{ from: 3, insert: 'xx' }, { from: 8, to: 12 }, { from: 20, insert: '!' }], TEXT.length);
    text.applyDelta([{ retain: 3 }, { insert: 'xx' }, { retain: 5 }, { delete: 4 }, { retain: 8 }, { insert: '!' }]);
    carets.move(changes);
    const moved = seen();
    carets.refresh([1, 2, 3, 4]);
    expect(moved).toEqual(seen());
  });

  it('are not one’s own, nor what has no place here', () => {
    const { say, at, seen, awareness } = setUp();
    say(awareness.clientID, { user: ANA, cursors: [{ anchor: at(0), head: at(0) }] });
    say(7, { user: ANA, cursors: 'none' });
    say(8, { user: ANA, cursors: [null, 3, { anchor: at(1) }, { anchor: {}, head: at(2) }] });
    say(9, {});
    expect(seen()).toEqual([]);
  });

  it('carry names that may be anything but are only text', () => {
    const { say, at, carets } = setUp();
    say(7, { user: { display_name: 3, color: {}, initials: null }, cursors: [{ anchor: at(0), head: at(0) }] });
    expect([...carets.all()].map(({ who }) => who)).toEqual([{ name: '', initials: '', color: '' }]);
  });

  it('are named for a while after their person has done something', () => {
    const { carets } = setUp();
    carets.note([7], 1000);
    expect(carets.isNamed(7, 1000 + NAME_MS - 1)).toBe(true);
    expect(carets.isNamed(7, 1000 + NAME_MS)).toBe(false);
    expect(carets.isNamed(8, 1000)).toBe(false);
  });
});
