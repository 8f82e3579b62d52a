/** A program being written, as a film: a slider, a play button, each author in their colour. */

import type * as React from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';

import { messageOf } from '../../core/chat';
import { Playback } from '../../core/playback';
import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import { useStore } from '../common/useStore';
import { lookOf } from '../chat/people';
import { useHost, useWords } from '../host';
import { Authored } from './Authored';

const PAGE = 500;
/** Any program is played in about half a minute, a short one key by key. */
const FILM_SECONDS = 30;
const SLOWEST = 8;

/** Plays all edits that the server still has one by one. */
export function PlaybackView({ session, document }: { session: RoomSession; document: string }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const room = useStore(session.store, state => state);
  const playback = useMemo(() => new Playback(''), []);
  const [count, setCount] = useState(0);
  const [complete, setComplete] = useState(false);
  const [position, setPosition] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      let after: number | null = 0;
      while (after !== null && current) {
        const page = await host.api.steps(session.id, document, { after, limit: PAGE });
        playback.add(page.items);
        setCount(playback.steps.length);
        after = page.next;
      }
      setComplete(current);
    };
    read().catch((error: unknown) => {
      setProblem(messageOf(error));
    });
    return () => {
      current = false;
    };
  }, [host, session, document, playback]);
  usePlay(playing, count, position, setPosition, () => {
    setPlaying(false);
  });
  playback.goTo(position);
  const step = playback.steps[position - 1];
  const where = step
    ? words.__('%1, %2', lookOf(room, step.author).name, clockTime(step.at, Date.now()))
    : words.__('The beginning');
  return (
    <section className="tw-Playback">
      <Problem text={problem} />
      {!complete && problem === '' && <Empty text={words.__('Reading the history: %1 edits…', count)} />}
      {complete && count === 0 && <Empty text={words.__('There is nothing to play.')} />}
      <div className="tw-Bar">
        <button
          type="button"
          className="tw-Button"
          data-main
          disabled={count === 0}
          onClick={() => {
            if (!playing && position >= count) {
              setPosition(0);
            }
            setPlaying(!playing);
          }}
        >
          {playing ? words.__('Pause') : words.__('Play')}
        </button>
        <input
          type="range"
          className="tw-Input"
          min={0}
          max={count}
          value={position}
          aria-label={words.__('Place in the history')}
          aria-valuetext={where}
          onChange={event => {
            setPlaying(false);
            setPosition(Number(event.target.value));
          }}
        />
      </div>
      <p className="tw-Hint">{words.__('Edit %1 of %2: %3', position, count, where)}</p>
      <Authored session={session} runs={playback.authored} />
    </section>
  );
}

/** Moves on with the screen, so many steps per second that all of it is a short film. */
function usePlay(
  playing: boolean,
  count: number,
  position: number,
  setPosition: (position: number) => void,
  ended: () => void
): void {
  const latest = useRef({ position, setPosition, ended });
  latest.current = { position, setPosition, ended };
  useEffect(() => {
    if (!playing) {
      return;
    }
    const perSecond = Math.max(SLOWEST, count / FILM_SECONDS);
    const from = latest.current.position;
    let begun: number | null = null;
    let frame = 0;
    const move = (now: number): void => {
      begun ??= now;
      const next = Math.min(count, from + Math.floor(((now - begun) / 1000) * perSecond));
      latest.current.setPosition(next);
      if (next >= count) {
        latest.current.ended();
      } else {
        frame = requestAnimationFrame(move);
      }
    };
    frame = requestAnimationFrame(move);
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [playing, count]);
}
