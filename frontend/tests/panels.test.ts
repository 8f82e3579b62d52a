import { describe, expect, it } from 'vitest';

import { inviteLink } from '../src/lab/sidebar/inviteLink';
import { relativeTime } from '../src/ui/common/times';
import { initialsOf } from '../src/ui/common/Avatar';
import { inOrder } from '../src/ui/people/order';
import { workspacePath } from '../src/ui/programs/paths';
import { TEMPLATES, withExtension } from '../src/ui/programs/templates';
import { person } from './fakeRoom';

describe('an invitation link', () => {
  it('says what else it opens', () => {
    const of = (url: string, token: string, hub = false): readonly string[] => inviteLink(url, token, hub).reach;
    expect(of('http://127.0.0.1:8888/timewarp/join/x', 'secret')).toEqual(['this computer', 'whole server']);
    expect(of('http://localhost:8888/timewarp/join/x', '')).toEqual(['this computer']);
    expect(of('http://class.localhost:8888/timewarp/join/x', '')).toEqual(['this computer']);
    expect(of('http://0.0.0.0:8888/timewarp/join/x', '')).toEqual(['this computer']);
    expect(of('http://192.168.0.7:8888/timewarp/join/x', 'secret')).toEqual(['whole server']);
    expect(of('https://school.example/timewarp/join/x', '')).toEqual(['sign in']);
    expect(of('https://hub.example/user/class/timewarp/join/x', 'secret', true)).toEqual(['school account']);
  });

  it('carries the token only where people have nothing else to come in with', () => {
    expect(inviteLink('http://192.168.0.7:8888/timewarp/join/x', 'a b', false).link).toBe(
      'http://192.168.0.7:8888/timewarp/join/x?token=a+b'
    );
    expect(inviteLink('https://hub.example/user/class/timewarp/join/x', 'a b', true).link).not.toContain('token');
  });
});

describe('people', () => {
  it('with raised hands come first, who waits longest at the top', () => {
    const listed = inOrder([
      person('ana'),
      person('bo', { status: 'away' }),
      person('cem', { hand_raised_at: '2026-01-01T10:05:00Z' }),
      person('dia', { hand_raised_at: '2026-01-01T10:01:00Z', status: 'idle' }),
      person('eve', { status: 'idle' })
    ]);
    expect(listed.map(each => each.username)).toEqual(['dia', 'cem', 'ana', 'eve', 'bo']);
  });

  it('have initials in any script', () => {
    expect(['Ana', 'eva müller ott', '李 雷', '😀 Fun', '  '].map(initialsOf)).toEqual(['A', 'EM', '李雷', '😀F', '']);
  });
});

describe('programs', () => {
  it('get the extension of their language where they have none', () => {
    const [basic] = TEMPLATES;
    expect(basic && withExtension(' maze ', basic)).toBe('maze.bas');
    expect(basic && withExtension('maze.logo', basic)).toBe('maze.logo');
    expect(basic && withExtension('v1.2/maze', basic)).toBe('v1.2/maze.bas');
    for (const name of ['v1.2', 'level 3.5', 'maze.v2', 'a.b c', 'maze.', 'Лабиринт 1.0']) {
      expect(basic && withExtension(name, basic)).toBe(`${name}.bas`);
    }
    expect(basic && withExtension('notes.TXT', basic)).toBe('notes.TXT');
  });

  it('are in the folder of their room', () => {
    expect(workspacePath({ folder: 'club/a' }, 'x/y.bas')).toBe('club/a/x/y.bas');
  });
});

describe('times', () => {
  it('are told as people say them, and never lie in the future', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    const told = ['2026-01-01T12:00:30Z', '2026-01-01T11:59:31Z', '2026-01-01T11:55:00Z', '2025-12-31T12:00:00Z'];
    expect(told.map(at => relativeTime(at, now))).toEqual(['now', 'now', '5 minutes ago', 'yesterday']);
  });
});
